"""Roll up what stands in the ledger into the office's report workbook."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from toolkit.errors import WorkFolderError
from toolkit.excel.pages import Link, Page
from toolkit.excel.pooled import Pool
from toolkit.excel.render import Stamp, render
from toolkit.figures.check import judge
from toolkit.figures.merge import Merged, merge
from toolkit.flow.answers import Answers, explanations, written
from toolkit.flow.files import write
from toolkit.flow.findings import of_rules, pointed
from toolkit.flow.kept import carried, kept, rolled
from toolkit.flow.lastyear import priors
from toolkit.flow.publish import corrections, page
from toolkit.flow.reportpages import Open, compared, draft, explained, front, reported
from toolkit.flow.standing import standings, submissions, units
from toolkit.flow.workfolder import STORE, WorkFolder, stamp
from toolkit.form.finding import Finding, finding
from toolkit.form.ground import Grounded, ground
from toolkit.form.layout import SOURCES, place
from toolkit.form.model import REPORT
from toolkit.form.submission import Identity
from toolkit.form.words import number, switched
from toolkit.ledger.ledger import Ledger
from toolkit.ledger.records import Version
from toolkit.ledger.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from toolkit.excel.pooled import Adjustment
    from toolkit.flow.collected import UnitState
    from toolkit.flow.kept import Kept
    from toolkit.form.model import Cell, Form


ANCHOR = 16
"""How much of the event log's hash is enough to type."""
FIRST_SOURCE = 3
"""The row of 数据来源 (from 0) its first line stands in: a title, a note and the heads are above."""
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
    keep_edits: bool = False,
) -> Report:
    """Merge every accepted submission; with units missing, go on only when *partial*.

    *last* is the office's report of the year before; without it the work folder's 上年报告.xlsx, if there is one.
    *correct* says why a published report is corrected. *keep_edits* takes what somebody wrote into the report that
    stands also where the units changed the same.
    """
    if not folder.ledger.exists():
        raise WorkFolderError("还没有收过任何报送件。请先运行 toolkit collect。")
    with Ledger.open(folder.ledger) as ledger:
        asked = _Asked(output or folder.report, partial, last, correct, keep_edits)
        return _report(ledger, folder, asked, now, tell)


class _Asked(NamedTuple):
    path: Path
    partial: bool
    last: Path | None
    correct: str
    keep_edits: bool


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
    counted = [u for u in states if u.counted]
    if not counted:
        raise WorkFolderError(
            "没有一个单位的报送件通过审核，无从汇总。请先运行 toolkit collect 看看要改什么。"
        )
    sent = submissions(ledger, (stands[u.unit.code] for u in counted))
    tell(1, 3, "汇总")
    who = _identity(folder)
    merged = merge(folder.form, who, [sent[u.unit.code] for u in counted], folder.office.year)
    before = priors(folder, asked.last)
    if before.figures:
        merged = replace(merged, report=replace(merged.report, prior=before.figures))
    grounded = ground(folder.form, REPORT, folder.office.level)
    store = Store(folder.path / STORE)
    held = kept(asked.path, grounded, who, ledger)
    units_said = rolled(merged)
    merged = carried(held, merged, grounded, keep_edits=asked.keep_edits)
    merged = replace(merged, report=replace(merged.report, explanations=held.explanations))
    judged = judge(grounded, [merged.report], folder.office.year)[0]
    told = of_rules(grounded, place(folder.form, REPORT), judged, merged.report, folder.office.year)
    ledger.explain(explanations(who.unit, told, now))
    told += _adjusted(grounded, held, merged)
    findings = Answers.of(ledger).applied(who.unit, [*before.findings, *merged.findings, *told])
    report = replace(merged.report, figures=judged.figures, explanations=written(findings))
    merged = replace(merged, report=report)
    tell(2, 3, "写工作簿")
    told_since = corrections(grounded, ledger.versions(), store, report, asked.correct)
    sources = _sources_page(grounded, merged, states)
    pool = _pool(grounded, merged, states, sources, held.adjusted, findings)
    extra = (
        *((page(told_since),) if told_since else ()),
        explained(folder, states, findings),
        reported(ledger, states, stands),
        sources.page,
        compared(folder.form, report.figures, before.every),
        draft(folder, report, states),
    )
    when = Stamp("", stamp(folder.office.year))
    opened = front(folder, states, Open(len(pool.adjusted), tuple(findings)))
    drawn = render(grounded, merged.report.who, when, merged.report, judged.verdicts, extra, pool, opened)
    write(asked.path, drawn)
    why = told_since[-1].why if told_since else ""
    ledger.made(Version(store.put(drawn), asked.path.name, now, "", why, units_said))
    tell(3, 3, "")
    return Report(asked.path, states, merged, findings, switched(folder.form))


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


