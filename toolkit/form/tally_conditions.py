"""The conditions of a tally: which of them COUNTIFS can say, and which two can never hold together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.form.rule_language import (
    COMPARE,
    Expr,
    FigureReference,
    NumberLiteral,
    Operation,
    PeriodBound,
    TextLiteral,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
"""A comparison read from its other side."""
_PERIODS = ((0, 364), (0, 31), (100, 200), (300, 364), (0, 0), (100, 100), (364, 364))
"""Where a period may begin and end in its year: all that is asked here is how its bounds stand to each other."""


def is_simple_condition(expr: Expr) -> bool:
    """Tell whether a condition is one column against one constant, 空 or 已填, or several of these joined by 且."""
    if isinstance(expr, Operation) and expr.name == "且":
        return all(is_simple_condition(a) for a in expr.args)
    if isinstance(expr, Operation) and expr.name in ("空", "已填"):
        return True
    if not (isinstance(expr, Operation) and expr.name in COMPARE):
        return False
    kinds = sorted("ref" if isinstance(a, FigureReference) else "constant" for a in expr.args)
    return kinds == ["constant", "ref"] and all(
        isinstance(a, FigureReference | NumberLiteral | TextLiteral | PeriodBound) for a in expr.args
    )


def are_disjoint(one: tuple[Expr, ...], two: tuple[Expr, ...]) -> bool:
    """Tell whether no row can meet both in any period: some column is asked for two things at once that exclude each other."""
    pairs = [(a, b) for a in _condition_parts(one) for b in _condition_parts(two) if a[0] == b[0]]
    return all(any(_exclude_each_other(a, b, period) for a, b in pairs) for period in _PERIODS)


def _condition_parts(conditions: tuple[Expr, ...]) -> Iterator[tuple[str, str, Expr | None]]:
    """Yield (column, comparison, constant), the column always on the left."""
    for expr in conditions:
        if not isinstance(expr, Operation):
            continue
        if expr.name == "且":
            yield from _condition_parts(expr.args)
        elif expr.name in ("空", "已填") and isinstance(expr.args[0], FigureReference):
            yield str(expr.args[0].column), expr.name, None
        elif len(expr.args) == 2:
            left, right = expr.args
            if isinstance(left, FigureReference):
                yield str(left.column), expr.name, right
            elif isinstance(right, FigureReference):
                yield str(right.column), TURNED.get(expr.name, expr.name), left


def _exclude_each_other(
    one: tuple[str, str, Expr | None], two: tuple[str, str, Expr | None], period: tuple[int, int]
) -> bool:
    signs = {one[1], two[1]}
    if "空" in signs:
        return signs != {"空"}  # every comparison with a blank is false
    if "已填" in signs:
        return False
    if isinstance(one[2], TextLiteral) or isinstance(two[2], TextLiteral):
        return (signs == {"="} and one[2] != two[2]) or (signs == {"=", "<>"} and one[2] == two[2])
    return not _intervals_meet(_comparison_interval(*one[1:], period), _comparison_interval(*two[1:], period))


def _comparison_interval(
    sign: str, constant: Expr | None, period: tuple[int, int]
) -> tuple[float, bool, float, bool]:
    """Return (from, from itself too, to, to itself too)."""
    bounds = {"年初": 0.0, "期初": float(period[0]), "期末": float(period[1]), "年末": 364.0}
    at = bounds[constant.name] if isinstance(constant, PeriodBound) else 0.0
    at = constant.value if isinstance(constant, NumberLiteral) else at
    far = float("inf")
    return {
        "=": (at, True, at, True),
        "<": (-far, True, at, False),
        "<=": (-far, True, at, True),
        ">": (at, False, far, True),
        ">=": (at, True, far, True),
    }.get(sign, (-far, True, far, True))


def _intervals_meet(one: tuple[float, bool, float, bool], two: tuple[float, bool, float, bool]) -> bool:
    first = max((one[0], not one[1]), (two[0], not two[1]))
    last = min((one[2], one[3]), (two[2], two[3]))
    return first[0] < last[0] or (first[0] == last[0] and not first[1] and last[1])
