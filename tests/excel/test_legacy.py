"""Our workbooks in every format people save them in, by a real program: the same figures, no false finding."""

from decimal import Decimal

import office
import openpyxl
import pytest
import xlsxwriter
from forms import xxgk
from readers import by_calamine, by_openpyxl, by_us, causes

from toolkit.errors import Unreadable
from toolkit.excel import legacy
from toolkit.excel.book import Kind, open_book
from toolkit.excel.identify import identify
from toolkit.excel.legacy import ODS, XLS
from toolkit.excel.read import read
from toolkit.flow.samples import workbooks
from toolkit.form.ground import ground
from toolkit.form.layout import parse_reference

FORMATS = {
    "xls": "xls:MS Excel 97",
    "ods": "ods:calc8",
    "xlsx": "xlsx:Calc Office Open XML",
    "xlsm": "xlsm:Calc MS Excel 2007 VBA XML",
    "xlt": "xlt:MS Excel 97 Vorlage/Template",
    "ots": "ots:calc8_template",
    "xltx": "xltx:Calc MS Excel 2007 XML Template",
}


def back(data):
    book = open_book(data)
    who, findings = identify(book)
    reading = read(ground(xxgk(), who.kind, who.level or None), book, who)
    return book, who, findings, reading.submission


def places(book):
    return {name: parse_reference(said) for name, said in book.names.items() if parse_reference(said)}


@pytest.mark.office
@pytest.mark.parametrize("ending", list(FORMATS))
def test_every_format_a_program_writes_gives_the_same_figures(ending, tmp_path):
    drawn = [w for w in workbooks() if w[0].startswith("第二轮")]
    paths = []
    for name, data in drawn:
        paths.append(tmp_path / name.replace("/", "_"))
        paths[-1].write_bytes(data)
    made = office.convert(paths, tmp_path / "out", tmp_path / "profile", to=FORMATS[ending])
    for (name, data), path in zip(drawn, made, strict=True):
        cells = by_us(path.read_bytes())
        assert set() == causes(cells, by_calamine(path.read_bytes())), name
        if ending.startswith("xl") and len(ending) == 4:
            assert set() == causes(cells, by_openpyxl(path.read_bytes())), name
        given, who, _, before = back(data)
        book, again, findings, after = back(path.read_bytes())
        assert places(given) == places(book), name
        assert who == again, name
        assert () == findings
        assert before.rows == after.rows, name
        assert before.zero == after.zero
        assert before.unread == after.unread
        inputs = ground(xxgk(), who.kind).inputs
        assert {c: before.figures.get(c) for c in inputs} == {c: after.figures.get(c) for c in inputs}, name
        told = {f.code for f in after.findings} - {f.code for f in before.findings}
        assert told == ({"legacy_format"} if book.other else set()), name


@pytest.mark.office
def test_there_and_back_again_is_as_before(tmp_path):
    name, data = next(w for w in workbooks() if w[0].startswith("第二轮"))
    for ending, to in (("xls", FORMATS["xls"]), ("ods", FORMATS["ods"])):
        path = tmp_path / f"{ending}.xlsx"
        path.write_bytes(data)
        (there,) = office.convert([path], tmp_path / ending, tmp_path / "profile", to=to)
        (again,) = office.convert([there], tmp_path / f"{ending}-back", tmp_path / "profile")
        _, who, _, before = back(data)
        book, same, _, after = back(again.read_bytes())
        assert (who, before.figures, before.rows) == (same, after.figures, after.rows), (name, ending)
        assert "" == book.other
        told = {f.code for f in after.findings} - {f.code for f in before.findings}
        # .xls ends at row 65,536: formulas over whole columns come back as #REF!, and that is all that is told
        assert told == ({"formula_broken"} if ending == "xls" else set()), ending


