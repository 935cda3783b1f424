"""Whenever it is killed and whatever fails: the ledger is whole, the next run equals one that was never disturbed.

``KILLS=200 pytest tests/chain/test_nothing_lost.py`` kills as often, at named points and at random.
"""

import contextlib
import errno
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from unittest import mock

import pytest
from inbox import NOW, collected, lasting, make, originals, quiet, state
from killed import here

from toolkit.collecting import take_in as taking
from toolkit.collecting.collect import collect_submissions
from toolkit.errors import ToolkitError
from toolkit.folder.work_folder import STORE, open_work_folder
from toolkit.ledger import file_system_sync
from toolkit.ledger.ledger import Ledger
from toolkit.ledger.originals import OriginalsStore
from toolkit.verifying.verify import verify_ledger

KILLS = int(os.environ.get("KILLS", "14"))
DRIVER = Path(__file__).parent.parent / "killed.py"


@pytest.fixture(scope="module")
def scene(tmp_path_factory):
    return make(tmp_path_factory.mktemp("lost"))


@pytest.fixture
def fresh(scene, tmp_path):
    """A copy of the work folder, and the inbox all share."""
    shutil.copytree(scene / "w", tmp_path / "w")
    return open_work_folder(tmp_path / "w"), scene / "收"


def never(_, items):
    for item in items:
        pytest.fail(f"read again: {item}")
        yield


@pytest.fixture(scope="module")
def undisturbed(scene, tmp_path_factory):
    home = tmp_path_factory.mktemp("still")
    shutil.copytree(scene / "w", home / "w")
    folder = open_work_folder(home / "w")
    found = collected(folder, scene / "收")
    return lasting(found), state(folder)


def check(folder, inbox, undisturbed, before):
    found = verify_ledger(folder, "", NOW, quiet, read_data=False) if folder.ledger.exists() else None
    assert found is None or found.faults == []
    again = collected(folder, inbox)
    assert lasting(again) == undisturbed[0]
    assert state(folder) == undisturbed[1]
    with mock.patch.object(taking, "run_in_workers", here):
        whole = verify_ledger(folder, "", NOW, quiet, read_data=True)
    assert (whole.faults, whole.notes) == ([], [])
    assert before == originals(inbox)


def drive(folder, inbox, at, when):
    done = subprocess.run(
        [sys.executable, str(DRIVER), str(folder.path), str(inbox), str(at), when],
        capture_output=True,
        text=True,
        check=False,
        cwd=DRIVER.parent,
    )
    return done.returncode, done.stderr


