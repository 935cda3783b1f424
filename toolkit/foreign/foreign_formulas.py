"""What a plain formula of somebody else's comes to: sums, shares, roundings, choices over cells. Anything else is not known.

Enough for the totals and rates of a form, so that a file nobody has opened shows them right, and a real difference can be told.
"""

from __future__ import annotations

import operator
import re
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from toolkit.form.layout import CellPlace, parse_a1
from toolkit.xlsx.cells import NUMBER, CellKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from toolkit.form.submission import Value
    from toolkit.xlsx.open_workbook import Book

MOST = 10_000
"""How many cells one formula may add up."""
DEEPEST = 64
"""How deep parentheses may be nested."""
_TOKEN = re.compile(
    r"""\s*(?:(?P<number>[0-9]{1,300}\.?[0-9]{0,300}|\.[0-9]{1,300})|"(?P<text>(?:[^"]|""){0,32767})"|(?P<call>[A-Z]{2,12})\("""
    r"|(?P<sign><=|>=|<>|[-+*/(),&=<>%])"
    r"|(?:(?P<sheet>'(?:[^']|'')+'|[^\W\d][\w.]*)!)?(?P<first>\$?[A-Z]{1,3}\$?[0-9]+)(?::(?P<last>\$?[A-Z]{1,3}\$?[0-9]+))?)",
    re.IGNORECASE,
)
_COMPARED = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
}
Operand = Any
"""A number, a text, a truth, or None for a blank cell."""


class UnknownResult(Exception):
    """What a formula comes to cannot be said."""


class FormulaEvaluator:
    """Works formulas of *book* out, *written* standing in it already."""

    def __init__(self, book: Book, written: Mapping[CellPlace, Value]) -> None:
        """Work nothing out yet."""
        self._sheets = {s.name: s for s in book.sheets}
        self._written = written
        self._known: dict[CellPlace, Value | None] = {}
        self._open: set[CellPlace] = set()

    def result(self, at: CellPlace) -> Value | None:
        """Return what the formula at a place comes to; None where that is not known."""
        if at not in self._known:
            try:
                self._known[at] = self._formula(at)
            except (UnknownResult, ZeroDivisionError, OverflowError, RecursionError):
                self._known[at] = None
        return self._known[at]

    def _formula(self, at: CellPlace) -> Value:
        cell = self._sheets[at.sheet].cells[at.row, at.column]
        if not cell.formula or at in self._open:
            raise UnknownResult
        self._open.add(at)
        try:
            found = _ParsedFormula(self, at.sheet, cell.formula).whole()()
        finally:
            self._open.discard(at)
        if isinstance(found, bool):
            raise UnknownResult
        return found if isinstance(found, str) else round(_number_of(found), 9) + 0.0

    def operand(self, at: CellPlace) -> Operand:
        """Return what stands at a place: a number, a text, None where nothing does."""
        if at in self._written:
            return self._written[at]
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

    def area(self, sheet: str, first: str, last: str) -> Iterator[CellPlace]:
        """Yield the cells of an area."""
        corners = [parse_a1(a1.upper()) for a1 in (first, last or first)]
        if sheet not in self._sheets or None in corners:
            raise UnknownResult
        (top, left), (bottom, right) = (c for c in corners if c)
        if (abs(bottom - top) + 1) * (abs(right - left) + 1) > MOST:
            raise UnknownResult
        for row in range(min(top, bottom), max(top, bottom) + 1):
            for column in range(min(left, right), max(left, right) + 1):
                yield CellPlace(sheet, row, column)


