"""The strict reader against what other libraries write and read, and against damage."""

import ast
import datetime
import io
import re
import struct
from pathlib import Path

import openpyxl
import pytest
from parts import RELATIONS, SHEET, STYLES, by_xlsxwriter, parts, with_sheet, zipped
from python_calamine import CalamineWorkbook
from syntax import nodes_of

import toolkit
from toolkit.errors import Unreadable
from toolkit.folder.unreadable_reasons import REASONS
from toolkit.intake.zips import is_zip_of_files
from toolkit.values.cell_moments import day_of_date_cell
from toolkit.xlsx import file_kind, open_workbook, xml_events
from toolkit.xlsx.cells import CellKind, CellValue
from toolkit.xlsx.open_workbook import open_book


def by_openpyxl():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "表一"
    for row in (["甲", 1, 2.5], ["乙", None, datetime.date(2024, 12, 31)], ["=SUM(B1:C1)", "１２", True]):
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_every_kind_of_cell_is_read_as_the_file_holds_it():
    book = open_book(by_xlsxwriter())
    cells = book.sheet("表一").cells
    assert [
        CellValue(CellKind.TEXT, "文字 <&> “引号”"),
        CellValue(CellKind.NUMBER, "3"),
        CellValue(CellKind.NUMBER, "0.1"),
        CellValue(CellKind.DATE, "45351"),
        CellValue(CellKind.NUMBER, "3.1", "SUM(A2:A3)"),
        CellValue(CellKind.BLANK, "", 'IF(A2=3,"","x")'),
        CellValue(CellKind.BOOL, "1"),
        CellValue(CellKind.ERROR, "#DIV/0!", "1/0"),
        CellValue(CellKind.TEXT, "红粗黑"),
    ] == [cells[row, 0] for row in range(9)]
    assert datetime.date(2024, 2, 29) == day_of_date_cell(cells[3, 0], book.epoch_1904)
    assert book.sheet("表一").merges == ((0, 2, 1, 3),)
    assert ({10}, {5}) == (book.sheet("表一").hidden_rows, book.sheet("表一").hidden_columns)
    assert [s.state for s in book.sheets] == ["visible", "hidden"]
    assert book.properties == {"toolkit.unit": "001"}
    assert book.names["申请.登记号"] == "'表一'!$A$1"


@pytest.mark.parametrize("data", [by_xlsxwriter(), by_openpyxl()], ids=["xlsxwriter", "openpyxl"])
def test_three_readers_see_the_same_numbers_and_texts(data):
    ours = open_book(data)
    theirs = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    third = CalamineWorkbook.from_filelike(io.BytesIO(data))
    for sheet in ours.sheets:
        rows = third.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
        for (row, column), cell in sheet.cells.items():
            said = theirs[sheet.name].cell(row + 1, column + 1).value
            other = rows[row][column] if row < len(rows) and column < len(rows[row]) else ""
            if cell.kind == CellKind.NUMBER:
                assert float(cell.raw) == said == other
            elif cell.kind == CellKind.TEXT:
                assert cell.raw == (said or "") == other
            elif cell.kind == CellKind.DATE:
                assert str(day_of_date_cell(cell, ours.epoch_1904)) == str(said)[:10] == str(other)[:10]


@pytest.mark.parametrize(
    ("raw", "epoch", "day"),
    [
        ("1", False, "1900-01-01"),
        ("59", False, "1900-02-28"),
        ("60", False, None),
        ("61", False, "1900-03-01"),
        ("45292.75", False, "2024-01-01"),
        ("43830", True, "2024-01-01"),
        ("2024-03-05T00:00:00", False, "2024-03-05"),
        ("0", False, None),
        ("-3", False, None),
        ("2958466", False, None),
        ("nonsense", False, None),
        ("1e999", False, None),
        ("-0.5", True, None),
        ("1899-12-31", False, None),
        ("2024-03-05或3月6日", False, None),
        ("2024-02-30", False, None),
    ],
)
def test_days_are_counted_as_excel_counts_them(raw, epoch, day):
    found = day_of_date_cell(CellValue(CellKind.DATE, raw), epoch)
    assert day == (found and found.isoformat())


# ── damage ─────────────────────────────────────────────────────────────────────────────────────────────────


