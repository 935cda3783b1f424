"""A form as a workbook: blank it is a template, with figures it is a report. Reads nothing, decides nothing."""

from __future__ import annotations

import datetime
import io
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import xlsxwriter

from toolkit.excel import checkedsheet, comparesheet, contentsheet, pages, pooled
from toolkit.excel.checked import Judged
from toolkit.excel.checksheet import draw_checks
from toolkit.excel.cover import READY, TO_EXPLAIN, Cover, Said, draw_scope, tone
from toolkit.excel.look import (
    HIGHEST,
    ROLES,
    Formats,
    box,
    lines_needed,
    link,
    put,
    remark,
    sheet_named,
    storable,
    width,
)
from toolkit.excel.pooled import NOTED
from toolkit.excel.rulesheet import draw_book
from toolkit.excel.verdicts import Compiler
from toolkit.form.layout import (
    ADJUSTED,
    BEFORE,
    BOOK,
    CHECKED,
    CHECKS,
    CODES_ROW,
    COMPARED,
    COVER,
    IDENTITY,
    IDENTITY_ROWS,
    INTRO_ROW,
    LAST_ROW,
    OPTIONS,
    ORIGIN,
    PRIOR,
    PRIOR_COLUMN,
    RULES,
    SOURCES,
    TICK,
    TITLE_ROW,
    TO_MEND_SHOWN,
    UNITS,
    Layout,
    Place,
    letters,
    place,
)
from toolkit.form.model import REPORT, Cell, Field, Figure, Form, Sheet, Table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from toolkit.excel.checksheet import Drawn
    from toolkit.form.ground import Grounded
    from toolkit.form.submission import Identity, Submission, Value
    from toolkit.form.verdict import Verdicts

PROPERTY = "toolkit."
"""What the names of our custom document properties begin with."""
MARK = "version"
"""The property that names the version of a report."""
PRIOR_INTRO = (
    "这些数取自上一年度的报告，只用来核对（上年结转、现行有效件数等），不参与加总。"
    "灰底的已按上年报告填好，不能改；黄底的请照上年公布的报告填一次，没有上年报告的留空。"
)
ORIGIN_WIDTH = 28.0
"""Room for the whole name of a station beside its rows."""
LABEL_WIDTHS = {2: (20.0, 30.0), 3: (14.0, 17.0, 40.0)}


class Stamp(NamedTuple):
    """What the workbook says of its handing out: to whom it goes back, by when, when it was drawn."""

    deadline: str
    created: datetime.datetime


class Office(NamedTuple):
    """What a report's workbook tells people of its making: *said* stands on the cover, *last* are last year's figures.

    Those *typed* by hand stay open to be mended. By its *mark* the workbook is known again once somebody edited it.
    """

    said: Mapping[str, Said]
    last: Mapping[Cell, float]
    typed: frozenset[Cell] = frozenset()
    mark: str = ""


def render(
    grounded: Grounded,
    who: Identity,
    stamp: Stamp,
    submission: Submission,
    verdicts: Verdicts,
    extra: Sequence[pages.Page] = (),
    pool: pooled.Pool | None = None,
    office: Office | None = None,
) -> bytes:
    """Draw *submission* as the workbook of *who*.

    *verdicts* stand beside ``grounded``'s checks: they and every worked-out figure are cached beside their
    formulas, because a report nobody has opened must still be readable by the level above.
    *extra* pages come last and are for people only. The figures of *pool* are formulas over what units brought.
    With *office* there are contents, every rule on paper, and last year's figures beside this year's.
    """
    return _Drawing(grounded, who, stamp, submission, pool, office).whole(verdicts, extra)


