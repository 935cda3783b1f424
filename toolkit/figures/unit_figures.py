"""What each unit brought to a report, figure by figure: what the report's own rules work out of it is worked out too."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from toolkit.figures.check import judge_submissions
from toolkit.figures.rollup import roll_up_parts
from toolkit.form.submission import Submission

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from toolkit.figures.rollup import FigurePart, MergedReport
    from toolkit.form.grounding import GroundedForm
    from toolkit.form.model import Cell
    from toolkit.form.period import Period
    from toolkit.form.submission import Row, Value


class UnitFigures(NamedTuple):
    """The figures of each unit, by its code, and what the units of each kind come to, by the kind."""

    units: dict[str, dict[Cell, Value]]
    kinds: dict[str, dict[Cell, Value]]


def figures_of_units(
    grounded: GroundedForm, merged: MergedReport, sent: Sequence[Submission], period: Period
) -> UnitFigures:
    """Return the numbers of a report as if each unit, and each kind of unit, were all there is.

    Of a table whose rows are units what is no number is there too, as the unit has it; a kind comes to numbers only.
    """
    sent = list({s.who.unit: s for s in sent}.values())
    own = {s.who.unit: s.who.unit for s in sent}
    kind_of = {s.who.unit: s.who.kind for s in sent}
    kinds = tuple(dict.fromkeys(kind_of.values()))
    alone, together = (_parts_of_report(grounded, merged, sent, group) for group in (own, kind_of))
    parts = [*(alone[u] for u in own), *(together[k] for k in kinds)]
    judged = [j.figures for j in judge_submissions(grounded, parts, period)]
    units = {s.who.unit: f | _kept_by_unit(grounded, s) for s, f in zip(sent, judged, strict=False)}
    return UnitFigures(units, dict(zip(kinds, judged[len(sent) :], strict=True)))


def _parts_of_report(
    grounded: GroundedForm, merged: MergedReport, sent: Sequence[Submission], group: Mapping[str, str]
) -> dict[str, Submission]:
    """Return a report's parts, each what comes from the units of one *group* (its name by a unit's code)."""
    found: dict[str, Submission] = {name: Submission(who=merged.report.who) for name in group.values()}
    for cell, way in merged.ways.items():
        parts: dict[str, list[FigurePart]] = {}
        for part in merged.parts[cell]:
            parts.setdefault(group[part.code], []).append(part)
        for name, some in parts.items():
            found[name].figures[cell] = roll_up_parts(grounded.form, cell, way, tuple(some))
    for listed, lines in merged.listed.items():
        rows: dict[str, list[Row]] = {}
        for line in lines:
            rows.setdefault(group[line.code], []).append(line.row)
        for name, some_rows in rows.items():
            found[name].rows[listed] = tuple(some_rows)
    ticks: dict[str, set[str]] = {}
    for s in sent:
        ticks.setdefault(group[s.who.unit], set()).update(s.zero)
    return {n: replace(x, zero=frozenset(ticks.get(n, ())) - x.rows.keys()) for n, x in found.items()}


def _kept_by_unit(grounded: GroundedForm, sent: Submission) -> dict[Cell, Value]:
    """Return what stays with its unit: in a table whose rows are units, the columns that do not go up."""
    cells = (c for t in grounded.form.tables_of(grounded.kind) if t.by_unit for c in t.cells)
    typed = (c for c in cells if c not in grounded.worked_out and c in sent.figures)
    return {cell: sent.figures[cell] for cell in typed if grounded.way(cell) == "none"}
