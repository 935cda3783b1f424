"""The sheets people fill in or read: tables, lists, last year's figures, drawn from the form."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from toolkit.form.layout import (
    INTRO_ROW,
    ORIGIN,
    ROWS_JUDGED,
    ROWS_PREPARED,
    SOURCES,
    TITLE_ROW,
    UNIT_NAME,
    UNITS,
    CellPlace,
    prior_sheet,
    unit_row_code,
)
from toolkit.form.model import REPORT, Cell, Field, Sheet, Table
from toolkit.form.period import YEAR
from toolkit.form.placement import PRIOR_COLUMN
from toolkit.form.row_rules import column_total
from toolkit.form.trait import UNIT
from toolkit.sheets.by_unit_sheets import NOTED
from toolkit.sheets.guide_and_identity import draw_cover_line
from toolkit.sheets.paper import SMALLEST, column_pixels, printable_height, printable_width
from toolkit.sheets.styles import (
    HIGHEST,
    ROLES,
    SPARE,
    WORKED,
    add_cell_comment,
    lines_needed,
    lines_of_heads,
    link_cell,
    parse_day,
    write_cell,
    write_formula,
    write_label,
    write_link,
)

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from toolkit.form.layout import ListStrip
    from toolkit.form.trait import Figure
    from toolkit.sheets import by_unit_sheets
    from toolkit.sheets.workbook_drawing import WorkbookDrawing


MARK = {"bottom": 2, "bottom_color": "#2F75B5"}
"""How a figure looks of which more is said elsewhere: underlined, for it is no error."""
TOGETHER = {"bg_color": WORKED}
"""How the row looks of what units of a kind come to."""
EPOCH = datetime.date(1899, 12, 30)
"""The day a sheet counts days from."""
POINTS = 0.75
"""How many points a pixel is: the library keeps heights in pixels."""
ROW = 15
"""How high a row is of which nothing is said, in points."""
PRIOR_INTRO = (
    "这些数取自上一年度的报告，只用来核对，不参与加总。"
    "灰底的已按上年报告填好，不能改；黄底的请照上年公布的报告填一次，没有上年报告的留空。"
)


def draw_form_sheet(d: WorkbookDrawing, sheet: Worksheet, said: Sheet) -> None:
    """Draw a sheet of the form: title, heads, tables, lists."""
    widths = d.widths(said)
    for column, wide in enumerate(widths):
        sheet.set_column(column, column, wide)
    d.codes(sheet, said)
    across = d.across(said)
    write_label(sheet, TITLE_ROW, 0, 1, across, said.title, d.formats("title"))
    sheet.set_row(TITLE_ROW, 32)
    if said.intro:
        write_label(sheet, INTRO_ROW, 0, 1, across, said.intro, d.formats("intro"))
        sheet.set_row(INTRO_ROW, 15 * lines_needed(said.intro, sum(widths[:across])) + 3)
    for head in d.layout.heads:
        if head.sheet == said.id:
            role = {"title": "block", UNIT_NAME: "row"}.get(head.role, head.role)
            text = d.who.name if head.role == UNIT_NAME else head.text
            write_label(sheet, head.row, head.column, head.rows, head.columns, text, d.formats(role))
            if (to := d.origins.get((said.id, head.row, head.column))) is not None:
                write_link(sheet, head.row, head.column, (SOURCES, f"A{to + 1}"), head.text, d.linked("row"))
    for table in d.form.tables_of(d.grounded.kind):
        if table.sheet == said.id:
            _draw_table(d, sheet, table, widths)
            _draw_unit_rows(d, sheet, table, widths)
    for strip in d.layout.strips.values():
        if strip.register.sheet == said.id:
            _draw_list(d, sheet, strip.register.id)
    for line in d.layout.lines:
        if line.at.sheet == said.id:
            draw_cover_line(d, sheet, line, widths)
    d.printed(sheet, said)


def _draw_unit_rows(d: WorkbookDrawing, sheet: Worksheet, table: Table, widths: list[float]) -> None:
    """Draw what each unit brought below the row of what all come to, with links to where it comes from."""
    top, beside = d.layout.at[table.cells[0]].row + 1, d.layout.code_column(table.sheet)
    for row, line in enumerate(d.unit_lines(table.id), top):
        write_cell(
            sheet, row, 0, line.label, d.formats("row", **TOGETHER) if line.together else d.formats("row")
        )
        write_cell(sheet, row, beside, unit_row_code(table.id, line.code), d.formats("code"))
        deep = lines_needed(line.label, widths[0])
        for cell in table.cells:
            at, figure, value = (
                d.layout.at[cell]._replace(row=row),
                d.form.figure(cell),
                line.figures.get(cell),
            )
            more = {"align": "center_across"} if d.edge(cell) > at.column else {}
            style = _unit_row_format(d, figure, line.together, more)
            if (to := line.sources.get(cell)) is not None:
                link_cell(sheet, row, at.column, (SOURCES, f"A{to + 1}"), style)
            seen = d.value(sheet, at, figure.type, figure.options, value, style)
            deep = max(deep, lines_needed(seen, widths[at.column]) if figure.type == "text" else 1)
            for column in range(at.column + 1, d.edge(cell) + 1):
                write_cell(sheet, row, column, None, style)
        sheet.set_row(row, min(HIGHEST, max(18, ROW * deep + 3)))


def _unit_row_format(d: WorkbookDrawing, figure: Figure, together: bool, more: dict[str, str]) -> Format:
    """Return the look of a figure in a unit's row: as where it is filled in, locked and without its colour."""
    shade = TOGETHER if together else {"bg_color": "#FFFFFF"}
    return d.formats(f"input.{figure.type}", locked=True, **shade, **d.look(figure), **more)


