"""A kind's workbook laid out: its tables one below another, its lists, the codes beside them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from toolkit.form.given.given_layout import lay_out_on_blank
from toolkit.form.grounding import required_priors
from toolkit.form.layout import (
    COVER,
    FIRST_ROW,
    IDENTITY_ROWS,
    NO_ROWS,
    ORIGIN,
    TICK,
    TOTAL_ROW,
    UNIT_NAME,
    CellPlace,
    Layout,
    ListStrip,
    PrintedLabel,
    TableBlock,
    prior_sheet,
)
from toolkit.form.line_placement import place_lines
from toolkit.form.model import REPORT, Cell, Form, PriorCell, Table
from toolkit.form.period import LAST_YEAR, YEAR
from toolkit.form.row_rules import worked_out_columns
from toolkit.form.trait import CODE, UNIT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from toolkit.form.model import Line
    from toolkit.form.register import Register

STEMS = "甲乙丙丁"
"""What official forms number the columns of names by."""
CROSSED_OUT = "×"
"""What stands in a cell nobody fills in."""
PRIOR_HEADS, PRIOR_COLUMN = ("工作表", "指标", "上年数"), 2


def lay_out_workbook(form: Form, kind: str) -> Layout:
    """Lay out *kind*'s workbook; worked out once a form and kind."""
    known = _PLACED.get((id(form), kind))
    if known is None:
        if len(_PLACED) > KEPT:
            _PLACED.clear()
        known = _lay_out_kind(form, kind)
        known = _PLACED[id(form), kind] = lay_out_on_blank(known) if form.is_on_blank(kind) else known
    return known


KEPT = 64
_PLACED: dict[tuple[int, str], Layout] = {}
"""Layouts by the form's identity, for comparing forms costs more than laying one out; a layout keeps its form alive."""


def _lay_out_kind(form: Form, kind: str) -> Layout:
    at: dict[Cell, CellPlace] = {}
    strips: dict[str, ListStrip] = {}
    blocks: list[TableBlock] = []
    heads: list[PrintedLabel] = []
    right: dict[str, int] = {}
    for sheet in form.sheets_of(kind):
        tables = [t for t in form.tables_of(kind) if t.sheet == sheet.id]
        registers = [r for r in form.registers_of(kind) if r.sheet == sheet.id]
        groups = group_side_by_side(tables)
        wide = [sum(map(_table_width, g)) for g in groups]
        wide += [len(r.fields) + (kind == REPORT) for r in registers]
        right[sheet.id] = edge = max(wide) - 1
        row = FIRST_ROW if sheet.intro else FIRST_ROW - 1
        if sheet.id == COVER:
            row += len(IDENTITY_ROWS) + 1
        for group in groups:
            if group[0].across:
                placed = [_place_rows_across(group[0], row, at, heads)]
            else:
                placed = _place_group(kind, group, row, edge, at, heads)
            blocks += placed
            row = max(b.bottom for b in placed) + (2 if sheet.spaced else 1)
        for register in registers:
            strip = _place_list(register, row, heads, pooled=kind == REPORT)
            worked = tuple(worked_out_columns(form, kind, register).items())
            strips[register.id] = replace(strip, worked=worked)
    lines = tuple(
        x for s in form.sheets_of(kind) for x in place_lines(form, kind, s, at, heads, blocks, right)
    )
    row_codes, column_codes = _row_codes(form, kind, at), _column_codes(form, kind, at, strips)
    priors = _place_priors(form, required_priors(form, kind), heads)
    if priors:
        earlier = prior_sheet(form)
        right[earlier] = PRIOR_COLUMN
        row_codes[earlier] = tuple((p.row, c.name) for c, p in priors.items())
        column_codes[earlier] = ((PRIOR_COLUMN, LAST_YEAR if form.periods.kind == YEAR else earlier),)
    return Layout(
        form, kind, at, strips, tuple(blocks), tuple(heads), right, row_codes, column_codes, priors, lines
    )


def _place_priors(
    form: Form, priors: tuple[PriorCell, ...], heads: list[PrintedLabel]
) -> dict[PriorCell, CellPlace]:
    """Place the figures of earlier periods, one a row."""
    sheet = prior_sheet(form)
    if priors:
        texts = PRIOR_HEADS if form.periods.kind == YEAR else (*PRIOR_HEADS[:2], "数")
        heads += [PrintedLabel(sheet, FIRST_ROW, i, 1, 1, text, "head") for i, text in enumerate(texts)]
    for row, prior in enumerate(priors, FIRST_ROW + 1):
        word = "" if form.periods.kind == YEAR else f"{prior.word}："
        for column, text in enumerate((form.table(prior.table).sheet, word + form.label(prior.cell))):
            heads.append(PrintedLabel(sheet, row, column, 1, 1, text, "row"))
    return {p: CellPlace(sheet, row, PRIOR_COLUMN) for row, p in enumerate(priors, FIRST_ROW + 1)}


