"""Which files of a folder are candidates for a unit's submission: not the work folder's own, nor what is no workbook."""

from __future__ import annotations

from functools import cache
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from toolkit.folder.handed_out_definition import DEFINITION
from toolkit.folder.past_periods import last_report_name
from toolkit.folder.work_folder import (
    ADOPTIONS,
    APPRAISAL,
    APPRAISAL_WORD,
    LEDGER,
    OUTBOX,
    OVERVIEW,
    PUBLISHED,
    RECEIPTS,
    REMINDERS,
    RETURNS,
    ROSTERS,
    RUNS,
    SETTINGS,
    STORE,
    SUMMARY,
)
from toolkit.intake.found_files import walk_files
from toolkit.ledger.lock import LOCK
from toolkit.submissions.file_owner import likely_owners
from toolkit.submissions.unit_names import UnitNames

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from toolkit.folder.roster import Unit
    from toolkit.folder.work_folder import WorkFolder
    from toolkit.intake.found_files import FoundFile

DOCUMENTS = {
    ".pdf", ".ofd", ".doc", ".docx", ".wps", ".rtf", ".txt", ".csv", ".htm", ".html", ".jpg", ".jpeg", ".png", ".bmp", ".heic",
}  # fmt: skip
"""What people send in a workbook's place: named after a unit, it says that something came from it."""


def list_files_to_collect(
    paths: Sequence[Path],
    preferred: Sequence[Path],
    below: Path | None,
    folder: WorkFolder | None,
    roster: Sequence[Unit],
) -> list[FoundFile]:
    """Return every file below *paths*, with why it is no candidate: our own are none, what bears a unit's name is one."""
    ours = _work_folder_file_test(paths, folder)
    names: UnitNames | None = None
    items = []
    for item in walk_files([*paths, *preferred], below):
        if not item.reason and ours(item.path):
            items.append(item._replace(reason="own"))
        elif _may_stand_for_workbook(item):
            names = names or UnitNames(roster, folder.office.name if folder else "")
            items.append(item._replace(reason=None) if likely_owners(names, item.shown) else item)
        else:
            items.append(item)
    return items


def _may_stand_for_workbook(item: FoundFile) -> bool:
    """Tell whether a file that is no workbook may have been sent in the workbook's place: it has to bear a unit's name."""
    return item.reason == "other-file-type" and PurePosixPath(item.shown).suffix.lower() in DOCUMENTS


def _work_folder_file_test(paths: Sequence[Path], folder: WorkFolder | None) -> Callable[[Path], bool]:
    """Return what tells the work folder's own files, should someone collect the whole of it.

    What was handed out is no submission, unless the outbox itself is what they asked to collect.
    """
    if folder is None:
        return lambda path: path.name == SUMMARY
    home = folder.path.resolve()
    within = [home / name for name in (STORE, RUNS, RETURNS, RECEIPTS, PUBLISHED)]
    if not any((home / OUTBOX) in (p.resolve(), *p.resolve().parents) for p in paths):
        within.append(home / OUTBOX)
    own = (SETTINGS, f"{folder.form.id}{DEFINITION}", last_report_name(folder.form))
    names = (*ROSTERS, *own, REMINDERS, APPRAISAL, APPRAISAL_WORD, OVERVIEW)
    begins = (LEDGER, LOCK, folder.report.stem, Path(ADOPTIONS).stem)

    @cache
    def inside(parent: Path) -> tuple[bool, bool]:
        at = parent.resolve()
        return at == home, any(at.is_relative_to(w) for w in within)

    def ours(path: Path) -> bool:
        at_home, deeper = inside(path.parent)
        mine = at_home and (path.name in names or path.name.startswith(begins))
        return path.name == SUMMARY or mine or deeper

    return ours
