"""The official tables as they are printed, with figures in them: the workbook's own layout, without its codes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.document.model import Box, Grid
from toolkit.form.model import REPORT
from toolkit.form.placement import lay_out_workbook
from toolkit.form.words import format_number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from toolkit.form.layout import Layout
    from toolkit.form.model import Cell, Form

NARROW = 1.0
LABELS = {1: (2.0,), 3: (1.3, 1.5, 4.0)}
"""The shares of the page a column of numbers takes, and the columns of labels: one, or groups and their items."""


def table_as_printed(form: Form, sheet: str, figures: Mapping[Cell, object]) -> Grid:
    """Return *sheet* of the report as a table; a figure that is not known is blank."""
    layout = lay_out_workbook(form, REPORT)
    heads = [h for h in layout.heads if h.sheet == sheet]
    cells = {c: p for c, p in layout.at.items() if p.sheet == sheet}
    top = min(h.row for h in heads)
    bottom = max(p.row for p in cells.values())
    width = layout.right[sheet] + 1
    places: list[list[Box | None]] = [[None] * width for _ in range(bottom - top + 1)]
    for h in heads:
        places[h.row - top][h.column] = Box(h.text, h.rows, h.columns, head=True)
    for cell, at in cells.items():
        value = figures.get(cell)
        wide = width - at.column if _is_in_last_column(form, cell, layout, width) else 1
        places[at.row - top][at.column] = Box(
            "" if value is None else format_number(value), 1, wide, cell=cell
        )
    labels = len({h.column for h in heads if h.role == "row"})
    shares = [*LABELS.get(labels, (NARROW,) * labels), *(NARROW for _ in range(width - labels))]
    stacked = any(
        h.role == "title" for h in heads
    )  # several tables below one another: no head is all of theirs
    deep = 0 if stacked else min(p.row for p in cells.values()) - top
    return Grid(sheet, tuple(map(tuple, places)), tuple(shares), deep)


def _is_in_last_column(form: Form, cell: Cell, layout: Layout, width: int) -> bool:
    """Tell whether a figure stands in its table's last column, which reaches to the edge."""
    table = form.table(cell.table)
    return not table.across and cell.column == table.columns[-1].id and layout.at[cell].column < width
