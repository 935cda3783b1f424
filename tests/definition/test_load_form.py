import pytest
from forms import HEAD, RULES, TABLE, form, rule, xxgk

from toolkit.errors import FormError
from toolkit.form.grounding import ground_form
from toolkit.form.model import Cell


def faults(text, head=HEAD):
    with pytest.raises(FormError) as caught:
        form(text, head)
    return caught.value.faults


def test_every_fault_is_told_at_once_each_with_its_path():
    bad = TABLE.replace('up = "sum"', 'up = "add"').replace('{id="男"}', '{id="女"}')
    found = faults(bad + RULES.replace("男 + 女", "男 ＋ 女"))
    assert [f.split("：")[0] for f in found] == ["t.toml › 人口", "t.toml › 人口", "t.toml › 规则 P1"]


def test_a_misspelt_key_is_a_fault_not_silence():
    assert faults(TABLE.replace("sheet =", "shet =")) == (
        "t.toml › 人口：不认识的项 shet",
        "t.toml › 人口：缺少 sheet",
        "t.toml › 台账：不认识的项 shet",
        "t.toml › 台账：缺少 sheet",
    )


@pytest.mark.parametrize("sign", list("*?~<>="))
def test_an_option_with_a_sign_that_formulas_read_otherwise_is_a_fault(sign):
    assert faults(TABLE, HEAD.replace('"乙"', f'"乙{sign}"')) == (
        f"t.toml › 选项 类：乙{sign} 含有公式的通配符",
    )


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("男 + 女", "男 + 老", "人口 › 规则 P1：人口 没有列 老（第 10 个字）：合计 = 男 + ⟪老⟫"),
        ("[户籍]", "[户口]", "人口 › 规则 P2：人口 没有行 户口（第 1 个字）：⟪[户口] <= [常住]⟫"),
        ('over = "人口"', 'over = "人"', "规则 P1：没有表或登记簿 人"),
        ("[户籍] <= [常住]", "[户籍] <= 5", "规则 P2：汇总后不一定成立，须写明在哪些层级成立（levels）"),
        ("[户籍] <= [常住]", "[户籍] + [常住]", "规则 P2：规则应是能判断真假的一句话"),
        ('works_out = "合计"', 'works_out = "男"', "规则 P1：works_out 应为等式左边的 男"),
        ('up = "sum"', "", "人口.常住.男：要上报的数据必须写明怎样汇总（up）"),
        ('options="类"', 'options="种"', "台账 › 类：没有选项 种"),
        ("required=true", "required=false", "台账：至少要有一栏 required，才知道哪些行算填了"),
        (
            '{id="止", type="date"}',
            '{id="止", type="date", together="始"}',
            "台账 › 止：together 里的 始 不是它的栏",
        ),
        (
            '{id="止", type="date"}',
            '{id="止", type="date", marks="zero"}',
            "台账 › 止：date 不能写 marks = zero",
        ),
        ('{id="男"}', '{id="男", type="text", marks="blank"}', "人口.常住.男：text 不能写 marks = blank"),
        (
            '{id="止", type="date"}',
            '{id="止", type="date", marks="no"}',
            "台账 › 止：marks 应为 return、blank、zero 之一，实为 no",
        ),
        ('key = ["号"]', 'key = ["名"]', "台账：key 里的 名 不是它的栏"),
        (
            '{id="男"}',
            '{id="男", from.township="count(台账, 类=\'丙\')"}',
            "人口 › 男 › from.township：类 没有选项 丙",
        ),
        (
            '{id="男"}',
            '{id="男", from.township="count(台账) * count(台账)"}',
            "人口.常住.男 › from.township：应为一个指标，或登记簿的件数、合计（可乘除一个数）",
        ),
        (
            '{id="男"}',
            '{id="男", when=["类=\'甲\'", "额>1"]}',
            "人口 › 男：“类='甲'”和“额>1”可能同时成立，会重复计数",
        ),
        (
            '{id="男"}',
            '{id="男", from.township="count(台账, 类=\'甲\' 或 额>1)"}',
            (
                "人口 › 男 › from.township：登记簿的条件只能是一栏与一个数、日期或选项比较，空(…)、已填(…)，或用“且”连起来（第 7 个字）："
                "count(⟪台账, 类='甲' 或 额>1)⟫"
            ),
        ),
        ("[户籍] <= [常住]", "[户籍] <= 年末", "规则 P2：不能把数和日期比较（第 1 个字）：⟪[户籍] <= 年末⟫"),
        ("[户籍] <= [常住]", "[户籍] > '甲'", "规则 P2：不能把数和文字比较（第 1 个字）：⟪[户籍] > '甲'⟫"),
        (
            'key = ["号"]',
            'key = ["号"]\ncarry = "空(完)"',
            "台账 › carry：台账 没有栏 完（第 3 个字）：空(⟪完)⟫",
        ),
        ('key = ["号"]', 'key = ["号"]\noptional = ["镇"]', "台账：optional 里的 镇 不在 kinds 里"),
        ('key = ["号"]', 'key = ["号"]\ncarry = "额 + 1"', "台账 › carry：应是能判断真假的一句话"),
        (
            'key = ["号"]',
            'key = ["号"]\ncarry = "止 > 1"',
            "台账 › carry：不能把日期和数比较（第 1 个字）：⟪止 > 1⟫",
        ),
        ('{id="男"}', '{id="男", from.town="count(台账)"}', "人口 › 男 › from.town：没有这个类别或层级"),
    ],
)
def test_a_form_that_is_wrong_or_silent_is_refused(old, new, fault):
    assert f"t.toml › {fault}" in faults((TABLE + RULES).replace(old, new))


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('{id="男"}', '{id="男", head="合  计"}', '人口 › 男：head 应为一列文字（["…"]），实为文字“合  计”'),
        ('{id="男"}', '{id="男", places="2"}', "人口 › 男：places 应为 0 或正整数，实为文字“2”"),
        ('{id="男"}', '{id="男", places=-1}', "人口 › 男：places 应为 0 或正整数，实为数 -1"),
        ('{id="男"}', '{id="男", places=true}', "人口 › 男：places 应为 0 或正整数，实为 true"),
        ('{id="男"}', '{id="男", width="12"}', "人口 › 男：width 应为大于 0 的数，实为文字“12”"),
        ('{id="男"}', "1", "人口 › 列 第 1 个：应为 { id = … }，实为数 1"),
        ('{id="男"}', "{id=1}", "人口 › 列 第 1 个：id 应为不空的文字，实为数 1"),
        ('{id="男"}', '{id=""}', "人口 › 列 第 1 个：id 是空的"),
        (
            '{id="男"}',
            '{id="男", from="count(台账)"}',
            "人口 › 男：from 应为按名称的文字，实为文字“count(台账)”",
        ),
        (
            '{id="男"}',
            '{id="男", when=[1]}',
            "人口 › 男：when 应为一段文字，或一列文字，实为一列，其中第 1 个是数 1",
        ),
        ("required=true", "required=1", "台账 › 号：required 应为 true 或 false，实为数 1"),
        ('key = ["号"]', 'key = "号"', '台账：key 应为一列文字（["…"]），实为文字“号”'),
        (
            'key = ["号"]',
            'key = ["号"]\nalike = ["号"]',
            '台账：alike 应为几组文字（[["…"]]），实为一列，其中第 1 个是文字“号”',
        ),
        ('over = "人口"', "over = 2024-01-01", "规则 P1：over 应为一段文字，或一列文字，实为日期 2024-01-01"),
    ],
)
def test_a_value_of_another_type_is_told_where_it_stands(old, new, fault):
    text = TABLE + RULES
    assert old in text
    assert f"t.toml › {fault}" in faults(text.replace(old, new, 1))


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("levels = [", "levels = []\nlevels_ = [", "levels 是空的"),
        ("kinds = [", "kinds = 1\nkinds_ = [", "kinds 应为一列 { … }，实为数 1"),
        ('id = "', 'id = ""\nid_ = "', "id 是空的"),
    ],
)
def test_a_head_of_another_shape_is_refused(old, new, fault):
    assert f"t.toml：{fault}" in faults(TABLE, HEAD.replace(old, new, 1))


