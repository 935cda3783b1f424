"""Days as people write them: one reading for options, settings, the roster and the cells of a form.

Digits may be full-width. Nothing is guessed: where the year is missing, or the day is none, that is said with
what was probably meant.
"""

from __future__ import annotations

import datetime
import re

_TIME = r"(?:[ T]*[0-9]{1,2}[:时][0-9]{1,2}(?:[:分][0-9]{1,2}(?:\.[0-9]+)?)?[分秒]?)?"
_DATE = re.compile(r"([0-9]{4}) *[-/.年] *([0-9]{1,2}) *[-/.月] *([0-9]{1,2})(?: *[日号])?(" + _TIME + ")")
_DATE8 = re.compile(r"((?:19|20)[0-9]{2})([01][0-9])([0-3][0-9])()")
_NO_YEAR = re.compile(r"([0-9]{1,2}) *[-/.月] *([0-9]{1,2})(?: *[日号])?")
_AGO = {"今天": 0, "今日": 0, "today": 0, "昨天": 1, "昨日": 1, "yesterday": 1}
_NARROW = {full: full - 0xFEE0 for full in range(0xFF01, 0xFF5F)} | {0x3000: " "}
FIRST, LAST = datetime.date(1949, 10, 1), datetime.date(2099, 12, 31)
"""The days a form may speak of."""
LEAP = 2024
"""A year that has every day."""
WRITTEN = "请写成 2025-01-10 或 2025年1月10日 的样子"


class NotADayError(ValueError):
    """No day, or not surely one: the message says why and how to write it."""


def narrow_characters(text: str) -> str:
    """Return *text* as if typed with the narrow keys."""
    return text.translate(_NARROW)


def find_full_date(text: str) -> datetime.date | None:
    """Return the day *text* (in narrow characters) writes with its year, in any of the usual ways; None for none."""
    found = _DATE.fullmatch(text) or _DATE8.fullmatch(text)
    return _valid_day(*map(int, found.groups()[:3])) if found else None


def chinese_day(day: datetime.date) -> str:
    """Write a day as official documents do: 2025年1月15日."""
    return f"{day.year}年{day.month}月{day.day}日"


def parse_date(text: str, today: datetime.date | None = None) -> datetime.date:
    """Return the day somebody wrote; raise NotADayError that says how to write it.

    今天 and 昨天 are days only where *today* is given: in a file they would be others tomorrow.
    """
    plain = " ".join(narrow_characters(text).replace("。", ".").split())
    if today and plain.casefold() in _AGO:
        return today - datetime.timedelta(days=_AGO[plain.casefold()])
    if found := _DATE.fullmatch(plain) or _DATE8.fullmatch(plain):
        day = _valid_day(*map(int, found.groups()[:3]))
        if day is None:
            raise NotADayError(f"没有这一天，{WRITTEN}")
        if re.search("[1-9]", found[4]):
            raise NotADayError(f"只写到哪一天，不写几点（是否应为 {day.isoformat()}？）")
        return day
    if found := _NO_YEAR.fullmatch(plain):
        month, number = map(int, found.groups())
        if _valid_day(LEAP, month, number):
            raise NotADayError(f"没有写年份{_ask_likely_day(month, number, today)}，{WRITTEN}")
    raise NotADayError(f"看不出是哪一天，{WRITTEN}")


def _ask_likely_day(month: int, number: int, today: datetime.date | None) -> str:
    """Ask whether the nearest such day is meant; nothing where nobody says what today is."""
    if today is None:
        return ""
    near = [d for more in (-1, 0, 1) if (d := _valid_day(today.year + more, month, number))]
    said = min(near, key=lambda d: abs(d - today), default=None)
    return f"（是否应为 {said.isoformat()}？）" if said else ""


def _valid_day(year: int, month: int, day: int) -> datetime.date | None:
    try:
        made = datetime.date(year, month, day)
    except ValueError:  # the 31st of February
        return None
    return made if FIRST <= made <= LAST else None
