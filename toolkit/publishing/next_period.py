"""Open the next period in the same work folder: what was done goes whole to 往期, the roster and the form stay.

Killed anywhere, a second run goes on where it was: things are moved into a folder whose name says that it is not whole,
the ledger last; then the folder gets its name; then the settings say the new period. Nothing that is there is written over.
"""

from __future__ import annotations

import calendar
import datetime
import re
import shutil
from typing import TYPE_CHECKING, NamedTuple

from toolkit.errors import WorkFolderError
from toolkit.folder.files import write_atomically
from toolkit.folder.past_periods import PART, PAST, earlier_in_series, last_report_name, series_home
from toolkit.folder.roster import STATES
from toolkit.folder.work_folder import (
    APPRAISAL,
    APPRAISAL_WORD,
    INBOX,
    LEDGER,
    OUTBOX,
    OVERVIEW,
    PUBLISHED,
    RECEIPTS,
    REMINDERS,
    RETURNS,
    RUNS,
    SETTINGS,
    STORE,
    SUMMARY,
    open_work_folder,
    period_setting,
)
from toolkit.form.period import DAY, PREVIOUS, TEN_DAYS
from toolkit.ledger.ledger import Ledger
from toolkit.ledger.lock import lock_folder
from toolkit.merging.companion import companion_of
from toolkit.merging.report_source import open_report_source
from toolkit.merging.unkept_edits import BACKUP as UNMERGED
from toolkit.publishing.check_point import PAGE as CHECKED_BEFORE
from toolkit.publishing.freshness import report_freshness
from toolkit.publishing.put_documents import BACKUP as UNWRITTEN
from toolkit.submissions.current_files import current_file_states, list_unit_states
from toolkit.text.decode_bytes import decode_text_file
from toolkit.text.named_lines import list_briefly
from toolkit.text.plain_values import told_as

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from toolkit.folder.work_folder import WorkFolder
    from toolkit.form.period import Period

OURS = (
    *(OUTBOX, INBOX, SUMMARY, STORE, RUNS, RETURNS, RECEIPTS, PUBLISHED, REMINDERS),
    *(APPRAISAL, APPRAISAL_WORD, OVERVIEW, CHECKED_BEFORE),
)
"""What a period leaves in its work folder, beside the ledger and what the ledger names."""
NAMED = 5
"""How many units a line names before it only counts them."""
AGAIN = "再运行一次 toolkit next"
_SAID = re.compile(r"^([ \t]*)(?:year|period)[ \t]*=[^\n]*", re.MULTILINE)
_DEADLINE = re.compile(r"^([ \t]*deadline[ \t]*=[ \t]*)(\"[^\"\n]*\"|[^#\s\"]*)", re.MULTILINE)
_LAST = re.compile(r"^([ \t]*)(last[ \t]*=[ \t]*)\"([^\"\n]*)\"", re.MULTILINE)


@told_as("period=period.text past deadline own_deadlines open_ends")
class OpenedPeriod(NamedTuple):
    """The period that was opened, and where the one before it lies (None where nothing was done in it).

    *own_deadlines* are the units whose own deadlines are still the old ones, *open_ends* what is still open in the period
    that was put away, in words.
    """

    period: Period
    past: Path | None
    deadline: str
    own_deadlines: tuple[str, ...]
    open_ends: tuple[str, ...] = ()


