"""One formula of a blank: what figures it speaks of, and what it says as a rule says it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from toolkit.adopting.formulas import (
    READ_FUNCTIONS,
    AreaTerm,
    CellTerm,
    Combination,
    Constant,
    FormulaError,
    added_terms,
    divides,
    parse_formula,
    walk_terms,
)
from toolkit.adopting.relation import full_name, signed_text, sum_text
from toolkit.blanks.found_table import MATRIX

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from toolkit.adopting.formulas import ParsedFormula, Term
    from toolkit.adopting.relation import Line
    from toolkit.blanks.account import CellAccount
    from toolkit.blanks.blank_book import Spot
    from toolkit.blanks.found_table import FoundTable

ACROSS, DOWN, CELLS = "across", "down", "cells"
"""Whether a formula speaks of one row, of one column, or of cells here and there."""
SUMMED = "合计公式"
"""What a cell of the row of sums of a list or of units was taken for."""
TOO_ODD = "公式看不懂，没有变成规则"

_FUNCTION = re.compile(r"(?<![A-Za-z.])([A-Z][A-Z.]{1,14})\(")


def _why_not(formula: str) -> str:
    """Say why no rule says a formula: what functions it has that rules have not."""
    others = [f for f in dict.fromkeys(_FUNCTION.findall(formula.upper())) if f not in READ_FUNCTIONS]
    return f"定义里没有 {'、'.join(others)} 这样的算法，没有变成规则" if others else TOO_ODD


class FormulaCell(NamedTuple):
    """What one cell's formula says: its *text* along an *axis*, the lines it is made of, the cells it *needs*."""

    table: FoundTable
    spot: Spot
    parsed: ParsedFormula
    axis: str
    text: str
    lines: tuple[tuple[int, Line], ...]
    needs: frozenset[tuple[str, Spot]] = frozenset()


