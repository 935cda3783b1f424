"""Roll up what stands in the ledger into the office's report workbook."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from toolkit.errors import WorkFolderError
from toolkit.excel.pages import Link, Page
from toolkit.excel.render import Stamp, render
from toolkit.figures.check import Judged, judge
from toolkit.figures.merge import Merged, merge
from toolkit.flow.collect import units
from toolkit.flow.files import write
from toolkit.flow.findings import of_rules
from toolkit.flow.lastyear import priors
from toolkit.flow.workfolder import WorkFolder, stamp
from toolkit.form.finding import Finding, ordered
from toolkit.form.ground import Grounded, ground
from toolkit.form.layout import SOURCES, UNITS, place
from toolkit.form.layout import STATES as STATES_SHEET
from toolkit.form.model import REPORT
from toolkit.form.roster import STATES
from toolkit.form.submission import ACCEPTED, OUTCOMES, WITH_WARNINGS, Identity, Submission, from_plain
from toolkit.form.words import switched
from toolkit.ledger import Ledger

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from toolkit.flow.collected import UnitState
    from toolkit.ledger import Receipt


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
) -> Report:
    """Merge every accepted submission; with units missing, go on only when *partial*.

    *last* is the office's report of the year before; without it the work folder's 上年报告.xlsx, if there is one.
    """
    if not folder.ledger.exists():
        raise WorkFolderError("还没有收过任何报送件。请先运行 toolkit collect。")
    with Ledger.open(folder.ledger) as ledger:
        states, receipts = units(folder, ledger, now), ledger.currents()
    result = Report(None, states, None, ())
    if result.missing and not partial:
        return result
    tell(0, 3, "读取各单位数据")
    kept = [u for u in states if u.outcome in (ACCEPTED, WITH_WARNINGS) and not u.unit.excused]
    if not kept:
        raise WorkFolderError(
            "没有一个单位的报送件通过审核，无从汇总。请先运行 toolkit collect 看看要改什么。"
        )
    submissions = [_submission(receipts[u.unit.code]) for u in kept]
    tell(1, 3, "汇总")
    who = _identity(folder)
    merged = merge(folder.form, who, submissions, folder.office.year)
    if known := priors(folder, last):
        merged = replace(merged, report=replace(merged.report, prior=known))
    grounded = ground(folder.form, REPORT, folder.office.level)
    judged = judge(grounded, [merged.report], folder.office.year)[0]
    layout = place(folder.form, REPORT)
    findings = tuple(
        ordered([*merged.findings, *of_rules(grounded, layout, judged, merged.report, folder.office.year)])
    )
    merged = replace(merged, report=replace(merged.report, figures=judged.figures))
    tell(2, 3, "写工作簿")
    path = output or folder.report
    write(path, _draw(folder, grounded, merged, judged, states, receipts))
    tell(3, 3, "")
    return Report(path, states, merged, findings, switched(folder.form))


def _submission(receipt: Receipt) -> Submission:
    return from_plain(json.loads(receipt.payload))


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


def _draw(
    folder: WorkFolder,
    grounded: Grounded,
    merged: Merged,
    judged: Judged,
    states: tuple[UnitState, ...],
    receipts: dict[str, Receipt],
) -> bytes:
    extra = (
        _units_page(states, receipts),
        _figures_page(grounded, merged, states),
        _sources_page(grounded, merged, states),
    )
    when = Stamp("", stamp(folder.office.year))
    return render(grounded, merged.report.who, when, merged.report, judged.verdicts, extra)


def _units_page(states: tuple[UnitState, ...], receipts: dict[str, Receipt]) -> Page:
    rows = []
    for u in states:
        sha = receipts[u.unit.code].sha256[:12] if u.unit.code in receipts else ""
        counted = "计入" if u.outcome in (ACCEPTED, WITH_WARNINGS) else "未计入"
        outcome = OUTCOMES.get(u.outcome, "")
        rows.append((u.unit.code, u.unit.name, u.unit.kind, STATES[u.state], outcome, counted, u.path, sha))
    left = [u.unit.name for u in states if u.state in ("missing", "overdue", "returned")]
    note = f"未计入：{'、'.join(left)}。" if left else "应报单位全部计入。"
    heads = ("单位编码", "单位名称", "类别", "状态", "结论", "汇总", "文件", "文件指纹")
    tones = (("未计入", "bad"), ("计入", "good"))
    return Page(STATES_SHEET, "各单位报送情况", heads, (15, 28, 12, 12, 16, 10, 50, 16), rows, (note,), tones)


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
