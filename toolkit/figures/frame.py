"""Submissions of one kind side by side: their figures worked out, their checks judged, all at once.

Two scenes for the evaluator: the submissions themselves, and the rows of a list put end to end.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from toolkit.figures.evaluate import evaluate_condition, evaluate_value, round_half_up
from toolkit.form.rule_language import FigureReference, Tally
from toolkit.form.rule_trees import (
    cell_of_reference,
    needed_cells,
    prior_cell_of,
    walk_divisors,
    walk_tallies,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from toolkit.figures.evaluate import EvaluationScene
    from toolkit.form.grounding import GroundedForm
    from toolkit.form.model import Cell, PriorCell
    from toolkit.form.period import Period
    from toolkit.form.register import Register
    from toolkit.form.rule_language import Expr, PriorReference
    from toolkit.form.submission import Row, Submission, Value

EXACTLY = 1e-9
"""The slack of a tally's conditions: COUNTIFS has none, and binary noise is smaller."""


@dataclass
class SubmissionFrame:
    """Submissions of one kind side by side.

    By figure, an array over the submissions. *values*: numbers, and days as ordinals; NaN for blank and for text.
    *words*: texts, "" for none. *filled*: something stands in the cell. *unread*: it could not be read.
    *priors*: the numbers of earlier periods. *no_rate*: rates with nothing to be divided by.
    *lists*: rows end to end, each with the number of its submission.
    """

    grounded: GroundedForm
    period: Period
    size: int
    values: dict[Cell, NDArray[np.float64]]
    words: dict[Cell, NDArray[np.object_]]
    filled: dict[Cell, NDArray[np.bool_]]
    unread: dict[Cell, NDArray[np.bool_]]
    priors: dict[PriorCell, NDArray[np.float64]]
    lists: dict[str, list[tuple[int, Row]]]
    answered: dict[str, NDArray[np.bool_]]
    list_unread: dict[str, NDArray[np.bool_]]
    no_rate: dict[Cell, NDArray[np.bool_]] = field(default_factory=dict)
    _numbers: dict[Cell, NDArray[np.float64]] = field(default_factory=dict)

    def number(self, ref: FigureReference) -> NDArray[np.float64]:
        """Return numbers and days; a blank is 0."""
        cell = cell_of_reference(ref)
        if cell not in self._numbers:  # some hundred rules ask for the same few hundred figures
            self._numbers[cell] = _nan_to_zero(self.values[cell])
            self._numbers[cell].flags.writeable = False
        return self._numbers[cell]

    def work_out(self, cell: Cell, numbers: NDArray[np.float64]) -> None:
        """Let *numbers* stand in a figure, whatever was typed there."""
        self.values[cell] = numbers
        self._numbers.pop(cell, None)

    def texts(self, ref: FigureReference) -> NDArray[np.object_] | None:
        """Return the texts of a text figure; a blank is no text at all, ""."""
        return self.words.get(cell_of_reference(ref))

    def prior(self, node: PriorReference) -> NDArray[np.float64]:
        """Return the numbers of an earlier period; a submission that does not know them is not judged by them."""
        return _nan_to_zero(self.priors[prior_cell_of(node)])

    @cached_property
    def row_scenes(self) -> dict[str, RowScene]:
        """Return the rows of every list as a scene."""
        register = self.grounded.form.register
        return {n: RowScene(register(n), rows, self.period) for n, rows in self.lists.items()}

    def tally(self, tally: Tally) -> NDArray[np.float64]:
        """Count or add the rows *tally* means."""
        scene = self.row_scenes[tally.list]
        places = scene.places_where(tally.when)
        column = FigureReference(column=tally.column)
        weights = _nan_to_zero(scene.number(column))[places] if tally.column else None
        return np.bincount(scene.owners[places], weights=weights, minlength=self.size).astype(float)


