"""A unit that mends what its return copy marks in openpyxl, which opens whatever a program made of the copy."""

import io
from functools import lru_cache

import openpyxl

from toolkit.returns import marked_copies


def _marked(book):
    """Every cell a copy marks, by sheet: those of our conditional formats."""
    found = set()
    for sheet in book:
        for block in sheet.conditional_formatting:
            if any(marked_copies.OURS in f for r in block.rules for f in r.formula):
                found |= {(sheet.title, c) for ref in str(block.sqref).split() for c in _cells(sheet, ref)}
    return found


def _cells(sheet, ref):
    area = sheet[ref]
    rows = area if isinstance(area, tuple) else ((area,),)
    return [c.coordinate for row in rows for c in (row if isinstance(row, tuple) else (row,))]


@lru_cache(maxsize=512)
def _values(data):
    """What stands in a workbook, by sheet and cell."""
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
    found = {
        (s.title, c.coordinate): c.value for s in book for row in s.rows for c in row if c.value is not None
    }
    book.close()
    return found


def mended_by_openpyxl(data, keeps):
    """The copy with the marked cells, and nothing else, as they are in the workbook that keeps the rule."""
    book, right = openpyxl.load_workbook(io.BytesIO(data)), _values(keeps)
    for sheet, cell in _marked(book):
        book[sheet][cell].value = right.get((sheet, cell))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
