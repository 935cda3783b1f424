"""What the tree of a rule speaks of: its figures, its lists, what it needs to know of them, what adds up."""

from __future__ import annotations

import math
from functools import wraps
from typing import TYPE_CHECKING, TypeVar

from toolkit.form.model import REPORT, Cell, PriorCell
from toolkit.form.rule_language import (
    COMPARE,
    PREDICATES,
    Expr,
    FigureReference,
    NumberLiteral,
    Operation,
    PriorReference,
    ReferenceSpan,
    Tally,
    parse_expression,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from toolkit.form.model import Form

T = TypeVar("T")


def _once_a_tree(find: Callable[[Expr], T]) -> Callable[[Expr], T]:
    """Keep with a tree what *find* says of it: trees never change, and a check is asked for every unit again."""
    name = f"_{find.__name__}"

    @wraps(find)
    def found(expr: Expr) -> T:
        kept = vars(expr)
        if name not in kept:
            kept[name] = find(expr)
        return kept[name]  # type: ignore[no-any-return]

    return found


@_once_a_tree
def needed_cells(expr: Expr) -> tuple[Cell, ...]:
    """Return the cells a grounded expression needs, each once, in reading order."""
    return tuple(dict.fromkeys(map(cell_of_reference, walk_references(expr))))


@_once_a_tree
def needed_priors(expr: Expr) -> tuple[PriorCell, ...]:
    """Return the figures of earlier periods that a grounded expression looks at."""
    return tuple(dict.fromkeys(prior_cell_of(n) for n in walk_nodes(expr) if isinstance(n, PriorReference)))


@_once_a_tree
def needs_earlier_figures(expr: Expr) -> bool:
    """Tell whether a statement, grounded or not, looks at figures of earlier periods."""
    return any(isinstance(n, PriorReference) for n in walk_nodes(expr))


def prior_cell_of(node: PriorReference) -> PriorCell:
    """Return the figure of an earlier period that a grounded *node* looks at."""
    return PriorCell(*cell_of_reference(node.ref), node.word)


def cell_of_reference(reference: Expr) -> Cell:
    """Return the figure a grounded *reference* names; TypeError where it is none."""
    if not isinstance(reference, FigureReference):
        raise TypeError(reference)
    return Cell(reference.table or "", reference.row or "", reference.column or "")


def walk_all_references(expr: Expr) -> Iterator[FigureReference]:
    """Walk the references to figures of this period and of earlier ones."""
    yield from walk_references(expr)
    yield from (n.ref for n in walk_nodes(expr) if isinstance(n, PriorReference))


def without_unasked(form: Form, expr: Expr) -> Expr | None:
    """Return a grounded statement without the cells nobody fills in: where figures are added up or taken away they are nothing.

    None for any other statement that speaks of one: it says nothing.
    """
    if not form.unasked or not any(cell_of_reference(r) in form.unasked for r in walk_all_references(expr)):
        return expr
    if not isinstance(expr, Operation) or expr.name != "=":
        return None
    left, right = expr.args
    kept = _terms_asked(form, right)
    if any(cell_of_reference(r) in form.unasked for r in walk_all_references(left)) or kept is None:
        return None
    others = list(walk_all_references(kept))
    spoiled = any(cell_of_reference(r) in form.unasked for r in others)
    return Operation("=", (left, kept)) if others and not spoiled else None


def _terms_asked(form: Form, expr: Expr) -> Expr | None:
    """Return a sum without its terms that nobody fills in; None where none is left."""
    if isinstance(expr, FigureReference):
        return None if cell_of_reference(expr) in form.unasked else expr
    if not isinstance(expr, Operation) or expr.name not in "+-":
        return expr
    parts = [_terms_asked(form, arg) for arg in expr.args]
    kept = [part for part in parts if part is not None]
    if expr.name == "-" and parts[0] is None and kept:
        return Operation("-", (NumberLiteral(0), *kept))
    return Operation(expr.name, tuple(kept)) if len(kept) > 1 else next(iter(kept), None)


def walk_references(expr: Expr) -> Iterator[FigureReference]:
    """Walk the references to this period's figures, not those to the columns a tally counts."""
    if isinstance(expr, FigureReference):
        yield expr
    elif isinstance(expr, ReferenceSpan):
        yield from (expr.first, expr.last)
    elif isinstance(expr, Operation):
        for arg in expr.args:
            yield from walk_references(arg)


@_once_a_tree
def cells_needing_values(expr: Expr) -> tuple[Cell, ...]:
    """Return the cells whose value *expr* needs: 已填 and 空 only ask whether something stands there."""
    return tuple(dict.fromkeys(map(cell_of_reference, _references_to_values(expr))))


def columns_needing_values(expr: Expr) -> tuple[str, ...]:
    """Return the columns of a list whose value a rule over its rows needs."""
    return tuple(dict.fromkeys(r.column or "" for r in _references_to_values(expr)))


def _references_to_values(expr: Expr) -> Iterator[FigureReference]:
    if not isinstance(expr, Operation):
        yield from walk_references(expr)
    elif expr.name not in ("已填", "空"):
        for arg in expr.args:
            yield from _references_to_values(arg)


@_once_a_tree
def speaks_of_one_cell(expr: Expr) -> bool:
    """Tell whether a rule speaks of one cell at a time (本格)."""
    return FigureReference() in walk_references(expr)


@_once_a_tree
def speaks_of_own_cell(expr: Expr) -> bool:
    """Tell whether every figure a rule speaks of, now or earlier, is the one cell it stands at."""
    return all(r == FigureReference() for r in walk_all_references(expr))


def walk_tallies(expr: Expr) -> Iterator[Tally]:
    """Walk the counts and sums over lists."""
    if isinstance(expr, Tally):
        yield expr
    elif isinstance(expr, Operation):
        for arg in expr.args:
            yield from walk_tallies(arg)


def tally_columns(tally: Tally) -> set[str]:
    """Return the columns of its list that a tally adds up or asks about."""
    asked = {r.column or "" for condition in tally.when for r in walk_references(condition)}
    return asked | ({tally.column} if tally.column else set())


def hides_columns(form: Form, kind: str, name: str, columns: Iterable[str]) -> bool:
    """Tell whether *kind*'s workbook has not all of *columns* of a list: private ones stay in the units' own."""
    return kind == REPORT and any(form.register(name).field(c).private for c in columns)


def is_additive(expr: Expr) -> bool:
    """Tell whether a rule kept by every part is kept by their sum: linear, without a constant."""
    match expr:
        case Operation(name="且"):
            return all(map(is_additive, expr.args))
        case Operation(name="整数", args=(FigureReference(),)):
            return True  # whole numbers add up to a whole number
        case Operation(name="=" | "<=" | ">="):
            return all(map(_is_linear, expr.args))
    return False


def is_start_additive(expr: Expr) -> bool:
    """Tell whether a figure's start over all units is the sum of its starts over each: counts and sums, scaled."""
    return isinstance(expr, FigureReference) or (
        _is_linear(expr) and not any(True for _ in walk_all_references(expr))
    )


def _is_linear(expr: Expr) -> bool:
    if isinstance(expr, FigureReference | PriorReference | ReferenceSpan | Tally):
        return True
    if isinstance(expr, NumberLiteral):
        return expr.value == 0
    match expr:
        case Operation(name="+" | "-"):
            return all(map(_is_linear, expr.args))
        case Operation(name="/", args=(part, NumberLiteral(value=by))):
            return by != 0 and _is_linear(part)
        case Operation(name="*"):
            others = [a for a in expr.args if not isinstance(a, NumberLiteral)]
            return len(others) == len(expr.args) - 1 and all(map(_is_linear, others))
    return False


def walk_divisors(expr: Expr) -> Iterator[Expr]:
    """Walk what figures are divided by in *expr*, numbers written into the rule aside: without one it is no rate."""
    for node in walk_nodes(expr):
        if isinstance(node, Operation) and node.name == "/" and not isinstance(node.args[1], NumberLiteral):
            yield node.args[1]


def may_round(expr: Expr, cell: Cell, places: Callable[[Cell], int]) -> bool:
    """Tell whether *cell*, worked out as *expr*, may be rounded: a quotient, a product, a sum of finer figures."""
    scaled = any(isinstance(n, Operation) and n.name in "*/" for n in walk_nodes(expr))
    return scaled or any(places(c) > places(cell) for c in needed_cells(expr))


def rounding_reach(expr: Expr, half_place: Callable[[Cell], float]) -> float:
    """Return how far apart the sides of a statement may be because figures in it are rounded.

    *half_place* says it of a figure, 0 of one that is not rounded. Two rounded figures are compared as they stand, for
    rounding keeps their order; what is worked out of several is off by what all of them are off, and what is a rounded
    figure times another by nobody knows how much.
    """
    if not isinstance(expr, Operation):
        return 0.0
    if expr.name not in COMPARE:
        return max((rounding_reach(a, half_place) for a in expr.args), default=0.0)
    if not any(isinstance(a, Operation) for a in expr.args):
        return 0.0
    return sum(_value_reach(a, half_place) for a in expr.args)


def _value_reach(expr: Expr, half_place: Callable[[Cell], float]) -> float:
    if isinstance(expr, FigureReference):
        return half_place(cell_of_reference(expr))
    if not isinstance(expr, Operation):
        return 0.0
    scale = 1.0
    for arg in expr.args:
        if isinstance(arg, NumberLiteral) and arg.value and expr.name in "*/":
            scale = abs(arg.value) if expr.name == "*" else 1 / abs(arg.value)
    reach = scale * sum(_value_reach(a, half_place) for a in expr.args)
    constant = any(isinstance(a, NumberLiteral) for a in expr.args)
    return math.inf if reach and expr.name in "*/" and not constant else reach


def parse_conditions(text: str) -> tuple[Expr, ...]:
    """Read "收到<=年末, 空(办结)" as the conditions of a tally."""
    tree = parse_expression(f"count(x, {text})")
    return tree.when if isinstance(tree, Tally) else ()


def walk_nodes(expr: Expr) -> Iterator[Expr]:
    """Walk every node of *expr*, conditions of tallies included."""
    yield expr
    for child in expr.args if isinstance(expr, Operation) else expr.when if isinstance(expr, Tally) else ():
        yield from walk_nodes(child)


def combine_starts(texts: tuple[str, ...], *whens: tuple[str, ...]) -> Expr:
    """Return what a figure starts as: alternatives added, each under the conditions of its row and column."""
    parts = [parse_expression(t) for t in texts]
    for when in whens:
        if when:
            parts = [_add_conditions(p, parse_conditions(w)) for p in parts for w in when]
    return parts[0] if len(parts) == 1 else Operation("+", tuple(parts))


def _add_conditions(expr: Expr, when: tuple[Expr, ...]) -> Expr:
    if isinstance(expr, Tally):
        return Tally(expr.list, expr.column, expr.when + when)
    if isinstance(expr, Operation):
        return Operation(expr.name, tuple(_add_conditions(a, when) for a in expr.args))
    return expr


def is_condition(expr: Expr) -> bool:
    """Tell whether *expr* is true or false, rather than a value."""
    return isinstance(expr, Operation) and expr.name in (*COMPARE, *PREDICATES, "且", "或", "非", "当")


@_once_a_tree
def asks_about_blanks(expr: Expr) -> bool:
    """Tell whether a rule asks 已填(…), and so speaks even of an empty table."""
    return isinstance(expr, Operation) and (
        expr.name == "已填" or any(asks_about_blanks(a) for a in expr.args)
    )


Part = TypeVar("Part")


def sort_by_dependency(
    worked: Mapping[Part, Expr], needs: Callable[[Expr], Iterable[Part]], name_of: Callable[[Part], str]
) -> dict[Part, Expr]:
    """Sort what is worked out so that each part comes after those it *needs*; ValueError, by name, when they go round in a ring."""
    done: dict[Part, Expr] = {}
    trail: list[Part] = []

    def visit(part: Part) -> None:
        if part in done or part not in worked:
            return
        if part in trail:
            raise ValueError("→".join(map(name_of, [*trail, part])))
        trail.append(part)
        for needed in needs(worked[part]):
            visit(needed)
        trail.pop()
        done[part] = worked[part]

    for part in worked:
        visit(part)
    return done
