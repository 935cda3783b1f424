"""Turn "for every row, 总计 = 自然人 + …" into plain statements about named cells.

After grounding every compiler meets only whole ``Cell`` references and tallies over lists.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

from toolkit.form.model import REPORT, Cell, Form, PriorCell, Table
from toolkit.form.period import EARLIER, LAST_YEAR, YEAR
from toolkit.form.row_rules import RowCheck, row_checks
from toolkit.form.rule import OFF, Rule
from toolkit.form.rule_language import (
    Expr,
    FigureReference,
    Operation,
    PriorReference,
    ReferenceSpan,
    parse_expression,
)
from toolkit.form.rule_trees import (
    combine_starts,
    hides_columns,
    may_round,
    needed_cells,
    needed_priors,
    needs_earlier_figures,
    sort_by_dependency,
    speaks_of_one_cell,
    speaks_of_own_cell,
    tally_columns,
    walk_all_references,
    walk_tallies,
    without_unasked,
)
from toolkit.form.rule_types import has_meaning
from toolkit.form.trait import OWN_ROW

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class Check(NamedTuple):
    """One rule about whole cells; *cell* is where a complaint is shown, *twin* how many of the rule's before it are shown there."""

    rule: Rule
    cell: Cell
    expr: Expr
    cells: tuple[Cell, ...]
    twin: int = 0

    @property
    def cellwise(self) -> bool:
        """Tell whether the rule is about one cell at a time (本格)."""
        return is_cellwise(self.rule)

    @property
    def alike(self) -> bool:
        """Tell whether it says the same of its one cell as others do of theirs: of nothing but the cell as it is."""
        return self.cellwise and is_said_of_each_cell(self.rule)

    @property
    def _of_own_cell(self) -> bool:
        return self.cellwise and speaks_of_own_cell(parse_expression(self.rule.must))

    @property
    def place(self) -> str:
        """Return the part of the form it is told of in one with its like: a table; a row, beside earlier figures; a figure."""
        if self.alike:
            return self.cell.table
        if self._of_own_cell:
            return f"{self.cell.table}.{self.cell.row}"
        return f"{self.cell.name}.{self.twin}" if self.twin else self.cell.name

    def instance(self, form: Form) -> str:
        """Return the name under which this check is explained: a rule about single cells is one a table and places."""
        places = decimals_of_check(form, self) if self._of_own_cell else 0
        return f"{self.rule.id}.{self.place}" + (f".{places}" if places else "")