def without(name):
    return zipped({k: v for k, v in parts().items() if k != name})


def twice(name):
    members = [*parts().items(), (name.upper(), b"<x/>")]
    return zipped(members)


def flipped(data):
    """Flip a bit of a stored checksum in both headers of a zip of one part."""
    found = bytearray(data)
    found[14] ^= 1
    found[data.rfind(b"PK\x01\x02") + 16] ^= 1
    return bytes(found)


def changed(part, old, new):
    members = parts()
    assert old in members[part], old
    return zipped({**members, part: members[part].replace(old, new, 1)})


def with_second_texts():
    members = parts()
    texts = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    members["xl/other.xml"] = members["xl/sharedStrings.xml"]
    members[RELATIONS] = members[RELATIONS].replace(
        b"</Relationships>",
        f'<Relationship Id="x" Type="{texts}" Target="other.xml"/></Relationships>'.encode(),
    )
    return zipped(members)


DTD = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]>'
REFUSED = {
    "empty-file": b"",
    "all-zero-bytes": bytes(100),
    "pdf": b"%PDF-1.7 ...",
    "picture": b"\x89PNG\r\n",
    "rar": b"Rar!\x1a\x07",
    "web-page": b"\xef\xbb\xbf<html><table>",
    "plain-text": "单位,数\n".encode("gbk"),
    "old-damaged": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(64) + "Workbook".encode("utf-16-le"),
    "encrypted": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(64) + "EncryptedPackage".encode("utf-16-le"),
    "zip-no-directory": by_xlsxwriter()[:-40],
    "relation-twice": changed(RELATIONS, b'Id="rId2"', b'Id="rId1"'),
    "sheet-name-twice": changed("xl/workbook.xml", "藏".encode(), "表一".encode()),
    "opendocument": zipped({"mimetype": b"x", "content.xml": b"<x/>"}),
    "no-sheets": changed("xl/workbook.xml", b"spreadsheetml/2006/main", b"spreadsheetml/2006/other"),
    "word-document": zipped({"word/document.xml": b"<x/>"}),
    "zip-of-something": zipped({"照片.jpg": b"\xff\xd8"}),
    "zip-duplicate-part": twice(SHEET),
    "zip-crc": flipped(zipped({"_rels/.rels": parts()["_rels/.rels"]})),
    "workbook-missing": without("xl/workbook.xml"),
    "sheet-part-missing": without(SHEET),
    "cell-twice": with_sheet(b'<c r="A3"', b'<c r="A2"'),
    "cell-outside-grid": with_sheet(b'r="A3"', b'r="XFE3"'),
    "text-index": with_sheet(b't="s"><v>0</v>', b't="s"><v>99</v>'),
    "xml-damaged": with_sheet(b"</worksheet>", b"</work"),
    "xml-dtd": with_sheet(b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>', DTD),
}


@pytest.mark.parametrize("code", REFUSED)
def test_what_cannot_be_vouched_for_is_refused_with_its_reason(code):
    with pytest.raises(Unreadable) as caught:
        open_book(REFUSED[code])
    assert code == caught.value.code


def test_a_size_that_lies_is_refused():
    data = bytearray(zipped({"_rels/.rels": parts()["_rels/.rels"]}))
    for at in (22, data.rfind(b"PK\x01\x02") + 24):
        struct.pack_into("<I", data, at, 5)
    with pytest.raises(Unreadable) as caught:
        open_book(bytes(data))
    assert caught.value.code == "zip-size-lies"


def test_a_bomb_costs_no_more_than_its_budget(monkeypatch):
    monkeypatch.setattr("toolkit.xlsx.zip_parts.MAX_PART", 1_000_000)
    members = parts()
    members["xl/sharedStrings.xml"] = b"<sst>" + b" " * 50_000_000 + b"</sst>"
    with pytest.raises(Unreadable) as caught:
        open_book(zipped(members))
    assert caught.value.code == "zip-too-large"


@pytest.mark.parametrize(
    "data",
    [
        with_sheet(b'<dimension ref="A1:D11"/>', b'<dimension ref="A1"/>'),
        zipped(
            {
                k: v.replace(
                    b"schemas.openxmlformats.org/spreadsheetml/2006/main",
                    b"purl.oclc.org/ooxml/spreadsheetml/main",
                )
                for k, v in parts().items()
            }
        ),
        zipped(
            {
                k: v.decode().replace('encoding="UTF-8"', 'encoding="UTF-16"').encode("utf-16")
                if k == SHEET
                else v
                for k, v in parts().items()
            }
        ),
        zipped({k: b"\xef\xbb\xbf" + v if k == SHEET else v for k, v in parts().items()}),
    ],
    ids=["lying dimension", "strict namespace", "UTF-16", "BOM"],
)
def test_odd_dialects_give_the_same_cells(data):
    assert open_book(by_xlsxwriter()).sheets[0].cells == open_book(data).sheets[0].cells


def test_rows_out_of_order_give_the_same_cells():
    members = parts()
    head, _, rest = members[SHEET].partition(b"<sheetData>")
    body, _, tail = rest.partition(b"</sheetData>")
    rows = re.findall(rb"<row [^>]*/>|<row .*?</row>", body)
    members[SHEET] = head + b"<sheetData>" + b"".join(reversed(rows)) + b"</sheetData>" + tail
    assert open_book(by_xlsxwriter()).sheets[0].cells == open_book(zipped(members)).sheets[0].cells


def test_shared_formulas_are_moved_to_their_cells():
    old = b"<f>SUM(A2:A3)</f>"
    members = parts()
    members[SHEET] = members[SHEET].replace(old, b'<f t="shared" ref="A5:A6" si="0">SUM(A2:A3)</f>')
    start = members[SHEET].index(b'<c r="A6"')
    end = members[SHEET].index(b"</c>", start) + 4
    members[SHEET] = (
        members[SHEET][:start] + b'<c r="A6"><f t="shared" si="0"/><v>9</v></c>' + members[SHEET][end:]
    )
    assert open_book(zipped(members)).sheets[0].cells[5, 0].formula == "SUM(A3:A4)"


BROKEN_CELLS = {
    "not a number": (b"<v>3</v>", b"<v>NaN</v>", "NaN"),
    "null": (b"<v>3</v>", b"<v>null</v>", "null"),
    "a number in other digits": (b"<v>3</v>", "<v>７</v>".encode(), "７"),
    "more than a program can hold": (b"<v>3</v>", b"<v>1e999</v>", "1e999"),
    "digits without end": (b"<v>3</v>", b"<v>" + b"1" * 500 + b"</v>", "1" * 500),
    "a type nobody knows": (b'"A2"><v>3</v>', b'"A2" t="q"><v>3</v>', "3"),
    "two values in a cell": (b"<v>3</v>", b"<v>3</v><v>4</v>", "34"),
    "a number as inline text": (b'"A2"><v>3</v>', b'"A2"><is><t>3</t></is>', "3"),
    "inline text as a number": (b'"A2"><v>', b'"A2" t="inlineStr"><v>', "3"),
    "a text's number that is none": (b'"A2"><v>3</v>', b'"A2" t="s"><v>null</v>', "null"),
}


@pytest.mark.parametrize("name", BROKEN_CELLS)
def test_a_cell_that_is_broken_costs_itself_and_no_other(name):
    before, after, raw = BROKEN_CELLS[name]
    sound, found = (
        open_book(x).sheets[0].cells
        for x in (with_sheet(b"<v>3</v>", b"<v>3</v>"), with_sheet(before, after))
    )
    assert CellValue(CellKind.BROKEN, raw) == found[1, 0]
    assert {at: c for at, c in sound.items() if at != (1, 0)} == {
        at: c for at, c in found.items() if at != (1, 0)
    }


def test_a_truth_that_is_neither_is_broken():
    found = open_book(with_sheet(b't="b"><v>1<', b't="b"><v>yes<')).sheets[0].cells
    assert [CellValue(CellKind.BROKEN, "yes")] == [c for c in found.values() if c.kind == CellKind.BROKEN]


END = b"</sheetData>"
NOT_ONE_READING = {
    "a blank behind a figure": ("cell-twice", with_sheet(b'<c r="A3"', b'<c r="A2"/><c r="A3"')),
    "a strange namespace": ("sheet-part-missing", with_sheet(b"spreadsheetml/2006/main", b"spreadsheetml/x")),
    "an unknown encoding": ("xml-damaged", with_sheet(b"UTF-8", b"XYZ-99")),
    "a column behind the last": (
        "cell-outside-grid",
        with_sheet(END, b'<row r="20"><c r="XFD20"><v>1</v></c><c><v>2</v></c></row>' + END),
    ),
    "a row behind the last": (
        "cell-outside-grid",
        with_sheet(END, b'<row r="1048576"/><row><c><v>1</v></c></row>' + END),
    ),
}


@pytest.mark.parametrize("kind", NOT_ONE_READING)
def test_a_cell_with_more_than_one_reading_is_refused(kind):
    code, data = NOT_ONE_READING[kind]
    with pytest.raises(Unreadable) as caught:
        open_book(data)
    assert code == caught.value.code


def test_a_part_named_twice_for_one_purpose_is_refused():
    with pytest.raises(Unreadable) as caught:
        open_book(with_second_texts())
    assert caught.value.code == "relation-twice"


@pytest.mark.parametrize("encoding", ["GBK", "gb2312", "GB18030"])
def test_parts_that_say_they_are_written_in_gbk_are_read(encoding):
    members = parts()
    for name in ("xl/workbook.xml", "xl/sharedStrings.xml", "docProps/custom.xml"):
        text = members[name].decode().replace('encoding="UTF-8"', f'encoding="{encoding}"')
        members[name] = text.replace("文字 <&amp;> “引号”", "文字").encode(encoding)
    assert b"\xb1\xed" in members["xl/workbook.xml"]
    found = open_book(zipped(members))
    assert ["表一", "藏"] == [s.name for s in found.sheets]
    assert open_book(by_xlsxwriter()).sheets[0].cells.keys() == found.sheets[0].cells.keys()
    assert "粗黑" in found.sheets[0].cells[8, 0].raw
    assert "合并" == found.sheets[0].cells[0, 2].raw


def test_a_part_in_big5_is_read_as_it_says():
    told = []
    xml_events.parse_xml_events(
        '<?xml version="1.0" encoding="Big5"?><a>單位編碼</a>'.encode("big5"), {}, {}, told.append
    )
    assert "單位編碼" == "".join(told)


def test_text_of_another_encoding_than_a_part_says_is_damage():
    text = parts()["xl/sharedStrings.xml"]
    wrong = text.replace(b'encoding="UTF-8"', b'encoding="GBK"').replace("合并".encode(), b"\xff\xff")
    with pytest.raises(Unreadable) as caught:
        open_book(zipped({**parts(), "xl/sharedStrings.xml": wrong}))
    assert caught.value.code == "xml-damaged"


def test_a_dtd_in_gbk_is_refused_as_any_other():
    text = parts()["xl/sharedStrings.xml"].decode().replace("UTF-8", "GBK", 1).encode("gbk")
    evil = text.replace(b"<sst", b'<!DOCTYPE x [<!ENTITY a "b">]><sst', 1)
    with pytest.raises(Unreadable) as caught:
        open_book(zipped({**parts(), "xl/sharedStrings.xml": evil}))
    assert caught.value.code == "xml-dtd"


def test_text_in_gbk_cut_between_two_pieces_is_whole(monkeypatch):
    monkeypatch.setattr("toolkit.xlsx.xml_events._PIECE", 7)
    members = parts()
    name = "xl/sharedStrings.xml"
    members[name] = members[name].decode().replace("UTF-8", "GBK", 1).encode("gbk")
    assert open_book(by_xlsxwriter()).sheets == open_book(zipped(members)).sheets


@pytest.mark.parametrize(
    ("stored", "target"),
    [
        ("xl/worksheets/sheet%201.xml", "worksheets/sheet 1.xml"),
        ("xl/worksheets/sheet 1.xml", "worksheets/sheet%201.xml"),
        ("xl/worksheets/表 一.xml", "/xl/worksheets/%E8%A1%A8%20%E4%B8%80.xml"),
    ],
)
def test_a_sheet_is_found_however_its_part_is_named(stored, target):
    members = parts()
    members[stored] = members.pop("xl/worksheets/sheet1.xml")
    relations = members[RELATIONS].replace(b"worksheets/sheet1.xml", target.encode())
    found = open_book(zipped({**members, RELATIONS: relations}))
    assert open_book(by_xlsxwriter()).sheets == found.sheets


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Index/Document.iwa", "iwork"),
        ("Metadata/BuildVersionHistory.plist", "iwork"),
        ("OFD.xml", "ofd"),
        ("ppt/presentation.xml", "presentation"),
    ],
)
def test_a_zip_of_another_program_is_named(name, code):
    data = zipped({name: b"x", "preview.jpg": b"y"})
    assert not is_zip_of_files(data)
    with pytest.raises(Unreadable) as caught:
        open_book(data)
    assert caught.value.code == code


