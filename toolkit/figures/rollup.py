"""Roll submissions up into one report: each figure by its own way of going up, with the parts it came from.

    sum    numbers are added           same   all must say the same, or the figure stays open and is a finding
    max    the largest counts          texts  texts stand one below another, each under its unit's name
    min    the smallest counts         rows   list rows are put end to end, each with the unit it came from
    none   does not go up

A blank takes no part: blank and blank is blank. Ratios and totals are worked out again, never added.
Every way is associative, so merging in two steps is merging in one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from toolkit.figures.evaluate import evaluate_value, round_half_up
from toolkit.figures.frame import SubmissionFrame, figure_scene, frame_submissions, tallied_rows
from toolkit.form.finding import Finding, make_finding
from toolkit.form.grounding import ground_form
from toolkit.form.model import REPORT, Cell, Form
from toolkit.form.rule_language import FigureReference
from toolkit.form.rule_trees import needed_cells, walk_tallies
from toolkit.form.submission import Row, Submission

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from toolkit.form.grounding import GroundedForm
    from toolkit.form.model import PriorCell
    from toolkit.form.period import Period
    from toolkit.form.register import Register
    from toolkit.form.rule_language import Expr, Tally
    from toolkit.form.submission import Identity, Value

NUMBERS = ("sum", "max", "min")
"""The ways up of numbers."""


class FigurePart(NamedTuple):
    """What one unit brought to a figure: *value*, read from *source* (sheet and cell, or rows of a list)."""

    unit: str
    value: Value
    source: str
    code: str = ""


class MergedRow(NamedTuple):
    """A row of a unit's list as it goes into the report (*number* is its row in the unit's file), and whose it is."""

    row: Row
    unit: str
    code: str


@dataclass(frozen=True)
class MergedReport:
    """A report as a submission, the parts of every figure, and what the units disagree on.

    *ways* says of every figure that is a number how its parts go up: sum, max or min. *whole* are the codes of units
    whose own figures are those of an area: reports above the first level that were added up from others. *listed* are
    the rows of the lists as the units sent them.
    """

    report: Submission
    parts: dict[Cell, tuple[FigurePart, ...]]
    findings: tuple[Finding, ...]
    ways: dict[Cell, str] = field(default_factory=dict)
    whole: frozenset[str] = frozenset()
    listed: dict[str, tuple[MergedRow, ...]] = field(default_factory=dict)


class _KindSubmissions(NamedTuple):
    submissions: list[Submission]
    frame: SubmissionFrame


def roll_up_submissions(
    form: Form, who: Identity, submissions: Sequence[Submission], period: Period
) -> MergedReport:
    """Roll *submissions* (of any kinds, in roster order) up into the report of *who*, at *who*'s level.

    A figure with an expression at that level starts from the units' lists and figures; any other goes
    ``up`` from the same figure below. Worked-out figures are left to be worked out again.
    """
    upper = ground_form(form, REPORT, who.level)
    kinds = [k.id for k in form.kinds if any(s.who.kind == k.id for s in submissions)]
    pools = [_frame_kind(form, k, submissions, period) for k in kinds]
    figures: dict[Cell, Value] = {}
    parts: dict[Cell, tuple[FigurePart, ...]] = {}
    ways: dict[Cell, str] = {}
    findings: list[Finding] = []
    for cell in upper.inputs:
        start = upper.starts.get(cell)
        origin = needed_cells(start)[0] if isinstance(start, FigureReference) else cell
        tallying = start is not None and not isinstance(start, FigureReference)
        found = tuple(_tallied_parts(pools, start) if tallying and start else _typed_parts(pools, origin))
        way = upper.way(cell)
        values = {p.value for p in found}
        if way == "same" and len(values) > 1:
            said = "；".join(f"{p.unit}“{p.value}”" for p in found)
            findings.append(make_finding("report_incomplete", label=form.label(cell), value=said))
        elif found and way != "none":
            figures[cell] = roll_up_parts(form, cell, way, found)
            parts[cell] = found
            if all(isinstance(p.value, float) for p in found):
                ways[cell] = way
    findings += _shared_key_findings(form, pools)
    listed, zero = _merge_lists(form, pools)
    rows = {name: tuple(x.row for x in found) for name, found in listed.items()}
    report = Submission(who=who, figures=figures, rows=rows, zero=zero, prior=_sum_priors(upper, submissions))
    ways = {c: w for c, w in ways.items() if w in NUMBERS}
    first = form.levels[0].id
    whole = frozenset(s.who.unit for s in submissions if s.pooled and s.who.level not in ("", first))
    return MergedReport(report, parts, tuple(findings), ways, whole, listed)


def _sum_priors(upper: GroundedForm, submissions: Sequence[Submission]) -> dict[PriorCell, float]:
    """Add up the figures of earlier periods where every report below knows its own; otherwise nobody knows the sum."""
    if not submissions or any(s.who.kind != REPORT for s in submissions):
        return {}
    known = (c for c in upper.priors if all(c in s.prior for s in submissions))
    return {c: sum(s.prior[c] for s in submissions) for c in known}


def _shared_key_findings(form: Form, pools: list[_KindSubmissions]) -> Iterator[Finding]:
    """Yield what several units each count from their lists: added up, it is counted twice.

    A document issued together stands in the lists of all who issued it and counts with who led; only where two
    say they led is something wrong. Reports bring the lists that go up with them, so this holds on every level; a
    list that goes up no further keeps numbers of its own office, which mean nothing beside another's.
    """
    starts = ground_form(form, REPORT, form.levels[0].id).starts.values()
    for register in (r for r in form.registers if r.key):
        tallies = (t for start in starts for t in walk_tallies(start) if t.list == register.id)
        counts = tuple(dict.fromkeys(tallies))
        found: dict[tuple[Value, ...], dict[tuple[int, int, str], str]] = {}
        asked = (p for p in pools if register.up != "none" or p.frame.grounded.kind != REPORT)
        for which, pool in enumerate(p for p in asked if p.frame.answered[register.id].any()):
            for at, row in _counted_rows(register, counts, pool):
                key = tuple(row.values[k] for k in register.key if k in row.values)
                if len(key) == len(register.key):
                    whose = _row_origin(pool.submissions[at], row)
                    found.setdefault(key, {})[which, at, row.origin] = whose
        for key, units in found.items():
            if len(units) > 1:
                pairs = zip(register.key, key, strict=True)
                value, names = " ".join(_option_label(form, register, k, v) for k, v in pairs), units.values()
                yield make_finding("key_across", label=register.title, value=value, units="、".join(names))


def _counted_rows(
    register: Register, counts: tuple[Tally, ...], pool: _KindSubmissions
) -> Iterator[tuple[int, Row]]:
    """Yield the rows that any of *counts* counts, each with the number of its submission."""
    rows = [tallied_rows(t, pool.frame) for t in counts]
    lines = {(int(at), int(n)) for r in rows for at, n in zip(*r, strict=True)}
    for at, submission in enumerate(pool.submissions):
        yield from ((at, r) for r in submission.rows.get(register.id, ()) if (at, r.number) in lines)


def _row_origin(submission: Submission, row: Row) -> str:
    """Name where a row comes from: the unit, and in a unit's report before the unit below it."""
    return f"{submission.who.name} {row.origin}".strip()


