"""The counter as an application of its own: the pages of units, and nothing of the office's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from toolkit.counter.counter_pages import STATIC
from toolkit.counter.unit_desk import (
    hand_in,
    send_blank,
    send_receipt,
    send_return_copy,
    show_own_sheets,
    show_unit_desk,
    turn_away,
    visit_page,
)
from toolkit.desk.guard import Guard
from toolkit.intake.found_files import FILE_LIMIT

if TYPE_CHECKING:
    from collections.abc import Iterable

    from starlette.requests import Request
    from starlette.responses import Response

    from toolkit.counter.counter_desk import CounterDesk

REQUEST_LIMIT = FILE_LIMIT + 2**20
"""How many bytes may come at once: one workbook, and what a form puts around it."""


async def _turn_away(_: Request) -> Response:
    return turn_away()


def make_counter(counter: CounterDesk) -> Starlette:
    """Return the counter, without its guard."""
    made = Starlette(
        routes=[
            Route("/u/{token}", visit_page(show_unit_desk)),
            Route("/u/{token}/sheets", visit_page(show_own_sheets)),
            Route("/u/{token}/blank", visit_page(send_blank)),
            Route("/u/{token}/return-copy", visit_page(send_return_copy), methods=["POST"]),
            Route("/u/{token}/receipt", visit_page(send_receipt), methods=["POST"]),
            Route("/u/{token}/hand-in", hand_in, methods=["POST"]),
            Mount("/static", StaticFiles(directory=STATIC)),
            Route("/{path:path}", _turn_away),
        ]
    )
    made.state.counter = counter
    return made


def guard_counter(app: Starlette, hosts: Iterable[str]) -> Guard:
    """Put the counter behind a guard of its own, without a key: each link is one."""
    return Guard(app, hosts, None, (), REQUEST_LIMIT)
