"""What .ods files say and how, in the files' own words; what LibreOffice writes is held in test_xls_and_xlsb."""

import io
import zipfile

import pytest

from toolkit.errors import Unreadable
from toolkit.xlsx.cells import CellKind, CellValue
from toolkit.xlsx.open_workbook import open_book

SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "table", "text", "style", "meta")
)
MIMETYPE = b"application/vnd.oasis.opendocument.spreadsheet"


def packed(content, **more):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", MIMETYPE)
        archive.writestr("content.xml", content)
        for name, data in more.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), data)
    return out.getvalue()


def rows(text, styles=""):
    return packed(
        f"<office:document-content {SPACES}>{styles}<office:body><office:spreadsheet>"
        f'<table:table table:name="表" table:style-name="ta1">{text}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )


def cells(text):
    return dict(open_book(rows(f"<table:table-row>{text}</table:table-row>")).sheets[0].cells)


def cell(said, text=""):
    return f"<table:table-cell {said}>{text}</table:table-cell>"


P = "<text:p>{}</text:p>".format
READ = {
    "a number as stored, not as shown": (
        cell('office:value-type="float" office:value="0.125"', P("0.1")),
        (CellKind.NUMBER, "0.125"),
    ),
    "a share": (cell('office:value-type="percentage" office:value="0.5"', P("50%")), (CellKind.NUMBER, "0.5")),
    "a day": (
        cell('office:value-type="date" office:date-value="2024-03-05"', P("3月5日")),
        (CellKind.DATE, "2024-03-05"),
    ),
    "a truth": (cell('office:value-type="boolean" office:boolean-value="true"', P("真")), (CellKind.BOOL, "1")),
    "a time": (cell('office:value-type="time" office:time-value="PT5H"', P("05:00")), (CellKind.TEXT, "05:00")),
    "a text": (cell('office:value-type="string"', P("甲") + P("乙<text:s text:c='2'/>丙")), (CellKind.TEXT, "甲\n乙  丙")),
    "a text with runs and a link": (
        cell('office:value-type="string"', P("甲<text:span>乙</text:span>\n <text:a>丙</text:a>")),
        (CellKind.TEXT, "甲乙 丙"),
    ),
    "a text of no type": (cell("", P("甲")), (CellKind.TEXT, "甲")),
    "a comment is no text": (
        cell('office:value-type="string"', "<office:annotation>" + P("批注") + "</office:annotation>" + P("甲")),
        (CellKind.TEXT, "甲"),
    ),
    "what deceives is shown": (cell('office:value-type="string"', P("甲\u202e乙")), (CellKind.TEXT, "甲\ufffd乙")),
    "an escape of .xlsx is none here": (cell('office:value-type="string"', P("_x0041_")), (CellKind.TEXT, "_x0041_")),
}  # fmt: skip


@pytest.mark.parametrize("kind", READ)
def test_a_cell_is_read_as_the_file_holds_it(kind):
    text, value = READ[kind]
    assert {(0, 0): CellValue(*value)} == cells(text)


def test_an_error_is_an_error_and_never_a_blank():
    said = 'table:formula="of:=1/0" office:value-type="string" office:string-value=""'
    assert {(0, 0): CellValue(CellKind.ERROR, "#DIV/0!", "1/0")} == cells(cell(said, P("#DIV/0!")))
    number = 'table:formula="of:=1/0" office:value-type="float" office:value="0"'
    assert CellValue(CellKind.ERROR, "#DIV/0!", "1/0") == cells(cell(number, P("#DIV/0!")))[0, 0]
    typed = cell('office:value-type="string"', P("#DIV/0!"))
    assert CellValue(CellKind.TEXT, "#DIV/0!") == cells(typed)[0, 0]


def test_repeats_are_spread_and_blanks_cost_nothing():
    one = cell('table:number-columns-repeated="2" office:value-type="float" office:value="1"', P("1"))
    blank = '<table:table-cell table:number-columns-repeated="16382"/>'
    book = open_book(
        rows(
            f'<table:table-row table:number-rows-repeated="2">{one}{blank}</table:table-row>'
            f'<table:table-row table:number-rows-repeated="1048574" table:visibility="collapse">{blank}</table:table-row>'
        )
    )
    assert [(0, 0), (0, 1), (1, 0), (1, 1)] == sorted(book.sheets[0].cells)
    assert 1_048_574 == len(book.sheets[0].hidden_rows)


def test_a_merge_and_what_it_covers():
    book = open_book(
        rows(
            "<table:table-row>"
            + cell('table:number-columns-spanned="2" table:number-rows-spanned="2"', P("甲"))
            + '<table:covered-table-cell office:value-type="float" office:value="3"/>'
            + cell("", P("乙"))
            + "</table:table-row>"
        )
    )
    assert ((0, 0, 1, 1),) == book.sheets[0].merges
    assert ["甲", "3", "乙"] == [book.sheets[0].cells[0, c].raw for c in range(3)]


def test_hidden_sheets_and_own_properties():
    style = (
        '<office:automatic-styles><style:style style:name="ta1" style:family="table">'
        '<style:table-properties table:display="false"/></style:style></office:automatic-styles>'
    )
    content = zipfile.ZipFile(io.BytesIO(rows("", style))).read("content.xml")
    meta = (
        f"<office:document-meta {SPACES}><office:meta>"
        '<meta:user-defined meta:name="toolkit.unit">001</meta:user-defined>'
        "</office:meta></office:document-meta>"
    )
    book = open_book(packed(content, meta_xml=meta))
    assert ("hidden", {"toolkit.unit": "001"}) == (book.sheets[0].state, book.properties)
    assert {} == open_book(packed(content, meta_xml=meta[:-3])).properties


def test_earlier_versions_of_a_cell_and_cached_links_are_no_sheets():
    odd = "<table:tracked-changes>" + cell("", P("旧")) + "</table:tracked-changes>"
    odd += (
        '<table:dde-links><table:table table:name="x">'
        + cell("", P("x"))
        + "</table:table></table:dde-links>"
    )
    book = open_book(rows(odd + "<table:table-row>" + cell("", P("新")) + "</table:table-row>"))
    assert [{(0, 0): CellValue(CellKind.TEXT, "新")}] == [s.cells for s in book.sheets]


def test_names_of_the_workbook_are_told_as_xlsx_writes_them():
    def named(name, at):
        return f'<table:named-range table:name="{name}" table:cell-range-address="{at}"/>'

    inside = f"<table:named-expressions>{named('own', '$表.$A$1')}</table:named-expressions>"
    text = named("a", "$表.$A$1") + named("b", "$'表 1'.$B$2") + named("c", "$表.$A$1:.$B$2")
    data = rows(inside + f"</table:table>{text}<table:table table:name='x'>")
    assert {"a": "表!$A$1", "b": "'表 1'!$B$2"} == open_book(data).names


REFUSED = {
    "cell-outside-grid": rows("<table:table-row>" + cell('table:number-columns-repeated="16385"', P("1")) + "</table:table-row>"),
    "too-many-cells": rows('<table:table-row table:number-rows-repeated="1000000">' + cell("", P("1")) + "</table:table-row>"),
    "xml-damaged": rows("<table:table-row>" + cell("", cell("")) + "</table:table-row>"),
    "sheet-name-twice": rows('</table:table><table:table table:name="表">'),
    "xml-dtd": packed("<!DOCTYPE x><x/>"),
    "encrypted": packed("\x07", **{"META-INF__manifest_xml": "<manifest:encryption-data/>"}),
}  # fmt: skip


@pytest.mark.parametrize("said", ['"float" office:value="NaN"', '"boolean" office:boolean-value="x"'])
def test_a_cell_that_is_broken_costs_itself(said):
    found = open_book(rows("<table:table-row>" + cell(f"office:value-type={said}") + "</table:table-row>"))
    assert [CellKind.BROKEN] == [c.kind for c in found.sheets[0].cells.values()]


@pytest.mark.parametrize("code", REFUSED)
def test_what_cannot_be_vouched_for_is_refused_with_its_reason(code):
    with pytest.raises(Unreadable) as caught:
        open_book(REFUSED[code])
    assert code == caught.value.code


def test_what_is_drawn_through_inside_a_span_is_no_part_of_a_text():
    style = (
        '<office:automatic-styles><style:style style:name="T1" style:family="text">'
        '<style:text-properties style:text-line-through-style="solid"/></style:style>'
        '<style:style style:name="T2" style:family="text"/></office:automatic-styles>'
    )
    struck = '1<text:span text:style-name="T2">2<text:span text:style-name="T1">3</text:span>4</text:span>5'
    table = "<table:table-row>" + cell('office:value-type="string"', P(struck)) + "</table:table-row>"
    (read,) = open_book(rows(table, style)).sheets[0].cells.values()
    assert "1245" == read.raw
    assert read.seen
