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
