"""Whole plain sheets: what was read before of an equal row is what it holds, and whatever is out of order goes to the parser."""

import gc
from weakref import WeakKeyDictionary

import pytest

from toolkit.errors import Unreadable
from toolkit.xlsx import whole_sheets
from toolkit.xlsx.cell_appearance import CellAppearance, CellStyle
from toolkit.xlsx.cells import CellKind
from toolkit.xlsx.shared_parts import SharedParts, SharedTexts, StyleTable, text_cell_value
from toolkit.xlsx.sheet_xml import read_sheet_xml
from toolkit.xlsx.whole_sheets import read_whole_sheet

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
ROW = '<row r="3" ht="20" customHeight="1"><c r="A3" s="1" t="s"><v>0</v></c><c r="B3"><v>7</v></c><c r="C3" s="1"/></row>'


def sheet(rows):
    return f"{HEAD}<sheetData>{rows}</sheetData></worksheet>".encode()


def shared(*texts, styles=None):
    return SharedParts(SharedTexts([text_cell_value(t) for t in texts], {}), styles or StyleTable())


def test_a_row_read_before_has_the_texts_of_its_own_workbook():
    styles = StyleTable()
    for text in ("甲", "乙"):
        found = read_whole_sheet(sheet(ROW), shared(text, styles=styles))
        assert {(2, 0): text, (2, 1): "7"} == {at: c.raw for at, c in found.cells.items()}


def test_a_row_read_before_looks_as_in_its_own_workbook():
    row = '<row r="3"><c r="A3" s="0"><v>45000</v></c></row>'
    kinds = [
        read_whole_sheet(sheet(row), shared(styles=StyleTable([CellStyle(dates=d)]))).cells[2, 0].kind
        for d in (True, False)
    ]
    assert [CellKind.DATE, CellKind.NUMBER] == kinds


def test_blank_cells_are_counted_and_not_there():
    parts = shared("甲")
    assert 2 == len(read_whole_sheet(sheet(ROW), parts).cells)
    assert (3, 2) == (parts.cells, parts.filled)


def test_a_text_that_is_empty_is_no_cell():
    assert {(2, 1)} == read_whole_sheet(sheet(ROW), shared("")).cells.keys()


OTHERWISE = {
    "a cell twice": ROW.replace('<c r="C3" s="1"/>', '<c r="B3"/>'),
    "a cell twice, blank first": ROW.replace('<c r="B3">', '<c r="B3"/><c r="B3">'),
    "cells out of order": '<row r="3"><c r="B3"><v>7</v></c><c r="A3"><v>7</v></c></row>',
    "a row twice": ROW + ROW,
    "rows out of order": ROW + ROW.replace("3", "2"),
    "a row without cells twice": '<row r="3"/>' + ROW,
    "a row behind that came before": ROW + '<row r="3"/>',
    "a cell of another row": '<row r="3"><c r="A4"><v>7</v></c></row>',
    "an attribute twice": '<row r="3" ht="1" ht="2"><c r="A3"/></row>',
    "an attribute nobody knows": '<row r="3" x="1"><c r="A3"/></row>',
    "a prefix nobody declared": '<row r="3" x14ac:dyDescent="0.2"><c r="A3"/></row>',
    "a row that is closed and goes on": '<row r="3"/><c r="A3"/></row>',
    "a text that is not there": ROW.replace("<v>0</v>", "<v>9</v>"),
    "a text by another number": ROW.replace("<v>0</v>", "<v>00</v>"),
    "beyond the grid": '<row r="3"><c r="XFE3"><v>7</v></c></row>',
    "below the grid": '<row r="1048577"><c r="A1048577"><v>7</v></c></row>',
    "words between": ROW + "x",
    "a row within": '<row r="3"><row r="4"><c r="A4"/></row></row>',
}


@pytest.mark.parametrize("kind", OTHERWISE)
def test_what_is_otherwise_is_left_and_nothing_is_counted(kind):
    parts = shared("甲")
    assert read_whole_sheet(sheet(OTHERWISE[kind]), parts) is None
    assert (0, 0) == (parts.cells, parts.filled)


