"""分单位一览: who is in which row, which figures it has, where a new page begins."""

import pytest
from forms import HEAD, RULES, TABLE, form

from toolkit.figures.unit_figures import UnitFigures
from toolkit.form.grounding import ground_form
from toolkit.form.model import REPORT, Cell
from toolkit.merging.unit_rows import ListedUnit, list_manifest_units, overview_page, unit_lines
from toolkit.sheets.page import Link, Styled

UNITS = (
    ListedUnit("1", "甲村", "村"),
    ListedUnit("2", "乙所", "所"),
    ListedUnit("3", "丙村", "村", "未交"),
)
KINDS = 'kinds = [{id="村"}, {id="所", label="站所"}, {id="报告"}]'
WIDE = TABLE.replace(
    'rows = [{id="常住"}, {id="户籍"}]',
    "rows = [" + ", ".join(f'{{id="r{i}", head=["第{i}组", "数"]}}' for i in range(9)) + "]",
)


def small(text=TABLE + RULES):
    """The small form with units of two kinds."""
    head = HEAD.replace('kinds = [{id="村"}, {id="报告"}]', KINDS).replace(
        '["村", "报告"]', '["村", "所", "报告"]'
    )
    return form(text.replace('kinds = ["村", "报告"]', 'kinds = ["村", "所", "报告"]'), head)


def men(value, row="常住"):
    return {Cell("人口", row, "男"): float(value)}


def page_of(made, figures, totals=None):
    grounded = ground_form(made, REPORT, "township")
    return overview_page(grounded, UNITS, UnitFigures(figures, {}), totals or {}, None)


def test_each_kind_stands_by_itself_below_what_it_comes_to_and_a_unit_says_why_it_is_blank():
    figures = UnitFigures({"1": men(3), "2": men(4)}, {"村": men(3), "所": men(4)})
    lines = unit_lines(small(), ("村", "所"), UNITS, figures, {(Cell("人口", "常住", "男"), "2"): 7})
    assert ["村小计", "甲村", "丙村（未交）", "站所小计", "乙所"] == [x.label for x in lines]
    assert [True, False, False, True, False] == [x.together for x in lines]
    assert ({}, {Cell("人口", "常住", "男"): 7}) == (lines[2].figures, lines[4].sources)


def test_units_of_one_kind_need_no_sum_of_their_own():
    lines = unit_lines(small(), ("村",), UNITS, UnitFigures({}, {}), {})
    assert ["甲村", "丙村（未交）"] == [x.label for x in lines]


def test_the_manifest_names_the_units_as_the_roster_does():
    line = {"单位编码": "3", "单位名称": "丙村", "类别": "村", "状态": "未交", "汇总": "未计入"}
    assert (UNITS[2], UNITS[0]) == list_manifest_units(
        [line, line | {"单位编码": "1", "单位名称": "甲村", "状态": "已收", "汇总": "计入"}]
    )


def test_what_fits_on_a_page_is_there_whole_under_its_heads():
    page = page_of(small(), {"1": men(3)}, {Cell("人口", "常住", "男"): 3.0})
    assert (6, ()) == (len(page.columns) - 2, page.breaks)
    assert ("表", "常住") == page.columns[2].above
    assert "没有列" not in page.notes[0]
    assert ["", "合计", 3.0] == [
        getattr(getattr(c, "value", c), "shown", getattr(c, "value", c)) for c in page.rows[0][:3]
    ]


def test_of_what_does_not_fit_only_what_somebody_has_is_printed():
    page = page_of(small(WIDE), {"1": men(3, "r2"), "2": men(0, "r5")})
    assert ["男"] == [c.head for c in page.columns[2:]]
    assert "26 项没有列" in page.notes[0]


def test_a_page_begins_between_groups_of_heads_and_its_heads_reach_over_no_break():
    every = {Cell("人口", f"r{i}", c): 1.0 for i in range(9) for c in ("男", "女", "合计")}
    page = page_of(small(WIDE), {"1": every})
    assert (27, True) == (len(page.columns) - 2, bool(page.breaks))
    assert {0} == {(b - 2) % 3 for b in page.breaks}
    for box in page.head_boxes:
        assert not [b for b in page.breaks if box.column < b < box.column + box.columns]
    titles = [b.text for b in page.head_boxes if b.row == page.first - page.head_rows and b.column > 1]
    assert ["表"] * (len(page.breaks) + 1) == titles


def test_a_form_without_figures_has_no_such_sheet():
    assert page_of(small(TABLE.replace('up = "sum"', 'up = "none"\ntype = "text"')), {}) is None


@pytest.mark.parametrize(("sources", "kind"), [({}, float), ({(Cell("人口", "常住", "男"), "1"): 4}, Link)])
def test_a_number_leads_to_where_it_comes_from_where_that_is_known(sources, kind):
    class Sources:
        rows = sources

    grounded = ground_form(small(), REPORT, "township")
    page = overview_page(grounded, UNITS[:1], UnitFigures({"1": men(3)}, {}), {}, Sources())
    cell = page.rows[1][2]
    assert isinstance(cell, kind)
    assert not isinstance(cell, Styled)