@pytest.mark.promise("不会丢", "收取做到一半断电、被关掉，再运行一次，与没有断过的结果一样")
def test_killed_at_any_point_the_next_run_equals_an_undisturbed_one(scene, undisturbed, tmp_path):
    before = originals(scene / "收")
    shutil.copytree(scene / "w", tmp_path / "w")
    folder = open_work_folder(tmp_path / "w")
    points = int(drive(folder, scene / "收", 0, "")[1].split("points ")[1])
    assert points > 15
    moments = [(n, when) for n in range(1, points + 1) for when in ("before", "after")]
    random.Random(7).shuffle(moments)
    for n, when in (moments * (1 + KILLS // len(moments)))[: KILLS // 2]:
        shutil.rmtree(folder.path)
        shutil.copytree(scene / "w", folder.path)
        assert 9 == drive(folder, scene / "收", n, when)[0], (n, when)
        check(folder, scene / "收", undisturbed, before)


def test_killed_at_random_with_its_workers_the_next_run_equals_an_undisturbed_one(
    scene, undisturbed, tmp_path
):
    before, dice = originals(scene / "收"), random.Random(11)
    for turn in range(KILLS // 2):
        work = tmp_path / f"w{turn}"
        shutil.copytree(scene / "w", work)
        command = [sys.executable, "-m", "toolkit", "collect", str(scene / "收"), "-w", str(work)]
        run = subprocess.Popen(
            command, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        time.sleep(dice.uniform(0.3, 2.5))
        with contextlib.suppress(ProcessLookupError):
            os.killpg(run.pid, (signal.SIGKILL, signal.SIGINT)[turn % 2])
        run.wait()
        check(open_work_folder(work), scene / "收", undisturbed, before)
        shutil.rmtree(work)


class Counted:
    """Counts calls, and lets the n-th fail with *error*."""

    def __init__(self, n, error):
        self.n, self.error, self.calls = n, error, 0

    def __call__(self, fn):
        def call(*args, **more):
            self.tick()
            return fn(*args, **more)

        return call

    def tick(self):
        self.calls += 1
        if self.calls == self.n:
            raise self.error


def failing(counted):
    """Return the patches that send every call to the disk and to the database past *counted*."""
    real = sqlite3.connect

    class Connection(sqlite3.Connection):
        def execute(self, *args):
            counted.tick()
            return super().execute(*args)

    def connect(path, **more):
        return real(path, factory=Connection, **more)

    if isinstance(counted.error, sqlite3.Error):
        return [mock.patch.object(sqlite3, "connect", connect)]
    calls = [(os, name) for name in ("fsync", "replace", "mkdir", "open")]
    calls.append((file_system_sync, "sync_file_system"))
    return [mock.patch.object(home, name, counted(getattr(home, name))) for home, name in calls]


DISK = OSError(errno.ENOSPC, "No space left on device")
BASE = sqlite3.OperationalError("database or disk is full")


def run_failing(folder, inbox, n, error):
    counted = Counted(n, error)
    with contextlib.ExitStack() as stack:
        for patch in failing(counted):
            stack.enter_context(patch)
        try:
            collected(folder, inbox)
            ended = "done"
        except (ToolkitError, OSError) as fault:
            ended = f"{type(fault).__name__}: {fault}"
    return counted.calls, ended


@pytest.mark.promise("不会丢", "磁盘写满、写不进去，再运行一次，与没有出过错的结果一样")
@pytest.mark.parametrize("error", [DISK, BASE], ids=["disk", "database"])
def test_whichever_call_fails_the_next_run_equals_an_undisturbed_one(fresh, scene, undisturbed, error):
    folder, inbox = fresh
    before = originals(inbox)
    calls, ended = run_failing(folder, inbox, 0, error)
    assert ended == "done"
    step = max(1, calls // (KILLS * 2))
    said = set()
    for n in range(1, calls + 1, step):
        shutil.rmtree(folder.path)
        shutil.copytree(scene / "w", folder.path)
        said.add(run_failing(folder, inbox, n, error)[1].split("：")[0])
        check(folder, inbox, undisturbed, before)
    assert any(s.startswith("LedgerError") for s in said), said


@pytest.mark.promise("不会丢", "换个次序、换个文件名再收一遍，一个数也不变")
def test_collecting_again_in_another_order_under_other_names_changes_no_figure(fresh, undisturbed, tmp_path):
    folder, inbox = fresh
    mixed = tmp_path / "乱"
    mixed.mkdir()
    names = sorted(p.name for p in inbox.iterdir() if p.suffix == ".xlsx" and "$" not in p.name)
    for i, name in enumerate(reversed(names)):
        shutil.copy2(inbox / name, mixed / f"{i}.xlsx")
    with zipfile.ZipFile(mixed / "z.zip", "w") as file:
        file.write(inbox / "丙.zip", "里/丙.zip")
    for name in sorted(p.name for p in mixed.iterdir()):
        collected(folder, mixed / name)
    assert [(s.unit, s.sha256) for s in undisturbed[1]["standing"]] == [
        (s.unit, s.sha256) for s in state(folder)["standing"]
    ]


def test_twice_is_once_and_only_what_is_new_is_read(fresh, undisturbed):
    folder, inbox = fresh
    first = collected(folder, inbox).plain()
    with mock.patch.object(taking, "run_in_workers", never):
        again = collect_submissions([inbox], folder, folder.form, NOW, quiet).plain()
    assert first | {"changed": [], "moved": []} == again
    assert undisturbed[1] == state(folder)


@pytest.mark.promise("会说出来", "收到的原件被改了一个字节、少了一份，核对时说出来")
def test_a_changed_byte_a_lost_file_and_a_changed_reading_are_found(fresh):
    folder, inbox = fresh
    collected(folder, inbox)

    def faults(**more):
        with mock.patch.object(taking, "run_in_workers", here):
            return verify_ledger(
                folder, more.get("anchor", ""), NOW, quiet, read_data=more.get("read_data", True)
            ).faults

    assert [] == faults()
    with Ledger.open(folder.ledger) as ledger:
        head = ledger.head()
        (kept,) = (s for s in ledger.standing() if s.unit == "001")
    assert [] == faults(anchor=head[:12])
    assert "被改动过" in faults(anchor="0" * 12)[0]
    place = OriginalsStore(folder.path / STORE).place(kept.sha256)
    data = place.read_bytes()
    place.chmod(0o600)
    place.write_bytes(data[:-1] + b"x")
    assert [] == faults(read_data=False)
    assert any("原件被改动过" in f for f in faults())
    place.unlink()
    assert any("原件不在了" in f for f in faults(read_data=False))
    place.write_bytes(data)
    with Ledger.open(folder.ledger) as ledger:
        ledger._db.execute("UPDATE content SET payload = replace(payload, '4.0', '5.0')")
    assert any("与记录不一致" in f for f in faults())
