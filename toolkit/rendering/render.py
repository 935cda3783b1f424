"""A form as a workbook: blank it is a template, with figures it is a report. Reads nothing, decides nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.form.given.given_layout import GivenLayout
from toolkit.form.layout import (
    ADJUSTED,
    BOOK,
    CHECKED,
    CHECKS,
    COVER,
    IDENTITY_ROWS,
    RULES,
    UNITS,
    comparison_sheet,
    identity_label,
    prior_sheet,
)
from toolkit.form.model import REPORT
from toolkit.form.period import YEAR
from toolkit.rendering import contents_sheet, rule_results_sheet, year_comparison_sheet
from toolkit.rendering.rule_results import RuleResults
from toolkit.sheets import by_unit_sheets, paper
from toolkit.sheets.check_sheet import draw_check_sheet
from toolkit.sheets.cover_status import CoverStatus, draw_cover_scope, draw_cover_verdict
from toolkit.sheets.page import draw_page
from toolkit.sheets.rule_book_sheet import rule_book_page
from toolkit.sheets.styles import get_or_add_sheet, lines_needed, write_cell, write_formula

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlsxwriter.worksheet import Worksheet

    from toolkit.form.grounding import GroundedForm
    from toolkit.form.submission import Identity, Submission
    from toolkit.form.verdict import Verdicts
    from toolkit.sheets.check_lines import DrawnCheck
    from toolkit.sheets.page import Page

from toolkit.sheets.form_sheets import draw_earlier_figures_sheet, draw_form_sheet
from toolkit.sheets.guide_and_identity import (
    define_cell_names,
    draw_identity_sheet,
    draw_option_sheet,
    guide_page,
    set_file_properties,
    shown_identity,
)
from toolkit.sheets.workbook_drawing import HandoutStamp, ReportContext, WorkbookDrawing


def render_workbook(
    grounded: GroundedForm,
    who: Identity,
    stamp: HandoutStamp,
    submission: Submission,
    verdicts: Verdicts,
    extra: Sequence[Page] = (),
    pool: by_unit_sheets.PooledFigures | None = None,
    office: ReportContext | None = None,
) -> bytes:
    """Draw *submission* as the workbook of *who*.

    *verdicts* stand beside ``grounded``'s checks: they and every worked-out figure are cached beside their
    formulas, because a report nobody has opened must still be readable by the level above.
    *extra* pages come last and are for people only. The figures of *pool* are formulas over what units brought.
    With *office* there are contents, every rule on paper, and last year's figures beside this year's. Where the form is
    filled in on an office's own blank, a unit's workbook is that blank.
    """
    d = WorkbookDrawing(grounded, who, stamp, submission, pool, office)
    if isinstance(d.layout, GivenLayout):
        from toolkit.rendering.given_workbook import draw_on_blank  # openpyxl comes with it

        return draw_on_blank(d, d.layout, verdicts)
    return _draw_whole_workbook(d, verdicts, extra)


def _draw_whole_workbook(d: WorkbookDrawing, verdicts: Verdicts, extra: Sequence[Page]) -> bytes:
    listed = _add_report_sheets(d, extra)
    sheets = {s.id: get_or_add_sheet(d.book, s.id) for s in d.form.sheets_of(d.grounded.kind)}
    if d.layout.priors:
        sheets[prior_sheet(d.form)] = get_or_add_sheet(d.book, prior_sheet(d.form))
    get_or_add_sheet(d.book, RULES)  # tabs stand in the order in which they are added
    drawn = draw_check_sheet(d.book, d.formats, d.compiler, d.submission, verdicts)
    draw_page(d.book, d.formats, rule_book_page(d.compiler))
    if d.pool:
        by_unit_sheets.draw_pooled_sheets(d.book, d.formats, d.form, d.layout, d.pool)
    for page in extra:
        draw_page(d.book, d.formats, page)
    checked = _draw_reader_sheets(d, d.office, listed, drawn, verdicts) if d.office else ""
    draw_option_sheet(d)
    draw_identity_sheet(d)
    for sheet in d.form.sheets_of(d.grounded.kind):
        draw_form_sheet(d, sheets[sheet.id], sheet)
    if d.layout.priors:
        draw_earlier_figures_sheet(d, sheets[prior_sheet(d.form)])
        if d.grounded.kind != REPORT and d.form.periods.kind != YEAR and not d.submission.prior:
            # of the first of a series nobody knows them, and a unit need not ask
            sheets[prior_sheet(d.form)].hide()
    draw_page(d.book, d.formats, guide_page(d.form, d.who, d.stamp.deadline))
    _draw_cover(d, sheets[COVER], CoverStatus(drawn))
    if d.office:
        wide = d.widths(next(s for s in d.form.sheets if s.id == COVER))[1]
        for i, line in enumerate(d.layout.todo):  # on paper nobody can widen what does not fit
            _, (_, what), _ = CoverStatus(drawn).todo(i)
            sheets[COVER].set_row(line.row, 14 * lines_needed(what, wide) + 2)
        draw_cover_scope(sheets[COVER], d.formats, d.layout, d.office.said, wide, checked)
        for name in (RULES, CHECKS, BOOK, *([prior_sheet(d.form)] if d.layout.priors else ())):
            paper.exclude_from_print(get_or_add_sheet(d.book, name), paper.BESIDE)
    define_cell_names(d)
    set_file_properties(d)
    d.book.close()
    return d.out.getvalue()


def _add_report_sheets(d: WorkbookDrawing, extra: Sequence[Page]) -> list[contents_sheet.ContentsEntry]:
    """Add the sheets of a report in the order of its contents; return these."""
    if not d.office:
        return []
    behind = {RULES, CHECKS, BOOK, CHECKED, comparison_sheet(d.form), *(p.name for p in extra)}
    behind |= {prior_sheet(d.form)} if d.layout.priors else set()
    behind |= {UNITS, ADJUSTED} if d.pool else set()
    listed = list(contents_sheet.contents_entries(d.form, behind))
    for name in contents_sheet.tab_order(listed):
        d.book.add_worksheet(name)
    return listed


def _draw_reader_sheets(
    d: WorkbookDrawing,
    office: ReportContext,
    listed: list[contents_sheet.ContentsEntry],
    drawn: list[DrawnCheck],
    verdicts: Verdicts,
) -> str:
    """Draw what a report's readers see beside the form; return what all its rules came to, in words."""
    book, formats, made = d.book, d.formats, d.submission
    screen = contents_sheet.screen_only_sheets(adjusted=bool(d.pool and d.pool.adjusted))
    contents = contents_sheet.contents_page(d.form, d.who, listed, screen)
    contents_sheet.draw_contents_sheet(book, formats, contents, listed)
    year_comparison_sheet.draw_year_comparison(book, formats, d.grounded, d.layout, made, office.last)
    return rule_results_sheet.draw_rule_results(book, formats, RuleResults(d.compiler, made, verdicts, drawn))


def _draw_cover(d: WorkbookDrawing, sheet: Worksheet, said: CoverStatus) -> None:
    """Show whose workbook this is, until when, whether it may be sent, and what is to be mended first."""
    shown = shown_identity(d)
    for item, _ in IDENTITY_ROWS:
        at = d.layout.identity(item)
        write_cell(sheet, at.row, at.column - 1, identity_label(d.form, item), d.formats("row"))
        write_cell(sheet, at.row, at.column, shown[item], d.formats("fixed"))
        sheet.set_row(at.row, 20)
    at = d.layout.verdict
    draw_cover_verdict(sheet, d.formats, at, said)
    for i, line in enumerate(d.layout.todo):
        roles = ("todo.link", "todo", "help")
        for column, (role, (made, text)) in enumerate(zip(roles, said.todo(i), strict=True)):
            write_formula(sheet, line.row, column, made, d.formats(role), text)
    note = (
        "黄底的单元格由您填写，灰底的自动算出。“审核结果”变绿后再报送；"
        f"下面列出前 {len(d.layout.todo)} 处，点一下可以跳过去，全部见“校验”表。"
    )
    write_cell(sheet, at.row, at.column + 1, note, d.formats("help"))
    sheet.activate()
