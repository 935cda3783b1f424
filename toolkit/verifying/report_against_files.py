"""A report held against the files it was made of: every child as it was sent, every part, every total.

A manifest alone proves nothing against somebody who changes report and children together: for that a receipt is needed
that lies with somebody else (``toolkit receipt``: both sides keep the file's fingerprint).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from toolkit.errors import WorkFolderError
from toolkit.figures.rollup import roll_up_submissions
from toolkit.folder.which_form import form_of
from toolkit.form.finding import make_finding
from toolkit.form.finding_codes import ERROR
from toolkit.form.layout import (
    ADJUSTED,
    COMPARED,
    COVER,
    DRAFT,
    PRIOR,
    STATES,
    UNITS,
    comparison_sheet,
    prior_sheet,
)
from toolkit.form.words import format_distinctly, format_number, is_same_number
from toolkit.merging.companion import companion_of
from toolkit.merging.manifest import counted_children, read_manifest_lines
from toolkit.reading.by_unit_figures import PooledSheets
from toolkit.reading.sheet_places import raw_cell_text
from toolkit.submissions.examine import examine_report, judge_afresh, open_or_refuse
from toolkit.submissions.rule_findings import is_shown_value
from toolkit.text.plain_values import told_as
from toolkit.text.safe_text import visible_text
from toolkit.verifying.cover import compare_cover_scope, compare_identity, compare_shown_verdicts
from toolkit.verifying.drawn_pages import compare_drawn_pages
from toolkit.verifying.findings import SHOWN, VerifiedFindings
from toolkit.verifying.lists import compare_lists
from toolkit.verifying.pages import (
    compare_adjustments,
    compare_by_unit_labels,
    compare_own_sheets,
    compare_printed_heads,
    compare_source_lines,
)
from toolkit.verifying.unit_files import gather_unit_files
from toolkit.verifying.unit_rows import compare_unit_rows
from toolkit.xlsx.cells import NUMBER

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from toolkit.figures.rollup import MergedReport
    from toolkit.folder.work_folder import Tell
    from toolkit.form.finding import Finding
    from toolkit.form.grounding import GroundedForm
    from toolkit.form.model import Cell
    from toolkit.submissions.examine import Examined
    from toolkit.verifying.unit_files import CountedUnit
    from toolkit.xlsx.open_workbook import Book

MOVED = ("realigned", "cell_moved", "sheet_renamed", "sheet_copied")
"""Findings about a workbook whose parts are not where we put them: read all the same, but nobody had cause to move them."""
PROVED = (
    "核对了：各单位文件的指纹、数、单位、类别和年度，该计入而没有计入的单位；各表每一格的数、合计和公式，登记簿的每一行和零报告；"
    "逐个单位列出的数（分单位一览和一个单位一行的表），分单位数据、人工调整的合计和名称，数据来源的每一行，报送情况的单位、类别、状态、结论和文件名；封面的单位、年度和汇总情况；"
    "校验、勾稽核对的结论；目录、规则手册、填报说明的文字；本工具的工作表是否齐全、有没有隐藏。"
)
UNPROVED = (
    "没有核对：上年数据（只看与本年的勾稽）和与上年对比；审核、收到日期、台账流水号，未计入单位的状态和免报的理由；各项说明及其备注、更正记录；"
    "正文草稿；封面上本机关填写的人员和日期。报告和单位的文件一起被改过的，也看不出来；要防止这一点，"
    "请对照双方各留一份的回执（toolkit receipt）上的文件指纹。"
)
"""What was compared and what was not: a reader must not take more from the result than there is in it."""


@told_as("report children parts faults notes ok findings")
@dataclass
class ReportVerification(VerifiedFindings):
    """What was compared and what was found."""

    report: str = ""
    children: int = 0
    parts: int = 0


def verify_report(path: Path, children: Path, now: str, tell: Tell) -> ReportVerification:
    """Hold the report at *path* against its units' files below *children*; raise WorkFolderError where it is none."""
    of, lines = _open_report(path)
    form = of.grounded.form
    name = visible_text(f"{of.who.name} {of.who.period}")
    made = ReportVerification(report=name, children=len(counted_children(lines)))
    found = made.findings
    found += _report_own_faults(of, lines)
    there = gather_unit_files(children, form, of.who, lines, now, tell)
    found += [*there.findings, *compare_identity(of.book, of.layout, of.who, there.kids)]
    if there.kids:
        sent = [k.submission for k in there.kids]
        merged = roll_up_submissions(form, of.who, sent, form.periods.read(of.who.period))
        made.parts = sum(len(merged.parts[c]) for c in merged.ways)
        found += _unit_file_faults(of, lines, merged, there.kids)
    unproved = UNPROVED if companion_of(form) else UNPROVED.replace(f"{DRAFT}；", "")
    unproved = unproved.replace(PRIOR, prior_sheet(form)).replace(COMPARED, comparison_sheet(form))
    made.coverage = tuple(form.periods.reword_years(said) for said in (PROVED, unproved))
    return made


