"""A table saved as text (CSV) as a workbook of one sheet: its characters decoded, its separator found, its numbers numbers."""

from __future__ import annotations

import csv
import io
import re
from itertools import islice
from typing import TYPE_CHECKING

from toolkit.errors import Unreadable, WorkFolderError
from toolkit.text.decode_bytes import decode_text_file
from toolkit.xlsx.cells import NUMBER, CellKind, CellValue, SheetCells
from toolkit.xlsx.open_workbook import Book, open_book
from toolkit.xlsx.shown_whole_numbers import SURE

if TYPE_CHECKING:
    from collections.abc import Callable

CSV, SHEET = ".csv", "CSV"
"""What the format is called, and its one sheet."""
SEPARATORS = ",\t;，"
HEADS_WITHIN = 20
"""Within so many lines what separates columns is looked for."""
MOST_CELLS = 200_000
"""A submission of one sheet is smaller."""
_CODE = re.compile(r"[-+]?0[0-9]")
"""How a number begins that is a code: its zeros count."""


def open_book_or_text_table(data: bytes) -> Book:
    """Read a workbook, or a table of text as one of a single sheet; raise Unreadable for anything else."""
    try:
        return open_book(data)
    except Unreadable as error:
        if error.code != "plain-text":
            raise
        try:
            text = decode_text_file(data, CSV)
            return text_table_book(text, SHEET, most_even_separator(text))
        except (WorkFolderError, csv.Error, _TooManyCellsError):
            raise error from None


class _TooManyCellsError(Exception):
    """A text has more cells than any table that is sent in."""


def text_table_book(
    text: str, sheet: str, separator: str, as_cell: Callable[[str], CellValue] | None = None
) -> Book:
    """Return *text* as a workbook with one *sheet*; *as_cell* says what a text becomes, where not a number or a text."""
    cells: dict[tuple[int, int], CellValue] = {}
    for r, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=separator)):
        for c, said in enumerate(row):
            if shown := unquote_text(said.strip()):
                cells[r, c] = (as_cell or _cell_of_text)(shown)
        if len(cells) > MOST_CELLS:
            raise _TooManyCellsError
    made = SheetCells(sheet, "visible", cells, (), frozenset(), frozenset())
    return Book((made,), {}, {}, epoch_1904=False, other=CSV)


def most_even_separator(text: str) -> str:
    """Return what separates columns in *text*: of what stands in most lines, what stands in them most often."""
    lines = [line for line in islice(io.StringIO(text), HEADS_WITHIN) if line.strip()]
    return max(
        SEPARATORS, key=lambda s: (sum(s in line for line in lines), sum(line.count(s) for line in lines))
    )


def unquote_text(text: str) -> str:
    """Return a text without the ="…" that keeps a spreadsheet program from taking it for a number."""
    return text[2:-1] if text.startswith('="') and text.endswith('"') and len(text) > 2 else text


def _cell_of_text(shown: str) -> CellValue:
    """Return a cell as a spreadsheet program would keep it: a plain number is one, a code with its zeros is a text."""
    digits = sum(c.isdigit() for c in shown)
    number = NUMBER.fullmatch(shown) and not _CODE.match(shown) and digits <= SURE
    return CellValue(CellKind.NUMBER if number else CellKind.TEXT, shown)
