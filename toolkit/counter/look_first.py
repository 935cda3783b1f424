"""What comes through a unit's link is looked at before it is recorded: a link speaks for its own unit and for no other."""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING, NamedTuple

from toolkit.form.submission import CONTAINER
from toolkit.intake.workers import run_in_workers
from toolkit.ledger.ledger import Ledger
from toolkit.submissions.fits_roster import RosterFit, unread_outcome
from toolkit.submissions.open_file import OpenedFile, OpenFileJob, open_received_file, opened_or_failed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from toolkit.counter.staged_files import StagedFile
    from toolkit.folder.roster import Unit
    from toolkit.folder.work_folder import WorkFolder

NO_MARK = "no_identity"
"""The finding of a workbook that holds the form's tables and does not say whose it is: the office is asked."""


class LookedAtFile(NamedTuple):
    """A file that was looked at; *refused* says in words to its unit why it is not taken, "" where it is."""

    file: StagedFile
    refused: str = ""


def look_first(folder: WorkFolder, files: Sequence[StagedFile]) -> list[LookedAtFile]:
    """Look at *files*, in workers that can be killed; nothing is recorded. To be called when nobody else has the ledger."""
    roster = folder.roster()
    fit = RosterFit(folder.form, folder, roster)
    with Ledger.open(folder.ledger) as ledger:
        adopted = {a.sha256: a.unit for a in ledger.adoptions()}
    form = pickle.dumps(folder.form)
    jobs = [OpenFileJob(str(f.path), form) for f in files]
    looked = run_in_workers(open_received_file, jobs)
    return [
        LookedAtFile(file, _why_refused(file, opened_or_failed(result), fit, adopted))
        for file, (_, result) in zip(files, looked, strict=True)
    ]


def _why_refused(file: StagedFile, opened: OpenedFile, fit: RosterFit, adopted: dict[str, str]) -> str:
    """Return why *file* is not taken; "" where it is its unit's, or nobody's (then it counts once the office says so)."""
    unit = fit.roster.get(file.unit)
    if unit is None:
        return "名册里已经没有本单位。请与收表的机关联系。"
    if unit.excused:
        return f"本单位这次免报（{unit.excused}），不用交。"
    facts = opened.facts
    if said := adopted.get(
        opened.sha256, ""
    ):  # the office said whose these very bytes are, whatever stands in them
        return "" if said == unit.code else _others_words(unit, fit.roster.get(said), said)
    if known := unread_outcome(facts, file.name):
        if known[0] == CONTAINER:
            return "这是压缩包或邮件，没有收。请把里面填好的那一份工作簿取出来交。"
        if not any(f.code == NO_MARK for f in facts.told):
            return f"没有收：{known[1].rstrip('。')}。请下载空白工作簿填好，或把填好的那一份另存为 Excel 工作簿，再交。"
    if facts.who and facts.who.unit != unit.code:
        return _others_words(unit, fit.roster.get(facts.who.unit), facts.who.name or facts.who.unit)
    if others := [u for u in fit.held(facts, file.name) if u != unit.code]:
        named = "、".join(f"“{fit.roster[u].name}”" if u in fit.roster else u for u in others)
        return (
            f"没有收：这份工作簿（或它的文件名）里还写着{named}，分不清是谁的。"
            f"请核对封面的单位名称、编码和文件名，改成“{unit.name}”的再交；确实没有写错的，请与收表的机关联系。"
        )
    return ""


def _others_words(unit: Unit, other: Unit | None, said: str) -> str:
    named = other.name if other else said
    return (
        f"没有收：这份工作簿是“{named}”的，不是“{unit.name}”的。请核对是否选错了文件；"
        f"要用这个链接交的，是下发给“{unit.name}”的那一份。"
    )
