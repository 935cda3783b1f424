"""What only shows once a form is built."""

import pytest
from forms import HEAD, RULES, TABLE, form

from toolkit.errors import FormError
from toolkit.form.layout import OURS


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
