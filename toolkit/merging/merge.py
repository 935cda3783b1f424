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
from toolkit.merging.merge_basis import build_merge_basis, merged_state_to_json
from toolkit.merging.own_look import OwnLook, record_own_look, write_own_look
from toolkit.merging.report_contents import contents_of_report, report_figures_digest
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
    load_current_submissions,
    settle_current_files,
)
from toolkit.submissions.explanations import RecordedAnswers, explanations_to_keep, standing_explanations
from toolkit.submissions.fits_roster import RosterFit
from toolkit.submissions.pending_files import pending_files_by_unit, units_by_folder
from toolkit.submissions.rule_findings import findings_of_rules, list_total_findings
from toolkit.text.stored_values import to_stored

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from toolkit.collecting.earlier_periods import EarlierFigures
    from toolkit.foreign.fill_workbook import ReportContents
    from toolkit.form.model import Cell
    from toolkit.form.submission import Submission
    from toolkit.merging.carry_edits import EditChoice
    from toolkit.sheets.by_unit_sheets import Adjustment
    from toolkit.submissions.results import UnitState


@dataclass(frozen=True)
class MergeResult:
    """What merging came to. *path* is None where nothing was written because units are missing.

    *lost* says what of the report that stood there is not in the new one; *backup* is a copy of it where anything is.
    *also* are the files of the outputs an office added of its own.
    *contents* are what goes into an office's own workbook; *look* is the form's own blank with the report in it.
    """

    path: Path | None
    units: tuple[UnitState, ...]
    merged: MergedReport | None
    findings: tuple[Finding, ...]
    switched: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    backup: Path | None = None
    contents: ReportContents | None = None
    look: OwnLook | None = None
    also: tuple[Path, ...] = ()

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
            "lost": list(self.lost),
            "backup": str(self.backup) if self.backup else None,
            "also": [str(p) for p in self.also],
            "look": self.look.plain() if self.look else None,
        }


