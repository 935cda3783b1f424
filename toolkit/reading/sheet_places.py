"""Where the sheets of the form are in a workbook, and on those where something was moved, every figure."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from toolkit.form.finding import Finding, make_finding
from toolkit.form.given.given_layout import GivenLayout
from toolkit.form.layout import CHECKS, Layout
from toolkit.reading.given_places import find_page_of_blank, is_page_in_place, locate_on_page
from toolkit.reading.moved_cells import (
    LocatedSheet,
    has_names_in_place,
    locate_on_sheet,
    matching_sheets,
    sheets_with_same_codes,
)
from toolkit.text.character_folding import fold_label

if TYPE_CHECKING:
    from collections.abc import Iterator

    from toolkit.form.grounding import GroundedForm
    from toolkit.xlsx.cells import SheetCells
    from toolkit.xlsx.open_workbook import Book


class SheetPlaces(NamedTuple):
    """The sheets that may be read, by the form's names for them, and the layout they have now.

    *moved* names the sheets on which something is not where it was handed out.
    """

    sheets: dict[str, SheetCells]
    layout: Layout
    moved: frozenset[str]
    findings: tuple[Finding, ...]


def find_sheet_places(grounded: GroundedForm, given: Layout, book: Book) -> SheetPlaces:
    """Find every sheet of *grounded*'s kind in *book*, which was handed out as *given*."""
    if isinstance(given, GivenLayout):
        return _find_pages(given, book)
    sheets: dict[str, SheetCells] = {}
    moved: dict[str, LocatedSheet] = {}
    told: list[Finding] = []
    for said in grounded.form.sheets_of(grounded.kind):
        found = matching_sheets(book, given, said.id)
        if len(found) != 1:
            names = "、".join(f"“{s.name}”" for s in found)
            two = make_finding("two_readings", sheet=said.id, value=f"{names} 都像这张表")
            told.append(two if found else make_finding("sheet_missing", sheet=said.id))
            continue
        sheet, renamed = found[0], found[0].name != said.id
        if renamed:
            told.append(make_finding("sheet_renamed", sheet=sheet.name, value=said.id))
        if renamed or not is_sheet_in_place(given, sheet) or not has_names_in_place(book, given, said.id):
            moved[said.id] = locate_on_sheet(book, given, said.id, sheet)
            told += moved[said.id].findings
            if moved[said.id].refused:
                continue
        sheets[said.id] = sheet
    layout = _updated_layout(given, moved) if moved else given
    for name, sheet in list(sheets.items()):
        for other in _differing_copies(grounded, given, layout, book, name, sheet):
            told.append(make_finding("sheet_copied", sheet=other.name, value=sheet.name))
            sheets.pop(name, None)
    return SheetPlaces(sheets, layout, frozenset(moved), tuple(told))


def _find_pages(given: GivenLayout, book: Book) -> SheetPlaces:
    """Find every sheet of the office's own blank *given*, and the check sheet that was added to it."""
    pages: dict[str, SheetCells] = {}
    moved: dict[str, LocatedSheet] = {}
    told: list[Finding] = []
    for page in given.pages:
        found = find_page_of_blank(given, book, page)
        if len(found) != 1:
            names = "、".join(f"“{s.name}”" for s in found)
            two = make_finding("two_readings", sheet=page, value=f"{names} 都像这张表")
            told.append(two if found else make_finding("sheet_missing", sheet=page))
            continue
        if found[0].name != page:
            told.append(make_finding("sheet_renamed", sheet=found[0].name, value=page))
        if not is_page_in_place(given, book, page, found[0]):
            moved[page] = locate_on_page(given, book, page, found[0])
            told += moved[page].findings
            if moved[page].refused:
                continue
        pages[page] = found[0]
    checks = book.sheet(CHECKS)
    if checks is None:
        told.append(make_finding("sheet_missing", sheet=CHECKS))
    lost = {*given.pages} - pages.keys() | ({CHECKS} if checks is None else set())
    at = {c: p for c, p in given.at.items() if p.sheet not in moved and p.sheet not in lost}
    strips = {
        k: s
        for k, s in given.strips.items()
        if s.register.sheet not in moved and s.register.sheet not in lost
    }
    for located in moved.values():
        at |= located.at
        strips |= located.strips
    known = dict.fromkeys(given.sheets)
    some = checks or next(iter(pages.values()), None)
    sheets = {
        said: here
        for said in known
        if (here := pages.get(given.sheets[said]) if given.sheets[said] != CHECKS else some)
    }
    layout = replace(given, at=at, strips=strips) if moved or lost else given
    return SheetPlaces(sheets, layout, frozenset(moved), tuple(told))


def _updated_layout(given: Layout, moved: dict[str, LocatedSheet]) -> Layout:
    """Return the layout with what was moved where it is now, and what is gone left out."""
    at = {c: p for c, p in given.at.items() if given.form.table(c.table).sheet not in moved}
    strips = {k: s for k, s in given.strips.items() if s.register.sheet not in moved}
    for found in moved.values():
        at |= found.at
        strips |= found.strips
    return replace(given, at=at, strips=strips)


def _differing_copies(
    grounded: GroundedForm, given: Layout, layout: Layout, book: Book, name: str, sheet: SheetCells
) -> Iterator[SheetCells]:
    """Yield the copies of a sheet that hold other figures: nobody knows which one is meant."""
    for other in (s for s in sheets_with_same_codes(book, given, name) if s is not sheet):
        mine = {c: p for c, p in layout.at.items() if grounded.form.table(c.table).sheet == name}
        found = locate_on_sheet(book, given, name, other)
        typed = [c for c in mine if c in found.at and c not in grounded.worked_out]
        if found.refused or any(
            raw_cell_text(sheet, *mine[c][1:]) != raw_cell_text(other, *found.at[c][1:]) for c in typed
        ):
            yield other


def is_sheet_in_place(given: Layout, sheet: SheetCells) -> bool:
    """Tell whether every code and label we printed on *sheet* stands where we printed it."""
    return all(
        (stands := raw_cell_text(sheet, r, c)) == text or fold_label(stands) == fold_label(text)
        for r, c, text in given.printed_on[sheet.name]
    )


def raw_cell_text(sheet: SheetCells, row: int, column: int) -> str:
    """Return the text a cell holds, "" where it holds nothing."""
    cell = sheet.cells.get((row, column))
    return cell.raw if cell else ""
