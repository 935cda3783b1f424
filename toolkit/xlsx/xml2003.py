"""XML spreadsheets of Excel 2003 (one XML file, mostly called .xls or .xml) as sheets of sparse cells.

Read as events, without DTD, within the limits of every other format. It tells document properties, names, formulas (as
R1C1, given as people see them), hidden rows and number formats; comments are passed over.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from toolkit.errors import Unreadable
from toolkit.form.layout import column_letters
from toolkit.xlsx.cell_appearance import CellStyle, TextRun, join_text_runs
from toolkit.xlsx.cells import COLUMNS, ROWS, CellKind, CellValue, SheetCells
from toolkit.xlsx.shared_parts import SharedParts
from toolkit.xlsx.xml2003_styles import SPREADSHEET, SS, Xml2003Styles
from toolkit.xlsx.xml_events import mask_unsafe_text, parse_xml_events

if TYPE_CHECKING:
    from collections.abc import Callable

_OFFICE = "urn:schemas-microsoft-com:office:office"
_EXCEL = "urn:schemas-microsoft-com:office:excel"
_HTML = "http://www.w3.org/TR/REC-html40"
_SPACES = {SPREADSHEET, _OFFICE, _EXCEL, _HTML}
_TYPES = {"Number": "n", "DateTime": "d", "Boolean": "b", "Error": "e"}
_STATES = {"SheetHidden": "hidden", "SheetVeryHidden": "veryHidden"}
_SMALL = {"Superscript": "superscript", "Subscript": "subscript"}
_QUOTED = re.compile(r"""("[^"]*"|'[^']*')""")
"""What stands in quotes; a doubled quote in it is two of them side by side."""
_R1C1 = re.compile(r"(?<![\w.\]])R(\[-?\d{1,7}\]|\d{1,7})?C(\[-?\d{1,5}\]|\d{1,5})?(?![\w.\[(])")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
"""How a property's name writes what no XML name may hold."""


def open_xml_2003(data: bytes) -> tuple[tuple[SheetCells, ...], dict[str, str], dict[str, str], bool]:
    """Return the sheets, the global names, the custom properties, and whether its dates count from 1904."""
    read = _Workbook()
    root = parse_xml_events(data.lstrip(b" \r\n\t"), _Starts(read), read.ends, read.add, _SPACES)
    if root != f"{SS}Workbook":
        raise Unreadable("other-xml", root[:80])
    if not read.sheets:
        raise Unreadable("no-sheets")
    return tuple(read.sheets), read.names, read.properties, read.epoch_1904


class _Starts(dict[str, "Callable[[dict[str, str]], None]"]):
    """What is called for an element; one that is not known may be a property, which is called as people like."""

    def __init__(self, read: _Workbook) -> None:
        super().__init__(read.starts)
        self.read = read

    def get(self, tag: str, default: object = None) -> Callable[[dict[str, str]], None]:  # noqa: ARG002 - as dict has it
        known = super().get(tag)
        return partial(self.read.open_property, tag) if known is None else known


