"""Counts and sums over lists whose conditions mean nothing are refused, wherever row and column put them together."""

import pytest
from forms import RULES, TABLE, form

from toolkit.errors import FormError

COUNTED = {
    "a text with a number": ("count(台账, 号>5)", "不能把文字和数比较（第 11 个字）：count(台账, ⟪号>5)⟫"),
    "an option with a day": (
        "count(台账, 类=期末)",
        "不能把文字和日期比较（第 11 个字）：count(台账, ⟪类=期末)⟫",
    ),
    "a text with wildcards": ("count(台账, 号='甲*')", "条件里的文字“甲*”含有公式的通配符"),
    "a sum of texts": ("sum(台账.号)", "台账 的 号 是 text，不能相加（第 5 个字）：sum(⟪台账.号)⟫"),
}


@pytest.mark.parametrize("what", COUNTED)
def test_a_condition_that_compares_what_cannot_be_compared_is_refused(what):
    text, told = COUNTED[what]
    with pytest.raises(FormError) as refused:
        form(TABLE.replace('up = "sum"\n', f'up = "sum"\nfrom."村" = "{text}"\n', 1) + RULES)
    assert f"t.toml › 人口 › from.村：{told}" in refused.value.faults


def test_a_row_may_not_ask_of_a_unit_for_a_column_its_list_has_not():
    text = TABLE.replace('up = "sum"\n', 'up = "sum"\nfrom."村" = "count(台账)"\n', 1)
    text = text.replace('{id="户籍"}', '{id="户籍", when="住=5"}')
    with pytest.raises(FormError) as refused:
        form(text)
    assert "t.toml › 人口.户籍.男 › from.村：台账 没有栏 住" in refused.value.faults


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('id="常住"', f'id="{"常" * 51}"', f"人口 › {'常' * 51}：名称（id）最多 50 个字，实有 51 个"),
        ('id = "人口"', f'id = "{"人" * 51}"', f"{'人' * 51}：表的名称（id）最多 50 个字，实有 51 个"),
    ],
)
def test_ids_are_short_enough_to_name_a_figure_in_a_workbook(old, new, told):
    with pytest.raises(FormError) as refused:
        form(TABLE.replace(old, new, 1))
    assert f"t.toml › {told}" in refused.value.faults


def test_a_unit_counts_no_list_it_has_not():
    text = TABLE.replace('kinds = ["村"]', 'kinds = ["报告"]')
    with pytest.raises(FormError) as refused:
        form(text.replace('up = "sum"\n', 'up = "sum"\nfrom."村" = "count(台账)"\n', 1))
    assert "t.toml › 人口.常住.男 › from.村：类别 村 没有登记簿 台账，不能从它推算" in refused.value.faults
