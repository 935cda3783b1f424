"""One sheet's XML to sparse cells, each exactly as the file holds it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from toolkit.errors import Unreadable
from toolkit.form.layout import CellPlace, column_number, parse_a1
from toolkit.xlsx.cell_appearance import PLAIN, TextRunCollector, join_text_runs
from toolkit.xlsx.plain_rows import take_plain_rows, unescape_entities
from toolkit.xlsx.xml_events import decode_escapes, is_spreadsheet_root, parse_xml_events

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from toolkit.xlsx.cell_appearance import CellAppearance, CellStyle, TextRun
    from toolkit.xlsx.plain_rows import PlainRow

MAX_CELLS, MAX_FILLED = 5_000_000, 300_000
ROWS, COLUMNS = 1_048_576, 16_384
NUMBER = re.compile(r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
"""A number as files store it."""

_TYPES = {"s", "inlineStr", "str", "e", "d", "b", "n"}
_BOOLS = {"1": "1", "true": "1", "0": "0", "false": "0", "": ""}


class CellKind(StrEnum):
    """What a cell holds; BLANK is a formula without a result, plain blanks are not there at all.

    BROKEN is a cell whose content is none of its type, or of a type nobody knows: it costs itself, not the file.
    """

    NUMBER = "number"
    TEXT = "text"
    DATE = "date"
    BOOL = "bool"
    ERROR = "error"
    BLANK = "blank"
    BROKEN = "broken"


class CellValue(NamedTuple):
    """One cell: *raw* is the text the file holds, *formula* its formula without the equals sign.

    *seen* is there only where a person may see something else; what is drawn through in a text is no part of *raw*.
    """

    kind: CellKind
    raw: str
    formula: str | None = None
    seen: CellAppearance | None = None


class ExcelTable(NamedTuple):
    """An Excel table (超级表) on a sheet, both corners inclusive; its last *totals* rows are totals rows."""

    name: str
    top: int
    left: int
    bottom: int
    right: int
    totals: int


@dataclass(frozen=True)
class SheetCells:
    """One sheet; rows and columns count from 0. *tables* are Excel's own tables laid over it."""

    name: str
    state: str
    cells: Mapping[tuple[int, int], CellValue]
    merges: tuple[tuple[int, int, int, int], ...]
    hidden_rows: frozenset[int]
    hidden_columns: frozenset[int]
    tables: tuple[ExcelTable, ...] = ()


class SheetMetadata(NamedTuple):
    """What a sheet says besides its cells."""

    merges: tuple[tuple[int, int, int, int], ...]
    hidden_rows: frozenset[int]
    hidden_columns: frozenset[int]


FRAME = 64 * 2**10
"""Up to what length a sheet's frame is remembered."""
_CELL = re.compile(r"<(?:[^\s<>/]+:)?c[\s/>]")


@lru_cache(maxsize=256)
def _parse_sheet_metadata(frame: str) -> SheetMetadata:
    """Read a frame without cells: workbooks of one kind, saved by one program, have the same."""
    return _SheetXmlReader(SharedParts([], [])).events(frame)


_ADDRESS = re.compile(r"([A-Za-z]{1,3})([1-9][0-9]{0,6})\Z")


class _ColumnNumbers(dict[str, int]):
    """Columns by their letters, each looked up once."""

    def __missing__(self, letters: str) -> int:
        column = column_number(letters.upper())
        if column >= COLUMNS:
            raise Unreadable("cell-outside-grid", letters)
        self[letters] = column
        return column


_COLUMNS = _ColumnNumbers()