def merge_report(
    folder: WorkFolder,
    output: Path | None,
    now: str,
    tell: Callable[[int, int, str], None],
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
    ledger: Ledger,
    folder: WorkFolder,
    asked: _MergeRequest,
    now: str,
    tell: Callable[[int, int, str], None],
) -> MergeResult:
    if ledger.is_mid_run():
        raise WorkFolderError(
            "上一次 toolkit collect 没有运行完，收到的还没有排好。请再运行一次 toolkit collect，再汇总。"
        )
    roster = folder.roster()
    fit = RosterFit(folder.form, folder, roster, units_by_folder(ledger))
    settle_current_files(ledger, fit, folder.steps, now)  # roster and settings may be other ones now
    stands = current_file_states(ledger)
    waiting = pending_files_by_unit(ledger, fit, stands)
    states = list_unit_states(folder, roster, stands, now, ledger.decisions(), waiting)
    result = MergeResult(None, states, None, ())
    if result.missing and not asked.partial:
        return result
    tell(0, 3, "读取各单位数据")
    counted = [u for u in states if u.counted]
    if not counted:
        raise WorkFolderError(
            "没有一个单位的报送件通过审核，无从汇总。请先运行 toolkit collect 看看要改什么。"
        )
    sent = load_current_submissions(ledger, (stands[u.unit.code] for u in counted))
    tell(1, 3, "汇总")
    who = report_identity(folder)
    merged, before = _merge_submissions(folder, who, [sent[u.unit.code] for u in counted], asked.last)
    grounded = ground_form(folder.form, REPORT, folder.office.level)
    store = OriginalsStore(folder.path / STORE)
    held = read_existing_report(asked.path, grounded, who, ledger, store)
    rolled, units_said, known = merged, merged_state_to_json(merged), merged.report.prior
    merged, held = carry_report_edits(
        held, rolled, grounded, keep_edits=asked.keep_edits, decided=asked.decided
    )
    adjusted = rebase_adjustments(held, rolled)
    merged = replace(merged, report=replace(merged.report, explanations=held.explanations))
    judged = judge_submissions(grounded, [merged.report], folder.office.period)[0]
    layout = lay_out_workbook(folder.form, REPORT)
    told = findings_of_rules(grounded, layout, judged, merged.report, folder.office.period)
    ledger.explain(explanations_to_keep(who.unit, told, now))
    told += (replaced := _adjustment_findings(grounded, adjusted, merged))
    told += list_total_findings(grounded, layout, judged, replaced)
    findings = RecordedAnswers.of(ledger).applied(
        who.unit, [*before.findings, *merged.findings, *held.told, *told]
    )
    report = replace(merged.report, figures=judged.figures, explanations=standing_explanations(findings))
    merged = replace(merged, report=report)
    tell(2, 3, "写工作簿")
    gone_out = ledger.publications()
    told_since = list_corrections(grounded, ledger.versions(), store, report, asked.correct, gone_out)
    sources = build_sources_page(grounded, merged, {u.unit.code: u.path for u in states})
    brought = figures_of_units(grounded, merged, [sent[u.unit.code] for u in counted], folder.office.period)
    parts = pool_figures(grounded, merged, states, sources, adjusted, findings, brought)
    overview = overview_page(
        grounded, list_roster_units(states), brought, judged.figures, sources, footer_title(folder.form, who)
    )
    extra = (
        *((overview,) if overview else ()),
        *((corrections_page(told_since),) if told_since else ()),
        explanations_page(folder, states, findings),
        manifest_page(ledger, states, stands),
        sources.page,
        *((said_in_words,) if (said_in_words := draft_page(folder, report, states)) else ()),
    )
    when = HandoutStamp("", workbook_timestamp(folder.office.period))
    word = folder.form.periods.before_word
    last = before.whole | {p.cell: v for p, v in report.prior.items() if p.word == word}
    typed = frozenset(c for c, v in report.prior.items() if known.get(c) != v)
    said = cover_scope_statements(
        folder, grounded, states, findings, parts.adjusted, LastYearStatus(last, bool(typed))
    )
    mark = _draft_fingerprint(
        to_stored(report), extra, parts, said, last, sorted(typed), switched_rules(folder.form)
    )
    made = ReportContext(said, last, typed, mark, ledger.head())
    drawn = render_workbook(grounded, report.who, when, report, judged.verdicts, extra, parts, made)
    backup = keep_copy_beside(asked.path, held.data) if held.lost else None
    write_atomically(asked.path, drawn)
    why = told_since[-1].why if told_since else ""
    basis = build_merge_basis(folder, ledger, states, stands, before, asked.last).text()
    ledger.made(ReportVersion(store.put(drawn), asked.path.name, now, "", why, units_said, mark, basis))
    contents = contents_of_report(folder, report, states, brought)
    look = write_own_look(folder, ledger, contents, report.who, drawn, asked.path)
    record_own_look(folder, ledger, look, report_figures_digest(report.figures), now)
    tell(3, 3, "")
    switched = switched_rules(folder.form)
    return MergeResult(asked.path, states, merged, findings, switched, held.lost, backup, contents, look)


def _merge_submissions(
    folder: WorkFolder, who: Identity, sent: list[Submission], last: Path | None
) -> tuple[MergedReport, EarlierFigures]:
    """Roll up what units sent, and lay last year's report beside it."""
    merged, before = (
        roll_up_submissions(folder.form, who, sent, folder.office.period),
        read_earlier_reports(folder, last),
    )
    if before.figures:
        merged = replace(merged, report=replace(merged.report, prior=before.figures))
    return merged, before


def _draft_fingerprint(*said: object) -> str:
    """Return a short fingerprint of everything a report is drawn from."""
    return hashlib.sha256(repr(said).encode()).hexdigest()[:16]


def report_identity(folder: WorkFolder) -> Identity:
    """Return whose the report of *folder* is."""
    form, office = folder.form, folder.office
    return Identity(
        form.id,
        form.edition,
        form.fingerprint(REPORT),
        REPORT,
        office.code,
        office.name,
        office.period.text,
        "",
        office.level,
    )


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
