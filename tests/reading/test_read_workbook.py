"""Workbooks of ours, changed by another program as people change them: read right, or not read and said so."""

import datetime
import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
from draw import YEAR, draw, read, submission
from forms import xxgk
from parts import zipped

from toolkit.form.finding import CODES
from toolkit.form.grounding import ground_form
from toolkit.form.layout import CellPlace
from toolkit.form.model import Cell, PriorCell
from toolkit.form.period import LAST_YEAR
from toolkit.form.placement import lay_out_workbook
from toolkit.form.submission import ACCOUNT, ASKED, Row
from toolkit.merging.unkept_edits import UNKEPT
from toolkit.reading.identity import compare_cover, identify_workbook
from toolkit.verifying.finding_codes import VERIFIED
from toolkit.xlsx.open_workbook import open_book
from toolkit.xxgk.finding_codes import PUBLISHED

BOXES = Cell("阵地", "意见箱数", "数量")
COUNT = Cell("村级公开", "公开条数", "数量")
POSTED = {"日期": "2024-03-05", "标题": "公示", "类别": "财务", "性质": "村级自有", "公开栏": "√"}


def village():
    form = xxgk()
    figures = {c: 2.0 for c in ground_form(form, "村社区").inputs if form.figure(c).type == "count"}
    rows = {"公开": (Row(7, POSTED), Row(8, POSTED))}
    return submission(form, "村社区", figures, rows=rows, zero=frozenset({"代收", "问题"}))


def changed(change, made=None):
    """Draw a workbook, let openpyxl load, *change* and save it, and read it back."""
    data = draw(xxgk(), made or village())
    book = openpyxl.load_workbook(io.BytesIO(data))
    change(book)
    out = io.BytesIO()
    book.save(out)
    return read(xxgk(), out.getvalue())


def at(cell, kind="村社区"):
    return lay_out_workbook(xxgk(), kind).at[cell]


def put(cell, value):
    def change(book):
        where = at(cell)
        book[where.sheet][where.a1] = value

    return change


def told(reading):
    return [(f.code, f.cell) for f in reading.submission.findings]


def test_a_workbook_saved_by_another_program_reads_the_same():
    reading = changed(lambda _: None)
    assert village().figures == reading.submission.figures
    assert [POSTED, POSTED] == [r.values for r in reading.submission.rows["公开"]]
    assert [] == told(reading)
    assert {} == reading.cached  # that program drops every cached result: none is no difference


@pytest.mark.parametrize("sheet", ["工作情况", "公开台账"])
def test_an_inserted_row_or_column_is_told_once_and_everything_is_read_as_it_was(sheet):
    """By a library that leaves the names where they were: they are no witness then."""
    for change in (lambda b: b[sheet].insert_rows(3), lambda b: b[sheet].insert_cols(2)):
        reading = changed(change)
        assert ["realigned"] == [c for c, _ in told(reading)]
        assert village().figures == reading.submission.figures
        assert [POSTED, POSTED] == [r.values for r in reading.submission.rows["公开"]]


def test_rows_swapped_with_their_labels_are_read_by_their_labels():
    def swap(book):
        sheet, row = book["工作情况"], at(BOXES).row + 1
        for column in range(1, 8):
            a, b = sheet.cell(row, column), sheet.cell(row + 1, column)
            a.value, b.value = b.value, a.value

    reading = changed(swap)
    assert ["realigned"] == [c for c, _ in told(reading)]
    assert village().figures == reading.submission.figures


def test_labels_swapped_without_their_codes_are_two_readings():
    def swap(book):
        sheet, row = book["工作情况"], at(BOXES).row + 1
        a, b = sheet.cell(row, 1), sheet.cell(row + 1, 1)
        a.value, b.value = b.value, a.value

    reading = changed(swap)
    assert ["two_readings"] == [c for c, _ in told(reading)]
    assert BOXES in reading.submission.unread


def test_last_year_s_sheet_is_not_read_where_it_was_changed():
    form = xxgk()
    made = submission(form, "报告", prior=dict.fromkeys(ground_form(form, "报告", "township").priors, 1.0))
    book = openpyxl.load_workbook(io.BytesIO(draw(form, made)))
    book["上年数据"].insert_rows(6)
    out = io.BytesIO()
    book.save(out)
    back = read(form, out.getvalue()).submission
    assert ["moved"] == [f.code for f in back.findings if f.sheet == "上年数据"]
    assert {} == back.prior


