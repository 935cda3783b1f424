"""A page of ours read back from a workbook: its rows by the words over their columns, and where it reads otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from toolkit.reading.sheet_places import raw_cell_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from toolkit.sheets.page import Column
    from toolkit.xlsx.sheet_xml import SheetCells


class PageRow(NamedTuple):
    """One row of a page, from 0: what stands there, by the words over the columns."""

    row: int
    texts: dict[str, str]


def find_page_heads(sheet: SheetCells | None, columns: Sequence[Column]) -> tuple[int, dict[str, int]] | None:
    """Return the row of a page's heads and where each column is now; None where not all are there."""
    if sheet is None:
        return None
    heads = {c.head for c in columns if c.head}
    found: dict[int, dict[str, int]] = {}
    for (row, column), cell in sorted(sheet.cells.items()):
        if cell.raw in heads:
            found.setdefault(row, {}).setdefault(cell.raw, column)
    return next(
        (
            (row, {c.head: at[c.head] for c in columns if c.head})
            for row, at in found.items()
            if at.keys() == heads
        ),
        None,
    )


def read_page_rows(sheet: SheetCells | None, columns: Sequence[Column]) -> Iterator[PageRow]:
    """Yield the rows below a page's heads in which anything stands; none where the heads are not there."""
    heads = find_page_heads(sheet, columns)
    if sheet is None or heads is None:
        return
    head, at = heads
    for row in sorted({r for r, _ in sheet.cells if r > head}):
        yield PageRow(row, {h: raw_cell_text(sheet, row, c) for h, c in at.items()})
