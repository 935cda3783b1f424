"""What a plain formula of somebody else's comes to: sums, shares, roundings, choices over cells. Anything else is not known.

Enough for the totals and rates of a form, so that a file nobody has opened shows them right, and a real difference can be told.
"""

from __future__ import annotations

import operator
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from toolkit.form.layout import CellPlace, parse_a1
from toolkit.text.formula_parser import (
    FormulaCall,
    FormulaOperation,
    FormulaReference,
    FormulaSyntaxError,
    parse_formula_text,
)
from toolkit.xlsx.cells import NUMBER, CellKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from toolkit.form.submission import Value
    from toolkit.text.formula_parser import FormulaNode
    from toolkit.xlsx.open_workbook import Book

MOST = 10_000
"""How many cells one formula may add up."""
_COMPARED = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
}
_ARITHMETIC = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv}
Operand = Any
"""A number, a text, a truth, or None for a blank cell."""


class UnknownResult(Exception):
    """What a formula comes to cannot be said."""


class FormulaEvaluator:
    """Works formulas of *book* out."""

    def __init__(self, book: Book) -> None:
        self._sheets = {s.name: s for s in book.sheets}
        self._known: dict[CellPlace, Value | None] = {}
        self._open: set[CellPlace] = set()

    def result(self, at: CellPlace) -> Value | None:
        """Return what the formula at a place comes to; None where that is not known."""
        if at not in self._known:
            try:
                self._known[at] = self._formula(at)
            except (UnknownResult, FormulaSyntaxError, ZeroDivisionError, OverflowError, RecursionError):
                self._known[at] = None
        return self._known[at]

    def _formula(self, at: CellPlace) -> Value:
        cell = self._sheets[at.sheet].cells[at.row, at.column]
        if not cell.formula or at in self._open:
            raise UnknownResult
        self._open.add(at)
        try:
            found = self._value(parse_formula_text(cell.formula), at.sheet)
        finally:
            self._open.discard(at)
        if isinstance(found, bool):
            raise UnknownResult
        return found if isinstance(found, str) else round(_number_of(found), 9) + 0.0

    def _value(self, node: FormulaNode, sheet: str) -> Operand:
        """Return what a part of a formula on *sheet* comes to; of a choice only the branch that is taken is asked."""
        match node:
            case float() | str():
                return node
            case FormulaReference(own, first, ""):
                (at,) = self._area(own or sheet, first, first)
                return self._operand(at)
            case FormulaOperation(sign, left, right):
                a, b = self._value(left, sheet), self._value(right, sheet)
                if sign in _ARITHMETIC:
                    return _ARITHMETIC[sign](_number_of(a), _number_of(b))
                return _text_of(a) + _text_of(b) if sign == "&" else _compare(sign, a, b)
            case FormulaCall(name, args) if name in _OVER_NUMBERS:
                return _OVER_NUMBERS[name]([n for arg in args for n in self._numbers(arg, sheet)])
            case FormulaCall("IF", (test, *branches)) if len(branches) in (1, 2):
                holds = self._value(test, sheet)
                taken = branches[:1] if holds else branches[1:]
                if isinstance(holds, str) or not taken:
                    raise UnknownResult
                return self._value(taken[0], sheet)
            case FormulaCall("IFERROR", (value, otherwise)):
                try:
                    return self._value(value, sheet)
                except ZeroDivisionError:
                    return self._value(otherwise, sheet)
            case FormulaCall("ROUND", (number, places)):
                return _round(*(_number_of(self._value(x, sheet)) for x in (number, places)))
        raise UnknownResult

    def _numbers(self, node: FormulaNode, sheet: str) -> list[float]:
        """Return the numbers of an argument of a function over them: of an area its texts and blanks are passed over."""
        if not isinstance(node, FormulaReference) or not node.last:
            return [_number_of(self._value(node, sheet))]
        area = self._area(node.sheet or sheet, node.first, node.last)
        return [n for at in area if isinstance(n := self._operand(at), float)]

    def _operand(self, at: CellPlace) -> Operand:
        """Return what stands at a place: a number, a text, None where nothing does."""
        cell = self._sheets[at.sheet].cells.get((at.row, at.column))
        if cell is None:
            return None
        if cell.formula is not None:
            if (found := self.result(at)) is None:
                raise UnknownResult
            return found
        if cell.kind == CellKind.NUMBER and NUMBER.fullmatch(cell.raw.strip()):
            return float(cell.raw)
        if cell.kind == CellKind.TEXT:
            return cell.raw
        if cell.kind == CellKind.BOOL:
            return cell.raw == "1"
        raise UnknownResult

    def _area(self, sheet: str, first: str, last: str) -> Iterator[CellPlace]:
        """Yield the cells of an area."""
        corners = [parse_a1(first), parse_a1(last)]
        if sheet not in self._sheets or None in corners:
            raise UnknownResult
        (top, left), (bottom, right) = (c for c in corners if c)
        if (abs(bottom - top) + 1) * (abs(right - left) + 1) > MOST:
            raise UnknownResult
        for row in range(min(top, bottom), max(top, bottom) + 1):
            for column in range(min(left, right), max(left, right) + 1):
                yield CellPlace(sheet, row, column)


def _number_of(value: Operand) -> float:
    """Return a term as a number: a blank is 0, a text is none."""
    if value is None:
        return 0.0
    if isinstance(value, float):
        return value
    raise UnknownResult


def _text_of(value: Operand) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    raise UnknownResult  # how many digits a program shows is its own affair


def _compare(sign: str, a: Operand, b: Operand) -> bool:
    if a is None or b is None:
        known = a if b is None else b
        blank = "" if isinstance(known, str) else 0.0
        a, b = (blank if a is None else a), (blank if b is None else b)
    if isinstance(a, bool) or isinstance(b, bool):
        raise UnknownResult
    if isinstance(a, str) != isinstance(b, str):
        if sign not in ("=", "<>"):
            raise UnknownResult
        return sign == "<>"
    if isinstance(a, str):
        a, b = a.casefold(), b.casefold()
    return bool(_COMPARED[sign](a, b))


def _round(number: float, places: float) -> float:
    if abs(int(places)) > 15:
        raise UnknownResult
    return float(Decimal(f"{number:.15g}").quantize(Decimal(1).scaleb(-int(places)), ROUND_HALF_UP))


_OVER_NUMBERS: dict[str, Callable[[list[float]], float]] = {
    "SUM": lambda numbers: float(sum(numbers)),
    "MAX": lambda numbers: max(numbers, default=0.0),
    "MIN": lambda numbers: min(numbers, default=0.0),
    "COUNT": lambda numbers: float(len(numbers)),
    "AVERAGE": lambda numbers: sum(numbers) / len(numbers),
}
