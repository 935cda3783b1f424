"""What strangers' bytes reach, each as a function of bytes: whatever comes in, it ends in a value or in the one exception it may raise.

``make fuzz`` drives them with atheris, by coverage, for minutes; ``test_fuzz_corpus.py`` goes through what is kept in
data/fuzz in seconds. An input that once broke one is put there, and stays.
"""

import contextlib
import hashlib
import io
import itertools
import json
import struct
import tempfile
import zipfile
from pathlib import Path

import paper

from toolkit.clock.office_table import OfficeColumn, read_office_table
from toolkit.definition_book.load_definition import load_definition
from toolkit.document.edit_word import EditableWordDocument
from toolkit.document.model import Document, Grid, Paragraph, Run
from toolkit.document.read_document import read_document
from toolkit.document.read_word import count_leftovers
from toolkit.document.text_marks import TextMark
from toolkit.document.word_as_shown import read_document_as_shown
from toolkit.document.word_comments import comment_word_document
from toolkit.document.word_mark import document_mark_in_bytes
from toolkit.document.word_styles import is_edited_since_saved
from toolkit.errors import FormError, Unreadable, UnreadableDocumentError, WorkFolderError
from toolkit.form.rule_language import RuleSyntaxError, parse_expression
from toolkit.formats.open_report import format_of_report, read_report_file
from toolkit.formats.page_layout import PrintedPage, pages_to_blocks
from toolkit.formats.ruled_tables import PlacedText, ruled_line
from toolkit.formats.word_processor import KINDS
from toolkit.intake import mails
from toolkit.intake.containers import list_contained, read_contained
from toolkit.text.chinese_numbers import find_counted_numbers
from toolkit.text.dates import NotADayError, parse_date
from toolkit.verifying.backup_manifest import MANIFEST, read_backup, seal_of
from toolkit.xlsx.open_workbook import open_book

