"""What a rule says of a submission: the words every sheet, screen and message shows for it, and how exactly it must hold."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from toolkit.form.grounding import decimals_of_check
from toolkit.form.layout import ANY_EARLIER
from toolkit.form.rule_language import rounding_tolerance
from toolkit.form.rule_trees import cells_needing_values, rounding_reach

if TYPE_CHECKING:
    from toolkit.form.grounding import Check, GroundedForm
    from toolkit.form.model import Cell, Form

INCLUSIVE = 1.0001
"""What makes a bound one that may be reached: 12.25 is 12.3 to one place, and exactly half a place off."""


class Verdict(StrEnum):
    """What a check comes to; SILENT while nothing it is about is filled in."""

    SILENT = ""
    KEPT = "通过"
    BROKEN = "不符"
    NOT_JUDGED = "未判定"
    NO_PRIOR = "缺上年数"


def shown_verdict(form: Form, verdict: Verdict) -> str:
    """Return *verdict* as sheets of *form* show it: what lacks is called after the sheet where it would stand."""
    return form.periods.reword_years(verdict.value, ANY_EARLIER)


class RowsVerdict(NamedTuple):
    """What a rule over a list's rows comes to: *broken* are the sheet rows, as people count, that break it."""

    verdict: Verdict
    broken: tuple[int, ...] = ()


class Verdicts(NamedTuple):
    """The verdicts beside ``GroundedForm.checks`` and ``GroundedForm.row_checks``."""

    checks: tuple[Verdict, ...]
    rows: tuple[RowsVerdict, ...]

    @property
    def all(self) -> tuple[Verdict, ...]:
        """Return every verdict, those of lists last."""
        return self.checks + tuple(r.verdict for r in self.rows)


def reach_of_rounding(grounded: GroundedForm, check: Check) -> float:
    """Return how far apart the sides of *check* may be because of rounding; a worked-out figure is itself rounded."""
    if not grounded.rounded:
        return 0.0

    def half_place(cell: Cell) -> float:
        return rounding_tolerance(grounded.form.figure(cell).places) if cell in grounded.rounded else 0.0

    return half_place(check.cell) if check.rule.works_out else rounding_reach(check.expr, half_place)


def slack_of_check(grounded: GroundedForm, check: Check) -> float:
    """Return how near the sides of *check* must be: half of the last place, or what rounding comes to, itself included."""
    half_place = rounding_tolerance(decimals_of_check(grounded.form, check))
    return max(half_place, reach_of_rounding(grounded, check) * INCLUSIVE)


def rates_of_check(grounded: GroundedForm, check: Check) -> tuple[Cell, ...]:
    """Return the rates without whose numbers *check* says nothing: all it needs but the one it works out."""
    own = check.cell if check.rule.works_out else None
    needed = cells_needing_values(check.expr)
    return tuple(c for c in needed if c != own and grounded.form.figure(c).when_zero is not None)
