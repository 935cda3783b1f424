"""A report's figures, lists and units in an office's own workbook: only cells of values are set, all else stays as it is.

A cell with a formula of the workbook's own keeps it, and is told where it comes to something else. Where a list has more rows
than there is room for, rows are put in above what stands below; where that cannot be done safely, it is said how many did not
fit. What formulas showed before is not left standing.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from toolkit.foreign.foreign_formulas import FormulaEvaluator
from toolkit.form.given.given_layout import is_name
from toolkit.form.heading_search import normalize_heading
from toolkit.form.layout import CellPlace
from toolkit.form.words import is_same_number
from toolkit.grafting.cell_entries import CellEntry, entry_of
from toolkit.grafting.insert_rows import insert_rows_like
from toolkit.grafting.shift_references import InsertedRows
from toolkit.grafting.workbook_editor import WorkbookEditor
from toolkit.xlsx.open_workbook import open_book
from toolkit.xlsx.patching import Unpatchable, WorkbookParts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from toolkit.foreign.workbook_places import RowsInSheet, WorkbookPlaces
    from toolkit.form.model import Cell, Form
    from toolkit.form.submission import Value
    from toolkit.grafting.sheet_editor import SheetEditor

NUMBER_HEADS = ("序号", "编号", "顺序号")
"""What stands over the numbers of a list's rows."""
GOES_ON = ("", "…", "……", "...", "......")
"""What stands in the place of a number that is still to be written: nothing, or that the numbers go on."""


class UnitOfReport(NamedTuple):
    """A unit, of what kind it is, and what it brought to the figures of a report."""

    name: str
    kind: str
    figures: Mapping[Cell, Value]


@dataclass(frozen=True)
class ReportContents:
    """What is filled in: figures, the rows of lists by list, the units in their order, texts by what stands for them."""

    figures: Mapping[Cell, Value]
    rows: Mapping[str, Sequence[Mapping[str, Value]]] = field(default_factory=dict)
    units: Sequence[UnitOfReport] = ()
    texts: Mapping[str, str] = field(default_factory=dict)


class RowsLeftOut(NamedTuple):
    """Rows of a list or of units that found no room: of what, how many, where the others stand, why."""

    name: str
    many: int
    where: str
    why: str


class OwnFormula(NamedTuple):
    """A cell whose own formula stays: whose figure it is (a unit's name, "" for the report's), what it is to be, what it comes to."""

    cell: Cell
    unit: str
    at: CellPlace
    ours: Value
    comes: Value | None


@dataclass(frozen=True)
class FilledWorkbook:
    """The workbook with the report in it, and what there is to say of that.

    *placed* are the figures that have a place, *missing* those that have none; *rows* counts the rows written by list or table.
    *differing* are formulas of its own that come to something else, *unknown* those nobody here can work out. *unlisted* are
    the units it prints that are not among ours.
    """

    data: bytes
    placed: Mapping[Cell, CellPlace]
    missing: tuple[Cell, ...] = ()
    doubts: tuple[str, ...] = ()
    differing: tuple[OwnFormula, ...] = ()
    unknown: tuple[OwnFormula, ...] = ()
    rows: Mapping[str, int] = field(default_factory=dict)
    left_out: tuple[RowsLeftOut, ...] = ()
    unlisted: tuple[str, ...] = ()


def fill_workbook(
    data: bytes, form: Form, places: WorkbookPlaces, contents: ReportContents
) -> FilledWorkbook:
    """Return the workbook *data* with a report in it. Raise Unreadable or Unpatchable where it cannot be edited."""
    filling = _WorkbookFilling(data, form, places, contents)
    filling.fill()
    return filling.result()


