"""Old and binary workbooks (.xls, .et, .xlsb) as sheets. What the libraries for them cannot tell is said or refused.

xlrd reads what Excel wrote since version 2, in an OLE file or bare; of a text without a code page it knows no encoding,
and here it is GBK.

Neither tells formulas, so a worked-out cell counts as it stands and its identity is judged. xlrd tells error cells and
hidden rows of .xls. calamine gives the error cells of .xlsb as blanks, and a blank counts as 0: an .xlsb with error
cells is refused, and so is one where the cells calamine gives are not those the file holds. Document properties are not told, nor names by calamine: whose it is, the hidden sheet says.
"""

from __future__ import annotations

import datetime
import io
import struct
from typing import TYPE_CHECKING, Any

from toolkit.errors import Unreadable
from toolkit.xlsx.cell_appearance import PLAIN, TextRun, join_text_runs, make_cell_style
from toolkit.xlsx.cells import CellKind, CellValue, SheetCells
from toolkit.xlsx.number_format import parse_number_format
from toolkit.xlsx.shared_parts import MAX_CELLS, MAX_FILLED
from toolkit.xlsx.xml_events import mask_unsafe_text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from toolkit.xlsx.cell_appearance import CellStyle
    from toolkit.xlsx.zip_parts import Package

GENERAL = "General"
"""The number format of a cell that has none."""
XLS, ODS, XLSB, XML_2003 = ".xls", ".ods", ".xlsb", "XML 2003"
_XLSB_ROW, _XLSB_SHEET, _XLSB_SHARED = 0, 156, 7
_XLSB_TEXTS = {6: 8, 8: 8, 62: 9}
"""The records of cells that hold their own text, and where its length stands."""
_XLSB_CELLS = {2, 4, 5, 7, 9, 10, *_XLSB_TEXTS}
_XLSB_SHORT = range(12, 19)
"""The records of cells that stand right of the one before and do not say where; the first is a blank one."""
_XLSB_ERRORS = {3, 11}
"""The records of an error cell and of a formula whose result is one ([MS-XLSB] 2.3.1)."""
_UNICODE = 80
"""From which version on xlrd knows the texts of an .xls without being told their encoding."""
_XLRD_NUMBER, _XLRD_BLANKS = 2, b"\0\x06"
_XLRD_DATE, _XLRD_SMALL = 1, {1: "superscript", 2: "subscript"}
_XLRD_STATES = {0: "visible", 1: "hidden", 2: "veryHidden"}
_XLRD_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}


def open_xls(data: bytes) -> tuple[tuple[SheetCells, ...], dict[str, str], bool]:
    """Read an .xls (or .et) file; return its sheets, its global names and whether its dates count from 1904."""
    book = _open_xls_book(data)
    names = {n.name: n.result.text for n in book.name_obj_list if n.scope == -1 and n.result is not None}
    styles = _xls_cell_styles(book)
    return tuple(_read_xls_sheet(s, styles) for s in book.sheets()), names, book.datemode == 1


def xls_number_formats(data: bytes, name: str) -> dict[tuple[int, int], str]:
    """Return the number formats of the cells of the sheet *name* of an .xls file."""
    book = _open_xls_book(data)
    sheet = next(s for s in book.sheets() if mask_unsafe_text(s.name) == name)
    return {
        (row, column): _xls_number_format(book, sheet.cell_xf_index(row, column))
        for row in range(sheet.nrows)
        for column, kind in enumerate(sheet.row_types(row))
        if kind == _XLRD_NUMBER
    }


def _xls_number_format(book: Any, style: int) -> str:
    """Return the number format of a cell style; a bare file may have none."""
    known = book.format_map.get(book.xf_list[style].format_key) if style < len(book.xf_list) else None
    return str(known.format_str) if known else GENERAL


def _open_xls_book(data: bytes) -> Any:
    import xlrd

    said = {"file_contents": data, "formatting_info": True, "ragged_rows": True, "logfile": io.StringIO()}
    try:
        book = xlrd.open_workbook(**said)
        if book.biff_version < _UNICODE and not book.codepage:
            book = xlrd.open_workbook(**said, encoding_override="gb18030")
    except xlrd.XLRDError as error:
        raise Unreadable("encrypted" if "encrypted" in str(error) else "old-damaged", str(error)) from error
    except MemoryError:
        raise
    except Exception as error:  # a damaged file makes xlrd fail in any way there is
        raise Unreadable("old-damaged", f"{type(error).__name__}: {error}") from error
    return book


