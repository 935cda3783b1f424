"""A copy of the office's own blank that nobody stamped: filled in by a unit that had it from elsewhere, read by the blank's places."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.form.finding import make_finding
from toolkit.form.layout import CHECKS
from toolkit.reading.given_places import KNOWN_AGAIN, find_page_of_blank
from toolkit.reading.read_workbook import SubmissionReader
from toolkit.text.character_folding import fold_label

if TYPE_CHECKING:
    from toolkit.form.given.given_layout import GivenLayout
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


class CopyOfBlankReader(SubmissionReader):
    """Reads by the blank's places and labels; what we add when we hand it out is not expected in it."""

    def read_pages(self) -> None:
        """Read as what was handed out; tell that it was not."""
        super().read_pages()
        ours = [f for f in self.findings if f.code == "sheet_missing" and f.sheet == CHECKS]
        self.findings = [f for f in self.findings if f not in ours]
        known = "、".join(
            s.title or s.id for s in self.form.sheets_of(self.grounded.kind) if s.id in self.where
        )
        self.findings.append(make_finding("made_elsewhere", value=known or "无"))

    def read_earlier_figures(self) -> None:
        """Nothing of last year is expected in it."""

    def tell_other_sheets(self) -> None:
        """Other sheets are the unit's own business."""
