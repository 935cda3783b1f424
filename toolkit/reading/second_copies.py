"""Sheets of a workbook that look like one of the form's and hold something else: a second copy somebody filled in.

公开台账 (2) and 公开台账（下半年） may hold half a year's rows, so they are never passed over as just another sheet.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from toolkit.form.finding import make_finding
from toolkit.form.heading_search import PageTexts, locate_table, table_regions
from toolkit.form.layout import TOTAL_ROW
from toolkit.text.blank_text import is_blank_text
from toolkit.text.character_folding import fold_label

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from toolkit.form.finding import Finding
    from toolkit.form.grounding import GroundedForm
    from toolkit.form.layout import Layout, ListStrip
    from toolkit.form.model import Table
    from toolkit.form.register import Register
    from toolkit.xlsx.cells import SheetCells

KNOWN_AGAIN = 0.5
"""More than this share of a list's headings in one row makes it that list's head; a column or two alone say nothing."""
LEAST_HEADS = 2
NEARLY_ALL = 0.8
"""How much of a table must be found by its headings for a sheet to be taken for it."""


class _ListHead(NamedTuple):
    """Where a list's head was found: how much of it, its row, and the column of each field."""

    share: float
    head: int
    columns: dict[str, int]


def second_copy_findings(
    grounded: GroundedForm, layout: Layout, sheets: dict[str, SheetCells], other: SheetCells
) -> Iterator[Finding]:
    """Yield what is to be said of *other*, a sheet nobody reads, where it is filled in like one of *sheets* and otherwise.

    *layout* is where things are in *sheets*, the form's own by their names in the form.
    """
    page = PageTexts({at: c.raw for at, c in other.cells.items() if not is_blank_text(c.raw)})
    found = [(on, strip) for strip in layout.strips.values() if (on := _find_list_head(strip.register, page))]
    if found:
        on, strip = max(found, key=lambda f: f[0].share)
        yield from _extra_row_findings(strip, on, sheets, other)
        return
    last = max((r for r, _ in other.cells), default=0)
    tables = grounded.form.tables_of(grounded.kind)
    for table in tables:
        where = table_regions(page, [t for t in tables if t.sheet == table.sheet], last).get(table.id)
        part = page.within(*where) if where else page
        if table.sheet in sheets and _table_differs(
            grounded, layout, table, part, sheets[table.sheet], other
        ):
            yield make_finding("sheet_copied", sheet=other.name, value=sheets[table.sheet].name)
            return


def _find_list_head(register: Register, page: PageTexts) -> _ListHead | None:
    """Find the head of a list on a page: the row that shows most of its headings."""
    rows: dict[int, dict[str, int]] = {}
    for field in register.fields:
        labels = (field.label, f"{field.label}（{field.unit}）") if field.unit else (field.label,)
        for row, column in page.all(*labels):
            rows.setdefault(row, {}).setdefault(field.id, column)
    head = max(rows, key=lambda r: (len(rows[r]), -r), default=-1)
    many = len(rows.get(head, ()))
    share = many / len(register.fields)
    return _ListHead(share, head, rows[head]) if many >= LEAST_HEADS and share > KNOWN_AGAIN else None


def _extra_row_findings(
    strip: ListStrip, on: _ListHead, sheets: dict[str, SheetCells], other: SheetCells
) -> Iterator[Finding]:
    """Tell the rows of *other* where the form's own sheet does not have them all."""
    own = next((s for s in sheets.values() if s.name == strip.register.sheet), None)
    columns = dict(strip.columns)
    fields = [f for f in on.columns if f in columns and f not in strip.worked_out]
    rows = _filled_row_texts(other, on.head + 1, [on.columns[f] for f in fields])
    theirs = [said for said in rows if set(said) != {TOTAL_ROW, ""}]
    mine = _filled_row_texts(own, strip.first, [columns[f] for f in fields]) if own else []
    if Counter(theirs) - Counter(mine):
        said = {"value": own.name if own else strip.register.sheet, "list": strip.register.title}
        said |= {"there": str(len(theirs)), "here": str(len(mine))}
        yield make_finding("rows_elsewhere", sheet=other.name, **said)


def _filled_row_texts(sheet: SheetCells, first: int, columns: list[int]) -> list[tuple[str, ...]]:
    """Return the filled rows of a list as texts."""
    at = {c: i for i, c in enumerate(columns)}
    rows: dict[int, list[str]] = {}
    for (row, column), cell in sheet.cells.items():
        if row >= first and column in at and not is_blank_text(cell.raw):
            rows.setdefault(row, [""] * len(columns))[at[column]] = fold_label(cell.raw)
    return [tuple(said) for _, said in sorted(rows.items())]


def _table_differs(
    grounded: GroundedForm, layout: Layout, table: Table, page: PageTexts, own: SheetCells, other: SheetCells
) -> bool:
    """Tell whether *other* shows nearly all of a table, and in it something else than the form's own sheet."""
    asked = [c for c in table.cells if c not in grounded.worked_out and c in layout.at]
    found = locate_table(table, page).at
    if not asked or len(asked) < LEAST_HEADS or sum(c in found for c in asked) < NEARLY_ALL * len(asked):
        return False
    pairs = ((_cell_text(other, found[c]), _cell_text(own, layout.at[c][1:])) for c in asked if c in found)
    return any(there and there != here for there, here in pairs)


def _cell_text(sheet: SheetCells, at: Iterable[int]) -> str:
    row, column = at
    cell = sheet.cells.get((row, column))
    return "" if cell is None or is_blank_text(cell.raw) else fold_label(cell.raw)
