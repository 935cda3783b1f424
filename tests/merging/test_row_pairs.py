"""Rows of a report beside the rows they come from."""

import pytest
from forms import xxgk

from toolkit.form.submission import Row
from toolkit.merging.row_pairs import pair_rows, row_caption

KEYED, PLAIN = xxgk().register("案件"), xxgk().register("问题")


def case(number, kind="复议", unit="甲"):
    return Row(1, {"案号": number, "类型": kind}, (), unit)


def problem(text, unit="甲"):
    return Row(1, {"问题": text}, (), unit)


@pytest.mark.parametrize(
    ("register", "here", "came", "expected"),
    [
        (KEYED, [case("1"), case("2")], [case("2"), case("1")], [(0, 1), (1, 0)]),
        (KEYED, [case("1", "直诉")], [case("2"), case("1")], [(0, 1), (None, 0)]),
        (KEYED, [case("1", unit="乙")], [case("1")], [(0, 0)]),
        (KEYED, [case("9")], [case("1")], [(0, 0)]),
        (KEYED, [case("1"), case("1", unit="乙")], [case("1", unit="乙"), case("1")], [(0, 1), (1, 0)]),
        (KEYED, [Row(1, {"类型": "复议"})], [Row(1, {"类型": "直诉"})], [(0, None), (None, 0)]),
        (PLAIN, [problem("改写"), problem("乙")], [problem("甲"), problem("乙")], [(0, 0), (1, 1)]),
        (
            PLAIN,
            [problem("甲"), problem("甲"), problem("加", "")],
            [problem("甲")],
            [(0, 0), (1, None), (2, None)],
        ),
        (PLAIN, [problem("乙", "")], [problem("甲"), problem("乙")], [(0, 1), (None, 0)]),
        (PLAIN, [], [problem("甲")], [(None, 0)]),
    ],
)
def test_each_row_stands_beside_the_one_it_comes_from(register, here, came, expected):
    assert expected == pair_rows(register, here, came)


def test_a_row_is_known_by_its_key_or_by_what_must_be_filled_in():
    assert "1" == row_caption(xxgk(), KEYED, case("1"))
    assert "财务" == row_caption(xxgk(), PLAIN, problem("财务"))
    assert "" == row_caption(xxgk(), PLAIN, Row(1, {}))
