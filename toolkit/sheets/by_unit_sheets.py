"""A report's figures as formulas over what its units brought: 分单位数据, and 人工调整 beside it, drawn.

A figure adds up its row of 分单位数据 unless somebody put another number into the same row of 人工调整, with a reason
and a name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from toolkit.form.layout import ADJUSTED, EXPLAINED, SOURCES, UNITS, column_letters
from toolkit.form.words import format_number
from toolkit.sheets.page import LOOKED_AT, Column, Entry, Formula, Leading, Link, Owner, Page, draw_page
from toolkit.sheets.paper import SMALLEST, column_pixels, printable_width
from toolkit.sheets.styles import write_cell

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xlsxwriter.workbook import Workbook

    from toolkit.form.layout import Layout
    from toolkit.form.model import Cell, Form
    from toolkit.form.submission import Value
    from toolkit.sheets.styles import Formats

WAYS = {"sum": "SUM", "max": "MAX", "min": "MIN"}
"""What a figure's way up is called in a formula."""
HEAD, FIRST = 3, 4
"""The row of the heads and the first row of figures, on both sheets."""
CODE, TABLE, LABEL, TOTAL, NOTE, SCOPE, UNIT = range(7)
"""The columns of 分单位数据; from UNIT on one a unit."""
SCOPE_HEAD, REACH = "范围", 2
"""What stands over SCOPE, and the row that says how far each unit's own numbers reach."""
SMALL = {"font_size": 10}
LABELS = (
    Column("", 0, "code"),
    Column("表", 9.0, "link"),
    Column("指标", 26.0, look=SMALL),  # no link here: some programs do not wrap one
    Column("合计", 8.0, "worked"),
    Column("备注", 10.0, look={"text_wrap": True, "align": "left"}, room=0),
    Column(SCOPE_HEAD, 7.0, "number"),
)
PART = 6.0
"""How wide each unit's column is."""
VALUE, WHY, BY = 4, 5, 6
"""Those of 人工调整 behind code, table, label and total."""
ADJUSTMENTS = (
    LABELS[CODE],
    LABELS[TABLE]._replace(width=11),
    LABELS[LABEL]._replace(width=40, room=44),
    LABELS[TOTAL]._replace(head="各单位合计", width=11),
    Column("调整为", 11, owner=Owner.OFFICE),
    Column("理由", 46, owner=Owner.OFFICE, room=0),
    Column("经办人", 12, owner=Owner.OFFICE, room=0),
)
NOTED = "【汇总注明】"
"""What our comments on figures begin with."""


class Adjustment(NamedTuple):
    """A number somebody put in the place of what the units come to (*before*, as it stood then)."""

    value: float
    before: float | None
    why: str
    by: str


class UnitLine(NamedTuple):
    """A row of a table whose rows are the units: a unit's, or what those of a kind come to (*together*).

    *code* is the unit's, or the kind; *sources* are the rows of 数据来源 (from 0) its figures stand in.
    """

    code: str
    label: str
    figures: Mapping[Cell, Value]
    sources: Mapping[Cell, int]
    together: bool = False


