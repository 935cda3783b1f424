"""The strict reader of .xlsx and .xlsm: bytes to sheets of sparse cells, exactly as the file holds them, or why not.

Reads values, formulas, number formats (only to know dates), merges, hidden flags, names and custom properties;
nothing else in the file can hurt. The stated dimension, counts and spans are never believed. Why not a library:
DECISIONS.md, "A reader of our own".
"""

from __future__ import annotations

import datetime
import posixpath
import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple
from xml.parsers import expat

from toolkit.errors import Unreadable
from toolkit.excel.package import Package
from toolkit.form.layout import parse_a1

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

MAX_SHEETS, MAX_CELLS, MAX_FILLED, MAX_TEXTS, MAX_DEPTH, MAX_ATTRIBUTES = (
    200,
    5_000_000,
    300_000,
    500_000,
    64,
    200,
)
ROWS, COLUMNS = 1_048_576, 16_384

_MAIN = {
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
}
_RELATIONS = {
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "http://purl.oclc.org/ooxml/officeDocument/relationships",
}
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_UNSAFE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u202a-\u202e\u2066-\u2069]"
)
# ECMA-376 18.8.30: the built-in formats that are dates or times, the East Asian ones included.
_DATE_FORMATS = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}


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


@dataclass(frozen=True)
class Book:
    """A workbook: *names* are its global defined names, *properties* its custom document properties."""

    sheets: tuple[Sheet, ...]
    names: Mapping[str, str]
    properties: Mapping[str, str]
    epoch_1904: bool

    def sheet(self, name: str) -> Sheet | None:
        """Return the sheet *name*, or None."""
        return next((s for s in self.sheets if s.name == name), None)


def open_book(data: bytes) -> Book:
    """Read a workbook; raise Unreadable for anything this reader will not vouch for."""
    package = Package(data)
    if "[Content_Types].xml" in package:  # nothing of it is needed, but a DTD is refused wherever it stands
        _parse(package.read("[Content_Types].xml"), lambda *_: None)
    main = _main_part(package)
    frame = _workbook(package.read(main))
    if not frame.sheets:
        raise Unreadable("no-sheets")
    if len(frame.sheets) > MAX_SHEETS:
        raise Unreadable("too-many-sheets", str(len(frame.sheets)))
    relations = _relations(package, main)
    by_type = dict(relations.values())
    texts = _texts(package, by_type.get("sharedStrings"))
    dates = _date_styles(package, by_type.get("styles"))
    budget = _Budget()
    sheets = []
    for name, state, relation in frame.sheets:
        kind, target = relations.get(relation, ("", ""))
        if kind and kind != "worksheet":
            continue  # a chart sheet or a macro sheet holds no figures
        if target not in package:
            raise Unreadable("sheet-part-missing", name)
        sheets.append(_Cells(texts, dates, budget).sheet(name, state, package.read(target)))
    return Book(tuple(sheets), frame.names, _properties(package), frame.epoch_1904)


def to_date(value: CellValue, epoch_1904: bool) -> datetime.date | None:
    """Return the day of a DATE cell; None outside 1900 to 9999. 1900-02-29, which never was, is no day."""
    if re.match(r"\d{4}-\d\d-\d\d", value.raw):
        try:
            return datetime.date.fromisoformat(value.raw[:10])
        except ValueError:
            return None
    if not _NUMBER.fullmatch(value.raw.strip()):
        return None
    serial = int(float(value.raw))
    if epoch_1904:
        first = datetime.date(1904, 1, 1)
    elif serial == 60:
        return None
    else:
        first = datetime.date(1899, 12, 31) if serial < 60 else datetime.date(1899, 12, 30)
    try:
        day = first + datetime.timedelta(days=serial)
    except OverflowError:
        return None
    return day if serial >= (0 if epoch_1904 else 1) else None


# ── the parts ──────────────────────────────────────────────────────────────────────────────────────────────


def _main_part(package: Package) -> str:
    names = package.names
    if "word/document.xml" in names:
        raise Unreadable("word-document")
    if "content.xml" in names and "mimetype" in names:
        raise Unreadable("opendocument")
    found = dict(_relations(package, "").values())
    main = found.get("officeDocument", "")
    if main.endswith(".bin"):
        raise Unreadable("binary-workbook")
    if main not in package:
        spreadsheet = any(n.startswith("xl/") for n in names)
        raise Unreadable("workbook-missing" if spreadsheet else "zip-of-something", main)
    return main


