"""Working days as the State Council's yearly notices make them, extended by what an office says of its own.

A period begins the day after what starts it (《民法典》第二百零一条). A year nobody has told of is reckoned by its
weekends and the days the law itself names, and whatever is reckoned over such a year is an estimate.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

FIXED = ((1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3))
"""The holidays that fall on the same day every year (《全国年节及纪念日放假办法》); the others follow the moon."""
SATURDAY = 5
ONE = datetime.timedelta(days=1)
MOVED = datetime.timedelta(days=7)
"""How far back a year's notice may move days: that of 2019 made 29 December 2018 a working day, and the 31st none."""
ESTIMATED = "（估计）"
"""What stands behind a day that was reckoned over a year whose holidays nobody knows yet."""


@cache
def _told_days() -> tuple[Mapping[datetime.date, object], Mapping[datetime.date, object], frozenset[int]]:
    """Return the holidays and the working weekends of all years that were told of, and those years."""
    from chinese_calendar.constants import holidays, workdays

    return holidays, workdays, frozenset(day.year for day in holidays)


@dataclass(frozen=True)
class WorkingDays:
    """A calendar of working days; *own* is what the office says of single days, *whole* the years it lists in full."""

    own: Mapping[datetime.date, bool] = field(default_factory=dict)
    whole: frozenset[int] = frozenset()

    def is_known(self, year: int) -> bool:
        """Tell whether the holidays of *year* are known."""
        return year in self.whole or year in _told_days()[2]

    def is_working(self, day: datetime.date) -> bool:
        """Tell whether offices work on *day*."""
        if day in self.own:
            return self.own[day]
        if day.year not in self.whole:
            holidays, workdays, years = _told_days()
            if day.year in years:
                return day in workdays or (day.weekday() < SATURDAY and day not in holidays)
            if (day.month, day.day) in FIXED:
                return False
        return day.weekday() < SATURDAY

    def after(
        self, start: datetime.date, count: int, is_left_out: Callable[[datetime.date], bool] | None = None
    ) -> datetime.date:
        """Return the *count*-th working day after *start*; days that are left out of the period do not count."""
        day = start
        while count > 0:
            day += ONE
            count -= self.is_working(day) and not (is_left_out and is_left_out(day))
        return day

    def between(self, start: datetime.date, end: datetime.date) -> int:
        """Return how many working days there are after *start* up to *end*; below 0 where *end* comes first."""
        if end < start:
            return -self.between(end, start)
        days = (start + ONE * n for n in range(1, (end - start).days + 1))
        return sum(map(self.is_working, days))

    def unknown_years(self, start: datetime.date, end: datetime.date) -> tuple[int, ...]:
        """Return the years whose notice nobody knows yet and may still move a day from *start* to *end*."""
        last = (end + MOVED).year if end.year in _told_days()[2] and end.year not in self.whole else end.year
        return tuple(y for y in range(start.year, last + 1) if not self.is_known(y))

    def tell(self, day: datetime.date, start: datetime.date) -> str:
        """Return *day*, reckoned from *start*, as people are told it: an estimate is said to be one."""
        return f"{day}{ESTIMATED}" if self.unknown_years(start, day) else f"{day}"
