"""A workbook of an older edition of the form, or of another kind, read by key: each figure where its own names say it is.

What this edition asks for and that one did not is not known (and not held against the unit); what that one asked
for and this one does not is told, cell by cell.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from toolkit.form.finding import make_finding
from toolkit.form.layout import EXPLAINED, OURS, TICK, CellPlace, ListStrip, parse_reference
from toolkit.form.period import EARLIER
from toolkit.form.placement import lay_out_workbook, names_of_cells
from toolkit.form.row_rules import typed_columns
from toolkit.reading.list_sums import is_sum_row
from toolkit.reading.read_workbook import (
    NOTHING_CONFIRMED,
    SubmissionReader,
    SubmissionReading,
    read_submission,
)
from toolkit.xlsx.cells import CellKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from toolkit.form.grounding import GroundedForm
    from toolkit.form.layout import Layout
    from toolkit.form.model import Cell
    from toolkit.form.register import Register
    from toolkit.form.submission import Identity
    from toolkit.xlsx.cells import CellValue, SheetCells
    from toolkit.xlsx.open_workbook import Book

SHEET, PARTS = "!", 3
"""A figure is named table.row.column, a list's column list.column."""


def read_edition(
    grounded: GroundedForm, book: Book, who: Identity, confirmed: Mapping[str, str] = NOTHING_CONFIRMED
) -> SubmissionReading:
    """Read *book*, of *grounded*'s kind: by its codes where it is of this edition, else by its names."""
    is_current = who.fingerprint == grounded.form.fingerprint(grounded.kind)
    return (read_submission if is_current else read_older_edition)(grounded, book, who, confirmed)


def read_older_edition(
    grounded: GroundedForm, book: Book, who: Identity, confirmed: Mapping[str, str] = NOTHING_CONFIRMED
) -> SubmissionReading:
    """Read *book*, drawn from another edition of *grounded*'s form, by its defined names."""
    return _OlderEditionReader(
        grounded, lay_out_workbook(grounded.form, grounded.kind), book, who, confirmed
    ).read()


def read_other_kind(
    grounded: GroundedForm,
    book: Book,
    who: Identity,
    kind: str,
    confirmed: Mapping[str, str] = NOTHING_CONFIRMED,
) -> SubmissionReading:
    """Read *book*, drawn for the units of another *kind*, as *who*'s: what both kinds are asked, by its defined names.

    What only *who*'s kind is asked is an error, for nobody answered it; what only the other kind is asked is told
    cell by cell.
    """
    given = lay_out_workbook(grounded.form, grounded.kind)
    return _OtherKindReader(grounded, given, book, who, kind, confirmed).read()


def layout_by_names(grounded: GroundedForm, book: Book) -> Layout:
    """Return this edition's layout with every part where *book*'s names say it is; what it never had is left out."""
    now = lay_out_workbook(grounded.form, grounded.kind)
    at = {c: found for c in now.at if (found := _named_place(book, c.name))}
    priors = {c: found for c in now.priors if (found := _named_place(book, c.name))}
    strips = {name: strip for name, s in now.strips.items() if (strip := _locate_list(book, s.register, s))}
    return replace(now, at=at, priors=priors, strips=strips)


def _named_place(book: Book, name: str) -> CellPlace | None:
    found = parse_reference(book.names.get(name, ""))
    return found if found and book.sheet(found.sheet) else None


def _locate_list(book: Book, register: Register, now: ListStrip) -> ListStrip | None:
    """Return where a list stands: its columns by name, its head in the row they share."""
    heads = {c: found for c, _ in now.columns if (found := _named_place(book, f"{register.id}.{c}"))}
    if len({(p.sheet, p.row) for p in heads.values()}) != 1:
        return None
    sheet, row, _ = next(iter(heads.values()))
    tick = _named_place(book, f"{register.id}.{TICK}") or CellPlace(sheet, row - 1, now.tick.column)
    moved = replace(register, sheet=sheet)
    worked = tuple((c, e) for c, e in now.worked if {c, *typed_columns((c,), now.worked_out)} <= heads.keys())
    page = book.sheet(sheet)
    sums = row + 1 if page and is_sum_row(page, row + 1) else None
    return ListStrip(moved, tick, row, tuple((c, p.column) for c, p in heads.items()), worked, sums)