def _draw_table(d: WorkbookDrawing, sheet: Worksheet, table: Table, widths: list[float]) -> None:
    labels, block = table.label_depth, d.layout.block[table.id]
    for cell in table.cells:
        _draw_figure(d, sheet, cell)
    if table.across:
        sheet.set_row(d.layout.at[table.cells[0]].row, 30)
        sheet.set_row(d.layout.at[table.cells[0]].row - 1, 34)
        return
    for row, height in _head_heights(d, table, widths).items():
        sheet.set_row(row, max(height, _height_so_far(sheet, row)))
    for line in table.rows:
        row = d.layout.at[Cell(table.id, line.id, table.columns[0].id)].row
        inner = sum(widths[block.left + len(line.head) - 1 : block.left + labels])
        height = line.height or max(18, 15 * lines_needed(line.label, inner) + 3)
        for cell in (Cell(table.id, line.id, c.id) for c in table.columns):
            if isinstance(text := d.submission.figures.get(cell), str):
                height = max(height, 15 * lines_needed(text, widths[d.layout.at[cell].column]) + 6)
        sheet.set_row(row, max(min(height, HIGHEST), _height_so_far(sheet, row)))
        figure = d.form.figure(Cell(table.id, line.id, table.columns[0].id))
        note = d.note(figure, printed=any(b.of == UNIT for b in table.printed))
        last = block.right == d.layout.right[table.sheet]
        if note and last and len(table.columns) == 1:  # a matrix has its units in its heads
            write_cell(sheet, row, d.layout.right[table.sheet] + 1, note, d.formats("help"))


def _height_so_far(sheet: Worksheet, row: int) -> float:
    """Return how high a row is already: a table beside this one may need more room."""
    return sheet.row_sizes[row][0] * POINTS if row in sheet.row_sizes else 0.0


def _head_heights(d: WorkbookDrawing, table: Table, widths: list[float]) -> dict[int, float]:
    """Return how high the rows of a table's heads must be to show them whole; nothing of rows a line high will do.

    A head over several rows takes the room of all of them; what it lacks is given to its last.
    """
    first, body = d.layout.block[table.id].head, d.layout.block[table.id].top
    heads = [h for h in d.layout.heads if h.sheet == table.sheet and first <= h.row < body]
    lines = lines_of_heads(heads, widths)
    return {row: min(ROW * deep + 3, HIGHEST) for row, deep in lines.items() if deep > 1}


def _draw_figure(d: WorkbookDrawing, sheet: Worksheet, cell: Cell) -> None:
    at, figure = d.layout.at[cell], d.form.figure(cell)
    value = d.submission.figures.get(cell)
    if cell in d.grounded.worked_out and cell not in d.submission.stated:
        style = _figure_format(d, sheet, cell, "worked", **d.look(figure))
        write_formula(sheet, at.row, at.column, d.compiler.worked_out(cell), style, value)
    elif d.pool and cell in d.brought:
        _draw_pooled_figure(d, sheet, cell, d.pool)
    elif d.pool and d.form.table(cell.table).by_unit:
        for column in range(at.column, d.edge(cell) + 1):  # it stays with its unit: nothing to be filled in
            write_cell(sheet, at.row, column, value if column == at.column else None, d.formats("worked"))
    else:
        # The official form merges these cells; ours only look merged, so that pasting into them works.
        across = {"align": "center_across"} if d.edge(cell) > at.column else {}
        style = d.formats(f"input.{figure.type}", **across, **d.look(figure))
        d.value(sheet, at, figure.type, figure.options, value, style)
        d.validate(sheet, at, at, figure, d.form.label(cell))
        for column in range(at.column + 1, d.edge(cell) + 1):
            write_cell(sheet, at.row, column, None, d.formats(f"input.{figure.type}", locked=True, **across))


