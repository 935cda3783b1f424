"""Old and binary workbooks (.xls, .et, .xlsb) as sheets. What the libraries for them cannot tell is said or refused.

Neither tells formulas, so a worked-out cell counts as it stands and its identity is judged. xlrd tells error cells and
hidden rows of .xls. calamine gives the error cells of .xlsb as blanks, and a blank counts as 0: an .xlsb with error
cells is refused. Document properties are not told, nor names by calamine: whose it is, the hidden sheet says.
"""

from __future__ import annotations

import datetime
import io
from typing import TYPE_CHECKING, Any

from toolkit.errors import Unreadable
from toolkit.excel.events import safe
from toolkit.excel.numberformat import format_of
from toolkit.excel.seen import PLAIN, Run, join_runs, style_of
from toolkit.excel.sheet import MAX_CELLS, MAX_FILLED, CellValue, Kind, Sheet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from toolkit.excel.package import Package
    from toolkit.excel.seen import CellStyle

XLS, ODS, XLSB = ".xls", ".ods", ".xlsb"
_XLSB_ERRORS = {3, 11}
"""The records of an error cell and of a formula whose result is one ([MS-XLSB] 2.3.1)."""
_XLRD_DATE, _XLRD_SMALL = 1, {1: "superscript", 2: "subscript"}
_XLRD_STATES = {0: "visible", 1: "hidden", 2: "veryHidden"}
_XLRD_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}


def open_xls(data: bytes) -> tuple[tuple[Sheet, ...], dict[str, str], bool]:
    """Read an .xls (or .et) file; return its sheets, its global names and whether its dates count from 1904."""
    import xlrd

    try:
        book = xlrd.open_workbook(file_contents=data, formatting_info=True, logfile=io.StringIO())
    except xlrd.XLRDError as error:
        raise Unreadable("encrypted" if "encrypted" in str(error) else "old-damaged", str(error)) from error
    except MemoryError:
        raise
    except Exception as error:  # a damaged file makes xlrd fail in any way there is
        raise Unreadable("old-damaged", f"{type(error).__name__}: {error}") from error
    names = {n.name: n.result.text for n in book.name_obj_list if n.scope == -1 and n.result is not None}
    styles = _xls_styles(book)
    return tuple(_xls_sheet(s, styles) for s in book.sheets()), names, book.datemode == 1


def _xls_styles(book: Any) -> list[CellStyle]:
    """Return the cell styles of an .xls file, by their index."""
    made = []
    for xf in book.xf_list:
        told = book.format_map.get(xf.format_key)
        font = book.font_list[xf.font_index] if xf.font_index < len(book.font_list) else None
        shown = format_of(told.format_str or "") if told else None
        struck = bool(font and font.struck_out)
        made.append(style_of(dates=bool(told and told.type == _XLRD_DATE), struck=struck, shown=shown))
    return made


def _xls_sheet(sheet: Any, styles: list[CellStyle]) -> Sheet:
    if sheet.nrows * max(sheet.ncols, 1) > MAX_CELLS:
        raise Unreadable("too-many-cells", sheet.name)
    cells = {
        (row, column): value
        for row in range(sheet.nrows)
        for column in range(sheet.row_len(row))
        if (value := _xls_seen(sheet, row, column, styles))
    }
    if len(cells) > MAX_FILLED:
        raise Unreadable("too-many-cells", sheet.name)
    return Sheet(
        safe(sheet.name),
        _XLRD_STATES.get(sheet.visibility, "visible"),
        cells,
        tuple((top, left, bottom - 1, right - 1) for top, bottom, left, right in sheet.merged_cells),
        frozenset(r for r, info in sheet.rowinfo_map.items() if info.hidden),
        frozenset(c for c, info in sheet.colinfo_map.items() if info.hidden),
    )


def _xls_seen(sheet: Any, row: int, column: int, styles: list[CellStyle]) -> CellValue | None:
    cell = sheet.cell(row, column)
    value = _xls_value(cell)
    if value is None:
        return None
    style = styles[cell.xf_index] if cell.xf_index is not None and cell.xf_index < len(styles) else PLAIN
    looks = sheet.rich_text_runlist_map.get((row, column)) if value.kind == Kind.TEXT else None
    if looks:
        raw, seen = join_runs(_xls_runs(sheet.book, cell.value, looks), style.seen)
        return CellValue(Kind.TEXT, safe(raw), None, seen)
    if style.seen is None or (value.kind == Kind.TEXT and not style.alters_text):
        return value
    return value._replace(seen=style.seen)


