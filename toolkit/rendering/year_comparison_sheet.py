"""与上年对比: a report's figures beside last year's, with what changed, and charts of them. Compared, never added."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.form.layout import column_letters, comparison_sheet
from toolkit.form.model import PriorCell
from toolkit.form.rule_trees import walk_divisors
from toolkit.form.trait import NUMBERS
from toolkit.form.words import brief_label
from toolkit.rendering.year_comparison_charts import compared_period_names, draw_year_charts
from toolkit.sheets.page import LOOKED_AT, Column, Formula, Leading, Link, Page, SizedRow, draw_page
from toolkit.sheets.paper import footer_title
from toolkit.sheets.styles import tint_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xlsxwriter.workbook import Workbook

    from toolkit.form.grounding import GroundedForm
    from toolkit.form.layout import Layout
    from toolkit.form.model import Cell, Form, Table
    from toolkit.form.submission import Submission
    from toolkit.sheets.styles import Formats

MIDDLE = {"align": "center"}
SIGNED = "+0.######;-0.######;0"
PERCENT = "+0.0%;-0.0%;0.0%"
LAST, THIS = 3, 4
"""The columns of the two years."""
HEAD, FIRST = 3, 4
"""The row of the heads and that of the first figure, from 0."""
JUMP = 3
"""A figure more than this many times last year's is marked."""
MORE, GONE = f"超过上年的 {JUMP} 倍", "上年有，本年为 0"
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
        columns = table.column_ids[-1:] if has_total_column(grounded, table) else table.column_ids
        cells = (c for c in table.cells if c.column in columns)
        found += [c for c in cells if form.figure(c).type in NUMBERS]
    return tuple(found)


def has_total_column(grounded: GroundedForm, table: Table) -> bool:
    """Tell whether the last column of a table adds up the others."""
    last = [c for c in table.cells if c.column == table.columns[-1].id]
    worked = [grounded.worked_out[c] for c in last if c in grounded.worked_out]
    totals = [expr for expr in worked if not any(True for _ in walk_divisors(expr))]  # a rate is no total
    return not table.across and len(table.columns) > 1 and len(totals) == len(last)


def _columns(form: Form, period: str) -> tuple[Column, ...]:
    return (
        Column("工作表", 10.0, look={"text_wrap": True}, room=0),
        Column("指标", 27.5),
        Column("单位", 5.5, look=MIDDLE, room=0),
        *(Column(name, 9.5, "number") for name in compared_period_names(form, period)),
        Column("增减", 9.5, "number", {"num_format": SIGNED}),
        Column("增长", 8.0, "number", {"num_format": PERCENT}),
        Column("备注", 16.5, "cell", MIDDLE, room=0),
    )


def draw_year_comparison(
    book: Workbook,
    formats: Formats,
    grounded: GroundedForm,
    layout: Layout,
    submission: Submission,
    last: Mapping[Cell, float],
) -> int:
    """Draw the sheet, *last* being what is known of last year; return how many figures it compares."""
    form, figures = grounded.form, submission.figures
    columns, compared = _columns(form, submission.who.period), comparison_sheet(form)
    footer = footer_title(form, submission.who)
    if not last:
        bare = tuple(c._replace(head="") for c in columns)
        notes, leading = (form.periods.reword_years(UNKNOWN),), Leading(15, 6)
        page = Page(compared, compared, bare, (), notes, landscape=False, footer=footer, note_leading=leading)
        page = page._replace(allowed=LOOKED_AT)
        draw_page(book, formats, page).print_area(0, 0, 1, len(columns) - 1)
        return 0
    asked = compared_figures(grounded)
    stands = [c for c in asked if c in last and (last[c] or figures.get(c))]
    beyond = [c for c in asked if c not in last and figures.get(c)]
    more = f"另有 {len(beyond)} 个数上年报告里没有，没有列。" if beyond else ""
    note = form.periods.reword_years(NOTE + more)
    page = Page(
        *(compared, compared, columns),
        [_figure_row(r, grounded, layout, c, figures.get(c), last[c]) for r, c in enumerate(stands, FIRST)],
        (note, SizedRow((), 6)),
        landscape=False,
        allowed=LOOKED_AT,
        footer=footer,
        note_leading=Leading(15, 4),
        head_leading=Leading(16, 8),
        leading=Leading(15, 4),
    )
    sheet, bottom, end_column = draw_page(book, formats, page), FIRST + len(stands), len(columns) - 1
    marks = tuple((form.periods.reword_years(word), "warn") for word in (MORE, GONE))
    tint_words(sheet, formats, (FIRST, end_column, bottom, end_column), marks)
    end = draw_year_charts(book, sheet, formats, grounded, layout, submission, last, bottom + 2)
    if end > bottom + 2:
        sheet.set_h_pagebreaks([bottom + 1])
    sheet.print_area(0, 0, end, end_column)
    return len(stands)


def _figure_row(
    row: int, grounded: GroundedForm, layout: Layout, cell: Cell, this: object, last: float
) -> tuple[object, ...]:
    form, at = grounded.form, layout.at[cell]
    value = this if isinstance(this, float) else None
    more, gone = form.periods.reword_years(MORE), form.periods.reword_years(GONE)
    # it may be typed there; a fact is written once
    prior = layout.priors.get(PriorCell(*cell, form.periods.before_word))
    before = Formula(_blank_safe_formula(prior.absolute), last) if prior else last
    was, now = f"{column_letters(LAST)}{row + 1}", f"{column_letters(THIS)}{row + 1}"
    lost = f'OR({was}="",{now}="")'
    places = max(form.figure(cell).places, 0) or 9
    change = None if value is None else round(value - last, places)
    growth = None if value is None or not last else (value - last) / last
    noted = f'IF({now}=0,"{gone}",IF({now}>{JUMP}*{was},"{more}",""))'
    return (
        Link(f"{at.sheet}!{at.a1}", at.sheet),
        brief_label(form.label(cell)),
        form.figure(cell).unit,
        before,
        Formula(_blank_safe_formula(at.absolute, rate=form.figure(cell).when_zero is not None), value),
        Formula(f'=IF({lost},"",ROUND({now}-{was},{places}))', change),
        Formula(f'=IF({lost},"",IF({was}=0,"",({now}-{was})/{was}))', growth),
        Formula(
            f'=IF({lost},"",IF({was}=0,"",{noted}))', form.periods.reword_years(change_note(value, last))
        ),
    )


def change_note(this: float | None, last: float) -> str:
    """Return the note beside a figure: that it jumped, or that it is gone."""
    if this is None or not last:
        return ""
    return GONE if not this else MORE if this > JUMP * last else ""


def _blank_safe_formula(place: str, *, rate: bool = False) -> str:
    return f'=IF(ISNUMBER({place}),{place},"")' if rate else f'=IF({place}="","",{place})'
