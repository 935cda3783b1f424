"""Submissions to verdicts: every rule of their kind, judged in bulk. Says nothing about where cells sit."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from toolkit.figures.frame import Frame, frame, row_verdicts, verdicts
from toolkit.form.verdict import RowsVerdict, Verdict, Verdicts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from toolkit.form.ground import Check, Grounded, RowCheck
    from toolkit.form.model import Cell
    from toolkit.form.submission import Submission, Value


class Judged(NamedTuple):
    """One submission judged: its figures (worked-out ones computed), and each check's verdict."""

    figures: dict[Cell, Value]
    verdicts: Verdicts
    replaced: dict[Cell, float]
    """What a figure counted from a list should be, where something else was typed in its place."""

    def broken(self, checks: Sequence[Check]) -> list[Check]:
        """Return the checks that do not hold."""
        return [c for c, v in zip(checks, self.verdicts.checks, strict=True) if v == Verdict.BROKEN]

    def broken_rows(self, checks: Sequence[RowCheck]) -> list[tuple[RowCheck, RowsVerdict]]:
        """Return the rules over rows that some row breaks, each with its verdict."""
        return [(c, v) for c, v in zip(checks, self.verdicts.rows, strict=True) if v.broken]

    def count(self, verdict: Verdict) -> int:
        """Return how many checks ended as *verdict*."""
        return self.verdicts.all.count(verdict)


def judge(grounded: Grounded, submissions: Sequence[Submission], year: int) -> list[Judged]:
    """Work out and check *submissions*, all of one kind; the order is theirs."""
    side_by_side = frame(grounded, submissions, year)
    columns = [verdicts(check, side_by_side) for check in grounded.checks]
    rows = [row_verdicts(check, side_by_side) for check in grounded.row_checks]
    return [
        Judged(
            _figures(side_by_side, at, submission),
            Verdicts(tuple(Verdict(c[at]) for c in columns), tuple(r[at] for r in rows)),
            _replaced(side_by_side, at, submission),
        )
        for at, submission in enumerate(submissions)
    ]


def _replaced(frame: Frame, at: int, submission: Submission) -> dict[Cell, float]:
    found = {
        c: float(n[at]) for c, n in frame.counted.items() if c in submission.stated and not np.isnan(n[at])
    }
    return {c: n for c, n in found.items() if submission.figures.get(c, 0.0) != n}


def _figures(frame: Frame, at: int, submission: Submission) -> dict[Cell, Value]:
    worked = frame.grounded.worked_out
    figures = {c: v for c, v in submission.figures.items() if c not in worked or c in submission.stated}
    for cell in worked:
        if cell not in submission.stated:
            value = float(frame.values[cell][at])
            if not np.isnan(value):
                figures[cell] = value
    return figures
