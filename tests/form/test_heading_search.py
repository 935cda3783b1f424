"""A table whose rows are units found on a page of others: the row of what all come to, or the one unit's."""

from forms import TABLE, form

from toolkit.form.heading_search import PageTexts, locate_table
from toolkit.form.model import OWN_ROW, Cell

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