class FormulaReader:
    """Reads formulas one by one; of those no rule can say, tells the account."""

    def __init__(self, tables: Sequence[FoundTable], account: CellAccount) -> None:
        self.tables, self.account = tables, account

    def _find(self, sheet: str, spot: Spot) -> FoundTable | None:
        return next((t for t in self.tables if t.sheet.name == sheet and t.holds(spot)), None)

    # ── one cell ──

    def read(self, table: FoundTable, spot: Spot) -> FormulaCell | None:
        """Read the formula of one cell; tell the account where no rule can say it, or none need."""
        sheet = table.sheet
        parsed = None if spot in sheet.odd_formulas else parse_formula(sheet.formula(*spot))
        if parsed and (crossed := self._crossed_out(table, parsed.tree)):
            self.account.refuse(sheet, spot, f"用到印着叉的 {crossed}，表格程序算不出来：请在空表里改公式")
            return None
        try:
            found = self._understand(table, spot, parsed) if parsed else None
        except FormulaError:
            found = None
        if found is not None:
            self.account.take(sheet, spot, "公式")
        elif not self.account.is_taken(sheet, spot):
            self.account.refuse(sheet, spot, _why_not(sheet.formula(*spot)))
        return found

    def _crossed_out(self, table: FoundTable, tree: Term) -> str:
        """Return a cell a formula calculates with although words stand there that nobody replaces; "" for none."""
        for term in walk_terms(tree):
            if isinstance(term, CellTerm):
                where = self._find(term.sheet or table.sheet.name, term.spot)
                if where and term.spot in where.unasked and where.sheet.text(*term.spot):
                    return where.sheet.a1(term.spot)
        return ""

    def _understand(self, table: FoundTable, spot: Spot, parsed: ParsedFormula) -> FormulaCell | None:
        tree = self._without_blanks(table, parsed.tree)
        spots = list(self._spots(table, tree))
        axis = self._axis(table, spot, spots)
        if self._is_sum_of_units(table, spot, tree, axis):
            return None
        text = self._text(table, tree, axis)
        lines = tuple(self._lines(table, tree, axis))
        needs = frozenset((where.sheet.name, s) for where, s in spots)
        if axis == CELLS and divides(tree):
            raise FormulaError  # the rate of one cell: its row and column are none
        return FormulaCell(table, spot, parsed._replace(tree=tree), axis, text, lines, needs)

    def _without_blanks(self, table: FoundTable, tree: Term) -> Term:
        """Leave out of areas what is no figure: blank rows between and words, which spreadsheets add as nothing."""
        if isinstance(tree, Combination):
            return Combination(
                tree.sign, self._without_blanks(table, tree.left), self._without_blanks(table, tree.right)
            )
        if not isinstance(tree, AreaTerm):
            return tree
        name = tree.sheet or table.sheet.name
        sheet = self.account.book.sheet(name)
        if sheet is None:
            raise FormulaError
        kept = [s for s in tree.spots if self._find(name, s) is not None]
        for spot in set(tree.spots) - set(kept):
            value = sheet.values.get(spot)
            if value is not None and not sheet.text(*spot):
                raise FormulaError
        if not kept:
            raise FormulaError
        return AreaTerm(tree.sheet, tuple(kept))

    def _spots(self, table: FoundTable, tree: Term) -> Iterator[tuple[FoundTable, Spot]]:
        for where, spot in self._cells(table, tree):
            if where is None:
                raise FormulaError
            yield where, spot

    def _cells(self, table: FoundTable, tree: Term) -> Iterator[tuple[FoundTable | None, Spot]]:
        """Yield the cells a formula of *table* names, each with the table it is in."""
        for term in walk_terms(tree):
            if not isinstance(term, Constant):
                yield from ((self._find(term.sheet or table.sheet.name, spot), spot) for spot in term.spots)

    def _axis(self, table: FoundTable, spot: Spot, spots: Sequence[tuple[FoundTable, Spot]]) -> str:
        if not spots:
            raise FormulaError
        if all(t is table and s[0] == spot[0] for t, s in spots):
            return ACROSS
        if all(t is table and s[1] == spot[1] for t, s in spots):
            return DOWN
        if table.shape == MATRIX and all(t.shape == MATRIX for t, _ in spots):
            return CELLS
        raise FormulaError

    def _is_sum_of_units(self, table: FoundTable, spot: Spot, tree: Term, axis: str) -> bool:
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

    def _text(self, table: FoundTable, tree: Term, axis: str) -> str:
        """Return a formula as a rule says it."""
        if isinstance(tree, Constant):
            return f"{tree.value:.10f}".rstrip("0").rstrip(".")
        if not isinstance(tree, Combination):
            return self._names(table, tree.sheet, tree.spots, axis)
        left, right = self._text(table, tree.left, axis), self._text(table, tree.right, axis)
        if tree.sign in "*/" and _is_sum(tree.left, left):
            left = f"({left})"
        if (tree.sign in "*/-" and _is_sum(tree.right, right)) or (
            tree.sign == "/" and isinstance(tree.right, Combination)
        ):
            right = f"({right})"
        return f"{left} {tree.sign} {right}"

    def _names(self, table: FoundTable, sheet: str, spots: Sequence[Spot], axis: str) -> str:
        if axis == CELLS:
            return signed_text([(1, self._full(sheet or table.sheet.name, s)) for s in spots])
        lines = [self._line(table, s, axis) for s in spots]
        order: Sequence[Line] = table.columns if axis == ACROSS else table.rows
        return sum_text([(1, line) for line in lines], order)

    def _full(self, sheet: str, spot: Spot) -> str:
        where = self._find(sheet, spot)
        column = where.column_at(spot[1]) if where else None
        if where is None or column is None:
            raise FormulaError
        return full_name(where, where.row_at(spot[0]), column)

    def _line(self, table: FoundTable, spot: Spot, axis: str) -> Line:
        line: Line | None = table.column_at(spot[1]) if axis == ACROSS else table.row_at(spot[0])
        if line is None:
            raise FormulaError
        return line

    def _lines(self, table: FoundTable, tree: Term, axis: str) -> Iterator[tuple[int, Line]]:
        """Yield the lines of a plain sum with their signs; of another formula what it needs, taken as added."""
        for sign, part in added_terms(tree):
            for where, spot in self._cells(table, part):
                line = where and (where.row_at(spot[0]) if axis != ACROSS else where.column_at(spot[1]))
                if line:
                    yield sign, line


def _is_sum(tree: Term, text: str) -> bool:
    if isinstance(tree, Combination):
        return tree.sign in "+-"
    return isinstance(tree, AreaTerm) and " + " in text
