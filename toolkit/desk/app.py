"""The desk as an application: which address leads to what. It is only ever served behind its guard (``desk.guard``)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Mount, Route

from toolkit.desk import file_pages, home_pages, report_pages, start_pages, unit_pages
from toolkit.desk.guard import Guard
from toolkit.desk.office import adoption_pages, care_pages, clock_pages, settings_pages
from toolkit.desk.open_pages import OpenPages
from toolkit.desk.pages import OurFiles, act_page, read_page
from toolkit.desk.watching import watch_pages

if TYPE_CHECKING:
    from collections.abc import Iterable

    from starlette.requests import Request

    from toolkit.desk.guard import DoorKey
    from toolkit.desk.session import DeskSession

UPLOADS = ("/take", "/adoption/list")
"""The addresses at which much may come in."""


async def _say_page_open(request: Request) -> Response:
    request.app.state.open_pages.say_open(request.query_params.get("page", "")[:40])
    return Response(status_code=204)


async def _say_page_closed(request: Request) -> Response:
    request.app.state.open_pages.say_closed(request.query_params.get("page", "")[:40])
    return Response(status_code=204)


def desk_routes() -> list[Route | Mount]:
    """Return the addresses of the desk."""
    shown = {
        "/": home_pages.show_home,
        "/job": home_pages.show_job,
        "/remind": home_pages.show_reminders,
        "/start": start_pages.show_start,
        "/roster": start_pages.show_roster,
        "/settings": settings_pages.show_settings,
        "/state": home_pages.show_state,
        "/clock": clock_pages.show_clocks,
        "/clock/calendar.ics": clock_pages.send_calendar,
        "/clock/sheet": clock_pages.send_clock_sheet,
        "/care": care_pages.show_care,
        "/adoption": adoption_pages.show_adoptions,
        "/adoption/list": adoption_pages.send_adoption_list,
        "/watch": watch_pages.show_watch,
        "/report": report_pages.show_report,
        "/report/text": report_pages.show_report_text,
        "/report/figure": report_pages.show_figure,
        "/next": report_pages.show_next_period,
        "/unit/{code}": unit_pages.show_unit,
        "/unit/{code}/compare": unit_pages.compare_versions,
        "/unit/{code}/original/{sha256}": file_pages.send_original,
        "/unit/{code}/file/{what:str}": file_pages.send_unit_file,
        "/show/{name}": file_pages.show_written_page,
    }
    acts = {
        "/do/{verb}": home_pages.begin_act,
        "/adopt": home_pages.adopt_from_page,
        "/remind": home_pages.keep_reminders,
        "/start/open": start_pages.open_from_page,
        "/start/new": start_pages.make_from_page,
        "/roster": start_pages.save_roster_text,
        "/roster/check": start_pages.check_roster_text,
        "/roster/add": start_pages.add_from_page,
        "/report/text": report_pages.save_report_text,
        "/publish": report_pages.publish_from_page,
        "/next": report_pages.open_next_from_page,
        "/unit/{code}/{verb}": unit_pages.act_on_unit,
        "/settings": settings_pages.save_settings,
        "/settings/file": settings_pages.save_settings_file,
        "/roster/unit": start_pages.save_unit,
        "/clock/steps": clock_pages.make_steps_table,
        "/clock/letter": clock_pages.write_letter,
        "/care/backup": care_pages.begin_backup,
        "/care/check": care_pages.check_backup,
        "/care/restore": care_pages.restore_from_page,
        "/care/form": care_pages.restore_form,
        "/adoption/look": adoption_pages.begin_proposing,
        "/adoption/take": adoption_pages.take_proposals,
        "/watch": watch_pages.choose_watch,
        "/watch/end": watch_pages.end_watch,
    }
    return [
        *(Route(path, read_page(show)) for path, show in shown.items()),
        *(Route(f"/files/{name}", read_page(file_pages.send_bundle)) for name in file_pages.BUNDLES),
        Route("/files/pdf", read_page(report_pages.send_pdf)),
        Route("/files/{name}", read_page(file_pages.send_output)),
        *(Route(path, act_page(act), methods=["POST"]) for path, act in acts.items()),
        Route("/take", file_pages.take_drop, methods=["POST"]),
        Route("/adoption/list", adoption_pages.take_adoption_list, methods=["POST"]),
        Route("/open", _say_page_open, methods=["POST"]),
        Route("/closed", _say_page_closed, methods=["POST"]),
        Mount("/static", OurFiles()),
    ]


def make_desk(session: DeskSession, more: Iterable[Route | Mount] = ()) -> Starlette:
    """Return the desk on *session*, without its guard; *more* are the addresses of what is served beside it."""
    made = Starlette(routes=[*more, *desk_routes()])
    made.state.session = session
    session.collect = home_pages.collect_watched
    made.state.open_pages = OpenPages()
    return made


def guard_desk(desk: Starlette, hosts: Iterable[str], key: DoorKey) -> Guard:
    """Put the desk behind its guard."""
    return Guard(desk, hosts, key, UPLOADS)
