"""The chain in the page: what is to be done now at every stage, and what the acts leave is what the commands leave."""

import json
import os
import shutil
import subprocess
import sys
import threading

import pytest
from desks import drop_files, open_desk, run_job, said_after
from inbox import UNITS, make, workbook
from typer.testing import CliRunner

from toolkit.cli import app
from toolkit.desk.what_now import what_now
from toolkit.errors import LedgerError, WorkFolderError
from toolkit.folder.roster import Office
from toolkit.folder.work_folder import RUNS, make_work_folder, open_work_folder
from toolkit.form.period import Period
from toolkit.ledger.ledger import Ledger
from toolkit.ledger.queries import BY_ITSELF

FIRST = "001"
OFFICE = Office("01", "某镇", "township", "xxgk", Period.of_year(2024), "2099-01-10")


@pytest.fixture
def home(tmp_path):
    return make(tmp_path) / "w"


def events(home):
    """What the ledger says happened, but for when and where; a report prints after which event, and so when, it was made."""
    with Ledger.open(open_work_folder(home).ledger) as ledger:
        told = [(e.what, json.loads(e.detail)) for e in ledger.events()]
    for what, detail in told:
        for name in ("path", "on", *(("sha256", "page") if what in BY_ITSELF else ())):
            detail.pop(name, None)
    return told


def command(home, *arguments):
    done = CliRunner().invoke(app, [*map(str, arguments), "-w", str(home)])
    assert done.exit_code < 2, (done.output, done.exception)


def sentence(session):
    return what_now(session.view()).sentence


def test_what_is_to_be_done_follows_the_state(home):
    inbox = home.parent / "收"
    with open_desk(home) as (session, browser):
        assert "给每个单位生成" in sentence(session)
        run_job(session, browser, "distribute")
        assert "发给各单位" in sentence(session)
        (inbox / "错.xlsx").write_bytes(workbook(UNITS[1], -1.0))
        drop_files(session, browser, [inbox / "甲.xlsx", inbox / "错.xlsx"])
        assert "1 个单位的表有错" in sentence(session)
        made = run_job(session, browser, "return")
        assert [UNITS[1].code] == [m.unit for m in made]
        assert "退回件在“退回”" in sentence(session)
        os.utime(inbox / "乙.xlsx")
        drop_files(session, browser, [inbox / "乙.xlsx"])
        assert "还有 1 个单位没有收到能用的" in sentence(session)
        drop_files(session, browser, [inbox / "丙.zip"])
        assert "都报齐了" in sentence(session)
        run_job(session, browser, "merge")
        assert "写成 Word 文档" in sentence(session)
        run_job(session, browser, "report")
        assert "做发布前核对" in sentence(session)
        browser.post(f"/unit/{FIRST}/excuse", data={"why": "并入乙村"})
        assert "再汇总" in sentence(session)


def test_a_roster_is_asked_for_first_and_its_faults_are_said(tmp_path):
    folder = make_work_folder(tmp_path / "w", OFFICE)
    with open_desk(folder.path) as (session, browser):
        assert "先填名册" in sentence(session)
        text = "001\t甲村\t村社区\n002\t甲村\t村委会\n"
        shown = browser.post("/roster", data={"text": text}).text
        assert "1 行要改" in shown
        assert "与前面的重复" in shown
        assert "看不懂" in shown
        assert () == folder.roster(may_be_empty=True)
        answer = browser.post("/roster", data={"text": text.replace("甲村\t村委会", "乙村\t村社区")})
        assert "新增 2 个" in said_after(browser, answer)
        assert ["甲村", "乙村"] == [u.name for u in folder.roster()]
        folder.roster_file().write_bytes(b"no roster")
        assert "名册里有要改的地方" in sentence(session)
        assert 200 == browser.get("/").status_code


def test_what_was_saved_and_not_collected_is_found_at_the_next_start(home):
    data = (home.parent / "收" / "甲.xlsx").read_bytes()
    with open_desk(home) as (session, browser):
        told = browser.post("/take?json=1&more=1", files=[("files", ("甲.xlsx", data))])
        assert 1 == told.json()["saved"]
        assert session.jobs.last is None
    with open_desk(home) as (session, browser):
        assert "“收件”里有 1 个文件还没有收" in sentence(session)
        found = run_job(session, browser, "collect")
        assert ["accepted"] == [f.outcome for f in found.files]
        assert "没有收到能用的" in sentence(session)


def test_what_is_dropped_while_something_runs_is_kept_and_waits(home):
    data, go = (home.parent / "收" / "甲.xlsx").read_bytes(), threading.Event()
    with open_desk(home) as (session, browser):
        session.begin("merge", "汇总", lambda *_: go.wait(20))
        try:
            told = browser.post("/take?json=1", files=[("files", ("甲.xlsx", data))])
            assert (409, "正在汇总") == (told.status_code, told.json()["error"][:4])
            assert "正在汇总" in browser.get("/").text
            assert "做完以后" in browser.get(f"/unit/{FIRST}").text
            assert "做完再" in said_after(browser, browser.post(f"/unit/{FIRST}/sign", data={"by": "张"}))
        finally:
            go.set()
        session.jobs.wait()
        assert data == (home / "收件" / "第1次" / "甲.xlsx").read_bytes()
        assert "1 个文件还没有收" in sentence(session)


