"""The form's own headings found again among texts on a page, wherever they stand now. Knows no workbook.

A page is its texts by (row, column). Headings are compared without spaces, punctuation and width, so that
「（一） 予以公开」 and 「(一)予以公开」 are one; a heading several rows bear is told apart by those it stands under.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from toolkit.form.model import Line, Table

Spot = tuple[int, int]
"""A row and a column, from 0."""


def plain(text: str) -> str:
    """Return *text* as headings are compared: no spaces, no punctuation, half width, one case."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(c for c in folded if unicodedata.category(c)[0] not in "PZCS")


class Page:
    """The texts of a page, each found by what it says."""

    def __init__(self, texts: Mapping[Spot, str]) -> None:
        """Index *texts*."""
        self.spots: dict[str, list[Spot]] = {}
        for spot, text in sorted(texts.items()):
            if said := plain(text):
                self.spots.setdefault(said, []).append(spot)

    def turned(self) -> Page:
        """Return the page with rows for columns."""
        made = Page({})
        made.spots = {said: sorted((c, r) for r, c in spots) for said, spots in self.spots.items()}
        return made

    def within(self, top: int, bottom: int) -> Page:
        """Return the part of the page from row *top* to row *bottom*, both included."""
        made = Page({})
        kept = {said: [s for s in spots if top <= s[0] <= bottom] for said, spots in self.spots.items()}
        made.spots = {said: spots for said, spots in kept.items() if spots}
        return made

    def all(self, *texts: str) -> list[Spot]:
        """Return every spot that says one of *texts*."""
        return sorted({s for text in texts for s in self.spots.get(plain(text), ())})

    def rows(self, lines: Sequence[Line]) -> list[list[Spot]]:
        """Return for each of *lines*, headings of rows, the spots its innermost heading may stand at."""
        return [self._line(line, lines) for line in lines]

    def _line(self, line: Line, lines: Sequence[Line]) -> list[Spot]:
        found = self.all(line.label, *line.also)
        return found if len(found) < 2 else [s for s in found if self._under(s, line, lines)]

    def _under(self, spot: Spot, line: Line, lines: Sequence[Line]) -> bool:
        """Tell whether the headings above and to the left of *spot* are those *line* stands under."""
        for level, parent in enumerate(line.head[:-1]):
            siblings = {x.head[level] for x in lines if len(x.head) > level}
            before = [(s, t) for t in siblings for s in self.all(t) if s[0] <= spot[0] and s[1] < spot[1]]
            if not before or plain(max(before)[1]) != plain(parent):
                return False
        return True


def regions(page: Page, tables: Sequence[Table], last: int) -> dict[str, tuple[int, int]]:
    """Return for each of a page's *tables* the rows it may stand in: from its title to the next one's.

    A table without a title may stand anywhere above the first title, or on the whole page where there is none.
    """
    tops = {t.id: [r for r, _ in page.all(t.title)] if t.title else [0] for t in tables}
    starts = sorted({r for t in tables if t.title for r in tops[t.id]})
    found = {}
    for table in tables:
        if len(tops[table.id]) != 1:
            continue
        top = tops[table.id][0]
        after = [r for r in starts if r > top or (not table.title and r >= top)]
        found[table.id] = (top, after[0] - 1 if after else last)
    return found
