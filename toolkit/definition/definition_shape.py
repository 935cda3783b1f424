"""What a definition may hold and of which type, before anything is built of it: every fault at once, each with its path."""

from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from toolkit.definition.fault import RULE
from toolkit.form.finding_codes import ERROR, HINT, WARNING
from toolkit.form.period import PERIOD_KINDS
from toolkit.form.trait import CODE, MARKS, NO_RATE, TYPES, UNIT, UPS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from toolkit.definition.fault import Path

    Tell = Callable[..., None]

TEXT, NAME, YES = "一段文字（“…”）", "不空的文字", " true 或 false"
WHOLE, NUMBER = " 0 或正整数", "大于 0 的数"
TEXTS, TEXT_OR_TEXTS, GROUPS = '一列文字（["…"]）', "一段文字，或一列文字", '几组文字（[["…"]]）'
PARTS, TEXTS_BY_NAME, ANY = "一列 { … }", "按名称的文字", ""
ROSTER = "名册"
"""What stands in the place of a table's rows where these are the units of the roster."""
ROWS = f"{PARTS}，或“{ROSTER}”"
"""The types a value may have, as they are told."""


class Key(NamedTuple):
    """What may stand under a key: its *type*, or one of some words; whether it *must* be there, and hold something."""

    type: str
    must: bool = False
    words: tuple[str, ...] = ()
    part: str = ""


def _must(kind: str, part: str = "") -> Key:
    return Key(kind, must=True, part=part)


