"""A form with rates, percentages, amounts below 0 and printed codes: handed out, filled in LibreOffice, collected, merged."""

import json

import openpyxl
import pytest
from rates import DEFINITION, figure
from typer.testing import CliRunner

from toolkit.cli import app
from toolkit.folder import roster_workbook
from toolkit.folder.roster import Unit
from toolkit.folder.work_folder import open_work_folder, workbook_timestamp
from toolkit.form.layout import CHECKS
from toolkit.form.model import REPORT
from toolkit.form.placement import lay_out_workbook

pytestmark = pytest.mark.office
YEAR = 2025
UNITS = (Unit("001", "甲村", "村社区"), Unit("002", "乙村", "村社区"))
TYPED = {
    "001": {"工矿": (3, 2, 1, "（5）"), "建筑": (0, 0, 0, -1.5), "其他": (8, 1, 1, 0)},
    "002": {"工矿": (80, 49, 7, 2.25), "建筑": (0, 0, 0, 0), "其他": (0, 0, 0, "－3")},
}
"""排查, 整改, 按时, 增减 of each."""
MERGED = {
    "工矿": (83, 51, 8, -2.75, 61.4, 0.157),
    "建筑": (0, 0, 0, -1.5, "/", "—"),
    "其他": (8, 1, 1, -3, 12.5, 1),
    "合计": (91, 52, 9, -7.25, 57.1, 0.173),
}
"""What these come to by hand, and the two rates of the sums."""
COLUMNS = ("排查", "整改", "按时", "增减", "整改率", "按时率")


def toolkit(*arguments, code=0):
    run = CliRunner().invoke(app, [str(a) for a in arguments], catch_exceptions=False)
    assert code == run.exit_code, run.output
    return run.output


def fill(path, form, unit):
    layout, book = lay_out_workbook(form, unit.kind), openpyxl.load_workbook(path)
    cells = {
        figure(*c, "封面"): v
        for c, v in ((("填表人", "内容"), "张三"), (("联系电话", "内容"), "0379-0000000"))
    }
    cells |= {figure("检查", "本月", "指标"): 4, figure("人数", "本月", "指标"): 9}
    for row, values in TYPED[unit.code].items():
        cells |= {figure(row, c): v for c, v in zip(COLUMNS, values, strict=False)}
    for cell, value in cells.items():
        book[layout.at[cell].sheet][layout.at[cell].a1] = value
    book.save(path)


@pytest.fixture(scope="module")
def home(tmp_path_factory, recalculated):
    home = tmp_path_factory.mktemp("率")
    at = home / "w"
    said = ("--name", "某镇", "--code", "01", "--year", YEAR, "--deadline", "2099-01-10")
    toolkit("init", at, "--form", DEFINITION, *said)
    folder = open_work_folder(at)
    (at / "名册.xlsx").write_bytes(
        roster_workbook.draw_roster_workbook(UNITS, folder.kinds(), workbook_timestamp(folder.office.period))
    )
    toolkit("distribute", "-w", at)
    filled = [next((at / "下发").glob(f"*{u.code}*.xlsx")) for u in UNITS]
    for path, unit in zip(filled, UNITS, strict=True):
        fill(path, folder.form, unit)
    inbox = home / "收到"
    inbox.mkdir()
    for path in recalculated(filled):
        (inbox / path.name).write_bytes(path.read_bytes())
    (home / "收.json").write_text(toolkit("collect", inbox, "-w", at, "--json"), encoding="utf-8")
    upper_form(home / "上级.xlsx")
    toolkit("merge", "-w", at, "--csv", home / "长表.csv", "--into", home / "上级.xlsx")
    return home


def upper_form(path):
    """Draw what a county sends: codes and numbers of columns printed in it, its own order of columns."""
    book = openpyxl.Workbook()
    for row in (
        ("某县隐患排查治理汇总表",),
        ("行业和领域", "代码", "一般事故隐患", None, None, "按时整改数", "按时整改率"),
        (None, None, "排查数", "其中：已整改", "整改率（%）", None, None),
        ("甲", "乙", "1", "2", "3", "4", "5"),
        ("合计", "01"),
        ("1.工矿商贸", "02"),
        ("2.建筑施工", "03"),
        ("3.其他", "04"),
    ):
        book.active.append(row)
    book.save(path)


def merged(form, path):
    layout, book = lay_out_workbook(form, REPORT), openpyxl.load_workbook(path, data_only=True)
    places = {r: [layout.at[figure(r, c)] for c in COLUMNS] for r in MERGED}
    return {r: tuple(book[p.sheet][p.a1].value for p in at) for r, at in places.items()}


def test_what_was_typed_is_taken_and_nothing_else_is_told(home):
    told = json.loads((home / "收.json").read_text(encoding="utf-8"))
    findings = [f for file in told["files"] for f in file["findings"]]
    assert {"cleaned", "stale_cache", "rule_broken"} == {f["code"] for f in findings}
    assert 2 == sum(
        f["code"] == "cleaned" for f in findings
    )  # （5） and －3, which the sheets' own totals leave out
    assert {"S4"} == {f["rule"] for f in findings if f["code"] == "rule_broken"}  # 12.5 is below 50


def test_rates_are_worked_out_of_the_sums(home):
    folder = open_work_folder(home / "w")
    assert MERGED == merged(folder.form, folder.report)


def test_a_spreadsheet_program_says_the_same_of_the_merged_workbook(home, recalculated):
    folder = open_work_folder(home / "w")
    (again,) = recalculated([folder.report])
    assert MERGED == merged(folder.form, again)
    lines = openpyxl.load_workbook(again, data_only=True)[CHECKS].iter_rows(values_only=True)
    assert {"S4"} == {line[0] for line in lines if line[5] == "不符"}


def test_the_upper_levels_form_with_its_codes_and_numbers_is_filled_in(home):
    (filled,) = home.glob("**/上级_已填.xlsx")
    rows = list(openpyxl.load_workbook(filled, data_only=True).active.iter_rows(min_row=4, values_only=True))
    assert ("甲", "乙", "1", "2", "3", "4", "5") == rows[0]
    assert ("合计", "01", 91, 52, 57.1, 9, 0.173) == rows[1]
    assert ("2.建筑施工", "03", 0, 0, "/", 0, "—") == rows[3]


def test_the_long_table_has_no_sum_of_rates(home):
    lines = [x.split(",") for x in (home / "长表.csv").read_text(encoding="utf-8-sig").splitlines()]
    assert {"01"} == {line[0] for line in lines if "整改率" in line}


def test_the_merged_workbook_verifies(home):
    folder = open_work_folder(home / "w")
    assert toolkit("verify", folder.report, "--children", home, "-w", home / "w")


def test_the_other_verbs_go_through(home):
    at = home / "w"
    for command in ("status", "appraise", "verify", "rules"):
        toolkit(command, "-w", at)
