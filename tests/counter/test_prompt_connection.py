"""Who holds connections open and says nothing: closed after a while, counted by machine, and no hindrance to the others."""

import asyncio
import socket
import threading
from contextlib import closing

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from toolkit.counter import lan_server, prompt_connection
from toolkit.counter.prompt_connection import PromptConnection
from toolkit.desk.server import listen_at, server_config

WHOLE = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"


@pytest.fixture
def port(monkeypatch):
    monkeypatch.setattr(prompt_connection, "LOOK", 0.2)
    monkeypatch.setattr(prompt_connection, "EACH", 5)
    monkeypatch.setattr(prompt_connection, "LONGEST", 10**6)

    async def show(request):
        return PlainTextResponse(f"{len(await request.body())}")

    listening = listen_at("127.0.0.1", 0)
    app = Starlette(routes=[Route("/", show, methods=["GET", "POST"])])
    server = uvicorn.Server(server_config(app, http=PromptConnection, timeout_keep_alive=600))
    thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[listening])), daemon=True)
    thread.start()
    yield listening.getsockname()[1]
    server.should_exit = True
    thread.join(20)


def opened(port, machine="127.0.0.1", said=b""):
    made = socket.create_connection(("127.0.0.1", port), 20, source_address=(machine, 0))
    made.sendall(said)
    return made


def answered(connection):
    """Return the answer, read until its body of one character is there."""
    came = b""
    while not came.partition(b"\r\n\r\n")[2]:
        came += connection.recv(1000)
    return came.decode()


def is_closed(connection):
    try:
        return connection.recv(1000) == b""
    except ConnectionResetError:
        return True


@pytest.mark.parametrize("said", [b"", b"GET / HTTP/1.1\r\nHost:"])
def test_what_never_becomes_a_request_is_closed(port, said):
    with closing(opened(port, said=said)) as held:
        assert is_closed(held)


def test_a_request_that_was_answered_holds_nothing_open_whatever_dribbles_in_after_it(port):
    with closing(opened(port, said=WHOLE)) as held:
        assert answered(held).endswith("0")
        held.sendall(b"G")  # uvicorn's own clock for connections kept alive stops at the first byte
        assert is_closed(held)


def test_what_is_still_being_sent_is_waited_for(port):
    with closing(opened(port, said=b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\n")) as slow:
        for _ in range(3):
            slow.sendall(b"x")
            with closing(opened(port, said=WHOLE)) as other:
                answered(other)
                assert is_closed(other)  # a look and more has gone by
        assert answered(slow).endswith("3")


def test_a_request_that_never_ends_is_closed_in_the_end(port, monkeypatch):
    monkeypatch.setattr(prompt_connection, "LONGEST", 2)
    with closing(opened(port, said=b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 8\r\n\r\nx")) as held:
        assert is_closed(held)


def test_one_machine_that_holds_very_many_keeps_no_other_out(port, monkeypatch):
    monkeypatch.setattr(prompt_connection, "LOOK", 600)
    many = [opened(port) for _ in range(6)]
    try:
        assert is_closed(many[5])
        with closing(opened(port, "127.0.0.2", WHOLE)) as other:
            assert answered(other).endswith("0")
    finally:
        for connection in many:
            connection.close()


def test_the_counter_is_served_by_such_connections():
    assert PromptConnection.__name__ in lan_server.__dict__
    assert prompt_connection.EACH < lan_server.AT_ONCE
