"""Files are written whole, alone or in groups, for whoever the office lets read them, and never through a link somebody put there."""

import os
import stat
import subprocess
import sys

import pytest

from toolkit.errors import WorkFolderError
from toolkit.folder import files
from toolkit.folder.files import remove_folder, write_atomically, write_in_groups, write_under_free_name

POSIX = pytest.mark.skipif(os.name != "posix", reason="Windows keeps who may read a file with its folder")


@POSIX
@pytest.mark.parametrize(("mask", "may"), [(0o022, 0o644), (0o077, 0o600), (0o027, 0o640)])
def test_who_may_read_what_is_written_is_as_the_office_set_it(tmp_path, mask, may):
    path = tmp_path / "a.txt"
    code = (
        f"import os; os.umask({mask}); from pathlib import Path; from toolkit.folder.files import write_atomically;"
        f"write_atomically(Path({str(path)!r}), b'1')"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
    assert may == stat.S_IMODE(path.stat().st_mode)


@POSIX
def test_a_link_in_the_place_of_a_file_is_replaced_and_what_it_points_to_stays(tmp_path):
    other = tmp_path / "别的.txt"
    other.write_bytes(b"theirs")
    (tmp_path / "a.txt").symlink_to(other)
    write_atomically(tmp_path / "a.txt", b"ours")
    assert (b"theirs", b"ours") == (other.read_bytes(), (tmp_path / "a.txt").read_bytes())
    assert not (tmp_path / "a.txt").is_symlink()


@POSIX
def test_a_link_that_leads_nowhere_is_not_followed(tmp_path):
    (tmp_path / "a.txt").symlink_to(tmp_path / "外" / "b.txt")
    assert b"1" == write_under_free_name(tmp_path / "a.txt", b"1").read_bytes()
    assert not (tmp_path / "外").exists()


@pytest.fixture
def synced(monkeypatch, tmp_path):
    """What lies in the folder at every sync."""
    seen = []
    monkeypatch.setattr(files.sync, "is_synced_at_once", lambda _: True)
    monkeypatch.setattr(
        files.sync,
        "sync_file_system",
        lambda folder: seen.append(sorted(p.name[:4] for p in folder.iterdir())),
    )
    monkeypatch.setattr(files, "TOGETHER", 2)
    return seen


def drawn(folder, count):
    return [(folder / f"{i}.xlsx", bytes([i])) for i in range(count)]


def test_a_group_has_its_names_only_after_its_bytes_are_on_the_disk(tmp_path, synced):
    assert [p for p, _ in drawn(tmp_path, 3)] == list(write_in_groups(drawn(tmp_path, 3), tmp_path))
    assert [b"\0", b"\1", b"\2"] == [p.read_bytes() for p in sorted(tmp_path.iterdir())]
    assert [".tmp", ".tmp"] == synced[0]
    assert ["0.xl", "1.xl"] == synced[1]
    assert [".tmp", "0.xl", "1.xl"] == synced[2]


def test_where_drawing_fails_whole_groups_stand_and_nothing_else(tmp_path, synced):
    def failing():
        yield from drawn(tmp_path, 3)
        raise WorkFolderError("画不出来")

    with pytest.raises(WorkFolderError, match="画不出来"):
        list(write_in_groups(failing(), tmp_path))
    assert ["0.xlsx", "1.xlsx"] == sorted(p.name for p in tmp_path.iterdir())


def test_a_disk_that_does_not_take_them_is_said_and_leaves_no_name(tmp_path, synced, monkeypatch):
    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.sync, "sync_file_system", full)
    with pytest.raises(WorkFolderError, match="请检查磁盘空间"):
        list(write_in_groups(drawn(tmp_path, 3), tmp_path))
    assert [] == list(tmp_path.iterdir())


def test_where_a_file_system_cannot_be_synced_each_file_is(tmp_path, synced, monkeypatch):
    monkeypatch.setattr(files.sync, "is_synced_at_once", lambda _: False)
    done = []
    monkeypatch.setattr(files.os, "fsync", lambda _: done.append(1))
    assert 3 == len(list(write_in_groups(drawn(tmp_path / "发", 3), tmp_path / "发")))
    assert 3 <= len(done)
    assert [] == synced


def test_a_folder_is_removed_with_files_that_may_only_be_read(tmp_path, monkeypatch):
    """Windows removes none of them: the second demonstration in a folder must do."""
    kept = tmp_path / "demo" / "原件" / "03" / "03b5"
    kept.parent.mkdir(parents=True)
    kept.write_bytes(b"as it came")
    kept.chmod(0o400)
    (tmp_path / "demo" / "link").symlink_to(tmp_path / "nowhere")
    remove = files.shutil.rmtree

    def as_on_windows(path):
        assert kept.stat().st_mode & stat.S_IWRITE, "access denied"
        remove(path)

    monkeypatch.setattr(files.shutil, "rmtree", as_on_windows)
    remove_folder(tmp_path / "demo")
    assert not (tmp_path / "demo").exists()


def test_two_files_of_one_name_in_a_group_come_one_after_the_other(tmp_path, synced, monkeypatch):
    monkeypatch.setattr(files, "TOGETHER", 9)
    path = tmp_path / "a.txt"
    assert [path, path] == list(write_in_groups([(path, b"1"), (path, b"2")], tmp_path))
    assert ([path], b"2") == (list(tmp_path.iterdir()), path.read_bytes())
