"""The values a form is made of. Pure data: loadable, printable, hashable, picklable."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from toolkit.form.given.given_blank import NO_ROWS_OF_BLANK
from toolkit.form.period import YEARLY, PeriodKind
from toolkit.form.trait import (
    NO_TRAIT,
    Figure,
    PrintedColumn,
    Trait,
    combine_traits,
    later_field,
    walk_later_fields,
)

if TYPE_CHECKING:
    from toolkit.form.given.given_blank import GivenBlank, RowsOfBlank
    from toolkit.form.register import Register
    from toolkit.form.rule import Rule, Switch

REPORT = "报告"
"""The one kind that has levels: an office's own report, which the level above collects."""


class Cell(NamedTuple):
    """The name of one figure: what every module but ``layout`` speaks in."""

    table: str
    row: str
    column: str

    @property
    def name(self) -> str:
        """Return the figure's name as a workbook's defined names write it."""
        return f"{self.table}.{self.row}.{self.column}"


class PriorCell(NamedTuple):
    """The name of a figure of an earlier period: *word* says which (上年, 上期, 上年同期)."""

    table: str
    row: str
    column: str
    word: str

    @property
    def cell(self) -> Cell:
        """Return the figure."""
        return Cell(self.table, self.row, self.column)

    @property
    def name(self) -> str:
        """Return the name as a workbook's defined names write it."""
        return f"{self.word}.{self.cell.name}"


@dataclass(frozen=True)
class Line:
    """A row or a column: *head* is its label, outermost first, *also* other wordings seen in use, *code* its printed number."""

    id: str
    head: tuple[str, ...]
    trait: Trait = NO_TRAIT
    width: float | None = None
    height: float | None = None
    # how it is found again, not what it is: no fingerprint
    also: tuple[str, ...] = field(default=(), repr=False)
    code: str = later_field("")
    place: str = later_field("")

    @property
    def label(self) -> str:
        """Return the innermost heading."""
        return self.head[-1]


@dataclass(frozen=True)
class Table:
    """A table whose rows are named; *across* lays its rows side by side (表四), *beside* puts it right of another one.

    Where its rows are the units (*by_unit*) it has one: a unit's own figures, and in a report what all come to.
    The cells *unasked* (row, column) are crossed out: nobody fills them in. *numbered* begins the line that numbers the columns (甲, 栏次), where one is printed below the heads. On an office's blank
    its units stand in *rows_at*.
    """

    id: str
    title: str
    sheet: str
    kinds: tuple[str, ...]
    columns: tuple[Line, ...]
    rows: tuple[Line, ...]
    trait: Trait = NO_TRAIT
    corner: str = "指标"
    across: bool = False
    printed: tuple[PrintedColumn, ...] = later_field(())
    numbered: str = later_field("")
    by_unit: bool = later_field(False)
    beside: str = later_field("")
    unasked: tuple[tuple[str, str], ...] = later_field(())
    rows_at: RowsOfBlank = later_field(NO_ROWS_OF_BLANK)  # noqa: RUF009 - a tuple, never changed

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """Return every figure, row by row; a cell nobody fills in is none."""
        every = (Cell(self.id, r.id, c.id) for r in self.rows for c in self.columns)
        return tuple(c for c in every if c[1:] not in self.unasked)

    @property
    def is_card(self) -> bool:
        """Tell whether its rows stand anywhere in a blank, each saying its cell (工作表!B3) and not its row."""
        return any("!" in row.place for row in self.rows)

    def cells_on(self, line: Line) -> tuple[Cell, ...]:
        """Return the figures of a row, or of a column."""
        is_row = line in self.rows
        return tuple(c for c in self.cells if line.id == (c.row if is_row else c.column))

    def label_of(self, row: Line, column: Line) -> str:
        """Return what the figure in a row and a column is called."""
        rows = row.head[1:] if len(row.head) > 1 and not self.across else row.head
        head = "·".join(column.head if self.by_unit else rows).removeprefix("其中：")
        return head if len(self.columns) == 1 or self.by_unit else f"{head}·{column.label}"

    @property
    def label_depth(self) -> int:
        """Return how many columns the names of the rows take."""
        return 0 if self.across else max(len(r.head) for r in self.rows)

    @cached_property
    def row_ids(self) -> tuple[str, ...]:
        """Return the ids of the rows in order."""
        return tuple(r.id for r in self.rows)

    @cached_property
    def column_ids(self) -> tuple[str, ...]:
        """Return the ids of the columns in order."""
        return tuple(c.id for c in self.columns)


class Option(NamedTuple):
    """One entry of a drop-down: what rules call it, and what people see."""

    id: str
    label: str


@dataclass(frozen=True)
class Sheet:
    """A page of the workbook; *intro* stands below its title, *spaced* leaves a row between its tables.

    *reported* is the intro in a report, where it is another. Lines *above* and *below* its tables repeat the cover.
    """

    id: str
    title: str
    intro: str = ""
    landscape: bool = False
    spaced: bool = False
    reported: str = ""
    above: tuple[str, ...] = later_field(())
    below: tuple[str, ...] = later_field(())
    blank_sheet: str = later_field("")
    stamped: tuple[tuple[str, str], ...] = later_field(())

    def of(self, kind: str) -> Sheet:
        """Return the page as it stands in *kind*'s workbook."""
        return replace(self, intro=self.reported) if kind == REPORT and self.reported else self


@dataclass(frozen=True)
class Named:
    """A kind or a level, and what people call it."""

    id: str
    label: str
    help: str = ""


