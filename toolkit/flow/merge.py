"""Roll up what stands in the ledger into the office's report workbook."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from toolkit.errors import Unreadable, WorkFolderError
from toolkit.excel.book import open_book
from toolkit.excel.identify import identify
from toolkit.excel.pages import Link, Page
from toolkit.excel.read import read
from toolkit.excel.render import Stamp, render
from toolkit.figures.check import judge
from toolkit.figures.merge import Merged, merge
from toolkit.flow.answers import Answers, explanations, written
from toolkit.flow.files import write
from toolkit.flow.findings import of_rules
from toolkit.flow.lastyear import priors
from toolkit.flow.publish import corrections, page
from toolkit.flow.standing import standings, submissions, units
from toolkit.flow.workfolder import STORE, WorkFolder, stamp
from toolkit.form.finding import WARNING, Finding
from toolkit.form.ground import Grounded, ground
from toolkit.form.layout import EXPLAINED, SOURCES, UNITS, place
from toolkit.form.layout import STATES as STATES_SHEET
from toolkit.form.model import REPORT
from toolkit.form.reason import REASONS
from toolkit.form.roster import STATES
from toolkit.form.submission import OUTCOMES, Identity
from toolkit.form.words import switched
from toolkit.ledger.ledger import Ledger
from toolkit.ledger.records import Version
from toolkit.ledger.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from toolkit.flow.collected import UnitState
    from toolkit.flow.standing import Standing


ANCHOR = 16
"""How much of the event log's hash is enough to type."""
TOLD_TEXT = 12
"""How much of a text the sources page repeats: enough to know it again."""


@dataclass(frozen=True)
class Report:
    """What merging came to. *path* is None where nothing was written because units are missing."""

    path: Path | None
    units: tuple[UnitState, ...]
    merged: Merged | None
    findings: tuple[Finding, ...]
    switched: tuple[str, ...] = ()

    @property
    def missing(self) -> tuple[UnitState, ...]:
        """Return the units that must still report or mend."""
        return tuple(u for u in self.units if u.state in ("missing", "overdue", "returned"))

    def plain(self) -> dict[str, Any]:
        """Return the result as JSON-ready values."""
        figures = self.merged.report.figures if self.merged else {}
        return {
            "path": str(self.path) if self.path else None,
            "missing": [
                {"code": u.unit.code, "name": u.unit.name, "kind": u.unit.kind, "state": u.state}
                for u in self.missing
            ],
            "figures": {c.name: v for c, v in figures.items()},
            "findings": [f.plain() for f in self.findings],
            "switched": list(self.switched),
        }


def report(
    folder: WorkFolder,
    output: Path | None,
    now: str,
    tell: Callable[[int, int, str], None],
    *,
    partial: bool,
    last: Path | None = None,
    correct: str = "",
) -> Report:
    """Merge every accepted submission; with units missing, go on only when *partial*.

    *last* is the office's report of the year before; without it the work folder's 上年报告.xlsx, if there is one.
    *correct* says why a published report is corrected.
    """
    if not folder.ledger.exists():
        raise WorkFolderError("还没有收过任何报送件。请先运行 toolkit collect。")
    with Ledger.open(folder.ledger) as ledger:
        asked = _Asked(output or folder.report, partial, last, correct)
        return _report(ledger, folder, asked, now, tell)


class _Asked(NamedTuple):
    path: Path
    partial: bool
    last: Path | None
    correct: str


