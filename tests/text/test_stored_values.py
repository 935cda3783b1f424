"""Records written down and read back by their types."""

import json
from dataclasses import dataclass, field
from typing import NamedTuple

import pytest

from toolkit.text.stored_values import from_stored, to_stored


class Key(NamedTuple):
    table: str
    row: str


class Line(NamedTuple):
    number: int
    values: dict[str, float | str]
    unread: tuple[str, ...] = ()
    key: Key | None = None


@dataclass(frozen=True)
class Record:
    by_key: dict[Key, float]
    lines: dict[str, tuple[Line, ...]]
    keys: frozenset[Key] = frozenset()
    pairs: tuple[tuple[str, str], ...] = ()
    one: Line | None = None
    names: list[str] = field(default_factory=list)


WHOLE = Record(
    {Key("表", "甲"): 1.5},
    {"台账": (Line(3, {"件数": 2.0, "名称": "某件"}, ("日期",), Key("表", "乙")),)},
    frozenset({Key("表", "丙"), Key("表", "甲")}),
    (("应为", "3"),),
    Line(1, {}),
    ["甲"],
)


@pytest.mark.parametrize("record", [WHOLE, Record({}, {})])
def test_what_was_written_down_as_json_reads_back_the_same(record):
    back = from_stored(Record, json.loads(json.dumps(to_stored(record))))
    assert record == back
    assert type(back.by_key) is dict
    assert all(isinstance(k, Key) for k in (*back.by_key, *back.keys))


def test_a_set_is_written_in_order_so_that_equal_records_are_equal_texts():
    keys = [Key("表", x) for x in "甲乙丙丁戊己"]
    assert sorted(map(list, keys)) == to_stored(Record({}, {}, frozenset(keys)))["keys"]


def test_what_has_no_spelling_is_refused():
    with pytest.raises(TypeError, match="complex"):
        to_stored({"x": 1j})
