"""What a report says of itself held against what it holds: whose it is, who is in, how every rule stands."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from toolkit.folder.roster import STATES as STATE_WORDS
from toolkit.form.finding import SEVERITY, make_finding
from toolkit.form.finding_codes import ERROR, WARNING
from toolkit.form.layout import (
    CHECKED,
    CHECKS,
    COVER,
    EXPLAINED,
    IDENTITY_ROWS,
    SCOPE,
    STATES,
    CellPlace,
    scope_label,
)
from toolkit.form.rule import OFF
from toolkit.merging.cover_scope import (
    NAMED,
    counted_units_text,
    coverage_text,
    earlier_figures_texts,
    missing_names_text,
    replaced_figures_text,
    unexplained_count_text,
)
from toolkit.merging.manifest import COUNTED, OPEN, OWN, missing_units_text
from toolkit.reading.by_unit_figures import PooledSheets
from toolkit.reading.identity import compare_cover, identify_workbook, is_adjusted_line_as_drawn
from toolkit.reading.sheet_places import raw_cell_text
from toolkit.rendering.rule_results_sheet import FIRST, SUMMARY, summarize_verdicts
from toolkit.rendering.rule_results_sheet import RULE as RULE_AT
from toolkit.rendering.rule_results_sheet import VERDICT as VERDICT_AT
from toolkit.sheets import check_sheet
from toolkit.sheets.check_lines import check_sheet_lines
from toolkit.sheets.verdict_formulas import CheckCompiler
from toolkit.text.formula_parser import normalize_formula
from toolkit.text.safe_text import visible_text
from toolkit.verifying.findings import SHOWN, make_difference
from toolkit.xlsx.cells import CellKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from toolkit.figures.check import JudgedSubmission
    from toolkit.form.finding import Finding
    from toolkit.form.grounding import GroundedForm
    from toolkit.form.layout import Layout
    from toolkit.form.submission import Identity, Submission
    from toolkit.sheets.check_lines import DrawnCheck
    from toolkit.verifying.unit_files import CountedUnit
    from toolkit.xlsx.cells import SheetCells
    from toolkit.xlsx.open_workbook import Book

EXCUSED = STATE_WORDS["excused"]


def compare_identity(book: Book, layout: Layout, who: Identity, kids: list[CountedUnit]) -> Iterator[Finding]:
    """Tell where cover, hidden sheet and properties disagree, and units that reported for another year or office."""
    for f in (*identify_workbook(book).findings, *compare_cover(book, layout, who)):
        yield f._replace(severity=ERROR, label=f.label if f.place else "标识")
    sheet = book.sheet(COVER)
    shown = {"kind": layout.form.kind(who.kind).label, "office": who.office}
    for item, label in IDENTITY_ROWS:  # the period was compared above
        at = layout.identity(item)
        seen = raw_cell_text(sheet, at.row, at.column).strip() if sheet else ""
        if sheet and item in shown and seen != shown[item]:
            yield make_difference(at, label, shown[item], seen)
    form = layout.form
    for period in sorted({k.submission.who.period for k in kids} - {who.period}):
        names = [k.child.name for k in kids if k.submission.who.period == period]
        theirs, ours = (form.periods.read(p).spaced_name for p in (period, who.period))
        told = {"label": "、".join(names[:NAMED]), "value": period, "expected": who.period}
        yield make_finding("files_of_another_period", theirs=theirs, ours=ours, **told)
    for office in sorted({o for k in kids if (o := k.submission.who.office)} - {who.name}):
        count = sum(k.submission.who.office == office for k in kids)
        told = {"count": str(count), "value": office, "expected": who.name}
        yield make_finding("files_to_another_office", **told)


# ── 汇总情况 ───────────────────────────────────────────────────────────────────────────────────────────────


def compare_cover_scope(
    book: Book, grounded: GroundedForm, layout: Layout, who: Identity, lines: list[dict[str, str]]
) -> Iterator[Finding]:
    """Tell the lines of the cover, and the one above 报送情况, that the manifest and the other sheets belie."""
    sheet, states = book.sheet(COVER), book.sheet(STATES)
    places = dict(zip(SCOPE, layout.scope[1:], strict=True))
    said = {k: CellPlace(COVER, at.row, at.column + 1) for k, at in places.items()}
    wanted = dict(_expected_cover_lines(book, grounded, who, lines))
    for label, at in said.items() if sheet else ():
        cell = sheet.cells.get((at.row, at.column)) if sheet else None
        seen = cell.raw if cell else ""
        shown = scope_label(grounded.form, label)
        head = raw_cell_text(sheet, at.row, 0) if sheet else shown
        if head != shown:
            yield make_difference(CellPlace(COVER, at.row, 0), "汇总情况", shown, head)
        elif label in wanted and not re.fullmatch(wanted[label][1], seen):
            yield make_difference(at, label, wanted[label][0], seen)
    yield from _adjustment_line_faults(book, grounded, said["人工调整"])
    note = missing_units_text([x["单位名称"] for x in lines if x["汇总"] != COUNTED and x["状态"] != EXCUSED])
    if states and not any(c.raw == note for c in states.cells.values()):
        yield make_finding("note_differs", sheet=STATES, expected=visible_text(note, SHOWN))


def _expected_cover_lines(
    book: Book, grounded: GroundedForm, who: Identity, lines: list[dict[str, str]]
) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield what a line should say, and the pattern it must match: some of its words nobody here knows."""
    counted = sum(x["汇总"] == COUNTED for x in lines)
    excused = [x["单位名称"] for x in lines if x["状态"] == EXCUSED]
    left = [(x["单位名称"], x["状态"]) for x in lines if x["汇总"] != COUNTED and x["状态"] != EXCUSED]
    text = coverage_text(grounded, who.level, counted)
    yield "汇总范围", (text, re.escape(text))
    text = counted_units_text(len(lines), counted, len(excused))
    named = "、".join(f"{re.escape(n)}（.*）" for n in excused[:NAMED])
    yield "应报单位", (text, re.escape(text) + (f"：{named}.*" if excused else ""))
    text = missing_names_text(left)
    yield "未计入", (text, re.escape(text))
    ways = earlier_figures_texts(grounded.form, who.period)
    yield "上年数据", ("，或".join(ways[:2]), "|".join(map(re.escape, ways)))
    if answers := book.sheet(EXPLAINED):
        open_ = [raw_cell_text(answers, r, 0) for (r, c), x in answers.cells.items() if c and x.raw == OPEN]
        here = sum(name.endswith(OWN) for name in open_)
        text = unexplained_count_text(here, len(open_) - here)
        yield "提示说明", (text, re.escape(text) + "(；另有参考 [0-9]+ 处)?")


