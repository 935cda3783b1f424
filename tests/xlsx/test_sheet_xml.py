"""A sheet's XML as programs write it and as they should not: each way read the same, or refused with its reason."""

import datetime

import pytest
from parts import RELATIONS, SHEET, by_xlsxwriter, parts, with_sheet, zipped

from toolkit.errors import Unreadable
from toolkit.values.cell_moments import day_of_date_cell
from toolkit.xlsx import open_workbook as books
from toolkit.xlsx import plain_rows, shared_parts, shared_texts, sheet_xml, xml_events
from toolkit.xlsx.cells import CellKind, CellValue
from toolkit.xlsx.open_workbook import open_book

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


HEAD = f'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="{MAIN}">'


def with_rows(rows, columns=""):
    text = f"{HEAD}{columns}<sheetData>{rows}</sheetData></worksheet>"
    return zipped({**parts(), SHEET: text.encode()})


def cells(rows, **more):
    return dict(open_book(with_rows(rows, **more)).sheets[0].cells)


def refusal(data):
    with pytest.raises(Unreadable) as caught:
        open_book(data)
    return caught.value.code


SEVEN = {(1, 1): CellValue(CellKind.NUMBER, "7")}
DIALECTS = {
    "plain": '<row r="2"><c r="B2"><v>7</v></c></row>',
    "attributes nobody knows": '<row r="2" z="1"><c r="B2" cm="1" vm="2" ph="1" z="9"><v z="1">7</v></c></row>',
    "a type that is the usual one": '<row r="2"><c r="B2" t="n"><v>7</v></c></row>',
    "an address in small letters": '<row r="2"><c r="b2"><v>7</v></c></row>',
    "rows and cells without address": "<row/><row><c/><c><v>7</v></c></row>",
    "a cell without address behind one with": '<row r="2"><c r="A2"/><c><v>7</v></c></row>',
    "a row of another number": '<row r="9"><c r="B2"><v>7</v></c></row>',
    "spaces and lines between": '\r\n <row r="2">\n <c r="B2">\n  <v> 7 </v>\n </c>\n </row>\n',
    "CDATA": '<row r="2"><c r="B2"><v><![CDATA[7]]></v></c></row>',
    "a comment in the value": '<row r="2"><c r="B2"><v><!-- 8 -->7</v></c></row>',
    "an entity for a digit": '<row r="2"><c r="B2"><v>&#55;</v></c></row>',
    "more than a cell should hold": '<row r="2"><c r="B2"><v>7</v><extLst><ext><x>8</x></ext></extLst></c></row>',
    "another's cells": '<row r="2"><c r="B2"><v>7</v></c><y:c xmlns:y="urn:y" r="A1"><y:v>8</y:v></y:c></row>',
    "the dimension of another sheet": '<row r="2"><c r="B2"><v>7</v></c></row><dimension ref="A1"/>',
}


LOOKS = {
    "rows of a look": "".join(f'<row r="{r}" s="3" customFormat="1"/>' for r in range(3, 40)),
    "cells of a look": "".join(f'<row r="{r}"><c r="A{r}" s="3"/><c r="B{r}"/></row>' for r in range(3, 40)),
    "a hidden row among them": '<row r="3" s="1"/><row r="4" hidden="1"/><row r="5"></row>',
    "a row without a number behind them": '<row r="3" s="1"/><row><c><v>7</v></c></row>',
    "the same row filled and blank": '<row r="3"><c r="A3"><v>7</v></c></row><row r="3"><c r="A3"/></row>',
    "a comment": '<row r="3"/><!-- <row r="4"/> --><row r="5"><c r="A5"><v>7</v></c></row>',
    "a cell of another row": '<row r="3"><c r="B2"/></row><row r="4"/>',
    "a row behind the last": '<row r="1048576"/><row><c><v>1</v></c></row>',
    "text that looks like rows": '<row r="3"><c r="A3" t="str"><v>&lt;row r="9"/&gt;</v></c></row><row r="4"/>',
}


@pytest.mark.parametrize("kind", LOOKS)
def test_rows_of_a_look_are_passed_over_and_nothing_else(kind, monkeypatch):
    data = with_rows('<row r="2"><c r="B2"><v>7</v></c></row>' + LOOKS[kind])

    def read():
        try:
            return open_book(data)
        except Unreadable as error:
            return error.code

    usual = read()
    monkeypatch.setattr(plain_rows, "_MANY_ROWS", 0)
    assert usual == read()


