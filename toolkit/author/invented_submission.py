"""A submission invented from a form's definition alone: values drawn by their types, then moved until every rule holds."""

from __future__ import annotations

import datetime
import random
from dataclasses import replace
from typing import TYPE_CHECKING

from toolkit.figures.check import judge_submissions
from toolkit.figures.evaluate import evaluate_value
from toolkit.figures.frame import figure_scene, frame_submissions
from toolkit.figures.row_columns import work_out_columns
from toolkit.form.layout import COVER
from toolkit.form.model import PriorCell
from toolkit.form.period import PREVIOUS
from toolkit.form.placement import lay_out_workbook
from toolkit.form.rule_language import Operation
from toolkit.form.rule_trees import needed_priors
from toolkit.form.submission import Row, Submission

if TYPE_CHECKING:
    from toolkit.author.sample_recipe import SampleRecipe
    from toolkit.form.grounding import Check, GroundedForm
    from toolkit.form.model import Cell
    from toolkit.form.period import Period
    from toolkit.form.register import Field, Register
    from toolkit.form.submission import Identity, Value

MOST, ROUNDS, TRIED = 9, 60, 400
"""How large a number is where nothing is said; how often a submission is mended; how many rows of a list are drawn."""
ROWS = (2, 4)
"""How many rows of a list a unit has."""
FILLED = (0.0, 0.7, 1.0, 1.0, 1.0)
"""How often the columns of a row are filled in that need not be: rows just begun, and rows that are done with."""
LATER, AFTER = 0.25, 12
"""How often a day of a list lies after the period, and by how many days at most: what is due then."""
STILL = 1e-9
"""A figure that moves an equation by less does not move it."""
PEOPLE = ("样例甲", "样例乙", "样例丙", "样例丁")
_PHONE = "电话"


