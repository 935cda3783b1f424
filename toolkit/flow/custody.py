"""A report held against the files it was made of: every child as it was sent, every part, every total.

A manifest alone proves nothing against somebody who changes report and children together: for that a receipt is needed
that lies with somebody else (``toolkit receipt``: both sides keep the file's fingerprint).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from toolkit.errors import Unreadable, WorkFolderError
from toolkit.excel.book import open_book
from toolkit.excel.identify import identify
from toolkit.excel.pooled import Pooled
from toolkit.excel.read import read
from toolkit.excel.sheet import NUMBER
from toolkit.excel.whereabouts import raw
from toolkit.figures.check import judge
from toolkit.figures.merge import merge
from toolkit.flow.gathered import gathered
from toolkit.flow.heldlists import lists
from toolkit.flow.manifest import counted, reported
from toolkit.flow.workfolder import form_named
from toolkit.form.finding import ERROR
from toolkit.form.ground import ground
from toolkit.form.layout import STATES, place
from toolkit.form.model import REPORT
from toolkit.form.reason import REASONS
from toolkit.form.shown import visible
from toolkit.form.words import number

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from toolkit.excel.book import Book
    from toolkit.excel.read import Reading
    from toolkit.flow.manifest import Told
    from toolkit.form.ground import Grounded
    from toolkit.form.layout import Layout
    from toolkit.form.model import Cell
    from toolkit.form.submission import Submission

UNPROVED = (
    "本项核对只说明报告与这些文件一致。报告和文件一起被改过的，看不出来；要防止这一点，"
    "请对照双方各留一份的回执（toolkit receipt）上的文件指纹。"
)


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

    def take(self, told: Iterable[Told]) -> None:
        """Put what was told to the faults or to the notes."""
        for one in told:
            (self.notes if one.mild else self.faults).append(one.text)


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
    lines = list(reported(book))
    listed = counted(lines)
    if not listed or not Pooled(book).at:
        raise WorkFolderError(f"{path} 里没有“{STATES}”或“分单位数据”表，没有可以核对的。")
    made.children = len(listed)
    reading = read(grounded, book, who)
    sent = reading.submission
    year = int(who.year)
    made.faults += [f"{f.place}：{f.message}" for f in sent.findings if f.severity == ERROR]
    made.notes += [f"{f.place}：{f.message}" for f in sent.findings if f.code == "adjusted"]
    made.faults += list(_worked_out(grounded, book, reading, year))
    made.faults += list(_sums(grounded, book))
    there = gathered(children, form, who, lines, now, tell)
    made.take(there.told)
    merged = merge(form, who, [k.submission for k in there.kids], year) if there.kids else None
    if merged:
        brought = {(c, p.code): p.value for c in merged.ways for p in merged.parts[c]}
        whole = {k.submission.who.unit for k in there.kids}
        made.parts = len(brought)
        made.faults += list(_parts(grounded, book, brought, whole, {c.unit: c.name for c in listed}))
        made.notes += list(_texts(grounded, sent, merged.report.figures, merged.ways))
        all_there = len(there.kids) == len(listed)
        units = None if all_there else {k.submission.who.name for k in there.kids}
        made.take(lists(form, reading.layout or place(form, REPORT), sent, merged, units))
    made.notes.append(UNPROVED)
    return made


def _worked_out(grounded: Grounded, book: Book, reading: Reading, year: int) -> Iterator[str]:
    """Tell where a cell that is worked out shows something else than it comes to, or is no formula of ours any more."""
    sent, layout = reading.submission, reading.layout or place(grounded.form, REPORT)
    typed = {c: v for c, v in sent.figures.items() if c not in sent.stated}
    afresh = replace(sent, figures=typed, stated=frozenset(), unread=sent.unread - sent.stated)
    figures = judge(grounded, [afresh], year)[0].figures
    yield from _shown(grounded, layout, reading.cached, figures)
    for cell in (c for c in grounded.worked_out if c in sent.stated):
        at = layout.at[cell]
        sheet = book.sheet(at.sheet)
        shown = visible(raw(sheet, at.row, at.column) if sheet else "") or "空白"
        comes = number(figures[cell]) if cell in figures else "空白"
        label = grounded.form.label(cell)
        yield f"{at.sheet} {at.a1}（{label}）：自动计算的公式被改掉，显示 {shown}，应为 {comes}"


def _shown(
    grounded: Grounded, layout: Layout, cached: dict[Cell, str], figures: dict[Cell, Any]
) -> Iterator[str]:
    """Tell where a formula shows another result than it comes to."""
    for cell, seen in cached.items():
        value, at = figures.get(cell), layout.at[cell]
        try:
            same = isinstance(value, float) and abs(float(seen) - value) < 5e-7
        except ValueError:
            same = seen == value
        if value is not None and not same:
            yield f"{at.sheet} {at.a1}（{grounded.form.label(cell)}）：显示 {seen}，按各单位的数应为 {number(value)}"


def _sums(grounded: Grounded, book: Book) -> Iterator[str]:
    """Tell where the sum that stands beside a figure's parts is not theirs."""
    sheets = Pooled(book)
    for cell in grounded.inputs:
        worked = sheets.worked(cell, grounded.way(cell), grounded.form.figure(cell).places)
        shown = sheets.sum_shown(cell, grounded.way(cell))
        if worked is None or shown is None or worked.bad:
            continue
        at, seen, ours = shown
        total = "" if worked.total is None else number(worked.total)
        if not ours:
            yield f"{at.sheet} {at.a1}（{grounded.form.label(cell)}）：合计的公式被改动，应为 {total}"
        elif seen and not (NUMBER.fullmatch(seen) and number(float(seen)) == total):
            yield f"{at.sheet} {at.a1}（{grounded.form.label(cell)}）：显示 {seen}，应为 {total}"


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
