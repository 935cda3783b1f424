"""What a sheet holds beside what was asked for, and what hides from sight what was: told once a sheet, never dropped."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from toolkit.form.finding import Finding, make_finding
from toolkit.form.layout import (
    CODES_ROW,
    COVER,
    IDENTITY_ROWS,
    INTRO_ROW,
    LAST_ROW,
    SCOPE,
    SCOPE_TITLE,
    TITLE_ROW,
    CellPlace,
    Layout,
    column_letters,
    scope_label,
    unit_row_code,
)
from toolkit.form.model import REPORT
from toolkit.text.blank_text import is_blank_text
from toolkit.xlsx.cells import visible_cell_text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from toolkit.xlsx.cells import CellValue, SheetCells

TOLD = 5
"""How many cells, rows or columns a finding names."""
MANY = 200
"""Merges beyond this are no longer counted: somebody must undo them all anyway."""


def find_stray_cells(
    layout: Layout, sheet: SheetCells, known: set[tuple[int, int]]
) -> list[tuple[CellPlace, CellValue]]:
    """Return what stands neither in *known* cells nor in a list: it is read by nobody, so somebody must know."""
    left = sheet.cells.keys() - known
    for strip in layout.strips.values():
        if strip.register.sheet == sheet.name:
            columns, first = {c for _, c in strip.columns}, strip.first
            last = LAST_ROW if strip.end is None else strip.end
            left = {at for at in left if not (at[1] in columns and first <= at[0] <= last)}
    found = [(at, cell) for at in sorted(left) if not is_blank_text((cell := sheet.cells[at]).raw)]
    return [(CellPlace(sheet.name, row, column), cell) for (row, column), cell in found]


def stray_cell_findings(found: list[tuple[CellPlace, CellValue]]) -> list[Finding]:
    """Tell the stray cells of one sheet."""
    if not found:
        return []
    quoted = "、".join(f"{at.a1}“{visible_cell_text(cell, 30)}”" for at, cell in found[:TOLD])
    said = {"value": quoted + (" 等" if len(found) > TOLD else ""), "count": str(len(found))}
    return [make_brief_finding("outside", [at for at, _ in found], **said)]


def hidden_cell_findings(layout: Layout, sheet: SheetCells, aside: Collection[int] = ()) -> list[Finding]:
    """Tell the hidden rows and columns in which something was filled in; a filter hides rows the same way.

    Rows set *aside* are no records: nothing is asked in them.
    """
    if not sheet.hidden_columns and not _is_asked_in(layout, sheet, [(r, r) for r in sheet.hidden_rows]):
        return []
    hidden = (sheet.hidden_rows, sheet.hidden_columns)
    filled = [
        at
        for at in _requested_places(layout, sheet, aside)
        if (at.row in hidden[0] or at.column in hidden[1]) and _has_content(sheet, at)
    ]
    if not filled:
        return []
    rows = abbreviate_names([str(r + 1) for r in sorted({at.row for at in filled} & sheet.hidden_rows)])
    columns = abbreviate_names(
        [column_letters(c) for c in sorted({at.column for at in filled} & sheet.hidden_columns)]
    )
    lines = "，".join(filter(None, (f"第 {rows} 行" if rows else "", f"{columns} 列" if columns else "")))
    said = {"value": lines, "count": str(len(filled))}
    return [make_brief_finding("hidden_lines", filled, **said)]


def merged_cell_findings(layout: Layout, sheet: SheetCells, aside: Collection[int] = ()) -> list[Finding]:
    """Tell the merges laid over cells to fill in: what they cover nobody sees, and may still be there.

    A label over the whole width of a row set *aside* covers nothing that is asked.
    """
    if not _is_asked_in(layout, sheet, [(m[0], m[2]) for m in sheet.merges]):
        return []
    rows: dict[int, list[int]] = {}
    for at in _requested_places(layout, sheet, aside):
        rows.setdefault(at.row, []).append(at.column)
    numbers = sorted(rows)
    blank: list[tuple[CellPlace, str]] = []
    filled: list[tuple[CellPlace, str]] = []
    for top, left, bottom, right in sheet.merges:
        covered = [
            CellPlace(sheet.name, row, column)
            for row in numbers[bisect_left(numbers, top) : bisect_right(numbers, bottom)]
            for column in rows[row]
            if left <= column <= right and (row, column) != (top, left)
        ]
        if covered:
            hides = [at for at in covered if _has_content(sheet, at)]
            one = CellPlace(sheet.name, top, left), _range_address(top, left, bottom, right)
            (filled if hides else blank).append(one)
        if len(blank) + len(filled) > MANY:
            break
    return [
        make_finding(code, [at for at, _ in found[:TOLD]], cell=named, value=named)
        for code, found in (("merged_hides", filled), ("merged", blank))
        if (named := abbreviate_names([name for _, name in found]))
    ]


def _is_asked_in(layout: Layout, sheet: SheetCells, spans: Sequence[tuple[int, int]]) -> bool:
    """Tell whether something may be asked for in rows of *spans*: titles and codes are merged and hidden in every workbook of ours."""
    if not spans:
        return False
    rows = sorted({at.row for at in layout.places_on.get(sheet.name, ())})
    if any(bisect_left(rows, top) < bisect_right(rows, bottom) for top, bottom in spans):
        return True
    lowest = max(bottom for _, bottom in spans)
    return any(s.register.sheet == sheet.name and s.first <= lowest for s in layout.strips.values())


def _has_content(sheet: SheetCells, at: CellPlace) -> bool:
    cell = sheet.cells.get((at.row, at.column))
    return cell is not None and not is_blank_text(cell.raw)


def _requested_places(layout: Layout, sheet: SheetCells, aside: Collection[int]) -> Iterator[CellPlace]:
    """Yield every cell of *sheet* in which something is asked for: of a list, down to its last filled row.

    Nothing is asked in the rows set *aside*.
    """
    yield from layout.places_on.get(sheet.name, ())
    for strip in layout.strips.values():
        if strip.register.sheet == sheet.name:
            columns = sorted({c for _, c in strip.columns})
            last = max((r for r, c in sheet.cells if c in columns and strip.holds(r)), default=-1)
            rows = (r for r in range(strip.first, last + 1) if r not in aside)
            yield from (CellPlace(sheet.name, r, c) for r in rows for c in columns)


def printed_cells(layout: Layout, sheet: str) -> Iterator[tuple[int, int]]:
    """Yield every cell of *sheet* in which we wrote something ourselves."""
    beside = layout.code_column(sheet)
    yield from ((CODES_ROW, c) for c, _ in layout.column_codes[sheet])
    yield from ((TITLE_ROW, 0), (INTRO_ROW, 0))
    for row, _ in layout.row_codes.get(sheet, ()):
        yield from ((row, beside), (row, beside - 1))
    for head in layout.heads:
        if head.sheet == sheet:
            yield head.row, head.column
    yield from ((p.row, p.column) for p in layout.places_on.get(sheet, ()))
    yield from ((s.tick.row, s.tick.column) for s in layout.strips.values() if s.tick.sheet == sheet)
    if sheet == COVER:
        yield from ((layout.verdict.row, c) for c in range(3))
        yield from ((p.row, c) for p in layout.todo for c in range(3))
        for item, _ in IDENTITY_ROWS:
            at = layout.identity(item)
            yield from ((at.row, 0), (at.row, 1))


def cover_scope_cells(layout: Layout, sheet: SheetCells) -> Iterator[tuple[int, int]]:
    """Yield the cells of what a merged report's cover says of its making; elsewhere nothing is ours there."""
    if sheet.name == COVER and layout.kind == REPORT:
        for at, label in zip(layout.scope, (SCOPE_TITLE, *SCOPE), strict=True):
            found = sheet.cells.get((at.row, at.column))
            if found and found.raw == scope_label(layout.form, label):
                yield from ((at.row, at.column), (at.row, at.column + 1))


