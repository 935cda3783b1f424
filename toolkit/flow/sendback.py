"""Return copies (退回件): each unit's own workbook, marked where it is to be mended, ready to be sent again."""

from __future__ import annotations

import hashlib
import json
import pickle
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, NamedTuple

from toolkit.errors import WorkFolderError
from toolkit.excel.book import open_book
from toolkit.excel.marks import has_macros, marked
from toolkit.excel.notice import Item, Notice
from toolkit.excel.older import located
from toolkit.excel.patch import Unpatchable
from toolkit.excel.read import read
from toolkit.excel.whereabouts import whereabouts
from toolkit.figures.check import judge
from toolkit.flow.anew import anew, current
from toolkit.flow.distribute import identity
from toolkit.flow.files import safe, write
from toolkit.flow.findings import of_caches, of_cover, of_replaced, of_rules, of_unlike, pointed
from toolkit.flow.opened import Job, bytes_of, desk_of, opened
from toolkit.flow.standing import standings
from toolkit.flow.workfolder import RETURNS, STORE
from toolkit.form.finding import ERROR, HINT, WARNING, ordered
from toolkit.intake.workers import Failure, each
from toolkit.ledger.ledger import Ledger
from toolkit.ledger.records import SentBack
from toolkit.ledger.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from toolkit.excel.book import Book
    from toolkit.flow.opened import Desk, Opened
    from toolkit.flow.standing import Standing
    from toolkit.flow.workfolder import WorkFolder
    from toolkit.form.finding import Finding
    from toolkit.form.layout import Layout
    from toolkit.form.roster import Unit
    from toolkit.form.submission import Identity

RESHAPED = {
    "cell_deleted": "有格子被删去了",
    "cell_moved": "有格子被挪动过",
    "legacy_format": "不是 .xlsx 格式",
    "lines_deleted": "有行列被删去了",
    "made_elsewhere": "不是下发的工作簿",
    "older_edition": "是旧版次的表",
    "other_kind": "是另一类单位的工作簿",
    "others_workbook": "是下发给别的单位的工作簿",
    "realigned": "行列变动过",
    "sheet_missing": "缺工作表",
    "sheet_renamed": "工作表改过名",
    "wrong_kind": "是另一类单位的工作簿",
}
"""What makes a file one that is drawn anew, not marked as it is, and how that is said to the unit."""
BY_NAME = ("older_edition", "other_kind")
"""What is read by the names in the workbook: where its parts are, only they tell."""
ODD = "文件的内部结构特殊，没法在上面标注"
NOT_THEIRS = ("which_one", "maybe_other_unit")
"""What a unit cannot mend: the office decides it."""
LEFT = ("not_placed", "not_of_kind", "outside", "moved", "two_readings", "sheet_copied", "extra_sheet")
"""What of the old file does not come over into one drawn anew."""


class Copied(NamedTuple):
    """A return copy: *why* it was drawn anew ("" where it is the unit's own file), how many things it asks for."""

    data: bytes
    why: str
    errors: int
    warnings: int
    macros: bool = False


class Returned(NamedTuple):
    """What one unit gets back; *path* is None where its file could not be marked, and *why* then says so."""

    unit: str
    name: str
    path: Path | None
    errors: int
    warnings: int
    why: str

    def plain(self) -> dict[str, Any]:
        """Return it as JSON-ready values."""
        return {**self._asdict(), "path": str(self.path) if self.path else None}


class _Task(NamedTuple):
    """A file to be marked, for a worker."""

    job: Job
    name: str
    findings: tuple[Finding, ...]
    deadline: str
    came: str


