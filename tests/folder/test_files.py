"""Files written in groups: no name before the bytes are on the disk, nothing half, nothing left lying about."""

import pytest

from toolkit.errors import WorkFolderError
from toolkit.folder import files
from toolkit.folder.files import write_in_groups


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
