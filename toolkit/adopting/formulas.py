"""The formulas people write into blanks, read: sums, the four operations, rounding, what stands where nothing is divided by."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial, reduce
from typing import TYPE_CHECKING, NamedTuple

from toolkit.form.layout import parse_a1
from toolkit.form.trait import NO_RATE
from toolkit.text.formula_parser import FormulaCall, FormulaOperation, FormulaReference, parse_formula_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from toolkit.blanks.blank_book import Spot
    from toolkit.text.formula_parser import FormulaNode

READ_FUNCTIONS = ("SUM", "SUBTOTAL", "IF", "IFERROR", "ISERROR", "ISERR", "ROUND")
"""The functions that are read."""
LARGEST = 2000
"""How many cells a sum is read of."""


class FormulaError(ValueError):
    """A formula that says what no rule of ours can."""


@dataclass(frozen=True)
class CellTerm:
    """A cell; *sheet* is empty for the formula's own."""

    sheet: str
    spot: Spot

    @property
    def spots(self) -> tuple[Spot, ...]:
        """Return it as the cells of an area."""
        return (self.spot,)


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
        return _understand(parse_formula_text(text.lstrip("=")))
    except ValueError:
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


def _combinations(tree: Term) -> Iterator[Combination]:
    if isinstance(tree, Combination):
        yield tree
        yield from _combinations(tree.left)
        yield from _combinations(tree.right)


def divides(tree: Term) -> bool:
    """Tell whether something in a formula is divided by cells."""
    return any(c.sign == "/" and not isinstance(c.right, Constant) for c in _combinations(tree))


def subtracts(tree: Term) -> bool:
    """Tell whether something is taken away anywhere in a formula."""
    return any(c.sign == "-" for c in _combinations(tree))


def multiplies(tree: Term) -> bool:
    """Tell whether cells are multiplied by cells."""
    products = (c for c in _combinations(tree) if c.sign == "*")
    return any(not isinstance(c.left, Constant) and not isinstance(c.right, Constant) for c in products)


def _understand(node: FormulaNode) -> ParsedFormula:
    """Read what may stand around a formula: IF(x=0,"/",…) and IF(x<>0,…,"/"), x being what is divided by; IFERROR, ROUND."""
    match node:
        case FormulaCall("IFERROR", (inner, mark)):
            return _with_mark(_understand(inner), mark)
        case FormulaCall("IF", (test, then, other)):
            tested, holds_for_zero = _what_is_tested(test)
            mark, inner = (then, other) if holds_for_zero else (other, then)
            found = _understand(inner)
            divisors = (c.right for c in _combinations(found.tree) if c.sign == "/")
            if tested not in (*divisors, found.tree):
                raise FormulaError
            return _with_mark(found, mark)
        case FormulaCall("ROUND", (inner, float(places))):
            return ParsedFormula(_term(inner), int(places))
    return ParsedFormula(_term(node))


def _what_is_tested(test: FormulaNode) -> tuple[Term, bool]:
    """Return what is held against 0, and whether the test is met where it is 0."""
    match test:
        case FormulaCall("ISERROR" | "ISERR", (inner,)):
            return _understand(inner).tree, True
        case FormulaOperation("=" | "<>" | ">" | "<=" as sign, tested, "" | 0.0):
            return _term(tested), sign in ("=", "<=")
    raise FormulaError


def _with_mark(found: ParsedFormula, mark: FormulaNode) -> ParsedFormula:
    is_zero = mark == 0.0
    if not divides(found.tree) or not (is_zero or mark in NO_RATE):
        raise FormulaError
    return found._replace(when_zero=found.when_zero if is_zero else str(mark))


def _term(node: FormulaNode) -> Term:
    match node:
        case float():
            return Constant(node)
        case FormulaReference(sheet, first, ""):
            return CellTerm(sheet, _spot(first))
        case FormulaOperation("+" | "-" | "*" | "/" as sign, left, right):
            return Combination(sign, _term(left), _term(right))
        case FormulaCall("SUM", args) | FormulaCall("SUBTOTAL", (9.0 | 109.0, *args)) if args:
            return reduce(partial(Combination, "+"), map(_added, args))
    raise FormulaError


def _added(node: FormulaNode) -> Term:
    """Return an argument of a sum: the cells of an area, or a term."""
    if not isinstance(node, FormulaReference) or not node.last:
        return _term(node)
    one, other = _spot(node.first), _spot(node.last)
    rows = range(min(one[0], other[0]), max(one[0], other[0]) + 1)
    columns = range(min(one[1], other[1]), max(one[1], other[1]) + 1)
    if len(rows) * len(columns) > LARGEST:
        raise FormulaError
    return AreaTerm(node.sheet, tuple((r, c) for r in rows for c in columns))


def _spot(address: str) -> Spot:
    spot = parse_a1(address)
    if spot is None:
        raise FormulaError
    return spot
