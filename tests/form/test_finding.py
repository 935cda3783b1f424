"""A finding is a value: codes, places and what fills its words; the words are made when they are asked for."""

import json

import pytest

from toolkit.form.finding import LOOK_ALIKE, SAID_ALIKE, Finding, list_addresses, make_finding, sort_findings
from toolkit.form.layout import CellPlace
from toolkit.text.stored_values import from_stored, to_stored

PLACES = tuple(CellPlace("表三", row, 3) for row in range(40))


def test_a_finding_shows_a_dozen_of_the_cells_it_points_at_and_keeps_them_all():
    found = make_finding("rule_broken", PLACES, PLACES[:1], why="甲", said="乙", remedy="丙")
    assert (PLACES, PLACES[:1]) == (found.at, found.among)
    assert "表三" == found.sheet
    assert found.cell.startswith("D1、D2、")
    assert found.cell.endswith("D12 等 40 格")
    assert "D1、D2" == list_addresses(PLACES[:2])
    assert ("", "", ()) == (*make_finding("no_identity")[3:5], make_finding("no_identity").at)


def test_what_is_shown_may_be_said_otherwise_than_where_it_points():
    found = make_finding("merged", PLACES[:2], cell="D1:E2", value="D1:E2")
    assert ("D1:E2", PLACES[:2]) == (found.cell, found.at)


def test_a_finding_comes_back_from_json_as_it_was():
    found = make_finding("rule_broken", PLACES[:2], PLACES[2:3], rule="I3", why="甲", said="乙", remedy="丙")
    found = found._replace(about=("I3.表三.r1",), digest="d", explanation="属实", by_office=True)
    again = from_stored(Finding, json.loads(json.dumps(to_stored(found))))
    assert found == again
    assert [type(p) for p in found.at] == [type(p) for p in again.at]
    assert hash(found) == hash(again)


def test_its_line_says_where_and_what():
    assert "表三 D1（结转）：这一格被删除了" == make_finding("cell_deleted", PLACES[:1], label="结转").line
    assert "像是本表样的数据，但看不出是哪个单位的" == make_finding("no_identity").line


@pytest.mark.parametrize(
    ("more", "instances"),
    [
        ({}, ()),
        ({"digest": "d"}, ("replaced.表三D1",)),
        ({"digest": "d", "about": ("甲", "乙")}, ("甲", "乙")),
        ({"about": ("甲",)}, ()),
    ],
)
def test_an_answer_speaks_to_what_it_is_about_or_to_its_place_and_to_nothing_where_nothing_is_asked(
    more, instances
):
    assert instances == make_finding("replaced", PLACES[:1])._replace(**more).instances


def test_errors_come_before_warnings_before_hints():
    codes = ["hidden", "cleaned", "moved", "mark"]
    assert ["moved", "mark", "cleaned", "hidden"] == [
        f.code for f in sort_findings([make_finding(c) for c in codes])
    ]


@pytest.mark.parametrize(
    ("code", "value", "expected", "more"),
    [
        ("identity_conflict", "白鹤镇", "会盟镇", ""),
        ("identity_conflict", "白鹤镇", "白鹤镇", SAID_ALIKE),
        ("identity_conflict", "白鹤 镇", "白鹤镇", LOOK_ALIKE),
        ("identity_conflict", "白鹤镇", "", ""),
        ("not_a_number", "白鹤镇", "白鹤镇", ""),  # nothing is set against it in words
    ],
)
def test_two_texts_nobody_can_tell_apart_are_said_to_be_that(code, value, expected, more):
    found = make_finding(code, label="单位", witness="封面", value=value, expected=expected)
    assert found.message.endswith(more)
    assert bool(more) == any(word in found.message for word in (SAID_ALIKE, LOOK_ALIKE))
