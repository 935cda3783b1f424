"""One file alone is read in a fork of the process: as bounded as a worker, and with nothing started a second time."""

import json
import os
import subprocess
import sys
import threading

import pytest

from toolkit.intake.forked_worker import fork_is_sound
from toolkit.intake.workers import DIED, LATE, MEMORY_OUT

linux = pytest.mark.skipif(sys.platform != "linux", reason="a fork is taken on Linux alone")
BEGINNING = """
import json, os, sys, threading, time
import broken
from toolkit.intake import workers
from toolkit.intake.forked_worker import ForkEndedError, call_in_fork, fork_is_sound

def alone(fn, item, seconds=1):
    workers._forked_before = False
    (_, made), = workers.run_in_workers(fn, [item], seconds=seconds)
    return made
"""


def run_alone(code):
    """Run *code* in a process without threads (pytest has some); return what it printed, as JSON."""
    done = subprocess.run(
        [sys.executable, "-c", BEGINNING + code],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert 0 == done.returncode, done.stderr
    return json.loads(done.stdout)


@linux
def test_what_fails_in_a_fork_is_told_as_of_any_worker():
    found = run_alone(
        "kinds = ['a', 'abort', 'exit', 'memory', 'hang', 'error', 'panic']\n"
        "made = {k: alone(broken.fails, k) for k in kinds}\n"
        "print(json.dumps([made, workers._pools == {}, 'pebble' in sys.modules]))\n"
    )
    expected = {
        "a": "a",
        "abort": [DIED, ""],
        "exit": [DIED, ""],
        "memory": [MEMORY_OUT, ""],
        "hang": [LATE, ""],
        "error": ["", "ZeroDivisionError: planted"],
        "panic": ["", "RuntimeError: PanicException: planted"],
    }
    assert [expected, True, False] == found, "and no process but forks did it"


@linux
def test_a_fork_has_nothing_open_that_this_process_has(tmp_path):
    """A file's lock holds while anybody has it open: a fork that outlives a killed process would keep the next one out."""
    path = tmp_path / "lock"
    path.touch()
    code = (
        f"held = open({str(path)!r})\n"
        "answer = lambda: json.dumps(sorted(os.readlink(f'/proc/self/fd/{n}').split(':')[0]"
        " for n in os.listdir('/proc/self/fd') if n not in '012' and os.path.exists(f'/proc/self/fd/{n}'))).encode()\n"
        "print(call_in_fork(answer, 60).decode())\n"
    )
    kept = run_alone(code)
    assert str(path) not in kept
    assert "pipe" in kept, "the one it answers by"


@linux
def test_who_does_not_wait_any_longer_ends_the_fork():
    code = (
        "late = []\n"
        "try: call_in_fork(lambda: time.sleep(600), 0.2)\n"
        "except TimeoutError: late.append('late')\n"
        "try: os.waitpid(-1, os.WNOHANG)\n"
        "except ChildProcessError: late.append('gone')\n"
        "print(json.dumps(late))\n"
    )
    assert ["late", "gone"] == run_alone(code)


@linux
def test_only_a_process_without_threads_is_forked_and_only_for_the_first_file():
    code = (
        "first = alone(broken.double, 1), fork_is_sound()\n"
        "(_, second), = workers.run_in_workers(broken.double, [2])\n"
        "print(json.dumps([first, second, len(workers._pools), fork_is_sound()]))\n"
    )
    assert [[2, True], 4, 1, False] == run_alone(code), "the pool has threads"


def test_a_process_with_a_thread_is_not_forked():
    done = threading.Event()
    thread = threading.Thread(target=done.wait)
    thread.start()
    try:
        assert not fork_is_sound()
    finally:
        done.set()
        thread.join()
