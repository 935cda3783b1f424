"""A monthly form, month after month in one work folder: earlier figures come along, another month's files never count."""

import datetime
import io
import json
import os
import re
import shutil
import sqlite3
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from toolkit.cli import app
from toolkit.errors import WorkFolderError
from toolkit.folder import roster_workbook
from toolkit.folder.past_periods import past_periods
from toolkit.folder.roster import Unit
from toolkit.folder.work_folder import open_work_folder, workbook_timestamp
from toolkit.form.grounding import ground_form
from toolkit.form.model import Cell, PriorCell
from toolkit.form.period import PERIOD_KINDS, PeriodKind
from toolkit.form.placement import lay_out_workbook
from toolkit.publishing.next_period import move_deadline, open_next_period
from toolkit.reading.identity import identify_workbook
from toolkit.reading.read_workbook import read_submission
from toolkit.xlsx.open_workbook import open_book

DEFINITION = Path(__file__).parent.parent / "data" / "monthly.toml"
NOW = "2025-05-06T08:00:00+00:00"
UNITS = (Unit("001", "甲村", "村"), Unit("002", "乙村", "村"))


def toolkit(*arguments, code=0):
    run = CliRunner().invoke(app, [str(a) for a in arguments], catch_exceptions=False)
    assert code == run.exit_code, run.output
    return run.output


def fill(path, form, visits, rows=()):
    """Type a month's figures: 走访, 结余, 回访 and the list's rows as (number, day, result)."""
    layout, book = lay_out_workbook(form, "村"), openpyxl.load_workbook(path)
    cells = {Cell("封面", "填表人", "内容"): "张三"}
    at = (("走访", "户数"), ("走访", "结余"), ("回访", "户数"), ("回访", "结余"))
    cells |= {Cell("走访", *where): value for where, value in zip(at, visits, strict=True)}
    for cell, value in cells.items():
        book[layout.at[cell].sheet][layout.at[cell].a1] = value
    strip = layout.strips["登记"]
    for i, row in enumerate(rows):
        for field, value in zip(("编号", "日期", "结果"), row, strict=True):
            at = strip.place(field, strip.first + i)
            book[at.sheet][at.a1] = value
    if not rows and not book[strip.tick.sheet][strip.tick.a1].value:
        book[strip.tick.sheet][strip.tick.a1] = "是"
    book.save(path)


def handed(at, unit):
    (found,) = (at / "下发").glob(f"{unit.code}_*.xlsx")
    return found


def month(at, inbox, figures, rows=None, code=0):
    """Hand out, fill in, collect; return what collecting said."""
    toolkit("distribute", "-w", at)
    form = open_work_folder(at).form
    inbox.mkdir()
    for unit in UNITS:
        path = inbox / handed(at, unit).name
        path.write_bytes(handed(at, unit).read_bytes())
        fill(path, form, figures[unit.code], (rows or {}).get(unit.code, ()))
    return toolkit("collect", inbox, "-w", at, code=code)


@pytest.fixture(scope="module")
def april(tmp_path_factory):
    """April collected and merged."""
    home = tmp_path_factory.mktemp("四月")
    at = home / "w"
    words = ("--name", "某镇人民政府", "--code", "01", "--deadline", "2025-05-05", "--period", "2025年4月")
    toolkit("init", at, "--form", DEFINITION, *words)
    folder = open_work_folder(at)
    stamp = workbook_timestamp(folder.office.period)
    (at / "名册.xlsx").write_bytes(roster_workbook.draw_roster_workbook(UNITS, folder.kinds(), stamp))
    day = datetime.date(2025, 4, 9)
    rows = {"001": [("甲1", day, "已办"), ("甲2", day, "未办")]}
    month(at, home / "四月", {"001": (5, 5, 2, 1), "002": (7, 7, 0, 0)}, rows)
    toolkit("merge", "-w", at)
    return home


