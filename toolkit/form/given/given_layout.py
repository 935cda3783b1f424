"""A kind's workbook as an office's own blank lays it out: figures where the definition says, what we add on the check sheet.

The blank's sheets stay as they are. One sheet of ours is added that people see: whose the workbook is, what the blank has no
place for, and below it the check lines.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from toolkit.form.given.given_blank import NO_ROWS_OF_BLANK
from toolkit.form.layout import (
    CHECKS,
    IDENTITY_ROWS,
    LINE_WORDS,
    TO_MEND_SHOWN,
    CellPlace,
    Layout,
    PrintedLabel,
    column_number,
    parse_reference,
)
from toolkit.form.model import REPORT, Cell

if TYPE_CHECKING:
    from collections.abc import Iterator

    from toolkit.form.given.given_blank import GivenBlank, Spot
    from toolkit.form.layout import ListStrip
    from toolkit.form.model import Form, Table
    from toolkit.form.period import Period
    from toolkit.form.register import Register
    from toolkit.form.submission import Identity

UNIT_NAME_WORD = next(f"{{{word}}}" for word, item in LINE_WORDS.items() if item == "name")
"""What stands for the unit's name in what is filled in when a blank is handed out."""
LABELS, VALUES = 2, 3
"""The columns of the check sheet in which it is said whose the workbook is, and asked what the blank has no place for."""
BESIDE = 2
"""How many columns left of a list may number its rows."""
IDENTITY_FROM = 2
"""Its first row that says whose the workbook is: below a title and a line of help."""


@dataclass(frozen=True)
class GivenLayout(Layout):
    """A workbook that is an office's own blank; *asked* are the cells of ours beside those of the blank, with their labels."""

    asked: tuple[PrintedLabel, ...] = ()
    cover: ClassVar[str] = CHECKS
    todo_columns: ClassVar[tuple[int, ...]] = (0, 1, 5)

    @property
    def blank(self) -> GivenBlank:
        """Return what stands in the blank."""
        if self.form.given is None:
            raise ValueError(f"{self.form.id}: {self.form.blank}")
        return self.form.given

    @property
    def pages(self) -> tuple[str, ...]:
        """Return the blank's sheets that hold something of the form, in the blank's order."""
        used = {*self.sheets.values()} - {CHECKS}
        return tuple(name for name in self.blank.cells if name in used)

    def identity(self, item: str) -> CellPlace:
        """Return the cell that shows *item* of ``IDENTITY_ROWS``."""
        return CellPlace(CHECKS, IDENTITY_FROM + [i for i, _ in IDENTITY_ROWS].index(item), VALUES)

    @property
    def verdict(self) -> CellPlace:
        """Return the cell that says whether the workbook may be sent."""
        return CellPlace(CHECKS, IDENTITY_FROM + len(IDENTITY_ROWS) + len(self.asked), VALUES)

    @property
    def todo(self) -> tuple[CellPlace, ...]:
        """Return the cells below the verdict that name what is to be mended, with links."""
        row = self.verdict.row + 1
        return tuple(CellPlace(CHECKS, row + i, LABELS) for i in range(TO_MEND_SHOWN))

    @property
    def checks_top(self) -> int:  # type: ignore[override]
        """Return how many rows stand above the check sheet's title."""
        return self.todo[-1].row + 2

    def stamped(self, sheet: str) -> dict[Spot, str]:
        """Return the cells of one of the blank's sheets that are filled in when it is handed out, with what they are to say."""
        return stamped_cells(self.form, self.kind, sheet)

    def rows_of_others(self, sheet: str) -> range:
        """Return the rows of one of the blank's sheets that are other units' where each has one: only the first is its own."""
        tables = [t for t in self.form.tables_of(self.kind) if t.by_unit and self.sheets[t.sheet] == sheet]
        rows = tables[0].rows_at if tables and self.kind != REPORT else NO_ROWS_OF_BLANK
        return range(rows.first, rows.last)


