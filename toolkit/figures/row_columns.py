"""Columns of a list that rules work out, row by row: what a row says in them is what its other columns come to."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import numpy as np

from toolkit.figures.evaluate import evaluate_value, round_half_up
from toolkit.form.rule_language import FigureReference
from toolkit.form.rule_trees import columns_needing_values

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from toolkit.form.period import Period
    from toolkit.form.register import Register
    from toolkit.form.rule_language import Expr, PriorReference, Tally
    from toolkit.form.submission import Row, Value

LAST_DAY = datetime.date.max.toordinal()


def work_out_columns(
    register: Register, worked: Mapping[str, Expr], rows: Sequence[Row], period: Period
) -> list[dict[str, Value]]:
    """Return what the columns *worked* come to in each of *rows*: nothing while one they need is not filled in, or not read."""
    made: list[dict[str, Value]] = [{} for _ in rows]
    if not rows or not worked:
        return made
    scene = _TypedRows(register, rows, period)
    for name, expr in worked.items():
        field = register.field(name)
        known = np.all([scene.known(c) for c in columns_needing_values(expr)], axis=0)
        comes = np.where(known, np.nan_to_num(evaluate_value(expr, scene)), np.nan)
        if field.type == "number":
            comes = round_half_up(comes, field.places)
        scene.numbers[name] = comes
        for row, number in zip(made, comes, strict=True):
            if field.type == "date" and 0 < number <= LAST_DAY:
                row[name] = datetime.date.fromordinal(int(number)).isoformat()
            elif field.type != "date" and not np.isnan(number):
                row[name] = float(number)
    return made


class _TypedRows:
    """Rows as a scene: what people typed, and each worked-out column once it is."""

    def __init__(self, register: Register, rows: Sequence[Row], period: Period) -> None:
        self.register, self.size, self.period = register, len(rows), period
        self.rows = rows
        self.numbers: dict[str, NDArray[np.float64]] = {}

    def number(self, ref: FigureReference) -> NDArray[np.float64]:
        name = str(ref.column)
        if name not in self.numbers:
            kind = self.register.field(name).type
            said = [_value_as_number(r.values.get(name), kind) for r in self.rows]
            self.numbers[name] = np.array(said, dtype=float)
        return self.numbers[name]

    def known(self, name: str) -> NDArray[np.bool_]:
        if self.register.field(name).type in ("text", "option"):
            return np.array([bool(r.values.get(name)) for r in self.rows], dtype=bool)
        return ~np.isnan(self.number(FigureReference(column=name)))

    def texts(self, ref: FigureReference) -> NDArray[np.object_] | None:
        return np.array([r.values.get(str(ref.column)) for r in self.rows], dtype=object)

    def filled(self, ref: FigureReference) -> NDArray[np.bool_]:
        return self.known(str(ref.column))

    def prior(self, node: PriorReference) -> NDArray[np.float64]:
        raise TypeError(f"a list has no earlier period: {node}")

    def tally(self, tally: Tally) -> NDArray[np.float64]:
        raise TypeError(f"a row counts no rows: {tally}")


def _value_as_number(said: Value | None, kind: str) -> float:
    if said is None or (kind != "date" and not isinstance(said, float)):
        return float("nan")
    return float(datetime.date.fromisoformat(str(said)).toordinal()) if kind == "date" else float(said)
