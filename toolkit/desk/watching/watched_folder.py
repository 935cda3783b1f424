"""A folder looked at again and again: a file that is whole and quiet is copied into 收件 and collected; one still being written is left.

Time is counted in looks, never by a clock: a laptop that slept goes on where it was. What was taken is known by what lies in
收件, so that nothing is taken twice and nothing is forgotten, however the program ended. The watched folder is only read.
"""

from __future__ import annotations

import io
import json
import logging
import os
import threading
import zipfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from toolkit.desk.act_log import log_act
from toolkit.desk.inbox import safe_relative_path
from toolkit.errors import ToolkitError, WorkFolderError
from toolkit.folder.files import write_atomically, write_under_free_name
from toolkit.folder.work_folder import INBOX, RUNS
from toolkit.intake.found_files import FILE_LIMIT, walk_files

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

CHOICE, KEPT = "盯着的文件夹.json", "盯着"
"""Where the choice is kept, and where in 收件 what came is put."""
EVERY = 4.0
"""How many seconds lie between two looks."""
QUIET, PATIENT = 2, 15
"""For how many looks a file stays as it is before it is taken; and one that is half a zip, as a copy that stands still is."""
MOST_SHOWN = 200
WAITS, TAKEN, KNOWN, FAILED = "waits", "taken", "known", "failed"


class WatchChoice(NamedTuple):
    """Which folder is watched; what was there *before* is left alone, where nobody asked for it: (size, time) by name."""

    place: Path
    before: dict[str, tuple[int, int]]


class WatchedFile(NamedTuple):
    """A file of the watched folder: its name below it, what became of it, what is *said* of that, where it lies in 收件."""

    name: str
    state: str
    said: str
    kept: str = ""


class _FileLook(NamedTuple):
    """How a file was at the last look, and for how many it was so; *done* once it was taken like that."""

    stat: tuple[int, int]
    quiet: int = 0
    done: bool = False


def read_choice(home: Path) -> WatchChoice | None:
    """Return which folder is watched for the work folder at *home*; None where none is, or nobody can read it."""
    try:
        said = json.loads((home / RUNS / CHOICE).read_bytes())
        before = {str(n): (int(a), int(b)) for n, (a, b) in said["before"].items()}
        return WatchChoice(Path(said["place"]), before)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def keep_choice(home: Path, place: Path, *, only_new: bool) -> WatchChoice:
    """Keep that *place* is watched from now on; raise WorkFolderError where it cannot be."""
    try:
        here = place.expanduser().resolve()
        inside = here.is_relative_to(home.resolve()) or home.resolve().is_relative_to(here)
        listed = here.is_dir() and os.access(here, os.R_OK)
    except (OSError, RuntimeError) as error:
        raise WorkFolderError(f"打不开 {place}：{error}。请核对位置。") from error
    if not listed:
        raise WorkFolderError(f"打不开文件夹 {place}。请核对位置，或换一个文件夹。")
    if inside:
        raise WorkFolderError(
            "不能盯着工作目录本身、它里面或它外面一层的文件夹。请换一个，如聊天软件存文件的文件夹。"
        )
    made = WatchChoice(here, {n: stat for n, (_, stat) in _files_in(here).items()} if only_new else {})
    said = {"place": str(here), "before": made.before}
    write_atomically(home / RUNS / CHOICE, json.dumps(said, ensure_ascii=False).encode())
    return made


def forget_choice(home: Path) -> None:
    """Watch no folder any more."""
    (home / RUNS / CHOICE).unlink(missing_ok=True)


def _files_in(place: Path) -> dict[str, tuple[Path, tuple[int, int]]]:
    """Return where each file that may be a submission lies, with its size and time; what another program says it has not finished is none."""
    found = {}
    for file in walk_files([place]):
        if file.reason is None:
            with suppress(OSError):
                found[file.shown] = file.path, _stat_of(file.path)
    return found


def _stat_of(path: Path) -> tuple[int, int]:
    said = path.stat()
    return said.st_size, said.st_mtime_ns


