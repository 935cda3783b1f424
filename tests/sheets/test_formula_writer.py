"""Every construct of the rule language as the formula it becomes: a changed operator, slack or condition shows here."""

import re

import pytest
from draw import PERIOD
from forms import RULES, TABLE, form, rule, xxgk

from toolkit.form.grounding import ground_form
from toolkit.form.model import REPORT, Cell
from toolkit.form.placement import lay_out_workbook
from toolkit.form.rule_language import parse_expression
from toolkit.sheets.formula_writer import CANNOT, why_no_formula
from toolkit.sheets.verdict_formulas import LATER, CheckCompiler, group_checks


def compiler(must, over="人口", kind="村"):
    made = form(TABLE + rule(must, over, f'kinds = ["{kind}"]'))
    grounded = ground_form(made, kind, "township" if kind == REPORT else None)
    return CheckCompiler(grounded, lay_out_workbook(made, kind), PERIOD)


def bare(formula):
    return formula.replace("$", "").replace("'", "")


FIGURES = {
    "[常住] = [户籍]": "ABS(SUM(表!B5)-(SUM(表!B6)))<0.5",
    "[常住] <> [户籍]": "ABS(SUM(表!B5)-(SUM(表!B6)))>=0.5",
    "[常住] <= [户籍]": "SUM(表!B5)-(SUM(表!B6))<0.5",
    "[常住] >= [户籍]": "SUM(表!B6)-(SUM(表!B5))<0.5",
    "[常住] < [户籍]": "SUM(表!B6)-(SUM(表!B5))>=0.5",
    "[常住] > [户籍]": "SUM(表!B5)-(SUM(表!B6))>=0.5",
    "[常住] = [户籍] - 2 * [户籍]": "ABS(SUM(表!B5)-((SUM(表!B6)-((2*(SUM(表!B6)))))))<0.5",
    "合计 = 合计(男:女)": "ABS(SUM(表!D5)-(SUM(表!B5:C5)))<0.5",
    "男 + 男 = 女": "ABS((SUM(表!B5)+SUM(表!B5))-(SUM(表!C5)))<0.5",
    "男 <= 1234567.25": "SUM(表!B5)-(1234567.25)<0.5",
    "当 男 > 0 则 女 > 0": "OR(NOT(SUM(表!B5)-(0)>=0.5),SUM(表!C5)-(0)>=0.5)",
    "男 = 1 或 非 女 = 1": "OR(ABS(SUM(表!B5)-(1))<0.5,NOT(ABS(SUM(表!C5)-(1))<0.5))",
    "男 = 1 且 空(女)": "AND(ABS(SUM(表!B5)-(1))<0.5,LEN(表!C5)=0)",
    "男 / 女 <= 2": "IF(SUM(表!C5)=0,0,SUM(表!B5)/SUM(表!C5))-(2)<0.5",
    "[常住].男 = count(台账)": 'ABS(SUM(表!B5)-(COUNTIFS(簿!A6:A1048576,"<>")))<0.5',
    "[常住].男 = sum(台账.额, 类='甲', 年初<=日<=年末, 空(止))": (
        'ABS(SUM(表!B5)-(SUMIFS(簿!E6:E1048576,簿!A6:A1048576,"<>",簿!D6:D1048576,"甲",'
        '簿!B6:B1048576,">="&DATE(2024,1,1),簿!B6:B1048576,"<="&DATE(2024,12,31),簿!C6:C1048576,"=")))<0.5'
    ),
    "[常住].男 = count(台账, 类<>'甲', 已填(止), 额>2.5)": (
        'ABS(SUM(表!B5)-(COUNTIFS(簿!A6:A1048576,"<>",簿!D6:D1048576,"<>甲",簿!D6:D1048576,"<>",'
        '簿!C6:C1048576,"<>",簿!E6:E1048576,">2.5")))<0.5'
    ),
    "[常住].男 = count(台账, 号<>'\"甲\"')": (
        'ABS(SUM(表!B5)-(COUNTIFS(簿!A6:A1048576,"<>",簿!A6:A1048576,"<>""甲""",簿!A6:A1048576,"<>")))<0.5'
    ),
    "封面[填报人].内容 <> '甲'": 'NOT(EXACT(封面!B13,"甲"))',
    "封面[填报人].内容 = 封面[填报人].内容": "EXACT(封面!B13,封面!B13)",
    "长度(封面[填报人].内容) <= 5": "LEN(封面!B13)-(5)<0.5",
}