class _Workbook:
    """Reads the file as events."""

    def __init__(self) -> None:
        self.sheets: list[SheetCells] = []
        self.names: dict[str, str] = {}
        self.properties: dict[str, str] = {}
        self.epoch_1904 = False
        self.shared = SharedParts()
        self.styles = Xml2003Styles()
        self.within_properties, self.property = False, ""
        self.text: list[str] | None = None
        self.name: str | None = None
        self.state = "visible"
        self.cells: dict[tuple[int, int], CellValue] = {}
        self.merges: list[tuple[int, int, int, int]] = []
        self.above: list[tuple[int, int, int]] = []
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()
        self.columns: list[tuple[int, int, str]] = []
        self.next_column = self.next_row = self.next_cell = self.row = 0
        self.row_style = self.table_style = ""
        self.cell: dict[str, str] | None = None
        self.type = ""
        self.runs: list[TextRun] = []
        self.looks: list[TextRun] = [TextRun("")]
        self.passing = 0
        self.starts: dict[str, Callable[[dict[str, str]], None]] = {
            "CustomDocumentProperties": lambda _: self.set_within_properties(inside=True),
            "Date1904": self.count_from_1904,
            "Style": self.styles.open_style,
            "NumberFormat": self.outside_sheets(self.styles.set_number_format),
            "Font": self.outside_sheets(self.styles.set_font),
            "NamedRange": self.named,
            "Worksheet": self.open_sheet,
            "Visible": lambda _: self.begin(),
            "Table": self.open_table,
            "Column": self.open_column,
            "Row": self.open_row,
            "Cell": self.open_cell,
            "Data": self.open_data,
            "S": lambda _: self.looks.append(self.looks[-1]._replace(struck=True)),
            "Sup": lambda _: self.looks.append(self.looks[-1]._replace(small="superscript")),
            "Sub": lambda _: self.looks.append(self.looks[-1]._replace(small="subscript")),
            **dict.fromkeys(("Comment", "PhoneticText"), self.pass_over),
        }
        self.ends: dict[str, Callable[[], None]] = _Ends(
            {
                "CustomDocumentProperties": lambda: self.set_within_properties(inside=False),
                "Worksheet": self.end_sheet,
                "Visible": self.end_visible,
                "Row": self.end_row,
                "Cell": self.end_cell,
                "Data": self.end_data,
                **dict.fromkeys(("S", "Sup", "Sub"), self.end_look),
                **dict.fromkeys(("Comment", "PhoneticText"), self.passed),
            },
            self.end_property,
        )

    def add(self, more: str) -> None:
        if self.text is not None and not self.passing:
            self.text.append(more)
            if self.cell is not None:
                self.runs.append(self.looks[-1]._replace(text=more))

    def outside_sheets(self, take: Callable[[dict[str, str]], None]) -> Callable[[dict[str, str]], None]:
        """Return what takes an element of the styles; those of texts and comments stand within sheets."""
        return lambda said: take(said) if self.name is None else None

    def begin(self) -> None:
        self.text = []

    def pass_over(self, _: dict[str, str]) -> None:
        self.passing += 1

    def passed(self) -> None:
        self.passing -= 1

    # ── the workbook ───────────────────────────────────────────────────────────────────────────────────────

    def set_within_properties(self, *, inside: bool) -> None:
        self.within_properties = inside

    def open_property(self, tag: str, _: dict[str, str]) -> None:
        if self.within_properties:
            self.property = _ESCAPED.sub(lambda m: chr(int(m[1], 16)), tag)
            self.begin()

    def end_property(self) -> None:
        if self.property:
            self.properties[mask_unsafe_text(self.property)] = mask_unsafe_text(
                "".join(self.text or ()).strip()
            )
            self.property, self.text = "", None

    def count_from_1904(self, _: dict[str, str]) -> None:
        self.epoch_1904 = True

    def named(self, said: dict[str, str]) -> None:
        if self.name is None:  # within a sheet it is a name of that sheet alone
            refers = said.get(f"{SS}RefersTo", "").removeprefix("=")
            self.names[mask_unsafe_text(said.get(f"{SS}Name", ""))] = as_a1(refers, 0, 0, absolute=True)

    # ── a sheet ────────────────────────────────────────────────────────────────────────────────────────────

    def open_sheet(self, said: dict[str, str]) -> None:
        self.name, self.state = mask_unsafe_text(said.get(f"{SS}Name", "")), "visible"
        self.cells, self.merges, self.above = {}, [], []
        self.hidden_rows, self.hidden_columns, self.columns = set(), set(), []
        self.next_column = self.next_row = 0
        self.table_style = ""

    def end_visible(self) -> None:
        self.state = _STATES.get("".join(self.text or ()).strip(), "visible")
        self.text = None

    def end_sheet(self) -> None:
        hidden = frozenset(self.hidden_rows), frozenset(self.hidden_columns)
        self.sheets.append(SheetCells(self.name or "", self.state, self.cells, tuple(self.merges), *hidden))
        self.name = None

    def open_table(self, said: dict[str, str]) -> None:
        self.table_style = said.get(f"{SS}StyleID", "")

    def open_column(self, said: dict[str, str]) -> None:
        first = _index(said, self.next_column, COLUMNS)
        last = first + _count(said, "Span")
        self.next_column = last + 1
        if last >= COLUMNS:
            raise Unreadable("cell-outside-grid", str(last))
        self.columns.append((first, last, said.get(f"{SS}StyleID", "")))
        if said.get(f"{SS}Hidden") == "1":
            self.hidden_columns.update(range(first, last + 1))

    def open_row(self, said: dict[str, str]) -> None:
        self.row = _index(said, self.next_row, ROWS)
        self.next_row = self.row + 1 + _count(said, "Span")
        if self.next_row > ROWS:
            raise Unreadable("cell-outside-grid", str(self.next_row))
        self.row_style, self.next_cell = said.get(f"{SS}StyleID", ""), 0
        self.above = [m for m in self.above if m[0] >= self.row]
        if said.get(f"{SS}Hidden") == "1":
            self.hidden_rows.update(range(self.row, self.next_row))

    def end_row(self) -> None:
        self.row_style = ""

    def open_cell(self, said: dict[str, str]) -> None:
        if self.cell is not None:
            raise Unreadable("xml-damaged", "a cell in a cell")
        self.shared.count(1)
        column = _index(said, self.next_cell, COLUMNS)
        across, down = _count(said, "MergeAcross"), _count(said, "MergeDown")
        self.next_cell = column + 1 + across
        if self.next_cell > COLUMNS or self.row + down >= ROWS:
            raise Unreadable("cell-outside-grid", f"{self.row} {column}")
        if any(left <= column <= right for _, left, right in self.above):
            # Programs do not agree where such a cell stands: below the merged one, or right of it.
            raise Unreadable("cell-twice", f"{self.row} {column}")
        if across or down:
            self.merges.append((self.row, column, self.row + down, column + across))
        self.cell = {**said, "column": str(column), "down": str(down), "right": str(column + across)}
        self.type, self.runs, self.looks = "", [], [TextRun("")]

    def open_data(self, said: dict[str, str]) -> None:
        if self.cell is not None and not self.passing:
            self.type = said.get(f"{SS}Type", "")
            self.begin()

    def end_look(self) -> None:
        if len(self.looks) > 1:
            self.looks.pop()

    def end_data(self) -> None:
        if self.cell is not None and not self.passing:
            self.cell["text"] = "".join(self.text or ())
            self.text = None

    def end_cell(self) -> None:
        if self.cell is None:
            return
        said, self.cell = self.cell, None
        column = int(said["column"])
        if down := int(said["down"]):
            self.above.append((self.row + down, column, int(said["right"])))
        value = self.value(said.get("text", ""), self.style_of_cell(said, column))
        if formula := said.get(f"{SS}Formula", ""):
            value = value._replace(formula=as_a1(formula.removeprefix("="), self.row, column))
        elif not value.raw:
            return
        self.shared.fill(1)
        self.cells[self.row, column] = value

    def style_of_cell(self, said: dict[str, str], column: int) -> CellStyle:
        own = said.get(f"{SS}StyleID") or self.row_style
        own = own or next((s for first, last, s in self.columns if first <= column <= last), "")
        return self.styles.style_named(own or self.table_style or "Default")

    def value(self, text: str, style: CellStyle) -> CellValue:
        """Return what a cell holds and what is seen of it."""
        if self.type in _TYPES:
            value = self.shared.value(_TYPES[self.type], "0", text)
            if style.dates and value.kind == CellKind.NUMBER and value.raw:
                value = value._replace(kind=CellKind.DATE)
            return value._replace(seen=style.seen) if style.seen and value.raw else value
        if self.type not in ("", "String"):
            return CellValue(CellKind.BROKEN, mask_unsafe_text(text))
        if any(not r.plain for r in self.runs):
            raw, seen = join_text_runs(self.runs, style.seen)
            return CellValue(CellKind.TEXT, mask_unsafe_text(raw), None, seen)
        return CellValue(
            CellKind.TEXT, mask_unsafe_text(text), None, style.seen if style.alters_text else None
        )


