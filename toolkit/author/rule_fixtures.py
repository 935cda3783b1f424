"""For every rule a submission that keeps it and one that breaks only it, found by search, not written by hand.

A form author sees whether a rule can be kept and broken at all; the tests see whether it is really judged.
"""

from __future__ import annotations

import datetime
from dataclasses import replace
from itertools import islice, product
from typing import TYPE_CHECKING, NamedTuple

from toolkit.figures.check import JudgedSubmission, judge_submissions
from toolkit.figures.frame import condition_holds, frame_submissions
from toolkit.form.grounding import Check, GroundedForm, RowCheck, ground_form
from toolkit.form.lay_out import lay_out_workbook
from toolkit.form.model import REPORT, Cell, Rule
from toolkit.form.rule_language import NumberLiteral, Operation, TextLiteral
from toolkit.form.rule_trees import needed_priors, walk_nodes
from toolkit.form.submission import Identity, Row, Submission
from toolkit.form.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from toolkit.form.model import Field, Form, Register
    from toolkit.form.rule_language import Expr
    from toolkit.form.submission import Value

DEPTH, MENDS, ALIKE, WAYS, TRIED = 3, 3, 6, 12, 6_000
"""How many cells are changed one after another to break a rule, and to mend what else broke; how many submissions for which the same parts of a rule are true
are followed; how many ways to break a rule are mended; how many rows of a list are tried."""
RAISED = (1.0, 11.0)
"""By how much a figure of the year before is raised."""


class RuleFixture(NamedTuple):
    """A rule in one kind's workbook; *keeps* or *breaks* is None where none was found.

    *also* names the other rules *breaks* cannot help breaking, each with the cell they share.
    """

    rule: Rule
    kind: str
    keeps: Submission | None
    breaks: Submission | None
    also: tuple[tuple[str, str], ...] = ()


def find_rule_fixtures(form: Form, kind: str, year: int) -> Iterator[RuleFixture]:
    """Yield a fixture for every rule that binds *kind*, a report being one of the lowest level."""
    level = form.levels[0].id if kind == REPORT else ""
    yield from _FixtureSearch(ground_form(form, kind, level or None), level, year).all()


class _JudgedState(NamedTuple):
    submission: Submission
    judged: JudgedSubmission

    def broken(self, grounded: GroundedForm) -> set[str]:
        """Return the rules that do not hold."""
        rows = {c.rule.id for c, _ in self.judged.broken_rows(grounded.row_checks)}
        return {c.rule.id for c in self.judged.broken(grounded.checks)} | rows


