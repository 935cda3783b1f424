"""The numbers of a sentence that count something: their values, units, places; dates and document numbers are none."""

from __future__ import annotations

import re
from typing import NamedTuple

UNITS = "件|份|条|项|次|起|宗|个|例|人次|场|篇|期|家|户|名|人|块|处|批|部(?!门|委|分|署|长|队)"
_DIGITS = r"(?<![\d.〔第])\d+(?:,\d{3})*(?:\.\d+)?"
_NUMBER = re.compile(
    rf"(?P<number>{_DIGITS})(?P<scale>万|亿)?(?P<about>余|多)?(?P<unit>{UNITS}|元|万元|%|％)?(?P<after>余)?"
    rf"|(?<![第每任同逐哪这那某唯])(?P<word>[零〇一二两三四五六七八九]|[一二三四五六七八九]?十[一二三四五六七八九]?)(?P<wunit>件|份|起|宗|例)(?!套)"
)
_NO_NUMBER = re.compile(
    r"\d+(?:年|月|日|号|时|点|分钟|个?工作日|天|月份|(?:(?<=^\d)|(?<=^\d\d))[.、])|第\d+|〔\d+〕|\d+[-—/~]\d+|\d+小时|1-12"
)
_ENDS = {"", "、", "，", "。", "；", "）", "！", "…", "："}
"""What may follow a number that has no unit and yet counts something."""
_CHINESE = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}


class Number(NamedTuple):
    """A number of a sentence: *start* and *end* take in its unit; *about* where it is only near (余, 多)."""

    value: float
    unit: str
    start: int
    end: int
    about: bool = False
    digits: str = ""


def numbers(sentence: str) -> list[Number]:
    """Return the numbers of a normalised sentence that count something; dates and numbers of documents are none."""
    taken = [m.span() for m in _NO_NUMBER.finditer(sentence)]
    found = []
    for m in _NUMBER.finditer(sentence):
        if any(a < m.end() and m.start() < b for a, b in taken) and not m["unit"]:
            continue
        if m["word"]:
            found.append(Number(float(_chinese(m["word"])), m["wunit"], m.start(), m.end()))
            continue
        if not m["unit"] and not m["scale"] and sentence[m.end() : m.end() + 1] not in _ENDS:
            continue
        scale = {"万": 1e4, "亿": 1e8}.get(m["scale"] or "", 1.0)
        unit, value = m["unit"] or "", float(m["number"].replace(",", "")) * scale
        if m["scale"] == "万" and unit == "元":
            unit, value = "万元", value / 1e4
        about = bool(m["about"] or m["after"]) or sentence[: m.start()].endswith(
            ("约", "近", "超", "超过", "逾", "多达", "达到近")
        )
        found.append(Number(value, unit, m.start(), m.end(), about, m["number"]))
    return found


def _chinese(word: str) -> int:
    if "十" not in word:
        return _CHINESE[word]
    tens, _, ones = word.partition("十")
    return (_CHINESE[tens] if tens else 1) * 10 + (_CHINESE[ones] if ones else 0)
