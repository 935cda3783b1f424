"""What is dropped is saved under its own name, below 收件, over nothing; and what was not collected yet is known."""

import hashlib
from pathlib import PurePosixPath

import pytest

from toolkit.desk.inbox import Inbox, safe_relative_path
from toolkit.errors import WorkFolderError


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("甲村.xlsx", "甲村.xlsx"),
        ("西片/甲村/年报.xlsx", "西片/甲村/年报.xlsx"),
        ("../../toolkit.toml", "toolkit.toml"),
        ("/etc/passwd", "etc/passwd"),
        ("C:\\Users\\x\\甲.xlsx", "C_/Users/x/甲.xlsx"),
        ("..\\..\\甲.xlsx", "甲.xlsx"),
        ("a\x00b\r\n.xlsx", "a_b__.xlsx"),
        ("con.xlsx", "_con.xlsx"),
        ("Com¹ .xlsx", "_Com¹ .xlsx"),
        ("conin$", "_conin$"),
        ("console.xlsx", "console.xlsx"),
        ("甲. ", "甲"),
        ("..", "未命名"),
        ("", "未命名"),
        ("\u202exslx.甲", "_xslx.甲"),
        ("/".join("abcdefghijkl"), "e/f/g/h/i/j/k/l"),
    ],
)
def test_a_name_stays_below_where_it_is_put(said, kept):
    assert PurePosixPath(kept) == safe_relative_path(said)


def test_a_long_name_keeps_its_ending():
    made = safe_relative_path("a" * 300 + ".xlsx")
    assert (100, ".xlsx") == (len(made.name), made.suffix)


@pytest.mark.parametrize("sign", ["长", "é", "𠀀", "a"])
def test_a_name_in_chinese_is_no_longer_than_file_systems_take(tmp_path, sign):
    inbox = Inbox(tmp_path)
    path = inbox.put(inbox.new_drop(), f"{sign * 300}/{sign * 300}.xlsx", b"1")
    assert b"1" == path.read_bytes()
    assert ".xlsx" == path.suffix
    assert max(len(part.encode()) for part in path.parts) <= 200


def test_a_file_is_never_put_over_another_one(tmp_path):
    inbox = Inbox(tmp_path)
    drop = inbox.new_drop()
    one, other = (inbox.put(drop, "甲.xlsx", data) for data in (b"one", b"other"))
    assert (b"one", b"other") == (one.read_bytes(), other.read_bytes())
    assert "甲2.xlsx" == other.name
    assert one == inbox.put(drop, "甲.xlsx", b"one")
    assert "第2次" == inbox.new_drop()


def test_a_file_keeps_the_time_it_had(tmp_path):
    inbox = Inbox(tmp_path)
    assert 1_736_000_000 == inbox.put(inbox.new_drop(), "甲.xlsx", b"x", 1_736_000_000.0).stat().st_mtime
    assert inbox.put(inbox.new_drop(), "甲.xlsx", b"x", 1e300).is_file()


@pytest.mark.parametrize("drop", ["第9次", "..", "第1次/..", "", "第01次", "/etc"])
def test_a_drop_nobody_began_is_refused(tmp_path, drop):
    inbox = Inbox(tmp_path)
    inbox.new_drop()
    with pytest.raises(WorkFolderError, match="没有这一次"):
        inbox.put(drop, "甲.xlsx", b"x")


def test_what_was_not_collected_waits_whoever_put_it_there(tmp_path):
    inbox = Inbox(tmp_path)
    assert () == inbox.waiting(())
    inbox.put(inbox.new_drop(), "西片/甲.xlsx", b"one")
    (inbox.path / "乙.xlsx").write_bytes(b"two")
    (inbox.path / "照片.jpg").write_bytes(b"no workbook")
    assert {"第1次/西片/甲.xlsx", "乙.xlsx"} == set(inbox.waiting(()))
    assert ("乙.xlsx",) == inbox.waiting([hashlib.sha256(b"one").hexdigest()])
