"""XML spreadsheets of Excel 2003: read with the account every workbook is, refused where they do not hold together."""

import office
import pytest
import spreadsheetml
from cases import CASES, NOW, of, put, take
from draw import sample_workbooks
from forms import xxgk
from inbox import quiet
from readers import TRUTH, by_us
from spreadsheetml import workbook

from toolkit.errors import Unreadable
from toolkit.folder.roster import Office, Unit
from toolkit.folder.work_folder import make_work_folder
from toolkit.form.grounding import ground_form
from toolkit.form.period import Period
from toolkit.reading.identity import identify_workbook
from toolkit.reading.read_workbook import read_submission
from toolkit.returns.return_copies import write_return_copies
from toolkit.text.formula_parser import normalize_formula
from toolkit.xlsx import xls_and_xlsb
from toolkit.xlsx.cells import CellKind
from toolkit.xlsx.open_workbook import open_book
from toolkit.xlsx.xml2003 import as_a1

TICKS = "ticks_in_other_characters.xlsx"
UNIT = Unit("410308105001", "东岭村", "村社区")
OFFICE = Office("410308105", "清河镇人民政府", "township", "xxgk", Period.of_year(2024), "2099-01-10")


def cells(table, **more):
    (sheet,) = open_book(workbook(("表", table), **more)).sheets
    return sheet.cells


def raw(table, **more):
    return {at: c.raw for at, c in cells(table, **more).items()}


def data(text, kind="Number", **said):
    at = " ".join(f'ss:{name}="{value}"' for name, value in said.items())
    return f'<Cell {at}><Data ss:Type="{kind}">{text}</Data></Cell>'


def back(written):
    book = open_book(written)
    who, findings = identify_workbook(book, xxgk())
    return (
        book,
        who,
        findings,
        read_submission(ground_form(xxgk(), who.kind, who.level or None), book, who).submission,
    )


@pytest.mark.parametrize("name", list(sample_workbooks("第二轮")))
def test_our_workbooks_saved_as_xml_give_the_same_figures_rows_and_owner(name):
    drawn = sample_workbooks(name)[name]
    _, who, _, sent = back(drawn)
    book, mine, findings, again = back(spreadsheetml.of(drawn))
    assert xls_and_xlsb.XML_2003 == book.other
    assert (who, ()) == (mine, findings)
    assert (sent.figures, sent.rows, sent.zero) == (again.figures, again.rows, again.zero)
    assert sent.account == again.account
    assert ["legacy_format"] == [
        f.code for f in again.findings if f.code not in {f.code for f in sent.findings}
    ]


def test_the_whole_way_is_gone_with_one_and_its_copy_is_a_workbook(tmp_path):
    folder = make_work_folder(tmp_path / "w", OFFICE, [UNIT])
    sent = put(TICKS, tmp_path / "收", "2025-01-08T10:00:00", name="东岭村.xml")
    sent.write_bytes(spreadsheetml.of((CASES / TICKS).read_bytes()))
    state = of(take(folder, sent), UNIT.name)
    assert "returned" == state.state
    assert 3 == sum(f.code == "options_otherwise" for f in state.findings)
    (made,) = write_return_copies(folder, [UNIT.code], tmp_path / "退", NOW, quiet)
    assert "" == open_book(made.path.read_bytes()).other


@pytest.mark.office
def test_another_program_reads_the_same_in_them(tmp_path):
    path = tmp_path / "a.xml"
    path.write_bytes(spreadsheetml.of((CASES / TICKS).read_bytes()))
    (made,) = office.convert([path], tmp_path / "out", tmp_path / "profile")
    ours, theirs = open_book(path.read_bytes()), made.read_bytes()
    worked_out = {(s.name, *at) for s in ours.sheets for at, c in s.cells.items() if c.formula is not None}
    typed = [
        {at: v for at, v in by_us(data).items() if at not in worked_out and v[0] != TRUTH}
        for data in (path.read_bytes(), theirs)
    ]
    assert typed[0] == typed[1]  # what is worked out that program works out again; TRUE it loses
    for sheet in open_book(theirs).sheets:
        again = {at: normalize_formula(c.formula) for at, c in sheet.cells.items() if c.formula}
        assert again == {
            at: normalize_formula(c.formula) for at, c in ours.sheet(sheet.name).cells.items() if c.formula
        }


def test_rows_and_cells_stand_where_they_say_or_follow_those_before():
    table = (
        f'<Row>{data(1)}{data(2)}</Row><Row ss:Index="4" ss:Span="2">{data(3, Index=3)}{data(4)}</Row>'
        f"<Row>{data(5)}</Row>"
    )
    assert {(0, 0): "1", (0, 1): "2", (3, 2): "3", (3, 3): "4", (6, 0): "5"} == raw(table)


def test_a_cell_behind_a_merged_one_stands_right_of_all_of_it():
    book = open_book(workbook(("表", f"<Row>{data(1, MergeAcross=2, MergeDown=1)}{data(2)}</Row>")))
    assert {(0, 0), (0, 3)} == set(book.sheets[0].cells)
    assert ((0, 0, 1, 2),) == book.sheets[0].merges


def test_every_type_is_what_it_is():
    found = cells(
        f"<Row>{data('1.5E3')}{data('2024-03-05T00:00:00.000', 'DateTime')}{data(1, 'Boolean')}"
        f"{data('#DIV/0!', 'Error')}{data('七&#10;行', 'String')}{data('x')}{data('x', 'Geld')}<Cell/></Row>"
    )
    kinds = [
        CellKind.NUMBER,
        CellKind.DATE,
        CellKind.BOOL,
        CellKind.ERROR,
        CellKind.TEXT,
        CellKind.BROKEN,
        CellKind.BROKEN,
    ]
    assert kinds == [found[0, c].kind for c in range(7)]
    assert "七\n行" == found[0, 4].raw
    assert 7 == len(found)