@pytest.fixture(scope="module")
def home(april, tmp_path_factory):
    """The folder opened for May, which is handed out."""
    home = tmp_path_factory.mktemp("月报") / "五月"
    shutil.copytree(april, home)
    at = home / "w"
    (home / "next.txt").write_text(toolkit("next", "-w", at), encoding="utf-8")
    toolkit("distribute", "-w", at)
    return home


def blank_of_may(home, unit=UNITS[0]):
    folder = open_work_folder(home / "w")
    book = open_book(handed(home / "w", unit).read_bytes())
    return read_submission(ground_form(folder.form, "村"), book, identify_workbook(book).who).submission


def test_the_next_period_keeps_settings_and_roster_and_puts_the_old_one_away(home):
    at = home / "w"
    folder = open_work_folder(at)
    assert ("2025-05", "2025-06-05") == (folder.office.period.text, folder.office.deadline)
    said = (home / "next.txt").read_text(encoding="utf-8")
    assert "开始 2025年5月" in said
    assert "下一步：核对名册和 toolkit.toml 里的截止日期，toolkit distribute -w" in said.splitlines()[-1]
    assert UNITS == folder.roster()
    assert ["2025-04"] == [p.text for p in past_periods(folder)]
    old = open_work_folder(at / "往期" / "2025-04")
    assert old.report.is_file()
    assert "某镇人民政府2025年4月汇总表.xlsx" == old.report.name
    assert not folder.report.exists()
    assert not list(at.glob("*4月*"))
    found = json.loads(toolkit("status", "-w", old.path, "--json"))
    assert {"received"} == {u["state"] for u in found["units"]}
    toolkit("verify", "-w", old.path)
    toolkit("check", old.report)


def test_what_the_unit_reported_last_month_is_printed_in_its_blank(home):
    made = blank_of_may(home)
    assert "2025-05" == made.who.period
    assert 5.0 == made.prior[PriorCell("走访", "走访", "结余", "上期")]
    assert not [p for p in made.prior if p.word == "上年同期"], "nobody knows April of last year"


def test_open_rows_of_last_month_go_on(home):
    assert ["甲2"] == [r.values["编号"] for r in blank_of_may(home).rows["登记"]]


def test_what_april_received_is_passed_over_in_may(home, tmp_path):
    may = tmp_path / "w"
    shutil.copytree(home / "w", may)
    found = json.loads(toolkit("collect", home / "四月", "-w", may, "--json", code=1))
    assert {("other_period", "2025-04 那一期收过，这一期不算")} == {
        (f["outcome"], f["reason"]) for f in found["files"]
    }
    assert {"overdue"} == {u["state"] for u in found["units"]}, "nobody is told to mend April"
    assert not (may / "原件").exists(), "nothing of it is kept a second time"


def test_one_inbox_for_all_months_holds_nothing_back(home, tmp_path):
    may, inbox = tmp_path / "w", tmp_path / "收到"
    shutil.copytree(home / "w", may)
    shutil.copytree(home / "四月", inbox / "四月")
    (inbox / "打包.zip").write_bytes(zipped(home / "四月"))
    new = inbox / "甲村五月.xlsx"
    new.write_bytes(handed(may, UNITS[0]).read_bytes())
    fill(new, open_work_folder(may).form, (3, 8, 0, 0), [("甲2", datetime.date(2025, 5, 2), "已办")])
    late = inbox / "乙村四月更正.xlsx"
    late.write_bytes((inbox / "四月" / handed(may / "往期" / "2025-04", UNITS[1]).name).read_bytes())
    fill(late, open_work_folder(may).form, (8, 8, 0, 0))
    found = json.loads(toolkit("collect", inbox, "-w", may, "--json", code=1))
    outcomes = {Path(f["path"]).name: f["outcome"] for f in found["files"]}
    packed = {f["outcome"] for f in found["files"] if "打包.zip/" in f["path"]}
    assert {"other_period"} == packed
    assert {"甲村五月.xlsx": "accepted", "乙村四月更正.xlsx": "returned"}.items() <= outcomes.items()
    assert {"received", "returned"} == {u["state"] for u in found["units"]}
    remedy = next(x["remedy"] for f in found["files"] for x in f["findings"] if x["code"] == "wrong_period")
    assert "在那一期收：toolkit collect" in remedy
    past = may / "往期" / "2025-04"
    again = json.loads(toolkit("collect", inbox, "-w", past, "--json"))
    assert "accepted" == {Path(f["path"]).name: f["outcome"] for f in again["files"]}["乙村四月更正.xlsx"]
    assert "other_period" == {Path(f["path"]).name: f["outcome"] for f in again["files"]}["甲村五月.xlsx"]
    after = json.loads(toolkit("collect", inbox, "-w", may, "--json", code=1))
    states = {u["name"]: u["state"] for u in after["units"]}
    assert {"甲村": "received", "乙村": "overdue"} == states, "April has it now: it is May's no more"