def _xls_cell_styles(book: Any) -> list[CellStyle]:
    """Return the cell styles of an .xls file, by their index."""
    made = []
    for xf in book.xf_list:
        told = book.format_map.get(xf.format_key)
        font = book.font_list[xf.font_index] if xf.font_index < len(book.font_list) else None
        shown = parse_number_format(told.format_str or "") if told else None
        struck = bool(font and font.struck_out)
        made.append(make_cell_style(dates=bool(told and told.type == _XLRD_DATE), struck=struck, shown=shown))
    return made


def _read_xls_sheet(sheet: Any, styles: list[CellStyle]) -> SheetCells:
    cells = {
        (row, column): value
        for row in range(sheet.nrows)
        if (types := bytes(sheet.row_types(row))).strip(_XLRD_BLANKS)  # most rows may have a look and no more
        for column in range(len(types))
        if (value := _read_xls_cell(sheet, row, column, styles))
    }
    if len(cells) > MAX_FILLED:
        raise Unreadable("too-many-cells", sheet.name)
    return SheetCells(
        mask_unsafe_text(sheet.name),
        _XLRD_STATES.get(sheet.visibility, "visible"),
        cells,
        tuple((top, left, bottom - 1, right - 1) for top, bottom, left, right in sheet.merged_cells),
        frozenset(r for r, info in sheet.rowinfo_map.items() if info.hidden),
        frozenset(c for c, info in sheet.colinfo_map.items() if info.hidden),
    )


def _read_xls_cell(sheet: Any, row: int, column: int, styles: list[CellStyle]) -> CellValue | None:
    cell = sheet.cell(row, column)
    value = _xls_cell_value(cell)
    if value is None:
        return None
    style = styles[cell.xf_index] if cell.xf_index is not None and cell.xf_index < len(styles) else PLAIN
    looks = sheet.rich_text_runlist_map.get((row, column)) if value.kind == CellKind.TEXT else None
    if looks:
        raw, seen = join_text_runs(_xls_text_runs(sheet.book, cell.value, looks), style.seen)
        return CellValue(CellKind.TEXT, mask_unsafe_text(raw), None, seen)
    if style.seen is None or (value.kind == CellKind.TEXT and not style.alters_text):
        return value
    return value._replace(seen=style.seen)


def _xls_text_runs(book: Any, text: str, looks: list[tuple[int, int]]) -> list[TextRun]:
    """Return a text as runs: what stands before the first looks as its cell does."""
    runs = [TextRun(text[: looks[0][0]])]
    ends = [at for at, _ in looks[1:]] + [len(text)]
    for (at, index), end in zip(looks, ends, strict=True):
        font = book.font_list[index] if index < len(book.font_list) else None
        small = _XLRD_SMALL.get(font.escapement, "") if font else ""
        runs.append(TextRun(text[at:end], bool(font and font.struck_out), small))
    return runs


def _xls_cell_value(cell: Any) -> CellValue | None:
    match cell.ctype:
        case 1:
            return CellValue(CellKind.TEXT, mask_unsafe_text(cell.value)) if cell.value else None
        case 2:
            return CellValue(CellKind.NUMBER, _number_text(cell.value))
        case 3:
            return CellValue(CellKind.DATE, _number_text(cell.value))
        case 4:
            return CellValue(CellKind.BOOL, str(int(cell.value)))
        case 5:
            return CellValue(CellKind.ERROR, _XLRD_ERRORS.get(cell.value, "#ERROR"))
        case _:
            return None


def open_xlsb(
    package: Package, data: bytes, main: str, relations: Mapping[str, str]
) -> tuple[SheetCells, ...]:
    """Read an .xlsb file, whose part *main* names its sheets' parts by *relations*; return its sheets."""
    import python_calamine as calamine

    for name in package.names:
        if (
            name.startswith("xl/worksheets/")
            and name.endswith(".bin")
            and _has_error_cells(package.read(name))
        ):
            raise Unreadable("binary-errors", name)
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = tuple(
            _read_xlsb_sheet(book, m)
            for m in book.sheets_metadata
            if m.typ == calamine.SheetTypeEnum.WorkSheet
        )
    except calamine.CalamineError as error:
        raise Unreadable("old-damaged", str(error)) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # a panic of the library's Rust is no Exception
            raise
        raise Unreadable("old-damaged", "the library for .xlsb gave up") from None
    targets = _xlsb_sheet_parts(package.read(main), relations)
    for sheet in sheets:
        part = targets.get(sheet.name, "")
        if part not in package or not _holds_exactly_cells(package.read(part), sheet.cells.keys()):
            raise Unreadable("binary-misread", sheet.name)
    return sheets