@pytest.mark.office
def test_what_each_format_tells_and_does_not(tmp_path):
    """Error cells, dates, hidden rows, texts that look like numbers."""
    book = openpyxl.Workbook()
    sheet = book.active
    import datetime

    for row, value in enumerate(("=1/0", datetime.date(2024, 3, 5), "007", 1.5, True, "一二", "=2*3"), 1):
        sheet.cell(row, 1, value)
    sheet["A2"].number_format = "yyyy-mm-dd"
    sheet.row_dimensions[4].hidden = True
    sheet.merge_cells("B1:C2")
    path = tmp_path / "x.xlsx"
    book.save(path)
    kinds = {}
    for ending in ("xls", "ods"):
        (made,) = office.convert([path], tmp_path / ending, tmp_path / "profile", to=FORMATS[ending])
        found = open_book(made.read_bytes())
        cells = found.sheets[0].cells
        kinds[ending] = [(cells[r, 0].kind, cells[r, 0].raw) if (r, 0) in cells else None for r in range(7)]
        assert {XLS, ODS} >= {found.other}
        assert {3} == found.sheets[0].hidden_rows
        assert ((0, 1, 1, 2),) == found.sheets[0].merges
    text = (Kind.TEXT, "一二")
    assert kinds["xls"] == [
        (Kind.ERROR, "#DIV/0!"),
        (Kind.DATE, "45356"),
        (Kind.TEXT, "007"),
        (Kind.NUMBER, "1.5"),
        (Kind.BOOL, "1"),
        text,
        (Kind.NUMBER, "6"),
    ]
    assert kinds["ods"] == [kinds["xls"][0], (Kind.DATE, "2024-03-05"), *kinds["xls"][2:]]


@pytest.mark.parametrize("junk", [b"", b"\x00" * 600, b"\xff" * 4000])
def test_a_damaged_old_workbook_is_refused_and_nothing_else_happens(junk):
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    with pytest.raises(Unreadable) as caught:
        open_book(ole + junk + "Workbook".encode("utf-16-le") + junk)
    assert "old-damaged" == caught.value.code


def record(kind, *body):
    return bytes(
        (kind & 0x7F | (0x80 if kind > 0x7F else 0), *((kind >> 7,) if kind > 0x7F else ()), len(body), *body)
    )


@pytest.mark.parametrize("wrong", [3, 11])
def test_a_binary_workbook_with_error_cells_is_refused_for_they_would_be_read_as_blanks(wrong):
    """The lengths of records are followed: an error's number inside another record is none."""
    before = record(0x1A5, 3, 11, 0) + record(0, *bytes(9))
    assert not legacy._has_errors(before + record(2, 3, 0, 11))
    assert legacy._has_errors(before + record(wrong, *bytes(8), 7))
    with pytest.raises(Unreadable) as caught:
        legacy._has_errors(before + b"\x85")
    assert "old-damaged" == caught.value.code


@pytest.mark.office
@pytest.mark.parametrize("ending", ["xls", "ods", "xlsx"])
def test_what_is_drawn_through_is_seen_in_every_format(ending, tmp_path):
    book = xlsxwriter.Workbook(path := tmp_path / "a.xlsx")
    gone, high = book.add_format({"font_strikeout": True}), book.add_format({"font_script": 1})
    sheet = book.add_worksheet("表一")
    sheet.write_rich_string("A1", gone, "3", "2")
    sheet.write_rich_string("A2", "12", high, "1")
    sheet.write("A3", 7, gone)
    sheet.write("A4", "划", gone)
    sheet.write("A5", 8)
    sheet.write("A6", "留")
    sheet.write("A7", 5, book.add_format({"num_format": ";;;"}))
    book.close()
    [made] = office.convert([path], tmp_path / "out", tmp_path / "profile", to=FORMATS[ending])
    cells = open_book(made.read_bytes()).sheets[0].cells
    assert ["2", "12¹", "7", "划", "8", "留", "5"] == [cells[r, 0].raw for r in range(7)]
    assert ["3（已划掉）2", "12¹"] == [cells[r, 0].seen.marked for r in range(2)]
    assert [True, True] == [cells[r, 0].seen.struck for r in (2, 3)]
    assert [None, None] == [cells[r, 0].seen for r in (4, 5)]
    if ending != "ods":
        assert "" == cells[6, 0].seen.format.show(Decimal(5))
