"""Who must report, to whom, by when: the office and its roster, as values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

NAME_LIMIT = 100
"""The most characters of a code or a name: it is written into a property of the workbook, which holds 255."""


class Unit(NamedTuple):
    """A unit that must report. *code* is text: leading zeros count. *deadline* is YYYY-MM-DD or empty."""

    code: str
    name: str
    kind: str
    contact: str = ""
    phone: str = ""
    deadline: str = ""
    excused: str = ""


@dataclass(frozen=True)
class Office:
    """The office that collects, and the period it collects for."""

    code: str
    name: str
    level: str
    form: str
    year: int
    deadline: str = ""


STATES = {
    "missing": "未交",
    "overdue": "逾期未交",
    "returned": "退回未改",
    "received": "已收",
    "excused": "免报",
}


def state(unit: Unit, outcome: str | None, deadline: str, today: str) -> str:
    """Return a unit's state from the *outcome* of its current submission (None where there is none)."""
    if unit.excused:
        return "excused"
    if outcome is None:
        return "overdue" if deadline and today > deadline else "missing"
    return "returned" if outcome == "returned" else "received"
