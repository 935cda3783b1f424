"""A monthly form, month after month in one work folder: earlier figures come along, another month's files never count."""

import datetime
import json
import shutil
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
from toolkit.form.placement import lay_out_workbook
from toolkit.reading.identity import identify_workbook
from toolkit.reading.read_workbook import read_submission
from toolkit.xlsx.open_workbook import open_book

DEFINITION = Path(__file__).parent.parent / "data" / "monthly.toml"
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
def home(tmp_path_factory):
    """April collected and merged; the folder opened for May, which is handed out."""
    home = tmp_path_factory.mktemp("月报")
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
    assert "开始 2025年5月" in (home / "next.txt").read_text(encoding="utf-8")
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


def test_a_file_of_april_is_never_counted_in_may(home, tmp_path):
    may = tmp_path / "w"
    shutil.copytree(home / "w", may)
    said = toolkit("collect", home / "四月", "-w", may, code=1)
    assert "报告期是 2025-04，应为 2025-05" in said
    found = json.loads(toolkit("status", "-w", may, "--json", code=1))
    assert {"returned"} == {u["state"] for u in found["units"]}


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
    with pytest.raises(WorkFolderError, match="下一期应在它之后，实为 2025-04"):
        toolkit("next", "-w", at, "--period", "2025-04")
    with pytest.raises(WorkFolderError, match="下一期应在它之后，实为 2025-05"):
        toolkit("next", "-w", at, "--period", "2025-05", "--unmerged")
    assert "是年" in toolkit("next", "-w", at, "--period", "2025", code=2)
