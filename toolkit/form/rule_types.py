"""Numbers, days and texts: what may be compared with what, and added to what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.form.rule_language import (
    COMPARE,
    Expr,
    FigureReference,
    Operation,
    PeriodBound,
    PriorReference,
    Tally,
    TextLiteral,
)
from toolkit.form.rule_trees import walk_nodes

if TYPE_CHECKING:
    from collections.abc import Callable

NUMBER, DATE, TEXT, TEST = "数", "日期", "文字", "条件"
SORTS = {"count": NUMBER, "number": NUMBER, "date": DATE, "text": TEXT, "option": TEXT}
"""The sort of each type a figure or column may have."""


class RuleTypeError(ValueError):
    """Something is compared or added that has no meaning; *at* points into the rule's text."""

    def __init__(self, expr: Expr, what: str) -> None:
        """Say *what*, at the first part of *expr* that has a place."""
        self.what = what
        pointed = [n.at for n in walk_nodes(expr) if isinstance(n, FigureReference | Tally)]
        self.at = min((at for at in pointed if at >= 0), default=-1)
        super().__init__(what)


def expression_type(expr: Expr, type_of: Callable[[FigureReference], str]) -> str:
    """Return what *expr* is; raise RuleTypeError where it has no meaning."""
    match expr:
        case TextLiteral():
            return TEXT
        case PeriodBound():
            return DATE
        case FigureReference():
            return SORTS[type_of(expr)]
        case PriorReference():
            return _require_part_type(expr, expr.ref, NUMBER, type_of, "上年数")
        case Operation(name="且" | "或" | "非" | "当"):
            return _require_argument_types(expr, TEST, type_of)
        case Operation(name="空" | "已填"):
            return TEST
        case Operation(name="整数"):
            _require_part_type(expr, expr.args[0], NUMBER, type_of, "整数")
            return TEST
        case Operation(name="长度" | "符合" as word):
            _require_part_type(expr, expr.args[0], TEXT, type_of, word)
            return NUMBER if word == "长度" else TEST
        case Operation(name=name) if name in COMPARE:
            return _comparison_type(expr, type_of)
        case Operation(name="+" | "-"):
            return _addition_type(expr, type_of)
        case Operation():
            return _require_argument_types(expr, NUMBER, type_of)
        case _:
            return NUMBER


def has_meaning(expr: Expr, type_of: Callable[[FigureReference], str]) -> bool:
    """Tell whether *expr* compares and adds only what may be."""
    try:
        expression_type(expr, type_of)
    except RuleTypeError:
        return False
    return True


def _require_part_type(
    expr: Expr, part: Expr, wanted: str, type_of: Callable[[FigureReference], str], word: str
) -> str:
    found = expression_type(part, type_of)
    if found != wanted:
        raise RuleTypeError(expr, f"{word}只能用于{wanted}，这里是{found}")
    return wanted


def _require_argument_types(expr: Operation, wanted: str, type_of: Callable[[FigureReference], str]) -> str:
    for arg in expr.args:
        found = expression_type(arg, type_of)
        if found != wanted:
            raise RuleTypeError(arg, f"“{expr.name}”两边应为{wanted}，这里是{found}")
    return wanted


def _comparison_type(expr: Operation, type_of: Callable[[FigureReference], str]) -> str:
    left, right = (expression_type(a, type_of) for a in expr.args)
    if left != right or left == TEST:
        raise RuleTypeError(expr, f"不能把{left}和{right}比较")
    if left == TEXT and expr.name not in ("=", "<>"):
        raise RuleTypeError(expr, f"文字只能比较是否相同，不能用 {expr.name}")
    return TEST


def _addition_type(expr: Operation, type_of: Callable[[FigureReference], str]) -> str:
    """A day and a number of days are a day; two days are some days apart."""
    sorts = [expression_type(a, type_of) for a in expr.args]
    if set(sorts) <= {NUMBER}:
        return NUMBER
    if expr.name == "-" and sorts == [DATE, DATE]:
        return NUMBER
    if sorts.count(DATE) == 1 and set(sorts) <= {DATE, NUMBER} and (expr.name == "+" or sorts[0] == DATE):
        return DATE
    raise RuleTypeError(expr, f"不能把{'和'.join(sorts)}相{'加' if expr.name == '+' else '减'}")
