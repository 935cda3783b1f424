"""What stands around tables: periods blanks leave open, titles without them, fields, notes."""

import pytest

from toolkit.blanks.page_words import find_period_kind, has_labels, is_note, replace_period, strip_period
from toolkit.form.period import HALF, MONTH, QUARTER, TEN_DAYS, YEAR


@pytest.mark.parametrize(
    ("words", "kind", "cumulative"),
    [
        ("（2025年1月-    月）", MONTH, True),
        ("2025年1—6月情况表", MONTH, True),
        ("办理4月份情况统计表", MONTH, False),
        ("    年  月", MONTH, False),
        ("2025年第二季度", QUARTER, False),
        ("卫生季报表", QUARTER, False),
        ("2025年上半年", HALF, False),
        ("防汛旬报", TEN_DAYS, False),
        ("2025年", YEAR, False),
        ("统计年报", YEAR, False),
    ],
)
def test_a_title_tells_what_periods_a_blank_is_for(words, kind, cumulative):
    found, _ = find_period_kind(words)
    assert (kind, cumulative) == (found.kind, found.cumulative)


def test_a_title_without_a_period_tells_none():
    assert find_period_kind("行政规范性文件清理意见表") is None


@pytest.mark.parametrize(
    ("title", "bare"),
    [
        ("清河镇2025年第二季度环境整治情况表", "清河镇环境整治情况表"),
        ("热线办理4月份情况统计表", "热线办理情况统计表"),
        ("2025年度村级支出预算表", "村级支出预算表"),
        ("卫生月报表", "卫生月报表"),
        ("2025年", "2025年"),
    ],
)
def test_a_period_written_into_a_title_is_taken_out(title, bare):
    assert bare == strip_period(title)


def test_fields_and_notes_are_told_from_other_words():
    assert has_labels("填报单位（章）：")
    assert has_labels("单位负责人（签字）：    填表人：")
    assert not has_labels("生产经营单位")
    assert is_note("注：没有的填 0")
    assert is_note("指标平衡关系：1=2+3")
    assert not is_note("备注")


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("统计表（2025年4月）", "统计表（{期}）"),
        ("统计表(2025年)", "统计表({期})"),
        ("2025年4月份统计表（2024年附）", "{期}统计表（2024年附）"),
        ("统计表", "统计表"),
    ],
)
def test_only_the_first_period_of_a_title_is_replaced_and_its_brackets_stay(title, said):
    assert said == replace_period(title, "{期}")
