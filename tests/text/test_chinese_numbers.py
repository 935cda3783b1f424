"""The numbers of a sentence: each at its worth, however it is scaled."""

import pytest

from toolkit.text.chinese_numbers import find_counted_numbers


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("公开信息3万条。", (30_000.0, "条")),
        ("公开信息1.2亿条。", (120_000_000.0, "条")),
        ("收费1.2万元。", (1.2, "万元")),
        ("公开信息300条。", (300.0, "条")),
    ],
)
def test_a_number_is_worth_what_its_scale_says(sentence, found):
    assert [found] == [(n.value, n.unit) for n in find_counted_numbers(sentence)]


@pytest.mark.parametrize(
    ("words", "value"),
    [
        *(
            ("一百二件", 120),
            ("一百零二件", 102),
            ("一百二十件", 120),
            ("三千五件", 3500),
            ("三千零五件", 3005),
        ),
        *(("一千二百三件", 1230), ("二十五件", 25), ("十件", 10), ("两百件", 200)),
    ],
)
def test_a_numeral_may_leave_out_its_last_place(words, value):
    assert [value] == [n.value for n in find_counted_numbers(f"收到申请{words}。")]
