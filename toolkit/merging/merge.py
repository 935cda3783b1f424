"""Roll up what stands in the ledger into the office's report workbook."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from toolkit.collecting.earlier_periods import read_earlier_reports
from toolkit.errors import WorkFolderError
from toolkit.figures.check import judge_submissions
from toolkit.figures.rollup import MergedReport, roll_up_submissions
from toolkit.figures.unit_figures import figures_of_units
from toolkit.folder.files import write_atomically
from toolkit.folder.own_outputs import write_own_outputs
from toolkit.folder.work_folder import STORE, WorkFolder, workbook_timestamp
from toolkit.form.finding import Finding, make_finding
from toolkit.form.grounding import GroundedForm, ground_form
from toolkit.form.model import REPORT
from toolkit.form.placement import lay_out_workbook
from toolkit.form.submission import Identity
from toolkit.form.words import format_number, switched_rules
from toolkit.ledger.ledger import Ledger
from toolkit.ledger.originals import OriginalsStore
from toolkit.ledger.records import ReportVersion
from toolkit.merging.carry_edits import carry_report_edits, read_existing_report, rebase_adjustments
from toolkit.merging.corrections import corrections_page, list_corrections
from toolkit.merging.cover_scope import LastYearStatus, cover_scope_statements
from toolkit.merging.merge_basis import build_merge_basis, merged_state_to_json, report_figures_digest
from toolkit.merging.own_look import OwnLook, record_own_look, write_own_look
from toolkit.merging.report_contents import contents_of_report
from toolkit.merging.report_pages import draft_page, explanations_page, manifest_page, pool_figures
from toolkit.merging.sources_page import build_sources_page
from toolkit.merging.unit_rows import list_roster_units, overview_page
from toolkit.merging.unkept_edits import keep_copy_beside
from toolkit.rendering.render import render_workbook
from toolkit.sheets.paper import footer_title
from toolkit.sheets.workbook_drawing import HandoutStamp, ReportContext
from toolkit.submissions.current_files import (
    current_file_states,
    list_unit_states,
    load_counted_submissions,
    settle_current_files,
)
from toolkit.submissions.explanations import RecordedAnswers, explanations_to_keep, standing_explanations
from toolkit.submissions.fits_roster import RosterFit
from toolkit.submissions.pending_files import pending_files_by_unit, units_by_folder
from toolkit.submissions.rule_findings import findings_of_rules, list_total_findings
from toolkit.text.plain_values import pick_plain
from toolkit.text.stored_values import to_stored

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from toolkit.collecting.earlier_periods import EarlierFigures
    from toolkit.figures.check import JudgedSubmission
    from toolkit.figures.unit_figures import UnitFigures
    from toolkit.folder.work_folder import Tell
    from toolkit.foreign.fill_workbook import ReportContents
    from toolkit.form.model import Cell, PriorCell
    from toolkit.form.submission import Submission
    from toolkit.merging.carry_edits import EditChoice, ExistingReport
    from toolkit.merging.corrections import ReportCorrection
    from toolkit.sheets.by_unit_sheets import Adjustment
    from toolkit.submissions.results import UnitState


@dataclass(frozen=True)
class MergeResult:
    """What merging came to. *path* is None where nothing was written because units are missing.

    *unkept* is what of the report that stood there is not in the new one; *backup* is a copy of it where anything is.
    *also* are the files of the outputs an office added of its own.
    *contents* are what goes into an office's own workbook; *look* is the form's own blank with the report in it.
    """

    path: Path | None
    units: tuple[UnitState, ...]
    merged: MergedReport | None
    findings: tuple[Finding, ...]
    switched: tuple[str, ...] = ()
    unkept: tuple[Finding, ...] = ()
    backup: Path | None = None
    contents: ReportContents | None = None
    look: OwnLook | None = None
    also: tuple[Path, ...] = ()

    @property
    def missing(self) -> tuple[UnitState, ...]:
        """Return the units that must still report or mend."""
        return tuple(u for u in self.units if u.state in ("missing", "overdue", "returned"))

    @property
    def lost(self) -> tuple[str, ...]:
        """Say what is not in the new report."""
        return tuple(f.message for f in self.unkept)

    def plain(self) -> dict[str, Any]:
        """Return the result as JSON-ready values."""
        figures = self.merged.report.figures if self.merged else {}
        missing = [pick_plain(u, "unit.code unit.name unit.kind state") for u in self.missing]
        told = "path missing figures findings switched lost unkept backup also look"
        return pick_plain(self, told, missing=missing, figures=figures)


def merge_report(
    folder: WorkFolder,
    output: Path | None,
    now: str,
    tell: Tell,
    *,
    partial: bool,
    last: Path | None = None,
    correct: str = "",
    keep_edits: bool = False,
    decided: Sequence[EditChoice] = (),
) -> MergeResult:
    """Merge every accepted submission; with units missing, go on only when *partial*.

    *last* is the office's report of the year before; without it the work folder's 上年报告.xlsx, if there is one.
    *correct* says why a published report is corrected. Where somebody wrote into the report that stands and the units
    changed the same, *decided* says whose change counts, place by place; *keep_edits* takes the report's at all others.
    """
    if not folder.ledger.exists():
        raise WorkFolderError("还没有收过任何报送件。请先运行 toolkit collect。")
    with Ledger.open(folder.ledger) as ledger:
        asked = _MergeRequest(output or folder.report, partial, last, correct, keep_edits, tuple(decided))
        made = _merge_in_ledger(ledger, folder, asked, now, tell)
    return replace(made, also=write_own_outputs(folder, made, made.path.parent)) if made.path else made


class _MergeRequest(NamedTuple):
    path: Path
    partial: bool
    last: Path | None
    correct: str
    keep_edits: bool
    decided: tuple[EditChoice, ...]


def _merge_in_ledger(
    ledger: Ledger, folder: WorkFolder, asked: _MergeRequest, now: str, tell: Tell
) -> MergeResult:
    if ledger.is_mid_run():
        raise WorkFolderError(
            "上一次 toolkit collect 没有运行完，收到的还没有排好。请再运行一次 toolkit collect，再汇总。"
        )
    states = _settle_unit_states(ledger, folder, now)
    result = MergeResult(None, states, None, ())
    if result.missing and not asked.partial:
        return result
    if not any(u.counted for u in states):
        none = "没有一个单位的报送件通过审核，无从汇总"
        raise WorkFolderError(f"{none}。请先运行 toolkit collect 看看要改什么。")
    return _ReportMerge(ledger, folder, asked, now, states).run(tell)


def _settle_unit_states(ledger: Ledger, folder: WorkFolder, now: str) -> tuple[UnitState, ...]:
    """Return how all units stand, with what counts for each; roster and settings may be others than when files came."""
    roster = folder.roster()
    fit = RosterFit(folder.form, folder, roster, units_by_folder(ledger))
    settle_current_files(ledger, fit, folder.steps, now)
    stands = current_file_states(ledger)
    waiting = pending_files_by_unit(ledger, fit, stands)
    return list_unit_states(folder, roster, stands, now, ledger.decisions(), waiting)


class _JudgedReport(NamedTuple):
    """The report with what was written into it, held to its rules: *judged* are the verdicts, *adjusted* the numbers put for sums."""

    merged: MergedReport
    judged: JudgedSubmission
    adjusted: dict[Cell, Adjustment]
    findings: tuple[Finding, ...]


class _ReportMerge:
    """One merge of the units of an office: rolled up, held against the report that stands, judged, drawn, recorded."""

    def __init__(
        self,
        ledger: Ledger,
        folder: WorkFolder,
        asked: _MergeRequest,
        now: str,
        states: tuple[UnitState, ...],
    ) -> None:
        self.ledger, self.folder, self.asked, self.now, self.states = ledger, folder, asked, now, states
        self.store = OriginalsStore(folder.path / STORE)
        self.who, self.period = report_identity(folder), folder.office.period
        self.grounded = ground_form(folder.form, REPORT, folder.office.level)

    def run(self, tell: Tell) -> MergeResult:
        """Do all of it; nothing is written before everything is known."""
        tell(0, 3, "读取各单位数据")
        sent = load_counted_submissions(self.ledger, self.states)
        tell(1, 3, "汇总")
        before = read_earlier_reports(self.folder, self.asked.last)
        rolled = self.roll_up(sent, before)
        held = read_existing_report(self.asked.path, self.grounded, self.who, self.ledger, self.store)
        carried, held = carry_report_edits(
            held, rolled, self.grounded, keep_edits=self.asked.keep_edits, decided=self.asked.decided
        )
        of = self.judge(carried, held, before, rebase_adjustments(held, rolled))
        tell(2, 3, "写工作簿")
        brought = figures_of_units(self.grounded, of.merged, sent, self.period)
        report = of.merged.report
        corrections = list_corrections(self.grounded, self.ledger, self.store, report, self.asked.correct)
        typed = frozenset(c for c, v in report.prior.items() if rolled.report.prior.get(c) != v)
        mark, data = self.draw(of, brought, corrections, before, typed)
        backup = keep_copy_beside(self.asked.path, held.data) if held.unkept else None
        write_atomically(self.asked.path, data)
        basis = build_merge_basis(self.folder, self.ledger, self.states, before, self.asked.last).text()
        why, comes = corrections[-1].why if corrections else "", merged_state_to_json(rolled)
        version = (self.store.put(data), self.asked.path.name, self.now, "", why, comes, mark, basis)
        self.ledger.made(ReportVersion(*version))
        contents = contents_of_report(self.folder, report, self.states, brought)
        look = write_own_look(self.folder, self.ledger, contents, self.who, data, self.asked.path)
        record_own_look(self.folder, self.ledger, look, report_figures_digest(report.figures), self.now)
        tell(3, 3, "")
        return MergeResult(
            *(self.asked.path, self.states, of.merged, of.findings, switched_rules(self.folder.form)),
            *(held.unkept, backup, contents, look),
        )

    def roll_up(self, sent: Sequence[Submission], before: EarlierFigures) -> MergedReport:
        """Return what the units come to, beside the figures of earlier periods where these are known."""
        rolled = roll_up_submissions(self.folder.form, self.who, sent, self.period)
        return (
            replace(rolled, report=replace(rolled.report, prior=before.figures)) if before.figures else rolled
        )

    def judge(
        self,
        merged: MergedReport,
        held: ExistingReport,
        before: EarlierFigures,
        adjusted: dict[Cell, Adjustment],
    ) -> _JudgedReport:
        """Hold the report to its rules; what was explained in the one that stands is kept."""
        merged = replace(merged, report=replace(merged.report, explanations=held.explanations))
        judged = judge_submissions(self.grounded, [merged.report], self.period)[0]
        told = _rule_findings_of_report(self.ledger, self.grounded, merged, judged, adjusted, self.now)
        every = [*before.findings, *merged.findings, *held.told, *told]
        findings = RecordedAnswers.of(self.ledger).applied(self.who.unit, every)
        explained = standing_explanations(findings)
        report = replace(merged.report, figures=judged.figures, explanations=explained)
        return _JudgedReport(replace(merged, report=report), judged, adjusted, findings)

    def draw(
        self,
        of: _JudgedReport,
        brought: UnitFigures,
        corrections: list[ReportCorrection],
        before: EarlierFigures,
        typed: frozenset[PriorCell],
    ) -> tuple[str, bytes]:
        """Return the workbook, and the mark in it that stands for all it was drawn from; *typed* are earlier figures written by hand."""
        folder, grounded, report = self.folder, self.grounded, of.merged.report
        sources = build_sources_page(grounded, of.merged, {u.unit.code: u.path for u in self.states})
        parts = pool_figures(grounded, of.merged, self.states, sources, of.adjusted, of.findings, brought)
        footer = footer_title(folder.form, self.who)
        listed = list_roster_units(self.states)
        pages = (
            overview_page(grounded, listed, brought, of.judged.figures, sources, footer),
            corrections_page(corrections) if corrections else None,
            explanations_page(folder, self.states, of.findings),
            manifest_page(self.ledger, self.states),
            sources.page,
            draft_page(folder, report, self.states),
        )
        extra = tuple(page for page in pages if page)
        word = folder.form.periods.before_word
        last = before.whole | {p.cell: v for p, v in report.prior.items() if p.word == word}
        earlier = LastYearStatus(last, bool(typed))
        said = cover_scope_statements(folder, grounded, self.states, of.findings, parts.adjusted, earlier)
        switched = switched_rules(folder.form)
        drawn_from = (to_stored(report), extra, parts, said, last, sorted(typed), switched)
        mark = hashlib.sha256(repr(drawn_from).encode()).hexdigest()[:16]
        context = ReportContext(said, last, typed, mark, self.ledger.head())
        stamp = HandoutStamp("", workbook_timestamp(self.period))
        verdicts = of.judged.verdicts
        return mark, render_workbook(grounded, report.who, stamp, report, verdicts, extra, parts, context)


def _rule_findings_of_report(
    ledger: Ledger,
    grounded: GroundedForm,
    merged: MergedReport,
    judged: JudgedSubmission,
    adjusted: Mapping[Cell, Adjustment],
    now: str,
) -> list[Finding]:
    """Return what the rules say of the report itself, and the numbers put in the place of sums; keep what was explained."""
    layout, who = lay_out_workbook(grounded.form, REPORT), merged.report.who
    told = findings_of_rules(grounded, layout, judged, merged.report, grounded.form.periods.read(who.period))
    ledger.explain(explanations_to_keep(who.unit, told, now))
    replaced = _adjustment_findings(grounded, adjusted, merged)
    return [*told, *replaced, *list_total_findings(grounded, layout, judged, replaced)]


def report_identity(folder: WorkFolder) -> Identity:
    """Return whose the report of *folder* is."""
    form, office = folder.form, folder.office
    edition = (form.id, form.edition, form.fingerprint(REPORT), REPORT)
    return Identity(*edition, office.code, office.name, office.period.text, "", office.level)


def _adjustment_findings(
    grounded: GroundedForm, adjusted: Mapping[Cell, Adjustment], merged: MergedReport
) -> list[Finding]:
    """Tell every number somebody put in the place of a sum."""
    layout, found = lay_out_workbook(grounded.form, REPORT), []
    for cell, said in adjusted.items():
        if cell not in merged.ways:
            continue
        at = layout.at[cell]
        total = "空白" if said.before is None else format_number(said.before)
        code = "adjusted" if said.why and said.by else "adjusted_unsaid"
        told = {"label": grounded.form.label(cell), "value": format_number(said.value), "expected": total}
        found.append(make_finding(code, [at], why=said.why, by=said.by, **told))
    return found
