"""A row of the register as the request it speaks of."""

import datetime

import pytest

from toolkit.form.submission import Row
from toolkit.xxgk.requests.request import request_of_row

CAME = datetime.date(2025, 3, 3)


def row(**said):
    return Row(1, {"登记号": "2025-001", "收到": CAME.isoformat(), **said})


def test_what_the_row_does_not_say_is_nothing():
    made = request_of_row(row())
    assert ("2025-001", CAME, True, 0, None, "") == (
        made.number,
        made.received,
        made.own,
        made.fee_count,
        made.charged,
        made.method,
    )


@pytest.mark.parametrize("said", [{"登记号": ""}, {"登记号": None}, {"收到": None}, {"收到": "三月"}])
def test_a_row_without_a_number_or_a_day_is_no_request(said):
    assert request_of_row(row(**said)) is None
