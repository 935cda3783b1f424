"""Submissions to verdicts: every rule of their kind, judged in bulk. Says nothing about where cells sit."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from toolkit.figures.evaluate import any_of, evaluate_condition, evaluate_value
from toolkit.figures.frame import SubmissionFrame, figure_scene, frame_submissions
from toolkit.form.row_rules import row_tolerance
from toolkit.form.rule_language import FigureReference
from toolkit.form.rule_trees import (
    asks_about_blanks,
    cells_needing_values,
    hides_columns,
    needed_priors,
    tally_columns,
    walk_tallies,
)
from toolkit.form.verdict import RowsVerdict, Verdict, Verdicts, rates_of_check, slack_of_check
from toolkit.form.words import ALIKE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from toolkit.form.grounding import Check, GroundedForm
    from toolkit.form.model import Cell
    from toolkit.form.period import Period
    from toolkit.form.row_rules import RowCheck
    from toolkit.form.submission import Submission, Value

_HOLDS = np.array([Verdict.BROKEN, Verdict.KEPT], dtype=object)
"""What a statement comes to, by whether it is true."""
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
    grounded: GroundedForm, submissions: Sequence[Submission], period: Period
) -> list[JudgedSubmission]:
    """Work out and check *submissions*, all of one kind; the order is theirs."""
    side_by_side = frame_submissions(grounded, submissions, period)
    unlike = _unlike_list_counts(side_by_side)
    columns = [check_verdicts(check, side_by_side).tolist() for check in grounded.checks]
    rows = [row_check_verdicts(check, side_by_side) for check in grounded.row_checks]
    of_each = list(zip(*columns, strict=True)) or [()] * len(submissions)
    return [
        JudgedSubmission(
            _figures_of_submission(side_by_side, at, submission),
            Verdicts(verdicts, tuple(r[at] for r in rows)),
            {c: float(n[at]) for c, n in unlike.items() if not np.isnan(n[at])},
        )
        for at, (submission, verdicts) in enumerate(zip(submissions, of_each, strict=True))
    ]


def _unlike_list_counts(frame: SubmissionFrame) -> dict[Cell, NDArray[np.float64]]:
    """Return what a figure comes to by the reports' own lists; NaN where it says so, or they do not list anything."""
    grounded = frame.grounded
    own = {r.id for r in grounded.form.registers_of(grounded.kind)}
    found = {}
    for cell, start in grounded.starts.items():
        tallies = list(walk_tallies(start))
        lists = {t.list for t in tallies}
        hidden = any(hides_columns(grounded.form, grounded.kind, t.list, tally_columns(t)) for t in tallies)
        if lists and lists <= own and not hidden:
            told = np.all([frame.answered[n] & ~frame.list_unread[n] for n in lists], axis=0)
            told &= ~frame.unread[cell]
            if told.any():
                comes, says = evaluate_value(start, figure_scene(frame)), np.nan_to_num(frame.values[cell])
                found[cell] = np.where(told & (np.abs(comes - says) >= ALIKE), comes, np.nan)
    return found


def _figures_of_submission(frame: SubmissionFrame, at: int, submission: Submission) -> dict[Cell, Value]:
    form, worked = frame.grounded.form, frame.grounded.worked_out
    figures = {c: v for c, v in submission.figures.items() if c not in worked or c in submission.stated}
    for cell in worked:
        if cell not in submission.stated:
            value = float(frame.values[cell][at])
            if not np.isnan(value):
                figures[cell] = value
            elif cell in frame.no_rate and frame.no_rate[cell][at] and (shown := form.figure(cell).when_zero):
                figures[cell] = shown
    return figures


def check_verdicts(check: Check, frame: SubmissionFrame) -> NDArray[np.object_]:
    """Judge *check* for every submission."""
    kept = evaluate_condition(check.expr, figure_scene(frame), slack_of_check(frame.grounded, check))
    # without a number of theirs there is nothing to compare
    if rates := rates_of_check(frame.grounded, check):
        kept = kept | any_of(np.isnan(frame.values[c]) for c in rates)
    out = _HOLDS[kept.astype(np.intp)]
    if priors := needed_priors(check.expr):
        out[any_of(np.isnan(frame.priors[c]) for c in priors)] = Verdict.NO_PRIOR
    if needed := cells_needing_values(check.expr):
        out[any_of(frame.unread[c] for c in needed)] = Verdict.NOT_JUDGED
    if not asks_about_blanks(check.expr):
        inputs = frame.grounded.inputs_of(check.cells)
        watched = dict.fromkeys((*inputs, *check.cells)) if inputs else dict.fromkeys(check.cells)
        filled = any_of(frame.filled[c] for c in watched)
        out[~filled] = Verdict.SILENT
    return out


def row_check_verdicts(check: RowCheck, frame: SubmissionFrame) -> list[RowsVerdict]:
    """Judge *check* for every submission, row by row.

    A row is passed over while one of the columns the check *asks* for is blank;
    one with an unreadable column the rule needs leaves the whole rule not judged, whatever the others do.
    """
    scene = frame.row_scenes[check.list]
    asked, needed = np.ones(scene.size, dtype=bool), set(check.needs)
    for name in check.asks:
        asked &= scene.filled(FigureReference(column=name))
    lost = scene.lost(needed)
    slack = row_tolerance(frame.grounded.form, check)
    broken = asked & ~lost & ~evaluate_condition(check.expr, scene, slack)
    return [
        _rows_verdict(asked[mine], lost[mine], tuple(int(i) for i in scene.numbers[mine & broken]))
        for mine in (scene.owners == i for i in range(frame.size))
    ]


def _rows_verdict(asked: NDArray[np.bool_], lost: NDArray[np.bool_], broken: tuple[int, ...]) -> RowsVerdict:
    if not asked.any():
        return RowsVerdict(Verdict.SILENT)
    if lost.any():
        return RowsVerdict(Verdict.NOT_JUDGED, broken)
    return RowsVerdict(Verdict.BROKEN if broken else Verdict.KEPT, broken)
