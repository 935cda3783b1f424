"""Printed codes, units and numbers of columns are labels wherever they stand: never a figure, never in the way of one."""

import io

import openpyxl
import pytest
from draw import YEAR, draw, read, submission
from rates import figure, rates_form

from toolkit.figures.check import judge_submissions
from toolkit.foreign.foreign_workbook import read_adopted_workbook
from toolkit.form.grounding import ground_form
from toolkit.form.placement import lay_out_workbook
from toolkit.xlsx.open_workbook import open_book

SHEET = "统计表"


@pytest.fixture(scope="module")
def form():
    return rates_form()


@pytest.fixture(scope="module")
def made(form):
    figures = {figure(r, c): 3.0 for r in ("工矿", "建筑", "其他") for c in ("排查", "整改", "按时")}
    figures |= {figure("检查", "本月", "指标"): 4.0, figure("人数", "本月", "指标"): 9.0}
    return submission(form, "村社区", figures | {figure("工矿", "增减"): -5.0}, cover=False)


def change(data, how):
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book[SHEET]
    for area in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(area))
    how(sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_they_are_locked_and_told_by_nobody(form, made):
    data = draw(form, made)
    layout, sheet = lay_out_workbook(form, "村社区"), openpyxl.load_workbook(io.BytesIO(data))[SHEET]
    printed = [h for h in layout.heads if h.sheet == SHEET and h.role == "printed"]
    assert {"01", "项", "甲", "1", "栏次", "人次"} <= {h.text for h in printed}
    assert all(sheet.cell(h.row + 1, h.column + 1).protection.locked for h in printed)
    assert 0 == read(form, data).submission.account["outside"]


@pytest.mark.parametrize(
    "how",
    [
        lambda sheet: sheet.insert_cols(4),
        lambda sheet: sheet.insert_rows(9),
        lambda sheet: sheet.delete_cols(2),
        lambda sheet: sheet.delete_cols(2, 2),
        lambda sheet: sheet.delete_rows(6),
    ],
    ids=[
        "a column more",
        "a row more",
        "without the units",
        "without units and codes",
        "without the numbers",
    ],
)
def test_figures_are_found_again_beside_them(form, made, how):
    found = read(form, change(draw(form, made), how)).submission
    assert made.figures == found.figures
    assert frozenset() == found.unread


def test_a_workbook_of_another_hand_that_prints_them_is_read_by_its_headings(form, made):
    grounded, layout = ground_form(form, "村社区"), lay_out_workbook(form, "村社区")
    worked = judge_submissions(grounded, [made], YEAR)[0].figures
    book = openpyxl.Workbook()
    for head in (h for h in layout.heads if h.sheet == SHEET and h.text):
        text = int(head.text) if head.text.isdecimal() else head.text  # others type their codes as numbers
        book.active.cell(head.row + 1, head.column + 1, text)
    for cell, at in layout.at.items():
        if at.sheet == SHEET and cell in worked:
            book.active[at.a1] = worked[cell]
    out = io.BytesIO()
    book.save(out)
    found = read_adopted_workbook(grounded, open_book(out.getvalue()), made.who).submission
    assert worked == {c: v for c, v in found.figures.items() if c.table != "封面"}
    assert ["made_elsewhere"] == [f.code for f in found.findings]
