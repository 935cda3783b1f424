"""The form's own headings found again among texts on a page, wherever they stand now. Knows no workbook.

A page is its texts by (row, column). Headings are compared without spaces, punctuation and width, so that
「（一） 予以公开」 and 「(一)予以公开」 are one; a heading several rows bear is told apart by those it stands under.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from toolkit.form.model import Cell
from toolkit.form.placement import group_side_by_side
from toolkit.form.trait import OWN_ROW, TOTAL
from toolkit.text.character_folding import fold_characters

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from toolkit.form.model import Line, Table

_ORDINAL = re.compile(r"[0-9一二三四五六七八九十]+")
NEAR = 4
"""How far a heading may stand from the one it belongs under, across its own line of headings."""
NUMBERED = 3
"""So few figures may happen to be 1, 2, 3."""
WIDEST = 16_383
"""The last column of a sheet, from 0."""
Spot = tuple[int, int]
"""A row and a column, from 0."""


@lru_cache(maxsize=2**14)
def normalize_heading(text: str) -> str:
    """Return *text* as headings are compared: no spaces, no punctuation, half width, one case."""
    folded = fold_characters(text).casefold()
    return "".join(c for c in folded if unicodedata.category(c)[0] not in "PZCS")


class PageTexts:
    """The texts of a page, each found by what it says."""

    def __init__(self, texts: Mapping[Spot, str]) -> None:
        self.spots: dict[str, list[Spot]] = {}
        self.bare: dict[str, list[Spot]] = {}
        for spot, text in sorted(texts.items()):
            if said := normalize_heading(text):
                self.spots.setdefault(said, []).append(spot)
                self.bare.setdefault(_without_number(said), []).append(spot)

    def turned(self) -> PageTexts:
        """Return the page with rows for columns."""
        return self._with(lambda spots: sorted((c, r) for r, c in spots))

    def within(self, top: int, bottom: int, left: int = 0, right: int = WIDEST) -> PageTexts:
        """Return the part of the page from row *top* to row *bottom*, and from column *left* to *right*, all included."""
        return self._with(lambda spots: [s for s in spots if top <= s[0] <= bottom and left <= s[1] <= right])

    def _with(self, change: Callable[[list[Spot]], list[Spot]]) -> PageTexts:
        made = PageTexts({})
        made.spots = {said: kept for said, spots in self.spots.items() if (kept := change(spots))}
        made.bare = {said: kept for said, spots in self.bare.items() if (kept := change(spots))}
        return made

    def all(self, *texts: str) -> list[Spot]:
        """Return every spot that says one of *texts*; where none does, those that do but for a number in front."""
        said = [normalize_heading(text) for text in texts]
        found = {s for text in said for s in self.spots.get(text, ())}
        return sorted(found or {s for text in said for s in self.bare.get(_without_number(text), ())})

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
            near = ((s, t) for t in siblings for s in self.all(t) if 0 < spot[1] - s[1] <= NEAR)
            before = [one for one in near if one[0][0] <= spot[0]]
            if not before or normalize_heading(max(before)[1]) != normalize_heading(parent):
                return False
        return True


def _without_number(said: str) -> str:
    """Return a heading without the number in front of it, unless it is nothing else."""
    return _ORDINAL.sub("", said, count=1) or said if _ORDINAL.match(said) else said


class LocatedTable(NamedTuple):
    """A table found by its headings alone: where each figure is, and the headings that stand in several places."""

    at: dict[Cell, Spot]
    doubts: tuple[str, ...] = ()


def locate_table(table: Table, page: PageTexts) -> LocatedTable:
    """Find *table* on *page* by its headings, as the form prints it, as a plain grid, or turned: the way that finds most."""
    finders = (_locate_rows_across, _locate_rows_down) if table.across else (_locate_rows_down,)
    ways = [w for find in finders for w in (find(table, page), _transpose_table(find(table, page.turned())))]
    sound = [g for g in ways if len(set(g.at.values())) == len(g.at)]  # two figures in one cell are no table
    return max(sound, key=lambda g: (len(g.at), -len(g.doubts)), default=LocatedTable({}))


def is_table_repeated(table: Table, page: PageTexts) -> bool:
    """Tell whether most of a table's rows stand on *page* more than once: the table does."""
    ways = (page.rows(table.rows), page.turned().rows(table.rows))
    return any(2 * sum(len(spots) > 1 for spots in way) > len(table.rows) > 1 for way in ways)


def _transpose_table(found: LocatedTable) -> LocatedTable:
    return found._replace(at={cell: (c, r) for cell, (r, c) in found.at.items()})


def _locate_rows_down(table: Table, page: PageTexts) -> LocatedTable:
    """Find a table with its rows below one another."""
    if table.by_unit:
        return _locate_own_row(table, page)
    doubts: list[str] = []
    seen = page.rows(table.rows)
    of_labels = {spots[0][1] for spots in seen if len(spots) == 1}
    rows = {
        line.id: spots[0]
        for line, found in zip(table.rows, seen, strict=True)
        if _is_found_once(line, spots := _in_label_columns(found, of_labels), doubts)
    }
    rows = _without_column_heads(rows)
    if not rows:
        return LocatedTable({}, tuple(doubts))
    top, left = min(r for r, _ in rows.values()), max(c for _, c in rows.values())
    columns = {}
    for line, spots in zip(table.columns, page.within(0, top - 1).turned().rows(table.columns), strict=True):
        right = [s for s in spots if s[0] > left]
        # several tables share a page: the nearest head is its own
        near = max((r for _, r in right), default=0)
        if _is_found_once(line, [s for s in right if s[1] == near], doubts):
            columns[line.id] = next(s[0] for s in right if s[1] == near)
    found = (c for c in table.cells if c.row in rows and c.column in columns)
    return LocatedTable({c: (rows[c.row][0], columns[c.column]) for c in found}, tuple(doubts))


