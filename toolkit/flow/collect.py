"""Take in what came back: every file found ends in one outcome, every unit of the roster in one state."""

from __future__ import annotations

import json
import pickle
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from toolkit.excel.whereabouts import plain_text
from toolkit.figures.check import judge
from toolkit.flow.answers import Answers, explanations
from toolkit.flow.collected import STANDS, Collected, File, UnitState
from toolkit.flow.distribute import identity
from toolkit.flow.findings import of_caches, of_replaced, of_rules
from toolkit.flow.lastyear import LAST
from toolkit.flow.opened import Desk, Job, Opened, opened, readable
from toolkit.flow.standing import Standing, standings, units
from toolkit.flow.workfolder import LEDGER, OUTBOX, ROSTER, SETTINGS, SUMMARY
from toolkit.form.finding import ERROR, Finding, finding, ordered
from toolkit.form.layout import COVER
from toolkit.form.model import REPORT, Form
from toolkit.form.reason import REASONS
from toolkit.form.roster import Unit, suggested
from toolkit.form.submission import (
    CONTAINER,
    DUPLICATE,
    NOT_A_SUBMISSION,
    RETURNED,
    SUPERSEDED,
    UNREADABLE,
    Identity,
    Submission,
    outcome,
    to_plain,
)
from toolkit.form.words import switched
from toolkit.intake.walk import CANNOT_OPEN, Item, reason_of, walk
from toolkit.intake.walk import NOT_A_SUBMISSION as NO_SUBMISSION
from toolkit.intake.workers import FAILED, Failure, each
from toolkit.intake.zips import ARCHIVE
from toolkit.ledger import Ledger, Receipt

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from toolkit.flow.workfolder import WorkFolder


def collect(
    paths: Sequence[Path],
    folder: WorkFolder | None,
    form: Form,
    now: str,
    tell: Callable[[int, int, str], None],
) -> Collected:
    """Read, identify, check and (with a work *folder*) record everything under *paths*.

    *now* is ISO UTC; its day decides what is overdue. Submissions are never changed.
    """
    items = [i._replace(reason="own") if _own(i, paths, folder) else i for i in walk(paths)]
    roster = {u.code: u for u in folder.roster()} if folder else {}
    files = _Judge(form, folder, roster).judged(_all(items, form, _adopted(folder, roster), tell))
    tell(len(items), len(items), "")
    if folder is None:
        files = _settled(files, frozenset(), {})
        return Collected(form.id, _year(files), files, _states_of(files), known=False)
    with Ledger.open(folder.ledger) as ledger:
        files = _settled(files, ledger.hashes(), {u: r.sha256 for u, r in ledger.currents().items()})
        _record(ledger, files, now)
        answers, stands = Answers.of(ledger), standings(ledger)
        files = tuple(_answered(f, answers, stands.get(f.unit)) for f in files)
        states = units(folder, stands, now)
    return Collected(form.id, str(folder.office.year), files, states, known=True, switched=switched(form))


def _own(item: Item, paths: Sequence[Path], folder: WorkFolder | None) -> bool:
    """Tell the work folder's own files, should someone collect the whole of it.

    What was handed out is no submission, unless the outbox itself is what they asked to collect.
    """
    if item.reason is not None:  # a link that leads to itself cannot even be resolved
        return False
    path = item.path.resolve()
    if path.name == SUMMARY:
        return True
    if folder is None:
        return False
    home = folder.path.resolve()
    if path.parent == home:
        return path.name in (ROSTER, SETTINGS, LAST) or path.name.startswith((LEDGER, folder.report.stem))
    asked = any((home / OUTBOX) in (p.resolve(), *p.resolve().parents) for p in paths)
    return (home / OUTBOX) in path.parents and not asked