HERE = Path(__file__).parent
CORPUS = HERE / "data" / "fuzz"
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
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_COMMENTS = '<w:comment w:id="0"><w:p><w:r><w:t>核</w:t></w:r></w:p></w:comment>'
WORD_PARTS = {
    "word/document.xml": f'<w:document xmlns:w="{_WORD}"><w:body><w:p><w:pPr><w:pStyle w:val="1"/></w:pPr><w:r><w:rPr><w:strike/></w:rPr><w:t>一、总体情况</w:t></w:r></w:p><w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="2"/><w:vMerge w:val="restart"/></w:tcPr><w:p><w:r><w:t>1</w:t></w:r></w:p></w:tc><w:tc><w:p/></w:tc></w:tr></w:tbl><w:sdt><w:sdtPr><w:tag w:val="a.b.c"/></w:sdtPr><w:sdtContent><w:p><w:ins><w:r><w:t>2</w:t><w:tab/></w:r></w:ins></w:p></w:sdtContent></w:sdt><w:sectPr/></w:body></w:document>',
    "_rels/.rels": f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="{_RELATIONS}/officeDocument" Target="word/document.xml"/><Relationship Id="r2" Type="{_RELATIONS}/custom-properties" Target="docProps/custom.xml"/></Relationships>',
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/><Override PartName="/word/comments.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"/></Types>',
    "word/_rels/document.xml.rels": f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="{_RELATIONS}/styles" Target="styles.xml"/><Relationship Id="r2" Type="{_RELATIONS}/comments" Target="comments.xml"/></Relationships>',
    "word/styles.xml": f'<w:styles xmlns:w="{_WORD}"><w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/></w:style></w:styles>',
    "word/comments.xml": f'<w:comments xmlns:w="{_WORD}">{_COMMENTS}</w:comments>',
    "docProps/custom.xml": '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"><property fmtid="{}" pid="2" name="toolkit.report"><vt:lpwstr>abcdefghijklmnopqrst</vt:lpwstr></property></Properties>',
}
"""The smallest Word document with a comment, styles and a mark of ours."""
_PAGE = (
    [(60.0, 60.0, "一、总体情况" * 8, 10.0), (70.0, 100.0, "1", 10.0)],
    [(60.0, y, 300.0, y) for y in (90.0, 120.0)] + [(x, 90.0, x, 120.0) for x in (60.0, 180.0, 300.0)],
)
OFD_PARTS = paper.parts_of_ofd([_PAGE])
_ODT = '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"><office:body><office:text><text:h>一、总体情况</text:h><table:table><table:table-row><table:table-cell table:number-columns-spanned="2" table:number-columns-repeated="3"><text:p>1<text:s/></text:p></table:table-cell><table:covered-table-cell/></table:table-row></table:table></office:text></office:body></office:document-content>'
ODT_PARTS = {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": _ODT}
SUFFIXES = (".docx", ".pdf", ".ofd", ".odt", ".rtf", ".html", ".md", ".txt", "")


def pack_parts(parts):
    """Return *parts*, texts or bytes by their names, as a zip."""
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
        _ends(Unreadable, open_book, pack_parts({**PARTS, name: data[1:]}))


def zip_of_files(data):
    """Any bytes as a zip of what units sent."""
    try:
        contained = list_contained(data) or ()
    except Unreadable:
        return
    for one in contained:
        _ends(Unreadable, read_contained, data, one.at)


def saved_mail(data):
    """Any bytes as what follows the first lines of a saved e-mail."""
    if mails.is_mail(_MAIL_HEAD + data):
        zip_of_files(_MAIL_HEAD + data)


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


def report_file(data):
    """Any bytes as a published report; the first says how it is called. Older word processors' files go to a program of others."""
    if data and format_of_report(data[1:], suffix := SUFFIXES[data[0] % len(SUFFIXES)]) not in KINDS:
        _ends(UnreadableDocumentError, read_report_file, data[1:], suffix)


_SHOWN = Document("", "", 2025, ())


def _read_word_in_every_way(data):
    document_mark_in_bytes(data)
    is_edited_since_saved(data)
    _ends(UnreadableDocumentError, count_leftovers, data)
    _ends(UnreadableDocumentError, read_document_as_shown, data, _SHOWN)
    _ends(UnreadableDocumentError, _edit_word, data)
    with contextlib.suppress(UnreadableDocumentError):
        blocks = read_report_file(data, ".docx")[0].blocks
        comment_word_document(data, [_mark_in(block, at) for at, block in enumerate(blocks[:3])])


def _edit_word(data):
    opened = EditableWordDocument(data)
    for at, block in enumerate(list(opened.blocks)[:3]):
        for _, _, control in list(opened.controls(at)):
            opened.set_number(control, "12")
        if not isinstance(block, Grid):
            opened.reword(at, Paragraph((Run("甲"),)))
            opened.put_in(Paragraph((Run("乙"),)), at, like=at)
    opened.to_bytes("abc")


def _mark_in(block, at):
    """Return a mark on the first box of a table, on some characters of a text."""
    if not isinstance(block, Grid):
        return TextMark(at, "核对", "error", 1, 3)
    row = next((r for r, row in enumerate(block.rows) if any(row)), None)
    return TextMark(at, "核对", "error", row=row, box=0) if row is not None else TextMark(0, "核对", "")


def word_document(data):
    """Any bytes as a Word document somebody edited: read, commented, told from ours."""
    _read_word_in_every_way(data)


def word_part(data):
    """Bytes in the place of one part of a Word document; the first says which."""
    if data:
        name = list(WORD_PARTS)[data[0] % len(WORD_PARTS)]
        _read_word_in_every_way(pack_parts({**WORD_PARTS, name: data[1:]}))


def ofd_part(data):
    """Bytes in the place of one part of an OFD; the first says which."""
    if data:
        name = list(OFD_PARTS)[data[0] % len(OFD_PARTS)]
        _ends(UnreadableDocumentError, read_report_file, pack_parts({**OFD_PARTS, name: data[1:]}), ".ofd")


def odt_content(data):
    """Bytes as the text of an OpenDocument."""
    _ends(UnreadableDocumentError, read_report_file, pack_parts({**ODT_PARTS, "content.xml": data}), ".odt")


def pdf_page(data):
    """Bytes as what is drawn on the page of a PDF."""
    _ends(UnreadableDocumentError, read_report_file, paper.draw_pdf([_PAGE], more=data), ".pdf")


def printed_page(data):
    """Any numbers as where characters and lines stand on two pages."""
    numbers = [n[0] for n in struct.iter_unpack("<f", data[: len(data) // 4 * 4])]
    places = (
        list(itertools.batched(numbers, 4))
        if hasattr(itertools, "batched")
        else [tuple(numbers[i : i + 4]) for i in range(0, len(numbers), 4)]
    )
    whole = [p for p in places if len(p) == 4][:200]
    texts = [PlacedText("一1"[i % 2], *p) for i, p in enumerate(whole[::2])]
    rules = [r for p in whole[1::2] if (r := ruled_line(*p))]
    pages_to_blocks([PrintedPage(842.0, texts, rules), PrintedPage(842.0, texts[::2], rules)])


def definition(data):
    """Any bytes as the definition of a form, text or workbook."""
    _ends((FormError, WorkFolderError), load_definition, data, "x.toml")


def backup(data):
    """Any bytes as the list of what a backup holds, sealed as whoever made it can."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr(MANIFEST, data)
        made.writestr("0", b"1")
        made.comment = seal_of(data)
    with tempfile.NamedTemporaryFile(suffix=".zip") as file:
        file.write(out.getvalue())
        file.flush()
        _ends(WorkFolderError, read_backup, Path(file.name))


TARGETS = {
    f.__name__: f
    for f in (
        *(
            workbook,
            workbook_part,
            zip_of_files,
            saved_mail,
            web_page,
            plain_document,
            rule,
            words,
            office_table,
        ),
        *(report_file, word_document, word_part, ofd_part, odt_content, pdf_page, printed_page),
        *(definition, backup),
    )
}


_MAIL_HEAD = b"To: a@b\r\nFrom: c@d\r\n"


def _whole_reports():
    """Return the smallest report in every format, in the order of SUFFIXES."""
    page = "<html><body><p>一、总体情况</p></body></html>"
    text = ["# 一、总体情况".encode()] * 3
    return [
        pack_parts(WORD_PARTS),
        paper.draw_pdf([_PAGE]),
        pack_parts(OFD_PARTS),
        pack_parts(ODT_PARTS),
        b"{\\rtf1 a}",
        page.encode(),
        *text,
    ]


def _numbers_of_table():
    """Return four lines that make a table, each behind a character in it."""
    lines = ((0, 0, 90, 0), (0, 50, 90, 50), (0, 0, 0, 50), (90, 0, 90, 50))
    return [n for line in lines for n in (10, 10, 20, 20, *line)]


_MANIFEST = json.dumps(
    {
        "office": "甲",
        "code": "1",
        "form": "a",
        "period": "2025",
        "made": "2025-01-10T00:00:00+00:00",
        "head": "",
        "events": 1,
        "format": 1,
        "files": [["a/b", "0", 1, hashlib.sha256(b"1").hexdigest(), 1.5]],
    }
).encode()


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
        "workbook": [pack_parts(PARTS)],
        "workbook_part": [bytes([i]) + p.encode() for i, p in enumerate(parts)],
        "zip_of_files": [pack_parts({"甲.xlsx": b"1", "村/乙.xlsx": pack_parts(PARTS)})],
        "saved_mail": [
            b'Content-Disposition: attachment; filename="=?gb2312?B?tqsueGxzeA==?="\r\n\r\nx',
            (
                b'Content-Type: multipart/mixed; boundary="="\r\n\r\n--=\r\nContent-Type: message/rfc822\r\n\r\n\r\n--=\r\n'
                b"Content-Disposition: attachment; filename*=UTF-8''%E4%B8%9C\r\nContent-Transfer-Encoding: base64\r\n\r\neHg=\r\n--=--"
            ),
        ],
        "web_page": [
            "<html><body><h1>一、总体情况</h1><table><tr><td rowspan=2>1</td></tr></table></body></html>".encode()
        ],
        "plain_document": ["# 一、总体情况\n\n| a | b |\n|---|---|\n| 1 | 2 |\n".encode()],
        "rule": [r.encode() for r in rules],
        "words": ["2025年1月10日".encode(), "一千二百三十四".encode(), b"2025-01-10"],
        "report_file": [bytes([i]) + d for i, d in enumerate(_whole_reports())],
        "word_document": [pack_parts(WORD_PARTS)],
        "word_part": [bytes([i]) + p.encode() for i, p in enumerate(WORD_PARTS.values())],
        "ofd_part": [bytes([i]) + p.encode() for i, p in enumerate(OFD_PARTS.values())],
        "odt_content": [_ODT.encode()],
        "pdf_page": [
            b"10 10 m 200 10 l S\n",
            b"q 1 0 0 1 5 5 cm 10 10 200 1 re f Q\nBT /F1 10 Tf <4E00> Tj ET\n",
        ],
        "printed_page": [
            struct.pack("<24f", *(10, 10, 20, 20, 0, 0, 100, 0) * 3),
            struct.pack("<32f", *_numbers_of_table()),
        ],
        "definition": [(HERE / "data" / name).read_bytes() for name in ("monthly.toml", "second-form.toml")],
        "backup": [_MANIFEST],
        "office_table": ["编号,日期\n1,2025-01-10\n".encode(), "编号\t日期\n".encode("gb18030")],
    }[name]
