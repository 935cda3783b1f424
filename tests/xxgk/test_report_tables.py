"""The tables of a published report by their labels, near enough."""

from forms import xxgk
from reports import grid

from toolkit.form.model import Cell
from toolkit.xxgk.report_tables import read_report_tables

NUMBERS = ["7", "0", "0", "0", "0", "0", "7"]


def read(label):
    """What is read of a row of 表三 whose label is *label*: its rows, and the labels that are slips."""
    rows = [
        ["一、本年新收政府信息公开申请数量", None, None, *NUMBERS],
        ["三、本年度办理结果", "（三）不予公开", label, *NUMBERS],
    ]
    made = read_report_tables(xxgk(), [grid("表三", rows)])
    read_rows = {c.row for c, v in made.figures.items() if c.table == "表三" and v == 7} - {"新收"}
    assert made.figures[Cell("表三", "新收", "总计")] == 7
    return read_rows, [(s.printed, s.expected) for s in made.slips if s.printed == label]


def test_a_row_whose_label_has_a_slip_is_read_and_the_slip_told():
    assert ({"r3_1"}, [("1.属于国家机密", "1.属于国家秘密")]) == read("1.属于国家机密")


def test_a_row_with_another_number_than_the_form_s_is_told_and_one_that_lost_it_is_not():
    assert ({"r3_1"}, [("2.属于国家秘密", "1.属于国家秘密")]) == read("2.属于国家秘密")
    assert ({"r3_1"}, []) == read("属于国家秘密")
    assert ({"r3_1"}, []) == read("1、属于国家秘密")


def test_a_row_the_form_does_not_have_is_not_taken_for_one_that_sounds_like_it():
    assert (set(), []) == read("5.属于商业秘密")
    assert (set(), []) == read("9.属于工作秘密事项")