def _xls_runs(book: Any, text: str, looks: list[tuple[int, int]]) -> list[Run]:
    """Return a text as runs: what stands before the first looks as its cell does."""
    runs = [Run(text[: looks[0][0]])]
    ends = [at for at, _ in looks[1:]] + [len(text)]
    for (at, index), end in zip(looks, ends, strict=True):
        font = book.font_list[index] if index < len(book.font_list) else None
        small = _XLRD_SMALL.get(font.escapement, "") if font else ""
        runs.append(Run(text[at:end], bool(font and font.struck_out), small))
    return runs


def _xls_value(cell: Any) -> CellValue | None:
    match cell.ctype:
        case 1:
            return CellValue(Kind.TEXT, safe(cell.value)) if cell.value else None
        case 2:
            return CellValue(Kind.NUMBER, _number(cell.value))
        case 3:
            return CellValue(Kind.DATE, _number(cell.value))
        case 4:
            return CellValue(Kind.BOOL, str(int(cell.value)))
        case 5:
            return CellValue(Kind.ERROR, _XLRD_ERRORS.get(cell.value, "#ERROR"))
        case _:
            return None


def open_xlsb(package: Package, data: bytes) -> tuple[Sheet, ...]:
    """Read an .xlsb file; return its sheets."""
    import python_calamine as calamine

    for name in package.names:
        if name.startswith("xl/worksheets/") and name.endswith(".bin") and _has_errors(package.read(name)):
            raise Unreadable("binary-errors", name)
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        return tuple(
            _xlsb_sheet(book, m) for m in book.sheets_metadata if m.typ == calamine.SheetTypeEnum.WorkSheet
        )
    except calamine.CalamineError as error:
        raise Unreadable("old-damaged", str(error)) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # a panic of the library's Rust is no Exception
            raise
        raise Unreadable("old-damaged", "the library for .xlsb gave up") from None


def _has_errors(part: bytes) -> bool:
    """Tell whether a sheet holds an error cell: walk its records, each a type and a length of seven bits a byte."""
    at = 0
    while at < len(part):
        kind, at = _seven_bits(part, at, 2)
        length, at = _seven_bits(part, at, 4)
        if kind in _XLSB_ERRORS:
            return True
        at += length
    return False


def _seven_bits(part: bytes, at: int, longest: int) -> tuple[int, int]:
    value = 0
    for i, byte in enumerate(part[at : at + longest]):
        value |= (byte & 0x7F) << 7 * i
        if byte < 0x80:
            return value, at + i + 1
    if at + longest > len(part):
        raise Unreadable("old-damaged", "a record cut off")
    return value, at + longest


def _xlsb_sheet(book: Any, said: Any) -> Sheet:
    sheet = book.get_sheet_by_name(said.name)
    if sheet.total_height * max(sheet.total_width, 1) > MAX_CELLS:
        raise Unreadable("too-many-cells", said.name)
    cells = dict(_xlsb_cells(sheet.to_python(skip_empty_area=False)))
    if len(cells) > MAX_FILLED:
        raise Unreadable("too-many-cells", said.name)
    merges = tuple((*top, *bottom) for top, bottom in sheet.merged_cell_ranges or ())
    state = str(said.visible).rpartition(".")[2]
    return Sheet(safe(said.name), state[:1].lower() + state[1:], cells, merges, frozenset(), frozenset())


def _xlsb_cells(rows: list[list[Any]]) -> Iterator[tuple[tuple[int, int], CellValue]]:
    for row, listed in enumerate(rows):
        for column, value in enumerate(listed):
            if value is None or value == "":
                continue
            match value:
                case bool():
                    yield (row, column), CellValue(Kind.BOOL, str(int(value)))
                case int() | float():
                    yield (row, column), CellValue(Kind.NUMBER, _number(value))
                case datetime.datetime() | datetime.date():
                    yield (row, column), CellValue(Kind.DATE, value.isoformat())
                case _:
                    yield (row, column), CellValue(Kind.TEXT, safe(str(value)))


def _number(value: float) -> str:
    """Return a number as an .xlsx file would hold it."""
    return str(int(value)) if float(value).is_integer() and abs(value) < 1e15 else repr(float(value))
