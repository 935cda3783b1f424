"""Which formula in a list's row adds up the list itself, so that its row is no record: said by formula, in a list in rows 6 on."""

from types import SimpleNamespace as Known

import pytest

from toolkit.form.layout import TOTAL_ROW
from toolkit.reading.list_sums import HALF_CENT, LONGEST, RunningSum, is_sum_row, sums_own_list
from toolkit.xlsx.cells import CellKind, CellValue

STRIP = Known(columns=(("事项", 1), ("金额", 3)), first=5)
"""Columns B and D, from row 6 on."""
TABLES = (
    Known(name="表 1", bottom=5, left=3, right=4),
    Known(name="表上", bottom=4, left=1, right=3),
    Known(name="表旁", bottom=20, left=4, right=9),
)
SHEET = Known(name="台账 一", tables=TABLES)


@pytest.mark.parametrize(
    ("formula", "is_sum"),
    [
        ("SUM(D6:D9)", True),
        ("sum( $d$6 : $d$9 )", True),
        ("=+SUM(D6:D9)", True),
        ("0+(SUM(D9:D6))", True),
        ("_xlfn.AGGREGATE(9,5,D6:D9)", True),
        ("of:=SUM([.D6:.D9])", True),
        ('"共"&COUNTA(B6:B9)&"件"', True),
        ("ROUND(SUM(D6:D9),2)", True),
        ("TEXT(ROUND(INT(SUM(D6:D9))))", True),
        ("TEXT(ROUND(INT(N(SUM(D6:D9)))))", False),
        ("SUMIF(A6:A9,1,D6:D9)", True),
        ("SUM(A6:C9)", True),
        ("SUM(C6:A9)", True),
        ("SUM(A6:A9)", False),
        ("SUM(C6:C9)", False),
        ("SUM(E6:F9)", False),
        ("SUM(A6:B9)", True),
        ("SUM(D6:F9)", True),
        # another row has to be in it, its own must not
        ("SUM(D1:D5)", False),
        ("SUM(D1:D6)", True),
        ("SUM(D6:D10)", False),
        ("SUM(D6:D11)", False),
        ("SUM(D10:D12)", False),
        ("SUM(D11:D12)", True),
        ("MAX(D6:D9)", False),
        ("D6:D9", False),
        # one cell after the other
        ("D6+D7", True),
        ("(D6+D7)+0", True),
        ("D6+D7+0.00", True),
        ("D6", False),
        ("D6+D6", False),
        ("D6+B7", False),
        ("D6-D7", False),
        ("D5+D6", False),
        ("D6+D10", False),
        ("D6+D11", True),
        ("C6+C7", False),
        ("D6+1", False),
        ("SUM(D6,D7)", True),
        ("SUM(D6)", True),
        ("SUM(D5)", False),
        ("SUM(C6)", False),
        ("SUM(D10)", False),
        ("SUM(D9)", True),
        # of this sheet only
        ("SUM('台账 一'!D6:D9)", True),
        ("SUM(台账一!D6:D9)", True),
        ("SUM(台账二!D6:D9)", False),
        ("台账二!D6+台账二!D7", False),
        # found from a place
        ('SUM(INDIRECT("D6:D9"))', True),
        ("SUM(OFFSET(D6,0,0,ROW()-6,1))", True),
        ("SUM(OFFSET(D5,1,0))", False),
        ("SUM(OFFSET(B7,1,0))", True),
        ("SUM(OFFSET(C6,1,0))", False),
        ("SUM(OFFSET(台账二!D6,1,0))", False),
        ("MAX(OFFSET(D6,1,0))", False),
        # columns of tables that lie over the list
        ("SUM(表1[金额])", True),
        ("SUM(表1[[#THIS ROW],[金额]])", False),
        ("SUM(表1[@金额])", False),
        ("SUM(表上[金额])", False),
        ("SUM(表旁[金额])", False),
        ("SUM(表二[金额])", False),
    ],
)  # fmt: skip
def test_a_formula_of_row_ten_adds_up_its_list(formula, is_sum):
    assert is_sum == sums_own_list(formula, SHEET, STRIP, 9)


def test_a_formula_longer_than_any_total_is_none():
    formula = "SUM(D6:D9)".ljust(LONGEST)
    assert sums_own_list(formula, SHEET, STRIP, 9)
    assert not sums_own_list(formula + " ", SHEET, STRIP, 9)


@pytest.mark.parametrize(
    ("label", "formula", "row", "is_sum"),
    [
        (TOTAL_ROW, "SUMIFS(D6:D9,B6:B9,1)", 4, True),
        (TOTAL_ROW, "SUMIFS(D6:D9,B6:B9,1)", 5, False),
        (TOTAL_ROW, "SUM(D6:D9)", 4, False),
        (TOTAL_ROW, None, 4, False),
        ("小计", "SUMIFS(D6:D9,B6:B9,1)", 4, False),
    ],
)
def test_the_row_drawn_above_a_list_is_known_by_label_and_formulas(label, formula, row, is_sum):
    cells = {(4, 0): CellValue(CellKind.TEXT, label), (4, 3): CellValue(CellKind.NUMBER, "5", formula)}
    assert is_sum == is_sum_row(Known(cells=cells), row)


def test_records_come_to_a_number_but_for_half_a_cent():
    records = RunningSum()
    assert not records.comes_to(0.0), "nothing is the sum of nothing"
    for number in (1.5, 2.0):
        records.add(number)
    assert (2, 3.5) == (records.rows, records.total)
    assert [True, False, True, False] == [
        records.comes_to(3.5 + d) for d in (0.9 * HALF_CENT, 1.1 * HALF_CENT, 0, 1)
    ]
    assert not records.comes_to(None)
    records.add(None)
    assert (3, 3.5) == (records.rows, records.total)
    assert not records.comes_to(3.5), "one was not read"
    records.clear()
    assert (0, 0.0, False) == (records.rows, records.total, records.unread)
