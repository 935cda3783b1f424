"""Lists somebody laid out for himself: read by their heads up to where they end, or told; nothing taken for a row that is none."""

import datetime
import io
from pathlib import Path

import openpyxl
import pytest
from draw import who
from forms import xxgk

from toolkit.definition_book.load_definition import load_definition
from toolkit.figures.check import judge_submissions
from toolkit.foreign.foreign_workbook import holds_form_tables, read_adopted_workbook
from toolkit.form.grounding import ground_form
from toolkit.form.model import Cell
from toolkit.form.period import Period
from toolkit.xlsx.open_workbook import open_book

DATA = Path(__file__).parent.parent / "data"
HEADS = ("工单号", "受理日期", "类型", "办结情况")
RECORDS = (
    ("G1", "2024-03-05", "咨询", "按时办结"),
    ("G2", "2024-04-06", "投诉", "超时办结"),
    ("G3", "2024-05-07", "投诉", "未办结"),
)


def form():
    return load_definition((DATA / "second-form.toml").read_bytes(), "second-form.toml")


def book_of(*sheets):
    """Return a workbook from sheets given as (name, rows)."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(
                [datetime.date.fromisoformat(c) if str(c)[:2] == "20" and "-" in c else c for c in row]
            )
    return book


def adopted(book, definition=None, kind="村社区"):
    definition = definition or form()
    grounded = ground_form(definition, kind)
    out = io.BytesIO()
    book.save(out)
    opened = open_book(out.getvalue())
    return grounded, opened, read_adopted_workbook(grounded, opened, who(definition, kind)).submission


def rows_of(found):
    return [
        tuple(r.values.get(c) for c in ("工单号", "受理", "类型", "结果")) for r in found.rows.get("办件", ())
    ]


def codes(found):
    return sorted(f.code for f in found.findings)


def test_a_list_is_read_by_its_heads_in_whatever_order_below_titles_and_a_number_column():
    order = (3, 1, 0, 2)
    rows = [
        ("青石镇热线办件登记簿（2024年）",),
        ("填报单位：和平村",),
        ("序号", *(HEADS[i] for i in order)),
        *((n, *(r[i] for i in order)) for n, r in enumerate(RECORDS, 1)),
        (4,),
        (5,),
    ]
    _, _, found = adopted(book_of(("登记", rows)))
    assert list(RECORDS) == rows_of(found)
    assert ["made_elsewhere"] == codes(found)
    assert "办件登记 3 行" in found.findings[0].message


def test_totals_signatures_notes_and_number_rows_below_the_heads_are_no_records():
    rows = [
        HEADS,
        ("1", "2", "3", "4"),
        *RECORDS,
        ("合计", None, 3),
        (None,),
        ("填表人：张三", None, "审核人：李四"),
        ("注：本表按月填报",),
    ]
    _, _, found = adopted(book_of(("登记", rows)))
    assert list(RECORDS) == rows_of(found)
    assert ["made_elsewhere"] == codes(found)


def test_an_example_row_and_a_row_with_nothing_but_its_number_are_no_records():
    numbered = form()
    rows = [
        ("说明", *HEADS),
        ("例：", "G0", "2024-01-01", "咨询", "按时办结"),
        *((None, *r) for r in RECORDS),
    ]
    _, _, found = adopted(book_of(("登记", rows)), numbered)
    assert list(RECORDS) == rows_of(found)


@pytest.mark.parametrize("between", [(), ((None,),), ((None,), ("二、超期办件统计",))])
def test_another_table_below_is_not_read_as_rows_and_is_told(between):
    below = (*between, ("部门", "办理时间", "件数", "超期原因"), ("财政所", "三月", 2, "材料不全"))
    _, _, found = adopted(book_of(("登记", [HEADS, *RECORDS, *(below if between else ((None,), *below))])))
    assert list(RECORDS) == rows_of(found)
    assert "outside" in codes(found)


def test_the_form_s_own_tables_below_a_list_end_it_and_are_read():
    walked = (("二、走访回访",), (None, "户数", "满意"), ("走访", 12, 11), ("回访", 7, 6))
    _, _, found = adopted(book_of(("全部", [HEADS, *RECORDS, *walked])))
    assert list(RECORDS) == rows_of(found)
    assert {("走访", "户数"): 12, ("走访", "满意"): 11, ("回访", "户数"): 7, ("回访", "满意"): 6} == {
        (c.row, c.column): v for c, v in found.figures.items() if c.table == "走访"
    }


def test_rows_after_a_run_of_blank_ones_are_told_and_not_read():
    rows = [HEADS, *RECORDS, *([(None,)] * 5), ("G9", "2024-09-09", "咨询", "按时办结")]
    _, _, found = adopted(book_of(("登记", rows)))
    assert list(RECORDS) == rows_of(found)
    told = next(f for f in found.findings if f.code == "outside")
    assert "A10" in told.message
    assert 4 <= found.account["outside"]


def test_one_or_two_blank_rows_between_records_end_nothing():
    rows = [HEADS, RECORDS[0], (None,), (None,), *RECORDS[1:]]
    _, _, found = adopted(book_of(("登记", rows)))
    assert list(RECORDS) == rows_of(found)


def test_a_missing_column_is_told_and_what_it_would_say_is_not_known():
    rows = [HEADS[:3], *(r[:3] for r in RECORDS)]
    grounded, _, found = adopted(book_of(("登记", rows)))
    told = next(f for f in found.findings if f.code == "list_heads_missing")
    assert "“办件登记”的表头里没有“办结情况”" in told.message
    assert all(r.unread == ("结果",) for r in found.rows["办件"])
    figures = judge_submissions(grounded, [found], Period.of_year(2024))[0].figures
    assert Cell("办理", "咨询", "按时") not in figures, "nobody knows how many were in time"


def test_heads_over_two_rows_and_with_units_or_marks_are_the_same_heads():
    book = book_of(
        ("登记", [("*工单号", "受理", "类 型（咨询/投诉）", "办结情况"), (None, "日期"), *RECORDS])
    )
    for area in ("A1:A2", "C1:C2", "D1:D2"):
        book["登记"].merge_cells(area)
    _, _, found = adopted(book)
    assert list(RECORDS) == rows_of(found)


def test_a_list_on_two_sheets_is_not_chosen_between_unless_one_names_the_period():
    last = [("2023年办件登记",), HEADS, ("G0", "2023-01-01", "咨询", "按时办结")]
    this = [("2024年办件登记",), HEADS, *RECORDS]
    _, _, found = adopted(book_of(("去年", last), ("今年", this)))
    assert list(RECORDS) == rows_of(found)
    _, _, found = adopted(book_of(("一", last[1:]), ("二", this[1:])))
    assert [] == rows_of(found)
    assert "two_readings" in codes(found)


def test_two_years_of_a_list_on_one_sheet_are_told_apart_by_their_titles():
    rows = [
        ("2024年办件登记",),
        HEADS,
        *RECORDS,
        ("2023年办件登记",),
        HEADS,
        ("G0", "2023-01-01", "咨询", "按时办结"),
    ]
    _, _, found = adopted(book_of(("登记", rows)))
    assert list(RECORDS) == rows_of(found)


def test_a_head_that_stands_twice_in_one_row_is_not_chosen_between():
    rows = [(*HEADS, "类型"), *((*r, "投诉") for r in RECORDS)]
    _, _, found = adopted(book_of(("登记", rows)))
    assert "two_readings" in codes(found)
    assert all("类型" not in r.values for r in found.rows["办件"])


def test_words_that_happen_to_be_a_head_or_two_are_no_list():
    grounded, opened, found = adopted(book_of(("甲", [("姓名", "类型"), ("张三", "咨询"), ("李四", "投诉")])))
    assert {} == found.rows
    assert not holds_form_tables(grounded, opened)
    grounded, opened, _ = adopted(book_of(("登记", [HEADS, *RECORDS])))
    assert holds_form_tables(grounded, opened)


def test_numbers_nobody_asked_for_are_counted():
    walked = ((None, "户数", "满意", "备用"), ("走访", 12, 11, 88), ("回访", 7, 6, 99), ("序号",), (1,), (2,))
    _, _, found = adopted(book_of(("全部", walked)))
    assert 2 == found.account["outside"]


def test_the_lists_of_the_shipped_form_typed_into_an_own_copy_come_back_row_by_row():
    definition = xxgk()
    kind = "村社区"
    register = definition.registers_of(kind)[0]
    values = {"text": "内容", "date": "2024-03-05", "count": 3, "number": 1.5}

    def said(field, n):
        options = definition.options.get(field.options, ())
        return options[0].label if options else f"内容{n}" if field.type == "text" else values[field.type]

    rows = [[f.label for f in register.fields], *([said(f, n) for f in register.fields] for n in range(3))]
    _, _, found = adopted(book_of(("台账", rows)), definition, kind)
    assert 3 == len(found.rows[register.id])
    assert all(f.id in r.values for r in found.rows[register.id] for f in register.fields)


def test_a_copy_that_kept_the_cell_for_no_rows_is_believed_and_one_without_is_asked():
    _, _, found = adopted(book_of(("登记", [("本表无内容（零报告）", "是"), HEADS])))
    assert {"办件"} == found.zero
    assert ["made_elsewhere"] == codes(found)
    _, _, found = adopted(book_of(("登记", [("办件登记",), HEADS])))
    told = next(f for f in found.findings if f.code == "list_unanswered")
    assert ("登记", "") == (told.sheet, told.cell)
