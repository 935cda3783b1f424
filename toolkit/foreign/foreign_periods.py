"""Of which period a sheet made elsewhere is: its name says so, or the titles on it. Offices lay periods side by side."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeVar

from toolkit.form.period import HALF, PERIOD_KINDS, YEAR, find_periods, period_around

if TYPE_CHECKING:
    from collections.abc import Callable

    from toolkit.form.period import Period
    from toolkit.xlsx.cells import SheetCells

T = TypeVar("T")
OWN, UNSAID, ANOTHER = range(3)
"""A sheet of the period asked for, one that names none, one of another."""
HALF_YEAR = 6
TITLE = 60
"""A longer text is no title: it may speak of any period."""
_YEAR_IN_NAME = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})(?![0-9])")
_MONTH_IN_NAME = re.compile(r"(?<![0-9])(1[0-2]|0?[1-9])月")


def periods_named_on_sheet(sheet: SheetCells, period: Period) -> set[str]:
    """Return what a sheet names of periods like *period*, as these are written; else the years it names."""
    return named_periods(_name_as_title(sheet.name, period), period) or {
        p for _, p in _title_rows(sheet, period)
    }


def period_match_tier(sheet: SheetCells, period: Period) -> int:
    """Return whether a sheet is of *period* (OWN), names none (UNSAID), or names only others (ANOTHER).

    A sheet that names only the year *period* lies in may be of it.
    """
    said = periods_named_on_sheet(sheet, period)
    return UNSAID if not said else OWN if said & {period.text, str(period.year)} else ANOTHER


def largest_of_period(
    found: list[tuple[SheetCells, T]], period: Period, size: Callable[[T], int]
) -> list[tuple[SheetCells, T]]:
    """Return the largest of what was found on sheets: of those that name *period* where there are any."""
    tiers = [period_match_tier(sheet, period) for sheet, _ in found]
    own = [one for one, tier in zip(found, tiers, strict=True) if tier == min(tiers)]
    most = max((size(what) for _, what in own), default=0)
    return [(sheet, what) for sheet, what in own if size(what) == most]


def rows_of_period(sheet: SheetCells, period: Period) -> tuple[int, int] | None:
    """Return the rows below the one title of *period*, to the next one's; None where there are not several."""
    titles = _title_rows(sheet, period)
    own = [r for r, p in titles if p == period.text]
    others = [r for r, p in titles if p != period.text]
    if not own or not others or any(own[0] < r < own[-1] for r in others):
        return None
    last = max(r for r, _ in sheet.cells)
    return own[0], min((r - 1 for r in others if r > own[-1]), default=last)


def named_periods(text: str, period: Period) -> set[str]:
    """Return the periods of the same kind, or of a longer one, that *text* names; where it names none, the years.

    Shorter ones say nothing: a day or a month may be that on which something was filled in.
    """
    found = find_periods(text)
    if period.kind == YEAR:
        return {str(p.year) for p in found}
    kinds = list(PERIOD_KINDS)
    alike = {
        _text_as_of(p, period)
        for p in found
        if p.cumulative or (p.kind != YEAR and kinds.index(p.kind) <= kinds.index(period.kind))
    }
    return alike or {p.text for p in found if p.kind == YEAR}


def _text_as_of(named: Period, period: Period) -> str:
    """Return *named* as periods like *period* are written: 1—6月 is the second quarter of what is counted from January."""
    if not named.cumulative or named.last.month == 1:
        return named.text
    longer = period_around(named.last, period.kind)
    first_half = named.last.month == HALF_YEAR and period.kind == HALF  # is the same, from January or not
    same = longer.last == named.last and (period.cumulative or first_half)
    return longer.text if same else named.name


def _name_as_title(name: str, period: Period) -> str:
    """Return a sheet's name as a title: a bare 2025 is a year there, a bare 4月 a month of this year."""
    if period.kind == YEAR or not _MONTH_IN_NAME.search(name):
        return _YEAR_IN_NAME.sub(r"\1年", name).replace("年年", "年")
    return name if _YEAR_IN_NAME.search(name) else _MONTH_IN_NAME.sub(rf"{period.year}年\1月", name, count=1)


def _title_rows(sheet: SheetCells, period: Period) -> list[tuple[int, str]]:
    """Return the rows that name one period, with it."""
    found: dict[int, set[str]] = {}
    for (row, _), cell in sheet.cells.items():
        if len(cell.raw) <= TITLE:
            found.setdefault(row, set()).update(named_periods(cell.raw, period))
    return [(row, next(iter(said))) for row, said in sorted(found.items()) if len(said) == 1]
