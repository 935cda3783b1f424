"""A list of bodies by name: a name a line, a table with a column of names, a roster."""

import pytest

from toolkit.errors import WorkFolderError
from toolkit.publishing.names_list import ListedBody, read_names_list


def read(tmp_path, text, name="名单.txt"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return read_names_list(path)


def test_a_name_a_line_is_a_list(tmp_path):
    assert (ListedBody("龙门镇"), ListedBody("赵家乡")) == read(tmp_path, "龙门镇\n\n赵家乡\n龙门镇\n")


def test_a_table_may_say_the_level(tmp_path):
    text = "序号,单位名称,级别\n1,龙门镇,乡镇\n2,青山县人民政府,县级\n3,某中心,其他\n"
    expected = (
        ListedBody("龙门镇", "township"),
        ListedBody("青山县人民政府", "district"),
        ListedBody("某中心"),
    )
    assert expected == read(tmp_path, text, "名单.csv")


def test_a_list_without_names_is_refused(tmp_path):
    with pytest.raises(WorkFolderError, match="0 个名称"):
        read(tmp_path, "\n")
