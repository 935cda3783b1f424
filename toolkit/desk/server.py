"""The desk served on this machine: a free port, a key in the link, the browser opened, and the end with the last window."""

from __future__ import annotations

import asyncio
import os
import secrets
import socket
import threading
import webbrowser
from typing import TYPE_CHECKING, Any, NamedTuple

import uvicorn

from toolkit.desk.app import guard_desk, make_desk
from toolkit.desk.guard import DoorKey
from toolkit.desk.session import DeskSession
from toolkit.errors import WorkFolderError
from toolkit.intake.workers import stop_workers

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from starlette.applications import Starlette
    from starlette.routing import Mount, Route
    from starlette.types import ASGIApp

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


class ServedBeside(NamedTuple):
    """A second application served with the desk: itself, where it listens, its pages in the desk, what ends it."""

    config: uvicorn.Config
    listening: socket.socket
    routes: Sequence[Route | Mount]
    ready: Callable[[Starlette], None]
    end: Callable[[], None]


def serve_desk(
    home: Path | None,
    *,
    port: int = 0,
    browser: bool = True,
    announce: Callable[[str], None],
    beside: Callable[[DeskSession], ServedBeside] | None = None,
) -> None:
    """Serve the desk on the work folder *home* (None: one is chosen in the page) until its last window is closed.

    *announce* is told the link. What is served *beside* it keeps both open until somebody ends them.
    Raise ToolkitError where the folder or the port cannot be had.
    """
    session = DeskSession(home)
    other = None
    try:
        listening = listen_at(LOOPBACK, port)
        other = beside(session) if beside else None
        address = DeskAddress(listening.getsockname()[1], _new_key(listening.getsockname()[1]))
        desk = make_desk(session, other.routes if other else ())
        if other:
            other.ready(desk)
        servers = [(uvicorn.Server(server_config(guard_desk(desk, address.hosts, address.key))), listening)]
        if other:
            servers.append((uvicorn.Server(other.config), other.listening))
        announce(address.link)
        asyncio.run(_serve(servers, desk, address.link if browser else "", last_window=other is None))
    except KeyboardInterrupt:
        pass
    finally:
        session.jobs.wait()  # what was begun is done, or is killed with this program and done again
        if other:
            other.end()
        session.close()
        stop_workers()


def server_config(app: ASGIApp, **more: Any) -> uvicorn.Config:
    """Return how an application is served; *more* is what is true of it alone."""
    return uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        lifespan="off",
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=5,
        ws="none",
        **more,
    )


async def _serve(
    servers: Sequence[tuple[uvicorn.Server, socket.socket]], desk: Starlette, link: str, *, last_window: bool
) -> None:
    """Serve until one of the servers ends, and then end the others; *last_window*: with the desk's last window."""
    running = [asyncio.create_task(server.serve(sockets=[listening])) for server, listening in servers]
    if last_window:
        running.append(asyncio.create_task(_watch(desk)))
    if link:
        threading.Thread(target=webbrowser.open, args=(link,), daemon=True).start()
    await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
    for server, _ in servers:
        server.should_exit = True
    if last_window:
        running.pop().cancel()
    await asyncio.gather(*running)


async def _watch(desk: Starlette) -> None:
    """Return a while after the last window was closed."""
    session: DeskSession = desk.state.session
    while not desk.state.open_pages.look(busy=bool(session.jobs.running)):  # noqa: ASYNC110 - looks are counted
        await asyncio.sleep(1)


def listen_at(address: str, port: int) -> socket.socket:
    """Listen at *address*; raise WorkFolderError where that cannot be had."""
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    if os.name == "posix":  # on Windows it would let a second program take the port
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((address, port))
        made.listen(64)  # the link may be opened before anything is served: it waits
    except OSError as error:
        made.close()
        where = f"端口 {port}" if address == LOOPBACK else f"地址 {address} 的端口 {port}"
        mend = (
            "请不写端口，由程序自己选。"
            if address == LOOPBACK
            else "请换一个端口，或写明这台电脑在内网的地址。"
        )
        raise WorkFolderError(f"{where} 用不了：{error.strerror}。{mend}") from error
    return made


def _new_key(port: int) -> DoorKey:
    """Make a key; the cookie bears the port in its name, for cookies know none and two desks would share one."""
    return DoorKey(secrets.token_urlsafe(24), f"toolkit_desk_{port}", secrets.token_urlsafe(24))
