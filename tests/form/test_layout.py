from types import SimpleNamespace

import pytest
from forms import RULES, TABLE, form, xxgk

from toolkit.form.given.given_layout import is_name
from toolkit.form.layout import PrintedLabel, column_letters, column_number, parse_a1
from toolkit.form.model import Cell
from toolkit.form.placement import _number_labels, lay_out_workbook, numbers_of_columns


@pytest.mark.parametrize(("column", "text"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (16383, "XFD")])
def test_columns_have_letters(column, text):
    assert (text, column) == (column_letters(column), column_number(text))


def test_addresses_are_read_and_written():
    assert parse_a1("$D$7") == (6, 3)
    assert parse_a1("D0") is None


def heads(sheet):
    return {
        (h.row, h.column, h.rows, h.columns): h.text
        for h in lay_out_workbook(xxgk(), "报告").heads
        if h.sheet == sheet
    }


def test_table_three_has_the_official_grid():
    """Table three: A1:C3 the note, D1:J1 申请人情况, D2:D3, E2:I2, J2:J3; three levels of row heads."""
    found, top = heads("表三"), 3
    assert found[top, 0, 3, 3].startswith("（本列数据的勾稽关系为")
    assert found[top, 3, 1, 7] == "申请人情况"
    assert found[top + 1, 3, 2, 1] == "自然人"
    assert found[top + 1, 4, 1, 5] == "法人或其他组织"
    assert found[top + 2, 7, 1, 1] == "法律服务机构"
    assert found[top + 1, 9, 2, 1] == "总计"
    first = top + 3
    assert found[first, 0, 1, 3] == "一、本年新收政府信息公开申请数量"
    assert found[first + 2, 0, 22, 1] == "三、本年度办理结果"
    assert found[first + 2, 1, 1, 2] == "（一）予以公开"
    assert found[first + 4, 1, 8, 1] == "（三）不予公开"
    assert found[first + 22, 2, 1, 1] == "3.其他"
    assert found[first + 23, 1, 1, 2] == "（七）总计"
    assert found[first + 24, 0, 1, 3] == "四、结转下年度继续办理"


def test_table_four_lays_its_rows_side_by_side():
    """Table four: A1:E1 行政复议, F1:O1 行政诉讼, F2:J2, K2:O2, then fifteen results."""
    found, top = heads("表四"), 3
    assert (found[top, 0, 1, 5], found[top, 5, 1, 10]) == ("行政复议", "行政诉讼")
    assert found[top + 1, 5, 1, 5] == "未经复议直接起诉"
    assert found[top + 1, 0, 2, 1] == "结果维持"
    assert found[top + 2, 14, 1, 1] == "总计"


def test_table_two_reaches_to_its_edge():
    """Table two: the one figure of items five, six and eight spans B to D."""
    found = heads("表二")
    assert found[7, 0, 1, 4] == "第二十条第（五）项"
    assert found[8, 1, 1, 3] == "本年处理决定数量"


@pytest.mark.parametrize("kind", ["村社区", "站所", "党政办", "报告"])
def test_no_two_things_share_a_cell(kind):
    layout = lay_out_workbook(xxgk(), kind)
    taken = {}
    for cell, at in layout.at.items():
        assert taken.setdefault(at, cell) == cell
    for head in layout.heads:
        for row in range(head.row, head.row + head.rows):
            for column in range(head.column, head.column + head.columns):
                spot = (head.sheet, row, column)
                assert spot not in taken, (head, taken[spot])
                taken[spot] = head


def test_every_figure_has_a_row_code_and_a_column_code():
    layout = lay_out_workbook(xxgk(), "报告")
    for cell, at in layout.at.items():
        row = dict(layout.row_codes[at.sheet])[at.row]
        column = dict(layout.column_codes[at.sheet])[at.column].split()
        table = layout.form.table(cell.table)
        if table.across:
            assert (table.id, f"{cell.table}.{cell.row}.{cell.column}") == (row, *list(column))
        else:
            assert f"{cell.table}.{cell.row}" == row
            assert f"{cell.table}.{cell.column}" in column


def test_a_head_is_one_box_of_equal_neighbours():
    assert PrintedLabel("表三", 3, 3, 1, 7, "申请人情况", "head") in lay_out_workbook(xxgk(), "报告").heads
    assert Cell("表三", "r1", "总计") in lay_out_workbook(xxgk(), "报告").at


@pytest.mark.parametrize(
    ("columns", "printed"),
    [
        ('{id="男"}, {id="女"}, {id="合计"}', ("代码", "1", "2", "3")),
        ('{id="男", code="22"}, {id="女", code="23"}, {id="合计", code="N1"}', ("代码", "22", "23", "N1")),
    ],
)
def test_the_line_that_numbers_columns_prints_their_own_codes(columns, printed):
    text = (TABLE + RULES).replace('{id="男"}, {id="女"}, {id="合计"}', columns)
    made = form(text.replace('id = "人口"', 'id = "人口"\nnumbered = "代码"'))
    assert printed == numbers_of_columns(made.table("人口"))


def test_where_a_sheet_has_one_column_its_unit_of_measure_stands_on_the_line_of_the_others():
    one = """
[[sheet]]
id = "窄"
title = "窄"
below = ["填报单位", "计量单位"]
[[table]]
id = "窄"
sheet = "窄"
kinds = ["村", "报告"]
unit = "亩"
across = true
up = "sum"
columns = [{id="面积"}]
rows = [{id="地"}]
"""
    laid = lay_out_workbook(form(one + TABLE + RULES), "村")
    (line,) = (x for x in laid.lines if x.at.sheet == "窄")
    assert [("填报单位", ""), ("计量单位", "亩")] == [(p.label, p.text) for p in line.parts]
    taken = {(h.row, h.column) for h in laid.heads if h.sheet == "窄"}
    assert (line.at.row, line.at.column) not in taken


def test_the_line_that_numbers_the_columns_spans_the_rows_names_and_reaches_the_edge():
    table = SimpleNamespace(
        sheet="表",
        label_depth=2,
        numbered="序号",
        printed=(),
        columns=[SimpleNamespace(code=code) for code in ("", "B", "")],
    )
    found = [(x.column, x.columns, x.text) for x in _number_labels(table, 3, 0, 6)]
    assert [(0, 2, "序号"), (2, 1, "1"), (3, 1, "B"), (4, 3, "3")] == found


@pytest.mark.parametrize(
    ("text", "name"),
    [("白鹤镇", True), ("第 3 组", True), ("12.5", False), (" 7 ", False), (" ", False), ("", False)],
)
def test_a_unit_s_name_is_words(text, name):
    assert name == is_name(text)
