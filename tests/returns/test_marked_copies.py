"""Marks lie over a workbook: nothing of it changes, they are found again and taken out, and they never stack up."""

import io
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from draw import draw, submission
from forms import xxgk
from hostile.strings import HOSTILE as STRINGS
from lxml import etree
from office import convert

from toolkit.errors import Unreadable
from toolkit.form.layout import CellPlace
from toolkit.reading import return_notice
from toolkit.reading.return_notice import Notice, NoticeItem
from toolkit.returns import comments, marked_copies
from toolkit.returns.marked_copies import WorkbookMarker, mark_workbook
from toolkit.xlsx.element_order import MAIN
from toolkit.xlsx.open_workbook import open_book
from toolkit.xlsx.patching import Unpatchable, WorkbookParts

MAKE = Path(__file__).parent.parent / "hostile" / "make_hostile.py"
ODD = Path(__file__).parent.parent / "data" / "odd"
ALTERED = ("conditionalFormatting", "legacyDrawing")
"""What of a sheet a mark may add or take."""


def clear_marks(data: bytes) -> bytes:
    """Return a workbook without the marks a return put into it."""
    marker = WorkbookMarker(data)
    marker.clear()
    return marker.parts.save()


def village():
    form = xxgk()
    zeros = {c: 0.0 for c in form.cells_of("村社区") if form.figure(c).type == "count"}
    return draw(
        form, submission(form, "村社区", zeros, zero=frozenset(r.id for r in form.registers_of("村社区")))
    )


def saying(sheet, *cells, text="这里不对"):
    """A notice about cells of a sheet: the first an error, the others warnings; the last thing is about no cell."""
    at = [CellPlace(sheet, r, c) for r, c in cells]
    items = [NoticeItem("error", tuple(at[:1]), tuple(at[2:]), "某处", text, "改正", "I5")]
    items += [NoticeItem("warning", (p,), (), "某处", text, "核对或说明", "I7", "I7.某处") for p in at[1:]]
    return Notice("请改", ("一行", text), (*items, NoticeItem("error", (), (), "", text, "改正")))


def about(book):
    """A notice about the first cells of the first sheet that has any."""
    sheet = next((s for s in book.sheets if s.cells and s.state == "visible"), book.sheets[0])
    cells = sorted(sheet.cells)[:2] or [(0, 0)]
    return saying(sheet.name, *cells, (max(r for r, _ in cells) + 3, 2))


def contents(data):
    """What our reader sees of a workbook, our own sheet and its name left out."""
    return contents_of(open_book(data))


def contents_of(book):
    ours = return_notice.find_notice_sheet(book)
    names = {k: v for k, v in book.names.items() if k != return_notice.NAME}
    return [s for s in book.sheets if s is not ours], names, dict(book.properties), book.epoch_1904


def untouched(data, sheets):
    """Every part as it is, but for what a mark may add: for sheets their elements, for styles the formats in use."""
    said = {}
    parts = WorkbookParts(data)
    for name in zipfile.ZipFile(io.BytesIO(data)).namelist():
        if name in sheets:
            root = parts.xml(name)
            kept = [e for e in root if etree.QName(e).localname not in ALTERED]
            for view in root.iter(f"{{{MAIN}}}sheetView"):
                view.attrib.pop("tabSelected", None)
            said[name] = [etree.tostring(e, method="c14n") for e in kept]
            said[name] += sorted(
                etree.tostring(f, method="c14n")
                for f in root.iter(f"{{{MAIN}}}cfRule")
                if not f.attrib.pop("priority", "") or True
            )
    styles = parts.sheet_xml(parts.one(parts.one("", "officeDocument"), "styles"))
    # lxml crashes where it is to write a comment alone this way
    said["styles"] = {
        etree.QName(g).localname: [etree.tostring(e, method="c14n") for e in g if isinstance(e.tag, str)]
        for g in styles
    }
    return said


def parts_of(data, book):
    """The parts of the worksheets but ours."""
    marker = marked_copies.WorkbookMarker(data)
    ours = return_notice.find_notice_sheet(book)
    return {n: p for n, p in marker.sheets().items() if not ours or n != ours.name}


