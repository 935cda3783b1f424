"""The closed words of a definition in Chinese: what may stand under a key and nothing else, as people say it."""

from __future__ import annotations

from toolkit.definition.definition_shape import EMPTY, SHAPES
from toolkit.form.finding import SEVERITY
from toolkit.form.finding_codes import ERROR, HINT, WARNING
from toolkit.form.period import PERIOD_KINDS
from toolkit.form.trait import BLANK_MARK, CODE, NO_RATE, RETURN_MARK, UNIT, ZERO_MARK

_TYPES = {"count": "整数", "number": "小数", "text": "文字", "date": "日期", "option": "选项"}
_UPS = {"sum": "相加", "max": "取最大", "min": "取最小", "same": "应一致", "texts": "文字并列", "rows": "逐行并列", "none": "不上报"}  # fmt: skip
_MARK_WORDS = {RETURN_MARK: "退回问", BLANK_MARK: "当空白", ZERO_MARK: "当 0"}
CLOSED: dict[str, dict[str, str]] = {
    "type": _TYPES,
    "up": _UPS,
    "marks": _MARK_WORDS,
    "severity": {word: SEVERITY[word] for word in (ERROR, WARNING, HINT)},
    "of": {"rows": "行", "columns": "列", CODE: "代码", UNIT: "计量单位"},
    "when_zero": {word: word or EMPTY for word in NO_RATE},
    "period": {word: word for word in PERIOD_KINDS},
    "numbered": {word: word for word in ("甲", "栏次")},
}
"""The words a key takes and no others, as people say them."""


def label_of_word(key: str, word: str) -> str:
    """Return a closed word of *key* as people say it; any other as it is."""
    return CLOSED.get(key, {}).get(word, word)


def word_of_label(key: str, label: str) -> str:
    """Return the closed word that people call *label*; any other as it is."""
    return {said: word for word, said in CLOSED.get(key, {}).items()}.get(label, label)


def labels_allowed(part: str, key: str) -> tuple[str, ...]:
    """Return what may stand under a key that takes closed words, as people say it; none where anything may."""
    words = SHAPES[part][key].words or (tuple(CLOSED["numbered"]) if key == "numbered" else ())
    return tuple(dict.fromkeys(label_of_word(key, word) for word in words))
