"""Broken identities to their likely cause: one wrong figure that breaks a row and a column is one fault, not two.

A figure is suspected when one other value of it would mend identities and break none. It is named only where
no other figure would mend as many of the same ones: where the data do not decide, nobody is blamed alone.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from toolkit.figures.check import check_verdicts, judge_submissions
from toolkit.figures.evaluate import evaluate_value, round_half_up
from toolkit.figures.frame import figure_scene, frame_submissions
from toolkit.form.finding import ERROR
from toolkit.form.rule_language import Operation
from toolkit.form.rule_trees import is_additive, needed_priors
from toolkit.form.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from toolkit.figures.check import JudgedSubmission
    from toolkit.form.grounding import Check, GroundedForm
    from toolkit.form.model import Cell
    from toolkit.form.period import Period
    from toolkit.form.submission import Submission

NAMED = 4
"""How many suspects are still named; more would only repeat the identity."""
ROUNDS, TRIED = 8, 16
"""How many faults of one submission are looked for, and how many figures are tried two by two."""


class SuspectedCause(NamedTuple):
    """Broken checks that go back to one fault, the most telling first.

    *suspects* are figures with the value each should have; *apart* where each of them explains only a part,
    so that several are wrong. Nobody is suspected where too many would do.
    """

    checks: tuple[Check, ...]
    suspects: tuple[tuple[Cell, float], ...] = ()
    apart: bool = False


class _MendingValue(NamedTuple):
    cell: Cell
    value: float
    mends: frozenset[int]


def suspected_causes(
    grounded: GroundedForm, submission: Submission, judged: JudgedSubmission, period: Period
) -> tuple[SuspectedCause, ...]:
    """Sort the broken identities of *submission* by cause; each is in exactly one, in the order of the form.

    What is sure is put right first and the rest is looked at again: two faults in a row hide each other.
    """
    broken = (i for i, v in enumerate(judged.verdicts.checks) if v == Verdict.BROKEN)
    told = [i for i in broken if _is_figure_identity(grounded.checks[i])]
    left, made = set(told), list[tuple[set[int], list[_MendingValue]]]()
    now = replace(submission, figures=judged.figures)
    for _ in range(ROUNDS):
        bench = _ValueTrials(grounded, now, judged, sorted(left), period)
        found = bench.mendings() if left else []
        pair = bench.pair(found) if found and max(len(m.mends) for m in found) == 1 else []
        groups = [[m] for m in pair] or _best_mending_groups(found, left)
        if not groups:
            break
        groups = groups if pair else [min(groups, key=len)]  # one suspect before several
        sure = {m.cell: m.value for group in groups for m in group if len(group) == 1}
        for group in groups:
            own = {i for m in group for i in m.mends & left if not pair or m.cell in grounded.checks[i].cells}
            made.append((own, group))
            left -= own
        if sure:
            now = _with_changed_figures(now, sure)
            judged = judge_submissions(replace(grounded, row_checks=()), [now], period)[0]
            also = {i for i in left if judged.verdicts.checks[i] == Verdict.KEPT}
            made[-1][0].update(also)
            left -= also
    made = [m for m in made if m[0]]
    made += [({i}, []) for i in sorted(left)]
    in_order = sorted(made, key=lambda m: min(m[0]))
    return tuple(_make_cause(grounded, checks, group) for checks, group in in_order)


def _is_figure_identity(check: Check) -> bool:
    """Tell an identity between figures, of this year or the last: what is only a limit points at nobody."""
    expr, between = check.expr, len(check.cells) > 1 or bool(needed_priors(check.expr))
    equation = isinstance(expr, Operation) and expr.name == "=" and is_additive(expr)
    return equation and between and check.rule.weight == ERROR


def _make_cause(grounded: GroundedForm, at: set[int], group: list[_MendingValue]) -> SuspectedCause:
    """Put the check that comes from the fewest figures first: it says most about where the fault is."""
    checks = sorted((grounded.checks[i] for i in sorted(at)), key=lambda c: len(grounded.inputs_of(c.cells)))
    named = tuple((m.cell, m.value) for m in group) if len(group) <= NAMED else ()
    return SuspectedCause(tuple(checks), named, len({m.mends & at for m in group}) > 1)


def _best_mending_groups(found: list[_MendingValue], left: set[int]) -> list[list[_MendingValue]]:
    """Return the explanations that mend most of *left*, those that share a check together: one of them is the fault."""
    best = max((len(m.mends & left) for m in found), default=0)
    rest, groups = [m for m in found if best and len(m.mends & left) == best], list[list[_MendingValue]]()
    while rest:
        group, reached = [rest[0]], set(rest[0].mends & left)
        while more := [m for m in rest if m not in group and m.mends & reached]:
            group += more
            reached |= {i for m in more for i in m.mends & left}
        # A check only one figure can mend decides between those that would do as well elsewhere.
        sure = [m for m in group for i in m.mends & left if all(o is m for o in found if i in o.mends)]
        groups.append(sure[:1] or group)
        rest = [m for m in rest if m not in group]
    return groups


class _ValueTrials:
    """Tries other values on a submission, looking only at the checks near what is broken."""

    def __init__(
        self,
        grounded: GroundedForm,
        submission: Submission,
        judged: JudgedSubmission,
        broken: list[int],
        period: Period,
    ) -> None:
        self.grounded, self.submission, self.broken, self.period = grounded, submission, broken, period
        self.cells = list(dict.fromkeys(_suspect_cells(grounded, submission, broken)))
        cells = set(self.cells)
        behind = [{*c.cells, *grounded.inputs_of(c.cells)} for c in grounded.checks]
        # a broken check may come from lists alone, and so from no figure somebody typed
        self.near = [i for i, used in enumerate(behind) if i in broken or cells & used]
        self.small = replace(grounded, checks=tuple(grounded.checks[i] for i in self.near), row_checks=())
        self.before = judged.verdicts.checks

    def mendings(self) -> list[_MendingValue]:
        """Return every figure whose one other value mends some broken check and breaks nothing that holds."""
        tried = list(self.values())
        mended = self.mended([{c: v} for c, v in tried])
        return [_MendingValue(c, v, m) for (c, v), m in zip(tried, mended, strict=True) if m]

    def pair(self, found: list[_MendingValue]) -> list[_MendingValue]:
        """Return the two figures that together mend more than each alone does, if no other two would do."""
        pairs = [(a, b) for a, b in combinations(found[:TRIED], 2) if a.cell != b.cell]
        mended = self.mended([{a.cell: a.value, b.cell: b.value} for a, b in pairs])
        most = max((len(m) for m in mended), default=0)
        best = [p for p, m in zip(pairs, mended, strict=True) if len(m) == most > 2]
        return [m._replace(mends=mended[pairs.index(best[0])]) for m in best[0]] if len(best) == 1 else []

    def values(self) -> dict[tuple[Cell, float], None]:
        """Return for each figure the values that would mend one of the broken identities: they are linear in it."""
        stands = {c: v if isinstance(v := self.submission.figures.get(c), float) else 0.0 for c in self.cells}
        one_more = (_with_changed_figures(self.submission, {c: stands[c] + 1}) for c in self.cells)
        nudged = [self.submission, *one_more]
        scene = figure_scene(frame_submissions(self.small, nudged, self.period))
        tried: dict[tuple[Cell, float], None] = {}
        for i in self.broken:
            left, right = self.grounded.checks[i].expr.args  # type: ignore[union-attr]  # _asked: an equality
            off = evaluate_value(left, scene) - evaluate_value(right, scene)
            for cell, other in zip(self.cells, off[1:], strict=True):
                if abs(slope := other - off[0]) > 1e-9:
                    number = np.array([stands[cell] - off[0] / slope])
                    rounded = round_half_up(number, self.grounded.form.figure(cell).places)
                    tried[cell, float(rounded[0])] = None
        return tried

    def mended(self, changes: list[dict[Cell, float]]) -> list[frozenset[int]]:
        """Return which broken checks each change mends; none where it breaks one that holds."""
        if not changes:
            return []
        changed = [_with_changed_figures(self.submission, c) for c in changes]
        tried = frame_submissions(self.small, changed, self.period)
        after = {i: check_verdicts(self.grounded.checks[i], tried) for i in self.near}
        worse = np.zeros(len(changes), dtype=bool)
        for i in self.near:
            if self.before[i] != Verdict.BROKEN:
                worse |= after[i] == Verdict.BROKEN
        return [
            frozenset() if worse[k] else frozenset(i for i in self.broken if after[i][k] == Verdict.KEPT)
            for k in range(len(changes))
        ]


def _suspect_cells(grounded: GroundedForm, submission: Submission, broken: list[int]) -> Iterator[Cell]:
    """Yield the figures somebody typed, a total typed over its formula among them, that *broken* come from."""
    for i in broken:
        for cell in grounded.checks[i].cells:
            if cell in submission.stated or cell not in grounded.worked_out:
                yield cell
        others = tuple(c for c in grounded.checks[i].cells if c not in submission.stated)
        yield from grounded.inputs_of(others)


def _with_changed_figures(submission: Submission, change: dict[Cell, float]) -> Submission:
    return replace(submission, figures={**submission.figures, **change})
