"""A blank as it lies before a person: what is written, bordered, merged, offered in drop-downs, and how numbers would look."""

from __future__ import annotations

import hashlib
import io
import re
import warnings
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

import openpyxl

from toolkit.errors import Unreadable
from toolkit.form.layout import CellPlace
from toolkit.text.character_folding import fold_characters

if TYPE_CHECKING:
    from collections.abc import Mapping

    from openpyxl.worksheet.worksheet import Worksheet

Spot = tuple[int, int]
"""A row and a column, from 0."""
MARKS = {"0", "/", "//", "—", "——", "-", "--", "－", "×", "╳", "*", "…"}
"""What stands in cells where nothing, or 0, is said."""
FEW = 4000
"""How many rows of a sheet are looked at, and how many columns: blanks are as long as paper."""
WIDE = 400
_BREAKS = re.compile(r"[\r\n]+")


class Region(NamedTuple):
    """A block of cells that is one table, or several side by side; *bordered* where lines say so."""

    top: int
    left: int
    bottom: int
    right: int
    bordered: bool = True

    def holds(self, spot: Spot) -> bool:
        """Tell whether a cell lies in it."""
        return self.top <= spot[0] <= self.bottom and self.left <= spot[1] <= self.right

    @property
    def columns(self) -> range:
        """Return its columns."""
        return range(self.left, self.right + 1)


class CellValidation(NamedTuple):
    """What a cell may be filled in with: the *kind* as files call it (list, date, whole, decimal), *source* of a list."""

    kind: str
    source: str
    areas: tuple[tuple[int, int, int, int], ...]

    def covers(self, spot: Spot) -> bool:
        """Tell whether it is about the cell at *spot*."""
        row, column = spot
        return any(
            top <= row <= bottom and left <= column <= right for top, left, bottom, right in self.areas
        )


@dataclass(frozen=True)
class BlankSheet:
    """One sheet: *values* are what cells hold, a formula with its equals sign; *owners* lead from merged cells to the first.

    *cut* where the sheet goes on beyond what is looked at.
    """

    name: str
    hidden: bool
    values: Mapping[Spot, Any]
    owners: Mapping[Spot, Spot]
    bordered: frozenset[Spot]
    formats: Mapping[Spot, str]
    indents: Mapping[Spot, int]
    validations: tuple[CellValidation, ...] = ()
    odd_formulas: frozenset[Spot] = frozenset()
    cut: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()

    def own(self, row: int, column: int) -> Spot:
        """Return the cell that speaks for this one: the first of a merged area, or itself."""
        return self.owners.get((row, column), (row, column))

    def value(self, row: int, column: int) -> Any:
        """Return what a person sees there, merged areas looked through; None for nothing."""
        return self.values.get(self.own(row, column))

    def text(self, row: int, column: int) -> str:
        """Return the words there, as they stand; "" where there are none (a number, a formula, nothing)."""
        value = self.value(row, column)
        return value if isinstance(value, str) and not value.startswith("=") else ""

    def formula(self, row: int, column: int) -> str:
        """Return the formula there with its equals sign, or ""."""
        value = self.values.get((row, column))
        return value if isinstance(value, str) and value.startswith("=") else ""

    def a1(self, spot: Spot) -> str:
        """Return the address of a cell as people see it."""
        return CellPlace(self.name, *spot).a1


@dataclass(frozen=True)
class BlankBook:
    """A blank workbook; *name* is what its file is called, without its ending; *hash* tells it from any other."""

    name: str
    sheets: tuple[BlankSheet, ...]
    named_areas: Mapping[str, str] = field(default_factory=dict)
    hash: str = ""

    def sheet(self, name: str) -> BlankSheet | None:
        """Return the sheet *name*, or None."""
        return next((s for s in self.sheets if s.name == name), None)


