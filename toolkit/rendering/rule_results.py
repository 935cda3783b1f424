"""What every rule of a report came to, place by place: what 勾稽核对 prints."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from toolkit.form.rule_language import Expr, Operation, PeriodBound, Tally, TextLiteral
from toolkit.form.rule_trees import needed_cells, walk_nodes
from toolkit.form.verdict import Verdict
from toolkit.form.words import NOT, brief_label, expression_value
from toolkit.sheets.check_lines import TO_MEND
from toolkit.sheets.verdict_formulas import BROKEN, KEPT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from toolkit.form.layout import CellPlace
    from toolkit.form.model import Form
    from toolkit.form.rule_language import Expr
    from toolkit.form.submission import Submission
    from toolkit.form.verdict import Verdicts
    from toolkit.sheets.check_lines import DrawnCheck
    from toolkit.sheets.verdict_formulas import CheckCompiler

HOLDS, FAILS, UNDECIDED, NOT_HELD = "成立", "不成立", "未判定", "不适用"
"""What this sheet calls the verdicts of the check sheet."""


class PlaceResult(NamedTuple):
    """One place of a rule: where, and what stands on its sides, as (formula, value); None where there are none."""

    at: CellPlace | None
    said: str
    left: tuple[str, float] | None
    right: tuple[str, float] | None
    shown: str
    row: int


def printed_verdict(shown: str) -> str:
    """Return the verdict as this sheet says it, from what the check sheet shows."""
    return {KEPT: HOLDS, BROKEN: FAILS, "": NOT_HELD}.get(shown, UNDECIDED)


class RuleResults(NamedTuple):
    """What the check sheet was drawn from, and its lines."""

    compiler: CheckCompiler
    submission: Submission
    verdicts: Verdicts
    drawn: list[DrawnCheck]


def single_place_result(judged: RuleResults, found: list[int]) -> PlaceResult | None:
    """Return the one place of a rule that holds in a single one."""
    line = judged.drawn[found[0]]
    if len(found) > 1 or len(line.checks) > 1 or not line.verdict:
        return None
    if not line.checks:
        return PlaceResult(line.at, "", None, None, line.shown, found[0])
    return _place_result(judged, line.checks[0], found[0])


def failed_place_results(judged: RuleResults, found: list[int]) -> Iterator[PlaceResult]:
    """Yield the places where a rule of many did not hold, or could not be judged for what stands there."""
    for i in (i for i in found if judged.drawn[i].shown in TO_MEND):
        line = judged.drawn[i]
        wrong = [c for c in line.checks if judged.verdicts.checks[c] in (Verdict.BROKEN, Verdict.NOT_JUDGED)]
        yield from (_place_result(judged, check, i) for check in wrong)
        if not line.checks:
            yield PlaceResult(line.at, line.label, None, None, line.shown, i)


def _place_result(judged: RuleResults, at: int, row: int) -> PlaceResult:
    compiler, submission, line = judged.compiler, judged.submission, judged.drawn[row]
    form, check = compiler.grounded.form, compiler.grounded.checks[at]
    place, said = compiler.layout.at[check.cell], brief_label(form.label(check.cell))
    found = comparison_sides(form, check.expr)
    if found is None or line.shown not in (KEPT, BROKEN):
        return PlaceResult(place, said, None, None, line.shown, row)

    def side(expr: Expr) -> tuple[str, float]:
        return compiler.value(expr), expression_value(expr, submission.figures, submission.prior)

    return PlaceResult(place, said, side(found[0]), side(found[1]), line.shown, row)


def comparison_sides(form: Form, expr: Expr) -> tuple[Expr, Expr] | None:
    """Return the two sides of a grounded rule that compares numbers, or of what follows its condition; else None."""
    if isinstance(expr, Operation) and expr.name == "当":
        return comparison_sides(form, expr.args[1])
    if not isinstance(expr, Operation) or expr.name not in NOT:
        return None
    nodes = [n for a in expr.args for n in walk_nodes(a)]
    words = {n.name for n in nodes if isinstance(n, Operation)} - {"+", "-", "*", "/"}
    types = {form.figure(c).type for c in needed_cells(expr)} - {"count", "number"}
    if words or types or any(isinstance(n, Tally | PeriodBound | TextLiteral) for n in nodes):
        return None
    return expr.args[0], expr.args[1]
