"""A copy of the office's own blank that nobody stamped: filled in by a unit that had it from elsewhere, read by the blank's places."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from toolkit.form.finding import make_finding
from toolkit.form.given.given_layout import GivenLayout
from toolkit.form.layout import CHECKS
from toolkit.reading.given_places import KNOWN_AGAIN, find_page_of_blank
from toolkit.reading.read_workbook import SubmissionReader
from toolkit.text.character_folding import fold_label

if TYPE_CHECKING:
    from collections.abc import Mapping

    from toolkit.form.given.given_blank import Spot
    from toolkit.xlsx.cells import SheetCells
    from toolkit.xlsx.open_workbook import Book


def pages_shown_of_blank(given: GivenLayout, book: Book) -> tuple[str, ...]:
    """Return the blank's sheets most of whose labels stand on one sheet of *book*."""
    found = []
    for page in given.pages:
        labels = {fold_label(h.text) for h in given.heads if h.sheet == page}
        for sheet in find_page_of_blank(given, book, page):
            texts = {fold_label(c.raw) for c in sheet.cells.values()}
            if labels and len(labels & texts) >= KNOWN_AGAIN * len(labels):
                found.append(page)
    return tuple(dict.fromkeys(found))


def _without_texts(sheet: SheetCells, texts: Mapping[Spot, str]) -> SheetCells:
    """Return a sheet without the cells that say what *texts* say of them."""
    return replace(sheet, cells={at: c for at, c in sheet.cells.items() if texts.get(at) != c.raw})


class CopyOfBlankReader(SubmissionReader):
    """Reads by the blank's places and labels; what we add when we hand it out is not expected in it."""

    def read_pages(self) -> None:
        """Read as what was handed out; tell that it was not. What is left of the blank's examples is no answer."""
        self.take_examples_out()
        super().read_pages()
        ours = [f for f in self.findings if f.code == "sheet_missing" and f.sheet == CHECKS]
        self.findings = [f for f in self.findings if f not in ours]
        shown = (s.title or s.id for s in self.form.sheets_of(self.grounded.kind) if s.id in self.where)
        known = "、".join(dict.fromkeys(shown))
        self.findings.append(make_finding("made_elsewhere", value=known or "无"))

    def take_examples_out(self) -> None:
        """Leave out what stands where the blank prints an example, and as it prints it."""
        given = self.layout
        if not isinstance(given, GivenLayout):
            return
        for page in given.pages:
            examples = {
                at: given.blank.text(page, at) for at, text in given.stamped(page).items() if not text
            }
            theirs = find_page_of_blank(given, self.book, page) if examples else ()
            sheets = (_without_texts(s, examples) if s in theirs else s for s in self.book.sheets)
            self.book = replace(self.book, sheets=tuple(sheets))

    def read_earlier_figures(self) -> None:
        """Nothing of last year is expected in it."""

    def tell_other_sheets(self) -> None:
        """Other sheets are the unit's own business."""
