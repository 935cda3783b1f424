"""What one run of the desk holds: the work folder it is open on, the act that runs, what was said last. Knows no HTTP."""

from __future__ import annotations

import hashlib
import secrets
import threading
from collections import OrderedDict
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from toolkit.desk.act_log import DONE_AGAIN, CutOffAct, clear_note, cut_off_act, log_act, note_act
from toolkit.desk.jobs import BusyError, Job, JobRunner
from toolkit.desk.view import CampaignView, load_view, view_fingerprint
from toolkit.desk.watching.watched_folder import FolderWatch, forget_choice, keep_choice, read_choice
from toolkit.errors import ToolkitError, WorkFolderError
from toolkit.folder.days import current_utc_time
from toolkit.folder.past_periods import refuse_half_moved
from toolkit.folder.work_folder import open_work_folder
from toolkit.ledger.lock import lock_desk

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from filelock import BaseFileLock

    from toolkit.desk.jobs import Tell
    from toolkit.desk.watching.watched_folder import WatchChoice
    from toolkit.folder.work_folder import WorkFolder

T = TypeVar("T")
MOST_NOTICES = 50
"""How many sentences are remembered for pages that have not shown them yet."""
_OUTDATES = {
    "collect": ("return", "check"),
    "merge": ("report", "check"),
    "report": ("check",),
    "pdf": ("check",),
}
"""What earlier acts came to is not shown any more once these are begun."""
PATIENCE = 8.0
"""How many seconds a page waits for a short act of another page."""


class PageNotice(NamedTuple):
    """A sentence said once on the page that comes next: what was done, or (*bad*) why not; *text* is to be copied."""

    said: str
    bad: bool = False
    text: str = ""