@dataclass(frozen=True)
class Form:
    """One edition of a form, whole; *accepts* names the older editions whose workbooks are still read, by key.

    *periods* are those it is filled in for. Where an office's own *blank* is what is filled in, it is named with its
    hash, and *given* is what stands in it, where it is at hand.
    """

    id: str
    edition: str
    title: str
    source: str
    kinds: tuple[Named, ...]
    levels: tuple[Named, ...]
    sheets: tuple[Sheet, ...]
    options: dict[str, tuple[Option, ...]] = field(hash=False)
    tables: tuple[Table, ...] = ()
    registers: tuple[Register, ...] = ()
    rules: tuple[Rule, ...] = ()
    accepts: tuple[str, ...] = ()
    periods: PeriodKind = YEARLY
    blank: str = ""
    blank_hash: str = ""
    given: GivenBlank | None = field(default=None, compare=False, repr=False)

    @cached_property
    def _tables(self) -> dict[str, Table]:
        return {t.id: t for t in self.tables}

    @cached_property
    def _registers(self) -> dict[str, Register]:
        return {r.id: r for r in self.registers}

    def table(self, name: str) -> Table:
        """Return the table *name*; KeyError where there is none."""
        return self._tables[name]

    def register(self, name: str) -> Register:
        """Return the list *name*; KeyError where there is none."""
        return self._registers[name]

    def tables_of(self, kind: str) -> tuple[Table, ...]:
        """Return the tables a unit of *kind* fills in, in the form's order."""
        return tuple(t for t in self.tables if kind in t.kinds)

    def registers_of(self, kind: str) -> tuple[Register, ...]:
        """Return the lists a unit of *kind* fills in, in the form's order; a report has no private columns."""
        found = (r for r in self.registers if kind in r.kinds)
        return tuple(found) if kind != REPORT else tuple(r.public for r in found)

    def sheets_of(self, kind: str) -> tuple[Sheet, ...]:
        """Return the sheets of *kind*'s workbook, in the form's order."""
        used = {t.sheet for t in self.tables_of(kind)} | {r.sheet for r in self.registers_of(kind)}
        return tuple(s.of(kind) for s in self.sheets if s.id in used)

    def is_on_blank(self, kind: str) -> bool:
        """Tell whether *kind* fills in the office's own blank; a report is drawn."""
        return bool(self.blank) and kind != REPORT

    def cells_of(self, kind: str) -> tuple[Cell, ...]:
        """Return every figure of *kind*'s workbook, table by table."""
        return tuple(c for t in self.tables_of(kind) for c in t.cells)

    def row(self, cell: Cell) -> Line:
        """Return the row of *cell*."""
        return next(r for r in self.table(cell.table).rows if r.id == cell.row)

    def column(self, cell: Cell) -> Line:
        """Return the column of *cell*."""
        return next(c for c in self.table(cell.table).columns if c.id == cell.column)

    def figure(self, cell: Cell) -> Figure:
        """Put together what row, column and table say of *cell*."""
        return self._figures[cell]

    @cached_property
    def unasked(self) -> frozenset[Cell]:
        """Return the cells nobody fills in."""
        return frozenset(Cell(t.id, *pair) for t in self.tables for pair in t.unasked)

    @cached_property
    def _figures(self) -> dict[Cell, Figure]:
        return {
            Cell(t.id, r.id, c.id): combine_traits((r.trait, c.trait, t.trait))
            for t in self.tables
            for r in t.rows
            for c in t.columns
        }

    def label(self, cell: Cell) -> str:
        """Say where *cell* stands in the form's own words: row, then column unless there is only one."""
        return self._labels[cell]

    @cached_property
    def _labels(self) -> dict[Cell, str]:
        return {
            Cell(t.id, r.id, c.id): t.label_of(r, c) for t in self.tables for r in t.rows for c in t.columns
        }

    def switched(self, switches: tuple[Switch, ...]) -> Form:
        """Return the same form with an office's *switches* set; its fingerprints stay."""
        by_rule = {s.rule: s for s in switches}
        return replace(self, rules=tuple(replace(r, switch=by_rule.get(r.id)) for r in self.rules))

    def kind(self, name: str) -> Named:
        """Return the kind *name*; KeyError where there is none."""
        return {k.id: k for k in self.kinds}[name]

    @property
    def report_word(self) -> str:
        """Return what people call the workbook an office makes of those of its units: 年度报告, 汇总表 …"""
        return self.kind(REPORT).label

    def level(self, name: str) -> Named:
        """Return the level *name*; KeyError where there is none."""
        return {x.id: x for x in self.levels}[name]

    @cached_property
    def digest(self) -> str:
        """Name exactly what this form holds and demands, the office's switches among it."""
        return hashlib.sha256(
            repr(asdict(replace(self, given=None))).encode()
        ).hexdigest()  # what a repr leaves out is in it too

    def fingerprint(self, kind: str) -> str:
        """Name exactly what *kind*'s workbook of this edition holds, in 12 hex digits."""
        if kind not in self._fingerprints:
            self._fingerprints[kind] = self._fingerprint(kind)
        return self._fingerprints[kind]

    @cached_property
    def _fingerprints(self) -> dict[str, str]:
        return {}

    def _fingerprint(self, kind: str) -> str:
        what = (
            self.id,
            self.edition,
            kind,
            self.sheets_of(kind),
            self.tables_of(kind),
            self.registers_of(kind),
            tuple(r for r in self.rules if not r.kinds or kind in r.kinds),
            sorted(self.options.items()),
            *(() if self.periods == YEARLY else (self.periods,)),
            *((self.blank_hash,) if self.blank_hash else ()),
        )
        later = tuple(walk_later_fields(what))
        return hashlib.sha256(repr((*what, later) if later else what).encode()).hexdigest()[:12]
