"""What the companion offers of requests, as ``RequestDesk`` asks: clocks and findings, the table of steps, letters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.form.finding import make_finding
from toolkit.xxgk.requests.answer_clock import reckon_request
from toolkit.xxgk.requests.handling_table import (
    HANDLING,
    draw_handling_table,
    find_handling_table,
    read_handling_table,
)
from toolkit.xxgk.requests.reply_letters import TITLES, write_reply
from toolkit.xxgk.requests.request import REGISTER, requests_of_rows
from toolkit.xxgk.requests.request_checks import request_findings

if TYPE_CHECKING:
    import datetime
    from collections.abc import Sequence
    from pathlib import Path

    from toolkit.clock.deadline import RequestClock
    from toolkit.clock.working_days import WorkingDays
    from toolkit.form.finding import Finding
    from toolkit.form.submission import Row

__all__ = [
    "HANDLING",
    "LETTERS",
    "NUMBER",
    "REGISTER",
    "TITLE",
    "draw_handling",
    "number_of",
    "reckon_rows",
    "write_reply",
]

TITLE, NUMBER = "依申请公开", "登记号"
LETTERS = tuple(TITLES)


def number_of(row: Row) -> str:
    """Return the number of the request in *row*."""
    return str(row.values.get(NUMBER, "")).strip()


def reckon_rows(
    rows: Sequence[Row], home: Path | None, days: WorkingDays, today: datetime.date, *, whole: bool
) -> tuple[list[RequestClock], list[Finding]]:
    """Return the clocks of the requests in *rows*, and what is wrong with them."""
    steps = read_handling_table(home) if whole else {}
    requests = requests_of_rows(rows, steps, whole=whole)
    clocks = [reckon_request(r, days, today) for r in requests]
    findings = [f for r, c in zip(requests, clocks, strict=True) for f in request_findings(r, c, days, today)]
    strange = sorted(set(steps) - {r.number for r in requests})
    findings += [make_finding("request_unrecorded", value=number, sheet=number) for number in strange]
    return clocks, findings


def draw_handling(rows: Sequence[Row], home: Path, created: datetime.datetime) -> bytes:
    """Draw the office's table of steps, with a row for every request that is open."""
    return draw_handling_table(requests_of_rows(rows, {}), find_handling_table(home), created)
