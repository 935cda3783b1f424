"""What is wrong with counts and sums over a list: columns it has not, conditions that compare what cannot be compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.form.rule_language import (
    Expr,
    FigureReference,
    Operation,
    Tally,
    TextLiteral,
    point_at_character,
)
from toolkit.form.rule_trees import tally_columns, walk_nodes, walk_references
from toolkit.form.rule_types import RuleTypeError, expression_type
from toolkit.form.tally_conditions import is_simple_condition
from toolkit.form.trait import NUMBERS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from toolkit.form.model import Form
    from toolkit.form.register import Field

WILD = set("*?~<>=")
"""COUNTIFS would take these in a text for wildcards or operators."""


def tally_faults(form: Form, text: str, tally: Tally) -> Iterator[str]:
    """Yield what is wrong with a *tally* that stands in *text*."""
    register = next((r for r in form.registers if r.id == tally.list), None)
    if register is None:
        yield _pointed(text, tally.at, f"没有登记簿 {tally.list}")
        return
    fields = {f.id: f for f in register.fields}
    if tally.column and tally.column not in fields:
        yield _pointed(text, tally.at, f"{register.id} 没有栏 {tally.column}")
    elif tally.column and (kind := fields[tally.column].type) not in NUMBERS:
        yield _pointed(text, tally.at, f"{register.id} 的 {tally.column} 是 {kind}，不能相加")
    for condition in tally.when:
        unknown = [r for r in walk_references(condition) if r.column not in fields]
        for ref in unknown:
            yield _pointed(text, ref.at, f"{register.id} 没有栏 {ref.column}")
        if not is_simple_condition(condition):
            what = "登记簿的条件只能是一栏与一个数、日期或选项比较，空(…)、已填(…)，或用“且”连起来"
            yield _pointed(text, tally.at, what)
        elif not unknown:
            yield from _condition_faults(form, text, condition, fields)


def _pointed(text: str, at: int, what: str) -> str:
    """Say *what* and point at it; at nothing where row and column have put it together (*text* is empty)."""
    return point_at_character(text, at if text else -1, what)


def _condition_faults(form: Form, text: str, condition: Expr, fields: Mapping[str, Field]) -> Iterator[str]:
    try:
        expression_type(condition, lambda ref: fields[str(ref.column)].type)
    except RuleTypeError as error:
        yield _pointed(text, error.at, error.what)
    for node in walk_nodes(condition):
        yield from option_faults(form, node, fields)
        if isinstance(node, TextLiteral) and WILD & set(node.value):
            yield f"条件里的文字“{node.value}”含有公式的通配符"


def option_faults(form: Form, condition: Expr, fields: Mapping[str, Field]) -> Iterator[str]:
    """Refuse what is no option: a text compared with an option column must be one of its options."""
    if not isinstance(condition, Operation) or len(condition.args) != 2:
        return
    left, right = condition.args
    if isinstance(left, FigureReference) and isinstance(right, TextLiteral) and left.column in fields:
        f = fields[str(left.column)]
        if f.type == "option" and right.value not in {o.id for o in form.options.get(f.options, ())}:
            yield f"{f.id} 没有选项 {right.value}"


def private_faults(form: Form, tally: Tally) -> Iterator[str]:
    """Refuse to count above the first level what the reports from below do not bring along."""
    fields = form.register(tally.list).fields
    for name in sorted(tally_columns(tally) & {f.id for f in fields if f.private}):
        yield f"{tally.list} 的 {name} 不上报（private），这一级数不了"
