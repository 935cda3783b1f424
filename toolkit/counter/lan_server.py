"""The counter served beside the desk: its own port, its own guard, its own application; the desk stays on this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.counter.counter_app import guard_counter, make_counter
from toolkit.counter.counter_desk import CounterDesk
from toolkit.counter.office_pages import NAME, PAGE, office_routes
from toolkit.counter.prompt_connection import PromptConnection
from toolkit.desk.server import ServedBeside, listen_at, serve_desk, server_config

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from starlette.applications import Starlette

    from toolkit.counter.lan_address import LanAddress
    from toolkit.desk.session import DeskSession

AT_ONCE = 400
"""How many connections are held at once; more are told to come back."""


def serve_with_counter(
    home: Path, where: LanAddress, *, port: int = 0, browser: bool = True, announce: Callable[[str], None]
) -> None:
    """Serve the desk on *home* as ever, and the counter at *where*, until somebody ends the program."""

    def beside(session: DeskSession) -> ServedBeside:
        return _open_counter(session, where)

    serve_desk(home, port=port, browser=browser, announce=announce, beside=beside)


def _open_counter(session: DeskSession, where: LanAddress) -> ServedBeside:
    listening = listen_at(where.ip, where.port)
    counter = CounterDesk(session, where.base)
    session.more_pages = ((PAGE, NAME),)
    tls = where.certificate
    files = {"ssl_certfile": str(tls.cert), "ssl_keyfile": str(tls.key)} if tls else {}
    config = server_config(
        guard_counter(make_counter(counter), where.hosts),
        limit_concurrency=AT_ONCE,
        timeout_keep_alive=10,
        http=PromptConnection,
        **files,
    )

    def ready(desk: Starlette) -> None:
        desk.state.counter = counter

    return ServedBeside(config, listening, office_routes(), ready, counter.hand_ins.end)
