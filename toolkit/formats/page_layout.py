"""Pages as they are printed back to paragraphs and tables: where characters stand, and which lines are ruled.

A table is where ruled lines cross; a cell reaches as far as no line parts it. Text outside tables runs on from line to
line, and a paragraph begins where a line is indented, or the one before ends short.
"""

from __future__ import annotations

import re
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from toolkit.document.model import Box, Grid, Paragraph, Run

if TYPE_CHECKING:
    from collections.abc import Sequence

NEAR = 2.0
"""How far apart, in points, two ruled lines may be and still be one."""
SHORTEST = 4.0
"""How long a ruled line is at least: shorter ones are parts of letters."""
MOST_RULES = 6_000
"""How many ruled lines a page may have; one with more is a drawing, and its lines are no tables."""
INDENT = 1.2
"""By how many characters the first line of a paragraph is indented at least."""
SHORT = 2.2
"""By how many characters the last line of a paragraph ends short at least."""
GAP = 0.6
"""From how many characters' width on a gap in a line is a space."""
_NO_DIGITS = re.compile(r"[\d\s]")
_NUMBERED = re.compile("[一二三四五六七八九]、|（[一二三四五六七八九]）")
"""How a heading begins."""
_PAGE_NUMBER = re.compile(r"[-—–·\s第共页/\d]{1,16}")


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


class PrintedPage(NamedTuple):
    """A page: its characters in any order, and its ruled lines."""

    height: float
    texts: Sequence[PlacedText]
    rules: Sequence[RuledLine]


class _RuledTable(NamedTuple):
    columns: tuple[float, ...]
    rows: tuple[float, ...]
    across: tuple[RuledLine, ...]
    down: tuple[RuledLine, ...]

    def holds(self, x: float, y: float) -> bool:
        return (
            self.columns[0] - NEAR <= x <= self.columns[-1] + NEAR
            and self.rows[0] - NEAR <= y <= self.rows[-1] + NEAR
        )


def ruled_line(x0: float, y0: float, x1: float, y1: float) -> RuledLine | None:
    """Return the line from one point to another where it is straight along or down the page, and long enough."""
    across, down = abs(x1 - x0), abs(y1 - y0)
    if down <= 1.0 and across >= SHORTEST:
        return RuledLine(True, (y0 + y1) / 2, min(x0, x1), max(x0, x1))
    if across <= 1.0 and down >= SHORTEST:
        return RuledLine(False, (x0 + x1) / 2, min(y0, y1), max(y0, y1))
    return None


def pages_to_blocks(pages: Sequence[PrintedPage]) -> list[Paragraph | Grid]:
    """Return the paragraphs and tables of *pages*; a paragraph may run on from page to page."""
    blocks: list[Paragraph | Grid] = []
    open_ = ""
    placed = _without_running_lines([_place_parts(page) for page in pages], pages)
    lines = [p for parts in placed for p in parts if isinstance(p, _TextLine)]
    edges = min((x.left for x in lines), default=0.0), max((x.right for x in lines), default=0.0)
    for parts in placed:
        open_ = _add_parts(parts, edges, blocks, open_)
    if open_:
        blocks.append(Paragraph((Run(open_),)))
    return blocks


def _without_running_lines(
    placed: Sequence[list[_TextLine | Grid]], pages: Sequence[PrintedPage]
) -> list[list[_TextLine | Grid]]:
    """Return the parts of pages without what is printed at the head and foot of them: the same on each, but for numbers."""
    edges = [
        {
            _NO_DIGITS.sub("", p.text)
            for p in parts
            if isinstance(p, _TextLine) and _is_at_edge(p, page.height)
        }
        for parts, page in zip(placed, pages, strict=True)
    ]
    running = {text for here, there in pairwise(edges) for text in here & there}
    return [
        [
            p
            for p in parts
            if not isinstance(p, _TextLine)
            or not _is_at_edge(p, page.height)
            or _NO_DIGITS.sub("", p.text) not in running
        ]
        for parts, page in zip(placed, pages, strict=True)
    ]


def _is_at_edge(line: _TextLine, height: float) -> bool:
    return line.top < 0.06 * height or line.top > 0.92 * height


