"""Our workbooks in every format people save them in, by a real program: the same figures, no false finding."""

import datetime
import shutil
import struct
import tracemalloc
from decimal import Decimal
from types import SimpleNamespace

import openpyxl
import parts
import pytest
import xlsxwriter
from draw import sample_workbooks
from forms import xxgk
from readers import by_calamine, by_openpyxl, by_us, causes

from toolkit.errors import Unreadable, WorkFolderError
from toolkit.folder import roster_table, roster_workbook
from toolkit.form.grounding import ground_form
from toolkit.form.layout import parse_reference
from toolkit.reading.identity import identify_workbook
from toolkit.reading.read_workbook import read_submission
from toolkit.xlsx import xls_and_xlsb
from toolkit.xlsx.cells import CellKind
from toolkit.xlsx.open_workbook import open_book
from toolkit.xlsx.xls_and_xlsb import ODS, XLS

FORMATS = {
    "xls": "xls:MS Excel 97",
    "ods": "ods:calc8",
    "xlsx": "xlsx:Calc Office Open XML",
    "xlsm": "xlsm:Calc MS Excel 2007 VBA XML",
    "xlt": "xlt:MS Excel 97 Vorlage/Template",
    "ots": "ots:calc8_template",
    "xltx": "xltx:Calc MS Excel 2007 XML Template",
}


ALL_SAMPLES = ("xls", "ods", "xlsx")
"""The formats every sample is saved in: the others differ from them by what they are said to be, and get one of each kind."""


def samples(ending):
    """The samples to be saved in a format."""
    drawn = sample_workbooks("第二轮")
    return (
        drawn
        if ending in ALL_SAMPLES
        else dict({identify_workbook(open_book(d)).who.kind: (n, d) for n, d in drawn.items()}.values())
    )


def name_of(sample):
    return sample.replace("/", "_")


@pytest.fixture(scope="module")
def saved_as(tmp_path_factory, recalculated):
    """Return what a program makes of all workbooks of these tests in a format: it is started once a format."""
    home, made = tmp_path_factory.mktemp("formats"), {}
    for name, data in sample_workbooks("第二轮").items():
        (home / name_of(name)).write_bytes(data)
    draw_values(home / "values.xlsx")
    draw_struck(home / "struck.xlsx")

    def saved(ending):
        if ending not in made:
            paths = [home / name for name in (*map(name_of, samples(ending)), "values.xlsx", "struck.xlsx")]
            made[ending] = {
                p.name: q for p, q in zip(paths, recalculated(paths, to=FORMATS[ending]), strict=True)
            }
        return made[ending]

    return saved


def back(data):
    book = open_book(data)
    who, findings = identify_workbook(book)
    reading = read_submission(ground_form(xxgk(), who.kind, who.level or None), book, who)
    return book, who, findings, reading.submission


def places(book):
    return {name: parse_reference(said) for name, said in book.names.items() if parse_reference(said)}


@pytest.mark.office
@pytest.mark.parametrize("ending", list(FORMATS))
def test_every_format_a_program_writes_gives_the_same_figures(ending, saved_as):
    for name, data in samples(ending).items():
        path = saved_as(ending)[name_of(name)]
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
        inputs = ground_form(xxgk(), who.kind).inputs
        assert {c: before.figures.get(c) for c in inputs} == {c: after.figures.get(c) for c in inputs}, name
        told = {f.code for f in after.findings} - {f.code for f in before.findings}
        assert told == ({"legacy_format"} if book.other else set()), name


@pytest.mark.office
def test_there_and_back_again_is_as_before(tmp_path, saved_as, recalculated):
    name, data = next(iter(sample_workbooks("第二轮").items()))
    there = [shutil.copy(saved_as(x)[name_of(name)], tmp_path / f"{x}.{x}") for x in ("xls", "ods")]
    for ending, again in zip(("xls", "ods"), recalculated(there), strict=True):
        _, who, _, before = back(data)
        book, same, _, after = back(again.read_bytes())
        assert (who, before.figures, before.rows) == (same, after.figures, after.rows), (name, ending)
        assert "" == book.other
        told = {f.code for f in after.findings} - {f.code for f in before.findings}
        # .xls ends at row 65,536: formulas over whole columns come back as #REF!, and that is all that is told
        assert told == ({"formula_broken"} if ending == "xls" else set()), ending


