"""A list of a form as it is drawn: open to its end, its sums above its rows, formulas ready in rows nobody filled in."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from toolkit.form.layout import INTRO_ROW, ORIGIN, ROWS_JUDGED, ROWS_PREPARED, SOURCES, TITLE_ROW, CellPlace
from toolkit.form.model import REPORT
from toolkit.form.register import Field
from toolkit.form.row_rules import column_total
from toolkit.sheets.paper import SMALLEST, column_pixels, printable_height, printable_width
from toolkit.sheets.styles import (
    HIGHEST,
    ROLES,
    SPARE,
    lines_needed,
    link_cell,
    parse_day,
    write_cell,
    write_formula,
)
from toolkit.sheets.workbook_drawing import figure_look

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from toolkit.form.layout import ListStrip
    from toolkit.form.model import Sheet
    from toolkit.form.submission import Row
    from toolkit.sheets.workbook_drawing import WorkbookDrawing

EPOCH = datetime.date(1899, 12, 30)
"""The day a sheet counts days from."""
ROW = 15
"""How high a row is of which nothing is said, in points."""


def draw_list(d: WorkbookDrawing, sheet: Worksheet, name: str) -> None:
    """Draw a list: whole columns are unlocked by format, so no row is written that nobody filled in."""
    strip, rows = d.layout.strips[name], d.submission.rows.get(name, ())
    tick = "是" if name in d.submission.zero else None
    write_cell(sheet, strip.tick.row, strip.tick.column, tick, d.formats("input.option", align="center"))
    offer_tick(d, sheet, strip.tick, "零报告")
    on = next(s for s in d.form.sheets if s.id == strip.register.sheet)
    widths = d.widths(on)
    heads = [h for h in d.layout.heads if (h.sheet, h.row) == (strip.register.sheet, strip.head)]
    deep = max(lines_needed(h.text, widths[h.column]) for h in heads)
    sheet.set_row(strip.head, max(32, 15 * deep + 4))
    _draw_columns(d, sheet, strip, on, widths)
    _draw_sums(d, sheet, strip)
    if d.grounded.kind != REPORT and name not in d.submission.zero and not rows:
        _draw_spare_rows(d, sheet, strip, sum(map(column_pixels, widths[: len(strip.columns)])))
    for i, listed in enumerate(rows, strip.first):
        _draw_row(d, sheet, strip, i, listed, widths)
    if d.grounded.kind != REPORT:
        _prepare_rows(d, sheet, strip, strip.first + len(rows))


def _fields_drawn(strip: ListStrip) -> Iterator[tuple[Field, int]]:
    """Yield what stands in each column of a list: its own fields, and the unit a row of a report came from."""
    fields = {f.id: f for f in strip.register.fields}
    yield from ((fields.get(name, Field(name, name, "text")), column) for name, column in strip.columns)


def _draw_columns(
    d: WorkbookDrawing, sheet: Worksheet, strip: ListStrip, on: Sheet, widths: list[float]
) -> None:
    """Give the columns their looks and what may be typed there."""
    across = d.across(on)
    tables = [b for b in d.layout.blocks if b.table.sheet == on.id]
    # Some programs keep a rule for every cell it holds for: a list of a million rows takes them half a minute to open.
    until = strip.first + max(ROWS_JUDGED, len(d.submission.rows.get(strip.register.id, ()))) - 1
    for field, column in _fields_drawn(strip):
        sheet.set_column(column, column, widths[column], _field_format(d, strip, field))
        for row in range(strip.head):  # above the head the column's format must not show as input
            beyond = row in (TITLE_ROW, INTRO_ROW) and column >= across
            ours = d.headed(on.id, row, column) or (row, column) == strip.tick[1:]
            ours = ours or any(b.top <= row <= b.bottom and column <= b.right for b in tables)
            if beyond or not ours:
                write_cell(sheet, row, column, None, d.formats("plain"))
        first, last = CellPlace(on.id, strip.first, column), CellPlace("", until, column)
        if field.id in strip.worked_out:
            _refuse_typing(sheet, first, last, field)
        else:
            d.validate(sheet, first, last, field, field.label)


def _draw_row(
    d: WorkbookDrawing, sheet: Worksheet, strip: ListStrip, at: int, listed: Row, widths: list[float]
) -> None:
    deep = 1
    for field, column in _fields_drawn(strip):
        value = listed.origin or None if field.id == ORIGIN else listed.values.get(field.id)
        style = _field_format(d, strip, field)
        if field.id in strip.worked_out:
            formula, shown = d.compiler.row_formula(strip, field.id, at), _cached_value(field, value)
            write_formula(sheet, at, column, formula, style, shown)
            continue
        to = d.pool.lines.get((strip.register.id, at - strip.first)) if d.pool else None
        if field.id == ORIGIN and to is not None:
            style = d.linked("input.text")
            link_cell(sheet, at, column, (SOURCES, f"A{to + 1}"), style)
        seen = d.value(sheet, CellPlace("", at, column), field.type, field.options, value, style)
        deep = max(deep, lines_needed(seen, widths[column]))
    if deep > 1:  # not every program fits a row to its text when it opens a file
        sheet.set_row(at, min(HIGHEST, 15 * deep + 3))


def offer_tick(d: WorkbookDrawing, sheet: Worksheet, at: CellPlace, title: str) -> None:
    """Offer the one word that says that a list has no rows."""
    help_ = d.form.periods.reword_years("全年没有的，在这里选“是”；有的，留空并逐行填写。")
    rule = {"validate": "list", "source": ["是"], "input_title": title, "input_message": help_}
    sheet.data_validation(at.row, at.column, at.row, at.column, rule)


def _field_format(d: WorkbookDrawing, strip: ListStrip, field: Field, **more: object) -> Format:
    """Return the look of a list's column: nothing is locked, so that whole rows may be pasted and sorted."""
    if field.id not in strip.worked_out:
        return d.formats(f"input.{field.type}", **figure_look(field), **more)
    shown = {"num_format": ROLES["input.date"]["num_format"]} if field.type == "date" else figure_look(field)
    return d.formats("worked", locked=False, **shown, **more)


