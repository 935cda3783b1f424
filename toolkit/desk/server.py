"""The desk served on this machine: a free port, a key in the link, the browser opened, and the end with the last window."""

from __future__ import annotations

import asyncio
import os
import secrets
import socket
import threading
import webbrowser
from typing import TYPE_CHECKING, NamedTuple

import uvicorn

from toolkit.desk.app import guard_desk, make_desk
from toolkit.desk.guard import DoorKey
from toolkit.desk.session import DeskSession
from toolkit.errors import WorkFolderError
from toolkit.intake.workers import stop_workers

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from starlette.applications import Starlette

LOOPBACK = "127.0.0.1"


class DeskAddress(NamedTuple):
    """Where the desk is served, and what opens it."""

    port: int
    key: DoorKey

    @property
    def hosts(self) -> tuple[str, ...]:
        """Return what a browser may call it."""
        return f"{LOOPBACK}:{self.port}", f"localhost:{self.port}"

    @property
    def link(self) -> str:
        """Return the link that opens it."""
        return f"http://{LOOPBACK}:{self.port}/?key={self.key.link}"


def serve_desk(
    home: Path | None, *, port: int = 0, browser: bool = True, announce: Callable[[str], None]
) -> None:
    """Serve the desk on the work folder *home* (None: one is chosen in the page) until its last window is closed.

    *announce* is told the link. Raise ToolkitError where the folder or the port cannot be had.
    """
    session = DeskSession(home)
    listening = _listen(port)
    address = DeskAddress(listening.getsockname()[1], _new_key(listening.getsockname()[1]))
    desk = make_desk(session)
    config = uvicorn.Config(
        guard_desk(desk, address.hosts, address.key),
        log_level="warning",
        access_log=False,
        lifespan="off",
        server_header=False,
        timeout_graceful_shutdown=5,
        ws="none",
    )
    announce(address.link)
    try:
        asyncio.run(_serve(uvicorn.Server(config), listening, desk, address.link if browser else ""))
    except KeyboardInterrupt:
        pass
    finally:
        session.jobs.wait()  # what was begun is done, or is killed with this program and done again
        session.close()
        stop_workers()


async def _serve(server: uvicorn.Server, listening: socket.socket, desk: Starlette, link: str) -> None:
    watching = asyncio.create_task(_watch(server, desk))
    if link:
        threading.Thread(target=webbrowser.open, args=(link,), daemon=True).start()
    await server.serve(sockets=[listening])
    watching.cancel()


async def _watch(server: uvicorn.Server, desk: Starlette) -> None:
    """End the server a while after the last window was closed."""
    session: DeskSession = desk.state.session
    while not desk.state.open_pages.look(busy=bool(session.jobs.running)):  # noqa: ASYNC110 - looks are counted
        await asyncio.sleep(1)
    server.should_exit = True


def _listen(port: int) -> socket.socket:
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    if os.name == "posix":  # on Windows it would let a second program take the port
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((LOOPBACK, port))
        made.listen(64)  # the link may be opened before anything is served: it waits
    except OSError as error:
        made.close()
        raise WorkFolderError(f"端口 {port} 用不了：{error.strerror}。请不写端口，由程序自己选。") from error
    return made


def _new_key(port: int) -> DoorKey:
    """Make a key; the cookie bears the port in its name, for cookies know none and two desks would share one."""
    return DoorKey(secrets.token_urlsafe(24), f"toolkit_desk_{port}", secrets.token_urlsafe(24))
