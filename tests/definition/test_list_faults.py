"""What a definition may not say of sums of lists, of columns that are worked out, of tables side by side, of lines."""

import pytest
from forms import TABLE, form, purchases

from toolkit.errors import FormError

LIST, RULE = 'total = ["数量", "金额", "税"]', 'must = "金额 = 单价 * 数量"'
FAULTS = (
    (LIST, 'total = ["数额"]', "采购：total 里的 数额 不是它的栏"),
    (LIST, 'total = ["类"]', "采购：total 里的 类 是 option，不能相加"),
    (LIST, 'total = ["金额", "金额"]', "采购：total 里有一栏写了两次"),
    (LIST, "total = true", "total 应为一列文字"),
    (RULE, 'must = "单价 * 数量 = 金额"', "采购 › 规则 R1：works_out 应为等式左边的栏，实为 金额"),
    (RULE, 'must = "金额 = 10"', "规则 R1：works_out 要由别的数算出，不能是固定的"),
    (RULE, 'must = "金额 = 税"', "互相推算，没有起点：金额→税→金额"),
    (RULE, 'must = "金额 = 日"', "不能把数和日期比较"),
    (RULE, RULE + '\nlevels = ["township"]', "登记簿里算出的栏在哪一级都一样，不写 levels"),
    ('works_out = "天"', 'works_out = "金额"', "works_out 应为等式左边的栏"),
    ('must = "天 = 到 - 日"\nworks_out = "天"', 'must = "金额 = 数量"\nworks_out = "金额"', "两条算出"),
    ('{id="金额", type="number"', '{id="金额", required=true, type="number"', "不写 required、together"),
    ('beside = "常住"', 'beside = "住"', "户籍 › beside：要写前面的一张表，没有 住"),
    ('beside = "常住"', 'beside = "月"', "户籍 › beside：要写前面的一张表，没有 月"),
    ('beside = "常住"', 'beside = "封面"', "不在同一张工作表上"),
    ('beside = "常住"', 'beside = "常住"\nacross = true', "行横着排"),
    ('corner = "支出科目"', 'corner = "支出科目"\nbeside = "户籍"', "不在同一张工作表上"),
    (
        'below = ["负责人"',
        'below = ["领导"',
        "领导 不是 填报单位、报告期、计量单位，也不是类别 村 的封面上的行",
    ),
    ('above = ["填报单位", "计量单位"]', 'above = ["填报人"]', "填报人 写了两次"),
    ('unit = "万元"\n', "", "上面的表没有写计量单位（unit），不能写 计量单位"),
    ('title = "物资采购报表"', 'title = "物资采购报表"\nabove = ["填报单位"]', "封面 上已有这些内容"),
    (
        'above = ["填报单位", "报告期", "填报人"]',
        'below = ["填报人"]',
        "登记簿下面要能一直加行，不能有 below",
    ),
)


@pytest.mark.parametrize(("was", "now", "told"), FAULTS, ids=[f[2] for f in FAULTS])
def test_misuse_is_refused_with_its_place(was, now, told):
    with pytest.raises(FormError) as caught:
        purchases(lambda text: text.replace(was, now, 1))
    assert any(told in fault for fault in caught.value.faults), caught.value.faults


def test_the_form_itself_is_sound():
    assert purchases().register("采购").total == ("数量", "金额", "税")


def test_no_sum_stands_where_a_report_writes_its_word_total():
    """A report is without the private columns: its first is another one."""
    text = TABLE.replace('kinds = ["村"]\nup = "none"', 'kinds = ["村", "报告"]\nup = "rows"\ntotal = ["额"]')
    text = text.replace('{id="号", type="text", required=true}', '{id="号", type="text", private=true}')
    text = text.replace('{id="日", type="date"}', '{id="额", type="number", required=true}')
    text = text.replace('  {id="额", type="number", places=2},\n', "").replace('key = ["号"]', "")
    with pytest.raises(FormError) as refused:
        form(text)
    assert (
        "t.toml › 台账：total 里的 额 在报告里是第一栏（前面的不上报），那里要写“合计”两个字"
        in refused.value.faults
    )