class _OlderEditionReader(SubmissionReader):
    """Reads by the workbook's own places: its labels and formulas are those of its own edition."""

    def read_pages(self) -> None:
        """Read every figure and list that has a place; say what has none here, and what is not asked any more."""
        self.layout = layout_by_names(self.grounded, self.book)
        for table in self.form.tables_of(self.grounded.kind):
            for cell in table.cells:
                if (at := self.layout.at.get(cell)) and (sheet := self.book.sheet(at.sheet)):
                    self.read_figure(sheet, cell)
                elif cell not in self.grounded.worked_out:
                    self.unread.add(cell)
                    self.lost(cell)
        for strip in self.layout.strips.values():
            if sheet := self.book.sheet(strip.register.sheet):
                self.lists.read_list(sheet, strip)
        self.edition()
        for name, at, raw in self.strangers():
            self.unplaced(name, at, raw)
        for sheet in self.book.sheets:
            if sheet.name not in OURS:
                self.tell_besides(sheet, sheet.name)

    def edition(self) -> None:
        """Tell that it is of an older edition."""
        said = {"value": self.who.edition, "expected": self.form.edition}
        self.findings.append(make_finding("older_edition", **said))

    def unplaced(self, name: str, at: CellPlace, raw: str) -> None:
        """Tell what stands under a key this edition does not know."""
        self.findings.append(make_finding("not_placed", [at], label=name, value=raw[:60]))

    def count_asked(self) -> int:
        """Count what this edition asks for and that one had, be it deleted since."""
        names, layout = self.book.names, self.layout
        figures = sum(c in layout.at or c.name in names for c in self.grounded.inputs)
        return figures + len(layout.strips) + self.count_listed()

    def find_stray(self, sheet: SheetCells, name: str) -> list[tuple[CellPlace, CellValue]]:  # noqa: ARG002 - that edition's own name for it
        """Return numbers that stand under no name: words may be that edition's own labels, numbers are not."""
        named = {parse_reference(r) for r in self.book.names.values()}
        lists = [s for s in self.layout.strips.values() if s.register.sheet == sheet.name]
        found = []
        for (row, column), cell in sorted(sheet.cells.items()):
            at = CellPlace(sheet.name, row, column)
            if cell.kind not in (CellKind.NUMBER, CellKind.DATE) or cell.formula is not None or at in named:
                continue
            if not any(row >= s.first for s in lists):
                found.append((at, cell))
        return found

    def lost(self, cell: Cell) -> None:
        """Tell a figure whose cell was deleted; one the older edition did not have is no fault."""
        if cell.name in self.book.names:
            said = {"sheet": self.form.table(cell.table).sheet, "label": self.form.label(cell)}
            self.account["not_understood"] += 1
            self.findings.append(make_finding("cell_deleted", **said))

    def read_earlier_figures(self) -> None:
        """Read the figures of earlier periods where they stand."""
        for cell, at in self.layout.priors.items():
            if sheet := self.book.sheet(at.sheet):
                self.read_prior(sheet, cell, at)

    def is_own_formula(self, cell: Cell, formula: str) -> bool:
        """Take any formula in a worked-out cell for that edition's own: this one works the figure out itself."""
        return bool(formula) and cell in self.grounded.worked_out

    def is_our_formula(self, formula: str, own: str) -> bool:  # noqa: ARG002 - that edition's own is another
        """Take any formula in a list's worked-out column for that edition's own."""
        return bool(formula)

    def tell_other_sheets(self) -> None:
        """Say nothing of sheets: which ones that edition had is not known here."""

    def strangers(self) -> Iterator[tuple[str, CellPlace, str]]:
        """Yield what stands under keys this edition does not know, as (key, place, what it says)."""
        known = {c.name for c in self.form.cells_of(self.grounded.kind)}
        lists = {f"{r.id}.{f.id}" for r in self.form.registers_of(self.grounded.kind) for f in r.fields}
        for name, reference in self.book.names.items():
            at = parse_reference(reference)
            sheet = self.book.sheet(at.sheet) if at else None
            parts = name.split(".")
            if at is None or sheet is None or parts[0] in (*EARLIER, EXPLAINED) or parts[-1] == TICK:
                continue
            if len(parts) == PARTS and name not in known:
                cells: list[CellPlace] = [at]
            elif len(parts) == PARTS - 1 and name not in lists and parts[0] != "toolkit":
                cells = [
                    CellPlace(at.sheet, r, c) for r, c in sorted(sheet.cells) if c == at.column and r > at.row
                ]
            else:
                continue
            yield from self.filled(name, sheet, cells)

    def filled(
        self, name: str, sheet: SheetCells, cells: list[CellPlace]
    ) -> Iterator[tuple[str, CellPlace, str]]:
        """Yield those of *cells* in which somebody wrote something: a formula or a 0 loses nobody's work."""
        for at in cells:
            cell = sheet.cells.get((at.row, at.column))
            typed = cell is not None and cell.formula is None and cell.kind != CellKind.BLANK
            if cell and typed and cell.raw.strip() not in ("", "0"):
                yield name, at, cell.raw


