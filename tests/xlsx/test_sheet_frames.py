"""A sheet's frame is read once for all workbooks of a kind: what differs and says nothing is left out, nothing else is."""

import pytest

from toolkit.errors import Unreadable
from toolkit.xlsx import sheet_xml
from toolkit.xlsx.shared_parts import SharedParts

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"{more}>'
X14AC = ' xmlns:x14ac="http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac"'


def sheet(rows, *, foot="甲村", behind="", said="", more=""):
    written = "".join(f'<row r="{r}"{said}><c r="A{r}"><v>{r}</v></c></row>' for r in rows)
    last = max(rows)
    return (
        HEAD.format(more=more)
        + f'<dimension ref="A1:A{last}"/><sheetData>{written}</sheetData>{behind}'
        + f"<headerFooter><oddFooter>{foot}</oddFooter></headerFooter></worksheet>"
    ).encode()


def read(data):
    return sheet_xml.read_sheet_xml("表", "visible", data, SharedParts())


@pytest.fixture
def parsed(monkeypatch):
    """What reaches the parser, as frames."""
    frames, real = [], sheet_xml.parse_xml_events

    def parse(data, *more):
        frames.append(data)
        return real(data, *more)

    sheet_xml._parse_sheet_metadata.cache_clear()
    monkeypatch.setattr(sheet_xml, "parse_xml_events", parse)
    return frames


@pytest.mark.parametrize(
    ("said", "more"),
    [("", ""), (' spans="1:1" ht="32.25" customHeight="1"', ""), (' x14ac:dyDescent="0.2"', X14AC)],
)
def test_sheets_that_differ_in_rows_and_foot_alone_are_parsed_once(parsed, said, more):
    for rows, foot in (([1, 2], "甲村"), ([1, 2, 3], "乙村&amp;丙村"), ([5], "")):
        assert {(r - 1, 0) for r in rows} == read(sheet(rows, foot=foot, said=said, more=more)).cells.keys()
    assert 1 == len(parsed)


def test_a_hidden_row_keeps_the_others_from_nothing(parsed):
    for rows in ([1, 2], [1, 2, 3, 4]):
        data = sheet(rows).replace(b'<row r="1">', b'<row r="1" ht="9" hidden="1" customHeight="1">')
        assert frozenset({0}) == read(data).hidden_rows
    assert 1 == len(parsed)


def test_a_row_without_a_number_stands_below_the_one_before_it():
    for last in (2, 3):
        data = sheet(range(1, last + 1), behind="").replace(b"</sheetData>", b'<row hidden="1"/></sheetData>')
        assert frozenset({last}) == read(data).hidden_rows


def test_what_is_hidden_or_merged_is_told_apart():
    plain, hidden = read(sheet([1, 2])), read(sheet([1, 2], said=' hidden="1"'))
    assert (frozenset(), frozenset({0, 1})) == (plain.hidden_rows, hidden.hidden_rows)
    merged = read(sheet([1, 2], behind='<mergeCells><mergeCell ref="A1:B2"/></mergeCells>'))
    assert ((0, 0, 1, 1),) == merged.merges


@pytest.mark.parametrize(
    "damaged",
    [
        sheet([1], foot="<b>"),
        sheet([1], said=' r="1"'),
        sheet([1], said=' x14ac:dyDescent="0.2"'),
        sheet([1], said=' ht="1" ht="1"'),
        sheet([1]).replace(b"</oddFooter>", b"</evenFooter>"),
        sheet([1])
        .replace(b"<sheetData>", b'<sheetData><row r="7">')
        .replace(b"</sheetData>", b"</row></sheetData>"),
    ],
)
def test_what_is_no_sound_xml_is_still_refused_after_a_sound_one_like_it(damaged):
    read(sheet([1]))
    with pytest.raises(Unreadable, match="xml-damaged"):
        read(damaged)
