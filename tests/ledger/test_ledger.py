import os
import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from toolkit.errors import LedgerError
from toolkit.ledger import file_system_sync, lock, originals
from toolkit.ledger.ledger import Ledger
from toolkit.ledger.originals import TEMPORARY, OriginalsStore
from toolkit.ledger.queries import LedgerQueries
from toolkit.ledger.records import (
    EXCLUDED,
    SIGNED,
    Adoption,
    CurrentFileRow,
    Decision,
    Explanation,
    Handout,
    OutputFile,
    Permission,
    ReadContent,
    ReportVersion,
    ReturnedCopy,
    Sighting,
    WrittenDocument,
)
from toolkit.ledger.schema import VERSION

AT = "2025-01-01T00:00:00+00:00"
ONE, TWO = (ReadContent(x * 64, "b", "001", "d", "{}", '{"x": 1}') for x in "ab")
SEEN = Sighting(ONE.sha256, "甲.xlsx", 1.0, "", "[]", 1, AT)
STANDS = CurrentFileRow("001", ONE.sha256, "甲.xlsx", "甲村", "[]", AT)
GIVEN = Handout("001", "村社区", "下发/甲.xlsx", "cc", "xxgk", "2021.1", "ff", "2024", AT)
MADE = ReportVersion("f" * 64, "报告.xlsx", AT, "", "", "{}", "m", "{}")
DECIDED = Decision(EXCLUDED, "001", ONE.sha256, "填错", "", "2025-01-01", "", AT)


@pytest.fixture
def ledger(tmp_path):
    with Ledger.open(tmp_path / "l") as made:
        yield made


def whats(ledger):
    return [e.what for e in ledger.events()]


def test_receiving_twice_keeps_the_first_sight_and_the_newest_reading(ledger):
    ledger.receive(SEEN, ONE)
    ledger.receive(SEEN._replace(at="2026", run=2), ONE._replace(basis="c"))
    assert [SEEN] == ledger.sightings() == ledger.sightings(ONE.sha256)
    assert {ONE.sha256: "c"} == ledger.bases()
    assert ONE._replace(basis="c") == ledger.content(ONE.sha256)
    assert [ONE._replace(basis="c", payload="")] == list(ledger.contents())


def test_another_file_takes_over_and_the_log_tells(ledger):
    ledger.receive(SEEN, ONE)
    ledger.stand([STANDS], AT)
    ledger.receive(SEEN._replace(sha256=TWO.sha256, run=ledger.next_run()), TWO)
    ledger.stand([STANDS._replace(sha256=TWO.sha256)], AT)
    assert [TWO.sha256] == [s.sha256 for s in ledger.standing()]
    assert ["received", "stands", "received", "stands"] == whats(ledger)
    ledger.stand([STANDS._replace(sha256=TWO.sha256, findings="[1]", at="later")], AT)
    assert "[1]" == ledger.standing()[0].findings
    assert 4 == len(ledger.events()), "looked at again: no event"
    ledger.stand([], AT)
    assert [] == ledger.standing()
    assert [] == ledger.faults()


def test_a_run_that_was_killed_goes_on_under_its_number(ledger):
    assert 1 == ledger.next_run()
    ledger.receive(SEEN, ONE)
    assert 1 == ledger.next_run(), "not over yet"
    ledger.stand([STANDS], AT)
    assert 2 == ledger.next_run()
    ledger.stand([STANDS], AT)
    assert 2 == ledger.next_run(), "a run that brought nothing is none"


def test_what_was_handed_out_is_kept_in_order(ledger):
    ledger.hand_out([GIVEN, GIVEN._replace(unit="002")])
    assert [GIVEN] == ledger.handouts("001")
    assert ["001", "002"] == [h.unit for h in ledger.handouts()]