class _FixtureSearch:
    """Looks for submissions of one kind by changing a few cells of one that keeps everything."""

    def __init__(self, grounded: GroundedForm, level: str, year: int) -> None:
        self.grounded, self.form, self.year = grounded, grounded.form, year
        self.layout = lay_out_workbook(self.form, grounded.kind)
        form, kind = self.form, grounded.kind
        self.who = Identity(
            form.id,
            form.edition,
            form.fingerprint(kind),
            kind,
            "000",
            "样例单位",
            str(year),
            "样例机关",
            level,
        )
        self.days = [
            datetime.date(year, 1, 1) + datetime.timedelta(n) for n in (-1, 0, 181, 182, 364, 365, 366, 370)
        ]
        self.base = self.settled(self.plain())

    def all(self) -> Iterator[RuleFixture]:
        done: set[str] = set()
        for check in self.grounded.checks:
            if check.rule.id not in done:
                done.add(check.rule.id)
                yield self.fixture([c for c in self.grounded.checks if c.rule.id == check.rule.id])
        for row_check in self.grounded.row_checks:
            if row_check.rule.id not in done:
                done.add(row_check.rule.id)
                yield self.row_fixture(row_check)

    # ── a submission that keeps everything ─────────────────────────────────────────────────────────────────

    def plain(self) -> Submission:
        """Return what a unit with nothing to report would send: zeros, some words, one row a list it must fill in."""
        figures: dict[Cell, Value] = {}
        for i, cell in enumerate(self.grounded.inputs):
            figure = self.form.figure(cell)
            match figure.type:
                case "date":
                    figures[cell] = self.days[-1].isoformat()
                case "text":
                    figures[cell] = f"样例{i}"
                case "option":
                    figures[cell] = self.form.options[figure.options][0].id
                case _:
                    figures[cell] = 0.0
        rows: dict[str, tuple[Row, ...]] = {
            r.id: (self.row(r, {}),)
            for r in self.form.registers_of(self.grounded.kind)
            if self.grounded.kind not in r.optional
        }
        return Submission(self.who, figures, rows=rows, prior=dict.fromkeys(self.grounded.priors, 0.0))

    def row(self, register: Register, values: dict[str, Value]) -> Row:
        """Return a first row: required columns filled in, *values* over them."""
        found: dict[str, Value] = {f.id: self.usual(f) for f in register.fields if f.required}
        return Row(self.layout.strips[register.id].first + 1, found | values)

    def usual(self, field: Field) -> Value:
        match field.type:
            case "date":
                return self.days[2].isoformat()
            case "option":
                return self.form.options[field.options][0].id
            case "text":
                return f"{self.year}-001"
            case _:
                return 0.0

    def settled(self, start: Submission) -> _JudgedState:
        """Mend what the plain submission breaks, rows first."""
        state = self.judged([start])[0]
        for check in self.grounded.row_checks:
            if any(c is check for c, _ in state.judged.broken_rows(self.grounded.row_checks)):
                kept = self.rows_where(check, state.submission, broken=False)
                state = self.with_row(state.submission, check.list, kept) if kept else state
        return self.mended([state], lambda s: len(self.faults(s)), 0) or state

    # ── rules over figures ─────────────────────────────────────────────────────────────────────────────────

    def fixture(self, checks: list[Check]) -> RuleFixture:
        rule = checks[0].rule
        kept = self.kept(checks)
        ways = [
            w
            for c in dict.fromkeys((checks[0], checks[-1]))
            for w in self.made_true(Operation("非", (c.expr,)), c)
        ]
        broken = [s for s in self.judged(ways) if rule.id in s.broken(self.grounded)]

        def others(state: _JudgedState) -> int:
            rules = state.broken(self.grounded)
            return 1_000 if rule.id not in rules else sum(c.rule.id != rule.id for c in self.faults(state))

        if not broken:
            return RuleFixture(rule, self.grounded.kind, kept, None)
        found = self.mended(broken, others, 0) or min(broken, key=others)
        return RuleFixture(rule, self.grounded.kind, kept, found.submission, self.shared(rule, found))

    def kept(self, checks: list[Check]) -> Submission | None:
        """Return a submission that keeps everything and of which the rule speaks, its premise true if it has one."""
        check, at = checks[0], self.grounded.checks.index(checks[0])
        if not (isinstance(check.expr, Operation) and check.expr.name == "当"):
            speaks = self.base.judged.verdicts.checks[at] == Verdict.KEPT
            return self.base.submission if speaks and not self.base.broken(self.grounded) else None
        both = self.judged(self.made_true(Operation("且", check.expr.args), check))
        found = self.mended(both, lambda s: len(self.faults(s)), 0, held=check.expr.args[0])
        return found.submission if found else None

    def faults(self, state: _JudgedState) -> list[Check | RowCheck]:
        rows = [c for c, _ in state.judged.broken_rows(self.grounded.row_checks)]
        return [*state.judged.broken(self.grounded.checks), *rows]

    def made_true(self, goal: Expr, check: Check) -> list[Submission]:
        """Change the cells of *check*, one after another, until *goal* holds; return the ways found, fewest changes first.

        Of the submissions for which the same parts of *goal* are true only a few are followed, so that one
        that comes nearer is not lost among those that change nothing.
        """
        own = [c for c in check.cells if c in self.grounded.worked_out and not self.grounded.heals(c)]
        base = self.base.submission
        shown = {c: v for c in own if (v := self.base.judged.figures.get(c)) is not None}
        typed = replace(base, figures={**base.figures, **shown}, stated=base.stated | set(own))
        beam, found = [base, *([typed] if own else [])], list[Submission]()
        for _ in range(DEPTH):
            tried = [m for s in beam for m in self.moved(s, self.near([check]), [check])]
            if not tried:
                break
            laid = frame_submissions(replace(self.grounded, row_checks=()), tried, self.year)
            true = [condition_holds(part, laid) for part in _condition_tests(goal)]
            whole = condition_holds(goal, laid)
            found += [s for s, yes in zip(tried, whole, strict=True) if yes]
            if len(found) >= WAYS:
                break
            groups: dict[tuple[bool, ...], list[Submission]] = {}
            for i, submission in enumerate(tried):
                groups.setdefault(tuple(bool(t[i]) for t in true), []).append(submission)
            beam = [s for alike in groups.values() for s in alike[-ALIKE:]]
        return found[: 4 * WAYS]

    def mended(
        self,
        start: list[_JudgedState],
        score: Callable[[_JudgedState], int],
        goal: int,
        held: Expr | None = None,
    ) -> _JudgedState | None:
        """Change further cells, those of what is broken, until *score* is *goal* and *held*, if any, still true."""
        beam = sorted(start, key=score)[:WAYS]
        for _ in range(MENDS):
            for state in beam:
                if score(state) == goal:
                    return state
            moves: list[Submission] = []
            for state in beam[:WAYS]:
                wrong = [c for c in self.faults(state) if isinstance(c, Check)][:ALIKE]
                moves += self.moved(state.submission, self.near(wrong), wrong, few=True)
            made = self.judged(moves)
            if held is not None and made:
                true = condition_holds(held, frame_submissions(self.grounded, moves, self.year))
                made = [s for s, yes in zip(made, true, strict=True) if yes]
            alike: dict[frozenset[str], list[_JudgedState]] = {}
            for state in sorted([*beam, *made], key=score):
                alike.setdefault(frozenset(state.broken(self.grounded)), []).append(state)
            beam = [s for same in alike.values() for s in same[:4]][: 2 * WAYS]
        return next((s for s in beam if score(s) == goal), None)

    def near(self, checks: Iterable[Check]) -> list[Cell]:
        """Return the cells that can make or mend *checks*: those they name, and some of the inputs those come from."""
        found: dict[Cell, None] = {}
        for check in checks:
            inputs = self.grounded.inputs_of(check.cells)
            found |= dict.fromkeys((*check.cells, *inputs[:4], *inputs[-4:]))
        return list(found)

    def moved(
        self, start: Submission, cells: list[Cell], checks: list[Check], *, few: bool = False
    ) -> list[Submission]:
        """Return every submission that differs from *start* in one of *cells*."""
        constants = {n.value for c in checks for n in walk_nodes(c.expr) if isinstance(n, NumberLiteral)}
        made = []
        for cell in cells:
            for value in self.values(cell, start, set() if few else constants):
                figures = {k: v for k, v in start.figures.items() if k != cell}
                if value is not None:
                    figures[cell] = value
                stated = start.stated | ({cell} if cell in self.grounded.worked_out else set())
                made.append(replace(start, figures=figures, stated=stated))
        for cell in dict.fromkeys(p for c in checks for p in needed_priors(c.expr)):
            known = start.prior.get(cell, 0.0)
            made += [replace(start, prior={**start.prior, cell: known + d}) for d in RAISED]
        return made

    def values(self, cell: Cell, start: Submission, constants: set[float]) -> list[Value | None]:
        """Return what *cell* might hold instead: a little more or less, a rule's constants, a text from elsewhere."""
        figure = self.form.figure(cell)
        stands = start.figures.get(cell)
        if figure.type == "date":
            return [d.isoformat() for d in self.days]
        if figure.type == "option":
            return [o.id for o in self.form.options[figure.options]]
        if figure.type == "text":
            others = [v for c, v in start.figures.items() if isinstance(v, str) and c != cell]
            return [
                *dict.fromkeys(others[:6]),
                *("字" * int(n + 1) for n in constants if 0 < n < 10_000),
                None,
            ]
        number = stands if isinstance(stands, float) else 0.0
        near = {number - 1, number + 1, 0.0} | {c + d for c in constants for d in (-1.0, 0.0, 1.0)}
        near |= {c * RAISED[-1] + 1 for c in constants}
        stand = {v for v in list(dict.fromkeys(start.figures.values()))[-ALIKE:] if isinstance(v, float)}
        near |= stand | {c * v for c in constants for v in stand}
        return [None, *sorted(near - ({number} if stands is not None else set()))]

    def judged(self, made: list[Submission]) -> list[_JudgedState]:
        return [
            _JudgedState(s, j)
            for s, j in zip(made, judge_submissions(self.grounded, made, self.year), strict=True)
        ]

    def shared(self, rule: Rule, state: _JudgedState) -> tuple[tuple[str, str], ...]:
        """Say of each other rule broken which cell it shares with *rule*: why it cannot be otherwise."""
        broken = state.judged.broken(self.grounded.checks)
        own = {
            c for k in broken if k.rule.id == rule.id for c in (*k.cells, *self.grounded.inputs_of(k.cells))
        }
        found: dict[str, str] = {}
        for check in broken:
            both = [c for c in (*check.cells, *self.grounded.inputs_of(check.cells)) if c in own]
            if check.rule.id != rule.id and both:
                found.setdefault(check.rule.id, self.form.label(both[0]))
        return tuple(sorted(found.items()))

    # ── rules over rows ────────────────────────────────────────────────────────────────────────────────────

    def row_fixture(self, check: RowCheck) -> RuleFixture:
        base, rule, kind = self.base.submission, check.rule, self.grounded.kind
        kept = self.rows_where(check, base, broken=False)
        wrong = self.rows_where(check, base, broken=True)
        keeps = self.with_row(base, check.list, kept).submission if kept else None
        if wrong is None:
            return RuleFixture(rule, kind, keeps, None)
        breaks = self.with_row(base, check.list, wrong)
        also = tuple(
            (r, self.form.register(check.list).title)
            for r in sorted(breaks.broken(self.grounded) - {rule.id})
        )
        return RuleFixture(rule, kind, keeps, breaks.submission, also)

    def with_row(self, start: Submission, name: str, row: Row) -> _JudgedState:
        return self.judged([replace(start, rows={**start.rows, name: (row,)})])[0]

    def rows_where(self, check: RowCheck, start: Submission, *, broken: bool) -> Row | None:
        """Return a complete row that breaks only *check*, or one that keeps every rule, the premise true if it has one.

        What else a row breaks is mended in the other rules' columns.
        """
        base, columns = self.base_row(self.form.register(check.list)), check.columns
        for _ in range(DEPTH):
            row, others = self.tried(check, start, base, columns, broken=broken)
            if row is None or not others:
                return row
            base, wrong = row.values, [c for c in self.grounded.row_checks if c.rule.id in others]
            columns = tuple(dict.fromkeys(c for k in wrong for c in k.columns if c not in check.columns))
        return row

    def tried(
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
        listed = islice(self.candidates(register, check, base, columns), TRIED)
        rows = [Row(first + i, values) for i, values in enumerate(listed)]
        if not rows:
            return None, set()
        state = self.judged([replace(start, rows={**start.rows, check.list: tuple(rows)})])[0]
        mine: set[int] = set()
        others: dict[int, set[str]] = {r.number: set() for r in rows}
        for other, verdict in zip(self.grounded.row_checks, state.judged.verdicts.rows, strict=True):
            if other == check:
                mine.update(verdict.broken)
            elif other.list == check.list:
                for number in verdict.broken:
                    others[number].add(other.rule.id)
        true = self.premise(check, state.submission)
        meant = [r for r in rows if (r.number in mine) == broken and r.number in true]
        best = min(meant, key=lambda r: len(others[r.number]), default=None)
        return (best._replace(number=first), others[best.number]) if best else (None, set())

    def premise(self, check: RowCheck, submission: Submission) -> set[int]:
        numbers = {r.number for r in submission.rows[check.list]}
        if not (isinstance(check.expr, Operation) and check.expr.name == "当"):
            return numbers
        probe = check._replace(expr=check.expr.args[0])
        found = judge_submissions(
            replace(self.grounded, checks=(), row_checks=(probe,)), [submission], self.year
        )
        return numbers - set(found[0].verdicts.rows[0].broken)

    def candidates(
        self, register: Register, check: RowCheck, base: dict[str, Value], columns: tuple[str, ...]
    ) -> Iterator[dict[str, Value]]:
        """Yield complete rows that differ from *base* in *columns* and those that go together with them."""
        wanted = dict.fromkeys(columns)
        wanted |= dict.fromkeys(f.id for f in register.fields if f.together in wanted)
        wanted |= dict.fromkeys(f.together for f in register.fields if f.id in wanted and f.together)
        fixed = set() if set(columns) & set(check.columns) else set(check.columns)
        fields = [register.field(c) for c in wanted if c not in fixed]
        for chosen in product(*(self.choices(f, check) for f in fields)):
            values = {k: v for k, v in base.items() if k not in {f.id for f in fields}}
            values |= {f.id: v for f, v in zip(fields, chosen, strict=True) if v is not None}
            if all(f.together not in values or f.id in values for f in register.fields if f.together):
                yield values

    def base_row(self, register: Register) -> dict[str, Value]:
        settled = getattr(self, "base", None)
        rows = settled.submission.rows if settled else {}
        return dict(rows[register.id][0].values) if register.id in rows else self.row(register, {}).values

    def choices(self, field: Field, check: RowCheck) -> list[Value | None]:
        blank: list[Value | None] = [] if field.required else [None]
        constants = [n.value for n in walk_nodes(check.expr) if isinstance(n, NumberLiteral)]
        match field.type:
            case "option":
                said = [n.value for n in walk_nodes(check.expr) if isinstance(n, TextLiteral)]
                options = [o.id for o in self.form.options[field.options]]
                named = [o for o in options if o in said]
                return [*(o for o in options if o not in said)][:1] + named + blank
            case "date":
                middle = self.days[2]
                later = [
                    middle + datetime.timedelta(int(n) + d) for n in constants if n < 366 for d in (0, 1)
                ]
                return [d.isoformat() for d in dict.fromkeys([middle, *self.days, *later])] + blank
            case "text":
                return [f"{self.year}-001", "样例文字一段", "短", "1", *blank]
            case _:
                numbers = {0.0, 1.0, -1.0, 2.5} | {n + d for n in constants for d in (-1.0, 0.0, 1.0)}
                return [*sorted(numbers), *blank]


def _condition_tests(expr: Expr) -> Iterator[Expr]:
    """Walk the tests a statement is put together from."""
    if isinstance(expr, Operation) and expr.name in ("且", "或", "非", "当"):
        for arg in expr.args:
            yield from _condition_tests(arg)
    else:
        yield expr
