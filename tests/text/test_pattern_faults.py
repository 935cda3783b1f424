"""A pattern an author wrote: refused where a text made for it would take hours, kept where people write such."""

import pytest

from toolkit.text.pattern_faults import LONGEST, pattern_fault, whole_text_test


@pytest.mark.parametrize(
    "pattern",
    [
        "[0-9]{4}-[0-9]+",
        r"\d+、(甲|乙)",
        "(?:[0-9]+、)*[0-9]+",
        "(甲|乙)+",
        ".+〔[0-9]{4}〕[0-9]+号",
        ".*公开.*",
        "(ab?)+",
        "(?:[0-9]{2}:)+",
        "[A-Z]{2}(?:-[0-9]{1,4})*",
        "(?:[0-9]+-[0-9]+、)*",
    ],
)
def test_what_people_write_is_kept(pattern):
    assert "" == pattern_fault(pattern)


@pytest.mark.parametrize(
    "pattern",
    [
        "(a+)+b",
        "(?:a|a?)+b",
        "(?:aa|a)+b",
        "(a{1,50})+b",
        "(?:a+|b)+c",
        "(a?b?)*c",
        "(?:(?:a|ab)(?:c|bc)?)+d",
        "((a+){2})+b",
        "(?:a|aa){1,60}b",
        "(?>(?:a+)+)b",
        ".*a.*b.*c.*d",
    ],
)
def test_what_a_text_may_be_made_for_is_refused_with_how_to_write_it(pattern):
    assert "重复之间用固定的字隔开" in pattern_fault(pattern)


@pytest.mark.parametrize("pattern", ["[", "(" * 2000 + ")" * 2000, "[[a]"])
def test_what_is_no_pattern_or_may_mean_another_is_told(pattern):
    assert pattern_fault(pattern)


def test_a_text_beyond_reason_is_none_of_a_pattern_that_goes_over_it_again_and_again():
    again, once = whole_text_test(".*公开.*"), whole_text_test("[公开]+")
    assert again("政府信息公开")
    assert not again("公开" * LONGEST)
    assert once("公开" * LONGEST)


def test_digits_are_those_of_the_keyboard():
    assert not whole_text_test(r"\d+")("１２")


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("甲(", "圆括号没有配对（正则的第 2 个字）"),
        ("a)", "圆括号没有配对（正则的第 2 个字）"),
        ("[", "方括号没有配对（正则的第 1 个字）"),
        ("*", "重复（+、*、?、{…}）前面没有可以重复的（正则的第 1 个字）"),
        ("a**", "两个重复（+、*、?、{…}）连在一起（正则的第 3 个字）"),
        ("a{5,2}", "{…} 里前一个数比后一个大（正则的第 3 个字）"),
        ("\\q", "\\ 后面不能这样写（正则的第 1 个字）"),
        ("\\x1", "\\ 后面没有写完（正则的第 1 个字）"),
        ("[z-a]", "方括号里的范围前大后小，或者两头不是字（正则的第 2 个字）"),
        ("x(?i)", "(?i) 这样的开关只能写在最前面（正则的第 2 个字）"),
        ("(?<=a+)b", "向前看的 (?<=…)、(?<!…) 里面长短要固定"),
        ("(?P=b)", "unknown group name 'b'（正则的第 5 个字）"),
    ],
)
def test_what_is_wrong_with_a_pattern_is_said_in_chinese_where_people_meet_it(pattern, said):
    assert f"不是合法的正则表达式：{said}" == pattern_fault(pattern)