def test_decisions_end_and_stay(ledger):
    ledger.decide(DECIDED)
    ledger.decide(DECIDED._replace(why="再说一次"))
    assert ["填错", "再说一次"] == [d.why for d in ledger.decisions()]
    assert ["再说一次"] == [d.why for d in ledger.standing_decisions(EXCLUDED)]
    for step in ("一审", "二审"):
        ledger.decide(DECIDED._replace(what=SIGNED, step=step))
    assert 2 == ledger.end_decisions(SIGNED, "001", AT, "更正")
    assert 0 == ledger.end_decisions(SIGNED, "001", AT, "更正")
    assert 1 == ledger.end_decisions(EXCLUDED, "001", AT, "", ONE.sha256)
    assert not [d for what in (EXCLUDED, SIGNED) for d in ledger.standing_decisions(what)]
    assert 4 == len(ledger.decisions())


def test_everything_that_is_written_is_in_the_log(ledger):
    ledger.explain([Explanation("001", "S1", "属实", "d", "x", AT)] * 2)
    ledger.explain([Explanation("001", "S1", "属实", "e", "y", AT)])
    ledger.permit([Permission("001", "I4", "d", "x", "撤并", "", AT)])
    ledger.end_permissions("001", "I4", AT)
    ledger.adopt(Adoption(ONE.sha256, "001", "x", "电话", AT))
    ledger.adopt(Adoption(ONE.sha256, "002", "x", "电话", AT))
    before = ledger.head()
    ledger.made(MADE)
    ledger.made(MADE)
    assert before == ledger.head() != ledger.events()[-1].hash, "a report is anchored to what came before it"
    assert ["explained", "permitted", "permission_ended", "adopted", "adopted", "merged"] == whats(ledger)
    assert ["002"] == [a.unit for a in ledger.adoptions()]
    assert ["d"] == [e.digest for e in ledger.explanations()], "it keeps the figures it first spoke for"


@pytest.mark.promise("不会丢", "台账的流水只增不改，每一条都连着前一条")
def test_the_log_only_grows_and_every_line_holds_the_next(tmp_path):
    with Ledger.open(tmp_path / "l") as ledger:
        ledger.receive(SEEN, ONE)
        ledger.stand([STANDS], AT)
        ledger.decide(DECIDED)
        with pytest.raises(sqlite3.IntegrityError, match="only grows"):
            ledger._db.execute("UPDATE event SET what = 'x'")
        with pytest.raises(sqlite3.IntegrityError, match="only grows"):
            ledger._db.execute("DELETE FROM event")
        for change in (
            "UPDATE event SET detail = replace(detail, '001', '002') WHERE n = 2",
            "DELETE FROM event WHERE n = 2",
            "UPDATE event SET at = '2020' WHERE n = 3",
        ):
            ledger._db.execute("SAVEPOINT s")
            ledger._db.execute("DROP TRIGGER event_stays")
            ledger._db.execute("DROP TRIGGER event_kept")
            ledger._db.execute(change)
            found = {f.code for f in ledger.faults()}
            assert found, change
            assert found <= {"event_changed", "event_unlinked"}, change
            ledger._db.execute("ROLLBACK TO s")
        assert [] == ledger.faults()


def test_a_failed_call_leaves_nothing_behind(ledger):
    with pytest.raises(LedgerError, match="再运行一次"):
        ledger.receive(SEEN, ONE._replace(payload=None))
    with pytest.raises(LedgerError):
        ledger.receive(SEEN, None)  # a path to bytes nobody has read
    assert ([], [], []) == (ledger.sightings(), list(ledger.contents()), ledger.events())


@pytest.mark.promise("不会丢", "已经记进台账的，程序被关掉也还在")
def test_a_killed_process_loses_no_finished_call(tmp_path):
    code = (
        "import os, sys; sys.path[:0] = [sys.argv[2]]; from pathlib import Path\n"
        "from test_ledger import *\n"
        "l = Ledger.open(Path(sys.argv[1])); l.receive(SEEN, ONE)\n"
        "l._db.execute('BEGIN IMMEDIATE'); l._db.execute('DELETE FROM sighting'); os._exit(9)"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "l"), os.path.dirname(__file__)]  # noqa: PTH120
    assert 9 == subprocess.run(command, check=False).returncode
    with Ledger.open(tmp_path / "l") as ledger:
        assert [SEEN] == ledger.sightings()
        assert [] == ledger.faults()