def _open_report(path: Path) -> tuple[Examined, list[dict[str, str]]]:
    """Return a report as it was read, with what it comes to where nothing is typed over, and the lines of its manifest."""
    file = open_or_refuse(path, "请核对是不是汇总工作簿。")
    found, lines = examine_report(file, form_of(path, file.who)), list(read_manifest_lines(file.book))
    ours = (file.book.sheet(name) for name in (UNITS, ADJUSTED))  # they are empty where a form has no number
    if not counted_children(lines) or None in ours:
        raise WorkFolderError(f"{path} 里没有“{STATES}”或“分单位数据”表，没有可以核对的。")
    return found._replace(judged=judge_afresh(found.grounded, found.sent)), lines


def _report_own_faults(of: Examined, lines: list[dict[str, str]]) -> Iterator[Finding]:
    """Tell what of a report is not as it was made, whatever its units sent."""
    told = (f for f in of.sent.findings if f.code != "formula_lost")  # that is told with what it comes to
    yield from (f._replace(severity=ERROR) if f.code in MOVED else f for f in told)
    yield from _computed_cell_faults(of)
    yield from _part_total_faults(of.grounded, of.book)
    yield from compare_own_sheets(of.book, of.layout)
    yield from compare_printed_heads(of.book, of.layout, of.who)
    yield from compare_adjustments(of.book, of.grounded)
    yield from compare_drawn_pages(of)
    yield from compare_cover_scope(of, lines)
    yield from compare_shown_verdicts(of)


def _unit_file_faults(
    of: Examined, lines: list[dict[str, str]], merged: MergedReport, kids: list[CountedUnit]
) -> Iterator[Finding]:
    """Tell what of a report its units did not send so."""
    listed = counted_children(lines)
    names = {c.unit: c.name for c in listed}
    whole = len(kids) == len(listed)
    brought = {(c, p.code): p.value for c in merged.ways for p in merged.parts[c]}
    there = {k.submission.who.unit for k in kids}
    yield from _figure_part_faults(of.grounded, of.book, brought, there, names)
    yield from _office_text_faults(of, merged, whole=whole)
    units = None if whole else {k.submission.who.name for k in kids}
    yield from compare_lists(of.grounded.form, of.layout, of.sent, merged, units)
    yield from compare_source_lines(of, merged, kids, whole=whole)
    yield from compare_by_unit_labels(of, merged, kids, whole=whole)
    yield from compare_unit_rows(of, lines, merged, kids, whole=whole)


