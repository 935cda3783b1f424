"""How relations seen in a blank are spelled as rules."""

from types import SimpleNamespace

import pytest

from toolkit.adopting.relation import Relation, full_name, rules_at_fault
from toolkit.blanks.found_table import BY_UNIT
from toolkit.definition.fault import DefinitionFault
from toolkit.form.model import Cell

ROW, COLUMN = SimpleNamespace(id="常住"), SimpleNamespace(id="男")


@pytest.mark.parametrize(
    ("shape", "row", "name"),
    [("rows", ROW, "人口[常住].男"), ("rows", None, "人口.男"), (BY_UNIT, ROW, "人口.男")],
)
def test_a_figure_is_named_with_its_row_and_that_of_a_table_of_units_without(shape, row, name):
    assert name == full_name(SimpleNamespace(id="人口", shape=shape), row, COLUMN)


def test_a_fault_is_laid_to_the_rules_it_names_and_to_those_that_work_out_the_figure_it_is_about():
    people = SimpleNamespace(id="人口")
    ours = {
        "合计1": Relation("男 + 女", over=people, worked_out="合计"),
        "合计2": Relation("男 + 女", worked_out="常住"),
        "核对1": Relation("男 <= 女", over=people),
    }
    assert ["核对1"] == rules_at_fault(DefinitionFault(("人口", "规则 核对1"), "不能这样写"), ours)
    assert ["合计1"] == rules_at_fault(DefinitionFault((Cell("人口", "总数", "合计"),), "小数位数不对"), ours)
    assert ["合计2"] == rules_at_fault(DefinitionFault((Cell("人口", "常住", "男"),), "小数位数不对"), ours)
    twice = DefinitionFault((Cell("人口", "户籍", "女"),), "由规则 核对1 和 合计1 两条算出", rules=("核对1",))
    assert ["核对1"] == rules_at_fault(twice, ours)
    assert [] == rules_at_fault(DefinitionFault(("人口", "合计1"), "没有列"), ours)
