"""The formulas in a blank's tables as relations: what many cells say alike is said once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.adopting.formula_cells import ACROSS, CELLS, DOWN, FormulaCell, FormulaReader
from toolkit.adopting.formulas import divides, multiplies, subtracts
from toolkit.adopting.relation import Relation, as_number, full_name, line_label, reference_to
from toolkit.blanks.column_looks import is_total
from toolkit.blanks.figure_types import FigureKind
from toolkit.blanks.found_table import BY_UNIT, LIST, MATRIX

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from toolkit.adopting.formulas import ParsedFormula, Term
    from toolkit.adopting.relation import Line
    from toolkit.blanks.account import CellAccount
    from toolkit.blanks.blank_book import Spot
    from toolkit.blanks.found_table import FoundColumn, FoundTable


def relations_of_formulas(tables: Sequence[FoundTable], account: CellAccount) -> list[Relation]:
    """Return what the formulas in the figures of *tables* say; of those that say nothing we can, tell the account."""
    reader = FormulaReader(tables, account)
    cells = [
        cell
        for table in tables
        for spot in sorted(table.sheet.values)
        if table.sheet.formula(*spot)
        and table.holds(spot)
        and not account.is_taken(table.sheet, spot)
        and (cell := reader.read(table, spot)) is not None
    ]
    found: dict[tuple[object, ...], list[FormulaCell]] = {}
    for cell in _without_rings(cells, account):
        at = {ACROSS: cell.spot[1], DOWN: cell.spot[0], CELLS: cell.spot}[cell.axis]
        key = (id(cell.table), cell.axis, at, cell.text, cell.parsed.places, cell.parsed.when_zero)
        found.setdefault(key, []).append(cell)
    made = [r for cells in found.values() if (r := _RelationMaker(account).relation(cells)) is not None]
    _ask_where_lines_differ(found.values(), account)
    return made


def _without_rings(cells: list[FormulaCell], account: CellAccount) -> list[FormulaCell]:
    """Leave out formulas that need each other, or themselves: nobody could work them out."""
    left = {(c.table.sheet.name, c.spot): c for c in cells}
    done: set[tuple[str, Spot]] = set()
    while free := [at for at, c in left.items() if at not in done and not (c.needs & left.keys()) - done]:
        done.update(free)
    for at, cell in left.items():
        if at not in done:
            account.refuse(cell.table.sheet, cell.spot, "公式互相引用，没有起点，没有变成规则")
    return [c for c in cells if (c.table.sheet.name, c.spot) in done]


class _RelationMaker:
    """Makes one relation of cells that say the same."""

    def __init__(self, account: CellAccount) -> None:
        self.account = account

    def relation(self, cells: list[FormulaCell]) -> Relation | None:
        first = cells[0]
        table, spots = first.table, [c.spot for c in cells]
        sheet, tree = table.sheet, first.parsed.tree
        area = sheet.a1(spots[0]) + (f" 等 {len(spots)} 格" if len(spots) > 1 else "")
        source, where = f"原表 {sheet.name} {area}的公式", [(sheet, s) for s in spots]
        rate, below = divides(tree), subtracts(tree)
        found = Relation("", source, where, lines=first.lines, rate=rate, subtracts=below)
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
                    said = f"“{line_label(line)}”分母是 0 时按 0 计（原表写“{parsed.when_zero}”）"
                    ground = "这一行（列）里不是每一格都是这样算的"
                    self.account.ask_at(sheet, "分母为零", sheet.a1(spot), said, ground)
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
            said = f"“{line_label(target)}”没有加“{missed[0].head[-1]}”等 {len(missed)} 行，照原表"
            self.account.ask_at(sheet, "合计漏行", sheet.a1(spot), said, "原表的公式没有包括它们")
        if parts:
            said = f"“{line_label(target)}”把“{line_label(parts[0])}”也加了一遍，照原表"
            self.account.ask_at(sheet, "合计重复", sheet.a1(spot), said, "原表的公式包括其中项")


def total_columns(table: FoundTable) -> list[FoundColumn]:
    """Return the columns of a list whose row of sums has a formula."""
    if table.total is None:
        return []
    return [c for c in table.columns if table.sheet.formula(table.total, c.at) and c.kind.is_number]


def _is_column(line: Line) -> bool:
    return not hasattr(line, "head")


def _ask_where_lines_differ(groups: Iterable[list[FormulaCell]], account: CellAccount) -> None:
    """Ask where cells of one row, or of one column, are worked out in different ways."""
    seen: dict[tuple[object, ...], FormulaCell] = {}
    for cells in groups:
        first = cells[0]
        if first.axis == CELLS or first.table.shape in (LIST, BY_UNIT):
            continue
        key = (id(first.table), first.axis, first.spot[0 if first.axis == DOWN else 1])
        other = seen.setdefault(key, first)
        if other is not first:
            sheet, what = first.table.sheet, "行" if first.axis == DOWN else "列"
            here, there = sheet.a1(first.spot), sheet.a1(other.spot)
            said = f"{here} 与 {there} 算法不同，照原表各写一条规则"
            ground = f"同一{what}里公式不一样，可能是原表写错了"
            account.ask_at(sheet, "算法不同", f"{there}、{here}", said, ground, key=here)
