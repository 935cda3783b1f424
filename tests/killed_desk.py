"""The desk with its counter, served by a process that kills itself (SIGKILL) at a named call.

``python tests/killed_desk.py``: each line on stdin is {"home", "point", "n", "when"}; for each a process of its own is
forked that serves the folder, says its link and dies *before* or *after* the n-th call of the point (module:name). With no
point it lives until its desk is told to end. How each ended is a line on stdout.
"""

import importlib
import json
import os
import signal
import socket
import sys
from pathlib import Path

from killed import here

from toolkit.collecting import take_in as taking
from toolkit.counter import look_first as looking
from toolkit.counter.lan_address import LanAddress
from toolkit.counter.lan_server import serve_with_counter
from toolkit.desk.what_now import what_now  # noqa: F401 - what every process needs is imported once
from toolkit.merging import merge  # noqa: F401
from toolkit.publishing import compose, publish  # noqa: F401
from toolkit.steps import merge_outputs, report_documents  # noqa: F401
from toolkit.xlsx import open_workbook  # noqa: F401

DIES = signal.SIGKILL


def dying(fn, n, when, of):
    """Return *fn*, which ends this process at its *n*-th call that names *of*."""
    passed = 0

    def call(*args, **more):
        nonlocal passed
        passed += of in repr(args)
        mine = passed == n and of in repr(args)
        if mine and when == "before":
            os.kill(os.getpid(), DIES)
        made = fn(*args, **more)
        if mine:
            os.kill(os.getpid(), DIES)
        return made

    return call


def arm(point, n, when, of=""):
    """Let the process die at *point*."""
    module, _, name = point.partition(":")
    home = importlib.import_module(module)
    *outer, last = name.split(".")
    for part in outer:
        home = getattr(home, part)
    setattr(home, last, dying(getattr(home, last), n, when, of))


def free_port():
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return asked.getsockname()[1]


def serve(told):
    taking.run_in_workers = looking.run_in_workers = here
    if told.get("point"):
        arm(told["point"], told.get("n", 1), told.get("when", "before"), told.get("of", ""))
    where = LanAddress("127.0.0.1", free_port(), "127.0.0.1")

    def announce(link):
        say({"link": link, "counter": where.base, "pid": os.getpid()})

    serve_with_counter(Path(told["home"]), where, browser=False, announce=announce)


def say(what):
    print(json.dumps(what), flush=True)


def main():
    for line in sys.stdin:
        child = os.fork()
        if not child:
            sys.stdin.close()
            serve(json.loads(line))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        say({"ended": os.waitstatus_to_exitcode(status)})


if __name__ == "__main__":
    main()
