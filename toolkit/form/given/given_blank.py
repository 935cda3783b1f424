"""What stands in an office's own blank: texts and formulas by sheet, as far as a layout and a reader must know them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

Spot = tuple[int, int]
"""A row and a column, from 0."""


class RowsOfBlank(NamedTuple):
    """Where a list stands in a blank, as people count rows: its heads, its first and last row, its total; 0 where none is."""

    head: int = 0
    first: int = 0
    last: int = 0
    total: int = 0


NO_ROWS_OF_BLANK = RowsOfBlank()


class BlankCell(NamedTuple):
    """A cell of a blank that says something: its text as the file holds it, and its formula where it has one."""

    text: str
    formula: str = ""


@dataclass(frozen=True)
class GivenBlank:
    """A blank: its bytes, and by sheet, in their order, what its cells say and which of them are one merged cell."""

    data: bytes = field(repr=False)
    cells: dict[str, dict[Spot, BlankCell]] = field(hash=False)
    merges: dict[str, tuple[tuple[int, int, int, int], ...]] = field(hash=False)
    hidden: frozenset[str] = frozenset()
    since_1904: bool = False
    """Whether it counts its days from 1904 on, as old programs of the Mac did."""

    def text(self, sheet: str, spot: Spot) -> str:
        """Return what is printed in a cell, of a merged one in its first; "" where nothing is."""
        found = self.cells.get(sheet, {}).get(self.own(sheet, spot))
        return found.text if found and not found.formula else ""

    def formula(self, sheet: str, spot: Spot) -> str:
        """Return the formula a cell has; "" where it has none."""
        found = self.cells.get(sheet, {}).get(spot)
        return found.formula if found else ""

    def own(self, sheet: str, spot: Spot) -> Spot:
        """Return the first cell of the merged one a cell is in; the cell itself where it is in none."""
        row, column = spot
        for top, left, bottom, right in self.merges.get(sheet, ()):
            if top <= row <= bottom and left <= column <= right:
                return top, left
        return spot

    def right(self, sheet: str) -> int:
        """Return the last column of a sheet in which something stands; -1 where nothing does."""
        return max((column for _, column in self.cells.get(sheet, {})), default=-1)