def begins(now, before):
    """Whether every group of styles begins as it was: what a cell's number means is not moved."""
    return all(now[g][: len(was)] == was for g, was in before.items())


@pytest.fixture(scope="module")
def varied(tmp_path_factory):
    """Clumsy and hostile edits of one of our workbooks, and files no one here wrote: each content once."""
    home = tmp_path_factory.mktemp("varied")
    (home / "base.xlsx").write_bytes(village())
    said = ["--unit-code", "001", "--unit-name", "甲村", "--no-big", "--flat"]
    command = [sys.executable, str(MAKE), str(home / "base.xlsx"), str(home / "out"), *said]
    subprocess.run(command, check=True, capture_output=True)
    files = [p for p in sorted((home / "out").rglob("*")) if p.is_file() and p.stat().st_size < 2**22]
    return {data: name for name, data in ((p.name, p.read_bytes()) for p in (*files, *sorted(ODD.iterdir())))}


def test_nothing_but_marks_changes(varied):
    """Values, formulas, formats, validations, widths, hidden flags: byte for byte; what cannot be patched says so."""
    done, refused = 0, []
    for data, name in varied.items():
        try:
            book = open_book(data)
        except Unreadable:
            continue
        if book.other:
            continue
        try:
            copy = mark_workbook(data, about(book))
        except Unpatchable as error:
            refused.append((name, str(error)))
            continue
        after = open_book(copy)
        assert contents_of(book) == contents_of(after), name
        before, now = parts_of(data, book), parts_of(copy, after)
        assert before.keys() == now.keys()
        was, is_now = (
            untouched(clear_marks(data), set(before.values())),
            untouched(clear_marks(copy), set(now.values())),
        )
        styles = was.pop("styles"), is_now.pop("styles")
        assert was == is_now, name
        assert begins(styles[1], styles[0]), name
        done += 1
    assert done >= 200
    assert len(refused) < done / 10, refused


def count(data):
    """How many marks there are: fills, comments of ours, their boxes, sheets, formats kept for fills."""
    parts, marker = WorkbookParts(data), marked_copies.WorkbookMarker(data)
    rules = sum(
        marked_copies.OURS in "".join(r.itertext())
        for p in marker.sheets().values()
        for r in parts.xml(p).iter(f"{{{MAIN}}}cfRule")
    )
    remarked = sum(text.count(comments.BEGIN) for _, text in remarks(data))
    boxes = sum(data_.count(b"<x:Row>") for n, data_ in read_all(data).items() if n.endswith(".vml"))
    looks = len(parts.xml(parts.one(marker.main, "styles")).find(f"{{{MAIN}}}dxfs"))
    return rules, remarked, boxes, looks, len(marker.sheets())


def read_all(data):
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return {n: file.read(n) for n in file.namelist()}


def remarks(data):
    book = openpyxl.load_workbook(io.BytesIO(data))
    return [
        (f"{s.title}!{c.coordinate}", c.comment.text)
        for s in book
        for row in s.iter_rows()
        for c in row
        if c.comment
    ]


def test_marks_never_stack_up():
    data = village()
    once = mark_workbook(data, saying("工作情况", (14, 1), (15, 1), (16, 1)))
    twice = mark_workbook(once, saying("工作情况", (14, 1), (15, 1), (16, 1)))
    assert count(once) == count(twice)
    assert once == mark_workbook(data, saying("工作情况", (14, 1), (15, 1), (16, 1))), (
        "the same marks give the same bytes"
    )
    moved = mark_workbook(twice, saying("工作情况", (20, 1)))
    assert ["工作情况!B21"] == [at for at, _ in remarks(moved)]
    assert contents(data) == contents(clear_marks(moved))
    assert not remarks(clear_marks(moved))