def _report(
    ledger: Ledger,
    folder: WorkFolder,
    asked: _Asked,
    now: str,
    tell: Callable[[int, int, str], None],
) -> Report:
    stands = standings(ledger)
    states = units(folder, folder.roster(), stands, now, ledger.decisions())
    result = Report(None, states, None, ())
    if result.missing and not asked.partial:
        return result
    tell(0, 3, "读取各单位数据")
    kept = [u for u in states if u.counted]
    if not kept:
        raise WorkFolderError(
            "没有一个单位的报送件通过审核，无从汇总。请先运行 toolkit collect 看看要改什么。"
        )
    sent = submissions(ledger, (stands[u.unit.code] for u in kept))
    tell(1, 3, "汇总")
    who = _identity(folder)
    merged = merge(folder.form, who, [sent[u.unit.code] for u in kept], folder.office.year)
    before = priors(folder, asked.last)
    if before.figures:
        merged = replace(merged, report=replace(merged.report, prior=before.figures))
    grounded = ground(folder.form, REPORT, folder.office.level)
    merged = replace(
        merged, report=replace(merged.report, explanations=_explained(asked.path, grounded, who))
    )
    judged = judge(grounded, [merged.report], folder.office.year)[0]
    told = of_rules(grounded, place(folder.form, REPORT), judged, merged.report, folder.office.year)
    ledger.explain(explanations(who.unit, told, now))
    findings = Answers.of(ledger).applied(who.unit, [*before.findings, *merged.findings, *told])
    report = replace(merged.report, figures=judged.figures, explanations=written(findings))
    merged = replace(merged, report=report)
    tell(2, 3, "写工作簿")
    store = Store(folder.path / STORE)
    told_since = corrections(grounded, ledger.versions(), store, report, asked.correct)
    extra = (
        *((page(told_since),) if told_since else ()),
        _explained_page(folder, states, findings),
        _units_page(states, stands, ledger.head()),
        _figures_page(grounded, merged, states),
        _sources_page(grounded, merged, states),
    )
    when = Stamp("", stamp(folder.office.year))
    drawn = render(grounded, merged.report.who, when, merged.report, judged.verdicts, extra)
    write(asked.path, drawn)
    why = told_since[-1].why if told_since else ""
    ledger.made(Version(store.put(drawn), asked.path.name, now, "", why))
    tell(3, 3, "")
    return Report(asked.path, states, merged, findings, switched(folder.form))


def _explained(path: Path, grounded: Grounded, who: Identity) -> dict[str, str]:
    """Return what somebody wrote to the warnings of the report that stands at *path*: it goes on into the next one."""
    if not path.is_file():
        return {}
    try:
        book = open_book(path.read_bytes())
        said = identify(book).who
    except Unreadable as error:
        raise WorkFolderError(
            f"现有的 {path} 读不出来：{REASONS[error.code]}。里面可能有写好的说明，没有覆盖它。请移走或改名后再运行。"
        ) from error
    if said is None or (said.kind, said.unit, said.year) != (REPORT, who.unit, who.year):
        raise WorkFolderError(f"{path} 已经有别的文件，没有覆盖它。请移走，或用 -o 指明另一个文件。")
    return read(grounded, book, who).submission.explanations


def _identity(folder: WorkFolder) -> Identity:
    form, office = folder.form, folder.office
    return Identity(
        form.id,
        form.edition,
        form.fingerprint(REPORT),
        REPORT,
        office.code,
        office.name,
        str(office.year),
        "",
        office.level,
    )


def _explained_page(folder: WorkFolder, states: tuple[UnitState, ...], findings: tuple[Finding, ...]) -> Page:
    """The annex: every warning that was answered, of the units counted and of this report, and those that were not."""
    told = [(u.unit.name, f) for u in states if u.counted for f in u.findings]
    told += [(f"{folder.office.name}（本报告）", f) for f in findings]
    rows = [
        (
            name,
            f.rule,
            f.place,
            f.message,
            f.explanation or "（未说明）",
            "已说明" if f.explanation else "未说明",
        )
        for name, f in told
        if f.severity == WARNING and f.rule
    ]
    done = sum(row[-1] == "已说明" for row in rows)
    note = f"提示 {len(rows)} 处，已说明 {done} 处。说明只对当时的数有效，数变了要重写。"
    heads = ("单位", "规则", "在哪里", "提示", "说明", "情况")
    tones = (("未说明", "warn"), ("已说明", "good"))
    return Page(EXPLAINED, "各项提示的说明", heads, (26, 8, 34, 56, 46, 10), rows, (note,), tones)


