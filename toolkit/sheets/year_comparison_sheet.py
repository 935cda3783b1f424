"""与上年对比: a report's figures beside last year's, with what changed, and charts of them. Compared, never added."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.form.layout import COMPARED, column_letters
from toolkit.form.words import brief_label
from toolkit.sheets.plain_pages import footer_title, set_up_paper
from toolkit.sheets.styles import Formats, get_or_add_sheet, lines_needed, write_cell, write_label, write_link
from toolkit.sheets.year_comparison_charts import draw_year_charts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from toolkit.form.grounding import GroundedForm
    from toolkit.form.layout import Layout
    from toolkit.form.model import Cell, Table
    from toolkit.form.submission import Submission

WIDTHS = (10.0, 27.5, 5.5, 9.5, 9.5, 9.5, 8.0, 16.5)
SHEET, LABEL, MEASURE, LAST, THIS, CHANGE, GROWTH, NOTE_AT = range(8)
HEAD, FIRST = 3, 4
"""The row of the heads and that of the first figure, from 0."""
JUMP = 3
"""A figure more than this many times last year's is marked."""
MORE, GONE = f"超过上年的 {JUMP} 倍", "上年有，本年为 0"
SIGNED = "+0.######;-0.######;0"
PERCENT = "+0.0%;-0.0%;0.0%"
NOTE = (
    f"本年的数随报告变化。两年都是 0 的不列；上年为 0 的不算增长。标注“{MORE}”“{GONE}”的，请核对，"
    "数字属实的，可在报告正文里说明原因。"
)
UNKNOWN = (
    "没有上年的报告，没有可比的数。把本机关上年的报告工作簿（或已公布的上年报告）放进工作目录，改名为“上年报告.xlsx”，"
    "或者用 toolkit merge --last 指明，再汇总一次，这里就会列出。"
)


def compared_figures(grounded: GroundedForm) -> tuple[Cell, ...]:
    """Return the figures that are laid beside last year's: every number; of a table with a total column, the totals."""
    form, found = grounded.form, []
    for table in form.tables_of(grounded.kind):
        columns = (
            [table.columns[-1].id] if has_total_column(grounded, table) else [c.id for c in table.columns]
        )
        found += [
            c for c in table.cells if c.column in columns and form.figure(c).type in ("count", "number")
        ]
    return tuple(found)


def has_total_column(grounded: GroundedForm, table: Table) -> bool:
    """Tell whether the last column of a table adds up the others."""
    last = [c for c in table.cells if c.column == table.columns[-1].id]
    return not table.across and len(table.columns) > 1 and all(c in grounded.worked_out for c in last)


def draw_year_comparison(
    book: Workbook,
    formats: Formats,
    grounded: GroundedForm,
    layout: Layout,
    submission: Submission,
    last: Mapping[Cell, float],
) -> int:
    """Draw the sheet, *last* being what is known of last year; return how many figures it compares."""
    sheet = get_or_add_sheet(book, COMPARED)
    sheet.hide_gridlines(2)
    for column, wide in enumerate(WIDTHS):
        sheet.set_column(column, column, wide)
    write_label(sheet, 0, 0, 1, len(WIDTHS), COMPARED, formats("title"))
    sheet.set_row(0, 30)
    set_up_paper(sheet, landscape=False, title=footer_title(submission.who))
    sheet.protect("", {"format_columns": True, "format_rows": True})
    if not last:
        write_label(sheet, 1, 0, 1, len(WIDTHS), UNKNOWN, formats("intro"))
        sheet.set_row(1, 15 * lines_needed(UNKNOWN, sum(WIDTHS)) + 6)
        sheet.print_area(0, 0, 1, len(WIDTHS) - 1)
        return 0
    year = int(submission.who.year)
    heads = ("工作表", "指标", "单位", f"{year - 1} 年", f"{year} 年", "增减", "增长", "备注")
    asked = compared_figures(grounded)
    stands = [c for c in asked if c in last and (last[c] or submission.figures.get(c))]
    beyond = [c for c in asked if c not in last and submission.figures.get(c)]
    note = NOTE + (f"另有 {len(beyond)} 个数上年报告里没有，没有列。" if beyond else "")
    write_label(sheet, 1, 0, 1, len(WIDTHS), note, formats("intro"))
    sheet.set_row(1, 15 * lines_needed(note, sum(WIDTHS)) + 4)
    sheet.set_row(2, 6)
    for column, text in enumerate(heads):
        write_cell(sheet, HEAD, column, text, formats("head"))
    sheet.set_row(HEAD, 24)
    for row, cell in enumerate(stands, FIRST):
        _draw_figure_row(
            sheet, formats, row, grounded, layout, cell, submission.figures.get(cell), last[cell]
        )
    bottom = FIRST + len(stands)
    for text in (MORE, GONE):
        rule = {"type": "cell", "criteria": "==", "value": f'"{text}"', "format": formats("warn")}
        sheet.conditional_format(FIRST, NOTE_AT, bottom, NOTE_AT, rule)
    sheet.freeze_panes(FIRST, 0)
    sheet.repeat_rows(HEAD)
    end = draw_year_charts(book, sheet, formats, grounded, layout, submission, last, bottom + 2)
    if end > bottom + 2:
        sheet.set_h_pagebreaks([bottom + 1])
    sheet.print_area(0, 0, end, len(WIDTHS) - 1)
    return len(stands)