class PooledFigures(NamedTuple):
    """What units (code, name) brought to each figure, in their order; *ways* says how it goes up.

    *notes* are marks beside a figure, *sources* the row of 数据来源 (from 0) each part stands in; *texts* are those of
    the texts, *lines* those of the rows of lists (list, which row, from 0). *scope* says how far the figures reach,
    *reach* how far each unit's own do, *recorded* in which row of 说明 (from 0) a mark is explained. Worked-out figures
    may carry marks too. *lines_of* are the rows below a table whose rows are the units, by the table.
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
    lines_of: Mapping[str, tuple[UnitLine, ...]] = {}

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


def draw_pooled_sheets(
    book: Workbook, formats: Formats, form: Form, layout: Layout, pool: PooledFigures
) -> None:
    """Add both sheets to a workbook."""
    _draw_by_unit_sheet(book, formats, form, layout, pool)
    adjusted = [r for r, c in enumerate(pool.parts, FIRST) if c in pool.adjusted]
    page = adjustment_page(form, layout, pool)._replace(for_screen=not adjusted)
    sheet = draw_page(book, formats, page)
    if adjusted:
        sheet.print_area(1, TABLE, max(adjusted), BY)


def by_unit_page(form: Form, layout: Layout, pool: PooledFigures) -> Page:
    """Return 分单位数据."""
    note = (
        "报告里的数由这里逐行加总（点“表”到报告，点数到来源）。空白：不报这一项；0：报了，没有。要改的请单位重报；"
        "只能由本机关改的，填在“人工调整”表。“范围”是合计管到哪里，单位名称上方是它自己的。"
        f"各单位都是 0 或没有报的 {len(pool.parts) - pool.printed} 项列在后面，不打印。"
    )
    columns = (*LABELS, *(Column(name, PART, "number") for _, name in pool.units))
    first, last = (column_letters(UNIT + i) for i in (0, len(pool.units) - 1))
    rows = []
    for row, (cell, values) in enumerate(pool.parts.items(), FIRST):
        way = WAYS[pool.ways[cell]]
        total = roll_up_values(way, values, form.figure(cell).places)
        note_, record = pool.notes.get(cell, ""), pool.record(cell)
        told = Link("!".join(record), note_) if note_ and record else note_
        parts = [
            value if (at := pool.sources.get((cell, i))) is None else Link(f"{SOURCES}!A{at + 1}", value)
            for i, value in enumerate(values)
        ]
        formula = Formula(f"={way}({first}{row + 1}:{last}{row + 1})", total)
        rows.append((*_figure_name(form, layout, cell), formula, told, pool.scope, *parts))
    page = _pooled_page(UNITS, note, columns, rows)
    return page._replace(across=TOTAL + 1, frozen=UNIT)


def adjustment_page(form: Form, layout: Layout, pool: PooledFigures) -> Page:
    """Return 人工调整."""
    note = (
        "只有本机关掌握、各单位没有报的数，或者确需更正的数，填“调整为”，并写明理由和经办人；报告即按调整后的数，"
        "并注明。清空“调整为”就恢复各单位合计。再次汇总时保留；各单位合计变了的，会请您重新核对。"
    )
    rows = []
    for row, (cell, values) in enumerate(pool.parts.items(), FIRST):
        total = roll_up_values(WAYS[pool.ways[cell]], values, form.figure(cell).places)
        said = pool.adjusted.get(cell)
        value, why, by = (said.value, said.why, said.by) if said else (None, None, None)
        formula = Formula(f"='{UNITS}'!{column_letters(TOTAL)}{row + 1}", total)
        entries = (Entry(value, "number"), Entry(why), Entry(by))
        rows.append((*_figure_name(form, layout, cell), formula, *entries))
    return _pooled_page(ADJUSTED, note, ADJUSTMENTS, rows)._replace(frozen=VALUE)


def _pooled_page(name: str, note: str, columns: tuple[Column, ...], rows: list[tuple[object, ...]]) -> Page:
    return Page(
        *(name, name, columns, rows, (note,)),
        corner=(1, 1),
        allowed=(*LOOKED_AT, "autofilter"),
        footer="",
        note_leading=Leading(15, 4, 1.1),
        leading=Leading(15, 2, 1.1),
    )


def _figure_name(form: Form, layout: Layout, cell: Cell) -> tuple[object, ...]:
    at = layout.at[cell]
    return cell.name, Link(f"{at.sheet}!{at.a1}", at.sheet), form.label(cell)


def _draw_by_unit_sheet(
    book: Workbook, formats: Formats, form: Form, layout: Layout, pool: PooledFigures
) -> None:
    """Draw 分单位数据 with the units' codes above it, and how far the numbers of each reach.

    As many units print on a page as stay readable: the first with what is said of each figure, all with its label and sum.
    """
    sheet = draw_page(book, formats, by_unit_page(form, layout, pool))
    for column, (code, _) in enumerate(pool.units, UNIT):
        write_cell(sheet, 0, column, code, formats("code"))
    for column, reach in enumerate(pool.reach, UNIT):
        write_cell(sheet, REACH, column, reach, formats("help", align="center", valign="bottom", indent=0))
    sheet.repeat_columns(TABLE, TOTAL)
    sheet.set_portrait()
    sheet.set_print_scale(round(SMALLEST * 100))
    sheet.set_v_pagebreaks([UNIT + n for n in units_before_breaks(len(pool.units))])
    sheet.print_area(1, TABLE, FIRST + max(1, pool.printed) - 1, UNIT + len(pool.units) - 1)


def units_before_breaks(units: int) -> list[int]:
    """Return how many units stand before each break between pages."""
    wide, labels = printable_width(landscape=False), [column_pixels(c.width) for c in LABELS[TABLE:]]
    first, others = wide - sum(labels), wide - sum(labels[:TOTAL])
    return list(range(int(first // column_pixels(PART)), units, int(others // column_pixels(PART))))


def roll_up_values(way: str, values: tuple[float | None, ...], places: int) -> float | None:
    """Return what values come to, rounded to what the figure keeps; None where there is none."""
    known = [v for v in values if v is not None]
    if not known:
        return None
    total = sum(known) if way == "SUM" else max(known) if way == "MAX" else min(known)
    return round(total, places or 9)
