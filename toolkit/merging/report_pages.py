"""The pages of a report that people read behind its figures: who is in, where every number comes from, what was explained."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.campaign.reminders import ACTING
from toolkit.document.model import ASPECT, HEADING, Grid
from toolkit.folder.days import office_day_of
from toolkit.folder.roster import STATES
from toolkit.form.finding_codes import WARNING
from toolkit.form.layout import ADJUSTED, DRAFT, EXPLAINED
from toolkit.form.layout import STATES as STATES_SHEET
from toolkit.form.model import REPORT
from toolkit.form.placement import lay_out_workbook
from toolkit.form.submission import OUTCOMES
from toolkit.merging.companion import companion_of
from toolkit.merging.figure_reach import brief_reach, reach_of_figures, reach_of_unit_part
from toolkit.merging.manifest import (
    ANSWERED,
    COUNTED,
    EXPLANATIONS,
    MANIFEST,
    NOT_COUNTED,
    OPEN,
    OWN,
    missing_units_text,
)
from toolkit.merging.report_source import Source
from toolkit.merging.sources_page import FIRST_SOURCE, REASONED, label_reading_marks, was_read_by_labels
from toolkit.merging.unit_rows import lines_below_tables, list_roster_units
from toolkit.sheets.by_unit_sheets import PooledFigures
from toolkit.sheets.page import Page, columns_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from toolkit.figures.rollup import MergedReport
    from toolkit.figures.unit_figures import UnitFigures
    from toolkit.folder.work_folder import WorkFolder
    from toolkit.form.finding import Finding
    from toolkit.form.grounding import GroundedForm
    from toolkit.form.model import Cell, Form
    from toolkit.form.submission import Submission
    from toolkit.ledger.ledger import Ledger
    from toolkit.merging.sources_page import SourcesPage
    from toolkit.sheets.by_unit_sheets import Adjustment
    from toolkit.submissions.results import UnitState

ANCHOR = 16
"""How much of the event log's hash is enough to type."""


def explanations_page(
    folder: WorkFolder, states: tuple[UnitState, ...], findings: tuple[Finding, ...]
) -> Page:
    """The annex: every warning that was answered, of the units counted and of this report, and those that were not."""
    own = folder.office.name + OWN
    rows = []
    for unit, f in _warnings_of_annex(states, findings):
        said = (f.explanation, ANSWERED) if f.explanation else ("（未说明）", OPEN)
        rows.append((unit.unit.name if unit else own, f.handle, f.place, f.message, *said))
    done = sum(row[-1] == ANSWERED for row in rows)
    note = f"提示 {len(rows)} 处，已说明 {done} 处。说明只对当时的数有效，数变了要重写。"
    tones = ((OPEN, "warn"), (ANSWERED, "good"))
    return Page(EXPLAINED, "各项提示的说明", EXPLANATIONS, rows, (note,), tones)


def _warnings_of_annex(
    states: Sequence[UnitState], findings: Sequence[Finding]
) -> Iterator[tuple[UnitState | None, Finding]]:
    """Yield every warning of the annex in its order: those of the units counted, then the report's own (None)."""
    told = [(u, f) for u in states if u.counted for f in u.findings]
    every = (*told, *((None, f) for f in findings))
    yield from ((u, f) for u, f in every if f.severity == WARNING and f.digest)


def manifest_page(ledger: Ledger, states: tuple[UnitState, ...]) -> Page:
    """Who is in and who is not; with the fingerprints of the files it is the manifest of what was merged."""
    digests, head, rows = ledger.digests(), ledger.head(), []
    for u in states:
        sha = u.current.sha256 if u.current else ""
        came = office_day_of(ledger.sightings(sha)[0].at) if sha else ""
        counted = COUNTED if u.counted else NOT_COUNTED
        outcome = OUTCOMES.get(u.outcome, "")
        of = (u.unit.code, u.unit.name, u.unit.kind, STATES[u.state], outcome, counted)
        rows.append((*of, u.signed, u.path, sha, digests.get(sha, ""), came))
    note = missing_units_text([u.unit.name for u in states if u.state in ACTING])
    anchor = f"台账流水号：{head}（以后用 toolkit verify {head[:ANCHOR]} 核对，可知此前的记录有没有被改动）。"
    tones = ((NOT_COUNTED, "bad"), (COUNTED, "good"))
    return Page(STATES_SHEET, "各单位报送情况", MANIFEST, rows, (note, anchor), tones)