def test_a_run_that_was_cut_off_is_said_and_done_again(home, monkeypatch):
    def killed(*_):
        raise WorkFolderError("killed here")

    inbox = home.parent / "收"
    with open_desk(home) as (session, browser), monkeypatch.context() as patched:
        patched.setattr("toolkit.collecting.collect.settle_current_files", killed)
        browser.post("/take?json=1", files=[("files", ("甲.xlsx", (inbox / "甲.xlsx").read_bytes()))])
        session.jobs.wait()
        assert "killed here" in browser.get("/").text
    with open_desk(home) as (session, browser):
        assert "上一次没有收完" in sentence(session)
        run_job(session, browser, "collect")
        assert "received" == session.view().line(FIRST).now.state
        assert "还有 2 个单位" in sentence(session)


def test_a_drop_in_parts_is_collected_once_and_shown_as_one(home):
    inbox = home.parent / "收"
    with open_desk(home) as (session, browser):
        first = browser.post(
            "/take?json=1&more=1",
            files=[("files", ("a", (inbox / "甲.xlsx").read_bytes()))],
            data={"path": ["西片/甲.xlsx"]},
        )
        drop = first.json()["drop"]
        files = [("files", (n, (inbox / n).read_bytes())) for n in ("乙.xlsx", "坏.xlsx", "丙.zip")]
        browser.post(f"/take?json=1&drop={drop}", files=files)
        session.jobs.wait()
        found = {f.path: f.outcome for f in session.last["collect"].files}
        assert {
            "第1次/西片/甲.xlsx": "accepted",
            "第1次/乙.xlsx": "accepted_with_warnings",
            "第1次/坏.xlsx": "unreadable",
            "第1次/丙.zip/丙.xlsx": "accepted",
            "第1次/丙.zip/说明.txt": "not_a_submission",
        } == found
        page = browser.get("/").text
        assert "坏.xlsx" in page
        assert "无法读取" in page


def test_a_drop_leaves_in_the_ledger_what_the_command_leaves(home, tmp_path):
    (tmp_path / "b").mkdir()
    other, inbox = make(tmp_path / "b") / "w", home.parent / "收"
    (inbox / "~$甲.xlsx").unlink()
    with open_desk(home) as (session, browser):
        run_job(session, browser, "distribute")
        drop_files(session, browser, sorted(inbox.iterdir()))
        run_job(session, browser, "return")
        run_job(session, browser, "merge")
        run_job(session, browser, "report")
    shutil.copytree(inbox, other / "收件" / "第1次")
    inbox = other / "收件"
    for arguments in (["distribute"], ["collect", inbox], ["return"], ["merge"], ["report"]):
        command(other, *arguments)
    assert events(other) == events(home)


ACTS = [
    ("sign", {"by": "张某", "why": "看过"}, ["sign", FIRST, "--by", "张某", "--why", "看过"]),
    ("exclude", {"why": "填错", "by": "李某"}, ["exclude", "甲_改.xlsx", "--why", "填错", "--by", "李某"]),
    ("excuse", {"why": "并入乙村"}, ["roster", "excuse", FIRST, "--why", "并入乙村"]),
    ("receipt", {}, ["receipt", FIRST]),
]


@pytest.mark.parametrize(("verb", "fields", "arguments"), ACTS, ids=[a[0] for a in ACTS])
def test_an_act_of_the_page_leaves_what_its_command_leaves(home, tmp_path, verb, fields, arguments):
    (tmp_path / "b").mkdir()
    other = make(tmp_path / "b") / "w"
    for place in (home, other):
        command(place, "collect", place.parent / "收")
    with open_desk(home) as (session, browser):
        line = session.view().line(FIRST)
        stands = next(s for s in line.sent if s.stands)
        answer = browser.post(
            f"/unit/{FIRST}/{verb}", data={"sha256": stands.sha256, "path": stands.path, **fields}
        )
        assert "note good" in said_after(browser, answer)
    command(other, *arguments)
    assert events(other) == events(home)
    assert open_work_folder(other).roster() == open_work_folder(home).roster()
    log = (home / RUNS / "页面操作.jsonl").read_text(encoding="utf-8").splitlines()
    assert [("desk", verb, FIRST)] == [(x["who"], x["act"], x["about"]) for x in map(json.loads, log)]


def test_of_two_files_one_is_compared_and_chosen_in_the_page(home):
    inbox = home.parent / "收"
    os.utime(inbox / "甲_改.xlsx", ns=(0, (inbox / "甲.xlsx").stat().st_mtime_ns))
    with open_desk(home) as (session, browser):
        drop_files(session, browser, [inbox / "甲.xlsx", inbox / "甲_改.xlsx"])
        assert "以哪一份为准" in sentence(session)
        one, other = session.view().line(FIRST).sent
        shown = browser.get(f"/unit/{FIRST}/compare?a={one.sha256}&b={other.sha256}").text
        assert "工作情况" in shown
        assert "意见箱收到意见" in shown
        for chosen in (one, other):
            browser.post(f"/unit/{FIRST}/prefer", data={"sha256": chosen.sha256, "path": chosen.path})
            line = session.view().line(FIRST)
            assert [chosen.sha256] == [s.sha256 for s in line.sent if s.stands]
            assert "received" == line.now.state


