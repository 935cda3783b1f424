"""Blank is what shows nothing: one definition, for cells and for rows."""

import pytest

from toolkit.reading.cell_values import Wanted, typed
from toolkit.xlsx.blank_cells import is_blank
from toolkit.xlsx.sheet_xml import CellValue, Kind


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
    cell = CellValue(Kind.TEXT, raw, formula)
    assert is_blank(cell)
    assert (None, "blank", "") == typed(cell, Wanted(kind), epoch_1904=False)[:3]


@pytest.mark.parametrize(
    "cell", [CellValue(Kind.NUMBER, "0"), CellValue(Kind.TEXT, "\u200b无"), CellValue(Kind.TEXT, "\ufffd")]
)
def test_what_shows_something_is_not(cell):
    assert not is_blank(cell)


def test_a_formula_without_a_result_is_not_known_to_be_blank():
    cell = CellValue(Kind.BLANK, "", 'IF(A1="","",A1)')
    assert not is_blank(cell)
    assert "no_result" == typed(cell, Wanted("text"), epoch_1904=False).code
