"""Where everything sits on the page. A1 lives here and nowhere else.

The renderer, the reader, the formulas and the messages all ask a ``Layout``; moving a table moves all four.
Each sheet is: row 1 the columns' printed codes (small, grey, outside the print area), row 2 the title,
then the tables one below another, with the rows' codes in a grey column to the right of the page.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property, reduce
from itertools import groupby
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from toolkit.form.period import EARLIER, LAST_YEAR, YEAR

if TYPE_CHECKING:
    from toolkit.form.model import Cell, Form, PriorCell, Table
    from toolkit.form.register import Register
    from toolkit.form.rule_language import Expr

COVER, CHECKS, RULES, OPTIONS, IDENTITY = "封面", "校验", "填报说明", "_选项", "_标识"
SOURCES, UNITS, STATES = "数据来源", "分单位数据", "报送情况"
PRIOR, PRIOR_PERIODS = "上年数据", "往期数据"
"""The sheet of earlier figures that rules look at: of the year before in a yearly form, of earlier periods in others."""
ANY_EARLIER = PRIOR_PERIODS.removesuffix("数据")
"""What is said of earlier periods, whichever they are."""
PROPERTY = "toolkit."
"""What the names of what a workbook says of itself begin with."""
BOOK = "规则手册"
EXPLAINED = "说明"
"""The sheet of a report that prints what units and the office explained; also what the names of those cells begin with."""
ADJUSTED, CORRECTIONS, CONTENTS, CHECKED, BY_UNIT = "人工调整", "更正记录", "目录", "勾稽核对", "分单位一览"
COMPARED, DRAFT = "与上年对比", "正文草稿"
"""Sheets of a report: where the office puts a number in the place of what its units come to; what was changed since it was
published; what its sheets are; every rule with what it came to; a unit a row, its figures side by side under their heads. Then its figures beside last
year's; the text the published document will have."""
UNIT_NAME = "unit"
"""The role of the label that is the name of whose workbook it is."""
SCOPE = ("汇总范围", "应报单位", "未计入", "人工调整", "勾稽关系", "提示说明", "上年数据")
"""What the cover of a merged report says of its making, one a row below the list of what is to be mended."""
SCOPE_TITLE = "汇总情况（汇总时自动写入）"
ROWS_JUDGED = 5_000
"""How many rows of a list are drawn: that many have drop-downs and are judged one by one; counts and sums take in all."""
ROWS_PREPARED = 60
"""How many rows below those filled in have the formulas of columns that are worked out: programs print as far down."""
TO_MEND_SHOWN, TICK = 8, "零报告"
"""How many things to mend the cover names (the check sheet has all); what the name of a list's 零报告 tick ends with."""
ORIGIN = "来源单位"
"""The column of a report's lists that says which unit a row came from."""
NO_ROWS = "本表无内容（零报告）"
"""What stands beside the cell where a unit says that a list has no rows."""
TOTAL_ROW = "合计"
"""What stands before the sums above a list's rows."""
MEASURE = "计量单位"
LINE_WORDS = {"填报单位": "name", "报告期": "period", MEASURE: ""}
"""What lines above and below a sheet's tables may say beside rows of the cover's tables: what of the identity it is, or the
unit of the tables' figures."""
OF_PERIODS = {PRIOR, PRIOR_PERIODS, *(COMPARED.replace(LAST_YEAR, word) for word in EARLIER)}
"""Sheets of ours whose names say what came before; a form has those of its own kind of period."""
OURS = {
    *OF_PERIODS,
    *(ADJUSTED, BY_UNIT, DRAFT, CHECKED, CHECKS, BOOK, CONTENTS, CORRECTIONS),
    *(EXPLAINED, RULES, OPTIONS, IDENTITY, SOURCES, UNITS, STATES),
}
"""Sheets of our workbooks from which nothing is read but, in the hidden one, whose workbook it is."""
NOWHERE = f"'{IDENTITY}'!$Z$1"  # nothing ever stands there: for formulas over rows a list does not have
LAST_ROW = 1_048_575
"""The last row of a sheet, from 0: formulas count down to it, nothing is drawn that far."""

IDENTITY_ROWS = (
    *(("name", "单位名称"), ("unit", "单位编码"), ("kind", "类别"), ("period", "年度")),
    *(("office", "报送至"), ("deadline", "报送截止"), ("edition", "表样版次")),
)
"""What the cover shows of the unit, as (item, label); written when it is handed out, locked."""

PERIOD_LABEL = "报告期"
"""What stands in the place of 年度 on the cover of a form that is not filled in by the year."""


def identity_label(form: Form, item: str) -> str:
    """Return how the cover of *form* names an *item* of ``IDENTITY_ROWS``."""
    return PERIOD_LABEL if item == "period" and form.periods.kind != YEAR else dict(IDENTITY_ROWS)[item]


def prior_sheet(form: Form) -> str:
    """Return the sheet of the earlier figures that rules look at."""
    return PRIOR if form.periods.kind == YEAR else PRIOR_PERIODS


