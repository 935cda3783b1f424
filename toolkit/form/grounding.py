"""Turn "for every row, 总计 = 自然人 + …" into plain statements about named cells.

After grounding every compiler meets only whole ``Cell`` references and tallies over lists.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from toolkit.form.model import OFF, REPORT, Cell, Form, Rule, Table
from toolkit.form.rule_language import COMPARE, PREDICATES, Expr, Number, Op, Prior, Ref, Span, Tally, parse

if TYPE_CHECKING:
    from collections.abc import Iterator


class Check(NamedTuple):
    """One rule about whole cells; *cell* is where a complaint is shown."""

    rule: Rule
    cell: Cell
    expr: Expr
    cells: tuple[Cell, ...]

    @property
    def cellwise(self) -> bool:
        """Tell whether the rule is about one cell at a time (本格)."""
        return cellwise(self.rule)

    def instance(self, form: Form) -> str:
        """Return the name under which this check is explained: a rule about single cells is one a table and places."""
        if not self.cellwise:
            return f"{self.rule.id}.{self.cell.name}"
        places = places_of(form, self)
        return f"{self.rule.id}.{self.cell.table}" + (f".{places}" if places else "")


class RowCheck(NamedTuple):
    """One rule about every row of one list; *columns* are those it speaks of, in its order."""

    rule: Rule
    list: str
    expr: Expr
    columns: tuple[str, ...]

    @property
    def instance(self) -> str:
        """Return the name under which this check is explained."""
        return f"{self.rule.id}.{self.list}"


@dataclass(frozen=True)
class Grounded:
    """Everything a kind (at a level) is held to.

    *worked_out*: cells whose value follows from others, each after those it needs.
    *starts*: how a report's figures begin at this level, over the sub-units' lists and figures.
    *priors*: the figures of the year before that some rule of this kind looks at, in the form's order.
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
    def priors(self) -> tuple[Cell, ...]:
        """Return the figures of the year before that some check here looks at."""
        return tuple(dict.fromkeys(c for k in self.checks for c in priors_of(k.expr)))

    @cached_property
    def inputs(self) -> tuple[Cell, ...]:
        """Return the cells people fill in."""
        return tuple(c for c in self.form.cells_of(self.kind) if c not in self.worked_out)

    def heals(self, cell: Cell) -> bool:
        """Tell whether a worked-out cell counts as worked out whatever was typed over it.

        So it is in a unit's own workbook and wherever a list is counted; a report filled in by hand is held to its totals.
        """
        return self.kind != REPORT or any(True for _ in tallies(self.worked_out[cell]))

    def way(self, cell: Cell) -> str:
        """Return how what the units bring to a figure of this report goes up; what is counted from lists adds up."""
        start = self.starts.get(cell)
        if start is None or isinstance(start, Ref):
            return self.form.figure(cells_of(start)[0] if start else cell).up
        return "sum"

    def inputs_of(self, cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
        """Return the input cells that *cells* come from, each once."""
        if cells not in self._inputs:
            found: dict[Cell, None] = {}
            for cell in cells:
                expr = self.worked_out.get(cell)
                found |= dict.fromkeys((cell,) if expr is None else self.inputs_of(cells_of(expr)))
            self._inputs[cells] = tuple(found)
        return self._inputs[cells]

    @cached_property
    def _inputs(self) -> dict[tuple[Cell, ...], tuple[Cell, ...]]:
        return {}


def ground(form: Form, kind: str, level: str | None = None) -> Grounded:
    """Ground every rule that binds *kind*; *level* counts for the kind 报告 only."""
    level = level if kind == REPORT else None
    rules = [r for r in form.rules if _binds(form, r, kind, level)]
    worked: dict[Cell, Expr] = {}
    for rule in rules:
        for cell, expr in _works_out(form, rule, kind):
            worked.setdefault(cell, expr)
    for cell, expr in _started(form, kind, kind).items():
        worked.setdefault(cell, expr)
    starts = {c: e for c, e in _started(form, kind, level).items() if c not in worked} if level else {}
    held = [r for r in rules if r.weight != OFF]
    lists = {r.id for r in form.registers}
    rows = tuple(k for r in held if lists & set(r.over) for k in _row_checks(form, r, kind))
    checks = (k for r in held if not lists & set(r.over) for k in _checks(form, r, kind))
    # A statement about each cell is about what people fill in: a worked-out cell only repeats its parts' fault.
    asked = tuple(k for k in checks if not (k.cellwise and k.cell in worked))
    off = tuple(r for r in rules if r.weight == OFF)
    return Grounded(form, kind, level, asked, rows, _ordered(worked), starts, off)


def priors_asked(form: Form, kind: str) -> tuple[Cell, ...]:
    """Return the figures of the year before that rules of *kind* look at on any level, switched off or not.

    They have their places in the workbook whatever the office and its level.
    """
    rules = (r for r in form.rules if _binds(form, r, kind, None))
    tables = (r for r in rules if not {x.id for x in form.registers} & set(r.over))
    wanted = {c for r in tables for k in _checks(form, r, kind) for c in priors_of(k.expr)}
    return tuple(c for c in form.cells_of(kind) if c in wanted)


def cellwise(rule: Rule) -> bool:
    """Tell whether *rule* speaks of one cell at a time (本格)."""
    return Ref() in refs(parse(rule.must))


def places_of(form: Form, check: Check) -> int:
    """Return the decimals the figures of *check* are kept to: the most any of them has."""
    return max(form.figure(c).places for c in (*check.cells, *priors_of(check.expr)))


def row_places_of(form: Form, check: RowCheck) -> int:
    """Return the decimals the columns of *check* are kept to: the most any of them has."""
    register = form.register(check.list)
    return max(register.field(c).places for c in check.columns)


def cells_of(expr: Expr) -> tuple[Cell, ...]:
    """Return the cells a grounded expression needs, each once, in reading order."""
    return tuple(dict.fromkeys(Cell(r.table or "", r.row or "", r.column or "") for r in refs(expr)))


def named(expr: Expr) -> Iterator[Ref]:
    """Walk the references to figures of this year and of the year before."""
    yield from refs(expr)
    yield from (n.ref for n in flat(expr) if isinstance(n, Prior))


def refs(expr: Expr) -> Iterator[Ref]:
    """Walk the references to this year's figures, not those to the columns a tally counts."""
    if isinstance(expr, Ref):
        yield expr
    elif isinstance(expr, Span):
        yield from (expr.first, expr.last)
    elif isinstance(expr, Op):
        for arg in expr.args:
            yield from refs(arg)


def priors_of(expr: Expr) -> tuple[Cell, ...]:
    """Return the figures of the year before that a grounded expression looks at."""
    found = (n.ref for n in flat(expr) if isinstance(n, Prior))
    return tuple(dict.fromkeys(Cell(r.table or "", r.row or "", r.column or "") for r in found))


def valued(expr: Expr) -> tuple[Cell, ...]:
    """Return the cells whose value *expr* needs: 已填 and 空 only ask whether something stands there."""
    if isinstance(expr, Op) and expr.name in ("已填", "空"):
        return ()
    if isinstance(expr, Op):
        return tuple(dict.fromkeys(c for a in expr.args for c in valued(a)))
    return cells_of(expr)


def valued_columns(expr: Expr) -> tuple[str, ...]:
    """Return the columns of a list whose value a rule over its rows needs."""
    if isinstance(expr, Op) and expr.name in ("已填", "空"):
        return ()
    if isinstance(expr, Op):
        return tuple(dict.fromkeys(c for a in expr.args for c in valued_columns(a)))
    return tuple(r.column or "" for r in refs(expr))


def tallies(expr: Expr) -> Iterator[Tally]:
    """Walk the counts and sums over lists."""
    if isinstance(expr, Tally):
        yield expr
    elif isinstance(expr, Op):
        for arg in expr.args:
            yield from tallies(arg)


def additive(expr: Expr) -> bool:
    """Tell whether a rule kept by every part is kept by their sum: linear, without a constant."""
    if isinstance(expr, Op) and expr.name == "且":
        return all(additive(a) for a in expr.args)
    if isinstance(expr, Op) and expr.name == "整数" and isinstance(expr.args[0], Ref):
        return True  # whole numbers add up to a whole number
    return isinstance(expr, Op) and expr.name in ("=", "<=", ">=") and all(_linear(a) for a in expr.args)


def adds_up(expr: Expr) -> bool:
    """Tell whether a figure's start over all units is the sum of its starts over each: counts and sums, scaled."""
    return isinstance(expr, Ref) or (_linear(expr) and not any(True for _ in named(expr)))


def _linear(expr: Expr) -> bool:
    if isinstance(expr, Ref | Prior | Span | Tally):
        return True
    if isinstance(expr, Number):
        return expr.value == 0
    if isinstance(expr, Op) and expr.name in "+-":
        return all(_linear(a) for a in expr.args)
    if isinstance(expr, Op) and expr.name == "/":
        return _linear(expr.args[0]) and isinstance(expr.args[1], Number) and expr.args[1].value != 0
    if isinstance(expr, Op) and expr.name == "*":
        constants = [a for a in expr.args if isinstance(a, Number)]
        return len(constants) == 1 and all(isinstance(a, Number) or _linear(a) for a in expr.args)
    return False


def _binds(form: Form, rule: Rule, kind: str, level: str | None) -> bool:
    have = {t.id for t in form.tables_of(kind)} | {r.id for r in form.registers_of(kind)}
    tree = parse(rule.must)
    need = {r.table for r in named(tree) if r.table} | {t.list for t in tallies(tree)}
    if rule.kinds and kind not in rule.kinds:
        return False
    if level and rule.levels and level not in rule.levels:
        return False
    return need <= have and (not rule.over or bool(have & set(rule.over)))


def _tables(form: Form, rule: Rule, kind: str) -> tuple[Table | None, ...]:
    return tuple(t for name in rule.over if kind in (t := form.table(name)).kinds) or (None,)


def _checks(form: Form, rule: Rule, kind: str) -> Iterator[Check]:
    tree = parse(rule.must)
    for table in _tables(form, rule, kind):
        for row, column in _range(tree, table):
            expr = _fill(tree, table, row, column)
            cells = cells_of(expr)
            yield Check(rule, cells[0], expr, cells)


def _row_checks(form: Form, rule: Rule, kind: str) -> Iterator[RowCheck]:
    tree = parse(rule.must)
    columns = tuple(dict.fromkeys(r.column or "" for r in refs(tree)))
    for register in form.registers_of(kind):
        # What came in with a report was judged where it is kept, and may be without the columns asked for.
        if register.id in rule.over and kind not in register.optional:
            yield RowCheck(rule, register.id, tree, columns)


def _works_out(form: Form, rule: Rule, kind: str) -> Iterator[tuple[Cell, Expr]]:
    if not rule.works_out:
        return
    tree = parse(rule.must)
    if not isinstance(tree, Op):  # the loader has refused it
        return
    for table in _tables(form, rule, kind):
        for row, column in _range(tree, table):
            left, right = (_fill(a, table, row, column) for a in tree.args)
            yield cells_of(left)[0], right


def _range(tree: Expr, table: Table | None) -> Iterator[tuple[str | None, str | None]]:
    """Yield the rows and columns a rule ranges over: what its references leave out."""
    loose = [r for r in named(tree) if r.table is None or (table and r.table == table.id)]
    rows: tuple[str | None, ...] = (None,)
    columns: tuple[str | None, ...] = (None,)
    if table and any(r.row is None for r in loose):
        rows = table.row_ids
    if table and any(r.column is None for r in loose):
        columns = table.column_ids
    for row in rows:
        for column in columns:
            yield row, column


def _fill(expr: Expr, table: Table | None, row: str | None, column: str | None) -> Expr:
    match expr:
        case Ref():
            return Ref(
                expr.table or (table.id if table else None), expr.row or row, expr.column or column, expr.at
            )
        case Prior():
            ref = _fill(expr.ref, table, row, column)
            return Prior(ref) if isinstance(ref, Ref) else expr
        case Op():
            return Op(expr.name, tuple(_fill(a, table, row, column) for a in expr.args))
        case Span() if table:
            return Op("+", tuple(_fill(r, table, row, column) for r in _spanned(expr, table)))
        case _:
            return expr


def _spanned(span: Span, table: Table) -> Iterator[Ref]:
    by_row = span.first.row is not None
    ids = table.row_ids if by_row else table.column_ids
    ends = (span.first.row, span.last.row) if by_row else (span.first.column, span.last.column)
    first, last = (ids.index(str(e)) for e in ends)
    for name in ids[first : last + 1]:
        yield Ref(row=name, column=span.first.column) if by_row else Ref(row=span.first.row, column=name)


def _started(form: Form, kind: str, place: str | None) -> dict[Cell, Expr]:
    """Return the cells of *kind* that begin by an expression at *place* (a kind or a level)."""
    found: dict[Cell, Expr] = {}
    for table in form.tables_of(kind):
        for row in table.rows:
            for column in table.columns:
                texts = next(
                    (t for x in (row, column, table) for at, t in x.trait.starts if at == place), None
                )
                if texts is not None and place is not None:
                    found[Cell(table.id, row.id, column.id)] = _start(
                        texts, row.trait.when, column.trait.when
                    )
    return found


def _start(texts: tuple[str, ...], *whens: tuple[str, ...]) -> Expr:
    parts = [parse(t) for t in texts]
    for when in whens:
        if when:
            parts = [_narrow(p, conditions(w)) for p in parts for w in when]
    return parts[0] if len(parts) == 1 else Op("+", tuple(parts))


def conditions(text: str) -> tuple[Expr, ...]:
    """Read "收到<=年末, 空(办结)" as the conditions of a tally."""
    tree = parse(f"count(x, {text})")
    return tree.when if isinstance(tree, Tally) else ()


def _narrow(expr: Expr, when: tuple[Expr, ...]) -> Expr:
    if isinstance(expr, Tally):
        return Tally(expr.list, expr.column, expr.when + when)
    if isinstance(expr, Op):
        return Op(expr.name, tuple(_narrow(a, when) for a in expr.args))
    return expr


def _ordered(worked: dict[Cell, Expr]) -> dict[Cell, Expr]:
    """Sort so that each cell comes after those it needs; ValueError when they go round in a ring."""
    done: dict[Cell, Expr] = {}
    trail: list[Cell] = []

    def visit(cell: Cell) -> None:
        if cell in done or cell not in worked:
            return
        if cell in trail:
            raise ValueError("→".join(c.name for c in [*trail, cell]))
        trail.append(cell)
        for needed in cells_of(worked[cell]):
            visit(needed)
        trail.pop()
        done[cell] = worked[cell]

    for cell in worked:
        visit(cell)
    return done


def flat(expr: Expr) -> Iterator[Expr]:
    """Walk every node of *expr*, conditions of tallies included."""
    yield expr
    for child in expr.args if isinstance(expr, Op) else expr.when if isinstance(expr, Tally) else ():
        yield from flat(child)


def is_test(expr: Expr) -> bool:
    """Tell whether *expr* is true or false, rather than a value."""
    return isinstance(expr, Op) and expr.name in (*COMPARE, *PREDICATES, "且", "或", "非", "当")


def asks_blanks(expr: Expr) -> bool:
    """Tell whether a rule asks 已填(…), and so speaks even of an empty table."""
    return isinstance(expr, Op) and (expr.name == "已填" or any(asks_blanks(a) for a in expr.args))