def stamped_cells(form: Form, kind: str, page: str) -> dict[Spot, str]:
    """Return the cells of a sheet of the blank that are filled in when it is handed out to *kind*, with what they are to say.

    Of a table whose rows are the units a unit has the first: there stands its name.
    """
    sheets = {s.id: s for s in form.sheets if s.blank_sheet == page}
    texts = [(a1, text) for s in sheets.values() for a1, text in s.stamped]
    found = {place[1:]: text for a1, text in texts if (place := parse_reference(f"x!{a1}"))}
    for table in form.tables_of(kind) if kind != REPORT else ():
        if table.by_unit and table.sheet in sheets and form.given:
            row, left = table.rows_at.first - 1, min(column_number(c.place) for c in table.columns)
            named = [c for c in range(left) if is_name(form.given.text(page, (row, c)))]
            found[row, named[-1] if named else max(0, left - 1)] = UNIT_NAME_WORD
    return found


def is_name(text: str) -> bool:
    """Tell whether a text may be a unit's name: words, no number."""
    return bool(text.strip()) and not text.strip().replace(".", "").isdigit()


def stamp_text(text: str, who: Identity, period: Period) -> str:
    """Return what a cell of a blank says once it is handed out to *who*."""
    shown = {"name": who.name, "period": period.in_title}
    for word, item in LINE_WORDS.items():
        text = text.replace(f"{{{word}}}", shown.get(item, ""))
    return text


def lay_out_on_blank(drawn: Layout) -> GivenLayout:
    """Return how the form's own blank lays out what *drawn* lays out; the form is one whose parts all have their places."""
    form = drawn.form
    if form.given is None:
        raise ValueError(f"{form.id}: {form.blank}")
    sheets = {s.id: s.blank_sheet or CHECKS for s in form.sheets_of(drawn.kind)}
    asked = tuple(_cells_asked_beside(drawn))
    own = {label.text: label for label in asked}
    cells = ((table, cell) for table in form.tables_of(drawn.kind) for cell in table.cells)
    at = {cell: place for table, cell in cells if (place := _place_of(drawn, table, cell, own))}
    strips = {}
    for name, strip in drawn.strips.items():
        page, tick = sheets[strip.register.sheet], _tick_place(strip.register, own)
        strips[name] = _strip_on_blank(form.given, strip, page, tick)
    pages = tuple(dict.fromkeys(s for s in sheets.values() if s != CHECKS))
    priors = {p.sheet for p in drawn.priors.values()}
    heads = [h for h in drawn.heads if h.sheet in priors]
    heads += [h for page in pages for h in _printed_labels(form, drawn.kind, page, at, strips)]
    return GivenLayout(
        form,
        drawn.kind,
        at,
        strips,
        (),
        tuple(heads),
        {page: form.given.right(page) for page in pages} | {s: drawn.right[s] for s in priors},
        {s: drawn.row_codes[s] for s in priors},
        dict.fromkeys(pages, ()) | {s: drawn.column_codes[s] for s in priors},
        drawn.priors,
        (),
        sheets,
        _formulas_of_blank(form.given, at, strips),
        asked,
    )


def _cells_asked_beside(drawn: Layout) -> Iterator[PrintedLabel]:
    """Yield, a row each, what is asked on the check sheet: cells of the cover the blank has no place for, a tick a list."""
    form, row = drawn.form, IDENTITY_FROM + len(IDENTITY_ROWS)
    cells = ((table, cell) for table in form.tables_of(drawn.kind) for cell in table.cells)
    pages = {s.id: s.blank_sheet for s in form.sheets}
    named = [cell.name for table, cell in cells if not (pages[table.sheet] or form.row(cell).place)]
    lists = [s.register for s in drawn.strips.values() if drawn.kind not in s.register.optional]
    named += [r.id for r in lists]
    for number, name in enumerate(named):
        yield PrintedLabel(CHECKS, row + number, VALUES, 1, 1, name, "asked")