def _adjustment_line_faults(book: Book, grounded: GroundedForm, at: CellPlace) -> Iterator[Finding]:
    """Tell where the cover's line is not about the numbers on 人工调整 now: these may have been put in since."""
    sheet, pool = book.sheet(COVER), PooledSheets(book)
    now = {
        c: w.adjusted.value
        for c in grounded.inputs
        if (w := pool.worked(c, grounded.way(c), grounded.form.figure(c).places)) and w.adjusted
    }
    seen = raw_cell_text(sheet, at.row, at.column) if sheet else ""
    text = replaced_figures_text(grounded, now)
    if sheet and seen != text:
        ours = is_adjusted_line_as_drawn(book, seen)
        yield make_difference(at, "人工调整", text, seen, severity=WARNING if ours else ERROR)


# ── 校验、勾稽核对 ─────────────────────────────────────────────────────────────────────────────────────────


def compare_shown_verdicts(
    book: Book, grounded: GroundedForm, layout: Layout, sent: Submission, judged: JudgedSubmission
) -> Iterator[Finding]:
    """Tell verdicts that were typed over, and those shown that the figures do not come to."""
    checks, checked = book.sheet(CHECKS), book.sheet(CHECKED)
    if checks is None or checked is None:
        return
    compiler = CheckCompiler(grounded, layout, grounded.form.periods.read(sent.who.period))
    drawn = list(check_sheet_lines(compiler, sent, judged.verdicts))
    off = {
        raw_cell_text(checks, r, check_sheet.RULE)
        for r, c in checks.cells
        if c == check_sheet.SEVERITY_AT and checks.cells[r, c].raw == SEVERITY[OFF]
    }
    if off:
        yield make_finding("rules_off", value="、".join(sorted(off)))
    drawn = [x._replace(verdict="", shown="") if x.rule in off else x for x in drawn]
    yield from _excess_check_results(checks, drawn)
    for row in sorted({r for r, c in checked.cells if c == RULE_AT and r >= FIRST}):
        cell = checked.cells.get((row, VERDICT_AT))
        if cell and cell.raw and cell.formula is None:
            spot = CellPlace(CHECKED, row, VERDICT_AT)
            yield make_finding("verdict_typed_over", [spot], value=visible_text(cell.raw, SHOWN))
    at = dict(zip(SCOPE, layout.scope[1:], strict=True))["勾稽关系"]
    cover, text = book.sheet(COVER), summarize_verdicts(drawn)
    lines = ((checked, CellPlace(CHECKED, SUMMARY, 0)), (cover, CellPlace(COVER, at.row, at.column + 1)))
    for sheet, spot in lines:
        cell = sheet.cells.get((spot.row, spot.column)) if sheet else None
        if cell is None or cell.formula is None:
            shown = visible_text(cell.raw if cell else "空白", SHOWN)
            yield make_finding("line_typed_over", [spot], expected=text, value=shown, shown=shown)
        elif cell.kind != CellKind.BLANK and cell.raw != text:
            yield make_difference(spot, "勾稽关系", text, cell.raw)
    linked = cover.cells.get((at.row, at.column + 1)) if cover else None
    link = normalize_formula(f"{CHECKED}!A{SUMMARY + 1}")
    if linked and linked.formula and normalize_formula(linked.formula) != link:
        yield make_finding("line_formula_changed", [lines[1][1]], label="勾稽关系")