def draw_values(path):
    book = openpyxl.Workbook()
    sheet = book.active
    for row, value in enumerate(("=1/0", datetime.date(2024, 3, 5), "007", 1.5, True, "一二", "=2*3"), 1):
        sheet.cell(row, 1, value)
    sheet["A2"].number_format = "yyyy-mm-dd"
    sheet.row_dimensions[4].hidden = True
    sheet.merge_cells("B1:C2")
    book.save(path)


@pytest.mark.office
def test_what_each_format_tells_and_does_not(saved_as):
    """Error cells, dates, hidden rows, texts that look like numbers."""
    kinds = {}
    for ending in ("xls", "ods"):
        found = open_book(saved_as(ending)["values.xlsx"].read_bytes())
        cells = found.sheets[0].cells
        kinds[ending] = [(cells[r, 0].kind, cells[r, 0].raw) if (r, 0) in cells else None for r in range(7)]
        assert {XLS, ODS} >= {found.other}
        assert {3} == found.sheets[0].hidden_rows
        assert ((0, 1, 1, 2),) == found.sheets[0].merges
    text = (CellKind.TEXT, "一二")
    assert kinds["xls"] == [
        (CellKind.ERROR, "#DIV/0!"),
        (CellKind.DATE, "45356"),
        (CellKind.TEXT, "007"),
        (CellKind.NUMBER, "1.5"),
        (CellKind.BOOL, "1"),
        text,
        (CellKind.NUMBER, "6"),
    ]
    assert kinds["ods"] == [kinds["xls"][0], (CellKind.DATE, "2024-03-05"), *kinds["xls"][2:]]


@pytest.mark.parametrize("junk", [b"", b"\x00" * 600, b"\xff" * 4000])
def test_a_damaged_old_workbook_is_refused_and_nothing_else_happens(junk):
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    with pytest.raises(Unreadable) as caught:
        open_book(ole + junk + "Workbook".encode("utf-16-le") + junk)
    assert "old-damaged" == caught.value.code


def biff(kind, data):
    return struct.pack("<HH", kind, len(data)) + data


def excel_95(cells, blanks=(), code_page=936, styles=()):
    """Write a workbook as Excel 5 and 95 do, of one sheet, in no OLE file: texts in the code page's bytes."""
    body = [biff(0x809, struct.pack("<HHHH", 0x500, 0x10, 0, 0))]
    body += [
        biff(0xBE, struct.pack("<HH", row, 0) + bytes(2 * n) + struct.pack("<H", n - 1)) for row, n in blanks
    ]
    for (row, column), value in cells.items():
        said, style = value if isinstance(value, tuple) else (value, 0)
        at = struct.pack("<HHH", row, column, style)
        if isinstance(said, str):
            body.append(biff(0x204, at + struct.pack("<H", len(said.encode("gbk"))) + said.encode("gbk")))
        else:
            body.append(biff(0x203, at + struct.pack("<d", said)))
    name = "表一".encode("gbk")
    looks = biff(0x31, struct.pack("<HHHHH5xB", 200, 0, 0, 400, 0, 1) + b"A") if styles else b""
    looks += b"".join(
        biff(0x41E, struct.pack("<HB", 164 + i, len(s)) + s.encode()) for i, s in enumerate(styles)
    )
    looks += b"".join(biff(0xE0, struct.pack("<HH12x", 0, 164 + i)) for i, _ in enumerate(styles))

    def frame(start):
        page = biff(0x42, struct.pack("<H", code_page)) if code_page else b""
        sheet = biff(0x85, struct.pack("<IBBB", start, 0, 0, len(name)) + name)
        return biff(0x809, struct.pack("<HHHH", 0x500, 5, 0, 0)) + page + looks + sheet + biff(0xA, b"")

    return frame(len(frame(0))) + b"".join(body) + biff(0xA, b"")


@pytest.mark.parametrize("code_page", [936, None])
def test_a_workbook_of_excel_95_is_read_with_its_chinese_texts(code_page):
    found = open_book(excel_95({(0, 0): "单位编码", (2, 1): 3.5, (3, 0): "没有"}, code_page=code_page))
    assert XLS == found.other
    assert ["表一"] == [s.name for s in found.sheets]
    cells = found.sheets[0].cells
    assert {(0, 0): "单位编码", (2, 1): "3.5", (3, 0): "没有"} == {at: c.raw for at, c in cells.items()}


