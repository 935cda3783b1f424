"""Zips as people send them: listed and read in memory, names as they were meant, nothing unpacked."""

import datetime
import struct
import zipfile

import pytest
from intake_zips import gbk, packed

from toolkit.errors import Unreadable
from toolkit.intake import zips
from toolkit.intake.containers import CONTAINER_FAULTS
from toolkit.intake.zips import is_zip_of_files, list_members, read_member


def test_members_are_listed_by_name_with_what_speaks_against_them():
    data = packed(
        {
            "村/乙.xlsx": b"1",
            "甲.xlsx": b"2",
            "~$甲.xlsx": b"",
            "__MACOSX/._甲.xlsx": b"",
            "图.jpg": b"",
            "空/": b"",
        }
    )
    assert [
        ("__MACOSX/._甲.xlsx", "litter"),
        ("~$甲.xlsx", "litter"),
        ("图.jpg", "other-file-type"),
        ("村/乙.xlsx", None),
        ("甲.xlsx", None),
    ] == [(m.name, m.reason) for m in list_members(data)]
    assert [b"1", b"2"] == [read_member(data, m.at) for m in list_members(data) if m.reason is None]


@pytest.mark.parametrize("name", ["河口村.xlsx", "朱镕基㐀.xlsx", "甲（终版2）.xlsx"])
def test_names_in_gbk_are_read_as_meant(name):
    assert [name] == [m.name for m in list_members(gbk(name.replace("㐀", "")))] or "㐀" in name
    assert [name] == [m.name for m in list_members(packed({name: b""}))]


def test_names_no_encoding_explains_are_shown_escaped():
    data = packed({"??": b""}).replace(b"??", b"\xff\xff")
    assert ["\\xdcff"] != [m.name for m in list_members(data)]
    assert all(c.isprintable() for m in list_members(data) for c in m.name)