def _relations(package: Package, part: str) -> dict[str, tuple[str, str]]:
    """Return a part's relations as id → (the type's last word, the target part)."""
    folder, name = posixpath.split(part)
    source = posixpath.join(folder, "_rels", name + ".rels")
    found: dict[str, tuple[str, str]] = {}
    if source not in package:
        return found

    def start(_: str, name: str, said: dict[str, str]) -> None:
        if name == "Relationship" and said.get("TargetMode") != "External":
            target = said.get("Target", "").replace("\\", "/")
            whole = target if target.startswith("/") else posixpath.join(folder, target)
            kind = said.get("Type", "").rsplit("/", 1)[-1]
            found[said.get("Id", "")] = (kind, posixpath.normpath(whole).lstrip("/").lower())

    _parse(package.read(source), start)
    return found


@dataclass
class _Workbook:
    sheets: list[tuple[str, str, str]] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    epoch_1904: bool = False


def _workbook(data: bytes) -> _Workbook:
    frame, name, text = _Workbook(), [""], [""]

    def start(space: str, tag: str, said: dict[str, str]) -> None:
        if space not in _MAIN:
            return
        if tag == "sheet":
            ids = (v for k, v in said.items() if k.rpartition(" ")[0] in _RELATIONS and k.endswith(" id"))
            frame.sheets.append((_decoded(said.get("name", "")), said.get("state", "visible"), next(ids, "")))
        elif tag == "workbookPr":
            frame.epoch_1904 = said.get("date1904") in ("1", "true")
        elif tag == "definedName":
            name[0], text[0] = ("" if "localSheetId" in said else said.get("name", "")), ""

    def end(_: str, tag: str) -> None:
        if tag == "definedName" and name[0]:
            frame.names[name[0]] = text[0]
            name[0] = ""

    def chars(more: str) -> None:
        text[0] += more

    _parse(data, start, end, chars)
    return frame


def _texts(package: Package, part: str | None) -> list[str]:
    """Return the shared strings: rich runs joined, phonetics left out."""
    found: list[str] = []
    if part is None or part not in package:
        return found
    current: list[str] = []
    state = {"take": False, "phonetic": False}

    def start(_: str, tag: str, __: dict[str, str]) -> None:
        if tag == "si":
            current.clear()
        elif tag == "rPh":
            state["phonetic"] = True
        elif tag == "t":
            state["take"] = not state["phonetic"]

    def end(_: str, tag: str) -> None:
        if tag == "t":
            state["take"] = False
        elif tag == "rPh":
            state["phonetic"] = False
        elif tag == "si":
            found.append(_decoded("".join(current)))
            if len(found) > MAX_TEXTS:
                raise Unreadable("too-many-texts")

    def chars(text: str) -> None:
        if state["take"]:
            current.append(text)

    _parse(package.read(part), start, end, chars)
    return found


def _date_styles(package: Package, part: str | None) -> list[bool]:
    """Tell of every cell style whether it shows dates. Without a styles part no cell is a date."""
    formats: dict[str, str] = {}
    used: list[str] = []
    inside = [False]
    if part is None or part not in package:
        return []

    def start(_: str, tag: str, said: dict[str, str]) -> None:
        if tag == "numFmt":
            formats[said.get("numFmtId", "")] = said.get("formatCode", "")
        elif tag == "cellXfs":
            inside[0] = True
        elif tag == "xf" and inside[0]:
            used.append(said.get("numFmtId", "0"))

    def end(_: str, tag: str) -> None:
        if tag == "cellXfs":
            inside[0] = False

    _parse(package.read(part), start, end)
    return [_shows_date(i, formats.get(i)) for i in used]


def _shows_date(number: str, code: str | None) -> bool:
    if code is None:
        return number.isascii() and number.isdigit() and int(number) in _DATE_FORMATS
    bare = re.sub(r'"[^"]*"|\\.|\[(?!h+\]|m+\]|s+\])[^\]]*\]|_.|\*.', "", code.split(";")[0].lower())
    return "general" not in bare and bool(re.search(r"[ymdhs]", bare))


def _properties(package: Package) -> dict[str, str]:
    """Return the custom document properties; a damaged part only means there are none."""
    found: dict[str, str] = {}
    part = next((t for k, t in _relations(package, "").values() if k == "custom-properties"), "")
    if part not in package:
        return found
    name, text = [""], [""]

    def start(_: str, tag: str, said: dict[str, str]) -> None:
        if tag == "property":
            name[0], text[0] = said.get("name", ""), ""

    def end(_: str, tag: str) -> None:
        if tag == "property" and name[0]:
            found[name[0]] = _decoded(text[0].strip())

    def chars(more: str) -> None:
        text[0] += more

    try:
        _parse(package.read(part), start, end, chars)
    except Unreadable as error:
        if error.code == "xml-dtd":
            raise
        return {}
    return found


