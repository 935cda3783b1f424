"""Grounded expressions to Excel formulas: nothing newer than Excel 2010, no dynamic arrays.

Held to ``toolkit.form.expr``'s statement of what a rule means, as the frame is. Arithmetic is written with
SUM, because + turns a text such as 「/」 into #VALUE!; a counter beside it says when a text was skipped.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from toolkit.form.expr import Bound, Expr, Number, Op, Ref, Tally, Text, tolerance
from toolkit.form.ground import Check, Grounded, cells_of, places_of, tallies, valued
from toolkit.form.layout import Layout, Place, letters

if TYPE_CHECKING:
    from collections.abc import Iterable

    from toolkit.form.model import Cell, Rule

KEPT, BROKEN, BAD_NUMBER = "通过", "不符", "数字格式不对"
"""What a verdict cell shows; "" while the rule says nothing."""


class Line(NamedTuple):
    """One line of the check sheet: a check, or a statement about every cell of one table."""

    rule: Rule
    cell: Cell
    checks: tuple[int, ...]
    """The positions of its checks in ``Grounded.checks``."""
    cells: tuple[Cell, ...]


def lines(grounded: Grounded) -> tuple[Line, ...]:
    """Group the checks of *grounded* as the check sheet shows them.

    Cell-wise rules are one line a table and number of decimals: cells kept to different places differ in slack.
    """
    grouped: dict[tuple[str, str, int, int], list[int]] = {}
    for i, check in enumerate(grounded.checks):
        places = places_of(grounded.form, check)
        key = (check.rule.id, check.cell.table, places, -1 if check.cellwise else i)
        grouped.setdefault(key, []).append(i)
    made = []
    for at in grouped.values():
        first = grounded.checks[at[0]]
        cells = dict.fromkeys(c for i in at for c in grounded.checks[i].cells)
        made.append(Line(first.rule, first.cell, tuple(at), tuple(cells)))
    return tuple(made)


class Compiler:
    """Writes formulas for one workbook: *layout* knows the places, *year* the period."""

    def __init__(self, grounded: Grounded, layout: Layout, year: int) -> None:
        """Keep what every formula needs."""
        self.grounded, self.layout, self.year = grounded, layout, year

    def worked_out(self, cell: Cell) -> str:
        """Return the locked formula of a worked-out cell: "" while none of its inputs is filled in."""
        expr = self.grounded.worked_out[cell]
        figure = self.grounded.form.figure(cell)
        worked = self.value(expr)
        if figure.type == "number":
            worked = f"ROUND({worked},{figure.places})"
        return f'=IF({self._nothing(cell, expr)},"",{worked})'

    def _nothing(self, cell: Cell, expr: Expr) -> str:
        unanswered = [self.unanswered(t.list) for t in tallies(expr)]
        inputs = self.grounded.inputs_of((cell,))
        parts = ([f"COUNTA({self.refs(inputs)})=0"] if inputs else []) + unanswered
        return parts[0] if len(parts) == 1 else f"AND({','.join(parts)})"

    def unanswered(self, register: str) -> str:
        """Return the test that a list has neither a row nor its 零报告 tick."""
        strip = self.layout.strips[register]
        return f'AND(COUNTA({strip.range(strip.register.anchor.id)})=0,{strip.tick.absolute}<>"是")'

    def verdict(self, line: Line) -> tuple[str, str]:
        """Return the formulas of a line's verdict and of how many cells or checks break it."""
        check = self.grounded.checks[line.checks[0]]
        if check.cellwise:
            return self._verdict_of_cells(line, check)
        kept = self.test(check.expr, self._slack(check))
        inputs = self.grounded.inputs_of(check.cells) or check.cells
        shown = f'IF({kept},"{KEPT}","{BROKEN}")'
        needed = self.grounded.inputs_of(valued(check.expr)) or valued(check.expr)
        numbers = tuple(c for c in needed if self.grounded.form.figure(c).type in ("count", "number"))
        if numbers:
            shown = f'IF({self._texts(numbers)}>0,"{BAD_NUMBER}",{shown})'
        if not asks_blanks(check.expr):
            shown = f'IF(COUNTA({self.refs(inputs)})=0,"",{shown})'
        return f"={shown}", ""

    def _verdict_of_cells(self, line: Line, check: Check) -> tuple[str, str]:
        areas = self.areas(line.cells)
        blanks = asks_blanks(check.expr)
        broken = "+".join(
            f"SUMPRODUCT({'' if blanks else f'(LEN({a})>0)*'}(1-{self.test_area(check.expr, a, self._slack(check))}))"
            for a in areas
        )
        shown = f'IF({broken}=0,"{KEPT}","{BROKEN}")'
        if blanks:
            return f"={shown}", f"={broken}"
        texts = self._texts(line.cells)
        filled = f"COUNTA({','.join(areas)})"
        verdict = f'=IF({filled}=0,"",IF({texts}>0,"{BAD_NUMBER}",{shown}))'
        return verdict, f'=IF({filled}=0,"",IF({texts}>0,{texts},{broken}))'

    def _texts(self, cells: tuple[Cell, ...]) -> str:
        areas = self.refs(cells)
        return f"(COUNTA({areas})-COUNT({areas}))"

    def _slack(self, check: Check) -> str:
        return f"{tolerance(places_of(self.grounded.form, check)):.12f}".rstrip("0")

    def value(self, expr: Expr) -> str:
        """Return *expr* as a number."""
        match expr:
            case Number():
                return f"{expr.value:g}"
            case Ref():
                return f"SUM({self.refs(cells_of(expr))})"
            case Tally():
                return self.tally(expr)
            case Op(name="+") if all(isinstance(a, Ref) for a in expr.args):
                return f"SUM({self.refs(cells_of(expr))})"
            case Op(name="+"):
                return f"({'+'.join(self.value(a) for a in expr.args)})"
            case Op(name="/"):
                a, b = (self.value(x) for x in expr.args)
                return f"IF({b}=0,0,{a}/{b})"
            case Op(name="-" | "*" as sign):
                a, b = (self.value(x) for x in expr.args)
                return f"({a}{sign}({b}))"
            case _:
                raise TypeError(f"no value: {expr}")

    def test(self, expr: Expr, slack: str) -> str:
        """Return *expr* as TRUE or FALSE."""
        match expr:
            case Op(name="且" | "或" as word):
                return (
                    f"{'AND' if word == '且' else 'OR'}({','.join(self.test(a, slack) for a in expr.args)})"
                )
            case Op(name="非"):
                return f"NOT({self.test(expr.args[0], slack)})"
            case Op(name="当"):
                return f"OR(NOT({self.test(expr.args[0], slack)}),{self.test(expr.args[1], slack)})"
            case Op(name="空" | "已填" as word):
                return f"LEN({self.refs(cells_of(expr))}){'=' if word == '空' else '>'}0"
            case Op(name="整数"):
                whole = self.value(expr.args[0])
                return f"{whole}=INT({whole})"
            case Op(name=name):
                left, right = (self.value(a) for a in expr.args)
                return compare(name, left, right, slack)
            case _:
                raise TypeError(f"no test: {expr}")

    def test_area(self, expr: Expr, area: str, slack: str) -> str:
        """Return a statement about 本格 as an array of 1 and 0 over *area* (only numbers stand in it)."""
        match expr:
            case Op(name="且"):
                return f"({'*'.join(self.test_area(a, area, slack) for a in expr.args)})"
            case Op(name="或"):
                return f"(({'+'.join(self.test_area(a, area, slack) for a in expr.args)})>0)"
            case Op(name="非"):
                return f"(1-{self.test_area(expr.args[0], area, slack)})"
            case Op(name="空" | "已填" as word):
                return f"(LEN({area}){'=' if word == '空' else '>'}0)"
            case Op(name="整数"):
                return f"({area}=INT({area}))"
            case Op(name=name):
                left, right = (area if isinstance(a, Ref) else self.value(a) for a in expr.args)
                return f"({compare(name, left, right, slack)})"
            case _:
                raise TypeError(f"no test: {expr}")

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
            case Op(name="且"):
                return [c for a in expr.args for c in self._criteria(tally, a)]
            case Op(name="空" | "已填" as word, args=(Ref(column=name),)):
                return [f'{strip.range(str(name))},"{"=" if word == "空" else "<>"}"']
            case Op(name=name, args=(Ref() as left, right)):
                column, sign, other = str(left.column), name, right
            case Op(name=name, args=(left, Ref() as right)):
                column, other = str(right.column), left
                sign = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}.get(name, name)
            case _:
                raise TypeError(f"no criterion: {expr}")
        area = strip.range(column)
        match other:
            case Bound():
                day = "1,1" if other.name == "年初" else "12,31"
                return [f'{area},"{sign}"&DATE({self.year},{day})']
            case Text():
                label = self._label(strip.register.field(column).options, other.value)
                pair = f'{area},"{"" if sign == "=" else sign}{label}"'
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
        return rectangles([self.layout.at[c] for c in cells])


