"""Plain pages: a title, a head, rows. For what people read, not for what is read back."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, NamedTuple

import xlsxwriter

from toolkit.form.layout import column_letters
from toolkit.sheets.styles import (
    HIGHEST,
    Formats,
    get_or_add_sheet,
    lines_needed,
    storable_text,
    write_cell,
    write_link,
)

if TYPE_CHECKING:
    import datetime
    from collections.abc import Sequence

    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from toolkit.form.submission import Identity

FINE = 8
"""The size of what only programs and the mistrustful read, such as fingerprints."""


class Link(NamedTuple):
    """A jump to *place* (as 表三!D7) of the same workbook, shown as *text*."""

    place: str
    text: str


class Page(NamedTuple):
    """One sheet: *notes* stand below the title, *tones* colours cells by what they say.

    Under the heads named in *bars* numbers show as bars, under those in *fine* text is small; the first *frozen*
    columns stay when one scrolls. What is *for_screen* is looked things up in, and does not print.
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
    fine: tuple[str, ...] = ()
    for_screen: bool = False


def draw_pages_workbook(pages: Sequence[Page], *, title: str, created: datetime.datetime) -> bytes:
    """Draw *pages* as a workbook of their own."""
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out, {"in_memory": True})
    made.set_properties({"title": storable_text(title), "created": created})
    formats = Formats(made)
    for page in pages:
        draw_page(made, formats, page)
    made.close()
    return out.getvalue()


def draw_page(made: Workbook, formats: Formats, page: Page) -> None:
    """Add *page* to a workbook."""
    sheet = get_or_add_sheet(made, page.name)
    sheet.hide_gridlines(2)
    last = len(page.heads) - 1
    for column, wide in enumerate(page.widths):
        sheet.set_column(column, column, wide)
    sheet.set_row(0, 30)
    if last:
        sheet.merge_range(0, 0, 0, last, "", formats("title"))
    write_cell(sheet, 0, 0, page.title, formats("title"))
    row = 1
    for note in page.notes:
        if last:
            sheet.merge_range(row, 0, row, last, "", formats("intro"))
        write_cell(sheet, row, 0, note, formats("intro"))
        sheet.set_row(row, 16 * lines_needed(note, sum(page.widths)))
        row += 1
    head = row
    for column, text in enumerate(page.heads):
        write_cell(sheet, head, column, text, formats("head"))
    deep = max(lines_needed(text, wide) for text, wide in zip(page.heads, page.widths, strict=True))
    sheet.set_row(head, 16 * deep + 6)
    for i, values in enumerate(page.rows, head + 1):
        _draw_row(sheet, formats, i, values, page)
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
    set_up_paper(sheet, landscape=page.landscape, title=page.title)
    sheet.repeat_rows(head)
    sheet.print_area(f"A1:{column_letters(last)}{bottom + 1}")
    if page.for_screen:
        exclude_from_print(sheet, last + 2)


def _draw_row(sheet: Worksheet, formats: Formats, row: int, values: Sequence[object], page: Page) -> None:
    deep = 1.0
    for column, value in enumerate(values):
        if isinstance(value, Link):
            name, _, cell = value.place.rpartition("!")
            write_link(sheet, row, column, (name, cell), value.text, formats("link"))
        elif page.heads[column] in page.fine:
            write_cell(sheet, row, column, value, formats("cell", font_size=FINE))
            room = page.widths[column] * 11 / FINE
            deep = max(deep, lines_needed(str(value or ""), room) * FINE / 11)
        else:
            write_cell(
                sheet, row, column, value, formats("number" if isinstance(value, int | float) else "cell")
            )
            deep = max(deep, lines_needed(str(value or ""), page.widths[column]))
    sheet.set_row(row, min(HIGHEST, 16 * deep + 2))


MARGIN, FOOT = 0.45, 0.7
"""The margins of a page in inches: left and right; above and below."""
A4 = (8.27, 11.69)
"""The sides of a page in inches."""
SMALLEST = 0.75
"""How far a page may be shrunk to its paper: text of 11 points stays above 8."""
UNIT = 9.4
"""How wide a character of a column is at most, in pixels: 7 with Calibri; where it is missing (LibreOffice) a third more."""
TITLE_SHOWN = 40
"""How much of a title stands at the foot of a page."""


def set_up_paper(sheet: Worksheet, *, landscape: bool, title: str = "") -> None:
    """Set A4, one page wide, and at the foot of each page the sheet's name, which page it is, and the *title*."""
    sheet.set_paper(9)
    if landscape:
        sheet.set_landscape()
    sheet.set_margins(left=MARGIN, right=MARGIN, top=FOOT, bottom=FOOT)
    sheet.center_horizontally()
    sheet.fit_to_pages(1, 0)
    set_page_footer(sheet, title)


def set_page_footer(sheet: Worksheet, said: str) -> None:
    """Set what stands at the foot of each page, in its own size however far the page is shrunk."""
    shown = storable_text(said[:TITLE_SHOWN] + ("…" if len(said) > TITLE_SHOWN else "")).replace("&", "&&")
    text = f"&L&9&A&C&9第 &P 页 共 &N 页&R&9 {shown}"  # a blank, or a year would be part of the size
    sheet.set_footer(text, {"scale_with_doc": False})


def footer_title(who: Identity) -> str:
    """Return the title at the foot of a page of somebody's workbook."""
    return f"{who.name} {who.year} 年度"


def exclude_from_print(sheet: Worksheet, column: int) -> None:
    """Let a sheet not print: its print area is one blank cell in a *column* without any look.

    Spreadsheet programs leave out pages on which nothing is (Excel: KB 288968). Somebody who wants it on paper clears
    the print area.
    """
    sheet.print_area(0, column, 0, column)


def printable_width(*, landscape: bool) -> float:
    """Return how many pixels of columns fit the width of a page that is shrunk as far as it may be."""
    return (A4[landscape] - 2 * MARGIN) * 96 / SMALLEST


def column_pixels(width: float) -> int:
    """Return how many pixels a column of *width* characters may take."""
    return int(width * UNIT + 5)


def printable_height(*, landscape: bool) -> float:
    """Return how many points of rows fit a page that is not shrunk."""
    return (A4[not landscape] - 2 * FOOT) * 72
