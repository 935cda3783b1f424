"""A page of ours read back from a workbook: its rows by the words over their columns, and where it reads otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from toolkit.form.layout import CellPlace
from toolkit.form.words import format_number, is_same_number
from toolkit.sheets.page import Entry, Formula, Link, Owner, SizedRow, Styled
from toolkit.sheets.styles import storable_text
from toolkit.text.character_folding import fold_label
from toolkit.text.formula_parser import normalize_formula
from toolkit.xlsx.cells import NUMBER, CellKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from toolkit.sheets.page import Column, Page
    from toolkit.xlsx.cells import SheetCells


class PageRow(NamedTuple):
    """One row of a page, from 0: what stands there, by the words over the columns."""

    row: int
    texts: dict[str, str]


def find_page_heads(sheet: SheetCells | None, columns: Sequence[Column]) -> tuple[int, dict[str, int]] | None:
    """Return the row of a page's heads and where each column is now; None where not all are there."""
    if sheet is None:
        return None
    heads = {c.head for c in columns if c.head}
    found: dict[int, dict[str, int]] = {}
    for (row, column), cell in sorted(sheet.cells.items()):
        if cell.raw in heads:
            found.setdefault(row, {}).setdefault(cell.raw, column)
    whole = ((row, at) for row, at in found.items() if at.keys() == heads)
    return next(((row, {c.head: at[c.head] for c in columns if c.head}) for row, at in whole), None)


def read_page_rows(sheet: SheetCells | None, columns: Sequence[Column]) -> Iterator[PageRow]:
    """Yield the rows below a page's heads in which anything stands; none where the heads are not there."""
    heads = find_page_heads(sheet, columns)
    if sheet is None or heads is None:
        return
    head, at = heads
    for row in sorted({r for r, _ in sheet.cells if r > head}):
        yield PageRow(row, {h: _raw_text(sheet, row, c) for h, c in at.items()})


class PageDifference(NamedTuple):
    """A cell of ours that reads otherwise: where, under which head, what was drawn there and what stands.

    *formula* tells that our formula is not there any more.
    """

    at: CellPlace
    head: str
    expected: str
    stands: str
    formula: bool = False


def page_differences(
    page: Page, sheet: SheetCells, key: str = "", *, formulas: bool = False
) -> Iterator[PageDifference]:
    """Yield where title, notes, heads and cells of ours read otherwise than *page* has them, however they are spaced.

    Rows are looked for where they were drawn, or by what stands under the head *key*: those that are not there are not
    told. What is not ours may say anything. Formulas may come to something else, unless *formulas* are compared too.
    """
    for row, column, head, cell in _expected_cells(page, sheet, key):
        found, plain = sheet.cells.get((row, column)), _unstyled(cell)
        if isinstance(plain, Entry) or (isinstance(plain, Formula) and not formulas):
            continue
        told = PageDifference(
            CellPlace(sheet.name, row, column), head, shown_text(cell), found.raw if found else ""
        )
        own = normalize_formula(found.formula) if found and found.formula else ""
        if isinstance(plain, Formula) and own != normalize_formula(plain.text):
            yield told._replace(formula=True)
        elif own and found and found.kind == CellKind.BLANK:
            continue  # nothing was worked out yet
        elif not reads_as(told.stands, shown_value(cell), told.expected):
            yield told


def reads_as(stands: str, value: object, expected: str) -> bool:
    """Tell whether what *stands* in a cell says *value*, whose text is *expected*: a number by what it comes to."""
    if isinstance(value, float) and NUMBER.fullmatch(stands):
        return is_same_number(float(stands), value)
    return fold_label(stands) == fold_label(expected)


def _expected_cells(page: Page, sheet: SheetCells, key: str) -> Iterator[tuple[int, int, str, object]]:
    """Yield the row, column, head and content of every cell that is ours."""
    top, left = page.corner
    notes = (_unstyled(n.cells[0]) if isinstance(n, SizedRow) and n.cells else n for n in page.notes)
    lines = enumerate((page.title, *notes), top)
    yield from ((row, left, "", text) for row, text in lines if isinstance(text, str))
    if any(page.heads):
        yield from ((box.row, box.column, box.text, box.text) for box in page.head_boxes)
    found: dict[str, int] = {}
    if key:
        found = {line.texts[key]: line.row for line in read_page_rows(sheet, page.columns)}
    for i, line in enumerate(page.rows, page.first):
        cells = line.cells if isinstance(line, SizedRow) else line
        row = found.get(shown_text(cells[page.heads.index(key)]), -1) if key else i
        for column, cell in enumerate(cells) if row >= 0 else ():
            if page.columns[column].owner == Owner.OURS:
                yield row, column, page.heads[column], cell


def _raw_text(sheet: SheetCells, row: int, column: int) -> str:
    found = sheet.cells.get((row, column))
    return found.raw if found else ""


def _unstyled(cell: object) -> object:
    return cell.value if isinstance(cell, Styled) else cell


def shown_value(cell: object) -> object:
    """Return what a cell of a page shows."""
    cell = _unstyled(cell)
    return cell.text if isinstance(cell, Link) else cell.shown if isinstance(cell, Formula) else cell


def shown_text(cell: object) -> str:
    """Return what a cell of a page shows, as it stands in the file."""
    value = shown_value(cell)
    return storable_text(format_number(value)) if value is not None else ""