def _draw_pooled_figure(
    d: WorkbookDrawing, sheet: Worksheet, cell: Cell, pool: by_unit_sheets.PooledFigures
) -> None:
    """Write a figure as what its units come to, with a link to them."""
    at, value = d.layout.at[cell], d.submission.figures.get(cell)
    across = {"align": "center_across"} if d.edge(cell) > at.column else {}
    style = _figure_format(d, sheet, cell, "worked", **across, **d.look(d.form.figure(cell)))
    link_cell(sheet, at.row, at.column, (UNITS, f"D{pool.row(cell) + 1}"), style)
    write_formula(sheet, at.row, at.column, d.brought[cell], style, value)
    for column in range(at.column + 1, d.edge(cell) + 1):
        write_cell(sheet, at.row, column, None, style)


def _figure_format(d: WorkbookDrawing, sheet: Worksheet, cell: Cell, role: str, **more: object) -> Format:
    """Return the look of a figure; one that is no plain sum, or was explained, stands out and says so."""
    said = d.pool.comment(cell) if d.pool else ""
    if not said:
        return d.formats(role, **more)
    at = d.layout.at[cell]
    add_cell_comment(sheet, at.row, at.column, said, NOTED)
    return d.formats(role, **{**more, **MARK})


def _draw_list(d: WorkbookDrawing, sheet: Worksheet, name: str) -> None:
    """Draw a list: whole columns are unlocked by format, so no row is written that nobody filled in."""
    strip = d.layout.strips[name]
    fields = {f.id: f for f in strip.register.fields}
    tick = "是" if name in d.submission.zero else None
    write_cell(sheet, strip.tick.row, strip.tick.column, tick, d.formats("input.option", align="center"))
    sheet.data_validation(
        strip.tick.row,
        strip.tick.column,
        strip.tick.row,
        strip.tick.column,
        {"validate": "list", "source": ["是"], "input_title": "零报告"}
        | {"input_message": "全年没有的，在这里选“是”；有的，留空并逐行填写。"},
    )
    on = next(s for s in d.form.sheets if s.id == strip.register.sheet)
    widths, across = d.widths(on), d.across(on)
    heads = [h for h in d.layout.heads if (h.sheet, h.row) == (strip.register.sheet, strip.head)]
    deep = max(lines_needed(h.text, widths[h.column]) for h in heads)
    sheet.set_row(strip.head, max(32, 15 * deep + 4))
    # Some programs keep a rule for every cell it holds for: a list of a million rows takes them half a minute to open.
    tables = [b for b in d.layout.blocks if b.table.sheet == strip.register.sheet]
    until = strip.first + max(ROWS_JUDGED, len(d.submission.rows.get(name, ()))) - 1
    for field, column in strip.columns:
        said = fields.get(field, Field(field, field, "text"))
        style = _field_format(d, strip, said)
        sheet.set_column(column, column, widths[column], style)
        for row in range(strip.head):  # above the head the column's format must not show as input
            beyond = row in (TITLE_ROW, INTRO_ROW) and column >= across
            ours = d.headed(strip.register.sheet, row, column) or (row, column) == strip.tick[1:]
            ours = ours or any(b.top <= row <= b.bottom and column <= b.right for b in tables)
            if beyond or not ours:
                write_cell(sheet, row, column, None, d.formats("plain"))
        first, last = CellPlace(strip.register.sheet, strip.first, column), CellPlace("", until, column)
        if field in strip.worked_out:
            _refuse_typing(sheet, first, last, said)
        else:
            d.validate(sheet, first, last, said, said.label)
    _draw_sums(d, sheet, strip)
    if d.grounded.kind != REPORT and name not in d.submission.zero and not d.submission.rows.get(name):
        _draw_spare_rows(d, sheet, name, sum(map(column_pixels, widths[: len(strip.columns)])))
    for i, listed in enumerate(d.submission.rows.get(name, ()), strip.first):
        deep = 1
        for field, column in strip.columns:
            said = fields.get(field, Field(field, field, "text"))
            value = listed.values.get(field) if field in fields else listed.origin or None
            style = _field_format(d, strip, said)
            if field in strip.worked_out:
                shown = _cached_value(said, value)
                write_formula(sheet, i, column, d.compiler.row_formula(strip, field, i), style, shown)
                continue
            to = d.pool.lines.get((name, i - strip.first)) if d.pool else None
            if field == ORIGIN and to is not None:
                style = d.linked("input.text")
                link_cell(sheet, i, column, (SOURCES, f"A{to + 1}"), style)
            seen = d.value(sheet, CellPlace("", i, column), said.type, said.options, value, style)
            deep = max(deep, lines_needed(seen, widths[column]))
        if deep > 1:  # not every program fits a row to its text when it opens a file
            sheet.set_row(i, min(HIGHEST, 15 * deep + 3))
    if d.grounded.kind != REPORT:
        _prepare_rows(d, sheet, strip, strip.first + len(d.submission.rows.get(name, ())))


