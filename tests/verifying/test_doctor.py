"""Damaged work folders, each with its sentence and the command that mends it; a sound one has neither."""

import shutil
import sqlite3

import openpyxl
import pytest
from township import NOW, quiet, township

from toolkit.collecting.decisions import sign_off_unit
from toolkit.distributing.distribute import distribute_workbooks
from toolkit.folder.work_folder import open_work_folder
from toolkit.ledger.ledger import Ledger
from toolkit.ledger.lock import lock_folder
from toolkit.verifying.backup import back_up_folder
from toolkit.verifying.doctor import examine_folder
from toolkit.verifying.restore import restore_backup


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    folder = township(tmp_path_factory.mktemp("doctor"))
    distribute_workbooks(folder, None, NOW, quiet)
    return folder


@pytest.fixture
def folder(sound, tmp_path):
    shutil.copytree(sound.path, tmp_path / "镇")
    return open_work_folder(tmp_path / "镇")


def codes(path):
    return [a.code for a in examine_folder(path)]


def test_a_sound_folder_has_nothing(folder):
    before = {
        p: p.read_bytes() for p in folder.path.rglob("*") if p.is_file() and "toolkit.lock" not in p.name
    }
    assert [] == codes(folder.path)
    assert before == {p: p.read_bytes() for p in before}


def stored(folder):
    return next((folder.path / "原件").glob("*/*"))


def roster_cells(folder):
    book = openpyxl.load_workbook(folder.path / "名册.xlsx")
    sheet = book.active
    column = {
        c.value: c.column for row in sheet.iter_rows() for c in row if c.value in ("单位编码", "单位名称")
    }
    rows = [r for r in range(1, sheet.max_row + 1) if str(sheet.cell(r, column["单位编码"]).value).isdigit()]
    return book, sheet, column, rows


def swap_codes(folder):
    book, sheet, column, rows = roster_cells(folder)
    one, other = (sheet.cell(r, column["单位编码"]) for r in rows[:2])
    one.value, other.value = other.value, one.value
    book.save(folder.path / "名册.xlsx")


def drop_unit(folder):
    book, sheet, _, rows = roster_cells(folder)
    sheet.delete_rows(rows[0])
    book.save(folder.path / "名册.xlsx")


def change_event(folder):
    with sqlite3.connect(folder.ledger) as base:
        base.execute("DROP TRIGGER event_stays")
        base.execute("UPDATE event SET detail = '{}' WHERE n = 2")
    base.close()


def change_form(folder):
    path = folder.path / "xxgk.toml"
    path.write_text(
        path.read_text(encoding="utf-8").replace('label = "收到日期"', 'label = "收件日期"'), encoding="utf-8"
    )


def use_changed_form(folder):
    change_form(folder)
    shutil.copy(folder.path / "xxgk.toml", folder.path / "运行记录" / "下发时的表样.toml")


def cut_off_run(folder):
    with sqlite3.connect(folder.ledger) as base:
        base.execute("DELETE FROM run WHERE n = (SELECT max(n) FROM run)")
    base.close()


def add_original(folder):
    place = folder.path / "原件" / "ab" / ("ab" + "0" * 62)
    place.parent.mkdir(exist_ok=True)
    place.write_bytes(b"x")


def leave_half_written(folder):
    (stored(folder).parent / ".tmp-1").touch()


DAMAGES = [
    ("no_settings", lambda f: (f.path / "toolkit.toml").unlink()),
    (
        "settings_wrong",
        lambda f: (f.path / "toolkit.toml").write_text("[office]\ncode = 1", encoding="utf-8"),
    ),
    ("roster_wrong", lambda f: (f.path / "名册.xlsx").unlink()),
    ("codes_swapped", swap_codes),
    ("units_gone", drop_unit),
    ("form_changed", change_form),
    ("workbooks_older", use_changed_form),
    ("ledger_gone", lambda f: f.ledger.unlink()),
    ("ledger_gone", lambda f: f.ledger.write_bytes(b"")),
    ("ledger_broken", lambda f: f.ledger.write_bytes(b"no database" * 9)),
    ("ledger_altered", change_event),
    ("ledger_older", add_original),
    ("originals_lost", lambda f: stored(f).unlink()),
    ("run_unfinished", cut_off_run),
    ("leftovers", leave_half_written),
    ("half_moved", lambda f: (f.path / "往期" / "2024.未完成").mkdir(parents=True)),
]


@pytest.mark.promise("会说出来", "工作目录有了毛病，toolkit doctor 说出是什么、用哪条命令修，自己什么也不改")
@pytest.mark.parametrize(("code", "damage"), DAMAGES, ids=[c for c, _ in DAMAGES])
def test_a_damage_has_its_sentence_and_its_way_out(folder, code, damage):
    damage(folder)
    found = {a.code: a for a in examine_folder(folder.path)}
    assert code in found, found
    assert all(a.said and a.mend and "{" not in a.said + a.mend for a in found.values())


def test_the_worst_is_told_first(folder):
    leave_half_written(folder)
    stored(folder).unlink()
    assert ["originals_lost", "leftovers"] == codes(folder.path)


@pytest.mark.promise("会说出来", "从旧备份恢复的目录，说出那以后少了什么")
def test_a_folder_put_back_from_an_older_backup_says_what_is_not_in_it(folder, tmp_path):
    made = back_up_folder(folder, tmp_path / "a.zip", NOW, quiet)
    with Ledger.open(folder.ledger) as ledger:
        unit = ledger.standing()[0].unit
    sign_off_unit(folder, unit, "", "甲", "2025-01-10", "", NOW)
    restore_backup(made.path, folder.path, NOW, replace=True)
    (found,) = examine_folder(folder.path)
    assert ("restored_older", True) == (found.code, "1 条流水" in found.said)


def test_only_the_ledger_put_back_by_hand_is_known_by_what_it_has_not_recorded(folder, tmp_path):
    with Ledger.open(folder.ledger) as ledger:
        old = ledger.snapshot()
        known = {s.sha256 for s in ledger.sightings()}
    add_original(folder)
    folder.ledger.write_bytes(old)
    assert known
    assert "ledger_older" in codes(folder.path)


@pytest.mark.promise("会说出来", "两个工作目录收了同一个收件目录，说出是哪一个、哪些文件")
def test_two_folders_that_read_one_inbox_are_told_of_each_other(folder, tmp_path):
    shutil.copytree(folder.path, tmp_path / "另一个镇")
    (found,) = examine_folder(folder.path)
    assert ("inbox_shared", True) == (found.code, "另一个镇" in found.said)


def test_a_folder_in_use_is_told_to_be_waited_for(folder):
    lock = lock_folder(folder.path)
    try:
        assert ["folder_busy"] == codes(folder.path)
    finally:
        lock.release()


def test_a_ledger_of_a_newer_program_is_no_broken_one(folder):
    with sqlite3.connect(folder.ledger) as base:
        base.execute("PRAGMA user_version = 99")
    base.close()
    assert ["ledger_newer"] == codes(folder.path)


def test_a_unit_that_was_only_renamed_is_no_swap(folder):
    book, sheet, column, rows = roster_cells(folder)
    sheet.cell(rows[0], column["单位名称"]).value = "新名村"
    book.save(folder.path / "名册.xlsx")
    assert ["units_renamed"] == codes(folder.path)