@pytest.mark.parametrize("must", FIGURES)
def test_a_rule_over_figures_becomes_this_formula(must):
    made = compiler(must.replace('"', '\\"'), over="封面" if must.startswith(("封面", "长度")) else "人口")
    formula = made.verdict(group_checks(made.grounded)[0])[0]
    assert f'IF({FIGURES[must]},"通过","不符")' in bare(formula)


def test_a_rule_over_last_year_asks_whether_last_year_is_known():
    made = compiler("[常住].男 = 上年([户籍].男)", kind=REPORT)
    assert (
        '=IF(COUNTA(表!B5)=0,"",IF((COUNTA(表!B5)-COUNT(表!B5))>0,"数字格式不对",'
        'IF(COUNT(上年数据!C6)<1,"缺上年数",IF(ABS(SUM(表!B5)-(SUM(上年数据!C6)))<0.5,"通过","不符"))))'
    ) == bare(made.verdict(group_checks(made.grounded)[0])[0])


def test_a_rule_over_each_cell_counts_the_cells():
    made = compiler("本格 >= 0 且 整数(本格)")
    verdict, count = (bare(f) for f in made.verdict(group_checks(made.grounded)[0]))
    holds = "SUMPRODUCT((LEN(表!B5:D6)>0)*(1-((0-(表!B5:D6)<0.5)*(表!B5:D6=INT(表!B5:D6)))))"
    assert f'IF({holds}=0,"通过","不符")' in verdict
    assert holds in count


ROWS = {
    "止 >= 日": "((LEN(C)>0)*(LEN(B)>0)*(B-(C)<0.5))",
    "额 > 1": "((LEN(E)>0)*(E-(1)>=0.005))",
    "止 - 日 <= 3": "((LEN(C)>0)*(LEN(B)>0)*(((C)-(B))-(3)<0.5))",
    "日 >= 年末 - 45": "((LEN(B)>0)*(((DATE(2024,12,31))-(45))-(B)<0.5))",
    "类 = '甲'": '((LEN(D)>0)*(1*EXACT(D,"甲")))',
    "类 <> '甲'": '((LEN(D)>0)*(1-EXACT(D,"甲")))',
    "已填(日) 或 空(止)": "(((LEN(B)>0)+(LEN(C)=0))>0)",
    "当 类 = '甲' 则 已填(止)": '(((1-((LEN(D)>0)*(1*EXACT(D,"甲"))))+(LEN(C)>0))>0)',
    "长度(号) >= 2 且 整数(额)": "(((2-(LEN(A))<0.005))*((LEN(E)>0)*(E=INT(E))))",
}


@pytest.mark.parametrize("must", ROWS)
def test_a_rule_over_rows_becomes_this_formula(must):
    made = compiler(must, over="台账")
    verdict, count = (bare(f) for f in made.rows_verdict(made.grounded.row_checks[0]))
    short = re.sub(r"簿!([A-E])6:\1(\d+)", lambda m: m[1] if m[2] == "5005" else m[0], verdict)
    holds = f"SUMPRODUCT((LEN(A)>0)*(1-{ROWS[must]}))"
    assert f'IF({holds}=0,"通过","不符")' in short
    assert short.startswith('=IF(SUMPRODUCT((LEN(A)>0))=0,"",IF(COUNTA(簿!A5006:A1048576)>0,"行数过多",')
    assert holds in re.sub(r"簿!([A-E])6:\1(\d+)", lambda m: m[1] if m[2] == "5005" else m[0], count)


