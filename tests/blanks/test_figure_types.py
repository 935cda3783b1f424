"""What may be filled in where: validations and formats first, words only as a guess that says so."""

import io

import openpyxl
import pytest
from openpyxl.worksheet.datavalidation import DataValidation

from toolkit.blanks.blank_book import read_blank_book
from toolkit.blanks.figure_types import figure_kind


def kind(label="数量", unit="", page_unit="", code="General", check=None, words=False):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["B2"].number_format = code
    if check:
        check.add("B2")
        sheet.add_data_validation(check)
    out = io.BytesIO()
    book.save(out)
    blank = read_blank_book(out.getvalue(), "表")
    return figure_kind(blank, blank.sheets[0], [(1, 1)], label, unit, page_unit, words=words)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("0.00", ("number", 2, False)),
        ("#,##0.0_ ", ("number", 1, False)),
        ("0%", ("number", 0, True)),
        ("0.0%", ("number", 1, True)),
        ("0", ("count", 0, False)),
        ('yyyy"年"m"月"d"日"', ("date", 0, False)),
        ('0"个"', ("count", 0, False)),
    ],
)
def test_a_format_says_it_for_sure(code, expected):
    found = kind(code=code)
    assert (*expected, "") == (found.type, found.places, found.percent, found.ground)


def test_a_validation_says_it_for_sure():
    listed = kind(check=DataValidation("list", formula1='"是,否"'))
    assert ("option", ("是", "否"), "") == (listed.type, listed.options, listed.ground)
    assert ("count", "") == kind(check=DataValidation("whole", formula1="0"), unit="万元")[::4]
    lost = kind(check=DataValidation("list", formula1="=没有的名称"))
    assert ("text", True) == (lost.type, bool(lost.ground))


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"unit": "万元"}, ("number", 2)),
        ({"unit": "个"}, ("count", 0)),
        ({"page_unit": "亩"}, ("number", 2)),
        ({"unit": "%"}, ("number", 1)),
        ({"label": "开工日期", "words": True}, ("date", 0)),
        ({"label": "项目名称", "words": True, "page_unit": "万元"}, ("text", 0)),
        ({"label": "备注"}, ("text", 0)),
        ({"label": "到位资金"}, ("number", 2)),
        ({}, ("count", 0)),
    ],
)
def test_words_are_a_guess_with_its_ground(said, expected):
    found = kind(**said)
    assert expected == (found.type, found.places)
    assert found.ground