class _Ends(dict[str, "Callable[[], None]"]):
    """What is called when an element ends; of one that is not known, what ends a property."""

    def __init__(self, known: dict[str, Callable[[], None]], other: Callable[[], None]) -> None:
        super().__init__(known)
        self.other = other

    def get(self, tag: str, default: object = None) -> Callable[[], None]:  # noqa: ARG002 - as dict has it
        return super().get(tag) or self.other


def _index(said: dict[str, str], following: int, most: int) -> int:
    """Return where a column, row or cell stands, from 0; where it does not say, it follows the one before."""
    if f"{SS}Index" not in said:
        at = following
    else:
        at = _whole(said[f"{SS}Index"]) - 1
        if at < following:  # what stands twice, or behind what comes later, is damage
            raise Unreadable("cell-twice", said[f"{SS}Index"][:20])
    if at >= most:
        raise Unreadable("cell-outside-grid", str(at))
    return at


def _count(said: dict[str, str], name: str) -> int:
    return _whole(said.get(f"{SS}{name}", "0"))


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 9):
        raise Unreadable("cell-outside-grid", text[:20])
    return int(text)


def as_a1(formula: str, row: int, column: int, *, absolute: bool = False) -> str:
    """Return a formula or reference of R1C1 as it reads in A1, in the cell at *row* and *column*, from 0."""
    return "".join(
        piece if i % 2 else _R1C1.sub(lambda m: _address(m, row, column, absolute=absolute), piece)
        for i, piece in enumerate(_QUOTED.split(formula))
    )


def _address(found: re.Match[str], row: int, column: int, *, absolute: bool) -> str:
    down, across = _at(found[1], row), _at(found[2], column)
    if not (0 <= down[0] < ROWS and 0 <= across[0] < COLUMNS):
        return "#REF!"
    fixed = ["$" if absolute or f else "" for _, f in (across, down)]
    return f"{fixed[0]}{column_letters(across[0])}{fixed[1]}{down[0] + 1}"


def _at(said: str | None, here: int) -> tuple[int, bool]:
    """Return a row or column from 0, and whether it is fixed."""
    if not said:
        return here, False
    return (here + int(said[1:-1]), False) if said.startswith("[") else (int(said) - 1, True)
