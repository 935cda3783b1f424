"""Words to remind people of what is due: nothing of an applicant is in them, they go into chat groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.clock.deadline import ASK, OVERDUE, PAUSED, SOON
from toolkit.text.safe_text import visible_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from toolkit.clock.deadline import RequestClock
    from toolkit.clock.office_clocks import OfficeClocks

TITLES = {OVERDUE: "已经超期，请立即答复", SOON: "快到期的", ASK: "要问清的", PAUSED: "暂停计算，等对方的"}
"""What people are reminded of, the most urgent first."""


def clock_reminders_text(found: OfficeClocks) -> str:
    """Return the text of all reminders; one that says so where nothing is due."""
    lines = [f"【{found.title}答复期限】{found.office}（{found.today}）"]
    for light, title in TITLES.items():
        some = [(u.name, c) for u in found.units for c in u.clocks if c.light == light]
        if some:
            lines.append(f"{title}（{len(some)} 件）：")
            lines += [f"· {_line(name, clock)}" for name, clock in some]
    if len(lines) == 1:
        lines.append("没有快到期或者超期的申请。")
    lines += filter(None, (found.note,))
    return "\n".join(lines) + "\n"


def _line(name: str, clock: RequestClock) -> str:
    return "，".join(_parts(name, clock)) + "。"


def _parts(name: str, clock: RequestClock) -> Iterator[str]:
    yield f"{visible_text(name)} {visible_text(clock.number)}"
    if clock.due:
        yield f"应答复日 {clock.due_shown}"
    yield clock.said
    if clock.next.said:
        yield f"{clock.next.said}{f'（{clock.next.day_shown}）' if clock.next.day and clock.next.day != clock.due else ''}"
