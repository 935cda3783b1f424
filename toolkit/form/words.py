"""Trees and figures to sentences a clerk reads. Makes words only; decides nothing."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from toolkit.form.finding import SEVERITY
from toolkit.form.rule import OFF, Rule
from toolkit.form.rule_language import (
    Expr,
    FigureReference,
    NumberLiteral,
    Operation,
    PeriodBound,
    PriorReference,
    ReferenceSpan,
    Tally,
    TextLiteral,
    parse_expression,
)
from toolkit.form.rule_trees import cell_of_reference, prior_cell_of, walk_nodes, walk_references
from toolkit.form.trait import format_percentage
from toolkit.text.named_lines import say_which_names

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from toolkit.form.model import Cell, Form, PriorCell
    from toolkit.form.register import Field
    from toolkit.form.row_rules import RowCheck
    from toolkit.form.submission import Row

NOT = {"=": "≠", "<>": "＝", "<": "≥", "<=": "＞", ">": "≤", ">=": "＜"}
SIGN = {"=": "＝", "<>": "≠", "<": "＜", "<=": "≤", ">": "＞", ">=": "≥", "*": "×", "/": "÷"}
BLANK = "空"
LONG = 3
"""From how many addends on a sum leaves out its zeros."""


def format_number(value: object) -> str:
    """Write a figure as people do: no trailing zeros, no exponent; a blank is 空."""
    if value is None:
        return BLANK
    if isinstance(value, float):
        return f"{value:.6f}".rstrip("0").rstrip(".") if value != int(value) else str(int(value))
    return str(value)


def format_figure(form: Form, cell: Cell, value: object) -> str:
    """Write a figure as people see it on its sheet: an option by its label, a percentage with its sign."""
    figure = form.figure(cell)
    if figure.percent and isinstance(value, float):
        return format_percentage(value)
    return format_value(form, figure.options, value)


ALIKE = 5e-7
"""How far apart two figures may be that are the same: less than the last digit anybody sees."""


def is_same_number(one: object, other: object) -> bool:
    """Tell whether two figures are the same: sums of decimals differ in digits nobody sees."""
    if isinstance(one, float) and isinstance(other, float):
        return abs(one - other) < ALIKE
    return one == other


def format_distinctly(one: object, other: object, blank: str = BLANK) -> tuple[str, str]:
    """Write two figures that differ so that they are seen to: with every digit where the usual ones would not do."""
    told = blank if one is None else format_number(one), blank if other is None else format_number(other)
    if told[0] != told[1] or not (isinstance(one, float) and isinstance(other, float)):
        return told
    return repr(one), repr(other)


def severity_words(rule: Rule) -> str:
    """Say how heavily a rule weighs here: its severity, whether it is on trial, whether the office changed it."""
    said = SEVERITY[rule.weight]
    if rule.switch and rule.weight != OFF:
        return f"改为{said}"
    return said + ("（试行）" if rule.beta and rule.weight != OFF else "")


def switched_rules(form: Form) -> tuple[str, ...]:
    """Say which rules the office weighs otherwise than the form, and why: 「B4 停用：…」."""
    return tuple(f"{r.id} {severity_words(r)}：{r.switch.why}" for r in form.rules if r.switch)


def describe_broken_rule(
    form: Form,
    expr: Expr,
    figures: Mapping[Cell, object],
    priors: Mapping[PriorCell, float],
    where: Callable[[Cell | PriorCell], str] = lambda _figure: "",
) -> str:
    """Say how a grounded check fails, with every figure: 「应为 3（自然人（D7）2 ＋ 商业企业（E7）1），实为 5」.

    *where* gives the address of a figure, or of an earlier period's; "" leaves it out.
    """
    return _RuleWording(form, figures, priors, expr, where).broken(expr)


def describe_row(form: Form, check: RowCheck, row: Row) -> str:
    """Say what stands in the columns a rule speaks of: 「第 8 行：收到日期 2024-03-05，办结日期 空」."""
    register = form.register(check.list)
    fields = map(register.field, check.columns)
    told = (f"{f.label} {format_value(form, f.options, row.values.get(f.id))}" for f in fields)
    return f"第 {row.number} 行：" + "，".join(told)


def brief_label(label: str) -> str:
    """Leave out the long explanations in brackets that the form's labels carry."""
    return re.sub(r"（[^（）]{9,}）", "", label)


def format_value(form: Form, options: str, value: object) -> str:
    """Write a figure as people see it: an option by its label, the rest as ``format_number`` does."""
    return next((o.label for o in form.options.get(options, ()) if o.id == value), format_number(value))


