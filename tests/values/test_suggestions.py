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