def zipped(folder):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        for path in folder.iterdir():
            file.write(path, path.name)
    return made.getvalue()


def test_a_file_of_may_that_came_in_april_is_may_s(april, tmp_path):
    """It lay in April's inbox before April was put away: received there, and of May all the same."""
    at, inbox = tmp_path / "w", tmp_path / "收"
    shutil.copytree(april / "w", at)
    toolkit("next", "-w", at)
    toolkit("distribute", "-w", at)
    inbox.mkdir()
    early = inbox / "早.xlsx"
    early.write_bytes(handed(at, UNITS[0]).read_bytes())
    fill(early, open_work_folder(at).form, (3, 8, 0, 0), [("甲2", datetime.date(2025, 5, 2), "已办")])
    toolkit("collect", inbox, "-w", at / "往期" / "2025-04")
    found = json.loads(toolkit("collect", inbox, "-w", at, "--json", code=1))
    assert ["accepted"] == [f["outcome"] for f in found["files"]]


def test_an_april_file_that_was_adopted_is_not_may_s_unless_the_office_says_so(april, tmp_path):
    at, inbox = tmp_path / "w", tmp_path / "收"
    shutil.copytree(april / "w", at)
    inbox.mkdir()
    book = openpyxl.load_workbook(next((april / "四月").glob("001*")))
    for name in ("封面", "_标识"):
        del book[name]
    for name in list(book.custom_doc_props.names):
        del book.custom_doc_props[name]
    book.save(inbox / "甲村.xlsx")
    toolkit("collect", inbox, "-w", at, code=1)
    toolkit("adopt", inbox / "甲村.xlsx", "001", "--why", "电话问过", "-w", at)
    toolkit("merge", "--partial", "-w", at, code=1)
    toolkit("next", "-w", at)
    found = json.loads(toolkit("collect", inbox, "-w", at, "--json", code=1))
    assert ["other_period"] == [f["outcome"] for f in found["files"]]
    with pytest.raises(WorkFolderError, match="这份文件 2025-04 那一期已经收过"):
        toolkit("adopt", inbox / "甲村.xlsx", "001", "--why", "电话问过", "-w", at)
    with pytest.raises(WorkFolderError, match="2025-04 那一期收的，这一期不能用它"):
        toolkit("collect", inbox, "--prefer", inbox / "甲村.xlsx", "-w", at)


def test_a_rule_over_the_month_before_is_judged_in_the_sheet_and_by_the_reader(home, tmp_path):
    may = tmp_path / "w"
    shutil.copytree(home / "w", may)
    for path in (may / "下发").glob("*"):
        path.unlink()
    figures = {"001": (3, 8, 0, 0), "002": (1, 9, 0, 0)}
    day = datetime.date(2025, 5, 2)
    rows = {"002": [("乙1", day, "已办"), ("乙2", datetime.date(2025, 4, 30), "已办")]}
    said = toolkit("collect", _filled(may, tmp_path, figures, rows), "-w", may, code=1)
    assert "应为 8" in said, "7 left over and 1 more"
    assert "日期应在报告期内" in said
    assert said.count("M1") <= 2
    assert "甲村" not in "".join(x for x in said.splitlines() if "M1" in x)


