"""Acts that take their time: one at once, in a thread of its own, with how far it is and what it came to."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from toolkit.errors import ToolkitError, WorkFolderError
from toolkit.text.plain_values import told_as

if TYPE_CHECKING:
    from collections.abc import Callable

    Tell = Callable[[int, int, str], None]

RUNNING, DONE, FAILED = "running", "done", "failed"
CRASHED = "程序出错，没有做完；已经做完的都在。请再做一次；还不行的，把启动程序的窗口里的文字发给维护的人。"


@told_as("number verb title state done total what error")
@dataclass
class Job:
    """An act that was begun: its *verb*, what it is called, how far it is, what it came to or why it could not.

    *raised* is what said why, for a page that asks what is to be decided.
    """

    number: int
    verb: str
    title: str
    state: str = RUNNING
    done: int = 0
    total: int = 0
    what: str = ""
    result: Any = field(default=None, repr=False)
    error: str = ""
    raised: ToolkitError | None = field(default=None, repr=False)

    def tell(self, done: int, total: int, what: str) -> None:
        """Take down how far it is."""
        self.done, self.total, self.what = done, total, what


class BusyError(WorkFolderError):
    """Another act is still running."""


class JobRunner:
    """Runs one act at a time."""

    def __init__(self) -> None:
        """Begin with none."""
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._count = 0
        self.last: Job | None = None

    @property
    def running(self) -> Job | None:
        """Return the act that runs now."""
        return self.last if self.last and self.last.state == RUNNING else None

    def start(self, verb: str, title: str, work: Callable[[Tell], Any]) -> Job:
        """Begin *work*; raise BusyError where another act runs."""
        with self._lock:
            if self.running:
                raise BusyError(f"正在{self.running.title}，做完再{title}。")
            self._count += 1
            job = self.last = Job(self._count, verb, title)
            thread = threading.Thread(target=_run_job, args=(job, work), daemon=True)
            thread.start()
            self._thread = thread
        return job

    def wait(self, seconds: float | None = None) -> None:
        """Wait until the act that runs is over."""
        with self._lock:
            thread = self._thread
        if thread:
            thread.join(seconds)


def _run_job(job: Job, work: Callable[[Tell], Any]) -> None:
    try:
        job.result = work(job.tell)
        job.state = DONE
    except ToolkitError as error:
        job.raised, job.error, job.state = error, str(error), FAILED
    except Exception:
        logging.getLogger("toolkit.desk").exception("%s", job.verb)
        job.error, job.state = CRASHED, FAILED
