"""Return copies (退回件): each unit's own workbook, marked where it is to be mended, ready to be sent again."""

from __future__ import annotations

import hashlib
import json
import pickle
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from toolkit.collecting.earlier_periods import carried_over_rows, earlier_unit_figures
from toolkit.errors import WorkFolderError
from toolkit.folder.days import office_day_of
from toolkit.folder.files import TOGETHER, path_as_recorded, safe_file_name_part, write_in_groups
from toolkit.folder.work_folder import RETURNS, STORE, workbook_identity
from toolkit.intake.workers import WorkerFailure, run_in_workers
from toolkit.ledger.ledger import Ledger
from toolkit.ledger.originals import OriginalsStore
from toolkit.ledger.records import ReturnedCopy
from toolkit.returns.return_copy import ANOTHER_BOOK, ReturnCopy, ReturnCopyTask, make_return_copy
from toolkit.returns.unit_requests import findings_to_act_on
from toolkit.submissions.current_files import current_file_states
from toolkit.submissions.file_record import submission_of_record
from toolkit.submissions.office_says import OfficeSays
from toolkit.submissions.open_file import OpenFileJob
from toolkit.submissions.right_workbook import RightWorkbook

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from toolkit.folder.roster import Unit
    from toolkit.folder.work_folder import Tell, WorkFolder
    from toolkit.submissions.results import CurrentFile


class ReturnResult(NamedTuple):
    """What one unit gets back; *path* is None where its file could not be marked, and *why* then says so."""

    unit: str
    name: str
    path: Path | None
    errors: int
    warnings: int
    why: str


def write_return_copies(
    folder: WorkFolder, only: Sequence[str], output: Path | None, now: str, tell: Tell
) -> list[ReturnResult]:
    """Write a marked copy for every unit (of *only*, if any are named) that has something to mend or to explain.

    Copies of earlier runs nobody touched are taken away: a unit must not be sent what it has mended.
    """
    if not folder.ledger.exists():
        raise WorkFolderError("还没有收过任何报送件。请先运行 toolkit collect。")
    target = output or folder.path / RETURNS
    with Ledger.open(folder.ledger) as ledger:
        stands = current_file_states(ledger)
        if unknown := [u for u in only if u not in stands]:
            raise WorkFolderError(f"没有收到过单位 {'、'.join(unknown)} 的报送件。请核对单位编码。")
        roster = folder.roster()
        excused = {u.code for u in roster if u.excused}
        chosen = [
            s
            for u, s in sorted(stands.items())
            if findings_to_act_on(s.findings) and (u in only if only else u not in excused)
        ]
        desk = _ReturnContext(folder, ledger, roster)
        tasks = [desk.task(s) for s in chosen]
        before = {(folder.path / b.path, b.copy) for b in ledger.sent_back()}
        made: list[ReturnResult] = []
        records: dict[Path, list[ReturnedCopy]] = {}

        def copies() -> Iterator[tuple[Path, bytes]]:
            done = run_in_workers(make_return_copy, tasks)
            for i, (stand, (_, copy)) in enumerate(zip(chosen, done, strict=True)):
                tell(i, len(tasks), stand.name)
                path = None if isinstance(copy, WorkerFailure) else target / _file_name(folder, stand, copy)
                made.append(_result_of_unit(stand, copy, path))
                if path and not isinstance(copy, WorkerFailure):
                    records.setdefault(path, []).append(_record_of_copy(folder, stand, copy, path, now))
                    yield path, copy.data

        _write_and_record(ledger, copies(), target, records)
        tell(len(tasks), len(tasks), "")
    if not only:
        _remove_stale_copies(before, {m.path for m in made if m.path})
    return made