def _draw_figure_row(
    sheet: Worksheet,
    formats: Formats,
    row: int,
    grounded: GroundedForm,
    layout: Layout,
    cell: Cell,
    this: object,
    last: float,
) -> None:
    form, at = grounded.form, layout.at[cell]
    label = brief_label(form.label(cell))
    write_link(sheet, row, SHEET, (at.sheet, at.a1), at.sheet, formats("link", text_wrap=True))
    write_cell(sheet, row, LABEL, label, formats("cell"))
    write_cell(sheet, row, MEASURE, form.figure(cell).unit, formats("cell", align="center"))
    value = this if isinstance(this, float) else None
    prior, number = layout.priors.get(cell), formats("number")
    if prior:  # it may be typed there; a fact is written once
        sheet.write_formula(row, LAST, _blank_safe_formula(prior.absolute), number, sheet_number(last))
    else:
        write_cell(sheet, row, LAST, sheet_number(last), number)
    sheet.write_formula(
        row, THIS, _blank_safe_formula(at.absolute), number, "" if value is None else sheet_number(value)
    )
    was, now = f"{column_letters(LAST)}{row + 1}", f"{column_letters(THIS)}{row + 1}"
    lost = f'OR({was}="",{now}="")'
    places = max(form.figure(cell).places, 0)
    change = "" if value is None else sheet_number(round(value - last, places or 9))
    formula = f'=IF({lost},"",ROUND({now}-{was},{places or 9}))'
    sheet.write_formula(row, CHANGE, formula, formats("number", num_format=SIGNED), change)
    growth = "" if value is None or not last else (value - last) / last
    sheet.write_formula(
        row,
        GROWTH,
        f'=IF({lost},"",IF({was}=0,"",({now}-{was})/{was}))',
        formats("number", num_format=PERCENT),
        growth,
    )
    formula = f'=IF({lost},"",IF({was}=0,"",IF({now}=0,"{GONE}",IF({now}>{JUMP}*{was},"{MORE}",""))))'
    sheet.write_formula(row, NOTE_AT, formula, formats("cell", align="center"), change_note(value, last))
    sheet.set_row(row, 15 * lines_needed(label, WIDTHS[LABEL]) + 4)


def change_note(this: float | None, last: float) -> str:
    """Return the note beside a figure: that it jumped, or that it is gone."""
    if this is None or not last:
        return ""
    return GONE if not this else MORE if this > JUMP * last else ""


def _blank_safe_formula(place: str) -> str:
    return f'=IF({place}="","",{place})'


def sheet_number(value: float) -> float | int:
    """Return a number as a sheet holds it: whole ones without a fraction."""
    return int(value) if float(value).is_integer() else value