class FolderWatch:
    """Looks at one folder; *collect* is called with how many files came, and raises ToolkitError while it is not its turn."""

    def __init__(self, home: Path, choice: WatchChoice, collect: Callable[[int], None]) -> None:
        """Keep what is watched; nothing is looked at yet."""
        self.home, self.choice, self.collect = home, choice, collect
        self.fault = ""
        self._looks: dict[str, _FileLook] = {}
        self._told: dict[str, WatchedFile] = {}
        self._uncollected = 0
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to look, every few seconds."""
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def end(self) -> None:
        """Look no more."""
        self._stop.set()
        if self._thread:
            self._thread.join()

    def files(self) -> list[WatchedFile]:
        """Return what became of each file, the last first."""
        return list(reversed(self._told.values()))[:MOST_SHOWN]

    def _run(self) -> None:
        while not self._stop.wait(EVERY):
            try:
                self.look()
            except Exception:  # the next look is another try: nothing was lost
                logging.getLogger("toolkit.desk").exception("watch")

    def look(self) -> None:
        """Look once: take what is whole and quiet, begin to collect what was taken."""
        try:
            here = _files_in(self.choice.place) if self.choice.place.is_dir() else None
        except OSError:
            here = None
        self.fault = (
            ""
            if here is not None
            else f"{self.choice.place} 现在打不开（拔掉了、断网了？）。接着等，打得开了再收。"
        )
        for name, (path, stat) in (here or {}).items():
            if self.choice.before.get(name) != stat:
                self._look_at(name, path, stat)
        self._looks = {n: x for n, x in self._looks.items() if here is None or n in here}
        if self._uncollected:
            with suppress(ToolkitError):  # something else runs: the next look tries again
                self.collect(self._uncollected)
                self._uncollected = 0

    def _look_at(self, name: str, path: Path, stat: tuple[int, int]) -> None:
        last = self._looks.get(name)
        if last is None or last.stat != stat:
            self._looks[name] = _FileLook(stat)
            self._tell(name, WAITS, "还在写，等它写完")
        elif not last.done:
            self._looks[name] = last._replace(quiet=last.quiet + 1)
            if last.quiet + 1 >= QUIET:
                self._take(name, path, self._looks[name])

    def _take(self, name: str, path: Path, last: _FileLook) -> None:
        try:
            if last.stat[0] > FILE_LIMIT:
                self._finish(
                    name, last, WatchedFile(name, FAILED, f"太大，没有收：超过 {FILE_LIMIT // 2**20} MB")
                )
                return
            data = path.read_bytes()
            same = _stat_of(path) == last.stat and len(data) == last.stat[0]
        except OSError:
            self._tell(name, WAITS, "别的程序正占着，读不了；等它放开")
            return
        if not same or not data or (last.quiet < PATIENT and _is_half_zip(data)):
            self._tell(name, WAITS, "还没有写完整，等它写完" if data else "还是空的，等它写完")
            return
        try:
            self._finish(name, last, self._put(name, data, last.stat[1]))
        except ToolkitError as error:
            self._tell(name, WAITS, str(error))

    def _put(self, name: str, data: bytes, modified: int) -> WatchedFile:
        """Put the file into 收件 under its own name; one whose bytes lie there already is known."""
        target = self.home / INBOX / KEPT / safe_relative_path(name)
        there = {p: p.stat().st_mtime_ns for p in target.parent.glob("*")} if target.parent.is_dir() else {}
        kept = write_under_free_name(target, data)
        shown = kept.relative_to(self.home / INBOX).as_posix()
        if kept in there:
            return WatchedFile(name, KNOWN, "以前收过，没有变", shown)
        with suppress(OSError):
            os.utime(kept, ns=(modified, modified))
        self._uncollected += 1
        log_act(self.home, "watch", about=name)
        return WatchedFile(name, TAKEN, "已存进“收件”", shown)

    def _finish(self, name: str, last: _FileLook, told: WatchedFile) -> None:
        self._looks[name] = last._replace(done=True)
        self._told.pop(name, None)
        self._told[name] = told

    def _tell(self, name: str, state: str, said: str) -> None:
        self._told.pop(name, None)
        self._told[name] = WatchedFile(name, state, said)

    def collect_what_was_left(self, waiting: Sequence[str]) -> None:
        """Let what an earlier run put down and did not collect be collected at the next look."""
        self._uncollected = max(self._uncollected, sum(w.startswith(f"{KEPT}/") for w in waiting))


def _is_half_zip(data: bytes) -> bool:
    """Tell whether bytes begin as a zip (a workbook of today) and do not end as one."""
    return data[:4] == b"PK\x03\x04" and not zipfile.is_zipfile(io.BytesIO(data))
