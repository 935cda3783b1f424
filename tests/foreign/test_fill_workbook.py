"""An adopted blank with a report in it: every figure the sum of the units', everything else of the file as it was."""

import datetime
import io

import openpyxl
import pytest
from adopted_blanks import BLANKS, KIND, NAMES, adopted, by_hand, report_of, sent_by_units
from grafting.test_insert_rows import listed
from other_workbooks import ODD as OTHERS
from other_workbooks import strict
from parts import parts as members_of

from toolkit.foreign.fill_workbook import ReportContents, fill_workbook
from toolkit.foreign.workbook_places import (
    RowsInSheet,
    WorkbookPlaces,
    is_form_blank,
    places_by_headings,
    places_on_blank,
)
from toolkit.form.grounding import ground_form
from toolkit.form.layout import CellPlace
from toolkit.form.model import REPORT
from toolkit.xlsx.open_workbook import open_book
from toolkit.xlsx.patching import Unpatchable

WRITTEN = {"xl/workbook.xml", "xl/styles.xml"}


def filled(name, **more):
    form = adopted(name)
    sent = sent_by_units(form, **more)
    return (
        form,
        sent,
        fill_workbook(BLANKS[name].read_bytes(), form, places_on_blank(form, REPORT), report_of(form, sent)),
    )


def opened(data, **more):
    return openpyxl.load_workbook(io.BytesIO(data), **more)


def formulas(data):
    return {
        (s.title, c.coordinate): c.value
        for s in opened(data)
        for row in s.iter_rows()
        for c in row
        if isinstance(c.value, str) and c.value.startswith("=")
    }


@pytest.mark.parametrize("name", BLANKS)
def test_what_was_not_written_is_byte_equal_and_the_formulas_stay(name):
    form, _, done = filled(name, names=NAMES[:2])
    before, after = members_of(BLANKS[name].read_bytes()), members_of(done.data)
    assert before.keys() == after.keys()
    used = {s.blank_sheet for s in form.sheets} - {""}
    sheets = opened(done.data).sheetnames
    touched = WRITTEN | {f"xl/worksheets/sheet{i}.xml" for i, s in enumerate(sheets, 1) if s in used}
    assert [n for n in before if n not in touched and before[n] != after[n]] == []
    assert formulas(done.data) == formulas(BLANKS[name].read_bytes())
    assert done.left_out == ()


@pytest.mark.parametrize("name", BLANKS)
def test_figures_are_the_units_sums_and_formulas_show_what_they_come_to(name, recalculated, tmp_path):
    form, sent, done = filled(name)
    (tmp_path / "表.xlsx").write_bytes(done.data)
    shown, worked = opened(done.data, data_only=True), recalculated([tmp_path / "表.xlsx"])[0]
    again = opened(worked.read_bytes(), data_only=True)
    inputs = [c for c in ground_form(form, KIND, None).inputs if c in sent[0].figures and c in done.placed]
    for cell in inputs:
        if form.column(cell) and (form.figure(cell).up or "sum") != "none":
            at = done.placed[cell]
            assert shown[at.sheet][at.a1].value == by_hand(form, sent, cell), cell
    for sheet in shown:
        for row in sheet.iter_rows():
            for c in row:
                same = pytest.approx(c.value) if isinstance(c.value, float) else c.value
                assert again[sheet.title][c.coordinate].value == same, c
    assert done.differing == ()
    assert done.unknown == ()


def test_units_stand_in_their_own_rows_and_a_new_one_gets_one():
    form, sent, done = filled("c3_12345月报")
    sheet = opened(done.data, data_only=True)["统计表"]
    (table,) = [t for t in form.tables_of(REPORT) if t.by_unit]
    row = {sheet.cell(r, 2).value: r for r in range(5, 20)}
    assert [sheet.cell(r, 1).value for r in range(5, 14)] == [*range(1, 10)]
    for unit in sent:
        for column in table.columns:
            cell = next(c for c in table.cells if c.column == column.id)
            if cell in unit.figures:
                stands = sheet[f"{column.place}{row[unit.who.name]}"].value
                assert stands == unit.figures[cell], (unit.who.name, cell)
    assert done.unlisted == ("南坡村", "北渡村", "柳沟村", "古渡社区", "财政所", "综合行政执法队")
    assert sheet["A1"].value == "12345热线留言办理2025年6月情况统计表"