class _Sources(NamedTuple):
    """The page of sources, and in which of its rows (from 0) each part of a figure stands: (figure, unit) → row."""

    page: Page
    rows: dict[tuple[Cell, str], int]


def _sources_page(grounded: Grounded, merged: Merged, states: tuple[UnitState, ...]) -> _Sources:
    """Every part of every figure, with the cell of the unit's own file it was read from."""
    form, layout = grounded.form, place(grounded.form, REPORT)
    files = {u.unit.code: u.path for u in states}
    rows: list[tuple[object, ...]] = []
    at_row: dict[tuple[Cell, str], int] = {}
    for cell in grounded.inputs:
        at = layout.at[cell]
        for part in merged.parts.get(cell, ()):
            if part.value not in (0.0, ""):
                sheet, _, place_in = part.source.rpartition("!")
                link = Link(f"{at.sheet}!{at.a1}", f"{at.sheet} {at.a1}")
                value = part.value if isinstance(part.value, float) else _short(str(part.value))
                at_row[cell, part.code] = FIRST_SOURCE + len(rows)
                rows.append(
                    (link, form.label(cell), part.unit, value, files.get(part.code, ""), sheet, place_in)
                )
    heads = ("本报告单元格", "指标", "来自单位", "数", "文件", "工作表", "单元格或行")
    note = "报告中每一个不为 0 的数，从哪个单位、哪个文件、哪张表、哪一格（行）来。"
    made = Page(SOURCES, "数据来源", heads, (18, 40, 26, 14, 46, 20, 26), rows, (note,))
    return _Sources(made, at_row)


def _pool(
    grounded: Grounded,
    merged: Merged,
    states: tuple[UnitState, ...],
    sources: _Sources,
    adjusted: dict[Cell, Adjustment],
    findings: Sequence[Finding],
) -> Pool:
    """Return what every unit brought to every number, unit by unit, with what is on record of it."""
    cells = [c for c in grounded.inputs if c in merged.ways]
    units = {u.unit.code: u for u in states if u.counted}
    brought = {(c, p.code): float(p.value) for c in cells for p in merged.parts[c]}
    codes = [k for k in units if any((c, k) in brought for c in cells)]
    names = {p.code: p.unit for c in cells for p in merged.parts[c]}
    layout = place(grounded.form, REPORT)
    explained = {(f.sheet, f.cell) for f in findings if f.explanation}
    notes = {}
    told = _explained(grounded.form, units.values())
    for c in cells:
        said = ["人工调整"] if c in adjusted else []
        said += ["有说明"] if (layout.at[c].sheet, layout.at[c].a1) in explained else []
        said += [f"有说明：{'、'.join(told[c])}"] if c in told else []
        moved = [names[k] for k in codes if brought.get((c, k)) and _realigned(units[k])]
        said += [f"按指标名对齐：{'、'.join(moved)}"] if moved else []
        notes[c] = "；".join(said)
    return Pool(
        tuple((k, names[k]) for k in codes),
        {c: tuple(brought.get((c, k)) for k in codes) for c in cells},
        {c: merged.ways[c] for c in cells},
        notes,
        {
            (c, i): row
            for c in cells
            for i, k in enumerate(codes)
            if (row := sources.rows.get((c, k))) is not None
        },
        {c: a for c, a in adjusted.items() if c in merged.ways},
    )


def _explained(form: Form, units: Iterable[UnitState]) -> dict[Cell, list[str]]:
    """Return who explained which figure: those a warning somebody answered points at."""
    found: dict[Cell, list[str]] = {}
    for unit in units:
        at = {p: c for c, p in place(form, unit.unit.kind).at.items()}
        for f in unit.findings:
            for where in pointed(f)[0] if f.explanation else ():
                if where in at and unit.unit.name not in found.setdefault(at[where], []):
                    found[at[where]].append(unit.unit.name)
    return {c: names for c, names in found.items() if names}


def _realigned(unit: UnitState) -> bool:
    return any(f.code in ("realigned", "cell_moved", "made_elsewhere") for f in unit.findings)


def _adjusted(grounded: Grounded, held: Kept, merged: Merged) -> list[Finding]:
    """Tell every number somebody put in the place of a sum."""
    layout, found = place(grounded.form, REPORT), []
    for cell, said in held.adjusted.items():
        if cell not in merged.ways:
            continue
        at = layout.at[cell]
        total = "空白" if said.before is None else number(said.before)
        code = "adjusted" if said.why and said.by else "adjusted_unsaid"
        where = {"sheet": at.sheet, "cell": at.a1, "label": grounded.form.label(cell)}
        found.append(
            finding(code, value=number(said.value), expected=total, why=said.why, by=said.by, **where)
        )
    return found


def _short(text: str) -> str:
    return text if len(text) <= TOLD_TEXT else text[:TOLD_TEXT] + "…"