def test_a_missing_sheet_is_told_and_its_cells_are_accounted_for():
    def drop(book):
        del book["工作情况"]

    reading = changed(drop)
    assert [("sheet_missing", "")] == told(reading)
    lost = [c for c in ground_form(xxgk(), "村社区").inputs if at(c).sheet == "工作情况"]
    assert set(lost) == reading.submission.unread
    asked = len(ground_form(xxgk(), "村社区").inputs) + 3 + 2 * len(xxgk().register("公开").fields)
    account = reading.submission.account
    assert asked == account[ASKED] == sum(account[a] for a in ACCOUNT)


@pytest.mark.parametrize("sheet", ["工作情况", "公开台账", "代收移送"])
@pytest.mark.parametrize("how", ["gone", "moved"])
def test_the_account_adds_up_whatever_sheet_is_lost(sheet, how):
    """The rows of a list nobody could read are not known; its tick is still a cell that was asked for."""

    def lose(book):
        if how == "gone":
            del book[sheet]
        else:
            book[sheet].insert_rows(1)

    account = changed(lose).submission.account
    assert account[ASKED] == sum(account[a] for a in ACCOUNT)
    whole = changed(lambda _: None).submission.account
    lost = how == "gone" and sheet == "公开台账"  # what was only moved is found again
    rows = 2 * len(xxgk().register("公开").fields) if lost else 0
    assert whole[ASKED] - rows == account[ASKED]


def test_a_hidden_sheet_is_read_and_mentioned_and_a_copied_one_told():
    def change(book):
        book["公开台账"].sheet_state = "hidden"
        book.copy_worksheet(book["工作情况"])

    reading = changed(change)
    assert {"hidden", "extra_sheet"} == {c for c, _ in told(reading)}
    assert village().figures == reading.submission.figures


@pytest.mark.parametrize(
    ("cell", "value", "code"),
    [
        (BOXES, "五六个", "not_a_number"),
        (BOXES, "无", "mark"),
        (BOXES, "１２", "cleaned"),
        (BOXES, "#REF!", "error_value"),
        (BOXES, "=1+1", "no_result"),
        (Cell("封面", "填报日期", "内容"), "去年底", "not_a_date"),
    ],
)
def test_what_stands_in_a_cell_is_told_with_its_address(cell, value, code):
    assert [(code, at(cell).a1)] == told(changed(put(cell, value)))


@pytest.mark.parametrize(("value", "kept"), [(5, 5.0), (None, ""), ("五六个", "五六个")])
def test_what_is_typed_over_a_count_is_kept_beside_it(value, kept):
    """A count is worked out whatever stands there; what it comes to is known only when all is judged."""
    sent = changed(put(COUNT, value)).submission
    assert ({COUNT: kept}, frozenset()) == (sent.typed_over, sent.stated)


def test_a_clerk_s_own_formula_is_read_by_its_result_and_told():
    """openpyxl cannot store a result, so the cell is patched as a spreadsheet program would save it."""
    import zipfile

    data = draw(xxgk(), village())
    where = at(BOXES)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "xl/worksheets/sheet2.xml":
                start = part.index(f'<c r="{where.a1}"'.encode())
                end = part.index(b"</c>", start)
                patched = part[start:end].replace(b"<v>2</v>", b"<f>3+4</f><v>7</v>")
                part = part[:start] + patched + part[end:]
            new.writestr(name, part)
    reading = read(xxgk(), out.getvalue())
    assert 7.0 == reading.submission.figures[BOXES]
    assert [("formula_input", where.a1)] == told(reading)


def test_what_is_typed_outside_the_form_is_told_and_counted():
    def change(book):
        book["工作情况"]["B30"] = None
        book["工作情况"]["D20"] = "另有 3 个在建"
        book["公开台账"]["N9"] = 5

    reading = changed(change, village())
    assert {("outside", "D20"), ("outside", "N9")} <= set(told(reading))
    assert 2 == reading.submission.account["outside"]


def test_stray_input_is_one_finding_a_sheet_however_much_there_is():
    def change(book):
        for row in range(50, 80):
            book["工作情况"].cell(row, 2).value = row

    (told_,) = changed(change).submission.findings
    assert ("outside", "30") == (told_.code, dict(told_.args)["count"])
    assert "B50、B51、B52、B53、B54 等 30 格" == told_.cell