def test_a_text_that_is_seen_otherwise_is_left():
    struck = StyleTable([CellStyle(), CellStyle(seen=CellAppearance(struck=True))])
    assert read_whole_sheet(sheet(ROW), shared("甲", styles=struck)) is None
    assert read_sheet_xml("表", "visible", sheet(ROW), shared("甲", styles=struck)).cells[2, 0].seen.struck


def test_what_would_be_too_much_is_refused_by_the_reader_of_all(monkeypatch):
    monkeypatch.setattr("toolkit.xlsx.shared_parts.MAX_CELLS", 2)
    assert read_whole_sheet(sheet(ROW), shared("甲")) is None
    with pytest.raises(Unreadable, match="too-many-cells"):
        read_sheet_xml("表", "visible", sheet(ROW), shared("甲"))


def test_hidden_rows_alone_are_left_for_the_parser():
    rows = '<row r="1" hidden="1"/>' + ROW + '<row r="9" hidden="true"/><row r="10" hidden="0"/>'
    found = read_whole_sheet(sheet(rows), shared("甲"))
    assert '<sheetData><row r="1" hidden="1"/><row r="9" hidden="1"/></sheetData>' in found.frame


def test_a_long_row_is_not_remembered(monkeypatch):
    monkeypatch.setattr(whole_sheets, "LONG_ROW", 10)
    parts = shared("甲")
    assert read_whole_sheet(sheet(ROW), parts)
    assert {} == whole_sheets.KNOWN_ROWS[parts.styles]


def test_what_is_kept_of_all_styles_together_is_bounded(monkeypatch):
    monkeypatch.setattr(whole_sheets, "ROWS_KEPT", 3)
    monkeypatch.setattr(whole_sheets._KnownRows, "kept", 0)
    monkeypatch.setattr(whole_sheets, "KNOWN_ROWS", WeakKeyDictionary())
    for table in (StyleTable(), StyleTable()):
        for number in range(10):
            row = f'<row r="3"><c r="A3"><v>{number}</v></c></row>'
            assert str(number) == read_whole_sheet(sheet(row), shared(styles=table)).cells[2, 0].raw
            assert 3 >= sum(map(len, whole_sheets.KNOWN_ROWS.values()))
            assert 3 >= sum(len(rows.older) for rows in whole_sheets.KNOWN_ROWS.values())


def test_rows_are_forgotten_with_their_styles():
    read_whole_sheet(sheet(ROW), shared("甲", styles=(table := StyleTable())))
    assert table in whole_sheets.KNOWN_ROWS
    before = len(whole_sheets.KNOWN_ROWS)
    del table
    gc.collect()
    assert before > len(whole_sheets.KNOWN_ROWS)


def test_every_character_of_a_row_read_before_counts():
    styles = StyleTable()
    read_whole_sheet(sheet(ROW), shared("甲", "乙", styles=styles))
    for before, after in (("<v>7</v>", "<v>8</v>"), ("<v>0</v>", "<v>1</v>"), ('t="s"', 't="n"')):
        data = sheet(ROW.replace(before, after))
        found = read_whole_sheet(data, shared("甲", "乙", styles=styles)).cells
        assert found == read_whole_sheet(data, shared("甲", "乙", styles=StyleTable())).cells
        assert found != read_whole_sheet(sheet(ROW), shared("甲", "乙", styles=styles)).cells


@pytest.mark.parametrize("odd", ["&#55;", "\r", "\x01", "]]>", "\ufffe", "&amp"])
@pytest.mark.parametrize("where", ["<v>{}7</v>", "<f>{}</f><v>7</v>"])
def test_what_means_something_else_in_xml_is_left_wherever_it_stands(odd, where):
    assert read_whole_sheet(sheet(ROW.replace("<v>7</v>", where.format(odd))), shared("甲")) is None
    assert read_whole_sheet(sheet(ROW).replace(b"<v>7</v>", b"<v>\xff</v>"), shared("甲")) is None


@pytest.mark.parametrize("odd", ["&#55;", "\r", "\x01", "]]>"])
def test_what_stands_at_the_foot_is_looked_at_though_it_says_nothing(odd):
    foot = "<headerFooter><oddFooter>{}</oddFooter></headerFooter></worksheet>"
    plain, other = (sheet(ROW).replace(b"</worksheet>", foot.format(t).encode()) for t in ("甲", odd))
    assert read_whole_sheet(plain, shared("甲"))
    assert read_whole_sheet(other, shared("甲")) is None
