"""What only shows once a form is built."""

import pytest
from forms import HEAD, RULES, TABLE, form, rule

from toolkit.errors import FormError
from toolkit.form.grounding import ground_form
from toolkit.form.layout import OURS
from toolkit.form.model import Cell


@pytest.mark.parametrize("name", sorted(OURS))
def test_a_sheet_may_not_bear_the_name_of_one_of_ours(name):
    with pytest.raises(FormError) as caught:
        form(TABLE + RULES, HEAD.replace('id = "簿"', f'id = "{name}"'))
    assert f"t.toml › 工作表 {name}：这个名称留给工具自己的工作表" in caught.value.faults


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('columns = [{id="男"}', 'columns = [{id="男", type="date", up="none", from."村"="count(台账)"}',
         "人口.常住.男：date 不能自动算出：只有数（count、number）能"),
        ('columns = [{id="男"}', 'columns = [{id="男", type="text", up="none", from.township="count(台账)"}',
         "人口.常住.男：text 不能由登记簿推算：只有数（count、number）能"),
        ('columns = [{id="男"}', 'columns = [{id="男", type="text", up="none", from.township="人口[常住].女"}',
         "人口.常住.男：是 text，不能由 count 推算"),
        ('{id="止", type="date"}', '{id="止", type="date", private=true}',
         "人口.常住.男 › from.district：台账 的 止 不上报（private），这一级数不了"),
    ],
)  # fmt: skip
def test_what_begins_by_itself_is_of_its_type_and_of_what_is_known_there(old, new, fault):
    text = TABLE
    if "private" in new:
        text = text.replace(
            'columns = [{id="男"}', 'columns = [{id="男", from.district="count(台账, 空(止))"}'
        )
        text = text.replace('kinds = ["村"]\nup', 'kinds = ["村", "报告"]\nup')
    with pytest.raises(FormError) as caught:
        form(text.replace(old, new))
    assert f"t.toml › {fault}" in caught.value.faults


UNITS_AS_ROWS = TABLE.replace('rows = [{id="常住"}, {id="户籍"}]', 'rows = "名册"')
BY_UNIT_RULE = RULES.partition('[[rule]]\nid = "P2"')[0]
"""A table whose rows are the units, and a rule that holds in each of them."""
MISUSED = {
    "laid across": (
        ('up = "sum"', 'up = "sum"\nacross = true'),
        "人口：rows = “名册”的表一个单位一行，不能写 across",
    ),
    "on the cover": (
        ('sheet = "表"', 'sheet = "封面"'),
        "人口：rows = “名册”的表不能放在封面上：下面要逐个单位列出",
    ),
    "rows of another name": (('"名册"', '"单位"'), "人口：rows 应为一列 { … }，或“名册”，实为文字“单位”"),
    "no report": (
        ('kinds = ["村", "报告"]', 'kinds = ["村"]'),
        "人口：rows = “名册”的表要有类别 报告：汇总时在那里逐个单位列出",
    ),
    "nobody but the report": (
        ('kinds = ["村", "报告"]', 'kinds = ["报告"]'),
        "人口：rows = “名册”的表要有填它的单位，kinds 里只有 报告",
    ),
    "texts that go up": (
        ('{id="女"}', '{id="女"}, {id="注", type="text", up="texts"}'),
        "人口：注：不是数的列只在各单位的行里列出，合计行留空，up 应为 none，实为 texts",
    ),
    "numbers that should be the same": (
        ('{id="女"}', '{id="女", up="same"}'),
        "人口：女：rows = “名册”的表，数的 up 应为 sum、max、min 或 none，实为 same",
    ),
    "options made of its rows": (
        ("[[list]]", '[options."行"]\ntable = "人口"\nof = "rows"\n[[list]]'),
        "选项 行：人口 的行是名册里的单位，不能作选项",
    ),
}


@pytest.mark.parametrize("what", MISUSED)
def test_a_table_whose_rows_are_units_is_refused_where_it_cannot_be_one(what):
    (old, new), told = MISUSED[what]
    text = UNITS_AS_ROWS.partition("[[list]]")
    with pytest.raises(FormError) as refused:
        form(text[0].replace(old, new) + text[1].replace(old, new) + text[2] + BY_UNIT_RULE)
    assert f"t.toml › {told}" in refused.value.faults


def test_nothing_stands_below_a_table_whose_rows_are_units():
    second = '[[table]]\nid = "户"\nsheet = "表"\nkinds = ["村", "报告"]\nup = "sum"\ncolumns = [{id="数"}]\nrows = [{id="总"}]\n'
    with pytest.raises(FormError) as refused:
        form(UNITS_AS_ROWS + second + BY_UNIT_RULE)
    assert [x for x in refused.value.faults if "要放在工作表的最后" in x and "后面还有 户" in x]
    form(second + UNITS_AS_ROWS + BY_UNIT_RULE)


def test_a_rule_names_no_row_of_a_table_whose_rows_are_units():
    with pytest.raises(FormError) as refused:
        form(UNITS_AS_ROWS + BY_UNIT_RULE + rule("[本单位].男 >= 0"))
    assert "人口 的行是名册里的单位，只写列，不写行" in "".join(refused.value.faults)


def test_a_rule_of_another_table_names_only_the_column():
    other = '[[table]]\nid = "户"\nsheet = "表"\nkinds = ["村", "报告"]\nup = "sum"\ncolumns = [{id="数"}]\nrows = [{id="总"}]\n'
    made = form(other + UNITS_AS_ROWS + BY_UNIT_RULE + rule("[总].数 <= 人口.男", "户"))
    (check,) = [c for c in ground_form(made, "村").checks if c.rule.id == "X"]
    assert (Cell("户", "总", "数"), Cell("人口", "本单位", "男")) == check.cells


def test_what_stays_with_its_unit_cannot_be_asked_for_in_the_total():
    text = UNITS_AS_ROWS.replace('{id="女"}', '{id="女"}, {id="注", type="text"}')
    asked = "当 男 > 0 则 已填(注)"
    with pytest.raises(FormError) as refused:
        form(text + BY_UNIT_RULE + rule(asked))
    assert "合计行里没有这一列，规则要写 kinds（不含 报告）：注" in "".join(refused.value.faults)
    form(text + BY_UNIT_RULE + rule(asked, more='kinds = ["村"]'))


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ('title = "', 'title = "甲\\n', "title"),
        ('{id="村"', '{id="村", label="甲\\n乙"', "类别 村"),
        ('{id="township"', '{id="township", label="甲\\t乙"', "层级 township"),
    ],
)
def test_names_that_stand_in_file_names_and_settings_are_of_one_line(old, new, path):
    with pytest.raises(FormError) as refused:
        form(TABLE + RULES, HEAD.replace(old, new, 1))
    assert f"t.toml › {path}：要写成一行：文件名、标题和命令里都用它" in refused.value.faults