def _table_width(table: Table) -> int:
    if table.across:
        return len(table.rows) * len(table.columns)
    return table.label_depth + len(table.printed) + len(table.columns)


def group_side_by_side(tables: Iterable[Table]) -> list[list[Table]]:
    """Return the tables of a sheet as they stand below one another, those side by side together, from the left."""
    groups: list[list[Table]] = []
    for table in tables:
        beside = next((g for g in groups if table.beside and g[-1].id == table.beside), None)
        if beside is None:
            groups.append([table])
        else:
            beside.append(table)
    return groups


def _place_group(
    kind: str, group: list[Table], row: int, edge: int, at: dict[Cell, CellPlace], heads: list[PrintedLabel]
) -> list[TableBlock]:
    """Place tables side by side, their rows beginning in one row of the sheet; the last one reaches to its edge."""
    deep = max(bool(t.title) + len(c.head) for t in group for c in t.columns)
    blocks: list[TableBlock] = []
    left = 0
    for table in group:
        right = edge if table is group[-1] else left + _table_width(table) - 1
        depth = deep - bool(table.title)
        blocks.append(_place_rows_down(table, kind, row, (left, right), depth, at, heads))
        left = right + 1
    return blocks


def _place_rows_down(
    table: Table,
    kind: str,
    row: int,
    across: tuple[int, int],
    depth: int,
    at: dict[Cell, CellPlace],
    heads: list[PrintedLabel],
) -> TableBlock:
    """Place a table with its rows below one another; its last column reaches to the last of those it stands *across*."""
    left, edge = across
    names = left + table.label_depth
    first = names + len(table.printed)
    if table.title:
        heads.append(PrintedLabel(table.sheet, row, left, 1, edge + 1 - left, table.title, "title"))
        row += 1
    columns = [c.head for c in table.columns]
    heads.append(PrintedLabel(table.sheet, row, left, depth, names - left, table.corner, "corner"))
    printed = enumerate((b.head for b in table.printed), names)
    heads += [PrintedLabel(table.sheet, row, i, depth, 1, head, "head") for i, head in printed]
    for head in nested_heading_boxes(table.sheet, row, first, depth, columns, across=True):
        last = head.column + head.columns == first + len(columns)
        heads.append(head._replace(columns=edge + 1 - head.column) if last else head)
    top = row + depth
    if table.numbered:
        heads += _number_labels(table, top, left, edge)
        top += 1
    for i, line in enumerate(table.rows):
        texts = enumerate(texts_printed_in_row(table, line), names)
        heads += [PrintedLabel(table.sheet, top + i, j, 1, 1, text, "printed") for j, text in texts]
        for j, column in enumerate(table.columns):
            if (line.id, column.id) in table.unasked:
                heads.append(PrintedLabel(table.sheet, top + i, first + j, 1, 1, CROSSED_OUT, "printed"))
            else:
                at[Cell(table.id, line.id, column.id)] = CellPlace(table.sheet, top + i, first + j)
    labels = [r.head for r in table.rows]
    if table.by_unit and kind != REPORT:
        heads.append(PrintedLabel(table.sheet, top, left, 1, names - left, "", UNIT_NAME))
    else:
        heads += nested_heading_boxes(table.sheet, top, left, names - left, labels, across=False)
    return TableBlock(table, top, top + len(table.rows) - 1, edge, left, row)


def texts_printed_in_row(table: Table, row: Line) -> tuple[str, ...]:
    """Return what is printed between a row's name and its figures."""
    unit = table.trait.unit if row.trait.unit is None else row.trait.unit
    return tuple({CODE: row.code, UNIT: unit or ""}[b.of] for b in table.printed)


def numbers_of_columns(table: Table) -> tuple[str, ...]:
    """Return the line below a table's heads that numbers its columns: one for the rows' names, then each its own code or its place."""
    if not table.numbered:
        return ()
    letters = STEMS[1:] if table.numbered == STEMS[0] else ""
    named = (table.numbered, *(letters[i : i + 1] for i in range(len(table.printed))))
    return (*named, *(c.code or str(i) for i, c in enumerate(table.columns, 1)))


def _number_labels(table: Table, row: int, left: int, edge: int) -> Iterator[PrintedLabel]:
    """Yield the line that numbers the columns: the rows' names as one, the last column to the sheet's edge."""
    numbers, names = numbers_of_columns(table), table.label_depth
    for i, text in enumerate(numbers):
        column = left if i == 0 else left + names - 1 + i
        last = i == len(numbers) - 1
        wide = names if i == 0 else edge + 1 - column if last else 1
        yield PrintedLabel(table.sheet, row, column, 1, wide, text, "printed")


