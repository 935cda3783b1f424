"""Names are listed as far as a person reads them."""

from toolkit.text.named_lines import say_which_names

NAMES = [f"第{i}栏" for i in range(1, 21)]


def meant(*numbers):
    return say_which_names([(NAMES, [i in numbers for i in range(1, 21)], "列")])


def test_few_are_named():
    assert "（只看：第2栏、第3栏）" == meant(2, 3)


def test_most_are_told_by_those_left_out():
    assert "（第7栏 除外）" == meant(*{*range(1, 21)} - {7})


def test_half_of_many_are_counted():
    assert "（只看：第1栏、第2栏、第3栏、第4栏、第5栏、第6栏 等 10 列）" == meant(*range(1, 11))


def test_all_and_none_say_nothing():
    assert ("", "") == (meant(), meant(*range(1, 21)))
