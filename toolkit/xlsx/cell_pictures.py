"""Pictures that programs put into cells: WPS writes a formula, DISPIMG("ID_…",1), whose picture stands in a part of its own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from toolkit.xlsx.cells import CellValue

PICTURE = "图片"
_DISPIMG = re.compile(r"\s{0,9}(?:[=＝]|of:=)?(?:_xlfn\.)?DISPIMG\s{0,9}[(（]", re.IGNORECASE)


def is_cell_picture(cell: CellValue) -> bool:
    """Tell whether a cell shows a picture: by its formula, or by its text where the formula itself is not told.

    Other programs know no such function: in a file saved by one the cell is an error, and was a picture all the same.
    """
    return any(text and _DISPIMG.match(text) for text in (cell.formula, cell.raw))


def visible_cell_text(cell: CellValue, most: int) -> str:
    """Return what people see of a cell, no more than *most* characters of it."""
    return PICTURE if is_cell_picture(cell) else cell.raw[:most]
