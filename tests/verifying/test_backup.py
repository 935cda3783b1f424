"""A work folder as one file: whole or not at all, put back as it was, never over something without saying what is lost."""

import json
import os
import shutil
import sqlite3
import zipfile

import pytest
from township import NOW, quiet, township

from toolkit.collecting.decisions import sign_off_unit
from toolkit.errors import LedgerError, WorkFolderError
from toolkit.folder.work_folder import open_work_folder
from toolkit.ledger.ledger import Ledger
from toolkit.verifying import backup_manifest
from toolkit.verifying.backup import back_up_folder
from toolkit.verifying.backup_manifest import MANIFEST, read_backup, seal_of
from toolkit.verifying.restore import restore_backup

LATER = "2025-01-10T08:00:00+00:00"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    path = tmp_path_factory.mktemp("backup")
    folder = township(path)
    return folder, back_up_folder(folder, None, NOW, quiet)


@pytest.fixture
def folder(made, tmp_path):
    shutil.copytree(made[0].path, tmp_path / "镇")
    return open_work_folder(tmp_path / "镇")


def contents(path):
    """Return every file below *path* but the ledger, which is compared as a ledger, and what a restore records."""
    passing = ("台账.sqlite", "恢复记录.json", ".toolkit.lock")
    return {
        p.relative_to(path).as_posix(): p.read_bytes()
        for p in path.rglob("*")
        if p.is_file() and not p.name.startswith(passing)
    }


def ledger_of(path):
    with Ledger.open(path / "台账.sqlite") as ledger:
        return ledger.events(), ledger.standing(), ledger.faults()


@pytest.mark.promise("不会丢", "备份恢复到新的目录，每个文件、台账的每条流水都与原来的一样")
def test_what_is_put_back_is_what_was_there(made, tmp_path):
    folder, written = made
    back = restore_backup(written.path, tmp_path / "新", LATER, replace=False)
    assert contents(folder.path) == contents(back.path)
    assert ledger_of(folder.path) == ledger_of(back.path)
    assert (True, None, ()) == (back.done, back.aside, back.loss.lines)
    stored = next((back.path / "原件").glob("*/*"))
    assert not stored.stat().st_mode & 0o222
    assert open_work_folder(back.path).office == folder.office


@pytest.mark.promise("不会做", "只有一半的、被改动一个字节的备份一律拒绝，什么也不动")
@pytest.mark.parametrize("share", [0.02, 0.5, 0.98, 0.99999])
def test_a_half_backup_is_refused_and_nothing_is_touched(made, tmp_path, share):
    data = made[1].path.read_bytes()
    half = tmp_path / "半.zip"
    half.write_bytes(data[: int(len(data) * share)])
    with pytest.raises(WorkFolderError, match="不是完整的备份"):
        restore_backup(half, tmp_path / "新", LATER, replace=False)
    assert [half] == list(tmp_path.iterdir())