def test_one_wrong_part_keeps_no_other_fault_from_being_told():
    bad = (TABLE + RULES).replace("required=true", "required=1").replace("男 + 女", "男 ＋ 女 +")
    found = faults(bad)
    assert any("required" in f for f in found)
    assert any("规则 P1" in f for f in found)


SHEET = 'id = "表"\n'


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("一/二", "名称里不能有 /"),
        ("[一]", "名称里不能有 [ ]"),
        ("一:二*?", "名称里不能有 : * ?"),
        ("一" * 32, "名称最多 31 个字"),
        ("𠀀" * 16, "名称最多 31 个字"),
        ("'一", "名称里不能有 '"),
        ("一!", "名称里不能有 !"),
        ("一 ", "表格程序不接受这个名称"),
        ("History", "表格程序不接受这个名称"),
    ],
)
def test_a_sheet_name_spreadsheet_programs_refuse_is_refused(name, fault):
    head, text = HEAD.replace(SHEET, f'id = "{name}"\n'), TABLE.replace('sheet = "表"', f'sheet = "{name}"')
    assert f"t.toml › 工作表 {name}：{fault}" in faults(text, head)
    longest = "一" * 31
    form(text.replace(name, longest), head.replace(name, longest))


@pytest.mark.parametrize(
    ("text", "head", "fault"),
    [
        (TABLE, HEAD + '[[sheet]]\nid = "空表"\ntitle = "空"\n', "t.toml › 工作表 空表：上面没有表"),
        (TABLE, HEAD + '[[sheet]]\nid = "表"\ntitle = "又"\n', "t.toml › 工作表：表 出现了两次"),
        (TABLE, HEAD.replace('[{id="村"}', '[{id="村"}, {id="站"}'), "t.toml › 类别 站：没有要填的表"),
        (
            TABLE.replace(', "报告"', ""),
            HEAD.replace(', {id="报告"}', "").replace(', "报告"', ""),
            "t.toml：缺少类别 报告：各单位的数汇总到它的表里，再报上一级",
        ),
        (
            TABLE.replace('{id="常住"}', '{id="常住", head=["一", "二", "三", "四"]}'),
            HEAD,
            "t.toml › 人口：行的名称最多分 3 层，实为 4 层",
        ),
        (
            TABLE.replace('{id="男"}', '{id="男.甲"}'),
            HEAD,
            "t.toml › 人口 › 男.甲：名称（id）只能用字母、数字、汉字和下划线",
        ),
        (
            TABLE,
            HEAD.replace('id = "t"', 'id = "月报-1"'),
            "t.toml：id 要作文件名，只能用字母、数字、汉字和下划线，不以数字开头，实为 月报-1",
        ),
        (
            TABLE,
            HEAD.replace('id = "t"', 'id = "Toolkit"'),
            "t.toml：id 要作文件名，Toolkit 是本工具或 Windows 自己用的名称，请换一个",
        ),
        (
            TABLE,
            HEAD.replace('id = "t"', 'id = "nul"'),
            "t.toml：id 要作文件名，nul 是本工具或 Windows 自己用的名称，请换一个",
        ),
        (
            TABLE.replace('id = "人口"', 'id = "1人口"'),
            HEAD,
            "t.toml › 1人口：表的名称（id）只能用字母、数字、汉字和下划线，不以数字开头",
        ),
        (TABLE.replace('id = "人口"', 'id = "上年"'), HEAD, "t.toml › 上年：这个名称留给工具自己"),
        (
            TABLE.replace('{id="男"}, {id="女"}', '{id="a"}, {id="A"}'),
            HEAD,
            "t.toml › 人口：A 只有大小写和 a 不同，表格程序分不清",
        ),
        (
            TABLE.replace('id="止"', 'id="来源单位"'),
            HEAD,
            "t.toml › 台账 › 来源单位：这个名称留给工具自己的栏",
        ),
        (
            TABLE + rule("男 >= 0").replace('"X"', '"X 1"'),
            HEAD,
            "t.toml › 规则 › X 1：名称（id）只能用字母、数字、汉字和下划线",
        ),
        (
            TABLE.replace('"表"', '"it\'s"'),
            HEAD.replace('id = "表"', 'id = "it\'s"'),
            "t.toml › 工作表 it's：名称里不能有 '",
        ),
        (
            TABLE.replace('sheet = "簿"', 'sheet = "封面"'),
            HEAD.replace('[[sheet]]\nid = "簿"\ntitle = "簿"\n', ""),
            "t.toml › 工作表 封面：下面是审核结果和要改的地方，放不了登记簿",
        ),
        (
            TABLE.replace('kinds = ["村"]\nup', 'kinds = ["村", "报告"]\nup').replace(
                "required=true", "required=true, private=true"
            ),
            HEAD,
            "t.toml › 台账：头一个 required 的栏 号 不能是 private：报告里要靠它知道哪些行算填了",
        ),
    ],
)
def test_what_no_workbook_could_hold_or_nobody_could_use_is_refused(text, head, fault):
    assert fault in faults(text, head)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('"类" = ["甲", "乙"]', '"类" = ["甲", " "]', "选项 类：有空白的选项"),
        ('sheet = "封面"\nkinds = ["村", "报告"]', 'sheet = "封面"\nkinds = ["报告"]',
         "类别 村：工作表 封面 上没有它要填的表（填报人、联系电话等）"),
        ('{id="男"}, {id="女"}', '{id="男", head=["人"]}, {id="女", head=["人"]}',
         "人口 › 女：有两列都叫“人”，分不出是哪一列"),
        ('{id="男"}', '{id="男", type="option", options="类"}', "人口.常住.男：option 不能写 up = sum"),
        ('{id="男"}', '{id="男", up="texts"}', "人口.常住.男：count 不能写 up = texts"),
        (RULES, RULES + rule("1 = 1"), "规则 X：没有说到本期的任何一个数"),
        (RULES, RULES + rule("上年(男) = 上年(女)"), "规则 X：没有说到本期的任何一个数"),
        (RULES, RULES + rule("男 = 5", more='works_out = "男"'), "规则 X：works_out 要由别的数算出，不能是固定的：男 = 5"),
        (RULES, RULES + TABLE[TABLE.index("[[list]]") :].replace('"台账"', '"另簿"'),
         "工作表 簿：只能放一本登记簿（下面要能一直加行），实有 台账、另簿"),
    ],
)  # fmt: skip
def test_what_would_crash_or_mislead_later_is_refused_at_once(old, new, fault):
    whole = HEAD + TABLE + RULES
    assert old in whole
    assert f"t.toml › {fault}" in faults(whole.replace(old, new, 1), "")


