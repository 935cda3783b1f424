"""Handing in: put down, looked at, recorded, answered. One thread does it, all that waits at once, when it is its turn."""

from __future__ import annotations

import logging
import threading
import time
from typing import TYPE_CHECKING, NamedTuple

from toolkit.collecting.collect import collect_submissions
from toolkit.counter.look_first import look_first
from toolkit.counter.staged_files import stage_file, staged_files
from toolkit.desk.act_log import log_act
from toolkit.desk.inbox import safe_relative_path
from toolkit.desk.jobs import BusyError
from toolkit.errors import ToolkitError
from toolkit.folder.days import current_utc_time
from toolkit.folder.files import safe_file_name_part, write_under_free_name
from toolkit.folder.work_folder import INBOX, LEDGER, SUMMARY, tell_nobody
from toolkit.form.submission import DUPLICATE
from toolkit.steps.collected_outputs import renew_collected_outputs

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from toolkit.counter.staged_files import StagedFile
    from toolkit.desk.session import DeskSession
    from toolkit.folder.work_folder import WorkFolder
    from toolkit.submissions.results import CollectResult

FOLDER = "柜台"
"""Where in 收件 what came through links is kept, a folder for each unit."""
AGAIN = 1.0
"""How many seconds after which it is tried again, while something else runs."""
IDLE, LATEST = 20.0, 180.0
"""After how many seconds without a file the office's lists are written anew, and after how many they are however many come."""
CRASHED = "程序出错，没有收成；文件已经存下。请过一会儿再交一次，还不行的与收表的机关联系。"
HAND_IN = "hand-in"
"""What the act is called in the log."""


class HandInAnswer(NamedTuple):
    """What came of a file that was handed in: *taken* or not, and what is *said* of that beside how the unit stands."""

    name: str
    at: str
    taken: bool
    said: str


class HandIns:
    """What is handed in while the counter is open."""

    def __init__(self, session: DeskSession) -> None:
        """Begin with what an earlier run put down and did not look at."""
        self.session = session
        self._changed = threading.Condition()
        self._waiting: list[StagedFile] = []
        self._answers: dict[str, HandInAnswer] = {}
        self._ended = False
        self._outdated_since: float | None = None
        if session.home:
            self._waiting += staged_files(session.home)
            self._outdated_since = time.monotonic() if _are_lists_older(session.home) else None
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def put(self, unit: str, said: str, data: bytes) -> StagedFile:
        """Put down a file of *unit*, called *said* by its browser; it is looked at as soon as it can be."""
        name = safe_relative_path(said).name
        file = stage_file(self.session.folder.path, unit, name, data, current_utc_time())
        with self._changed:
            self._waiting.append(file)
            self._changed.notify_all()
        return file

    def waits(self, unit: str) -> bool:
        """Tell whether something of *unit* was not looked at yet."""
        with self._changed:
            return any(f.unit == unit for f in self._waiting)

    def answer(self, unit: str) -> HandInAnswer | None:
        """Return what came of the last file *unit* handed in since the counter was opened."""
        return self._answers.get(unit)

    def end(self) -> None:
        """Finish what is being looked at; what still waits is on the disk and is looked at the next time."""
        with self._changed:
            self._ended = True
            self._changed.notify_all()
        self._thread.join()
        if self._outdated_since is not None:
            self._renew_lists()

    def _renew_lists(self) -> None:
        """Write 收集情况.xlsx and 总览.html as collecting does: not for every file, or who hands in would wait for it."""
        try:
            self.session.ledger_turn(lambda: renew_collected_outputs(self.session.folder, current_utc_time()))
            self._outdated_since = None
        except ToolkitError as error:  # all is recorded: it is tried again, and the next run draws them too
            logging.getLogger("toolkit.counter").warning("%s", error)
        except Exception:
            logging.getLogger("toolkit.counter").exception("renew")
            self._outdated_since = None

    def _wait_for_files(self) -> bool:
        """Wait until files wait or the counter is ended; tell whether the lists are to be written anew first."""
        since = self._outdated_since
        came = self._changed.wait_for(lambda: self._waiting or self._ended, None if since is None else IDLE)
        late = since is not None and time.monotonic() - since > LATEST
        return not self._ended and since is not None and (not came or late)

    def _run(self) -> None:
        while True:
            with self._changed:
                outdated = self._wait_for_files()
            if outdated:
                self._renew_lists()
            with self._changed:
                if self._ended:
                    return
                # another folder may have been opened: what came for the first waits there
                home = self.session.home
                self._waiting = [f for f in self._waiting if home and f.place.is_relative_to(home)]
                batch = list(self._waiting)
            if not self._settle(batch):
                with self._changed:
                    self._changed.wait_for(lambda: self._ended, AGAIN)

    def _settle(self, batch: Sequence[StagedFile]) -> bool:
        """Look at the files and record what is to be recorded; tell whether that could be done now."""
        if not batch:
            return True
        try:
            answers = self.session.ledger_turn(lambda: _take_files(self.session.folder, batch))
        except BusyError:
            return False
        except ToolkitError as error:
            logging.getLogger("toolkit.counter").warning("%s", error)
            return False  # somebody else has the ledger, or the disk is full: it stays where it is, and is tried again
        except Exception:
            logging.getLogger("toolkit.counter").exception(HAND_IN)
            answers = [HandInAnswer(f.name, f.at, taken=False, said=CRASHED) for f in batch]
        else:
            for file in batch:
                file.remove()
            if any(a.taken for a in answers) and self._outdated_since is None:
                self._outdated_since = time.monotonic()
        with self._changed:
            self._waiting = [f for f in self._waiting if f not in batch]
            self._answers |= {f.unit: a for f, a in zip(batch, answers, strict=True)}
        return True


