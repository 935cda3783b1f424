"""A workbook being drawn: what all its sheets share. Columns, codes, cells as the reader takes them back, validation."""

from __future__ import annotations

import datetime
import io
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from toolkit.form.layout import (
    CODES_ROW,
    COVER,
    INTRO_ROW,
    PRIOR,
    TITLE_ROW,
    TO_MEND_SHOWN,
    CellPlace,
    Layout,
    column_letters,
)
from toolkit.form.model import REPORT
from toolkit.form.placement import lay_out_workbook, texts_printed_in_row
from toolkit.form.trait import PERCENT_PLACES
from toolkit.sheets import by_unit_sheets, paper
from toolkit.sheets.styles import ROLES, Formats, parse_day, start_workbook, text_width, write_cell
from toolkit.sheets.verdict_formulas import CheckCompiler

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from toolkit.form.grounding import GroundedForm
    from toolkit.form.model import Cell, PriorCell, Sheet
    from toolkit.form.register import Field
    from toolkit.form.submission import Identity, Submission, Value
    from toolkit.form.trait import Figure
    from toolkit.sheets.cover_status import ScopeStatement

NARROW, YIELD, FILLED = 13.0, 0.7, 0.94
"""Columns no wider than this stay as they are; how much of what is beyond it the others may lose to fit a page; how full a
page of several side by side can be, for no column is cut in two."""
MOST_BELOW = -999_999_999_999_999
"""What no number may be below: programs keep no more digits."""
USUAL, NARROWEST, MANY = 10.5, 8.0, 12
"""How wide a column of figures is; how narrow it may be for its page; up to how many columns it is never narrowed."""
MARKED = "蓝色下划线的数另有说明，见“说明”“人工调整”"
"""What the foot of a page says of the marks on its figures."""
ORIGIN_WIDTH = 28.0
"""Room for the whole name of a station beside its rows."""
UNIT_WIDTH = 22.0
"""Room for a unit's name where the rows of a table are the units."""
LABEL_WIDTHS = {2: (20.0, 30.0), 3: (14.0, 17.0, 40.0)}


class HandoutStamp(NamedTuple):
    """What the workbook says of its handing out: to whom it goes back, by when, when it was drawn."""

    deadline: str
    created: datetime.datetime


class ReportContext(NamedTuple):
    """What a report's workbook tells people of its making: *said* stands on the cover, *last* are last year's figures.

    Those *typed* by hand stay open to be mended. By its *mark* the workbook is known again once somebody edited it;
    *head* is the last event of the ledger it was merged after.
    """

    said: Mapping[str, ScopeStatement]
    last: Mapping[Cell, float]
    typed: frozenset[PriorCell] = frozenset()
    mark: str = ""
    head: str = ""