def _units_page(states: tuple[UnitState, ...], stands: dict[str, Standing], head: str) -> Page:
    rows = []
    for u in states:
        sha = stands[u.unit.code].sha256[:12] if u.unit.code in stands else ""
        counted = "计入" if u.counted else "未计入"
        outcome = OUTCOMES.get(u.outcome, "")
        of = (u.unit.code, u.unit.name, u.unit.kind, STATES[u.state], outcome, counted)
        rows.append((*of, u.signed, u.path, sha))
    left = [u.unit.name for u in states if u.state in ("missing", "overdue", "returned")]
    note = f"未计入：{'、'.join(left)}。" if left else "应报单位全部计入。"
    anchor = f"台账流水号：{head}（以后用 toolkit verify {head[:ANCHOR]} 核对，可知此前的记录有没有被改动）。"
    heads = ("单位编码", "单位名称", "类别", "状态", "结论", "汇总", "审核", "文件", "文件指纹")
    tones = (("未计入", "bad"), ("计入", "good"))
    return Page(
        STATES_SHEET,
        "各单位报送情况",
        heads,
        (15, 28, 12, 12, 16, 10, 26, 50, 16),
        rows,
        (note, anchor),
        tones,
    )


def _figures_page(grounded: Grounded, merged: Merged, states: tuple[UnitState, ...]) -> Page:
    """Units × figures: only figures to which some unit brought something other than 0."""
    form, layout = grounded.form, place(grounded.form, REPORT)
    cells = [
        c
        for c in grounded.inputs
        if any(isinstance(p.value, float) and p.value for p in merged.parts.get(c, ()))
    ]
    brought = {(p.unit, c): p.value for c in cells for p in merged.parts[c]}
    names = [u.unit.name for u in states if any((u.unit.name, c) in brought for c in cells)]
    rows: list[tuple[object, ...]] = [(n, *(brought.get((n, c), "") for c in cells)) for n in names]
    totals = (Link(f"{layout.at[c].sheet}!{layout.at[c].a1}", _shown(merged, c)) for c in cells)
    rows.append(("合计（点击到表）", *totals))
    heads = ("单位", *(f"{form.table(c.table).title or c.table}\n{form.label(c)}" for c in cells))
    note = "只列有数的指标。空白：该单位不报这一项；0：报了，没有。"
    return Page(UNITS, "分单位数据", heads, (26, *(13,) * len(cells)), rows, (note,))


def _shown(merged: Merged, cell: Any) -> str:
    value = merged.report.figures.get(cell, "")
    return f"{value:g}" if isinstance(value, float) else str(value)


def _sources_page(grounded: Grounded, merged: Merged, states: tuple[UnitState, ...]) -> Page:
    """Every part of every figure, with the cell of the unit's own file it was read from."""
    form, layout = grounded.form, place(grounded.form, REPORT)
    files = {u.unit.name: u.path for u in states}
    rows = []
    for cell in grounded.inputs:
        at = layout.at[cell]
        for part in merged.parts.get(cell, ()):
            if part.value not in (0.0, ""):
                sheet, _, place_in = part.source.rpartition("!")
                link = Link(f"{at.sheet}!{at.a1}", f"{at.sheet} {at.a1}")
                value = part.value if isinstance(part.value, float) else _short(str(part.value))
                rows.append(
                    (link, form.label(cell), part.unit, value, files.get(part.unit, ""), sheet, place_in)
                )
    heads = ("本报告单元格", "指标", "来自单位", "数", "文件", "工作表", "单元格或行")
    note = "报告中每一个不为 0 的数，从哪个单位、哪个文件、哪张表、哪一格（行）来。"
    return Page(SOURCES, "数据来源", heads, (18, 40, 26, 14, 46, 20, 26), rows, (note,))


def _short(text: str) -> str:
    return text if len(text) <= TOLD_TEXT else text[:TOLD_TEXT] + "…"