@pytest.mark.parametrize(
    ("must", "fault"),
    [
        ("合计 = 合计(女:男)", "合计(…:…) 要从前往后写：男 在 女 前面（第 9 个字）：合计 = 合计(⟪女:男)⟫"),
        (
            "合计 = 合计([常住]:女)",
            "合计(…:…) 的两头要在同一行或同一列（第 9 个字）：合计 = 合计(⟪[常住]:女)⟫",
        ),
        ("合计 = 合计(男:男)", "合计(…:…) 的两头要在同一行或同一列（第 9 个字）：合计 = 合计(⟪男:男)⟫"),
        ("合计 = 男 / 0", "不能除以 0：合计 = 男 / 0"),
    ],
)
def test_a_range_or_a_quotient_that_is_none_is_refused(must, fault):
    assert f"t.toml › 人口 › 规则 X：{fault}" in faults(TABLE + RULES + rule(must))


def test_a_range_may_name_its_table_where_the_rule_names_none():
    spelt = rule("人口[常住].合计 = 合计(人口[常住].男:人口[常住].女)").replace('over = "人口"\n', "")
    checks = ground_form(form(TABLE + spelt), "村").checks
    found = [[c.name for c in k.cells] for k in checks]
    assert [["人口.常住.合计", "人口.常住.男", "人口.常住.女"]] == found


