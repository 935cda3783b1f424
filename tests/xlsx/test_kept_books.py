"""Workbooks of other programs and people's own, cell by cell: what stands there, how it looks, what is hidden, merged and named."""

from pathlib import Path

import pytest
from kept_texts import kept_lines, lines_of

from toolkit.errors import Unreadable
from toolkit.xlsx.cells import is_blank
from toolkit.xlsx.open_workbook import open_book

DATA = Path(__file__).parents[1] / "data"
FILES = {
    p.name: p
    for folder in ("odd", "blanks")
    for p in sorted((DATA / folder).glob("*.*s*"))
    if p.suffix[:3] in (".xl", ".od")
}


def cells_of(sheet):
    yield f"── {sheet.name} {sheet.state} ──"
    yield f"merged {sheet.merges}, hidden {sorted(sheet.hidden_rows)} {sorted(sheet.hidden_columns)}"
    yield from (str(table) for table in sheet.tables)
    for (row, column), cell in sorted(sheet.cells.items()):
        formula = f" ={cell.formula}" if cell.formula is not None else ""
        blank = " blank" * is_blank(cell)
        yield f"{row},{column} {cell.kind}{blank}: {cell.raw!r}{formula}"
        if cell.seen:
            yield from lines_of(cell.seen, 2)


@pytest.mark.parametrize("name", FILES)
def test_a_workbook_is_read_as_it_was(name):
    try:
        book = open_book(FILES[name].read_bytes())
    except Unreadable as why:
        lines = [f"refused: {why}"]
    else:
        lines = [f"{book.other} {book.epoch_1904} {dict(book.names)} {dict(book.properties)}"]
        lines += [line for sheet in book.sheets for line in cells_of(sheet)]
    said = "\n".join(lines).splitlines()
    assert kept_lines(f"xlsx/{name}", said) == said