def open_next_period(
    folder: WorkFolder, period: Period | None, now: str, *, unmerged: bool = False
) -> OpenedPeriod:
    """Move what was done for this period to 往期 and set the folder to the next, or to *period*, which must be later.

    Raise WorkFolderError where nobody can say what comes next, where *period* is not later, where what is open is a past
    period, or where its report is missing or would be another one *now*, unless that is to be left *unmerged*.
    """
    this = folder.office.period
    if home := series_home(folder):
        raise WorkFolderError(f"{folder.path} 是收起来的往期。请在 {home} 里运行 toolkit next。")
    to = period or (None if this.kind == DAY else this.next)
    if to is None:
        raise WorkFolderError("按时点填报的表，下一期是哪一天要写明：toolkit next --period 2025-04-30。")
    if to.first <= this.last:
        raise WorkFolderError(f"现在是 {this.text}，下一期应在它之后，实为 {to.text}。")
    past: Path | None = folder.path / PAST / this.text
    part = folder.path / PAST / (this.text + PART)
    begun = (folder.path / LEDGER).exists()
    open_ends: tuple[str, ...] = ()
    if not (folder.path / PAST / this.text).exists():
        if begun and not part.exists():
            if not unmerged:
                _refuse_unsettled(folder)
            open_ends = tuple(_open_ends(folder, now))
        if begun or part.exists():
            _move_to_past(folder, part)
        elif period is None:
            raise WorkFolderError(
                f"{this.text} 还没有下发，也没有收到什么，不用收起来。要跳过这一期的，写明下一期：toolkit next --period {to.text}。"
            )
        else:
            past = None
    elif begun:
        raise WorkFolderError(
            f"{past} 已经有了，工作目录里又有 {LEDGER}。请看看哪一份是 {this.text} 的，移走另一份。"
        )
    text = decode_text_file((folder.path / SETTINGS).read_bytes(), SETTINGS)
    deadline = move_deadline(folder.office.deadline, this, to)
    keeps_last = _goes_on(folder, to)
    write_atomically(folder.path / SETTINGS, _settings_of_period(text, to, deadline, keeps_last).encode())
    units = open_work_folder(folder.path).roster(may_be_empty=True)
    return OpenedPeriod(to, past, deadline, tuple(u.name for u in units if u.deadline), open_ends)


def _refuse_unsettled(folder: WorkFolder) -> None:
    """Raise WorkFolderError where there is no report of what came in, or an older one."""
    this = folder.office.period.text
    despite = "确定就这样收起来的，加 --unmerged 再运行。"
    if not folder.report.is_file():
        raise WorkFolderError(f"{this} 还没有汇总（没有 {folder.report.name}）。先 toolkit merge；{despite}")
    found = report_freshness(folder, open_report_source(folder.report, folder.form))
    if found.stale:
        lines = "\n".join(f"  {d}" for d in found.details)
        raise WorkFolderError(f"{this} 汇总以后又有变化：\n{lines}\n先 toolkit merge 再汇总一次；{despite}")


def _open_ends(folder: WorkFolder, now: str) -> Iterator[str]:
    """Yield what units still owe of the period that is put away, in words."""
    with Ledger.open(folder.ledger) as ledger:
        roster, stands = folder.roster(may_be_empty=True), current_file_states(ledger)
        states = list_unit_states(folder, roster, stands, now, ledger.decisions())
    for state in ("missing", "overdue", "returned"):
        if names := [u.unit.name for u in states if u.state == state]:
            yield f"{STATES[state]}：{list_briefly(names, NAMED)}"
    if waiting := sum(u.to_explain for u in states):
        yield f"提示没有说明的 {waiting} 处"


def _move_to_past(folder: WorkFolder, part: Path) -> None:
    moved = [folder.path / name for name in OURS]
    moved += [folder.report, folder.path / last_report_name(folder.form), *_named_in_ledger(folder, part)]
    lock = lock_folder(folder.path)  # nobody collects meanwhile
    try:
        part.mkdir(parents=True, exist_ok=True)
        for file in _kept_in_both(folder):
            shutil.copy2(file, part / file.name)
        text = decode_text_file((folder.path / SETTINGS).read_bytes(), SETTINGS)
        write_atomically(part / SETTINGS, _LAST.sub(_two_folders_deeper, text).encode())
        # else it looks changed since the report was merged
        shutil.copystat(folder.path / SETTINGS, part / SETTINGS)
        for path in dict.fromkeys(moved):
            _move_into(path, part)
        for path in sorted(folder.path.glob(f"{LEDGER}*")):  # last: it says what else there is to move
            _move_into(path, part)
        part.rename(part.with_name(folder.office.period.text))
    except OSError as error:
        raise WorkFolderError(
            f"移不动 {error.filename}：{error.strerror}。已经移动的在 {part} 里，没有丢；"
            f"请先在 WPS 或 Excel 中关闭这个目录里的文件，{AGAIN}，就会接着做完。"
        ) from error
    finally:
        lock.release()


