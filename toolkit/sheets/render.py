"""A form as a workbook: blank it is a template, with figures it is a report. Reads nothing, decides nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.form.layout import (
    ADJUSTED,
    BOOK,
    CHECKED,
    CHECKS,
    COMPARED,
    COVER,
    IDENTITY_ROWS,
    PRIOR,
    RULES,
    UNITS,
)
from toolkit.sheets import (
    by_unit_sheets,
    contents_sheet,
    plain_pages,
    rule_results_sheet,
    year_comparison_sheet,
)
from toolkit.sheets.check_sheet import draw_checks
from toolkit.sheets.cover_status import READY, TO_EXPLAIN, Cover, draw_scope
from toolkit.sheets.rule_book_sheet import draw_book
from toolkit.sheets.rule_results import Judged
from toolkit.sheets.styles import lines_needed, put, sheet_named

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlsxwriter.worksheet import Worksheet

    from toolkit.form.grounding import Grounded
    from toolkit.form.submission import Identity, Submission
    from toolkit.form.verdict import Verdicts
    from toolkit.sheets.check_sheet import Drawn

from toolkit.sheets.form_sheets import draw_sheet, draw_year_before
from toolkit.sheets.guide_and_identity import (
    edition_of,
    guide,
    identity_sheet,
    names,
    option_sheet,
    properties,
)
from toolkit.sheets.workbook_drawing import Drawing, Office, Stamp

BESIDE = 20
"""A column in which none of the sheets for the screen has anything."""


def render(
    grounded: Grounded,
    who: Identity,
    stamp: Stamp,
    submission: Submission,
    verdicts: Verdicts,
    extra: Sequence[plain_pages.Page] = (),
    pool: by_unit_sheets.Pool | None = None,
    office: Office | None = None,
) -> bytes:
    """Draw *submission* as the workbook of *who*.

    *verdicts* stand beside ``grounded``'s checks: they and every worked-out figure are cached beside their
    formulas, because a report nobody has opened must still be readable by the level above.
    *extra* pages come last and are for people only. The figures of *pool* are formulas over what units brought.
    With *office* there are contents, every rule on paper, and last year's figures beside this year's.
    """
    return _whole(Drawing(grounded, who, stamp, submission, pool, office), verdicts, extra)


def _whole(d: Drawing, verdicts: Verdicts, extra: Sequence[plain_pages.Page]) -> bytes:
    listed = _tabs(d, extra)
    sheets = {s.id: sheet_named(d.book, s.id) for s in d.form.sheets_of(d.grounded.kind)}
    if d.layout.priors:
        sheets[PRIOR] = sheet_named(d.book, PRIOR)
    explained = sheet_named(d.book, RULES)
    drawn = draw_checks(d.book, d.formats, d.compiler, d.submission, verdicts)
    draw_book(d.book, d.formats, d.compiler)
    if d.pool:
        by_unit_sheets.draw(d.book, d.formats, d.form, d.layout, d.pool)
    for page in extra:
        plain_pages.draw(d.book, d.formats, page)
    checked = _for_people(d, d.office, listed, drawn, verdicts) if d.office else ""
    option_sheet(d)
    identity_sheet(d)
    for sheet in d.form.sheets_of(d.grounded.kind):
        draw_sheet(d, sheets[sheet.id], sheet)
    if d.layout.priors:
        draw_year_before(d, sheets[PRIOR])
    guide(d, explained)
    _cover(d, sheets[COVER], Cover(drawn))
    if d.office:
        wide = d.widths(next(s for s in d.form.sheets if s.id == COVER))[1]
        for i, line in enumerate(d.layout.todo):  # on paper nobody can widen what does not fit
            _, (_, what), _ = Cover(drawn).todo(i)
            sheets[COVER].set_row(line.row, 14 * lines_needed(what, wide) + 2)
        draw_scope(sheets[COVER], d.formats, d.layout, d.office.said, wide, checked)
        for name in (RULES, CHECKS, BOOK, *([PRIOR] if d.layout.priors else ())):
            plain_pages.keep_off_paper(sheet_named(d.book, name), BESIDE)
    names(d)
    properties(d)
    d.book.close()
    return d.out.getvalue()


def _tabs(d: Drawing, extra: Sequence[plain_pages.Page]) -> list[contents_sheet.Entry]:
    """Add the sheets of a report in the order of its contents; return these."""
    if not d.office:
        return []
    behind = {RULES, CHECKS, BOOK, CHECKED, COMPARED, *(p.name for p in extra)}
    behind |= {PRIOR} if d.layout.priors else set()
    behind |= {UNITS, ADJUSTED} if d.pool else set()
    listed = list(contents_sheet.entries(d.form.sheets_of(d.grounded.kind), behind))
    for name in contents_sheet.order(listed):
        d.book.add_worksheet(name)
    return listed


def _for_people(
    d: Drawing, office: Office, listed: list[contents_sheet.Entry], drawn: list[Drawn], verdicts: Verdicts
) -> str:
    """Draw what a report's readers see beside the form; return what all its rules came to, in words."""
    book, formats, made = d.book, d.formats, d.submission
    screen = contents_sheet.for_screen(adjusted=bool(d.pool and d.pool.adjusted))
    contents_sheet.draw(book, formats, f"{d.who.name} {d.who.year} 年{d.form.title}", listed, screen)
    year_comparison_sheet.draw(book, formats, d.grounded, d.layout, made, office.last)
    return rule_results_sheet.draw(book, formats, Judged(d.compiler, made, verdicts, drawn))


def _cover(d: Drawing, sheet: Worksheet, said: Cover) -> None:
    """Show whose workbook this is, until when, whether it may be sent, and what is to be mended first."""
    shown = {
        "name": d.who.name,
        "unit": d.who.unit,
        "kind": d.form.kind(d.who.kind).label,
        "year": d.who.year,
        "office": d.who.office,
        "deadline": d.stamp.deadline,
        "edition": edition_of(d.form),
    }
    for item, label in IDENTITY_ROWS:
        at = d.layout.identity(item)
        put(sheet, at.row, at.column - 1, label, d.formats("row"))
        put(sheet, at.row, at.column, shown[item], d.formats("fixed"))
        sheet.set_row(at.row, 20)
    at = d.layout.verdict
    put(sheet, at.row, at.column - 1, "审核结果", d.formats("head"))
    style = d.formats("verdict", font_size=14)
    formula, text = said.verdict()
    sheet.write_formula(at.row, at.column, formula, style, text)
    sheet.set_row(at.row, 30)
    for criteria, words, colour in (
        ("containing", TO_EXPLAIN, "warn"),
        ("begins with", READY, "good"),
        ("begins with", "还有", "bad"),
    ):
        tint = {"type": "text", "criteria": criteria, "value": words, "format": d.formats(colour)}
        sheet.conditional_format(at.row, at.column, at.row, at.column, tint | {"stop_if_true": True})
    for i, line in enumerate(d.layout.todo):
        roles = ("todo.link", "todo", "help")
        for column, (role, (made, text)) in enumerate(zip(roles, said.todo(i), strict=True)):
            sheet.write_formula(line.row, column, made, d.formats(role), text)
    note = (
        "黄底的单元格由您填写，灰底的自动算出。“审核结果”变绿后再报送；"
        f"下面列出前 {len(d.layout.todo)} 处，点一下可以跳过去，全部见“校验”表。"
    )
    put(sheet, at.row, at.column + 1, note, d.formats("help"))
    sheet.activate()