class SubmissionInventor:
    """Invents what units of one kind send for one period, each from a seed of its own."""

    def __init__(self, grounded: GroundedForm, recipe: SampleRecipe, period: Period, seed: str) -> None:
        """Begin with nothing drawn; the same *seed* draws the same."""
        self.grounded, self.recipe, self.period = grounded, recipe, period
        self.form, self.random = grounded.form, random.Random(seed)
        self.layout = lay_out_workbook(self.form, grounded.kind)

    def invent(
        self, who: Identity, carried: dict[str, tuple[Row, ...]], prior: dict[PriorCell, float]
    ) -> Submission:
        """Return what a unit sends in which every rule holds; *carried* rows and *prior* figures stand in its workbook."""
        figures = {c: self.value_of(c, prior) for c in self.grounded.inputs}
        kind = self.grounded.kind
        asked = [r for r in self.form.registers_of(kind) if kind not in r.optional]
        rows = {
            r.id: self._numbered(r, [*self._kept_rows(r, who, carried), *self._some_rows(r, who)])
            for r in asked
        }
        zero = frozenset(name for name, listed in rows.items() if not listed)
        made = Submission(who, figures, rows={k: v for k, v in rows.items() if v}, zero=zero, prior=prior)
        return self._settled(made)

    # ── values ──

    def value_of(self, cell: Cell, prior: dict[PriorCell, float]) -> Value:
        """Draw a value for *cell*: by its type, in the range its recipe gives; a figure summed since January goes on."""
        figure = self.form.figure(cell)
        table = self.form.table(cell.table)
        places = (f"{cell.table}.{cell.row}", f"{cell.table}.{cell.column}", cell.table)
        match figure.type:
            case "text":
                return self._text(places, self.form.label(cell), cell)
            case "date" if table.sheet == COVER:
                return self._day_from(self.period.last, 1, 5)
            case "date":
                return self._day_from(self.period.first, 0, (self.period.last - self.period.first).days)
            case "option":
                return self.random.choice(self.form.options[figure.options]).id
        before = prior.get(PriorCell(*cell, PREVIOUS), 0.0) if self.period.cumulative else 0.0
        drawn = self._number(places, figure.places if figure.type == "number" else 0, figure.usual)
        return round(before + (drawn // 2 if before else drawn), figure.places)

    def _number(self, places: tuple[str, ...], decimals: int, usual: float | None) -> float:
        given = (self.recipe.ranges[p] for p in places if p in self.recipe.ranges)
        least, most = next(given, (0.0, usual or MOST))
        if decimals:
            return round(self.random.uniform(least, most), decimals)
        return float(self.random.randint(int(least), int(most)))

    def _text(self, places: tuple[str, ...], label: str, cell: Cell | None = None) -> str:
        if texts := next((self.recipe.texts[p] for p in places if p in self.recipe.texts), None):
            return self.random.choice(texts)
        if _PHONE in label:
            return f"0379-0000{self.random.randint(1000, 9999)}"
        if cell and self.form.table(cell.table).sheet == COVER:
            asked = [c for c in self.grounded.inputs if c.table == cell.table]
            return PEOPLE[asked.index(cell) % len(PEOPLE)]
        return f"样例{label}{self.random.randint(1, 99)}"

    def _day_from(self, day: datetime.date, least: int, most: int) -> str:
        return (day + datetime.timedelta(days=self.random.randint(least, most))).isoformat()

    # ── rows ──

    def rows_drawn(self, register: Register, who: Identity) -> tuple[list[Row], list[set[str]]]:
        """Return rows drawn at random, and which rules each of them breaks."""
        drawn = [Row(0, self._row_values(register, who, i)) for i in range(TRIED)]
        return self._judged_rows(register, who, drawn)

    def _judged_rows(
        self, register: Register, who: Identity, rows: list[Row]
    ) -> tuple[list[Row], list[set[str]]]:
        """Return *rows* as they stand in the sheet, and which rules each of them breaks."""
        listed = self._numbered(register, rows)
        alone = Submission(who, rows={register.id: listed})
        judged = judge_submissions(replace(self.grounded, checks=()), [alone], self.period)[0]
        broken: dict[int, set[str]] = {r.number: set() for r in listed}
        for check, verdict in judged.broken_rows(self.grounded.row_checks):
            for number in verdict.broken if check.list == register.id else ():
                broken[number].add(check.rule.id)
        return list(listed), [broken[r.number] for r in listed]

    def _kept_rows(self, register: Register, who: Identity, carried: dict[str, tuple[Row, ...]]) -> list[Row]:
        """Return the rows that go on from before, without those that are not of this period any more."""
        rows, broken = self._judged_rows(register, who, list(carried.get(register.id, ())))
        return [r for r, rules in zip(rows, broken, strict=True) if not rules]

    def _some_rows(self, register: Register, who: Identity) -> list[Row]:
        rows, broken = self.rows_drawn(register, who)
        least, most = self.recipe.ranges.get(register.id, ROWS)
        wanted = self.random.randint(int(least), int(most))
        return [r for r, rules in zip(rows, broken, strict=True) if not rules][:wanted]

    def _numbered(self, register: Register, rows: list[Row]) -> tuple[Row, ...]:
        """Return *rows* where they stand in the sheet, with what their other columns come to."""
        strip = self.layout.strips[register.id]
        placed = [r._replace(number=strip.first + 1 + i) for i, r in enumerate(rows)]
        comes = work_out_columns(register, strip.worked_out, placed, self.period)
        return tuple(r._replace(values={**r.values, **v}) for r, v in zip(placed, comes, strict=True))

    def _row_values(self, register: Register, who: Identity, at: int) -> dict[str, Value]:
        worked = self.layout.strips[register.id].worked_out
        asked = [f for f in register.fields if f.id not in worked]
        filled = self.random.choice(FILLED)
        row = {
            f.id: self._field_value(register, f, who, at)
            for f in asked
            if f.required or f.private or self.random.random() < filled
        }
        for f in asked:  # what goes together is filled in together
            if f.together in row and f.id not in row:
                row[f.id] = self._field_value(register, f, who, at)
        return row

    def _field_value(self, register: Register, field: Field, who: Identity, at: int) -> Value:
        places = (f"{register.id}.{field.id}",)
        match field.type:
            case "text" if field.id in register.key:
                return f"样例{who.period}-{who.unit[-3:]}-{at + 1:03}"
            case "text":
                return self._text(places, field.label)
            case "date" if self.random.random() < LATER:
                return self._day_from(self.period.last, 1, AFTER)
            case "date":
                return self._day_from(self.period.first, 0, (self.period.last - self.period.first).days)
            case "option":
                return self.random.choice(self.form.options[field.options]).id
        return self._number(places, field.places if field.type == "number" else 0, None)

    # ── rules ──

    def _settled(self, made: Submission) -> Submission:
        """Return *made* with figures moved, each rule's own, until as many rules hold as can be.

        Small steps first, which leave figures as they might be; sums that hang together need exact ones.
        """
        best, fewest = made, len(self.grounded.checks) + 1
        for exact in (False, True):
            made = best
            for _ in range(ROUNDS):
                broken = self.broken_checks(made)
                if len(broken) < fewest:
                    best, fewest = made, len(broken)
                if not broken:
                    return best
                made = self._mended(made, broken, exact=exact)
        return best

    def broken_checks(self, made: Submission) -> list[Check]:
        """Return the checks that *made* breaks."""
        return judge_submissions(self.grounded, [made], self.period)[0].broken(self.grounded.checks)

    def _mended(self, made: Submission, broken: list[Check], *, exact: bool) -> Submission:
        """Move one figure of every broken check that shares none with another one: to where the fewest break."""
        taken: set[Cell] = set()
        moves: list[tuple[int, Cell, Value]] = []
        for at, check in enumerate(broken):
            cells = [c for c in self.grounded.inputs_of(check.cells) if c in made.figures]
            if not taken & set(cells):
                taken.update(cells)
                moves += [(at, c, v) for c in cells for v in self._values_instead(c, cells, check, made)]
                moves += [(at, c, v) for c in cells if exact for v in self._balancing_values(c, check, made)]
        if not moves:
            return made
        tried = [replace(made, figures={**made.figures, c: v}) for _, c, v in moves]
        judged = judge_submissions(self.grounded, tried, self.period)
        scores = [(len(j.broken(self.grounded.checks)), self.random.random()) for j in judged]
        chosen = dict(made.figures)
        for at in {at for at, _, _ in moves}:
            scored = zip(scores, moves, strict=True)
            _, (_, cell, value) = min((score, move) for score, move in scored if move[0] == at)
            chosen[cell] = value
        return replace(made, figures=chosen)

    def _values_instead(self, cell: Cell, cells: list[Cell], check: Check, made: Submission) -> list[Value]:
        """Return what may stand in *cell* instead: what others of its check come to, a little more or less, another draw."""
        figure, stands = self.form.figure(cell), made.figures[cell]
        if not isinstance(stands, float):
            return [self.value_of(cell, made.prior) for _ in range(4)]
        others = [v for c in cells if c != cell and isinstance(v := made.figures[c], float)][:6]
        others += [made.prior[p] for p in needed_priors(check.expr) if p in made.prior]
        near = {0.0, 1.0, stands - 1, stands + 1, stands // 2, *others}
        near |= {a + b for a in others for b in others} | {a - b for a in others for b in others}
        kept = {round(v, figure.places) for v in near if figure.negative or v >= 0} - {stands}
        return sorted(kept)

    def _balancing_values(self, cell: Cell, check: Check, made: Submission) -> list[Value]:
        """Return the value of *cell* that makes both sides of an equation equal, where it moves them at all."""
        stands, expr = made.figures[cell], check.expr
        if not isinstance(stands, float) or not isinstance(expr, Operation) or expr.name != "=":
            return []
        nudged = replace(made, figures={**made.figures, cell: stands + 1})
        alone = replace(self.grounded, checks=(check,), row_checks=())
        scene = figure_scene(frame_submissions(alone, [made, nudged], self.period))
        off = evaluate_value(expr.args[0], scene) - evaluate_value(expr.args[1], scene)
        if not abs(slope := off[1] - off[0]) > STILL:
            return []
        figure = self.form.figure(cell)
        value = round(float(stands - off[0] / slope), figure.places)
        return [value] if figure.negative or value >= 0 else []
