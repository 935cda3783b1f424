"""How a roster shows the whole numbers in it: zeros a number format puts before them, and digits it does not show."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from toolkit.form.layout import parse_a1
from toolkit.xlsx.element_order import spreadsheet_tag
from toolkit.xlsx.patching import Unpatchable, WorkbookParts, sheet_parts
from toolkit.xlsx.xls_and_xlsb import GENERAL, XLS, xls_number_formats

if TYPE_CHECKING:
    from collections.abc import Mapping

    from toolkit.xlsx.open_workbook import Book

SHOWN_WHOLE = 11
"""How many digits of a number programs show where no format says how."""
SURE = 15
"""How many digits of a number are kept; the others became 0."""
_BUILT_IN = {
    "1": "0",
    "2": "0.00",
    "3": "#,##0",
    "4": "#,##0.00",
    "11": "0.00E+00",
    "48": "##0.0E+0",
    "49": "@",
}
_LOOK = re.compile(r"\[[^\[\]]{0,60}\]|[_*].")
"""Colours and conditions, room left, filling: nothing of the number."""
_PIECES = re.compile(r'"([^"]{0,60})"|\\(.)|([-() ])|([0#?]+)|.')


def read_number_formats(data: bytes, book: Book, sheet: str) -> Mapping[tuple[int, int], str]:
    """Return the number formats of a sheet's cells, as far as its file tells them."""
    if book.other == XLS:
        return xls_number_formats(data, sheet)
    if book.other:
        return {}
    try:
        parts = WorkbookParts(data)
        used = _style_format_codes(parts)
        cells = parts.sheet_xml(sheet_parts(parts)[sheet]).iter(spreadsheet_tag("c"))
        said = {parse_a1(c.get("r", "")): used.get(c.get("s", "0"), GENERAL) for c in cells}
    except (Unpatchable, KeyError):  # an odd file: its numbers are taken for what they are
        return {}
    return {at: code for at, code in said.items() if at is not None}


def _style_format_codes(parts: WorkbookParts) -> dict[str, str]:
    """Return the format codes of a workbook's cell styles."""
    name = parts.one(parts.one("", "officeDocument"), "styles")
    if not name:
        return {}
    root = parts.sheet_xml(name)
    own = {
        f.get("numFmtId"): f.get("formatCode", GENERAL)
        for f in root.iterfind(f"{spreadsheet_tag('numFmts')}/{spreadsheet_tag('numFmt')}")
    }
    return {
        str(i): own.get(number, _BUILT_IN.get(number, GENERAL))
        for i, xf in enumerate(root.iterfind(f"{spreadsheet_tag('cellXfs')}/{spreadsheet_tag('xf')}"))
        if (number := xf.get("numFmtId", "0"))
    }


def shown_whole_number(raw: str, code: str) -> str:
    """Return how a whole number is shown where *code* only puts zeros before it or words round it; else its digits."""
    number = Decimal(raw)
    if number != number.to_integral_value() or number < 0:
        return f"{number.normalize():f}"
    digits = f"{number:f}".partition(".")[0]
    pieces = list(_PIECES.finditer(_LOOK.sub("", code.partition(";")[0])))
    places = [m[4] for m in pieces if m[4]]
    if not places or any(m.lastindex is None for m in pieces):
        return digits
    left = digits.zfill(sum(place.count("0") for place in places))
    told: list[str] = []
    for piece in reversed(pieces):
        if piece[4]:
            places.pop()
            here = len(piece[4]) if places else len(left)  # the first place takes all that is left
            told.append(left[max(len(left) - here, 0) :])
            left = left[: max(len(left) - here, 0)]
        else:
            told.append(piece[piece.lastindex or 0])
    return "".join(reversed(told))


def shortened_display(raw: str, code: str) -> str:
    """Return what a number is shown as where not all of its digits are: 4.10308E+11; "" where they are."""
    number, plain = Decimal(raw), code.partition(";")[0].casefold()
    general = plain in ("", "@", GENERAL.casefold()) and abs(number) >= Decimal(10) ** SHOWN_WHOLE
    return f"{float(number):.5E}" if general or "e+" in plain or "e-" in plain else ""
