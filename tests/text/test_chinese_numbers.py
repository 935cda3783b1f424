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
