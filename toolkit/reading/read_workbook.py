"""A workbook of ours back to a submission, with an account of every cell. Judges no rule.

A figure is read where the codes and labels of its row and column stand as they were handed out; where they do not,
``moved_cells`` finds them again, or the sheet is not read and says so: never a wrong figure.
"""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from toolkit.form.finding import CODES, make_finding
from toolkit.form.given.given_layout import GivenLayout, stamp_text
from toolkit.form.layout import COVER, EXPLAINED, OURS, CellPlace, Layout, prior_sheet
from toolkit.form.placement import lay_out_workbook
from toolkit.form.submission import ASKED, Submission
from toolkit.reading import return_notice, stray_cells
from toolkit.reading.moved_cells import parse_known_reference, printed_text_test
from toolkit.reading.read_figures import FigureReader, KindReading
from toolkit.reading.read_lists import ListReader
from toolkit.reading.second_copies import second_copy_findings
from toolkit.reading.sheet_places import find_sheet_places, is_sheet_in_place, raw_cell_text
from toolkit.reading.typed_labels import cells_of_blank, printed_in_blank, typed_behind_label
from toolkit.xlsx.cells import CellKind, SheetCells

if TYPE_CHECKING:
    from collections.abc import Mapping

    from toolkit.form.grounding import GroundedForm
    from toolkit.form.model import Cell, PriorCell
    from toolkit.form.submission import Identity
    from toolkit.xlsx.cells import CellValue
    from toolkit.xlsx.open_workbook import Book

NOTHING_CONFIRMED: Mapping[str, str] = MappingProxyType({})
"""What the office said of marks where it said nothing."""


class SubmissionReading(NamedTuple):
    """A submission as read, and the cached results of our own formulas, to be compared once recomputed.

    *layout* is where things are in this workbook, should that not be where they were handed out.
    """

    submission: Submission
    cached: dict[Cell, str]
    layout: Layout | None = None


def read_submission(
    grounded: GroundedForm, book: Book, who: Identity, confirmed: Mapping[str, str] = NOTHING_CONFIRMED
) -> SubmissionReading:
    """Read every input cell and list of *grounded*'s kind out of *book*.

    *confirmed* is what the office said of marks in the place of options, by what it speaks to.
    """
    return SubmissionReader(
        grounded, lay_out_workbook(grounded.form, grounded.kind), book, who, confirmed
    ).read()