def _kept_in_both(folder: WorkFolder) -> Iterator[Path]:
    """Yield what the next period needs as well as the past one: definitions with their blank, the roster, the template of documents."""
    yield from folder.path.glob("*.toml")
    if folder.form.blank:
        yield folder.path / folder.form.blank
    yield folder.roster_file()
    companion = companion_of(folder.form)
    if companion and (template := folder.path / companion.TEMPLATE).is_file():
        yield template


def _move_into(path: Path, part: Path) -> None:
    if not path.exists():
        return
    to = part / path.name
    if to.exists():
        raise WorkFolderError(f"{path} 和 {to} 两处都有，没有覆盖。请看看哪一份要留，移走另一份，{AGAIN}。")
    path.rename(to)


def _named_in_ledger(folder: WorkFolder, part: Path) -> list[Path]:
    """Return the files directly in the work folder that the ledger knows as outputs, versions or documents of the report."""
    ledger = next((p for p in (folder.path / LEDGER, part / LEDGER) if p.is_file()), None)
    if ledger is None:
        return []
    with Ledger.open(ledger) as known:
        names = {*(o.path for o in known.outputs()), *(v.path for v in known.versions())}
        names |= {w.name for w in known.written_documents()}
    paths = [folder.path / name for name in names]
    stems = {p.stem for p in paths if p.parent == folder.path}
    before = tuple(stem + word for stem in stems for word in (UNMERGED, UNWRITTEN))
    return [
        p
        for p in folder.path.iterdir()
        if p.is_file() and (p.stem in stems or (before and p.stem.startswith(before))) and p.suffix != ".toml"
    ]


def _goes_on(folder: WorkFolder, to: Period) -> bool:
    """Tell whether the folder the settings name keeps what the period *to* is laid beside as well."""
    word = folder.form.periods.before_word
    before = to.earlier(word)
    return bool(folder.last and before and word != PREVIOUS and earlier_in_series(folder.last, before))


def _settings_of_period(text: str, period: Period, deadline: str, keeps_last: bool) -> str:
    """Return the settings for *period*, all else as the office wrote it; what came before stands in 往期 now."""
    text = _SAID.sub(lambda m: m[1] + period_setting(period), text, count=1)
    text = _DEADLINE.sub(lambda m: m[1] + (deadline or '""'), text, count=1)
    return text if keeps_last else _LAST.sub(lambda m: f'{m[1]}# {m[2]}"{m[3]}"', text)


def move_deadline(deadline: str, now: Period, to: Period) -> str:
    """Return the deadline of *to* that was *deadline* of *now*; none where there was none.

    The 5th of the month after stays the 5th, the last of a month the last; of shorter periods it is as many days after.
    """
    if not deadline:
        return ""
    day = datetime.date.fromisoformat(deadline)
    if now.kind in (TEN_DAYS, DAY):
        return (to.last + (day - now.last)).isoformat()
    months = 12 * (day.year - now.last.year) + day.month - now.last.month + to.last.month - 1
    year, month = to.last.year + months // 12, months % 12 + 1
    end = calendar.monthrange(year, month)[1]
    last = day.day == calendar.monthrange(day.year, day.month)[1]
    return datetime.date(year, month, end if last else min(day.day, end)).isoformat()


def _two_folders_deeper(found: re.Match[str]) -> str:
    path = found[3]
    relative = not path.startswith("/") and ":" not in path
    return f'{found[1]}{found[2]}"{"../../" if relative else ""}{path}"'
