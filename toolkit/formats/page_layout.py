"""Pages as they are printed back to paragraphs and tables: where characters stand, and which lines are ruled.

Text outside tables (``ruled_tables``) runs on from line to line, and a paragraph begins where a line is indented, or the
one before ends short. A table that stands last on a page goes on with the one that stands first on the next, where both
are as wide.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from toolkit.document.model import Grid, Paragraph, Run
from toolkit.formats.ruled_tables import (
    PlacedText,
    RuledLine,
    TableOnPage,
    TextLine,
    fill_table,
    find_tables,
    is_on_paper,
    join_tables,
    lines_of_text,
)
from toolkit.formats.unruled_tables import find_unruled_tables, lines_beside

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_RULES = 6_000
"""How many ruled lines a page may have; one with more is a drawing, and its lines are no tables."""
INDENT = 1.2
"""By how many characters the first line of a paragraph is indented at least."""
SHORT = 2.2
"""By how many characters the last line of a paragraph ends short at least."""
_NO_DIGITS = re.compile(r"[\d\s]")
_NUMBERED = re.compile("[一二三四五六七八九]、|（[一二三四五六七八九]）")
"""How a heading begins."""
_PAGE_NUMBER = re.compile(r"[-—–·\s第共页/\d]{1,16}")


PagePart = TextLine | TableOnPage | Grid | Paragraph
"""A line of text, a table ruled by lines, or one known by where its figures stand."""


class PrintedPage(NamedTuple):
    """A page: its characters in any order, and its ruled lines."""

    height: float
    texts: Sequence[PlacedText]
    rules: Sequence[RuledLine]


def pages_to_blocks(pages: Sequence[PrintedPage]) -> list[Paragraph | Grid]:
    """Return the paragraphs and tables of *pages*; a paragraph may run on from page to page."""
    blocks: list[Paragraph | Grid] = []
    open_ = ""
    placed = _without_running_lines([_place_parts(page) for page in pages], pages)
    lines = [p for parts in placed for p in parts if isinstance(p, TextLine)]
    edges = min((x.left for x in lines), default=0.0), max((x.right for x in lines), default=0.0)
    for parts in _join_over_pages(placed):
        open_ = _add_parts(parts, edges, blocks, open_)
    if open_:
        blocks.append(Paragraph((Run(open_),)))
    return blocks


def _join_over_pages(placed: Sequence[list[PagePart]]) -> list[list[PagePart]]:
    """Return the parts of pages with every table whole on the page it begins on."""
    made: list[list[PagePart]] = []
    for parts in placed:
        rest = list(parts)
        before = next((page for page in reversed(made) if page), None)
        if before and rest and isinstance(before[-1], TableOnPage) and isinstance(rest[0], TableOnPage):
            whole = join_tables(before[-1], rest[0])
            if whole:
                before[-1] = whole
                del rest[0]
        made.append(rest)
    return made


def _without_running_lines(
    placed: Sequence[list[PagePart]], pages: Sequence[PrintedPage]
) -> list[list[PagePart]]:
    """Return the parts of pages without what is printed at the head and foot of them: the same on each, but for numbers."""
    edges = [
        {_NO_DIGITS.sub("", p.text) for p in parts if isinstance(p, TextLine) and _is_at_edge(p, page.height)}
        for parts, page in zip(placed, pages, strict=True)
    ]
    running = {text for here, there in pairwise(edges) for text in here & there}
    return [
        [
            p
            for p in parts
            if not isinstance(p, TextLine)
            or not _is_at_edge(p, page.height)
            or _NO_DIGITS.sub("", p.text) not in running
        ]
        for parts, page in zip(placed, pages, strict=True)
    ]


def _is_at_edge(line: TextLine, height: float) -> bool:
    return line.top < 0.06 * height or line.top > 0.92 * height


def _place_parts(page: PrintedPage) -> list[PagePart]:
    """Return the lines of text and the tables of *page* from top to bottom."""
    tables = find_tables(page.rules) if len(page.rules) <= MOST_RULES else []
    inside: list[list[PlacedText]] = [[] for _ in tables]
    beside: list[PlacedText] = []
    for text in page.texts:
        if not is_on_paper(text.left, text.top, text.right, text.bottom) or text.bottom < text.top:
            continue  # nothing a reader sees has a height below nothing
        x, y = (text.left + text.right) / 2, (text.top + text.bottom) / 2
        at = next((i for i, t in enumerate(tables) if t.holds(x, y)), None)
        (beside if at is None else inside[at]).append(text)
    parts: list[tuple[float, PagePart]] = [
        (t.rows[0], TableOnPage(t, tuple(some))) for t, some in zip(tables, inside, strict=True)
    ]
    lines = [x for x in lines_of_text(beside) if not _is_page_number(x, page.height)]
    numbers = [x for x in lines_of_text(beside) if _is_page_number(x, page.height)]
    unruled = find_unruled_tables(
        [t for t in beside if not any(x.top <= t.top <= x.top + x.size for x in numbers)]
    )
    if unruled:
        lines = [x for x in lines_beside(beside, unruled) if not _is_page_number(x, page.height)]
    parts += [(found.top, found.block) for found in unruled]
    parts += [(line.top, line) for line in lines]
    return [
        part
        for _, part in sorted(parts, key=lambda pair: pair[0])
        if not isinstance(part, TextLine) or part.text
    ]


def _is_page_number(line: TextLine, height: float) -> bool:
    return (line.top < 0.08 * height or line.top > 0.85 * height) and bool(_PAGE_NUMBER.fullmatch(line.text))


def _add_parts(
    parts: Sequence[PagePart],
    edges: tuple[float, float],
    blocks: list[Paragraph | Grid],
    open_: str,
) -> str:
    """Add the parts of a page to *blocks*; return the paragraph left open, which *open_* was of the page before.

    *edges* are where lines begin and end on the pages.
    """
    left, right = edges
    before: TextLine | None = None
    for part in parts:
        if not isinstance(part, TextLine):
            open_, before = _close_paragraph(open_, blocks), None
            blocks.append(part if isinstance(part, Grid | Paragraph) else fill_table(part))
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
