"""The numbers of a sentence that count something: their values, units, places; dates and document numbers are none."""

from __future__ import annotations

import re
from collections import deque
from itertools import takewhile
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

UNITS = "件|份|封(?!面|闭|堵|存|锁|装|山|顶|条|号)|条|项|次|起|宗|个|例|人次|场|篇|期|家|户|名|人|块|处|批|部(?!门|委|分|署|长|队)"
_DIGITS = r"(?<![\d.〔第])\d+(?:,\d{3})*(?:\.\d+)?"
_ONE = "[一二两三四五六七八九]"
_WORD = rf"(?=[零〇一二两三四五六七八九十百千])(?:{_ONE}千)?(?:零?{_ONE}百)?(?:零?{_ONE}?十)?(?:[零〇]?{_ONE}|[零〇])?"
_NUMBER = re.compile(
    rf"(?P<number>{_DIGITS})(?P<scale>万|亿)?(?P<about>余|多)?(?P<unit>{UNITS}|元|万元|%|％)?(?P<after>余)?"
    rf"|(?<![第每任同逐哪这那某唯零〇一二两三四五六七八九十百千])(?P<word>{_WORD})(?P<wunit>件|份|起|宗|例|封(?!面|闭|堵|存|锁))(?!套)"
)
_NO_NUMBER = re.compile(
    r"(?<!\d)\d+(?:年|月|日|号|时|点|分钟|个?工作日|个?自然日|个?月|天|月份|(?:(?<=^\d)|(?<=^\d\d))[.、])|第\d+|〔\d+〕|(?<!\d)\d+(?:[-—/~]\d+|小时|：\d\d)"
)
_NEARLY = ("约", "近", "超", "超过", "逾", "多达", "达到近")
_TIME = ("日", "月", "天", "时", "钟")
"""How a term ends: 20 个工作日 is no count of anything, though 个 is a unit."""
_ENDS = {"", "、", "，", "。", "；", "）", "！", "…", "："}
"""What may follow a number that has no unit and yet counts something."""
_CHINESE = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}

_PLACES = {"十": 10, "百": 100, "千": 1000}


class CountedNumber(NamedTuple):
    """A number of a sentence: *start* and *end* take in its unit; *about* where it is only near (余, 多)."""

    value: float
    unit: str
    start: int
    end: int
    about: bool = False
    digits: str = ""


def find_counted_numbers(sentence: str) -> list[CountedNumber]:
    """Return the numbers of a normalised sentence that count something; dates and numbers of documents are none."""
    taken = deque(m.span() for m in _NO_NUMBER.finditer(sentence))
    found = []
    for m in _NUMBER.finditer(sentence):
        while taken and taken[0][1] <= m.start():
            taken.popleft()
        over = _overlapping_places(sentence, m, taken)
        if over and (not m["unit"] or any(o.endswith(_TIME) for o in over)):
            continue
        if m["word"]:
            value = float(_parse_chinese_number(m["word"]))
            found.append(CountedNumber(value, m["wunit"], m.start(), m.end()))
            continue
        if not m["unit"] and not m["scale"] and sentence[m.end() : m.end() + 1] not in _ENDS:
            continue
        scale = {"万": 1e4, "亿": 1e8}.get(m["scale"] or "", 1.0)
        unit, value = m["unit"] or "", float(m["number"].replace(",", "")) * scale
        if m["scale"] == "万" and unit == "元":
            unit, value = "万元", value / 1e4
        before = sentence[max(0, m.start() - 3) : m.start()]
        about = bool(m["about"] or m["after"]) or before.endswith(_NEARLY)
        found.append(CountedNumber(value, unit, m.start(), m.end(), about, m["number"]))
    return found


def _overlapping_places(sentence: str, number: re.Match[str], taken: Iterable[tuple[int, int]]) -> list[str]:
    """Return which of the places *taken*, in their order, reach into *number*."""
    return [sentence[start:end] for start, end in takewhile(lambda span: span[0] < number.end(), taken)]


def _parse_chinese_number(word: str) -> int:
    """Return what a numeral says; one that leaves out its last place says it all the same: 一百二 is 120, 一百零二 is 102."""
    total, digit, place = 0, 0, 1
    for c in word:
        if c in _PLACES:
            place = _PLACES[c]
            total, digit = total + (digit or 1) * place, 0
        else:
            place = place // 10 if digit == 0 and _CHINESE[c] and place > 1 else 1
            digit = _CHINESE[c]
    return total + digit * place
