"""Columns of a list that rules work out, row by row: what a row says in them is what its other columns come to."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import numpy as np

from toolkit.figures.evaluate import evaluate_value, round_half_up
from toolkit.figures.frame import RowScene
from toolkit.form.rule_trees import columns_needing_values

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from toolkit.form.period import Period
    from toolkit.form.register import Register
    from toolkit.form.rule_language import Expr
    from toolkit.form.submission import Row, Value

LAST_DAY = datetime.date.max.toordinal()


def work_out_columns(
    register: Register, worked: Mapping[str, Expr], rows: Sequence[Row], period: Period
) -> list[dict[str, Value]]:
    """Return what the columns *worked* come to in each of *rows*: nothing while one they need is not filled in, or not read."""
    made: list[dict[str, Value]] = [{} for _ in rows]
    if not rows or not worked:
        return made
    scene = RowScene(register, [(0, row) for row in rows], period)
    for name, expr in worked.items():
        field = register.field(name)
        known = np.all([scene.known(c) for c in columns_needing_values(expr)], axis=0)
        comes = np.where(known, np.nan_to_num(evaluate_value(expr, scene)), np.nan)
        if field.type == "number":
            comes = round_half_up(comes, field.places)
        scene.work_out(name, comes)
        for row, number in zip(made, comes, strict=True):
            if field.type == "date" and 0 < number <= LAST_DAY:
                row[name] = datetime.date.fromordinal(int(number)).isoformat()
            elif field.type != "date" and not np.isnan(number):
                row[name] = float(number)
    return made