SEVERITIES = (ERROR, WARNING, HINT)
LINES_OF_A_TABLE = ("rows", "columns")
TRAIT_KEYS = {
    "type": Key(TEXT, words=TYPES), "unit": Key(TEXT), "places": Key(WHOLE), "options": Key(TEXT),
    "up": Key(TEXT, words=UPS), "help": Key(TEXT), "blank": Key(YES), "default": Key(TEXT),
    "marks": Key(TEXT, words=MARKS), "usual": Key(NUMBER), "when_zero": Key(TEXT, words=NO_RATE), "percent": Key(YES),
    "negative": Key(YES),
}  # fmt: skip
_LINE = {
    "id": _must(NAME), "head": Key(TEXTS), "label": Key(TEXT), "also": Key(TEXTS), "width": Key(NUMBER),
    "height": Key(NUMBER), "code": Key(TEXT), "place": Key(TEXT), "when": Key(TEXT_OR_TEXTS), "from": Key(TEXTS_BY_NAME), **TRAIT_KEYS,
}  # fmt: skip
_ROWS_OF_BLANK = dict.fromkeys(("head_at", "first_at", "last_at", "total_at"), Key(WHOLE))
SHAPES: dict[str, dict[str, Key]] = {
    "表样": {
        "id": _must(NAME), "edition": _must(NAME), "accepts": Key(TEXTS), "title": _must(NAME), "source": _must(TEXT),
        "kinds": _must(PARTS, "类别"), "levels": _must(PARTS, "层级"), "options": Key(ANY),
        "sheet": _must(PARTS, "工作表"), "table": Key(PARTS, part="表"), "list": Key(PARTS, part="登记簿"),
        "rule": Key(PARTS, part="规则"), "period": Key(TEXT, words=tuple(PERIOD_KINDS)), "cumulative": Key(YES),
        "blank": Key(TEXT), "blank_hash": Key(TEXT),
    },
    "类别": {"id": _must(NAME), "label": Key(TEXT), "help": Key(TEXT)},
    "层级": {"id": _must(NAME), "label": Key(TEXT), "help": Key(TEXT)},
    "工作表": {
        "id": _must(NAME), "title": _must(NAME), "intro": Key(TEXT), "landscape": Key(YES), "spaced": Key(YES),
        "reported": Key(TEXT), "above": Key(TEXTS), "below": Key(TEXTS), "blank_sheet": Key(TEXT),
        "stamped": Key(TEXTS_BY_NAME),
    },
    "表": {
        "id": _must(NAME), "title": Key(TEXT), "sheet": _must(NAME), "kinds": _must(TEXTS),
        "columns": _must(PARTS, "列"), "rows": _must(ROWS, "行"), "corner": Key(TEXT), "across": Key(YES),
        "beside": Key(TEXT), "from": Key(TEXTS_BY_NAME), "printed": Key(PARTS, part="旁栏"), "numbered": Key(TEXT), "unasked": Key(TEXTS),
        **_ROWS_OF_BLANK, **TRAIT_KEYS,
    },
    "旁栏": {"of": Key(TEXT, must=True, words=(CODE, UNIT)), "head": _must(NAME)},
    "行": _LINE,
    "列": _LINE,
    "登记簿": {
        "id": _must(NAME), "title": _must(NAME), "sheet": _must(NAME), "kinds": _must(TEXTS),
        "columns": _must(PARTS, "栏"), "up": Key(TEXT, must=True, words=("rows", "none")), "key": Key(TEXTS),
        "help": Key(TEXT), "carry": Key(TEXT), "optional": Key(TEXTS), "alike": Key(GROUPS),
        "total": Key(TEXTS), **_ROWS_OF_BLANK,
    },
    "栏": {
        "id": _must(NAME), "label": Key(TEXT), "type": Key(TEXT, must=True, words=TYPES), "unit": Key(TEXT),
        "places": Key(WHOLE), "options": Key(TEXT), "required": Key(YES), "private": Key(YES), "together": Key(TEXT),
        "help": Key(TEXT), "width": Key(NUMBER), "marks": Key(TEXT, words=MARKS), "percent": Key(YES), "negative": Key(YES),
        "in_period": Key(YES), "place": Key(TEXT),
    },
    "规则": {
        "id": _must(NAME), "over": Key(TEXT_OR_TEXTS), "must": _must(NAME), "why": _must(NAME), "remedy": _must(TEXT),
        "source": _must(TEXT), "severity": Key(TEXT, words=SEVERITIES), "works_out": Key(TEXT),
        "levels": Key(TEXT_OR_TEXTS), "kinds": Key(TEXT_OR_TEXTS), "evidence": Key(TEXT), "beta": Key(YES),
        "columns": Key(TEXTS), "rows": Key(TEXTS),
    },
    "选项": {"table": _must(NAME), "of": Key(TEXT, must=True, words=LINES_OF_A_TABLE), "first": Key(TEXT), "last": Key(TEXT)},
}  # fmt: skip
"""What each part of a definition may hold; 选项 is a drop-down made of a table's rows or columns."""
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""What XML cannot hold, or only as something else: a carriage return comes back as a line break."""
_CALLED = {"类别": "类别 ", "层级": "层级 ", "工作表": "工作表 ", "规则": RULE}
"""The parts whose path says what they are; tables and lists are called by their names."""


def well_shaped(data: dict[str, Any], tell: Tell) -> dict[str, Any]:
    """Return what of a definition is of the shape it must have, whole parts only; tell with its path what is not."""
    said = _part((), data, "表样", tell) or {}
    return said | {"options": _options(data.get("options", {}), tell)}


def _part(path: Path, data: dict[str, Any], part: str, tell: Tell) -> dict[str, Any] | None:
    """Return what fits of one part; None where something that must be there does not."""
    shape, fits, whole = SHAPES[part], {}, True
    for name in sorted(data.keys() - shape.keys()):
        tell(path, f"不认识的项 {name}", () if path else (name,))
    for name, key in shape.items():
        if fault := _fault_of(name, key, data.get(name), there=name in data):
            tell(path, fault, () if path else (name,))
            whole = whole and not key.must
        elif key.part and isinstance(data.get(name), list):
            fits[name] = list(_parts(path, data[name], key.part, tell))
        elif name in data:
            fits[name] = data[name]
    return fits if whole or part == "表样" else None


def _fault_of(name: str, key: Key, value: Any, *, there: bool) -> str:
    """Say what is wrong with what stands under a key; "" where nothing is."""
    if not there:
        return f"缺少 {name}" if key.must else ""
    if not _FITS[key.type](value):
        return f"{name} 应为{key.type}，实为{_shown(value)}"
    if not key.part and (odd := _unprintable_characters(value)):
        return f"{name} 里有看不见的控制字符（{'、'.join(odd)}），表格程序打不开，请删去"
    if key.must and value in ([], ""):
        return f"{name} 是空的"
    if key.words and value not in key.words:
        return f"{name} 应为 {'、'.join(w or '空' for w in key.words)} 之一，实为 {value}"
    return ""


def part_name(part: str, number: int, name: object) -> str:
    """Return how the path of a fault calls a part: by its name, else as the how-manieth."""
    return f"{_CALLED.get(part, '')}{name}" if isinstance(name, str) and name else f"{part} 第 {number} 个"


def _parts(path: Path, some: Iterable[Any], part: str, tell: Tell) -> Iterator[dict[str, Any]]:
    for number, data in enumerate(some, 1):
        where = (*path, part_name(part, number, data.get("id") if isinstance(data, dict) else None))
        if not isinstance(data, dict):
            tell(where, f"应为 {{ id = … }}，实为{_shown(data)}")
        elif (fits := _part(where, data, part, tell)) is not None:
            yield fits


def _options(said: Any, tell: Tell) -> dict[str, Any]:
    """A drop-down is a list of texts, or says of which table's rows or columns it is made."""
    if not isinstance(said, dict):
        tell(("选项",), f"应为按名称的选项，实为{_shown(said)}")
        return {}
    fits: dict[str, Any] = {}
    for name, entry in said.items():
        if odd := _unprintable_characters([name, entry]):
            tell(("选项",), f"里有看不见的控制字符（{'、'.join(odd)}），表格程序打不开，请删去")
        elif isinstance(entry, dict):
            if (taken := _part((f"选项 {name}",), entry, "选项", tell)) is not None:
                fits[name] = taken
        elif fault := _listed_options_fault(entry):
            tell((f"选项 {name}",), fault)
        else:
            fits[name] = entry
    return fits


