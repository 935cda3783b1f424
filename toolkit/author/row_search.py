"""A row of a list that keeps every rule, or breaks only one: found by trying the values of a few columns."""

from __future__ import annotations

import datetime
from dataclasses import replace
from itertools import islice, product
from typing import TYPE_CHECKING, NamedTuple

from toolkit.figures.check import JudgedSubmission, judge_submissions
from toolkit.figures.row_columns import work_out_columns
from toolkit.form.placement import lay_out_workbook
from toolkit.form.row_rules import typed_columns
from toolkit.form.rule_language import NumberLiteral, Operation, TextLiteral
from toolkit.form.rule_trees import walk_nodes
from toolkit.form.submission import Row, Submission

if TYPE_CHECKING:
    from collections.abc import Iterator

    from toolkit.form.grounding import GroundedForm
    from toolkit.form.period import Period
    from toolkit.form.register import Field, Register
    from toolkit.form.row_rules import RowCheck
    from toolkit.form.submission import Value

DEPTH, TRIED = 3, 6_000
"""How many times what else a row breaks is mended; how many rows of a list are tried."""


class JudgedState(NamedTuple):
    """A submission, and what its rules came to."""

    submission: Submission
    judged: JudgedSubmission

    def broken(self, grounded: GroundedForm) -> set[str]:
        """Return the rules that do not hold."""
        rows = {c.rule.id for c, _ in self.judged.broken_rows(grounded.row_checks)}
        return {c.rule.id for c in self.judged.broken(grounded.checks)} | rows


def judge_fixtures(grounded: GroundedForm, period: Period, made: list[Submission]) -> list[JudgedState]:
    """Judge *made*, all at once."""
    return [JudgedState(s, j) for s, j in zip(made, judge_submissions(grounded, made, period), strict=True)]


