"""A workbook of ours full of what a sheet may bring along, and workbooks as others build them."""

import io
import re

import openpyxl
import xlsxwriter
from openpyxl.styles import Border, Font, PatternFill, Side
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from parts import parts, zipped

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def drawn():
    """What we draw: a stub of the office's sheet, a sheet of checks, a hidden one; every look, name and link there is."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    head = book.add_format({"bold": True, "bg_color": "#DCE6F1", "border": 1, "font_name": "黑体"})
    odd = book.add_format({"num_format": '0.0"万元"', "locked": False})
    red = book.add_format({"font_color": "#9C0006", "bg_color": "#F8CBAD"})
    stub = book.add_worksheet("统计表")
    stub.data_validation("B2:C4", {"validate": "integer", "criteria": ">=", "value": 0})
    stub.data_validation("D2", {"validate": "list", "source": "=_选项!$A$1:$A$2"})
    stub.print_area("A1:B2")
    checks = book.add_worksheet("校验")
    checks.set_column("A:A", 30, head)
    checks.set_row(5, 20, odd)
    checks.write("A1", "规则", head)
    checks.write_rich_string("A2", "前", red, "红", "后 ")
    checks.write_formula("B2", "='统计表'!B2+统计表!B3", odd, 3)
    checks.write_formula("B3", '=COUNTIF(申报.数,">0")', None, 0)
    checks.write("C1", " 空白 ")
    checks.write("C2", True)
    checks.write_url("A4", "internal:'统计表'!B2", string="去看")
    checks.write_url("A5", "https://example.org/", string="外面")
    checks.write_comment("A1", "批注")
    checks.conditional_format("B2:B3", {"type": "cell", "criteria": ">", "value": 1, "format": red})
    checks.data_validation("C5", {"validate": "list", "source": "=_选项!$A$1:$A$2"})
    checks.protect("")
    checks.set_landscape()
    checks.print_area("A1:C9")
    checks.repeat_rows(0)
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "='校验'!$B$2:$B$3"})
    checks.insert_chart("E2", chart)
    options = book.add_worksheet("_选项")
    options.hide()
    options.write_column("A1", ["是", "否"])
    book.define_name("申报.数", "='统计表'!$B$2:$C$4")
    book.define_name("共用", "='统计表'!$B$2")
    book.define_name("toolkit.unit", "='_选项'!$A$1")
    book.set_custom_property("toolkit.unit", "001", "text")
    book.set_custom_property("来自", "我们", "text")
    book.close()
    return out.getvalue()


def office():
    """What an office made: a table with merged heads, formulas, its own drop-down, name and property."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "统计表"
    line = Side(style="thin")
    sheet.merge_cells("A1:D1")
    sheet["A1"] = "统计表"
    sheet["A1"].font = Font(name="方正小标宋简体", size=18)
    for row in range(2, 6):
        for column in range(1, 5):
            cell = sheet.cell(row, column)
            cell.border = Border(line, line, line, line)
            cell.fill = PatternFill("solid", fgColor="FFF2CC")
            cell.number_format = '0.0"万元"'
    sheet["B5"] = "=SUM(B2:B4)"
    sheet["C5"] = "=SUM(C2:C4)"
    own = DataValidation("list", formula1='"甲,乙"')
    own.add("C3")
    sheet.add_data_validation(own)
    other = book.create_sheet("附表")
    other["A1"] = "不要动"
    book.defined_names["共用"] = DefinedName("共用", attr_text="'附表'!$A$1")
    book.custom_doc_props.append(
        openpyxl.packaging.custom.StringProperty(name="来自", value="办公室"),
    )
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def listing_formulas():
    """The office's workbook with the list of formulas Excel keeps."""
    members = parts(office())
    members["xl/calcChain.xml"] = f'<calcChain xmlns="{MAIN}"><c r="B5" i="1"/></calcChain>'.encode()
    relations = "xl/_rels/workbook.xml.rels"
    said = b'<Relationship Id="rId77" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/calcChain" Target="calcChain.xml"/></Relationships>'
    members[relations] = members[relations].replace(b"</Relationships>", said)
    types = b'<Override PartName="/xl/calcChain.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml"/></Types>'
    members["[Content_Types].xml"] = members["[Content_Types].xml"].replace(b"</Types>", types)
    return zipped(members)


def as_wps():
    """The same with the folders listed in the zip, as WPS does."""
    return zipped([(f"{n}/", b"") for n in ("_rels", "docProps", "xl")] + list(parts(office()).items()))


def with_prefix():
    """The same with every spreadsheet part's elements written x:…."""
    members = parts(office())
    for name, data in members.items():
        text = data.decode()
        if name.startswith("xl/") and name.endswith(".xml") and f'xmlns="{MAIN}"' in text:
            text = re.sub(r"<(/?)(?=[A-Za-z])(?![a-z]+:)", r"<\1x:", text).replace(
                f'xmlns="{MAIN}"', f'xmlns:x="{MAIN}"'
            )
            members[name] = text.encode()
    return zipped(members)


def without_styles():
    """The same without its looks."""
    members = parts(office())
    del members["xl/styles.xml"]
    relations = "xl/_rels/workbook.xml.rels"
    members[relations] = re.sub(rb"<Relationship [^>]*styles[^>]*/>", b"", members[relations])
    members["[Content_Types].xml"] = re.sub(
        rb"<Override [^>]*styles[^>]*/>", b"", members["[Content_Types].xml"]
    )
    sheet = members["xl/worksheets/sheet1.xml"]
    members["xl/worksheets/sheet1.xml"] = re.sub(rb' s="\d+"', b"", sheet)
    return zipped(members)


def relative_targets():
    """The same with targets written from where they stand; openpyxl writes them from the root."""
    members = parts(office())
    relations = "xl/_rels/workbook.xml.rels"
    assert b'Target="/xl/' in members[relations]
    members[relations] = members[relations].replace(b'Target="/xl/', b'Target="')
    return zipped(members)


def strict():
    """The same in the namespace of strict OOXML."""
    members = parts(office())
    for name, data in members.items():
        members[name] = data.replace(MAIN.encode(), b"http://purl.oclc.org/ooxml/spreadsheetml/main")
    return zipped(members)


ODD = {
    "office": office,
    "calcChain": listing_formulas,
    "wps": as_wps,
    "prefix": with_prefix,
    "no styles": without_styles,
    "relative": relative_targets,
}
