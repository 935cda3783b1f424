import os
from pathlib import Path

import pytest

from toolkit.errors import Unreadable
from toolkit.intake.found_files import (
    CANNOT_OPEN,
    NOT_A_SUBMISSION,
    read_file_bytes,
    walk_files,
    why_no_candidate,
    why_no_submission,
)


def touch(folder, *names):
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")


def test_every_file_is_seen_once_in_order_folders_in_folders(tmp_path):
    touch(tmp_path, "乙/1.xlsx", "甲/深/2.xlsx", "0.xlsx", "无扩展名")
    found = list(walk_files([tmp_path, tmp_path / "乙"]))
    assert [i.shown for i in found] == ["0.xlsx", "乙/1.xlsx", "无扩展名", "甲/深/2.xlsx"]
    assert {None} == {i.reason for i in found}


def test_a_second_name_of_one_file_is_a_file(tmp_path):
    touch(tmp_path, "甲.xlsx")
    (tmp_path / "乙.xlsx").hardlink_to(tmp_path / "甲.xlsx")
    assert ["乙.xlsx", "甲.xlsx"] == [i.shown for i in walk_files([tmp_path])]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("~$甲村.xlsx", "litter"),
        (".~lock.甲村.xlsx#", "litter"),
        (".DS_Store", "litter"),
        (".gitkeep", "litter"),
        (".甲村.xlsx", None),
        ("甲村.xlsx.crdownload", "unfinished"),
        ("甲村.xls.tmp", "unfinished"),
        ("甲村.xlsx.baiduyun.p.downloading", "unfinished"),
        ("~WRL0001.tmp", "litter"),
        ("._甲村.xlsx.part", "litter"),
        ("甲村.xlsx.lnk", "link"),
        ("甲村.url", "link"),
        ("照片.jpg", "other-file-type"),
        ("说明.docx", "other-file-type"),
        ("全部.zip", None),
        ("全部.rar", None),
        ("旧表.xls", None),
        ("WPS.et", None),
    ],
)
def test_what_is_no_workbook_says_why(tmp_path, name, reason):
    touch(tmp_path, name)
    assert [reason] == [i.reason for i in walk_files([tmp_path])]
    assert reason is None or reason in NOT_A_SUBMISSION | CANNOT_OPEN


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("甲村.pdf", "是PDF，不是工作簿"),
        ("甲村.ofd", "是OFD 版式文件，不是工作簿"),
        ("甲村.CSV", "是CSV 文本，不是工作簿"),
        ("甲村.numbers", "是苹果电脑的 Numbers、Pages 文件，不是工作簿"),
        ("甲村.xyz", "不是工作簿，"),
    ],
)
def test_a_file_of_another_type_is_called_by_its_name(name, said):
    assert why_no_submission(why_no_candidate(name), name).startswith(said)


def test_links_and_pipes_are_told_not_followed(tmp_path):
    (tmp_path / "link.xlsx").symlink_to("/etc/hostname")
    (tmp_path / "loop").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "pipe.xlsx")
    assert {i.shown: i.reason for i in walk_files([tmp_path])} == {
        "link.xlsx": "link",
        "loop": "link",
        "pipe.xlsx": "not-a-file",
    }


def test_a_name_that_cannot_be_printed_is_escaped(tmp_path):
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xba\xd3\x1b.xlsx")).write_bytes(b"x")
    assert [i.shown for i in walk_files([tmp_path])] == ["\\xdcba\\xdcd3\\x1b.xlsx"]


def test_reading_refuses_what_is_no_file_too_large_or_gone(tmp_path):
    os.mkfifo(tmp_path / "p")
    (tmp_path / "big").write_bytes(bytes(11))
    for name, code in (("p", "not-a-file"), ("big", "file-too-large"), ("gone", "vanished")):
        with pytest.raises(Unreadable) as caught:
            read_file_bytes(tmp_path / name, limit=10)
        assert code == caught.value.code
    assert bytes(11) == read_file_bytes(tmp_path / "big")