def send_back(
    folder: WorkFolder,
    only: Sequence[str],
    output: Path | None,
    now: str,
    tell: Callable[[int, int, str], None],
) -> list[Returned]:
    """Write a marked copy for every unit (of *only*, if any are named) that has something to mend or to explain.

    Copies of earlier runs nobody touched are taken away: a unit must not be sent what it has mended.
    """
    if not folder.ledger.exists():
        raise WorkFolderError("还没有收过任何报送件。请先运行 toolkit collect。")
    target = output or folder.path / RETURNS
    with Ledger.open(folder.ledger) as ledger:
        stands = standings(ledger)
        if unknown := [u for u in only if u not in stands]:
            raise WorkFolderError(f"没有收到过单位 {'、'.join(unknown)} 的报送件。请核对单位编码。")
        roster = folder.roster()
        excused = {u.code for u in roster if u.excused}
        chosen = [
            s
            for u, s in sorted(stands.items())
            if asked(s.findings) and (u in only if only else u not in excused)
        ]
        desk = _Desk(folder, ledger, roster)
        tasks = {desk.task(s): s for s in chosen}
        before = {(folder.path / b.path, b.copy) for b in ledger.sent_back()}
        made = []
        for i, (task, result) in enumerate(each(copied, list(tasks))):
            stand = tasks[task]
            tell(i, len(tasks), stand.name)
            made.append(_kept(folder, ledger, stand, result, target, now))
        tell(len(tasks), len(tasks), "")
    if not only:
        _tidy(before, {m.path for m in made if m.path})
    return made


def asked(findings: Iterable[Finding]) -> list[Finding]:
    """Return what a unit is asked to do something about, errors first: what it explained already is done."""
    return ordered(
        [
            f
            for f in findings
            if f.severity == ERROR or (f.severity == WARNING and not f.explanation)
            if f.code not in NOT_THEIRS
        ]
    )


class _Desk:
    """What every task needs, looked up once."""

    def __init__(self, folder: WorkFolder, ledger: Ledger, roster: Sequence[Unit]) -> None:
        self.folder, self.ledger = folder, ledger
        self.units = {u.code: u for u in roster}
        self.form, self.store = pickle.dumps(folder.form), Store(folder.path / STORE)
        self.adopted = {a.sha256: a.unit for a in ledger.adoptions()}

    def task(self, stand: Standing) -> _Task:
        seen = self.ledger.sightings(stand.sha256)[0]
        unit, owner = self.units.get(stand.unit), self.units.get(self.adopted.get(stand.sha256, ""))
        if any(f.code == "wrong_kind" for f in stand.findings):
            owner = unit  # what both kinds are asked goes into a workbook of the unit's own kind
        deadline = self.folder.deadline(unit) if unit else self.folder.office.deadline
        whole = self.store.place(seen.container or stand.sha256)
        adopted = ((stand.sha256, identity(self.folder, owner)),) if owner else ()
        job = Job(str(whole), self.form, tuple(json.loads(seen.inside)), adopted)
        came = f"{PurePosixPath(stand.path.replace(chr(92), '/')).name}（{seen.at[:10]} 收到）"
        return _Task(job, stand.name, stand.findings, deadline, came)


def _kept(
    folder: WorkFolder,
    ledger: Ledger,
    stand: Standing,
    result: Copied | Failure,
    target: Path,
    now: str,
) -> Returned:
    if isinstance(result, Failure):
        return Returned(
            stand.unit, stand.name, None, 0, 0, f"没能做出退回件（{result.code or result.error}）"
        )
    suffix = ".xlsm" if result.macros else ".xlsx"
    path = target / f"{safe(stand.unit)}_{safe(stand.name)}_{folder.office.year}_请改{suffix}"
    write(path, result.data)
    home = folder.path.resolve()
    shown = path.resolve()
    at = str(shown.relative_to(home)) if shown.is_relative_to(home) else str(shown)
    digest = hashlib.sha256(result.data).hexdigest()
    ledger.send_back(SentBack(stand.unit, stand.sha256, digest, at, result.errors, result.warnings, now))
    return Returned(stand.unit, stand.name, path, result.errors, result.warnings, result.why)


def _tidy(before: set[tuple[Path, str]], kept: set[Path]) -> None:
    for path, digest in before:
        if path in kept or not path.is_file():
            continue
        if hashlib.sha256(path.read_bytes()).hexdigest() == digest:
            path.unlink()


# ── in a worker ────────────────────────────────────────────────────────────────────────────────────────────


