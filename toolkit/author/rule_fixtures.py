"""For every rule a submission that keeps it and one that breaks only it, found by search, not written by hand.

A form author sees whether a rule can be kept and broken at all; the tests see whether it is really judged.
"""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from toolkit.author.row_search import DEPTH, JudgedState, RowSearch, judge_fixtures
from toolkit.figures.frame import condition_holds, frame_submissions
from toolkit.form.grounding import Check, GroundedForm, ground_form
from toolkit.form.model import REPORT, Cell
from toolkit.form.rule_language import NumberLiteral, Operation
from toolkit.form.rule_trees import needed_priors, walk_nodes
from toolkit.form.submission import Identity, Row, Submission
from toolkit.form.verdict import Verdict
from toolkit.text.plain_values import pick_plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from toolkit.form.model import Form
    from toolkit.form.period import Period
    from toolkit.form.row_rules import RowCheck
    from toolkit.form.rule import Rule
    from toolkit.form.rule_language import Expr
    from toolkit.form.submission import Value

MENDS, ALIKE, WAYS = 3, 6, 12
"""How many cells are changed one after another to mend what else broke; how many submissions for which the same parts of a
rule are true are followed; how many ways to break a rule are mended."""
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

    def plain(self) -> dict[str, Any]:
        """Return it as JSON-ready values."""
        found = {"keeps": self.keeps is not None, "breaks": self.breaks is not None}
        return pick_plain(self, "rule=rule.id kind keeps breaks also", also=dict(self.also), **found)


def days_about(period: Period) -> list[datetime.date]:
    """Return the days worth trying: before, at the beginning, in the middle, at the end and after what *period* counts."""
    begins = period.bound("期初")
    length = (period.bound("期末") - begins).days + 1
    middle = max(length // 2 - 1, 0)
    return [
        begins + datetime.timedelta(n)
        for n in (-1, 0, middle, middle + 1, length - 1, length, length + 1, length + 5)
    ]


def find_rule_fixtures(form: Form, kind: str, period: Period) -> Iterator[RuleFixture]:
    """Yield a fixture for every rule that binds *kind*, a report being one of the lowest level."""
    level = form.levels[0].id if kind == REPORT else ""
    yield from _FixtureSearch(ground_form(form, kind, level or None), level, period).all()


class _FixtureSearch:
    """Looks for submissions of one kind by changing a few cells of one that keeps everything."""

    def __init__(self, grounded: GroundedForm, level: str, period: Period) -> None:
        self.grounded, self.form, self.period = grounded, grounded.form, period
        form, kind = self.form, grounded.kind
        edition = (form.id, form.edition, form.fingerprint(kind), kind)
        self.who = Identity(*edition, "000", "样例单位", period.text, "样例机关", level)
        self.days = days_about(period)
        self.rows = RowSearch(grounded, period, self.days)
        self.base = self.settled(self.plain())
        self.rows.settled = self.base.submission

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
            r.id: (self.rows.first_row(r),)
            for r in self.form.registers_of(self.grounded.kind)
            if self.grounded.kind not in r.optional
        }
        return Submission(self.who, figures, rows=rows, prior=dict.fromkeys(self.grounded.priors, 0.0))

    def settled(self, start: Submission) -> JudgedState:
        """Mend what the plain submission breaks, rows first."""
        state = judge_fixtures(self.grounded, self.period, [start])[0]
        for check in self.grounded.row_checks:
            if any(c is check for c, _ in state.judged.broken_rows(self.grounded.row_checks)):
                kept = self.rows.rows_where(check, state.submission, broken=False)
                state = self.rows.with_rows(state.submission, check.list, [kept]) if kept else state
        return self.mended([state], lambda s: len(self.faults(s)), 0) or state

    def fixture(self, checks: list[Check]) -> RuleFixture:
        rule = checks[0].rule
        kept = self.kept(checks)
        ways = [
            w
            for c in dict.fromkeys((checks[0], checks[-1]))
            for w in self.made_true(Operation("非", (c.expr,)), c)
        ]
        tried = judge_fixtures(self.grounded, self.period, ways)
        broken = [s for s in tried if rule.id in s.broken(self.grounded)]

        def others(state: JudgedState) -> int:
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
        ways = self.made_true(Operation("且", check.expr.args), check)
        both = judge_fixtures(self.grounded, self.period, ways)
        found = self.mended(both, lambda s: len(self.faults(s)), 0, held=check.expr.args[0])
        return found.submission if found else None

    def faults(self, state: JudgedState) -> list[Check | RowCheck]:
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
            laid = frame_submissions(replace(self.grounded, row_checks=()), tried, self.period)
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
        start: list[JudgedState],
        score: Callable[[JudgedState], int],
        goal: int,
        held: Expr | None = None,
    ) -> JudgedState | None:
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
            made = judge_fixtures(self.grounded, self.period, moves)
            if held is not None and made:
                true = condition_holds(held, frame_submissions(self.grounded, moves, self.period))
                made = [s for s, yes in zip(made, true, strict=True) if yes]
            alike: dict[frozenset[str], list[JudgedState]] = {}
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
        for prior in dict.fromkeys(p for c in checks for p in needed_priors(c.expr)):
            known = start.prior.get(prior, 0.0)
            made += [replace(start, prior={**start.prior, prior: known + d}) for d in RAISED]
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

    def shared(self, rule: Rule, state: JudgedState) -> tuple[tuple[str, str], ...]:
        """Say of each other rule broken which cell it shares with *rule*: why it cannot be otherwise."""
        broken = state.judged.broken(self.grounded.checks)
        mine = (k for k in broken if k.rule.id == rule.id)
        own = {c for k in mine for c in (*k.cells, *self.grounded.inputs_of(k.cells))}
        found: dict[str, str] = {}
        for check in broken:
            both = [c for c in (*check.cells, *self.grounded.inputs_of(check.cells)) if c in own]
            if check.rule.id != rule.id and both:
                found.setdefault(check.rule.id, self.form.label(both[0]))
        return tuple(sorted(found.items()))

    def row_fixture(self, check: RowCheck) -> RuleFixture:
        base, rule, kind = self.base.submission, check.rule, self.grounded.kind
        kept = self.rows.rows_where(check, base, broken=False)
        wrong = self.rows.rows_where(check, base, broken=True)
        keeps = self.rows.with_rows(base, check.list, [kept]).submission if kept else None
        if wrong is None:
            return RuleFixture(rule, kind, keeps, None)
        breaks = self.rows.with_rows(base, check.list, [wrong])
        also = tuple(
            (r, self.form.register(check.list).title)
            for r in sorted(breaks.broken(self.grounded) - {rule.id})
        )
        return RuleFixture(rule, kind, keeps, breaks.submission, also)


def _condition_tests(expr: Expr) -> Iterator[Expr]:
    """Walk the tests a statement is put together from."""
    if isinstance(expr, Operation) and expr.name in ("且", "或", "非", "当"):
        for arg in expr.args:
            yield from _condition_tests(arg)
    else:
        yield expr