def test_comments_are_no_part_of_a_cell():
    note = (
        "<Comment ss:Author='a'><ss:Data xmlns='http://www.w3.org/TR/REC-html40'><B>9</B></ss:Data></Comment>"
    )
    table = f'<Row><Cell><Data ss:Type="Number">1</Data>{note}</Cell><Cell>{note}</Cell></Row>'
    assert {(0, 0): "1"} == raw(table)


def test_what_is_struck_out_is_no_figure_and_small_digits_are_none():
    rich = "<ss:Data ss:Type='String' xmlns='http://www.w3.org/TR/REC-html40'>{}</ss:Data>"
    table = f"<Row><Cell>{rich.format('<S>3</S>2')}</Cell><Cell>{rich.format('12<Sup>1</Sup>')}</Cell></Row>"
    found = cells(table)
    assert ("2", "12¹") == (found[0, 0].raw, found[0, 1].raw)
    struck = cells(
        f"<Row>{data(3, StyleID='b')}</Row>",
        styles='<Style ss:ID="a"><Font ss:StrikeThrough="1"/></Style><Style ss:ID="b" ss:Parent="a"/>',
    )
    assert struck[0, 0].seen.struck


@pytest.mark.parametrize(
    "where", ['<Row ss:StyleID="a">{}</Row>', '<Column ss:Span="3" ss:StyleID="a"/><Row>{}</Row>']
)
def test_a_format_comes_from_the_row_or_column_where_a_cell_has_none(where):
    styles = '<Style ss:ID="a"><NumberFormat ss:Format="0!.0000"/></Style>'
    assert cells(where.format(data(15)), styles=styles)[0, 0].seen.format is not None
    assert cells(f"<Row>{data(15)}</Row>", styles=styles)[0, 0].seen is None


def test_numbers_shown_as_days_are_days():
    styles = '<Style ss:ID="a"><NumberFormat ss:Format="Short Date"/></Style>'
    assert CellKind.DATE == cells(f"<Row>{data(45000, StyleID='a')}</Row>", styles=styles)[0, 0].kind


def test_formulas_and_names_read_as_people_see_them():
    total = data(3, Index=2, Formula="=SUM(R[-3]C:R[-1]C)+'R1C1 表'!R1C[1]")
    table = f'<Row ss:Index="5">{total}</Row>'
    names = '<Names><NamedRange ss:Name="一" ss:RefersTo="=封面!R3C2"/></Names>'
    book = open_book(workbook(("表", table), names=names))
    assert "SUM(B2:B4)+'R1C1 表'!C$1" == book.sheets[0].cells[4, 1].formula
    assert {"一": "封面!$B$3"} == book.names
    assert '"RC"&A1&ROUND(A1,2)' == as_a1('"RC"&RC&ROUND(RC,2)', 0, 0)
    assert "#REF!" == as_a1("R[-1]C", 0, 0)


def test_hidden_rows_columns_and_sheets_are_told_and_1904():
    table = f'<Column ss:Index="3" ss:Hidden="1" ss:Span="1"/><Row ss:Hidden="1">{data(1)}</Row>'
    before = "<x:ExcelWorkbook><x:Date1904/></x:ExcelWorkbook>"
    book = open_book(workbook(("表", table), before=before))
    assert ({0}, {2, 3}) == (set(book.sheets[0].hidden_rows), set(book.sheets[0].hidden_columns))
    assert book.epoch_1904


@pytest.mark.parametrize(
    ("table", "code"),
    [
        (f'<Row ss:Index="2"/><Row ss:Index="2">{data(1)}</Row>', "cell-twice"),
        (f"<Row>{data(1)}{data(2, Index=1)}</Row>", "cell-twice"),
        (f"<Row>{data(1, MergeDown=1)}</Row><Row>{data(2)}</Row>", "cell-twice"),
        (f'<Row ss:Index="1048577">{data(1)}</Row>', "cell-outside-grid"),
        (f"<Row>{data(1, Index=16385)}</Row>", "cell-outside-grid"),
        (f"<Row>{data(1, Index=-3)}</Row>", "cell-outside-grid"),
        (f"<Row>{data(1, MergeAcross=99999)}</Row>", "cell-outside-grid"),
        ("<Row><Cell><Cell/></Cell></Row>", "xml-damaged"),
        ("<Row><Cell>", "xml-damaged"),
    ],
)
def test_what_does_not_hold_together_is_refused(table, code):
    with pytest.raises(Unreadable) as caught:
        open_book(workbook(("表", table)))
    assert code == caught.value.code


def test_entities_are_refused_before_they_grow():
    bomb = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
    body = workbook(("表", f"<Row>{data('&b;', 'String')}</Row>")).decode().partition("?>")[2]
    with pytest.raises(Unreadable) as caught:
        open_book((bomb + body).encode())
    assert "xml-dtd" == caught.value.code


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gb18030"])
def test_it_is_known_in_every_encoding(encoding):
    named = {"utf-8-sig": "utf-8", "utf-16": "utf-16", "gb18030": "gb2312"}[encoding]
    text = workbook(("公开台账", f"<Row>{data('东岭村', 'String')}</Row>")).decode()
    written = text.replace('version="1.0"', f'version="1.0" encoding="{named}"').encode(encoding)
    (sheet,) = open_book(written).sheets
    assert ("公开台账", "东岭村") == (sheet.name, sheet.cells[0, 0].raw)


def test_other_xml_stays_refused():
    with pytest.raises(Unreadable) as caught:
        open_book(b'<?xml version="1.0"?><a><!-- urn:schemas-microsoft-com:office:spreadsheet --></a>')
    assert "other-xml" == caught.value.code
