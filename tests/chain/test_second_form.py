"""A form nobody here wrote the engine for goes through the whole chain: from its definition alone, with the right figures."""

import csv
import datetime
import importlib
import json
import re
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from toolkit.cli import app
from toolkit.errors import WorkFolderError
from toolkit.folder import roster_workbook
from toolkit.folder.roster import Unit
from toolkit.folder.work_folder import open_work_folder, workbook_timestamp
from toolkit.form.model import REPORT, Cell
from toolkit.form.period import Period
from toolkit.form.placement import lay_out_workbook

DEFINITION = Path(__file__).parent.parent / "data" / "second-form.toml"
YEAR = 2025
PERIOD = Period.of_year(YEAR)
UNITS = (
    Unit("001", "甲村", "村社区"),
    Unit("002", "乙村", "村社区"),
    Unit("003", "派出所", "站所"),
)
DONE, LATE, OPEN = "按时办结", "超时办结", "未办结"
CASES = {
    "001": [("甲1", "咨询", DONE), ("甲2", "咨询", DONE), ("甲3", "投诉", LATE), ("甲4", "投诉", OPEN)],
    "002": [("乙1", "咨询", LATE)],
    "003": [("所1", "投诉", DONE), ("所2", "投诉", DONE), ("所3", "咨询", OPEN)],
}
VISITS = {"001": (40, 38, 12, 12), "002": (25, 20, 9, 7)}
SUMS = {
    "办理.咨询.按时": 2,
    "办理.咨询.超时": 1,
    "办理.咨询.未办": 1,
    "办理.咨询.小计": 4,
    "办理.投诉.按时": 2,
    "办理.投诉.超时": 1,
    "办理.投诉.未办": 1,
    "办理.投诉.小计": 4,
    "走访.走访.户数": 65,
    "走访.走访.满意": 58,
    "走访.回访.户数": 21,
    "走访.回访.满意": 19,
}
"""What CASES and VISITS come to, added up by hand."""
OF_THE_OTHER_FORM = re.compile("(?<!上)年报|年度报告|政府信息公开|表二|表三|表四|正文")


def toolkit(*arguments, code=0):
    """Run a command and return what it says; nothing of it may be about the annual report."""
    run = CliRunner().invoke(app, [str(a) for a in arguments], catch_exceptions=False)
    assert code == run.exit_code, run.output
    assert not OF_THE_OTHER_FORM.search(run.output), run.output
    return run.output


def refused(*arguments):
    """Run a command that cannot be carried out; return why not, and what to do instead."""
    with pytest.raises(WorkFolderError) as told:
        toolkit(*arguments)
    return str(told.value)