def test_only_the_cells_of_an_xls_that_hold_something_count(monkeypatch):
    """A look over 256 columns, or one cell far away, is not a cell too many."""
    monkeypatch.setattr(xls_and_xlsb, "MAX_FILLED", 3)
    blanks = [(row, 256) for row in range(1, 3000)]
    cells = {(0, 0): "单位编码", (0, 1): 1.0, (16_000, 255): 2.0}
    assert cells.keys() == open_book(excel_95(cells, blanks)).sheets[0].cells.keys()
    with pytest.raises(Unreadable) as caught:
        open_book(excel_95({**cells, (1, 0): 3.0}))
    assert "too-many-cells" == caught.value.code


def test_one_cell_far_away_in_an_xls_costs_no_memory_for_those_before_it():
    data = excel_95({(0, 0): 1.0, (16_383, 255): 2.0})
    open_book(data)  # the library itself is loaded
    tracemalloc.start()
    try:
        open_book(data)
        assert tracemalloc.get_traced_memory()[1] < 10 * 2**20
    finally:
        tracemalloc.stop()


def test_a_roster_in_an_old_format_shows_the_zeros_of_its_codes():
    styles = ["General", "0000", "000000000000"]
    data = excel_95({(0, 0): "x", (1, 0): (4, 2), (2, 0): (5, 1), (2, 1): 3.5}, styles=styles)
    looks = {(1, 0): "000000000000", (2, 0): "0000", (2, 1): "General"}
    assert looks == xls_and_xlsb.xls_number_formats(data, "表一")
    assert {"General"} == set(xls_and_xlsb.xls_number_formats(excel_95({(2, 1): 3.5}), "表一").values())
    heads = {(0, i): c.label for i, c in enumerate(roster_table.COLUMNS)}
    one = {(1, 0): (4, 2), (1, 1): "甲村", (1, 2): "村（社区）"}
    (unit,) = roster_workbook.read_roster_workbook(
        excel_95(heads | one, styles=styles), xxgk().kinds, "名册.xls"
    )
    assert ("000000000004", "村社区") == (unit.code, unit.kind)
    long = excel_95(heads | one | {(1, 0): (410308001001, 0)}, styles=styles)
    with pytest.raises(WorkFolderError, match=r"A2 单位编码“410308001001”存成了数，表里显示成 4\.10308E\+11"):
        roster_workbook.read_roster_workbook(long, xxgk().kinds, "名册.xls")


def binary(*records):
    return b"".join(
        bytes((kind & 0x7F | (0x80 if kind > 0x7F else 0), *((kind >> 7,) if kind > 0x7F else ())))
        + bytes((len(body) & 0x7F | 0x80, len(body) >> 7))
        + body
        for kind, body in records
    )


def wide(text):
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def cell(column, *more):
    return struct.pack("<II", column, 0) + b"".join(more)


def row(number):
    return struct.pack("<I", number) + bytes(13)


NUMBERS = (
    (0, row(0)),
    (6, cell(0, wide("单位编码"))),
    (1, cell(1)),
    (5, cell(2, struct.pack("<d", 2.5))),
    (0, row(4)),
    (2, cell(1, struct.pack("<I", 7 << 2 | 2))),
    (6, cell(2, wide(""))),
)


def xlsb(*records):
    """Write a binary workbook of one sheet that holds *records*."""
    start, end = (0x91, b""), (0x92, b"")
    area = (0x94, struct.pack("<IIII", 0, 9, 0, 9))
    relation = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship '
        'Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}" Target="{}"/>'
        "</Relationships>"
    )
    book = binary(
        (0x83, b""),
        (0x8F, b""),
        (156, struct.pack("<II", 0, 1) + wide("rId1") + wide("表一")),
        (0x90, b""),
        (0x84, b""),
    )
    return parts.zipped(
        {
            "[Content_Types].xml": "<Types/>",
            "_rels/.rels": relation.format("officeDocument", "xl/workbook.bin"),
            "xl/workbook.bin": book,
            "xl/_rels/workbook.bin.rels": relation.format("worksheet", "worksheets/sheet1.bin"),
            "xl/worksheets/sheet1.bin": binary((0x81, b""), area, start, *records, end, (0x82, b"")),
        }
    )


