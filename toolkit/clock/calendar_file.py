"""What is due as a calendar file (RFC 5545) for any calendar program: whole days, a reminder the working day before.

An event is known by its unit, request and kind: the file written again moves it and adds no second one.
"""

from __future__ import annotations

import datetime
import hashlib
from typing import TYPE_CHECKING

from toolkit.clock.deadline import PAUSED, NextStep

if TYPE_CHECKING:
    from collections.abc import Iterator

    from toolkit.clock.deadline import RequestClock
    from toolkit.clock.office_clocks import OfficeClocks, UnitClocks

LINE = 75
"""How many octets a line may have."""
_ESCAPES = {"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"}


def draw_calendar(found: OfficeClocks, now: str) -> bytes:
    """Draw the calendar of everything that is still due; *now* is when it was written (ISO)."""
    stamp = datetime.datetime.fromisoformat(now).astimezone(datetime.UTC).strftime("%Y%m%dT%H%M%SZ")
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//toolkit//clock//ZH",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
    ]
    lines.append(f"X-WR-CALNAME:{_escaped(f'{found.office} {found.title}')}")
    for unit in found.units:
        for clock in unit.clocks:
            for what, step in _events_of(clock):
                lines += _event_lines(unit, clock, what, step, stamp)
    lines.append("END:VCALENDAR")
    return "".join(_folded(line) + "\r\n" for line in lines).encode()


def _events_of(clock: RequestClock) -> Iterator[tuple[str, NextStep]]:
    if not clock.is_open:
        return
    if clock.due and clock.light != PAUSED:
        yield "due", NextStep("应答复", clock.due, bool(clock.unknown))
    if clock.next.day and clock.next.day != clock.due:
        yield "next", clock.next


def _event_lines(
    unit: UnitClocks, clock: RequestClock, what: str, step: NextStep, stamp: str
) -> Iterator[str]:
    day = datetime.date.fromisoformat(step.day)
    name = hashlib.sha256(f"{unit.unit}|{clock.number}|{what}".encode()).hexdigest()[:24]
    mark = "（日期是估计的）" if step.estimated else ""
    yield "BEGIN:VEVENT"
    yield f"UID:{name}@toolkit"
    yield f"DTSTAMP:{stamp}"
    yield f"DTSTART;VALUE=DATE:{day:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{day + datetime.timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{_escaped(f'{clock.number} {step.said}{mark}')}"
    why = "\n".join(f"{s.said}（{s.article}）" for s in clock.steps)
    about = f"{unit.name}\n{why}"
    yield f"DESCRIPTION:{_escaped(about)}"
    yield "TRANSP:TRANSPARENT"
    yield "BEGIN:VALARM"
    yield "ACTION:DISPLAY"
    yield f"DESCRIPTION:{_escaped(f'{clock.number} {step.said}')}"
    yield "TRIGGER;RELATED=START:-PT15H"  # nine in the morning of the day before
    yield "END:VALARM"
    yield "END:VEVENT"


def _escaped(text: str) -> str:
    return "".join(_ESCAPES.get(c, c) for c in text if c >= " " or c == "\n")


def _folded(line: str) -> str:
    """Break a line where it is longer than the standard allows, never inside a character."""
    parts, size = [""], 0
    for character in line:
        octets = len(character.encode())
        if size + octets > LINE:
            parts.append(" ")
            size = 1
        parts[-1] += character
        size += octets
    return "\r\n".join(parts)