def comparison_sheet(form: Form) -> str:
    """Return the sheet of a report that lays its figures beside those of the period before."""
    return form.periods.reword_years(COMPARED)


def scope_label(form: Form, item: str) -> str:
    """Return how the cover of *form*'s report names an *item* of ``SCOPE``."""
    return prior_sheet(form) if item == PRIOR else item


CODES_ROW, TITLE_ROW, INTRO_ROW, FIRST_ROW = 0, 1, 2, 4


class CellPlace(NamedTuple):
    """A cell of a sheet; *row* and *column* count from 0."""

    sheet: str
    row: int
    column: int

    @property
    def a1(self) -> str:
        """Return the address people see, as D7."""
        return f"{column_letters(self.column)}{self.row + 1}"

    @property
    def absolute(self) -> str:
        """Return the address a formula on another sheet writes, as '表三'!$D$7."""
        return f"'{self.sheet}'!${column_letters(self.column)}${self.row + 1}"


class PrintedLabel(NamedTuple):
    """A printed label over *rows* × *columns* cells."""

    sheet: str
    row: int
    column: int
    rows: int
    columns: int
    text: str
    role: str


@dataclass(frozen=True)
class TableBlock:
    """A table on its sheet: rows *top* to *bottom*, columns *left* to *right*, all inclusive; its heads begin in row *head*."""

    table: Table
    top: int
    bottom: int
    right: int
    left: int
    head: int


class LinePart(NamedTuple):
    """A label and what stands after it: what the cell *at* says, a day where it is *dated*, then the *text*."""

    label: str
    at: CellPlace | None
    text: str = ""
    dated: bool = False


class PrintedLine(NamedTuple):
    """A line above or below the tables of a sheet that repeats what the cover says, over *columns* cells."""

    at: CellPlace
    columns: int
    parts: tuple[LinePart, ...]


@dataclass(frozen=True)
class ListStrip:
    """A list on its sheet: its tick cell, its head row, and a column for each field, downward without end.

    *worked* are the columns that are worked out in each row, in an order in which they can be. *sums* is the row that adds
    columns up, between head and rows, None where there is none. On an office's own blank it *begins* in some row and may
    have an *end*: something else stands below it, its sums perhaps.
    """

    register: Register
    tick: CellPlace
    head: int
    columns: tuple[tuple[str, int], ...]
    worked: tuple[tuple[str, Expr], ...] = ()
    sums: int | None = None
    begins: int | None = None
    end: int | None = None

    @property
    def first(self) -> int:
        """Return the first row that may be filled in."""
        return (self.head if self.sums is None else self.sums) + 1 if self.begins is None else self.begins

    def holds(self, row: int) -> bool:
        """Tell whether a row of the sheet is one of the list's."""
        return self.first <= row <= (LAST_ROW if self.end is None else self.end)

    @cached_property
    def worked_out(self) -> dict[str, Expr]:
        """Return the columns that are worked out, each with what it comes to."""
        return dict(self.worked)

    @property
    def totals(self) -> dict[str, CellPlace]:
        """Return the cells that add up columns."""
        named = dict(self.columns) if self.sums is not None else {}
        return {n: self.place(n, self.sums or 0) for n in self.register.total if n in named}

    def place(self, field: str, row: int) -> CellPlace:
        """Return the cell of *field* in sheet row *row*."""
        return CellPlace(self.register.sheet, row, dict(self.columns)[field])

    def range(self, field: str) -> str:
        """Return the whole column of *field* as a formula writes it."""
        return self._part(field, self.first, LAST_ROW)

    @property
    def whole(self) -> str:
        """Return everything people fill in below the head as a formula's arguments: a formula that comes to nothing is no blank."""
        runs = groupby((name for name, _ in self.columns), lambda name: name in self.worked_out)
        kept = ([self.range(name) for name in run] for is_worked, run in runs if not is_worked)
        return ",".join(f"{run[0].rpartition(':')[0]}:{run[-1].rpartition(':')[2]}" for run in kept)

    def judged(self, field: str) -> str:
        """Return the part of *field*'s column whose rows are judged one by one."""
        return self._part(field, self.first, self.first + ROWS_JUDGED - 1)

    def beyond(self, field: str) -> str:
        """Return the part of *field*'s column below the last row judged one by one."""
        return self._part(field, self.first + ROWS_JUDGED, LAST_ROW)

    def _part(self, field: str, first: int, last: int) -> str:
        if not self.holds(first):
            return NOWHERE
        last = last if self.end is None else min(last, self.end)
        column = column_letters(dict(self.columns)[field])
        return f"'{self.register.sheet}'!${column}${first + 1}:${column}${last + 1}"


