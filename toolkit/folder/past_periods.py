"""Where the work of earlier periods lies: 往期 in the work folder, a folder a period, or what the settings name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.errors import WorkFolderError
from toolkit.folder.work_folder import LEDGER, SETTINGS, open_work_folder
from toolkit.form.period import PREVIOUS

if TYPE_CHECKING:
    from pathlib import Path

    from toolkit.folder.work_folder import WorkFolder
    from toolkit.form.model import Form
    from toolkit.form.period import Period

PAST = "往期"
"""The folder that keeps the work of the periods that are over, each as a whole work folder."""
PART = ".未完成"
"""How the name of a past period's folder ends while things are still moved into it."""
LAST = "上年报告.xlsx"
"""Where a work folder keeps the report of the year before, if nothing else is said; other forms say 上期 or 上年同期."""


def last_report_name(form: Form) -> str:
    """Return the name under which a work folder keeps the report that this one's figures are laid beside."""
    return form.periods.reword_years(LAST)


def past_periods(folder: WorkFolder) -> dict[Period, Path]:
    """Return the work folders of the periods before this one, oldest first."""
    found = _kept_periods(folder)
    return {p: found[p] for p in sorted(found) if p.last < folder.office.period.first}


def other_periods(folder: WorkFolder) -> dict[str, Path]:
    """Return the work folders of all other periods of this series, by period: also that which goes on, seen from a past one."""
    found = {p.text: path for p, path in sorted(_kept_periods(folder).items())}
    if home := series_home(folder):
        try:
            now = open_work_folder(home)
        except WorkFolderError:  # what is over must not depend on the settings of what goes on
            now = folder
        found.setdefault(now.office.period.text, now.path)
    found.pop(folder.office.period.text, None)
    return found


def series_home(folder: WorkFolder) -> Path | None:
    """Return the work folder in which the series of *folder*, which is a past period, goes on; None where it is none."""
    place = folder.path.resolve()
    home = place.parent.parent
    return home if place.parent.name == PAST and (home / SETTINGS).is_file() else None


def refuse_half_moved(folder: WorkFolder) -> None:
    """Raise WorkFolderError where the period of *folder* was put away but for the last steps: nothing may begin it again."""
    this = folder.office.period.text
    part, past = folder.path / PAST / (this + PART), folder.path / PAST / this
    if part.exists() or (past.exists() and not (folder.path / LEDGER).exists()):
        raise WorkFolderError(
            f"上一次 toolkit next 没有做完：{this} 的有些已经移到 {part if part.exists() else past}。请先再运行一次 toolkit next；"
            f"只想看、补收 {this} 的，做完以后用 -w {past}。"
        )


def earlier_in_series(home: Path, period: Period) -> Path | None:
    """Return the work folder of *period* in the 往期 of the work folder *home*; None where it is not there."""
    found = home / PAST / period.text
    return found if found.is_dir() else None


def _kept_periods(folder: WorkFolder) -> dict[Period, Path]:
    place, periods = folder.path.resolve(), folder.form.periods
    home = place.parent if place.parent.name == PAST else folder.path / PAST
    there = [p for p in home.iterdir() if p.is_dir()] if home.is_dir() else []
    return {periods.read(p.name): p for p in there if periods.reads(p.name)}


def earlier_period(folder: WorkFolder, word: str) -> Period | None:
    """Return the period that *word* (上年, 上期, 上年同期) means here; of days, the one whose work was done before."""
    now = folder.office.period
    named = now.earlier(word)
    if named and word == PREVIOUS and now.cumulative and named.year != now.year:
        return None  # what is counted from January begins anew
    if named is None and word == PREVIOUS:
        return next(reversed(past_periods(folder)), None)
    return named


def earlier_folder(folder: WorkFolder, word: str) -> Path | None:
    """Return the work folder of the period that *word* means: what the settings name (last), else one of the past.

    Where the settings name the folder of a series, it is the one in its 往期.
    """
    period = earlier_period(folder, word)
    kept = past_periods(folder).get(period) if period else None
    if kept is None and folder.last and period and (there := earlier_in_series(folder.last, period)):
        return there
    if folder.last and (word == folder.form.periods.before_word or (word == PREVIOUS and kept is None)):
        return folder.last
    return kept
