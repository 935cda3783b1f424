"""A blank as it is read: merged areas, borders, array formulas, sheets longer than paper, files that break."""

import io

import openpyxl
import pytest
from openpyxl.styles import Border, Side
from openpyxl.worksheet.formula import ArrayFormula

from toolkit.adopting.proposal import propose_definition
from toolkit.blanks.blank_book import FEW, label_text, plain_words, read_blank_book
from toolkit.errors import Unreadable


def read(fill):
    book, out = openpyxl.Workbook(), io.BytesIO()
    fill(book.active)
    book.save(out)
    return read_blank_book(out.getvalue(), "表").sheets[0]


def test_a_merged_area_speaks_with_its_first_cell_and_is_boxed_with_it():
    def fill(sheet):
        sheet["A1"] = "标题"
        sheet.merge_cells("A1:B2")
        sheet["A1"].border = Border(*[Side(style="thin")] * 4)

    sheet = read(fill)
    assert ("标题", (0, 0)) == (sheet.value(1, 1), sheet.own(1, 1))
    assert {(0, 0), (0, 1), (1, 0), (1, 1)} <= sheet.bordered


def test_an_array_formula_is_one_but_odd():
    def fill(sheet):
        sheet["A1"] = ArrayFormula("A1", "=SUM(B1:B2*C1:C2)")

    sheet = read(fill)
    assert sheet.formula(0, 0).startswith("=SUM")
    assert {(0, 0)} == sheet.odd_formulas


def test_a_sheet_longer_than_paper_is_cut_and_that_is_asked():
    out, book = io.BytesIO(), openpyxl.Workbook()
    for row, line in enumerate((("项目", "数", "量"), ("甲",), ("乙",)), 1):
        for column, value in enumerate(line, 1):
            book.active.cell(row, column, value)
    book.active.cell(FEW + 5, 1, "很远")
    book.save(out)
    said = propose_definition(read_blank_book(out.getvalue(), "表"))
    assert [g for g in said.guesses if "只看了前" in g.said]


def test_bytes_that_are_no_workbook_are_unreadable():
    with pytest.raises(Unreadable):
        read_blank_book(b"PK", "表")


@pytest.mark.parametrize(
    ("text", "expected"),
    [("合\u3000 计", "合计"), ("其中：\n已整改", "其中：已整改"), ("A B", "AB"), ("GDP total", "GDP total")],
)
def test_a_label_is_one_line_without_spread_letters(text, expected):
    assert expected == label_text(text)
    assert "合计" == plain_words("合 计")