def test_a_binary_workbook_whose_cells_add_up_is_read():
    cells = open_book(xlsb(*NUMBERS)).sheets[0].cells
    assert {(0, 0): "单位编码", (0, 2): "2.5", (4, 1): "7"} == {at: c.raw for at, c in cells.items()}


@pytest.mark.parametrize(
    "more",
    [
        (62, cell(3, b"\0", wide("带格式的字"))),
        (16, struct.pack("<I", 0) + struct.pack("<d", 4.0)),
        (13, struct.pack("<II", 0, 6)),
    ],
    ids=["rich text", "a number beside the one before", "a small number beside the one before"],
)
def test_a_binary_workbook_with_cells_the_library_passes_over_is_refused(more):
    with pytest.raises(Unreadable) as caught:
        open_book(xlsb(*NUMBERS, more))
    assert "binary-misread" == caught.value.code


def test_a_binary_workbook_whose_cells_are_given_elsewhere_is_refused(monkeypatch):
    moved = xls_and_xlsb._xlsb_cells
    monkeypatch.setattr(
        xls_and_xlsb, "_xlsb_cells", lambda rows: (((r, c + 1), v) for (r, c), v in moved(rows))
    )
    with pytest.raises(Unreadable) as caught:
        open_book(xlsb(*NUMBERS))
    assert "binary-misread" == caught.value.code


def record(kind, *body):
    return bytes(
        (kind & 0x7F | (0x80 if kind > 0x7F else 0), *((kind >> 7,) if kind > 0x7F else ()), len(body), *body)
    )


@pytest.mark.parametrize("wrong", [3, 11])
def test_a_binary_workbook_with_error_cells_is_refused_for_they_would_be_read_as_blanks(wrong):
    """The lengths of records are followed: an error's number inside another record is none."""
    before = record(0x1A5, 3, 11, 0) + record(0, *bytes(9))
    assert not xls_and_xlsb._has_error_cells(before + record(2, 3, 0, 11))
    assert xls_and_xlsb._has_error_cells(before + record(wrong, *bytes(8), 7))
    with pytest.raises(Unreadable) as caught:
        xls_and_xlsb._has_error_cells(before + b"\x85")
    assert "old-damaged" == caught.value.code


def draw_struck(path):
    book = xlsxwriter.Workbook(path)
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


@pytest.mark.office
@pytest.mark.parametrize("ending", ["xls", "ods", "xlsx"])
def test_what_is_drawn_through_is_seen_in_every_format(ending, saved_as):
    cells = open_book(saved_as(ending)["struck.xlsx"].read_bytes()).sheets[0].cells
    assert ["2", "12¹", "7", "划", "8", "留", "5"] == [cells[r, 0].raw for r in range(7)]
    assert ["3（已划掉）2", "12¹"] == [cells[r, 0].seen.marked for r in range(2)]
    assert [True, True] == [cells[r, 0].seen.struck for r in (2, 3)]
    assert [None, None] == [cells[r, 0].seen for r in (4, 5)]
    if ending != "ods":
        assert "" == cells[6, 0].seen.format.show(Decimal(5))


def test_a_format_that_shows_all_of_a_day_hides_nothing_and_one_of_a_number_may():
    fonts = [SimpleNamespace(struck_out=False)]
    formats = {
        1: SimpleNamespace(format_str="yyyy/m/d", type=xls_and_xlsb._XLRD_DATE),
        2: SimpleNamespace(format_str="0", type=xls_and_xlsb._XLRD_NUMBER),
    }
    looks = [SimpleNamespace(format_key=key, font_index=0) for key in formats]
    book = SimpleNamespace(xf_list=looks, format_map=formats, font_list=fonts)
    day, number = xls_and_xlsb._xls_cell_styles(book)
    assert (True, None) == (day.dates, day.seen)
    assert not number.dates
    assert number.seen


def test_a_text_of_several_looks_in_an_xls_is_cut_where_each_begins():
    fonts = [SimpleNamespace(struck_out=s, escapement=e) for s, e in ((0, 0), (1, 0), (0, 1))]
    runs = xls_and_xlsb._xls_text_runs(
        SimpleNamespace(font_list=fonts), "一二三四五", [(1, 1), (3, 2), (4, 9)]
    )
    assert [("一", None, ""), ("二三", True, ""), ("四", False, "superscript"), ("五", False, "")] == [
        (r.text, r.struck, r.small) for r in runs
    ]
