"""The page's process killed (kill -9) at named moments of its acts: the next start shows what is true, and the act is done again."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple
from unittest import mock

import httpx2 as httpx
import pytest
from desks import drop_files, open_desk, run_job
from inbox import TIME, UNITS, make, workbook
from killed import here

from toolkit.collecting import take_in as taking
from toolkit.desk.what_now import what_now
from toolkit.folder.work_folder import open_work_folder
from toolkit.form.finding import ERROR
from toolkit.ledger.ledger import Ledger
from toolkit.verifying.doctor import examine_folder

DRIVER = Path(__file__).parent.parent / "killed_desk.py"
FIRST, SECOND, THIRD = (u.code for u in UNITS)
WRONG = workbook(UNITS[1], -1.0)


class Moment(NamedTuple):
    """When the process dies: at the *n*-th call of *point* that names *of*, in the act it is in the middle of."""

    said: str
    act: str
    point: str
    n: int = 1
    when: str = "before"
    of: str = ""


DESK, FOLDER = "toolkit.desk", "toolkit.folder.files"
MOMENTS = (
    Moment("a file that is dropped is written and has no name", "drop", "pathlib:Path.replace", of="收件"),
    Moment("the first of two files is put down", "drop", f"{DESK}.inbox:Inbox.put", 1, "after"),
    Moment("all is put down, nothing collected", "drop", f"{DESK}.file_pages:begin_collecting"),
    Moment("an original is kept, nothing recorded", "drop", "toolkit.ledger.originals:OriginalsStore.put", 1, "after"),
    Moment("a file is received, within its transaction", "drop", "toolkit.ledger.ledger:Ledger.receive", 1, "after"),
    Moment("files are recorded, which counts is not settled", "drop", "toolkit.collecting.collect:settle_current_files"),
    Moment("which counts is settled, no verdict recorded", "drop", "toolkit.collecting.collect:settle_current_files", 1, "after"),
    Moment("all is recorded, no output written", "drop", "toolkit.steps.collected_outputs:keep_run_outputs"),
    Moment("one output of two is written", "drop", "toolkit.folder.run_outputs:write_atomically", 3, "after"),
    Moment("three blanks are written and have no names", "distribute", "pathlib:Path.replace", of="下发"),
    Moment("one blank of three has its name", "distribute", "pathlib:Path.replace", 1, "after", of="下发"),
    Moment("all blanks are written, none recorded", "distribute", "toolkit.ledger.ledger:Ledger.hand_out"),
    Moment("blanks are recorded, the definition not kept", "distribute", "toolkit.distributing.distribute:keep_form_of_folder"),
    Moment("a return copy is written, not recorded", "return", "toolkit.ledger.ledger:Ledger.send_back"),
    Moment("the report workbook is drawn, not written", "merge", "toolkit.merging.merge:write_atomically"),
    Moment("the report workbook is written, not recorded", "merge", "toolkit.merging.merge:write_atomically", 1, "after"),
    Moment("the report workbook is recorded", "merge", "toolkit.ledger.ledger:Ledger.made", 1, "after"),
    Moment("the document is composed, not recorded", "report", "toolkit.ledger.ledger:Ledger.write_document"),
    Moment("the document is recorded, not written", "report", "toolkit.publishing.put_documents:write_atomically"),
    Moment("the document is written, the page is not", "report", "toolkit.publishing.put_documents:write_atomically", 1, "after"),
    Moment("a signature is about to be recorded", "sign", "toolkit.ledger.ledger:Ledger.decide"),
    Moment("a signature is recorded, nobody told", "sign", f"{DESK}.session:log_act"),
    Moment("the roster is written, nobody told", "excuse", f"{DESK}.session:log_act"),
    Moment("published files are kept, nothing recorded", "publish", "toolkit.ledger.ledger:Ledger.publish"),
    Moment("a unit's file is put down without whose it is", "counter", "toolkit.counter.staged_files:write_atomically", 1, "after"),
    Moment("a unit's file waits to be looked at", "counter", "toolkit.counter.hand_ins:look_first"),
    Moment("a unit's file is in the inbox, not recorded", "counter", "toolkit.counter.hand_ins:collect_submissions"),
    Moment("a unit's file is recorded and still waits", "counter", "toolkit.counter.staged_files:StagedFile.remove"),
)  # fmt: skip


class Shown(NamedTuple):
    """What a start shows: of every unit how it stands, what is handed out, merged, written, published, asked next."""

    units: tuple
    handed: int
    copies: frozenset
    report: str
    outputs: frozenset
    published: str
    asked: str


def start_anew(home, finish=()):
    """Start once more, press the buttons of *finish*; return what is shown then, and which act is said to be unfinished."""
    with mock.patch.object(taking, "run_in_workers", here), open_desk(home) as (session, browser):
        for verb in finish:
            run_job(session, browser, verb)
        view = session.view()
        assert browser.get("/").status_code == 200
        for unit in view.lines:
            assert browser.get(f"/unit/{unit.now.unit.code}").status_code == 200
        merged = "" if not view.merged else "fresh" if view.freshness and view.freshness.fresh else "old"
        units = tuple(
            (x.now.unit, x.now.state, x.errors, x.now.signed, tuple(s.sha256 for s in x.sent if s.stands))
            for x in view.lines
        )
        made = frozenset(view.outputs) & {"workbook", "word", "page"}  # the others are drawn anew by the way
        said = Shown(
            units, view.handed, view.copies, merged, made, view.published, what_now(view).sentence
        )  # fmt: skip
        cut_off = view.cut_off.verb if view.cut_off else ""
        return said, "collect" if view.mid_run or view.waiting else cut_off


def assert_whole(home):
    """Nothing of the ledger is damaged, and no file is half."""
    folder = open_work_folder(home)
    if folder.ledger.exists():
        with Ledger.open(folder.ledger) as ledger:
            assert [] == ledger.faults()
    assert [] == [a for a in examine_folder(home) if a.severity == ERROR]
    for path in home.rglob("*.xls*"):
        assert path.read_bytes()[:2] == b"PK", path


class Client:
    """A browser at the page of a process, and a unit at its link."""

    def __init__(self, told):
        self.counter, self.process = told["counter"], told["pid"]
        origin = told["link"].partition("/?")[0]
        self.desk = httpx.Client(base_url=origin, headers=self.ours(origin), timeout=60)
        self.village = httpx.Client(headers=self.ours(self.counter), timeout=60)
        assert 303 == self.desk.get(told["link"]).status_code

    @staticmethod
    def ours(origin):
        return {"origin": origin, "sec-fetch-site": "same-origin", "connection": "close"}

    def end(self, how):
        self.desk.close()
        self.village.close()
        with suppress(ProcessLookupError):
            os.kill(self.process, how)

    def post(self, path, **more):
        assert self.desk.post(path, **more).status_code in (200, 303)

    def job(self, verb, **fields):
        self.post(f"/do/{verb}", data=fields)
        self.over()

    def over(self):
        while self.desk.get("/job").json()["state"] == "running":
            pass

    def drop(self, files):
        self.post("/take?json=1", files=[("files", (n, d)) for n, d in files])
        self.over()

    def hand_in(self, name, data):
        self.post("/counter/renew", data={"unit": FIRST})
        links = re.findall(rf"{self.counter}/u/\w+", self.desk.get("/counter").text)
        assert 303 == self.village.post(f"{links[0]}/hand-in", files={"file": (name, data)}).status_code


DROPPED = [("甲.xlsx", workbook(UNITS[0])), ("乙.xlsx", WRONG)]
ACTS = {
    "distribute": ("new", lambda c: c.job("distribute")),
    "drop": ("handed", lambda c: c.drop(DROPPED)),
    "counter": ("handed", lambda c: c.hand_in("甲.xlsx", DROPPED[0][1])),
    "return": ("came", lambda c: c.job("return")),
    "merge": ("all", lambda c: c.job("merge")),
    "sign": ("all", lambda c: c.post(f"/unit/{FIRST}/sign", data={"by": "张某"})),
    "excuse": ("all", lambda c: c.post(f"/unit/{FIRST}/excuse", data={"why": "并入乙村"})),
    "report": ("merged", lambda c: c.job("report")),
    "publish": ("written", lambda c: c.post("/publish", data={"on": "2025-03-01", "despite": "试"})),
}
"""Each act: where it starts from, and what is done."""


@pytest.fixture(scope="module")
def scenes(tmp_path_factory):
    """The work folder as it stands before each act."""
    at = tmp_path_factory.mktemp("scenes")
    home = make(at / "made") / "w" if (at / "made").mkdir() is None else None
    inbox = home.parent / "收"
    with mock.patch.object(taking, "run_in_workers", here), open_desk(home) as (session, browser):

        def keep(name):
            shutil.copytree(home, at / name)

        keep("new")
        run_job(session, browser, "distribute")
        keep("handed")
        (inbox / "错.xlsx").write_bytes(WRONG)
        os.utime(inbox / "错.xlsx", (TIME, TIME))  # what comes later is newer
        drop_files(session, browser, [inbox / "甲.xlsx", inbox / "错.xlsx"])
        keep("came")
        drop_files(session, browser, [inbox / "乙.xlsx", inbox / "丙.zip"])
        keep("all")
        run_job(session, browser, "merge")
        keep("merged")
        run_job(session, browser, "report")
        keep("written")
    return at


@pytest.fixture(scope="module")
def driver():
    """What makes a process for each moment; everything is imported once."""
    command = [sys.executable, str(DRIVER)]
    with subprocess.Popen(
        command, cwd=DRIVER.parent, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as running:
        yield running
        running.kill()


def serve(driver, home, **told):
    driver.stdin.write(json.dumps({"home": str(home), **told}) + "\n")
    driver.stdin.flush()
    return Client(json.loads(driver.stdout.readline()))


@pytest.fixture(scope="module")
def undisturbed(scenes, driver, tmp_path_factory):
    """What the act leaves where nothing happens: worked out once for each act."""
    kept = {}

    def after(act):
        if act not in kept:
            home = tmp_path_factory.mktemp("still") / "w"
            scene, do = ACTS[act]
            shutil.copytree(scenes / scene, home)
            before = start_anew(home)[0]
            do_in_process(driver, home, do)
            kept[act] = before, start_anew(home)[0]
            assert kept[act][0] != kept[act][1], "the act changes what is shown"
        return kept[act]

    return after


def do_in_process(driver, home, do):
    """Do an act in a process that is ended as people end it, when it is over."""
    client = serve(driver, home)
    try:
        do(client)
    finally:
        client.end(signal.SIGINT)
    assert 0 == json.loads(driver.stdout.readline())["ended"]


def died_in(driver, client, do):
    """Do what the process is to die in; tell whether it did. Where it did not, it is ended."""
    reached = False
    try:
        do(client)
    except httpx.TransportError:  # nobody is told that it was done
        reached = True
    client.end(signal.SIGINT)
    return json.loads(driver.stdout.readline())["ended"] == -signal.SIGKILL and reached


@pytest.mark.promise(
    "不会丢", "页面开着时断电、被关掉，再打开看到的就是真的：做到哪一步都照实说，再点一次就接着做完"
)
@pytest.mark.parametrize("moment", MOMENTS, ids=[m.said for m in MOMENTS])
def test_killed_at_any_moment_the_next_start_shows_what_is_true(
    moment, scenes, driver, undisturbed, tmp_path
):
    before, after = undisturbed(moment.act)
    scene, do = ACTS[moment.act]
    home = tmp_path / "w"
    shutil.copytree(scenes / scene, home)
    client = serve(driver, home, point=moment.point, n=moment.n, when=moment.when, of=moment.of)
    assert died_in(driver, client, do), "the moment was never reached"
    shown, unfinished = start_anew(home)
    assert_whole(home)
    if unfinished:  # it says so, and the button it shows does it
        assert re.search("没有收|做到一半", shown.asked)
        shown, _ = start_anew(home, [unfinished])
    else:
        assert shown in (before, after)
    if shown != after:
        do_in_process(driver, home, do)
        shown, _ = start_anew(home)
    assert after == shown
    assert_whole(home)