def test_a_strangers_text_does_not_move_the_others():
    odd = b'<x:si xmlns:x="urn:x"><x:t>9</x:t></x:si><si>'
    assert (
        open_book(by_xlsxwriter()).sheets == open_book(changed("xl/sharedStrings.xml", b"<si>", odd)).sheets
    )


@pytest.mark.parametrize(
    "data",
    [
        without(STYLES),
        changed(STYLES, b"</styleSheet>", b"</style"),
    ],
    ids=["missing", "damaged"],
)
def test_without_sound_styles_a_date_is_its_serial_number(data):
    assert open_book(data).sheets[0].cells[3, 0] == CellValue(CellKind.NUMBER, "45351")


def test_a_dtd_is_refused_in_styles_and_in_properties_too():
    declaration = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    for part in (STYLES, "docProps/custom.xml"):
        with pytest.raises(Unreadable) as caught:
            open_book(changed(part, declaration, DTD))
        assert caught.value.code == "xml-dtd"


def test_a_conditional_format_says_nothing_of_the_cells():
    own = re.search(rb'numFmtId="(1[6-9][0-9])"', parts()[STYLES])[1].decode()
    members = parts()
    members[STYLES] = re.sub(
        rb"<dxfs[^>]*/>",
        f'<dxfs count="1"><dxf><numFmt numFmtId="{own}" formatCode="0.00"/></dxf></dxfs>'.encode(),
        members[STYLES],
    )
    assert open_book(by_xlsxwriter()).sheets == open_book(zipped(members)).sheets