def _place_parts(page: PrintedPage) -> list[_TextLine | Grid]:
    """Return the lines of text and the tables of *page* from top to bottom."""
    tables = _find_tables(page.rules) if len(page.rules) <= MOST_RULES else []
    inside: list[list[PlacedText]] = [[] for _ in tables]
    beside: list[PlacedText] = []
    for text in page.texts:
        x, y = (text.left + text.right) / 2, (text.top + text.bottom) / 2
        at = next((i for i, t in enumerate(tables) if t.holds(x, y)), None)
        (beside if at is None else inside[at]).append(text)
    parts: list[tuple[float, _TextLine | Grid]] = [
        (t.rows[0], _fill_table(t, some)) for t, some in zip(tables, inside, strict=True)
    ]
    parts += [(line.top, line) for line in _lines_of_text(beside) if not _is_page_number(line, page.height)]
    return [
        part for _, part in sorted(parts, key=lambda pair: pair[0]) if isinstance(part, Grid) or part.text
    ]


# text outside tables


class _TextLine(NamedTuple):
    text: str
    left: float
    right: float
    top: float
    size: float


def _lines_of_text(texts: Sequence[PlacedText]) -> list[_TextLine]:
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


def _join_line(line: Sequence[PlacedText]) -> _TextLine:
    size = median(t.bottom - t.top for t in line) or 1.0
    said, right = "", line[0].left
    for text in line:
        said += (
            ("  " if text.left - right > 2 * size else " ") if said and text.left - right > GAP * size else ""
        )
        said += text.text
        right = max(right, text.right)
    return _TextLine(said.strip(), line[0].left, right, min(t.top for t in line), size)


def _is_page_number(line: _TextLine, height: float) -> bool:
    return (line.top < 0.08 * height or line.top > 0.85 * height) and bool(_PAGE_NUMBER.fullmatch(line.text))


def _add_parts(
    parts: Sequence[_TextLine | Grid],
    edges: tuple[float, float],
    blocks: list[Paragraph | Grid],
    open_: str,
) -> str:
    """Add the parts of a page to *blocks*; return the paragraph left open, which *open_* was of the page before.

    *edges* are where lines begin and end on the pages.
    """
    left, right = edges
    before: _TextLine | None = None
    for part in parts:
        if isinstance(part, Grid):
            open_, before = _close_paragraph(open_, blocks), None
            blocks.append(part)
            continue
        begins = (
            (open_.endswith(("。", "；", "：")) and _NUMBERED.match(part.text))
            or part.left > left + INDENT * part.size
            or (
                before is not None
                and (before.right < right - SHORT * before.size or part.top - before.top > 2.5 * before.size)
            )
        )
        if begins:
            open_ = _close_paragraph(open_, blocks)
        open_, before = open_ + part.text, part
    if before is not None and before.right < right - SHORT * before.size:
        open_ = _close_paragraph(open_, blocks)
    return open_


def _close_paragraph(open_: str, blocks: list[Paragraph | Grid]) -> str:
    if open_:
        blocks.append(Paragraph((Run(open_),)))
    return ""


# tables


def _find_tables(rules: Sequence[RuledLine]) -> list[_RuledTable]:
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
            made.append(_RuledTable(_places_of_rules(vs), _places_of_rules(hs), hs, vs))
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


def _fill_table(table: _RuledTable, texts: Sequence[PlacedText]) -> Grid:
    """Return *table* as a grid: boxes with what stands in them, None where one reaches over others."""
    width, height = len(table.columns) - 1, len(table.rows) - 1
    owner = _merge_cells(table, width, height)
    words: dict[int, list[PlacedText]] = {}
    for text in texts:
        column = _interval_of(table.columns, (text.left + text.right) / 2)
        row = _interval_of(table.rows, (text.top + text.bottom) / 2)
        words.setdefault(owner[row * width + column], []).append(text)
    rows: list[tuple[Box | None, ...]] = []
    for r in range(height):
        row_: list[Box | None] = []
        for c in range(width):
            at = r * width + c
            if owner[at] != at:
                row_.append(None)
                continue
            own = [i for i, o in enumerate(owner) if o == at] if owner.count(at) > 1 else [at]
            said = "".join(line.text for line in _lines_of_text(words.get(at, [])))
            row_.append(Box(said, max(own) // width - r + 1, max(i % width for i in own) - c + 1))
        rows.append(tuple(row_))
    return Grid("", tuple(rows))


def _merge_cells(table: _RuledTable, width: int, height: int) -> list[int]:
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