class _ReturnContext:
    """What every task needs, looked up once."""

    def __init__(self, folder: WorkFolder, ledger: Ledger, roster: Sequence[Unit]) -> None:
        self.folder, self.ledger = folder, ledger
        self.units = {u.code: u for u in roster}
        self.form, self.store = pickle.dumps(folder.form), OriginalsStore(folder.path / STORE)
        self.adopted = {a.sha256: a.unit for a in ledger.adoptions()}
        self.office = OfficeSays.of(ledger, folder, roster)

    def task(self, stand: CurrentFile) -> ReturnCopyTask:
        seen = self.ledger.sightings(stand.sha256)[0]
        unit, owner = self.units.get(stand.unit), self.units.get(self.adopted.get(stand.sha256, ""))
        if any(f.code == "wrong_kind" for f in stand.findings):
            owner = unit  # what both kinds are asked goes into a workbook of the unit's own kind
        deadline = self.folder.deadline(unit) if unit else self.folder.office.deadline
        whole = self.store.place(seen.container or stand.sha256)
        adopted = ((stand.sha256, workbook_identity(self.folder, owner)),) if owner else ()
        inside = tuple(json.loads(seen.inside))
        job = OpenFileJob(str(whole), self.form, inside, adopted, self.marks(stand.unit))
        came = f"{PurePosixPath(stand.path.replace(chr(92), '/')).name}（{office_day_of(seen.at)} 收到）"
        worked = (
            "有公式的" if self.folder.form.given else "灰底的"
        )  # an office's own blank has its own colours
        right = self.right(stand, unit)
        content = self.ledger.content(stand.sha256)
        sent = submission_of_record(content) if content else None
        return ReturnCopyTask(job, stand.name, stand.findings, deadline, came, right, worked, sent)

    def marks(self, unit: str) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
        said = self.office.marks.get(unit, {})
        return ((unit, tuple(said.items())),) if said else ()

    def right(self, stand: CurrentFile, unit: Unit | None) -> RightWorkbook | None:
        """Return what the unit's right workbook holds before anybody fills it in; None where it used that one."""
        if unit is None or not {f.code for f in stand.findings} & set(ANOTHER_BOOK):
            return None
        carried, prior = carried_over_rows(self.folder, unit), earlier_unit_figures(self.folder, unit)
        return RightWorkbook(workbook_identity(self.folder, unit), carried, prior)


def _file_name(folder: WorkFolder, stand: CurrentFile, copy: ReturnCopy) -> str:
    named = f"{safe_file_name_part(stand.unit)}_{safe_file_name_part(stand.name)}"
    return f"{named}_{folder.office.period.text}_请改{'.xlsm' if copy.macros else '.xlsx'}"


def _result_of_unit(stand: CurrentFile, copy: ReturnCopy | WorkerFailure, path: Path | None) -> ReturnResult:
    if isinstance(copy, WorkerFailure):
        why = f"没能做出退回件（{copy.code or copy.error}）"
        return ReturnResult(stand.unit, stand.name, None, 0, 0, why)
    return ReturnResult(stand.unit, stand.name, path, copy.errors, copy.warnings, copy.why)


def _record_of_copy(
    folder: WorkFolder, stand: CurrentFile, copy: ReturnCopy, path: Path, now: str
) -> ReturnedCopy:
    at, digest = path_as_recorded(folder.path, path), hashlib.sha256(copy.data).hexdigest()
    return ReturnedCopy(stand.unit, stand.sha256, digest, at, copy.errors, copy.warnings, now)


def _write_and_record(
    ledger: Ledger,
    copies: Iterator[tuple[Path, bytes]],
    target: Path,
    records: dict[Path, list[ReturnedCopy]],
) -> None:
    """Write the copies and record each that is there, as many together as get their names together."""
    there: list[ReturnedCopy] = []

    def record() -> None:
        with ledger.batch():
            for copy in there:
                ledger.send_back(copy)
        there.clear()

    try:
        for path in write_in_groups(copies, target):
            there.append(records[path].pop(0))
            if len(there) >= TOGETHER:
                record()
    finally:
        record()


def _remove_stale_copies(before: set[tuple[Path, str]], kept: set[Path]) -> None:
    for path, digest in before:
        untouched = path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == digest
        if untouched and path not in kept:
            path.unlink()
