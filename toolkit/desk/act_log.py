"""A log of every act of the page, a line each: when, who, what, of whom, what it came to. Written on, never over.

Beside it a note of the long act that runs: found at a start, it tells that the act was cut off.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from toolkit.folder.days import current_utc_time
from toolkit.folder.files import refuse_unwritable, write_atomically
from toolkit.folder.work_folder import RUNS

if TYPE_CHECKING:
    from pathlib import Path

LOG, RUNNING_NOTE = "页面操作.jsonl", "正在做的.json"
DONE_AGAIN = ("distribute", "collect", "return", "receipt", "merge", "report")
"""The long acts that are noted while they run, and asked for again where a kill cut them off."""
DESK = "desk"
"""Who acts in the office's own page; a unit at a counter is named by its code."""


def log_act(home: Path, verb: str, *, who: str = DESK, about: str = "", came_to: str = "done") -> None:
    """Write down one act in the work folder at *home*."""
    line = {"at": current_utc_time(), "who": who, "act": verb, "about": about, "came_to": came_to}
    path = home / RUNS / LOG
    with refuse_unwritable(path):
        path.parent.mkdir(exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
            file.flush()
            os.fsync(file.fileno())


class CutOffAct(NamedTuple):
    """A long act that was begun and never ended, as the program was killed: its *verb*, and its *title*."""

    verb: str
    title: str


def note_act(home: Path, verb: str, title: str) -> None:
    """Write down that a long act is begun."""
    write_atomically(home / RUNS / RUNNING_NOTE, json.dumps([verb, title], ensure_ascii=False).encode())


def clear_note(home: Path) -> None:
    """Write down that the act is over, however it ended."""
    with suppress(OSError):  # then the next start says that it may not be done: doing it again does no harm
        (home / RUNS / RUNNING_NOTE).unlink(missing_ok=True)


def cut_off_act(home: Path) -> CutOffAct | None:
    """Return the act an earlier run did not end; None where none is noted."""
    try:
        verb, title = json.loads((home / RUNS / RUNNING_NOTE).read_bytes())
    except (OSError, ValueError, TypeError):
        return None
    return CutOffAct(str(verb), str(title))
