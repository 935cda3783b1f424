"""What is due: one request with its clock, and the lights people see. Plain values; who makes them knows the law."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Annotated, NamedTuple

from toolkit.clock.working_days import ESTIMATED
from toolkit.text.plain_values import OneOf, told_as

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

OVERDUE, SOON, RUNNING, PAUSED, ASK, DONE, DONE_LATE = (
    "overdue",
    "soon",
    "running",
    "paused",
    "ask",
    "done",
    "done_late",
)
LIGHTS = {
    OVERDUE: "红灯",
    SOON: "黄灯",
    RUNNING: "绿灯",
    PAUSED: "暂停",
    ASK: "要问",
    DONE: "按期",
    DONE_LATE: "超期",
}
"""The lights in the order of what is most urgent, and what people call them."""
Light = Annotated[str, OneOf(*LIGHTS)]
OPEN = (OVERDUE, SOON, ASK, RUNNING, PAUSED)
"""The lights of what is not answered yet, the most urgent first."""
SOON_WITHIN = 5
"""How many working days before it is due a request turns yellow."""


class ClockStep(NamedTuple):
    """Why a day is as it is, and by which article."""

    said: str
    article: str


class NextStep(NamedTuple):
    """What is to be done next, until which day (YYYY-MM-DD, "" for none)."""

    said: str = ""
    day: str = ""
    estimated: bool = False

    @property
    def day_shown(self) -> str:
        """Return the day as people are told it."""
        return f"{self.day}{ESTIMATED}" if self.estimated else self.day


@told_as(
    "number received due estimated left late light said "
    "next=next.said next_day=next.day next_day_estimated=next.estimated ended why=steps"
)
class RequestClock(NamedTuple):
    """One request: when it came, until when it is to be answered and why, how it stands today.

    *left* are the working days to the day it is due (None where nothing runs), *late* those it is or was over it.
    *unknown* are the years in between whose holidays nobody knows: the day is an estimate then.
    """

    number: str
    received: str
    due: str
    left: int | None
    light: Light
    said: str
    next: NextStep
    steps: tuple[ClockStep, ...] = ()
    ended: str = ""
    late: int = 0
    unknown: tuple[int, ...] = ()

    @property
    def is_open(self) -> bool:
        """Tell whether it still has to be answered."""
        return self.light in OPEN

    @property
    def due_shown(self) -> str:
        """Return the day it is due as people are told it."""
        return f"{self.due}{ESTIMATED}" if self.due and self.unknown else self.due

    @property
    def estimated(self) -> bool:
        """Tell whether the day it is due is an estimate."""
        return bool(self.unknown)


def sort_by_urgency(clocks: Iterable[RequestClock]) -> list[RequestClock]:
    """Return what is open before what is not, the most urgent first."""
    order = list(LIGHTS)
    return sorted(
        clocks,
        key=lambda c: (not c.is_open, c.next.day or c.due or "9999", order.index(c.light), c.number),
    )


class ClockCounts(NamedTuple):
    """How many requests of one unit stand how."""

    asked: int
    open: int
    overdue: int
    soon: int
    paused: int
    ask: int
    in_time: int
    late: int
    nearest: str


def count_clocks(clocks: Sequence[RequestClock]) -> ClockCounts:
    """Count *clocks*; the nearest is the first day anything is due that is not over yet."""
    counted = Counter(c.light for c in clocks)
    near = min((c for c in clocks if c.light in (SOON, RUNNING)), key=lambda c: c.due, default=None)
    return ClockCounts(
        len(clocks),
        sum(c.is_open for c in clocks),
        counted[OVERDUE],
        counted[SOON],
        counted[PAUSED],
        counted[ASK],
        counted[DONE],
        counted[DONE_LATE],
        near.due_shown if near else "",
    )
