"""Who must report, to whom, by when: the office and its roster, as values."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Annotated, NamedTuple

from toolkit.text.plain_values import OneOf

if TYPE_CHECKING:
    from collections.abc import Iterable

    from toolkit.form.period import Period

NAME_LIMIT = 100
"""The most characters of a code or a name: it is written into a property of the workbook, which holds 255."""


class Unit(NamedTuple):
    """A unit that must report. *code* is text: leading zeros count. *deadline* is YYYY-MM-DD or empty.

    *also* is what people call it beside its name, separated by 、: a name it had, a short one.
    """

    code: str
    name: str
    kind: str
    contact: str = ""
    phone: str = ""
    deadline: str = ""
    excused: str = ""
    also: str = ""


@dataclass(frozen=True)
class Office:
    """The office that collects, and the period it collects for."""

    code: str
    name: str
    level: str
    form: str
    period: Period
    deadline: str = ""


def suggest_unit(units: Iterable[Unit], code: str, name: str) -> str:
    """Return which unit of the roster is meant, most likely, by a *code* and *name* it does not have; "" for none."""
    known = {u.code: u for u in units}
    by_name = {u.name: u for u in known.values()}
    near = get_close_matches(code, known, 1, 0.7) if code else []
    alike = get_close_matches(name, by_name, 1, 0.6) if name else []
    unit = by_name[alike[0]] if alike else known[near[0]] if near else None
    return f"（最像的是 {unit.code} {unit.name}）" if unit else ""


STATES = {
    "missing": "未交",
    "overdue": "逾期未交",
    "returned": "退回未改",
    "received": "已收",
    "excused": "免报",
}
State = Annotated[str, OneOf(*STATES)]
"""How a unit stands on a day."""


def unit_state(unit: Unit, outcome: str | None, deadline: str, today: str) -> str:
    """Return a unit's state from the *outcome* of its current submission (None where there is none)."""
    if unit.excused:
        return "excused"
    if outcome is None:
        return "overdue" if deadline and today > deadline else "missing"
    return "returned" if outcome == "returned" else "received"
