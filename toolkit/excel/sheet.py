"""One sheet's XML to sparse cells, each exactly as the file holds it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from toolkit.errors import Unreadable
from toolkit.excel.events import MAIN, decoded, parse
from toolkit.form.layout import Place, parse_a1

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_CELLS, MAX_FILLED = 5_000_000, 300_000
ROWS, COLUMNS = 1_048_576, 16_384
NUMBER = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
"""A number as files store it."""


_BOOLS = {"1": "1", "true": "1", "0": "0", "false": "0", "": ""}


class Kind(StrEnum):
    """What a cell holds; BLANK is a formula without a result, plain blanks are not there at all."""

    NUMBER = "number"
    TEXT = "text"
    DATE = "date"
    BOOL = "bool"
    ERROR = "error"
    BLANK = "blank"


class CellValue(NamedTuple):
    """One cell: *raw* is the text the file holds, *formula* its formula without the equals sign."""

    kind: Kind
    raw: str
    formula: str | None = None


@dataclass(frozen=True)
class Sheet:
    """One sheet; rows and columns count from 0."""

    name: str
    state: str
    cells: Mapping[tuple[int, int], CellValue]
    merges: tuple[tuple[int, int, int, int], ...]
    hidden_rows: frozenset[int]
    hidden_columns: frozenset[int]


@dataclass
class Budget:
    """What the sheets of one workbook have used up together."""

    cells: int = 0
    filled: int = 0


def read_sheet(
    name: str, state: str, data: bytes, texts: list[str], dates: list[bool], budget: Budget
) -> Sheet:
    """Read a sheet's XML; *texts* are the shared strings, *dates* tells of each style whether it shows dates."""
    return _Cells(texts, dates, budget).sheet(name, state, data)