def _refuse_typing(sheet: Worksheet, first: CellPlace, last: CellPlace, field: Field) -> None:
    """Refuse what is typed into a column that is worked out; formulas may still be copied down."""
    said = f"这一栏自动算出，不用填。行数不够时，把上一行的这一格向下复制。{field.help}"
    rule = {"validate": "custom", "value": "=FALSE", "ignore_blank": False, "error_title": "不用填"}
    rule |= {"input_title": field.label[-30:], "input_message": said[:250]}
    rule |= {"error_message": "这一栏自动算出，不用填。"}
    sheet.data_validation(first.row, first.column, last.row, last.column, rule)


def _cached_value(field: Field, value: object) -> object:
    """Return what a formula's cell holds beside it: a day as its number."""
    day = parse_day(value) if field.type == "date" and value is not None else None
    return (day.date() - EPOCH).days if isinstance(day, datetime.datetime) else value


def _draw_sums(d: WorkbookDrawing, sheet: Worksheet, strip: ListStrip) -> None:
    """Draw the row that adds columns up, above the rows: there it stays in view, and a list may grow below it."""
    if strip.sums is None:
        return
    name = strip.register.id
    rows = d.submission.rows.get(name, ())
    answered = bool(rows) or name in d.submission.zero
    for field, column in strip.columns[1:]:
        if field in strip.totals:
            comes = column_total(strip.register, rows, field) if answered else None
            total = d.compiler.column_total(strip, field)
            write_formula(sheet, strip.sums, column, total, d.formats("worked"), comes)
        else:
            write_cell(sheet, strip.sums, column, None, d.formats("worked"))


def _prepare_rows(d: WorkbookDrawing, sheet: Worksheet, strip: ListStrip, first: int) -> None:
    """Write the formulas of columns that are worked out into rows nobody has filled in yet."""
    worked = [(f, column) for f, column in _fields_drawn(strip) if f.id in strip.worked_out]
    for row in range(first, first + ROWS_PREPARED):
        for field, column in worked:
            made, style = d.compiler.row_formula(strip, field.id, row), _field_format(d, strip, field)
            write_formula(sheet, row, column, made, style, "")


def _draw_spare_rows(d: WorkbookDrawing, sheet: Worksheet, strip: ListStrip, wide: int) -> None:
    """Rule the rest of the first page of a list *wide* pixels that nobody has filled in yet: some write by hand first."""
    said = next(s for s in d.form.sheets if s.id == strip.register.sheet)
    scale = min(1.0, max(SMALLEST, printable_width(landscape=said.landscape) * SMALLEST / wide))
    above = sum(sheet.row_sizes[r][0] if r in sheet.row_sizes else ROW for r in range(1, strip.first))
    lines = int((printable_height(landscape=said.landscape) / scale - above) / ROW) - 1
    for row in range(strip.first, strip.first + lines):
        for field, column in _fields_drawn(strip):
            write_cell(sheet, row, column, None, _field_format(d, strip, field, border_color=SPARE))