def test_a_file_of_nobody_is_given_to_its_unit_by_a_choice(home, tmp_path):
    stranger = tmp_path / "表.xlsx"
    stranger.write_bytes(workbook(UNITS[0]._replace(code="999", name="外村")))
    with open_desk(home) as (session, browser):
        drop_files(session, browser, [stranger])
        shown = browser.get("/").text
        assert "还不知道是谁的文件" in shown
        (file,) = session.view().campaign.others
        answer = browser.post(
            "/adopt", data={"sha256": file.sha256, "path": file.path, "unit": FIRST, "why": "电话问过"}
        )
        assert "已认定" in said_after(browser, answer)
        assert "received" == session.view().line(FIRST).now.state
        assert ("adopted", "电话问过") in [(w, d.get("why")) for w, d in events(home)]


def test_why_something_was_not_done_is_said_and_nothing_is_recorded(home):
    command(home, "collect", home.parent / "收")
    before = events(home)
    with open_desk(home) as (_, browser):
        for verb, fields, why in (
            ("sign", {}, "审核人"),
            ("unsign", {"why": "x"}, "没有审核通过的记录"),
            ("permit", {"asked": "I4", "why": "x"}, "没有 I4 的问题"),
            ("exclude", {"sha256": "0" * 64, "path": "x"}, "理由"),
            ("exclude", {"sha256": "0" * 64, "path": "x", "why": "y"}, "没有收过"),
            ("nothing", {}, "没有这一项"),
        ):
            page = said_after(browser, browser.post(f"/unit/{FIRST}/{verb}", data=fields))
            assert why in page
            assert 'role="alert"' in page
    assert before == events(home)


def test_a_command_meanwhile_is_told_who_is_at_it_and_the_page_too(home):
    command(home, "collect", home.parent / "收")
    code = "import sys; from pathlib import Path; from toolkit.ledger.ledger import Ledger; Ledger.open(Path(sys.argv[1]))"
    with open_desk(home) as (session, browser):
        browser.get("/")
        with Ledger.open(home / "台账.sqlite"):
            done = subprocess.run(
                [sys.executable, "-c", code, str(home / "台账.sqlite")],
                check=False,
                capture_output=True,
                text=True,
            )
            assert f"进程 {os.getpid()}" in done.stderr
            os.utime(home / "toolkit.toml")
            page = browser.get("/").text
            assert "正在使用工作目录" in page
            assert "甲村" in page
        assert "正在使用工作目录" not in browser.get("/").text
        assert session.view().old == ""


def test_a_second_page_on_the_same_folder_is_refused(home):
    with open_desk(home), pytest.raises(LedgerError, match="已经在另一个窗口里打开"), open_desk(home):
        pass
    with open_desk(home) as (_, browser):
        assert 200 == browser.get("/").status_code


def test_what_a_unit_calls_itself_is_shown_and_never_obeyed(tmp_path):
    name = "<script>alert(1)</script>村"
    unit = UNITS[0]._replace(name=name)
    folder = make_work_folder(tmp_path / "w", OFFICE, (unit, UNITS[1]))
    (tmp_path / "\u202e甲.xlsx").write_bytes(workbook(unit))
    with open_desk(folder.path) as (session, browser):
        found = drop_files(session, browser, [tmp_path / "\u202e甲.xlsx"])
        assert ["accepted"] == [f.outcome for f in found.files]
        for page in ("/", "/roster", "/remind", f"/unit/{FIRST}", "/report", "/settings"):
            shown = browser.get(page)
            assert 200 == shown.status_code
            assert "<script>alert" not in shown.text
            assert "\u202e" not in shown.text
        assert "&lt;script&gt;alert(1)" in browser.get("/").text


def test_a_file_goes_out_as_it_came_and_nothing_else_does(home):
    inbox = home.parent / "收"
    with open_desk(home) as (session, browser):
        drop_files(session, browser, [inbox / "甲.xlsx", inbox / "丙.zip"])
        for unit in (UNITS[0], UNITS[2]):
            (sent,) = session.view().line(unit.code).sent
            got = browser.get(f"/unit/{unit.code}/original/{sent.sha256}")
            assert workbook(unit) == got.content
            assert "attachment" in got.headers["content-disposition"]
            assert 404 == browser.get(f"/unit/{UNITS[1].code}/original/{sent.sha256}").status_code
        for path in (
            "/files/toolkit.toml",
            "/files/..%2ftoolkit.toml",
            "/static/..%2f..%2fguard.py",
            "/show/word",
            f"/unit/{FIRST}/file/x",
        ):
            assert browser.get(path).status_code >= 400, path