class _WorkbookFilling:
    def __init__(self, data: bytes, form: Form, places: WorkbookPlaces, contents: ReportContents) -> None:
        book = open_book(data)
        if book.other:
            raise Unpatchable(book.other)
        self.form, self.places, self.contents = form, places, contents
        self.parts = WorkbookParts(data)
        self.editor = WorkbookEditor(self.parts)
        self.own: list[OwnFormula] = []
        self.rows: dict[str, int] = {}
        self.left_out: list[RowsLeftOut] = []
        self.unlisted: list[str] = []
        self.names: dict[str, int] = {}

    def fill(self) -> None:
        for at in (at for at, text in self.places.texts.items() if not text):  # examples
            self.editor.sheet(at.sheet).set_value(at.row, at.column, None)
        for name, rows in self.contents.rows.items():
            if name in self.places.lists and rows:
                self.make_room(name, self.form.register(name).title, len(rows), of_units=False)
        lines = {t: self.unit_lines(t) for t in self.places.units} if self.contents.units else {}
        for cell, value in self.contents.figures.items():
            if cell in self.places.figures:
                self.put(self.places.figures[cell], entry_of(self.form, self.form.figure(cell), value), cell)
        for name, rows in self.contents.rows.items():
            if name in self.places.lists:
                self.put_rows(name, rows)
        for table, found in lines.items():
            self.put_units(table, found)
        for at, text in ((at, text) for at, text in self.places.texts.items() if text):
            self.editor.sheet(at.sheet).set_value(at.row, at.column, self.filled_in(text))

    def filled_in(self, text: str) -> str:
        for word, said in self.contents.texts.items():
            text = text.replace(word, said)
        return text

    # ── room for rows ──────────────────────────────────────────────────────────────────────────────────────

    def make_room(self, name: str, title: str, wanted: int, *, of_units: bool) -> None:
        """Put in as many rows as are lacking; where that cannot be done, say how many do not fit."""
        rows = (self.places.units if of_units else self.places.lists)[name]
        lacking = wanted - len(rows.numbers)
        if lacking <= 0:
            return
        grows = rows.first == rows.last
        try:
            insert_rows_like(self.editor, rows.sheet, rows.last, lacking, grows=grows)
        except Unpatchable as error:
            self.left_out.append(RowsLeftOut(title, lacking, rows.words, str(error)))
            return
        at = rows.last + 1 if grows else rows.last
        self.places = _moved_places(self.places, InsertedRows(rows.sheet, at, lacking, rows.last))

    def unit_lines(self, table: str) -> list[tuple[int, UnitOfReport, bool]]:
        """Return the row of every unit that has one (from the first on), and whether its name is still to be written."""
        rows, title = self.places.units[table], self.form.table(table).title or table
        column = self.names[table] = self.name_column(rows)  # before rows are put in, which say nothing yet
        sheet = self.editor.sheet(rows.sheet)
        columns = rows.columns.values()  # a row that adds units up has a formula for every figure
        sums = {r for r in rows.numbers if all(sheet.formula(r, c) is not None for c in columns)}
        names = {row: self.shown(sheet, row, column) for row in rows.numbers if row not in sums}
        by_name = {normalize_heading(name): row for row, name in reversed(names.items()) if name}
        asked = [u for u in self.contents.units if u.kind in self.form.table(table).kinds]
        found: list[tuple[int, UnitOfReport, bool]] = []
        others: list[UnitOfReport] = []
        for unit in asked:
            row = by_name.pop(normalize_heading(unit.name), None)
            if row is None:
                others.append(unit)
            else:
                found.append((row - rows.first, unit, False))
        known = {at for at, *_ in found}
        self.unlisted += [name for row, name in names.items() if name and row - rows.first not in known]
        free = [row - rows.first for row, name in names.items() if not name]
        if len(others) > len(free) and sums:  # nobody here knows of which group they are
            absent = "、".join(u.name for u in others[len(free) :])
            why = f"原表分片有小计，没有印 {absent}，不知道归哪一片"
            self.left_out.append(RowsLeftOut(title, len(others) - len(free), rows.words, why))
        elif len(others) > len(free):
            size = len(rows.numbers)
            self.make_room(table, title, size + len(others) - len(free), of_units=True)
            more = self.places.units[table].last - rows.last
            # rows are put in before it, and it moves down with its unit
            last = size - 1 if size > 1 else size
            found = [(at + more if at == last else at, u, new) for at, u, new in found]
            free = [*(at + more if at == last else at for at in free), *range(last, last + more)]
        return sorted([*found, *((at, u, True) for at, u in zip(sorted(free), others, strict=False))])

    def name_column(self, rows: RowsInSheet) -> int:
        """Return the column left of the figures in which the units' names stand: most words, no numbers."""
        sheet, left = self.editor.sheet(rows.sheet), min(rows.columns.values())
        shown = {c: [self.shown(sheet, row, c) for row in rows.numbers] for c in range(left)}
        words = {c: sum(is_name(t) and t.strip() not in GOES_ON for t in shown[c]) for c in shown}
        headed = {
            c: any(w in self.shown(sheet, r, c) for r in range(rows.head + 1) for w in ("单位", "名称", "村"))
            for c in words
        }
        return max(words, key=lambda c: (words[c], headed[c], c), default=0)

    # ── writing ────────────────────────────────────────────────────────────────────────────────────────────

    def put(self, at: CellPlace, entry: CellEntry, cell: Cell | None = None, unit: str = "") -> None:
        """Set a cell, unless it has a formula of its own: then what it should be is kept to be compared."""
        sheet = self.editor.sheet(at.sheet)
        if sheet.formula(at.row, at.column) is not None:
            if cell is not None:
                self.own.append(OwnFormula(cell, unit, at, entry.value, None))
            return
        entry.write(self.editor, at)

    def put_rows(self, name: str, rows: Sequence[Mapping[str, Value]]) -> None:
        place, register = self.places.lists[name], self.form.register(name)
        written = rows[: len(place.numbers)]
        for number, row in enumerate(written, place.first):
            for id_, column in place.columns.items():
                if (value := row.get(id_)) is not None:
                    at = CellPlace(place.sheet, number, column)
                    self.put(at, entry_of(self.form, register.field(id_), value))
        self.number_rows(place, range(len(written)))
        self.rows[name] = len(written)

    def put_units(self, table: str, lines: Sequence[tuple[int, UnitOfReport, bool]]) -> None:
        place = self.places.units[table]
        names = self.names[table]
        (row_id,) = (r.id for r in self.form.table(table).rows)
        for at, unit, new in lines:
            row = place.first + at
            if new:
                self.editor.sheet(place.sheet).set_value(row, names, unit.name)
            for cell, value in unit.figures.items():
                if cell.table == table and cell.row == row_id and cell.column in place.columns:
                    where = CellPlace(place.sheet, row, place.columns[cell.column])
                    self.put(where, entry_of(self.form, self.form.figure(cell), value), cell, unit.name)
        self.number_rows(place, [at for at, *_ in lines])
        self.rows[table] = len(lines)

    def number_rows(self, place: RowsInSheet, written: Iterable[int]) -> None:
        """Number the rows that are written, where the sheet has a column for that and says no numbers yet."""
        sheet = self.editor.sheet(place.sheet)
        for column in range(min(place.columns.values())):
            if normalize_heading(self.shown(sheet, place.head, column)) in NUMBER_HEADS:
                for number, at in enumerate(written, 1):
                    row = place.first + at
                    if self.shown(sheet, row, column) in GOES_ON and sheet.formula(row, column) is None:
                        sheet.set_value(row, column, float(number))
                return

    def shown(self, sheet: SheetEditor, row: int, column: int) -> str:
        """Return what stands in a cell, as text."""
        return self.editor.text(sheet.find(row, column))

    # ── what it comes to ───────────────────────────────────────────────────────────────────────────────────

    def result(self) -> FilledWorkbook:
        self.editor.finish()
        filled = self.parts.save()
        book = open_book(filled)
        reckoner = FormulaEvaluator(book)
        parts = WorkbookParts(filled)
        editor = WorkbookEditor(parts)
        for sheet in book.sheets:
            for (row, column), cell in sheet.cells.items():
                if cell.formula is not None:
                    comes = reckoner.result(CellPlace(sheet.name, row, column))
                    editor.sheet(sheet.name).show_result(row, column, comes)
        own = [o._replace(comes=reckoner.result(_cell_shown(editor, o.at))) for o in self.own]
        figures = self.contents.figures
        placed = {c: self.places.figures[c] for c in figures if c in self.places.figures}
        return FilledWorkbook(
            parts.save(),
            placed,
            tuple(c for c in figures if c not in placed),
            self.places.doubts,
            tuple(o for o in own if o.comes is not None and not self.is_alike(o)),
            tuple(o for o in own if o.comes is None),
            self.rows,
            tuple(self.left_out),
            tuple(self.unlisted),
        )

    def is_alike(self, own: OwnFormula) -> bool:
        """Tell whether a formula comes to what it should: ours is rounded to its decimals, theirs perhaps not."""
        figure = self.form.figure(own.cell)
        if isinstance(own.comes, float) and isinstance(own.ours, float) and figure.type == "number":
            return abs(own.comes - own.ours) < 0.5000001 * 10.0**-figure.places
        return is_same_number(own.comes, own.ours)


def _cell_shown(editor: WorkbookEditor, at: CellPlace) -> CellPlace:
    return CellPlace(at.sheet, *editor.sheet(at.sheet).anchor(at.row, at.column))


def _moved_places(places: WorkbookPlaces, moved: InsertedRows) -> WorkbookPlaces:
    """Return where everything stands once rows were put in."""

    def place(at: CellPlace) -> CellPlace:
        return at._replace(row=moved.row(at.row)) if at.sheet == moved.sheet else at

    def rows(some: RowsInSheet) -> RowsInSheet:
        if some.sheet != moved.sheet:
            return some
        head, first, last = moved.row(some.head), moved.row(some.first), moved.bottom(some.last)
        return replace(some, head=head, first=first, last=last)

    return replace(
        places,
        figures={c: place(p) for c, p in places.figures.items()},
        lists={n: rows(r) for n, r in places.lists.items()},
        units={n: rows(r) for n, r in places.units.items()},
        texts={place(p): t for p, t in places.texts.items()},
    )
