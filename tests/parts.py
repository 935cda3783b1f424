"""A workbook of every kind of cell, its parts, and workbooks made of changed parts."""

import datetime
import io
import zipfile

import xlsxwriter

SHEET = "xl/worksheets/sheet1.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"
STYLES = "xl/styles.xml"


def by_xlsxwriter():
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_custom_property("toolkit.unit", "001", "text")
    sheet = book.add_worksheet("表一")
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.write("A1", "文字 <&> “引号”")
    sheet.write("A2", 3)
    sheet.write("A3", 0.1)
    sheet.write_datetime("A4", datetime.datetime(2024, 2, 29), day)
    sheet.write_formula("A5", "=SUM(A2:A3)", None, 3.1)
    sheet.write_formula("A6", '=IF(A2=3,"","x")', None, "")
    sheet.write_boolean("A7", True)
    sheet.write_formula("A8", "=1/0", None, "#DIV/0!")
    sheet.write_rich_string("A9", "红", book.add_format({"bold": True}), "粗", "黑")
    sheet.merge_range("C1:D2", "合并")
    sheet.set_row(10, None, None, {"hidden": True})
    sheet.set_column("F:F", None, None, {"hidden": True})
    hidden = book.add_worksheet("藏")
    hidden.hide()
    hidden.write("B2", -5)
    book.define_name("申请.登记号", "='表一'!$A$1")
    book.close()
    return out.getvalue()


def parts(data=None):
    with zipfile.ZipFile(io.BytesIO(data or by_xlsxwriter())) as file:
        return {i.filename: file.read(i) for i in file.infolist()}


def zipped(members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in members.items() if isinstance(members, dict) else members:
            file.writestr(name, data)
    return out.getvalue()


def with_sheet(old, new):
    members = parts()
    assert old in members[SHEET], old
    members[SHEET] = members[SHEET].replace(old, new, 1)
    return zipped(members)
