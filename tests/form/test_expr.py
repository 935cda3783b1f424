import pytest

from toolkit.form.rule_language import (
    Bound,
    Number,
    Op,
    Ref,
    RuleSyntaxError,
    Span,
    Tally,
    Text,
    parse,
    tolerance,
)


def test_a_rule_is_written_in_the_words_of_the_form():
    assert parse("合计 = 男 + 女") == Op(
        "=", (Ref(column="合计"), Op("+", (Ref(column="男"), Ref(column="女"))))
    )


def test_sums_are_flat_however_long():
    tree = parse("[a] + [b] + [c] = 合计([d]:[e])")
    assert tree == Op(
        "=",
        (Op("+", (Ref(row="a"), Ref(row="b"), Ref(row="c"))), Span(Ref(row="d"), Ref(row="e"))),
    )


def test_multiplication_binds_tighter_and_brackets_bind_tightest():
    assert parse("a + b * c = 0") != parse("(a + b) * c = 0")
    assert parse("a - b - c = 0") == parse("(a - b) - c = 0")


def test_a_chain_of_comparisons_is_both():
    assert parse("年初 <= 收到 <= 年末") == Op(
        "且",
        (
            Op("<=", (Bound("年初"), Ref(column="收到"))),
            Op("<=", (Ref(column="收到"), Bound("年末"))),
        ),
    )


def test_counts_and_sums_over_lists():
    assert parse("sum(收费.金额, 主体='镇政府', 非 空(日期)) / 10000") == Op(
        "/",
        (
            Tally(
                "收费",
                "金额",
                (
                    Op("=", (Ref(column="主体"), Text("镇政府"))),
                    Op("非", (Op("空", (Ref(column="日期"),)),)),
                ),
            ),
            Number(10000),
        ),
    )


def test_a_condition_leads_to_a_demand():
    tree = parse("当 表四[复议].总计 > 0 则 已填(本格) 或 [甲] = 1")
    assert tree == Op(
        "当",
        (
            Op(">", (Ref("表四", "复议", "总计"), Number(0))),
            Op("或", (Op("已填", (Ref(),)), Op("=", (Ref(row="甲"), Number(1))))),
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
        parse(text)
    assert at == caught.value.at


def test_tolerance_is_half_of_the_last_place():
    assert (tolerance(0), tolerance(2)) == (0.5, 0.005)
