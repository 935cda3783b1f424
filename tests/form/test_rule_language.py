import re

import pytest

from toolkit.form.rule_language import (
    FigureReference,
    NumberLiteral,
    Operation,
    PeriodBound,
    ReferenceSpan,
    RuleSyntaxError,
    Tally,
    TextLiteral,
    parse_expression,
    rounding_tolerance,
)


def test_a_rule_is_written_in_the_words_of_the_form():
    assert parse_expression("合计 = 男 + 女") == Operation(
        "=",
        (
            FigureReference(column="合计"),
            Operation("+", (FigureReference(column="男"), FigureReference(column="女"))),
        ),
    )


def test_sums_are_flat_however_long():
    tree = parse_expression("[a] + [b] + [c] = 合计([d]:[e])")
    assert tree == Operation(
        "=",
        (
            Operation("+", (FigureReference(row="a"), FigureReference(row="b"), FigureReference(row="c"))),
            ReferenceSpan(FigureReference(row="d"), FigureReference(row="e")),
        ),
    )


def test_multiplication_binds_tighter_and_brackets_bind_tightest():
    assert parse_expression("a + b * c = 0") != parse_expression("(a + b) * c = 0")
    assert parse_expression("a - b - c = 0") == parse_expression("(a - b) - c = 0")


def test_a_chain_of_comparisons_is_both():
    assert parse_expression("年初 <= 收到 <= 年末") == Operation(
        "且",
        (
            Operation("<=", (PeriodBound("年初"), FigureReference(column="收到"))),
            Operation("<=", (FigureReference(column="收到"), PeriodBound("年末"))),
        ),
    )


def test_counts_and_sums_over_lists():
    assert parse_expression("sum(收费.金额, 主体='镇政府', 非 空(日期)) / 10000") == Operation(
        "/",
        (
            Tally(
                "收费",
                "金额",
                (
                    Operation("=", (FigureReference(column="主体"), TextLiteral("镇政府"))),
                    Operation("非", (Operation("空", (FigureReference(column="日期"),)),)),
                ),
            ),
            NumberLiteral(10000),
        ),
    )


def test_a_condition_leads_to_a_demand():
    tree = parse_expression("当 表四[复议].总计 > 0 则 已填(本格) 或 [甲] = 1")
    assert tree == Operation(
        "当",
        (
            Operation(">", (FigureReference("表四", "复议", "总计"), NumberLiteral(0))),
            Operation(
                "或",
                (
                    Operation("已填", (FigureReference(),)),
                    Operation("=", (FigureReference(row="甲"), NumberLiteral(1))),
                ),
            ),
        ),
    )


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("合计 = 男 +", 8),
        ("合计 = 男 女", 7),
        ("合计 = ，男", 5),
        ("总数(男) = 1", 0),
        ("合计(男 女) = 1", 5),
        ("当 男 > 1 女 = 2", 8),
        ("1 < 男 < 2 < 3", 10),
        ("合计 = 则", 5),
        ("[男 = 1", 0),
        ("", 0),
    ],
)
def test_an_error_points_at_the_character(text, at):
    with pytest.raises(RuleSyntaxError) as caught:
        parse_expression(text)
    assert at == caught.value.at


def test_tolerance_is_half_of_the_last_place():
    assert (rounding_tolerance(0), rounding_tolerance(2)) == (0.5, 0.005)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("表.[行].12 = 1", "这里应为名称"),
        ("符合(文, 文)", "这里应为引号里的文字"),
        ("(a + b = 1", "这里应为 )"),
        ("当 a > 1", "这里应为 则"),
    ],
)
def test_what_should_stand_in_a_rule_is_said_in_the_words_of_the_language(text, said):
    with pytest.raises(RuleSyntaxError, match=re.escape(said)):
        parse_expression(text)