def test_a_format_number_of_any_length_is_no_crash():
    members = parts()
    members[STYLES] = members[STYLES].replace(b'<xf numFmtId="0"', b'<xf numFmtId="' + b"9" * 5_000 + b'"')
    data = zipped(members)
    assert open_book(by_xlsxwriter()).sheets[0].cells[1, 0] == open_book(data).sheets[0].cells[1, 0]


def test_damaged_properties_are_none():
    assert {} == open_book(changed("docProps/custom.xml", b"</Properties>", b"</Prop")).properties


def test_deceiving_characters_are_shown_as_such():
    data = with_sheet(b't="s"><v>0</v>', 't="inlineStr"><is><t>甲\u202e乙_x0007_</t></is>'.encode())
    assert open_book(data).sheets[0].cells[0, 0].raw == "甲\ufffd乙\ufffd"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("\u202d12\u202c", "12"),  # as a calculator copies it
        ("\u2066龙门村\u2069", "龙门村"),
        ("\u202e12\u202c", "\ufffd12\ufffd"),  # seen as 21
        ("\u202dא12\u202c", "\ufffdא12\ufffd"),
    ],
)
def test_marks_that_keep_the_reading_as_it_is_are_left_out_and_no_others(written, read):
    data = with_sheet(b't="s"><v>0</v>', f't="inlineStr"><is><t>{written}</t></is>'.encode())
    assert open_book(data).sheets[0].cells[0, 0].raw == read


def test_every_reason_has_its_sentence_and_every_sentence_its_use():
    raised = set()
    package = Path(toolkit.__file__).parent
    for path in (p for p in package.rglob("*.py") if p.parent.name in ("xlsx", "reading")):
        for node in nodes_of(path.read_text(encoding="utf-8")):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Unreadable":
                said = node.args[0]
                raised |= {
                    n.value
                    for n in ast.walk(said)
                    if isinstance(n, ast.Constant) and isinstance(n.value, str)
                }
    raised |= {code for table in (file_kind._SIGNATURES, file_kind._OLE_DOCUMENTS) for _, code in table}
    raised |= {code for _, code in open_workbook._OTHERS}
    assert REASONS.keys() == raised