def rewritten(source, target, change):
    """Write a backup again with its parts changed, sealed as it was."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        parts = change({n: old.read(n) for n in old.namelist()})
        for name, data in parts.items():
            new.writestr(name, data)
        new.comment = old.comment
    return target


@pytest.mark.promise("不会做", "只有一半的、被改动一个字节的备份一律拒绝，什么也不动")
@pytest.mark.parametrize(
    "change",
    [
        lambda parts: {n: d for n, d in parts.items() if n != "名册.xlsx"},
        lambda parts: {**parts, "多的.txt": b""},
        lambda parts: {**parts, "toolkit.toml": parts["toolkit.toml"] + b"\n"},
        lambda parts: {**parts, MANIFEST: parts[MANIFEST].replace(b"2024", b"2023")},
        lambda parts: {n: d for n, d in parts.items() if n != MANIFEST},
    ],
)
def test_a_backup_that_was_changed_is_refused(made, tmp_path, change):
    with pytest.raises(WorkFolderError, match="不是完整的备份"):
        read_backup(rewritten(made[1].path, tmp_path / "改.zip", change))


@pytest.mark.parametrize("place", ["../外.txt", "/etc/外.txt", "a/../../外.txt", "C:/外.txt", "..\\\\外.txt"])
def test_a_backup_never_writes_outside_its_folder(made, tmp_path, place):
    def change(parts):
        return {
            **parts,
            MANIFEST: parts[MANIFEST].replace(
                b'"toolkit.toml",\n"toolkit.toml"', f'"{place}",\n"toolkit.toml"'.encode()
            ),
        }

    path = rewritten(made[1].path, tmp_path / "坏.zip", change)
    with zipfile.ZipFile(path, "a") as file:
        assert place.encode() in file.read(MANIFEST)
        file.comment = seal_of(file.read(MANIFEST))
    with pytest.raises(WorkFolderError, match="不在工作目录里"):
        restore_backup(path, tmp_path / "新", LATER, replace=False)


def with_manifest(source, target, change):
    """Write a backup again with its list changed, and sealed anew as whoever has the program can."""

    def changed(parts):
        said = json.loads(parts[MANIFEST])
        return {**parts, MANIFEST: json.dumps(change(said)).encode()}

    path = rewritten(source, target, changed)
    with zipfile.ZipFile(path, "a") as file:
        file.comment = seal_of(file.read(MANIFEST))
    return path


@pytest.mark.parametrize(
    "change",
    [
        lambda said: [said],
        lambda said: {**said, "format": "1"},
        lambda said: {**said, "events": None},
        lambda said: {**said, "files": {}},
        lambda said: {**said, "files": [[1, *f[1:]] for f in said["files"]]},
        lambda said: {**said, "files": [f[:4] for f in said["files"]]},
        lambda said: {**said, "files": [[*f[:4], 1e300] for f in said["files"]]},
        lambda said: {**said, "files": [[*f[:4], float("nan")] for f in said["files"]]},
        lambda said: {**said, "files": [[f[0] + "\0", *f[1:]] for f in said["files"]]},
    ],
)
def test_a_list_somebody_made_is_refused_in_words(made, tmp_path, change):
    with pytest.raises(WorkFolderError, match="不是完整的备份"):
        read_backup(with_manifest(made[1].path, tmp_path / "坏.zip", change))


@pytest.mark.parametrize("name", ["toolkit.toml:流", "收件/nul.xlsx", "收件/a?.xlsx"])
def test_on_windows_no_stream_and_no_device_is_written(made, tmp_path, monkeypatch, name):
    def change(said):
        return {**said, "files": [[name, *f[1:]] if f[0] == "toolkit.toml" else f for f in said["files"]]}

    path = with_manifest(made[1].path, tmp_path / "坏.zip", change)
    monkeypatch.setattr(backup_manifest, "WINDOWS", True)
    with pytest.raises(WorkFolderError, match="不在工作目录里"):
        read_backup(path)


def test_a_list_beyond_reason_is_not_unpacked(made, tmp_path, monkeypatch):
    monkeypatch.setattr(backup_manifest, "MOST", 100)
    with pytest.raises(WorkFolderError, match="清单太大"):
        read_backup(made[1].path)


@pytest.mark.promise("不会做", "恢复到已有的工作目录以前，先列出会丢掉什么；换下来的改名留着，不删除")
def test_a_folder_is_replaced_only_after_it_was_said_what_is_lost_and_is_kept_aside(made, folder):
    unit = ledger_of(folder.path)[1][0].unit
    sign_off_unit(folder, unit, "", "甲", "2025-01-10", "", LATER)
    (folder.path / "新写的.docx").write_bytes(b"x")
    (folder.path / "催报.txt").write_text("改过", encoding="utf-8")
    before = contents(folder.path)
    asked = restore_backup(made[1].path, folder.path, LATER, replace=False)
    assert not asked.done
    assert before == contents(folder.path)
    said = "\n".join(asked.loss.lines)
    assert all(word in said for word in ("1 条流水", "新写的.docx"))
    done = restore_backup(made[1].path, folder.path, LATER, replace=True)
    assert before == contents(done.aside)
    assert contents(made[0].path) == contents(folder.path)


def test_what_is_no_work_folder_is_never_replaced(made, tmp_path):
    (tmp_path / "我的").mkdir()
    (tmp_path / "我的" / "文件.txt").touch()
    with pytest.raises(WorkFolderError, match="不是工作目录"):
        restore_backup(made[1].path, tmp_path / "我的", LATER, replace=True)


def test_an_older_backup_is_never_written_over(made):
    with pytest.raises(WorkFolderError, match="不覆盖以前的备份"):
        back_up_folder(made[0], made[1].path, NOW, quiet)


def test_a_damaged_ledger_is_not_backed_up_as_if_it_were_whole(folder, tmp_path):
    with sqlite3.connect(folder.ledger) as base:
        base.execute("DROP TRIGGER event_stays")
        base.execute("UPDATE event SET detail = '{}' WHERE n = 2")
    base.close()
    with pytest.raises(WorkFolderError, match="toolkit doctor"):
        back_up_folder(folder, tmp_path / "a.zip", NOW, quiet)
    assert not (tmp_path / "a.zip").exists()


def test_nobody_collects_while_a_backup_is_made(folder, tmp_path):
    seen = []

    def tell(*_):
        with pytest.raises(LedgerError, match="另一个 toolkit"):
            Ledger.open(folder.ledger)
        seen.append(1)

    back_up_folder(folder, tmp_path / "a.zip", NOW, tell)
    assert seen


def test_a_file_that_changes_meanwhile_leaves_no_backup(folder, tmp_path):
    def tell(done, _total, name):
        if done == 1:
            (folder.path / "催报.txt").write_bytes(os.urandom(9))

    (folder.path / "催报.txt").write_bytes(b"before")
    with pytest.raises(WorkFolderError, match="没有留下备份"):
        back_up_folder(folder, tmp_path / "a.zip", NOW, tell)
    assert [] == [p.name for p in tmp_path.iterdir() if p.name != "镇"]


@pytest.mark.skipif(os.name != "posix", reason="links are told, not followed")
def test_links_are_told_and_not_followed_and_backups_are_not_put_into_backups(folder, tmp_path):
    (tmp_path / "外").mkdir()
    (tmp_path / "外" / "秘密.txt").touch()
    (folder.path / "链接").symlink_to(tmp_path / "外")
    (folder.path / "以前.toolkit备份.zip").touch()
    made = back_up_folder(folder, tmp_path / "a.zip", NOW, quiet)
    assert ("链接（快捷方式）",) == made.left
    assert not [f.path for f in made.manifest.files if "秘密" in f.path or f.path.endswith("备份.zip")]
