"""A unit that mends what its return copy marks, and nothing else."""

from functools import lru_cache

from openpyxl.utils import rows_from_range
from typing_in import TypedIn

from toolkit.returns import marked_copies
from toolkit.xlsx.element_order import spreadsheet_tag

_kept = lru_cache(maxsize=64)(TypedIn)
"""The workbooks that keep a rule: looked into, never changed."""


def marked_cells(data):
    """Every cell a copy marks, by sheet and address: those of our conditional formats."""
    return _marked(TypedIn(data))


def _marked(book):
    found = set()
    for name in book.sheets:
        for block in book.root(name).iter(spreadsheet_tag("conditionalFormatting")):
            if any(marked_copies.OURS in (f.text or "") for f in block.iter(spreadsheet_tag("formula"))):
                areas = block.get("sqref").split()
                found |= {(name, c) for area in areas for row in rows_from_range(area) for c in row}
    return found


def mended(data, keeps):
    """The copy with the marked cells, and nothing else, as they are in the workbook that keeps the rule."""
    book, right = TypedIn(data), _kept(keeps)
    for sheet, cell in _marked(book):
        book.type_as_in(right, sheet, cell)
    return book.bytes()
