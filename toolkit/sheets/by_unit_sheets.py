"""A report's figures as formulas over what its units brought: 分单位数据, and 人工调整 beside it, drawn.

A figure adds up its row of 分单位数据 unless somebody put another number into the same row of 人工调整, with a reason
and a name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from toolkit.form.layout import ADJUSTED, EXPLAINED, SOURCES, UNITS, column_letters
from toolkit.form.words import format_number
from toolkit.sheets.plain_pages import (
    SMALLEST,
    column_pixels,
    exclude_from_print,
    printable_width,
    set_up_paper,
)
from toolkit.sheets.styles import get_or_add_sheet, lines_needed, write_cell, write_label, write_link

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from toolkit.form.layout import Layout
    from toolkit.form.model import Cell, Form
    from toolkit.sheets.styles import Formats

WAYS = {"sum": "SUM", "max": "MAX", "min": "MIN"}
"""What a figure's way up is called in a formula."""
HEAD, FIRST = 3, 4
"""The row of the heads and the first row of figures, on both sheets."""
CODE, TABLE, LABEL, TOTAL, NOTE, SCOPE, UNIT = range(7)
"""The columns of 分单位数据; from UNIT on one a unit."""
SCOPE_HEAD, REACH = "范围", 2
"""What stands over SCOPE, and the row that says how far each unit's own numbers reach."""
LABELS, PART = (0, 9.0, 26.0, 8.0, 10.0, 7.0), 6.0
"""How wide the columns before the units are, and each unit's."""
VALUE, WHY, BY = 4, 5, 6
"""Those of 人工调整 behind code, table, label and total."""
NOTED = "【汇总注明】"
"""What our comments on figures begin with."""


class Adjustment(NamedTuple):
    """A number somebody put in the place of what the units come to (*before*, as it stood then)."""

    value: float
    before: float | None
    why: str
    by: str


class PooledFigures(NamedTuple):
    """What units (code, name) brought to each figure, in their order; *ways* says how it goes up.

    *notes* are marks beside a figure, *sources* the row of 数据来源 (from 0) each part stands in; *texts* are those of
    the texts, *lines* those of the rows of lists (list, which row, from 0). *scope* says how far the figures reach,
    *reach* how far each unit's own do, *recorded* in which row of 说明 (from 0) a mark is explained. Worked-out figures
    may carry marks too.
    """

    units: tuple[tuple[str, str], ...]
    parts: Mapping[Cell, tuple[float | None, ...]]
    ways: Mapping[Cell, str]
    notes: Mapping[Cell, str]
    sources: Mapping[tuple[Cell, int], int]
    adjusted: Mapping[Cell, Adjustment]
    texts: Mapping[Cell, int]
    lines: Mapping[tuple[str, int], int]
    scope: str = ""
    reach: tuple[str, ...] = ()
    recorded: Mapping[Cell, int] = {}

    def record(self, cell: Cell) -> tuple[str, str] | None:
        """Return the sheet and cell where it stands why a figure is marked."""
        if cell in self.adjusted:
            return ADJUSTED, f"{column_letters(VALUE)}{self.row(cell) + 1}"
        row = self.recorded.get(cell)
        return None if row is None else (EXPLAINED, f"A{row + 1}")

    def comment(self, cell: Cell) -> str:
        """Return what is said beside a figure that is no plain sum, or was explained; "" of any other."""
        note, said = self.notes.get(cell, ""), self.adjusted.get(cell)
        if said:
            total = "空白" if said.before is None else format_number(said.before)
            note += f"：各单位合计 {total}，调整为 {format_number(said.value)}。{said.why}（{said.by}）"
        where = self.record(cell)
        return f"{NOTED}{note}" + (f"。见“{where[0]}”" if where else "") if note else ""

    def row(self, cell: Cell) -> int:
        """Return the row of a figure on both sheets."""
        return FIRST + list(self.parts).index(cell)

    @property
    def printed(self) -> int:
        """Return how many figures are for paper: they come first, those of which nobody has anything follow."""
        return sum(c in self.adjusted or any(values) for c, values in self.parts.items())

    def formulas(self) -> dict[Cell, str]:
        """Return the formula of every figure."""
        first, last = column_letters(UNIT), column_letters(UNIT + len(self.units) - 1)
        return {
            c: f"=IF(ISNUMBER('{ADJUSTED}'!{column_letters(VALUE)}{r}),'{ADJUSTED}'!{column_letters(VALUE)}{r},"
            f"{WAYS[self.ways[c]]}('{UNITS}'!{first}{r}:{last}{r}))"
            for r, c in enumerate(self.parts, FIRST + 1)
        }