def _take_files(folder: WorkFolder, batch: Sequence[StagedFile]) -> list[HandInAnswer]:
    """Look at the files, put those that are taken into 收件 and collect them."""
    refused = {x.file: x.refused for x in look_first(folder, batch)}
    names = {u.code: u.name for u in folder.roster()}
    inbox = folder.path / INBOX
    kept: dict[StagedFile, Path] = {}
    for file in batch:
        if not refused[file]:
            own = f"{safe_file_name_part(file.unit)}_{safe_file_name_part(names[file.unit])}"
            kept[file] = write_under_free_name(inbox / FOLDER / own / file.name, file.path.read_bytes())
    found = None
    if kept:
        paths = list(dict.fromkeys(kept.values()))
        found = collect_submissions(paths, folder, folder.form, current_utc_time(), tell_nobody, below=inbox)
    made = [_answer_to(f, refused[f], kept.get(f), found, inbox) for f in batch]
    for file, answer in zip(batch, made, strict=True):
        came = answer.said if answer.taken else f"refused: {answer.said}"
        log_act(folder.path, HAND_IN, who=file.unit, about=file.name, came_to=came or "done")
    return made


def _are_lists_older(home: Path) -> bool:
    """Tell whether something was recorded after the office's lists were written: an earlier run may have been killed before."""
    ledger, lists = home / LEDGER, home / SUMMARY
    try:
        return lists.stat().st_mtime_ns < ledger.stat().st_mtime_ns
    except OSError:
        return ledger.exists() and (home / INBOX).is_dir()


def _answer_to(
    file: StagedFile, refused: str, path: Path | None, found: CollectResult | None, inbox: Path
) -> HandInAnswer:
    if path is None or found is None:
        return HandInAnswer(file.name, file.at, taken=False, said=refused)
    shown = path.relative_to(inbox).as_posix()
    one = next(f for f in found.files if f.path == shown)
    if not one.unit:
        said = "已收到，还看不出是哪个单位的表，由收表的机关认定后才计入。"
    elif one.outcome == DUPLICATE:
        said = "已收到，内容与交过的一份完全相同。"
    else:
        said = f"已收到。{one.reason}" if one.reason else "已收到。"
    return HandInAnswer(file.name, file.at, taken=True, said=said)
