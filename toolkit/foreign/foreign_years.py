"""Of which year a sheet made elsewhere is: its name says so, or the titles on it. Offices lay years side by side."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from toolkit.xlsx.cells import SheetCells

OWN, UNSAID, ANOTHER = range(3)
"""A sheet of the year asked for, one that names no year, one of another."""
TITLE = 60
"""A longer text is no title: it may speak of any year."""
_IN_NAME = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])")
_IN_TEXT = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2}) *年")


def years_named_on_sheet(sheet: SheetCells) -> set[str]:
    """Return the years a sheet names."""
    return set(_IN_NAME.findall(sheet.name)) or {y for _, y in _year_title_rows(sheet)}


def year_match_tier(sheet: SheetCells, year: str) -> int:
    """Return whether a sheet is of *year* (OWN), names none (UNSAID), or names only others (ANOTHER)."""
    said = years_named_on_sheet(sheet)
    return UNSAID if not said else OWN if year in said else ANOTHER


def rows_of_year(sheet: SheetCells, year: str) -> tuple[int, int] | None:
    """Return the rows below the one title of *year*, to the next year's; None where there are not several years."""
    titles = _year_title_rows(sheet)
    own = [r for r, y in titles if y == year]
    others = [r for r, y in titles if y != year]
    if not own or not others or any(own[0] < r < own[-1] for r in others):
        return None
    last = max(r for r, _ in sheet.cells)
    return own[0], min((r - 1 for r in others if r > own[-1]), default=last)


def _year_title_rows(sheet: SheetCells) -> list[tuple[int, str]]:
    """Return the rows that name one year, with it."""
    found: dict[int, set[str]] = {}
    for (row, _), cell in sheet.cells.items():
        if len(cell.raw) <= TITLE:
            found.setdefault(row, set()).update(_IN_TEXT.findall(cell.raw))
    return [(row, next(iter(said))) for row, said in sorted(found.items()) if len(said) == 1]
