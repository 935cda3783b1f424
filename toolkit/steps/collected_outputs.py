"""A run of collecting with what it leaves to look at: 收集情况.xlsx and, in a work folder, 总览.html."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, NamedTuple

from toolkit.campaign.campaign import load_campaign
from toolkit.campaign.overview import draw_overview
from toolkit.collecting.collect import collect_submissions
from toolkit.collecting.summary_workbook import draw_summary
from toolkit.folder.files import write_atomically
from toolkit.folder.run_outputs import keep_run_outputs
from toolkit.folder.work_folder import INBOX, OVERVIEW, SUMMARY, tell_nobody
from toolkit.merging.report_clocks import clocks_beside
from toolkit.steps.new_folder import period_just_over

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from toolkit.collecting.take_in import ClusterReach
    from toolkit.folder.work_folder import Tell, WorkFolder
    from toolkit.form.model import Form
    from toolkit.submissions.results import CollectResult


class CollectRequest(NamedTuple):
    """What is collected (*paths*), where the outputs go, which files are *preferred*, where files are read (*reach*).

    *with_figures* keeps the figures of what stands at hand, for a table of them.
    """

    paths: Sequence[Path]
    target: Path
    preferred: Sequence[Path] = ()
    reach: ClusterReach | None = None
    with_figures: bool = False


def collect_and_keep(
    asked: CollectRequest, folder: WorkFolder | None, form: Form, now: str, tell: Tell
) -> CollectResult:
    """Collect what is *asked* for into *folder* (None: nothing is recorded), and write what came of it."""
    paths, _, preferred, reach, figures = asked
    found = collect_submissions(paths, folder, form, now, tell, preferred, reach, with_figures=figures)
    if folder is None:
        today = datetime.datetime.now().astimezone().date()
        period = form.periods.read(found.period) if found.period else period_just_over(form, today)
        write_atomically(asked.target / SUMMARY, draw_summary(found, period))
    else:
        keep_run_outputs(folder, _draw_outputs(folder, found, now), asked.target)
    return found


def _draw_outputs(folder: WorkFolder, found: CollectResult, now: str) -> dict[str, bytes]:
    page = draw_overview(folder, load_campaign(folder, now), clocks_beside(folder, now))
    return {SUMMARY: draw_summary(found, folder.office.period), OVERVIEW: page.encode()}


def renew_collected_outputs(folder: WorkFolder, now: str) -> None:
    """Write 收集情况.xlsx and 总览.html as a run of collecting all of 收件 does; no run is kept of it."""
    inbox = folder.path / INBOX
    found = collect_submissions([inbox], folder, folder.form, now, tell_nobody)
    for name, data in _draw_outputs(folder, found, now).items():
        write_atomically(folder.path / name, data)
