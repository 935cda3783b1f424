"""One sheet's XML to sparse cells, each exactly as the file holds it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from toolkit.errors import Unreadable
from toolkit.form.layout import CellPlace, parse_a1
from toolkit.xlsx.cell_appearance import TextRunCollector
from toolkit.xlsx.cells import COLUMN_NUMBERS, COLUMNS, ROWS, CellKind, CellValue, SheetCells
from toolkit.xlsx.plain_rows import take_plain_rows, unescape_entities
from toolkit.xlsx.shared_parts import SharedParts
from toolkit.xlsx.shared_texts import text_cell_value
from toolkit.xlsx.whole_sheets import FRAME, frame_of_sheet, read_whole_sheet
from toolkit.xlsx.xml_events import decode_escapes, is_spreadsheet_root, parse_xml_events

if TYPE_CHECKING:
    from toolkit.xlsx.plain_rows import PlainRow


_TYPES = {"s", "inlineStr", "str", "e", "d", "b", "n"}


class SheetMetadata(NamedTuple):
    """What a sheet says besides its cells."""

    merges: tuple[tuple[int, int, int, int], ...]
    hidden_rows: frozenset[int]
    hidden_columns: frozenset[int]


@lru_cache(maxsize=256)
def _parse_sheet_metadata(head: bytes, hidden: str, tail: bytes) -> SheetMetadata:
    """Read what stands round a sheet's rows: workbooks of one kind, saved by one program, have the same."""
    return _SheetXmlReader(SharedParts()).events(frame_of_sheet(head, hidden, tail))


_ADDRESS = re.compile(r"([A-Za-z]{1,3})([1-9][0-9]{0,6})\Z")


def read_sheet_xml(name: str, state: str, data: bytes, shared: SharedParts) -> SheetCells:
    """Read a sheet's XML."""
    return _SheetXmlReader(shared).sheet(name, state, data)