class _RuleWording:
    """Puts one submission's figures into words."""

    def __init__(
        self,
        form: Form,
        figures: Mapping[Cell, object],
        priors: Mapping[PriorCell, float],
        expr: Expr,
        where: Callable[[Cell | PriorCell], str],
    ) -> None:
        self.form, self.figures, self.priors, self.where = form, figures, priors, where
        named = {cell_of_reference(r) for r in walk_references(expr)}
        self.one_row = len({(c.table, c.row) for c in named}) == 1 < len(named)
        self.one_column = len({(c.table, c.column) for c in named}) == 1 < len(named)

    def broken(self, expr: Expr) -> str:
        if isinstance(expr, Operation) and expr.name == "且":
            failed = [a for a in expr.args if not self.kept(a)]
            return "；".join(self.broken(a) for a in failed or expr.args)
        if isinstance(expr, Operation) and expr.name == "整数":
            return f"应为整数，实为 {self.stands(expr.args[0])}"
        if isinstance(expr, Operation) and expr.name == "已填":
            return "现在是空的"
        if isinstance(expr, Operation) and expr.name in NOT and not self.worded(expr):
            return self.compared(expr)
        return "，".join(self.parts(expr))

    def compared(self, expr: Operation) -> str:
        left, right = expr.args
        if expr.name == "=" and isinstance(left, FigureReference):
            if isinstance(right, NumberLiteral):
                return f"应为 {format_number(right.value)}，实为 {self.stands(left)}"
            comes = format_figure(self.form, cell_of_reference(left), self.value(right))
            stands = self.stands(left)
            if comes == stands:  # they differ where nobody looks
                comes, stands = format_distinctly(self.value(right), self.value(left))
            return f"应为 {comes}（{self.say(right)}），实为 {stands}"
        sums = [format_number(self.value(x)) for x in expr.args]
        single = not any(isinstance(x, Operation) for x in expr.args)
        tail = "" if single else f"（{sums[0]} {NOT[expr.name]} {sums[1]}）"
        return f"{self.say(left)} {NOT[expr.name]} {self.say(right)}{tail}"

    def worded(self, expr: Operation) -> bool:
        """Tell whether a comparison is of days, of texts or of counts over a list: no sum of figures can be shown."""
        kinds = {self.form.figure(cell_of_reference(r)).type for r in walk_references(expr)}
        return bool(kinds - {"count", "number"}) or any(
            isinstance(n, Tally | PeriodBound) or (isinstance(n, Operation) and n.name == "长度")
            for n in walk_nodes(expr)
        )

    def parts(self, expr: Expr) -> list[str]:
        """Name every figure the rule looks at, with what stands there."""
        told: dict[str, None] = {}
        counted = set()
        for node in walk_nodes(expr):
            match node:
                case Operation(name="长度", args=(FigureReference() as ref,)):
                    text = self.figures.get(cell_of_reference(ref))
                    told[f"{self.short(ref)} {len(str(text or ''))} 字"] = None
                    counted.add(ref)
                case FigureReference(table=str()) if node not in counted:
                    told[f"{self.named(node)}{self.stands(node)}"] = None
                case PriorReference():
                    told[self.say(node)] = None
        return list(told)

    def stands(self, ref: Expr) -> str:
        cell = cell_of_reference(ref)
        return format_figure(self.form, cell, self.figures.get(cell))

    def say(self, expr: Expr) -> str:
        """Name every addend with its value; zeros are left out of long sums, where they only hide the rest."""
        if isinstance(expr, Operation) and expr.name == "+" and len(expr.args) > LONG:
            figures = [a for a in expr.args if isinstance(a, FigureReference)]
            zeros = {a for a in figures if not self.figures.get(cell_of_reference(a))}
            told = [a for a in expr.args if a not in zeros]
            rest = "，其余为 0" if len(told) < len(expr.args) else ""
            return (" ＋ ".join(self.say(a) for a in told) or "各项均为 0") + (rest if told else "")
        if isinstance(expr, FigureReference):
            return f"{self.named(expr)}{self.stands(expr)}"
        if isinstance(expr, PriorReference):
            value = format_number(self.priors.get(prior_cell_of(expr)))
            return f"{expr.word} {self.named(expr.ref, prior_cell_of(expr))}{value}"
        if isinstance(expr, Operation) and expr.name in ("+", "-", "*", "/"):
            sign = {"+": " ＋ ", "-": " － "}.get(expr.name, f" {SIGN.get(expr.name)} ")
            return sign.join(self.say(a) for a in expr.args)
        return _expression_words(expr, self.short, self.form)

    def short(self, ref: FigureReference) -> str:
        """Name a figure; what all figures of the sentence share, their row or their column, goes without saying."""
        cell = cell_of_reference(ref)
        if self.one_row:
            return self.form.column(cell).label
        return brief_label(self.form.row(cell).label if self.one_column else self.form.label(cell))

    def named(self, ref: FigureReference, prior: PriorCell | None = None) -> str:
        """Name a figure and where it stands, or where its value of an earlier period does, for the value to follow."""
        at = self.where(prior or cell_of_reference(ref))
        return f"{self.short(ref)}（{at}）" if at else f"{self.short(ref)} "

    def value(self, expr: Expr) -> float:
        return expression_value(expr, self.figures, self.priors)

    def kept(self, expr: Expr) -> bool:
        """Tell which half of an 且 to speak of; the verdict itself was reached elsewhere."""
        if isinstance(expr, Operation) and expr.name == "整数":
            return self.value(expr.args[0]).is_integer()
        if isinstance(expr, Operation) and expr.name in (">=", "<=") and not self.worded(expr):
            a, b = (self.value(x) for x in expr.args)
            return a >= b if expr.name == ">=" else a <= b
        return False


