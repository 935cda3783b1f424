"""What ruled lines of a page make: tables, their cells, and the words in them; a table may run on over the page.

A table is where ruled lines cross; a cell reaches as far as no line parts it.
"""

from __future__ import annotations

import re
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from toolkit.document.model import Box, Grid, Paragraph, Run

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

NEAR = 2.0
"""How far apart, in points, two ruled lines may be and still be one."""
SHORTEST = 4.0
"""How long a ruled line is at least: shorter ones are parts of letters."""
SAME_EDGE = 6.0
"""How far apart the edges of a table may be on two pages."""
FARTHEST = 1e5
"""How far, in points, anything may stand from the corner of its page."""
TOUCH = 0.12
"""Within how many characters' width digits stand side by side in one number."""
_MARKS = str.maketrans("", "", "（）()“”")
_FIGURES = re.compile(r"\d{1,12}(?![.．\d])")
GAP = 0.6
"""From how many characters' width on a gap in a line is a space."""


class PlacedText(NamedTuple):
    """Some characters and where they stand, in points from the upper left corner of the page."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


class RuledLine(NamedTuple):
    """A line drawn on a page, along the page or down it, from *start* to *end* at *place*."""

    across: bool
    place: float
    start: float
    end: float


class RuledTable(NamedTuple):
    """Where the columns and rows of a table are parted, and the lines that part them."""

    columns: tuple[float, ...]
    rows: tuple[float, ...]
    across: tuple[RuledLine, ...]
    down: tuple[RuledLine, ...]

    def holds(self, x: float, y: float) -> bool:
        """Tell whether a point stands in the table."""
        return (
            self.columns[0] - NEAR <= x <= self.columns[-1] + NEAR
            and self.rows[0] - NEAR <= y <= self.rows[-1] + NEAR
        )


class TableOnPage(NamedTuple):
    """A table and the characters in it."""

    ruled: RuledTable
    texts: tuple[PlacedText, ...]


def is_on_paper(*places: float) -> bool:
    """Tell whether *places*, in points, may be of a page at all: a file may say any number, or what is none."""
    return all(-FARTHEST < place < FARTHEST for place in places)


def ruled_line(x0: float, y0: float, x1: float, y1: float) -> RuledLine | None:
    """Return the line from one point to another where it is straight along or down the page, and long enough."""
    if not is_on_paper(x0, y0, x1, y1):
        return None
    across, down = abs(x1 - x0), abs(y1 - y0)
    if down <= 1.0 and across >= SHORTEST:
        return RuledLine(True, (y0 + y1) / 2, min(x0, x1), max(x0, x1))
    if across <= 1.0 and down >= SHORTEST:
        return RuledLine(False, (x0 + x1) / 2, min(y0, y1), max(y0, y1))
    return None


class TextLine(NamedTuple):
    """A line of text, and the size of its characters."""

    text: str
    left: float
    right: float
    top: float
    size: float


def lines_of_text(texts: Sequence[PlacedText]) -> list[TextLine]:
    """Return characters as lines, from top to bottom, each from left to right."""
    lines: list[list[PlacedText]] = []
    for text in sorted(texts, key=lambda t: ((t.top + t.bottom) / 2, t.left)):
        middle = (text.top + text.bottom) / 2
        last = lines[-1] if lines else None
        if last and abs(middle - (last[-1].top + last[-1].bottom) / 2) < 0.5 * max(
            text.bottom - text.top, last[-1].bottom - last[-1].top
        ):
            last.append(text)
        else:
            lines.append([text])
    return [_join_line(sorted(line, key=lambda t: t.left)) for line in lines]


def _join_line(line: Sequence[PlacedText]) -> TextLine:
    size = median(t.bottom - t.top for t in line) or 1.0
    said, right = "", line[0].left
    for text in line:
        said += (
            ("  " if text.left - right > 2 * size else " ") if said and text.left - right > GAP * size else ""
        )
        said += text.text
        right = max(right, text.right)
    return TextLine(said.strip(), line[0].left, right, min(t.top for t in line), size)


def find_tables(rules: Sequence[RuledLine]) -> list[RuledTable]:
    """Return the tables ruled lines make: those that cross one another, two along the page and two down at least."""
    across = _merge_rules([r for r in rules if r.across])
    down = _merge_rules([r for r in rules if not r.across])
    groups = list(range(len(across) + len(down)))

    def root(i: int) -> int:
        while groups[i] != i:
            groups[i] = groups[groups[i]]
            i = groups[i]
        return i

    for i, h in enumerate(across):
        for j, v in enumerate(down):
            if v.start - NEAR <= h.place <= v.end + NEAR and h.start - NEAR <= v.place <= h.end + NEAR:
                groups[root(i)] = root(len(across) + j)
    made = []
    for group in dict.fromkeys(root(i) for i in range(len(groups))):
        hs = tuple(h for i, h in enumerate(across) if root(i) == group)
        vs = tuple(v for j, v in enumerate(down) if root(len(across) + j) == group)
        if len(hs) > 1 and len(vs) > 1:
            made.append(RuledTable(_places_of_rules(vs), _places_of_rules(hs), hs, vs))
    return [t for t in made if len(t.columns) > 2 or len(t.rows) > 2]


def _merge_rules(rules: Sequence[RuledLine]) -> list[RuledLine]:
    """Return *rules* with those put together that lie on one line and touch: cells are often ruled one by one."""
    made: list[RuledLine] = []
    rows: dict[float, list[RuledLine]] = {}
    place = None
    for r in sorted(rules, key=lambda r: r.place):
        place = r.place if place is None or r.place - place > NEAR else place
        rows.setdefault(place, []).append(r)
    for at, some in rows.items():
        for r in sorted(some, key=lambda r: r.start):
            last = made[-1] if made and made[-1].place == at else None
            if last and r.start <= last.end + NEAR:
                made[-1] = last._replace(end=max(last.end, r.end))
            else:
                made.append(r._replace(place=at))
    return made


def _places_of_rules(rules: Sequence[RuledLine]) -> tuple[float, ...]:
    places: list[float] = []
    for place in sorted(r.place for r in rules):
        if not places or place - places[-1] > NEAR:
            places.append(place)
    return tuple(places)


def join_tables(first: TableOnPage, second: TableOnPage) -> TableOnPage | None:
    """Return *second*, of the next page, put below *first*; None where they do not begin and end at the same places."""
    above, below = first.ruled, second.ruled
    if any(abs(above.columns[i] - below.columns[i]) > SAME_EDGE for i in (0, -1)):
        return None
    down = above.rows[-1] - below.rows[0]
    across = (*above.across, *(r._replace(place=r.place + down) for r in below.across))
    along = (*above.down, *(r._replace(start=r.start + down, end=r.end + down) for r in below.down))
    texts = (t._replace(top=t.top + down, bottom=t.bottom + down) for t in second.texts)
    rows = (*above.rows, *(r + down for r in below.rows[1:]))
    return TableOnPage(RuledTable(_places_of_rules(along), rows, across, along), (*first.texts, *texts))


def fill_table(found: TableOnPage) -> Grid | Paragraph:
    """Return a table as a grid: boxes with what stands in them, None where one reaches over others.

    Where a number runs over the line into the next cell nobody can tell whose its digits are: then there are words only.
    """
    table, texts = found
    width, height = len(table.columns) - 1, len(table.rows) - 1
    owner = _merge_cells(table, width, height)
    words: dict[int, list[PlacedText]] = {}
    for text in texts:
        column = _interval_of(table.columns, (text.left + text.right) / 2)
        row = _interval_of(table.rows, (text.top + text.bottom) / 2)
        words.setdefault(owner[row * width + column], []).append(text)
    whose = {id(t): o for o, some in words.items() for t in some}
    if any(whose[id(a)] != whose[id(b)] for a, b in _touching_digits(texts)):
        said = "".join(line.text for o in sorted(words) for line in lines_of_text(words[o]))
        return words_only(said)
    rows: list[tuple[Box | None, ...]] = []
    for r in range(height):
        row_: list[Box | None] = []
        for c in range(width):
            at = r * width + c
            if owner[at] != at:
                row_.append(None)
                continue
            own = [i for i, o in enumerate(owner) if o == at] if owner.count(at) > 1 else [at]
            said = "".join(line.text for line in lines_of_text(words.get(at, [])))
            row_.append(Box(said, max(own) // width - r + 1, max(i % width for i in own) - c + 1))
        rows.append(tuple(row_))
    return Grid("", tuple(rows))


def words_only(said: str) -> Paragraph:
    """Return the words of a table nobody can tell the figures of, and no marks whose order is lost."""
    return Paragraph((Run(_FIGURES.sub("", said.translate(_MARKS))),))


def _touching_digits(texts: Sequence[PlacedText]) -> Iterator[tuple[PlacedText, PlacedText]]:
    """Yield the digits that stand side by side on a line without a gap, two and two."""
    digits = sorted((t for t in texts if t.text.isdigit()), key=lambda t: (round(t.bottom), t.left))
    for a, b in pairwise(digits):
        size = a.bottom - a.top
        if abs(a.bottom - b.bottom) < TOUCH * size and abs(b.left - a.right) < TOUCH * size:
            yield a, b


def _merge_cells(table: RuledTable, width: int, height: int) -> list[int]:
    """Return for every place of a table the first place of the cell it belongs to: no line stands between them."""
    owner = list(range(width * height))

    def root(i: int) -> int:
        while owner[i] != i:
            i = owner[i]
        return i

    for r in range(height):
        middle = (table.rows[r] + table.rows[r + 1]) / 2
        for c in range(width - 1):
            if not _is_ruled(table.down, table.columns[c + 1], middle):
                a, b = sorted((root(r * width + c), root(r * width + c + 1)))
                owner[b] = a
    for c in range(width):
        middle = (table.columns[c] + table.columns[c + 1]) / 2
        for r in range(height - 1):
            if not _is_ruled(table.across, table.rows[r + 1], middle):
                a, b = sorted((root(r * width + c), root((r + 1) * width + c)))
                owner[b] = a
    return [root(i) for i in range(width * height)]


def _is_ruled(rules: Sequence[RuledLine], place: float, at: float) -> bool:
    return any(abs(r.place - place) <= NEAR and r.start - NEAR <= at <= r.end + NEAR for r in rules)


def _interval_of(places: Sequence[float], at: float) -> int:
    found = sum(at >= p for p in places[1:-1])
    return min(found, len(places) - 2)
