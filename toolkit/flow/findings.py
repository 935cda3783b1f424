"""Verdicts to findings: where a rule fails, said in the form's words, one finding for one cause where we know it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.form import words
from toolkit.form.finding import Finding, finding

if TYPE_CHECKING:
    from collections.abc import Mapping

    from toolkit.figures.check import Judged
    from toolkit.form.ground import Check, Grounded
    from toolkit.form.layout import Layout, Place
    from toolkit.form.model import Cell
    from toolkit.form.submission import Value

TOLD_CELLS = 12
"""How many cells a finding about many cells names."""


def of_rules(grounded: Grounded, layout: Layout, judged: Judged) -> list[Finding]:
    """Return a finding for every check that does not hold, and one that counts those not judged.

    A rule about each cell (没有填, 应为整数) is one finding a table, naming its cells.
    """
    found: list[Finding] = []
    grouped: dict[tuple[str, str], list[Check]] = {}
    for check in judged.broken(grounded.checks):
        if check.cellwise:
            grouped.setdefault((check.rule.id, check.cell.table), []).append(check)
        else:
            found.append(_one(grounded, layout, check, judged.figures))
    found += [_many(grounded, layout, checks, judged.figures) for checks in grouped.values()]
    waiting = judged.verdicts.count("未判定")
    if waiting:
        found.append(finding("not_judged", value=str(waiting)))
    return found


def _one(grounded: Grounded, layout: Layout, check: Check, figures: Mapping[Cell, Value]) -> Finding:
    at = layout.at[check.cell]
    return _broken(
        check,
        at,
        at.a1,
        grounded.form.label(check.cell),
        words.number(figures.get(check.cell)),
        words.broken(grounded.form, check.expr, figures),
    )


def _many(grounded: Grounded, layout: Layout, checks: list[Check], figures: Mapping[Cell, Value]) -> Finding:
    if len(checks) == 1:
        return _one(grounded, layout, checks[0], figures)
    form, first = grounded.form, checks[0]
    places = [layout.at[c.cell] for c in checks]
    more = f" 等 {len(places)} 格" if len(places) > TOLD_CELLS else ""
    cells = "、".join(p.a1 for p in places[:TOLD_CELLS]) + more
    said = {words.broken(form, c.expr, figures) for c in checks}
    told = (
        said.pop()
        if len(said) == 1
        else "；".join(
            f"{p.a1} {words.broken(form, c.expr, figures)}"
            for p, c in list(zip(places, checks, strict=True))[:TOLD_CELLS]
        )
    )
    table = form.table(first.cell.table)
    return _broken(first, places[0], cells, table.title or table.id, "", told)


def _broken(check: Check, at: Place, cells: str, label: str, value: str, said: str) -> Finding:
    rule = check.rule
    return finding(
        "rule_broken",
        severity=rule.severity,
        rule=rule.id,
        sheet=at.sheet,
        cell=cells,
        label=label,
        value=value,
        why=rule.why,
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
