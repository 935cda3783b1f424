"""What is due of the requests: every one with its day, light and next step; the calendar, the sheet, the letters."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from toolkit.clock.calendar_file import draw_calendar
from toolkit.clock.clock_reminders import clock_reminders_text
from toolkit.clock.deadline import LIGHTS
from toolkit.clock.office_clocks import CLOCK_BOOK, draw_clock_workbook, list_office_clocks
from toolkit.clock.write_clocks import write_reply_letter, write_steps_table
from toolkit.desk.pages import render_page, send_file, session_of, turn_to
from toolkit.errors import WorkFolderError
from toolkit.folder.days import current_utc_time, office_day_of
from toolkit.merging.report_clocks import request_desk_of
from toolkit.text.dates import NotADayError, parse_date

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request
    from starlette.responses import Response

    from toolkit.clock.office_clocks import OfficeClocks
    from toolkit.desk.session import DeskSession

PAGE = "/clock"


def _clocks(session: DeskSession) -> OfficeClocks:
    folder = session.folder
    desk = request_desk_of(folder.form)
    return session.ledger_turn(lambda: list_office_clocks(folder, folder.form, desk, current_utc_time()))


def show_clocks(request: Request) -> Response:
    """Show what is due, the most urgent first; with ?all=1 what is done too."""
    session = session_of(request)
    found, every = _clocks(session), request.query_params.get("all") == "1"
    desk = request_desk_of(session.folder.form)
    rows = [(u, c) for u in found.units for c in u.clocks if every or c.is_open]
    return render_page(
        request,
        "clock.html.j2",
        folder=session.folder,
        found=found,
        rows=rows,
        every=every,
        lights=LIGHTS,
        letters=desk.LETTERS,
        handling=desk.HANDLING,
        reminder=clock_reminders_text(found),
    )


def send_calendar(request: Request) -> Response:
    """Send what is due as a calendar file."""
    found = _clocks(session_of(request))
    return send_file("答复期限.ics", draw_calendar(found, current_utc_time()))


def send_clock_sheet(request: Request) -> Response:
    """Send the clocks as a workbook."""
    session = session_of(request)
    return send_file(CLOCK_BOOK, draw_clock_workbook(_clocks(session), session.folder))


def make_steps_table(request: Request, _: Mapping[str, str]) -> Response:
    """Make the office's table of steps, or complete it."""
    session = session_of(request)
    desk = request_desk_of(session.folder.form)
    path, kept = session.do("clock", desk.HANDLING, lambda f, _n: write_steps_table(f, desk, ()))
    more = f"原来的一份留在 {kept.name}。" if kept else ""
    return turn_to(
        request, PAGE, f"已写 {path}：没有办结的申请一件一行，有过的事填上日期，存好再回来。{more}"
    )


def write_letter(request: Request, fields: Mapping[str, str]) -> Response:
    """Write a letter to an applicant."""
    session = session_of(request)
    number, letter, said = (fields.get(n, "").strip() for n in ("number", "letter", "on"))
    try:
        day = parse_date(said) if said else datetime.date.fromisoformat(office_day_of(current_utc_time()))
    except NotADayError as error:
        raise WorkFolderError(f"落款日期“{said}”{error}") from error
    desk = request_desk_of(session.folder.form)
    path = session.do(
        "reply", number, lambda f, _n: write_reply_letter(f, desk, number, letter, day, None, ())
    )
    return turn_to(request, PAGE, f"已写 {path}。把【】里的填好、删去提示再印发。")
