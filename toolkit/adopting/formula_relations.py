"""The formulas in a blank's tables as relations: what many cells say alike is said once."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from toolkit.adopting.column_looks import is_total
from toolkit.adopting.figure_types import FigureKind
from toolkit.adopting.formulas import (
    AreaTerm,
    CellTerm,
    Combination,
    Constant,
    FormulaError,
    added_terms,
    divides,
    multiplies,
    parse_formula,
    walk_terms,
)
from toolkit.adopting.found_table import BY_UNIT, LIST, MATRIX
from toolkit.adopting.relations import (
    Relation,
    as_number,
    full_name,
    line_label,
    reference_to,
    signed_text,
    sum_text,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from toolkit.adopting.account import CellAccount
    from toolkit.adopting.blank_book import Spot
    from toolkit.adopting.formulas import ParsedFormula, Term
    from toolkit.adopting.found_table import FoundColumn, FoundTable
    from toolkit.adopting.relations import Line

ACROSS, DOWN, CELLS = "across", "down", "cells"
"""Whether a formula speaks of one row, of one column, or of cells here and there."""
SUMMED = "合计公式"
"""What a cell of the row of sums of a list or of units was taken for."""
TOO_ODD = "公式看不懂，没有变成规则"


class _FormulaCell(NamedTuple):
    table: FoundTable
    spot: Spot
    parsed: ParsedFormula
    axis: str
    text: str
    lines: tuple[tuple[int, Line], ...]


def relations_of_formulas(tables: Sequence[FoundTable], account: CellAccount) -> list[Relation]:
    """Return what the formulas in the figures of *tables* say; of those that say nothing we can, tell the account."""
    reader = _FormulaReader(tables, account)
    found: dict[tuple[object, ...], list[_FormulaCell]] = {}
    for table in tables:
        for spot in sorted(table.sheet.values):
            if table.sheet.formula(*spot) and table.holds(spot):
                cell = reader.read(table, spot)
                if cell is not None:
                    at = {ACROSS: spot[1], DOWN: spot[0], CELLS: spot}[cell.axis]
                    key = (id(table), cell.axis, at, cell.text, cell.parsed.places, cell.parsed.when_zero)
                    found.setdefault(key, []).append(cell)
    made = [r for cells in found.values() if (r := reader.relation(cells)) is not None]
    _ask_where_lines_differ(found.values(), account)
    return made


class _FormulaReader:
    def __init__(self, tables: Sequence[FoundTable], account: CellAccount) -> None:
        self.tables, self.account = tables, account

    def find(self, sheet: str, spot: Spot) -> FoundTable | None:
        return next((t for t in self.tables if t.sheet.name == sheet and t.holds(spot)), None)

    # ── one cell ──

    def read(self, table: FoundTable, spot: Spot) -> _FormulaCell | None:
        """Read the formula of one cell; tell the account where no rule can say it, or none need."""
        sheet = table.sheet
        parsed = None if spot in sheet.odd_formulas else parse_formula(sheet.formula(*spot))
        try:
            found = self.understand(table, spot, parsed) if parsed else None
        except FormulaError:
            found = None
        if found is not None:
            self.account.take(sheet, spot, "公式")
        elif not self.account.is_taken(sheet, spot):
            self.account.refuse(sheet, spot, TOO_ODD)
        return found

    def understand(self, table: FoundTable, spot: Spot, parsed: ParsedFormula) -> _FormulaCell | None:
        tree = self.without_blanks(table, parsed.tree)
        spots = list(self.spots(table, tree))
        axis = self.axis(table, spot, spots)
        if self.is_sum_of_units(table, spot, tree, axis):
            return None
        text = self.text(table, tree, axis)
        lines = tuple(self.lines(table, tree, axis))
        return _FormulaCell(table, spot, parsed._replace(tree=tree), axis, text, lines)

    def without_blanks(self, table: FoundTable, tree: Term) -> Term:
        """Leave out of areas what is no figure: blank rows between and words, which spreadsheets add as nothing."""
        if isinstance(tree, Combination):
            return Combination(
                tree.sign,
                self.without_blanks(table, tree.left),
                self.without_blanks(table, tree.right),
            )
        if not isinstance(tree, AreaTerm):
            return tree
        name = tree.sheet or table.sheet.name
        sheet = self.account.book.sheet(name)
        if sheet is None:
            raise FormulaError
        kept = [s for s in tree.spots if self.find(name, s) is not None]
        for spot in set(tree.spots) - set(kept):
            value = sheet.values.get(spot)
            if value is not None and not sheet.text(*spot):
                raise FormulaError
        return AreaTerm(tree.sheet, tuple(kept))

    def spots(self, table: FoundTable, tree: Term) -> Iterator[tuple[FoundTable, Spot]]:
        for term in walk_terms(tree):
            if isinstance(term, Constant):
                continue
            name = term.sheet or table.sheet.name
            for spot in term.spots if isinstance(term, AreaTerm) else (term.spot,):
                where = self.find(name, spot)
                if where is None:
                    raise FormulaError
                yield where, spot

    def axis(self, table: FoundTable, spot: Spot, spots: Sequence[tuple[FoundTable, Spot]]) -> str:
        if not spots:
            raise FormulaError
        if all(t is table and s[0] == spot[0] for t, s in spots):
            return ACROSS
        if all(t is table and s[1] == spot[1] for t, s in spots):
            return DOWN
        if table.shape == MATRIX and all(t.shape == MATRIX for t, _ in spots):
            return CELLS
        raise FormulaError

    def is_sum_of_units(self, table: FoundTable, spot: Spot, tree: Term, axis: str) -> bool:
        """Tell whether a cell of the row of sums below units or a list's rows says no more than that it is one."""
        if axis != DOWN or table.shape == MATRIX:
            return False
        if spot[0] != table.total or not isinstance(tree, AreaTerm):
            raise FormulaError
        body = {s[0] for s in tree.spots}
        rows = {r.at for r in table.rows} or set(range(table.first, table.last + 1))
        if body != rows:
            first = min(rows ^ body) + 1
            self.account.refuse(table.sheet, spot, f"合计的范围与各行对不上（第 {first} 行），没有变成规则")
            return True
        self.account.take(table.sheet, spot, SUMMED)
        return True

    def text(self, table: FoundTable, tree: Term, axis: str) -> str:
        """Return a formula as a rule says it."""
        if isinstance(tree, Constant):
            return f"{tree.value:.10f}".rstrip("0").rstrip(".")
        if isinstance(tree, CellTerm):
            return self.names(table, tree.sheet, (tree.spot,), axis)
        if isinstance(tree, AreaTerm):
            return self.names(table, tree.sheet, tree.spots, axis)
        left, right = self.text(table, tree.left, axis), self.text(table, tree.right, axis)
        if tree.sign in "*/" and _is_sum(tree.left, left):
            left = f"({left})"
        if (tree.sign in "*/-" and _is_sum(tree.right, right)) or (
            tree.sign == "/" and isinstance(tree.right, Combination)
        ):
            right = f"({right})"
        return f"{left} {tree.sign} {right}"

    def names(self, table: FoundTable, sheet: str, spots: Sequence[Spot], axis: str) -> str:
        if axis == CELLS:
            return signed_text([(1, self.full(sheet or table.sheet.name, s)) for s in spots])
        lines = [self.line(table, s, axis) for s in spots]
        order: Sequence[Line] = table.columns if axis == ACROSS else table.rows
        return sum_text([(1, line) for line in lines], order)

    def full(self, sheet: str, spot: Spot) -> str:
        where = self.find(sheet, spot)
        column = where.column_at(spot[1]) if where else None
        if where is None or column is None:
            raise FormulaError
        return full_name(where, where.row_at(spot[0]), column)

    def line(self, table: FoundTable, spot: Spot, axis: str) -> Line:
        line: Line | None = table.column_at(spot[1]) if axis == ACROSS else table.row_at(spot[0])
        if line is None:
            raise FormulaError
        return line

    def lines(self, table: FoundTable, tree: Term, axis: str) -> Iterator[tuple[int, Line]]:
        """Yield the lines of a plain sum with their signs; of another formula what it needs, taken as added."""
        for sign, part in added_terms(tree):
            for term in walk_terms(part):
                if isinstance(term, Constant):
                    continue
                for spot in term.spots if isinstance(term, AreaTerm) else (term.spot,):
                    where = self.find(term.sheet or table.sheet.name, spot)
                    line = where and (where.row_at(spot[0]) if axis != ACROSS else where.column_at(spot[1]))
                    if line:
                        yield sign, line

    # ── many cells ──

    def relation(self, cells: list[_FormulaCell]) -> Relation | None:
        first = cells[0]
        table, spots = first.table, [c.spot for c in cells]
        sheet, tree = table.sheet, first.parsed.tree
        area = sheet.a1(spots[0]) + (f" 等 {len(spots)} 格" if len(spots) > 1 else "")
        found = Relation(
            "",
            f"原表 {sheet.name} {area}的公式",
            [(sheet, s) for s in spots],
            lines=first.lines,
            rate=divides(tree),
        )
        column, row = table.column_at(spots[0][1]), table.row_at(spots[0][0])
        if column is None:
            return None
        if first.axis == CELLS and row is not None:
            found.must = f"{full_name(table, row, column)} = {first.text}"
            found.worked_out, found.target = column.id, row
            found.label = f"{line_label(row)}·{column.label}"
            return found
        found.over = table
        if first.axis == DOWN and row is not None:
            found.target, found.worked_out = row, row.id
            every = [c.id for c in table.columns]
            ours = [c.id for s in spots if (c := table.column_at(s[1]))]
            found.columns = () if ours == every else tuple(ours)
            self.say_kind(found, row, tree, first.parsed, whole=len(ours) == len(every))
        else:
            found.target, found.worked_out = column, column.id
            if table.shape == MATRIX:
                ours = [r.id for s in spots if (r := table.row_at(s[0]))]
                found.rows = () if len(ours) == len(table.rows) else tuple(ours)
            elif not self.in_every_row(table, spots):
                return None
            self.say_kind(found, column, tree, first.parsed, whole=not found.rows)
        found.must = f"{reference_to(found.target)} = {first.text}"
        self.ask_what_a_sum_misses(found, table)
        return found

    def in_every_row(self, table: FoundTable, spots: list[Spot]) -> bool:
        """Tell whether units or rows of a list all say the same; where not, no rule of theirs can."""
        rows = {r.at for r in table.rows} or set(range(table.first, table.last + 1))
        if rows <= {s[0] for s in spots}:
            return True
        column = spots[0][1]
        others = {
            table.sheet.own(r, column) for r in rows - {s[0] for s in spots} if table.sheet.formula(r, column)
        }
        if table.shape == LIST and not others and any(s[0] in rows for s in spots):
            return True
        for spot in spots:
            self.account.refuse(table.sheet, spot, "各行的公式不一样，没有变成规则")
        return False

    def say_kind(
        self, found: Relation, line: Line, tree: Term, parsed: ParsedFormula, *, whole: bool
    ) -> None:
        """Let a line that is worked out have the decimals its formula gives it, and what stands where nothing is divided by."""
        kind = line.kind or FigureKind()
        table = found.over
        numbers = table is not None and len(table.number_columns) == len(table.columns)
        if found.rate:
            line.rate = True
            if _is_column(line) or numbers:
                line.kind = as_number(kind, parsed.places)
            if parsed.when_zero is not None:
                sheet, spot = found.cells[0]
                if whole and table is not None and table.shape != LIST:
                    line.when_zero = parsed.when_zero
                else:
                    self.account.ask(
                        f"{sheet.name}·分母为零·{sheet.a1(spot)}",
                        f"“{line_label(line)}”分母是 0 时按 0 计（原表写“{parsed.when_zero}”）",
                        "这一行（列）里不是每一格都是这样算的",
                        sheet.a1(spot),
                        usual=True,
                    )
            return
        if parsed.places is not None and kind.is_number and _is_column(line):
            line.kind = as_number(kind, parsed.places)
        elif kind.ground and kind.is_number and _is_column(line):
            places = [x.kind.places for _, x in found.lines if x.kind and x.kind.type == "number"]
            if multiplies(tree):
                places.append(2)
            if places:
                line.kind = kind._replace(type="number", places=max(places))

    def ask_what_a_sum_misses(self, found: Relation, table: FoundTable) -> None:
        """Ask of a row of sums that leaves out rows between it and what it adds up, or adds up a part with its whole."""
        target = found.target
        if target is None or _is_column(target) or not is_total(line_label(target)):
            return
        added = [line.at for _, line in found.lines]
        if not added:
            return
        low, high = min(added), max(added)
        between = [r for r in table.rows if high < r.at < target.at or target.at < r.at < low]
        inside = [
            r for r in table.rows if low < r.at < high and r.at not in added and r.head[-1][:2] != "其中"
        ]
        missed = [r for r in (*between, *inside) if not is_total(r.head[-1])]
        parts = [line for _, line in found.lines if line_label(line)[:2] == "其中"]
        sheet, spot = found.cells[0]
        if missed and len(missed) < len(added):
            self.account.ask(
                f"{sheet.name}·合计漏行·{sheet.a1(spot)}",
                f"“{line_label(target)}”没有加“{missed[0].head[-1]}”等 {len(missed)} 行，照原表",
                "原表的公式没有包括它们",
                sheet.a1(spot),
                usual=True,
            )
        if parts:
            self.account.ask(
                f"{sheet.name}·合计重复·{sheet.a1(spot)}",
                f"“{line_label(target)}”把“{line_label(parts[0])}”也加了一遍，照原表",
                "原表的公式包括其中项",
                sheet.a1(spot),
                usual=True,
            )