def _place_rows_across(
    table: Table, row: int, at: dict[Cell, CellPlace], heads: list[PrintedLabel]
) -> TableBlock:
    """Place a table with its rows side by side, each over its own columns."""
    pairs = [(r, c) for r in table.rows for c in table.columns]
    columns = [(*r.head, *c.head) for r, c in pairs]
    depth = max(len(c) for c in columns)
    if table.title:
        heads.append(PrintedLabel(table.sheet, row, 0, 1, len(pairs), table.title, "title"))
        row += 1
    heads += nested_heading_boxes(table.sheet, row, 0, depth, columns, across=True)
    row += depth
    for j, (r, c) in enumerate(pairs):
        at[Cell(table.id, r.id, c.id)] = CellPlace(table.sheet, row, j)
    return TableBlock(table, row, row, len(pairs) - 1, 0, row - depth)


def nested_heading_boxes(
    sheet: str, top: int, left: int, depth: int, paths: list[tuple[str, ...]], *, across: bool
) -> Iterator[PrintedLabel]:
    """Yield the boxes of nested headings: equal neighbours share a box, a short path reaches to the edge."""
    for level in range(depth):
        i = 0
        while i < len(paths):
            path = paths[i]
            if level >= len(path):
                i += 1
                continue
            last = level == len(path) - 1
            n = 1
            while not last and i + n < len(paths) and paths[i + n][: level + 1] == path[: level + 1]:
                n += 1
            deep = depth - level if last else 1
            if across:
                yield PrintedLabel(sheet, top + level, left + i, deep, n, path[level], "head")
            else:
                yield PrintedLabel(sheet, top + i, left + level, n, deep, path[level], "row")
            i += n


def _place_list(register: Register, row: int, heads: list[PrintedLabel], *, pooled: bool) -> ListStrip:
    """Place a list: the 零报告 tick, then its head; nothing may stand below it.

    A report pools the lists of its units: one column more says which unit a row came from.
    """
    sheet = register.sheet
    columns = tuple((f.id, i) for i, f in enumerate(register.fields))
    if pooled:
        heads.append(PrintedLabel(sheet, row + 1, len(columns), 1, 1, ORIGIN, "head"))
    heads.append(PrintedLabel(sheet, row, 0, 1, 1, NO_ROWS, "tick"))
    for f, (_, i) in zip(register.fields, columns, strict=True):
        unit = f"（{f.unit}）" if f.unit else ""
        heads.append(PrintedLabel(sheet, row + 1, i, 1, 1, f.label + unit, "head"))
    if pooled:
        columns = (*columns, (ORIGIN, len(columns)))
    sums = row + 2 if register.total else None
    if sums is not None:
        heads.append(PrintedLabel(sheet, sums, 0, 1, 1, TOTAL_ROW, "sums"))
    return ListStrip(register, CellPlace(sheet, row, 1), row + 1, columns, sums=sums)


def _row_codes(form: Form, kind: str, at: dict[Cell, CellPlace]) -> dict[str, tuple[tuple[int, str], ...]]:
    """Several tables may stand side by side: a row's code names its row in each of them."""
    cells = ((t, c) for t in form.tables_of(kind) for c in t.cells)
    return _codes_by_sheet((t.sheet, at[c].row, t.id if t.across else f"{t.id}.{c.row}") for t, c in cells)


def _column_codes(
    form: Form, kind: str, at: dict[Cell, CellPlace], strips: dict[str, ListStrip]
) -> dict[str, tuple[tuple[int, str], ...]]:
    """Several tables may stand below one another: a column's code names its column in each of them."""
    cells = ((t, c) for t in form.tables_of(kind) for c in t.cells)
    figures = ((t.sheet, at[c].column, c.name if t.across else f"{t.id}.{c.column}") for t, c in cells)
    lists = ((s.register, name, column) for s in strips.values() for name, column in s.columns)
    return _codes_by_sheet((*figures, *((r.sheet, column, f"{r.id}.{name}") for r, name, column in lists)))


def _codes_by_sheet(codes: Iterable[tuple[str, int, str]]) -> dict[str, tuple[tuple[int, str], ...]]:
    """Return by sheet, for each row or column, the codes that stand there, each once."""
    found: dict[str, dict[int, dict[str, None]]] = {}
    for sheet, at, code in codes:
        found.setdefault(sheet, {}).setdefault(at, {})[code] = None
    return {s: tuple((i, " ".join(c)) for i, c in sorted(by.items())) for s, by in found.items()}


def names_of_cells(layout: Layout) -> dict[str, str]:
    """Return the names a workbook's cells are handed out with, each with its cell as a formula writes it."""
    names = {cell.name: at.absolute for cell, at in layout.at.items()}
    names |= {prior.name: at.absolute for prior, at in layout.priors.items()}
    for strip in layout.strips.values():
        names[f"{strip.register.id}.{TICK}"] = strip.tick.absolute
        for field, _ in strip.columns:
            names[f"{strip.register.id}.{field}"] = strip.place(field, strip.head).absolute
    return names
