"""What people write on an office's own blank beside its cells: behind a label in the label's own cell, over what is printed."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from toolkit.form.given.given_layout import GivenLayout
from toolkit.form.layout import COVER
from toolkit.text.blank_text import is_blank_text
from toolkit.text.character_folding import fold_characters, fold_label
from toolkit.xlsx.cells import CellKind, CellValue

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from toolkit.form.layout import Layout, ListStrip
    from toolkit.form.model import Cell
    from toolkit.xlsx.cells import SheetCells
    from toolkit.xlsx.open_workbook import Book

_EMPTY_DAY = re.compile(r"[\s_年月日]*")


def typed_behind_label(
    given: Layout, layout: Layout, cell: Cell, sheet: SheetCells, book: Book
) -> SheetCells:
    """Return *sheet* with what stands behind the label of a cover's *cell* in the label's own cell, where its place is empty."""
    form = given.form
    if not isinstance(given, GivenLayout) or form.table(cell.table).sheet != COVER:
        return sheet
    at = layout.at.get(cell)
    stands = sheet.cells.get((at.row, at.column)) if at else None
    if at is None or (stands is not None and not is_blank_text(stands.raw)):
        return sheet
    label = fold_label(form.label(cell))
    for said in _texts_with_label(given, book, label):
        typed = _behind(said, label)
        if typed and not _EMPTY_DAY.fullmatch(typed):
            found = CellValue(CellKind.TEXT, typed)
            return replace(sheet, cells={**sheet.cells, (at.row, at.column): found})
    return sheet


def _texts_with_label(given: GivenLayout, book: Book, label: str) -> Iterator[str]:
    for page in given.pages:
        printed = [c.text for c in given.blank.cells[page].values() if label in fold_label(c.text)]
        here = book.sheet(page)
        for cell in here.cells.values() if here and printed else ():
            if label in fold_label(cell.raw) and cell.raw not in printed:
                yield cell.raw


def _behind(said: str, label: str) -> str:
    """Return what stands behind a label and its colon, up to the next label of the same cell."""
    text = fold_characters(said)
    for colon in re.finditer(":", text):
        before = "".join(text[: colon.start()].split())
        if re.search(rf"{re.escape(label)}(?:\([^()]{{0,12}}\))?$", before):
            rest = text[colon.end() :].split(":")[0] if ":" in text[colon.end() :] else text[colon.end() :]
            piece = re.split(r"\s{2,}", rest.strip())[0]
            return piece.strip(" _")
    return ""


def printed_in_blank(given: GivenLayout, strip: ListStrip) -> Callable[[str], bool]:
    """Return the test whether a text in a list is one the blank has printed there itself: …, an example, a label below."""
    page = given.strips[strip.register.id].register.sheet
    texts = {fold_label(c.text) for c in given.blank.cells[page].values()}
    return lambda text: fold_label(text) in texts


def cells_of_blank(
    given: GivenLayout, layout: Layout, page: str, sheet: SheetCells, stamped: Iterable[str]
) -> set[tuple[int, int]]:
    """Return the cells of a sheet in which something stands that is the blank's, or was asked for.

    *page* is its name there; *stamped* is what was filled in when it was handed out.
    """
    figures = {(p.row, p.column) for p in layout.at.values() if p.sheet == sheet.name}
    blank = given.blank.cells[page]
    known = figures | set(given.stamped(page))
    if layout is given:
        known |= blank.keys()
    texts = {fold_label(text) for text in (*(c.text for c in blank.values()), *stamped)}
    known |= {at for at, c in sheet.cells.items() if c.formula is not None or fold_label(c.raw) in texts}
    for strip in layout.strips.values():
        if strip.register.sheet == sheet.name:
            numbered = {c for r, c in blank if given.strips[strip.register.id].holds(r)}
            known |= {(r, c) for r, c in sheet.cells if strip.holds(r) and c in numbered}
    return known