def _option_label(form: Form, register: Register, field: str, value: Value) -> str:
    options = form.options.get(register.field(field).options, ())
    return next((o.label for o in options if o.id == value), str(value))


def _frame_kind(form: Form, kind: str, submissions: Sequence[Submission], period: Period) -> _KindSubmissions:
    mine = [s for s in submissions if s.who.kind == kind]
    level = mine[0].who.level or None
    return _KindSubmissions(mine, frame_submissions(ground_form(form, kind, level), mine, period))


def roll_up_parts(form: Form, cell: Cell, way: str, found: tuple[FigurePart, ...]) -> Value:
    """Return what the parts of a figure come to that goes up in this *way*."""
    if way == "texts":
        return "\n".join(_prefix_unit_name(p) for p in found)
    if way == "same":
        return found[0].value
    numbers = np.array([p.value for p in found], dtype=float)
    total = {"sum": float(numbers.sum()), "max": float(numbers.max()), "min": float(numbers.min())}[way]
    figure = form.figure(cell)
    rounded = round_half_up(np.array([total]), figure.places)[0] if figure.type == "number" else total
    return float(rounded)


def _prefix_unit_name(part: FigurePart) -> str:
    """Put a text under its unit's name, once: what comes from a merged report has its names already."""
    text = str(part.value)
    return text if text.startswith("【") else f"【{part.unit}】{text}"


def _typed_parts(pools: list[_KindSubmissions], cell: Cell) -> Iterator[FigurePart]:
    for pool in pools:
        if cell not in pool.frame.values:
            continue
        numbers = pool.frame.values[cell]
        for submission, number in zip(pool.submissions, numbers, strict=True):
            said = submission.figures.get(cell)
            worked = cell in pool.frame.grounded.worked_out and cell not in submission.stated
            found = (None if np.isnan(number) else float(number)) if worked else said
            if found is not None:
                source = submission.sources.get(cell, "")
                yield FigurePart(submission.who.name, found, source, submission.who.unit)


def _tallied_parts(pools: list[_KindSubmissions], expr: Expr) -> Iterator[FigurePart]:
    """Yield what each unit whose lists are answered brings; a unit with nothing brings 0."""
    for pool in pools:
        numbers = evaluate_value(expr, figure_scene(pool.frame))
        wanted = list(walk_tallies(expr))
        rows = [tallied_rows(t, pool.frame) for t in wanted]
        for at, submission in enumerate(pool.submissions):
            if not any(pool.frame.answered[t.list][at] for t in wanted):
                continue
            lines = sorted({int(n) for owners, numbers in rows for n in numbers[owners == at]})
            sheet = pool.frame.grounded.form.register(wanted[0].list).sheet
            source = f"{sheet}!第 {'、'.join(map(str, lines))} 行" if lines else ""
            yield FigurePart(submission.who.name, float(numbers[at]), source, submission.who.unit)


def _merge_lists(
    form: Form, pools: list[_KindSubmissions]
) -> tuple[dict[str, tuple[MergedRow, ...]], frozenset[str]]:
    """Put lists end to end; private columns stay behind, and of a list with up=none all that comes in a report."""
    rows: dict[str, tuple[MergedRow, ...]] = {}
    zero = set()
    for register in form.registers_of(REPORT):
        kept = {f.id for f in register.fields}
        below = [s for p in pools for s in p.submissions if s.who.kind in register.kinds]
        asked = [s for s in below if register.up != "none" or s.who.kind != REPORT]
        listed = [
            MergedRow(Row(r.number, values, (), _row_origin(s, r)), s.who.name, s.who.unit)
            for s in asked
            for r in s.rows.get(register.id, ())
            for values in ({k: v for k, v in r.values.items() if k in kept},)
        ]
        ticks = [register.id in s.zero for s in asked]
        if listed:
            rows[register.id] = tuple(listed)
        elif ticks and (all(ticks) if REPORT in register.optional else any(ticks)):
            zero.add(register.id)
    return rows, frozenset(zero)