def copied(task: _Task) -> Copied:
    """Mark a unit's file; where it cannot be marked as it is, move what it says into a workbook drawn anew."""
    data = bytes_of(task.job)
    why = next((RESHAPED[f.code] for f in task.findings if f.code in RESHAPED), "")
    if not why:
        try:
            return _done(marked(data, _notice(task, task.findings)), "", task.findings, has_macros(data))
        except Unpatchable:
            why = ODD
    desk = desk_of(task.job.form)
    made = opened(task.job)
    if made.who is None or made.reading is None:
        raise ValueError(f"{task.came}: nothing to move")
    fresh = _fresh(desk, open_book(data), made, task)
    findings = _found(desk, fresh, made.who, task.findings)
    return _done(marked(fresh, _notice(task, findings, why)), why, findings, macros=False)


def _done(data: bytes, why: str, findings: Iterable[Finding], macros: bool) -> Copied:
    told = asked(findings)
    errors = sum(f.severity == ERROR for f in told)
    return Copied(data, why, errors, len(told) - errors, macros)


def _fresh(desk: Desk, book: Book, made: Opened, task: _Task) -> bytes:
    """Draw a workbook of this edition with what the unit's file says."""
    if made.who is None or made.reading is None:
        raise ValueError(task.came)
    grounded, given = desk.kind(made.who.kind, made.who.level)
    layout: Layout = given
    if any(f.code in BY_NAME for f in made.reading.submission.findings):
        layout = located(grounded, book)
    elif made.reading.layout is not None:
        layout = whereabouts(grounded, given, book).layout
    who = current(desk.form, made.who)
    return anew(grounded, book, layout, made.reading.submission, who, task.deadline)


def _found(desk: Desk, fresh: bytes, who: Identity, before: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return what is to be mended in a workbook drawn anew, where it stands there."""
    new = current(desk.form, who)
    grounded, layout = desk.kind(who.kind, who.level)
    reading = read(grounded, open_book(fresh), new)
    sent, year = reading.submission, int(who.year)
    judged = judge(grounded, [sent], year)[0]
    found = [
        *sent.findings,
        *of_rules(grounded, layout, judged, sent, year),
        *of_replaced(grounded, layout, judged),
        *of_unlike(grounded, layout, judged, sent.findings),
        *of_caches(grounded, layout, reading.cached, judged.figures),
        *of_cover(grounded, layout, sent),
    ]
    answered = {f.digest for f in before if f.digest and f.explanation}
    codes = {f.code for f in found}
    unplaced = [
        f._replace(cell="", label=f.place, args=tuple(a for a in f.args if a[0] not in ("wrong", "among")))
        for f in before
        if f.code in LEFT or (not f.sheet and f.code not in RESHAPED and f.code not in codes)
    ]
    told = [f for f in found if f.digest not in answered or not f.digest]
    return tuple(ordered([*(f for f in unplaced if f.severity != HINT), *told]))


def _notice(task: _Task, findings: Iterable[Finding], why: str = "") -> Notice:
    told = asked(findings)
    errors = sum(f.severity == ERROR for f in told)
    lines = [f"{task.name}：您报来的 {task.came}，有下面这些地方要处理。"]
    if why:
        lines.append(f"原来的文件{why}，已换成新的工作簿，读得到的数都搬过来了。请在这一份上改。")
    if errors:
        lines.append(
            "红底的格子填错了，要改；浅橙色的格子与它有关，错也可能在那里。点“在哪里”跳过去，批注写着怎么改。"
        )
    if errors < len(told):
        lines.append(
            "级别是“提示”的（黄底）请核对，有错的改数；“说明”栏是黄底的，数字属实就在那里写明原因，不用改数。"
        )
    due = f"，{task.deadline} 前发回" if task.deadline else "，尽快发回"
    lines.append(f"改好以后把这个文件原样保存{due}即可。标记和这张表不用删。")
    items = tuple(_item(f) for f in told)
    title = f"请改这 {errors} 处" if errors else f"请核对这 {len(told)} 处"
    if errors and errors < len(told):
        title += f"，核对 {len(told) - errors} 处"
    return Notice(title, tuple(lines), items)


def _item(f: Finding) -> Item:
    wrong, among = pointed(f)
    instances = dict(f.args).get("instances", "") if f.to_explain else ""
    return Item(f.severity, wrong, among, f.place, f.message, f.remedy, f.rule, instances)
