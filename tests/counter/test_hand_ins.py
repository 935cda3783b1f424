"""Handing in through a link: a unit's own workbook counts at once, nobody else's ever does."""

import json
import threading
import time

import pytest
from counters import at_once, open_counter
from desks import drop_files, open_desk, run_job
from inbox import UNITS, make, workbook

from toolkit.counter import hand_ins
from toolkit.counter.hand_ins import FOLDER
from toolkit.counter.staged_files import STAGED, stage_file
from toolkit.folder.work_folder import INBOX, OVERVIEW, RUNS, SUMMARY, open_work_folder
from toolkit.ledger.ledger import Ledger
from toolkit.xlsx.open_workbook import open_book

FIRST, SECOND, THIRD = (u.code for u in UNITS)


@pytest.fixture
def home(tmp_path):
    return make(tmp_path) / "w"


def kept(home):
    """What lies in 收件, and what the ledger received."""
    with Ledger.open(open_work_folder(home).ledger) as ledger:
        return sorted(p.name for p in (home / INBOX).rglob("*.xlsx")), sorted(ledger.owners().values())


def log(home):
    lines = (home / RUNS / "页面操作.jsonl").read_text(encoding="utf-8").splitlines()
    told = [json.loads(x) for x in lines]
    return [(x["who"], x["act"], x["came_to"][:8]) for x in told if x["act"] == "hand-in"]


def test_three_units_hand_in_at_once_and_each_sees_its_own_verdict(home):
    sent = {FIRST: workbook(UNITS[0]), SECOND: workbook(UNITS[1], -1.0), THIRD: workbook(UNITS[2])}
    with open_counter(home) as (session, _, at):
        pages = at_once([lambda u=u, d=d: at(u).hand_in("我的表.xlsx", d).text for u, d in sent.items()])
        states = {u: session.view().line(u).now.state for u in sent}
    assert {FIRST: "received", SECOND: "returned", THIRD: "received"} == states
    assert ["收下了，没有要改的" in p for p in pages] == [True, False, True]
    assert "处要改" in pages[1]
    for unit, page in zip(UNITS, pages, strict=True):
        assert [u.name for u in UNITS if u.name in page] == [unit.name]
    assert "乙村" in (home / OVERVIEW).read_text(encoding="utf-8")
    assert (["我的表.xlsx"] * 3, [FIRST, SECOND, THIRD]) == kept(home)
    assert sorted((u, "hand-in", "已收到。") for u in sent) == sorted(log(home))


def summary_words(home):
    """Everything 收集情况.xlsx says."""
    book = open_book((home / SUMMARY).read_bytes())
    return "\n".join(c.raw for sheet in book.sheets for c in sheet.cells.values())


def test_the_offices_lists_follow_once_nobody_hands_in_and_not_for_every_file(home, monkeypatch):
    drawn = []
    plain = hand_ins.renew_collected_outputs
    monkeypatch.setattr(hand_ins, "renew_collected_outputs", lambda *a: (drawn.append(1), plain(*a)))
    monkeypatch.setattr(hand_ins, "IDLE", 1000.0)
    with open_counter(home) as (session, _, at):
        mark = session.state_mark()
        at_once([lambda u=u: at(u.code).hand_in("我的表.xlsx", workbook(u)) for u in UNITS])
        assert mark != session.state_mark(), "the office's page sees it at once"
        assert [] == drawn
    assert [1] == drawn
    assert all(said in summary_words(home) for said in (*(u.name for u in UNITS), "我的表.xlsx"))
    assert "甲村" in (home / OVERVIEW).read_text(encoding="utf-8")
    monkeypatch.setattr(hand_ins, "IDLE", 0.05)
    with open_counter(home) as (_, _, at):
        at(FIRST).hand_in("又一份.xlsx", workbook(UNITS[0], 4.0))
        while "又一份.xlsx" not in summary_words(home):
            time.sleep(0.05)
    before = len(drawn)
    with open_counter(home):
        pass
    assert before == len(drawn), "nothing came: nothing is drawn"
    (home / SUMMARY).unlink()
    with open_counter(home):
        pass
    assert before < len(drawn), "an earlier run was killed before it drew them"


@pytest.mark.promise("不会做", "用一个单位的链接交不了别的单位的表，也看不到别的单位的")
def test_another_units_workbook_is_refused_in_words_and_recorded_nowhere(home):
    with open_counter(home) as (session, _, at):
        at(SECOND).hand_in("乙.xlsx", workbook(UNITS[1]))
        before = session.view().line(SECOND).now.path
        page = at(FIRST).hand_in("甲村.xlsx", workbook(UNITS[1], 9.0)).text
        assert "没有收" in page
        assert "是“乙村”的，不是“甲村”的" in page
        assert (before, "missing") == (
            session.view().line(SECOND).now.path,
            session.view().line(FIRST).now.state,
        )
        assert (["乙.xlsx"], [SECOND]) == kept(home)
        # nor are the very bytes the other one sent, though they are known
        assert "不是“甲村”的" in at(FIRST).hand_in("x.xlsx", workbook(UNITS[1])).text
    assert (["乙.xlsx"], [SECOND]) == kept(home)
    assert (FIRST, "hand-in", "refused:") in log(home)
    assert [] == list((home / RUNS / STAGED).iterdir())


def test_what_the_office_adopted_for_a_unit_is_its_own_and_nobody_elses(home):
    data = workbook(UNITS[0]._replace(code="999", name="外村"))
    (home.parent / "表.xlsx").write_bytes(data)
    with open_desk(home) as (session, browser):
        drop_files(session, browser, [home.parent / "表.xlsx"])
        file = session.view().campaign.others[0]
        said = {"sha256": file.sha256, "path": file.path, "unit": FIRST, "why": "电话问过"}
        browser.post("/adopt", data=said)
    with open_counter(home) as (_, _, at):
        assert "不是“乙村”的" in at(SECOND).hand_in("表.xlsx", data).text
        assert "收下了" in at(FIRST).hand_in("表.xlsx", data).text


