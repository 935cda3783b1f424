"""Plain pages: a title, a head, rows. For what people read, not for what is read back."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, NamedTuple

import xlsxwriter

from toolkit.excel.look import Formats, lines_needed, put, storable
from toolkit.form.layout import letters

if TYPE_CHECKING:
    import datetime
    from collections.abc import Sequence

    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet


FONT, TITLE_FONT = "宋体", "黑体"
COLOURS = ("#A6A6A6", "#2F75B5")
"""Last year's columns and this year's."""
CHART_ROWS, CHART_COLUMNS = 17, 10
"""How much room a chart takes beside the rows."""


class Link(NamedTuple):
    """A jump to *place* (as 表三!D7) of the same workbook, shown as *text*."""

    place: str
    text: str


class Formula(NamedTuple):
    """A formula of ours and what it comes to; *tone* is the role it is drawn in."""

    text: str
    value: float | str
    tone: str = "number"


class Chart(NamedTuple):
    """Columns side by side for the page's rows *first* to *last* (from 0): one series a head named in *series*."""

    title: str
    first: int
    last: int
    names: int
    series: tuple[int, ...]


class Page(NamedTuple):
    """One sheet: *notes* stand below the title, *tones* colours cells by what they say.

    Under the heads named in *bars* numbers show as bars; the first *frozen* columns stay when one scrolls.
    """

    name: str
    title: str
    heads: tuple[str, ...]
    widths: tuple[float, ...]
    rows: Sequence[Sequence[object]]
    notes: tuple[str, ...] = ()
    tones: tuple[tuple[str, str], ...] = ()
    landscape: bool = True
    bars: tuple[str, ...] = ()
    frozen: int = 0
    charts: tuple[Chart, ...] = ()
    """Drawn to the right of the rows, one below another."""


def book(pages: Sequence[Page], *, title: str, created: datetime.datetime) -> bytes:
    """Draw *pages* as a workbook of their own."""
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out, {"in_memory": True})
    made.set_properties({"title": storable(title), "created": created})
    formats = Formats(made)
    for page in pages:
        draw(made, formats, page)
    made.close()
    return out.getvalue()


def draw(made: Workbook, formats: Formats, page: Page) -> None:
    """Add *page* to a workbook."""
    sheet = made.add_worksheet(page.name)
    sheet.hide_gridlines(2)
    last = len(page.heads) - 1
    for column, wide in enumerate(page.widths):
        sheet.set_column(column, column, wide)
    sheet.set_row(0, 30)
    if last:
        sheet.merge_range(0, 0, 0, last, "", formats("title"))
    put(sheet, 0, 0, page.title, formats("title"))
    row = 1
    for note in page.notes:
        if last:
            sheet.merge_range(row, 0, row, last, "", formats("intro"))
        put(sheet, row, 0, note, formats("intro"))
        sheet.set_row(row, 16 * lines_needed(note, sum(page.widths)))
        row += 1
    head = row
    for column, text in enumerate(page.heads):
        put(sheet, head, column, text, formats("head"))
    deep = max(lines_needed(text, wide) for text, wide in zip(page.heads, page.widths, strict=True))
    sheet.set_row(head, 16 * deep + 6)
    for i, values in enumerate(page.rows, head + 1):
        _row(sheet, formats, i, values, page.widths)
    bottom = head + max(1, len(page.rows))
    for text, tone in page.tones:
        rule = {"type": "cell", "criteria": "==", "value": f'"{text}"', "format": formats(tone)}
        sheet.conditional_format(head + 1, 0, bottom, last, rule)
    for column in (page.heads.index(h) for h in page.bars):
        bar = {
            "type": "data_bar",
            "bar_color": "#9DC3E6",
            "min_type": "num",
            "min_value": 0,
        }
        sheet.conditional_format(head + 1, column, bottom, column, bar)
    sheet.freeze_panes(head + 1, page.frozen)
    if page.rows:
        sheet.autofilter(head, 0, bottom, last)
    paper(sheet, landscape=page.landscape)
    sheet.repeat_rows(head)
    for i, chart in enumerate(page.charts):
        _chart(made, sheet, page, chart, head, i)
    edge = last + CHART_COLUMNS if page.charts else last
    sheet.print_area(f"A1:{letters(edge)}{max(bottom, len(page.charts) * CHART_ROWS + head) + 1}")


def _chart(made: Workbook, sheet: Worksheet, page: Page, chart: Chart, head: int, number: int) -> None:
    drawn = made.add_chart({"type": "column"})
    first, last = head + 1 + chart.first, head + 1 + chart.last
    for column, colour in zip(chart.series, COLOURS, strict=False):
        drawn.add_series(
            {
                "name": [page.name, head, column],
                "categories": [page.name, first, chart.names, last, chart.names],
                "values": [page.name, first, column, last, column],
                "fill": {"color": colour},
                "gap": 60,
                "data_labels": {"value": True, "font": {"name": FONT, "size": 8}},
            }
        )
    font = {"name": FONT, "size": 9}
    drawn.set_title({"name": chart.title, "name_font": {"name": TITLE_FONT, "size": 12, "bold": False}})
    drawn.set_x_axis({"num_font": font})
    drawn.set_y_axis(
        {"num_font": font, "major_gridlines": {"visible": True, "line": {"color": "#D9D9D9"}}, "min": 0}
    )
    drawn.set_legend({"position": "bottom", "font": font})
    drawn.set_size({"width": 560, "height": 300})
    sheet.insert_chart(head + number * CHART_ROWS, len(page.heads), drawn, {"x_offset": 14, "y_offset": 4})


def _row(
    sheet: Worksheet, formats: Formats, row: int, values: Sequence[object], widths: Sequence[float]
) -> None:
    deep = 1
    for column, value in enumerate(values):
        if isinstance(value, Link):
            name, _, cell = value.place.rpartition("!")
            sheet.write_url(
                row, column, f"internal:'{name}'!{cell}", formats("link"), string=storable(value.text)
            )
        elif isinstance(value, Formula):
            sheet.write_formula(row, column, value.text, formats(value.tone), value.value)
        else:
            put(sheet, row, column, value, formats("number" if isinstance(value, int | float) else "cell"))
            deep = max(deep, lines_needed(str(value or ""), widths[column]))
    sheet.set_row(row, min(400, 16 * deep + 2))


def paper(sheet: Worksheet, *, landscape: bool) -> None:
    """Set A4, one page wide, with page numbers."""
    sheet.set_paper(9)
    if landscape:
        sheet.set_landscape()
    sheet.set_margins(left=0.6, right=0.6, top=0.7, bottom=0.7)
    sheet.center_horizontally()
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&C第 &P 页 共 &N 页")
