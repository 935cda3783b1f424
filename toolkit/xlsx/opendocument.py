"""OpenDocument spreadsheets (.ods) as sheets of sparse cells, held to the same promises as .xlsx.

Read here and not by calamine, which gives error cells as blanks: a blank counts as 0. Formulas are told as the file
writes them; they are not those of .xlsx, so none of ours is recognised.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from toolkit.errors import Unreadable
from toolkit.xlsx.cell_appearance import CellAppearance, TextRun, join_text_runs
from toolkit.xlsx.cells import COLUMNS, ROWS, CellKind, CellValue, SheetCells
from toolkit.xlsx.shared_parts import SharedParts
from toolkit.xlsx.xml_events import mask_unsafe_text, parse_xml_events, read_properties

if TYPE_CHECKING:
    from toolkit.xlsx.zip_parts import Package

_BASE = "urn:oasis:names:tc:opendocument:xmlns:"
_OFFICE, _TABLE, _TEXT, _STYLE, _META = (
    f"{_BASE}{name}:1.0 " for name in ("office", "table", "text", "style", "meta")
)
_SPACES = {name.strip() for name in (_OFFICE, _TABLE, _TEXT, _STYLE)}
_CALC_TYPE = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0 value-type"
_ERROR = re.compile(r"#(?:DIV/0!|N/A|NAME\?|NULL!|NUM!|REF!|VALUE!)|Err:[0-9]{3}")
_NUMBERS = {"float": "n", "percentage": "n", "currency": "n", "date": "d", "boolean": "b"}
_ADDRESS = re.compile(r"\$?('(?:[^']|'')+'|[^'.]+)\.(\$[A-Z]+\$[0-9]+)")
_LINES = (f"{_STYLE}text-line-through-style", f"{_STYLE}text-line-through-type")
_PLACE = re.compile(r"(super|sub|-?[1-9][0-9]{0,2})")
"""How far from its line a text stands: by word or in percent of its height."""
_SMALL = {"super": "superscript", "sub": "subscript"}
_VALUES = {"d": "date-value", "b": "boolean-value"}


def open_ods(package: Package) -> tuple[tuple[SheetCells, ...], dict[str, str], dict[str, str]]:
    """Return the sheets of an .ods file, its names as .xlsx writes them, and its user-defined properties."""
    if "meta-inf/manifest.xml" in package and b"encryption-data" in package.read("meta-inf/manifest.xml"):
        raise Unreadable("encrypted")
    content = _OdsContentReader()
    content.read(package.read("content.xml"))
    return tuple(content.sheets), content.names, _read_user_properties(package)


class _OdsContentReader:
    """Reads content.xml as events."""

    def __init__(self) -> None:
        self.sheets: list[SheetCells] = []
        self.names: dict[str, str] = {}
        self.shared = SharedParts()
        self.style, self.hidden_styles = "", set[str]()
        self.family = ""
        self.looks: dict[tuple[str, str], TextRun] = {}
        self.columns: list[tuple[int, str]] = []
        self.row_style = ""
        self.spans: list[TextRun] = []
        self.runs: list[TextRun] = []
        self.passing = 0
        self.name, self.state = "", ""
        self.cells: dict[tuple[int, int], CellValue] = {}
        self.merges: list[tuple[int, int, int, int]] = []
        self.hidden_rows: set[int] = set()
        self.row, self.column, self.row_times = 0, 0, 1
        self.filled: list[tuple[int, int, CellValue]] = []
        self.said: dict[str, str] | None = None
        self.text: list[str] | None = None
        self.paragraphs: list[str] = []

    def read(self, data: bytes) -> None:
        starts = {
            "style": self.open_style,
            "table-properties": self.table_properties,
            "text-properties": self.text_properties,
            "table-column": self.open_column,
            "span": self.open_span,
            "named-range": self.named,
            "table": self.open_table,
            "table-row": self.open_row,
            "table-cell": self.open_cell,
            "covered-table-cell": self.open_cell,
            "p": self.open_paragraph,
            "s": lambda said: self.add(" " * min(_repeat_count(said, _TEXT + "c"), 1_000)),
            "tab": lambda _: self.add("\t"),
            "line-break": lambda _: self.add("\n"),
            **dict.fromkeys(("annotation", "dde-links", "tracked-changes", "shapes"), self.pass_over),
        }
        ends = {
            "table": self.end_table,
            "table-row": self.end_row,
            "table-cell": self.end_cell,
            "covered-table-cell": self.end_cell,
            "p": self.end_paragraph,
            "span": self.end_span,
            **dict.fromkeys(("annotation", "dde-links", "tracked-changes", "shapes"), self.passed),
        }
        parse_xml_events(data, starts, ends, lambda more: self.add(re.sub(r"[ \t\r\n]+", " ", more)), _SPACES)

    def pass_over(self, _: dict[str, str]) -> None:
        self.passing += 1

    def passed(self) -> None:
        self.passing -= 1

    def open_style(self, said: dict[str, str]) -> None:
        self.style, self.family = said.get(_STYLE + "name", ""), said.get(_STYLE + "family", "")

    def text_properties(self, said: dict[str, str]) -> None:
        """Keep what of a style draws a text through or makes it small."""
        lines = [said[k] for k in _LINES if k in said]
        struck = any(x != "none" for x in lines) if lines else None
        place = _PLACE.match(said.get(_STYLE + "text-position", ""))
        small = (
            _SMALL.get(place[1], "subscript" if place[1].startswith("-") else "superscript") if place else ""
        )
        if struck is not None or small:
            self.looks[self.family, self.style] = TextRun("", struck, small)

    def open_column(self, said: dict[str, str]) -> None:
        if self.passing:
            return
        begin = self.columns[-1][0] if self.columns else 0
        style = said.get(_TABLE + "default-cell-style-name", "")
        self.columns.append((begin + _repeat_count(said, _TABLE + "number-columns-repeated"), style))

    def struck(self, said: dict[str, str]) -> bool:
        """Tell whether a cell is drawn through, by its style, its row's or its column's."""
        if not self.looks:
            return False
        own = said.get(_TABLE + "style-name") or self.row_style
        style = own or next((s for end, s in self.columns if self.column < end), "")
        look = self.looks.get(("table-cell", style))
        return bool(look and look.struck)

    def open_span(self, said: dict[str, str]) -> None:
        look = self.looks.get(("text", said.get(_TEXT + "style-name", "")), TextRun(""))
        outer = self.spans[-1] if self.spans else TextRun("")
        struck = outer.struck if look.struck is None else look.struck
        self.spans.append(TextRun("", struck, look.small or outer.small))

    def end_span(self) -> None:
        self.spans.pop()

    def table_properties(self, said: dict[str, str]) -> None:
        if said.get(_TABLE + "display") == "false":
            self.hidden_styles.add(self.style)

    def named(self, said: dict[str, str]) -> None:
        address = _ADDRESS.fullmatch(said.get(_TABLE + "cell-range-address", ""))
        if address and not self.name:  # within a table it is a name of that sheet alone
            self.names[said.get(_TABLE + "name", "")] = "!".join(address.groups())

    def open_table(self, said: dict[str, str]) -> None:
        if self.passing:
            return
        if self.said is not None:
            raise Unreadable("xml-damaged", "a table in a cell")
        self.name = mask_unsafe_text(said.get(_TABLE + "name", ""))
        self.state = "hidden" if said.get(_TABLE + "style-name") in self.hidden_styles else "visible"
        self.cells, self.merges, self.hidden_rows = {}, [], set()
        self.row, self.columns = 0, []

    def end_table(self) -> None:
        if self.passing:
            return
        rows = frozenset(self.hidden_rows)
        self.sheets.append(
            SheetCells(self.name, self.state, self.cells, tuple(self.merges), rows, frozenset())
        )
        self.name = ""

    def open_row(self, said: dict[str, str]) -> None:
        if self.passing:
            return
        self.column, self.filled = 0, []
        self.row_style = said.get(_TABLE + "default-cell-style-name", "")
        self.row_times = _repeat_count(said, _TABLE + "number-rows-repeated")
        if said.get(_TABLE + "visibility", "visible") != "visible":
            self.hidden_rows.update(range(self.row, min(self.row + self.row_times, ROWS)))

    def end_row(self) -> None:
        if self.passing:
            return
        if self.filled:
            self.shared.fill(self.row_times * sum(times for _, times, _ in self.filled))
        for at, times, value in self.filled:
            if self.row + self.row_times > ROWS or at + times > COLUMNS:
                raise Unreadable("cell-outside-grid", f"{self.row} {at}")
            self.cells.update(
                ((row, column), value)
                for row in range(self.row, self.row + self.row_times)
                for column in range(at, at + times)
            )
        self.row += self.row_times

    def open_cell(self, said: dict[str, str]) -> None:
        if self.passing:
            return
        if self.said is not None:
            raise Unreadable("xml-damaged", "a cell in a cell")
        self.shared.count(1)
        self.said, self.paragraphs, self.runs = said, [], []

    def end_cell(self) -> None:
        if self.passing or self.said is None:
            return
        said, self.said = self.said, None
        times = _repeat_count(said, _TABLE + "number-columns-repeated")
        if value := self.looked(self.value(said), said):
            self.filled.append((self.column, times, value))
        down = _repeat_count(said, _TABLE + "number-rows-spanned") - 1
        right = _repeat_count(said, _TABLE + "number-columns-spanned") - 1
        if down or right:
            self.merges.append((self.row, self.column, self.row + down, self.column + right))
        self.column += times

    def looked(self, value: CellValue | None, said: dict[str, str]) -> CellValue | None:
        """Return a cell with what is drawn through in it; a text is then what its paragraphs say."""
        if value is None or not self.looks:
            return value
        seen = CellAppearance(struck=True) if self.struck(said) else None
        if value.kind != CellKind.TEXT or not any(r.struck is not None or r.small for r in self.runs):
            return value._replace(seen=seen)
        raw, seen = join_text_runs(self.runs, seen)
        return value._replace(raw=mask_unsafe_text(raw), seen=seen)

    def value(self, said: dict[str, str]) -> CellValue | None:
        text, formula = "\n".join(self.paragraphs), said.get(_TABLE + "formula")
        kind = said.get(_OFFICE + "value-type", "")
        wrong = formula is not None and _ERROR.fullmatch(text)
        if wrong or said.get(_CALC_TYPE) == "error":
            value = CellValue(CellKind.ERROR, mask_unsafe_text(text) or "#ERROR")
        elif kind in _NUMBERS:
            written = _NUMBERS[kind]
            value = self.shared.value(written, "0", said.get(_OFFICE + _VALUES.get(written, "value"), ""))
        else:
            value = CellValue(CellKind.TEXT, mask_unsafe_text(said.get(_OFFICE + "string-value", text)))
        if formula is not None:
            return value._replace(formula=formula.partition(":=")[2] or formula)
        return value if value.raw else None

    def open_paragraph(self, _: dict[str, str]) -> None:
        if self.said is not None and not self.passing:
            self.text = []
            if self.paragraphs:
                self.runs.append(TextRun("\n"))

    def end_paragraph(self) -> None:
        if self.text is not None and not self.passing:
            self.paragraphs.append("".join(self.text))
            self.text = None

    def add(self, more: str) -> None:
        if self.text is not None and not self.passing:
            self.text.append(more)
            if self.looks:
                self.runs.append((self.spans[-1] if self.spans else TextRun(""))._replace(text=more))


def _repeat_count(said: dict[str, str], name: str) -> int:
    """Return how often something is repeated or how far it spans."""
    text = said.get(name, "1")
    if not (text.isascii() and text.isdigit() and 0 < len(text) < 10 and int(text)):
        raise Unreadable("cell-outside-grid", text[:20])
    return int(text)


def _read_user_properties(package: Package) -> dict[str, str]:
    if "meta.xml" not in package:
        return {}
    found = read_properties(package.read("meta.xml"), "user-defined", f"{_META}name", {_META.strip()})
    return {name: mask_unsafe_text(text) for name, text in found.items()}