@pytest.mark.parametrize(
    "name", ["../../x.xlsx", "/etc/x.xlsx", "C:\\Windows\\x.xlsx", "a\nb.xlsx", "a\x1b[31m.xlsx"]
)
def test_hostile_names_are_only_shown(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    data = packed({name: b"12"})
    (found,) = list_members(data)
    assert found.name.isprintable()
    assert not found.name.startswith("/")
    assert b"12" == read_member(data, found.at)
    assert [] == list(tmp_path.iterdir())


def test_two_members_of_one_name_are_two():
    data = packed({"甲.xlsx": b"1", "乙.xlsx": b"2"}).replace("乙".encode(), "甲".encode())
    assert [b"1", b"2"] == [read_member(data, m.at) for m in list_members(data)]


def test_a_workbook_is_no_container_and_a_plain_zip_is():
    assert is_zip_of_files(packed({"甲.xlsx": b""}))
    assert is_zip_of_files(packed({}))
    for names in (
        ["[Content_Types].xml"],
        ["xl/workbook.xml"],
        ["word/document.xml"],
        ["mimetype", "content.xml"],
    ):
        assert not is_zip_of_files(packed(dict.fromkeys(names, b"")))
    for odd in ("/[Content_Types].xml", "xl\\workbook.xml"):  # as some programs write them
        assert not is_zip_of_files(packed({odd: b""}))
    assert not is_zip_of_files(b"PK\x03\x04 damaged")
    assert not is_zip_of_files(b"\xd0\xcf\x11\xe0")


def code(call, *arguments):
    with pytest.raises(Unreadable) as caught:
        call(*arguments)
    assert caught.value.code in CONTAINER_FAULTS
    return caught.value.code


def test_what_cannot_be_read_of_a_zip_says_why(monkeypatch):
    good = packed({"甲.xlsx": b"some bytes of a workbook" * 9}, zipfile.ZIP_STORED)
    wrong = good.replace(b"some bytes", b"SOME bytes", 1)
    assert "member-damaged" == code(read_member, wrong, 0)
    locked = bytearray(good)
    for at in (good.index(b"PK\x03\x04") + 6, good.index(b"PK\x01\x02") + 8):
        locked[at] |= 1
    assert "member-locked" == code(read_member, bytes(locked), 0)
    odd = bytearray(good)  # compressed by Deflate64, as Windows does with large files
    for at in (good.index(b"PK\x03\x04") + 8, good.index(b"PK\x01\x02") + 10):
        struct.pack_into("<H", odd, at, 9)
    assert "member-method" == code(read_member, bytes(odd), 0)
    assert "zip-damaged" == code(list_members, good[:-30])
    monkeypatch.setattr(zips, "MEMBERS", 2)
    assert "zip-members" == code(list_members, packed(dict.fromkeys("abc", b"")))


def test_a_bomb_is_stopped_by_what_it_says_and_by_what_it_does(monkeypatch):
    monkeypatch.setattr(zips, "WHOLE", 10_000)
    monkeypatch.setattr(zips, "FILE_LIMIT", 1_000)
    bomb = packed({"a.xlsx": bytes(20_000)})
    assert "zip-bomb" == code(list_members, packed({f"{i}.xlsx": bytes(900) for i in range(20)}))
    assert 1 == len(list_members(bomb)), "it is listed, and never unpacked"
    assert "member-large" == code(read_member, bomb, 0)
    directory = bomb.index(b"PK\x01\x02")  # a member that says it is small
    liar = bytearray(bomb)
    struct.pack_into("<I", liar, directory + 24, 10)
    assert code(read_member, bytes(liar), 0) in ("member-damaged", "member-large")


def test_a_name_in_utf_8_without_the_flag_that_says_so_is_read_as_meant():
    raw = "河口.xlsx".encode()
    data = packed({"x" * len(raw): b"1"}).replace(b"x" * len(raw), raw)
    assert ["河口.xlsx"] == [m.name for m in list_members(data)]


MARCH = 1_740_800_000


@pytest.mark.parametrize(
    ("extra", "told"),
    [
        (struct.pack("<HHBI", 0x5455, 5, 1, MARCH), True),
        (
            struct.pack("<HHBI", 0x5455, 5, 2, MARCH),
            False,
        ),  # the flag says another time than that of the last change
        (struct.pack("<HHBI", 0x5455, 5, 0, MARCH), False),
        (struct.pack("<HHBH", 0x5455, 3, 1, 7), False),
        (struct.pack("<HHII", 0x5855, 8, 0, MARCH), True),
        (struct.pack("<HHIHHQQQ", 0x000A, 32, 0, 1, 24, (MARCH + 11_644_473_600) * 10_000_000, 0, 0), True),
        (struct.pack("<HHIHHQQQ", 0x000A, 32, 0, 2, 24, (MARCH + 11_644_473_600) * 10_000_000, 0, 0), False),
    ],
)
def test_when_a_member_was_saved_is_what_a_program_noted_beside_it(tmp_path, extra, told):
    info = zipfile.ZipInfo("甲.xlsx", (2024, 12, 31, 8, 0, 0))
    info.extra = extra
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as made:
        made.writestr(info, b"1")
    (found,) = list_members(path.read_bytes())
    noted = datetime.datetime.fromtimestamp(MARCH, datetime.UTC).isoformat()
    assert found.saved == (noted if told else "2024-12-31T08:00:00")


def test_an_entry_without_a_name_is_a_file_like_any_other():
    data = packed({"a": b"1", "甲.xlsx": b"2"})
    at = data.rindex(b"PK\x01\x02")
    first = data.index(b"PK\x01\x02")
    central = bytearray(data[first:])
    central[28:30] = b"\x00\x00"  # its name is none of its bytes; the byte of the name becomes a comment
    central[32:34] = b"\x01\x00"
    assert first != at
    found = list_members(data[:first] + bytes(central))
    assert ["没有名字", "甲.xlsx"] == sorted(m.name for m in found)