def test_what_stands_in_hidden_and_filtered_rows_and_columns_is_read_and_mentioned():
    def change(book):
        sheet, where = book["工作情况"], at(BOXES)
        sheet.row_dimensions[where.row + 1].hidden = True
        sheet.row_dimensions[60].hidden = True  # nothing is asked there
        listed = book["公开台账"]
        listed.auto_filter.ref = "A6:K8"
        listed.auto_filter.add_filter_column(2, ["党务"])
        listed.row_dimensions[8].hidden = True
        listed.column_dimensions["B"].hidden = True

    reading = changed(change)
    assert village().figures == reading.submission.figures
    assert 2 == len(reading.submission.rows["公开"])
    said = {f.sheet: (f.code, f.value, dict(f.args)["count"]) for f in reading.submission.findings}
    assert {
        "工作情况": ("hidden_lines", f"第 {at(BOXES).row + 1} 行", "1"),
        "公开台账": ("hidden_lines", "第 8 行，B 列", "6"),
    } == said


def test_a_merge_over_cells_to_fill_in_is_told_and_what_it_hides_returned():
    """openpyxl empties what a merge covers; another program leaves it there, where nobody sees it."""
    first = at(BOXES)
    merge = f"{first.a1}:{CellPlace('', first.row + 1, first.column).a1}"
    assert [("merged", merge)] == told(changed(lambda b: b[first.sheet].merge_cells(merge)))

    def cover(book):
        book[first.sheet].merged_cells.add(merge)

    reading = changed(cover)
    assert ("merged_hides", merge) in told(reading)
    assert village().figures == reading.submission.figures
    wide = changed(lambda b: b["公开台账"].merge_cells("A7:A8"))
    assert ("merged", "A7:A8") in told(wide)
    assert [] == told(changed(lambda b: b["公开台账"].merge_cells("A90:C95")))


def test_a_list_is_answered_by_rows_or_by_its_tick_and_not_by_both():
    def change(book):
        book["公开台账"]["B5"] = "是"
        book["代收移送"]["B5"] = None
        book["五、问题与措施"]["B5"] = "没有"

    codes = {(f.code, f.sheet) for f in changed(change).submission.findings}
    assert {
        ("list_contradicts", "公开台账"),
        ("list_unanswered", "代收移送"),
        ("options_otherwise", "五、问题与措施"),
        ("list_unanswered", "五、问题与措施"),
    } == codes


def test_rows_of_a_list_are_read_past_gaps_and_their_faults_told():
    def change(book):
        sheet = book["公开台账"]
        for column, value in enumerate((datetime.date(YEAR, 5, 1), None, "财务", "村级自有"), 1):
            sheet.cell(20, column, value)
        sheet["A300"] = datetime.date(YEAR, 6, 1)

    reading = changed(change)
    assert [7, 8, 20, 300] == [r.number for r in reading.submission.rows["公开"]]
    assert ("row_incomplete", "B20") in told(reading)
    assert {"B300", "C300", "D300"} <= {c for code, c in told(reading) if code == "row_incomplete"}


def test_a_result_without_its_day_and_a_day_without_its_result_are_incomplete():
    """Otherwise a request is neither handled nor carried over, and 表三 does not balance."""
    base = {"性质": "本机关申请", "收到": "2024-01-02", "类别": "自然人"}
    rows = (
        Row(7, {**base, "登记号": "1", "办结": "2024-02-02"}),
        Row(8, {**base, "登记号": "2", "结果": "r1"}),
        Row(9, {**base, "登记号": "3"}),
    )
    made = submission(xxgk(), "党政办", rows={"申请": rows})
    found = [
        (f.cell, f.label)
        for f in read(xxgk(), draw(xxgk(), made)).submission.findings
        if f.code == "row_incomplete"
    ]
    assert [("J7", "办理结果"), ("I8", "办结日期")] == found


def test_a_mark_is_read_as_its_column_says_and_ditto_asks_about_the_row_above():
    base = {"性质": "本机关申请", "收到": "2024-01-02", "类别": "自然人"}
    rows = tuple(Row(7 + i, {**base, "登记号": str(i)}) for i in range(2))
    data = draw(xxgk(), submission(xxgk(), "党政办", rows={"申请": rows}))
    book = openpyxl.load_workbook(io.BytesIO(data))
    book["依申请公开台账"]["I7"] = "/"
    book["依申请公开台账"]["D8"] = "同上"
    out = io.BytesIO()
    book.save(out)
    made = read(xxgk(), out.getvalue()).submission
    first, second = made.rows["申请"]
    assert ("办结" in first.values, first.unread, second.unread) == (False, (), ("收到",))
    told = {f.cell: f for f in made.findings if f.code in ("cleaned", "not_a_date")}
    assert ("/", "空") == (told["I7"].value, told["I7"].read)
    assert "2024-01-02" == told["D8"].likely


