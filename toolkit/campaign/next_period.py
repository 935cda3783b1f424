"""Open the next period in the same work folder: what was done goes whole to 往期, the roster and the form stay."""

from __future__ import annotations

import datetime
import re
import shutil
from typing import TYPE_CHECKING, NamedTuple

from toolkit.errors import WorkFolderError
from toolkit.folder.files import write_atomically
from toolkit.folder.past_periods import PAST, last_report_name
from toolkit.folder.work_folder import (
    APPRAISAL,
    APPRAISAL_WORD,
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
from toolkit.form.period import DAY
from toolkit.ledger.ledger import Ledger
from toolkit.text.decode_bytes import decode_text_file

if TYPE_CHECKING:
    from pathlib import Path

    from toolkit.folder.work_folder import WorkFolder
    from toolkit.form.period import Period

OURS = (
    *(OUTBOX, SUMMARY, STORE, RUNS, RETURNS, RECEIPTS, PUBLISHED, REMINDERS),
    *(APPRAISAL, APPRAISAL_WORD, OVERVIEW),
)
"""What a period leaves in its work folder, beside the ledger and what the ledger names."""
PART = ".未完成"
"""How the name of a past period's folder ends while things are still moved into it."""
_SAID = re.compile(r"^([ \t]*)(?:year|period)[ \t]*=[^\n]*", re.MULTILINE)
_DEADLINE = re.compile(r"^([ \t]*deadline[ \t]*=[ \t]*)(\"[^\"\n]*\"|[^#\s\"]*)", re.MULTILINE)
_LAST = re.compile(r"^([ \t]*)(last[ \t]*=[ \t]*)\"([^\"\n]*)\"", re.MULTILINE)


class OpenedPeriod(NamedTuple):
    """The period that was opened, where the one before it lies, and the units whose own deadlines are still the old ones."""

    period: Period
    past: Path
    deadline: str
    own_deadlines: tuple[str, ...]


def open_next_period(folder: WorkFolder, period: Period | None, *, unmerged: bool = False) -> OpenedPeriod:
    """Move what was done for this period to 往期 and set the folder to the next, or to *period*, which must be later.

    Killed half-way it goes on where it was when it is run again. Raise WorkFolderError where nobody can say what comes
    next, where *period* is not later, or where nothing was merged yet, unless it is to be left *unmerged*.
    """
    now = folder.office.period
    to = period or (None if now.kind == DAY else now.next)
    if to is None:
        raise WorkFolderError("按时点填报的表，下一期是哪一天要写明：toolkit next --period 2025-04-30。")
    if to.first <= now.last:
        raise WorkFolderError(f"现在是 {now.text}，下一期应在它之后，实为 {to.text}。")
    past = folder.path / PAST / now.text
    if not past.exists():
        if not folder.report.is_file() and not unmerged:
            raise WorkFolderError(
                f"{now.text} 还没有汇总（没有 {folder.report.name}）。先 toolkit merge；确定不汇总的，加 --unmerged 再运行。"
            )
        _move_to_past(folder, past)
    elif (folder.path / LEDGER).exists():
        raise WorkFolderError(
            f"{past} 已经有了，工作目录里又有 {LEDGER}。请看看哪一份是 {now.text} 的，移走另一份。"
        )
    text = decode_text_file((folder.path / SETTINGS).read_bytes(), SETTINGS)
    deadline = _moved_deadline(folder.office.deadline, now, to)
    write_atomically(folder.path / SETTINGS, _settings_of_period(text, to, deadline).encode())
    units = open_work_folder(folder.path).roster(may_be_empty=True)
    return OpenedPeriod(to, past, deadline, tuple(u.name for u in units if u.deadline))


def _move_to_past(folder: WorkFolder, past: Path) -> None:
    part = past.with_name(past.name + PART)
    moved = [folder.path / name for name in OURS]
    moved += [folder.report, folder.path / last_report_name(folder.form), *_named_in_ledger(folder, part)]
    try:
        part.mkdir(parents=True, exist_ok=True)
        for file in (*folder.path.glob("*.toml"), folder.roster_file()):
            shutil.copy2(file, part / file.name)
        text = decode_text_file((folder.path / SETTINGS).read_bytes(), SETTINGS)
        write_atomically(part / SETTINGS, _LAST.sub(_two_folders_deeper, text).encode())
        for path in dict.fromkeys(moved):
            if path.exists():
                path.rename(part / path.name)
        for path in folder.path.glob(
            f"{LEDGER}*"
        ):  # last: without it nobody knows what else there is to move
            path.rename(part / path.name)
        part.rename(past)
    except OSError as error:
        raise WorkFolderError(
            f"移不动 {error.filename}：{error.strerror}。请先在 WPS 或 Excel 中关闭这个目录里的文件，再运行一次 toolkit next。"
        ) from error


def _named_in_ledger(folder: WorkFolder, part: Path) -> list[Path]:
    """Return the files directly in the work folder that the ledger knows as outputs, versions or documents of the report."""
    ledger = next((p for p in (folder.path / LEDGER, part / LEDGER) if p.is_file()), None)
    if ledger is None:
        return []
    with Ledger.open(ledger) as known:
        names = {*(o.path for o in known.outputs()), *(v.path for v in known.versions())}
        names |= {w.name for w in known.written_documents()}
    paths = (folder.path / name for name in names)
    stems = {p.stem for p in paths if p.parent == folder.path}
    return [p for p in folder.path.iterdir() if p.is_file() and p.stem in stems and p.suffix != ".toml"]


def _settings_of_period(text: str, period: Period, deadline: str) -> str:
    """Return the settings for *period*, all else as the office wrote it; last year's folder stands in 往期 now."""
    text = _SAID.sub(lambda m: m[1] + period_setting(period), text, count=1)
    text = _DEADLINE.sub(lambda m: m[1] + (deadline or '""'), text, count=1)
    return _LAST.sub(lambda m: f'{m[1]}# {m[2]}"{m[3]}"', text)


def _moved_deadline(deadline: str, now: Period, to: Period) -> str:
    """Return a deadline as many days after *to* as it was after *now*; none where there was none."""
    if not deadline:
        return ""
    return (to.last + (datetime.date.fromisoformat(deadline) - now.last)).isoformat()


def _two_folders_deeper(found: re.Match[str]) -> str:
    path = found[3]
    relative = not path.startswith("/") and ":" not in path
    return f'{found[1]}{found[2]}"{"../../" if relative else ""}{path}"'
