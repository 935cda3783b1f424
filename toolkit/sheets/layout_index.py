"""What a layout says of each sheet, put together once and not for every workbook that is read by it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from toolkit.form.layout import CODES_ROW

if TYPE_CHECKING:
    from toolkit.form.layout import CellPlace, Layout

KEPT = 32
"""How many layouts are kept: one a kind, and those of workbooks in which something was moved, each of which is new."""


class LayoutIndex:
    """A layout by its sheets; it is never changed once it is made."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self._printed: dict[str, tuple[tuple[int, int, str], ...]] = {}

    def places_on(self, sheet: str) -> tuple[CellPlace, ...]:
        """Return the places of the figures that stand on *sheet*."""
        return self._places.get(sheet, ())

    @cached_property
    def _places(self) -> dict[str, tuple[CellPlace, ...]]:
        found: dict[str, list[CellPlace]] = {}
        for place in self.layout.at.values():
            found.setdefault(place.sheet, []).append(place)
        return {sheet: tuple(places) for sheet, places in found.items()}

    def printed_on(self, sheet: str) -> tuple[tuple[int, int, str], ...]:
        """Return the codes and labels we printed on *sheet*, each with its row and column."""
        if sheet not in self._printed:
            layout = self.layout
            beside = layout.code_column(sheet)
            codes = [(CODES_ROW, c, text) for c, text in layout.column_codes[sheet]]
            codes += [(r, beside, text) for r, text in layout.row_codes.get(sheet, ())]
            heads = ((h.row, h.column, h.text) for h in layout.heads if h.sheet == sheet and h.text)
            self._printed[sheet] = (*codes, *heads)
        return self._printed[sheet]


_INDEXED: dict[int, LayoutIndex] = {}


def index_layout(layout: Layout) -> LayoutIndex:
    """Return the index of *layout*, made at the first call."""
    known = _INDEXED.get(id(layout))  # an index keeps its layout, so that the id stays its own
    if known is None:
        if len(_INDEXED) >= KEPT:
            _INDEXED.clear()
        known = _INDEXED[id(layout)] = LayoutIndex(layout)
    return known
