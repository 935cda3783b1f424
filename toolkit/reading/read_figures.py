"""A figure of the form out of its cell: typed, worked out by our own formula, or added up from what units brought.

Every cell taken is put to the account, and what is to be told of it becomes a finding.
"""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING

from toolkit.form.finding import WARNING, Finding, digest_of_evidence, make_finding
from toolkit.form.submission import ACCOUNT, ASKED, BESIDE, Value
from toolkit.form.words import format_number, is_same_number
from toolkit.reading import stray_cells
from toolkit.reading.by_unit_figures import PooledSheets, RecomputedFigure
from toolkit.sheets.verdict_formulas import CheckCompiler
from toolkit.text.formula_parser import normalize_formula
from toolkit.values.cell_reading import BLANK, CellReading, ExpectedValue
from toolkit.values.cell_values import read_cell_value
from toolkit.values.known_readings import KnownReadings
from toolkit.xlsx.cells import NUMBER, CellKind, SheetCells

if TYPE_CHECKING:
    from toolkit.form.grounding import GroundedForm
    from toolkit.form.layout import CellPlace, Layout
    from toolkit.form.model import Cell
    from toolkit.form.period import Period
    from toolkit.form.register import Field
    from toolkit.form.submission import Identity
    from toolkit.form.trait import Figure
    from toolkit.xlsx.cells import CellValue
    from toolkit.xlsx.open_workbook import Book


class KindReading:
    """What reading needs of a kind in a period, laid out as *layout* says: the same for every workbook of it."""

    def __init__(self, grounded: GroundedForm, layout: Layout, period: Period) -> None:
        """Begin with nothing worked out."""
        self.grounded, self.form, self.layout, self.period = grounded, grounded.form, layout, period
        self.compiler = CheckCompiler(grounded, layout, period)
        self._expected: dict[int, tuple[Figure | Field, ExpectedValue, KnownReadings]] = {}
        self._formulas: dict[Cell, str] = {}
        self._printed: dict[str, frozenset[tuple[int, int]]] = {}

    def expected(self, asked: Figure | Field) -> ExpectedValue:
        """Return what the form declares of a figure or a list's column."""
        return self._asked(asked)[1]

    def readings(self, asked: Figure | Field) -> KnownReadings:
        """Return what cells came to as a figure or a list's column."""
        return self._asked(asked)[2]

    def _asked(self, asked: Figure | Field) -> tuple[Figure | Field, ExpectedValue, KnownReadings]:
        known = self._expected.get(id(asked))
        if known is None:  # *asked* is kept with it, so that its id stays its own
            known = self._expected[id(asked)] = asked, self._declared(asked), KnownReadings()
        return known

    def _declared(self, asked: Figure | Field) -> ExpectedValue:
        options = self.form.options.get(asked.options, ())
        year, rate = self.period.year, getattr(asked, "when_zero", None)
        said = (asked.type, asked.unit, asked.places, options, asked.marks, year)
        return ExpectedValue(*said, asked.percent, asked.negative, rate)

    def printed_cells(self, sheet: str) -> frozenset[tuple[int, int]]:
        """Return the cells of *sheet* in which we wrote something ourselves."""
        if sheet not in self._printed:
            self._printed[sheet] = frozenset(stray_cells.printed_cells(self.layout, sheet))
        return self._printed[sheet]

    @cached_property
    def explained(self) -> tuple[str, ...]:
        """Return the names under which warnings of rules are explained."""
        names = [c.instance(self.form) for c in self.grounded.checks if c.rule.weight == WARNING]
        return (*names, *(c.instance for c in self.grounded.row_checks if c.rule.weight == WARNING))

    def is_own_formula(self, cell: Cell, formula: str) -> bool:
        """Tell whether *formula* is the one we gave a worked-out cell, however a program spells it."""
        if cell not in self._formulas:
            self._formulas[cell] = normalize_formula(self.compiler.worked_out(cell))
        return normalize_formula(formula) == self._formulas[cell]


KINDS_KEPT = 32
_KINDS: dict[tuple[int, int, str], KindReading] = {}


def kind_reading(grounded: GroundedForm, layout: Layout, period: Period) -> KindReading:
    """Return what reading needs of a kind, worked out once for all its workbooks."""
    key = id(grounded), id(layout), period.text  # both are kept with it, so that their ids stay their own
    known = _KINDS.get(key)
    if known is None:
        if len(_KINDS) >= KINDS_KEPT:
            _KINDS.clear()
        known = _KINDS[key] = KindReading(grounded, layout, period)
    return known


