"""Verdicts to findings: where a rule fails, said in the form's words, one finding for one cause where we know it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.form import words
from toolkit.form.finding import Finding, finding
from toolkit.form.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping

    from toolkit.figures.check import Judged
    from toolkit.form.ground import Check, Grounded, RowCheck
    from toolkit.form.layout import Layout, Place
    from toolkit.form.model import Cell, Rule
    from toolkit.form.submission import Submission, Value

TOLD_CELLS = 12
"""How many cells a finding about many cells names."""
TOLD_ROWS = 5
"""How many rows a finding about a list spells out."""


def of_rules(grounded: Grounded, layout: Layout, judged: Judged, submission: Submission) -> list[Finding]:
    """Return a finding for every check that does not hold, and one that counts those not judged.

    A rule about each cell (没有填, 应为整数) is one finding a table, one about each row one finding a list.
    """
    found: list[Finding] = []
    grouped: dict[tuple[str, str], list[Check]] = {}
    saying = _Saying(grounded, layout, judged, submission)
    for check in judged.broken(grounded.checks):
        if check.cellwise:
            grouped.setdefault((check.rule.id, check.cell.table), []).append(check)
        else:
            found.append(saying.one(check))
    found += [saying.many(checks) for checks in grouped.values()]
    found += [
        saying.rows(check, verdict.broken) for check, verdict in judged.broken_rows(grounded.row_checks)
    ]
    for code, verdict in (("not_judged", Verdict.NOT_JUDGED), ("no_prior", Verdict.NO_PRIOR)):
        if waiting := judged.count(verdict):
            found.append(finding(code, value=str(waiting)))
    return found


class _Saying:
    """Says of one submission where a rule fails."""

    def __init__(self, grounded: Grounded, layout: Layout, judged: Judged, submission: Submission) -> None:
        self.grounded, self.form, self.layout = grounded, grounded.form, layout
        self.figures, self.submission = judged.figures, submission

    def said(self, check: Check) -> str:
        return words.broken(self.form, check.expr, self.figures, self.submission.prior)

    def one(self, check: Check) -> Finding:
        at = self.layout.at[check.cell]
        value = words.option(self.form, self.form.figure(check.cell).options, self.figures.get(check.cell))
        return _broken(check.rule, at, at.a1, self.form.label(check.cell), value, self.said(check))

    def many(self, checks: list[Check]) -> Finding:
        if len(checks) == 1:
            return self.one(checks[0])
        first = checks[0]
        places = [self.layout.at[c.cell] for c in checks]
        told = {self.said(c) for c in checks}
        each = (f"{p.a1} {self.said(c)}" for p, c in zip(places[:TOLD_CELLS], checks, strict=False))
        table = self.form.table(first.cell.table)
        shown = told.pop() if len(told) == 1 else "；".join(each)
        return _broken(first.rule, places[0], _cells(places), table.title or table.id, "", shown)

    def rows(self, check: RowCheck, numbers: tuple[int, ...]) -> Finding:
        strip = self.layout.strips[check.list]
        rows = {r.number: r for r in self.submission.rows[check.list]}
        places = [strip.place(check.columns[0], n - 1) for n in numbers]
        told = [words.row_of(self.form, check, rows[n]) for n in numbers[:TOLD_ROWS]]
        more = f"；共 {len(numbers)} 行" if len(numbers) > TOLD_ROWS else ""
        return _broken(
            check.rule, places[0], _cells(places), strip.register.title, "", "；".join(told) + more
        )


def _cells(places: list[Place]) -> str:
    more = f" 等 {len(places)} 格" if len(places) > TOLD_CELLS else ""
    return "、".join(p.a1 for p in places[:TOLD_CELLS]) + more


def _broken(rule: Rule, at: Place, cells: str, label: str, value: str, said: str) -> Finding:
    return finding(
        "rule_broken",
        severity=rule.weight,
        rule=rule.id,
        sheet=at.sheet,
        cell=cells,
        label=label,
        value=value,
        why=rule.why + ("（试行规则，误报请告知）" if rule.beta else ""),
        said=said,
        remedy=rule.remedy,
    )


def of_replaced(grounded: Grounded, layout: Layout, judged: Judged) -> list[Finding]:
    """Return a finding where a number typed over a count is not what the list comes to."""
    found = []
    for cell, number in judged.replaced.items():
        at = layout.at[cell]
        stands = words.number(judged.figures.get(cell))
        said = {"label": grounded.form.label(cell), "value": stands, "expected": words.number(number)}
        found.append(finding("replaced", sheet=at.sheet, cell=at.a1, **said))
    return found


def of_caches(
    grounded: Grounded, layout: Layout, cached: Mapping[Cell, str], figures: Mapping[Cell, Value]
) -> list[Finding]:
    """Return a finding where our own formula shows another result than it should."""
    found = []
    for cell, raw in cached.items():
        value = figures.get(cell)
        # Without a value of ours (its list or inputs were not read) there is nothing to hold the shown one against.
        if value is not None and not _same(raw, value):
            at = layout.at[cell]
            said = {"label": grounded.form.label(cell), "value": raw or "空白", "read": words.number(value)}
            found.append(finding("stale_cache", sheet=at.sheet, cell=at.a1, **said))
    return found


def _same(raw: str, value: Value) -> bool:
    try:
        return isinstance(value, float) and abs(float(raw) - value) < 5e-7
    except ValueError:
        return raw == value
