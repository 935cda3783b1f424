"""Parts edited where they stand: what is passed over, what stays packed as it came, what is refused."""

import io
import posixpath
import zipfile

import pytest

from toolkit.xlsx.patching import TYPES, Unpatchable, WorkbookParts, _relative_target
from toolkit.xlsx.zip_parts import Package

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET = "xl/worksheets/sheet1.xml"
PLAIN = f'<?xml version="1.0" encoding="UTF-8"?>\n<worksheet xmlns="{MAIN}"><sheetData/>{{}}</worksheet>'


def zipped(sheet):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(SHEET, sheet)
        file.writestr("[Content_Types].xml", f'<Types xmlns="{TYPES}"/>')
        file.writestr("xl/other.xml", b"<other/>", zipfile.ZIP_STORED)
    return out.getvalue()


@pytest.mark.parametrize(
    ("sheet", "may"),
    [
        (PLAIN.format(""), False),
        (PLAIN.format("<f>退回标记</f>"), True),
        (PLAIN.format("<f>&#36864;回标记</f>"), True),
        (PLAIN.format("").replace("UTF-8", "UTF-16").encode("utf-16"), True),
        (PLAIN.format("").replace('encoding="UTF-8"', ""), True),
        (PLAIN.format("").replace("<worksheet", "<!DOCTYPE x><worksheet"), True),
        (PLAIN.format("").replace("spreadsheetml", "strict"), True),
        (PLAIN.format("").replace("worksheet", "x:worksheet").replace("xmlns", "xmlns:x"), True),
    ],
)
def test_a_sheet_is_passed_over_only_where_its_bytes_show_that_a_word_is_not_in_it(sheet, may):
    assert may == WorkbookParts(zipped(sheet)).may_say(SHEET, "退回标记")


def test_a_sheet_that_is_being_changed_is_never_passed_over():
    parts = WorkbookParts(zipped(PLAIN.format("")))
    parts.xml(SHEET)
    assert parts.may_say(SHEET, "退回标记")


def test_what_is_not_changed_stays_packed_as_it_came():
    data, info = zipped(PLAIN.format("甲" * 99)), zipfile.ZipInfo("x")
    parts = WorkbookParts(data)
    parts.xml(SHEET)  # only looked at
    parts.xml("xl/other.xml").set("a", "1")
    after = Package(parts.save())
    assert Package(data).packed(SHEET, info) == after.packed(SHEET, info)
    assert after.read("xl/other.xml").endswith(b'<other a="1"/>')
    assert parts.save() == parts.save()
    assert Package(WorkbookParts(data).save()).read("xl/other.xml") == b"<other/>"


def test_a_part_whose_checksum_is_wrong_is_not_carried_along():
    damaged = bytearray(zipped(PLAIN.format("")))
    for signature, at in ((b"PK\x03\x04", 14), (b"PK\x01\x02", 16)):
        damaged[damaged.index(signature) + at] ^= 1
    with pytest.raises(Unpatchable, match="zip-crc"):
        WorkbookParts(bytes(damaged)).save()


def test_relations_are_told_as_they_are_now():
    parts = WorkbookParts(zipped(PLAIN.format("")))
    assert "" == parts.one(SHEET, "comments")
    assert "rId1" == parts.relate(SHEET, "comments", "xl/other.xml")
    assert "xl/other.xml" == parts.one(SHEET, "comments")
    assert [("rId1", "comments", "xl/other.xml")] == parts.targets(SHEET)
    assert [("comments", "xl/other.xml")] == [r[1:] for r in parts.related(SHEET)]
    made = Package(parts.save()).read("xl/worksheets/_rels/sheet1.xml.rels")
    assert b'Target="../other.xml"' in made


@pytest.mark.parametrize(
    ("target", "part", "said"),
    [
        ("xl/worksheets/a.xml", "xl/workbook.xml", "worksheets/a.xml"),
        ("xl/drawings/b.vml", "xl/worksheets/a.xml", "../drawings/b.vml"),
        ("xl/x.xml", "xl/a/b/c.xml", "../../x.xml"),
        ("xl/a.xml", "", "xl/a.xml"),
    ],
)
def test_a_target_is_named_from_the_folder_of_its_part(target, part, said):
    assert said == _relative_target(target, part)
    assert said == posixpath.relpath(target, posixpath.dirname(part) or ".")
