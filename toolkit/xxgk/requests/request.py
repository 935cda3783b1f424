"""One request of the register, together with what the office recorded of its handling."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from toolkit.clock.office_table import OfficeRow
    from toolkit.form.submission import Row, Value

REGISTER = "申请"
"""The register's id in the form."""
OWN = "本机关申请"
THIRD, ORGAN = "第三方", "其他机关"


class Consultation(NamedTuple):
    """An opinion that was asked for: of whom, when the letter was served, when the opinion came."""

    whom: str
    served: datetime.date
    came: datetime.date | None


@dataclass(frozen=True)
class HandlingSteps:
    """What the office recorded of a request beside the register; what it did not record is None or empty."""

    arrived: datetime.date | None = None
    confirmed: datetime.date | None = None
    correct_by: datetime.date | None = None
    corrected: datetime.date | None = None
    reason_asked: datetime.date | None = None
    delayed_to: datetime.date | None = None
    consultations: tuple[Consultation, ...] = ()
    extended_on: datetime.date | None = None
    extended_by: int = 0
    extension_reason: str = ""
    charged_on: datetime.date | None = None


NO_STEPS = HandlingSteps()


@dataclass(frozen=True)
class InformationRequest:
    """One row of the register. *whole*: it has the columns that do not go up; a report's row has not."""

    number: str
    received: datetime.date
    own: bool = True
    method: str = ""
    noticed: datetime.date | None = None
    ended: datetime.date | None = None
    outcome: str = ""
    document: str = ""
    fee_basis: str = ""
    fee_count: float = 0
    charged: float | None = None
    paid_on: datetime.date | None = None
    steps: HandlingSteps = NO_STEPS
    whole: bool = True


def request_of_row(
    row: Row, steps: HandlingSteps = NO_STEPS, *, whole: bool = True
) -> InformationRequest | None:
    """Return the request a row of the register speaks of; None where it has no number or no day it came."""
    said = row.values
    received = _day(said.get("收到"))
    number = _text(said.get("登记号"))
    if not number or received is None:
        return None
    return InformationRequest(
        number,
        received,
        said.get("性质", OWN) == OWN,
        _text(said.get("方式")),
        _day(said.get("补正")),
        _day(said.get("办结")),
        _text(said.get("结果")),
        _text(said.get("文书")),
        _text(said.get("计费")),
        _number(said.get("计量")) or 0,
        _number(said.get("应收")),
        _day(said.get("缴纳")),
        steps,
        whole,
    )


def requests_of_rows(
    rows: Iterable[Row], steps: Mapping[str, HandlingSteps], *, whole: bool = True
) -> list[InformationRequest]:
    """Return the requests of a register, each with the steps recorded under its number."""
    found = (
        request_of_row(row, steps.get(_text(row.values.get("登记号")), NO_STEPS), whole=whole) for row in rows
    )
    return [r for r in found if r is not None]


def _text(value: Value | None) -> str:
    return str(value).strip() if value is not None else ""


def _day(value: Value | None) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(value) if isinstance(value, str) and value else None
    except ValueError:  # a cell of the register that is no day: the reader tells it
        return None


def _number(value: Value | None) -> float | None:
    return value if isinstance(value, float) else None


def day_recorded(row: OfficeRow, column: str) -> datetime.date | None:
    """Return the day a row of an office's table has in *column*."""
    return _day(row.values.get(column))
