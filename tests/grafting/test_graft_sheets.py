"""Sheets of ours stand in another's workbook whole, and nothing else of it is another byte."""

import io
import zipfile

import openpyxl
import pytest
from lxml import etree
from other_workbooks import ODD, drawn, office, strict
from parts import parts as members_of

from toolkit.grafting.graft_sheets import graft_sheets
from toolkit.xlsx.element_order import _STYLES, _WORKBOOK, _WORKSHEET
from toolkit.xlsx.open_workbook import open_book
from toolkit.xlsx.patching import Unpatchable, WorkbookParts

OURS = ("校验", "_选项")
WRITTEN = {
    "[Content_Types].xml",
    "_rels/.rels",
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "xl/styles.xml",
    "docProps/custom.xml",
    "xl/calcChain.xml",
}


def grafted(data, names=OURS):
    parts = WorkbookParts(data)
    return graft_sheets(parts, drawn(), names), parts.save()


@pytest.fixture(scope="module", params=ODD)
def both(request):
    data = ODD[request.param]()
    said, made = grafted(data)
    return data, made, said


def test_every_part_not_written_is_byte_equal(both):
    before, after, _ = both
    new = members_of(after)
    for name, data in members_of(before).items():
        if not name.endswith("/") and name not in WRITTEN:
            assert new[name] == data, name


def test_the_sheets_are_read_back_as_they_were_drawn(both):
    _before, after, _ = both
    ours, its = openpyxl.load_workbook(io.BytesIO(drawn())), openpyxl.load_workbook(io.BytesIO(after))
    assert its.sheetnames == ["统计表", "附表", *OURS]
    assert [s.sheet_state for s in its] == ["visible", "visible", "visible", "hidden"]
    for name in OURS:
        one, other = ours[name], its[name]
        assert one.dimensions == other.dimensions
        for row in one.iter_rows():
            for cell in row:
                same = other[cell.coordinate]
                assert same.value == cell.value, cell
                if cell.value is not None:
                    assert look(same) == look(cell), cell
        assert other.protection.sheet == one.protection.sheet
        assert other.page_setup.orientation == one.page_setup.orientation
    sheet = its["校验"]
    assert look(sheet.column_dimensions["A"]) == look(ours["校验"].column_dimensions["A"])
    assert sheet["A4"].hyperlink.location == "'统计表'!B2"
    assert sheet["A5"].hyperlink.target == "https://example.org/"
    assert sheet["A1"].comment.text == "批注"
    assert len(sheet._charts) == 1
    assert [v.formula1 for v in sheet.data_validations.dataValidation] == ["_选项!$A$1:$A$2"]
    (rules,) = sheet.conditional_formatting
    assert rules.rules[0].dxf.font.color.rgb == "FF9C0006"
    assert sheet.print_area == "'校验'!$A$1:$C$9"
    assert sheet.print_title_rows == "$1:$1"


def look(cell):
    return (
        (cell.font.name, cell.font.b, cell.font.sz, cell.font.color.rgb if cell.font.color else None),
        (cell.fill.fill_type, cell.fill.fgColor.rgb),
        (cell.border.left.style, cell.number_format, cell.protection.locked, cell.alignment.wrap_text),
    )


def test_the_office_s_cells_look_as_before(both):
    before, after, _ = both
    if "xl/styles.xml" not in members_of(before):
        return
    old, new = openpyxl.load_workbook(io.BytesIO(before)), openpyxl.load_workbook(io.BytesIO(after))
    for name in old.sheetnames:
        for row in old[name].iter_rows():
            for cell in row:
                assert look(new[name][cell.coordinate]) == look(cell), cell


def test_the_office_s_own_names_stand_and_a_clash_is_told(both):
    _, after, said = both
    book = openpyxl.load_workbook(io.BytesIO(after))
    assert book.defined_names["共用"].attr_text == "'附表'!$A$1"
    assert book.defined_names["申报.数"].attr_text.replace("'", "") == "统计表!$B$2:$C$4"
    assert said == ["共用"]
    assert not book["统计表"].print_area


def test_what_the_workbook_says_of_itself_is_extended(both):
    _, after, _ = both
    book = openpyxl.load_workbook(io.BytesIO(after))
    assert {p.name: p.value for p in book.custom_doc_props.props} == {"来自": "我们", "toolkit.unit": "001"}


def test_elements_stand_in_the_order_programs_want(both):
    _, after, _ = both
    for name, data in members_of(after).items():
        order = (
            _WORKSHEET
            if name.startswith("xl/worksheets/sheet")
            else {"xl/workbook.xml": _WORKBOOK, "xl/styles.xml": _STYLES}.get(name)
        )
        if order:
            found = [order.index(etree.QName(e).localname) for e in etree.fromstring(data)]
            assert found == sorted(found), name


def test_our_reader_reads_it(both):
    _, after, _ = both
    book = open_book(after)
    assert book.sheet("校验").cells[1, 1].formula == "'统计表'!B2+统计表!B3"
    assert book.sheet("校验").cells[1, 0].raw == "前红后 "


def test_the_list_of_formulas_goes_where_formulas_came_in():
    with zipfile.ZipFile(io.BytesIO(grafted(ODD["calcChain"]())[1])) as file:
        assert "xl/calcChain.xml" not in file.namelist()
        assert b"calcChain" not in file.read("xl/_rels/workbook.xml.rels") + file.read("[Content_Types].xml")
        assert b'fullCalcOnLoad="1"' in file.read("xl/workbook.xml")
    with zipfile.ZipFile(io.BytesIO(grafted(ODD["calcChain"](), ["_选项"])[1])) as file:
        assert "xl/calcChain.xml" in file.namelist()


def test_a_name_of_a_sheet_that_did_not_come_is_left_out():
    _, made = grafted(office(), ["校验"])
    assert "toolkit.unit" not in openpyxl.load_workbook(io.BytesIO(made)).defined_names


def test_what_cannot_be_edited_is_refused():
    with pytest.raises(Unpatchable):
        grafted(strict())
    with pytest.raises(Unpatchable, match="统计表"):
        grafted(office(), ["统计表"])
    with pytest.raises(Unpatchable, match="没有"):
        grafted(office(), ["没有"])


def test_a_spreadsheet_program_works_the_formulas_out(tmp_path, recalculated):
    made = []
    for i, build in enumerate(ODD.values()):
        made.append(tmp_path / f"{i}.xlsx")
        made[-1].write_bytes(grafted(build())[1])
    for sheets in recalculated.values(made):
        assert set(sheets) >= {"统计表", "附表", "校验"}
        assert sheets["校验"][1][:2] == ["前红后 ", "0"]
        assert sheets["校验"][2][1] == "0"
