"""Where a report's figures, lists and units stand in an office's own workbook: as the definition says, or found by headings."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from toolkit.foreign.foreign_lists import find_list_heads
from toolkit.foreign.foreign_workbook import locate_figures
from toolkit.form.given.given_layout import lay_out_on_blank
from toolkit.form.heading_search import normalize_heading
from toolkit.form.layout import CHECKS, OURS, CellPlace, column_number
from toolkit.form.placement import lay_out_workbook
from toolkit.text.character_folding import fold_label

if TYPE_CHECKING:
    from collections.abc import Mapping

    from toolkit.foreign.foreign_lists import ListHeads
    from toolkit.form.given.given_layout import GivenLayout
    from toolkit.form.grounding import GroundedForm
    from toolkit.form.model import Cell, Form
    from toolkit.form.period import Period
    from toolkit.form.register import Register
    from toolkit.xlsx.cells import SheetCells
    from toolkit.xlsx.open_workbook import Book

_SUMS = ("合计", "总计", "小计")
_BELOW = ("注", "备注", "说明", "填报说明", "单位负责人", "填表人", "填报人", "审核人", "负责人")
"""What begins the lines below a list."""
OPEN_END = 200
"""How many rows a list with nothing below it is taken to have, where its lines do not say."""


@dataclass(frozen=True)
class RowsInSheet:
    """Rows of a list, or of units: from *first* to *last* (from 0), under the row *head*, a column for each field or figure."""

    sheet: str
    head: int
    first: int
    last: int
    columns: Mapping[str, int]

    @property
    def words(self) -> str:
        """Say where they stand."""
        return f"{self.sheet} 第 {self.first + 1} 至 {self.last + 1} 行"

    @property
    def numbers(self) -> range:
        """Return the rows."""
        return range(self.first, self.last + 1)


@dataclass(frozen=True)
class WorkbookPlaces:
    """Where everything stands: figures, the rows of lists, those of units by their table; texts to be filled in.

    *texts* name with {…} what they are filled with. *doubts* say what was not certain, *absent* which lists were not found.
    """

    figures: Mapping[Cell, CellPlace]
    lists: Mapping[str, RowsInSheet] = field(default_factory=dict)
    units: Mapping[str, RowsInSheet] = field(default_factory=dict)
    texts: Mapping[CellPlace, str] = field(default_factory=dict)
    doubts: tuple[str, ...] = ()


def places_on_blank(form: Form, kind: str) -> WorkbookPlaces:
    """Return where the definition puts everything of *kind*'s workbook in the form's own blank."""
    layout = lay_out_on_blank(lay_out_workbook(form, kind))
    units = {}
    for table in form.tables_of(kind):
        page, rows = next(s.blank_sheet for s in form.sheets if s.id == table.sheet), table.rows_at
        if table.by_unit and rows.first and page:
            columns = {c.id: column_number(c.place) for c in table.columns}
            units[table.id] = RowsInSheet(page, rows.head - 1, rows.first - 1, rows.last - 1, columns)
    lists = {
        name: RowsInSheet(s.register.sheet, s.head, s.first, s.register.rows_at.last - 1, dict(s.columns))
        for name, s in layout.strips.items()
    }
    figures = {c: p for c, p in layout.at.items() if p.sheet != CHECKS}
    stamped = ((page, *item) for page in layout.pages for item in layout.stamped(page).items())
    return WorkbookPlaces(figures, lists, units, {CellPlace(p, *spot): text for p, spot, text in stamped})


def is_form_blank(form: Form, kind: str, book: Book) -> bool:
    """Tell whether *book* is the form's own blank, perhaps saved again by another program: what it prints stands where it stood."""
    if not form.blank or form.given is None:
        return False
    layout: GivenLayout = lay_out_on_blank(lay_out_workbook(form, kind))
    for head in layout.heads:
        sheet = book.sheet(head.sheet)
        if head.sheet in layout.pages and (
            sheet is None or fold_label(_text(sheet, head.row, head.column)) != fold_label(head.text)
        ):
            return False
    return True


def places_by_headings(grounded: GroundedForm, book: Book, period: Period) -> WorkbookPlaces:
    """Return where the headings of somebody's workbook put figures and lists; what is filled in as text stays theirs."""
    figures, doubts = locate_figures(grounded, book, period)
    lists: dict[str, RowsInSheet] = {}
    for register in grounded.form.registers_of(grounded.kind):
        found = [
            (_rows_below(sheet, heads.bottom, heads.columns), heads)
            for sheet in book.sheets
            if sheet.name not in OURS and sheet.state == "visible"
            for heads in find_list_heads(register, sheet)
            if _may_be_filled_in(register, heads)
        ]
        if len(found) == 1:
            lists[register.id], heads = found[0]
            twice = "、".join(register.field(d).label for d in heads.doubts)
            doubts += (f"{register.title} 的表头“{twice}”有几处，这些栏没有填",) if twice else ()
        elif found:
            where = "、".join(f"{r.sheet} 第 {r.head + 1} 行" for r, _ in found)
            doubts += (f"{register.title} 的表头有几处（{where}）",)
    return WorkbookPlaces(figures, lists, doubts=doubts)


def _may_be_filled_in(register: Register, heads: ListHeads) -> bool:
    """Tell whether there are columns for all that must be filled in, and for most of the others."""
    needed = {f.id for f in register.fields if f.required}
    return needed <= heads.columns.keys() and 2 * len(heads.columns) > len(register.fields)


def _rows_below(sheet: SheetCells, head: int, columns: Mapping[str, int]) -> RowsInSheet:
    """Return the rows of a list below its head: down to its sums, or to what is written below it."""
    left, right = min(columns.values()), max(columns.values())
    stops = [
        row
        for (row, column), cell in sheet.cells.items()
        if row > head
        and column <= right
        and (cell.formula is not None or _ends_list(cell.raw, column < left))
    ]
    last = min(stops) - 1 if stops else max((r for r, _ in sheet.cells if r > head), default=head + OPEN_END)
    return RowsInSheet(sheet.name, head, head + 1, max(last, head + 1), columns)


def _ends_list(text: str, beside: bool) -> bool:
    said = normalize_heading(text)
    return said in _SUMS or said.startswith(_BELOW) or (not beside and len(text) > 0 and "：" in text[-1:])


def _text(sheet: SheetCells, row: int, column: int) -> str:
    cell = sheet.cells.get((row, column))
    return cell.raw if cell is not None and cell.formula is None else ""
