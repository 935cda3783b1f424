"""Grounded expressions to Excel formulas: nothing newer than Excel 2010, no dynamic arrays.

Held to ``toolkit.form.rule_language``'s statement of what a rule means, as the evaluator is. Arithmetic is written with
SUM, because + turns a text such as 「/」 into #VALUE!; a counter beside it says when a text was skipped.
What a formula cannot say is in ``CANNOT``: such a rule stands on the check sheet as judged after sending.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.form.row_rules import typed_columns
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
from toolkit.form.rule_trees import (
    columns_needing_values,
    needed_cells,
    prior_cell_of,
    walk_divisors,
    walk_nodes,
    walk_tallies,
)
from toolkit.form.tally_conditions import TURNED
from toolkit.sheets.formula_parts import comparison_formula, join_into_ranges, quote_text, rounded_formula

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from toolkit.form.grounding import GroundedForm
    from toolkit.form.layout import Layout, ListStrip
    from toolkit.form.model import Cell
    from toolkit.form.period import Period

CANNOT = {"符合": "公式里没有正则表达式", "/": "逐行、逐格判断时，公式遇到除以 0 会出错"}
"""What a formula cannot say, and why: a pattern anywhere, a division in a rule about each cell or row."""


class FormulaWriter:
    """Writes formulas for one workbook: *layout* knows the places, *period* the period."""

    def __init__(self, grounded: GroundedForm, layout: Layout, period: Period) -> None:
        self.grounded, self.layout, self.period = grounded, layout, period
        self._told: dict[object, tuple[str, str]] = {}

    def worked_out(self, cell: Cell) -> str:
        """Return the locked formula of a worked-out cell: "" while none of its inputs is filled in; the blank's own where it has one."""
        if own := self.own_formula(cell.name):
            return own
        expr = self.grounded.worked_out[cell]
        figure = self.grounded.form.figure(cell)
        worked = self.value(expr)
        if figure.type == "number":
            worked = f"ROUND({worked},{figure.places})"
        if figure.when_zero is not None:
            none = ",".join(f"{self.value(d)}=0" for d in walk_divisors(expr))
            worked = f"IF(OR({none}),{quote_text(figure.when_zero)},{worked})"
        return f'=IF({self.nothing_behind((cell,))},"",{worked})'

    def own_formula(self, name: str) -> str:
        """Return the formula an office's own blank has for a figure or a cell of a list; "" where ours stands."""
        own = self.layout.own_formulas.get(name)
        return f"={own}" if own else ""

    def nothing_behind(self, cells: tuple[Cell, ...]) -> str:
        """Return the test that nothing is filled in of what *cells* come from: no input, and no list they are counted from."""
        worked_out = (self.grounded.worked_out[c] for c in cells if c in self.grounded.worked_out)
        lists = dict.fromkeys(name for expr in worked_out for name in self._lists_behind(expr))
        inputs = self.grounded.inputs_of(cells)
        parts = [f"COUNTA({self.refs(inputs)})=0"] if inputs else []
        parts += [self.unanswered(register) for register in lists]
        return parts[0] if len(parts) == 1 else f"AND({','.join(parts)})"

    def _lists_behind(self, expr: Expr) -> Iterator[str]:
        """Yield the lists a figure is counted from, by way of others too."""
        yield from (t.list for t in walk_tallies(expr))
        for cell in needed_cells(expr):
            if cell in self.grounded.worked_out:
                yield from self._lists_behind(self.grounded.worked_out[cell])

    def unanswered(self, register: str) -> str:
        """Return the test that a list has neither a row nor its 零报告 tick."""
        strip = self.layout.strips[register]
        return f'AND(COUNTA({strip.whole})=0,{strip.tick.absolute}<>"是")'

    def value(self, expr: Expr) -> str:
        """Return *expr* as a number."""
        match expr:
            case NumberLiteral():
                return f"{expr.value:.15g}"
            case PeriodBound():
                return self._day(expr)
            case FigureReference():
                return f"SUM({self.refs(needed_cells(expr))})"
            case PriorReference():
                return f"SUM({self.layout.priors[prior_cell_of(expr)].absolute})"
            case Tally():
                return self.tally(expr)
            case Operation(name="长度"):
                return f"LEN({self.refs(needed_cells(expr))})"
            case Operation(name="+"):
                plain, cells = all(isinstance(a, FigureReference) for a in expr.args), needed_cells(expr)
                if plain and len(cells) == len(expr.args):  # a figure added twice is no part of a range twice
                    return f"SUM({self.refs(cells)})"
                return f"({'+'.join(self.value(a) for a in expr.args)})"
            case Operation(name="/"):
                a, b = (self.value(x) for x in expr.args)
                return f"IF({b}=0,0,{a}/{b})"
            case Operation(name="-" | "*" as sign):
                a, b = (self.value(x) for x in expr.args)
                return f"({a}{sign}({b}))"
            case _:
                raise TypeError(f"no value: {expr}")

    def test(self, expr: Expr, slack: str) -> str:
        """Return *expr* as TRUE or FALSE."""
        match expr:
            case Operation(name="且" | "或" as word):
                tests = ",".join(self.test(a, slack) for a in expr.args)
                return f"{'AND' if word == '且' else 'OR'}({tests})"
            case Operation(name="非"):
                return f"NOT({self.test(expr.args[0], slack)})"
            case Operation(name="当"):
                return f"OR(NOT({self.test(expr.args[0], slack)}),{self.test(expr.args[1], slack)})"
            case Operation(name="空" | "已填" as word):
                return f"LEN({self.refs(needed_cells(expr))}){'=' if word == '空' else '>'}0"
            case Operation(name="整数"):
                whole = self.value(expr.args[0])
                return f"{whole}=INT({whole})"
            case Operation(name="=" | "<>" as name) if self._textual(expr):
                same = f"EXACT({','.join(self._text(a, expr) for a in expr.args)})"
                return same if name == "=" else f"NOT({same})"
            case Operation(name=name):
                left, right = (self.value(a) for a in expr.args)
                return comparison_formula(name, left, right, slack)
            case _:
                raise TypeError(f"no test: {expr}")

    def _textual(self, expr: Operation) -> bool:
        return any(isinstance(a, TextLiteral) for a in expr.args) or all(
            isinstance(a, FigureReference)
            and self.grounded.form.figure(needed_cells(a)[0]).type in ("text", "option")
            for a in expr.args
        )

    def _text(self, arg: Expr, beside: Operation) -> str:
        if isinstance(arg, FigureReference):
            return self.refs(needed_cells(arg))
        options = next((self.grounded.form.figure(c).options for c in needed_cells(beside)), "")
        return quote_text(self._label(options, arg.value)) if isinstance(arg, TextLiteral) else ""

    def array(
        self, expr: Expr, where: Callable[[FigureReference], str], slack: str, strip: ListStrip | None = None
    ) -> str:
        """Return a statement as an array of 1 and 0, each reference being the area *where* says.

        Over the rows of a list (*strip*) a comparison with a blank is 0; a table's caller leaves blanks out.
        """
        match expr:
            case Operation(name="且"):
                return f"({'*'.join(self.array(a, where, slack, strip) for a in expr.args)})"
            case Operation(name="或"):
                return f"(({'+'.join(self.array(a, where, slack, strip) for a in expr.args)})>0)"
            case Operation(name="非"):
                return f"(1-{self.array(expr.args[0], where, slack, strip)})"
            case Operation(name="当"):
                unmet, then = Operation("非", expr.args[:1]), expr.args[1]
                return f"(({'+'.join(self.array(a, where, slack, strip) for a in (unmet, then))})>0)"
            case Operation(name="空" | "已填" as word, args=(FigureReference() as ref,)):
                return f"(LEN({where(ref)}){'=' if word == '空' else '>'}0)"
            case Operation(name="整数", args=(FigureReference() as ref,)):
                return self._filled(expr, where, strip, f"({where(ref)}=INT({where(ref)}))")
            case Operation(name="=" | "<>" as name) if strip and _compares_texts(expr, strip):
                left, right = (self._text_area(a, expr, where, strip) for a in expr.args)
                same = f"EXACT({left},{right})"
                return self._filled(expr, where, strip, f"(1*{same})" if name == "=" else f"(1-{same})")
            case Operation(name="=" | "<>" as name) if strip is None and self._textual(expr):
                texts = [
                    where(a) if isinstance(a, FigureReference) else self._text(a, expr) for a in expr.args
                ]
                return f"({'1*' if name == '=' else '1-'}EXACT({','.join(texts)}))"
            case Operation(name=name, args=(left, right)):
                a, b = (self.array_value(x, where, strip) for x in (left, right))
                held = f"({comparison_formula(name, a, b, slack)})"
                return self._filled(expr, where, strip, held)
            case _:
                raise TypeError(f"no test: {expr}")

    def array_value(
        self, expr: Expr, where: Callable[[FigureReference], str], strip: ListStrip | None = None
    ) -> str:
        """Return a value as an array over the areas of its references.

        A column of *strip* that is worked out is written as what it comes to: its formulas show texts where they are blank.
        """
        match expr:
            case FigureReference(column=name) if strip and name in strip.worked_out:
                value = self.array_value(strip.worked_out[str(name)], where, strip)
                return rounded_formula(value, strip.register.field(str(name)))
            case FigureReference():
                return where(expr)
            case Operation(name="长度", args=(FigureReference() as ref,)):
                return f"LEN({where(ref)})"
            case Operation(name="+" | "-" | "*" as sign):
                return f"({sign.join(f'({self.array_value(a, where, strip)})' for a in expr.args)})"
            case Operation(name="/"):  # of one row only: why_no_formula keeps it out of arrays
                a, b = (self.array_value(x, where, strip) for x in expr.args)
                return f"IF({b}=0,0,{a}/({b}))"
            case _:
                return self.value(expr)

    def _filled(
        self, expr: Expr, where: Callable[[FigureReference], str], strip: ListStrip | None, held: str
    ) -> str:
        if strip is None:
            return held
        columns = typed_columns(_compared_columns(expr), strip.worked_out)
        areas = dict.fromkeys(where(FigureReference(column=c)) for c in columns)
        return f"({'*'.join([*(f'(LEN({a})>0)' for a in areas), held])})"

    def _text_area(
        self, arg: Expr, beside: Operation, where: Callable[[FigureReference], str], strip: ListStrip
    ) -> str:
        if isinstance(arg, FigureReference):
            return where(arg)
        options = next((strip.register.field(c).options for c in columns_needing_values(beside)), "")
        return quote_text(self._label(options, arg.value)) if isinstance(arg, TextLiteral) else ""

    def _day(self, bound: PeriodBound) -> str:
        day = self.period.bound(bound.name)
        return f"DATE({day.year},{day.month},{day.day})"

    def tally(self, tally: Tally) -> str:
        """Return COUNTIFS or SUMIFS over whole columns, so that no row is past the end."""
        strip = self.layout.strips[tally.list]
        pairs = [f'{strip.range(strip.register.anchor.id)},"<>"']
        for condition in tally.when:
            pairs += self._criteria(tally, condition)
        if tally.column is None:
            return f"COUNTIFS({','.join(pairs)})"
        return f"SUMIFS({strip.range(tally.column)},{','.join(pairs)})"

    def _criteria(self, tally: Tally, expr: Expr) -> list[str]:
        strip = self.layout.strips[tally.list]
        match expr:
            case Operation(name="且"):
                return [c for a in expr.args for c in self._criteria(tally, a)]
            case Operation(name="空" | "已填" as word, args=(FigureReference(column=name),)):
                return [f'{strip.range(str(name))},"{"=" if word == "空" else "<>"}"']
            case Operation(name=name, args=(FigureReference() as left, right)):
                column, sign, other = str(left.column), name, right
            case Operation(name=name, args=(left, FigureReference() as right)):
                column, other = str(right.column), left
                sign = TURNED.get(name, name)
            case _:
                raise TypeError(f"no criterion: {expr}")
        area = strip.range(column)
        match other:
            case PeriodBound():
                return [f'{area},"{sign}"&{self._day(other)}']
            case TextLiteral():
                label = self._label(strip.register.field(column).options, other.value)
                pair = f"{area},{quote_text(label if sign == '=' else sign + label)}"
                return [pair, f'{area},"<>"'] if sign == "<>" else [pair]
            case _:
                return [f'{area},"{sign}{self.value(other)}"']

    def _label(self, options: str, name: str) -> str:
        return next((o.label for o in self.grounded.form.options.get(options, ()) if o.id == name), name)

    def refs(self, cells: Iterable[Cell]) -> str:
        """Return *cells* as a formula's arguments, neighbours joined to ranges."""
        return ",".join(self.areas(tuple(cells)))

    def areas(self, cells: tuple[Cell, ...]) -> list[str]:
        """Return the fewest rectangles, read downward, that are exactly *cells*."""
        return join_into_ranges([self.layout.at[c] for c in cells])


def why_no_formula(expr: Expr, *, arrays: bool) -> str:
    """Say why no formula can tell *expr*; "" where one can. *arrays*: it is about each cell or row."""
    words = [n.name for n in walk_nodes(expr) if isinstance(n, Operation)]
    return next((CANNOT[w] for w in words if w == "符合" or (arrays and w == "/")), "")


def column_range_writer(strip: ListStrip) -> Callable[[FigureReference], str]:
    """Return the rows judged one by one of the column a reference names."""
    return lambda ref: strip.judged(str(ref.column))


def _compares_texts(expr: Operation, strip: ListStrip) -> bool:
    types = {strip.register.field(c).type for c in _compared_columns(expr)}
    lengths = any(isinstance(n, Operation) and n.name == "长度" for n in walk_nodes(expr))
    return bool(types & {"text", "option"}) and not lengths


def _compared_columns(expr: Expr) -> tuple[str, ...]:
    """Return the columns a comparison is false without; 长度 of a blank is 0."""
    if isinstance(expr, Operation) and expr.name == "长度":
        return ()
    if isinstance(expr, Operation):
        return tuple(dict.fromkeys(c for a in expr.args for c in _compared_columns(a)))
    return (str(expr.column),) if isinstance(expr, FigureReference) else ()
