"""Charts of two years, drawn by the spreadsheet program itself, from a small table beside the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from toolkit.form.layout import column_letters
from toolkit.form.trait import NUMBERS
from toolkit.form.words import brief_label
from toolkit.sheets.styles import write_cell, write_formula

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from toolkit.form.grounding import GroundedForm
    from toolkit.form.layout import Layout
    from toolkit.form.model import Cell, Form
    from toolkit.form.submission import Submission
    from toolkit.sheets.styles import Formats

ENOUGH = 5
"""A table of one column and one unit is drawn from this many rows on."""
DATA = 10
"""The first of the three columns beside the page that hold what is drawn."""
TALL, HIGH, WIDE = 19, 360, 985
"""A chart's height in rows of 20 pixels with a gap, and its size in pixels: as wide as the page."""
BEFORE, NOW = "#A6A6A6", "#2F5597"
KAI, HEI = "宋体", "黑体"


class YearChart(NamedTuple):
    """One chart: its *points* are (label, the figures it adds up)."""

    title: str
    points: tuple[tuple[str, tuple[Cell, ...]], ...]


def year_charts(grounded: GroundedForm) -> Iterator[YearChart]:
    """Yield what is drawn: a table with totals by its main rows and by the groups of its largest part; plain tables."""
    form = grounded.form
    for table in form.tables_of(grounded.kind):
        cells = [c for c in table.cells if c.column == table.columns[-1].id]
        if table.across or any(form.figure(c).type not in NUMBERS for c in cells):
            continue
        sheet = next(s for s in form.sheets if s.id == table.sheet)
        if len(table.columns) > 1 and all(c in grounded.worked_out for c in cells):
            main, groups = _chart_points(grounded, cells)
            unit = form.figure(cells[0]).unit
            if len(groups[1]) > 1:
                yield YearChart(f"{_short_heading(sheet.title)}（{unit}）", main)
                yield YearChart(f"{_short_heading(groups[0])}（{unit}）", groups[1])
        elif len(table.columns) == 1 and len(cells) >= ENOUGH:
            units = {form.figure(c).unit for c in cells}
            if len(units) == 1:
                points = tuple((brief_label(form.row(c).label), (c,)) for c in cells)
                yield YearChart(f"{table.title}（{units.pop()}）", points)


def _chart_points(grounded: GroundedForm, cells: list[Cell]) -> tuple[Any, tuple[str, Any]]:
    """Return the points of a table's main rows, and of the groups in the part that has most rows."""
    tops: dict[str, list[Cell]] = {}
    for line, cell in zip((grounded.form.row(c) for c in cells), cells, strict=True):
        tops.setdefault(line.head[0], []).append(cell)
    sums = {c.row for c in cells if _is_row_worked_out(grounded, c)}
    main = tuple(
        (_short_heading(top), tuple(c for c in found if len(found) == 1 or c.row in sums) or tuple(found))
        for top, found in tops.items()
    )
    largest = max(tops, key=lambda top: len(tops[top]))
    groups: dict[str, list[Cell]] = {}
    for line, cell in zip((grounded.form.row(c) for c in cells), cells, strict=True):
        if line.head[0] == largest and len(line.head) > 1 and line.id not in sums:
            groups.setdefault(line.head[1], []).append(cell)
    return main, (largest, tuple((_short_heading(name), tuple(found)) for name, found in groups.items()))


def _is_row_worked_out(grounded: GroundedForm, cell: Cell) -> bool:
    """Tell whether a whole row is worked out, not its last column alone."""
    table = grounded.form.table(cell.table)
    return all(c in grounded.worked_out for c in table.cells_on(grounded.form.row(cell)))


def compared_period_names(form: Form, text: str) -> tuple[str, str]:
    """Return how the heads name the two periods: of a series of days nobody can say which day came before."""
    period = form.periods.read(text)
    before = period.earlier(form.periods.before_word)
    return before.spaced_in_title if before else form.periods.before_word, period.spaced_in_title


def draw_year_charts(
    book: Workbook,
    sheet: Worksheet,
    formats: Formats,
    grounded: GroundedForm,
    layout: Layout,
    submission: Submission,
    last: Mapping[Cell, float],
    row: int,
) -> int:
    """Draw the charts one below another from *row* on; return the last row they take."""
    names = compared_period_names(grounded.form, submission.who.period)
    top = row
    for chart in year_charts(grounded):
        if not all(c in last for _, cells in chart.points for c in cells):
            continue
        for column, text in enumerate((chart.title, *names), DATA):
            write_cell(sheet, top, column, text, formats("help"))
        for i, (label, cells) in enumerate(chart.points, top + 1):
            write_cell(sheet, i, DATA, label, formats("help", text_wrap=False))
            write_cell(sheet, i, DATA + 1, _sum_figures(last, cells), formats("help"))
            places = ",".join(layout.at[c].absolute for c in cells)
            total = _sum_figures(submission.figures, cells)
            write_formula(sheet, i, DATA + 2, f"=SUM({places})", formats("help"), total)
        _draw_chart(book, sheet, chart, top)
        top += TALL
    return top - 1 if top > row else row - 1


def _draw_chart(book: Workbook, sheet: Worksheet, chart: YearChart, top: int) -> None:
    made = book.add_chart({"type": "column"})
    first, end = top + 2, top + 1 + len(chart.points)
    font, compared = {"name": KAI, "size": 9}, sheet.get_name()
    for column, colour in ((DATA + 1, BEFORE), (DATA + 2, NOW)):
        at, labels = column_letters(column), column_letters(DATA)
        series: dict[str, object] = {"name": f"='{compared}'!${at}${top + 1}", "fill": {"color": colour}}
        series["categories"] = f"='{compared}'!${labels}${first}:${labels}${end}"
        series["values"] = f"='{compared}'!${at}${first}:${at}${end}"
        series |= {"gap": 60, "overlap": -5, "data_labels": {"value": True, "font": font}}
        made.add_series(series)
    head = {"name": HEI, "size": 12, "bold": False}
    made.set_title({"name": chart.title, "name_font": head, "overlay": False})
    made.set_legend({"position": "top", "font": font})
    made.set_x_axis({"num_font": font, "line": {"color": "#8C8C8C"}})
    lines = {"visible": True, "line": {"color": "#E0E0E0"}}
    made.set_y_axis({"num_font": font, "major_gridlines": lines, "min": 0})
    made.set_chartarea({"border": {"color": "#BFBFBF"}})
    made.set_size({"width": WIDE, "height": HIGH})
    sheet.insert_chart(top, 0, made, {"object_position": 1})


def _sum_figures(figures: Mapping[Cell, object], cells: tuple[Cell, ...]) -> float | int:
    total = sum(v for c in cells if isinstance(v := figures.get(c), float))
    return int(total) if float(total).is_integer() else round(total, 6)


def _short_heading(text: str) -> str:
    """Leave out a heading's number and its explanations: 三、本年度办理结果 → 本年度办理结果."""
    for mark in ("、", "）"):
        head, found, rest = text.partition(mark)
        if found and len(head) <= 2 and rest:
            text = rest
    return brief_label(text)
