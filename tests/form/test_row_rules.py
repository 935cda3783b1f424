"""By how much two sides of a check of rows may differ: as what it is about is kept, and a hair more where it works that out."""

from types import SimpleNamespace

import pytest

from toolkit.form.row_rules import HAIR, row_tolerance
from toolkit.form.rule_language import rounding_tolerance

PLACES = {"金额": 2, "比率": 4, "件数": 0}
FORM = SimpleNamespace(
    register=lambda _: SimpleNamespace(field=lambda name: SimpleNamespace(places=PLACES[name]))
)


@pytest.mark.parametrize(
    ("worked_out", "columns", "allowed"),
    [
        ("金额", ("金额", "件数"), rounding_tolerance(2) + HAIR),
        ("件数", ("金额", "件数"), rounding_tolerance(0) + HAIR),
        ("", ("金额", "件数"), rounding_tolerance(2)),
        ("", ("件数",), rounding_tolerance(0)),
        ("", ("金额", "比率"), rounding_tolerance(4)),
    ],
)
def test_a_row_may_differ_by_the_rounding_of_what_it_is_about(worked_out, columns, allowed):
    check = SimpleNamespace(rule=SimpleNamespace(works_out=worked_out), list="单", columns=columns)
    assert allowed == row_tolerance(FORM, check)