class _SheetXmlReader:
    """Reads one sheet's XML into a sparse table: plain rows as they stand, all else as events."""

    def __init__(self, shared: SharedParts) -> None:
        self.shared = shared
        self.cells: dict[tuple[int, int], CellValue] = {}
        self.blanks: set[tuple[int, int]] = set()
        self.merges: list[tuple[int, int, int, int]] = []
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()
        self.hidden = 0
        self.masters: dict[str, tuple[tuple[int, int], str]] = {}
        self.children: list[tuple[tuple[int, int], str]] = []
        self.row, self.at = -1, (-1, -1)
        self.inside, self.mixed = "", False
        self.said: dict[str, str] = {}
        self.formula: dict[str, str] | None = None
        self.taking: list[str] | None = None
        self.phonetic = self.twice = False
        self.looks, self.text_from = TextRunCollector(), 0
        self.v: list[str] = []
        self.t: list[str] = []
        self.f: list[str] = []

    def sheet(self, name: str, state: str, data: bytes) -> SheetCells:
        try:
            if whole := read_whole_sheet(data, self.shared):
                around = whole[1:]
                short = sum(map(len, around)) < FRAME
                said = (_parse_sheet_metadata if short else _parse_sheet_metadata.__wrapped__)(*around)
                return SheetCells(name, state, whole.cells, *said)
        except Unreadable:  # what is wrong round the rows is said by the reader of all, with its place
            pass
        frame, rows = take_plain_rows(data)
        self.mixed = bool(rows)
        said = self.events(frame)
        for row in rows:
            self.plain(row)
        for at, index in self.children:
            self.cells[at] = self.cells[at]._replace(formula=self.moved(at, index))
        return SheetCells(name, state, self.cells, *said)

    def events(self, frame: bytes | str) -> SheetMetadata:
        """Walk what the parser is asked for."""
        starts = {
            "row": self.open_row,
            "c": self.open,
            "v": self.open_value,
            "f": self.open_formula,
            "t": self.open_text,
            "rPh": self.open_phonetic,
            "mergeCell": self.merge,
            "col": self.column,
            **self.looks.starts,
        }
        taken = self.end_text
        ends = {
            "v": taken,
            "f": taken,
            "t": self.end_run_text,
            "r": self.looks.end_run,
            "rPh": self.end_phonetic,
            "c": self.close,
            "row": self.end_row,
        }
        if not is_spreadsheet_root(parse_xml_events(frame, starts, ends, self.chars), "worksheet"):
            raise Unreadable("sheet-part-missing", "worksheet")
        return SheetMetadata(tuple(self.merges), frozenset(self.hidden_rows), frozenset(self.hidden_columns))

    def plain(self, row: PlainRow) -> None:
        """Take a row that needed no parser."""
        at, before = _parse_index(row.number, ROWS), len(self.cells)
        cells, blanks = self.cells, self.blanks
        self.shared.count(len(row))
        for letters, style, kind, formula, raw in row.cells():
            place = (at, _column_of_letters(letters))
            if place in cells or place in blanks:
                raise Unreadable("cell-twice", str(place))
            if formula:
                cells[place] = self.worked(
                    kind or "n", style or "0", unescape_entities(raw or ""), unescape_entities(formula)
                )
            elif raw and (found := self.shared.plain(kind, style, raw)).raw:
                cells[place] = found
        self.shared.fill(len(cells) - before)

    def worked(self, kind: str, style: str, raw: str, formula: str) -> CellValue:
        """Return a cell with a formula."""
        if kind != "s":
            return self.shared.styles.worked_out(kind, style, raw, formula)
        value = self.shared.value(kind, style, raw)
        return CellValue(CellKind.BLANK if raw == "" else value.kind, value.raw, formula, value.seen)

    def open_row(self, said: dict[str, str]) -> None:
        if self.inside:
            raise Unreadable("xml-damaged", f"row in {self.inside}")
        self.inside = "row"
        self.row = _parse_index(said.get("r", str(self.row + 2)), ROWS)
        self.at = (self.row, -1)
        if said.get("hidden") in ("1", "true"):
            self.hidden_rows.add(self.row)

    def open_value(self, _: dict[str, str]) -> None:
        self.twice = bool(self.v)
        self.taking = self.v

    def open_formula(self, said: dict[str, str]) -> None:
        self.taking, self.formula = self.f, said

    def open_phonetic(self, _: dict[str, str]) -> None:
        self.phonetic = True

    def open_text(self, _: dict[str, str]) -> None:
        if not self.phonetic:
            self.taking, self.text_from = self.t, len(self.t)

    def merge(self, said: dict[str, str]) -> None:
        first, _, last = said.get("ref", "").partition(":")
        corners = parse_a1(first), parse_a1(last or first)
        if corners[0] and corners[1]:
            self.merges.append((*corners[0], *corners[1]))

    def column(self, said: dict[str, str]) -> None:
        if said.get("hidden") in ("1", "true"):
            self.hide(*(_parse_index(said.get(k, ""), COLUMNS) for k in ("min", "max")))

    def hide(self, first: int, last: int) -> None:
        self.hidden += last + 1 - first
        if self.hidden > COLUMNS:  # columns are said once; said again and again they would cost without end
            raise Unreadable("cell-outside-grid", "columns")
        self.hidden_columns.update(range(first, last + 1))

    def open(self, said: dict[str, str]) -> None:
        if self.inside == "c":
            raise Unreadable("xml-damaged", "c in c")
        self.inside = "c"
        self.shared.count(1)
        if "r" in said:
            at = _ADDRESS.match(said["r"])
            if at is None or (row := int(at[2])) > ROWS:
                raise Unreadable("cell-outside-grid", said["r"][:20])
            self.at = (row - 1, _column_of_letters(at[1]))
        else:
            self.at = (max(self.row, 0), _parse_index(str(self.at[1] + 2), COLUMNS))
        self.said, self.formula, self.twice = said, None, False
        if self.v or self.t or self.f:
            self.v, self.t, self.f = [], [], []
            self.looks.runs = []

    def chars(self, text: str) -> None:
        if self.taking is not None:
            self.taking.append(text)

    def end_text(self) -> None:
        self.taking = None

    def end_run_text(self) -> None:
        if self.taking is self.t:
            self.looks.add(decode_escapes("".join(self.t[self.text_from :])))
        self.taking = None

    def end_phonetic(self) -> None:
        self.phonetic = False

    def end_row(self) -> None:
        self.inside = ""

    def close(self) -> None:
        self.inside = "row"
        if not self.v and self.formula is None and not self.t and "t" not in self.said and not self.mixed:
            if self.at in self.cells:
                raise Unreadable("cell-twice", str(self.at))
            return  # sheets may have millions of blank cells with a look
        kind, style = self.said.get("t", "n"), self.said.get("s", "0")
        raw, inline = "".join(self.v), "".join(self.t)
        if self.twice or (raw.strip() if kind == "inlineStr" else inline):
            kind = "two values, or one where its type has none"  # a type nobody knows
        if self.at in self.cells:  # before blanks go: a blank behind a figure is a second opinion too
            raise Unreadable("cell-twice", str(self.at))
        raw = inline + raw if kind not in _TYPES else inline or raw
        if self.formula is not None:
            self.cells[self.at] = self.worked(kind, style, raw, self.own_formula())
        elif value := self.typed(kind, style, raw):
            if value.raw == "":
                if self.mixed:  # a plain row read later may hold another opinion of this cell
                    self.blanks.add(self.at)
                return
            self.cells[self.at] = value
        self.shared.fill(1)

    def typed(self, kind: str, style: str, raw: str) -> CellValue:
        """Return a cell without a formula; a text of several looks as it is read."""
        runs = self.looks.take() if kind == "inlineStr" else ()
        return (
            text_cell_value(runs, self.shared.styles.style(style).seen)
            if runs
            else self.shared.value(kind, style, raw)
        )

    def own_formula(self) -> str:
        """Return the cell's formula as it stands; that of a child of a shared formula comes when all are known."""
        said, text = self.formula or {}, "".join(self.f)
        if said.get("t") == "shared":
            if text:
                self.masters[said.get("si", "")] = (self.at, text)
            else:
                self.children.append((self.at, said.get("si", "")))
        return text

    def moved(self, at: tuple[int, int], index: str) -> str:
        """Return the formula of the master *index*, moved to *at*."""
        if index not in self.masters:
            return ""
        from openpyxl.formula.tokenizer import TokenizerError
        from openpyxl.formula.translate import Translator, TranslatorError

        origin, master = self.masters[index]
        try:
            formula = Translator("=" + master, CellPlace("", *origin).a1).translate_formula(
                CellPlace("", *at).a1
            )
        except (TokenizerError, TranslatorError):  # no formula of ours: it is shown, and compared with none
            return master
        return str(formula)[1:]


def _column_of_letters(letters: str) -> int:
    """Return a column's number, from 0."""
    column = COLUMN_NUMBERS[letters]
    if column >= COLUMNS:
        raise Unreadable("cell-outside-grid", letters)
    return column


def _parse_index(text: str, limit: int) -> int:
    """Return a row or column number, from 0."""
    if not (text.isascii() and text.isdigit() and len(text) < 10 and 1 <= int(text) <= limit):
        raise Unreadable("cell-outside-grid", text[:20])
    return int(text) - 1
