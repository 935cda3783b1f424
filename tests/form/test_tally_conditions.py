"""Which two conditions no row can meet both of: of days, whatever the period."""

import pytest

from toolkit.form.rule_trees import parse_conditions
from toolkit.form.tally_conditions import are_disjoint

PAIRS = {
    ("日<期初", "日>=期初"): True,
    ("日<=期末", "日>期末"): True,
    ("日<年初", "日>=期初"): True,
    ("日<=期末", "日>年末"): True,
    ("日<=年初", "日>=期初"): False,
    ("日<=期末", "日>=年末"): False,
    ("期初<=日<=期末", "空(日)"): True,
    ("数<1", "数>=1"): True,
    ("数<=1", "数>=1"): False,
}


@pytest.mark.parametrize("pair", PAIRS)
def test_a_row_meets_both_or_never_can(pair):
    assert PAIRS[pair] == are_disjoint(*map(parse_conditions, pair))
    assert PAIRS[pair] == are_disjoint(*map(parse_conditions, reversed(pair)))