def _locate_own_row(table: Table, page: PageTexts) -> LocatedTable:
    """Find a table whose rows are units: the row of what all come to, or the only one below its heads."""
    doubts: list[str] = []
    heads = list(zip(table.columns, page.turned().rows(table.columns), strict=True))
    plain = [spots[0] for line, spots in heads if len(spots) == 1 and line.label != TOTAL]
    last = max((r for _, r in plain), default=max((r for _, spots in heads for _, r in spots), default=0))
    columns = {  # below its heads a sum is a row's
        line.id: found[0]
        for line, spots in heads
        if _is_found_once(line, found := [s for s in spots if s[1] <= last], doubts)
    }
    if not columns:
        return LocatedTable({}, tuple(doubts))
    below, left = max(r for _, r in columns.values()) + 1, min(c for c, _ in columns.values())
    rows = {r for spots in page.spots.values() for r, c in spots if r >= below and c < left}
    totals = {r for r, c in page.all(TOTAL) if r >= below and c < left}
    if len(totals or rows) != 1:
        return LocatedTable({}, (*doubts, TOTAL))
    (row,) = totals or rows
    at = {Cell(table.id, OWN_ROW, c): (row, at) for c, (at, _) in columns.items()}
    return LocatedTable(at, tuple(doubts))


def _in_label_columns(spots: list[Spot], columns: set[int]) -> list[Spot]:
    """Leave out where a row's label is a column's head too, as 合计 often is: it stands where no other label does."""
    own = [s for s in spots if s[1] in columns]
    return own if len(own) == 1 else spots


def _without_column_heads(rows: dict[str, Spot]) -> dict[str, Spot]:
    """Leave out a heading that stands alone to the right of where the others are: it is a column's, not a row's."""
    columns = [c for _, c in rows.values()]
    edge = max((c for c in columns if columns.count(c) > 1), default=max(columns, default=0))
    return {row: spot for row, spot in rows.items() if spot[1] <= edge}


def _locate_rows_across(table: Table, page: PageTexts) -> LocatedTable:
    """Find a table with its rows side by side: a column for each figure, the figures right below their heads."""
    pairs = [(r, c) for r in table.rows for c in table.columns]
    lines = [replace(c, head=(*r.head, *c.head)) for r, c in pairs]
    doubts: list[str] = []
    heads = zip(pairs, lines, page.turned().rows(lines), strict=True)
    found = {Cell(table.id, r.id, c.id): s[0] for (r, c), line, s in heads if _is_found_once(line, s, doubts)}
    below = max((r + 1 for _, r in found.values()), default=0)  # a short heading reaches down to the longest
    if _numbers_columns(page, below, sorted(c for c, _ in found.values())):
        below += 1
    return LocatedTable({cell: (below, c) for cell, (c, _) in found.items()}, tuple(doubts))


def _numbers_columns(page: PageTexts, row: int, columns: Sequence[int]) -> bool:
    """Tell whether a row below the heads only numbers the columns (栏次), from 1 on: no table's figures do."""
    numbered = ((row, c) in page.spots.get(str(i), ()) for i, c in enumerate(columns, 1))
    return len(columns) > NUMBERED and all(numbered)


def _is_found_once(line: Line, spots: list[Spot], doubts: list[str]) -> bool:
    if len(spots) > 1:
        doubts.append("·".join(line.head))
    return len(spots) == 1


def table_regions(page: PageTexts, tables: Sequence[Table], last: int) -> dict[str, tuple[int, ...]]:
    """Return for each of a page's *tables* the rows and columns it may stand in: from its title to the next one's.

    A table without a title may stand anywhere above the first title, or on the whole page where there is none. Of tables
    side by side, one without a title is where the others of its group are, and each has the columns from its labels on.
    """
    found = _row_regions(page, tables, last)
    for group in (g for g in group_side_by_side(tables) if len(g) > 1):
        titled = next((t for t in group if t.title), group[0])
        for table in (t for t in group if not t.title and titled.id in found):
            found[table.id] = found[titled.id]
        lefts = [_labels_left(page.within(*found[t.id]), group, t) for t in group if t.id in found]
        if len(lefts) == len(group) and lefts == sorted(set(lefts)) and lefts[0] >= 0:
            for table, left, right in zip(group, lefts, (*(x - 1 for x in lefts[1:]), WIDEST), strict=True):
                found[table.id] = (*found[table.id], left if left != lefts[0] else 0, right)
    return found


def _labels_left(page: PageTexts, group: Sequence[Table], table: Table) -> int:
    """Return the column in which most of a table's row labels begin; -1 where they cannot be told from its neighbours'."""
    columns: Counter[int] = Counter()
    for line in table.rows:
        bearers = [t for t in group if any(r.label == line.label for r in t.rows)]
        spots = sorted(c for _, c in page.all(line.label, *line.also))
        if len(spots) == len(bearers):
            columns[spots[bearers.index(table)] - (len(line.head) - 1)] += 1
    return columns.most_common(1)[0][0] if columns else -1


def _row_regions(page: PageTexts, tables: Sequence[Table], last: int) -> dict[str, tuple[int, ...]]:
    tops = {t.id: [r for r, _ in page.all(t.title)] if t.title else [0] for t in tables}
    starts = sorted({r for t in tables if t.title for r in tops[t.id]})
    found: dict[str, tuple[int, ...]] = {}
    for table in tables:
        if len(tops[table.id]) != 1:
            continue
        top = tops[table.id][0]
        after = [r for r in starts if r > top or (not table.title and r >= top)]
        found[table.id] = (top, after[0] - 1 if after else last)
    return found