def _holds_exactly_cells(part: bytes, found: Collection[tuple[int, int]]) -> bool:
    """Tell whether the cells *found* are those a sheet's records hold."""
    filled, perhaps = set(), set()
    row = column = -1
    for kind, body in _binary_records(part):
        if kind == _XLSB_ROW:
            row, column = _read_uint32(body, 0), -1
        elif kind in _XLSB_SHORT:
            column += 1
            if kind != _XLSB_SHORT[0]:
                filled.add((row, column))
        elif kind == 1 or kind in _XLSB_CELLS:
            column = _read_uint32(body, 0)
            if kind == _XLSB_SHARED:  # the shared text may be empty
                perhaps.add((row, column))
            elif kind != 1 and (kind not in _XLSB_TEXTS or _read_uint32(body, _XLSB_TEXTS[kind])):
                filled.add((row, column))
    return filled <= set(found) <= filled | perhaps


def _xlsb_sheet_parts(workbook: bytes, relations: Mapping[str, str]) -> dict[str, str]:
    """Return the parts of the sheets by their names."""
    found = {}
    for kind, body in _binary_records(workbook):
        if kind == _XLSB_SHEET:
            relation, at = _read_utf16_text(body, 8)
            name, _ = _read_utf16_text(body, at)
            found[mask_unsafe_text(name)] = relations.get(relation, "")
    return found


def _read_uint32(body: bytes, at: int) -> int:
    if at + 4 > len(body):
        raise Unreadable("old-damaged", "a record cut off")
    (number,) = struct.unpack_from("<I", body, at)
    return int(number)


def _read_utf16_text(body: bytes, at: int) -> tuple[str, int]:
    """Return a text of two bytes a character, and where it ends."""
    end = at + 4 + 2 * _read_uint32(body, at)
    return body[at + 4 : end].decode("utf-16-le", "replace"), end


def _has_error_cells(part: bytes) -> bool:
    """Tell whether a sheet holds an error cell: walk its records, each a type and a length of seven bits a byte."""
    return any(kind in _XLSB_ERRORS or kind == _XLSB_SHORT[2] for kind, _ in _binary_records(part))


def _binary_records(part: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the records of a binary part: its type and what it holds."""
    at = 0
    while at < len(part):
        kind, at = _read_seven_bit_number(part, at, 2)
        length, at = _read_seven_bit_number(part, at, 4)
        yield kind, part[at : at + length]
        at += length


def _read_seven_bit_number(part: bytes, at: int, longest: int) -> tuple[int, int]:
    value = 0
    for i, byte in enumerate(part[at : at + longest]):
        value |= (byte & 0x7F) << 7 * i
        if byte < 0x80:
            return value, at + i + 1
    if at + longest > len(part):
        raise Unreadable("old-damaged", "a record cut off")
    return value, at + longest


def _read_xlsb_sheet(book: Any, said: Any) -> SheetCells:
    sheet = book.get_sheet_by_name(said.name)
    if sheet.total_height * max(sheet.total_width, 1) > MAX_CELLS:
        raise Unreadable("too-many-cells", said.name)
    cells = dict(_xlsb_cells(sheet.to_python(skip_empty_area=False)))
    if len(cells) > MAX_FILLED:
        raise Unreadable("too-many-cells", said.name)
    merges = tuple((*top, *bottom) for top, bottom in sheet.merged_cell_ranges or ())
    state = str(said.visible).rpartition(".")[2]
    return SheetCells(
        mask_unsafe_text(said.name), state[:1].lower() + state[1:], cells, merges, frozenset(), frozenset()
    )


def _xlsb_cells(rows: list[list[Any]]) -> Iterator[tuple[tuple[int, int], CellValue]]:
    for row, listed in enumerate(rows):
        for column, value in enumerate(listed):
            if value is None or value == "":
                continue
            match value:
                case bool():
                    yield (row, column), CellValue(CellKind.BOOL, str(int(value)))
                case int() | float():
                    yield (row, column), CellValue(CellKind.NUMBER, _number_text(value))
                case datetime.datetime() | datetime.date():
                    yield (row, column), CellValue(CellKind.DATE, value.isoformat())
                case _:
                    yield (row, column), CellValue(CellKind.TEXT, mask_unsafe_text(str(value)))


def _number_text(value: float) -> str:
    """Return a number as an .xlsx file would hold it."""
    return str(int(value)) if float(value).is_integer() and abs(value) < 1e15 else repr(float(value))
