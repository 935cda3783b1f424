"""A watched folder: what is whole and quiet is taken once, what is still written is left, nothing there is touched."""

import os

import pytest
from desks import open_desk, said_after
from inbox import UNITS, make, workbook

from toolkit.desk.watching import watched_folder
from toolkit.desk.watching.watched_folder import (
    KEPT,
    KNOWN,
    PATIENT,
    QUIET,
    TAKEN,
    WAITS,
    FolderWatch,
    WatchChoice,
    keep_choice,
    read_choice,
)
from toolkit.errors import WorkFolderError
from toolkit.folder.work_folder import INBOX


class Watching:
    """A watch that looks when it is told to, and the calls to collect it made."""

    def __init__(self, home, place, before=None):
        self.calls, self.busy = [], False
        self.watch = FolderWatch(home, WatchChoice(place, before or {}), self.collect)
        self.kept = home / INBOX / KEPT

    def collect(self, count):
        if self.busy:
            raise WorkFolderError("正在汇总")
        self.calls.append(count)

    def look(self, times=1):
        for _ in range(times):
            self.watch.look()
        return {f.name: f.state for f in self.watch.files()}


@pytest.fixture
def place(tmp_path):
    (tmp_path / "w").mkdir()
    (tmp_path / "来的").mkdir()
    return tmp_path / "来的"


@pytest.fixture
def watching(place):
    return Watching(place.parent / "w", place)


DATA = workbook(UNITS[0])


def test_a_file_that_is_quiet_is_taken_once_with_its_own_time(watching, place):
    (place / "西片").mkdir()
    (place / "西片" / "甲.xlsx").write_bytes(DATA)
    os.utime(place / "西片" / "甲.xlsx", (1_700_000_000, 1_700_000_000))
    assert {"西片/甲.xlsx": WAITS} == watching.look()
    assert {"西片/甲.xlsx": TAKEN} == watching.look(QUIET)
    kept = watching.kept / "西片" / "甲.xlsx"
    assert (DATA, 1_700_000_000) == (kept.read_bytes(), kept.stat().st_mtime)
    watching.look(5)
    assert [1] == watching.calls
    assert DATA == (place / "西片" / "甲.xlsx").read_bytes()


def test_a_file_still_written_is_left_until_it_is_quiet(watching, place):
    for end in range(1000, len(DATA), 4000):
        (place / "甲.xlsx").write_bytes(DATA[:end])
        assert {"甲.xlsx": WAITS} == watching.look()
    (place / "甲.xlsx").write_bytes(DATA)
    watching.look()
    assert [] == watching.calls
    assert {"甲.xlsx": TAKEN} == watching.look(QUIET)


def test_a_copy_that_stands_still_half_way_is_waited_for_and_a_broken_one_is_taken_in_the_end(
    watching, place
):
    (place / "甲.xlsx").write_bytes(DATA[: len(DATA) // 2])
    assert {"甲.xlsx": WAITS} == watching.look(QUIET + 5)
    assert {"甲.xlsx": TAKEN} == watching.look(PATIENT), "collecting says what is wrong with it"


def test_what_a_browser_downloads_and_what_an_office_program_leaves_is_not_looked_at(watching, place):
    for name in ("甲.xlsx.crdownload", "~$甲.xlsx", "甲.tmp", "乙.xlsx.part"):
        (place / name).write_bytes(DATA)
    (place / "空.xlsx").write_bytes(b"")
    assert {"空.xlsx": WAITS} == watching.look(9)
    assert [] == watching.calls


def test_a_changed_file_is_another_one_and_the_first_stays(watching, place):
    (place / "甲.xlsx").write_bytes(DATA)
    watching.look(1 + QUIET)
    later = workbook(UNITS[0], 4.0)
    (place / "甲.xlsx").write_bytes(later)
    watching.look(1 + QUIET)
    assert [DATA, later] == [
        p.read_bytes() for p in sorted(watching.kept.iterdir(), key=lambda p: len(p.name))
    ]
    assert [1, 1] == watching.calls


def test_after_a_new_start_nothing_is_taken_twice(watching, place):
    (place / "甲.xlsx").write_bytes(DATA)
    watching.look(1 + QUIET)
    again = Watching(place.parent / "w", place)
    assert {"甲.xlsx": KNOWN} == again.look(1 + QUIET)
    assert [] == again.calls
    assert 1 == len(list(watching.kept.iterdir()))


def test_while_something_else_runs_it_is_put_down_and_collected_later(watching, place):
    watching.busy = True
    (place / "甲.xlsx").write_bytes(DATA)
    assert {"甲.xlsx": TAKEN} == watching.look(1 + QUIET)
    watching.busy = False
    watching.look()
    assert [1] == watching.calls


def test_a_folder_that_is_gone_is_waited_for(watching, place):
    place.rename(place.with_name("拔了"))
    watching.look()
    assert "打不开" in watching.watch.fault
    place.with_name("拔了").rename(place)
    (place / "甲.xlsx").write_bytes(DATA)
    assert {"甲.xlsx": TAKEN} == watching.look(1 + QUIET)
    assert "" == watching.watch.fault


def test_what_was_there_before_is_left_where_only_new_ones_are_asked_for(place):
    home = place.parent / "w"
    (place / "旧.xlsx").write_bytes(DATA)
    keep_choice(home, place, only_new=True)
    made = Watching(home, place, read_choice(home).before)
    (place / "新.xlsx").write_bytes(DATA)
    assert {"新.xlsx": TAKEN} == made.look(1 + QUIET)
    assert {} == keep_choice(home, place, only_new=False).before


@pytest.mark.parametrize("where", ["", "w", "w/收件", "没有"])
def test_the_work_folder_itself_and_what_is_not_there_cannot_be_watched(place, where):
    (place.parent / "w" / INBOX).mkdir()
    with pytest.raises(WorkFolderError):
        keep_choice(place.parent / "w", place.parent / where, only_new=True)
    assert read_choice(place.parent / "w") is None


@pytest.mark.promise(
    "不会丢", "盯着的文件夹：还在写的等写完，存完整的收一次；程序关掉再开接着盯，那里的文件不动"
)
def test_in_the_page_what_comes_is_collected_and_shown_and_goes_on_after_a_new_start(tmp_path, monkeypatch):
    monkeypatch.setattr(watched_folder, "EVERY", 0.02)
    home, place = make(tmp_path) / "w", tmp_path / "来的"
    place.mkdir()

    def until(session, code):
        while not session.view().line(code) or session.view().line(code).now.state != "received":
            session.jobs.wait()

    with open_desk(home) as (session, browser):
        assert "盯着这个文件夹" in said_after(browser, browser.post("/watch", data={"place": str(place)}))
        (place / "甲.xlsx").write_bytes(DATA)
        until(session, "001")
        page = browser.get("/watch").text
        assert "甲.xlsx" in page
        assert "甲村" in page
    left = home / INBOX / KEPT / "丙.xlsx"  # put down by a run that was killed before it collected
    left.write_bytes(workbook(UNITS[2]))
    with open_desk(home) as (session, browser):
        until(session, "003")
        (place / "乙.xlsx").write_bytes(workbook(UNITS[1]))
        until(session, "002")
        assert "不再盯着" in said_after(browser, browser.post("/watch/end"))
        assert session.watch is None
    with open_desk(home) as (session, _):
        assert session.watch is None