# ── drawing ────────────────────────────────────────────────────────────────────────────────────────────────


def draw_pooled_sheets(
    book: Workbook, formats: Formats, form: Form, layout: Layout, pool: PooledFigures
) -> None:
    """Add both sheets to a workbook."""
    _draw_by_unit_sheet(get_or_add_sheet(book, UNITS), formats, form, layout, pool)
    _draw_adjustment_sheet(get_or_add_sheet(book, ADJUSTED), formats, form, layout, pool)


def _draw_by_unit_sheet(
    sheet: Worksheet, formats: Formats, form: Form, layout: Layout, pool: PooledFigures
) -> None:
    heads = ("", "表", "指标", "合计", "备注", SCOPE_HEAD, *(name for _, name in pool.units))
    note = (
        "报告里的数由这里逐行加总（点“表”到报告，点数到来源）。空白：不报这一项；0：报了，没有。要改的请单位重报；"
        "只能由本机关改的，填在“人工调整”表。“范围”是合计管到哪里，单位名称上方是它自己的。"
        f"各单位都是 0 或没有报的 {len(pool.parts) - pool.printed} 项列在后面，不打印。"
    )
    _draw_head(sheet, formats, "分单位数据", note, heads, (*LABELS, *(PART,) * len(pool.units)), TOTAL + 1)
    for column, (code, _) in enumerate(pool.units, UNIT):
        write_cell(sheet, 0, column, code, formats("code"))
    for column, reach in enumerate(pool.reach, UNIT):
        write_cell(sheet, REACH, column, reach, formats("help", align="center", valign="bottom", indent=0))
    first, last = column_letters(UNIT), column_letters(UNIT + len(pool.units) - 1)
    for row, (cell, values) in enumerate(pool.parts.items(), FIRST):
        _draw_figure_label(sheet, formats, form, layout, row, cell, LABELS[LABEL])
        way = WAYS[pool.ways[cell]]
        total = roll_up_values(way, values, form.figure(cell).places)
        sheet.write_formula(
            row, TOTAL, f"={way}({first}{row + 1}:{last}{row + 1})", formats("worked"), _cached_result(total)
        )
        note, record = pool.notes.get(cell, ""), pool.record(cell)
        if note and record:
            write_link(sheet, row, NOTE, record, note, formats("link", text_wrap=True, align="left"))
        else:
            write_cell(sheet, row, NOTE, note, formats("cell"))
        write_cell(sheet, row, SCOPE, pool.scope, formats("number"))
        for i, value in enumerate(values):
            at = pool.sources.get((cell, i))
            if at is not None:
                sheet.write_url(
                    row, UNIT + i, f"internal:'{SOURCES}'!A{at + 1}", formats("number"), string=""
                )
            write_cell(sheet, row, UNIT + i, value, formats("number"))
    sheet.freeze_panes(FIRST, UNIT)
    _set_print_pages(sheet, len(pool.units), FIRST + max(1, pool.printed) - 1)


def _set_print_pages(sheet: Worksheet, units: int, bottom: int) -> None:
    """Print as many units a page as stay readable: the first with what is said of each figure, all with its label and sum."""
    sheet.repeat_columns(TABLE, TOTAL)
    sheet.repeat_rows(HEAD)
    sheet.set_portrait()
    sheet.set_print_scale(round(SMALLEST * 100))
    sheet.set_v_pagebreaks([UNIT + n for n in units_before_breaks(units)])
    sheet.print_area(1, TABLE, bottom, UNIT + units - 1)


