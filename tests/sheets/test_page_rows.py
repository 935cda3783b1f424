"""A page read back: rows by the words over their columns, and what reads otherwise than it was drawn."""

import datetime
import io

import openpyxl
import pytest

from toolkit.sheets.page import Column, Formula, Link, Owner, Page, columns_of, draw_pages_workbook
from toolkit.sheets.page_rows import page_differences, read_page_rows
from toolkit.xlsx.open_workbook import open_book

COLUMNS = (*columns_of("编号 9, 内容 20"), Column("填写", 9, owner=Owner.OFFICE), Column("和", 9))
PAGE = Page(
    *("页", "题目", COLUMNS),
    [("R1", "一", "", Formula("=1+1", 2)), (Link("页!A1", "R2"), 2.5, "", Formula("=2+2", 4))],
    ("注",),
)


def sheet(change):
    data = draw_pages_workbook((PAGE,), title="题目", created=datetime.datetime(2024, 12, 31))
    book = openpyxl.load_workbook(io.BytesIO(data))
    change(book["页"])
    out = io.BytesIO()
    book.save(out)
    return open_book(out.getvalue()).sheet("页")


def differences(change, key=""):
    return [(d.at.a1, d.head, d.expected, d.stands) for d in page_differences(PAGE, sheet(change), key)]


def set_cells(**cells):
    return lambda s: [s[at].__setattr__("value", v) for at, v in cells.items()]


def test_rows_are_found_by_their_heads_wherever_these_are():
    def move(s):
        s.insert_rows(1, 2)
        s.insert_cols(1)

    rows = list(read_page_rows(sheet(move), COLUMNS))
    assert [(5, "R1", "一"), (6, "R2", "2.5")] == [(r.row, r.texts["编号"], r.texts["内容"]) for r in rows]


def test_without_all_heads_nothing_is_read():
    assert [] == list(read_page_rows(sheet(set_cells(B3="别的")), COLUMNS))
    assert [] == list(read_page_rows(None, COLUMNS))


@pytest.mark.parametrize("at", ["A1", "A2", "B3", "B4", "A5"])
def test_what_is_ours_and_reads_otherwise_is_told_with_its_place(at):
    (told,) = differences(set_cells(**{at: "假"}))
    assert (at, "假") == (told[0], told[3])


def test_what_is_not_ours_may_say_anything_and_formulas_come_to_what_they_come_to():
    assert [] == differences(set_cells(C4="我写的", D4="=1+2"))


def test_spaces_people_put_in_are_no_difference():
    assert [] == differences(set_cells(A1="题 目", B4=" 一"))


def test_rows_that_were_sorted_are_found_by_their_key():
    swap = set_cells(A4="R2", B4=2.5, A5="R1", B5="一")
    assert 4 == len(differences(swap))
    assert [] == differences(swap, "编号")
    assert [("B5", "内容", "一", "假")] == differences(set_cells(A4="R2", B4=2.5, A5="R1", B5="假"), "编号")
