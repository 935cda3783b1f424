"""Workbooks as Excel 2003 writes them as XML: what its "XML Spreadsheet 2003" holds, and nothing it leaves out."""

import datetime
import io
import re
from xml.sax.saxutils import escape, quoteattr

import openpyxl
from openpyxl.utils.cell import column_index_from_string

HEAD = """<?xml version="1.0"?>
<?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"
 xmlns:o="urn:schemas-microsoft-com:office:office"
 xmlns:x="urn:schemas-microsoft-com:office:excel"
 xmlns:dt="uuid:C2F41010-65B3-11d1-A29F-00AA00C14882"
 xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"
 xmlns:html="http://www.w3.org/TR/REC-html40">
"""
STATES = {"hidden": "SheetHidden", "veryHidden": "SheetVeryHidden"}
_REFERENCE = re.compile(r"(?<![A-Za-z_.])(\$?)([A-Z]{1,3})(\$?)([0-9]+)(?![0-9(A-Za-z_.])")


def workbook(*sheets, styles="", before="", names=""):
    """Make a file out of *sheets*, each (name, what stands in its table)."""
    made = "".join(
        f"<Worksheet ss:Name={quoteattr(name)}><Table>{table}</Table></Worksheet>" for name, table in sheets
    )
    return f"{HEAD}{before}<Styles>{styles}</Styles>{names}{made}</Workbook>".encode()


def of(data):
    """Return an .xlsx workbook as Excel 2003 would write it."""
    formulas, values = (
        openpyxl.load_workbook(io.BytesIO(data)),
        openpyxl.load_workbook(io.BytesIO(data), data_only=True),
    )
    said = "".join(
        f'<{p.name} dt:dt="string">{escape(str(p.value))}</{p.name}>' for p in formulas.custom_doc_props.props
    )
    names = "".join(
        f"<NamedRange ss:Name={quoteattr(name)} ss:RefersTo={quoteattr('=' + r1c1(d.attr_text, 1, 1))}/>"
        for name, d in formulas.defined_names.items()
    )
    styles = {"General": "Default"}
    sheets = "".join(_sheet(s, values[s.title], styles) for s in formulas.worksheets)
    known = "".join(
        f'<Style ss:ID="{i}"><NumberFormat ss:Format={quoteattr(code)}/></Style>'
        for code, i in styles.items()
    )
    properties = f"<CustomDocumentProperties xmlns='urn:schemas-microsoft-com:office:office'>{said}</CustomDocumentProperties>"
    return f"{HEAD}{properties}<Styles>{known}</Styles><Names>{names}</Names>{sheets}</Workbook>".encode()


def _sheet(sheet, values, styles):
    merged = {r.coord.split(":")[0]: r for r in sheet.merged_cells.ranges}
    covered = {
        (row, column)
        for r in sheet.merged_cells.ranges
        for row in range(r.min_row, r.max_row + 1)
        for column in range(r.min_col, r.max_col + 1)
        if (row, column) != (r.min_row, r.min_col)
    }
    rows = []
    for row in sheet.iter_rows():
        cells = [
            _cell(c, values[c.coordinate].value, merged.get(c.coordinate), styles)
            for c in row
            if (c.row, c.column) not in covered and (c.value is not None or c.coordinate in merged)
        ]
        if cells:
            rows.append(f'<Row ss:Index="{row[0].row}">{"".join(cells)}</Row>')
    state = f"<Visible>{STATES[sheet.sheet_state]}</Visible>" if sheet.sheet_state in STATES else ""
    options = f"<WorksheetOptions xmlns='urn:schemas-microsoft-com:office:excel'>{state}</WorksheetOptions>"
    return f"<Worksheet ss:Name={quoteattr(sheet.title)}><Table>{''.join(rows)}</Table>{options}</Worksheet>"


def _cell(cell, value, merge, styles):
    said = f'ss:Index="{cell.column}"'
    if merge:
        across, down = merge.max_col - merge.min_col, merge.max_row - merge.min_row
        said += f' ss:MergeAcross="{across}"' * bool(across) + f' ss:MergeDown="{down}"' * bool(down)
    said += f' ss:StyleID="{styles.setdefault(cell.number_format, f"s{len(styles)}")}"'
    if cell.data_type == "f":
        text = getattr(cell.value, "text", cell.value)
        said += f" ss:Formula={quoteattr(r1c1(text, cell.row, cell.column))}"
    comment = "<Comment><ss:Data xmlns='http://www.w3.org/TR/REC-html40'>批注 7</ss:Data></Comment>"
    return f"<Cell {said}>{_data(value)}{comment if cell.comment else ''}</Cell>"


def _data(value):
    match value:
        case None:
            return ""
        case bool():
            kind, text = "Boolean", str(int(value))
        case int() | float():
            kind, text = "Number", repr(value)
        case datetime.datetime():
            kind, text = "DateTime", value.isoformat(timespec="milliseconds")
        case str() if value.startswith("#") and value.endswith(("!", "?", "A")):
            kind, text = "Error", value
        case _:
            kind, text = "String", escape(str(value)).replace("\n", "&#10;")
    return f'<Data ss:Type="{kind}">{text}</Data>'


def r1c1(formula, row, column):
    """Return a formula of A1 in R1C1."""
    pieces = re.split(r"""("(?:[^"]|"")*"|'(?:[^']|'')*')""", formula)
    return "".join(
        p if i % 2 else _REFERENCE.sub(lambda m: _address(m, row, column), p) for i, p in enumerate(pieces)
    )


def _address(found, row, column):
    down, across = int(found[4]), column_index_from_string(found[2])
    r = f"R{down}" if found[3] else f"R[{down - row}]" if down != row else "R"
    c = f"C{across}" if found[1] else f"C[{across - column}]" if across != column else "C"
    return r + c