@pytest.mark.office
def test_marks_are_taken_out_of_what_another_program_saved(tmp_path):
    data = village()
    (tmp_path / "a.xlsx").write_bytes(mark_workbook(data, saying("工作情况", (14, 1), (15, 1))))
    (saved,) = convert([tmp_path / "a.xlsx"], tmp_path / "out", tmp_path / "profile")
    again = mark_workbook(saved.read_bytes(), saying("工作情况", (20, 1)))
    assert ["工作情况!B21"] == [at for at, _ in remarks(again)]
    sheets = openpyxl.load_workbook(io.BytesIO(again)).sheetnames
    assert 1 == sum(s.startswith("请") for s in sheets)
    assert sheets[0].startswith("请")
    left = clear_marks(again)
    assert not remarks(left)
    assert marked_copies.OURS not in "".join(
        d.decode("utf-8", "replace") for n, d in read_all(left).items() if n.endswith(".xml")
    )


def own_comments():
    """A workbook in which the unit wrote comments of its own: one where we will mark, one elsewhere."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("甲")
    sheet.write(4, 1, 7)
    sheet.write_comment(4, 1, "问过会计，是对的", {"author": "张会计"})
    sheet.write_comment(9, 3, "另一处")
    book.close()
    return out.getvalue()


def test_the_units_own_comments_stay():
    data = own_comments()
    copy = mark_workbook(data, saying("甲", (4, 1), (5, 1)))
    said = dict(remarks(copy))
    assert {"甲!B5", "甲!B6", "甲!D10"} == said.keys()
    assert said["甲!B5"].startswith("问过会计，是对的\n" + comments.BEGIN)
    again = mark_workbook(copy, saying("甲", (4, 1)))
    assert {"甲!B5", "甲!D10"} == dict(remarks(again)).keys()
    assert 1 == dict(remarks(again))["甲!B5"].count(comments.BEGIN)
    assert ["问过会计，是对的", "另一处"] == [t.strip() for _, t in remarks(clear_marks(again))]


def test_what_a_unit_wrote_beside_a_warning_is_read():
    copy = mark_workbook(village(), saying("工作情况", (14, 1), (15, 1)))
    assert {} == return_notice.read_unit_answers(open_book(copy))
    book = openpyxl.load_workbook(io.BytesIO(copy))
    sheet = book.worksheets[0]
    (row,) = [r for r in range(1, 20) if sheet.cell(r, return_notice.CODE_COLUMN + 1).value]
    assert not sheet.cell(row, return_notice.TEXT_COLUMN + 1).protection.locked
    sheet.cell(row, return_notice.TEXT_COLUMN + 1).value = "核对过，属实"
    out = io.BytesIO()
    book.save(out)
    assert {"I7.某处": "核对过，属实"} == return_notice.read_unit_answers(open_book(out.getvalue()))
    del book.defined_names[return_notice.NAME]  # as programs leave it that keep values alone
    sheet.title = "Sheet1"
    out = io.BytesIO()
    book.save(out)
    assert {"I7.某处": "核对过，属实"} == return_notice.read_unit_answers(open_book(out.getvalue()))


def test_sheets_counted_by_number_are_counted_on():
    """Print areas and the like name a sheet by its place; a new first sheet must not make them another's."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    for name in ("甲", "乙", "丙"):
        sheet = book.add_worksheet(name)
        sheet.write(0, 0, 1)
        sheet.print_area(0, 0, 3, 3)
        sheet.repeat_rows(0)
    book.get_worksheet_by_name("丙").activate()
    book.close()
    copy = mark_workbook(out.getvalue(), saying("乙", (0, 0)))
    now = openpyxl.load_workbook(io.BytesIO(copy))
    assert ["$A$1:$D$4"] * 3 == [str(now[n].print_area).split("!")[-1] for n in ("甲", "乙", "丙")]
    assert now.active.title == now.sheetnames[0]
    assert [True, False, False, False] == [bool(s.sheet_view.tabSelected) for s in now]
    back = openpyxl.load_workbook(io.BytesIO(clear_marks(copy)))
    assert ["甲", "乙", "丙"] == back.sheetnames
    assert ["$A$1:$D$4"] * 3 == [str(s.print_area).split("!")[-1] for s in back]


