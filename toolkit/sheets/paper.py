"""How a sheet prints: on A4, one page wide unless it is far too wide, with its name and page at the foot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.sheets.styles import storable_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlsxwriter.worksheet import Worksheet

    from toolkit.form.model import Form
    from toolkit.form.submission import Identity

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


def footer_title(form: Form, who: Identity) -> str:
    """Return the title at the foot of a page of somebody's workbook."""
    return f"{who.name} {form.periods.read(who.period).spaced_name}"


BESIDE = 20
"""A column in which none of the sheets for the screen has anything."""


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


def columns_before_breaks(widths: Sequence[float], frozen: int = 1, *, landscape: bool) -> list[int]:
    """Return before which columns a new page begins; the first *frozen* stand on each."""
    pixels = list(map(column_pixels, widths))
    found, used = [], sum(pixels[:frozen])
    for column, wide in enumerate(pixels[frozen:], frozen):
        if used + wide > printable_width(landscape=landscape):
            found.append(column)
            used = sum(pixels[:frozen])
        used += wide
    return found


def printable_height(*, landscape: bool) -> float:
    """Return how many points of rows fit a page that is not shrunk."""
    return (A4[not landscape] - 2 * FOOT) * 72
