"""The strict reader of .xlsx and .xlsm: bytes to sheets of sparse cells, exactly as the file holds them, or why not.

Reads values, formulas, what of a look changes what a person reads (number formats, what is drawn through or small),
merges, hidden flags, names and custom properties; nothing else in the file can hurt. The stated dimension, counts and spans are never believed. Why not a library:
DECISIONS.md, "A reader of our own".
"""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from toolkit.errors import Unreadable
from toolkit.form.layout import parse_a1
from toolkit.xlsx import xls_and_xlsb
from toolkit.xlsx.cells import ExcelTable, SheetCells
from toolkit.xlsx.file_kind import is_xls_file, is_xml_2003
from toolkit.xlsx.opendocument import open_ods
from toolkit.xlsx.shared_parts import SharedParts, read_cell_styles
from toolkit.xlsx.shared_texts import read_shared_texts
from toolkit.xlsx.sheet_xml import read_sheet_xml
from toolkit.xlsx.xml2003 import open_xml_2003
from toolkit.xlsx.xml_events import decode_escapes, parse_xml_events, read_properties, remember_small_part
from toolkit.xlsx.zip_parts import Package, normalize_part_name

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_SHEETS, MAX_TABLES = 200, 50
SPREADSHEET = b"opendocument.spreadsheet"
"""What the type of an .ods file says."""
_RELATIONS = {
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "http://purl.oclc.org/ooxml/officeDocument/relationships",
}
_OTHERS = (
    ("word/document.xml", "word-document"),
    ("ppt/presentation.xml", "presentation"),
    ("ofd.xml", "ofd"),
    ("index/document.iwa", "iwork"),
    ("metadata/buildversionhistory.plist", "iwork"),
    ("buildversionhistory.plist", "iwork"),
)
"""By which part a zip is known that is no workbook."""


@dataclass(frozen=True)
class Book:
    """A workbook: *names* are its global defined names, *properties* its custom document properties.

    *other* names the format of one that is no .xlsx: then its formulas are not ours.
    """

    sheets: tuple[SheetCells, ...]
    names: Mapping[str, str]
    properties: Mapping[str, str]
    epoch_1904: bool
    other: str = ""

    def sheet(self, name: str) -> SheetCells | None:
        """Return the sheet *name*, or None."""
        return next((s for s in self.sheets if s.name == name), None)


def open_book(data: bytes) -> Book:
    """Read a workbook; raise Unreadable for anything this reader will not vouch for."""
    if is_xls_file(data):
        sheets, names, epoch = xls_and_xlsb.open_xls(data)
        book = Book(sheets, names, {}, epoch, xls_and_xlsb.XLS)
    elif is_xml_2003(data):
        book = Book(*open_xml_2003(data), xls_and_xlsb.XML_2003)
    else:
        package = Package(data)
        if (
            "[Content_Types].xml" in package
        ):  # nothing of it is needed, but a DTD is refused wherever it stands
            _check_content_types(package.read("[Content_Types].xml"))
        main = _find_main_part(package)
        if main == xls_and_xlsb.ODS:
            sheets, names, properties = open_ods(package)
            book = Book(sheets, names, properties, epoch_1904=False, other=main)
        elif main == xls_and_xlsb.XLSB:
            book = Book(_read_xlsb_sheets(package, data), {}, {}, epoch_1904=False, other=main)
        else:
            book = _read_xlsx_book(package, main)
    _check_sheet_names([s.name for s in book.sheets])
    return book


def read_book_properties(data: bytes) -> dict[str, str]:
    """Return the custom properties of an .xlsx without reading its sheets; none of what has none or cannot be opened."""
    try:
        return {} if is_xls_file(data) or is_xml_2003(data) else _read_custom_properties(Package(data))
    except Unreadable:
        return {}


def _check_sheet_names(names: list[str]) -> None:
    """Refuse more sheets than a workbook of ours could have, and two of one name."""
    if len(names) > MAX_SHEETS:
        raise Unreadable("too-many-sheets", str(len(names)))
    if len({name.casefold() for name in names}) < len(names):
        raise Unreadable("sheet-name-twice")


def _read_xlsb_sheets(package: Package, data: bytes) -> tuple[SheetCells, ...]:
    main = _target_of_kind(_read_relations(package, ""), "officeDocument")
    if main not in package:
        raise Unreadable("workbook-missing", main)
    targets = {i: target for i, (_, target) in _read_relations(package, main).items()}
    return xls_and_xlsb.open_xlsb(package, data, main, targets)


def _read_xlsx_book(package: Package, main: str) -> Book:
    frame = _parse_workbook_part(package.read(main))
    if not frame.sheets:
        raise Unreadable("no-sheets")
    _check_sheet_names([name for name, _, _ in frame.sheets])
    relations = _read_relations(package, main)
    shared = SharedParts(
        read_shared_texts(package, _target_of_kind(relations, "sharedStrings")),
        read_cell_styles(package, _target_of_kind(relations, "styles")),
    )
    sheets = []
    for name, state, relation in frame.sheets:
        kind, target = relations.get(relation, ("", ""))
        if kind and kind != "worksheet":
            continue  # a chart sheet or a macro sheet holds no figures
        if target not in package:
            raise Unreadable("sheet-part-missing", name)
        sheet = read_sheet_xml(name, state, package.read(target), shared)
        tables = _read_excel_tables(package, target)
        sheets.append(replace(sheet, tables=tables) if tables else sheet)
    return Book(tuple(sheets), frame.names, _read_custom_properties(package), frame.epoch_1904)


