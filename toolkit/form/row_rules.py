"""What rules say of the rows of a list: which columns they work out, what they need of a row before they speak of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from toolkit.form.rule_language import Expr, Operation, parse_expression, rounding_tolerance
from toolkit.form.rule_trees import columns_needing_values, hides_columns, sort_by_dependency, walk_references

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from toolkit.form.model import Form
    from toolkit.form.register import Register
    from toolkit.form.rule import Rule
    from toolkit.form.submission import Row

HAIR = 1e-9
"""By how much more a column that is worked out may be off: rounding takes away up to half of the last place itself."""


class RowCheck(NamedTuple):
    """One rule about every row of one list; *columns* are those it speaks of, in its order.

    Rows that leave one of *asks* blank are passed over. *needs* are the columns people fill in whose values it takes.
    """

    rule: Rule
    list: str
    expr: Expr
    columns: tuple[str, ...]
    asks: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()

    @property
    def instance(self) -> str:
        """Return the name under which this check is explained."""
        return f"{self.rule.id}.{self.list}"


def row_checks(form: Form, rule: Rule, kind: str) -> Iterator[RowCheck]:
    """Yield what *rule* demands of the rows of each list of *kind* it is about."""
    tree = parse_expression(rule.must)
    columns = tuple(dict.fromkeys(r.column or "" for r in walk_references(tree)))
    for register in form.registers_of(kind):
        # What came in with a report was judged where it is kept, and may be without the columns asked for.
        if register.id not in rule.over or kind in register.optional:
            continue
        if hides_columns(form, kind, register.id, columns):
            continue
        worked = worked_out_columns(form, kind, register)
        required = [c for c in columns if any(f.id == c and f.required for f in register.fields)]
        behind = [c for name in columns if name in worked for c in typed_columns((name,), worked)]
        asks = tuple(dict.fromkeys((register.anchor.id, *required, *behind)))
        needs = typed_columns(columns_needing_values(tree), worked)
        yield RowCheck(rule, register.id, tree, columns, asks, needs)


def row_tolerance(form: Form, check: RowCheck) -> float:
    """Return by how much two sides of *check* may differ: as its columns are kept, or the one it works out."""
    register = form.register(check.list)
    if check.rule.works_out:
        return rounding_tolerance(register.field(check.rule.works_out).places) + HAIR
    return rounding_tolerance(max(register.field(c).places for c in check.columns))


def worked_out_columns(form: Form, kind: str, register: Register) -> dict[str, Expr]:
    """Return the columns that rules work out in each row of *kind*'s list, each after those it needs.

    What needs a column *register* is without stands there as it was brought along. ValueError when they go round in a ring.
    """
    names = {f.id for f in register.fields}
    found: dict[str, Expr] = {}
    for rule in form.rules:
        if rule.works_out and register.id in rule.over and (not rule.kinds or kind in rule.kinds):
            tree = parse_expression(rule.must)
            if isinstance(tree, Operation) and {r.column for r in walk_references(tree)} <= names:
                found.setdefault(rule.works_out, tree.args[1])
    return sort_by_dependency(found, columns_needing_values, str)


def column_total(register: Register, rows: Iterable[Row], name: str) -> float:
    """Return what a column of a list adds up to: over the rows that fill in its first required column, as sum(…) does."""
    values = (row.values.get(name) for row in rows if register.anchor.id in row.values)
    return round(sum(v for v in values if isinstance(v, float)), register.field(name).places)


def typed_columns(names: Iterable[str], worked: Mapping[str, Expr]) -> tuple[str, ...]:
    """Return the columns people fill in that *names* come from, each once."""
    found: dict[str, None] = {}
    for name in names:
        needed = columns_needing_values(worked[name]) if name in worked else ()
        found |= dict.fromkeys(typed_columns(needed, worked) if name in worked else (name,))
    return tuple(found)