def unit_row_cells(layout: Layout, sheet: SheetCells, name: str) -> Iterator[tuple[int, int]]:
    """Yield the cells of the rows a merged report prints for its units on the form's sheet *name*: they bear our codes."""
    if layout.kind != REPORT:
        return
    codes = tuple(
        unit_row_code(b.table.id, "") for b in layout.blocks if b.table.sheet == name and b.table.by_unit
    )
    ends = {
        row: column for (row, column), cell in sheet.cells.items() if codes and cell.raw.startswith(codes)
    }
    yield from ((row, column) for row, column in sheet.cells if column <= ends.get(row, -1))


def derived_cells(layout: Layout, sheet: SheetCells) -> Iterator[tuple[int, int]]:
    """Yield the cells of the sums above a list's rows, and of lines that repeat the cover, unless something was typed there."""
    for strip in layout.strips.values():
        if strip.register.sheet == sheet.name:
            yield from ((at.row, at.column) for at in strip.totals.values())
    lines = {x.at[1:]: x.parts[0].label for x in layout.lines if x.at.sheet == sheet.name}
    for at, cell in sheet.cells.items() if layout.lines else ():
        repeats = cell.formula is not None and f"{COVER}!" in cell.formula.replace("'", "")
        if repeats or cell.raw.startswith(f"{lines.get(at, cell.raw)}："):
            yield at


def _range_address(top: int, left: int, bottom: int, right: int) -> str:
    return f"{column_letters(left)}{top + 1}:{column_letters(right)}{bottom + 1}"


def make_brief_finding(code: str, places: Sequence[CellPlace], **said: str) -> Finding:
    """Make a finding that points at the first of *places*, of which a careless copy has thousands."""
    count = f" {len(places)} 格" if len(places) > TOLD else ""
    return make_finding(code, places[:TOLD], cell=abbreviate_names([at.a1 for at in places]) + count, **said)


def abbreviate_names(names: list[str]) -> str:
    """Name the first of several cells, rows or columns."""
    return "、".join(names[:TOLD]) + (" 等" if len(names) > TOLD else "")