def fill(path, form, unit, visits=None, cases=None):
    """Type into the workbook at *path* what a clerk of *unit* would."""
    layout, book = lay_out_workbook(form, unit.kind), openpyxl.load_workbook(path)
    cells = {Cell("封面", "填表人", "内容"): "张三", Cell("封面", "联系电话", "内容"): "0379-00000000"}
    at = [Cell("走访", row, column) for row in ("走访", "回访") for column in ("户数", "满意")]
    cells |= dict(zip(at, visits or VISITS.get(unit.code, ()), strict=False))
    for cell, value in cells.items():
        book[layout.at[cell].sheet][layout.at[cell].a1] = value
    strip = layout.strips["办件"]
    for i, (number, kind, end) in enumerate(CASES[unit.code] if cases is None else cases):
        row = {"工单号": number, "受理": datetime.date(YEAR, 4, 1 + i), "类型": kind, "结果": end}
        for field, value in row.items():
            to = strip.place(field, strip.first + i)
            book[to.sheet][to.a1] = value
    book.save(path)


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A work folder of the second form, made, handed out, filled in, collected twice and merged."""
    home = tmp_path_factory.mktemp("热线")
    at = home / "w"
    name = "某镇人民政府"
    toolkit(
        "init",
        at,
        "--form",
        DEFINITION,
        "--name",
        name,
        "--code",
        "01",
        "--year",
        YEAR,
        "--deadline",
        "2099-01-10",
    )
    folder = open_work_folder(at)
    (at / "名册.xlsx").write_bytes(
        roster_workbook.draw_roster_workbook(UNITS, folder.kinds(), workbook_timestamp(PERIOD))
    )
    toolkit("distribute", "-w", at)
    handed = {u.code: next((at / "下发").glob(f"*{u.code}*.xlsx")) for u in UNITS}
    for unit in UNITS:
        fill(handed[unit.code], folder.form, unit)
    inbox = home / "收到"
    inbox.mkdir()
    for path in handed.values():
        (inbox / path.name).write_bytes(path.read_bytes())
    wrong = inbox / handed["002"].name
    fill(wrong, folder.form, UNITS[1], visits=(25, "20户左右", 9, 11))
    (home / "第一轮.txt").write_text(toolkit("collect", inbox, "-w", at, code=1), encoding="utf-8")
    toolkit("return", "-w", at, code=1)
    (copy,) = (at / "退回").glob("*.xlsx")
    fill(copy, folder.form, UNITS[1], cases=())
    mended = home / "改好"
    mended.mkdir()
    (mended / copy.name).write_bytes(copy.read_bytes())
    toolkit("status", "--remind", "-w", at, code=1)
    toolkit("collect", mended, "-w", at)
    theirs = home / "上级.xlsx"
    upper_form(theirs)
    toolkit("merge", "-w", at, "--csv", home / "长表.csv", "--into", theirs)
    return home


def upper_form(path):
    """Draw what a county might send: the same headings, another order, a title of its own."""
    book = openpyxl.Workbook()
    rows = [
        ("某县热线办件汇总", None, None, None, None),
        ("类型", "小计", "按时办结", "超时办结", "未办结"),
        ("投诉", None, None, None, None),
        ("咨询", None, None, None, None),
    ]
    for row in rows:
        book.active.append(row)
    book.save(path)


def figures_in(path, form, kind=REPORT):
    layout, book = lay_out_workbook(form, kind), openpyxl.load_workbook(path, data_only=True)
    at = {c.name: p for c, p in layout.at.items()}
    return {name: book[at[name].sheet][at[name].a1].value for name in SUMS}


def every_text_of(path):
    book = openpyxl.load_workbook(path)
    return "\n".join(str(c.value) for sheet in book for row in sheet.iter_rows() for c in row if c.value)


def test_what_is_wrong_is_sent_back_with_the_place(home):
    said = (home / "第一轮.txt").read_text(encoding="utf-8")
    assert "统计表 C10（走访·满意）：应为数字，实为“20户左右”" in said
    assert "满意（C11）11 ＞ 户数（B11）9（规则 R2）" in said


def test_the_merged_figures_are_the_sums_by_hand(home):
    folder = open_work_folder(home / "w")
    assert SUMS == figures_in(folder.report, folder.form)


def test_the_workbook_is_named_by_the_form(home):
    assert "某镇人民政府2025年汇总表.xlsx" == open_work_folder(home / "w").report.name


def test_the_long_table_brings_every_unit_and_the_sums(home):
    with (home / "长表.csv").open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.reader(file))
    assert 1 < len(lines)
    own = {name for line in lines for name in line} & {u.name for u in UNITS}
    assert {u.name for u in UNITS} == own


def test_the_upper_levels_form_is_filled_in(home):
    (filled,) = home.glob("**/上级_已填.xlsx")
    sheet = openpyxl.load_workbook(filled, data_only=True).active
    assert [("投诉", 4, 2, 1, 1), ("咨询", 4, 2, 1, 1)] == list(sheet.iter_rows(min_row=3, values_only=True))


def test_nothing_that_is_written_speaks_of_the_annual_report(home):
    at = home / "w"
    toolkit("appraise", "-w", at)
    books = [*at.glob("*.xlsx"), *(at / "下发").glob("*.xlsx"), *(at / "退回").glob("*.xlsx")]
    said = {p.name: every_text_of(p) for p in books}
    said |= {p.name: p.read_text(encoding="utf-8") for p in (*at.glob("*.txt"), *at.glob("*.html"))}
    assert {} == {n: found for n, text in said.items() if (found := OF_THE_OTHER_FORM.findall(text))}


def test_reminders_bear_the_forms_title(home):
    assert "2025年度热线办件情况月报" in (home / "w" / "催报.txt").read_text(encoding="utf-8")


def test_the_ledger_and_the_merged_workbook_verify(home):
    at = home / "w"
    toolkit("verify", "-w", at)
    found = json.loads(toolkit("verify", open_work_folder(at).report, "--children", home, "-w", at, "--json"))
    assert found


def test_what_is_next_after_merging_is_to_send_up(home):
    assert "merge --into" in toolkit("status", "-w", home / "w")


def test_status_rules_and_check_go_by_the_work_folders_form(home):
    at = home / "w"
    importlib.import_module("toolkit.xxgk.finding_codes")  # as where another form's code was loaded before
    assert "R2" in toolkit("rules", "-w", at)
    toolkit("rules", "--markdown", "-w", at)
    toolkit("check", next((at / "下发").glob("*001*")), "-w", at)


@pytest.mark.parametrize(
    "command", [("report",), ("report", "--publish-check"), ("publish", "--on", "2026-01-20"), ("published",)]
)
def test_without_a_companion_there_is_nothing_to_publish_and_it_says_what_to_do_instead(home, command):
    said = refused(*command, "-w", home / "w")
    assert "表样“热线办件情况月报”没有要公布的文档" in said
    assert "toolkit merge --into" in said


def test_a_document_is_not_proofread_by_the_rules_of_another_form(home):
    page = home / "总结.md"
    page.write_text("# 某镇2025年热线办件总结\n\n办件8件。\n", encoding="utf-8")
    assert "没有要公布的文档" in refused("check", page, "-w", home / "w")
    inside = home / "w" / page.name
    inside.write_bytes(page.read_bytes())
    assert "没有要公布的文档" in refused("check", inside)


def test_a_workbook_is_read_by_the_form_it_names_wherever_one_is(home, monkeypatch):
    monkeypatch.chdir(home)
    toolkit("check", next((home / "w" / "下发").glob("*001*")))
    assert "没有要公布的文档" in refused("report", open_work_folder(home / "w").report)


def test_the_work_folder_goes_on_without_the_definition_it_was_made_from(home):
    assert (home / "w" / "rexian.toml").read_bytes() == DEFINITION.read_bytes()


def test_a_report_of_a_form_that_is_not_known_here_says_so(home, tmp_path):
    alone = tmp_path / "汇总表.xlsx"
    alone.write_bytes(open_work_folder(home / "w").report.read_bytes())
    assert "用的表样是 rexian，这里没有" in refused("report", alone)
