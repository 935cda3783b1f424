"""A pattern somebody wrote: used, refused, or refused because another Python may read it otherwise."""

import pytest

from toolkit.text.pattern_faults import pattern_fault


@pytest.mark.parametrize("pattern", ["[0-9]{4}-[0-9]+", "", "甲|乙", "[-0-9]"])
def test_what_is_one_has_no_fault(pattern):
    assert "" == pattern_fault(pattern)


@pytest.mark.parametrize("pattern", ["(", "[", "a**", "(?P<a", "a{99999999999}"])
def test_what_is_none_says_so(pattern):
    assert pattern_fault(pattern).startswith("不是合法的正则表达式")


@pytest.mark.parametrize("pattern", ["[0--9]", "[[a]", "[a&&b]", "[a||b]"])
def test_what_may_mean_something_else_tomorrow_is_doubted(pattern):
    assert "有歧义" in pattern_fault(pattern)