def _filled(at, tmp_path, figures, rows):
    inbox = tmp_path / "五月"
    month(at, inbox, figures, rows, code=1)
    return inbox


def test_the_next_period_must_be_later_and_the_old_one_merged(home, tmp_path):
    at = home / "w"
    with pytest.raises(WorkFolderError, match="2025-05 还没有汇总"):
        toolkit("next", "-w", at)
    with pytest.raises(WorkFolderError, match="是收起来的往期"):
        toolkit("next", "-w", at / "往期" / "2025-04")
    with pytest.raises(WorkFolderError, match="下一期应在它之后，实为 2025-04"):
        toolkit("next", "-w", at, "--period", "2025-04")
    with pytest.raises(WorkFolderError, match="下一期应在它之后，实为 2025-05"):
        toolkit("next", "-w", at, "--period", "2025-05", "--unmerged")
    assert "是年" in toolkit("next", "-w", at, "--period", "2025", code=2)


def test_next_says_what_is_open_and_refuses_an_older_report(april, tmp_path):
    at, late = tmp_path / "w", tmp_path / "收"
    shutil.copytree(april / "w", at)
    late.mkdir()
    changed = late / "乙村.xlsx"
    changed.write_bytes(next((april / "四月").glob("002*")).read_bytes())
    fill(changed, open_work_folder(at).form, (9, 9, 0, "三"))
    toolkit("collect", late, "-w", at, code=1)
    with pytest.raises(WorkFolderError, match="汇总以后又有变化"):
        toolkit("next", "-w", at)
    said = toolkit("next", "-w", at, "--unmerged")
    assert "2025-04 退回未改：乙村" in said
    assert "toolkit collect 收到的目录 -w" in said
    with pytest.raises(WorkFolderError, match="2025-05 还没有下发"):
        toolkit("next", "-w", at)
    assert "2025-05 什么也没有做" in toolkit("next", "-w", at, "--period", "2025-07")
    assert ["2025-04"] == [p.text for p in past_periods(open_work_folder(at))]


