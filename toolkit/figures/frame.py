"""Grounded expressions to vectorised arrays: one row a submission, one column a cell.

Held to ``toolkit.form.expr``'s statement of what a rule means, as the Excel compiler is; it knows no rule by name.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from toolkit.form.expr import Bound, Expr, Number, Op, Ref, Tally, Text, tolerance
from toolkit.form.ground import Check, Grounded, cells_of, places_of, tallies, valued

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from toolkit.form.model import Cell
    from toolkit.form.submission import Submission


class Verdict(StrEnum):
    """What a check says of a submission, in the words of the check sheet."""

    SILENT = ""
    KEPT = "通过"
    BROKEN = "不符"
    NOT_JUDGED = "未判定"


@dataclass
class Frame:
    """Submissions of one kind side by side.

    *values*: numbers, NaN for blank and for text. *filled*: something stands in the cell.
    *unread*: it could not be read. *lists*: every list end to end, columns ``at`` and ``row`` naming the submission and the row.
    """

    grounded: Grounded
    year: int
    values: pd.DataFrame
    filled: pd.DataFrame
    unread: pd.DataFrame
    lists: dict[str, pd.DataFrame]
    answered: dict[str, NDArray[np.bool_]]
    list_unread: dict[str, NDArray[np.bool_]]
    counted: dict[Cell, NDArray[np.float64]] = field(default_factory=dict)
    """What each figure worked out from lists comes to, even where a typed number stands in its place."""

    @property
    def size(self) -> int:
        """Return the number of submissions."""
        return len(self.values)


def frame(grounded: Grounded, submissions: Sequence[Submission], year: int) -> Frame:
    """Lay *submissions* side by side and work out what can be worked out.

    A typed number in a worked-out cell (``stated``) stands; every other worked-out cell is computed here,
    rounded half up to its places, blank while none of its inputs is filled in, unread when one of them is.
    """
    cells = grounded.form.cells_of(grounded.kind)
    index = pd.Index(cells, tupleize_cols=False)
    n = len(submissions)
    values = np.full((n, len(cells)), np.nan)
    filled = np.zeros((n, len(cells)), dtype=bool)
    unread = np.zeros((n, len(cells)), dtype=bool)
    at = {c: i for i, c in enumerate(cells)}
    for row, submission in enumerate(submissions):
        for cell, value in submission.figures.items():
            if cell in at and (cell not in grounded.worked_out or cell in submission.stated):
                filled[row, at[cell]] = True
                if isinstance(value, float):
                    values[row, at[cell]] = value
                elif grounded.form.figure(cell).type in ("count", "number"):
                    unread[row, at[cell]] = True  # words where a number belongs are no 0
        for cell in submission.unread:
            if cell in at:
                unread[row, at[cell]] = filled[row, at[cell]] = True
    lists, answered, list_unread = _lists(grounded, submissions)
    made = Frame(
        grounded,
        year,
        pd.DataFrame(values, columns=index),
        pd.DataFrame(filled, columns=index),
        pd.DataFrame(unread, columns=index),
        lists,
        answered,
        list_unread,
    )
    stated = [s.stated for s in submissions]
    for cell, expr in grounded.worked_out.items():
        _work_out(made, cell, expr, np.array([cell in s for s in stated], dtype=bool))
    return made


def _lists(
    grounded: Grounded, submissions: Sequence[Submission]
) -> tuple[dict[str, pd.DataFrame], dict[str, NDArray[np.bool_]], dict[str, NDArray[np.bool_]]]:
    lists, answered, unread = {}, {}, {}
    for register in grounded.form.registers:
        names = [f.id for f in register.fields]
        rows, bad = [], np.zeros(len(submissions), dtype=bool)
        known = np.zeros(len(submissions), dtype=bool)
        for at, submission in enumerate(submissions):
            listed = submission.rows.get(register.id, ())
            known[at] = bool(listed) or register.id in submission.zero
            bad[at] = any(r.unread for r in listed)
            rows += [[at, r.number, *(r.values.get(n) for n in names)] for r in listed]
        table = pd.DataFrame(rows, columns=["at", "row", *names], dtype=object)
        for f in register.fields:
            if f.type in ("count", "number"):
                table[f.id] = pd.to_numeric(table[f.id])
        lists[register.id], answered[register.id], unread[register.id] = table, known, bad
    return lists, answered, unread


def _work_out(frame: Frame, cell: Cell, expr: Expr, stated: NDArray[np.bool_]) -> None:
    needed = cells_of(expr)
    counted = [t.list for t in tallies(expr)]
    known = np.zeros(frame.size, dtype=bool)
    lost = np.zeros(frame.size, dtype=bool)
    for part in needed:
        known |= frame.filled[part].to_numpy()
        lost |= frame.unread[part].to_numpy()
    for name in counted:
        known |= frame.answered[name]
        lost |= frame.list_unread[name]
    worked, figure = value(expr, frame), frame.grounded.form.figure(cell)
    if figure.type == "number":  # a count is never rounded: 1.5 件 is a fault to show, not to mend
        worked = half_up(worked, figure.places)
    own = ~stated
    if counted:
        frame.counted[cell] = np.where(known & ~lost, worked, np.nan)
    frame.values[cell] = np.where(own, np.where(known & ~lost, worked, np.nan), frame.values[cell])
    frame.filled[cell] = np.where(own, known, frame.filled[cell])
    frame.unread[cell] = np.where(own, known & lost, frame.unread[cell])


def half_up(numbers: NDArray[np.float64], places: int) -> NDArray[np.float64]:
    """Round half away from zero, as Excel does, to *places* decimals.

    The nudge undoes what binary fractions take away: 1.005 is stored a little below, and people mean 1.01.
    """
    scaled = np.abs(numbers) * 10.0**places
    return np.sign(numbers) * np.floor(scaled + 0.5 + np.maximum(scaled, 1) * 1e-12) / 10.0**places


def value(expr: Expr, frame: Frame) -> NDArray[np.float64]:
    """Return *expr* for every submission; a blank is 0; a division by 0 is 0."""
    match expr:
        case Number():
            return np.full(frame.size, expr.value)
        case Ref():
            return frame.values[cells_of(expr)[0]].fillna(0).to_numpy(dtype=float)
        case Tally():
            return _tally(expr, frame)
        case Op(name="+"):
            return np.asarray(np.sum([value(a, frame) for a in expr.args], axis=0))
        case Op(name="-" | "*" | "/" as sign):
            a, b = (value(x, frame) for x in expr.args)
            if sign == "-":
                return np.asarray(a - b)
            return np.asarray(a * b) if sign == "*" else np.divide(a, b, out=np.zeros_like(a), where=b != 0)
        case _:
            raise TypeError(f"no value: {expr}")


def test(expr: Expr, frame: Frame, slack: float) -> NDArray[np.bool_]:
    """Return whether *expr* holds for every submission, two sides differing by less than *slack* being equal."""
    match expr:
        case Op(name="且" | "或" as word):
            parts = [test(a, frame, slack) for a in expr.args]
            return np.asarray(np.all(parts, axis=0) if word == "且" else np.any(parts, axis=0))
        case Op(name="非"):
            return ~test(expr.args[0], frame, slack)
        case Op(name="当"):
            return ~test(expr.args[0], frame, slack) | test(expr.args[1], frame, slack)
        case Op(name="空" | "已填" as word):
            found = frame.filled[cells_of(expr)[0]].to_numpy()
            return ~found if word == "空" else found
        case Op(name="整数"):
            whole = value(expr.args[0], frame)
            return np.asarray(whole == np.floor(whole))
        case Op(name=name) if name in _COMPARE:
            a, b = (value(x, frame) for x in expr.args)
            return np.asarray(_COMPARE[name](a, b, slack))
        case _:
            raise TypeError(f"no test: {expr}")


_COMPARE: dict[str, Callable[[Any, Any, float], Any]] = {
    "=": lambda a, b, slack: np.abs(a - b) < slack,
    "<>": lambda a, b, slack: np.abs(a - b) >= slack,
    "<=": lambda a, b, slack: a - b < slack,
    ">=": lambda a, b, slack: b - a < slack,
    "<": lambda a, b, slack: b - a >= slack,
    ">": lambda a, b, slack: a - b >= slack,
}


def verdicts(check: Check, frame: Frame) -> NDArray[np.object_]:
    """Judge *check* for every submission."""
    kept = test(check.expr, frame, tolerance(places_of(frame.grounded.form, check)))
    out = np.where(kept, Verdict.KEPT, Verdict.BROKEN).astype(object)
    if not _asks_blanks(check.expr):
        inputs = frame.grounded.inputs_of(check.cells)
        watched = dict.fromkeys((*inputs, *check.cells)) if inputs else dict.fromkeys(check.cells)
        filled = np.any([frame.filled[c].to_numpy() for c in watched], axis=0)
        out[~filled] = Verdict.SILENT
    if needed := valued(check.expr):
        out[np.any([frame.unread[c].to_numpy() for c in needed], axis=0)] = Verdict.NOT_JUDGED
    return out


def _asks_blanks(expr: Expr) -> bool:
    return isinstance(expr, Op) and (expr.name == "已填" or any(_asks_blanks(a) for a in expr.args))


def tallied(tally: Tally, frame: Frame) -> pd.DataFrame:
    """Return the rows of its list that *tally* counts; ``at`` names the submission, ``row`` the sheet's row."""
    rows = frame.lists[tally.list]
    anchor = frame.grounded.form.register(tally.list).anchor.id
    mask = rows[anchor].notna().to_numpy(dtype=bool, copy=True)
    for condition in tally.when:
        mask &= _row_test(condition, rows, frame.year)
    return rows[mask]


