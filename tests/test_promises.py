"""The page of promises is what the tests are marked with, and no mark is empty."""

from collections import Counter

import pytest
from promises import HEADS, PAGE, all_promises, page, promises_in


def test_the_page_is_what_the_marks_say():
    assert PAGE.read_text(encoding="utf-8") == page(all_promises()), "run make render"


def test_every_head_has_promises_and_none_is_made_under_two_heads():
    found = all_promises()
    assert set(HEADS) == {p.head for p in found}
    assert [] == [t for t, n in Counter(t for _, t in {(p.head, p.text) for p in found}).items() if n > 1]


MARK = "@pytest.mark.promise({})\ndef {}():\n    pass\n"


def test_a_mark_is_read_from_a_test():
    (found,) = promises_in(MARK.format('"不会丢", "甲"', "test_x"), "a.py")
    assert ("不会丢", "甲", "a.py::test_x") == found


@pytest.mark.parametrize(
    "source",
    [
        MARK.format('"甲"', "test_x"),
        MARK.format('"别的", "甲"', "test_x"),
        MARK.format('"不会丢", "甲"', "x"),
    ],
)
def test_a_mark_that_promises_nothing_or_stands_on_no_test_is_refused(source):
    with pytest.raises(ValueError, match="promise"):
        promises_in(source, "a.py")


def test_a_test_that_goes_takes_its_promise_along():
    found = all_promises()
    assert found[0].text not in page(found[1:])