@pytest.mark.promise("不会做", "两个人不会同时改一个工作目录")
def test_there_is_one_at_a_time(tmp_path):
    with Ledger.open(tmp_path / "l"):
        code = "import sys; from pathlib import Path; from toolkit.ledger.ledger import Ledger; Ledger.open(Path(sys.argv[1]))"
        done = subprocess.run(
            [sys.executable, "-c", code, str(tmp_path / "l")], check=False, capture_output=True, text=True
        )
        assert "另一个 toolkit" in done.stderr
    Ledger.open(tmp_path / "l").__exit__(None, None, None)


def test_what_is_no_ledger_or_too_new_is_refused_with_the_next_step(tmp_path):
    (tmp_path / "text").write_text("not a database, and long enough to tell" * 99)
    with pytest.raises(LedgerError, match="改名留存"):
        Ledger.open(tmp_path / "text")
    with sqlite3.connect(tmp_path / "new") as db:
        db.execute(f"PRAGMA user_version = {VERSION + 1}")
    db.close()
    with pytest.raises(LedgerError, match="升级"):
        Ledger.open(tmp_path / "new")
    with pytest.raises(LedgerError, match="toolkit init"):
        Ledger.open(tmp_path / "nowhere" / "l")
    Ledger.open(tmp_path / "l").__exit__(None, None, None)  # a refusal lets go of the lock


def test_a_ledger_says_which_tables_it_has_and_they_are_made_once(tmp_path):
    for _ in range(2):
        with Ledger.open(tmp_path / "l") as ledger:
            ledger.receive(SEEN, ONE)
            assert (VERSION,) == ledger._db.execute("PRAGMA user_version").fetchone()
            assert [SEEN] == ledger.sightings()


def test_a_share_is_known_by_its_mount(tmp_path, monkeypatch):
    mounts = tmp_path / "mountinfo"
    line = "36 35 98:0 / {} rw,noatime master:1 - {} x:/y rw\n"
    mounts.write_text(line.format("/", "ext4") + line.format(tmp_path, "cifs") + "short\n")
    assert lock.is_on_share(tmp_path / "w", mounts)
    mounts.write_text(line.format("/", "nfs4") + line.format(tmp_path, "ext4"))
    assert not lock.is_on_share(tmp_path / "w", mounts)
    assert not lock.is_on_share(tmp_path / "w", tmp_path / "not there")
    monkeypatch.setattr("toolkit.ledger.ledger.is_on_share", lambda _: True)
    with Ledger.open(tmp_path / "l") as ledger:
        assert ("delete",) == ledger._db.execute("PRAGMA journal_mode").fetchone()


@pytest.mark.promise("不会丢", "收到的每一份文件原样留一份，只读")
def test_bytes_are_kept_once_under_their_hash_and_read_only(tmp_path):
    store = OriginalsStore(tmp_path / "原件")
    sha256 = store.put(b"abc")
    assert sha256 == store.put(b"abc")
    kept = store.place(sha256)
    assert (b"abc", 3, 0o400) == (store.read(sha256), store.size(sha256), kept.stat().st_mode & 0o777)
    assert [sha256] == list(store.hashes())
    kept.chmod(0o600)
    kept.write_bytes(b"abd")
    assert store.read(sha256) is None
    kept.unlink()
    assert (None, -1) == (store.read(sha256), store.size(sha256))


def test_what_was_cut_short_is_written_again_and_tidied(tmp_path):
    store = OriginalsStore(tmp_path)
    sha256 = store.put(b"abc")
    store.place(sha256).chmod(0o600)
    store.place(sha256).write_bytes(b"a")
    assert b"abc" == store.read(store.put(b"abc"))
    (store.place(sha256).parent / f"{TEMPORARY}x").write_bytes(b"half")
    assert 1 == len(store.leftovers())
    store.tidy()
    assert [] == store.leftovers()
    assert [sha256] == list(store.hashes())