def whole(folder):
    """Everything a work folder and what it keeps hold, but for the ledger's own bytes: its rows."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.name.startswith("台账.sqlite"):
            if path.suffix == ".sqlite":
                with sqlite3.connect(path) as rows:
                    found[path.relative_to(folder)] = list(rows.iterdump())
        elif path.is_file() and not path.name.startswith("."):
            found[path.relative_to(folder)] = path.read_bytes()
    return found


CHANGES = ("os.rename", "os.mkdir", "os.utime", "os.chmod", "os.remove", "shutil.copyfile", "shutil.copystat")
"""What the system is asked for that changes a folder."""


def disturbed(at, n, error=None):
    """Run next in a process of its own that dies at, or is refused, the *n*-th change of the folder; return how it ended."""
    child = os.fork()
    if child == 0:
        left = [n]

        def watch(event, _):
            if event in CHANGES:
                left[0] -= 1
                if left[0] == 0:
                    if error:
                        raise error
                    os._exit(9)

        code = 4
        try:
            folder = open_work_folder(at)
            sys.addaudithook(watch)
            open_next_period(folder, None, NOW)
            code = 0 if left[0] > 0 else 5
        except WorkFolderError:
            code = 3
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


@pytest.mark.promise("不会丢", "换期做到一半断了，再运行一次就接着做完，两期的东西都在")
@pytest.mark.parametrize("error", [None, PermissionError(13, "Permission denied", "某文件")])
def test_disturbed_anywhere_next_is_completed_by_a_second_run(april, tmp_path, error):
    at, n, ended = tmp_path / "w", 0, []
    own = {"我的.docx": b"mine", "记录.txt": b"mine too"}
    shutil.copytree(april / "w", tmp_path / "still")
    for name, data in own.items():
        (tmp_path / "still" / name).write_bytes(data)
    shutil.copytree(tmp_path / "still", at)
    toolkit("next", "-w", tmp_path / "still")
    expected = whole(tmp_path / "still")
    while True:
        n += 1
        shutil.rmtree(at)
        shutil.copytree(april / "w", at)
        for name, data in own.items():
            (at / name).write_bytes(data)
        ended.append(disturbed(at, n, error))
        if ended[-1] == 0:
            break
        assert ended[-1] in ((3, 5) if error else (9,)), (n, ended)
        if (at / "往期" / "2025-04.未完成").exists() and open_work_folder(at).office.period.text == "2025-04":
            with pytest.raises(WorkFolderError, match="没有做完"):
                toolkit("status", "-w", at)
        if open_work_folder(at).office.period.text == "2025-04":
            toolkit("next", "-w", at)
        assert expected == whole(at), n
    assert n > 15


def test_what_stands_in_both_places_is_written_over_in_neither(april, tmp_path):
    at = tmp_path / "w"
    shutil.copytree(april / "w", at)
    assert 9 == disturbed(at, 9)
    (at / "往期" / "2025-04.未完成" / "台账.sqlite").write_bytes(b"another")
    with pytest.raises(WorkFolderError, match="两处都有，没有覆盖"):
        toolkit("next", "-w", at)
    assert b"another" == (at / "往期" / "2025-04.未完成" / "台账.sqlite").read_bytes()


@pytest.mark.parametrize(
    ("deadline", "now", "to", "expected"),
    [
        ("2025-05-05", "2025-04", "2025-05", "2025-06-05"),
        ("2025-04-25", "2025-04", "2025-05", "2025-05-25"),
        ("2025-01-31", "2025-01", "2025-02", "2025-02-28"),
        ("2025-02-28", "2025-02", "2025-03", "2025-03-31"),
        ("2025-12-05", "2025-11", "2025-12", "2026-01-05"),
        ("2025-04-10", "2025Q1", "2025Q2", "2025-07-10"),
        ("2025-07-15", "2025H1", "2025H2", "2026-01-15"),
        ("2025-01-15", "2024", "2025", "2026-01-15"),
        ("2025-04-11", "2025-04上旬", "2025-04中旬", "2025-04-21"),
        ("2025-05-02", "2025-04-30", "2025-06-15", "2025-06-17"),
        ("", "2025-04", "2025-05", ""),
    ],
)
def test_a_deadline_goes_on_as_people_mean_it(deadline, now, to, expected):
    kind = next(k for k in PERIOD_KINDS if PeriodKind(k).reads(now))
    assert expected == move_deadline(deadline, PeriodKind(kind).read(now), PeriodKind(kind).read(to))


OF_YEARS = re.compile("年度|年报|上年(?!同期)|全年|今年|本年|去年")


def shown_texts(path):
    """Yield every text of a file that people are shown."""
    if path.suffix in (".xlsx", ".docx"):
        with zipfile.ZipFile(path) as parts:
            for name in parts.namelist():
                if name.endswith(".xml"):
                    yield from re.split(r"[<>]", parts.read(name).decode())
    elif path.suffix in (".html", ".txt", ".toml"):
        yield from re.split(r"[<>\n]", path.read_text(encoding="utf-8"))


def test_nothing_that_is_made_month_by_month_speaks_of_years(home, tmp_path):
    at = tmp_path / "w"
    shutil.copytree(home / "w", at)
    inbox = tmp_path / "五月"
    month(at, inbox, {"001": (3, 9, 0, 0), "002": (1, 8, 0, 0)}, code=1)
    said = toolkit("merge", "--partial", "-w", at, code=1)
    for words in (("return",), ("receipt",), ("appraise",), ("status", "--remind", "--html")):
        said += CliRunner().invoke(app, [*words, "-w", str(at)], catch_exceptions=False).output
    said += toolkit("verify", open_work_folder(at).report, "--children", inbox, "-w", at)
    assert not OF_YEARS.search(said), said
    told = {
        (path.name, text.strip()[:80])
        for path in at.rglob("*")
        if path.is_file() and "原件" not in path.parts and path.name != "zfjc.toml"
        for text in shown_texts(path)
        if OF_YEARS.search(text)
    }
    assert set() == told
