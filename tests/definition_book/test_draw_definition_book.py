"""The definition workbook as people meet it: help and drop-downs at every column, room to go on, pages that print."""

import io
import warnings

import openpyxl
import pytest

from toolkit.author.definition_files import new_definition_book
from toolkit.definition.definition_shape import SHAPES
from toolkit.definition_book.book_sheets import FORM, GUIDE, RULE_GUIDE, book_sheets
from toolkit.definition_book.draw_definition_book import FIRST_LINE


@pytest.fixture(scope="module")
def book():
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # the library leaves out, with a warning, what a program would refuse
        return openpyxl.load_workbook(io.BytesIO(new_definition_book()))


def rules_at(sheet, place):
    return [v for v in sheet.data_validations.dataValidation if place in v.sqref]


def test_every_part_of_a_definition_has_a_sheet(book):
    assert [GUIDE, *(s.part for s in book_sheets()), RULE_GUIDE] == book.sheetnames
    assert SHAPES.keys() == {s.part for s in book_sheets()}


@pytest.mark.parametrize("sheet", book_sheets(), ids=lambda s: s.part)
def test_every_column_has_its_head_its_help_and_room_to_go_on(book, sheet):
    drawn = book[sheet.part]
    for at, column in enumerate(sheet.columns):
        if sheet.part == FORM:
            first, head = drawn.cell(FIRST_LINE + at, 2), drawn.cell(FIRST_LINE + at, 1)
            places = [first]
        else:
            head = drawn.cell(FIRST_LINE - 1, 1 + at)
            places = [drawn.cell(row, 1 + at) for row in (FIRST_LINE, FIRST_LINE + 1500)]
        assert column.said.head == head.value
        for place in places:
            (rule,) = rules_at(drawn, place.coordinate)
            assert column.said.help in rule.prompt


@pytest.mark.parametrize(
    ("sheet", "place", "offered"),
    [
        ("列", "K5", '"整数,小数,文字,日期,选项"'),
        ("列", "A5", "'表'!$A$4:$A$2004"),
        ("栏", "A5", "'登记簿'!$A$4:$A$2004"),
        ("表", "C5", "'工作表'!$A$4:$A$2004"),
        ("表", "E5", '"名册"'),
        ("规则", "E5", '"错误,提示,参考"'),
        ("工作表", "E5", '"是,否"'),
        ("表样", "B9", '"年,半年,季,月,旬,时点"'),
    ],
)
def test_closed_words_and_names_are_offered(book, sheet, place, offered):
    (rule,) = rules_at(book[sheet], place)
    assert ("list", offered) == (rule.type, rule.formula1)


def test_wide_sheets_begin_new_pages_with_the_names_on_each(book):
    for name in ("行", "列", "规则"):
        sheet = book[name]
        assert sheet.col_breaks.brk
        assert str(sheet.print_title_cols).startswith("$A:$")