def _tally(tally: Tally, frame: Frame) -> NDArray[np.float64]:
    rows = tallied(tally, frame)
    at = rows["at"].to_numpy(dtype=np.int64)
    weights = None if tally.column is None else rows[tally.column].fillna(0).to_numpy(dtype=float)
    return np.bincount(at, weights=weights, minlength=frame.size).astype(float)


def _row_test(expr: Expr, rows: pd.DataFrame, year: int) -> NDArray[np.bool_]:
    """Test one condition of a tally on every row; a comparison with a blank is false."""
    match expr:
        case Op(name="且" | "或" as word):
            parts = [_row_test(a, rows, year) for a in expr.args]
            return np.asarray(np.all(parts, axis=0) if word == "且" else np.any(parts, axis=0))
        case Op(name="空" | "已填" as word, args=(Ref(column=name),)):
            blank = rows[str(name)].isna().to_numpy(dtype=bool)
            return blank if word == "空" else ~blank
        case Op(name=name, args=(Ref() as left, right)):
            return _compare(name, rows[str(left.column)], _constant(right, year))
        case Op(name=name, args=(left, Ref() as right)):
            turned = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}.get(name, name)
            return _compare(turned, rows[str(right.column)], _constant(left, year))
        case _:
            raise TypeError(f"no condition: {expr}")


def _constant(expr: Expr, year: int) -> float | str:
    match expr:
        case Number() | Text():
            return expr.value
        case Bound():
            return f"{year}-01-01" if expr.name == "年初" else f"{year}-12-31"
        case _:
            raise TypeError(f"no constant: {expr}")


def _compare(name: str, column: pd.Series[Any], other: float | str) -> NDArray[np.bool_]:
    there = column.notna().to_numpy(dtype=bool)
    out = np.zeros(len(column), dtype=bool)
    found = column[there]
    if len(found):
        out[there] = {
            "=": found == other,
            "<>": found != other,
            "<": found < other,
            "<=": found <= other,
            ">": found > other,
            ">=": found >= other,
        }[name]
    return out