class _Cells:
    """Reads one sheet's XML as events into a sparse table."""

    def __init__(self, texts: list[str], dates: list[bool], budget: Budget) -> None:
        self.texts, self.dates, self.budget = texts, dates, budget
        self.cells: dict[tuple[int, int], CellValue] = {}
        self.merges: list[tuple[int, int, int, int]] = []
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()
        self.shared: dict[str, tuple[tuple[int, int], str]] = {}
        self.row, self.at = -1, (-1, -1)
        self.said: dict[str, str] = {}
        self.formula: dict[str, str] | None = None
        self.taking: list[str] | None = None
        self.phonetic = False
        self.known = False
        self.v: list[str] = []
        self.t: list[str] = []
        self.f: list[str] = []

    def sheet(self, name: str, state: str, data: bytes) -> Sheet:
        parse(data, self.start, self.end, self.chars)
        if not self.known:
            raise Unreadable("sheet-part-missing", name)
        return Sheet(
            name,
            state,
            self.cells,
            tuple(self.merges),
            frozenset(self.hidden_rows),
            frozenset(self.hidden_columns),
        )

    def start(self, space: str, tag: str, said: dict[str, str]) -> None:
        if space not in MAIN:
            return
        match tag:
            case "worksheet":
                self.known = True
            case "row":
                self.row = self.number(said.get("r", str(self.row + 2)), ROWS)
                self.at = (self.row, -1)
                if said.get("hidden") in ("1", "true"):
                    self.hidden_rows.add(self.row)
            case "c":
                self.open(said)
            case "v" if self.v:
                raise Unreadable("cell-type", "two values")
            case "v":
                self.taking = self.v
            case "f":
                self.taking, self.formula = self.f, said
            case "rPh":
                self.phonetic = True
            case "t" if not self.phonetic:
                self.taking = self.t
            case "mergeCell":
                first, _, last = said.get("ref", "").partition(":")
                corners = parse_a1(first), parse_a1(last or first)
                if corners[0] and corners[1]:
                    self.merges.append((*corners[0], *corners[1]))
            case "col" if said.get("hidden") in ("1", "true"):
                first_column, last_column = (self.number(said.get(k, ""), COLUMNS) for k in ("min", "max"))
                self.hidden_columns.update(range(first_column, last_column + 1))

    def number(self, text: str, limit: int) -> int:
        """Return a row or column number, from 0."""
        if not (text.isascii() and text.isdigit() and 1 <= int(text) <= limit):
            raise Unreadable("cell-outside-grid", text[:20])
        return int(text) - 1

    def open(self, said: dict[str, str]) -> None:
        self.budget.cells += 1
        if self.budget.cells > MAX_CELLS:
            raise Unreadable("too-many-cells")
        if "r" in said:
            at = parse_a1(said["r"])
            if at is None or at[0] >= ROWS or at[1] >= COLUMNS or "$" in said["r"]:
                raise Unreadable("cell-outside-grid", said["r"][:20])
            self.at = at
        else:
            self.at = (max(self.row, 0), self.number(str(self.at[1] + 2), COLUMNS))
        self.said, self.formula = said, None
        self.v, self.t, self.f = [], [], []

    def chars(self, text: str) -> None:
        if self.taking is not None:
            self.taking.append(text)

    def end(self, space: str, tag: str) -> None:
        if space not in MAIN:
            return
        if tag in ("v", "f", "t"):
            self.taking = None
        elif tag == "rPh":
            self.phonetic = False
        elif tag == "c":
            self.close()

    def close(self) -> None:
        formula = self.expanded() if self.formula is not None else None
        kind, raw = self.value()
        if self.at in self.cells:  # before blanks go: a blank behind a figure is a second opinion too
            raise Unreadable("cell-twice", str(self.at))
        if raw == "" and formula is None:
            return
        self.budget.filled += 1
        if self.budget.filled > MAX_FILLED:
            raise Unreadable("too-many-cells")
        # A formula whose result is the empty text has a result; one without <v> has none.
        blank = formula is not None and raw == "" and not self.v and self.said.get("t") != "str"
        self.cells[self.at] = CellValue(Kind.BLANK if blank else kind, raw, formula)

    def value(self) -> tuple[Kind, str]:
        raw = "".join(self.v)
        inline = self.said.get("t") == "inlineStr"
        if (raw.strip() and inline) or ("".join(self.t) and not inline):
            raise Unreadable("cell-type", "the value stands where its type has none")
        match self.said.get("t", "n"):
            case "s":
                index = raw.strip()
                if index == "":
                    return Kind.TEXT, ""
                if not (index.isascii() and index.isdigit() and int(index) < len(self.texts)):
                    raise Unreadable("text-index", index[:20])
                return Kind.TEXT, self.texts[int(index)]
            case "inlineStr":
                return Kind.TEXT, decoded("".join(self.t))
            case "str":
                return Kind.TEXT, decoded(raw)
            case "e":
                return Kind.ERROR, raw.strip()
            case "d":
                return Kind.DATE, raw.strip()
            case "b":
                if raw.strip() not in _BOOLS:
                    raise Unreadable("cell-type", raw[:20])
                return Kind.BOOL, _BOOLS[raw.strip()]
            case "n":
                return self.numeric(raw.strip())
            case other:
                raise Unreadable("cell-type", other[:20])

    def numeric(self, raw: str) -> tuple[Kind, str]:
        if raw == "":
            return Kind.NUMBER, ""
        if len(raw) > 400 or not NUMBER.fullmatch(raw) or "inf" in repr(float(raw)):
            raise Unreadable("bad-number", raw[:20])
        style = self.said.get("s", "0")
        index = int(style) if style.isascii() and style.isdigit() else 0
        date = index < len(self.dates) and self.dates[index]
        return (Kind.DATE if date else Kind.NUMBER), raw

    def expanded(self) -> str:
        """Return the cell's own formula; a child of a shared formula gets its master's, moved to its place."""
        said, text = self.formula or {}, "".join(self.f)
        if said.get("t") != "shared":
            return text
        index = said.get("si", "")
        if text:
            self.shared[index] = (self.at, text)
            return text
        if index not in self.shared:
            return ""
        from openpyxl.formula.translate import Translator

        origin, master = self.shared[index]
        return str(Translator("=" + master, Place("", *origin).a1).translate_formula(Place("", *self.at).a1))[
            1:
        ]