def _field_format(d: WorkbookDrawing, strip: ListStrip, field: Field, **more: object) -> Format:
    """Return the look of a list's column: nothing is locked, so that whole rows may be pasted and sorted."""
    if field.id not in strip.worked_out:
        return d.formats(f"input.{field.type}", **d.look(field), **more)
    shown = {"num_format": ROLES["input.date"]["num_format"]} if field.type == "date" else d.look(field)
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
            write_formula(
                sheet, strip.sums, column, d.compiler.column_total(strip, field), d.formats("worked"), comes
            )
        else:
            write_cell(sheet, strip.sums, column, None, d.formats("worked"))


def _prepare_rows(d: WorkbookDrawing, sheet: Worksheet, strip: ListStrip, first: int) -> None:
    """Write the formulas of columns that are worked out into rows nobody has filled in yet."""
    at, fields = dict(strip.columns), {f.id: f for f in strip.register.fields}
    for row in range(first, first + ROWS_PREPARED):
        for name in strip.worked_out:
            made, style = d.compiler.row_formula(strip, name, row), _field_format(d, strip, fields[name])
            write_formula(sheet, row, at[name], made, style, "")


def _draw_spare_rows(d: WorkbookDrawing, sheet: Worksheet, name: str, wide: int) -> None:
    """Rule the rest of the first page of a list *wide* pixels that nobody has filled in yet: some write by hand first."""
    strip = d.layout.strips[name]
    said = next(s for s in d.form.sheets if s.id == strip.register.sheet)
    fields = {f.id: f for f in strip.register.fields}
    scale = min(1.0, max(SMALLEST, printable_width(landscape=said.landscape) * SMALLEST / wide))
    above = sum(sheet.row_sizes[r][0] if r in sheet.row_sizes else ROW for r in range(1, strip.first))
    lines = int((printable_height(landscape=said.landscape) / scale - above) / ROW) - 1
    for row in range(strip.first, strip.first + lines):
        for field, column in strip.columns:
            said_of = fields.get(field, Field(field, field, "text"))
            write_cell(sheet, row, column, None, _field_format(d, strip, said_of, border_color=SPARE))


def draw_earlier_figures_sheet(d: WorkbookDrawing, sheet: Worksheet) -> None:
    """Draw the figures of earlier periods: locked where they are known, to be typed once where they are not."""
    before, name = d.form.periods.read(d.who.period).year_earlier, prior_sheet(d.form)
    title = f"{before.spaced_name}数据" if d.form.periods.kind == YEAR else "以前各期的数"
    said = Sheet(name, title, d.form.periods.reword_years(PRIOR_INTRO))
    for column, wide in enumerate((14, 56, 16)):
        sheet.set_column(column, column, wide)
    d.codes(sheet, said)
    write_label(sheet, TITLE_ROW, 0, 1, PRIOR_COLUMN + 1, said.title, d.formats("title"))
    write_label(sheet, INTRO_ROW, 0, 1, PRIOR_COLUMN + 1, said.intro, d.formats("intro"))
    sheet.set_row(TITLE_ROW, 32)
    sheet.set_row(INTRO_ROW, 48)
    for head in d.layout.heads:
        if head.sheet == name:
            write_cell(sheet, head.row, head.column, head.text, d.formats(head.role))
    typed = d.office.typed if d.office else frozenset()
    for prior, at in d.layout.priors.items():
        known = d.submission.prior.get(prior)
        figure = d.form.figure(prior.cell)
        is_open = known is None or prior in typed
        style = d.formats(f"input.{figure.type}" if is_open else "worked", **d.look(figure))
        d.value(sheet, at, figure.type, "", known, style)
        sheet.set_row(at.row, 20)
        if is_open:
            d.validate(sheet, at, at, figure, f"{prior.word} {d.form.label(prior.cell)}")
    d.printed(sheet, said)
    bottom = max(at.row for at in d.layout.priors.values())
    sheet.print_area(TITLE_ROW, 0, bottom, PRIOR_COLUMN)
