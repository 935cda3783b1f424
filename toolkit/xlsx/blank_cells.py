"""What counts as blank, for cells and rows alike: nothing a person could see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.text.blank_text import is_blank_text
from toolkit.xlsx.cells import CellKind

if TYPE_CHECKING:
    from toolkit.xlsx.cells import CellValue


def is_blank(cell: CellValue | None) -> bool:
    """Tell whether a cell shows nothing: empty, emptied, only unseen characters, or a formula that comes to "".

    A formula without a result is none of these: nobody knows what it shows.
    """
    return cell is None or (cell.kind != CellKind.BLANK and is_blank_text(cell.raw))
