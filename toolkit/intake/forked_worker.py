"""One call in a fork of this process: it has everything imported already, and costs no second start of Python.

Only where a fork is sound: on Linux, and while this process has no thread but the one that calls. Everywhere else
``workers`` starts a process of its own.
"""

from __future__ import annotations

import contextlib
import gc
import os
import select
import signal
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Callable

_THREADS = Path("/proc/self/task")
"""Every thread of this process, those of libraries too."""
_OPEN_FILES = Path("/proc/self/fd")
_PIECE = 2**16


class ForkEndedError(Exception):
    """A fork ended without an answer; *exitcode* is how, negative for a signal."""

    def __init__(self, exitcode: int) -> None:
        super().__init__(exitcode)
        self.exitcode = exitcode


def fork_is_sound() -> bool:
    """Tell whether this process may be forked: what a thread holds locked would stay locked in the fork."""
    if sys.platform != "linux":
        return False
    try:
        return len(list(_THREADS.iterdir())) == 1
    except OSError:
        return False


def call_in_fork(answer: Callable[[], bytes], patience: float) -> bytes:
    """Return what *answer* comes to in a fork.

    Raise ForkEndedError where it ends without, TimeoutError after *patience* seconds on the wall. Whatever interrupts
    the waiting ends the fork too.
    """
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        _answer_and_end(answer, writing)
    os.close(writing)
    try:
        given = _read_within(reading, patience)
    except BaseException:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        raise
    finally:
        os.close(reading)
    exitcode = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    if exitcode:
        raise ForkEndedError(exitcode)
    return given


def _answer_and_end(answer: Callable[[], bytes], writing: int) -> NoReturn:
    """Write what *answer* comes to and end at once: nothing this process has open or planned is the fork's."""
    exitcode = 1
    try:
        gc.freeze()  # what was garbage before must not close a file of the fork's by its old number
        # A lock on a file holds while anybody has it open: the fork must not keep it from who comes after this process.
        for number in {int(f.name) for f in _OPEN_FILES.iterdir()} - {0, 1, 2, writing}:
            with contextlib.suppress(OSError):  # what listed them is among them
                os.close(number)
        given = answer()
        with open(writing, "wb") as pipe:
            pipe.write(given)
        exitcode = 0
    finally:
        os._exit(exitcode)


def _read_within(reading: int, patience: float) -> bytes:
    """Read to the end; raise TimeoutError where that takes longer than *patience*."""
    until = time.monotonic() + patience
    pieces: list[bytes] = []
    waiting = select.poll()
    waiting.register(reading, select.POLLIN)
    while waiting.poll(max(0.0, until - time.monotonic()) * 1000):
        piece = os.read(reading, _PIECE)
        if not piece:
            return b"".join(pieces)
        pieces.append(piece)
    raise TimeoutError