def test_what_is_made_again_is_recorded_once_and_another_in_its_place(ledger):
    copy = ReturnedCopy("001", ONE.sha256, "c" * 64, "退回/甲.xlsx", 1, 0, AT)
    other = copy._replace(copy="d" * 64)
    for one in (copy, copy._replace(at="2026"), other):
        ledger.send_back(one)
    assert [copy, other] == ledger.sent_back("001")
    made = OutputFile("form", "表.xlsx", "e" * 64, "数", AT)
    for output in (made, made._replace(at="2026"), made._replace(content="别的数")):
        ledger.output(output)
    assert ["别的数"] == [o.content for o in ledger.outputs()]
    written = WrittenDocument("m", "w" * 64, "p" * 64, "报告.docx", "{}", AT)
    for document in (written, written._replace(at="2026"), written._replace(word="x" * 64), written):
        ledger.write_document(document)
    assert ["w" * 64, "x" * 64, "w" * 64] == [d.word for d in ledger.written_documents()]
    assert ["sent_back"] * 2 + ["written"] * 2 + ["document_written"] * 3 == whats(ledger)


def test_a_permission_ends_for_its_rule_and_unit_alone_and_only_once(ledger):
    given = Permission("001", "I4", "d", "x", "撤并", "", AT)
    ledger.permit([given, given._replace(rule="I1"), given._replace(unit="002")])
    assert (1, 0) == (ledger.end_permissions("001", "I4", AT), ledger.end_permissions("001", "I4", "2026"))
    assert [("001", "I4", AT)] == [(p.unit, p.rule, p.ended) for p in ledger.permissions() if p.ended]
    assert ["permitted"] * 3 + ["permission_ended"] == whats(ledger)


def test_the_whole_ledger_is_in_a_snapshot_what_is_not_settled_too(ledger, tmp_path):
    ledger.receive(SEEN, ONE)
    (tmp_path / "again").mkdir()
    (tmp_path / "again" / "l").write_bytes(ledger.snapshot())
    with Ledger.open(tmp_path / "again" / "l") as again:
        assert (ledger.events(), ledger.sightings(), []) == (
            again.events(),
            again.sightings(),
            again.faults(),
        )


def test_a_batch_is_one_transaction_with_one_chain_of_events(ledger):
    said = []
    ledger._db.set_trace_callback(said.append)
    with ledger.batch():
        ledger.receive(SEEN, ONE)
        ledger.receive(SEEN._replace(sha256=TWO.sha256, path="乙.xlsx"), TWO)
    assert 1 == said.count("COMMIT")
    assert [] == ledger.faults()
    assert 2 == len(ledger.sightings())


def test_a_batch_that_is_left_by_an_error_leaves_nothing_and_the_next_goes_on(ledger):
    ledger.receive(SEEN, ONE)
    head = ledger.head()

    def interrupted():
        with ledger.batch():
            ledger.receive(SEEN._replace(sha256=TWO.sha256, path="乙.xlsx"), TWO)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        interrupted()
    assert (head, 1) == (ledger.head(), len(ledger.sightings()))
    ledger.receive(SEEN._replace(sha256=TWO.sha256, path="乙.xlsx"), TWO)
    assert [] == ledger.faults()


def test_what_is_put_together_gets_its_names_once_all_bytes_are_on_the_disk(tmp_path, monkeypatch):
    store, at_sync = OriginalsStore(tmp_path / "原件"), []
    monkeypatch.setattr(file_system_sync, "is_synced_at_once", lambda _: True)
    monkeypatch.setattr(
        file_system_sync,
        "sync_file_system",
        lambda _: at_sync.append((len(list(store.hashes())), len(store.leftovers()))),
    )
    monkeypatch.setattr(originals, "TOGETHER", 3)
    with store.together():
        for i in (0, 1, 2, 0, 3):  # one of them twice
            store.put(b"%d" % i)
    assert [(0, 3), (3, 0), (3, 1), (4, 0)] == at_sync
    assert b"3" == store.read(store.put(b"3"))


def test_what_cannot_be_synced_together_is_not_named_and_leaves_nothing(tmp_path, monkeypatch):
    def fails(_):
        raise OSError(28, "No space left on device")

    store = OriginalsStore(tmp_path / "原件")
    monkeypatch.setattr(file_system_sync, "is_synced_at_once", lambda _: True)
    monkeypatch.setattr(file_system_sync, "sync_file_system", fails)
    with pytest.raises(LedgerError, match="存不进"), store.together():
        store.put(b"x")
    assert ([], []) == (list(store.hashes()), store.leftovers())


