"""分单位数据 and 人工调整 of a report, read back: a figure is worked out again from its row; what it shows is only compared."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from toolkit.form.layout import ADJUSTED, UNITS, CellPlace, column_letters
from toolkit.sheets.by_unit_sheets import (
    BY,
    CODE,
    FIRST,
    HEAD,
    SCOPE,
    SCOPE_HEAD,
    TOTAL,
    VALUE,
    WAYS,
    WHY,
    Adjustment,
    roll_up_values,
)
from toolkit.values.cell_reading import ExpectedValue
from toolkit.values.cell_values import read_cell_value
from toolkit.xlsx.cells import NUMBER, CellKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from toolkit.form.model import Cell
    from toolkit.values.cell_reading import CellReading
    from toolkit.xlsx.cells import SheetCells
    from toolkit.xlsx.open_workbook import Book

_FORMULA = re.compile(
    rf"IF\(ISNUMBER\({ADJUSTED}!{column_letters(VALUE)}([0-9]+)\),{ADJUSTED}!{column_letters(VALUE)}\1,"
    rf"({'|'.join(WAYS.values())})\({UNITS}!([A-Z]+)\1:([A-Z]+)\1\)\)"
)


class RecomputedFigure(NamedTuple):
    """A pooled figure worked out again; *value* is None where a part is no number, and *bad* then is where.

    *adjusted* is what somebody put in its place; *said* is that cell where it is no plain number.
    """

    value: float | None
    total: float | None
    adjusted: Adjustment | None = None
    bad: CellPlace | None = None
    said: tuple[CellReading, CellPlace] | None = None


class PooledSheets:
    """The two sheets of a report, as they were read."""

    def __init__(self, book: Book) -> None:
        """Look where each figure stands; a workbook without the sheets has none."""
        self.units, self.beside, self.epoch_1904 = book.sheet(UNITS), book.sheet(ADJUSTED), book.epoch_1904
        self.at = dict(_figure_code_rows(self.units)) if self.units and self.beside else {}
        heads = {c: v.raw for (r, c), v in self.units.cells.items() if r == HEAD} if self.units else {}
        self.first = next((c for c in sorted(heads) if heads[c] == SCOPE_HEAD), SCOPE) + 1
        self.last = max(heads, default=self.first)

    def worked(self, cell: Cell, up: str, places: int, unit: str = "") -> RecomputedFigure | None:
        """Work a figure out again that goes *up* so; None where the sheets do not have it."""
        row = self.at.get(cell.name)
        if row is None or self.units is None or self.beside is None or up not in WAYS:
            return None
        values: list[float | None] = []
        for column in range(self.first, self.last + 1):
            found = self.units.cells.get((row, column))
            if found is None or not found.raw.strip():
                continue
            if (
                found.kind != CellKind.NUMBER
                or found.formula is not None
                or not NUMBER.fullmatch(found.raw.strip())
            ):
                return RecomputedFigure(None, None, bad=CellPlace(UNITS, row, column))
            values.append(float(found.raw))
        total = roll_up_values(WAYS[up], tuple(values), places)
        put_in, at = self._adjusted(row, places, unit), CellPlace(ADJUSTED, row, VALUE)
        said = (put_in, at) if put_in.code else None
        if not isinstance(put_in.value, float):
            return RecomputedFigure(
                None if put_in.lost else total, total, bad=at if put_in.lost else None, said=said
            )
        adjusted = Adjustment(put_in.value, total, self._beside(row, WHY), self._beside(row, BY))
        return RecomputedFigure(adjusted.value, total, adjusted, said=said)

    def sum_shown(self, cell: Cell, up: str) -> tuple[CellPlace, str, bool] | None:
        """Return where the sum beside a figure's parts stands, what it shows, and whether its formula is ours."""
        row = self.at.get(cell.name)
        if row is None or self.units is None or up not in WAYS:
            return None
        found = self.units.cells.get((row, TOTAL))
        formula = re.sub(r"[$'\s]", "", (found.formula or "") if found else "").removeprefix("=")
        expected = f"{WAYS[up]}({column_letters(self.first)}{row + 1}:{column_letters(self.last)}{row + 1})"
        return CellPlace(UNITS, row, TOTAL), found.raw if found else "", formula == expected

    def parts(self) -> Iterator[tuple[str, str, float | None]]:
        """Yield every part: the figure's name, the unit's code, the number (None where it is none)."""
        cells = self.units.cells if self.units else {}
        codes = {c: v.raw for (r, c), v in cells.items() if r == 0 and c >= self.first}
        for name, row in self.at.items():
            for column in range(self.first, self.last + 1):
                if found := cells.get((row, column)):
                    plain = found.kind == CellKind.NUMBER and NUMBER.fullmatch(found.raw.strip())
                    yield name, codes.get(column, ""), float(found.raw) if plain else None

    def text(self, at: CellPlace) -> str:
        """Return what stands in a cell of 分单位数据."""
        found = self.units.cells.get((at.row, at.column)) if self.units else None
        return found.raw if found else "空白"

    def unused(self) -> Iterator[tuple[CellPlace, str]]:
        """Yield the reasons and names that stand on 人工调整 beside no number."""
        for row in sorted(self.at.values()):
            if not self._beside(row, VALUE):
                yield from (
                    (CellPlace(ADJUSTED, row, c), said) for c in (WHY, BY) if (said := self._beside(row, c))
                )

    def _adjusted(self, row: int, places: int, unit: str) -> CellReading:
        """Read what was put in the place of a sum: a count stays what it is, a number keeps its places."""
        found = self.beside.cells.get((row, VALUE)) if self.beside else None
        wanted = ExpectedValue("number" if places else "count", unit, places)
        return read_cell_value(found, wanted, epoch_1904=self.epoch_1904)

    def _beside(self, row: int, column: int) -> str:
        found = self.beside.cells.get((row, column)) if self.beside else None
        return found.raw.strip() if found else ""

    def ours(self, cell: Cell, up: str, formula: str) -> bool:
        """Tell whether *formula* is the one we gave this figure, whatever program wrote it down again."""
        row = self.at.get(cell.name)
        said = _FORMULA.fullmatch(re.sub(r"[$'\s]", "", formula).removeprefix("="))
        if row is None or said is None or int(said[1]) != row + 1:
            return False
        return said.groups()[1:] == (WAYS[up], column_letters(self.first), column_letters(self.last))


def _figure_code_rows(sheet: SheetCells) -> Iterator[tuple[str, int]]:
    for (row, column), cell in sheet.cells.items():
        if column == CODE and row >= FIRST and cell.raw:
            yield cell.raw, row