class _Drawing:
    def __init__(
        self,
        grounded: Grounded,
        who: Identity,
        stamp: Stamp,
        submission: Submission,
        pool: pooled.Pool | None,
        office: Office | None,
    ) -> None:
        self.office = office
        self.pool, self.brought = pool, pool.formulas() if pool else {}
        self.grounded, self.form, self.who = grounded, grounded.form, who
        self.stamp, self.submission = stamp, submission
        self.layout: Layout = place(self.form, grounded.kind)
        self.compiler = Compiler(grounded, self.layout, int(who.year))
        self.out = io.BytesIO()
        self.book = xlsxwriter.Workbook(self.out, {"in_memory": True})
        self.formats = Formats(self.book)

    def whole(self, verdicts: Verdicts, extra: Sequence[pages.Page]) -> bytes:
        listed = self.tabs(extra)
        sheets = {s.id: sheet_named(self.book, s.id) for s in self.form.sheets_of(self.grounded.kind)}
        if self.layout.priors:
            sheets[PRIOR] = sheet_named(self.book, PRIOR)
        guide = sheet_named(self.book, RULES)
        drawn = draw_checks(self.book, self.formats, self.compiler, self.submission, verdicts)
        draw_book(self.book, self.formats, self.compiler)
        if self.pool:
            pooled.draw(self.book, self.formats, self.form, self.layout, self.pool)
        for page in extra:
            pages.draw(self.book, self.formats, page)
        checked = self.for_people(self.office, listed, drawn, verdicts) if self.office else ""
        self.option_sheet()
        self.identity_sheet()
        for sheet in self.form.sheets_of(self.grounded.kind):
            self.page(sheets[sheet.id], sheet)
        if self.layout.priors:
            self.priors(sheets[PRIOR])
        self.guide(guide)
        self.cover(sheets[COVER], Cover(drawn))
        if self.office:
            wide = self.widths(next(s for s in self.form.sheets if s.id == COVER))[1]
            for i, line in enumerate(self.layout.todo):  # on paper nobody can widen what does not fit
                _, (_, what), _ = Cover(drawn).todo(i)
                sheets[COVER].set_row(line.row, 14 * lines_needed(what, wide) + 2)
            draw_scope(sheets[COVER], self.formats, self.layout, self.office.said, wide, checked)
        self.names()
        self.properties()
        self.book.close()
        return self.out.getvalue()

    def tabs(self, extra: Sequence[pages.Page]) -> list[contentsheet.Entry]:
        """Add the sheets of a report in the order of its contents; return these."""
        if not self.office:
            return []
        behind = {RULES, CHECKS, BOOK, CHECKED, COMPARED, *(p.name for p in extra)}
        behind |= {PRIOR} if self.layout.priors else set()
        behind |= {UNITS, ADJUSTED} if self.pool else set()
        listed = list(contentsheet.entries(self.form.sheets_of(self.grounded.kind), behind))
        for name in contentsheet.order(listed):
            self.book.add_worksheet(name)
        return listed

    def for_people(
        self, office: Office, listed: list[contentsheet.Entry], drawn: list[Drawn], verdicts: Verdicts
    ) -> str:
        """Draw what a report's readers see beside the form; return what all its rules came to, in words."""
        book, formats, made = self.book, self.formats, self.submission
        contentsheet.draw(book, formats, f"{self.who.name} {self.who.year} 年{self.form.title}", listed)
        comparesheet.draw(book, formats, self.grounded, self.layout, made, office.last)
        return checkedsheet.draw(book, formats, Judged(self.compiler, made, verdicts, drawn))

    # ── one sheet ──────────────────────────────────────────────────────────────────────────────────────────

    def page(self, sheet: Worksheet, said: Sheet) -> None:
        right = self.layout.right[said.id]
        widths = self.widths(said)
        for column, wide in enumerate(widths):
            sheet.set_column(column, column, wide)
        self.codes(sheet, said)
        box(sheet, TITLE_ROW, 0, 1, right + 1, said.title, self.formats("title"))
        sheet.set_row(TITLE_ROW, 32)
        if said.intro:
            box(sheet, INTRO_ROW, 0, 1, right + 1, said.intro, self.formats("intro"))
            sheet.set_row(INTRO_ROW, 15 * lines_needed(said.intro, sum(widths[: right + 1])) + 3)
        for head in self.layout.heads:
            if head.sheet == said.id:
                role = "block" if head.role == "title" else head.role
                box(sheet, head.row, head.column, head.rows, head.columns, head.text, self.formats(role))
                if (to := self.origins.get((said.id, head.row, head.column))) is not None:
                    link(sheet, head.row, head.column, (SOURCES, f"A{to + 1}"), head.text, self.linked("row"))
        for table in self.form.tables_of(self.grounded.kind):
            if table.sheet == said.id:
                self.table(sheet, table, widths)
        for strip in self.layout.strips.values():
            if strip.register.sheet == said.id:
                self.strip(sheet, strip.register.id)
        self.printed(sheet, said)

    @cached_property
    def origins(self) -> dict[tuple[str, int, int], int]:
        """Return the row of 数据来源 that each text's label leads to: a link in the text itself is in the way of editing."""
        texts = self.pool.texts if self.pool else {}
        at = {c: self.layout.at[c] for c in texts}
        return {(p.sheet, p.row, p.column - 1): texts[c] for c, p in at.items()}

    def linked(self, role: str) -> Format:
        """Return the format of *role* for what leads somewhere."""
        return self.formats(role, **{k: ROLES["link"][k] for k in ("font_color", "underline")})

    def widths(self, said: Sheet) -> list[float]:
        """Return the width of every column: labels by their text, figures by what the form says."""
        found = [0.0] * (self.layout.right[said.id] + 1)
        for table in self.form.tables_of(self.grounded.kind):
            if table.sheet != said.id:
                continue
            labels = 0 if table.across else max(len(r.head) for r in table.rows)
            for i in range(labels):
                longest = max(width(r.head[i]) for r in table.rows if len(r.head) > i)
                found[i] = max(found[i], LABEL_WIDTHS[labels][i] if labels > 1 else min(longest + 4, 44))
            for j, column in enumerate(table.columns * (len(table.rows) if table.across else 1)):
                found[labels + j] = max(found[labels + j], column.width or (8.5 if table.across else 10.5))
        for strip in self.layout.strips.values():
            if strip.register.sheet == said.id:
                for i, (name, _) in enumerate(strip.columns):
                    fields = {f.id: f for f in strip.register.fields}
                    wide = fields[name].width if name in fields else ORIGIN_WIDTH
                    found[i] = max(found[i], wide or 12.0, 20.0 if i == 0 else 0)
        return found

    def codes(self, sheet: Worksheet, said: Sheet) -> None:
        """Print the codes of rows and columns, small and grey, where they do not print on paper."""
        style = self.formats("code")
        for column, code in self.layout.column_codes[said.id]:
            put(sheet, CODES_ROW, column, code, style)
        sheet.set_row(CODES_ROW, 9)
        beside = self.layout.code_column(said.id)
        for row, code in self.layout.row_codes.get(said.id, ()):
            put(sheet, row, beside, code, style)
        sheet.set_column(
            beside - 1,
            beside - 1,
            46
            if any(len(t.columns) == 1 for t in self.form.tables_of(self.grounded.kind) if t.sheet == said.id)
            else 3,
        )
        sheet.set_column(beside, beside, 12)

    def printed(self, sheet: Worksheet, said: Sheet) -> None:
        pages.paper(sheet, landscape=said.landscape)
        sheet.hide_gridlines(2)
        sheet.protect("", {"format_columns": True, "format_rows": True, "sort": True, "autofilter": True})
        bottoms = [b.bottom for b in self.layout.blocks if b.table.sheet == said.id]
        right = letters(self.layout.right[said.id])
        if bottoms:
            bottom = max(bottoms) + (3 + TO_MEND_SHOWN if said.id == COVER else 1)
            if self.office and said.id == COVER:
                sheet.fit_to_pages(1, 1)
                bottom = self.layout.scope[-1].row + 1
            sheet.print_area(f"A2:{right}{bottom}")
        strips = [s for s in self.layout.strips.values() if s.register.sheet == said.id]
        for strip in strips:
            sheet.repeat_rows(strip.head)
            sheet.freeze_panes(strip.first, 0)

    # ── tables ─────────────────────────────────────────────────────────────────────────────────────────────

    def table(self, sheet: Worksheet, table: Table, widths: list[float]) -> None:
        labels = 0 if table.across else max(len(r.head) for r in table.rows)
        for cell in table.cells:
            self.cell(sheet, cell)
        if table.across:
            sheet.set_row(self.layout.at[table.cells[0]].row, 30)
            sheet.set_row(self.layout.at[table.cells[0]].row - 1, 34)
            return
        for line in table.rows:
            row = self.layout.at[Cell(table.id, line.id, table.columns[0].id)].row
            inner = sum(widths[len(line.head) - 1 : labels])
            height = line.height or max(18, 15 * lines_needed(line.label, inner) + 3)
            for cell in (Cell(table.id, line.id, c.id) for c in table.columns):
                if isinstance(text := self.submission.figures.get(cell), str):
                    height = max(height, 15 * lines_needed(text, widths[self.layout.at[cell].column]) + 6)
            sheet.set_row(row, min(height, HIGHEST))
            note = self.note(self.form.figure(Cell(table.id, line.id, table.columns[0].id)))
            if note and len(table.columns) == 1:  # a matrix has its units in its heads
                put(sheet, row, self.layout.right[table.sheet] + 1, note, self.formats("help"))

    def note(self, figure: Figure) -> str:
        """Return the help that stands beside a row."""
        unit = f"单位：{figure.unit}" if figure.unit else ""
        return "。".join(filter(None, (unit, figure.help)))

    def cell(self, sheet: Worksheet, cell: Cell) -> None:
        at, figure = self.layout.at[cell], self.form.figure(cell)
        value = self.submission.figures.get(cell)
        if cell in self.grounded.worked_out and cell not in self.submission.stated:
            cached = int(value) if isinstance(value, float) and value.is_integer() else value
            style = self.noted(sheet, cell, "worked")
            formula = self.compiler.worked_out(cell)
            sheet.write_formula(at.row, at.column, formula, style, "" if cached is None else cached)
        elif self.pool and cell in self.brought:
            self.pooled(sheet, cell, self.pool)
        else:
            # The official form merges these cells; ours only look merged, so that pasting into them works.
            across = {"align": "center_across"} if self.edge(cell) > at.column else {}
            style = self.formats(f"input.{figure.type}", **across)
            self.value(sheet, at, figure.type, figure.options, value, style)
            self.validate(sheet, at, at, figure, self.form.label(cell))
            for column in range(at.column + 1, self.edge(cell) + 1):
                sheet.write_blank(
                    at.row, column, None, self.formats(f"input.{figure.type}", locked=True, **across)
                )

    def pooled(self, sheet: Worksheet, cell: Cell, pool: pooled.Pool) -> None:
        """Write a figure as what its units come to, with a link to them."""
        at, value = self.layout.at[cell], self.submission.figures.get(cell)
        across = {"align": "center_across"} if self.edge(cell) > at.column else {}
        style = self.noted(sheet, cell, "worked", **across)
        sheet.write_url(at.row, at.column, f"internal:'{UNITS}'!D{pool.row(cell) + 1}", style, string="")
        cached = int(value) if isinstance(value, float) and value.is_integer() else value
        sheet.write_formula(at.row, at.column, self.brought[cell], style, "" if cached is None else cached)
        for column in range(at.column + 1, self.edge(cell) + 1):
            sheet.write_blank(at.row, column, None, style)

    def noted(self, sheet: Worksheet, cell: Cell, role: str, **more: object) -> Format:
        """Return the look of a figure; one that is no plain sum, or was explained, stands out and says so."""
        said = self.pool.comment(cell) if self.pool else ""
        if not said:
            return self.formats(role, **more)
        at = self.layout.at[cell]
        remark(sheet, at.row, at.column, said, NOTED)
        return self.formats(role, **{**more, **tone("warn"), "font_color": "#000000"})

    def edge(self, cell: Cell) -> int:
        """Return the column to which *cell* reaches: the last of a narrow table reaches the sheet's edge."""
        table = self.form.table(cell.table)
        last = not table.across and cell.column == table.columns[-1].id
        return self.layout.right[table.sheet] if last else self.layout.at[cell].column

    def value(
        self, sheet: Worksheet, at: Place, kind: str, options: str, value: Value | None, style: Any
    ) -> str:
        """Write a figure as the reader will take it back; return the text people see."""
        if kind == "date" and (day := _day(value)):
            sheet.write_datetime(at.row, at.column, day, style)
            return str(value)
        if value is not None and kind == "option":
            value = next((o.label for o in self.form.options[options] if o.id == value), str(value))
        put(sheet, at.row, at.column, value, style)
        return "" if value is None else str(value)

    def validate(self, sheet: Worksheet, first: Place, last: Place, said: Figure | Field, label: str) -> None:
        """Refuse what cannot be right as it is typed; pasting goes round it, so the reader checks again."""
        rule: dict[str, Any] = {"ignore_blank": True, "error_title": "填得不对"}
        unit = f"单位：{said.unit}。" if said.unit else ""
        if said.help or unit:
            rule |= {"input_title": label[-30:], "input_message": (unit + said.help)[:250]}
        match said.type:
            case "count":
                rule |= {"validate": "integer", "criteria": ">=", "value": 0}
                rule["error_message"] = "请填不小于 0 的整数，不带单位；没有的填 0。"
            case "number":
                rule |= {"validate": "decimal", "criteria": ">=", "value": 0}
                rule["error_message"] = "请填不小于 0 的数，不带单位；没有的填 0。"
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

    # ── lists ──────────────────────────────────────────────────────────────────────────────────────────────

    def strip(self, sheet: Worksheet, name: str) -> None:
        """Draw a list: whole columns are unlocked by format, so no row is written that nobody filled in."""
        strip = self.layout.strips[name]
        fields = {f.id: f for f in strip.register.fields}
        tick = "是" if name in self.submission.zero else None
        put(sheet, strip.tick.row, strip.tick.column, tick, self.formats("input.option", align="center"))
        sheet.data_validation(
            strip.tick.row,
            strip.tick.column,
            strip.tick.row,
            strip.tick.column,
            {"validate": "list", "source": ["是"], "input_title": "零报告"}
            | {"input_message": "全年没有的，在这里选“是”；有的，留空并逐行填写。"},
        )
        sheet.set_row(strip.head, 32)
        widths = self.widths(next(s for s in self.form.sheets if s.id == strip.register.sheet))
        for field, column in strip.columns:
            said = fields.get(field, Field(field, field, "text"))
            style = self.formats(f"input.{said.type}")
            sheet.set_column(column, column, widths[column], style)
            for row in range(strip.head):  # above the head the column's format must not show as input
                if not self.headed(strip.register.sheet, row, column) and (row, column) != strip.tick[1:]:
                    sheet.write_blank(row, column, None, self.formats("plain"))
            first, last = Place(strip.register.sheet, strip.first, column), Place("", LAST_ROW, column)
            self.validate(sheet, first, last, said, said.label)
        for i, listed in enumerate(self.submission.rows.get(name, ()), strip.first):
            deep = 1
            for field, column in strip.columns:
                said = fields.get(field, Field(field, field, "text"))
                value = listed.values.get(field) if field in fields else listed.origin or None
                style = self.formats(f"input.{said.type}")
                to = self.pool.lines.get((name, i - strip.first)) if self.pool else None
                if field == ORIGIN and to is not None:
                    style = self.linked("input.text")
                    sheet.write_url(i, column, f"internal:'{SOURCES}'!A{to + 1}", style, string="")
                seen = self.value(sheet, Place("", i, column), said.type, said.options, value, style)
                deep = max(deep, lines_needed(seen, widths[column]))
            if deep > 1:  # not every program fits a row to its text when it opens a file
                sheet.set_row(i, min(HIGHEST, 15 * deep + 3))

    def headed(self, sheet: str, row: int, column: int) -> bool:
        """Tell whether something of ours stands in this cell above a list's head."""
        if row in (CODES_ROW, TITLE_ROW, INTRO_ROW):
            return True
        return any(h.sheet == sheet and h.row == row and h.column == column for h in self.layout.heads)

    # ── the year before ────────────────────────────────────────────────────────────────────────────────────

    def priors(self, sheet: Worksheet) -> None:
        """Draw last year's figures: locked where they are known, to be typed once where they are not."""
        said = Sheet(PRIOR, f"{int(self.who.year) - 1} 年度数据", PRIOR_INTRO)
        for column, wide in enumerate((14, 56, 16)):
            sheet.set_column(column, column, wide)
        self.codes(sheet, said)
        box(sheet, TITLE_ROW, 0, 1, PRIOR_COLUMN + 1, said.title, self.formats("title"))
        box(sheet, INTRO_ROW, 0, 1, PRIOR_COLUMN + 1, said.intro, self.formats("intro"))
        sheet.set_row(TITLE_ROW, 32)
        sheet.set_row(INTRO_ROW, 48)
        for head in self.layout.heads:
            if head.sheet == PRIOR:
                put(sheet, head.row, head.column, head.text, self.formats(head.role))
        typed = self.office.typed if self.office else frozenset()
        for cell, at in self.layout.priors.items():
            known = self.submission.prior.get(cell)
            figure = self.form.figure(cell)
            is_open = known is None or cell in typed
            style = self.formats(f"input.{figure.type}" if is_open else "worked")
            self.value(sheet, at, figure.type, "", known, style)
            sheet.set_row(at.row, 20)
            if is_open:
                self.validate(sheet, at, at, figure, f"上年 {self.form.label(cell)}")
        self.printed(sheet, said)

    # ── the rest of the workbook ───────────────────────────────────────────────────────────────────────────

    def cover(self, sheet: Worksheet, said: Cover) -> None:
        """Show whose workbook this is, until when, whether it may be sent, and what is to be mended first."""
        shown = {
            "name": self.who.name,
            "unit": self.who.unit,
            "kind": self.form.kind(self.who.kind).label,
            "year": self.who.year,
            "office": self.who.office,
            "deadline": self.stamp.deadline,
            "edition": edition_of(self.form),
        }
        for item, label in IDENTITY_ROWS:
            at = self.layout.identity(item)
            put(sheet, at.row, at.column - 1, label, self.formats("row"))
            put(sheet, at.row, at.column, shown[item], self.formats("fixed"))
            sheet.set_row(at.row, 20)
        at = self.layout.verdict
        put(sheet, at.row, at.column - 1, "审核结果", self.formats("head"))
        style = self.formats("verdict", font_size=14)
        formula, text = said.verdict()
        sheet.write_formula(at.row, at.column, formula, style, text)
        sheet.set_row(at.row, 30)
        for criteria, words, colour in (
            ("containing", TO_EXPLAIN, "warn"),
            ("begins with", READY, "good"),
            ("begins with", "还有", "bad"),
        ):
            tint = {"type": "text", "criteria": criteria, "value": words, "format": self.formats(colour)}
            sheet.conditional_format(at.row, at.column, at.row, at.column, tint | {"stop_if_true": True})
        for i, line in enumerate(self.layout.todo):
            roles = ("todo.link", "todo", "help")
            for column, (role, (made, text)) in enumerate(zip(roles, said.todo(i), strict=True)):
                sheet.write_formula(line.row, column, made, self.formats(role), text)
        note = (
            "黄底的单元格由您填写，灰底的自动算出。“审核结果”变绿后再报送；"
            f"下面列出前 {len(self.layout.todo)} 处，点一下可以跳过去，全部见“校验”表。"
        )
        put(sheet, at.row, at.column + 1, note, self.formats("help"))
        sheet.activate()

    def guide(self, sheet: Worksheet) -> None:
        """List the sheets and what each is for."""
        kind = self.form.kind(self.grounded.kind)
        sheet.hide_gridlines(2)
        sheet.set_column(0, 0, 26)
        sheet.set_column(1, 1, 90)
        box(sheet, 0, 0, 1, 2, "填报说明", self.formats("title"))
        rows = [("填报单位", kind.label + ("：" + kind.help if kind.help else ""))]
        rows += [(s.id, s.intro or s.title) for s in self.form.sheets_of(self.grounded.kind)]
        rows += [
            ("颜色", "黄底：请填写；灰底：自动算出或已填好，不能改；“校验”表中红色：不符，要改。"),
            ("提示", f"“{CHECKS}”表里级别是“提示”而不符的：先核对，数字属实就在黄底的“说明”栏写明原因。"),
            ("零和空白", "没有的填 0，不要留空；登记簿全年没有内容的，在“本表无内容”处选“是”。"),
            ("不要", "不要增删行列、改名或另存为别的格式；可以调整列宽，登记簿可以一直往下填。"),
            ("报送", f"填好后把这个文件原样发回，截止 {self.stamp.deadline or '见通知'}。"),
        ]
        for i, (left, right) in enumerate(rows, 1):
            put(sheet, i, 0, left, self.formats("row"))
            put(sheet, i, 1, right, self.formats("cell"))
            sheet.set_row(i, 16 * lines_needed(right, 90) + 4)
        pages.paper(sheet, landscape=True)
        sheet.protect("", {"format_columns": True, "format_rows": True})

    def option_sheet(self) -> None:
        """Write the drop-downs to a hidden sheet: inline lists break on commas and end at 255 characters."""
        sheet = self.book.add_worksheet(OPTIONS)
        sheet.hide()
        for column, (name, options) in enumerate(self.form.options.items()):
            put(sheet, 0, column, name)
            for row, option in enumerate(options, 1):
                put(sheet, row, column, option.label)

    def inner(self) -> dict[str, str]:
        """Return what the workbook says of itself where nobody sees it."""
        return self.who._asdict() | ({MARK: self.office.mark} if self.office else {})

    def identity_sheet(self) -> None:
        sheet = self.book.add_worksheet(IDENTITY)
        sheet.hide()
        for row, (name, text) in enumerate(self.inner().items()):
            put(sheet, row, 0, name)
            put(sheet, row, 1, text)
            self.book.define_name(f"{PROPERTY}{name}", f"='{IDENTITY}'!$B${row + 1}")

    def names(self) -> None:
        """Name every figure and every list head: names move with their cells when rows are inserted."""
        for cell, at in self.layout.at.items():
            self.book.define_name(cell.name, f"={at.absolute}")
        for cell, at in self.layout.priors.items():
            self.book.define_name(f"{BEFORE}.{cell.name}", f"={at.absolute}")
        for strip in self.layout.strips.values():
            self.book.define_name(f"{strip.register.id}.{TICK}", f"={strip.tick.absolute}")
            for field, column in strip.columns:
                at = Place(strip.register.sheet, strip.head, column)
                self.book.define_name(f"{strip.register.id}.{field}", f"={at.absolute}")

    def properties(self) -> None:
        title = f"{self.who.name} {self.who.year} 年{self.form.title}"
        if self.grounded.kind != REPORT:
            title += "报送表"
        self.book.set_properties({"title": storable(title), "created": self.stamp.created})
        for name, text in self.inner().items():
            if text:
                self.book.set_custom_property(PROPERTY + name, storable(text), "text")


def edition_of(form: Form) -> str:
    """Return how the cover names a form and its edition."""
    return f"{form.title}（{form.edition}版）"


def _day(value: object) -> datetime.datetime | None:
    """Return the day a figure says; words that stand in a date cell are none, and are drawn as words."""
    try:
        return datetime.datetime.fromisoformat(str(value))
    except ValueError:
        return None