def test_cells_that_are_not_of_their_type_are_told_before_anything_is_compared():
    made = compiler("当 类 = '甲' 则 止 >= 日 且 额 > 0", over="台账")
    verdict = bare(made.rows_verdict(made.grounded.row_checks[0])[0])
    words = re.findall("数字格式不对|日期格式不对|选项不对|通过", verdict)
    assert words == ["数字格式不对", "日期格式不对", "选项不对", "通过"]
    assert "(COUNTA(簿!C6:C5005)-COUNT(簿!C6:C5005)+COUNTA(簿!B6:B5005)-COUNT(簿!B6:B5005))>0" in verdict
    assert "(COUNTA(簿!D6:D5005)-SUMPRODUCT(COUNTIF(簿!D6:D5005,_选项!A2:A3)))>0" in verdict


@pytest.mark.parametrize(
    ("must", "over", "word"),
    [("符合(号, '[0-9]+')", "台账", "符合"), ("额 / 额 > 1", "台账", "/"), ("本格 / 2 > 1", "人口", "/")],
)
def test_what_no_formula_can_say_is_left_to_the_checker_and_said(must, over, word):
    made = compiler(must, over)
    grounded = made.grounded
    said = (
        made.rows_verdict(grounded.row_checks[0])
        if over == "台账"
        else made.verdict(group_checks(grounded)[0])
    )
    assert (LATER, "") == said
    assert why_no_formula(parse_expression(must), arrays=True) == CANNOT[word]


FUNCTIONS_OF_2010 = {
    "ABS",
    "AND",
    "COUNT",
    "COUNTA",
    "COUNTIF",
    "COUNTIFS",
    "DATE",
    "EXACT",
    "IF",
    "INT",
    "LEN",
    "NOT",
} | {*("OR", "ROUND", "SUM", "SUMIFS", "SUMPRODUCT")}


def test_no_formula_needs_more_than_excel_2010():
    """8,192 characters and 64 levels are the limits of a formula (Excel specifications and limits)."""
    for kind in xxgk().kinds:
        grounded = ground_form(xxgk(), kind.id, "township" if kind.id == REPORT else None)
        made = CheckCompiler(grounded, lay_out_workbook(xxgk(), kind.id), PERIOD)
        formulas = [f for line in group_checks(grounded) for f in made.verdict(line)]
        formulas += [f for check in grounded.row_checks for f in made.rows_verdict(check)]
        formulas += [made.worked_out(c) for c in grounded.worked_out]
        formulas += [f for r in xxgk().registers_of(kind.id) for f in made.formats(r.id)]
        assert len(formulas) > 20
        for formula in formulas:
            text = re.sub(r'"[^"]*"', "", formula)
            assert set(re.findall(r"([A-Z][A-Z0-9.]*)\(", text)) <= FUNCTIONS_OF_2010
            assert len(formula) < 8192
            depth = [text[:i].count("(") - text[:i].count(")") for i in range(len(text))]
            assert max(depth, default=0) < 64


def test_what_comes_from_lists_alone_waits_for_the_lists():
    counted = form(
        TABLE.replace('{id="合计"}', '{id="合计"}, {id="件", from."村"="count(台账)"}, {id="又", up="sum"}')
        + RULES
        + rule("又 = 件 + 件", more='works_out = "又"\nkinds = ["村"]')
    )
    writer = CheckCompiler(ground_form(counted, "村"), lay_out_workbook(counted, "村"), 2025)
    unanswered = writer.unanswered("台账")
    assert writer.worked_out(Cell("人口", "常住", "又")).startswith(f'=IF({unanswered},"",')
    line = next(g for g in group_checks(writer.grounded) if g.rule.id == "X")
    assert f'IF({unanswered},"",' in writer.verdict(line)[0]
    assert "COUNTA('表'" not in writer.verdict(line)[0]


def test_a_rule_about_each_text_compares_texts_and_calls_no_text_a_wrong_number():
    made = compiler("本格 <> '甲'", over="封面")
    formula = bare(made.verdict(group_checks(made.grounded)[0])[0])
    assert '(1-EXACT(封面!B13,"甲"))' in formula
    assert "数字格式不对" not in formula
