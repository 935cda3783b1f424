"""Published reports held against one another: who says what another says, and whose figures are far from all others'.

What most bodies say alike is their superior's or the form's wording and tells nothing: a sentence counts that few have.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from toolkit.figures.outliers import ENOUGH, TIMES, is_far_beyond
from toolkit.form.words import format_number
from toolkit.text.normal_text import split_sentences

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from toolkit.document.proofread_result import Proofread
    from toolkit.form.model import Cell

LEAST_LENGTH = 12
"""How many characters a sentence has at least, numbers and marks apart, to tell anything."""
COMMON = 8
"""A sentence that more reports have is nobody's own."""
SHARED, SHARE = 5, 50
"""How many sentences two reports have in common, and what percentage of the shorter one's own, to be told."""
FEWEST_FIGURES = 8
"""From how many figures other than zero on equal tables are no chance."""
LEAST = 20
"""Below this a figure may be many times the others' without a word."""
_IDLE = re.compile(r"\d+(?:\.\d+)?|[\W_]+")


class LikeReports(NamedTuple):
    """Two reports of two bodies that say the same: *shared* sentences, *share* percent of the shorter one's own.

    *same_tables* where every figure of the tables is the same too; *example* is one of the sentences.
    """

    units: tuple[str, str]
    paths: tuple[str, str]
    year: int
    shared: int
    share: int
    same_tables: bool
    example: str

    @property
    def said(self) -> str:
        """Say what is the same."""
        tables = "各表的数完全相同；" if self.same_tables else ""
        return f"{tables}正文有 {self.shared} 句相同，占较短一份的 {self.share}%"


class FarFigure(NamedTuple):
    """A figure of *unit* that is far from those of the other bodies of its level: the middle of those is *usual*."""

    unit: str
    path: str
    year: int
    cell: str
    label: str
    value: float
    usual: float

    @property
    def said(self) -> str:
        """Say what the figure is, and what the others have."""
        return f"{self.label}为 {format_number(self.value)}，同级各家的中位数是 {format_number(self.usual)}"


def name_of_pair(like: LikeReports) -> list[str]:
    """Return how the two bodies are called: by their files where they do not say."""
    return [unit or path for unit, path in zip(like.units, like.paths, strict=True)]


def find_copied_reports(reports: Sequence[Proofread]) -> list[LikeReports]:
    """Return the pairs of reports of one year that say the same, those that share most first."""
    by_year: dict[int, list[Proofread]] = defaultdict(list)
    for one in reports:
        by_year[one.year].append(one)
    found = [like for some in by_year.values() for like in _copies_of_year(some)]
    return sorted(found, key=lambda x: (-x.same_tables, -x.shared, x.units))


def _copies_of_year(reports: Sequence[Proofread]) -> Iterator[LikeReports]:
    said = [_own_sentences(r) for r in reports]
    holders: dict[str, list[int]] = defaultdict(list)
    for at, sentences in enumerate(said):
        for key in sentences:
            holders[key].append(at)
    own = [sum(len(holders[k]) <= COMMON for k in sentences) for sentences in said]
    few = (some for some in holders.values() if len(some) <= COMMON)
    shared = Counter(pair for some in few for pair in combinations(some, 2))
    whole = _pairs_of_equal([frozenset(x) if len(x) >= SHARED else None for x in said])
    tables = _pairs_of_equal([_telling_figures(r) for r in reports])
    for a, b in sorted({*shared, *whole, *tables}):
        count = len(said[a]) if (a, b) in whole else shared[a, b]
        least = len(said[a]) if (a, b) in whole else min(own[a], own[b])
        share = round(100 * count / max(1, least))
        same = (a, b) in tables
        if reports[a].unit == reports[b].unit and reports[a].unit:
            continue  # two versions of one report are told as such
        if same or (count >= SHARED and share >= SHARE):
            common = [said[a][k] for k in said[a] if k in said[b]]
            example = max(common, key=len, default="")
            both = (reports[a], reports[b])
            yield LikeReports(
                (both[0].unit, both[1].unit),
                (both[0].path, both[1].path),
                both[0].year,
                count,
                share,
                same,
                example,
            )


def _pairs_of_equal(keys: Sequence[frozenset[object] | None]) -> set[tuple[int, int]]:
    """Return each report that is the same as the first of its kind, with that one."""
    first: dict[frozenset[object], int] = {}
    return {
        (first[key], at) for at, key in enumerate(keys) if key is not None and first.setdefault(key, at) != at
    }


def _own_sentences(report: Proofread) -> dict[str, str]:
    """Return the sentences of a report by what they say but for numbers, marks and whose it is."""
    found: dict[str, str] = {}
    for text in report.texts:
        for sentence in split_sentences(text):
            key = _IDLE.sub("", sentence.replace(report.unit, "") if report.unit else sentence)
            if len(key) >= LEAST_LENGTH:
                found.setdefault(key, sentence)
    return found


def _telling_figures(report: Proofread) -> frozenset[object] | None:
    told = frozenset((c, v) for c, v in report.figures.items() if v)
    return told if len(told) >= FEWEST_FIGURES else None


def find_far_figures(
    reports: Sequence[Proofread], cells: Sequence[Cell], labels: Sequence[str]
) -> list[FarFigure]:
    """Return which of *cells* are many times, or a small part of, what the other bodies of one level and year have."""
    peers: dict[tuple[str, int], list[Proofread]] = defaultdict(list)
    for one in reports:
        peers[one.level, one.year].append(one)
    return [
        far
        for some in peers.values()
        for cell, label in zip(cells, labels, strict=True)
        for far in _far_among([r for r in some if cell in r.figures], cell, label)
    ]


def _far_among(reports: Sequence[Proofread], cell: Cell, label: str) -> Iterator[FarFigure]:
    values = [r.figures[cell] for r in reports]
    for at, report in enumerate(reports):
        value, others = values[at], values[:at] + values[at + 1 :]
        if not others:
            return
        low = float(np.quantile(others, 0.25))
        little = len(others) >= ENOUGH - 1 and low >= LEAST and value * TIMES < low
        if little or (value >= LEAST and is_far_beyond(value, others)):
            whose = (report.unit, report.path, report.year)
            yield FarFigure(*whose, cell.name, label, value, float(np.median(others)))
