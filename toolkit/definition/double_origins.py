"""What would be worked out twice: a figure by two rules that may differ, a row counted under two alternatives."""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from typing import TYPE_CHECKING

from toolkit.form.grounding import rule_identities
from toolkit.form.rule_language import Expr, FigureReference, Operation, parse_expression
from toolkit.form.rule_trees import needed_cells, parse_conditions, walk_tallies
from toolkit.form.tally_conditions import are_disjoint

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from toolkit.definition.fault import Path
    from toolkit.form.model import Cell, Form

Terms = Counter["Cell"]
"""How often each figure people fill in stands in a sum."""


def double_origins(form: Form, kind: str) -> Iterator[tuple[Cell, str, str]]:
    """Yield each figure of *kind* with two rules that work it out and may differ.

    The corner of a table has one rule by rows and one by columns: both add up the same figures, and either will do.
    """
    found: dict[Cell, list[tuple[str, Expr]]] = {}
    for rule, cell, expr in rule_identities(form, kind):
        found.setdefault(cell, []).append((rule.id, expr))
    first = {cell: some[0][1] for cell, some in found.items()}
    for cell, some in found.items():
        for (one, a), (other, b) in combinations(some, 2):
            sums = _sum_terms(a, first), _sum_terms(b, first)
            if None in sums or sums[0] != sums[1]:
                yield cell, one, other
                break


def _sum_terms(expr: Expr, worked: Mapping[Cell, Expr]) -> Terms | None:
    """Return what a sum adds up, worked-out figures taken apart; None where it is no sum."""
    if isinstance(expr, FigureReference):
        (cell,) = needed_cells(expr)
        return _sum_terms(worked[cell], worked) if cell in worked else Counter([cell])
    if not isinstance(expr, Operation) or expr.name not in "+-":
        return None
    total: Terms = Counter()
    for at, arg in enumerate(expr.args):
        if (part := _sum_terms(arg, worked)) is None:
            return None
        if expr.name == "-" and at:
            total.subtract(part)
        else:
            total.update(part)
    return Counter({cell: times for cell, times in total.items() if times})


def counted_twice(form: Form) -> Iterator[tuple[Path, str]]:
    """Yield the lines whose alternatives a row may meet two of: these are added, so it would be counted twice."""
    for table in form.tables:
        for line in (*table.rows, *table.columns):
            whens = [(w, parse_conditions(w)) for w in line.trait.when]
            texts = [t for _, said in line.trait.starts for t in said]
            starts = [(t, n.when) for t in texts for n in walk_tallies(parse_expression(t))]
            for said in (whens, starts if len(starts) > 1 else []):
                for (one, a), (two, b) in combinations(said, 2):
                    if not are_disjoint(a, b):
                        yield (table.id, line.id), f"“{one}”和“{two}”可能同时成立，会重复计数"
