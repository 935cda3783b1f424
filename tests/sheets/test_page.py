"""A page drawn: what its columns and cells say of looks, heights and who may write there."""

import datetime
import io

import openpyxl

from toolkit.sheets.page import (
    Column,
    Entry,
    Formula,
    Link,
    Owner,
    Page,
    SizedRow,
    Styled,
    columns_of,
    draw_pages_workbook,
)
from toolkit.sheets.styles import HIGHEST


def drawn(columns, rows, **more):
    page = Page("页", "题目", columns, rows, **more)
    data = draw_pages_workbook((page,), title="题目", created=datetime.datetime(2024, 12, 31))
    return openpyxl.load_workbook(io.BytesIO(data))["页"]


def test_columns_are_written_as_heads_with_their_widths():
    assert (Column("单位 名称", 15.0), Column("类别", 6.5)) == columns_of("单位 名称 15, 类别 6.5")


def test_a_cell_is_drawn_as_what_it_is():
    row = ("=文字", 3, Formula("=B3*2", 6.0), Link("页!A1", "跳"), Entry("2024-03-05", "date"))
    sheet = drawn(columns_of("甲 9, 乙 9, 丙 9, 丁 9, 戊 9"), [row])
    text, number, formula, link, day = sheet[3]
    assert ("s", "=文字", True) == (text.data_type, text.value, text.quotePrefix)
    assert (3, "=B3*2", "跳", datetime.datetime(2024, 3, 5)) == (
        *(number.value, formula.value, link.value, day.value),
    )
    assert "'页'!A1" == link.hyperlink.location
    assert [True, False] == [number.protection.locked, day.protection.locked]


def test_rows_are_as_high_as_their_texts_need_unless_their_column_has_no_say():
    long = "字" * 30
    columns = (Column("甲", 11), Column("乙", 11, room=0))
    sheet = drawn(columns, [(long, ""), ("", long), SizedRow((long, ""), 40)])
    assert [98, 18, 40] == [round(sheet.row_dimensions[r].height) for r in (3, 4, 5)]
    assert HIGHEST == round(drawn(columns, [(long * 100, "")]).row_dimensions[3].height)  # programs allow 409


def test_title_and_notes_stand_over_what_prints_and_a_gap_is_no_cell():
    columns = columns_of("甲 9, 乙 9, 丙 9")
    sheet = drawn(columns, [("", Styled("两格", "cell", across=2))], notes=("注", SizedRow((), 6)), across=2)
    assert {"A1:B1", "A2:B2", "B5:C5"} == {str(r) for r in sheet.merged_cells.ranges}
    assert ("甲", 6, "$A$1:$B$5") == (
        *(sheet["A4"].value, sheet.row_dimensions[3].height),
        sheet.print_area.rpartition("!")[2],
    )


def test_what_is_endless_is_open_to_its_end_and_has_no_print_area():
    sheet = drawn((Column("甲", 9, "input.text", owner=Owner.OFFICE),), [(Entry("一"),)], endless=True)
    assert not sheet.print_area
    assert sheet.sheet_view.showGridLines is not False
    assert not sheet.column_dimensions["A"].protection.locked


def test_heads_stand_under_others_are_as_high_as_their_texts_and_print_on_every_page():
    columns = (
        Column("单位", 9),
        Column("男", 9, above=("人口", "常住")),
        Column("女", 9, above=("人口", "常住")),
        Column("很长很长很长很长的一项", 9, above=("人口",)),
        Column("户数", 9, above=("户",)),
    )
    sheet = drawn(columns, [("甲村", 1, 2, 3, 4)], frozen=1, breaks=(4,))
    merged = {str(m) for m in sheet.merged_cells.ranges}
    assert {"A2:A4", "B2:D2", "B3:C3", "D3:D4", "E3:E4"} <= merged
    assert ["人口", "常住", "男", "户"] == [sheet[a].value for a in ("B2", "B3", "B4", "E2")]
    assert ("$2:$4", "$A:$A", [4]) == (
        sheet.print_title_rows,
        sheet.print_title_cols,
        [b.id for b in sheet.col_breaks.brk],
    )
    assert sheet.row_dimensions[4].height > sheet.row_dimensions[3].height
    assert "甲村" == sheet["A5"].value
