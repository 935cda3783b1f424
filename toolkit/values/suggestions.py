"""What a clerk probably meant by what could not be read: a question to ask back (「是否应为 12？」), never an answer.

Nothing here is ever taken for a figure. Where two things could be meant, nothing is asked.
"""

from __future__ import annotations

import datetime
import difflib
import re
import unicodedata
from decimal import Decimal
from functools import wraps
from typing import TYPE_CHECKING, ParamSpec

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

P = ParamSpec("P")

DITTO = {"同上", "〃", '"', "″", "同前"}
"""What stands for the cell above."""
_TOKEN = re.compile(r"[-+]?[.,]{0,9}[0-9][0-9.,]*")
_GROUPED = re.compile(r"[-+]?[0-9]{1,3}(?:[, ]+[0-9]{1,3})*(?:\.[0-9]+)?")
_PLAIN = re.compile(r"[-+]?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)")
_THOUSANDS = re.compile(r"[-+]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_RAISED = re.compile("[²³¹⁰-₉]")
_NOTE = re.compile(
    r"(?<=[0-9０-９])[ \u3000]?(?:[①-⓿❶-➓*＊※†‡]|[\[［(（〔【]?注[0-9]{0,2}[\]］)）〕】]?){1,4}$"
)
"""The sign of a footnote behind a number. A small digit is none of them: 1² may be one squared."""
_SUM = re.compile(r"=?[0-9]+(?:\+[0-9]+)+")
_POWER = re.compile(r"([-+]?[0-9]+(?:\.[0-9]+)?)[eE]([0-9]{1,2})")
_HAN = "零〇一二两三四五六七八九十廿卅百千万亿"
_FORMAL = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟萬俩仨", "一二三四五六七八九十百千万两三")
"""Numerals as on receipts, and as in speech, to the plain ones."""
_ROMAN = re.compile("[\u2160-\u2188]")
"""Ⅲ is three: its compatible letters would be read as digits one."""
_NUMERAL = re.compile(f"[{_HAN}]+")
_SCALES = {"百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_LOOKALIKE = str.maketrans("OoQlI|", "000111")
_YUAN = set("元块圆")
_COUNTED = set("个件条次人份户篇场项宗起元块圆名家处部")
_FLUFF = set("共计合总约大概近将不到足超过至少最多余来左右上下以内整正类人民币") | _COUNTED
_SIGNS = set("¥￥≈~<>≤≥$'`\"。.,，；;、？?!！ ")
_MANY = set("几数多")
"""几十, 数百: nobody knows how many."""
_SHORT = re.compile(r"([0-9]{2})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})[日号]?")
_NO_YEAR = re.compile(r"([0-9]{1,2})[-/.月]([0-9]{1,2})[日号]?")
_LONG = re.compile(r"(?<![0-9])([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})(?![0-9])")
QUOTED = 30
"""A longer text is no misspelt number."""
CENTURY = 2000
MOST = 15
"""More digits than this no cell keeps."""
NEAR = 0.6
"""How like an option's label a word must be (difflib's ratio) to be asked about."""
_VALUES = {"两": 2}
"""Numerals the Unicode database has no value for."""
_SHORTENED = re.compile("([百千万亿])([一二两三四五六七八九])\\Z")
"""What leaves out its last unit: 一百二 is 120."""


def _empty_on_failure(fn: Callable[P, str]) -> Callable[P, str]:
    """Let a guess that fails be no guess: it only words a question, and must not cost the file it is asked about.

    Tests call the function itself (``__wrapped__``), which may not fail.
    """

    @wraps(fn)
    def guarded(*args: P.args, **said: P.kwargs) -> str:
        try:
            return fn(*args, **said)
        except Exception:  # noqa: BLE001 - whatever it is, the cell is asked back without a suggestion
            return ""

    return guarded


@_empty_on_failure
def likely_number(text: str, unit: str = "") -> str:
    """Return the number *text* probably means in a column of *unit*, or nothing."""
    text = _without_footnote_sign(text).translate(_FORMAL)
    odd = _RAISED.search(text) or _ROMAN.search(text)
    number = None if odd else _meant_number(unicodedata.normalize("NFKC", text), unit)
    if number is None or abs(number) >= 10**MOST:
        return ""
    plain = f"{number:f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def _without_footnote_sign(text: str) -> str:
    """Return *text* without the sign of a footnote at its end (12①, 5②*, 12注1): it is no digit of the number."""
    bare = _NOTE.sub("", text)
    return bare if any(c.isdecimal() for c in bare) else text


def lookalike_letters_note(text: str) -> str:
    """Say so where letters stand for digits: on many screens O and 0 look the same."""
    looks = text.translate(_LOOKALIKE)
    return "（是字母）" if looks != text and _PLAIN.fullmatch(looks) else ""


def _meant_number(text: str, unit: str) -> Decimal | None:
    if len(text) > QUOTED:
        return None
    if _SUM.fullmatch(text):
        return sum((Decimal(part) for part in text.lstrip("=").split("+")), Decimal(0))
    if power := _POWER.fullmatch(text):
        return Decimal(power[1]).scaleb(int(power[2]))
    looks = text.translate(_LOOKALIKE)
    if looks != text and _PLAIN.fullmatch(looks):
        return Decimal(looks)
    if _GROUPED.fullmatch(text) and " " in text:
        return Decimal(re.sub(r"[, ]", "", text))
    tokens = list(_TOKEN.finditer(_ascii_digits(text)))
    if len(tokens) == 1:
        token = tokens[0]
        number = _parse_decimal(token[0].rstrip(".,"))
        return number and _apply_scale_word(number, text[: token.start()], text[token.end() :], unit)
    runs = list(_NUMERAL.finditer(text))
    if tokens or len(runs) != 1:
        return None
    return _number_from_han(runs[0], text, unit)


def _ascii_digits(text: str) -> str:
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)


def _parse_decimal(token: str) -> Decimal | None:
    if _PLAIN.fullmatch(token):
        return Decimal(token)
    if _THOUSANDS.fullmatch(token):
        return Decimal(token.replace(",", ""))
    groups = token.split(",")
    return Decimal("".join(groups)) if len(groups) > 2 and "." not in token else None  # 12,5 may be 12.5


def _apply_scale_word(number: Decimal, before: str, after: str, unit: str) -> Decimal | None:
    """Multiply by 万 and the like; what stands around a number must say nothing else."""
    if after.strip() == "%":
        return number if number == int(number) and not before.strip() else None
    scale = 1
    while after[:1] in _SCALES:
        scale, after = scale * _SCALES[after[0]], after[1:]
    for rest in (before, after):
        if not set(rest) <= _FLUFF | _SIGNS | set(unit) | {"多"}:
            return None
    return _in_scaled_unit(number * scale, before + after, unit, scaled=scale > 1)


def _in_scaled_unit(number: Decimal, around: str, unit: str, *, scaled: bool) -> Decimal | None:
    """Return *number* in a *unit* of ten thousands where the words *around* it name what is counted: 1200元 is 0.12 万元."""
    own = _SCALES.get(unit[:1], 1)
    base = _YUAN if unit[1:] == "元" else set(unit[1:])
    if own == 1:
        return number
    words = set(around.replace("人民币", ""))
    if words & _COUNTED - base or (words & set("¥￥") and not scaled):
        return None  # 1200人 in 万元; ￥0.12 may be either
    return number / own if scaled or words & base else number


def _number_from_han(run: re.Match[str], text: str, unit: str) -> Decimal | None:
    around = text[: run.start()] + text[run.end() :]
    if set(around) & (_MANY - {"多"}) or not set(around) <= _FLUFF | _SIGNS | set(unit) | {"多"}:
        return None
    number = parse_chinese_numeral(run[0])
    if number is None:
        return None
    return _in_scaled_unit(Decimal(number), around, unit, scaled=bool(set(run[0]) & {"万", "亿"}))


def parse_chinese_numeral(text: str) -> int | None:
    """Return the number Chinese numerals write (一百零三, 二〇二四); None for 三五, which is three to five."""
    if not set(text) & set("十廿卅百千万亿"):
        digits = "".join(str(_numeral_value(c)) for c in text)
        return int(digits) if len(text) == 1 or len(text) > 2 else None
    if (short := _SHORTENED.search(text)) and text[:-1]:
        whole = parse_chinese_numeral(text[:-1])
        return None if whole is None else whole + _numeral_value(short[2]) * _numeral_value(short[1]) // 10
    total = section = digit = 0
    for c in text:
        value = _numeral_value(c)
        if value >= 10**4:
            if not total + section + digit:
                return None
            total, section, digit = (total + section + digit) * value, 0, 0
        elif value in (20, 30):
            section, digit = section + value, 0
        elif value >= 10:
            section, digit = section + (digit or 1) * value, 0
        elif digit:
            return None
        else:
            digit = value
    return total + section + digit


def _numeral_value(numeral: str) -> int:
    return _VALUES[numeral] if numeral in _VALUES else int(unicodedata.numeric(numeral))


@_empty_on_failure
def likely_date(text: str, year: int = 0) -> str:
    """Return the day *text* probably means, YYYY-MM-DD, or nothing; *year* is the report's."""

    def in_digits(found: re.Match[str]) -> str:
        number = parse_chinese_numeral(found[0])
        return found[0] if number is None else str(number)

    plain = _NUMERAL.sub(in_digits, text[:40]).replace(" ", "")
    parts: tuple[str, ...] = ()
    if found := _SHORT.fullmatch(plain):
        parts = (str(CENTURY + int(found[1])), found[2], found[3])
    elif year and (found := _NO_YEAR.fullmatch(plain)):
        parts = (str(year), found[1], found[2])
    elif len(found_all := _LONG.findall(plain)) == 1:
        parts = found_all[0]
    try:
        return datetime.date(*map(int, parts)).isoformat() if parts else ""
    except ValueError:
        return ""


_DENIALS = frozenset("不没未无非否")


@_empty_on_failure
def likely_option(bare: str, labels: Mapping[str, str]) -> str:
    """Return the one label that *bare* is part of, or is nearest to; *labels* maps each to its bare form."""
    if not bare or len(bare) > 40:
        return ""
    alike = {label: plain for label, plain in labels.items() if _denies(plain) == _denies(bare)}
    if same := [label for label, plain in alike.items() if _core(plain) == _core(bare)]:
        return same[0] if len(same) == 1 else ""
    parts = [label for label, plain in alike.items() if len(bare) > 1 and (bare in plain or plain in bare)]
    if parts:
        return parts[0] if len(parts) == 1 else ""
    near = difflib.get_close_matches(bare, alike.values(), n=2, cutoff=NEAR)
    return next((label for label, plain in alike.items() if [plain] == near), "")


def _denies(text: str) -> bool:
    """Tell whether a text denies something: what does is never taken for what does not, 不是 contains 是."""
    return not _DENIALS.isdisjoint(text)


def _core(text: str) -> str:
    """Return a text without what an official form puts before a word and a clerk leaves out: 予以公开 is 公开."""
    return text.removeprefix("予以").removeprefix("已经").removesuffix("的").removesuffix("了")