class WorkbookDrawing:
    """The workbook of *who*, and what is drawn into it."""

    def __init__(
        self,
        grounded: GroundedForm,
        who: Identity,
        stamp: HandoutStamp,
        submission: Submission,
        pool: by_unit_sheets.PooledFigures | None,
        office: ReportContext | None,
    ) -> None:
        self.office = office
        self.pool, self.brought = pool, pool.formulas() if pool else {}
        self.grounded, self.form, self.who = grounded, grounded.form, who
        self.stamp, self.submission = stamp, submission
        self.layout: Layout = lay_out_workbook(self.form, grounded.kind)
        self.compiler = CheckCompiler(grounded, self.layout, grounded.form.periods.read(who.period))
        self.out = io.BytesIO()
        self.book = start_workbook(self.out)
        self.formats = Formats(self.book)

    def widths(self, said: Sheet) -> list[float]:
        """Return the width of every column: labels by their text, figures by what the form says."""
        found = [0.0] * (self.layout.right[said.id] + 1)
        for table in self.form.tables_of(self.grounded.kind):
            if table.sheet != said.id:
                continue
            labels = table.label_depth
            left = self.layout.block[table.id].left
            for i in range(labels):
                longest = max(text_width(r.head[i]) for r in table.rows if len(r.head) > i)
                room = LABEL_WIDTHS[labels][i] if labels > 1 else min(longest + 4, 44)
                found[left + i] = max(found[left + i], room, UNIT_WIDTH if table.by_unit else 0)
            first = left + labels
            rows = [texts_printed_in_row(table, row) for row in table.rows]
            for head, *texts in zip((b.head for b in table.printed), *rows, strict=True):
                found[first] = max(found[first], min(max(map(text_width, (head, *texts))) + 3, NARROW))
                first += 1
            columns = table.columns * (len(table.rows) if table.across else 1)
            for j, column in enumerate(columns, first):
                found[j] = max(found[j], column.width or (8.5 if table.across else self.usual_width(said)))
        for strip in self.layout.strips.values():
            if strip.register.sheet == said.id:
                for i, (name, _) in enumerate(strip.columns):
                    fields = {f.id: f for f in strip.register.fields}
                    wide = fields[name].width if name in fields else ORIGIN_WIDTH
                    found[i] = max(found[i], wide or 12.0, 20.0 if i == 0 else 0)
        return narrow_columns(found, paper.printable_width(landscape=said.landscape))

    def usual_width(self, said: Sheet) -> float:
        """Return how wide a column of figures is of which the form says nothing: less where a year of months would not fit."""
        columns = self.layout.right[said.id] + 1
        if columns <= MANY or any(s.register.sheet == said.id for s in self.layout.strips.values()):
            return USUAL
        room = paper.printable_width(landscape=said.landscape) / columns
        return max(NARROWEST, min(USUAL, int(10 * (room - 5) / paper.UNIT) / 10 - 0.7))

    def codes(self, sheet: Worksheet, said: Sheet) -> None:
        """Print the codes of rows and columns, small and grey, where they do not print on paper."""
        style = self.formats("code")
        for column, code in self.layout.column_codes[said.id]:
            write_cell(sheet, CODES_ROW, column, code, style)
        sheet.set_row(CODES_ROW, 9)
        beside = self.layout.code_column(said.id)
        for row, code in self.layout.row_codes.get(said.id, ()):
            write_cell(sheet, row, beside, code, style)
        tables = (t for t in self.form.tables_of(self.grounded.kind) if t.sheet == said.id)
        sheet.set_column(beside - 1, beside - 1, 46 if any(len(t.columns) == 1 for t in tables) else 3)
        sheet.set_column(beside, beside, 12)

    def printed(self, sheet: Worksheet, said: Sheet) -> None:
        """Set how a sheet prints, what is locked and what stays in view."""
        paper.set_up_paper(sheet, landscape=said.landscape, title=paper.footer_title(self.form, self.who))
        if self.marked_on(said.id):
            paper.set_page_footer(sheet, MARKED)
        sheet.hide_gridlines(2)
        sheet.protect("", {"format_columns": True, "format_rows": True, "sort": True, "autofilter": True})
        bottoms = [b.bottom for b in self.layout.blocks if b.table.sheet == said.id]
        bottoms += [x.at.row for x in self.layout.lines if x.at.sheet == said.id and bottoms]
        right = column_letters(self.layout.right[said.id])
        strips = [s for s in self.layout.strips.values() if s.register.sheet == said.id]
        if bottoms and not strips:
            bottom = max(bottoms) + (3 + TO_MEND_SHOWN if said.id == COVER else 1)
            bottom = max(bottom, self.bottom(said.id) + 1)
            if self.office and said.id == COVER:
                sheet.fit_to_pages(1, 1)
                bottom = self.layout.scope[-1].row + 1
            sheet.print_area(f"A2:{right}{bottom}")
        blocks = (b for b in self.layout.blocks if b.table.sheet == said.id)
        for block in (b for b in blocks if self.unit_lines(b.table.id)):
            heads = [h.row for h in self.layout.heads if h.sheet == said.id and h.role == "corner"]
            sheet.repeat_rows(max(r for r in heads if r < block.top), block.top - 1)
            sheet.freeze_panes(block.top, 1)
        if strips:  # a list has no end, so it has no print area: its codes are hidden instead
            sheet.set_row(CODES_ROW, 9, None, {"hidden": True})
        for strip in strips:
            sheet.repeat_rows(strip.head)
            if not bottoms:  # else there may be more above it than a screen shows
                sheet.freeze_panes(strip.first, 0)
        self.fit(sheet, said)

    def unit_lines(self, table: str) -> tuple[by_unit_sheets.UnitLine, ...]:
        """Return the rows that stand below a table whose rows are the units; none where nothing was merged."""
        return self.pool.lines_of.get(table, ()) if self.pool else ()

    def marked_on(self, sheet: str) -> bool:
        """Tell whether a figure of a report's sheet is marked as no plain sum, or as explained."""
        said = self.pool.comment if self.pool else lambda _: ""
        return any(at.sheet == sheet and said(c) for c, at in self.layout.at.items())

    def fit(self, sheet: Worksheet, said: Sheet) -> None:
        """Print a little more than a page on one page, and what is far wider than one on several side by side."""
        wide = paper.printable_width(landscape=said.landscape)
        wider = sum(map(paper.column_pixels, self.widths(said)))
        endless = {s.register.sheet for s in self.layout.strips.values()}
        endless |= {t.sheet for t in self.form.tables_of(self.layout.kind) if t.by_unit}
        if wider > wide and said.id in endless:
            sheet.set_print_scale(round(paper.SMALLEST * 100))
            sheet.repeat_columns(0)
            sheet.set_v_pagebreaks(paper.columns_before_breaks(self.widths(said), landscape=said.landscape))
        elif (said.id, self.layout.kind) not in ((COVER, REPORT), (PRIOR, self.layout.kind)):
            rows = [sheet.row_sizes.get(r, (15, 0))[0] for r in range(1, self.bottom(said.id) + 1)]
            tall = paper.printable_height(landscape=said.landscape)
            if tall < sum(rows) <= tall / paper.SMALLEST and wider <= wide:
                sheet.fit_to_pages(1, 1)

    def across(self, said: Sheet) -> int:
        """Return how many columns the first page of a sheet shows: over these its title stands."""
        whole = self.layout.right[said.id] + 1
        widths = self.widths(said)[:whole]
        return min(paper.columns_before_breaks(widths, landscape=said.landscape), default=whole)

    def bottom(self, sheet: str) -> int:
        """Return the last row of a sheet's tables, from 0; -1 where it has a list, which has no end."""
        if any(s.register.sheet == sheet for s in self.layout.strips.values()):
            return -1
        lines = (x.at.row for x in self.layout.lines if x.at.sheet == sheet)
        blocks = (b for b in self.layout.blocks if b.table.sheet == sheet)
        bottoms = (b.bottom + len(self.unit_lines(b.table.id)) for b in blocks)
        return max((*bottoms, *lines), default=-1)

    @cached_property
    def origins(self) -> dict[tuple[str, int, int], int]:
        """Return the row of 数据来源 that each text's label leads to: a link in the text itself is in the way of editing."""
        texts = self.pool.texts if self.pool else {}
        at = {c: self.layout.at[c] for c in texts}
        return {(p.sheet, p.row, p.column - 1): texts[c] for c, p in at.items()}

    def linked(self, role: str) -> Format:
        """Return the format of *role* for what leads somewhere."""
        return self.formats(role, **{k: ROLES["link"][k] for k in ("font_color", "underline")})

    def note(self, figure: Figure, *, printed: bool) -> str:
        """Return the help that stands beside a row, with its unit where that is not *printed* beside its name."""
        unit = f"单位：{figure.unit}" if figure.unit and not printed else ""
        return "。".join(filter(None, (unit, figure.help)))

    def edge(self, cell: Cell) -> int:
        """Return the column to which *cell* reaches: the last of a narrow table reaches the sheet's edge."""
        table = self.form.table(cell.table)
        last = not table.across and cell.column == table.columns[-1].id
        return self.layout.block[table.id].right if last else self.layout.at[cell].column

    def value(
        self, sheet: Worksheet, at: CellPlace, kind: str, options: str, value: Value | None, style: Any
    ) -> str:
        """Write a figure as the reader will take it back; return the text people see."""
        if value is not None and kind == "option":
            value = next((o.label for o in self.form.options[options] if o.id == value), str(value))
        write_cell(sheet, at.row, at.column, parse_day(value) if kind == "date" else value, style)
        return "" if value is None else str(value)

    def validate(
        self, sheet: Worksheet, first: CellPlace, last: CellPlace, said: Figure | Field, label: str
    ) -> None:
        """Refuse what cannot be right as it is typed; pasting goes round it, so the reader checks again."""
        rule: dict[str, Any] = {"ignore_blank": True, "error_title": "填得不对"}
        unit = f"单位：{said.unit}。" if said.unit else ""
        if said.help or unit:
            rule |= {"input_title": label[-30:], "input_message": (unit + said.help)[:250]}
        below, minus = ("", "（可以是负数，写成 -5）") if said.negative else ("不小于 0 的", "")
        match said.type:
            case "count":
                rule |= {"validate": "integer", "criteria": ">=", "value": MOST_BELOW if said.negative else 0}
                rule["error_message"] = f"请填{below}整数{minus}，不带单位；没有的填 0。"
            case "number":
                rule |= {"validate": "decimal", "criteria": ">=", "value": MOST_BELOW if said.negative else 0}
                percent = "，连同 % 一起填，如 95.3%" if said.percent else "，不带单位"
                rule["error_message"] = f"请填{below}数{minus}{percent}；没有的填 0。"
            case "date":
                rule |= {"validate": "date", "criteria": ">=", "value": datetime.date(1980, 1, 1)}
                rule["error_message"] = "请填日期，如 2024-03-05。"
            case "option":
                rule |= {"validate": "list", "source": f"={self.layout.options[said.options]}"}
                rule["error_message"] = "请从下拉列表中选。"
            case _:
                if "input_message" not in rule:
                    return
                rule |= {"validate": "any"}
        sheet.data_validation(first.row, first.column, last.row, last.column, rule)

    def headed(self, sheet: str, row: int, column: int) -> bool:
        """Tell whether something of ours stands in this cell above a list's head."""
        if row in (CODES_ROW, TITLE_ROW, INTRO_ROW):
            return True
        return any(h.sheet == sheet and h.row == row and h.column == column for h in self.layout.heads)


def figure_look(said: Figure | Field) -> dict[str, object]:
    """Return what is particular in how a figure looks wherever it stands: a percentage with its decimals."""
    shown = said.places - PERCENT_PLACES
    return {"num_format": f"0.{'0' * shown}%" if shown > 0 else "0%"} if said.percent else {}


def narrow_columns(widths: list[float], wide: float) -> list[float]:
    """Return the columns as wide as *wide* pixels hold, or as few pages of that as will do beside the first column.

    Long texts wrap; dates and numbers keep their room.
    """
    spare = sum(w - NARROW for w in widths if w > NARROW)
    first = paper.column_pixels(widths[0])
    for n in range(1, len(widths) + 1):
        room = wide if n == 1 else n * (wide - first) * FILLED + first
        over = (sum(map(paper.column_pixels, widths)) - room) / paper.UNIT
        if over <= 0 or over <= spare * YIELD:
            break
    if over <= 0 or spare <= 0:
        return widths
    share = 1 - over / spare
    return [NARROW + round((w - NARROW) * share - 0.05, 1) if w > NARROW else w for w in widths]
