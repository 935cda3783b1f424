"""Blank is what shows nothing: one definition, for cells and for rows."""

import pytest

from toolkit.values.cell_reading import ExpectedValue
from toolkit.values.cell_values import read_cell_value
from toolkit.xlsx.cells import CellKind, CellValue, is_blank


@pytest.mark.parametrize(
    "raw",
    [
        "",
        " ",
        "\u3000",
        "\xa0",
        "\u200b",
        "\ufeff \u2060",
        "\n",
        "\u200e",
        "\u2800",
        "\u3164",
        "\ufe0f",
        "\xad",
    ],
)
@pytest.mark.parametrize("formula", [None, 'IF(A1="","",A1)'])
@pytest.mark.parametrize("kind", ["text", "count", "number", "date", "option"])
def test_what_shows_nothing_is_blank_in_every_column(raw, formula, kind):
    cell = CellValue(CellKind.TEXT, raw, formula)
    assert is_blank(cell)
    assert (None, "blank", "") == read_cell_value(cell, ExpectedValue(kind), epoch_1904=False)[:3]


@pytest.mark.parametrize(
    "cell",
    [
        CellValue(CellKind.NUMBER, "0"),
        CellValue(CellKind.TEXT, "\u200b无"),
        CellValue(CellKind.TEXT, "\ufffd"),
    ],
)
def test_what_shows_something_is_not(cell):
    assert not is_blank(cell)


def test_a_formula_without_a_result_is_not_known_to_be_blank():
    cell = CellValue(CellKind.BLANK, "", 'IF(A1="","",A1)')
    assert not is_blank(cell)
    assert "no_result" == read_cell_value(cell, ExpectedValue("text"), epoch_1904=False).code
