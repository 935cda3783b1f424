"""Two versions of a document laid beside each other: which paragraph of one is which of the other, what differs in it.

Nothing in a Word file names a paragraph for good (programs drop marks, people cut and join), so the texts decide.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, NamedTuple

from toolkit.document.model import Grid, remove_unprintable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from toolkit.document.model import Block, Box, Paragraph, Run
    from toolkit.form.model import Cell

ALIKE = 0.4
"""From what share of common pairs of characters two paragraphs are one that was rewritten."""
MOST_COMPARED = 40_000
"""How many pairs of paragraphs between two that are the same are weighed against each other: a report has some sixty."""
_NUMBER = re.compile(r"\d{1,40}(?:[,，.．]\d{1,40}){0,20}")
_UNSEEN = {"Cf", "Cc"}


class AlignmentToken(NamedTuple):
    """A number, or the text between two; *cell* is the figure a bound number shows."""

    text: str
    cell: Cell | None = None


def squeeze_text(text: str) -> str:
    """Return *text* without what programs change by themselves when they save: white space, unseen characters, odd hyphens."""
    said = remove_unprintable(text).replace("\u2011", "-")
    return "".join(c for c in said if not c.isspace() and unicodedata.category(c) not in _UNSEEN)


def words_of_block(block: Block) -> str:
    """Return what is read in a paragraph or a table, squeezed; the boxes of a table apart from one another."""
    if isinstance(block, Grid):
        return "|".join(squeeze_text(box.text) for row in block.rows for box in row if box)
    return squeeze_text(block.text)


def comparable_number(text: str) -> str:
    """Return a printed number as it is compared: half width, without separators."""
    return unicodedata.normalize("NFKC", squeeze_text(text)).replace(",", "")


def join_bound_runs(runs: Sequence[Run]) -> list[Run]:
    """Return *runs* with neighbours joined that are one text or one bound number: programs cut them as they like."""
    joined: list[Run] = []
    for run in runs:
        if joined and joined[-1].cell == run.cell:
            joined[-1] = joined[-1]._replace(text=joined[-1].text + run.text)
        else:
            joined.append(run)
    return joined


def _tokens_of_runs(runs: Sequence[Run]) -> list[AlignmentToken]:
    found: list[AlignmentToken] = []
    for run in join_bound_runs(runs):
        text = squeeze_text(run.text)
        if run.cell:
            found.append(AlignmentToken(text, run.cell))
            continue
        at = 0
        for number in _NUMBER.finditer(text):
            found += [AlignmentToken(text[at : number.start()]), AlignmentToken(number[0])]
            at = number.end()
        found.append(AlignmentToken(text[at:]))
    return [t for t in found if t.text or t.cell]


def unbound_numbers(block: Paragraph) -> list[str]:
    """Return the numbers of a paragraph that are bound to nothing, as they are compared."""
    tokens = (t for t in _tokens_of_runs(block.runs) if t.cell is None)
    return [comparable_number(t.text) for t in tokens if _NUMBER.fullmatch(t.text)]


def has_same_wording(one: Block, other: Block) -> bool:
    """Tell whether two paragraphs say the same but for numbers bound to the same figures; for tables, of their headings.

    A number bound in one and typed in the other is the same where it reads the same.
    """
    if isinstance(one, Grid) or isinstance(other, Grid):
        if not (isinstance(one, Grid) and isinstance(other, Grid)):
            return False
        found = match_boxes(one, other)
        return found.whole and not any(
            a.cell is None and boxes_differ(a, b) for a, b in found.boxes(one, other)
        )
    if squeeze_text(one.text) == squeeze_text(other.text):
        return True
    pairs, others = _tokens_of_runs(one.runs), _tokens_of_runs(other.runs)
    return len(pairs) == len(others) and all(
        a.text == b.text or (a.cell is not None and a.cell == b.cell)
        for a, b in zip(pairs, others, strict=True)
    )


def boxes_differ(one: Box, other: Box) -> bool:
    """Tell whether two boxes read differently."""
    return squeeze_text(one.text) != squeeze_text(other.text)


# Tables


class BoxPairing(NamedTuple):
    """Which box of one table is which of another, each by its row and its number in the row; *whole* if all are paired."""

    pairs: dict[tuple[int, int], tuple[int, int]]
    whole: bool

    def boxes(self, one: Grid, other: Grid) -> Iterator[tuple[Box, Box]]:
        """Yield the boxes that are paired."""
        ours, theirs = uncovered_boxes(one), uncovered_boxes(other)
        yield from ((ours[r][i], theirs[s][j]) for (r, i), (s, j) in self.pairs.items())


def uncovered_boxes(grid: Grid) -> list[list[Box]]:
    """Return the boxes of every row, without the places boxes above or beside cover."""
    return [[box for box in row if box] for row in grid.rows]


def match_boxes(one: Grid, other: Grid) -> BoxPairing:
    """Pair the boxes of two tables: by their places where these agree, else of the rows whose headings agree."""
    ours, theirs = uncovered_boxes(one), uncovered_boxes(other)
    shapes = [len(row) for row in ours], [len(row) for row in theirs]
    if shapes[0] == shapes[1]:
        return BoxPairing({(r, i): (r, i) for r, row in enumerate(ours) for i in range(len(row))}, whole=True)
    keys = [_row_heading_key(row) for row in ours], [_row_heading_key(row) for row in theirs]
    blocks = SequenceMatcher(None, *keys, autojunk=False).get_matching_blocks()
    pairs = {
        (b.a + k, i): (b.b + k, i) for b in blocks for k in range(b.size) for i in range(len(ours[b.a + k]))
    }
    return BoxPairing(pairs, whole=False)


def _row_heading_key(row: list[Box]) -> tuple[int, str]:
    """Return how many boxes a row has and what its words say: numbers, bound or typed, are left out."""
    words = (squeeze_text(box.text) for box in row if box.cell is None)
    return len(row), "|".join(w for w in words if w and not _NUMBER.fullmatch(w))


# Paragraphs


def pair_blocks(ours: Sequence[Block], theirs: Sequence[Block]) -> dict[int, int]:
    """Return which of *theirs* each of *ours* is, in order: the same, alike, or alone between two that are."""
    keys = [_wording_key(b) for b in ours], [_wording_key(b) for b in theirs]
    anchors = SequenceMatcher(None, *keys, autojunk=False).get_matching_blocks()
    found: dict[int, int] = {}
    at, there = 0, 0
    for block in anchors:
        found |= _pair_between(ours, theirs, range(at, block.a), range(there, block.b))
        found |= {block.a + k: block.b + k for k in range(block.size)}
        at, there = block.a + block.size, block.b + block.size
    return found


def _wording_key(block: Block) -> str:
    """Return what two paragraphs must share to be the same whatever their numbers are."""
    if isinstance(block, Grid):
        heads = (squeeze_text(b.text) for row in block.rows for b in row if b and b.cell is None)
        return "table " + "|".join(h for h in heads if h and not _NUMBER.fullmatch(h))
    return _NUMBER.sub("#", squeeze_text(block.text))


def _pair_between(
    ours: Sequence[Block], theirs: Sequence[Block], some: range, others: range
) -> dict[int, int]:
    """Pair what lies between two pairs: by likeness, then, where as many of a sort are left on both sides, in order."""
    if not some or not others or len(some) * len(others) > MOST_COMPARED:
        return {}
    found = _pair_by_likeness(ours, theirs, some, others)
    for left, right in _gaps_between_pairs(found, some, others):
        for table in (False, True):
            a = [i for i in left if isinstance(ours[i], Grid) is table]
            b = [j for j in right if isinstance(theirs[j], Grid) is table]
            if len(a) == len(b):
                found |= dict(zip(a, b, strict=True))
    return _without_crossings(found)


def _without_crossings(found: dict[int, int]) -> dict[int, int]:
    """Return *found* without pairs that would cross one before them."""
    kept: dict[int, int] = {}
    last = -1
    for i, j in sorted(found.items()):
        if j > last:
            kept[i], last = j, j
    return kept


def _gaps_between_pairs(found: dict[int, int], some: range, others: range) -> Iterator[tuple[range, range]]:
    at, there = some.start, others.start
    for i, j in (*sorted(found.items()), (some.stop, others.stop)):
        yield range(at, i), range(there, j)
        at, there = i + 1, j + 1


def _pair_by_likeness(
    ours: Sequence[Block], theirs: Sequence[Block], some: range, others: range
) -> dict[int, int]:
    """Return the pairing in order whose likenesses come to the most."""
    pairs = {i: _block_bigrams(ours[i]) for i in some}, {j: _block_bigrams(theirs[j]) for j in others}
    like = [[_block_likeness(ours[i], theirs[j], pairs[0][i], pairs[1][j]) for j in others] for i in some]
    best = [[0.0] * (len(others) + 1) for _ in range(len(some) + 1)]
    for i in range(len(some) - 1, -1, -1):
        for j in range(len(others) - 1, -1, -1):
            best[i][j] = max(best[i + 1][j], best[i][j + 1], best[i + 1][j + 1] + like[i][j])
    found, i, j = {}, 0, 0
    while i < len(some) and j < len(others):
        if like[i][j] and best[i][j] == best[i + 1][j + 1] + like[i][j]:
            found[some[i]] = others[j]
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return found


def _block_bigrams(block: Block) -> Counter[str]:
    text = _wording_key(block)
    return Counter(text[i : i + 2] for i in range(max(1, len(text) - 1)))


def _block_likeness(one: Block, other: Block, ours: Counter[str], theirs: Counter[str]) -> float:
    if isinstance(one, Grid) is not isinstance(other, Grid):
        return 0.0
    share = 2 * (ours & theirs).total() / max(1, ours.total() + theirs.total())
    return share if share >= ALIKE else 0.0