def test_a_drive_of_another_machine_is_synced_file_by_file(tmp_path, monkeypatch):
    monkeypatch.setattr(file_system_sync, "is_on_share", lambda _: True)
    synced, real = [], os.fsync
    monkeypatch.setattr(os, "fsync", lambda handle: (synced.append(handle), real(handle)))
    store = OriginalsStore(tmp_path / "原件")
    with store.together():
        store.put(b"x")
        assert 1 == len(list(store.hashes()))
    assert len(synced) >= 2


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has the call")
def test_a_whole_file_system_is_synced_only_where_errors_are_told(tmp_path, monkeypatch):
    try:
        for release, known in (("5.7.19-x", False), ("4.19.0", False), ("5.8.0", True), ("odd", False)):
            file_system_sync._system_call.cache_clear()
            said = os.uname()
            monkeypatch.setattr(
                os, "uname", lambda r=release, s=said: type("U", (), {"release": r, "was": s})
            )
            assert known is (file_system_sync._system_call() is not None), release
            monkeypatch.undo()
    finally:
        file_system_sync._system_call.cache_clear()
    if file_system_sync.is_synced_at_once(tmp_path):
        file_system_sync.sync_file_system(tmp_path)


def test_no_placeholder_has_a_number_for_python_3_12_warns_of_those_without_a_reason():
    for path in Path(lock.__file__).parent.glob("*.py"):
        assert not re.search(r"\?\d", path.read_text(encoding="utf-8")), path.name


@pytest.mark.parametrize(("asked", "table"), [("sightings", "sighting"), ("explanations", "explanation")])
def test_what_is_asked_of_one_is_not_looked_for_among_all(ledger, asked, table):
    """Asked for every unit, it would take the square of their number."""
    orders = []
    ledger._db.set_trace_callback(orders.append)
    getattr(ledger, asked)("a" * 64)
    ((plan,),) = {
        (row[3],) for row in ledger._db.execute(f"EXPLAIN QUERY PLAN {orders[0]}") if table in row[3]
    }
    assert plan.startswith(f"SEARCH {table} USING INDEX")


def test_explanations_of_many_units_are_recorded_as_those_of_each(ledger):
    given = [Explanation(f"{n:03}", "S1", "属实", "d", "", AT) for n in range(3)]
    ledger.explain(given)
    ledger.explain([given[1]._replace(digest="e", at="2026"), given[2]._replace(text="已核实")])
    assert [*given, given[2]._replace(text="已核实")] == ledger.explanations()
    assert [given[1]] == ledger.explanations("001")
    assert 4 == whats(ledger).count("explained")


def test_what_is_asked_of_one_unit_is_found_by_it_in_a_ledger_of_before_too(tmp_path):
    with Ledger.open(tmp_path / "l") as ledger:
        ledger.hand_out([GIVEN])
        for name in ("handout", "sent_back", "decision", "permission"):
            ledger._db.execute(f"DROP INDEX {name}_unit")
    with Ledger.open(tmp_path / "l") as ledger:
        assert [GIVEN] == ledger.handouts("001")
        for table in ("handout", "sent_back", "decision", "permission"):
            (plan,) = ledger._asked(f"EXPLAIN QUERY PLAN SELECT * FROM {table} WHERE unit = ''")  # noqa: S608
            assert f"USING INDEX {table}_unit" in plan[-1]


def test_a_copy_made_again_and_a_file_written_again_are_looked_for_by_their_names_alone(ledger, monkeypatch):
    monkeypatch.delattr(LedgerQueries, "sent_back")
    monkeypatch.delattr(LedgerQueries, "outputs")
    copy, made = (
        ReturnedCopy("001", "a", "b", "退回/甲.xlsx", 1, 0, AT),
        OutputFile("csv", "长表.csv", "a", "x", AT),
    )
    for again in (copy, copy._replace(at="later"), copy._replace(path="退回/乙.xlsx")):
        ledger.send_back(again)
    for again in (made, made._replace(at="later"), made._replace(sha256="b"), made._replace(path="二.csv")):
        ledger.output(again)
    assert ["sent_back"] * 2 + ["written"] * 3 == whats(ledger)