class _ParsedFormula:
    """A formula of one sheet, read from left to right; what it comes to is asked only of the branch that is taken."""

    def __init__(self, of: FormulaEvaluator, sheet: str, text: str) -> None:
        self.of, self.sheet, self.tokens = of, sheet, list(_formula_tokens(text))
        self.depth = 0

    def whole(self) -> Callable[[], Operand]:
        value = self.comparison()
        if self.tokens:
            raise UnknownResult
        return value

    def next(self, *signs: str) -> str:
        """Take the next token if it is one of *signs*."""
        sign = self.tokens[0]["sign"] if self.tokens else None
        return str(self.tokens.pop(0)["sign"]) if sign and sign in signs else ""

    def comparison(self) -> Callable[[], Operand]:
        self.depth += 1
        if self.depth > DEEPEST:
            raise UnknownResult
        value = self.joined()
        while sign := self.next(*_COMPARED):
            value = _compared(sign, value, self.joined())
        self.depth -= 1
        return value

    def joined(self) -> Callable[[], Operand]:
        value = self.terms()
        while self.next("&"):
            value = _joined(value, self.terms())
        return value

    def terms(self) -> Callable[[], Operand]:
        value = self.factors()
        while sign := self.next("+", "-"):
            value = _combined(operator.add if sign == "+" else operator.sub, value, self.factors())
        return value

    def factors(self) -> Callable[[], Operand]:
        value = self.one()
        while sign := self.next("*", "/"):
            value = _combined(operator.mul if sign == "*" else operator.truediv, value, self.one())
        return value

    def one(self) -> Callable[[], Operand]:
        if sign := self.next("-", "+"):
            value = self.one()
            return (lambda: -_number_of(value())) if sign == "-" else value
        value = self.primary()
        while self.next("%"):
            value = _combined(operator.truediv, value, lambda: 100.0)
        return value

    def primary(self) -> Callable[[], Operand]:
        if self.next("("):
            value = self.comparison()
            self.close()
            return value
        if not self.tokens:
            raise UnknownResult
        token = self.tokens.pop(0)
        if token["number"]:
            number = float(token["number"])
            return lambda: number
        if token["text"] is not None:
            text = token["text"].replace('""', '"')
            return lambda: text
        if token["call"]:
            return self.call(token["call"].upper())
        if token["first"] and not token["last"]:
            (at,) = self.of.area(self.on(token), token["first"], "")
            return lambda: self.of.operand(at)
        raise UnknownResult

    def call(self, name: str) -> Callable[[], Operand]:
        """Read a function's arguments, up to its closing parenthesis."""
        if name in _OVER_NUMBERS:
            areas = [self.summand()]
            while self.next(","):
                areas.append(self.summand())
            self.close()
            return lambda: _OVER_NUMBERS[name]([n for numbers in areas for n in numbers()])
        arguments = [self.comparison()]
        while self.next(","):
            arguments.append(self.comparison())
        self.close()
        if name not in _CHOICES or len(arguments) not in _CHOICES[name][1]:
            raise UnknownResult
        return lambda: _CHOICES[name][0](*arguments)

    def summand(self) -> Callable[[], list[float]]:
        """Read an argument of a function over numbers: of an area its texts and blanks are passed over."""
        if self.tokens and self.tokens[0]["last"]:
            token = self.tokens.pop(0)
            area = list(self.of.area(self.on(token), token["first"], token["last"]))
            return lambda: [n for at in area if isinstance(n := self.of.operand(at), float)]
        value = self.comparison()
        return lambda: [_number_of(value())]

    def close(self) -> None:
        if not self.next(")"):
            raise UnknownResult

    def on(self, token: re.Match[str]) -> str:
        name = token["sheet"] or ""
        if name.startswith("'"):
            name = name[1:-1].replace("''", "'")
        return name or self.sheet


def _number_of(value: Operand) -> float:
    """Return a term as a number: a blank is 0, a text is none."""
    if value is None:
        return 0.0
    if isinstance(value, float):
        return value
    raise UnknownResult


def _combined(
    how: Callable[[float, float], float], one: Callable[[], Operand], other: Callable[[], Operand]
) -> Callable[[], Operand]:
    return lambda: how(_number_of(one()), _number_of(other()))


def _joined(one: Callable[[], Operand], other: Callable[[], Operand]) -> Callable[[], Operand]:
    def join() -> str:
        return "".join(_text_of(part()) for part in (one, other))

    return join


def _text_of(value: Operand) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    raise UnknownResult  # how many digits a program shows is its own affair


def _compared(sign: str, one: Callable[[], Operand], other: Callable[[], Operand]) -> Callable[[], Operand]:
    def compare() -> bool:
        a, b = one(), other()
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

    return compare


def _choose(
    test: Callable[[], Operand], then: Callable[[], Operand], other: Callable[[], Operand] | None = None
) -> Operand:
    holds = test()
    if isinstance(holds, str):
        raise UnknownResult
    if holds or other is None:
        if not holds:
            raise UnknownResult
        return then()
    return other()


def _rescue(value: Callable[[], Operand], otherwise: Callable[[], Operand]) -> Operand:
    try:
        return value()
    except ZeroDivisionError:
        return otherwise()


def _round(value: Callable[[], Operand], places: Callable[[], Operand]) -> Operand:
    number, kept = _number_of(value()), int(_number_of(places()))
    if abs(kept) > 15:
        raise UnknownResult
    step = Decimal(1).scaleb(-kept)
    return float(Decimal(f"{number:.15g}").quantize(step, ROUND_HALF_UP))


def _average(numbers: list[float]) -> float:
    return sum(numbers) / len(numbers)


_OVER_NUMBERS: dict[str, Callable[[list[float]], float]] = {
    "SUM": lambda numbers: float(sum(numbers)),
    "MAX": lambda numbers: max(numbers, default=0.0),
    "MIN": lambda numbers: min(numbers, default=0.0),
    "COUNT": lambda numbers: float(len(numbers)),
    "AVERAGE": _average,
}
_CHOICES: dict[str, tuple[Callable[..., Operand], tuple[int, ...]]] = {
    "IF": (_choose, (2, 3)),
    "IFERROR": (_rescue, (2,)),
    "ROUND": (_round, (2,)),
}


def _formula_tokens(text: str) -> Iterator[re.Match[str]]:
    at = 0
    text = text.strip()
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            raise UnknownResult
        yield found
        at = found.end()