def _computed_cell_faults(of: Examined) -> Iterator[Finding]:
    """Tell where a cell that is worked out shows something else than it comes to, or is no formula of ours any more."""
    figures = of.judged.figures
    for cell, seen in of.reading.cached.items():
        value = figures.get(cell)
        if value is not None and not is_shown_value(seen, value):
            said = {"label": of.grounded.form.label(cell), "value": seen, "expected": format_number(value)}
            yield make_finding("result_differs", [of.layout.at[cell]], **said)
    for cell in (c for c in of.grounded.worked_out if c in of.sent.stated):
        at = of.layout.at[cell]
        sheet = of.book.sheet(at.sheet)
        shown = visible_text(raw_cell_text(sheet, at.row, at.column) if sheet else "", SHOWN) or "空白"
        comes = format_number(figures[cell]) if cell in figures else "空白"
        said = {"label": of.grounded.form.label(cell), "value": shown, "expected": comes}
        yield make_finding("computed_typed_over", [at], shown=shown, **said)


def _part_total_faults(grounded: GroundedForm, book: Book) -> Iterator[Finding]:
    """Tell where the sum that stands beside a figure's parts is not theirs."""
    sheets = PooledSheets(book)
    for cell in grounded.inputs:
        worked = sheets.worked(cell, grounded.way(cell), grounded.form.figure(cell).places)
        shown = sheets.sum_shown(cell, grounded.way(cell))
        if worked is None or shown is None or worked.bad:
            continue
        at, seen, ours = shown
        total = "" if worked.total is None else format_number(worked.total)
        said = {"label": grounded.form.label(cell), "expected": total}
        if not ours:
            yield make_finding("sum_formula_changed", [at], **said)
        elif seen and not (NUMBER.fullmatch(seen) and is_same_number(float(seen), worked.total)):
            yield make_finding("sum_differs", [at], value=seen, **said)


def _figure_part_faults(
    grounded: GroundedForm,
    book: Book,
    brought: dict[tuple[Cell, str], Any],
    whole: set[str],
    names: dict[str, str],
) -> Iterator[Finding]:
    """Tell every part that is not what the unit's own file says, both ways."""
    sheets = PooledSheets(book)
    known = {c.name: c for c in grounded.inputs}
    stands = {(known[n], unit): value for n, unit, value in sheets.parts() if n in known}
    for unit in sorted({u for _, u in stands} - names.keys()):
        yield make_finding("part_of_others", value=unit)
    for cell, unit in sorted({*stands, *brought}, key=lambda one: (one[1], one[0])):
        if unit not in whole:
            continue
        here, there = stands.get((cell, unit)), brought.get((cell, unit))
        if not is_same_number(here, there):
            value, expected = format_distinctly(here, there, "空白")
            label = f"{names.get(unit, unit)} {grounded.form.label(cell)}"
            yield make_finding("part_differs", label=label, value=value, expected=expected)


def _office_text_faults(of: Examined, merged: MergedReport, *, whole: bool) -> Iterator[Finding]:
    """Tell the texts the office put in other words, and what it wrote where no unit reports anything.

    Whose file is missing (not *whole*) may have reported it. The cover asks for the office's own people.
    """
    grounded, layout, sent = of.grounded, of.layout, of.sent
    pooled, came = PooledSheets(of.book).at, merged.report.figures
    for cell in (c for c in grounded.inputs if c not in merged.ways):
        label, stands = grounded.form.label(cell), sent.figures.get(cell)
        if cell in came and stands != came[cell] and whole:
            yield make_finding("text_rewritten", label=label)
        elif cell not in came and stands is not None and cell.name not in pooled and whole:
            at = layout.at[cell]
            if at.sheet != COVER:
                said = visible_text(format_number(stands), SHOWN)
                yield make_finding("office_filled_in", [at], label=label, value=said)
    for prior, value in merged.report.prior.items():
        if prior in layout.priors and not is_same_number(sent.prior.get(prior), value):
            stands, sums = format_distinctly(sent.prior.get(prior), value)
            told = {"label": grounded.form.label(prior.cell), "value": stands, "expected": sums}
            yield make_finding("prior_differs", [layout.priors[prior]], word=prior.word, **told)
