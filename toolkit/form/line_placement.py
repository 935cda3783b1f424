"""The lines above and below a sheet's tables that repeat the cover: who fills it in, for which period, in what unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.form.layout import (
    COVER,
    FIRST_ROW,
    LINE_WORDS,
    MEASURE,
    CellPlace,
    LinePart,
    PrintedLabel,
    PrintedLine,
    TableBlock,
    identity_place,
)
from toolkit.form.period import YEAR

if TYPE_CHECKING:
    from collections.abc import Iterator

    from toolkit.form.model import Cell, Form, Sheet


def place_lines(
    form: Form,
    kind: str,
    sheet: Sheet,
    at: dict[Cell, CellPlace],
    heads: list[PrintedLabel],
    blocks: list[TableBlock],
    right: dict[str, int],
) -> Iterator[PrintedLine]:
    """Place the lines above and below a sheet's tables: in the rows that are free there, so that no figure moves.

    The unit of measure stands at the right end where there are tables alone; a list may be several pages wide.
    """
    above = FIRST_ROW - 1 if sheet.intro else FIRST_ROW - 2
    units = measures_on_sheet(form, kind, sheet.id)
    edge, listed = right[sheet.id], any(r.sheet == sheet.id for r in form.registers_of(kind))
    bottom = max((b.bottom for b in blocks if b.table.sheet == sheet.id), default=above)
    for row, words in ((above, sheet.above), (bottom + 1, sheet.below)):
        apart = MEASURE in words and not listed and edge > 0  # one column has no other end
        wide = (2 if edge > 2 else 1) if apart else 0
        if apart:
            measure = f"{MEASURE}：{units}"
            heads.append(PrintedLabel(sheet.id, row, edge + 1 - wide, 1, wide, measure, "measure"))
        parts = [_line_part(form, kind, w, units, at) for w in words if not (apart and w == MEASURE)]
        if parts:
            yield PrintedLine(CellPlace(sheet.id, row, 0), edge + 1 - wide, tuple(parts))


def measures_on_sheet(form: Form, kind: str, sheet: str) -> str:
    """Return the units of the figures on a sheet: its tables' own, or where one says none those of its columns."""
    found: dict[str, None] = {}
    for table in (t for t in form.tables_of(kind) if t.sheet == sheet):
        said = [x.trait.unit for x in ((table,) if table.trait.unit else (*table.columns, *table.rows))]
        found |= dict.fromkeys(u for u in said if u)
    for register in (r for r in form.registers_of(kind) if r.sheet == sheet):
        found |= dict.fromkeys(f.unit for f in register.fields if f.unit)
    return "、".join(found)


def cover_cell(form: Form, kind: str, row: str) -> Cell | None:
    """Return the first figure in the row *row* of a table on *kind*'s cover; None where there is none."""
    tables = (t for t in form.tables_of(kind) if t.sheet == COVER)
    return next((c for t in tables for c in t.cells if c.row == row), None)


def _line_part(form: Form, kind: str, word: str, units: str, at: dict[Cell, CellPlace]) -> LinePart:
    if word in LINE_WORDS:
        item = LINE_WORDS[word]
        more = "年" if item == "period" and form.periods.kind == YEAR else ""
        return LinePart(word, identity_place(item), more) if item else LinePart(word, None, units)
    cell = cover_cell(form, kind, word)
    if cell is None:  # the loader has refused it
        raise ValueError(word)
    return LinePart(form.row(cell).label, at[cell], dated=form.figure(cell).type == "date")