@pytest.mark.parametrize("text", STRINGS)
def test_hostile_text_stays_text(text):
    copy = mark_workbook(village(), saying("工作情况", (14, 1), text=text))
    book = openpyxl.load_workbook(io.BytesIO(copy))
    told = [c for row in book.worksheets[0].iter_rows() for c in row if c.value]
    assert all(
        c.data_type in ("s", "inlineStr")
        for c in told
        if c.column <= return_notice.TEXT_COLUMN + 1 and c.row != 4
    )
    assert not [c.value for c in told if c.data_type == "f" and text in c.value and len(text) > 1]
    assert {"工作情况!B15"} == dict(remarks(copy)).keys()
    assert all(re.match(r"'工作情况'!", c.hyperlink.location) for c in told if c.hyperlink)


def test_a_workbook_with_an_entity_is_not_patched():
    files = read_all(village())
    files["xl/styles.xml"] = files["xl/styles.xml"].replace(
        b"<styleSheet", b'<!DOCTYPE x [<!ENTITY a "b">]><styleSheet', 1
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name, data in files.items():
            file.writestr(name, data)
    with pytest.raises(Unpatchable):
        mark_workbook(out.getvalue(), saying("工作情况", (14, 1)))


def as_wps_zips(data, folders=("_rels/", "docProps/", "xl/", "xl/_rels/", "xl/worksheets/")):
    """The same parts, with the folders listed first and among them, as WPS writes them."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for folder in folders:
            file.writestr(zipfile.ZipInfo(folder), b"")
        for name, part in read_all(data).items():
            file.writestr(name, part)
    return out.getvalue()


def test_a_workbook_whose_zip_lists_folders_is_the_units_own_file_like_any_other():
    data = village()
    copy = mark_workbook(as_wps_zips(data), saying("工作情况", (14, 1)))
    assert read_all(mark_workbook(data, saying("工作情况", (14, 1)))) == read_all(copy)


@pytest.mark.parametrize("folder", ["../", "/xl/", "xl/../../"])
def test_a_folder_that_leads_out_is_not_patched(folder):
    with pytest.raises(Unpatchable):
        mark_workbook(as_wps_zips(village(), (folder,)), saying("工作情况", (14, 1)))


def test_a_folder_that_holds_something_is_not_patched():
    out = io.BytesIO(village())
    with zipfile.ZipFile(out, "a") as file:
        file.writestr("xl/odd/", b"something")
    with pytest.raises(Unpatchable):
        mark_workbook(out.getvalue(), saying("工作情况", (14, 1)))


def test_a_workbook_with_escaped_part_names_and_gbk_parts_is_the_units_own_file_like_any_other():
    data, members = village(), {}
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        for name in file.namelist():
            text = file.read(name)
            if name in ("xl/sharedStrings.xml", "xl/workbook.xml"):
                text = text.decode().replace("UTF-8", "GBK", 1).encode("gbk", "xmlcharrefreplace")
            if name == "xl/_rels/workbook.xml.rels":
                text = text.replace(b"worksheets/sheet2.xml", b"worksheets/sheet 2.xml")
            members[name.replace("sheets/sheet2.xml", "sheets/sheet%202.xml")] = text
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in members.items():
            file.writestr(name, text)
    assert contents(data) == contents(out.getvalue())
    copy = mark_workbook(out.getvalue(), saying("工作情况", (14, 1)))
    assert "这里不对" in str(open_book(copy).sheets[0].cells)
    assert contents(data) == contents(clear_marks(copy))


def test_a_comment_says_what_was_told_sign_for_sign():
    told = '甲\r乙\n<丙> & "丁"'
    copy = mark_workbook(village(), saying("工作情况", (14, 1), text=told))
    (name,) = [n for n in read_all(copy) if "comments" in n]
    texts = ["".join(c.itertext()) for c in WorkbookParts(copy).xml(name).iter(f"{{{MAIN}}}comment")]
    assert 1 == len(texts)
    assert f"要改：{told}\n怎么改：改正" in texts[0]
