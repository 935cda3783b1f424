"""Figures in the words of the form."""

import pytest
from forms import TABLE, form, rule

from toolkit.form.grounding import ground_form
from toolkit.form.model import Cell
from toolkit.form.words import describe_broken_rule, format_number


@pytest.mark.parametrize(
    ("value", "shown"), [(3.0, "3"), (0.5, "0.5"), (1.2345, "1.2345"), (0.123456, "0.123456")]
)
def test_a_number_is_shown_with_the_places_it_has(value, shown):
    assert shown == format_number(value)


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ("甲乙丙", "应为 5（甲 5 ＋ 乙 0 ＋ 丙 0），实为 7"),
        ("甲乙丙丁", "应为 5（甲 5，其余为 0），实为 7"),
    ],
)
def test_a_sum_names_each_of_three_addends_and_of_more_those_that_are_not_zero(columns, said):
    lines = ", ".join(f'{{id="{c}"}}' for c in (*columns, "合计"))
    table = TABLE.replace('{id="男"}, {id="女"}, {id="合计"}', lines)
    grounded = ground_form(form(table + rule(f"合计 = {' + '.join(columns)}")), "村")
    figures = {Cell("人口", "常住", c): 0.0 for c in columns}
    figures |= {Cell("人口", "常住", "甲"): 5.0, Cell("人口", "常住", "合计"): 7.0}
    assert said == describe_broken_rule(grounded.form, grounded.checks[0].expr, figures, {})


def test_a_rule_about_a_list_names_the_figures_and_not_the_columns_it_counts_by():
    made = form(TABLE + rule("[常住].男 = count(台账, 类='甲')"))
    (check,) = ground_form(made, "村").checks
    said = describe_broken_rule(made, check.expr, {check.cell: 3.0}, {}, lambda c: c.name)
    assert "常住·男（人口.常住.男）3" == said