def test_a_million_rows_of_a_look_cost_no_event_each(monkeypatch):
    calls = []
    monkeypatch.setattr(sheet_xml._SheetXmlReader, "open_row", lambda *_: calls.append(1))
    rows = "".join(f'<row r="{r}" s="3" customFormat="1" ht="20"/>' for r in range(3, 1_048_577))
    assert {(1, 1)} == cells('<row r="2"><c r="B2"><v>7</v></c></row>' + rows).keys()
    assert len(calls) <= 1


@pytest.mark.parametrize("kind", DIALECTS)
def test_every_dialect_gives_the_same_cell(kind):
    assert SEVEN == cells(DIALECTS[kind])


def test_prefixed_names_give_the_same_cell():
    text = f"<x:worksheet xmlns:x='{MAIN}'><x:sheetData><x:row r='2'><x:c r='B2'><x:v>7</x:v></x:c></x:row></x:sheetData></x:worksheet>"
    assert SEVEN == open_book(zipped({**parts(), SHEET: text.encode()})).sheets[0].cells


def test_parts_of_any_name_are_found_by_their_relations():
    members = parts()
    members["xl/worksheets/任意.XML"] = members.pop(SHEET)
    members[RELATIONS] = members[RELATIONS].replace(
        b"worksheets/sheet1.xml", "/xl/Worksheets/任意.xml".encode()
    )
    assert open_book(by_xlsxwriter()).sheets == open_book(zipped(members)).sheets


TEXTS = {
    "inline": '<c r="B2" t="inlineStr"><is><t>甲乙</t></is></c>',
    "inline, in runs, with how it is said": '<c r="B2" t="inlineStr"><is><r><t>甲</t></r><r><t>乙</t></r><rPh sb="0" eb="1"><t>jia</t></rPh></is></c>',
    "a result": '<c r="B2" t="str"><v>甲乙</v></c>',
    "escaped": '<c r="B2" t="str"><v>_x7532_乙</v></c>',
}


@pytest.mark.parametrize("kind", TEXTS)
def test_every_way_to_hold_a_text_gives_the_same(kind):
    assert {(1, 1): CellValue(CellKind.TEXT, "甲乙")} == cells(f'<row r="2">{TEXTS[kind]}</row>')


def test_texts_shared_in_runs_and_with_how_they_are_said():
    text = f"<sst xmlns='{MAIN}'><si><r><t>甲</t></r><r><t>乙</t></r><rPh sb='0' eb='1'><t>jia</t></rPh></si></sst>"
    rows = f"<worksheet xmlns='{MAIN}'><sheetData><row r='1'><c r='A1' t='s'><v>0</v></c></row></sheetData></worksheet>"
    data = zipped({**without_second_sheet(), SHEET: rows.encode(), "xl/sharedStrings.xml": text.encode()})
    assert {(0, 0): CellValue(CellKind.TEXT, "甲乙")} == open_book(data).sheets[0].cells


def without_second_sheet():
    members = parts()
    members["xl/worksheets/sheet2.xml"] = f"<worksheet xmlns='{MAIN}'/>".encode()
    return members


def test_dates_count_from_1904_where_the_workbook_says_so():
    members = parts()
    assert b"<workbookPr" in members["xl/workbook.xml"]
    members["xl/workbook.xml"] = members["xl/workbook.xml"].replace(
        b"<workbookPr", b'<workbookPr date1904="1"'
    )
    book = open_book(zipped(members))
    assert datetime.date(2028, 3, 1) == day_of_date_cell(book.sheets[0].cells[3, 0], book.epoch_1904)


def test_a_shared_formula_is_moved_wherever_its_master_stands():
    child = '<row r="9"><c r="B9"><f t="shared" si="0"/><v>7</v></c></row>'
    master = '<row r="1"><c r="B1"><f t="shared" si="0" ref="B1:B9">A1+$A$1</f><v>7</v></c></row>'
    for rows in (child + master, master + child):
        assert CellValue(CellKind.NUMBER, "7", "A9+$A$1") == cells(rows)[8, 1]
    lost = cells(child)[8, 1]
    assert CellValue(CellKind.NUMBER, "7", "") == lost
    odd = cells((master + child).replace("A1+$A$1", "{{{"))[8, 1]
    assert CellValue(CellKind.NUMBER, "7", "{{{") == odd