def _adopted(folder: WorkFolder | None, roster: dict[str, Unit]) -> tuple[tuple[str, Identity], ...]:
    """Return whose the files are of which the office has said so."""
    if folder is None or not folder.ledger.exists():
        return ()
    with Ledger.open(folder.ledger) as ledger:
        known = [a for a in ledger.adoptions() if a.unit in roster]
    return tuple((a.sha256, identity(folder, roster[a.unit])) for a in known)


def _all(
    items: Sequence[Item],
    form: Form,
    adopted: tuple[tuple[str, Identity], ...],
    tell: Callable[[int, int, str], None],
) -> list[tuple[Item, Opened]]:
    """Open every file, and every file of every zip right behind it; the order is that of the names."""
    blob = pickle.dumps(form)
    found: dict[tuple[int, ...], tuple[Item, Opened]] = {}
    waiting = [_Waiting((i,), item, Job(str(item.path), blob, (), adopted)) for i, item in enumerate(items)]
    while waiting:
        found |= {w.key: (w.item, Opened(code=w.item.reason)) for w in waiting if w.item.reason}
        by_job = {w.job: w for w in waiting if not w.item.reason}
        waiting = []
        for job, result in each(opened, list(by_job)):
            key, item, _ = by_job[job]
            made = Opened(code=result.code, detail=result.error) if isinstance(result, Failure) else result
            found[key] = (item, made)
            tell(len(found), max(len(items), len(found)), item.shown)
            for i, m in enumerate(made.members or ()):
                inner = job._replace(inside=(*job.inside, m.at), modified=m.modified)
                waiting.append(
                    _Waiting((*key, i), Item(item.path, f"{item.shown}/{m.name}", m.reason), inner)
                )
    return [found[key] for key in sorted(found)]


class _Waiting(NamedTuple):
    """A file to be opened; *key* is its place in the order."""

    key: tuple[int, ...]
    item: Item
    job: Job