def test_a_key_that_stands_twice_is_told():
    rows = {
        "代收": tuple(
            Row(7 + i, {"收到": "2024-01-02", "移送": "2024-01-02", "登记号": "2024-001"}) for i in range(2)
        )
    }
    made = submission(xxgk(), "村社区", rows=rows)
    assert ("key_twice", "D8") in told(read(xxgk(), draw(xxgk(), made)))


def test_identity_is_believed_from_the_properties_and_compared_with_the_rest():
    def change(book):
        layout = lay_out_workbook(xxgk(), "村社区")
        book["封面"][layout.identity("unit").a1] = "999"
        book["_标识"]["B5"] = "998"

    data = draw(xxgk(), village())
    book = openpyxl.load_workbook(io.BytesIO(data))
    change(book)
    out = io.BytesIO()
    book.save(out)
    found = open_book(out.getvalue())
    who, findings = identify_workbook(found)
    assert "001" == who.unit
    cover = compare_cover(found, lay_out_workbook(xxgk(), "村社区"), who)
    assert ["内部标识", "封面"] == [dict(f.args)["witness"] for f in (*findings, *cover)]


def test_a_workbook_of_one_s_own_is_none_of_ours():
    out = io.BytesIO()
    openpyxl.Workbook().save(out)
    who, (told_,) = identify_workbook(open_book(out.getvalue()))
    assert (None, "not_our_form") == (who, told_.code)


def test_last_year_is_read_and_only_compared():
    """Locked where it is known, to be typed once where it is not; what cannot be read stays unknown and is told."""
    form = xxgk()
    grounded = ground_form(form, "报告", "township")
    known = dict.fromkeys(grounded.priors, 0.0)
    cell = PriorCell("表三", "结转下年", "自然人", LAST_YEAR)
    made = submission(form, "报告", prior={**known, cell: 2.0})
    back = read(form, draw(form, made)).submission
    assert made.prior == back.prior
    assert {} == {c: v for c, v in back.figures.items() if c.table == "表三"}
    book = openpyxl.load_workbook(io.BytesIO(draw(form, submission(form, "报告"))))
    sheet = book["上年数据"]
    assert not sheet["C6"].protection.locked
    sheet["C6"], sheet["C7"] = 5, "三件"
    out = io.BytesIO()
    book.save(out)
    again = read(form, out.getvalue()).submission
    assert {5.0} == set(again.prior.values())
    assert [("not_a_number", "上年数据", "C7")] == [
        (f.code, f.sheet, f.cell) for f in again.findings if f.sheet == "上年数据"
    ]


def test_every_code_of_finding_is_produced_by_some_test():
    here = Path(__file__).parent.parent
    text = "".join(p.read_text(encoding="utf-8") for p in here.rglob("test_*.py"))
    assert [] == [code for code in CODES | VERIFIED | PUBLISHED | UNKEPT if f'"{code}"' not in text]


@pytest.mark.parametrize(
    ("typed", "day", "likely"), [("2024-03-05", "", "2024-03-05"), ("2020-03-04", "2024-03-05", "")]
)
def test_dates_counted_from_1904_are_told_and_never_four_years_off_without_a_word(typed, day, likely):
    """Switched on in a filled workbook every date is shown four years and a day later: what was typed is the earlier one."""
    rows = {"公开": (Row(7, {**POSTED, "日期": typed}),)}
    made = submission(xxgk(), "村社区", village().figures, rows=rows, zero=frozenset({"代收", "问题"}))
    with zipfile.ZipFile(io.BytesIO(draw(xxgk(), made))) as archive:
        parts = {n: archive.read(n) for n in archive.namelist()}
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b"<workbookPr", b'<workbookPr date1904="1"')
    found = read(xxgk(), zipped(parts))
    assert "dates_from_1904" in {f.code for f in found.submission.findings}
    assert day == found.submission.rows["公开"][0].values.get("日期", "")
    assert [likely] * bool(likely) == [f.likely for f in found.submission.findings if f.code == "not_a_date"]