def read_blank_book(data: bytes, name: str) -> BlankBook:
    """Read an .xlsx that a strict reader has let through; raise Unreadable where its look cannot be read."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(data))
            sheets = tuple(_read_sheet(sheet) for sheet in book.worksheets)
            named = {str(n): str(said.attr_text or "") for n, said in book.defined_names.items()}
    except Exception as error:  # the library raises whatever comes out of a file it did not expect
        raise Unreadable("zip-part-damaged", str(error)) from error
    return BlankBook(name, sheets, named, hashlib.sha256(data).hexdigest())


def _read_sheet(sheet: Worksheet) -> BlankSheet:
    owners: dict[Spot, Spot] = {}
    for area in sheet.merged_cells.ranges:
        first = (area.min_row - 1, area.min_col - 1)
        if area.max_row > FEW or area.max_col > WIDE:
            continue
        for row in range(area.min_row - 1, area.max_row):
            owners |= {(row, column): first for column in range(area.min_col - 1, area.max_col)}
    values: dict[Spot, Any] = {}
    bordered, formats, indents, odd = set(), {}, {}, set()
    for line in sheet.iter_rows(
        max_row=min(sheet.max_row or 1, FEW), max_col=min(sheet.max_column or 1, WIDE)
    ):
        for cell in line:
            spot = (int(cell.row or 1) - 1, int(cell.column or 1) - 1)
            value = cell.value
            if not isinstance(value, str | int | float | None) and hasattr(value, "ref"):
                # an array formula, a data table
                value = "=" + str(getattr(value, "text", "") or "").lstrip("=")
                odd.add(spot)
            if value is not None and str(value).strip():
                values[spot] = value
            if not cell.has_style:
                continue
            sides = (cell.border.left, cell.border.right, cell.border.top, cell.border.bottom)
            if sum(bool(side is not None and side.style) for side in sides) > 1:
                bordered.add(spot)
            if cell.number_format and cell.number_format != "General":
                formats[spot] = cell.number_format
            if cell.alignment.indent:
                indents[spot] = int(cell.alignment.indent)
    bordered |= {spot for spot, first in owners.items() if first in bordered}
    checks = []
    for said in sheet.data_validations.dataValidation:
        areas = ((r.min_row - 1, r.min_col - 1, r.max_row - 1, r.max_col - 1) for r in said.sqref.ranges)
        checks.append(CellValidation(str(said.type or ""), str(said.formula1 or ""), tuple(areas)))
    return BlankSheet(
        sheet.title,
        sheet.sheet_state != "visible",
        values,
        owners,
        frozenset(bordered),
        formats,
        indents,
        tuple(checks),
        frozenset(odd),
        (sheet.max_row or 1) > FEW or (sheet.max_column or 1) > WIDE,
        frozenset(row - 1 for row, said in sheet.row_dimensions.items() if said.hidden),
        frozenset(
            column - 1
            for said in sheet.column_dimensions.values()
            if said.hidden
            for column in range(said.min or 1, min(said.max or said.min or 1, WIDE) + 1)
        ),
    )


def plain_words(value: object) -> str:
    """Return what a cell says as it is compared: folded, without spaces and line breaks; "" for nothing."""
    return "" if value is None else "".join(fold_characters(str(value)).split())


def label_text(value: object) -> str:
    """Return a label as a definition keeps it: in one line, without the spaces that only spread it out."""
    text = _BREAKS.sub("", str(value)).strip()
    spread = [len(word) for word in text.split()]
    return "".join(text.split()) if spread and (max(spread) == 1 or not text.isascii()) else text


def is_formula(value: object) -> bool:
    """Tell whether a cell is worked out."""
    return isinstance(value, str) and value.startswith("=")


def is_words(value: object) -> bool:
    """Tell whether a cell says something in words: no number, no mark for nothing, no formula."""
    if not isinstance(value, str) or is_formula(value):
        return False
    plain = plain_words(value)
    return bool(plain) and plain not in MARKS and whole_number(value) is None


def whole_number(value: object) -> int | None:
    """Return the small whole number a cell shows, as ranks and codes are; None for anything else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return int(value) if value == int(value) and 0 <= value < 10_000 else None
    plain = plain_words(value)
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) <= 3 else None


def is_ascending(values: list[object]) -> bool:
    """Tell whether the numbers among *values* count on from one to the next."""
    numbers = [n for n in map(whole_number, values) if n is not None]
    return len(numbers) > 1 and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