class FigureReader:
    """Reads the figures of one workbook laid out as *layout* says, and holds what was read so far."""

    def __init__(self, grounded: GroundedForm, layout: Layout, book: Book, who: Identity) -> None:
        """Begin with nothing read."""
        self.grounded, self.form, self.book, self.who = grounded, grounded.form, book, who
        self.layout = self.given = layout
        self.loose: frozenset[str] = frozenset()
        self.period = grounded.form.periods.read(who.period)
        self.shared = kind_reading(grounded, layout, self.period)
        self.pooled = PooledSheets(book)
        self.figures: dict[Cell, Value] = {}
        self.sources: dict[Cell, str] = {}
        self.stated: set[Cell] = set()
        self.typed_over: dict[Cell, Value] = {}
        self.unread: set[Cell] = set()
        self.account: Counter[str] = Counter(dict.fromkeys((ASKED, *ACCOUNT, *BESIDE), 0))
        self.findings: list[Finding] = []
        self.broken: list[CellPlace] = []
        self.sums_as_values: list[CellPlace] = []
        self.cached: dict[Cell, str] = {}
        self.from_1904, self._from_1904_on = False, book.epoch_1904

    def read_figure(self, sheet: SheetCells, cell: Cell) -> None:
        """Read one figure."""
        at, figure = self.layout.at.get(cell), self.form.figure(cell)
        wanted, known = self.shared.expected(figure), self.shared.readings(figure)
        if at is None:  # its row or column was deleted, and that is told
            self.unread.update({cell} - self.grounded.worked_out.keys())
            self.account["not_understood"] += cell not in self.grounded.worked_out
            return
        if cell in self.grounded.worked_out:
            self.read_worked_out(cell, sheet, at, wanted)
            return
        if self.pooled.at and (worked := self._pooled_figure(cell, wanted)) is not None:
            self._take_pooled(cell, sheet, at, worked)
            return
        value = self.known_reading(known, sheet.cells.get((at.row, at.column)))
        if value is not None:
            self.account[value.how] += 1
        else:
            value = self.take_cell(sheet, wanted, at, self.form.label(cell))
            self.keep_known(known, sheet, at, value)
        self._keep_figure(cell, at, value, lost=value.lost)

    def _keep_figure(self, cell: Cell, at: CellPlace, value: CellReading, *, lost: bool) -> None:
        if value.value is not None:
            self.figures[cell] = value.value
            self.sources[cell] = f"{at.sheet}!{at.a1}"
        elif lost:
            self.unread.add(cell)

    def keep_stated_figure(self, cell: Cell, at: CellPlace, value: CellReading) -> None:
        """Take a total as somebody typed it."""
        self.stated.add(cell)
        if value.value is None:
            self.add_finding(value, at, self.form.label(cell))
        self._keep_figure(cell, at, value, lost=bool(value.code))

    def _pooled_figure(self, cell: Cell, wanted: ExpectedValue) -> RecomputedFigure | None:
        """Return what the rows of a report say a figure comes to."""
        return self.pooled.worked(cell, self.grounded.way(cell), wanted.places, wanted.unit)

    def _take_pooled(self, cell: Cell, sheet: SheetCells, at: CellPlace, worked: RecomputedFigure) -> None:
        """Take a figure of a report that adds up what its units brought: worked out again, whatever the cell shows."""
        found, label = sheet.cells.get((at.row, at.column)), self.form.label(cell)
        self.sources[cell] = f"{at.sheet}!{at.a1}"
        if worked.said is not None:
            typed_there, there = worked.said
            read = typed_there.code in ("cleaned", "shown_otherwise")
            code = typed_there.code if read else "adjusted_unread"
            self.findings.append(make_finding(code, [there], label=label, **dict(typed_there.said)))
        if worked.bad is not None:
            self.account["not_understood"] += 1
            self.unread.add(cell)
            if worked.said is not None:
                return
            bad = worked.bad
            stands = self.pooled.text(bad)
            self.findings.append(make_finding("not_a_number", [bad], label=label, value=stands[:60]))
            return
        if worked.value is None:
            self.account["blank"] += 1
            return
        self.account["cleaned" if worked.said else "number" if worked.value else "zero"] += 1
        self.figures[cell] = worked.value
        unseen = found is not None and (found.formula is None or bool(self.book.other))
        if found is not None and unseen and _is_number(found, worked.value):
            self.sums_as_values.append(at)  # its program keeps no formulas: nobody typed that
        elif (
            found is None
            or found.formula is None
            or not self.pooled.ours(cell, self.grounded.way(cell), found.formula)
        ):
            shown = found.raw[:60] if found else "空白"
            self.findings.append(
                make_finding(
                    "pool_replaced", [at], label=label, value=shown, expected=format_number(worked.value)
                )
            )
        elif found.kind != CellKind.BLANK:
            self.cached[cell] = found.raw
        if worked.adjusted:
            why, by = worked.adjusted.why, worked.adjusted.by
            code = "adjusted" if why and by else "adjusted_unsaid"
            total = format_number(worked.total) if worked.total is not None else "空白"
            told = {"value": format_number(worked.value), "expected": total, "why": why, "by": by}
            self.findings.append(make_finding(code, [at], label=label, **told))

    def read_worked_out(self, cell: Cell, sheet: SheetCells, at: CellPlace, wanted: ExpectedValue) -> None:
        """Take a worked-out cell: our own formula counts afresh; what stands in its place, even nothing, is judged."""
        self.account["worked_out"] += 1
        found = sheet.cells.get((at.row, at.column))
        if found is not None and found.formula is not None and self.is_own_formula(cell, found.formula):
            if found.kind != CellKind.BLANK:
                self.cached[cell] = found.raw
            self.sources[cell] = f"{at.sheet}!{at.a1}"
            return
        if found is not None and found.formula is not None and found.kind == CellKind.ERROR:
            self.broken.append(at)  # our formula, cut off from its cells: nobody typed that
            self.sources[cell] = f"{at.sheet}!{at.a1}"
            return
        value = self.read_cell(sheet, at, wanted)
        if self.grounded.heals(cell):
            stands = found.raw.strip()[:60] if found else ""
            if stands or not self.book.other:
                self.typed_over[cell] = stands if value.value is None else value.value
            self.sources[cell] = f"{at.sheet}!{at.a1}"
            return
        label = self.form.label(cell)
        shown = found.raw[:60] if found else "空白"
        if not self.book.other:  # formats that do not tell formulas do not tell that one is gone either
            self.findings.append(make_finding("formula_lost", [at], label=label, value=shown, again=""))
        self.keep_stated_figure(cell, at, value)

    def is_own_formula(self, cell: Cell, formula: str) -> bool:
        """Tell whether a worked-out cell still holds the formula we gave it."""
        if self.loose:  # a program that inserts rows rewrites formulas in ways of its own
            return bool(formula)
        return self.shared.is_own_formula(cell, formula)

    def is_our_formula(self, formula: str, own: str) -> bool:
        """Tell whether *formula* is the one we gave a list: *own*, or any where rows were inserted."""
        return bool(formula) if self.loose else normalize_formula(formula) == normalize_formula(own)

    @property
    def compiler(self) -> CheckCompiler:
        """Return what writes our formulas for where things are in this workbook."""
        return self.shared.compiler

    def known_reading(self, known: KnownReadings, cell: CellValue | None) -> CellReading | None:
        """Return what an input cell is read as that is blank, or *known* to say nothing of itself; None where it must be typed.

        Where days count from 1904 an equal cell is another day, and that is told: nothing is known there.
        """
        return None if self._from_1904_on and cell is not None else known.find(cell)

    def keep_known(self, known: KnownReadings, sheet: SheetCells, at: CellPlace, value: CellReading) -> None:
        """Keep what a cell was typed as, for the next equal one."""
        if not self.book.epoch_1904:
            known.keep(sheet.cells.get((at.row, at.column)), value)

    def take_cell(
        self,
        sheet: SheetCells,
        wanted: ExpectedValue,
        at: CellPlace,
        label: str,
        *,
        in_struck_row: bool = False,
    ) -> CellReading:
        """Type one input cell, put it to the account, and tell what is to be told."""
        found = sheet.cells.get((at.row, at.column))
        if found is None:
            self.account[BLANK.how] += 1
            return BLANK
        value = self.read_cell(sheet, at, wanted, in_struck_row=in_struck_row)
        return self.account_for(found, value, at, label)

    def account_for(
        self, found: CellValue | None, value: CellReading, at: CellPlace, label: str
    ) -> CellReading:
        """Put what a cell was read as to the account, and tell what is to be told."""
        self.account[value.how] += 1
        self.add_finding(value, at, label)
        if found is not None and found.formula is not None and value.value is not None:
            said = {"value": found.raw[:60], "formula": found.formula[:60]}
            self.findings.append(make_finding("formula_input", [at], label=label, **said))
        return value

    def add_finding(self, value: CellReading, at: CellPlace, label: str) -> None:
        """Add the finding a cell's content calls for."""
        if value.code:
            said = dict(value.said)
            if value.code == "shown_otherwise":
                said["digest"] = digest_of_evidence([label, said["shown"], said["value"]])
            self.findings.append(make_finding(value.code, [at], label=label, **said))

    def read_cell(
        self, sheet: SheetCells, at: CellPlace, wanted: ExpectedValue, *, in_struck_row: bool = False
    ) -> CellReading:
        """Read what stands at a place; of a row that is drawn through the row is asked about, not each cell."""
        found, above = (sheet.cells.get((row, at.column)) for row in (at.row, at.row - 1))
        if in_struck_row and found is not None and found.seen is not None:
            found = found._replace(seen=found.seen._replace(struck=False))
        self.from_1904 |= self.book.epoch_1904 and found is not None and found.kind == CellKind.DATE
        return read_cell_value(found, wanted, epoch_1904=self.book.epoch_1904, above=above)

    def expected(self, asked: Figure | Field) -> ExpectedValue:
        """Return what the form declares of a figure or a list's column."""
        return self.shared.expected(asked)


def _is_number(found: CellValue, value: float) -> bool:
    """Tell whether a cell holds this very number."""
    raw = found.raw.strip()
    return found.kind == CellKind.NUMBER and bool(NUMBER.fullmatch(raw)) and is_same_number(float(raw), value)