# ── the parts ──────────────────────────────────────────────────────────────────────────────────────────────


def _find_main_part(package: Package) -> str:
    names = package.names
    for part, code in _OTHERS:
        if part in names:
            raise Unreadable(code)
    if "content.xml" in names and "mimetype" in names:
        if SPREADSHEET not in package.read("mimetype"):
            raise Unreadable("opendocument")
        return xls_and_xlsb.ODS
    main = _target_of_kind(_read_relations(package, ""), "officeDocument")
    if main.endswith(".bin"):
        return xls_and_xlsb.XLSB
    if main not in package:
        spreadsheet = any(n.startswith("xl/") for n in names)
        raise Unreadable("workbook-missing" if spreadsheet else "zip-of-something", main)
    return main


@remember_small_part
def _check_content_types(data: bytes) -> None:
    parse_xml_events(data, {})


def _read_relations(package: Package, part: str) -> Mapping[str, tuple[str, str]]:
    """Return a part's relations as id → (the type's last word, the target part)."""
    source = _relations_part(part)
    return _resolve_relations(package.read(source), part) if source in package else {}


@lru_cache(maxsize=256)
def _relations_part(part: str) -> str:
    """Return the part that holds the relations of *part*."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", name + ".rels")


@remember_small_part
def _resolve_relations(data: bytes, part: str) -> dict[str, tuple[str, str]]:
    """Return what a part of relations says, its targets as seen from *part*."""
    folder = posixpath.dirname(part)
    return {
        i: (kind, normalize_part_name(posixpath.normpath(posixpath.join(folder, target))))
        for i, (kind, target) in _parse_relations(data).items()
    }


def _parse_relations(data: bytes) -> dict[str, tuple[str, str]]:
    found: dict[str, tuple[str, str]] = {}

    def start(said: dict[str, str]) -> None:
        if said.get("TargetMode") != "External":
            relation = (said.get("Type", "").rsplit("/", 1)[-1], said.get("Target", "").replace("\\", "/"))
            if found.setdefault(said.get("Id", ""), relation) != relation:
                raise Unreadable("relation-twice", said.get("Id", ""))

    parse_xml_events(data, {"Relationship": start}, spaces=())
    return found


def _target_of_kind(relations: Mapping[str, tuple[str, str]], kind: str) -> str:
    """Return the one part *relations* name as *kind*, or nothing."""
    targets = {target for its, target in relations.values() if its == kind}
    if len(targets) > 1:
        raise Unreadable("relation-twice", kind)
    return next(iter(targets), "")


@dataclass
class _WorkbookPart:
    sheets: list[tuple[str, str, str]] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    epoch_1904: bool = False


@remember_small_part
def _parse_workbook_part(data: bytes) -> _WorkbookPart:
    frame, name, text = _WorkbookPart(), [""], [""]

    def sheet(said: dict[str, str]) -> None:
        ids = (v for k, v in said.items() if k.rpartition(" ")[0] in _RELATIONS and k.endswith(" id"))
        frame.sheets.append(
            (decode_escapes(said.get("name", "")), said.get("state", "visible"), next(ids, ""))
        )

    def properties(said: dict[str, str]) -> None:
        frame.epoch_1904 = said.get("date1904") in ("1", "true")

    def named(said: dict[str, str]) -> None:
        name[0] = "" if "localSheetId" in said else said.get("name", "")
        text.clear()

    def end_named() -> None:
        if name[0]:
            frame.names[name[0]] = "".join(text)
            name[0] = ""

    def chars(more: str) -> None:
        if name[0]:
            text.append(more)

    starts = {"sheet": sheet, "workbookPr": properties, "definedName": named}
    parse_xml_events(data, starts, {"definedName": end_named}, chars)
    return frame


def _read_excel_tables(package: Package, sheet: str) -> tuple[ExcelTable, ...]:
    """Return the Excel tables laid over a sheet; parts that do not hold together only mean that there are none."""
    found: list[ExcelTable] = []
    try:
        parts = [
            t for kind, t in _read_relations(package, sheet).values() if kind == "table" and t in package
        ]
        for part in parts[:MAX_TABLES]:
            parse_xml_events(
                package.read(part), {"table": lambda said: found.extend(_parse_excel_table(said))}
            )
    except Unreadable:  # no figure stands in them
        return ()
    return tuple(found)


def _parse_excel_table(said: dict[str, str]) -> list[ExcelTable]:
    first, _, last = said.get("ref", "").partition(":")
    corners, totals = (parse_a1(first), parse_a1(last or first)), said.get("totalsRowCount", "0")
    if not (corners[0] and corners[1] and totals.isascii() and totals.isdigit() and len(totals) < 8):
        return []
    name = decode_escapes(said.get("displayName") or said.get("name", ""))
    rows = min(int(totals), corners[1][0] - corners[0][0])
    return [ExcelTable(name, *corners[0], *corners[1], max(rows, 0))]


def _read_custom_properties(package: Package) -> dict[str, str]:
    part = next((t for k, t in _read_relations(package, "").values() if k == "custom-properties"), "")
    found = read_properties(package.read(part), "property", "name") if part in package else {}
    return {name: decode_escapes(text) for name, text in found.items()}
