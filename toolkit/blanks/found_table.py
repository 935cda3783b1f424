"""A table, list or table of units found in a blank: its columns and rows, with the place of each."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from toolkit.blanks.figure_types import FigureKind
from toolkit.form.layout import column_letters

if TYPE_CHECKING:
    from collections.abc import Sequence

    from toolkit.blanks.blank_book import BlankSheet, Spot
    from toolkit.blanks.heads import ColumnHeading

MATRIX, LIST, BY_UNIT = "表", "登记簿", "一行一个单位"


@dataclass
class FoundColumn:
    """A column that is filled in; *id* is what rules call it. *start*: what of a list it counts, *when*: which rows of it."""

    at: int
    heading: ColumnHeading
    kind: FigureKind = field(default_factory=FigureKind)
    id: str = ""
    negative: bool = False
    rate: bool = False
    when_zero: str | None = None
    start: str = ""
    when: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """Return the last of its heads."""
        return self.heading.path[-1] if self.heading.path else ""


@dataclass
class FoundRow:
    """A row that is filled in; *spot* is where, in a card, whose cells stand anywhere."""

    at: int
    head: tuple[str, ...]
    code: str = ""
    unit: str = ""
    id: str = ""
    help: str = ""
    negative: bool = False
    rate: bool = False
    when_zero: str | None = None
    kind: FigureKind | None = None
    start: str = ""
    when: tuple[str, ...] = ()
    spot: Spot | None = None


@dataclass
class FoundTable:
    """One table of a sheet; a list has no rows, a table of units none but its units' *rows*.

    The cells *unasked* are crossed out: nobody fills them in. A *card* has labels with a place to write beside each. *first* and *last* bound its body; *total* is the row of sums of a list or of units; *beside* the table left of it.
    """

    sheet: BlankSheet
    shape: str
    first: int
    last: int
    columns: list[FoundColumn]
    rows: list[FoundRow] = field(default_factory=list)
    title: str = ""
    corner: str = ""
    total: int | None = None
    id: str = ""
    page: str = ""
    code_head: str = ""
    unit_head: str = ""
    unit: str = ""
    numbered: str = ""
    beside: FoundTable | None = None
    left: int = 0
    card: bool = False
    unasked: set[Spot] = field(default_factory=set)

    def top_cell(self, column: int) -> str:
        """Return the address of the first cell of its body in a column of the sheet."""
        return self.sheet.a1((self.first, column))

    def place(self, row: FoundRow, column: FoundColumn) -> Spot:
        """Return where a figure stands."""
        return row.spot or (row.at, column.at)

    def column_at(self, at: int) -> FoundColumn | None:
        """Return the column in the sheet's column *at*."""
        return next((c for c in self.columns if c.at == at), None)

    def row_at(self, at: int) -> FoundRow | None:
        """Return the row in the sheet's row *at*."""
        return next((r for r in self.rows if r.at == at), None)

    def holds(self, spot: Spot) -> bool:
        """Tell whether a cell is one of its figures."""
        if self.card:
            return any(r.spot == spot for r in self.rows)
        column = self.column_at(spot[1])
        if column is None:
            return False
        if self.shape == MATRIX:
            return self.row_at(spot[0]) is not None
        return self.first <= spot[0] <= self.last or spot[0] == self.total

    @property
    def number_columns(self) -> list[FoundColumn]:
        """Return the columns whose figures are numbers."""
        return [c for c in self.columns if c.kind.is_number]


def count_blank_figures(tables: Sequence[FoundTable]) -> int:
    """Return how many cells of *tables* say nothing yet and are to be filled in."""
    blank: set[tuple[str, Spot]] = set()
    for table in tables:
        spots = {table.place(r, c) for r in table.rows for c in table.columns} - table.unasked
        if table.shape != MATRIX and not table.card:
            rows = range(table.first, table.last + 1)
            spots = {(row, column.at) for row in rows for column in table.columns}
        free = (s for s in spots if table.sheet.own(*s) == s and s not in table.sheet.values)
        blank |= {(table.sheet.name, spot) for spot in free}
    return len(blank)


def places_of_figures(tables: Sequence[FoundTable]) -> dict[str, Any]:
    """Return by figure (表.行.列) where it stands; of lists and tables of units their columns, rows and row of sums."""
    figures: dict[str, list[str]] = {}
    spread: dict[str, Any] = {}
    for table in tables:
        if table.shape in (LIST, BY_UNIT):
            spread[table.id] = {
                "sheet": table.sheet.name,
                "first": table.first + 1,
                "last": table.last + 1,
                "total": None if table.total is None else table.total + 1,
                "columns": {} if table.card else {c.id: column_letters(c.at) for c in table.columns},
                "rows": {r.head[-1]: r.at + 1 for r in table.rows},
            }
            continue
        for row in table.rows:
            for column in (c for c in table.columns if (row.at, c.at) not in table.unasked):
                where = [table.sheet.name, table.sheet.a1(table.place(row, column))]
                figures[f"{table.id}.{row.id}.{column.id}"] = where
    return {"figures": figures, "lists": spread}
