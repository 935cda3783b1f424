"""A workbook's cells by three readers, and what is known to tell them apart."""

import io
import warnings

import openpyxl
from python_calamine import CalamineWorkbook, SheetTypeEnum

from toolkit.values.cell_moments import day_of_date_cell
from toolkit.xlsx.cells import CellKind
from toolkit.xlsx.open_workbook import open_book

NUMBER, TEXT, DAY, TIME, TRUTH, ERROR = "number", "text", "day", "time", "truth", "error"


def by_us(data):
    book, cells = open_book(data), {}
    for sheet in book.sheets:
        for (row, column), cell in sheet.cells.items():
            match cell.kind:
                case CellKind.NUMBER:
                    value = NUMBER, float(cell.raw)
                case CellKind.DATE:
                    value = DAY, str(day_of_date_cell(cell, book.epoch_1904))
                case CellKind.TEXT:
                    value = TEXT, cell.raw
                case CellKind.BOOL:
                    value = TRUTH, cell.raw == "1"
                case CellKind.ERROR:
                    value = ERROR, cell.raw
                case _:
                    continue
            if value != (TEXT, ""):
                cells[sheet.name, row, column] = value
    return cells


def _told(value):
    match value:
        case bool():
            return TRUTH, value
        case int() | float():
            return NUMBER, float(value)
        case str():
            return TEXT, value
        case _ if hasattr(value, "year"):
            return DAY, str(value)[:10]
        case _:
            return TIME, str(value)


def by_calamine(data):
    book, cells = CalamineWorkbook.from_filelike(io.BytesIO(data)), {}
    for sheet in book.sheets_metadata:
        if sheet.typ == SheetTypeEnum.WorkSheet:
            rows = book.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
            for row, values in enumerate(rows):
                for column, value in enumerate(values):
                    if value != "":
                        cells[sheet.name, row, column] = _told(value)
    return cells


def by_openpyxl(data):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of styles it does not know
        book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    return {
        (sheet.title, cell.row - 1, cell.column - 1): (ERROR, cell.value)
        if cell.data_type == "e"
        else _told(cell.value)
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value not in (None, "")
    }


def _plain(text):
    return " ".join(text.split())


def cause(ours, theirs):
    """Name why a cell is read otherwise; "?" is no reason known."""
    match ours, theirs:
        case (_, x), (_, y) if ours == theirs or (ours[0] == theirs[0] == TEXT and _plain(x) == _plain(y)):
            return ""
        case (k, x), (j, y) if k == j == NUMBER and abs(x - y) <= 1e-12 * abs(x):
            return ""
        case (k, _), None if k == ERROR:
            return "error as blank"
        case (k, _), (j, _) if j == TIME and k in (TEXT, NUMBER, DAY):
            return "time of day or duration"
        case (k, x), (j, y) if k == j == TEXT and "\ufffd" in x and "\ufffd" not in y:
            return "control character not shown"
        case (k, _), (j, y) if k == j == TEXT and "_x" in y.lower():
            return "escape left as it stands"
        case (k, x), (j, y) if k == j == TEXT and _plain(x).replace(" ", "") == _plain(y).replace(" ", ""):
            return "space or line break lost"
        case (k, _), None if k == TEXT:
            return "text of no type lost"
        case _:
            return "?"


def causes(ours, theirs):
    """Return every reason for which two readings differ."""
    found = {cause(ours.get(at), theirs.get(at)) for at in ours.keys() | theirs.keys()}
    return found - {""}
