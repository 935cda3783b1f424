"""Where the work of earlier periods lies: 往期 in the work folder, a folder a period, or what the settings name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.form.period import PREVIOUS

if TYPE_CHECKING:
    from pathlib import Path

    from toolkit.folder.work_folder import WorkFolder
    from toolkit.form.model import Form
    from toolkit.form.period import Period

PAST = "往期"
"""The folder that keeps the work of the periods that are over, each as a whole work folder."""
LAST = "上年报告.xlsx"
"""Where a work folder keeps the report of the year before, if nothing else is said; other forms say 上期 or 上年同期."""


def last_report_name(form: Form) -> str:
    """Return the name under which a work folder keeps the report that this one's figures are laid beside."""
    return form.periods.reword_years(LAST)


def past_periods(folder: WorkFolder) -> dict[Period, Path]:
    """Return the work folders of the periods before this one, oldest first."""
    home = folder.path.parent if folder.path.parent.name == PAST else folder.path / PAST
    form, found = folder.form, {}
    for path in home.iterdir() if home.is_dir() else ():
        if path.is_dir() and form.periods.reads(path.name):
            found[form.periods.read(path.name)] = path
    return {p: found[p] for p in sorted(found) if p.last < folder.office.period.first}


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
    """Return the work folder of the period that *word* means: what the settings name (last), else one of the past."""
    if folder.last and word in (folder.form.periods.before_word, PREVIOUS):
        return folder.last
    period = earlier_period(folder, word)
    return past_periods(folder).get(period) if period else None