CORNER = TABLE.replace('{id="常住"}, {id="户籍"}', '{id="常住"}, {id="户籍"}, {id="全部"}') + RULES
BY_ROWS = rule("[全部] = [常住] + [户籍]", more='works_out = "全部"')


def test_the_corner_of_a_table_may_be_added_up_by_rows_and_by_columns():
    assert Cell("人口", "全部", "合计") in ground_form(form(CORNER + BY_ROWS), "村").worked_out
    form(CORNER + BY_ROWS.replace("+", "-"))  # differences of sums are sums of differences


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        (TABLE + RULES + rule("合计 = 女 * 2", more='works_out = "合计"'), "P1 和 X"),
        (TABLE + RULES + rule("合计 = 男 - 女", more='works_out = "合计"'), "P1 和 X"),
        (TABLE + RULES + rule("合计 = 男", more='works_out = "合计"'), "P1 和 X"),
        (CORNER.replace("合计 = 男 + 女", "合计 = 男 / 女") + BY_ROWS, "P1 和 X"),
    ],
)
def test_a_figure_two_rules_work_out_differently_is_refused(text, rules):
    (found, *_) = [f for f in faults(text) if "两条算出" in f]
    assert f"由规则 {rules} 两条算出，结果不一定相同：只留一条 works_out" in found


