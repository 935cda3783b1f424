"""Which cells of a list are to be worked out and are not: those without our formula, typed over or never there."""

from types import SimpleNamespace

import pytest

from toolkit.form.layout import CellPlace
from toolkit.form.submission import Row
from toolkit.reading.worked_columns import list_cells_without_formula
from toolkit.xlsx.cells import CellKind, CellValue

AT = CellPlace("表", 4, 2)
STRIP = SimpleNamespace(worked_out=("率",), totals={}, place=lambda _, row: CellPlace("表", row, 2))
COMPILER = SimpleNamespace(row_formula=lambda _strip, _name, row: f"A{row + 1}/B{row + 1}")


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        (CellValue(CellKind.NUMBER, "0.5", "A5/B5"), False),
        (CellValue(CellKind.NUMBER, "0.5", "a5 / b5"), False),
        (CellValue(CellKind.NUMBER, "0.5", "A5/B6"), True),
        (CellValue(CellKind.NUMBER, "0.5"), True),
        (None, True),
    ],
)
def test_a_cell_without_our_formula_is_told_with_what_it_should_be(cell, told):
    sheet = SimpleNamespace(cells={(AT.row, AT.column): cell} if cell else {})
    found = list(list_cells_without_formula(COMPILER, STRIP, sheet, [Row(5, {"率": 0.5})]))
    assert [(AT, "A5/B5", 0.5)] * told == found