class _OtherKindReader(_OlderEditionReader):
    """Reads by the names of a workbook of another kind: the form's edition is the same, its tables are others."""

    def __init__(
        self,
        grounded: GroundedForm,
        layout: Layout,
        book: Book,
        who: Identity,
        kind: str,
        confirmed: Mapping[str, str],
    ) -> None:
        """Begin with nothing read; where *book*'s format tells no names, they are those it was handed out with."""
        self.kind = kind
        self.elsewhere: dict[str, set[int]] = {}
        theirs = lay_out_workbook(grounded.form, kind)
        if not any(c.name in book.names for c in theirs.at):
            book = replace(book, names={**names_of_cells(theirs), **book.names})
        super().__init__(grounded, layout, book, who, confirmed)

    def edition(self) -> None:
        """Tell what nobody was asked in it: without that the unit has not answered."""
        names, tables = self.book.names, self.form.tables_of(self.grounded.kind)
        absent = {
            t.sheet for t in tables for c in t.cells if c in self.grounded.inputs and c.name not in names
        }
        absent |= {s.register.sheet for k, s in self.given.strips.items() if k not in self.layout.strips}
        if sheets := [s.id for s in self.form.sheets_of(self.grounded.kind) if s.id in absent]:
            kind, mine = (self.form.kind(k).label for k in (self.kind, self.grounded.kind))
            said = {"value": kind, "expected": mine, "sheets": "、".join(sheets)}
            self.findings.append(make_finding("other_kind", **said))

    def unplaced(self, name: str, at: CellPlace, raw: str) -> None:
        """Tell a figure this kind is not asked, in the form's own words; of a list only how many rows it has."""
        cell = next((c for c in self.form.cells_of(self.kind) if c.name == name), None)
        if cell is None:
            self.elsewhere.setdefault(at.sheet, set()).add(at.row)
            return
        said = {"label": self.form.label(cell), "value": raw[:60]}
        self.findings.append(
            make_finding("not_of_kind", [at], expected=self.form.kind(self.grounded.kind).label, **said)
        )

    def tell_other_sheets(self) -> None:
        """Tell the rows of lists this kind does not keep."""
        kind = self.form.kind(self.grounded.kind).label
        for sheet, rows in self.elsewhere.items():
            said = {"label": sheet, "value": f"{len(rows)} 行", "expected": kind}
            self.findings.append(make_finding("not_of_kind", sheet=sheet, **said))

    def find_stray(self, sheet: SheetCells, name: str) -> list[tuple[CellPlace, CellValue]]:
        """Return numbers that stand under no name, nor in a list this kind does not keep."""
        heads = [p for k, r in self.book.names.items() if k.count(".") == 1 and (p := parse_reference(r))]
        under = {(p.column, p.row) for p in heads if p.sheet == sheet.name}
        found = super().find_stray(sheet, name)
        return [(at, c) for at, c in found if not any(at.column == x and at.row > r for x, r in under)]