LIST = """
[[rule]]
id = "L1"
over = "台账"
must = "MUST"
why = "a"
remedy = "b"
source = "c"
"""


@pytest.mark.parametrize(
    ("must", "fault"),
    [
        ("止 >= 月", "台账 › 规则 L1：台账 没有栏 月（第 6 个字）：止 >= ⟪月⟫"),
        ("止 >= 额", "规则 L1：不能把日期和数比较（第 1 个字）：⟪止 >= 额⟫"),
        ("止 + 日 > 年末", "规则 L1：不能把日期和日期相加（第 1 个字）：⟪止 + 日 > 年末⟫"),
        ("号 > 类", "规则 L1：文字只能比较是否相同，不能用 >（第 1 个字）：⟪号 > 类⟫"),
        ("长度(额) > 1", "规则 L1：长度只能用于文字，这里是数（第 4 个字）：长度(⟪额) > 1⟫"),
        (
            "count(台账) > 1",
            "台账 › 规则 L1：逐行的规则里不能用件数、合计或上年数（第 7 个字）：count(⟪台账) > 1⟫",
        ),
        (
            "上年(额) = 额",
            "台账 › 规则 L1：逐行的规则里不能用件数、合计或上年数（第 4 个字）：上年(⟪额) = 额⟫",
        ),
        ("台账.额 > 1", "台账 › 规则 L1：逐行的规则里只写栏名（第 1 个字）：⟪台账.额 > 1⟫"),
        ("类 = '丙'", "台账 › 规则 L1：类 没有选项 丙"),
        (
            "符合(号, '[')",
            "规则 L1：不是合法的正则表达式：方括号没有配对（正则的第 1 个字）（第 7 个字）：符合(号, ⟪'[')⟫",
        ),
    ],
)
def test_a_rule_over_a_list_that_has_no_meaning_points_at_the_character(must, fault):
    assert f"t.toml › {fault}" in faults(TABLE + RULES + LIST.replace("MUST", must))


@pytest.mark.parametrize(
    "when",
    [
        ["额<=1", "额>1"],
        ["额<1", "额>=1"],
        ["空(止)", "止>年末"],
        ["类='甲'", "类='乙'"],
        ["类<>'甲'", "类='甲'"],
        ["日<年初", "年初<=日<=年末", "日>年末"],
        ["额=1, 类='甲'", "额=1, 类='乙'"],
    ],
)
def test_alternatives_that_exclude_each_other_are_added(when):
    quoted = ", ".join(f'"{w}"' for w in when)
    assert form(TABLE.replace('{id="男"}', f'{{id="男", when=[{quoted}]}}') + RULES)


@pytest.mark.parametrize(
    "when",
    [
        ["额<=1", "额>=1"],
        ["额<2", "额>1"],
        ["已填(止)", "止>年末"],
        ["类<>'甲'", "类='乙'"],
        ["日<=年初", "年初<=日<=年末"],
        ["额=1", "类='乙'"],
        ["空(止)", "空(止)"],
    ],
)
def test_alternatives_that_could_both_hold_are_refused(when):
    quoted = ", ".join(f'"{w}"' for w in when)
    found = faults(TABLE.replace('{id="男"}', f'{{id="男", when=[{quoted}]}}') + RULES)
    assert [f"t.toml › 人口 › 男：“{when[0]}”和“{when[1]}”可能同时成立，会重复计数"] == list(found)


