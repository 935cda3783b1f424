"""How relations seen in a blank are spelled as rules."""

from types import SimpleNamespace

import pytest

from toolkit.adopting.relation import full_name
from toolkit.blanks.found_table import BY_UNIT

ROW, COLUMN = SimpleNamespace(id="常住"), SimpleNamespace(id="男")


@pytest.mark.parametrize(
    ("shape", "row", "name"),
    [("rows", ROW, "人口[常住].男"), ("rows", None, "人口.男"), (BY_UNIT, ROW, "人口.男")],
)
def test_a_figure_is_named_with_its_row_and_that_of_a_table_of_units_without(shape, row, name):
    assert name == full_name(SimpleNamespace(id="人口", shape=shape), row, COLUMN)