class SubmissionReader(FigureReader):
    """Reads one workbook laid out as *layout* says."""

    def __init__(
        self,
        grounded: GroundedForm,
        layout: Layout,
        book: Book,
        who: Identity,
        confirmed: Mapping[str, str] = NOTHING_CONFIRMED,
    ) -> None:
        """Begin with nothing read."""
        super().__init__(grounded, layout, book, who)
        self.where: dict[str, SheetCells] = {}
        self.prior: dict[PriorCell, float] = {}
        self.explanations: dict[str, str] = {}
        self.answers = return_notice.read_unit_answers(book)
        self.lists = ListReader(self, self.answers, confirmed)

    def read(self) -> SubmissionReading:
        """Read everything."""
        self.read_pages()
        for sheet in dict.fromkeys(p.sheet for p in self.broken):
            places = [p for p in self.broken if p.sheet == sheet]
            self.findings.append(stray_cells.make_brief_finding("formula_broken", places))
        if self.sums_as_values and not self.book.other:
            first, count = self.sums_as_values[0], str(len(self.sums_as_values))
            self.findings.append(
                make_finding("sums_as_values", value=f"{first.sheet} {first.a1}", count=count)
            )
        if self.from_1904:
            self.findings.append(make_finding("dates_from_1904"))
        self.read_earlier_figures()
        self.read_explanations()
        self.tell_other_sheets()
        self.account[ASKED] = self.count_asked()
        submission = Submission(
            self.who,
            self.figures,
            frozenset(self.stated),
            frozenset(self.unread),
            self.sources,
            self.lists.rows,
            frozenset(self.lists.zero),
            dict(self.account),
            tuple(self.findings),
            self.prior,
            self.explanations,
            bool(self.pooled.at),
            self.typed_over,
        )
        return SubmissionReading(submission, self.cached, self._layout_now())

    def _layout_now(self) -> Layout | None:
        """Return where things are, those that are gone where they were; None where nothing was moved."""
        if self.layout is self.given:
            return None
        at, strips = {**self.given.at, **self.layout.at}, {**self.given.strips, **self.layout.strips}
        return replace(self.layout, at=at, strips=strips)

    def read_pages(self) -> None:
        """Read the sheets of the form, each where it is now."""
        found = find_sheet_places(self.grounded, self.given, self.book)
        self.findings += found.findings
        self.where, self.loose = found.sheets, found.moved
        if found.layout is not self.given:  # formulas then point to where things are now
            self.layout = found.layout
            self.shared = KindReading(self.grounded, self.layout, self.period)
        if self.book.other:
            self.findings.append(make_finding("legacy_format", value=self.book.other))
        for said in self.form.sheets_of(self.grounded.kind):
            sheet = self.where.get(said.id)
            if sheet is None:
                self._lose_sheet(said.id)
                continue
            if sheet.state != "visible":
                self.findings.append(make_finding("hidden", sheet=sheet.name))
            for table in self.form.tables_of(self.grounded.kind):
                if table.sheet == said.id:
                    for cell in table.cells:
                        self.read_figure(self.sheet_with(cell, sheet), cell)
            page = self.given.sheets.get(said.id, said.id)
            is_printed = printed_text_test(self.given, page) if self.loose else None
            lists = {r.id for r in self.form.registers_of(self.grounded.kind) if r.sheet == said.id}
            for strip in self.layout.strips.values():
                if strip.register.id in lists:
                    if isinstance(self.given, GivenLayout):
                        is_printed = printed_in_blank(self.given, strip)
                    self.lists.read_list(sheet, strip, is_printed)
            gone = self.given.strips.keys() - self.layout.strips.keys()
            self.account["not_understood"] += len(lists & gone)
            if page != self.given.cover or not self.given.sheets:
                self.tell_besides(sheet, page)

    def sheet_with(self, cell: Cell, sheet: SheetCells) -> SheetCells:
        """Return the sheet a figure stands on: of a cover whose rows an office's own blank has on its pages, one of these."""
        at = self.layout.at.get(cell)
        other = self.book.sheet(at.sheet) if at and at.sheet != sheet.name else None
        return typed_behind_label(self.given, self.layout, cell, other or sheet, self.book)

    def read_earlier_figures(self) -> None:
        """Read the figures of earlier periods: what they are compared with, no part of what was asked for."""
        if not self.layout.priors:
            return
        name = prior_sheet(self.form)
        sheet = self.book.sheet(name)
        if sheet is None:
            self.findings.append(make_finding("sheet_missing", sheet=name))
            return
        if not is_sheet_in_place(self.given, sheet):
            self.findings.append(make_finding("moved", sheet=name))
            return
        for cell, at in self.layout.priors.items():
            self.read_prior(sheet, cell, at)

    def read_prior(self, sheet: SheetCells, prior: PriorCell, at: CellPlace) -> None:
        """Read a figure of an earlier period."""
        value = self.read_cell(sheet, at, self.expected(self.form.figure(prior.cell)))
        self.add_finding(value, at, f"{prior.word} {self.form.label(prior.cell)}")
        if isinstance(value.value, float):
            self.prior[prior] = value.value

    def read_explanations(self) -> None:
        """Read what the unit wrote to warnings: no figures, so nothing of the account."""
        beside_the_warning = self.answers
        # What no rule asks is answered beside it alone: its name begins with the kind of finding.
        others = (n for n in beside_the_warning if n.partition(".")[0] in CODES)
        for name in dict.fromkeys((*self.shared.explained, *others)):
            texts = (self._explanation(name), beside_the_warning.get(name, ""))
            if said := "；".join(dict.fromkeys(filter(None, texts))):
                self.explanations[name] = said

    def _explanation(self, name: str) -> str:
        """Return the explanation of one instance on the check sheet."""
        at = parse_known_reference(self.book.names.get(f"{EXPLAINED}.{name}", ""))
        sheet = self.book.sheet(at.sheet) if at else None
        return raw_cell_text(sheet, at.row, at.column).strip() if sheet and at else ""

    def tell_other_sheets(self) -> None:
        """Tell the sheets nobody reads: a copy of ours may hold the figures that were meant."""
        known = {s.id for s in self.form.sheets_of(self.grounded.kind)} | OURS
        known |= (
            {*self.form.given.cells} if isinstance(self.given, GivenLayout) and self.form.given else set()
        )
        known |= {s.name for s in self.where.values()} | {
            f.sheet for f in self.findings if f.code == "sheet_copied"
        }
        for sheet in self.book.sheets:
            if (
                sheet.name not in known
                and sheet.cells
                and sheet is not return_notice.find_notice_sheet(self.book)
            ):
                told = tuple(second_copy_findings(self.grounded, self.layout, self.where, sheet))
                self.findings += told or (make_finding("extra_sheet", sheet=sheet.name),)

    def _lose_sheet(self, sheet: str) -> None:
        """Account for every input cell of a sheet that was not read."""
        for table in self.form.tables_of(self.grounded.kind):
            if table.sheet == sheet:
                lost = [c for c in table.cells if c not in self.grounded.worked_out]
                self.unread.update(lost)
                self.account["not_understood"] += len(lost)
        lists = [r for r in self.form.registers_of(self.grounded.kind) if r.sheet == sheet]
        self.account["not_understood"] += len(lists)

    def count_asked(self) -> int:
        """Count the cells to be accounted for: every figure typed, every tick, every column of every row found."""
        return len(self.grounded.inputs) + len(self.given.strips) + self.count_listed()

    def count_listed(self) -> int:
        """Count those of the lists' rows."""
        asked = {k: len(s.columns) - len(s.worked) for k, s in self.layout.strips.items()}
        return sum(asked[k] * len(found) for k, found in self.lists.rows.items())

    def tell_besides(self, sheet: SheetCells, name: str) -> None:
        """Count and tell what was typed outside the form, and what hides what was typed inside it."""
        found = self.find_stray(sheet, name)
        self.account["outside"] += len(found)
        aside = self.lists.no_records.get(sheet.name, set())
        hides = (
            stray_cells.hidden_cell_findings(self.layout, sheet, aside),
            stray_cells.merged_cell_findings(self.layout, sheet, aside),
        )
        told = stray_cells.stray_cell_findings(found), *hides
        for findings in told:
            self.findings += findings

    def find_stray(self, sheet: SheetCells, name: str) -> list[tuple[CellPlace, CellValue]]:
        """Return what was typed where nothing is asked; *name* is what the form, or its blank, calls the sheet."""
        if isinstance(self.given, GivenLayout):
            texts = self.given.stamped(name).values()
            stamped = [stamp_text(text, self.who, self.period) for text in texts]
            known = cells_of_blank(self.given, self.layout, name, sheet, stamped)
            return stray_cells.find_stray_cells(self.layout, sheet, known)
        known = self._printed_cells(sheet, name) if name in self.loose else {*self.shared.printed_cells(name)}
        known |= set(stray_cells.cover_scope_cells(self.layout, sheet))
        known |= set(stray_cells.derived_cells(self.layout, sheet))
        known |= set(stray_cells.unit_row_cells(self.layout, sheet, name))
        return stray_cells.find_stray_cells(self.layout, sheet, known)

    def _printed_cells(self, sheet: SheetCells, name: str) -> set[tuple[int, int]]:
        """Return the cells of a sheet where something was moved that are ours: figures, ticks, our own texts."""
        ours = printed_text_test(self.given, name)
        known = {(p.row, p.column) for p in self.layout.at.values() if p.sheet == sheet.name}
        known |= {
            (s.tick.row, s.tick.column) for s in self.layout.strips.values() if s.tick.sheet == sheet.name
        }
        texts = {
            at for at, c in sheet.cells.items() if c.kind == CellKind.TEXT and (name == COVER or ours(c.raw))
        }
        return known | texts