class _Judge:
    """Judges files for one run."""

    def __init__(self, form: Form, folder: WorkFolder | None, roster: dict[str, Unit]) -> None:
        self.form, self.folder, self.roster = form, folder, roster
        self.desk = Desk(form)

    def mixed(self, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
        """Return a cover that names another unit of the roster as the error it is: A's workbook filled in by B."""
        known = {*self.roster, *(u.name for u in self.roster.values())}
        return tuple(
            finding("other_unit", **{k: v for k, v in (*f._asdict().items(), *f.args) if k in OTHER})
            if f.code == "identity_conflict" and f.sheet == COVER and f.value in known
            else f
            for f in findings
        )

    def named(self, path: str, who: Identity) -> Sequence[Finding]:
        """Compare the file's name with its contents: another unit's code in it may mean a mixed-up file."""
        name = Path(path).name
        others = [
            c for c in self.roster if c != who.unit and re.search(rf"(?<!\d){re.escape(c)}(?!\d)", name)
        ]
        if who.unit in name or not others:
            return ()
        said = {"label": "单位编码", "value": others[0], "expected": who.unit}
        return (finding("identity_conflict", witness="文件名", **said),)

    def wrong(self, who: Identity) -> Sequence[Finding]:
        """Compare whose workbook this is with what was asked for."""
        if not readable(self.form, who):
            ours = who.form == self.form.id and who.kind in {k.id for k in self.form.kinds}
            said = f"{who.edition}（{who.fingerprint}）" if ours else who.form
            return [finding("wrong_form", value=said, expected=self.form.edition if ours else self.form.id)]
        found: list[Finding] = []
        if self.folder is None:
            return found
        office = self.folder.office
        if who.year != str(office.year):
            found.append(finding("wrong_year", value=who.year, expected=str(office.year)))
        if who.kind == REPORT and who.level != self.folder.below:
            levels = {x.id: x.label for x in self.form.levels}
            value, expected = levels.get(who.level, who.level), levels.get(self.folder.below, "无")
            found.append(finding("wrong_office", value=value, expected=expected))
        unit = self.roster.get(who.unit)
        if unit is None:
            hint = suggested(self.roster.values(), who.unit, who.name)
            found.append(finding("unit_unknown", value=who.unit, label=who.name, hint=hint))
        elif unit.kind != who.kind:
            found.append(finding("wrong_kind", value=who.kind, expected=unit.kind))
        if unit is not None and (wrong := self.misnamed(who, unit)):
            found.append(wrong)
        return found

    def misnamed(self, who: Identity, unit: Unit) -> Finding | None:
        """Compare a workbook's name with the roster's: a code under another unit's name would count for the wrong one.

        A report bears the name its own office goes by.
        """
        said = {"witness": "名册", "label": "单位名称", "value": unit.name, "expected": who.name}
        name = plain_text(who.name)
        if name == plain_text(unit.name):
            return None
        if any(name == plain_text(u.name) for u in self.roster.values()):
            return finding("identity_conflict", severity=ERROR, **said)
        return None if who.kind == REPORT else finding("identity_conflict", **said)

    def judged(self, opened: list[tuple[Item, Opened]]) -> tuple[File, ...]:
        """Judge all files of a kind and period together; the order stays the files'."""
        groups: dict[tuple[str, str, str], list[int]] = {}
        done: dict[int, File] = {}
        told: dict[int, tuple[Finding, ...]] = {}
        for i, (item, made) in enumerate(opened):
            file = _file(item, made)
            who = made.who
            if who is None or made.code:
                done[i] = file
                continue
            told[i] = self.mixed((*self.wrong(who), *made.findings, *self.named(item.shown, who)))
            done[i] = replace(file, unit=who.unit, name=who.name)
            if made.reading is None:
                done[i] = _finished(done[i], Submission(who), list(told[i]))
            else:
                groups.setdefault((who.kind, who.level, who.year), []).append(i)
        for (kind, level, year), at in groups.items():
            grounded, given = self.desk.kind(kind, level)
            readings = [r for i in at if (r := opened[i][1].reading) is not None]
            judged = judge(grounded, [r.submission for r in readings], int(year))
            for i, reading, verdict in zip(at, readings, judged, strict=True):
                layout = reading.layout or given
                findings = [
                    *told[i],
                    *reading.submission.findings,
                    *of_rules(grounded, layout, verdict, reading.submission, int(year)),
                    *of_replaced(grounded, layout, verdict),
                    *of_caches(grounded, layout, reading.cached, verdict.figures),
                ]
                submission = replace(reading.submission, figures=verdict.figures)
                done[i] = _finished(done[i], submission, findings)
        return tuple(done[i] for i in range(len(opened)))


def _file(item: Item, made: Opened) -> File:
    """Return what a file came to before anything in it is judged."""
    file = File(item.shown, made.sha256, made.modified, UNREADABLE)
    if made.members is not None:
        said = "" if made.members else "压缩包是空的"
        return replace(file, outcome=CONTAINER, reason=said)
    if made.code in NO_SUBMISSION:
        return replace(file, outcome=NOT_A_SUBMISSION, reason=NO_SUBMISSION[made.code])
    if made.code:
        said = CANNOT_READ[made.code]
        odd = reason_of(Path(item.shown).name) == "other-file-type"
        where = f"（{made.code}）" if made.code in REASONS else ""
        return replace(file, outcome=NOT_A_SUBMISSION if odd else UNREADABLE, reason=said + where)
    if made.detail:  # an error of ours
        said = f"读取这个文件时程序出了错，请把文件发给维护者（{made.detail}）"
        return replace(file, reason=said)
    if made.who is None:
        told = made.findings[0]
        ours = told.code == "no_identity"  # somebody's figures: not to be passed over
        reason = f"{told.message}。{told.remedy}" if ours else told.message
        return replace(file, outcome=UNREADABLE if ours else NOT_A_SUBMISSION, reason=reason)
    return file


OTHER = ("witness", "label", "value", "expected", "sheet", "cell")
"""What a finding about a mixed-up workbook says."""
CANNOT_READ = REASONS | CANNOT_OPEN | ARCHIVE | FAILED


def _causes(findings: list[Finding]) -> list[Finding]:
    """Leave out what only repeats another finding: a wrong number over a formula is one fault, not two."""
    wrong = {(f.sheet, f.cell) for f in findings if f.code == "replaced" or (f.rule and f.severity == ERROR)}
    return [f for f in findings if f.code != "formula_lost" or (f.sheet, f.cell) not in wrong]


def _finished(file: File, submission: Submission, findings: list[Finding]) -> File:
    told = tuple(ordered(_causes(findings)))
    return replace(file, outcome=outcome(told), submission=replace(submission, findings=told))


def _settled(files: tuple[File, ...], received: frozenset[str], currents: dict[str, str]) -> tuple[File, ...]:
    """Name duplicates and, of several files of one unit, keep the latest.

    A file *received* in an earlier run is no news: it stands only while it is its unit's current one.
    Among the rest the file's own time decides, and its name where times are equal.
    """
    seen: set[str] = set()
    out = []
    for file in files:
        if file.sha256 and file.sha256 in seen:
            out.append(replace(file, outcome=DUPLICATE, reason="与本次的另一个文件内容完全相同"))
        elif file.outcome in STANDS and file.sha256 in received and currents.get(file.unit) != file.sha256:
            out.append(replace(file, outcome=SUPERSEDED, reason="以前收过，后来又收到了更新的文件"))
        else:
            out.append(file)
        seen.add(file.sha256)
    by_unit: dict[str, list[int]] = {}
    for i, file in enumerate(out):
        if file.outcome in STANDS:
            by_unit.setdefault(file.unit, []).append(i)
    for at in by_unit.values():
        latest = max(at, key=lambda i: (out[i].sha256 not in received, out[i].modified, out[i].path))
        for i in at:
            if i != latest:
                reason = f"同一单位有更新的文件 {out[latest].path}"
                out[i] = replace(out[i], outcome=SUPERSEDED, reason=reason)
    return tuple(out)


def _record(ledger: Ledger, files: tuple[File, ...], now: str) -> None:
    """Record the run in one transaction; a file without a hash was never read and leaves no row."""
    receipts = [
        Receipt(f.sha256, f.path, f.outcome, f.unit or None, f.reason or None, now, _payload(f))
        for f in files
        if f.sha256
    ]
    standing = {f.unit: (f.sha256, f.path) for f in files if f.outcome in STANDS}
    ledger.receive(receipts, standing)
    for f in sorted(files, key=lambda f: (f.modified, f.path)):
        if f.submission and f.unit:
            ledger.explain(explanations(f.unit, f.findings, now))


def _answered(file: File, answers: Answers, stands: Standing | None) -> File:
    """Return *file* with the answers to its findings and, if it stands for its unit, with what the others show."""
    if file.submission is None or file.outcome not in STANDS:
        return file
    told = answers.applied(file.unit, file.findings)
    if stands and stands.receipt.sha256 == file.sha256:
        told = stands.findings
    return replace(file, outcome=outcome(told), submission=replace(file.submission, findings=told))


def _payload(file: File) -> str:
    return json.dumps(to_plain(file.submission), ensure_ascii=False) if file.submission else "{}"


def _states_of(files: tuple[File, ...]) -> tuple[UnitState, ...]:
    """Without a roster, the units are those whose files came."""
    return tuple(
        UnitState(
            Unit(f.unit, f.name, f.submission.who.kind),
            "returned" if f.outcome == RETURNED else "received",
            f.outcome,
            f.path,
            "",
            f.findings,
        )
        for f in files
        if f.outcome in STANDS and f.submission
    )


def _year(files: tuple[File, ...]) -> str:
    return next((f.submission.who.year for f in files if f.submission), "")
