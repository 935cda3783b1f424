"""Cells a table crosses out: refused where they are none, nothing in sums, no figure to anybody."""

import io

import openpyxl
import pytest
from forms import RULES, TABLE, form, rule

from toolkit.author.blank_look import draw_blanks
from toolkit.errors import FormError
from toolkit.form.grounding import ground_form
from toolkit.form.model import Cell
from toolkit.form.period import Period
from toolkit.form.placement import CROSSED_OUT, lay_out_workbook

ROWS = 'rows = [{id="常住"}, {id="户籍"}]'


def crossed(*cells, more=""):
    """The small form with some cells of its table crossed out."""
    said = ", ".join(f'"{c}"' for c in cells)
    return form(TABLE.replace(ROWS, f"{ROWS}\nunasked = [{said}]") + RULES + more)


@pytest.mark.parametrize(
    ("cells", "what"),
    [
        (["常住.老"], "常住.老 不是这张表的一格，应写成 行.列"),
        (["常住"], "常住 不是这张表的一格"),
        (["常住.女", "常住.女"], "常住.女 写了两次"),
        (["户籍.男", "户籍.女", "户籍.合计"], "行 户籍 的格都不填"),
        (["常住.男", "户籍.男"], "列 男 的格都不填"),
    ],
)
def test_what_is_no_cell_to_cross_out_is_refused(cells, what):
    with pytest.raises(FormError, match="unasked") as refused:
        crossed(*cells)
    assert any(what in fault for fault in refused.value.faults)


def test_a_rule_that_names_it_is_refused():
    with pytest.raises(FormError, match=r"户籍\.女 是不填的格"):
        crossed("户籍.女", more=rule("[户籍].女 >= 0"))


def test_it_is_nothing_in_a_sum_and_a_rule_that_compares_it_says_nothing():
    made = crossed("户籍.女")
    gone = Cell("人口", "户籍", "女")
    grounded = ground_form(made, made.kinds[0].id)
    assert gone not in grounded.inputs
    needed = {c for check in grounded.checks for c in check.cells}
    assert gone not in needed
    assert Cell("人口", "户籍", "合计") in grounded.worked_out
    said = {check.cell.column for check in grounded.checks if check.rule.id == "P2"}
    assert {"男", "合计"} == said


def test_it_is_printed_crossed_out_and_locked():
    made = crossed("户籍.女")
    kind = made.kinds[0].id
    layout = lay_out_workbook(made, kind)
    (label,) = [h for h in layout.heads if h.text == CROSSED_OUT]
    book = openpyxl.load_workbook(io.BytesIO(draw_blanks(made, Period.of_year(2025))[kind]))
    cell = book[label.sheet].cell(label.row + 1, label.column + 1)
    assert (CROSSED_OUT, True) == (cell.value, cell.protection.locked)


def test_only_a_form_that_crosses_cells_out_has_another_fingerprint():
    kind = form().kinds[0].id
    assert form().fingerprint(kind) != crossed("户籍.女").fingerprint(kind)