def test_figures_that_work_each_other_out_are_a_ring():
    ring = RULES.replace("[户籍] <= [常住]", "男 = 合计 - 女").replace(
        'why = "户籍', 'works_out = "男"\nwhy = "户籍'
    )
    assert any("互相推算" in f for f in faults(TABLE + ring))


def test_the_shipped_form_has_the_42_identities_and_its_tables():
    form = xxgk()
    grounded = ground_form(form, "报告", "township")
    counts = {r: sum(c.rule.id == r for c in grounded.checks) for r in ("I1", "I2", "I3", "I4")}
    assert counts == {"I1": 7, "I2": 7, "I3": 25, "I4": 3}
    assert (
        sum(len(t.cells) for t in form.tables if t.id.startswith("表二")),
        len(form.table("表三").cells),
        len(form.table("表四").cells),
    ) == (10, 175, 15)


def test_villages_own_none_of_the_three_tables():
    tables = {t.id for t in xxgk().tables_of("村社区")}
    assert not {t for t in tables if t.startswith(("表二", "表三", "表四"))}


def test_a_worked_out_cell_comes_after_those_it_needs():
    order = list(ground_form(xxgk(), "报告", "township").worked_out)
    assert order.index(Cell("表三", "办结", "自然人")) < order.index(Cell("表三", "办结", "总计"))


def test_the_fingerprint_changes_with_any_word_of_its_kind_only():
    one, two = form(), form((TABLE + RULES).replace("核对", "再核对"))
    assert one.fingerprint("村") != two.fingerprint("村")
    assert one.fingerprint("村") == form().fingerprint("村")
    other = form(
        TABLE.replace('kinds = ["村"]', 'kinds = ["报告"]').replace('up = "none"\nkey', 'up = "rows"\nkey')
        + RULES
    )
    assert one.fingerprint("报告") != other.fingerprint("报告")


def test_only_township_and_district_are_held_to_no_regulations():
    form = xxgk()
    held = {x.id: any(c.rule.id == "I9" for c in ground_form(form, "报告", x.id).checks) for x in form.levels}
    assert held == {"township": True, "district": True, "city": False}


def test_how_marks_are_read_is_no_part_of_a_fingerprint():
    """What was handed out stays good: the workbook is the same."""
    marked = TABLE.replace('{id="男"}', '{id="男", marks="zero"}').replace(
        '{id="止", type="date"}', '{id="止", type="date", marks="blank"}'
    )
    plain, other = form(TABLE), form(marked)
    assert "zero" == other.figure(Cell("人口", "常住", "男")).marks
    assert "blank" == other.register("台账").field("止").marks
    assert plain.fingerprint("村") == other.fingerprint("村")


def test_options_that_differ_in_capitals_only_are_refused():
    with pytest.raises(FormError) as refused:
        form(TABLE + RULES, HEAD.replace('["甲", "乙"]', '["a", "A"]'))
    assert "t.toml › 选项 类：A 只有大小写和 a 不同，表格程序数的时候分不清" in refused.value.faults


@pytest.mark.parametrize("odd", ["\\u0000", "\\u000b", "\\uffff"])
def test_a_text_no_workbook_can_hold_is_refused(odd):
    with pytest.raises(FormError) as refused:
        form(
            TABLE + RULES.replace('remedy = "核对"', f'remedy = "核{odd}对"', 1),
            HEAD.replace('"甲", "乙"', f'"甲{odd}", "乙"'),
        )
    code = f"U+{odd[-4:].upper()}"
    assert (
        f"t.toml › 规则 P1：remedy 里有看不见的控制字符（{code}），表格程序打不开，请删去"
        in refused.value.faults
    )
    assert f"t.toml › 选项：里有看不见的控制字符（{code}），表格程序打不开，请删去" in refused.value.faults
