"""A relation between figures of a blank, wherever it was said, and how it becomes a rule of the definition."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from toolkit.blanks.figure_types import FigureKind
from toolkit.blanks.found_table import BY_UNIT, LIST, FoundColumn, FoundRow, FoundTable
from toolkit.definition.fault import RULE
from toolkit.form.model import Cell
from toolkit.form.rule_language import parse_expression
from toolkit.form.rule_trees import is_additive

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from toolkit.blanks.blank_book import BlankSheet, Spot
    from toolkit.definition.fault import DefinitionFault

Line = FoundColumn | FoundRow
LEAST_SPAN = 3
"""From how many lines on a sum is written as a range."""


@dataclass
class Relation:
    """What must hold: *must* over *over*, or of cells written out in full where that is None.

    *cells* are where the blank says so; *target* is the line an equation speaks of, *lines* what it is made of, each with
    its sign; *worked_out* names the line that is worked out, "" for a check.
    """

    must: str
    source: str = ""
    cells: list[tuple[BlankSheet, Spot]] = field(default_factory=list)
    over: FoundTable | None = None
    columns: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    worked_out: str = ""
    target: Line | None = None
    lines: tuple[tuple[int, Line], ...] = ()
    rate: bool = False
    subtracts: bool = False
    label: str = ""

    def rule(self, name: str, levels: Sequence[str], kinds: Sequence[str]) -> dict[str, Any]:
        """Return the rule *name* of a definition; what does not add up holds at all *levels* if it is a rate, else below."""
        said = {
            "over": self.over.id if self.over else "",
            "columns": list(self.columns),
            "rows": list(self.rows),
            "works_out": self.worked_out,
        }
        rule: dict[str, Any] = {"id": name, "must": self.must} | {k: v for k, v in said.items() if v}
        if not (self.over and self.over.shape == LIST) and not is_additive(parse_expression(self.must)):
            rule |= {"levels": list(levels)} if self.rate else {"kinds": list(kinds)}
        named = self.label or (line_label(self.target) if self.target else "")
        rule["why"] = f"{named}与原表写的关系不符" if named else "与原表写的关系不符"
        rule["remedy"] = "自动算出，不要改写" if self.worked_out else "核对有关的各项"
        rule["source"] = self.source
        return rule


def line_label(line: Line) -> str:
    """Return what people call a row or column."""
    return line.head[-1] if isinstance(line, FoundRow) else line.label


def reference_to(line: Line) -> str:
    """Return how a rule over a table refers to a line of it."""
    return f"[{line.id}]" if isinstance(line, FoundRow) else line.id


def sum_text(terms: Sequence[tuple[int, Line]], order: Sequence[Line]) -> str:
    """Return a sum as rules write it: as a range where it is one, in the table's *order*."""
    lines = [line for _, line in terms]
    at = [next(i for i, x in enumerate(order) if x is line) for line in lines]
    whole = len(at) >= LEAST_SPAN and at == list(range(at[0], at[0] + len(at)))
    if whole and all(sign > 0 for sign, _ in terms):
        return f"合计({reference_to(lines[0])}:{reference_to(lines[-1])})"
    return signed_text([(sign, reference_to(line)) for sign, line in terms])


def signed_text(terms: Sequence[tuple[int, str]]) -> str:
    """Join terms by their signs."""
    text = ""
    for sign, name in terms:
        if not text:
            text = name if sign > 0 else f"0 - {name}"
        else:
            text += f" {'+' if sign > 0 else '-'} {name}"
    return text


def full_name(table: FoundTable, row: FoundRow | None, column: FoundColumn) -> str:
    """Return how a rule names one figure, or the column of a table of units."""
    if table.shape == BY_UNIT or row is None:
        return f"{table.id}.{column.id}"
    return f"{table.id}[{row.id}].{column.id}"


def as_number(kind: FigureKind, places: int | None) -> FigureKind:
    """Return a kind of figure as one that is worked out and has *places* decimals, where its own say nothing."""
    if kind.percent:
        return kind
    if places is not None:
        return kind._replace(type="number" if places > 0 else kind.type, places=max(places, 0))
    return kind if kind.type == "number" else FigureKind("number", 2, ground="由除法算出，没有写几位小数")


def rules_at_fault(fault: DefinitionFault, by_name: Mapping[str, Relation]) -> list[str]:
    """Return the proposed rules a fault of the loader is about, or that work out the figure it is about."""
    names = [str(part)[len(RULE) :] for part in fault.path if str(part).startswith(RULE)]
    behind = [
        name
        for cell in fault.path[:1]
        if isinstance(cell, Cell)
        for name, r in by_name.items()
        if (r.over is None or r.over.id == cell.table) and r.worked_out in cell[1:]
    ]
    return [name for name in (*names, *fault.rules, *behind) if name in by_name]
