"""What people do to a workbook's rows, columns and sheets, as a spreadsheet program carries it out: names move with their cells."""

import re
from dataclasses import replace

from toolkit.form.layout import column_letters, parse_reference


def _named(book, name, to):
    """Move the names of the sheet *name*: *to* maps (row, column) to where it is now, None for gone."""
    names = {}
    for key, reference in book.names.items():
        at = parse_reference(reference)
        if at is None or at.sheet != name:
            names[key] = reference
        elif (now := to(at.row, at.column)) is None:
            names[key] = f"'{name}'!#REF!"
        else:
            names[key] = f"'{name}'!${column_letters(now[1])}${now[0] + 1}"
    return names


def _moved(book, name, to, *, names=True):
    """Move every cell of the sheet *name*, and its merges."""
    (sheet,) = (s for s in book.sheets if s.name == name)
    cells = {now: v for at, v in sheet.cells.items() if (now := to(*at)) is not None}
    corners = [(to(*m[:2]), to(*m[2:])) for m in sheet.merges]
    merges = tuple((*a, *b) for a, b in corners if a and b and a <= b)
    sheets = tuple(replace(s, cells=cells, merges=merges) if s is sheet else s for s in book.sheets)
    return replace(book, sheets=sheets, names=_named(book, name, to) if names else book.names)


def insert_rows(book, name, row, n=1, **more):
    return _moved(book, name, lambda r, c: (r + n, c) if r >= row else (r, c), **more)


def delete_rows(book, name, row, n=1, **more):
    return _moved(
        book, name, lambda r, c: (r, c) if r < row else (r - n, c) if r >= row + n else None, **more
    )


def insert_columns(book, name, column, n=1, **more):
    return _moved(book, name, lambda r, c: (r, c + n) if c >= column else (r, c), **more)


def delete_columns(book, name, column, n=1, **more):
    return _moved(
        book, name, lambda r, c: (r, c) if c < column else (r, c - n) if c >= column + n else None, **more
    )


def _order(at, source, target):
    """Cut line *source* and insert it before line *target*."""
    if source < target:
        return target - 1 if at == source else at - 1 if source < at < target else at
    return target if at == source else at + 1 if target <= at < source else at


def move_row(book, name, source, target):
    return _moved(book, name, lambda r, c: (_order(r, source, target), c))


def move_column(book, name, source, target):
    return _moved(book, name, lambda r, c: (r, _order(c, source, target)))


def push_down(book, name, row, first, last):
    """Insert cells in columns *first* to *last*, shifting only those down: the labels stay."""
    return _moved(book, name, lambda r, c: (r + 1, c) if r >= row and first <= c <= last else (r, c))


def push_right(book, name, column, first, last):
    """Insert cells in rows *first* to *last*, shifting only those right."""
    return _moved(book, name, lambda r, c: (r, c + 1) if c >= column and first <= r <= last else (r, c))


def rename(book, name, new):
    sheets = tuple(replace(s, name=new) if s.name == name else s for s in book.sheets)
    names = {k: re.sub(rf"^'?{re.escape(name)}'?!", f"'{new}'!", v) for k, v in book.names.items()}
    return replace(book, sheets=sheets, names=names)


def reorder(book, key):
    return replace(book, sheets=tuple(sorted(book.sheets, key=key)))


def hide(book, name):
    return replace(
        book, sheets=tuple(replace(s, state="hidden") if s.name == name else s for s in book.sheets)
    )


def put(book, name, row, column, value):
    """Write one cell (None clears it)."""

    def cells(sheet):
        kept = {at: v for at, v in sheet.cells.items() if at != (row, column)}
        return kept | ({(row, column): value} if value else {})

    sheets = tuple(replace(s, cells=cells(s)) if s.name == name else s for s in book.sheets)
    return replace(book, sheets=sheets)


def copy(book, name, new, change=lambda cells: cells):
    (sheet,) = (s for s in book.sheets if s.name == name)
    return replace(book, sheets=(*book.sheets, replace(sheet, name=new, cells=change(dict(sheet.cells)))))
