"""The period a form is filled in for: a year, half, quarter, month, ten days, or one day (时点)."""

from __future__ import annotations

import calendar
import datetime
import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from toolkit.text.dates import narrow_characters

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

YEAR, HALF, QUARTER, MONTH, TEN_DAYS, DAY = "年", "半年", "季", "月", "旬", "时点"
PERIOD_KINDS = {
    YEAR: "2025",
    HALF: "2025H1",
    QUARTER: "2025Q2",
    MONTH: "2025-04",
    TEN_DAYS: "2025-04上旬",
    DAY: "2025-04-30",
}
"""The kinds of period, each as it is written."""
YEARS = range(1950, 2100)
"""The years a form may be of."""
BOUNDS = ("期初", "期末", "年初", "年末")
"""How rules name the first and the last day of the period, and of the year it lies in."""
LAST_YEAR, PREVIOUS, YEAR_EARLIER = "上年", "上期", "上年同期"
EARLIER = (LAST_YEAR, PREVIOUS, YEAR_EARLIER)
"""How rules name the earlier periods that a figure may be laid beside."""
_TEN_DAYS, _HALVES, _ORDINALS = "上中下", "上下", "零一二三四"
_TEN_DAYS_FROM = (1, 11, 21)
_LONGER = (HALF, QUARTER)  # also shown by its months, where it is cumulative
_Y, _M = r"((?:19|20)[0-9]{2})", r"([01]?[0-9])"
_N = r"(?:第?([一二三四1-4]))"


class NotAPeriodError(ValueError):
    """No period, or none of the kind asked for: the message says how to write it."""


