"""Tables of a page that no lines are ruled round: known by figures that stand apart, in columns, beside their labels.

A row is a line that has figures of its own; what stands nearest to it on the left are its labels, wrapped or not. Columns are
where figures stand one below the other, so that a blank cell stays blank in its place. Where a label ran into its figures no
place is sure, nor where figures of two columns touch: then there are words only, and whoever reads them says that the table could not be read.
"""

from __future__ import annotations

import re
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from toolkit.document.model import Box, Grid, Paragraph
from toolkit.formats.ruled_tables import PlacedText, TextLine, lines_of_text, words_only

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

FEWEST_ROWS = 3
"""From how many rows of figures on lines are a table: 表四 has one, and fifteen figures."""
MANY_FIGURES = 10
WIDE = 0.62
"""What share of the page's text a line fills at least that is running text, and no part of a table."""
RUN_OVER = 1.6
"""Within how many lines' height figures below others are the rest of them."""
APART = 0.42
"""From how many characters' width on a gap parts what stands in one cell from the next."""
REACH = 10.0
"""Over how many lines' height the headings of a table stand above its first row at most."""
_FIGURE = re.compile(r"-?\d{1,12}(?:,\d{3}){0,4}(?:\.\d{1,9})?|[-—－–/]{1,2}")
_SECTION = re.compile(r"[一二三四五六]、.{2,30}(?:情况|事项)")


class CellText(NamedTuple):
    """What stands together on a line, and where."""

    text: str
    left: float
    right: float
    middle: float

    @property
    def is_figure(self) -> bool:
        """Tell whether it is a number, or what stands for none."""
        return bool(_FIGURE.fullmatch(self.text))


class UnruledTable(NamedTuple):
    """A table by positions: where it begins and ends on the page, and its cells."""

    top: float
    bottom: float
    block: Grid | Paragraph


class _Line(NamedTuple):
    cells: tuple[CellText, ...]
    size: float

    @property
    def middle(self) -> float:
        return self.cells[0].middle

    @property
    def is_row(self) -> bool:
        """Tell whether figures stand here behind whatever labels: nothing but figures from the first one on."""
        first = next((i for i, c in enumerate(self.cells) if c.is_figure), None)
        return first is not None and all(c.is_figure for c in self.cells[first:])


def find_unruled_tables(texts: Sequence[PlacedText]) -> list[UnruledTable]:
    """Return the tables among *texts* of a page, from top to bottom."""
    lines = _lines_of_cells(texts)
    if sum(line.is_row for line in lines) == 0:
        return []
    width = max(x.cells[-1].right for x in lines) - min(x.cells[0].left for x in lines)
    made = []
    for region in _regions(lines, width):
        rows = [line for line in region if line.is_row]
        if len(rows) >= FEWEST_ROWS or any(len(r.cells) >= MANY_FIGURES for r in rows):
            half = max(line.size for line in region) / 2
            block = _fill(region, rows)
            made.append(UnruledTable(region[0].middle - half, region[-1].middle + half, block))
    return made


def _lines_of_cells(texts: Sequence[PlacedText]) -> list[_Line]:
    lines: list[list[PlacedText]] = []
    for text in sorted(texts, key=lambda t: ((t.top + t.bottom) / 2, t.left)):
        middle = (text.top + text.bottom) / 2
        last = lines[-1] if lines else None
        if last and abs(middle - (last[0].top + last[0].bottom) / 2) < 0.4 * (text.bottom - text.top):
            last.append(text)
        else:
            lines.append([text])
    return [_split_line(sorted(line, key=lambda t: t.left)) for line in lines]


def _split_line(line: Sequence[PlacedText]) -> _Line:
    size = median(t.bottom - t.top for t in line) or 1.0
    parts: list[list[PlacedText]] = [[line[0]]]
    for before, text in pairwise(line):
        own = min(before.bottom - before.top, text.bottom - text.top) or size
        if text.left - before.right > APART * own:
            parts.append([])
        parts[-1].append(text)
    middle = sum(t.top + t.bottom for t in line) / 2 / len(line)
    cells = (CellText("".join(t.text for t in p), p[0].left, max(t.right for t in p), middle) for p in parts)
    return _Line(tuple(cells), size)


def _regions(lines: Sequence[_Line], width: float) -> list[list[_Line]]:
    """Return the stretches of lines that may be tables: from what running text or a heading ends to the next of it."""
    found: list[list[_Line]] = [[]]
    for line in lines:
        whole = len(line.cells) == 1 and line.cells[0].right - line.cells[0].left > WIDE * width
        if whole or (len(line.cells) == 1 and _SECTION.fullmatch(line.cells[0].text)):
            found.append([])
        else:
            found[-1].append(line)
    made = []
    for region in found:
        rows = [i for i, line in enumerate(region) if line.is_row]
        if rows:
            gap = REACH * region[rows[0]].size
            start = next(i for i, x in enumerate(region) if region[rows[0]].middle - x.middle <= gap)
            made.append(_with_labels_below(region[start:], rows[-1] - start))
    return made


