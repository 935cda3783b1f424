"""Expressions to arrays: the compiler that knows neither frames nor lists, only a *scene* that does.

A scene is many things side by side, submissions or rows of a list, and answers for a reference with one value each.
Held to ``toolkit.form.rule_language``'s statement of what a rule means, as the Excel compiler is; it knows no rule by name.
"""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from toolkit.form.rule_language import (
    Expr,
    FigureReference,
    NumberLiteral,
    Operation,
    PeriodBound,
    PriorReference,
    Tally,
    TextLiteral,
)
from toolkit.text.pattern_faults import whole_text_test

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from numpy.typing import NDArray

    from toolkit.form.period import Period


class EvaluationScene(Protocol):
    """What the evaluator asks of the things it judges, all arrays of length ``size``."""

    @property
    def size(self) -> int:
        """Return how many things stand side by side."""

    @property
    def period(self) -> Period:
        """Return the period."""

    def number(self, ref: FigureReference) -> NDArray[np.float64]:
        """Return numbers, and days as ordinals; NaN where a comparison must be false."""

    def texts(self, ref: FigureReference) -> NDArray[np.object_] | None:
        """Return texts, None among them where a comparison must be false; None where *ref* holds no text."""

    def filled(self, ref: FigureReference) -> NDArray[np.bool_]:
        """Tell where something stands."""

    def prior(self, node: PriorReference) -> NDArray[np.float64]:
        """Return the numbers of an earlier period, NaN where unknown."""

    def tally(self, tally: Tally) -> NDArray[np.float64]:
        """Return counts and sums over a list."""


def evaluate_value(expr: Expr, scene: EvaluationScene) -> NDArray[np.float64]:
    """Return *expr* for everything in *scene*; a division by 0 is 0."""
    match expr:
        case NumberLiteral():
            return np.full(scene.size, expr.value)
        case PeriodBound():
            return np.full(scene.size, float(scene.period.bound(expr.name).toordinal()))
        case FigureReference():
            return scene.number(expr)
        case PriorReference():
            return scene.prior(expr)
        case Tally():
            return scene.tally(expr)
        case Operation(name="长度", args=(FigureReference() as ref,)):
            return np.array([len(t or "") for t in _require_texts(ref, scene)], dtype=float)
        case Operation(name="+"):
            return np.asarray(np.sum([evaluate_value(a, scene) for a in expr.args], axis=0))
        case Operation(name="-" | "*" | "/" as sign):
            a, b = (evaluate_value(x, scene) for x in expr.args)
            if sign == "-":
                return np.asarray(a - b)
            return np.asarray(a * b) if sign == "*" else np.divide(a, b, out=np.zeros_like(a), where=b != 0)
        case _:
            raise TypeError(f"no value: {expr}")


def evaluate_condition(expr: Expr, scene: EvaluationScene, slack: float) -> NDArray[np.bool_]:
    """Return whether *expr* holds for each, two sides differing by less than *slack* being equal."""
    match expr:
        case Operation(name="且" | "或" as word):
            parts = [evaluate_condition(a, scene, slack) for a in expr.args]
            return reduce(np.logical_and, parts) if word == "且" else any_of(parts)
        case Operation(name="非"):
            return ~evaluate_condition(expr.args[0], scene, slack)
        case Operation(name="当"):
            when, then = (evaluate_condition(a, scene, slack) for a in expr.args)
            return ~when | then
        case Operation(name="空" | "已填" as word, args=(FigureReference() as ref,)):
            return ~scene.filled(ref) if word == "空" else scene.filled(ref)
        case Operation(name="整数"):
            whole = evaluate_value(expr.args[0], scene)
            return np.asarray(whole == np.floor(whole))
        case Operation(name="符合", args=(FigureReference() as ref, TextLiteral() as pattern)):
            matches = whole_text_test(pattern.value)
            return np.array([bool(t and matches(t)) for t in _require_texts(ref, scene)], dtype=bool)
        case Operation(name=name, args=(left, right)) if name in _COMPARE:
            words = [_text_values(a, scene) for a in (left, right)]
            if words[0] is not None and words[1] is not None:
                return _compare_texts(words[0], words[1], name)
            with np.errstate(invalid="ignore"):
                a, b = evaluate_value(left, scene), evaluate_value(right, scene)
                return np.asarray(_COMPARE[name](a, b, slack))
        case _:
            raise TypeError(f"no test: {expr}")


def any_of(parts: Iterable[NDArray[np.bool_]]) -> NDArray[np.bool_]:
    """Tell for each where any of *parts*, at least one, is true: a few arrays one by one take half of what a table of them takes."""
    return reduce(np.logical_or, parts)


def round_half_up(numbers: NDArray[np.float64], places: int) -> NDArray[np.float64]:
    """Round half away from zero, as Excel does, to *places* decimals.

    The nudge undoes what binary fractions take away: 1.005 is stored a little below, and people mean 1.01.
    """
    scaled = np.abs(numbers) * 10.0**places
    return np.sign(numbers) * np.floor(scaled + 0.5 + np.maximum(scaled, 1) * 1e-12) / 10.0**places


_COMPARE: dict[str, Callable[[Any, Any, float], Any]] = {
    "=": lambda a, b, slack: np.abs(a - b) < slack,
    "<>": lambda a, b, slack: np.abs(a - b) >= slack,
    "<=": lambda a, b, slack: a - b < slack,
    ">=": lambda a, b, slack: b - a < slack,
    "<": lambda a, b, slack: b - a >= slack,
    ">": lambda a, b, slack: a - b >= slack,
}


def _text_values(expr: Expr, scene: EvaluationScene) -> NDArray[np.object_] | None:
    if isinstance(expr, TextLiteral):
        return np.full(scene.size, expr.value, dtype=object)
    return scene.texts(expr) if isinstance(expr, FigureReference) else None


def _require_texts(ref: FigureReference, scene: EvaluationScene) -> NDArray[np.object_]:
    found = scene.texts(ref)
    if found is None:
        raise TypeError(f"no text: {ref}")
    return found


def _compare_texts(left: NDArray[np.object_], right: NDArray[np.object_], name: str) -> NDArray[np.bool_]:
    pairs = list(zip(left, right, strict=True))
    both = np.array([a is not None and b is not None for a, b in pairs], dtype=bool)
    alike = np.array([a == b for a, b in pairs], dtype=bool)
    return np.asarray(both & (alike if name == "=" else ~alike), dtype=bool)