def expression_value(expr: Expr, figures: Mapping[Cell, object], priors: Mapping[PriorCell, float]) -> float:
    """Return what a grounded expression comes to; what is blank or no number is 0."""
    match expr:
        case NumberLiteral():
            return expr.value
        case FigureReference():
            found = figures.get(cell_of_reference(expr))
            return found if isinstance(found, float) else 0.0
        case PriorReference():
            return priors.get(prior_cell_of(expr), 0.0)
        case Operation(name="+"):
            return sum(expression_value(a, figures, priors) for a in expr.args)
        case Operation(name="-" | "*" | "/" as sign):
            a, b = (expression_value(x, figures, priors) for x in expr.args)
            return a - b if sign == "-" else a * b if sign == "*" else a / b if b else 0.0
        case _:
            raise TypeError(expr)


def rule_statement(form: Form, rule: Rule) -> str:
    """Say what a rule demands, for the rule book: labels instead of ids, no figures."""
    tree = parse_expression(rule.must)
    over = next(iter(rule.over), "")
    if rule.columns or rule.rows:
        table, whole = form.table(over), rule_statement(form, replace(rule, columns=(), rows=()))
        axes = ((table.columns, rule.columns, "列"), (table.rows, rule.rows, "行"))
        return whole + say_which_names(
            (([x.label for x in xs], [x.id in ids for x in xs], w) for xs, ids, w in axes)
        )
    if any(r.id == over for r in form.registers):
        fields = {f.id: f for f in form.register(over).fields}
        return "每一行：" + _expression_words(tree, lambda ref: fields[str(ref.column)].label, form, fields)
    return _expression_words(tree, lambda ref: _reference_name(form, over or None, ref), form)


def _reference_name(form: Form, over: str | None, ref: FigureReference) -> str:
    if ref == FigureReference():
        return "每格"
    table = form.table(ref.table or over or "")
    parts = [table.title or table.id] if ref.table and ref.table != over else []
    if ref.row and not table.by_unit:
        line = next(r for r in table.rows if r.id == ref.row)
        parts.append(line.label)
    if ref.column and len(table.columns) > 1:
        parts.append(next(c.label for c in table.columns if c.id == ref.column))
    return "·".join(parts)


def _expression_words(
    expr: Expr, name: Callable[[FigureReference], str], form: Form, fields: Mapping[str, Field] | None = None
) -> str:
    def plain(part: Expr) -> str:
        return _expression_words(part, name, form, fields)

    match expr:
        case NumberLiteral():
            return format_number(expr.value)
        case TextLiteral():
            return f"“{expr.value}”"
        case PeriodBound():
            days = {"年初": "（1月1日）", "年末": "（12月31日）"}
            return expr.name + days.get(expr.name, "")
        case FigureReference():
            return name(expr)
        case PriorReference():
            return f"{expr.word}{name(expr.ref)}"
        case ReferenceSpan():
            return f"{name(expr.first)} 至 {name(expr.last)} 之和"
        case Tally():
            return _tally_words(form, expr)
        case Operation(name="已填" | "空" | "整数" as word):
            said = {"已填": "已填写", "空": "为空", "整数": "为整数"}
            return f"{plain(expr.args[0])}{said[word]}"
        case Operation(name="长度"):
            return f"{plain(expr.args[0])}的字数"
        case Operation(name="符合", args=(FigureReference() as ref, TextLiteral() as pattern)):
            return f"{name(ref)}的写法符合 {pattern.value}"
        case Operation(name="当"):
            return f"当 {plain(expr.args[0])} 时，{plain(expr.args[1])}"
        case Operation(name="非"):
            return f"不是 {plain(expr.args[0])}"
        case Operation(name="且" | "或" as word):
            return ("，且 " if word == "且" else "，或 ").join(plain(a) for a in expr.args)
        case Operation(name="=" | "<>" as sign, args=(FigureReference() as ref, TextLiteral() as text)) if (
            fields
        ):
            label = format_value(form, fields[str(ref.column)].options, text.value)
            return f"{name(ref)}{'为' if sign == '=' else '不为'}“{label}”"
        case Operation():
            return f" {SIGN.get(expr.name, expr.name)} ".join(plain(a) for a in expr.args)


def _tally_words(form: Form, tally: Tally) -> str:
    register = form.register(tally.list)
    fields = {f.id: f for f in register.fields}
    what = "件数" if tally.column is None else f"的{fields[tally.column].label}之和"
    when = "，且 ".join(
        _expression_words(w, lambda ref: fields[str(ref.column)].label, form, fields) for w in tally.when
    )
    return f"{register.title}{what}" + (f"（{when}）" if when else "")
