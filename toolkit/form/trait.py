"""What may be said of a figure where its table, column or row is described, and what that comes to."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, is_dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

NUMBERS = ("count", "number")
TYPES = (*NUMBERS, "text", "date", "option")
"""What may be filled in: whole numbers and others, words, days, one of some options."""
OWN_ROW, TOTAL = "本单位", "合计"
"""The one row of a table whose rows are the units: what figures call it, and what a report prints beside it."""
RETURN_MARK, BLANK_MARK, ZERO_MARK = "return", "blank", "zero"
MARKS = (RETURN_MARK, BLANK_MARK, ZERO_MARK)
"""How 「无」「/」「—」 are read: sent back, as a blank, or as 0."""
UPS = ("sum", "max", "min", "same", "texts", "rows", "none")
NO_RATE = ("/", "//", "—", "——", "-", "--", "")
"""What may stand where a rate has nothing to be divided by."""
PERCENT_PLACES = 2
"""How many decimals more a percentage is stored with than it is shown: 95.3% is 0.953."""


def format_percentage(share: float) -> str:
    """Write a share of 1 as people see it: 0.953 as 95.3%."""
    digits = f"{share * 100:.6f}".rstrip("0").rstrip(".")
    return f"{'0' if digits == '-0' else digits}%"


def later_field(default: Any) -> Any:
    """Return a field that came after forms were handed out: part of a fingerprint only where it says something."""
    return field(default=default, repr=False, metadata={"later": True})


def walk_later_fields(part: object, path: str = "") -> Iterator[tuple[str, object]]:
    """Walk what a form's parts say in fields that came later, each with where it stands."""
    if isinstance(part, tuple):
        for number, one in enumerate(part):
            yield from walk_later_fields(one, f"{path}.{number}")
    elif is_dataclass(part):
        for said in fields(part):
            value = getattr(part, said.name)
            if not said.metadata.get("later"):
                yield from walk_later_fields(value, f"{path}.{said.name}")
            elif value != said.default:
                yield f"{path}.{said.name}", value


@dataclass(frozen=True)
class Trait:
    """What may be said of a figure on its table, column or row; the row's word counts most.

    *starts* maps a kind or a level to the text of the expression a figure is worked out by there
    (several texts are disjoint alternatives and are added); *when* narrows its tallies to this row or column.
    *marks* (one of MARKS) says how a workbook is read, not what is in it: it is no part of a fingerprint. Nor is
    *usual*, what one unit's number hardly ever exceeds: a larger one is asked about.
    *when_zero* (one of NO_RATE) stands where a worked-out rate has nothing to be divided by. A *percent* is stored as a
    share of 1, its *places* being those of the percentage people see. *negative* numbers may be below 0.
    """

    type: str | None = None
    unit: str | None = None
    places: int | None = None
    options: str | None = None
    up: str | None = None
    help: str | None = None
    blank: bool | None = None
    default: str | None = None
    starts: tuple[tuple[str, tuple[str, ...]], ...] = ()
    when: tuple[str, ...] = ()
    marks: str | None = field(default=None, repr=False)
    usual: float | None = field(default=None, repr=False)
    when_zero: str | None = later_field(None)
    percent: bool | None = later_field(None)
    negative: bool | None = later_field(None)


CODE, UNIT = "code", "unit"


class PrintedColumn(NamedTuple):
    """A column printed between the rows' names and their figures: *of* says what stands in it, CODE or UNIT."""

    of: str
    head: str


NO_TRAIT = Trait()


class Figure(NamedTuple):
    """What the form says of one figure, its table's, column's and row's words put together; *places* as it is stored."""

    type: str = "count"
    unit: str = ""
    places: int = 0
    options: str = ""
    up: str = ""
    help: str = ""
    blank: bool = False
    default: str = ""
    marks: str = RETURN_MARK
    usual: float = 0.0
    when_zero: str | None = None
    percent: bool = False
    negative: bool = False


def combine_traits(traits: tuple[Trait, ...]) -> Figure:
    """Put together what *traits* say of one figure; the first that says something counts."""
    said = {n: v for t in reversed(traits) for n in Figure._fields if (v := getattr(t, n)) is not None}
    figure = Figure(**said)
    if not figure.percent:
        return figure
    return figure._replace(places=figure.places + PERCENT_PLACES, unit="")  # a column of 项 may have one of %
