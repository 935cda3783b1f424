"""A report held against the files it was made of: every child as it was sent, every part, every total.

A manifest alone proves nothing against somebody who changes report and children together: for that a receipt is needed
that lies with somebody else (``toolkit receipt``: both sides keep the file's fingerprint).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from toolkit.errors import Unreadable, WorkFolderError
from toolkit.excel.book import open_book
from toolkit.excel.identify import identify
from toolkit.excel.pooled import Pooled
from toolkit.excel.read import read
from toolkit.excel.sheet import NUMBER
from toolkit.figures.check import judge
from toolkit.figures.merge import merge
from toolkit.flow.contents import figures_digest, submission_of
from toolkit.flow.takein import take_in
from toolkit.flow.workfolder import form_named
from toolkit.form.finding import ERROR
from toolkit.form.ground import ground
from toolkit.form.layout import STATES, place
from toolkit.form.model import REPORT
from toolkit.form.reason import REASONS
from toolkit.form.shown import visible
from toolkit.form.words import number
from toolkit.intake.walk import walk
from toolkit.ledger.ledger import Ledger

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from toolkit.excel.book import Book, Sheet
    from toolkit.form.ground import Grounded
    from toolkit.form.model import Cell, Form
    from toolkit.form.submission import Identity, Submission

MANIFEST = (
    "单位编码",
    "单位名称",
    "类别",
    "状态",
    "结论",
    "汇总",
    "审核",
    "文件",
    "文件指纹",
    "数据指纹",
    "收到日期",
)
"""The heads of 报送情况, which is the manifest: found by their words."""
COUNTED = "计入"
UNPROVED = (
    "本项核对只说明报告与这些文件一致。报告和文件一起被改过的，看不出来；要防止这一点，"
    "请对照双方各留一份的回执（toolkit receipt）上的文件指纹。"
)


class Child(NamedTuple):
    """One line of the manifest that was counted."""

    unit: str
    name: str
    kind: str
    path: str
    sha256: str
    digest: str


@dataclass
class Custody:
    """What was compared and what is wrong; *notes* are what a person may have done and said so."""

    report: str = ""
    children: int = 0
    parts: int = 0
    faults: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def plain(self) -> dict[str, Any]:
        """Return it as JSON-ready values."""
        return {**self.__dict__, "ok": not self.faults}


def custody(path: Path, children: Path, now: str, tell: Callable[[int, int, str], None]) -> Custody:
    """Hold the report at *path* against its units' files below *children*; raise WorkFolderError where it is none."""
    try:
        book = open_book(path.read_bytes())
        who = identify(book).who
    except Unreadable as error:
        raise WorkFolderError(
            f"{path} 读不出来：{REASONS[error.code]}。请核对是不是年度报告工作簿。"
        ) from error
    if who is None or who.kind != REPORT:
        raise WorkFolderError(f"{path} 不是年度报告工作簿。请用 toolkit merge 做出的报告。")
    form = form_named(who.form)
    grounded = ground(form, REPORT, who.level)
    made = Custody(visible(f"{who.name} {who.year}"))
    listed = list(_manifest(book))
    if not listed or not Pooled(book).at:
        raise WorkFolderError(f"{path} 里没有“{STATES}”或“分单位数据”表，没有可以核对的。")
    made.children = len(listed)
    reading = read(grounded, book, who)
    sent = reading.submission
    year = int(who.year)
    judged = judge(grounded, [sent], year)[0]
    made.faults += [f"{f.place}：{f.message}" for f in sent.findings if f.severity == ERROR]
    made.notes += [f"{f.place}：{f.message}" for f in sent.findings if f.code == "adjusted"]
    made.faults += list(_shown(grounded, reading.cached, judged.figures))
    made.faults += list(_sums(grounded, book))
    with Ledger.passing() as ledger:
        items = list(walk([children]))
        taken = take_in(items, form, ledger, None, {}, now, tell)
        nobodys = {t.sha256 for t in taken if t.sha256 and t.facts.who is None}
        adopted = {c.sha256: _as(form, who, c) for c in listed if c.sha256 in nobodys}
        if adopted:  # the office said whose they are
            taken = take_in(items, form, ledger, None, adopted, now, tell)
        there = {t.sha256: t.item.shown for t in taken if t.sha256}
        by_unit: dict[str, list[str]] = {}
        for t in taken:
            if t.facts.who and t.sha256:
                by_unit.setdefault(t.facts.who.unit, []).append(t.sha256)
        found: list[Submission] = []
        for child in listed:
            content = ledger.content(child.sha256) if child.sha256 in there else None
            submission = submission_of(content) if content else None
            if submission is None:
                others = [(there[h], c) for h in by_unit.get(child.unit, ()) if (c := ledger.content(h))]
                again = [p for p, c in others if c.digest == child.digest and child.digest]
                if again:
                    made.notes.append(
                        f"{child.name}：{again[0]} 与当时收到的不是同一个文件（另存过），数相同"
                    )
                    submission = submission_of(next(c for p, c in others if p == again[0]))
                elif others:
                    made.faults.append(f"{child.name}：{others[0][0]} 不是当时收到的 {child.path}，数也不同")
                else:
                    made.faults.append(f"{child.name}：缺少文件 {child.path}（{child.sha256[:12]}）")
            elif figures_digest(submission) != child.digest:
                made.faults.append(f"{child.name}：报告里记的数据指纹与文件 {child.path} 不符")
            if submission is not None:
                if submission.who.unit != child.unit:
                    made.faults.append(f"{child.name}：文件 {child.path} 是 {submission.who.name} 的")
                found.append(submission)
    if len(found) < len(listed):
        made.notes.append("有单位的文件缺少或被换过，这些单位的数没有逐格核对")
    merged = merge(form, who, found, year) if found else None
    if merged:
        brought = {(c, p.code): p.value for c in merged.ways for p in merged.parts[c]}
        whole = {s.who.unit for s in found}
        made.parts = len(brought)
        made.faults += list(_parts(grounded, book, brought, whole, {c.unit: c.name for c in listed}))
        made.notes += list(_texts(grounded, sent, merged.report.figures, merged.ways))
    made.notes.append(UNPROVED)
    return made