def label_of_asked(form: Form, name: str) -> str:
    """Return what stands beside a cell of the check sheet in which something is asked."""
    register = next((r for r in form.registers if r.id == name), None)
    return f"{register.title}：本表无内容" if register else form.label(Cell(*name.split(".")))


def _place_of(drawn: Layout, table: Table, cell: Cell, own: dict[str, PrintedLabel]) -> CellPlace | None:
    """Return where a figure stands: in the blank, or on the check sheet; None where the blank has no row of totals for it.

    Where the rows are the units, a unit's own is the first, and a report's the total.
    """
    form = drawn.form
    sheet = next(s for s in form.sheets if s.id == table.sheet)
    row, column = form.row(cell), form.column(cell)
    if sheet.blank_sheet and not table.is_card:
        line = int(row.place or 0)
        if table.by_unit:
            line = table.rows_at.total if drawn.kind == REPORT else table.rows_at.first
        return CellPlace(sheet.blank_sheet, line - 1, column_number(column.place)) if line else None
    if row.place:
        return parse_reference(row.place)
    label = own.get(cell.name)
    return CellPlace(CHECKS, label.row, label.column) if label else None


def _tick_place(register: Register, own: dict[str, PrintedLabel]) -> CellPlace:
    """Return the cell in which a unit says that a list has no rows; one that need not answer has none that anybody sees."""
    label = own.get(register.id)
    return CellPlace(CHECKS, label.row, label.column) if label else CellPlace(CHECKS, 0, 30)


def _strip_on_blank(blank: GivenBlank, strip: ListStrip, page: str, tick: CellPlace) -> ListStrip:
    register, rows = strip.register, strip.register.rows_at
    below = any(row >= rows.last for row, _ in blank.cells[page])
    return replace(
        strip,
        register=replace(register, sheet=page),
        tick=tick,
        head=rows.head - 1,
        columns=tuple((f.id, column_number(f.place)) for f in register.fields),
        sums=rows.total - 1 if rows.total and register.total else None,
        begins=rows.first - 1,
        end=rows.last - 1 if below else None,
    )


def _printed_labels(
    form: Form, kind: str, page: str, at: dict[Cell, CellPlace], strips: dict[str, ListStrip]
) -> Iterator[PrintedLabel]:
    """Yield what is printed on a sheet of the blank and stays: no figure, no formula, nothing filled in when it is handed out."""
    blank = form.given
    if blank is None:
        return
    figures = {(p.row, p.column) for p in at.values() if p.sheet == page}
    figures |= stamped_cells(form, kind, page).keys()
    lists = [s for s in strips.values() if s.register.sheet == page]
    for (row, column), cell in sorted(blank.cells[page].items()):
        listed = any(_is_in_list(s, row, column) for s in lists)
        if not cell.formula and (row, column) not in figures and not listed:
            yield PrintedLabel(page, row, column, 1, 1, cell.text, "head")


def _is_in_list(strip: ListStrip, row: int, column: int) -> bool:
    """Tell whether a cell is one of a list's, or numbers its rows beside it."""
    columns = [c for _, c in strip.columns]
    return (strip.holds(row) or row == strip.sums) and min(columns) - BESIDE <= column <= max(columns)


def _formulas_of_blank(
    blank: GivenBlank, at: dict[Cell, CellPlace], strips: dict[str, ListStrip]
) -> dict[str, str]:
    """Return the blank's own formulas where something of the form stands, by the figure's name, or list, column and row."""
    found = {c.name: blank.formula(p.sheet, p[1:]) for c, p in at.items()}
    for name, strip in strips.items():
        rows = [*range(strip.first, strip.register.rows_at.last)]
        rows += [strip.sums] if strip.sums is not None else []
        for column, place in strip.columns:
            for row in rows:
                found[f"{name}.{column}.{row}"] = blank.formula(strip.register.sheet, (row, place))
    return {name: formula for name, formula in found.items() if formula}
