"""Formulas of blanks: sums, the four operations, rounding, guards; anything else is none of ours."""

import pytest

from toolkit.adopting.formulas import (
    AreaTerm,
    CellTerm,
    Combination,
    Constant,
    divides,
    parse_formula,
    walk_terms,
)


def cells(formula):
    """The cells a formula speaks of, as (row, column) from 0."""
    return [
        spot
        for term in walk_terms(parse_formula(formula).tree)
        if not isinstance(term, Constant)
        for spot in (term.spots if isinstance(term, AreaTerm) else (term.spot,))
    ]


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("=SUM(B2:B4)", [(1, 1), (2, 1), (3, 1)]),
        ("=sum($B$2:B3,D5)", [(1, 1), (2, 1), (4, 3)]),
        ("=SUBTOTAL(9,B2:B3)", [(1, 1), (2, 1)]),
        ("=+B2-C2", [(1, 1), (1, 2)]),
        ("=SUM(B2,C2)-D2", [(1, 1), (1, 2), (1, 3)]),
        ("=ROUND(B2/C2*100,1)", [(1, 1), (1, 2)]),
        ("= B2 + '上 表'!C3", [(1, 1), (2, 2)]),
    ],
)
def test_a_formula_speaks_of_its_cells(formula, expected):
    assert expected == cells(formula)


def test_a_cell_of_another_sheet_bears_its_name():
    assert CellTerm("上 表", (2, 2)) == parse_formula("='上 表'!C3").tree


@pytest.mark.parametrize(
    ("formula", "mark"),
    [
        ('=IF(C2=0,"/",B2/C2)', "/"),
        ('=IF(C2=0,"",ROUND(B2/C2,2))', ""),
        ('=IF(C2="","",B2/C2)', ""),
        ('=IF(C2<>0,B2/C2,"—")', "—"),
        ('=IF(C2>0,B2/C2,"-")', "-"),
        ('=IFERROR(B2/C2,"")', ""),
        ('=IF(ISERROR(B2/C2),"/",B2/C2)', "/"),
        ("=IF(C2=0,0,B2/C2)", None),
        ('=IF((C2+D2)=0,"/",B2/(C2+D2))', "/"),
    ],
)
def test_what_stands_where_nothing_is_divided_by_is_kept(formula, mark):
    parsed = parse_formula(formula)
    assert mark == parsed.when_zero
    assert divides(parsed.tree)


def test_rounding_says_the_decimals():
    assert (1, 0) == (
        parse_formula("=ROUND(B2/C2,1)").places,
        parse_formula('=IF(C2=0,"/",ROUND(B2/C2,0))').places,
    )


def test_products_bind_closer_than_sums():
    tree = parse_formula("=B2+C2*2").tree
    assert isinstance(tree, Combination)
    assert ("+", "*") == (tree.sign, tree.right.sign)


@pytest.mark.parametrize(
    "formula",
    [
        *(
            "=VLOOKUP(A1,B1:C9,2)",
            "=COUNTIF(A1:A9,1)",
            '=A1&"元"',
            "=IF(B2>5,C2,D2)",
            '=IF(D2=0,"/",B2/C2)',
            "=SUM(名称)",
        ),
        *(
            '=IF(C2=0,"无",B2/C2)',
            "=AVERAGE(B2:B4)",
            "=(B2",
            "=",
            "=B2 C2",
            "=SUM(B2:B99999)",
            "=A1^2",
            '=IF(C2=0,"/",B2)',
        ),
    ],
)
def test_any_other_formula_is_none(formula):
    assert parse_formula(formula) is None


def test_an_area_has_two_thousand_cells_at_most():
    assert 2000 == len(cells("=SUM(B1:C1000)"))
    assert parse_formula("=SUM(B1:C1001)") is None