@dataclass(frozen=True)
class GroundedForm:
    """Everything a kind (at a level) is held to.

    *worked_out*: cells whose value follows from others, each after those it needs.
    *starts*: how a report's figures begin at this level, over the sub-units' lists and figures.
    *priors*: the figures of earlier periods that some rule of this kind looks at, in the form's order.
    *off*: rules that would bind this kind, had the office not switched them off.
    """

    form: Form
    kind: str
    level: str | None
    checks: tuple[Check, ...]
    row_checks: tuple[RowCheck, ...]
    worked_out: dict[Cell, Expr]
    starts: dict[Cell, Expr]
    off: tuple[Rule, ...] = ()

    @cached_property
    def priors(self) -> tuple[PriorCell, ...]:
        """Return the figures of earlier periods that some check here looks at."""
        return tuple(dict.fromkeys(c for k in self.checks for c in needed_priors(k.expr)))

    @cached_property
    def inputs(self) -> tuple[Cell, ...]:
        """Return the cells people fill in."""
        return tuple(c for c in self.form.cells_of(self.kind) if c not in self.worked_out)

    def heals(self, cell: Cell) -> bool:
        """Tell whether a worked-out cell counts as worked out whatever was typed over it.

        So it is in a unit's own workbook and wherever a list is counted; a report filled in by hand is held to its totals.
        """
        return self.kind != REPORT or any(True for _ in walk_tallies(self.worked_out[cell]))

    @cached_property
    def rounded(self) -> frozenset[Cell]:
        """Return the worked-out numbers that rounding may change."""
        figures = {c: self.form.figure(c) for c in self.form.cells_of(self.kind)}
        numbers = (c for c in self.worked_out if figures[c].type == "number")
        return frozenset(c for c in numbers if may_round(self.worked_out[c], c, lambda x: figures[x].places))

    def way(self, cell: Cell) -> str:
        """Return how what the units bring to a figure of this report goes up; what is counted from lists adds up."""
        start = self.starts.get(cell)
        if start is None or isinstance(start, FigureReference):
            return self.form.figure(needed_cells(start)[0] if start else cell).up
        return "sum"

    def inputs_of(self, cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
        """Return the input cells that *cells* come from, each once."""
        if cells not in self._inputs:
            found: dict[Cell, None] = {}
            for cell in cells:
                expr = self.worked_out.get(cell)
                found |= dict.fromkeys((cell,) if expr is None else self.inputs_of(needed_cells(expr)))
            self._inputs[cells] = tuple(found)
        return self._inputs[cells]

    @cached_property
    def _inputs(self) -> dict[tuple[Cell, ...], tuple[Cell, ...]]:
        return {}


def ground_form(form: Form, kind: str, level: str | None = None) -> GroundedForm:
    """Ground every rule that binds *kind*; *level* counts for the kind 报告 only. Worked out once a form, kind and level."""
    key = (id(form), kind, level if kind == REPORT else None)
    known = _GROUNDED.get(key)
    if known is None:
        if len(_GROUNDED) > KEPT:
            _GROUNDED.clear()
        known = _GROUNDED[key] = _ground_kind(form, kind, key[2])
    return known


KEPT = 64
_GROUNDED: dict[tuple[int, str, str | None], GroundedForm] = {}
"""By the form's identity, for comparing forms costs more than grounding one; what is grounded keeps its form alive."""


def _ground_kind(form: Form, kind: str, level: str | None) -> GroundedForm:
    rules = [r for r in form.rules if _rule_binds_kind(form, r, kind, level)]
    worked: dict[Cell, Expr] = {}
    for _, cell, expr in rule_identities(form, kind, level):
        worked.setdefault(cell, expr)
    for cell, expr in _starting_expressions(form, kind, kind).items():
        worked.setdefault(cell, expr)
    begun = _starting_expressions(form, kind, level) if level else {}
    starts = {c: e for c, e in begun.items() if c not in worked}
    held = [r for r in rules if r.weight != OFF]
    lists = {r.id for r in form.registers}
    rows = tuple(k for r in held if lists & set(r.over) for k in row_checks(form, r, kind))
    checks = (k for r in held if not lists & set(r.over) for k in _cell_checks(form, r, kind))
    # A statement about each cell is about what people fill in: a worked-out cell only repeats its parts' fault.
    asked = tuple(_number_twins(k for k in checks if not (k.cellwise and k.cell in worked)))
    off = tuple(r for r in rules if r.weight == OFF)
    ordered = sort_by_dependency(worked, needed_cells, lambda c: c.name)
    return GroundedForm(form, kind, level, asked, rows, ordered, starts, off)


def _number_twins(checks: Iterable[Check]) -> Iterator[Check]:
    """Tell apart the checks of one rule that are shown at one cell: [合计].甲 >= 乙 is one a row."""
    seen: dict[tuple[str, Cell], int] = {}
    for check in checks:
        key = (check.rule.id, check.cell)
        yield check._replace(twin=seen.get(key, 0))
        seen[key] = seen.get(key, 0) + 1


def rule_identities(form: Form, kind: str, level: str | None = None) -> Iterator[tuple[Rule, Cell, Expr]]:
    """Yield what each rule works out for *kind*: the rule, the figure, the expression; the first of a figure counts."""
    for rule in form.rules:
        if _rule_binds_kind(form, rule, kind, level):
            yield from ((rule, cell, expr) for cell, expr in _worked_out_cells(form, rule, kind))


def required_priors(form: Form, kind: str) -> tuple[PriorCell, ...]:
    """Return the figures of earlier periods that rules of *kind* look at on any level, switched off or not.

    They have their places in the workbook whatever the office and its level.
    """
    rules = (r for r in form.rules if _rule_binds_kind(form, r, kind, None))
    tables = (r for r in rules if not {x.id for x in form.registers} & set(r.over))
    looking = (r for r in tables if needs_earlier_figures(parse_expression(r.must)))
    wanted = {c for r in looking for k in _cell_checks(form, r, kind) for c in needed_priors(k.expr)}
    return tuple(p for word in EARLIER for c in form.cells_of(kind) if (p := PriorCell(*c, word)) in wanted)


def is_cellwise(rule: Rule) -> bool:
    """Tell whether *rule* speaks of one cell at a time (本格)."""
    return speaks_of_one_cell(parse_expression(rule.must))


def is_said_of_each_cell(rule: Rule) -> bool:
    """Tell whether *rule* says the same of each cell by itself: of 本格 and nothing beside it, as it is."""
    tree = parse_expression(rule.must)
    return speaks_of_one_cell(tree) and speaks_of_own_cell(tree) and not needed_priors(tree)


def decimals_of_check(form: Form, check: Check) -> int:
    """Return the decimals the figures of *check* are kept to: the most any of them has."""
    return max(form.figure(c).places for c in (*check.cells, *(p.cell for p in needed_priors(check.expr))))


def _rule_binds_kind(form: Form, rule: Rule, kind: str, level: str | None) -> bool:
    have = {t.id for t in form.tables_of(kind)} | {r.id for r in form.registers_of(kind)}
    tree = parse_expression(rule.must)
    need = {r.table for r in walk_all_references(tree) if r.table} | {t.list for t in walk_tallies(tree)}
    if rule.kinds and kind not in rule.kinds:
        return False
    if level and rule.levels and level not in rule.levels:
        return False
    if any(hides_columns(form, kind, t.list, tally_columns(t)) for t in walk_tallies(tree)):
        return False
    return need <= have and (not rule.over or bool(have & set(rule.over)))


def _cell_checks(form: Form, rule: Rule, kind: str) -> Iterator[Check]:
    tree = parse_expression(rule.must)
    own = speaks_of_one_cell(tree)
    for expr, at in _rule_instances(form, rule, tree, kind):
        cells = needed_cells(expr)
        yield Check(rule, at if own and at in cells else cells[0], expr, cells)


def _worked_out_cells(form: Form, rule: Rule, kind: str) -> Iterator[tuple[Cell, Expr]]:
    if not rule.works_out or {r.id for r in form.registers} & set(rule.over):
        return  # what a list works out in its rows is no figure: row_rules
    tree = parse_expression(rule.must)
    if not isinstance(tree, Operation):  # the loader has refused it
        return
    for expr, _ in _rule_instances(form, rule, tree, kind):
        if isinstance(expr, Operation):
            yield needed_cells(expr.args[0])[0], expr.args[1]


def _rule_instances(form: Form, rule: Rule, tree: Expr, kind: str) -> Iterator[tuple[Expr, Cell]]:
    """Yield a rule about whole cells, once for every place it ranges over, and that place (as far as it is one cell).

    Of the columns and rows it only leaves out, those are passed over where it means nothing (a sum of remarks); where it
    means something nowhere, all are yielded, and refused.
    """
    tables: list[Table | None] = [t for name in rule.over if kind in (t := form.table(name)).kinds]
    made = [
        (expr, Cell(table.id if table else "", row or "", column or ""))
        for table in tables or [None]
        for row, column in _rule_range(rule, tree, table)
        if (expr := without_unasked(form, _fill_references(tree, form, table, row, column)))
    ]
    meant = made
    if len(made) > 1 and not rule.columns and not rule.rows:
        meant = [x for x in made if has_meaning(x[0], lambda ref: form.figure(needed_cells(ref)[0]).type)]
    yield from meant or made


def _rule_range(rule: Rule, tree: Expr, table: Table | None) -> Iterator[tuple[str | None, str | None]]:
    """Yield the rows and columns a rule ranges over: what its references leave out, or what it names of it."""
    loose = [r for r in walk_all_references(tree) if r.table is None or (table and r.table == table.id)]
    rows: tuple[str | None, ...] = (None,)
    columns: tuple[str | None, ...] = (None,)
    if table and any(r.row is None for r in loose):
        rows = rule.rows or table.row_ids
    if table and any(r.column is None for r in loose):
        columns = rule.columns or table.column_ids
    yield from product(rows, columns)


def _fill_references(
    expr: Expr, form: Form, table: Table | None, row: str | None = None, column: str | None = None
) -> Expr:
    match expr:
        case FigureReference():
            name = expr.table or (table.id if table else None)
            row = expr.row or (OWN_ROW if expr.table and form.table(expr.table).by_unit else row)
            return FigureReference(name, row, expr.column or column, expr.at)
        case PriorReference():
            ref = _fill_references(expr.ref, form, table, row, column)
            word = LAST_YEAR if form.periods.kind == YEAR else expr.word  # of a yearly form all three are one
            return PriorReference(ref, word) if isinstance(ref, FigureReference) else expr
        case Operation():
            args = tuple(_fill_references(a, form, table, row, column) for a in expr.args)
            return Operation(expr.name, args)
        case ReferenceSpan():
            of = form.table(expr.first.table) if expr.first.table else table
            parts = _expand_span(expr, of) if of else ()
            return Operation("+", tuple(_fill_references(r, form, table, row, column) for r in parts))
        case _:
            return expr


def _expand_span(span: ReferenceSpan, table: Table) -> Iterator[FigureReference]:
    first, last = span.first, span.last
    by_row = first.row is not None and first.row != last.row
    ids = table.row_ids if by_row else table.column_ids
    start, end = (ids.index(str(e.row if by_row else e.column)) for e in (first, last))
    for name in ids[start : end + 1]:
        row, column = (name, first.column) if by_row else (first.row, name)
        yield FigureReference(first.table, row, column)


def _starting_expressions(form: Form, kind: str, place: str | None) -> dict[Cell, Expr]:
    """Return the cells of *kind* that begin by an expression at *place* (a kind or a level)."""
    found: dict[Cell, Expr] = {}
    for table in form.tables_of(kind):
        for row in table.rows:
            for column in table.columns:
                said = (t for x in (row, column, table) for at, t in x.trait.starts if at == place)
                texts, cell = next(said, None), Cell(table.id, row.id, column.id)
                if texts is not None and place is not None and cell not in form.unasked:
                    start = combine_starts(texts, row.trait.when, column.trait.when)
                    found[cell] = _fill_references(start, form, table)
    return found
