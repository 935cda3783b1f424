"""What every rule of a report came to, place by place: what 勾稽核对 prints."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from toolkit.form.verdict import Verdict
from toolkit.form.words import brief, sides, worth
from toolkit.sheets.check_sheet import TO_MEND
from toolkit.sheets.verdict_formulas import BROKEN, KEPT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from toolkit.form.layout import Place
    from toolkit.form.rule_language import Expr
    from toolkit.form.submission import Submission
    from toolkit.form.verdict import Verdicts
    from toolkit.sheets.check_sheet import Drawn
    from toolkit.sheets.verdict_formulas import Compiler

HOLDS, FAILS, UNDECIDED, NOT_HELD = "成立", "不成立", "未判定", "不适用"
"""What this sheet calls the verdicts of the check sheet."""


class Told(NamedTuple):
    """One place of a rule: where, and what stands on its sides, as (formula, value); None where there are none."""

    at: Place | None
    said: str
    left: tuple[str, float] | None
    right: tuple[str, float] | None
    shown: str
    row: int


def word(shown: str) -> str:
    """Return the verdict as this sheet says it, from what the check sheet shows."""
    return {KEPT: HOLDS, BROKEN: FAILS, "": NOT_HELD}.get(shown, UNDECIDED)


class Judged(NamedTuple):
    """What the check sheet was drawn from, and its lines."""

    compiler: Compiler
    submission: Submission
    verdicts: Verdicts
    drawn: list[Drawn]


def only(judged: Judged, found: list[int]) -> Told | None:
    """Return the one place of a rule that holds in a single one."""
    line = judged.drawn[found[0]]
    if len(found) > 1 or len(line.checks) > 1 or not line.verdict:
        return None
    if not line.checks:
        return Told(line.at, "", None, None, line.shown, found[0])
    return _told(judged, line.checks[0], found[0])


def listed(judged: Judged, found: list[int]) -> Iterator[Told]:
    """Yield the places where a rule of many did not hold, or could not be judged for what stands there."""
    for i in (i for i in found if judged.drawn[i].shown in TO_MEND):
        line = judged.drawn[i]
        wrong = [c for c in line.checks if judged.verdicts.checks[c] in (Verdict.BROKEN, Verdict.NOT_JUDGED)]
        yield from (_told(judged, check, i) for check in wrong)
        if not line.checks:
            yield Told(line.at, line.label, None, None, line.shown, i)


def _told(judged: Judged, at: int, row: int) -> Told:
    compiler, submission, line = judged.compiler, judged.submission, judged.drawn[row]
    form, check = compiler.grounded.form, compiler.grounded.checks[at]
    place, said = compiler.layout.at[check.cell], brief(form.label(check.cell))
    found = sides(form, check.expr)
    if found is None or line.shown not in (KEPT, BROKEN):
        return Told(place, said, None, None, line.shown, row)

    def side(expr: Expr) -> tuple[str, float]:
        return compiler.value(expr), worth(expr, submission.figures, submission.prior)

    return Told(place, said, side(found[0]), side(found[1]), line.shown, row)