class DeskSession:
    """The desk on one work folder. One act at a time: what reads or writes the ledger goes through ``ledger_turn``.

    *more_pages* are pages of what is served beside the desk, each with its name.
    """

    def __init__(self, home: Path | None = None) -> None:
        """Open *home*, where one is given."""
        self.jobs = JobRunner()
        self.home: Path | None = None
        self.watch: FolderWatch | None = None
        self.collect: Callable[[DeskSession, str], Job] | None = None
        self.last: dict[str, Any] = {}
        self.signer = ""
        self.more_pages: tuple[tuple[str, str], ...] = ()
        self._turn = threading.Lock()
        self._lock: BaseFileLock | None = None
        self._seen: tuple[object, CampaignView] | None = None
        self._cut_off: CutOffAct | None = None
        self._kept: dict[str, Any] = {}
        self._notices: OrderedDict[str, PageNotice] = OrderedDict()
        if home:
            self.open(home)

    def open(self, home: Path) -> WorkFolder:
        """Go to the work folder *home*; raise ToolkitError where it is none, or open in another window."""
        home = home.resolve()
        if self.jobs.running:
            raise BusyError(f"正在{self.jobs.running.title}，做完再换工作目录。")
        folder = open_work_folder(home)
        if home != self.home:
            lock = lock_desk(home)
            self.close()
            self._lock, self.home = lock, home
            self.last, self._seen, self._kept = {}, None, {}
            self._cut_off = cut_off_act(home)
            if choice := read_choice(home):
                self._watch(choice)
        return folder

    def close(self) -> None:
        """Let go of the work folder."""
        self.end_watching()
        if self._lock:
            self._lock.release()
        self._lock = self.home = None

    def begin_watching(self, place: Path, *, only_new: bool) -> None:
        """Watch *place* from now on, for this work folder; raise WorkFolderError where it cannot be."""
        home = self.folder.path
        choice = keep_choice(home, place, only_new=only_new)
        self.end_watching()
        self._watch(choice)
        log_act(home, "watch-folder", about=str(choice.place))

    def end_watching(self, *, for_good: bool = False) -> None:
        """Look at the watched folder no more; *for_good*: nor at the next start."""
        if self.watch:
            self.watch.end()
        self.watch = None
        if for_good and self.home:
            forget_choice(self.home)
            log_act(self.home, "watch-folder", came_to="ended")

    def _watch(self, choice: WatchChoice) -> None:
        def collect(count: int) -> None:
            if self.collect:
                self.collect(self, f"收盯着的文件夹里新来的 {count} 个")

        home = self.home or choice.place
        self.watch = FolderWatch(home, choice, collect)
        self.watch.start()

    def state_mark(self, seen: object = None) -> str:
        """Return what changes whenever pages would show something else: the files it is told from, and the acts done.

        *seen* is the fingerprint of what a page shows, where it was worked out already.
        """
        if self.home is None:
            return ""
        try:
            seen = seen or (view_fingerprint(open_work_folder(self.home), current_utc_time()), self._cut_off)
        except ToolkitError as error:
            seen = (str(error),)
        job = self.jobs.last
        watched = [(f.name, f.state) for f in self.watch.files()] if self.watch else []
        told = repr((seen, job.number if job else 0, watched))
        return hashlib.sha256(told.encode()).hexdigest()[:16]

    @property
    def folder(self) -> WorkFolder:
        """Return the work folder as its files say now; raise ToolkitError where they cannot be used."""
        if self.home is None:
            raise WorkFolderError("还没有打开工作目录。")
        found = open_work_folder(self.home)
        refuse_half_moved(found)
        return found

    def view(self) -> CampaignView:
        """Return how the campaign stands: worked out anew where anything changed, else as it was seen last.

        While an act runs, or somebody else holds the ledger, it is what was seen last, and says so.
        """
        folder = self.folder
        now = current_utc_time()
        mark = (view_fingerprint(folder, now), self._cut_off)
        if self._seen and self._seen[0] == mark:
            return self._seen[1]
        if self.jobs.running:
            return self._old_view(folder, f"正在{self.jobs.running.title}，下面是做之前的情况。")
        try:
            found = self.ledger_turn(lambda: self._load(folder, now, mark))
        except ToolkitError as error:
            if self._seen is None:
                raise
            return self._old_view(folder, str(error))
        mark = (view_fingerprint(folder, now), self._cut_off)
        found = found._replace(mark=mark)
        self._seen, self._kept = (mark, found), {}
        if self.watch:
            self.watch.collect_what_was_left(found.waiting)
        return found

    def _load(self, folder: WorkFolder, now: str, mark: object) -> CampaignView:
        """Work the view out, unless another page did while this one waited for its turn."""
        if self._seen and self._seen[0] == mark:
            return self._seen[1]
        return load_view(folder, now)._replace(cut_off=self._cut_off)

    def keep_for_view(self, name: str, make: Callable[[], T]) -> T:
        """Return what *make* makes of the campaign as it is seen now; made once until that changes."""
        kept = self._kept
        if name not in kept:
            kept[name] = make()
        found: T = kept[name]
        return found

    def _old_view(self, folder: WorkFolder, why: str) -> CampaignView:
        seen = self._seen[1] if self._seen else CampaignView(folder)
        return seen._replace(old=why)

    def ledger_turn(self, act: Callable[[], T]) -> T:
        """Do what reads or writes the ledger, when it is its turn; raise BusyError while a long act runs."""
        if self.jobs.running:
            raise BusyError(f"正在{self.jobs.running.title}，做完再试。")
        if not self._turn.acquire(timeout=PATIENCE):
            raise BusyError("另一个页面正在用台账。请过一会儿再试。")
        try:
            return act()
        finally:
            self._turn.release()

    def do(self, verb: str, about: str, act: Callable[[WorkFolder, str], T]) -> T:
        """Do a short act and write down that it was done, or why not."""
        folder = self.folder
        try:
            done = self.ledger_turn(lambda: act(folder, current_utc_time()))
        except ToolkitError as error:
            log_act(folder.path, verb, about=about, came_to=f"refused: {error}")
            raise
        log_act(folder.path, verb, about=about)
        return done

    def begin(
        self, verb: str, title: str, act: Callable[[WorkFolder, str, Tell], Any], about: str = ""
    ) -> Job:
        """Begin a long act; what it comes to is kept under its *verb*, what it is *about* is written down."""
        folder = self.folder

        def work(tell: Tell) -> Any:
            try:
                with self._turn:
                    if verb in DONE_AGAIN:
                        note_act(folder.path, verb, title)
                    done = act(folder, current_utc_time(), tell)
                self.last[verb] = done
                log_act(folder.path, verb, about=about)
            except ToolkitError as error:
                log_act(folder.path, verb, about=about, came_to=f"refused: {error}")
                raise
            finally:
                clear_note(folder.path)
                self._cut_off = None
            return done

        for name in (verb, *_OUTDATES.get(verb, ())):
            self.last.pop(name, None)
        return self.jobs.start(verb, title, work)

    def say(self, notice: PageNotice) -> str:
        """Keep *notice* for the page that comes next; return by what it is asked for."""
        name = secrets.token_urlsafe(9)
        self._notices[name] = notice
        while len(self._notices) > MOST_NOTICES:
            self._notices.popitem(last=False)
        return name

    def notice(self, name: str) -> PageNotice | None:
        """Return the notice of this *name*: a page that is loaded again says it again."""
        return self._notices.get(name)