@dataclass(frozen=True)
class Layout:
    """Every figure, list and label of one kind's workbook, in its place."""

    form: Form
    kind: str
    at: dict[Cell, CellPlace]
    strips: dict[str, ListStrip]
    blocks: tuple[TableBlock, ...]
    heads: tuple[PrintedLabel, ...]
    right: dict[str, int]
    row_codes: dict[str, tuple[tuple[int, str], ...]]
    column_codes: dict[str, tuple[tuple[int, str], ...]]
    priors: dict[PriorCell, CellPlace]
    """Where the figures of earlier periods stand that some rule looks at."""
    lines: tuple[PrintedLine, ...] = ()
    """What repeats the cover on the sheets themselves."""

    sheets: dict[str, str] = field(default_factory=dict)
    own_formulas: dict[str, str] = field(default_factory=dict)
    """What an office's own blank calls the form's sheets; its own formulas where figures and cells of lists are worked out."""
    cover: ClassVar[str] = COVER
    checks_top: ClassVar[int] = 0
    todo_columns: ClassVar[tuple[int, ...]] = (0, 1, 2)
    """Which sheet says whose the workbook is; how many rows stand above the check sheet's title; how far from the first
    column a thing to mend is told: where, what, how."""

    @cached_property
    def block(self) -> dict[str, TableBlock]:
        """Return where each table is on its sheet."""
        return {b.table.id: b for b in self.blocks}

    @cached_property
    def places_on(self) -> dict[str, list[CellPlace]]:
        """Return the places of the figures that stand on each sheet."""
        places = self.at.values()
        return {sheet: [p for p in places if p.sheet == sheet] for sheet in {p.sheet for p in places}}

    @cached_property
    def printed_on(self) -> dict[str, list[tuple[int, int, str]]]:
        """Return the codes and labels we print on each sheet, each with its row and column."""
        found = {s: [(CODES_ROW, c, text) for c, text in codes] for s, codes in self.column_codes.items()}
        for sheet, codes in self.row_codes.items():
            found[sheet] += [(r, self.code_column(sheet), text) for r, text in codes]
        for head in self.heads:
            found[head.sheet] += [(head.row, head.column, head.text)] if head.text else []
        return found

    @cached_property
    def options(self) -> dict[str, str]:
        """Return where each drop-down's labels stand on the hidden sheet, as a formula writes it."""
        return {
            name: f"'{OPTIONS}'!${column_letters(i)}$2:${column_letters(i)}${len(listed) + 1}"
            for i, (name, listed) in enumerate(self.form.options.items())
        }

    def identity(self, item: str) -> CellPlace:
        """Return the cover's cell for *item* of ``IDENTITY_ROWS``."""
        return identity_place(item)

    @property
    def verdict(self) -> CellPlace:
        """Return the cover's cell that says whether the workbook may be sent."""
        return CellPlace(COVER, max(b.bottom for b in self.blocks if b.table.sheet == COVER) + 2, 1)

    @property
    def todo(self) -> tuple[CellPlace, ...]:
        """Return the cover's cells below the verdict that name what is to be mended, with links."""
        row = self.verdict.row + 1
        return tuple(CellPlace(COVER, row + i, 0) for i in range(TO_MEND_SHOWN))

    @property
    def scope(self) -> tuple[CellPlace, ...]:
        """Return the cover's cells that name what a merged report says of its making: its title, then ``SCOPE``."""
        row = self.todo[-1].row + 2
        return tuple(CellPlace(COVER, row + i, 0) for i in range(len(SCOPE) + 1))

    def code_column(self, sheet: str) -> int:
        """Return the grey column of *sheet* that carries the rows' codes."""
        return self.right[sheet] + 2


def unit_row_code(table: str, unit: str) -> str:
    """Return the code beside the row a merged report prints for a *unit* below a *table* whose rows are the units."""
    return f"{table}:{unit}"


def identity_place(item: str) -> CellPlace:
    """Return the cover's cell for *item* of ``IDENTITY_ROWS``, the same in every workbook."""
    return CellPlace(COVER, FIRST_ROW - 1 + [i for i, _ in IDENTITY_ROWS].index(item), 1)


def column_letters(column: int) -> str:
    """Return a column's letters, from 0: A, …, Z, AA."""
    text, column = "", column + 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(ord("A") + rest) + text
    return text


def column_number(text: str) -> int:
    """Return the column *text* names, from 0."""
    return reduce(lambda number, letter: number * 26 + ord(letter) - ord("A") + 1, text, 0) - 1


def parse_a1(text: str) -> tuple[int, int] | None:
    """Return (row, column) from 0 of "D7" or "$D$7"; None where it is no address."""
    found = re.fullmatch(r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})", text)
    return (int(found[2]) - 1, column_number(found[1])) if found else None


def parse_reference(text: str) -> CellPlace | None:
    """Return the cell that "'表三'!$D$7" names, as a defined name writes it; None where it names none."""
    sheet, _, cell = text.removeprefix("=").rpartition("!")
    at = parse_a1(cell)
    name = sheet.removeprefix("'").removesuffix("'").replace("''", "'")
    return CellPlace(name, *at) if sheet and at else None