def pool_figures(
    grounded: GroundedForm,
    merged: MergedReport,
    states: tuple[UnitState, ...],
    sources: SourcesPage,
    adjusted: dict[Cell, Adjustment],
    findings: Sequence[Finding],
    units_figures: UnitFigures,
) -> PooledFigures:
    """Return what every unit brought to every number, unit by unit, with what is on record of it."""
    every = [c for c in grounded.inputs if c in merged.ways]
    units = {u.unit.code: u for u in states if u.counted}
    brought = {(c, p.code): float(p.value) for c in every for p in merged.parts[c]}
    cells = sorted(
        every, key=lambda c: 0 if c in adjusted else 1 if any(p.value for p in merged.parts[c]) else 2
    )
    codes = [k for k in units if any((c, k) in brought for c in cells)]
    names = {p.code: p.unit for c in cells for p in merged.parts[c]}
    at = {p: c for c, p in lay_out_workbook(grounded.form, REPORT).at.items()}
    explained = {at[p] for f in findings if f.explanation for p in f.at if p in at}
    told, recorded = _explained_figures(grounded.form, states, findings)
    notes = {}
    for c in (*cells, *grounded.worked_out):
        said = [ADJUSTED] if c in adjusted else []
        said += [REASONED] if c in explained else []
        said += [f"{REASONED}：{'、'.join(told[c])}"] if c in told else []
        moved = [names[k] for k in codes if brought.get((c, k)) and was_read_by_labels(units[k].findings)]
        notes[c] = "；".join([*said, *label_reading_marks(moved)])
    return PooledFigures(
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
        {c: row for c, row in sources.texts.items() if c not in merged.ways},
        sources.lines,
        brief_reach(reach_of_figures(grounded.form, merged.report.who.level)),
        tuple(brief_reach(reach_of_unit_part(merged, k)) for k in codes),
        recorded,
        lines_below_tables(grounded.form, list_roster_units(states), units_figures, sources),
    )


def _explained_figures(
    form: Form, states: Sequence[UnitState], findings: Sequence[Finding]
) -> tuple[dict[Cell, list[str]], dict[Cell, int]]:
    """Return which units explained which figure (those an answered warning points at), and the row of 说明 that says so."""
    found: dict[Cell, list[str]] = {}
    rows: dict[Cell, int] = {}
    for row, (unit, f) in enumerate(_warnings_of_annex(states, findings), FIRST_SOURCE):
        at = {p: c for c, p in lay_out_workbook(form, unit.unit.kind if unit else REPORT).at.items()}
        for cell in (at[p] for p in f.at if f.explanation and p in at):
            rows.setdefault(cell, row)
            if unit and unit.unit.name not in found.setdefault(cell, []):
                found[cell].append(unit.unit.name)
    return {c: names for c, names in found.items() if names}, rows


def draft_page(folder: WorkFolder, report: Submission, states: tuple[UnitState, ...]) -> Page | None:
    """Show the text the published report would have, part by part; None where the form has none."""
    companion = companion_of(folder.form)
    if companion is None:
        return None
    units = tuple({"单位名称": u.unit.name, "类别": u.unit.kind} for u in states)
    document, notes = companion.compose(folder.form, Source(report.who, report.figures, report, units))
    rows = list(_draft_parts(document.blocks))
    columns = columns_of("部分 15, 正文 84")
    return Page(DRAFT, "正文草稿", columns, rows, (companion.DRAFT_NOTE, *notes), landscape=False)


def _draft_parts(blocks: tuple[object, ...]) -> Iterator[tuple[str, str]]:
    part, said = "标题和说明", list[str]()
    for block in blocks:
        if isinstance(block, Grid):
            said.append(f"（{block.name}）")
            continue
        role, text = block.role, block.text  # type: ignore[attr-defined]
        if role in {HEADING, ASPECT}:
            if said:
                yield part, "\n".join(said)
            part, said = text, []
        else:
            said.append(text)
    if said:
        yield part, "\n".join(said)
