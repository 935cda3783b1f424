"""A level by the words of offices."""

import pytest
from forms import xxgk

from toolkit.folder.levels import describe_levels, find_level


@pytest.mark.parametrize(
    ("words", "level"),
    [
        (
            ("township", "TOWNSHIP", "乡镇", "镇", "乡", "街道", "街道办事处", "部门", "乡镇（街道、部门）"),
            "township",
        ),
        (("district", "县区", "县", "区", "县（市、区）", "县(市、区)", "县级市", "区县"), "district"),
        (("city", "市", "设区的市", "地级市", "设区的市（州）", " 市 "), "city"),
        (("", "村", "省", "乡镇市", "town"), ""),
    ],
)
def test_a_level_is_known_by_its_usual_words_and_by_no_other(words, level):
    assert {level} == {find_level(xxgk().levels, word) for word in words}


def test_what_may_be_written_is_said_in_words_and_as_the_form_has_it():
    assert "township（乡镇）、district（县区）、city（市）" == describe_levels(xxgk().levels)