def asks_blanks(expr: Expr) -> bool:
    """Tell whether a rule asks 已填(…), and so speaks even of an empty table."""
    return isinstance(expr, Op) and (expr.name == "已填" or any(asks_blanks(a) for a in expr.args))


def compare(name: str, left: str, right: str, slack: str) -> str:
    """Return a comparison that lets binary fractions decide nothing."""
    return {
        "=": f"ABS({left}-({right}))<{slack}",
        "<>": f"ABS({left}-({right}))>={slack}",
        "<=": f"{left}-({right})<{slack}",
        ">=": f"{right}-({left})<{slack}",
        "<": f"{right}-({left})>={slack}",
        ">": f"{left}-({right})>={slack}",
    }[name]


def rectangles(places: list[Place]) -> list[str]:
    """Join neighbouring places to ranges, row runs first, then equal runs below one another."""
    runs: list[tuple[str, int, int, int]] = []
    for place in sorted(set(places), key=lambda p: (p.sheet, p.row, p.column)):
        if runs and (place.sheet, place.row, place.column) == (runs[-1][0], runs[-1][1], runs[-1][3] + 1):
            runs[-1] = (*runs[-1][:3], place.column)
        else:
            runs.append((place.sheet, place.row, place.column, place.column))
    boxes: list[list[int | str]] = []
    for sheet, row, first, last in sorted(runs, key=lambda r: (r[0], r[2], r[3], r[1])):
        if boxes and boxes[-1][:1] + boxes[-1][3:] == [sheet, first, last] and boxes[-1][2] == row - 1:
            boxes[-1][2] = row
        else:
            boxes.append([sheet, row, row, first, last])
    return [
        f"'{sheet}'!${letters(int(left))}${int(top) + 1}"
        + ("" if (top, left) == (bottom, right) else f":${letters(int(right))}${int(bottom) + 1}")
        for sheet, top, bottom, left, right in boxes
    ]
