"""The formulas people write into blanks, read: sums, the four operations, rounding, what stands where nothing is divided by."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, NoReturn

from toolkit.form.layout import parse_a1
from toolkit.form.trait import NO_RATE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from toolkit.blanks.blank_book import Spot

READ_FUNCTIONS = ("SUM", "SUBTOTAL", "IF", "IFERROR", "ISERROR", "ISERR", "ROUND")
"""The functions that are read."""
LARGEST = 2000
"""How many cells a sum is read of."""
_TOKEN = re.compile(
    r"\s*(?:(?P<sheet>'[^']{1,31}'!|[^\W\d][\w.]{0,30}!)?(?P<ref>\$?[A-Za-z]{1,3}\$?[0-9]{1,7})(?![\w(.])"
    r"|(?P<number>[0-9]{1,15}(?:\.[0-9]{1,15})?)|\"(?P<text>[^\"]{0,80})\"|(?P<name>[A-Za-z]{2,12})(?=\()"
    r"|(?P<sign><=|>=|<>|[-+*/=<>(),:%]))"
)


class FormulaError(ValueError):
    """A formula that says what no rule of ours can."""


@dataclass(frozen=True)
class CellTerm:
    """A cell; *sheet* is empty for the formula's own."""

    sheet: str
    spot: Spot


@dataclass(frozen=True)
class AreaTerm:
    """The cells of an area, added up."""

    sheet: str
    spots: tuple[Spot, ...]


@dataclass(frozen=True)
class Constant:
    """A number written in the formula."""

    value: float


@dataclass(frozen=True)
class Combination:
    """Two terms and the sign between them."""

    sign: str
    left: Term
    right: Term


Term = CellTerm | AreaTerm | Constant | Combination


class ParsedFormula(NamedTuple):
    """What a formula comes to: *places* it is rounded to, what stands there when nothing is divided by."""

    tree: Term
    places: int | None = None
    when_zero: str | None = None


def parse_formula(text: str) -> ParsedFormula | None:
    """Return what a formula says, with its equals sign or without; None for one that no rule can say."""
    try:
        return _FormulaParser(text.lstrip("=").strip()).whole()
    except FormulaError:
        return None


def walk_terms(tree: Term) -> Iterator[CellTerm | AreaTerm | Constant]:
    """Walk what a formula puts together."""
    if isinstance(tree, Combination):
        yield from walk_terms(tree.left)
        yield from walk_terms(tree.right)
    else:
        yield tree


def added_terms(tree: Term, sign: int = 1) -> Iterator[tuple[int, Term]]:
    """Yield the parts a formula adds up or takes away, each with its sign."""
    if isinstance(tree, Combination) and tree.sign in "+-":
        yield from added_terms(tree.left, sign)
        yield from added_terms(tree.right, sign if tree.sign == "+" else -sign)
    else:
        yield sign, tree


def divides(tree: Term) -> bool:
    """Tell whether something in a formula is divided by cells."""
    if not isinstance(tree, Combination):
        return False
    by_cells = tree.sign == "/" and not isinstance(tree.right, Constant)
    return by_cells or divides(tree.left) or divides(tree.right)


def subtracts(tree: Term) -> bool:
    """Tell whether something is taken away anywhere in a formula."""
    if not isinstance(tree, Combination):
        return False
    return tree.sign == "-" or subtracts(tree.left) or subtracts(tree.right)


def multiplies(tree: Term) -> bool:
    """Tell whether cells are multiplied by cells."""
    if not isinstance(tree, Combination):
        return False
    both = tree.sign == "*" and not isinstance(tree.left, Constant) and not isinstance(tree.right, Constant)
    return both or multiplies(tree.left) or multiplies(tree.right)