def units_before_breaks(units: int) -> list[int]:
    """Return how many units stand before each break between pages."""
    wide = printable_width(landscape=False)
    first = wide - sum(column_pixels(w) for w in LABELS[TABLE:])
    others = wide - sum(column_pixels(w) for w in LABELS[TABLE : TOTAL + 1])
    return list(range(int(first // column_pixels(PART)), units, int(others // column_pixels(PART))))


def _draw_adjustment_sheet(
    sheet: Worksheet, formats: Formats, form: Form, layout: Layout, pool: PooledFigures
) -> None:
    heads = ("", "表", "指标", "各单位合计", "调整为", "理由", "经办人")
    note = (
        "只有本机关掌握、各单位没有报的数，或者确需更正的数，填“调整为”，并写明理由和经办人；报告即按调整后的数，"
        "并注明。清空“调整为”就恢复各单位合计。再次汇总时保留；各单位合计变了的，会请您重新核对。"
    )
    _draw_head(sheet, formats, "人工调整", note, heads, (0, 11, 40, 11, 11, 46, 12), len(heads))
    sheet.repeat_rows(HEAD)
    for row, cell in enumerate(pool.parts, FIRST):
        _draw_figure_label(sheet, formats, form, layout, row, cell, 44)
        total = roll_up_values(WAYS[pool.ways[cell]], pool.parts[cell], form.figure(cell).places)
        formula = f"='{UNITS}'!{column_letters(TOTAL)}{row + 1}"
        sheet.write_formula(row, TOTAL, formula, formats("worked"), _cached_result(total))
        said = pool.adjusted.get(cell)
        write_cell(sheet, row, VALUE, said.value if said else None, formats("input.number"))
        write_cell(sheet, row, WHY, said.why if said else None, formats("input.text"))
        write_cell(sheet, row, BY, said.by if said else None, formats("input.text"))
    sheet.freeze_panes(FIRST, VALUE)
    adjusted = [r for r, c in enumerate(pool.parts, FIRST) if c in pool.adjusted]
    if adjusted:
        sheet.print_area(1, TABLE, max(adjusted), BY)
    else:
        exclude_from_print(sheet, BY + 2)


def _draw_head(
    sheet: Worksheet,
    formats: Formats,
    title: str,
    note: str,
    heads: tuple[str, ...],
    widths: tuple[float, ...],
    across: int,
) -> None:
    """Draw title, note and heads; the first two stand over the first *across* columns."""
    last = across - 1
    for column, wide in enumerate(widths):
        sheet.set_column(column, column, wide or 2, None, {"hidden": True} if not wide else {})
    write_label(sheet, 1, 1, 1, last, title, formats("title"))
    write_label(sheet, 2, 1, 1, last, note, formats("intro"))
    sheet.set_row(0, 9)
    sheet.set_row(1, 30)
    sheet.set_row(2, 15 * lines_needed(note, sum(widths[:across]) * 1.1) + 4)
    for column, text in enumerate(heads):
        write_cell(sheet, HEAD, column, text, formats("head"))
    deep = max(lines_needed(t, w or 9) for t, w in zip(heads, widths, strict=True))
    sheet.set_row(HEAD, 16 * deep + 6)
    sheet.hide_gridlines(2)
    sheet.protect("", {"format_columns": True, "format_rows": True, "autofilter": True})
    set_up_paper(sheet, landscape=True)


def _draw_figure_label(
    sheet: Worksheet, formats: Formats, form: Form, layout: Layout, row: int, cell: Cell, room: float
) -> None:
    at = layout.at[cell]
    write_cell(sheet, row, CODE, cell.name, formats("code"))
    sheet.write_url(row, TABLE, f"internal:'{at.sheet}'!{at.a1}", formats("link"), string="")
    write_cell(sheet, row, TABLE, at.sheet, formats("link"))
    label = form.label(cell)  # no link here: some programs do not wrap one
    write_cell(sheet, row, LABEL, label, formats("cell", font_size=10))
    sheet.set_row(row, 15 * lines_needed(label, room * 1.1) + 2)


def _cached_result(value: float | None) -> float | int | str:
    if value is None:
        return ""
    return int(value) if value.is_integer() else value


def roll_up_values(way: str, values: tuple[float | None, ...], places: int) -> float | None:
    """Return what values come to, rounded to what the figure keeps; None where there is none."""
    known = [v for v in values if v is not None]
    if not known:
        return None
    total = sum(known) if way == "SUM" else max(known) if way == "MAX" else min(known)
    return round(total, places or 9)
