"""Submissions to verdicts: every rule of their kind, judged in bulk. Says nothing about where cells sit."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from toolkit.figures.frame import (
    SubmissionFrame,
    check_verdicts,
    frame_submissions,
    row_check_verdicts,
    starting_values,
)
from toolkit.form.rule_trees import walk_tallies
from toolkit.form.verdict import RowsVerdict, Verdict, Verdicts
from toolkit.form.words import ALIKE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from toolkit.form.grounding import Check, GroundedForm, RowCheck
    from toolkit.form.model import Cell
    from toolkit.form.submission import Submission, Value


_VERDICTS = {str(v): v for v in Verdict}
"""Looked up: asking the enumeration itself takes as long as judging."""


class JudgedSubmission(NamedTuple):
    """One submission judged: its figures (worked-out ones computed), and each check's verdict."""

    figures: dict[Cell, Value]
    verdicts: Verdicts
    unlike: dict[Cell, float]
    """What the lists a report brings along come to, where its figure says otherwise."""

    def broken(self, checks: Sequence[Check]) -> list[Check]:
        """Return the checks that do not hold."""
        broken = Verdict.BROKEN  # looked up once: an enumeration takes its time
        return [c for c, v in zip(checks, self.verdicts.checks, strict=True) if v == broken]

    def broken_rows(self, checks: Sequence[RowCheck]) -> list[tuple[RowCheck, RowsVerdict]]:
        """Return the rules over rows that some row breaks, each with its verdict."""
        return [(c, v) for c, v in zip(checks, self.verdicts.rows, strict=True) if v.broken]

    def count(self, verdict: Verdict) -> int:
        """Return how many checks ended as *verdict*."""
        return self.verdicts.all.count(verdict)


def judge_submissions(
    grounded: GroundedForm, submissions: Sequence[Submission], year: int
) -> list[JudgedSubmission]:
    """Work out and check *submissions*, all of one kind; the order is theirs."""
    side_by_side = frame_submissions(grounded, submissions, year)
    unlike = _unlike_list_counts(side_by_side)
    columns = [check_verdicts(check, side_by_side) for check in grounded.checks]
    rows = [row_check_verdicts(check, side_by_side) for check in grounded.row_checks]
    return [
        JudgedSubmission(
            _figures_of_submission(side_by_side, at, submission),
            Verdicts(tuple(_VERDICTS[c[at]] for c in columns), tuple(r[at] for r in rows)),
            {c: float(n[at]) for c, n in unlike.items() if not np.isnan(n[at])},
        )
        for at, submission in enumerate(submissions)
    ]


def _unlike_list_counts(frame: SubmissionFrame) -> dict[Cell, NDArray[np.float64]]:
    """Return what a figure comes to by the reports' own lists; NaN where it says so, or they do not list anything."""
    grounded = frame.grounded
    own = {r.id for r in grounded.form.registers_of(grounded.kind)}
    found = {}
    for cell, start in grounded.starts.items():
        lists = {t.list for t in walk_tallies(start)}
        if lists and lists <= own:
            told = (
                np.all([frame.answered[n] & ~frame.list_unread[n] for n in lists], axis=0)
                & ~frame.unread[cell]
            )
            if told.any():
                comes, says = starting_values(start, frame), np.nan_to_num(frame.values[cell])
                found[cell] = np.where(told & (np.abs(comes - says) >= ALIKE), comes, np.nan)
    return found


def _figures_of_submission(frame: SubmissionFrame, at: int, submission: Submission) -> dict[Cell, Value]:
    worked = frame.grounded.worked_out
    figures = {c: v for c, v in submission.figures.items() if c not in worked or c in submission.stated}
    for cell in worked:
        if cell not in submission.stated:
            value = float(frame.values[cell][at])
            if not np.isnan(value):
                figures[cell] = value
    return figures
