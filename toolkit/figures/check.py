"""Submissions to findings: every rule of their kind, judged in bulk. Says nothing about where cells sit."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from toolkit.figures.frame import Frame, Verdict, frame, verdicts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from toolkit.form.ground import Check, Grounded
    from toolkit.form.model import Cell
    from toolkit.form.submission import Submission, Value


class Judged(NamedTuple):
    """One submission judged: its figures (worked-out ones computed), and each check's verdict."""

    figures: dict[Cell, Value]
    verdicts: tuple[Verdict, ...]

    def broken(self, checks: Sequence[Check]) -> list[Check]:
        """Return the checks that do not hold."""
        return [c for c, v in zip(checks, self.verdicts, strict=True) if v == Verdict.BROKEN]

    def count(self, verdict: Verdict) -> int:
        """Return how many checks ended as *verdict*."""
        return self.verdicts.count(verdict)


def judge(grounded: Grounded, submissions: Sequence[Submission], year: int) -> list[Judged]:
    """Work out and check *submissions*, all of one kind; the order is theirs."""
    side_by_side = frame(grounded, submissions, year)
    columns = [verdicts(check, side_by_side) for check in grounded.checks]
    worked = list(grounded.worked_out)
    return [
        Judged(_figures(side_by_side, worked, at, submission), tuple(c[at] for c in columns))
        for at, submission in enumerate(submissions)
    ]


def _figures(frame: Frame, worked: list[Cell], at: int, submission: Submission) -> dict[Cell, Value]:
    figures = {c: v for c, v in submission.figures.items() if c not in frame.grounded.worked_out}
    figures |= {c: v for c, v in submission.figures.items() if c in submission.stated}
    for cell in worked:
        if cell not in submission.stated:
            value = float(frame.values[cell].iloc[at])
            if value == value:  # noqa: PLR0124 - NaN is a blank
                figures[cell] = value
    return figures
