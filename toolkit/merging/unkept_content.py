"""What stands in a workbook of ours that drawing it anew would not bring back: comments, pictures, texts beside the form."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from toolkit.form.layout import ADJUSTED, EXPLAINED, OPTIONS, CellPlace, parse_a1, parse_reference
from toolkit.sheets.by_unit_sheets import ADJUSTMENTS, FIRST
from toolkit.sheets.page import Owner
from toolkit.text.blank_text import is_blank_text
from toolkit.xlsx.cells import NUMBER, CellKind
from toolkit.xlsx.element_order import spreadsheet_tag
from toolkit.xlsx.patching import Unpatchable, WorkbookParts, sheet_parts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from toolkit.form.layout import Layout
    from toolkit.xlsx.cells import CellValue
    from toolkit.xlsx.open_workbook import Book

MEDIA = "xl/media/"
"""Where a workbook keeps its pictures; ours have none."""


class StrayCell(NamedTuple):
    """A cell, and what somebody wrote there."""

    at: CellPlace
    text: str


class WorkbookExtras(NamedTuple):
    """The comments of a workbook and how many pictures it holds; None where it is not built so that we can look."""

    comments: tuple[StrayCell, ...]
    pictures: int


def workbook_extras(data: bytes) -> WorkbookExtras | None:
    """Return what a workbook holds beside its cells."""
    try:
        parts = WorkbookParts(data)
        found = [
            StrayCell(CellPlace(sheet, *at), "".join(text.itertext()).strip())
            for sheet, part in sheet_parts(parts).items()
            if (name := parts.one(part, "comments")) in parts
            for comment in parts.sheet_xml(name).iter(spreadsheet_tag("comment"))
            if (text := comment.find(spreadsheet_tag("text"))) is not None
            and (at := parse_a1(comment.get("ref", "")))
        ]
    except Unpatchable:
        return None
    return WorkbookExtras(tuple(found), sum(name.startswith(MEDIA) for name in parts.names))


def changed_unread_cells(book: Book, made: Book, layout: Layout) -> list[StrayCell]:
    """Return what stands in *book* otherwise than when it was *made*, where nothing is read back."""
    read = set(_read_back_places(book, layout))
    found = []
    for sheet in book.sheets:
        before = made.sheet(sheet.name)
        if before is None or sheet.name == OPTIONS:
            continue
        strips = [s for s in layout.strips.values() if s.register.sheet == sheet.name]
        listed = {(s.first, c) for s in strips for _, c in s.columns}
        for (row, column), cell in sorted(sheet.cells.items()):
            if CellPlace(sheet.name, row, column) in read or any(c == column and row >= r for r, c in listed):
                continue
            if _is_hand_written(cell, before.cells.get((row, column))):
                text = cell.raw.strip() or f"={cell.formula}"
                found.append(StrayCell(CellPlace(sheet.name, row, column), text))
    return found


def _is_hand_written(cell: CellValue, before: CellValue | None) -> bool:
    """Tell whether somebody wrote a cell: a formula of ours comes to something else without anybody's doing."""
    if before is not None and before.formula is not None and cell.formula is not None:
        return False
    if is_blank_text(cell.raw) and cell.formula is None:
        return False
    if before is None:
        return True
    if before.formula is None and cell.formula is not None:
        return True
    return _cell_content(cell) != _cell_content(before)


def _cell_content(cell: CellValue) -> object:
    """Return what a cell says, whatever program wrote it down again."""
    raw = cell.raw.strip()
    if cell.kind in (CellKind.NUMBER, CellKind.DATE, CellKind.TEXT) and NUMBER.fullmatch(raw):
        return float(raw)  # there are programs that make a number of every text of digits
    return raw.replace("\r\n", "\n").replace("\r", "\n")


def _read_back_places(book: Book, layout: Layout) -> Iterator[CellPlace]:
    """Yield every cell of a report that is read back, but for the rows of its lists."""
    yield from layout.at.values()
    yield from layout.priors.values()
    yield from (s.tick for s in layout.strips.values())
    yield from (
        at
        for name, text in book.names.items()
        if name.startswith(f"{EXPLAINED}.") and (at := parse_reference(text))
    )
    sheet = book.sheet(ADJUSTED)
    for row, column in sheet.cells if sheet else ():
        if row >= FIRST and column < len(ADJUSTMENTS) and ADJUSTMENTS[column].owner != Owner.OURS:
            yield CellPlace(ADJUSTED, row, column)