def test_rows_of_a_list_are_written_with_days_and_options_as_people_type_them():
    form, _, done = filled("c6_规范性文件清理", rows=9)
    sheet = opened(done.data)["清理意见表"]
    assert [sheet.cell(r, 1).value for r in range(4, 31)] == [*range(1, 28)]
    assert sheet["B30"].value == "文件名称2-8"
    assert sheet["D30"].value == datetime.datetime(2025, 3, 9)
    assert sheet.column_dimensions["D"].width == 16, "a day is shown, not ####"
    assert sheet.column_dimensions["C"].width == 13, "what nothing is said of stays"
    assert sheet["F4"].value == "政府规范性文件"
    assert sheet["A31"].value.startswith("注：")
    assert sheet["A2"].value.startswith("填报单位（盖章）：白鹤镇人民政府")
    assert {str(v.sqref) for v in sheet.data_validations.dataValidation} == {"G4:G30", "F4:F30", "D4:D30"}
    assert done.rows == {r.id: 27 for r in form.registers}


def test_rows_that_do_not_fit_safely_are_told_with_their_number():
    form = adopted("c6_规范性文件清理")
    (register,) = form.registers
    columns = {f.id: i for i, f in enumerate(register.fields[:2], 1)}
    places = WorkbookPlaces({}, {register.id: RowsInSheet("清单", 1, 2, 4, columns)})
    rows = [{f: f"{f}{i}" for f in columns} for i in range(8)]
    done = fill_workbook(listed(table=True), form, places, ReportContents({}, {register.id: rows}))
    (left,) = done.left_out
    assert (left.many, left.where) == (5, "清单 第 3 至 5 行")
    assert left.why.startswith("table")
    assert done.rows == {register.id: 3}
    assert opened(done.data)["清单"]["B5"].value == f"{register.fields[0].id}2"


def units_without_names(rows, ellipsis=""):
    """The blank whose rows are units, with *rows* rows and no names in them."""
    book = opened(BLANKS["c3_12345月报"].read_bytes())
    sheet = book["统计表"]
    for row in range(5, 13):
        sheet.cell(row, 1).value = sheet.cell(row, 2).value = None
    sheet.cell(5 + rows - 1, 1).value = ellipsis or None
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_units_are_named_and_numbered_where_the_blank_prints_none():
    form = adopted("c3_12345月报")
    contents = report_of(form, sent_by_units(form))
    done = fill_workbook(units_without_names(3, "…"), form, places_on_blank(form, REPORT), contents)
    sheet = opened(done.data)["统计表"]
    assert [[sheet.cell(r, c).value for c in (1, 2)] for r in range(5, 9)] == [
        *([i, n] for i, n in enumerate(NAMES, 1)),
        [None, None],
    ]
    assert done.unlisted == ()


def test_a_day_in_a_plain_cell_is_shown_as_a_day():
    form = adopted("c6_规范性文件清理")
    (register,) = form.registers
    days = next(f.id for f in register.fields if f.type == "date")
    places = WorkbookPlaces({}, {register.id: RowsInSheet("清单", 1, 2, 4, {days: 1})})
    contents = ReportContents({}, {register.id: [{days: "2025-03-01"}, {days: "不详"}]})
    sheet = opened(fill_workbook(listed(), form, places, contents).data)["清单"]
    assert (sheet["B3"].value, sheet["B3"].is_date) == (datetime.datetime(2025, 3, 1), True)
    assert sheet["B4"].value == "不详"


@pytest.mark.parametrize("built", OTHERS)
def test_packages_of_every_build_are_filled(built):
    form, data = adopted("c4_隐患排查月报"), OTHERS[built]()
    cells = [c for c in form.cells_of(REPORT) if form.figure(c).type == "count"][:3]
    places = WorkbookPlaces({c: CellPlace("统计表", row, 1) for row, c in enumerate(cells, 1)})
    done = fill_workbook(data, form, places, ReportContents(dict.fromkeys(cells, 2.0)))
    assert opened(done.data, data_only=True)["统计表"]["B5"].value == 6
    before, after = members_of(data), members_of(done.data)
    written = {n for n in after if before[n] != after[n]}
    assert written <= {"xl/workbook.xml", "xl/worksheets/sheet1.xml"}
    with pytest.raises(Unpatchable):
        fill_workbook(strict(), form, places, ReportContents(dict.fromkeys(cells, 2.0)))