def _nan_to_zero(numbers: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(np.isnan(numbers), 0.0, numbers)


class _FigureScene:
    """The submissions as a scene."""

    def __init__(self, frame: SubmissionFrame) -> None:
        self.size, self.period = frame.size, frame.period
        self.number, self.texts, self.prior, self.tally = frame.number, frame.texts, frame.prior, frame.tally
        self._frame = frame

    def filled(self, ref: FigureReference) -> NDArray[np.bool_]:
        cell, filled = cell_of_reference(ref), self._frame.filled[cell_of_reference(ref)]
        blank = cell in self._frame.no_rate and not self._frame.grounded.form.figure(cell).when_zero
        return filled & ~self._frame.no_rate[cell] if blank else filled


class RowScene:
    """The rows of a list as a scene: a comparison with a blank is false.

    Some hundred figures of a report count the same rows by the same few conditions: each is worked out once.
    """

    def __init__(self, register: Register, listed: Sequence[tuple[int, Row]], period: Period) -> None:
        self.register, self.size, self.period = register, len(listed), period
        self.owners = np.array([at for at, _ in listed], dtype=np.int64)
        self.numbers = np.array([r.number for _, r in listed], dtype=np.int64)
        self._rows = [r for _, r in listed]
        self._anchored = self._stands(register.anchor.id)
        self._numbers: dict[str, NDArray[np.float64]] = {}
        self._texts: dict[str, NDArray[np.object_]] = {}
        self._holds: dict[Expr, NDArray[np.bool_]] = {}
        self._places: dict[tuple[Expr, ...], NDArray[np.intp]] = {}

    def number(self, ref: FigureReference) -> NDArray[np.float64]:
        """Return numbers, and days as ordinals; NaN where there are none."""
        name = str(ref.column)
        if name not in self._numbers:
            kind = self.register.field(name).type
            column = (r.values.get(name) for r in self._rows)
            self._numbers[name] = np.array([_cell_as_number(v, kind) for v in column], dtype=float)
        return self._numbers[name]

    def work_out(self, name: str, numbers: NDArray[np.float64]) -> None:
        """Let *numbers* stand in a column, whatever was typed there."""
        self._numbers[name] = numbers

    def known(self, name: str) -> NDArray[np.bool_]:
        """Tell of each row whether a column says what it is to say: a text, or a number."""
        words = self.texts(FigureReference(column=name))
        return ~np.isnan(self.number(FigureReference(column=name))) if words is None else words.astype(bool)

    def texts(self, ref: FigureReference) -> NDArray[np.object_] | None:
        """Return the texts of a column of texts."""
        name = str(ref.column)
        if self.register.field(name).type not in ("text", "option"):
            return None
        if name not in self._texts:
            self._texts[name] = np.array([r.values.get(name) for r in self._rows], dtype=object)
        return self._texts[name]

    def filled(self, ref: FigureReference) -> NDArray[np.bool_]:
        """Tell where something stands, be it unreadable."""
        name = str(ref.column)
        return np.logical_or(self._stands(name), self.lost({name}), dtype=bool)

    def lost(self, needed: set[str]) -> NDArray[np.bool_]:
        """Tell of each row whether one of the columns *needed* could not be read."""
        return np.array([not needed.isdisjoint(r.unread) for r in self._rows], dtype=bool)

    def _stands(self, name: str) -> NDArray[np.bool_]:
        """Tell of each row whether something stands in a column."""
        return np.array([r.values.get(name) is not None for r in self._rows], dtype=bool)

    def prior(self, node: PriorReference) -> NDArray[np.float64]:
        """Refuse: the loader lets no rule over rows ask."""
        raise TypeError(f"a list has no earlier period: {node}")

    def tally(self, tally: Tally) -> NDArray[np.float64]:
        """Refuse, as of earlier periods."""
        raise TypeError(f"a row counts no rows: {tally}")

    def places_where(self, conditions: tuple[Expr, ...]) -> NDArray[np.intp]:
        """Return where the rows stand that have their first required column, and of which all *conditions* are true."""
        if conditions not in self._places:
            for c in conditions:
                self._holds[c] = self._holds[c] if c in self._holds else evaluate_condition(c, self, EXACTLY)
            holding = np.all([self._anchored, *(self._holds[c] for c in conditions)], axis=0)
            self._places[conditions] = np.flatnonzero(holding)
        return self._places[conditions]


def frame_submissions(
    grounded: GroundedForm, submissions: Sequence[Submission], period: Period
) -> SubmissionFrame:
    """Lay *submissions* side by side and work out what can be worked out.

    A typed number in a worked-out cell (``stated``) stands; every other worked-out cell is computed here,
    rounded half up to its places, blank while none of its inputs is filled in, unread when one of them is.
    """
    form, cells = grounded.form, grounded.form.cells_of(grounded.kind)
    n = len(submissions)
    at = {c: (i, form.figure(c).type, c in grounded.worked_out) for i, c in enumerate(cells)}
    no_rate = {c: form.figure(c).when_zero for c in cells if form.figure(c).when_zero}
    values = np.full((n, len(cells)), np.nan)
    words = {c: np.full(n, "", dtype=object) for c in cells if at[c][1] in ("text", "option")}
    filled = np.zeros((n, len(cells)), dtype=bool)
    unread = np.zeros((n, len(cells)), dtype=bool)
    for row, submission in enumerate(submissions):
        said_values, stands, lost = [np.nan] * len(cells), [False] * len(cells), [False] * len(cells)
        for cell, said in submission.figures.items():
            i, kind, worked = at.get(cell, (-1, "", False))  # looked up once: there are some thousand of them
            if i < 0 or (worked and cell not in submission.stated):
                continue
            stands[i] = True
            if kind in ("text", "option"):
                words[cell][row] = str(said)
            elif kind == "date" or isinstance(said, float):
                said_values[i] = _value_as_number(said, kind)
            elif said != no_rate.get(cell):
                lost[i] = True  # words where a number belongs are no 0
        for cell in submission.unread:
            if cell in at:
                lost[at[cell][0]] = stands[at[cell][0]] = True
        values[row], filled[row], unread[row] = (
            said_values,
            stands,
            lost,
        )  # at once: one by one takes thrice as long
    lists, answered, list_unread = _listed_rows(grounded, submissions)
    priors = {c: np.array([s.prior.get(c, np.nan) for s in submissions], float) for c in grounded.priors}
    tables = [_split_by_figure(cells, table) for table in (values, filled, unread)]
    made = SubmissionFrame(
        grounded, period, n, tables[0], words, tables[1], tables[2], priors, lists, answered, list_unread
    )
    stated = [s.stated for s in submissions]
    for cell, expr in grounded.worked_out.items():
        _work_out_figure(made, cell, expr, np.array([cell in s for s in stated], dtype=bool))
    return made


def _value_as_number(said: Value, kind: str) -> float:
    """Return a number, or a day as an ordinal, that differences of days be numbers of days."""
    return float(datetime.date.fromisoformat(str(said)).toordinal()) if kind == "date" else float(said)


def _split_by_figure(cells: Sequence[Cell], table: NDArray[Any]) -> dict[Cell, NDArray[Any]]:
    """Take a table of submissions × figures apart: a figure is asked for some thousand times a run."""
    return {c: np.ascontiguousarray(table[:, i]) for i, c in enumerate(cells)}


def _listed_rows(
    grounded: GroundedForm, submissions: Sequence[Submission]
) -> tuple[dict[str, list[tuple[int, Row]]], dict[str, NDArray[np.bool_]], dict[str, NDArray[np.bool_]]]:
    lists, answered, unread = {}, {}, {}
    for register in grounded.form.registers:
        listed = [s.rows.get(register.id, ()) for s in submissions]
        told = [bool(r) or register.id in s.zero for r, s in zip(listed, submissions, strict=True)]
        answered[register.id] = np.array(told, dtype=bool)
        unread[register.id] = np.array([any(r.unread for r in rows) for rows in listed], dtype=bool)
        lists[register.id] = [(at, r) for at, rows in enumerate(listed) for r in rows]
    return lists, answered, unread


def _cell_as_number(value: Value | None, kind: str) -> float:
    """Return a number of a list's row, or a day as an ordinal; a blank, and words where a number belongs, are none."""
    if kind == "date":
        return np.nan if value is None else _value_as_number(value, kind)
    return value if isinstance(value, float) else np.nan


def _work_out_figure(frame: SubmissionFrame, cell: Cell, expr: Expr, stated: NDArray[np.bool_]) -> None:
    needed = needed_cells(expr)
    counted = [t.list for t in walk_tallies(expr)]
    known = np.zeros(frame.size, dtype=bool)
    lost = np.zeros(frame.size, dtype=bool)
    for part in needed:
        known |= frame.filled[part]
        lost |= frame.unread[part]
    for name in counted:
        known |= frame.answered[name]
        lost |= frame.list_unread[name]
    worked, figure = evaluate_value(expr, _FigureScene(frame)), frame.grounded.form.figure(cell)
    if figure.type == "number":  # a count is never rounded: 1.5 件 is a fault to show, not to mend
        worked = round_half_up(worked, figure.places)
    own = ~stated
    told = known & ~lost
    if figure.when_zero is not None:
        under = [evaluate_value(d, _FigureScene(frame)) == 0 for d in walk_divisors(expr)]
        frame.no_rate[cell] = own & told & np.any(under, axis=0)
        told &= ~frame.no_rate[cell]
    frame.work_out(cell, np.where(own, np.where(told, worked, np.nan), frame.values[cell]))
    frame.filled[cell] = np.where(own, known, frame.filled[cell])
    frame.unread[cell] = np.where(own, known & lost, frame.unread[cell])


def figure_scene(frame: SubmissionFrame) -> EvaluationScene:
    """Return the submissions as the evaluator sees them."""
    return _FigureScene(frame)


def condition_holds(expr: Expr, frame: SubmissionFrame) -> NDArray[np.bool_]:
    """Tell for each submission whether *expr*, about whole figures, is true."""
    return evaluate_condition(expr, _FigureScene(frame), 0.5)


def select_rows(register: Register, rows: Sequence[Row], condition: Expr, period: Period) -> tuple[Row, ...]:
    """Return the *rows* of which *condition* is true, seen from *period*; a comparison with a blank is false."""
    if not rows:
        return ()
    scene = RowScene(register, [(0, r) for r in rows], period)
    return tuple(r for r, yes in zip(rows, evaluate_condition(condition, scene, EXACTLY), strict=True) if yes)


def tallied_rows(tally: Tally, frame: SubmissionFrame) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the rows of its list that *tally* counts: of each its submission, and its row in the sheet."""
    scene = frame.row_scenes[tally.list]
    places = scene.places_where(tally.when)
    return scene.owners[places], scene.numbers[places]