def _excess_check_results(checks: SheetCells, drawn: list[DrawnCheck]) -> Iterator[Finding]:
    """Tell what 校验 shows more often than its rules come to; its lines may be sorted, and results may be dropped."""
    left = Counter((x.rule, x.shown) for x in drawn)
    live = {x.rule for x in drawn if x.verdict.startswith("=")}
    comes: dict[str, list[str]] = {}
    for x in drawn:
        comes.setdefault(x.rule, []).append(x.shown or "空白")
    for row in sorted({r for r, c in checks.cells if c == check_sheet.RULE and r >= check_sheet.FIRST}):
        rule = raw_cell_text(checks, row, check_sheet.RULE)
        cell = checks.cells.get((row, check_sheet.VERDICT))
        at = [CellPlace(CHECKS, row, check_sheet.VERDICT)]
        label, shown = f"规则 {visible_text(rule, SHOWN)}", visible_text(cell.raw if cell else "", SHOWN)
        if rule not in comes:
            yield make_finding("no_such_rule", at, label=label)
        elif cell and cell.raw and cell.formula is None and rule in live:
            yield make_finding("verdict_typed_over", at, rule=rule, label=label, value=shown)
        elif cell and cell.raw:
            left[rule, cell.raw] -= 1
            if left[rule, cell.raw] < 0:
                expected = "、".join(dict.fromkeys(comes[rule]))
                told = {"label": label, "value": shown, "expected": expected}
                yield make_finding("verdict_differs", at, rule=rule, **told)