@dataclass(frozen=True, order=True)
class Period:
    """A period from its *first* to its *last* day; a *cumulative* one is counted from the first day of its year.

    Its ``text`` is how commands, settings and workbooks write it, its ``name`` how people do.
    """

    first: datetime.date
    last: datetime.date
    kind: str = YEAR
    cumulative: bool = False

    @classmethod
    def of_year(cls, year: int) -> Period:
        """Return the whole of *year*."""
        return cls(datetime.date(year, 1, 1), datetime.date(year, 12, 31))

    @property
    def year(self) -> int:
        """Return the year it lies in."""
        return self.last.year

    @cached_property
    def text(self) -> str:
        """Return it as commands, settings and workbooks write it: 2025, 2025H1, 2025Q2, 2025-04, 2025-04-30."""
        month = self.last.month
        match self.kind:
            case "年":
                return f"{self.year}"
            case "半年":
                return f"{self.year}H{(month + 5) // 6}"
            case "季":
                return f"{self.year}Q{(month + 2) // 3}"
            case "月":
                return f"{self.year}-{month:02}"
            case "旬":
                return f"{self.year}-{month:02}{_TEN_DAYS[self._ten_days]}旬"
        return self.last.isoformat()

    @cached_property
    def name(self) -> str:
        """Return it as people say it: 2025年度, 2025年上半年, 2025年第二季度, 2025年4月, 2025年1—4月."""
        month = self.last.month
        if self.kind == DAY:
            return f"{self.year}年{month}月{self.last.day}日"
        if self.cumulative and self.kind in (HALF, QUARTER, MONTH) and month > 1:
            return f"{self.year}年1—{month}月"
        match self.kind:
            case "年":
                return f"{self.year}年度"
            case "半年":
                return f"{self.year}年{_HALVES[month > 6]}半年"
            case "季":
                return f"{self.year}年第{_ORDINALS[(month + 2) // 3]}季度"
            case "月":
                return f"{self.year}年{month}月"
        return f"{self.year}年{month}月{_TEN_DAYS[self._ten_days]}旬"

    @property
    def in_title(self) -> str:
        """Return it as it stands before a form's title: 2025年, 2025年4月."""
        return self.name.removesuffix("度") if self.kind == YEAR else self.name

    @property
    def spaced_name(self) -> str:
        """Return the name with the year set off: 2025 年度; other periods have no blank in their names."""
        return f"{self.year} 年度" if self.kind == YEAR else self.name

    @property
    def spaced_in_title(self) -> str:
        """Return it as it stands before a title, the year set off: 2025 年, 2025年4月."""
        return self.spaced_name.removesuffix("度") if self.kind == YEAR else self.name

    @property
    def shown(self) -> str:
        """Return it as a line of a list of facts shows it: a year is its number."""
        return self.text if self.kind == YEAR else self.name

    @property
    def _ten_days(self) -> int:
        return min((self.last.day - 1) // 10, 2)

    @property
    def counts_from(self) -> datetime.date:
        """Return the first day whose figures are in it."""
        return datetime.date(self.year, 1, 1) if self.cumulative else self.first

    def bound(self, name: str) -> datetime.date:
        """Return the day a rule names: 期初, 期末, 年初 or 年末."""
        return {
            "期初": self.counts_from,
            "期末": self.last,
            "年初": datetime.date(self.year, 1, 1),
            "年末": datetime.date(self.year, 12, 31),
        }[name]

    def earlier(self, word: str) -> Period | None:
        """Return the period a rule's *word* (上年, 上期, 上年同期) means; None where nobody can say (上期 of a day)."""
        if word == PREVIOUS and self.kind == DAY:
            return None
        return self.previous if word == PREVIOUS else self.year_earlier

    @property
    def previous(self) -> Period:
        """Return the period that ends the day before this one begins."""
        return self._around(self.first - datetime.timedelta(1))

    @property
    def next(self) -> Period:
        """Return the period that begins the day after this one ends."""
        return self._around(self.last + datetime.timedelta(1))

    @property
    def year_earlier(self) -> Period:
        """Return the same period of the year before; the last day of February stays the last."""
        year, month, day = self.year - 1, self.last.month, self.last.day
        days = calendar.monthrange(year, month)[1]
        return self._around(datetime.date(year, month, min(day, days)))

    def _around(self, day: datetime.date) -> Period:
        """Return the period of this kind that *day* lies in."""
        return period_around(day, self.kind, cumulative=self.cumulative)


def period_around(day: datetime.date, kind: str, *, cumulative: bool = False) -> Period:
    """Return the period of *kind* that *day* lies in."""
    months = {YEAR: 12, HALF: 6, QUARTER: 3, MONTH: 1}
    if kind in months:
        size = months[kind]
        month = (day.month - 1) // size * size + 1
        first = datetime.date(day.year, month, 1)
        last = datetime.date(day.year, month + size - 1, calendar.monthrange(day.year, month + size - 1)[1])
    elif kind == TEN_DAYS:
        at = min((day.day - 1) // 10, 2)
        first = day.replace(day=_TEN_DAYS_FROM[at])
        last = day.replace(day=(*_TEN_DAYS_FROM[1:], calendar.monthrange(day.year, day.month)[1] + 1)[at] - 1)
    else:
        first = last = day
    return Period(first, last, kind, cumulative)


def parse_period(text: str, kind: str = YEAR, *, cumulative: bool = False) -> Period:
    """Return the period of *kind* that *text* writes; raise NotAPeriodError, which says how to write one."""
    found = _parse_any(text)
    if found and found.cumulative:  # 1—6月 is how a quarter or a half is named that is counted from January
        longer = period_around(found.last, kind)
        found = longer if longer.last == found.last else found
    if found is None or found.kind != kind:
        said = f"写的是{found.kind}" if found else "不是报告期"
        raise NotAPeriodError(f"“{text}”{said}，应为{describe_period_kind(kind)}")
    return Period(found.first, found.last, kind, cumulative)


def shows_period(shown: str, text: str) -> bool:
    """Tell whether what a page shows (2025年1—4月) is the period that *text* writes (2025-04)."""
    if shown == text or text.isdigit():  # a year is shown as it is written
        return shown == text
    found, meant = _parse_any(shown), _parse_any(text)
    return bool(found and meant and found.last == meant.last and meant.kind in (found.kind, *_LONGER))


def describe_period_kind(kind: str) -> str:
    """Say what period a form is filled in for, and how it is written: 月，写成 2025-04 的样子."""
    return f"{kind}，写成 {PERIOD_KINDS[kind]} 的样子"


@lru_cache(maxsize=256)
def _parse_any(text: str) -> Period | None:
    plain = "".join(narrow_characters(text).split())
    return next((p for p in _whole_matches(plain) if p is not None), None)


def _whole_matches(plain: str) -> Iterator[Period | None]:
    for pattern, build in _WRITTEN:
        if made := _built(pattern.fullmatch(plain), build):
            yield made if made.year in YEARS else None


def _built(found: re.Match[str] | None, build: Callable[..., Period]) -> Period | None:
    try:
        return build(*(g for g in found.groups() if g is not None)) if found else None
    except ValueError:  # the 13th month
        return None


def find_periods(text: str) -> tuple[Period, ...]:
    """Return the periods a title names, as 2025年4月 or 2025年1—4月 (which is cumulative); a bare year is one too."""
    plain, found, at = narrow_characters(text).replace(" ", ""), [], 0
    while at < len(plain):
        for pattern, build in _IN_TITLES:
            match = pattern.match(plain, at) if at == 0 or not plain[at - 1].isdigit() else None
            if match and (made := _built(match, build)):
                found.append(made)
                at = match.end() - 1
                break
        at += 1
    return tuple(dict.fromkeys(found))


def _ordinal(said: str) -> int:
    return int(said) if said.isdigit() else _ORDINALS.index(said)


def _builder(
    kind: str,
    month_of: Callable[[str], int] = int,
    day_of: Callable[[str], int] = int,
    *,
    cumulative: bool = False,
) -> Callable[..., Period]:
    """Return what builds a period of *kind* of a year, and of what is said behind it of its month and day."""

    def build(year: str, month: str = "1", day: str = "1") -> Period:
        return period_around(
            datetime.date(int(year), month_of(month), day_of(day)), kind, cumulative=cumulative
        )

    return build


_year_of, _day_of, _month_of = _builder(YEAR), _builder(DAY), _builder(MONTH)
_months_until = _builder(MONTH, cumulative=True)
_quarter_of = _builder(QUARTER, lambda said: 3 * _ordinal(said))
_half_of = _builder(HALF, lambda said: 7 if said in "2下" else 1)
_ten_days_of = _builder(TEN_DAYS, day_of=lambda said: _TEN_DAYS_FROM[_TEN_DAYS.index(said)])
_IN_TITLES: tuple[tuple[re.Pattern[str], Callable[..., Period]], ...] = tuple(
    (re.compile(pattern), build)
    for pattern, build in (
        (rf"{_Y}年{_M}月([0-3]?[0-9])日", _day_of),
        (rf"{_Y}年{_M}月份?([上中下])旬", _ten_days_of),
        (rf"{_Y}年1月?[-—–~至到]{_M}月", _months_until),
        (rf"{_Y}年{_M}月", _month_of),
        (rf"{_Y}年度?{_N}季度?", _quarter_of),
        (rf"{_Y}年度?([上下])半年", _half_of),
        (rf"{_Y}年", _year_of),
    )
)
_WRITTEN: tuple[tuple[re.Pattern[str], Callable[..., Period]], ...] = (
    *_IN_TITLES,
    *(
        (re.compile(pattern, re.IGNORECASE), build)
        for pattern, build in (
            (rf"{_Y}(?:年度)?", _year_of),
            (rf"{_Y}-?H([12])", _half_of),
            (rf"{_Y}-?Q([1-4])", _quarter_of),
            (rf"{_Y}[-./]{_M}([上中下])旬?", _ten_days_of),
            (rf"{_Y}[-./]{_M}", _month_of),
            (rf"{_Y}(0[1-9]|1[0-2])", _month_of),
            (rf"{_Y}年{_M}月份", _month_of),
            (rf"{_Y}[-./]{_M}[-./]([0-3]?[0-9])", _day_of),
        )
    ),
)

_BEFORE = re.compile("上一年度|上年度|上年(?!同期)|去年")
_NOW = re.compile("本年度|本年|今年|全年")


class PeriodKind(NamedTuple):
    """What periods a form is filled in for; a *cumulative* form counts from the first day of the year."""

    kind: str = YEAR
    cumulative: bool = False

    def read(self, text: str) -> Period:
        """Return the period that *text* writes; raise NotAPeriodError where it is none of this kind."""
        return parse_period(text, self.kind, cumulative=self.cumulative)

    def reads(self, text: str) -> bool:
        """Tell whether *text* writes a period of this kind."""
        try:
            self.read(text)
        except NotAPeriodError:
            return False
        return True

    def around(self, day: datetime.date) -> Period:
        """Return the period of this kind that *day* lies in."""
        return period_around(day, self.kind, cumulative=self.cumulative)

    @property
    def before_word(self) -> str:
        """Return how rules name the period that this one's figures are laid beside.

        What is counted from January is laid beside the same months of the year before, all else beside what came before.
        """
        return LAST_YEAR if self.kind == YEAR else YEAR_EARLIER if self.cumulative else PREVIOUS

    def reword_years(self, text: str, before: str = "") -> str:
        """Return *text*, which speaks of years, as it is said of periods of this kind: 上期 (*before*), 本期, 报告期."""
        if self.kind == YEAR:
            return text
        said = _BEFORE.sub(before or self.before_word, _NOW.sub("本期", text))
        return said.replace("两年", "两期").replace("年度", "报告期")


YEARLY = PeriodKind()
