"""Types as JSON Schema: what each comes to, and that a type without a schema is refused."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple, NotRequired, TypedDict

import pytest
from json_check import faults

from toolkit.campaign.status import StatusResult
from toolkit.schemas.json_schema import join_shapes, many, schema_of
from toolkit.text.plain_values import OneOf, told_as

if TYPE_CHECKING:
    from collections.abc import Mapping


class Point(NamedTuple):
    x: int
    name: str = ""


class Line(TypedDict):
    ends: tuple[Point, Point]
    marks: list[Point]
    word: Annotated[str, OneOf("a", "b")]
    more: NotRequired[dict[str, float | None]]


GOOD = {"ends": [{"x": 1, "name": ""}] * 2, "marks": [], "word": "a", "more": {"k": None, "l": 2}}


class Unit(NamedTuple):
    code: str


@told_as("unit.code said=words.known kinds")
class Told(NamedTuple):
    """A record that says what it tells."""

    unit: Unit | None
    words: "Words"
    counts: int = 0

    @property
    def kinds(self) -> "Mapping[str, int]":
        """Return what is worked out."""
        return {}


class Words(NamedTuple):
    known: Annotated[str, OneOf("a", "b")]


def test_a_record_that_says_what_it_tells_is_described_by_that_and_by_its_types():
    made = schema_of(Told, "")["$defs"]["Told"]
    assert ["code", "said", "kinds"] == made["required"] == list(made["properties"])
    assert {"type": "string"} == made["properties"]["code"]
    assert {"type": "string", "enum": ["a", "b"]} == made["properties"]["said"]
    assert {"type": "object", "additionalProperties": {"type": "integer"}} == made["properties"]["kinds"]


def test_what_is_told_beside_records_stands_with_what_they_tell_in_one_object():
    made = schema_of(join_shapes("Beside", Told, more=NotRequired[many(Point)]), "")["$defs"]
    assert ["code", "said", "kinds"] == made["Beside"]["required"]
    assert {"$ref": "#/$defs/Point"} == made["Beside"]["properties"]["more"]["items"]


def test_a_type_that_is_imported_for_the_checker_alone_is_found():
    said = schema_of(StatusResult, "")["$defs"]
    assert {"$ref": "#/$defs/UnitProgress"} == said["StatusResult"]["properties"]["units"]["items"]
    assert ["missing", "overdue", "returned"] == said["UnitProgress"]["properties"]["state"]["enum"][:3]


def test_a_record_is_defined_once_and_named():
    made = schema_of(Line, "线")
    assert ("线", "#/$defs/Line") == (made["title"], made["$ref"])
    assert {"Line", "Point"} == made["$defs"].keys()
    assert ["ends", "marks", "word"] == made["$defs"]["Line"]["required"]


def test_what_fits_fits():
    assert [] == faults(GOOD, schema_of(Line, ""))
    assert [] == faults({k: v for k, v in GOOD.items() if k != "more"}, schema_of(Line, ""))


@pytest.mark.parametrize(
    "bad",
    [
        {"ends": [{"x": 1, "name": ""}]},
        {"ends": [{"x": 1.5, "name": ""}] * 2},
        {"word": "c"},
        {"marks": None},
        {"more": {"k": "x"}},
        {"other": 1},
    ],
)
def test_what_does_not_fit_is_told(bad):
    assert 1 <= len(faults(GOOD | bad, schema_of(Line, ""))) <= 2


@pytest.mark.parametrize(
    ("shape", "made"),
    [
        (Path, {"type": "string"}),
        (Any, {}),
        (Literal["x", 1], {"enum": ["x", 1]}),
        (tuple[str, ...], {"type": "array", "items": {"type": "string"}}),
        (int | None, {"anyOf": [{"type": "integer"}, {"type": "null"}]}),
    ],
)
def test_a_type_is_what_json_knows(shape, made):
    assert made.items() <= schema_of(shape, "").items()


@pytest.mark.parametrize("shape", [set[str], dict[int, str], object])
def test_a_type_json_has_nothing_for_is_refused(shape):
    with pytest.raises(TypeError):
        schema_of(shape, "")
