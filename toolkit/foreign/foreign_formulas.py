"""What a plain formula of somebody else's comes to: sums, differences, products of cells. Anything else is not known.

Enough for the totals of a form, so that a file nobody has opened shows them right, and a real difference can be told.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from toolkit.form.layout import CellPlace, parse_a1
from toolkit.xlsx.cells import NUMBER, CellKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from toolkit.form.submission import Value
    from toolkit.xlsx.open_workbook import Book

MOST = 10_000
"""How many cells one formula may add up."""
_TOKEN = re.compile(
    r"\s*(?:(?P<number>[0-9]+\.?[0-9]*|\.[0-9]+)|(?P<sum>SUM\()|(?P<sign>[-+*/(),])"
    r"|(?:(?P<sheet>'(?:[^']|'')+'|[^\W\d][\w.]*)!)?(?P<first>\$?[A-Z]{1,3}\$?[0-9]+)(?::(?P<last>\$?[A-Z]{1,3}\$?[0-9]+))?)",
    re.IGNORECASE,
)


class UnknownResult(Exception):
    """What a formula comes to cannot be said."""


class FormulaEvaluator:
    """Works formulas of *book* out, *written* standing in it already."""

    def __init__(self, book: Book, written: Mapping[CellPlace, Value]) -> None:
        """Work nothing out yet."""
        self._sheets = {s.name: s for s in book.sheets}
        self._written = written
        self._known: dict[CellPlace, float | None] = {}
        self._open: set[CellPlace] = set()

    def result(self, at: CellPlace) -> float | None:
        """Return what the formula at a place comes to; None where that is not known."""
        if at not in self._known:
            try:
                self._known[at] = self._formula(at)
            except (UnknownResult, ZeroDivisionError, RecursionError):
                self._known[at] = None
        return self._known[at]

    def _formula(self, at: CellPlace) -> float:
        cell = self._sheets[at.sheet].cells[at.row, at.column]
        if not cell.formula or at in self._open:
            raise UnknownResult
        self._open.add(at)
        try:
            return round(_ParsedFormula(self, at.sheet, cell.formula).whole(), 9) + 0.0
        finally:
            self._open.discard(at)

    def number(self, at: CellPlace, *, added: bool) -> float:
        """Return the number at a place; a sum passes over texts, a term must be none."""
        if at in self._written:
            value = self._written[at]
            if isinstance(value, float):
                return value
        elif (cell := self._sheets[at.sheet].cells.get((at.row, at.column))) is None:
            return 0.0
        elif cell.formula is not None:
            if (found := self.result(at)) is None:
                raise UnknownResult
            return found
        elif cell.kind == CellKind.NUMBER and NUMBER.fullmatch(cell.raw.strip()):
            return float(cell.raw)
        elif cell.kind not in (CellKind.TEXT, CellKind.BOOL):
            raise UnknownResult
        if added:
            return 0.0
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
    """A formula of one sheet, read from left to right."""

    def __init__(self, of: FormulaEvaluator, sheet: str, text: str) -> None:
        self.of, self.sheet, self.tokens = of, sheet, list(_formula_tokens(text))

    def whole(self) -> float:
        value = self.terms()
        if self.tokens:
            raise UnknownResult
        return value

    def next(self, signs: str) -> str:
        """Take the next token if it is one of *signs*."""
        sign = self.tokens[0]["sign"] if self.tokens else None
        return (self.tokens.pop(0)["sign"] or "") if sign and sign in signs else ""

    def terms(self) -> float:
        value = self.factors()
        while sign := self.next("+-"):
            value = value + self.factors() if sign == "+" else value - self.factors()
        return value

    def factors(self) -> float:
        value = self.one()
        while sign := self.next("*/"):
            value = value * self.one() if sign == "*" else value / self.one()
        return value

    def one(self) -> float:
        if sign := self.next("-+"):
            return -self.one() if sign == "-" else self.one()
        if self.next("("):
            return self.closed(self.terms())
        if not self.tokens:
            raise UnknownResult
        token = self.tokens.pop(0)
        if token["number"]:
            return float(token["number"])
        if token["sum"]:
            value = self.summand()
            while self.next(","):
                value += self.summand()
            return self.closed(value)
        if token["first"] and not token["last"]:
            (at,) = self.of.area(self.on(token), token["first"], "")
            return self.of.number(at, added=False)
        raise UnknownResult

    def summand(self) -> float:
        if self.tokens and self.tokens[0]["last"]:
            token = self.tokens.pop(0)
            area = self.of.area(self.on(token), token["first"], token["last"])
            return sum(self.of.number(at, added=True) for at in area)
        return self.terms()

    def closed(self, value: float) -> float:
        if not self.next(")"):
            raise UnknownResult
        return value

    def on(self, token: re.Match[str]) -> str:
        name = token["sheet"] or ""
        if name.startswith("'"):
            name = name[1:-1].replace("''", "'")
        return name or self.sheet


def _formula_tokens(text: str) -> Iterator[re.Match[str]]:
    at = 0
    text = text.strip()
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            raise UnknownResult
        yield found
        at = found.end()