class RowSearch:
    """Looks for rows of one kind's lists; *settled* is the submission that keeps everything, once there is one."""

    def __init__(self, grounded: GroundedForm, period: Period, days: list[datetime.date]) -> None:
        """Begin without one; *days* are those worth trying."""
        self.grounded, self.form, self.period, self.days = grounded, grounded.form, period, days
        self.layout = lay_out_workbook(self.form, grounded.kind)
        self.settled: Submission | None = None

    def first_row(self, register: Register) -> Row:
        """Return a first row: required columns filled in."""
        found: dict[str, Value] = {f.id: self._usual_value(f) for f in register.fields if f.required}
        row = Row(self.layout.strips[register.id].first + 1, found)
        return self._worked_out(register, [row])[0]

    def _worked_out(self, register: Register, rows: list[Row]) -> list[Row]:
        """Return *rows* with what their other columns come to: nobody fills that in."""
        worked = self.layout.strips[register.id].worked_out
        typed = [r._replace(values={k: v for k, v in r.values.items() if k not in worked}) for r in rows]
        comes = work_out_columns(register, worked, typed, self.period)
        return [r._replace(values={**r.values, **v}) for r, v in zip(typed, comes, strict=True)]

    def _usual_value(self, field: Field) -> Value:
        match field.type:
            case "date":
                return self.days[2].isoformat()
            case "option":
                return self.form.options[field.options][0].id
            case "text":
                return f"{self.period.text}-001"
            case _:
                return 0.0

    def with_rows(self, start: Submission, name: str, rows: list[Row]) -> JudgedState:
        """Judge *start* with *rows* alone in the list *name*."""
        filled = replace(start, rows={**start.rows, name: tuple(rows)})
        return judge_fixtures(self.grounded, self.period, [filled])[0]

    def rows_where(self, check: RowCheck, start: Submission, *, broken: bool) -> Row | None:
        """Return a complete row that breaks only *check*, or one that keeps every rule, the premise true if it has one.

        What else a row breaks is mended in the other rules' columns.
        """
        known = (self.settled.rows if self.settled else {}).get(check.list)
        base = (known[0] if known else self.first_row(self.form.register(check.list))).values
        columns = check.columns
        for _ in range(DEPTH):
            row, others = self._best_row(check, start, base, columns, broken=broken)
            if row is None or not others:
                return row
            base, wrong = row.values, [c for c in self.grounded.row_checks if c.rule.id in others]
            columns = tuple(dict.fromkeys(c for k in wrong for c in k.columns if c not in check.columns))
        return row

    def _best_row(
        self,
        check: RowCheck,
        start: Submission,
        base: dict[str, Value],
        columns: tuple[str, ...],
        *,
        broken: bool,
    ) -> tuple[Row | None, set[str]]:
        """Lay all candidates out as one list and judge them at once; return the best and what else it breaks."""
        register = self.form.register(check.list)
        first = self.layout.strips[check.list].first + 1
        listed = islice(self._candidate_rows(register, check, base, columns), TRIED)
        rows = self._worked_out(register, [Row(first + i, values) for i, values in enumerate(listed)])
        if not rows:
            return None, set()
        state = self.with_rows(start, check.list, rows)
        mine: set[int] = set()
        others: dict[int, set[str]] = {r.number: set() for r in rows}
        for other, verdict in zip(self.grounded.row_checks, state.judged.verdicts.rows, strict=True):
            if other == check:
                mine.update(verdict.broken)
            elif other.list == check.list:
                for number in verdict.broken:
                    others[number].add(other.rule.id)
        true = self._rows_in_question(check, state.submission)
        meant = [r for r in rows if (r.number in mine) == broken and r.number in true]
        best = min(meant, key=lambda r: len(others[r.number]), default=None)
        return (best._replace(number=first), others[best.number]) if best else (None, set())

    def _rows_in_question(self, check: RowCheck, submission: Submission) -> set[int]:
        numbers = {r.number for r in submission.rows[check.list]}
        if not (isinstance(check.expr, Operation) and check.expr.name == "当"):
            return numbers
        probe = check._replace(expr=check.expr.args[0])
        alone = replace(self.grounded, checks=(), row_checks=(probe,))
        found = judge_submissions(alone, [submission], self.period)
        return numbers - set(found[0].verdicts.rows[0].broken)

    def _candidate_rows(
        self, register: Register, check: RowCheck, base: dict[str, Value], columns: tuple[str, ...]
    ) -> Iterator[dict[str, Value]]:
        """Yield complete rows that differ from *base* in *columns* and those that go together with them."""
        wanted = dict.fromkeys(typed_columns(columns, self.layout.strips[register.id].worked_out))
        wanted |= dict.fromkeys(f.id for f in register.fields if f.together in wanted)
        wanted |= dict.fromkeys(f.together for f in register.fields if f.id in wanted and f.together)
        fixed = set() if set(columns) & set(check.columns) else set(check.columns)
        fields = [register.field(c) for c in wanted if c not in fixed]
        for chosen in product(*(self._values_to_try(f, check) for f in fields)):
            values = {k: v for k, v in base.items() if k not in {f.id for f in fields}}
            values |= {f.id: v for f, v in zip(fields, chosen, strict=True) if v is not None}
            if all(f.together not in values or f.id in values for f in register.fields if f.together):
                yield values

    def _values_to_try(self, field: Field, check: RowCheck) -> list[Value | None]:
        blank: list[Value | None] = [] if field.required else [None]
        constants = [n.value for n in walk_nodes(check.expr) if isinstance(n, NumberLiteral)]
        match field.type:
            case "option":
                said = [n.value for n in walk_nodes(check.expr) if isinstance(n, TextLiteral)]
                options = [o.id for o in self.form.options[field.options]]
                named = [o for o in options if o in said]
                return [*(o for o in options if o not in said)][:1] + named + blank
            case "date":
                middle, near = self.days[2], [int(n) + d for n in constants if n < 366 for d in (0, 1)]
                later = [middle + datetime.timedelta(n) for n in near]
                return [d.isoformat() for d in dict.fromkeys([middle, *self.days, *later])] + blank
            case "text":
                return [f"{self.period.text}-001", "样例文字一段", "短", "1", *blank]
            case _:
                numbers = {0.0, 1.0, -1.0, 2.5} | {n + d for n in constants for d in (-1.0, 0.0, 1.0)}
                return [*sorted(numbers), *blank]