class SharedParts:
    """What the sheets of a workbook share: their texts, what their styles show, and what they used up together.

    *texts* are the values of text cells by their index as written, *known* those of other cells by type, style and
    what is written: equal cells are one value. *altering* are the styles, as written, in which a text is seen otherwise.
    """

    def __init__(self, texts: Sequence[str | tuple[TextRun, ...]], styles: Sequence[CellStyle]) -> None:
        """Begin with nothing used up."""
        self.texts = {str(i): _text_cell_value(text) for i, text in enumerate(texts)}
        self.rich = {str(i): text for i, text in enumerate(texts) if not isinstance(text, str)}
        self.styles = styles
        altering = [str(i) for i, style in enumerate(styles) if style.alters_text]
        self.altering: frozenset[str | None] = frozenset((*altering, *([None] if "0" in altering else ())))
        self.known: dict[tuple[str | None, str | None, str], CellValue] = {}
        self.cells = self.filled = 0

    def count(self, cells: int) -> None:
        """Count *cells* looked at."""
        self.cells += cells
        if self.cells > MAX_CELLS:
            raise Unreadable("too-many-cells")

    def fill(self, cells: int) -> None:
        """Count *cells* in which something stands."""
        self.filled += cells
        if self.filled > MAX_FILLED:
            raise Unreadable("too-many-cells")

    def plain(self, kind: str | None, style: str | None, escaped: str) -> CellValue:
        """Return what a plain cell holds; equal cells are one value, kept in *known*."""
        value = self.value(kind or "n", style or "0", unescape_entities(escaped))
        self.known[kind, style, escaped] = value
        return value

    def value(self, kind: str, style: str, raw: str) -> CellValue:
        """Return what a cell of type *kind* holds, and what is seen of it."""
        found, seen = self._stored(kind, style, raw), self.style(style).seen
        if seen is None or found.raw == "":
            return found
        if found.kind != CellKind.TEXT:
            return found._replace(seen=seen)
        if not self.style(style).alters_text:
            return found
        runs = self.rich.get(raw.strip().lstrip("0") or "0") if kind == "s" else None
        return _text_cell_value(runs, seen) if runs else found._replace(seen=seen)

    def _stored(self, kind: str, style: str, raw: str) -> CellValue:
        plain = raw.strip()
        match kind:
            case "s":
                found = self._text(plain)
            case "inlineStr" | "str":
                found = CellValue(CellKind.TEXT, decode_escapes(raw))
            case "e":
                found = CellValue(CellKind.ERROR, decode_escapes(plain))
            case "d":
                found = CellValue(CellKind.DATE, decode_escapes(plain))
            case "b" if plain in _BOOLS:
                found = CellValue(CellKind.BOOL, _BOOLS[plain])
            case "n":
                found = CellValue(
                    self._number_kind(plain, style),
                    plain if _is_stored_number(plain) else decode_escapes(raw),
                )
            case _:
                found = CellValue(CellKind.BROKEN, decode_escapes(raw))
        return found

    def _text(self, index: str) -> CellValue:
        if index == "":
            return CellValue(CellKind.TEXT, "")
        if not (index.isascii() and index.isdigit()):
            return CellValue(CellKind.BROKEN, decode_escapes(index))
        found = self.texts.get(index.lstrip("0") or "0")
        if found is None:  # the table of texts is not the one these cells were written with
            raise Unreadable("text-index", index[:20])
        return found

    def _number_kind(self, raw: str, style: str) -> CellKind:
        if not _is_stored_number(raw):
            return CellKind.BROKEN
        return CellKind.DATE if raw and self.style(style).dates else CellKind.NUMBER

    def style(self, style: str) -> CellStyle:
        """Return a cell style by its index as written."""
        index = int(style) if style.isascii() and style.isdigit() and len(style) < 10 else 0
        return self.styles[index] if index < len(self.styles) else PLAIN


def _text_cell_value(text: str | tuple[TextRun, ...], style: CellAppearance | None = None) -> CellValue:
    if isinstance(text, str):
        return CellValue(CellKind.TEXT, text)
    raw, seen = join_text_runs(text, style)
    return CellValue(CellKind.TEXT, raw, None, seen)


def _is_stored_number(raw: str) -> bool:
    """Tell whether *raw* is a number as files store it, or nothing; no more digits than any program writes."""
    return not raw or (len(raw) <= 400 and bool(NUMBER.fullmatch(raw)) and "inf" not in repr(float(raw)))


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
        frame, rows = take_plain_rows(data)
        self.mixed = bool(rows)
        if isinstance(frame, str) and len(frame) < FRAME and not _CELL.search(frame):
            merges, hidden_rows, hidden_columns = _parse_sheet_metadata(frame)
        else:
            merges, hidden_rows, hidden_columns = self.events(frame)
        for row in rows:
            self.plain(row)
        for at, index in self.children:
            self.cells[at] = self.cells[at]._replace(formula=self.moved(at, index))
        return SheetCells(name, state, self.cells, merges, hidden_rows, hidden_columns)

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
        cells, blanks, columns = self.cells, self.blanks, _COLUMNS
        known, texts, altering = self.shared.known, self.shared.texts, self.shared.altering
        self.shared.count(len(row))
        for letters, style, kind, formula, raw in row.cells():
            place = (at, columns[letters])
            if place in cells or place in blanks:
                raise Unreadable("cell-twice", str(place))
            if formula:
                cells[place] = self.worked(
                    kind or "n", style or "0", unescape_entities(raw or ""), unescape_entities(formula)
                )
            elif raw:
                by_index = kind == "s" and (not altering or style not in altering)
                found = texts.get(raw) if by_index else known.get((kind, style, raw))
                found = found or self.shared.plain(kind, style, raw)
                if found.raw:
                    cells[place] = found
        self.shared.fill(len(cells) - before)

    def worked(self, kind: str, style: str, raw: str, formula: str) -> CellValue:
        """Return a cell with a formula; one whose result is the empty text has a result, one without <v> has none."""
        value = self.shared.value(kind, style, raw)
        blank = raw == "" and kind != "str"
        return CellValue(CellKind.BLANK if blank else value.kind, value.raw, formula, value.seen)

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
            self.at = (row - 1, _COLUMNS[at[1]])
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
            _text_cell_value(runs, self.shared.style(style).seen)
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


def _parse_index(text: str, limit: int) -> int:
    """Return a row or column number, from 0."""
    if not (text.isascii() and text.isdigit() and len(text) < 10 and 1 <= int(text) <= limit):
        raise Unreadable("cell-outside-grid", text[:20])
    return int(text) - 1
