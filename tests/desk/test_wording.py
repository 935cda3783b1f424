"""The sentences of the verbs, said for somebody who has buttons and no commands."""

import pytest

from toolkit.desk.wording import say_with_buttons


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("还没有收过任何报送件。请先运行 toolkit collect。", "还没有收过任何报送件。请先点“收”。"),
        ("没有写好的报告。请先运行 toolkit report。", "没有写好的报告。请先点“写报告”。"),
        ("用 toolkit report --publish-check 核对", "用 “发布前核对” 核对"),
        (
            "排除一份文件要写明理由，如 --why “填的是上半年数”。",
            "排除一份文件要写明理由，如 理由 “填的是上半年数”。",
        ),
        ("以报告里改过的为准，加 --keep-edits 再运行", "以报告里改过的为准，加 “以改过的为准” 再运行"),
        ("没有命令的话不变：50 toolkits", "没有命令的话不变：50 toolkits"),
    ],
)
def test_commands_become_the_names_of_buttons(said, shown):
    assert shown == say_with_buttons(said)
