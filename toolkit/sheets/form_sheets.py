"""The sheets people fill in or read: tables, lists, last year's figures, drawn from the form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.form.layout import INTRO_ROW, SOURCES, TITLE_ROW, UNIT_NAME, UNITS, prior_sheet, unit_row_code
from toolkit.form.model import Cell, Sheet, Table
from toolkit.form.period import YEAR
from toolkit.form.placement import PRIOR_COLUMN
from toolkit.form.trait import UNIT
from toolkit.sheets.by_unit_sheets import NOTED
from toolkit.sheets.guide_and_identity import draw_cover_line
from toolkit.sheets.list_drawing import ROW, draw_list
from toolkit.sheets.styles import (
    HIGHEST,
    WORKED,
    add_cell_comment,
    lines_needed,
    lines_of_heads,
    link_cell,
    write_cell,
    write_formula,
    write_label,
    write_link,
)
from toolkit.sheets.workbook_drawing import figure_look

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from toolkit.form.trait import Figure
    from toolkit.sheets.by_unit_sheets import PooledFigures
    from toolkit.sheets.workbook_drawing import WorkbookDrawing

MARK = {"bottom": 2, "bottom_color": "#2F75B5"}
"""How a figure looks of which more is said elsewhere: underlined, for it is no error."""
TOGETHER = {"bg_color": WORKED}
"""How the row looks of what units of a kind come to."""
POINTS = 0.75
"""How many points a pixel is: the library keeps heights in pixels."""
PRIOR_INTRO = (
    "这些数取自上一年度的报告，只用来核对，不参与加总。"
    "灰底的已按上年报告填好，不能改；黄底的请照上年公布的报告填一次，没有上年报告的留空。"
)
PERIODS_INTRO = (
    "这些数取自以前各期报的表，只用来核对，不参与加总。"
    "灰底的已照那一期的填好，不能改；黄底的请照那一期报的填一次，没有报过的留空。"
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
            draw_list(d, sheet, strip.register.id)
    for line in d.layout.lines:
        if line.at.sheet == said.id:
            draw_cover_line(d, sheet, line, widths)
    d.printed(sheet, said)


def _draw_unit_rows(d: WorkbookDrawing, sheet: Worksheet, table: Table, widths: list[float]) -> None:
    """Draw what each unit brought below the row of what all come to, with links to where it comes from."""
    top, beside = d.layout.at[table.cells[0]].row + 1, d.layout.code_column(table.sheet)
    for row, line in enumerate(d.unit_lines(table.id), top):
        write_cell(sheet, row, 0, line.label, d.formats("row", **(TOGETHER if line.together else {})))
        write_cell(sheet, row, beside, unit_row_code(table.id, line.code), d.formats("code"))
        deep = lines_needed(line.label, widths[0])
        for cell in table.cells:
            at, figure = d.layout.at[cell]._replace(row=row), d.form.figure(cell)
            value = line.figures.get(cell)
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
    return d.formats(f"input.{figure.type}", locked=True, **shade, **figure_look(figure), **more)


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
        asked = table.cells_on(line)
        row = d.layout.at[asked[0]].row
        inner = sum(widths[block.left + len(line.head) - 1 : block.left + labels])
        height = line.height or max(18, 15 * lines_needed(line.label, inner) + 3)
        for cell in asked:
            if isinstance(text := d.submission.figures.get(cell), str):
                height = max(height, 15 * lines_needed(text, widths[d.layout.at[cell].column]) + 6)
        sheet.set_row(row, max(min(height, HIGHEST), _height_so_far(sheet, row)))
        figure = d.form.figure(asked[0])
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
        style = _figure_format(d, sheet, cell, "worked", **figure_look(figure))
        write_formula(sheet, at.row, at.column, d.compiler.worked_out(cell), style, value)
    elif d.pool and cell in d.brought:
        _draw_pooled_figure(d, sheet, cell, d.pool)
    elif d.pool and d.form.table(cell.table).by_unit:
        for column in range(at.column, d.edge(cell) + 1):  # it stays with its unit: nothing to be filled in
            write_cell(sheet, at.row, column, value if column == at.column else None, d.formats("worked"))
    else:
        # The official form merges these cells; ours only look merged, so that pasting into them works.
        across = {"align": "center_across"} if d.edge(cell) > at.column else {}
        style = d.formats(f"input.{figure.type}", **across, **figure_look(figure))
        d.value(sheet, at, figure.type, figure.options, value, style)
        d.validate(sheet, at, at, figure, d.form.label(cell))
        for column in range(at.column + 1, d.edge(cell) + 1):
            write_cell(sheet, at.row, column, None, d.formats(f"input.{figure.type}", locked=True, **across))


def _draw_pooled_figure(d: WorkbookDrawing, sheet: Worksheet, cell: Cell, pool: PooledFigures) -> None:
    """Write a figure as what its units come to, with a link to them."""
    at, value = d.layout.at[cell], d.submission.figures.get(cell)
    across = {"align": "center_across"} if d.edge(cell) > at.column else {}
    style = _figure_format(d, sheet, cell, "worked", **across, **figure_look(d.form.figure(cell)))
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


def draw_earlier_figures_sheet(d: WorkbookDrawing, sheet: Worksheet) -> None:
    """Draw the figures of earlier periods: locked where they are known, to be typed once where they are not."""
    before, name = d.form.periods.read(d.who.period).year_earlier, prior_sheet(d.form)
    title = f"{before.spaced_name}数据" if d.form.periods.kind == YEAR else "以前各期的数"
    said = Sheet(name, title, PRIOR_INTRO if d.form.periods.kind == YEAR else PERIODS_INTRO)
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
        style = d.formats(f"input.{figure.type}" if is_open else "worked", **figure_look(figure))
        d.value(sheet, at, figure.type, "", known, style)
        sheet.set_row(at.row, 20)
        if is_open:
            d.validate(sheet, at, at, figure, f"{prior.word} {d.form.label(prior.cell)}")
    d.printed(sheet, said)
    bottom = max(at.row for at in d.layout.priors.values())
    sheet.print_area(TITLE_ROW, 0, bottom, PRIOR_COLUMN)