REFUSED = {
    "a text of no index": ("text-index", '<row r="2"><c r="B2" t="s"><v>99999</v></c></row>'),
    "a text of an endless index": ("text-index", f'<row r="2"><c r="B2" t="s"><v>{"9" * 5_000}</v></c></row>'),
    "a text of a wrong index": ("text-index", '<row r="2"><c r="B2" t="s"><v>99999</v></c></row>'),
    "an endless row": ("cell-outside-grid", f'<row r="{"9" * 5_000}"/>'),
    "row zero": ("cell-outside-grid", '<row r="0"/>'),
    "a row behind the last, plain": ("cell-outside-grid", '<row r="1048577"><c r="A1048577"><v>1</v></c></row>'),
    "a column behind the last, plain": ("cell-outside-grid", '<row r="1"><c r="ZZZ1"><v>1</v></c></row>'),
    "digits that are none": ("cell-outside-grid", '<row r="2"><c r="B２"><v>7</v></c></row>'),
    "a row in a row": ("xml-damaged", '<row r="2"><row r="3"/></row>'),
    "a cell in a cell": ("xml-damaged", '<row r="2"><c r="B2"><c r="B3"/></c></row>'),
    "a cell twice, plain": ("cell-twice", '<row r="2"><c r="B2"><v>7</v></c><c r="B2"><v>8</v></c></row>'),
    "a cell twice, in two rows": ("cell-twice", '<row r="2"><c r="B2"><v>7</v></c></row><row r="9"><c r="B2"><v>8</v></c></row>'),
    "a blank and a plain figure": ("cell-twice", '<row r="9"><c r="B2"/></row><row r="2"><c r="B2"><v>7</v></c></row>'),
}  # fmt: skip


@pytest.mark.parametrize("kind", REFUSED)
def test_what_no_program_means_is_refused(kind):
    code, rows = REFUSED[kind]
    assert code == refusal(with_rows(rows))


def test_bytes_that_are_no_text_are_refused():
    assert refusal(with_sheet(b"<v>3</v>", b"<v>3</v><!-- \xff\xfe -->")) == "xml-damaged"


def test_a_sheet_whose_root_is_another_is_refused():
    """A sheet further down would be read by one program and not by the next."""
    row = '<row r="2"><c r="B2"><v>7</v></c></row>'
    text = f"<y><worksheet xmlns='{MAIN}'><sheetData>{row}</sheetData></worksheet></y>"
    assert refusal(zipped({**parts(), SHEET: text.encode()})) == "sheet-part-missing"


def test_a_chart_sheet_holds_no_figures():
    members = parts()
    members[RELATIONS] = members[RELATIONS].replace(
        b"relationships/worksheet", b"relationships/chartsheet", 1
    )
    assert len(open_book(zipped(members)).sheets) == len(open_book(by_xlsxwriter()).sheets) - 1


def test_limits_refuse_and_never_cut(monkeypatch):
    rows = "".join(f'<row r="{r}"><c r="A{r}"/><c r="B{r}"><v>{r}</v></c></row>' for r in range(1, 31))
    other = rows.replace(' r="', '  r="')  # not plain: the parser counts alike
    for text in (rows, other):
        for name, limit in (("MAX_CELLS", 50), ("MAX_FILLED", 20)):
            with monkeypatch.context() as patch:
                patch.setattr(shared_parts, name, limit)
                assert refusal(with_rows(text)) == "too-many-cells"
    monkeypatch.setattr(books, "MAX_SHEETS", 1)
    assert refusal(by_xlsxwriter()) == "too-many-sheets"
    monkeypatch.setattr(shared_texts, "MAX_TEXTS", 1)
    monkeypatch.setattr(books, "MAX_SHEETS", 9)
    assert refusal(by_xlsxwriter()) == "too-many-texts"


def test_depth_and_attributes_are_bounded():
    deep = "<a>" * xml_events.MAX_DEPTH + "</a>" * xml_events.MAX_DEPTH
    wide = "<a " + " ".join(f"a{i}=''" for i in range(xml_events.MAX_ATTRIBUTES + 1)) + "/>"
    assert refusal(with_rows("", columns=deep)) == refusal(with_rows("", columns=wide)) == "xml-too-deep"


def test_hidden_columns_are_said_once():
    """A few bytes said again and again would cost hours."""
    all_of_them = '<col min="1" max="16384" hidden="1"/>'
    assert (
        len(open_book(with_rows("", columns=f"<cols>{all_of_them}</cols>")).sheets[0].hidden_columns)
        == 16_384
    )
    assert refusal(with_rows("", columns=f"<cols>{all_of_them * 2}</cols>")) == "cell-outside-grid"
