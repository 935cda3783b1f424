"""Which figures may be below 0, since they are what is left after something was taken away."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from toolkit.adopting.relation import line_label
from toolkit.blanks.found_table import MATRIX, FoundColumn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from toolkit.adopting.relation import Line, Relation
    from toolkit.blanks.account import CellAccount
    from toolkit.blanks.found_table import FoundTable

_COMPARED = re.compile(r" [<>]=? ")


def mark_negative_results(table: FoundTable, relations: Sequence[Relation], account: CellAccount) -> None:
    """Let figures be negative that come out of a subtraction, and those made of these; ask once a table."""
    lines: list[Line] = [*table.columns, *table.rows]
    ours = {id(line) for line in lines}
    equal = [r for r in relations if r.target is not None and " = " in r.must]
    below: dict[int, Line] = {}
    changed = True
    while changed:
        changed = False
        for relation in equal:
            target = relation.target
            if target is None or id(target) in below:
                continue
            if relation.subtracts or any(
                sign < 0 or line.negative or id(line) in below for sign, line in relation.lines
            ):
                below[id(target)] = target
                changed = True
    words = len(table.number_columns) < len(table.columns)
    found = [
        line
        for line in below.values()
        if id(line) in ours
        and (line.kind is None or line.kind.is_number)
        and (isinstance(line, FoundColumn) or not words)
    ]
    if not found:
        return
    names = "、".join(f"“{line_label(line)}”" for line in found)
    said, where = f"{names}可以是负数", table.top_cell(table.left)
    if account.ask_at(table.sheet, "负数", where, said, "由相减得出", key=table.id):
        for line in found:
            line.negative = True


def compare_amounts_alone(table: FoundTable, relations: Sequence[Relation]) -> None:
    """Let what says that one line is not less than another be silent of differences: a whole may well fall by more than its part."""
    if table.shape != MATRIX:
        return
    for relation in (r for r in relations if r.over is table and _COMPARED.search(r.must)):
        if isinstance(relation.target, FoundColumn):
            rows = [r for r in table.rows if not relation.rows or r.id in relation.rows]
            kept = tuple(r.id for r in rows if not r.negative)
            if 0 < len(kept) < len(rows):
                relation.rows = kept
        else:
            columns = [c for c in table.number_columns if not relation.columns or c.id in relation.columns]
            kept = tuple(c.id for c in columns if not c.negative)
            if 0 < len(kept) < len(columns):
                relation.columns = kept
