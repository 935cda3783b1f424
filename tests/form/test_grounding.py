import pytest
from forms import RULES, TABLE, form, rule

from toolkit.form.grounding import ground_form, required_priors
from toolkit.form.model import REPORT, Cell, PriorCell
from toolkit.form.rule_language import parse_expression
from toolkit.form.rule_trees import is_additive, needed_cells


def test_what_a_reference_leaves_out_is_what_the_rule_ranges_over():
    checks = ground_form(form(), "村").checks
    assert [
        ("P1", Cell("人口", "常住", "合计")),
        ("P1", Cell("人口", "户籍", "合计")),
        ("P2", Cell("人口", "户籍", "男")),
        ("P2", Cell("人口", "户籍", "女")),
        ("P2", Cell("人口", "户籍", "合计")),
    ] == [(c.rule.id, c.cell) for c in checks]


def test_only_the_figures_some_rule_looks_back_at_are_asked_for():
    looks_back = (
        '[[rule]]\nid="L"\nover="人口"\nmust="[户籍] = 上年([常住])"\nwhy="a"\nremedy="b"\nsource="c"\n'
    )
    made = form(TABLE + RULES + looks_back)
    assert [PriorCell("人口", "常住", c, "上年") for c in ("男", "女", "合计")] == list(
        required_priors(made, "村")
    )
    assert () == required_priors(form(), "村")


def test_a_statement_about_each_cell_is_about_input_cells():
    rule = '[[rule]]\nid="C"\nover="人口"\nmust="本格 >= 0"\nwhy="a"\nremedy="b"\nsource="c"\n'
    cells = [c.cell.column for c in ground_form(form(TABLE + RULES + rule), "村").checks if c.rule.id == "C"]
    assert cells == ["男", "女", "男", "女"]


def test_an_identity_is_both_the_formula_and_the_check():
    grounded = ground_form(form(), "村")
    cell = Cell("人口", "常住", "合计")
    assert (Cell("人口", "常住", "男"), Cell("人口", "常住", "女")) == needed_cells(grounded.worked_out[cell])
    assert cell not in grounded.inputs


def test_rows_and_columns_narrow_what_a_figure_counts():
    text = (
        TABLE.replace('up = "sum"', 'up = "sum"\nfrom.township = "count(台账)"')
        .replace('{id="男"}', '{id="男", when=["类=\'甲\'", "类=\'乙\'"]}')
        .replace('{id="常住"}', '{id="常住", when="空(止)"}')
    )
    starts = ground_form(form(text), "报告", "township").starts
    expected = parse_expression("count(台账, 空(止), 类='甲') + count(台账, 空(止), 类='乙')")
    assert expected == starts[Cell("人口", "常住", "男")]
    assert parse_expression("count(台账)") == starts[Cell("人口", "户籍", "女")]
    assert ground_form(form(text), "报告", "district").starts == {}


def test_what_a_row_says_of_its_start_comes_before_its_column_and_the_column_before_the_table():
    text = (
        TABLE.replace('up = "sum"', 'up = "sum"\nfrom.township = "count(台账)"')
        .replace('{id="男"}', '{id="男", from.township="count(台账, 类=\'甲\')"}')
        .replace('{id="常住"}', '{id="常住", from.township="count(台账, 空(止))"}')
    )
    starts = ground_form(form(text), "报告", "township").starts
    assert {
        ("常住", "男"): parse_expression("count(台账, 空(止))"),
        ("常住", "女"): parse_expression("count(台账, 空(止))"),
        ("户籍", "男"): parse_expression("count(台账, 类='甲')"),
        ("户籍", "女"): parse_expression("count(台账)"),
    } == {(c.row, c.column): e for c, e in starts.items() if c.column != "合计"}


@pytest.mark.parametrize(
    ("must", "answer"),
    [
        ("a = b + c", True),
        ("[x] <= [y]", True),
        ("3 * a >= b - c", True),
        ("a = 合计(b:c)", True),
        ("本格 >= 0 且 整数(本格)", True),
        ("a <= 5", False),
        ("本格 >= 0 且 a <= 5", False),
        ("a <= 5 且 本格 >= 0", False),
        ("a = b + 1", False),
        ("a * b = c", False),
        ("a / b <= c", False),
        ("a / 2 <= c", True),
        ("a <> b", False),
        ("a < b", False),
        ("已填(本格)", False),
        ("当 a > 0 则 b > 0", False),
    ],
)
def test_which_rules_survive_addition(must, answer):
    assert answer == is_additive(parse_expression(must))


def test_a_report_is_not_held_to_what_its_lists_leave_private():
    text = TABLE.replace('kinds = ["村"]\nup', 'kinds = ["村", "报告"]\nup').replace(
        '{id="止", type="date"}', '{id="止", type="date", private=true}'
    )
    counted, row = rule("男 >= count(台账, 空(止))"), rule("止 >= 年初", "台账").replace('"X"', '"Y"')
    made = form(text + counted + row)
    assert {"X", "Y"} == {c.rule.id for g in [ground_form(made, "村")] for c in (*g.checks, *g.row_checks)}
    upper = ground_form(made, REPORT, "township")
    assert () == (*upper.checks, *upper.row_checks)


def test_what_a_list_leaves_private_tells_no_rows_apart_in_a_report():
    text = TABLE.replace('kinds = ["村"]\nup', 'kinds = ["村", "报告"]\nup').replace(
        '{id="止", type="date"}', '{id="止", type="date", private=true}'
    )
    made = form(text.replace('key = ["号"]', 'key = ["号", "止"]\nalike = [["止"], ["日"]]'))
    (register,) = made.registers_of(REPORT)
    assert () == register.key
    assert (("日",),) == register.alike
