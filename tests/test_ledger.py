import sqlite3
import subprocess
import sys

import pytest

from toolkit.errors import LedgerError
from toolkit.ledger import MIGRATIONS, Handout, Ledger, Receipt

ONE = Receipt("aa", "甲.xlsx", "returned", "001", None, "2025-01-01", "{}")
TWO = Receipt("bb", "乙.xlsx", "accepted", "002", None, "2025-01-02", '{"x": 1}')
GIVEN = Handout("001", "村社区", "下发/甲.xlsx", "cc", "xxgk", "2021.1", "ff", 2024, "2025-01-01")


def test_receiving_twice_is_receiving_once_and_keeps_the_first_time(tmp_path):
    with Ledger.open(tmp_path / "l") as ledger:
        ledger.receive([ONE], {"001": ("aa", "甲.xlsx")})
        ledger.receive([ONE._replace(at="2025-02-01", outcome="accepted")], {})
        assert [ONE._replace(outcome="accepted")] == ledger.receipts()


def test_a_later_file_stands_for_its_unit_and_the_earlier_is_kept(tmp_path):
    later = ONE._replace(sha256="dd", path="甲_改.xlsx", outcome="accepted")
    with Ledger.open(tmp_path / "l") as ledger:
        ledger.receive([ONE, TWO], {"001": ("aa", "甲.xlsx"), "002": ("bb", "乙.xlsx")})
        ledger.receive([later], {"001": ("dd", "甲_改.xlsx")})
        assert {"001": later, "002": TWO} == ledger.currents()
        assert [ONE, TWO, later] == ledger.receipts()
        assert {"aa", "bb", "dd"} == ledger.hashes()


def test_what_was_handed_out_is_kept_in_order(tmp_path):
    with Ledger.open(tmp_path / "l") as ledger:
        ledger.hand_out([GIVEN, GIVEN._replace(unit="002")])
        assert ledger.handouts("001") == [GIVEN]
        assert len(ledger.handouts()) == 2


def test_a_killed_process_loses_no_finished_call(tmp_path):
    code = (
        "import os, sys; from pathlib import Path; from toolkit.ledger import *\n"
        "l = Ledger.open(Path(sys.argv[1])); l.receive([Receipt('aa','p','accepted','001',None,'t','{}')], {'001': ('aa','p')})\n"
        "l._db.execute('BEGIN IMMEDIATE'); l._db.execute(\"DELETE FROM current\"); os._exit(9)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path / "l")], check=False)
    assert done.returncode == 9
    with Ledger.open(tmp_path / "l") as ledger:
        assert list(ledger.currents()) == ["001"]


def test_a_failed_run_leaves_nothing_behind(tmp_path):
    with Ledger.open(tmp_path / "l") as ledger:
        with pytest.raises(LedgerError):
            ledger.receive([ONE, TWO._replace(payload=None)], {})
        assert ledger.receipts() == []


def test_what_is_no_ledger_or_too_new_is_refused_with_the_next_step(tmp_path):
    (tmp_path / "text").write_text("not a database, and long enough to tell" * 99)
    with pytest.raises(LedgerError, match="改名留存"):
        Ledger.open(tmp_path / "text")
    with sqlite3.connect(tmp_path / "new") as db:
        db.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    db.close()
    with pytest.raises(LedgerError, match="升级"):
        Ledger.open(tmp_path / "new")
    with pytest.raises(LedgerError, match="toolkit init"):
        Ledger.open(tmp_path / "nowhere" / "l")
