"""What a sheet holds: sparse cells, each exactly as the file has it, whatever its format."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from toolkit.form.layout import column_number
from toolkit.text.blank_text import is_blank_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from toolkit.xlsx.cell_appearance import CellAppearance

ROWS, COLUMNS = 1_048_576, 16_384
TEXT_LIMIT = 32_767
"""The most characters a cell can hold, as UTF-16 counts them (Excel specifications and limits)."""
NUMBER = re.compile(r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
"""A number as files store it."""
PICTURE = "图片"
_DISPIMG = re.compile(r"\s{0,9}(?:[=＝]|of:=)?(?:_xlfn\.)?DISPIMG\s{0,9}[(（]", re.IGNORECASE)
"""What programs put into a cell for a picture: WPS writes a formula, DISPIMG("ID_…",1), whose picture stands in a part of its own."""


class _ColumnNumbers(dict[str, int]):
    """Columns by their letters, each worked out once; a column no sheet has is ``COLUMNS``."""

    def __missing__(self, letters: str) -> int:
        self[letters] = column = min(column_number(letters.upper()), COLUMNS)
        return column


COLUMN_NUMBERS = _ColumnNumbers()
"""Numbers from 0 by the letters as written, three at most."""


class CellKind(StrEnum):
    """What a cell holds; BLANK is a formula without a result, plain blanks are not there at all.

    BROKEN is a cell whose content is none of its type, or of a type nobody knows: it costs itself, not the file.
    """

    NUMBER = "number"
    TEXT = "text"
    DATE = "date"
    BOOL = "bool"
    ERROR = "error"
    BLANK = "blank"
    BROKEN = "broken"


class CellValue(NamedTuple):
    """One cell: *raw* is the text the file holds, *formula* its formula without the equals sign.

    *seen* is there only where a person may see something else; what is drawn through in a text is no part of *raw*.
    """

    kind: CellKind
    raw: str
    formula: str | None = None
    seen: CellAppearance | None = None


def is_blank(cell: CellValue | None) -> bool:
    """Tell whether a cell shows nothing: empty, emptied, only unseen characters, or a formula that comes to "".

    A formula without a result is none of these: nobody knows what it shows.
    """
    return cell is None or (cell.kind != CellKind.BLANK and is_blank_text(cell.raw))


def is_cell_picture(cell: CellValue) -> bool:
    """Tell whether a cell shows a picture: by its formula, or by its text where the formula itself is not told.

    Other programs know no such function: in a file saved by one the cell is an error, and was a picture all the same.
    """
    return any(text and _DISPIMG.match(text) for text in (cell.formula, cell.raw))


def visible_cell_text(cell: CellValue, most: int) -> str:
    """Return what people see of a cell, no more than *most* characters of it."""
    return PICTURE if is_cell_picture(cell) else cell.raw[:most]


class ExcelTable(NamedTuple):
    """An Excel table (超级表) on a sheet, both corners inclusive; its last *totals* rows are totals rows."""

    name: str
    top: int
    left: int
    bottom: int
    right: int
    totals: int


@dataclass(frozen=True)
class SheetCells:
    """One sheet; rows and columns count from 0. *tables* are Excel's own tables laid over it."""

    name: str
    state: str
    cells: Mapping[tuple[int, int], CellValue]
    merges: tuple[tuple[int, int, int, int], ...]
    hidden_rows: frozenset[int]
    hidden_columns: frozenset[int]
    tables: tuple[ExcelTable, ...] = ()

    @cached_property
    def texts(self) -> frozenset[str]:
        """Return everything that stands in some cell, as the file holds it."""
        return frozenset(map(attrgetter("raw"), self.cells.values()))
