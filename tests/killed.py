"""Collect, and die at the n-th named point: ``python tests/killed.py WORK INBOX N [before|after]``; 0 counts them.

Files are read in this process, so that nothing but the point decides when it ends.
"""

import os
import sys
from unittest import mock

from toolkit.cli import app
from toolkit.collecting import take_in as taking
from toolkit.folder import run_outputs
from toolkit.ledger.ledger import Ledger
from toolkit.ledger.originals import OriginalsStore

POINTS = ((OriginalsStore, "put"), (OriginalsStore, "tidy"), (Ledger, "receive"), (Ledger, "explain"), (Ledger, "stand"), (run_outputs, "keep_run_outputs"), (run_outputs, "write_atomically"))  # fmt: skip


def here(fn, items):
    for item in items:
        yield item, fn(item)


def dying(at, when, passed):
    """Return a wrapper that ends the process at the *at*-th call of anything it wraps."""

    def wrapped(fn):
        def call(*args, **more):
            passed[0] += 1
            mine = passed[0] == at
            if mine and when == "before":
                os._exit(9)
            made = fn(*args, **more)
            if mine:
                os._exit(9)
            return made

        return call

    return wrapped


def main(work, inbox, at, when):
    passed = [0]
    kill = dying(int(at), when, passed)
    with mock.patch.object(taking, "run_in_workers", here):
        for home, name in POINTS:
            setattr(home, name, kill(getattr(home, name)))
        try:
            app(["collect", inbox, "-w", work, "--json"], standalone_mode=False)
        finally:
            print(f"points {passed[0]}", file=sys.stderr)


if __name__ == "__main__":
    main(*sys.argv[1:])