class _FormulaParser:
    """One pass over the tokens."""

    def __init__(self, text: str) -> None:
        self.tokens: list[tuple[str, str, str]] = []
        at = 0
        while at < len(text):
            found = _TOKEN.match(text, at)
            if found is None or found.lastgroup is None:
                self.fail()
            kind = "ref" if found["ref"] else found.lastgroup
            self.tokens.append((kind, found[kind], (found["sheet"] or "").rstrip("!").strip("'")))
            at = found.end()
        self.i = 0

    def fail(self) -> NoReturn:
        raise FormulaError

    def whole(self) -> ParsedFormula:
        found = self.outer()
        if self.i < len(self.tokens):
            self.fail()
        return found

    def outer(self) -> ParsedFormula:
        """Read what may stand around a formula: IF, IFERROR, ROUND."""
        if self.peek("name", "IF"):
            return self.guarded()
        if self.peek("name", "IFERROR"):
            self.open()
            found = self.outer()
            self.need(",")
            mark = self.mark()
            self.need(")")
            return self.with_mark(found, mark)
        if self.peek("name", "ROUND"):
            start = self.i
            self.open()
            tree = self.sum()
            self.need(",")
            places = self.number()
            self.need(")")
            if self.i == len(self.tokens) or self.tokens[self.i][1] in (",", ")"):
                return ParsedFormula(tree, int(places))
            self.i = start
        return ParsedFormula(self.sum())

    def guarded(self) -> ParsedFormula:
        """Read IF(x=0,"/",…) and IF(x<>0,…,"/"): x must be what is divided by."""
        self.open()
        if self.peek("name", "ISERROR") or self.peek("name", "ISERR"):
            self.open()
            tested: Term | None = self.outer().tree
            self.need(")")
            equal = True
        else:
            tested = self.sum()
            sign = self.take_sign("=", "<>", ">", "<=")
            if self.tokens[self.i : self.i + 1] and self.tokens[self.i][0] == "text":
                if self.tokens[self.i][1]:
                    self.fail()
                self.i += 1
            elif self.number() != 0:
                self.fail()
            equal = sign in ("=", "<=")
        self.need(",")
        if equal:
            mark = self.mark()
            self.need(",")
            found = self.outer()
        else:
            found = self.outer()
            self.need(",")
            mark = self.mark()
        self.need(")")
        if tested not in (*_divisors(found.tree), found.tree):
            self.fail()
        return self.with_mark(found, mark)

    def with_mark(self, found: ParsedFormula, mark: str) -> ParsedFormula:
        if not divides(found.tree):
            self.fail()
        return found._replace(when_zero=found.when_zero if mark == "0" else mark)

    def mark(self) -> str:
        kind, word, _ = self.next()
        if kind == "number" and float(word) == 0:
            return "0"
        if kind == "text" and word in NO_RATE:
            return word
        raise FormulaError

    def sum(self) -> Term:
        tree = self.product()
        while sign := self.take_sign("+", "-"):
            tree = Combination(sign, tree, self.product())
        return tree

    def product(self) -> Term:
        tree = self.factor()
        while sign := self.take_sign("*", "/"):
            tree = Combination(sign, tree, self.factor())
        return tree

    def factor(self) -> Term:
        if self.take_sign("+"):
            return self.factor()
        if self.take_sign("-"):
            return Combination("-", Constant(0), self.factor())
        if self.take_sign("("):
            tree = self.sum()
            self.need(")")
            return tree
        if self.peek("name", "SUM") or self.peek("name", "SUBTOTAL"):
            return self.added()
        kind, word, sheet = self.next()
        if kind == "number":
            value = float(word)
            return Constant(value / 100 if self.take_sign("%") else value)
        if kind == "ref":
            return CellTerm(sheet, _spot(word))
        raise FormulaError

    def added(self) -> Term:
        _, name, _ = self.tokens[self.i]
        self.open()
        if name.upper() == "SUBTOTAL":
            if self.number() not in (9, 109):
                self.fail()
            self.need(",")
        tree: Term | None = None
        while True:
            part = self.area()
            tree = part if tree is None else Combination("+", tree, part)
            if not self.take_sign(","):
                break
        self.need(")")
        return tree

    def area(self) -> Term:
        is_area = (
            self.tokens[self.i : self.i + 1]
            and self.tokens[self.i][0] == "ref"
            and self.tokens[self.i + 1 : self.i + 2]
            and self.tokens[self.i + 1][1] == ":"
        )
        if not is_area:
            return self.sum()
        _, first, sheet = self.next()
        self.need(":")
        kind, last, _ = self.next()
        if kind != "ref":
            self.fail()
        one, other = _spot(first), _spot(last)
        rows = range(min(one[0], other[0]), max(one[0], other[0]) + 1)
        columns = range(min(one[1], other[1]), max(one[1], other[1]) + 1)
        if len(rows) * len(columns) > LARGEST:
            self.fail()
        return AreaTerm(sheet, tuple((r, c) for r in rows for c in columns))

    def number(self) -> float:
        kind, word, _ = self.next()
        if kind != "number":
            self.fail()
        return float(word)

    def open(self) -> None:
        self.i += 1
        self.need("(")

    def peek(self, kind: str, word: str) -> bool:
        return self.i < len(self.tokens) and (
            self.tokens[self.i][0] == kind and self.tokens[self.i][1].upper() == word
        )

    def next(self) -> tuple[str, str, str]:
        if self.i >= len(self.tokens):
            self.fail()
        self.i += 1
        return self.tokens[self.i - 1]

    def take_sign(self, *signs: str) -> str:
        if self.i < len(self.tokens) and self.tokens[self.i][0] == "sign" and self.tokens[self.i][1] in signs:
            self.i += 1
            return self.tokens[self.i - 1][1]
        return ""

    def need(self, sign: str) -> None:
        if not self.take_sign(sign):
            self.fail()


def _spot(address: str) -> Spot:
    spot = parse_a1(address.replace("$", "").upper())
    if spot is None:
        raise FormulaError
    return spot


def _divisors(tree: Term) -> Iterator[Term]:
    if isinstance(tree, Combination):
        if tree.sign == "/":
            yield tree.right
        yield from _divisors(tree.left)
        yield from _divisors(tree.right)
