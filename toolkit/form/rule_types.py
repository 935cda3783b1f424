"""Numbers, days and texts: what may be compared with what, and added to what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.form.grounding import flat
from toolkit.form.rule_language import COMPARE, Bound, Expr, Op, Prior, Ref, Tally, Text

if TYPE_CHECKING:
    from collections.abc import Callable

NUMBER, DATE, TEXT, TEST = "数", "日期", "文字", "条件"
SORTS = {"count": NUMBER, "number": NUMBER, "date": DATE, "text": TEXT, "option": TEXT}
"""The sort of each type a figure or column may have."""


class SortError(ValueError):
    """Something is compared or added that has no meaning; *at* points into the rule's text."""

    def __init__(self, expr: Expr, what: str) -> None:
        """Say *what*, at the first part of *expr* that has a place."""
        self.what = what
        self.at = min((n.at for n in flat(expr) if isinstance(n, Ref | Tally) and n.at >= 0), default=-1)
        super().__init__(what)


def sort_of(expr: Expr, type_of: Callable[[Ref], str]) -> str:
    """Return what *expr* is; raise SortError where it has no meaning."""
    match expr:
        case Text():
            return TEXT
        case Bound():
            return DATE
        case Ref():
            return SORTS[type_of(expr)]
        case Prior():
            return _only(expr, expr.ref, NUMBER, type_of, "上年数")
        case Op(name="且" | "或" | "非" | "当"):
            return _all(expr, TEST, type_of)
        case Op(name="空" | "已填"):
            return TEST
        case Op(name="整数"):
            _only(expr, expr.args[0], NUMBER, type_of, "整数")
            return TEST
        case Op(name="长度" | "符合" as word):
            _only(expr, expr.args[0], TEXT, type_of, word)
            return NUMBER if word == "长度" else TEST
        case Op(name=name) if name in COMPARE:
            return _compared(expr, type_of)
        case Op(name="+" | "-"):
            return _added(expr, type_of)
        case Op():
            return _all(expr, NUMBER, type_of)
        case _:
            return NUMBER


def _only(expr: Expr, part: Expr, wanted: str, type_of: Callable[[Ref], str], word: str) -> str:
    found = sort_of(part, type_of)
    if found != wanted:
        raise SortError(expr, f"{word}只能用于{wanted}，这里是{found}")
    return wanted


def _all(expr: Op, wanted: str, type_of: Callable[[Ref], str]) -> str:
    for arg in expr.args:
        found = sort_of(arg, type_of)
        if found != wanted:
            raise SortError(arg, f"“{expr.name}”两边应为{wanted}，这里是{found}")
    return wanted


def _compared(expr: Op, type_of: Callable[[Ref], str]) -> str:
    left, right = (sort_of(a, type_of) for a in expr.args)
    if left != right or left == TEST:
        raise SortError(expr, f"不能把{left}和{right}比较")
    if left == TEXT and expr.name not in ("=", "<>"):
        raise SortError(expr, f"文字只能比较是否相同，不能用 {expr.name}")
    return TEST


def _added(expr: Op, type_of: Callable[[Ref], str]) -> str:
    """A day and a number of days are a day; two days are some days apart."""
    sorts = [sort_of(a, type_of) for a in expr.args]
    if set(sorts) <= {NUMBER}:
        return NUMBER
    if expr.name == "-" and sorts == [DATE, DATE]:
        return NUMBER
    if sorts.count(DATE) == 1 and set(sorts) <= {DATE, NUMBER} and (expr.name == "+" or sorts[0] == DATE):
        return DATE
    raise SortError(expr, f"不能把{'和'.join(sorts)}相{'加' if expr.name == '+' else '减'}")