def test_a_text_that_looks_like_a_formula_stays_a_text():
    form = adopted("c6_规范性文件清理")
    (register,) = form.registers
    name = register.anchor.id
    places = WorkbookPlaces({}, {register.id: RowsInSheet("清单", 1, 2, 4, {name: 1})})
    rows = [{name: "=1+1"}, {name: "甲<&>乙\x01"}]
    sheet = opened(fill_workbook(listed(), form, places, ReportContents({}, {register.id: rows})).data)[
        "清单"
    ]
    assert (sheet["B3"].value, sheet["B3"].data_type, sheet["B3"].quotePrefix) == ("=1+1", "s", True)
    assert sheet["B4"].value == "甲<&>乙\ufffd"


def test_a_list_is_found_by_its_heads_in_somebody_else_s_workbook():
    form, sent = adopted("c6_规范性文件清理"), sent_by_units(adopted("c6_规范性文件清理"))
    book = openpyxl.Workbook()
    sheet = book.active
    heads = ("序号", "文号", "文件名称", "发布日期", "清理意见", "备注", "起草（实施）部门")
    for i, text in enumerate(heads, 1):
        sheet.cell(3, i, text)
    sheet["A6"] = "合计"
    sheet["D6"] = "=COUNTA(C4:C5)"
    out = io.BytesIO()
    book.save(out)
    places = places_by_headings(ground_form(form, REPORT, "township"), open_book(out.getvalue()), None)
    done = fill_workbook(out.getvalue(), form, places, report_of(form, sent))
    sheet = opened(done.data).active
    assert [sheet.cell(r, 3).value for r in range(4, 10)] == [
        f"文件名称{u}-{k}" for u in range(3) for k in range(2)
    ]
    assert [sheet.cell(r, 1).value for r in range(4, 11)] == [1, 2, 3, 4, 5, 6, "合计"]
    assert sheet["D10"].value == "=COUNTA(C4:C9)"


def test_a_head_that_stands_twice_is_filled_in_nowhere_and_told():
    form, sent = adopted("c6_规范性文件清理"), sent_by_units(adopted("c6_规范性文件清理"))
    book = openpyxl.Workbook()
    heads = ("文号", "文件名称", "发布日期", "清理意见", "起草（实施）部门", "备注", "备注")
    for i, text in enumerate(heads, 1):
        book.active.cell(3, i, text)
    book.save(out := io.BytesIO())
    places = places_by_headings(ground_form(form, REPORT, "township"), open_book(out.getvalue()), None)
    done = fill_workbook(out.getvalue(), form, places, report_of(form, sent))
    assert len([d for d in done.doubts if "的表头“备注”有几处，这些栏没有填" in d]) == 1
    sheet = opened(done.data).active
    assert sheet["B4"].value == "文件名称0-0"
    assert (sheet["F4"].value, sheet["G4"].value) == (None, None)


def test_the_form_s_blank_is_known_also_when_saved_again_and_any_other_is_not():
    form = adopted("c4_隐患排查月报")
    book = opened(form.given.data)
    out = io.BytesIO()
    book.save(out)
    assert is_form_blank(form, REPORT, open_book(out.getvalue()))
    book["统计表"].insert_rows(5)
    book.save(moved := io.BytesIO())
    assert not is_form_blank(form, REPORT, open_book(moved.getvalue()))


def test_a_formula_that_comes_to_something_else_is_told():
    name = "c4_隐患排查月报"
    form = adopted(name)
    book = opened(BLANKS[name].read_bytes())
    book["统计表"]["C17"] = "=SUM(C9:C15)"
    out = io.BytesIO()
    book.save(out)
    sent = sent_by_units(form)
    done = fill_workbook(out.getvalue(), form, places_on_blank(form, REPORT), report_of(form, sent))
    told = {o.at.a1: (o.ours, o.comes) for o in done.differing}
    assert told.keys() >= {"C17"}
    ours, comes = told["C17"]
    assert ours - comes == sum(by_hand(form, sent, c) for c in sent[0].figures if done.placed[c].a1 == "C16")