# ── cells ──────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass
class _Budget:
    cells: int = 0
    filled: int = 0


class _Cells:
    """Reads one sheet's XML as events into a sparse table."""

    def __init__(self, texts: list[str], dates: list[bool], budget: _Budget) -> None:
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
        self.v: list[str] = []
        self.t: list[str] = []
        self.f: list[str] = []

    def sheet(self, name: str, state: str, data: bytes) -> Sheet:
        _parse(data, self.start, self.end, self.chars)
        return Sheet(
            name,
            state,
            self.cells,
            tuple(self.merges),
            frozenset(self.hidden_rows),
            frozenset(self.hidden_columns),
        )

    def start(self, space: str, tag: str, said: dict[str, str]) -> None:
        if space not in _MAIN:
            return
        match tag:
            case "row":
                self.row = self.number(said["r"], ROWS) if "r" in said else self.row + 1
                self.at = (self.row, -1)
                if said.get("hidden") in ("1", "true"):
                    self.hidden_rows.add(self.row)
            case "c":
                self.open(said)
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
            self.at = (max(self.row, 0), self.at[1] + 1)
        self.said, self.formula = said, None
        self.v, self.t, self.f = [], [], []

    def chars(self, text: str) -> None:
        if self.taking is not None:
            self.taking.append(text)

    def end(self, space: str, tag: str) -> None:
        if space not in _MAIN:
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
        if raw == "" and formula is None:
            return
        if self.at in self.cells:
            raise Unreadable("cell-twice", str(self.at))
        self.budget.filled += 1
        if self.budget.filled > MAX_FILLED:
            raise Unreadable("too-many-cells")
        # A formula whose result is the empty text has a result; one without <v> has none.
        blank = formula is not None and raw == "" and not self.v and self.said.get("t") != "str"
        self.cells[self.at] = CellValue(Kind.BLANK if blank else kind, raw, formula)

    def value(self) -> tuple[Kind, str]:
        raw = "".join(self.v)
        match self.said.get("t", "n"):
            case "s":
                index = raw.strip()
                if index == "":
                    return Kind.TEXT, ""
                if not (index.isascii() and index.isdigit() and int(index) < len(self.texts)):
                    raise Unreadable("text-index", index[:20])
                return Kind.TEXT, self.texts[int(index)]
            case "inlineStr":
                return Kind.TEXT, _decoded("".join(self.t))
            case "str":
                return Kind.TEXT, _decoded(raw)
            case "e":
                return Kind.ERROR, raw.strip()
            case "d":
                return Kind.DATE, raw.strip()
            case "b":
                return Kind.BOOL, "1" if raw.strip() in ("1", "true") else "0" if raw.strip() else ""
            case "n":
                return self.numeric(raw.strip())
            case other:
                raise Unreadable("cell-type", other[:20])

    def numeric(self, raw: str) -> tuple[Kind, str]:
        if raw == "":
            return Kind.NUMBER, ""
        if len(raw) > 400 or not _NUMBER.fullmatch(raw) or "inf" in repr(float(raw)):
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
        return str(Translator("=" + master, _a1(origin)).translate_formula(_a1(self.at)))[1:]


def _a1(at: tuple[int, int]) -> str:
    from toolkit.form.layout import letters

    return f"{letters(at[1])}{at[0] + 1}"


def _decoded(text: str) -> str:
    """Undo _xHHHH_ escapes, then show what could deceive or break an output as U+FFFD."""
    plain = _ESCAPE.sub(lambda m: chr(int(m[1], 16)), text)
    return _UNSAFE.sub("\ufffd", plain)


def _parse(
    data: bytes,
    start: Callable[[str, str, dict[str, str]], None],
    end: Callable[[str, str], None] | None = None,
    chars: Callable[[str], None] | None = None,
) -> None:
    """Walk XML as events: namespaces split off, no DTD, bounded depth."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    depth = 0

    def refuse(*_: object) -> None:
        raise Unreadable("xml-dtd")

    def opened(name: str, said: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > MAX_DEPTH or len(said) > MAX_ATTRIBUTES:
            raise Unreadable("xml-too-deep")
        space, _, tag = name.rpartition(" ")
        start(space, tag, said)

    def closed(name: str) -> None:
        nonlocal depth
        depth -= 1
        if end is not None:
            space, _, tag = name.rpartition(" ")
            end(space, tag)

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.StartElementHandler = opened
    parser.EndElementHandler = closed
    if chars is not None:
        parser.CharacterDataHandler = chars
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, ValueError) as error:
        raise Unreadable("xml-damaged", str(error)[:80]) from error
