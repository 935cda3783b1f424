"""What formulas of other people's forms come to."""

import pytest

from toolkit.foreign.foreign_formulas import FormulaEvaluator
from toolkit.form.layout import CellPlace
from toolkit.xlsx.open_workbook import Book
from toolkit.xlsx.sheet_xml import CellKind, CellValue, SheetCells


@pytest.mark.parametrize(
    ("formula", "comes"),
    [
        ("SUM(A1:A3)", 3.0),
        ("SUM(A1:A3,B1,2)", 15.0),
        ("$A$1+A2*2-(1-B1)/2", 9.5),
        ("-A1", -1.0),
        ("'乙 表'!A1 + SUM('乙 表'!A1:A2)", 8.0),
        ("C1", 13.0),
        ("SUM(A1:A9)", 3.0),
        ("A9+1", 1.0),
        ("A3+1", None),  # a text is no term
        ("SUM(A1,E1)", None),  # an error is no text
        ("SUM(E1:E2)", None),
        ("E1+1", None),
        ("SUM(E2:E3)", 0.0),
        ("IF(A1>0,1,0)", 1.0),
        ("IF(A1<0,1,0)", 0.0),
        ('IF(A9=0,"",B1/A9)', ""),
        ('IF(A9="","无",1)', "无"),
        ('IF(A3="无","/",A3*2)', "/"),
        ("IF(A1=2,B1/A9)", None),
        ("IF(A1>A3,1,0)", None),
        ("AVERAGE(A1:A2)", 1.5),
        ("ROUND(B1/3*100,1)", 333.3),
        ("ROUND(2.5,0)+ROUND(-2.5,0)+ROUND(1.005,2)", 1.01),
        ("IFERROR(A1/A9,0)", 0.0),
        ("MAX(A1:B3)-MIN(A1:A3)+COUNT(A1:A3)", 11.0),
        ('A1&"件"', "1件"),
        ('A1/3&"件"', None),
        ("50%*B1", 5.0),
        ("VLOOKUP(A1,A1:B3,2)", None),
        ("IF(A1)", None),
        ("(" * 90 + "1" + ")" * 90, None),
        ("A1/0", None),
        ("D1", None),
        ("无此表!A1", None),
        ("SUM(A1:A2", None),
        ("A1 A2", None),
        ("A1:A2", None),
    ],
)
def test_what_a_plain_formula_comes_to(formula, comes):
    cells = {
        (0, 0): CellValue(CellKind.NUMBER, "1"),
        (1, 0): CellValue(CellKind.NUMBER, "2"),
        (2, 0): CellValue(CellKind.TEXT, "无"),
        (0, 1): CellValue(CellKind.NUMBER, "10"),
        (0, 2): CellValue(CellKind.NUMBER, "0", "SUM(A1:B1)+A2"),
        (0, 3): CellValue(CellKind.NUMBER, "0", "D2"),
        (1, 3): CellValue(CellKind.NUMBER, "0", "D1"),
        (0, 4): CellValue(CellKind.ERROR, "#N/A"),
        (1, 4): CellValue(CellKind.BOOL, "1"),
        (2, 4): CellValue(CellKind.TEXT, "5"),
        (9, 9): CellValue(CellKind.BLANK, "", formula),
    }
    sheets = (
        SheetCells("甲", "visible", cells, (), frozenset(), frozenset()),
        SheetCells(
            "乙 表", "visible", {(0, 0): CellValue(CellKind.NUMBER, "4")}, (), frozenset(), frozenset()
        ),
    )
    reckoner = FormulaEvaluator(Book(sheets, {}, {}, epoch_1904=False))
    assert comes == reckoner.result(CellPlace("甲", 9, 9))
