"""Trees and figures to sentences a clerk reads. Makes words only; decides nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.form.expr import Bound, Expr, Number, Op, Ref, Span, Tally, Text, parse
from toolkit.form.model import Cell, Form, Rule

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

NOT = {"=": "≠", "<>": "＝", "<": "≥", "<=": "＞", ">": "≤", ">=": "＜"}
SIGN = {"=": "＝", "<>": "≠", "<": "＜", "<=": "≤", ">": "＞", ">=": "≥", "*": "×", "/": "÷"}
BLANK = "空"


def number(value: object) -> str:
    """Write a figure as people do: no trailing zeros, no exponent; a blank is 空."""
    if value is None:
        return BLANK
    if isinstance(value, float):
        return f"{value:.6f}".rstrip("0").rstrip(".") if value != int(value) else str(int(value))
    return str(value)


def broken(form: Form, expr: Expr, figures: Mapping[Cell, object]) -> str:
    """Say how a grounded check fails, with every figure: 「应为 3（自然人 2 ＋ 商业企业 1），实为 5」."""
    if isinstance(expr, Op) and expr.name == "=" and isinstance(expr.args[0], Ref):
        left, right = expr.args
        stands = figures.get(_cell(left)) if isinstance(left, Ref) else None
        if not isinstance(right, Number):
            worked = number(_value(right, figures))
            return f"应为 {worked}（{_say(form, right, figures)}），实为 {number(stands)}"
        return f"应为 {number(right.value)}，实为 {number(stands)}"
    if isinstance(expr, Op) and expr.name == "且":
        failed = [a for a in expr.args if not _kept(a, figures)]
        return "；".join(broken(form, a, figures) for a in failed or expr.args)
    if isinstance(expr, Op) and expr.name in NOT:
        a, b = (_say(form, x, figures) for x in expr.args)
        sums = [number(_value(x, figures)) for x in expr.args]
        tail = (
            f"（{sums[0]} {NOT[expr.name]} {sums[1]}）" if any(isinstance(x, Op) for x in expr.args) else ""
        )
        return f"{a} {NOT[expr.name]} {b}{tail}"
    if isinstance(expr, Op) and expr.name == "整数":
        return f"应为整数，实为 {number(figures.get(_cell(expr.args[0])))}"
    if isinstance(expr, Op) and expr.name == "已填":
        return "现在是空的"
    return _say(form, expr, figures)


def statement(form: Form, rule: Rule) -> str:
    """Say what a rule demands, for the rule book: labels instead of ids, no figures."""
    tree = parse(rule.must)
    table = rule.over[0] if rule.over else None
    return _plain(tree, lambda ref: _name(form, table, ref))


def _name(form: Form, over: str | None, ref: Ref) -> str:
    if ref == Ref():
        return "本格"
    table = form.table(ref.table or over or "")
    parts = [table.id] if ref.table and ref.table != over else []
    if ref.row:
        parts.append(next(r.label for r in table.rows if r.id == ref.row))
    if ref.column:
        parts.append(next(c.label for c in table.columns if c.id == ref.column))
    return "·".join(parts)


def _plain(expr: Expr, name: Callable[[Ref], str]) -> str:
    match expr:
        case Number():
            return number(expr.value)
        case Text():
            return f"“{expr.value}”"
        case Bound():
            return expr.name
        case Ref():
            return name(expr)
        case Span():
            return f"{name(expr.first)} 至 {name(expr.last)} 之和"
        case Tally():
            return f"{expr.list}{'件数' if expr.column is None else f'的{expr.column}之和'}"
        case Op(name="已填" | "空" | "整数" as word):
            said = {"已填": "必须填写", "空": "应为空", "整数": "应为整数"}
            return f"{_plain(expr.args[0], name)}{said[word]}"
        case Op(name="当"):
            return f"当 {_plain(expr.args[0], name)} 时，{_plain(expr.args[1], name)}"
        case Op(name="非"):
            return f"不是 {_plain(expr.args[0], name)}"
        case Op(name="且" | "或" as word):
            return ("，且 " if word == "且" else "，或 ").join(_plain(a, name) for a in expr.args)
        case Op():
            return f" {SIGN.get(expr.name, expr.name)} ".join(_plain(a, name) for a in expr.args)


def _say(form: Form, expr: Expr, figures: Mapping[Cell, object]) -> str:
    """Name every addend with its value; zeros are left out of long sums, where they only hide the rest."""
    if isinstance(expr, Op) and expr.name == "+" and len(expr.args) > 6:
        told = [a for a in expr.args if not isinstance(a, Ref) or figures.get(_cell(a))]
        rest = "，其余为 0" if len(told) < len(expr.args) else ""
        return (" ＋ ".join(_say(form, a, figures) for a in told) or "各项均为 0") + (rest if told else "")
    if isinstance(expr, Ref):
        return f"{_short(form, expr)} {number(figures.get(_cell(expr)))}"
    if isinstance(expr, Op) and expr.name in ("+", "-", "*", "/"):
        sign = {"+": " ＋ ", "-": " － "}.get(expr.name, f" {SIGN.get(expr.name)} ")
        return sign.join(_say(form, a, figures) for a in expr.args)
    return _plain(expr, lambda ref: _short(form, ref))


def _short(form: Form, ref: Ref) -> str:
    cell = _cell(ref)
    return form.label(cell)


def _cell(ref: Expr) -> Cell:
    if not isinstance(ref, Ref):
        raise TypeError(ref)
    return Cell(ref.table or "", ref.row or "", ref.column or "")


def _value(expr: Expr, figures: Mapping[Cell, object]) -> float:
    match expr:
        case Number():
            return expr.value
        case Ref():
            found = figures.get(_cell(expr))
            return found if isinstance(found, float) else 0.0
        case Op(name="+"):
            return sum(_value(a, figures) for a in expr.args)
        case Op(name="-" | "*" | "/" as sign):
            a, b = (_value(x, figures) for x in expr.args)
            return a - b if sign == "-" else a * b if sign == "*" else a / b if b else 0.0
        case _:
            raise TypeError(expr)


def _kept(expr: Expr, figures: Mapping[Cell, object]) -> bool:
    """Tell which half of an 且 to speak of; the verdict itself was reached elsewhere."""
    if isinstance(expr, Op) and expr.name == "整数":
        return _value(expr.args[0], figures).is_integer()
    if isinstance(expr, Op) and expr.name in (">=", "<="):
        a, b = (_value(x, figures) for x in expr.args)
        return a >= b if expr.name == ">=" else a <= b
    return False