def test_a_workbook_that_lost_its_mark_waits_for_the_office_and_counts_for_nobody(home):
    import io

    import openpyxl

    book, out = openpyxl.load_workbook(io.BytesIO(workbook(UNITS[1]))), io.BytesIO()
    for name in list(book.custom_doc_props.names):
        del book.custom_doc_props[name]
    for sheet in [s for s in book.worksheets if s.sheet_state != "visible"]:
        book.remove(sheet)
    del book[book.sheetnames[0]]  # the cover says whose it is
    book.save(out)
    with open_counter(home) as (session, _, at):
        page = at(FIRST).hand_in("表.xlsx", out.getvalue()).text
        assert "由收表的机关认定" in page
        lines = session.view().lines
        assert {"missing"} == {x.now.state for x in lines}


def test_a_workbook_of_a_unit_nobody_knows_or_with_two_names_is_refused(home):
    stranger = workbook(UNITS[0]._replace(code="999", name="外村"))
    with open_counter(home) as (_, _, at):
        assert "是“外村”的" in at(FIRST).hand_in("a.xlsx", stranger).text
        two = at(FIRST).hand_in("丙村.xlsx", workbook(UNITS[0])).text
        assert "分不清是谁的" in two
        assert "“丙村”" in two
        assert ([], []) == kept(home)


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("坏.xlsx", b"PK\x03\x04 damaged", "没有收"),
        ("../../../toolkit.toml", b"[office]", "没有收"),
        ("照片.jpg", b"\xff\xd8\xff\xe0 photograph", "没有收"),
        ("<script>alert(1)</script>.xlsx", b"PK\x03\x04", "没有收"),
    ],
)
def test_a_hostile_file_is_refused_and_does_no_harm(home, name, data, why):
    settings = (home / "toolkit.toml").read_bytes()
    with open_counter(home) as (session, _, at):
        page = at(FIRST).hand_in(name, data).text
        assert why in page
        assert "<script" not in page
        assert "收下了，没有要改的" in at(SECOND).hand_in("乙.xlsx", workbook(UNITS[1])).text
        assert "missing" == session.view().line(FIRST).now.state
    assert settings == (home / "toolkit.toml").read_bytes()
    assert (["乙.xlsx"], [SECOND]) == kept(home)


def test_a_zip_is_refused_with_what_to_do(home):
    with open_counter(home) as (_, _, at):
        assert "取出来交" in at(THIRD).hand_in("丙.zip", (home.parent / "收" / "丙.zip").read_bytes()).text
    assert ([], []) == kept(home)


def test_a_later_file_takes_the_place_of_the_first_and_the_same_again_is_said_to_be_the_same(home):
    with open_counter(home) as (session, _, at):
        assert "处要改" in at(FIRST).hand_in("甲.xlsx", workbook(UNITS[0], -1.0)).text
        assert "收下了，没有要改的" in at(FIRST).hand_in("甲.xlsx", workbook(UNITS[0])).text
        at(FIRST).hand_in("甲.xlsx", workbook(UNITS[0]))
        line = session.view().line(FIRST)
        assert ["returned", "accepted"] == [*[s.outcome for s in line.sent][:1], line.now.outcome]
        assert f"{FOLDER}/001_甲村/甲2.xlsx" == line.now.path
    assert ["甲.xlsx", "甲2.xlsx"] == kept(home)[0]


def test_what_comes_while_something_runs_is_kept_and_looked_at_after(home):
    go = threading.Event()
    with open_counter(home, steps=1) as (session, counter, at):
        session.begin("merge", "汇总", lambda *_: go.wait(20))
        try:
            page = at(FIRST).hand_in("甲.xlsx", workbook(UNITS[0])).text
        finally:
            go.set()
        assert "正在排队" in page or "请稍候" in page
        wait_until_looked_at(counter, FIRST)
        assert "收下了，没有要改的" in at(FIRST).page().text


def wait_until_looked_at(counter, unit):
    for _ in range(600):
        if not counter.hand_ins.waits(unit):
            return
        time.sleep(0.1)
    pytest.fail("never looked at")


@pytest.mark.promise("不会丢", "各单位在柜台交来的文件先存好再看：正忙着、断了电，再打开接着看")
def test_what_was_put_down_and_not_looked_at_is_looked_at_at_the_next_start(home):
    stage_file(home, FIRST, "甲.xlsx", workbook(UNITS[0]), "2025-01-09T08:00:00+00:00")
    cut_off = home / RUNS / STAGED / "0"
    cut_off.mkdir()
    (cut_off / "文件").write_bytes(b"half")
    with open_counter(home) as (_, counter, at):
        wait_until_looked_at(counter, FIRST)
        assert "收下了，没有要改的" in at(FIRST).page().text
    assert [] == list((home / RUNS / STAGED).iterdir())


def test_an_office_that_collects_the_whole_inbox_finds_the_same_files_under_the_same_paths(home):
    with open_counter(home) as (session, _, at):
        at(FIRST).hand_in("甲.xlsx", workbook(UNITS[0]))
        at(FIRST).hand_in("乙.xlsx", workbook(UNITS[1]))
        sent = session.view().line(FIRST).sent
        assert () == session.view().waiting
    with open_desk(home) as (session, browser):
        run_job(session, browser, "collect")
        assert [s.path for s in sent] == [s.path for s in session.view().line(FIRST).sent]
        with Ledger.open(session.folder.ledger) as ledger:
            assert 1 == len(ledger.sightings())
