"""A form's headings found again on a page, wherever they stand; of a table whose rows are units, the row of totals."""

import pytest
from forms import HEAD, TABLE, form

from toolkit.form.heading_search import PageTexts, locate_table
from toolkit.form.model import Cell
from toolkit.form.trait import OWN_ROW

ACROSS = """
[[table]]
id = "结果"
sheet = "表"
kinds = ["村", "报告"]
up = "sum"
across = true
rows = [{id="复议"}, {id="诉讼"}]
columns = [{id="维持"}, {id="纠正"}]
"""

ONE_SHEET = HEAD.replace('[[sheet]]\nid = "簿"\ntitle = "簿"\n', "")


def page(*rows):
    return PageTexts({(r, c): t for r, row in enumerate(rows) for c, t in enumerate(row) if t})


HEADS = (("复议", "", "诉讼", ""), ("维持", "纠正", "维持", "纠正"))


@pytest.mark.parametrize(
    ("rows", "line"),
    [
        ((("1", "2", "3", "4"), ("7", "0", "0", "1")), 3),
        ((("1", "2", "3", "4"),), 3),
        ((("7", "0", "0", "1"),), 2),
        ((("1", "2", "3", "5"),), 2),
    ],
    ids=["numbers, then figures", "a blank form with numbers", "figures", "figures that begin as numbers do"],
)
def test_a_line_that_only_numbers_the_columns_is_not_taken_for_figures(rows, line):
    found = locate_table(form(ACROSS, ONE_SHEET).table("结果"), page(*HEADS, *rows))
    assert {Cell("结果", r, c): (line, i) for i, (r, c) in enumerate(PLACES)} == found.at


PLACES = (("复议", "维持"), ("复议", "纠正"), ("诉讼", "维持"), ("诉讼", "纠正"))


MADE = form(TABLE.replace('rows = [{id="常住"}, {id="户籍"}]', 'rows = "名册"')).table("人口")
MEN, ALL = Cell("人口", OWN_ROW, "男"), Cell("人口", OWN_ROW, "合计")


def located(*rows):
    texts = {(r, c): text for r, line in enumerate(rows) for c, text in enumerate(line) if text}
    return locate_table(MADE, PageTexts(texts))


def test_the_row_of_totals_is_taken_wherever_it_stands():
    heads = ("村", "男", "女", "合计")
    below = located(
        ("题目",), heads, ("甲村", "1", "2", "3"), ("乙村", "1", "1", "2"), ("合计", "2", "3", "5")
    )
    assert ((4, 1), (4, 3)) == (below.at[MEN], below.at[ALL])
    above = located(heads, ("合计", "2", "3", "5"), ("甲村", "1", "2", "3"))
    assert (1, 1) == above.at[MEN]


def test_a_page_of_one_unit_has_one_row():
    assert (1, 2) == located(("单位", "女", "男", "合计"), ("甲村", "1", "2", "3")).at[MEN]


def test_which_of_several_units_is_meant_is_no_guess():
    assert {} == located(("村", "男", "女", "合计"), ("甲村", "1", "2", "3"), ("乙村", "1", "1", "2")).at


def test_rows_are_found_where_they_stand_one_below_the_other_and_not_where_a_column_is_called_so():
    table = form(TABLE).table("人口")
    found = locate_table(
        table, page(("", "男", "女", "合计", "户籍"), ("常住", "1", "2", "3"), ("户籍", "1", "1", "2"))
    )
    assert (1, 1) == found.at[Cell("人口", "常住", "男")]
    alone = locate_table(
        table, page(("", "男", "女", "合计"), ("常住", "1", "2", "3"), ("户籍", "1", "1", "2"))
    )
    assert {(r, c) for r in (1, 2) for c in (1, 2, 3)} == set(alone.at.values())
