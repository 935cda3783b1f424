"""What is said of figures that cannot be, refused with its place."""

import tomllib
from pathlib import Path

import pytest

from toolkit.definition.load_form import build_form
from toolkit.errors import FormError

TEXT = (Path(__file__).parent.parent / "data" / "rates-form.toml").read_text(encoding="utf-8")


def faults(old="", new=""):
    assert not old or 1 == TEXT.count(old), old
    try:
        build_form(tomllib.loads(TEXT.replace(old, new) if old else TEXT), "t")
    except FormError as error:
        return [f.removeprefix("t › ") for f in error.faults]
    return []


def test_the_form_itself_is_sound():
    assert [] == faults()


S1 = 'columns = ["排查", "整改", "按时", "增减"]'


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (S1, 'columns = ["排查", "整顿"]', "规则 S1：隐患 没有列 整顿（columns）"),
        (S1, 'columns = ["排查", "排查"]', "规则 S1：columns 里的 排查 出现了两次"),
        (S1, "columns = []", "规则 S1：columns 是空的：没有可以判断的"),
        (S1, 'columns = "排查"', '规则 S1：columns 应为一列文字（["…"]），实为文字“排查”'),
        (S1, "columns = 5", '规则 S1：columns 应为一列文字（["…"]），实为数 5'),
        (
            S1,
            'columns = ["排查", "备注"]',
            "规则 S1（合计·备注）：不能把文字",
        ),
        (S1, 'rows = ["工矿"]', "规则 S1：规则里每一处都写明了行，rows 没有作用：删去其中一样"),
        (
            'must = "整改 <= 排查 且 按时 <= 整改"',
            'must = "整改 <= 排查"\ncolumns = ["排查"]',
            "规则 S5：规则里每一处都写明了列，columns 没有作用：删去其中一样",
        ),
        (
            'over = "指标"\nmust = "已填(本格)"',
            'must = "指标[检查].本月 >= 指标[人数].本月"\nrows = ["检查"]',
            "规则 S7：rows 要和 over 一起写，over 是表，不是登记簿",
        ),
        (S1, "", "隐患.合计.整改率：由规则 S1 和 S2 两条算出，结果不一定相同：只留一条 works_out"),
        (
            'when_zero = "—"',
            'when_zero = "没有"',
            "隐患 › 按时率：when_zero 应为",
        ),
        (
            '{ id = "按时", head = ["按时整改数"] }',
            '{ id = "按时", head = ["按时整改数"], when_zero = "/" }',
            "隐患.工矿.按时：when_zero 只能写在规则用除法算出（works_out）的 number 上，在“村（社区）”里它不是",
        ),
        (
            'up = "none", when_zero = "/"',
            'up = "sum", when_zero = "/"',
            "隐患.工矿.整改率：率不能写 up = sum：写 none，汇总后由规则用合计数重新算",
        ),
        (
            "percent = true",
            'percent = true, unit = "%"',
            "隐患 › 按时率：写了 percent = true，单元格自己显示 %，不要再写 unit",
        ),
        (
            'type = "text", unit = "", up = "texts"',
            'type = "text", unit = "", up = "texts", percent = true, negative = true',
            "隐患.工矿.备注：text 不能写 negative",
        ),
        (
            'columns = ["排查", "整改", "按时"]\nmust = "本格 >= 0"',
            'columns = ["排查", "增减"]\nmust = "本格 >= 0"',
            "规则 S6：隐患.工矿.增减 写了 negative = true，规则又要求不小于 0",
        ),
        (
            'must = "整改率 >= 50"',
            'must = "整改 >= 整改率 * 排查 / 100"',
            "规则 S4：里面有四舍五入过的数，再乘、除别的数来比较，会因为舍入不符",
        ),
        (
            'id = "合计", code = "01"',
            'id = "合计", code = "02"',
            "隐患：代码 02 有两行",
        ),
        (
            'id = "合计", code = "01"',
            'id = "合计", head = ["项"], code = "01"',
            "隐患：印在旁边的“项”与一行或一列同名，读回时分不清",
        ),
        (
            'numbered = "甲"',
            'numbered = "备注"',
            "隐患：印在旁边的“备注”与一行或一列同名，读回时分不清",
        ),
        (
            'corner = "行业和领域"\nprinted = [{ of = "unit", head = "计量单位" }, { of = "code", head = "代码" }]',
            'corner = "行业和领域"',
            "隐患：行写了 code，要印出来还须写 printed",
        ),
        (
            'unit = "项"\ncorner',
            'unit = ""\ncorner',
            "隐患：printed 里有计量单位一栏，各行都没有写 unit",
        ),
        ('corner = "行业和领域"', "across = true", "隐患：各行并排的表（across）不能写 printed 和 numbered"),
        (
            '{ of = "code", head = "代码" }]\nnumbered = "甲"',
            '{ of = "编号", head = "代码" }]',
            "旁栏 第 2 个：of 应为 code、unit 之一",
        ),
        (
            '{ id = "排查",',
            '{ id = "排查", code = "1",',
            "隐患：列的 code 要么都写，要么都不写，没有写的：整改、",
        ),
    ],
)
def test_a_misuse_is_refused_with_its_place(old, new, said):
    told = faults(old, new)
    assert any(f.startswith(said) or said in f for f in told), told


def test_a_sum_of_rates_of_other_wholes_is_refused():
    text = TEXT.replace(
        'must = "整改率 = 100 * 整改 / 排查"',
        'must = "整改率 = 100 * 整改 / 排查"\nrows = ["工矿", "建筑", "其他"]',
    )
    text = text.replace(
        'columns = ["排查", "整改", "按时", "增减"]', 'columns = ["排查", "整改", "按时", "增减", "整改率"]'
    )
    with pytest.raises(FormError) as told:
        build_form(tomllib.loads(text), "t")
    assert any("隐患.合计.整改率：是几个率相加，它们的分母不同" in f for f in told.value.faults)


def test_a_rule_over_a_table_passes_over_the_columns_in_which_it_means_nothing():
    text = TEXT.replace(
        'columns = ["排查", "整改", "按时"]\nmust = "本格 >= 0"',
        'must = "本格 >= -99"\nlevels = ["township"]',
    )
    assert build_form(tomllib.loads(text), "t")


def coded(*codes, line='numbered = "代码"'):
    """What is told of the form where three columns of a table bear *codes*, "" for none."""
    columns = "".join(f'{{id="c{i}", code="{c}"}},' for i, c in enumerate(codes))
    table = f"""[[table]]
id = "编了码"
sheet = "统计表"
kinds = ["村社区", "报告"]
up = "sum"
columns = [{columns}]
rows = [{{id="一行"}}]
{line}
"""
    return faults('[[rule]]\nid = "S1"', f'{table}[[rule]]\nid = "S1"')


def test_columns_have_codes_of_their_own_in_the_line_that_numbers_them():
    assert [] == coded("22", "23", "N1")
    assert ["编了码：代码 23 有两列"] == coded("22", "23", "23")
    assert ['编了码：列写了 code，要在表头下印出来还须写 numbered = "代码"'] == coded("1", "2", "3", line="")
