"""What equal cells came to before: workbooks of a kind are full of the same 0, 否 and blank, each typed once.

A workbook's reader makes equal cells one object (``xlsx.shared_parts``), so a cell is known by being that object, which
costs less than comparing what it holds. Only what was read without a word to say is kept: a finding needs its place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.values.cell_reading import BLANK

if TYPE_CHECKING:
    from toolkit.values.cell_reading import CellReading
    from toolkit.xlsx.cells import CellValue

PLAIN = ("blank", "number", "zero", "text")
"""The places in the account of what is read as it stands."""
KEPT = 2**14
"""How many cells are kept for one figure or column."""


class KnownReadings:
    """What cells came to as one figure, or as one column of a list, in whichever workbook."""

    def __init__(self) -> None:
        """Begin with nothing known."""
        self._known: dict[int, tuple[CellValue, CellReading]] = {}

    def find(self, cell: CellValue | None) -> CellReading | None:
        """Return what *cell* is known to be read as, with nothing to tell; None where it must be read."""
        if cell is None:
            return BLANK
        known = self._known.get(id(cell))  # what is known keeps its cell, so that the id stays its own
        return known[1] if known is not None else None

    def keep(self, cell: CellValue | None, reading: CellReading) -> None:
        """Keep what a cell of plain content came to, whoever sent it.

        Not what is to be told, as a formula's result is; nor what was cleaned, for the office may have said of this unit
        what its marks mean.
        """
        if cell is None or cell.formula is not None or reading.code or reading.how not in PLAIN:
            return
        if len(self._known) >= KEPT:
            self._known.clear()
        self._known[id(cell)] = cell, reading
