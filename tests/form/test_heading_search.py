"""A form's headings found again on a page, wherever they stand."""

import pytest
from forms import HEAD, form

from toolkit.form.heading_search import PageTexts, locate_table
from toolkit.form.model import Cell

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