def _listed_options_fault(entry: Any) -> str:
    if not _are_texts(entry) or not entry:
        return f"应为{TEXTS}，实为{_shown(entry)}"
    twice = sorted({x for x in entry if entry.count(x) > 1})
    return f"{'、'.join(twice)} 出现了两次" if twice else ""


def _unprintable_characters(value: Any) -> list[str]:
    """Return the characters in texts, however deep, that no workbook can hold."""
    match value:
        case str():
            return list(dict.fromkeys(f"U+{ord(c):04X}" for c in value if _UNPRINTABLE.match(c)))
        case dict():
            return _unprintable_characters([*value, *value.values()])
        case list():
            return list(dict.fromkeys(odd for one in value for odd in _unprintable_characters(one)))
    return []


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _are_texts(value: Any) -> bool:
    return isinstance(value, list) and all(map(_is_text, value))


_FITS: dict[str, Callable[[Any], bool]] = {
    ANY: lambda _: True,
    TEXT: _is_text,
    NAME: _is_text,
    WHOLE: lambda value: type(value) is int and value >= 0,
    NUMBER: lambda value: type(value) in (int, float) and value > 0,
    YES: lambda value: type(value) is bool,
    TEXTS: _are_texts,
    TEXT_OR_TEXTS: lambda value: _is_text(value) or _are_texts(value),
    GROUPS: lambda value: isinstance(value, list) and all(map(_are_texts, value)),
    PARTS: lambda value: isinstance(value, list),
    ROWS: lambda value: isinstance(value, list) or value == ROSTER,
    TEXTS_BY_NAME: lambda value: (
        isinstance(value, dict) and all(_is_text(x) or _are_texts(x) for x in value.values())
    ),
}


def _shown(value: Any) -> str:
    """Return a value as its author wrote it, and what it is."""
    match value:
        case None:
            return "空"
        case bool():
            return f" {str(value).lower()}"
        case str():
            return f"文字“{value}”"
        case int() | float():
            return f"数 {value}"
        case list():
            return "一列 […]"
        case datetime.date() | datetime.time():
            return f"日期 {value}"
    return "一组 { … }"