def total_columns(table: FoundTable) -> list[FoundColumn]:
    """Return the columns of a list whose row of sums has a formula."""
    if table.total is None:
        return []
    return [c for c in table.columns if table.sheet.formula(table.total, c.at) and c.kind.is_number]


def _is_column(line: Line) -> bool:
    return not hasattr(line, "head")


def _is_sum(tree: Term, text: str) -> bool:
    if isinstance(tree, Combination):
        return tree.sign in "+-"
    return isinstance(tree, AreaTerm) and " + " in text


def _ask_where_lines_differ(groups: Iterable[list[_FormulaCell]], account: CellAccount) -> None:
    """Ask where cells of one row, or of one column, are worked out in different ways."""
    seen: dict[tuple[object, ...], _FormulaCell] = {}
    for cells in groups:
        first = cells[0]
        if first.axis == CELLS or first.table.shape in (LIST, BY_UNIT):
            continue
        key = (id(first.table), first.axis, first.spot[0 if first.axis == DOWN else 1])
        other = seen.setdefault(key, first)
        if other is not first:
            sheet, what = first.table.sheet, "行" if first.axis == DOWN else "列"
            account.ask(
                f"{sheet.name}·算法不同·{sheet.a1(first.spot)}",
                f"{sheet.a1(first.spot)} 与 {sheet.a1(other.spot)} 算法不同，照原表各写一条规则",
                f"同一{what}里公式不一样，可能是原表写错了",
                f"{sheet.a1(other.spot)}、{sheet.a1(first.spot)}",
                usual=True,
            )
