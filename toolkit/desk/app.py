"""The desk as an application: which address leads to what. It is only ever served behind its guard (``desk.guard``)."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Mount, Route

from toolkit.desk.guard import Guard
from toolkit.desk.open_pages import OpenPages
from toolkit.desk.pages import OurFiles, act_page, read_page

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

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


def _when_asked(name: str) -> Callable[..., Any]:
    """Return the page *name* of this package, imported when it is asked for: the first page waits for no other's."""

    def call(*given: Any) -> Any:
        return _page_called(name)(*given)

    return call


def _take_when_asked(name: str) -> Callable[[Request], Awaitable[Response]]:
    async def take(request: Request) -> Response:
        answer: Response = await _page_called(name)(request)
        return answer

    return take


def _page_called(name: str) -> Callable[..., Any]:
    module, _, function = name.rpartition(".")
    called: Callable[..., Any] = getattr(import_module(f"toolkit.desk.{module}"), function)
    return called


def desk_routes() -> list[Route | Mount]:
    """Return the addresses of the desk."""
    shown = {
        "/": "home_pages.show_home",
        "/job": "home_pages.show_job",
        "/remind": "home_pages.show_reminders",
        "/start": "start_pages.show_start",
        "/roster": "start_pages.show_roster",
        "/settings": "office.settings_pages.show_settings",
        "/state": "home_pages.show_state",
        "/clock": "office.clock_pages.show_clocks",
        "/clock/calendar.ics": "office.clock_pages.send_calendar",
        "/clock/sheet": "office.clock_pages.send_clock_sheet",
        "/care": "office.care_pages.show_care",
        "/adoption": "office.adoption_pages.show_adoptions",
        "/adoption/list": "office.adoption_pages.send_adoption_list",
        "/watch": "watching.watch_pages.show_watch",
        "/report": "report_pages.show_report",
        "/report/text": "report_pages.show_report_text",
        "/report/figure": "report_pages.show_figure",
        "/next": "report_pages.show_next_period",
        "/unit/{code}": "unit_pages.show_unit",
        "/unit/{code}/compare": "unit_pages.compare_versions",
        "/unit/{code}/original/{sha256}": "file_pages.send_original",
        "/unit/{code}/file/{what:str}": "file_pages.send_unit_file",
        "/show/{name}": "file_pages.show_written_page",
        "/files/{name}": "file_pages.send_file_called",
    }
    acts = {
        "/do/{verb}": "home_pages.begin_act",
        "/adopt": "home_pages.adopt_from_page",
        "/remind": "home_pages.keep_reminders",
        "/start/open": "start_pages.open_from_page",
        "/start/new": "start_pages.make_from_page",
        "/roster": "start_pages.save_roster_text",
        "/roster/check": "start_pages.check_roster_text",
        "/roster/add": "start_pages.add_from_page",
        "/report/text": "report_pages.save_report_text",
        "/publish": "report_pages.publish_from_page",
        "/next": "report_pages.open_next_from_page",
        "/unit/{code}/{verb}": "unit_pages.act_on_unit",
        "/settings": "office.settings_pages.save_settings",
        "/settings/file": "office.settings_pages.save_settings_file",
        "/roster/unit": "start_pages.save_unit",
        "/clock/steps": "office.clock_pages.make_steps_table",
        "/clock/letter": "office.clock_pages.write_letter",
        "/care/backup": "office.care_pages.begin_backup",
        "/care/check": "office.care_pages.check_backup",
        "/care/restore": "office.care_pages.restore_from_page",
        "/care/form": "office.care_pages.restore_form",
        "/adoption/look": "office.adoption_pages.begin_proposing",
        "/adoption/take": "office.adoption_pages.take_proposals",
        "/watch": "watching.watch_pages.choose_watch",
        "/watch/end": "watching.watch_pages.end_watch",
    }
    taken = {
        "/take": "file_pages.take_drop",
        "/adoption/list": "office.adoption_pages.take_adoption_list",
    }
    return [
        *(Route(path, read_page(_when_asked(show))) for path, show in shown.items()),
        *(Route(path, act_page(_when_asked(act)), methods=["POST"]) for path, act in acts.items()),
        *(Route(path, _take_when_asked(take), methods=["POST"]) for path, take in taken.items()),
        Route("/open", _say_page_open, methods=["POST"]),
        Route("/closed", _say_page_closed, methods=["POST"]),
        Mount("/static", OurFiles()),
    ]


def make_desk(session: DeskSession, more: Iterable[Route | Mount] = ()) -> Starlette:
    """Return the desk on *session*, without its guard; *more* are the addresses of what is served beside it."""
    made = Starlette(routes=[*more, *desk_routes()])
    made.state.session = session
    session.collect = _when_asked("home_pages.collect_watched")
    made.state.open_pages = OpenPages()
    return made


def guard_desk(desk: Starlette, hosts: Iterable[str], key: DoorKey) -> Guard:
    """Put the desk behind its guard."""
    return Guard(desk, hosts, key, UPLOADS)
