"""docs/messages.md says what the tool says, row by row; ``python tests/messages.py --write`` renews it."""

import messages
import pytest

pytestmark = pytest.mark.slow  # every message there is

ROWS = list(messages.rows())


@pytest.mark.parametrize(("number", "kind", "steps", "shown", "action"), ROWS, ids=[r[0] for r in ROWS])
def test_the_page_says_what_the_tool_says(number, kind, steps, shown, action):
    assert shown == messages.said(kind, steps)
    assert shown


def test_there_are_thirty_and_more_and_each_says_what_to_do():
    assert len(ROWS) >= 30
    assert [str(i) for i in range(1, len(ROWS) + 1)] == [r[0] for r in ROWS]
    assert all(len(r[4]) > 5 for r in ROWS)


def test_the_unchanged_workbooks_are_to_be_mended_nowhere():
    for kind in messages.BASES:
        found = messages.findings(messages.edited(messages.before(kind), ""))
        assert [] == [f.message for f in found if f.severity == "error"], kind
