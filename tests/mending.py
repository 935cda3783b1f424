"""A unit that mends what its return copy marks, and nothing else."""

import io

import openpyxl

from toolkit.returns import marked_copies


def marked_cells(book):
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


def mended(data, keeps):
    """The copy with the marked cells, and nothing else, as they are in the workbook that keeps the rule."""
    book, right = openpyxl.load_workbook(io.BytesIO(data)), openpyxl.load_workbook(io.BytesIO(keeps))
    for sheet, cell in marked_cells(book):
        book[sheet][cell].value = right[sheet][cell].value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
