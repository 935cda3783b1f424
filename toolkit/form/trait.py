"""What may be said of a figure where its table, column or row is described, and what that comes to."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any, NamedTuple

TYPES = ("count", "number", "text", "date", "option")
RETURN_MARK, BLANK_MARK, ZERO_MARK = "return", "blank", "zero"
MARKS = (RETURN_MARK, BLANK_MARK, ZERO_MARK)
"""How 「无」「/」「—」 are read: sent back, as a blank, or as 0."""
UPS = ("sum", "max", "min", "same", "texts", "rows", "none")


@dataclass(frozen=True)
class Trait:
    """What may be said of a figure on its table, column or row; the row's word counts most.

    *starts* maps a kind or a level to the text of the expression a figure is worked out by there
    (several texts are disjoint alternatives and are added); *when* narrows its tallies to this row or column.
    *marks* (one of MARKS) says how a workbook is read, not what is in it: it is no part of a fingerprint. Nor is
    *usual*, what one unit's number hardly ever exceeds: a larger one is asked about.
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


NO_TRAIT = Trait()


class Figure(NamedTuple):
    """What the form says of one figure, its table's, column's and row's words put together."""

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


def combine_traits(traits: tuple[Trait, ...]) -> Figure:
    """Put together what *traits* say of one figure; the first that says something counts."""
    said = {n: v for t in reversed(traits) for n in Figure._fields if (v := getattr(t, n)) is not None}
    return Figure(**said)


def later_key(default: Any) -> Any:
    """Return a field that definitions may say since forms are out: it enters a fingerprint only where they do."""
    return field(default=default, repr=False, metadata={"later_key": True})


def later_keys(parts: tuple[Any, ...]) -> tuple[object, ...]:
    """Return what *parts* of a form say in such fields; nothing where they say nothing."""
    return tuple(
        (p.id, f.name, value)
        for p in parts
        for f in fields(p)
        if f.metadata.get("later_key") and (value := getattr(p, f.name)) != f.default
    )
