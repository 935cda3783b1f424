"""Functions for workers that fail in every way a reader may."""

import os
import time
from pathlib import Path

from toolkit.submissions.open_file import open_received_file


class PanicException(BaseException):
    """As the libraries written in Rust end, and as only the process that has them can unpickle it."""

    def __reduce__(self):
        raise TypeError("no pickle")


def double(n):
    return 2 * n


def slow_first(n):
    time.sleep(0.2 if n == 0 else 0)
    return os.getpid()


def fails(what):
    """Fail as *what* says; anything else comes back as it is."""
    if what == "abort":
        os.abort()
    if what == "exit":
        os._exit(3)
    if what == "hang":
        while True:
            pass
    if what == "busy":
        until = time.process_time() + 0.8
        while time.process_time() < until:
            pass
    if what == "wait":
        time.sleep(2)
    if what == "panic":
        raise PanicException("planted")
    if what == "memory":
        return len(bytearray(8 * 2**30))
    if what == "error":
        raise ZeroDivisionError("planted")
    return what


def opened_but(job):
    """Open a job as the collector does, but fail where the file's bytes (or, without a file, its name) say so."""
    path = Path(job.path)
    said = path.read_bytes()[:9].decode("latin-1") if path.exists() else path.stem
    return open_received_file(job) if said == fails(said) else None


def cannot_come_back(what):
    """Return what cannot be pickled where it is *lost*; anything else as it is."""
    return (lambda: what) if what == "lost" else what