def _as(form: Form, who: Identity, child: Child) -> Identity:
    """Return whose a file is that does not say so itself, as the manifest says it."""
    levels = [x.id for x in form.levels]
    below = levels[max(levels.index(who.level) - 1, 0)] if child.kind == REPORT else ""
    made = who._replace(kind=child.kind, unit=child.unit, name=child.name, office=who.name, level=below)
    return made._replace(fingerprint=form.fingerprint(child.kind))


def _manifest(book: Book) -> Iterator[Child]:
    for said in reported(book):
        if said["汇总"] == COUNTED:
            yield Child(*(said[h] for h in ("单位编码", "单位名称", "类别", "文件", "文件指纹", "数据指纹")))


def reported(book: Book) -> Iterator[dict[str, str]]:
    """Yield what a report says of each of its units, by the heads of ``MANIFEST``; nothing where it says nothing."""
    sheet = book.sheet(STATES)
    if sheet is None:
        return
    head = next((r for (r, _), c in sorted(sheet.cells.items()) if c.raw == MANIFEST[0]), None)
    at = {c.raw: column for (r, column), c in sheet.cells.items() if r == head}
    if head is None or not set(MANIFEST) <= at.keys():
        return
    for row in sorted({r for r, _ in sheet.cells if r > head}):
        said = {h: _raw(sheet, row, at[h]) for h in MANIFEST}
        if said[MANIFEST[0]]:
            yield said


def _raw(sheet: Sheet, row: int, column: int) -> str:
    cell = sheet.cells.get((row, column))
    return cell.raw if cell else ""


def _shown(grounded: Grounded, cached: dict[Cell, str], figures: dict[Cell, Any]) -> Iterator[str]:
    """Tell where a formula shows another result than it comes to."""
    layout = place(grounded.form, REPORT)
    for cell, raw in cached.items():
        value, at = figures.get(cell), layout.at[cell]
        try:
            same = isinstance(value, float) and abs(float(raw) - value) < 5e-7
        except ValueError:
            same = raw == value
        if value is not None and not same:
            yield f"{at.sheet} {at.a1}（{grounded.form.label(cell)}）：显示 {raw}，按各单位的数应为 {number(value)}"


def _sums(grounded: Grounded, book: Book) -> Iterator[str]:
    """Tell where the sum that stands beside a figure's parts is not theirs."""
    sheets = Pooled(book)
    for cell in grounded.inputs:
        worked = sheets.worked(cell, grounded.way(cell), grounded.form.figure(cell).places)
        shown = sheets.sum_shown(cell, grounded.way(cell))
        if worked is None or shown is None or worked.bad:
            continue
        at, raw, ours = shown
        total = "" if worked.total is None else number(worked.total)
        if not ours:
            yield f"{at.sheet} {at.a1}（{grounded.form.label(cell)}）：合计的公式被改动，应为 {total}"
        elif raw and not (NUMBER.fullmatch(raw) and number(float(raw)) == total):
            yield f"{at.sheet} {at.a1}（{grounded.form.label(cell)}）：显示 {raw}，应为 {total}"


def _parts(
    grounded: Grounded,
    book: Book,
    brought: dict[tuple[Cell, str], Any],
    whole: set[str],
    names: dict[str, str],
) -> Iterator[str]:
    """Tell every part that is not what the unit's own file says, both ways."""
    sheets = Pooled(book)
    known = {c.name: c for c in grounded.inputs}
    stands = {(known[n], unit): value for n, unit, value in sheets.parts() if n in known}
    for unit in sorted({u for _, u in stands} - names.keys()):
        yield f"分单位数据里的 {unit} 不在“{STATES}”的计入单位里"
    for cell, unit in sorted({*stands, *brought}, key=lambda one: (one[1], one[0])):
        if unit not in whole:
            continue
        here, there = stands.get((cell, unit)), brought.get((cell, unit))
        if here != there:
            said = ["空白" if v is None else number(v) for v in (here, there)]
            yield f"{names[unit]} {grounded.form.label(cell)}：报告里是 {said[0]}，单位的文件里是 {said[1]}"


def _texts(
    grounded: Grounded, sent: Submission, units: dict[Cell, Any], ways: dict[Cell, str]
) -> Iterator[str]:
    for cell in grounded.inputs:
        if cell not in ways and cell in units and sent.figures.get(cell) != units[cell]:
            yield f"{grounded.form.label(cell)}：文字与各单位报的不同（本机关改写过）"