def _with_labels_below(region: list[_Line], last: int) -> list[_Line]:
    """Return *region* up to its *last* row and the line below it, which its label may run on to."""
    end = last + 1
    if end < len(region) and region[end].middle - region[last].middle < 2 * region[end].size:
        end += 1
    return region[:end]


def _fill(region: Sequence[_Line], rows: Sequence[_Line]) -> Grid | Paragraph:
    columns = _spans([c for r in rows for c in r.cells if c.is_figure])
    edge = columns[0][0]
    first = rows[0].middle - 0.6 * rows[0].size
    beside: list[list[CellText]] = [[] for _ in rows]
    heads: list[CellText] = []
    for cell in (c for line in region for c in line.cells if not c.is_figure):
        near = min(range(len(rows)), key=lambda i: abs(rows[i].middle - cell.middle))
        own = cell.left < edge and abs(rows[near].middle - cell.middle) < 2.2 * rows[near].size
        if own and (near or cell.middle >= first or _FIRST_LABEL.match(cell.text)):
            beside[near].append(cell)
        else:
            heads.append(cell)
    made = list(_heads_rows(heads, columns))
    for row, labels in zip(rows, beside, strict=True):
        said = [
            _in_reading_order([c for c in labels if _within(c, span)], row.size) for span in _spans(labels)
        ]
        figures = [
            next((c.text for c in row.cells if c.is_figure and _within(c, span)), "") for span in columns
        ]
        made.append(tuple(Box(x) for x in (*(part for x in said for part in _NEXT_LABEL.split(x)), *figures)))
    words = [box.text for row in made for box in row if not _FIGURE.fullmatch(box.text)]
    if any(_RAN_INTO.search(x) for x in words) or _columns_touch(rows, columns) or _runs_over(rows, beside):
        return words_only("".join(words))
    return Grid("", tuple(made))


def _runs_over(rows: Sequence[_Line], beside: Sequence[Sequence[CellText]]) -> bool:
    """Tell whether numbers run over two lines of a row: figures without a label stand right below others."""
    return any(
        not labels and below.middle - above.middle < RUN_OVER * above.size
        for above, below, labels in zip(rows, rows[1:], beside[1:], strict=False)
    )


def _columns_touch(rows: Sequence[_Line], columns: Sequence[tuple[float, float]]) -> bool:
    """Tell whether figures of two columns touched somewhere and were taken for one: others of that column stand apart."""
    cells = [c for row in rows for c in row.cells if c.is_figure]
    for span in columns:
        own = [c for c in cells if _within(c, span)]
        if own and max(c.left for c in own) > min(c.right for c in own):
            return True
    return False


_NEXT_LABEL = re.compile(r"(?<=[\u4e00-\u9fa5）])(?=\d{1,2}[.．][\u4e00-\u9fa5])")
"""Where a group's label and that of its row touch."""
_RAN_INTO = re.compile(r"[\u4e00-\u9fa5）”]\d{1,12}(?![.．\d])")
"""A figure inside the words of a label."""


_FIRST_LABEL = re.compile(r"一、|规章")
"""How the label of a first row begins that stands a little above its figures."""


def _heads_rows(
    heads: Sequence[CellText], columns: Sequence[tuple[float, float]]
) -> Iterator[tuple[Box, ...]]:
    """Yield the headings: those over several columns a row each, then those of a column, put together over their lines."""
    middles = [sum(span) / 2 for span in columns]
    pitch = min((b - a for a, b in pairwise(middles)), default=0.0)
    of: dict[int, list[CellText]] = {}
    for cell in heads:
        if len(columns) > 1 and cell.right - cell.left > pitch:
            yield (Box(cell.text),)
            continue
        middle = (cell.left + cell.right) / 2
        of.setdefault(min(range(len(columns)), key=lambda i: abs(middles[i] - middle)), []).append(cell)
    if of:
        yield tuple(Box("".join(c.text for c in sorted(of[at], key=lambda c: c.middle))) for at in sorted(of))


def _in_reading_order(cells: Sequence[CellText], size: float) -> str:
    """Return what *cells* say: line by line, each from left to right."""
    lines: list[list[CellText]] = []
    for cell in sorted(cells, key=lambda c: c.middle):
        if lines and cell.middle - lines[-1][0].middle < 0.6 * size:
            lines[-1].append(cell)
        else:
            lines.append([cell])
    return "".join(c.text for line in lines for c in sorted(line, key=lambda c: c.left))


def _spans(cells: Sequence[CellText]) -> list[tuple[float, float]]:
    """Return where *cells* stand one below the other: the columns, from left to right."""
    found: list[tuple[float, float]] = []
    for left, right in sorted((c.left, c.right) for c in cells):
        if found and left <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], right)
        else:
            found.append((left, right))
    return found


def _within(cell: CellText, span: tuple[float, float]) -> bool:
    return span[0] <= (cell.left + cell.right) / 2 <= span[1]


def lines_beside(texts: Sequence[PlacedText], tables: Sequence[UnruledTable]) -> list[TextLine]:
    """Return the lines of *texts* that stand in none of *tables*."""
    kept = [t for t in texts if not any(x.top <= (t.top + t.bottom) / 2 <= x.bottom for x in tables)]
    return lines_of_text(kept)
