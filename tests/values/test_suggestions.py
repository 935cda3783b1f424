"""What a number that is asked back was likely meant to be."""

import pytest

from toolkit.values.suggestions import likely_number


@pytest.mark.parametrize(
    ("text", "unit", "likely"),
    [
        ("3万", "件", "30000"),
        ("3万元", "万元", "3"),
        ("3万", "万元", "3"),
        ("30000元", "万元", "3"),
        ("12%", "件", "12"),
        ("12.5%", "件", ""),
        ("增长12%", "件", ""),
    ],
)
def test_a_scale_counts_once_and_a_share_of_something_else_is_no_guess(text, unit, likely):
    assert likely == likely_number(text, unit)


@pytest.mark.parametrize(
    ("text", "unit", "likely"),
    [
        ("1200元", "万元", "0.12"),
        ("1200块", "万元", "0.12"),
        ("一千二百元", "万元", "0.12"),
        ("壹仟元整", "万元", "0.1"),
        ("十二万元", "万元", "12"),
        ("1.2千万元", "万元", "1200"),
        ("人民币1200元", "万元", "0.12"),
        ("5000亩", "万亩", "0.5"),
        ("三千人", "万人", "0.3"),
        ("十二", "万元", "12"),
        ("1200人", "万元", ""),
        ("1200元", "万人", ""),
        ("￥0.12", "万元", ""),
        ("￥3万", "万元", "3"),
        ("一千二百元", "元", "1200"),
    ],
)
def test_what_is_written_in_the_base_unit_is_asked_in_the_unit_of_the_column(text, unit, likely):
    assert likely == likely_number(text, unit)


@pytest.mark.parametrize(
    ("text", "likely"),
    [("￥1,200.50", "1200.5"), ("$1,200,300", "1200300"), ("12,5元", ""), ("1,23,4.5元", "")],
)
def test_a_comma_before_three_digits_parts_thousands(text, likely):
    assert likely == likely_number(text, "元")
