"""What strangers' bytes reach, each as a function of bytes: whatever comes in, it ends in a value or in the one exception it may raise.

``make fuzz`` drives them with atheris, by coverage, for minutes; ``test_fuzz_corpus.py`` goes through what is kept in
data/fuzz in seconds. An input that once broke one is put there, and stays.
"""

import contextlib
import io
import zipfile
from pathlib import Path

from toolkit.clock.office_table import OfficeColumn, read_office_table
from toolkit.document.read_document import read_document
from toolkit.errors import Unreadable, UnreadableDocumentError, WorkFolderError
from toolkit.form.rule_language import RuleSyntaxError, parse_expression
from toolkit.intake.zips import is_zip_of_files, list_members, read_member
from toolkit.text.chinese_numbers import find_counted_numbers
from toolkit.text.dates import NotADayError, parse_date
from toolkit.xlsx.open_workbook import open_book

CORPUS = Path(__file__).parent / "data" / "fuzz"
_MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
PARTS = {
    "[Content_Types].xml": f'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="{_MAIN}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_MAIN}.worksheet+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="{_RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="{_RELATIONS}/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="r3" Type="{_RELATIONS}/styles" Target="styles.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{_SPREADSHEET}" xmlns:r="{_RELATIONS}"><sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_SPREADSHEET}"><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" s="1"><v>45000</v></c></row></sheetData></worksheet>',
    "xl/sharedStrings.xml": f'<sst xmlns="{_SPREADSHEET}"><si><t>x</t></si></sst>',
    "xl/styles.xml": f'<styleSheet xmlns="{_SPREADSHEET}"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>',
}
"""The smallest workbook; a fuzzer puts its bytes in the place of one part, so that it is not stopped by the zip."""
_WORD = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'


def _pack(parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, data in parts.items():
            made.writestr(name, data)
    return out.getvalue()


def _ends(allowed, call, *arguments):
    with contextlib.suppress(allowed):
        call(*arguments)


def workbook(data):
    """Any bytes as a workbook."""
    _ends(Unreadable, open_book, data)


def workbook_part(data):
    """Bytes in the place of one part of a workbook; the first says which."""
    if data:
        name = list(PARTS)[data[0] % len(PARTS)]
        _ends(Unreadable, open_book, _pack({**PARTS, name: data[1:]}))


def zip_of_files(data):
    """Any bytes as a zip of what units sent."""
    if is_zip_of_files(data):
        try:
            members = list_members(data)
        except Unreadable:
            return
        for member in members:
            _ends(Unreadable, read_member, data, member.at)


def web_page(data):
    """Any bytes as a published page."""
    _ends(UnreadableDocumentError, read_document, data, ".html")


def plain_document(data):
    """Any bytes as a published text."""
    _ends(UnreadableDocumentError, read_document, data, ".md")


def rule(data):
    """Any text as a rule."""
    _ends(RuleSyntaxError, parse_expression, data.decode("utf-8", "ignore"))


def words(data):
    """Any text as a day and as a number in words."""
    text = data.decode("utf-8", "ignore")
    _ends(NotADayError, parse_date, text)
    find_counted_numbers(text)


_COLUMNS = (OfficeColumn("n", "编号", "text", 9, required=True), OfficeColumn("d", "日期", "date", 9))


def office_table(data):
    """Any bytes as a table an office keeps."""
    _ends(WorkFolderError, read_office_table, data, "表.csv", _COLUMNS)


TARGETS = {
    f.__name__: f
    for f in (workbook, workbook_part, zip_of_files, web_page, plain_document, rule, words, office_table)
}


def seeds(name):
    """Return inputs to begin with, small and right, so that every target starts deep."""
    parts = list(PARTS.values())
    rules = (
        "总计 = 合计(自然人:其他)",
        "当 已填(办结) 则 办结 >= 收到",
        "符合(号, '[0-9]{4}-[0-9]+')",
        "上年([有效]) + 1 <= 3 * 本格",
    )
    return {
        "workbook": [_pack(PARTS)],
        "workbook_part": [bytes([i]) + p.encode() for i, p in enumerate(parts)],
        "zip_of_files": [_pack({"甲.xlsx": b"1", "村/乙.xlsx": _pack(PARTS)})],
        "web_page": [
            "<html><body><h1>一、总体情况</h1><table><tr><td rowspan=2>1</td></tr></table></body></html>".encode()
        ],
        "plain_document": ["# 一、总体情况\n\n| a | b |\n|---|---|\n| 1 | 2 |\n".encode()],
        "rule": [r.encode() for r in rules],
        "words": ["2025年1月10日".encode(), "一千二百三十四".encode(), b"2025-01-10"],
        "office_table": ["编号,日期\n1,2025-01-10\n".encode(), "编号\t日期\n".encode("gb18030")],
    }[name]
