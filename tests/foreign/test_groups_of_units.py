"""Units in groups, each group added up on the office's own sheet; examples the sheet prints."""

import io

import openpyxl
from adopting.test_printed_words import with_examples
from odd_blanks import _box, _bytes, _rows, _sheet

from toolkit.adopting.proposal import propose_definition
from toolkit.blanks.blank_book import read_blank_book
from toolkit.definition.load_form import build_form
from toolkit.folder.kept_blank import read_given_blank
from toolkit.foreign.fill_workbook import ReportContents, UnitOfReport, fill_workbook
from toolkit.foreign.workbook_places import places_on_blank
from toolkit.form.model import REPORT


def grouped():
    book, sheet = _sheet()
    rows = [["整治情况表"], ["序号", "片区", "村", "户数", "米数"]]
    rows += [[1, "东片", "东岭村"], [2, None, "东湖村"], [None, None, "小计", "=SUM(D3:D4)", "=SUM(E3:E4)"]]
    rows += [[3, "西片", "西滩村"], [4, None, "西街村"], [None, None, "小计", "=SUM(D6:D7)", "=SUM(E6:E7)"]]
    _rows(sheet, 1, [*rows, ["合计", None, None, "=D5+D8", "=E5+E8"]])
    for area in ("B3:B5", "B6:B8", "A9:C9"):
        sheet.merge_cells(area)
    _box(sheet, "A2:E9")
    return _bytes(book)


def form_on(data):
    said = propose_definition(read_blank_book(data, "空表")).data
    return build_form(said, "空表", lambda f: read_given_blank(data, f.blank))


def filled_in(names):
    form = form_on(data := grouped())
    (table,) = (t for t in form.tables if t.by_unit)
    cells = table.cells
    units = tuple(UnitOfReport(n, "单位", dict.fromkeys(cells, float(i))) for i, n in enumerate(names, 1))
    done = fill_workbook(data, form, places_on_blank(form, REPORT), ReportContents({}, units=units))
    sheet = openpyxl.load_workbook(io.BytesIO(done.data)).active
    return done, [[c.value for c in row] for row in sheet["A3:E9"]]


NAMES = ("东岭村", "东湖村", "西滩村", "西街村")


def test_rows_that_add_up_a_group_are_no_units():
    done, rows = filled_in(NAMES)
    assert ((), ()) == (done.unlisted, done.left_out)
    assert [None, None, "小计", "=SUM(D3:D4)", "=SUM(E3:E4)"] == rows[2]


def test_a_unit_of_no_group_known_is_told_and_nothing_moves():
    done, rows = filled_in((*NAMES, "南寨村"))
    (told,) = done.left_out
    assert (1, True) == (told.many, "南寨村" in told.why)
    assert (["东片", "西片"], 7) == ([rows[0][1], rows[3][1]], len(rows))
    assert "南寨村" not in str(rows)


def test_an_example_is_no_figure_of_the_report():
    form = form_on(data := with_examples())
    done = fill_workbook(data, form, places_on_blank(form, REPORT), ReportContents({}))
    sheet = openpyxl.load_workbook(io.BytesIO(done.data)).active
    assert [None, None] == [sheet["B4"].value, sheet["C4"].value]
