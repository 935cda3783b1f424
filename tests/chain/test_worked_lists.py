"""Lists with columns that are worked out and sums above their rows go through the whole chain, recalculated by LibreOffice."""

import datetime
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from toolkit.cli import app
from toolkit.folder import roster_workbook
from toolkit.folder.roster import Unit
from toolkit.folder.work_folder import open_work_folder, workbook_timestamp
from toolkit.form.model import REPORT
from toolkit.form.period import Period
from toolkit.form.placement import lay_out_workbook
from toolkit.verifying.report_against_files import verify_report

pytestmark = pytest.mark.office
DEFINITION = Path(__file__).parent.parent / "data" / "purchases.toml"
YEAR = 2025
UNITS = (Unit("001", "甲村", "村"), Unit("002", "乙村", "村"))
BOUGHT = {
    "001": [("票1", 3, 10, 1.0005, 10), ("票2", 5, None, 2.5, 3)],
    "002": [("票3", 7, 9, 33.3333, 3), ("票4", 8, 8, 0.1, 5)],
}
"""By unit: receipt, day bought, day it came, price, how many."""
AMOUNTS = {"001": [10.01, 7.5], "002": [100.0, 0.5]}
TAXES = {"001": [0.29, 0.22], "002": [2.91, 0.01]}
DAYS = {"001": [7, None], "002": [2, 0]}
"""What these come to, by hand."""


def toolkit(*arguments, code=0):
    run = CliRunner().invoke(app, [str(a) for a in arguments], catch_exceptions=False)
    assert code == run.exit_code, run.output
    return run.output


def fill(path, form, unit, change=None):
    """Type into the workbook at *path* what a clerk would: no cell that is worked out."""
    layout, book = lay_out_workbook(form, "村"), openpyxl.load_workbook(path)
    for cell, at in layout.at.items():
        if form.figure(cell).type in ("count", "number") and book[at.sheet][at.a1].data_type != "f":
            book[at.sheet][at.a1] = 1
        elif cell.table == "封面":
            book[at.sheet][at.a1] = datetime.date(YEAR, 12, 31) if "日期" in cell.row else "张三"
    strip = layout.strips["采购"]
    for row, (number, bought, came, price, many) in enumerate(BOUGHT[unit.code], strip.first):
        said = {"号": number, "日": datetime.date(YEAR, 3, bought), "类": "办公", "单价": price, "数量": many}
        said |= {"到": datetime.date(YEAR, 3, came)} if came else {}
        for field, value in said.items():
            to = strip.place(field, row)
            book[to.sheet][to.a1] = value
    if change:
        change(book, strip)
    book.save(path)


def typed_over(book, strip):
    """A wrong amount and the sum over their formulas, and a total row of the clerk's own below."""
    sheet = book[strip.register.sheet]
    sheet[strip.place("金额", strip.first).a1] = 99
    sheet[strip.totals["金额"].a1] = 1234
    sheet[strip.place("号", strip.first + 2).a1] = "合计"
    sheet[strip.place("数量", strip.first + 2).a1] = 8


@pytest.fixture(scope="module")
def home(tmp_path_factory, recalculated):
    """A work folder whose two villages' lists were filled in, collected, sent back, mended and merged."""
    home = tmp_path_factory.mktemp("采购")
    at = home / "w"
    name = ("--name", "某镇人民政府", "--code", "01", "--period", YEAR, "--deadline", "2099-01-10")
    toolkit("init", at, "--form", DEFINITION, *name)
    folder = open_work_folder(at)
    roster = roster_workbook.draw_roster_workbook(
        UNITS, folder.kinds(), workbook_timestamp(Period.of_year(YEAR))
    )
    (at / "名册.xlsx").write_bytes(roster)
    toolkit("distribute", "-w", at)
    handed = [next((at / "下发").glob(f"*{u.code}*.xlsx")) for u in UNITS]
    fill(handed[0], folder.form, UNITS[0])
    fill(handed[1], folder.form, UNITS[1], typed_over)
    first = recalculated(handed)
    (home / "first.txt").write_text(toolkit("collect", first[0].parent, "-w", at), encoding="utf-8")
    toolkit("return", "-w", at)
    (copy,) = (at / "退回").glob("*.xlsx")
    empty_own_total(copy, folder.form)
    (mended,) = recalculated([copy])
    (home / "second.txt").write_text(toolkit("collect", mended.parent, "-w", at), encoding="utf-8")
    toolkit("merge", "-w", at)
    (report,) = at.glob("*汇总表.xlsx")
    (merged,) = recalculated([report])
    units = home / "units"
    units.mkdir()
    shown = {"001": first[0], "002": mended, "report": merged}
    for code in ("001", "002"):
        (units / shown[code].name).write_bytes(shown[code].read_bytes())
    return home, folder.form, report, shown


def empty_own_total(copy, form):
    """Empty the clerk's own total row: the formulas that were typed over are back already."""
    strip, book = lay_out_workbook(form, "村").strips["采购"], openpyxl.load_workbook(copy)
    sheet = book[strip.register.sheet]
    for name in ("号", "数量"):
        sheet[strip.place(name, strip.first + 2).a1] = None
    book.save(copy)


def columns_shown(form, kind, path, rows, *names):
    """What columns of the list show once recalculated, the sum above them first."""
    strip = lay_out_workbook(form, kind).strips["采购"]
    sheet = openpyxl.load_workbook(path, data_only=True)[strip.register.sheet]
    lines = (strip.sums, *range(strip.first, strip.first + rows))
    return [[sheet[strip.place(n, row).a1].value or None for row in lines] for n in names]


def test_a_program_works_out_what_we_do(home):
    _, form, _, shown = home
    for code in ("001", "002"):
        amounts, taxes, days = AMOUNTS[code], TAXES[code], [d or None for d in DAYS[code]]
        seen = columns_shown(form, "村", shown[code], 2, "金额", "税", "天")
        assert seen[0] == [pytest.approx(sum(amounts)), *map(pytest.approx, amounts)], code
        assert seen[1] == [pytest.approx(sum(taxes)), *map(pytest.approx, taxes)], code
        assert seen[2][1:] == days, code


def test_what_was_typed_over_is_asked_and_the_clerks_own_total_is_no_row(home):
    said = (home[0] / "first.txt").read_text(encoding="utf-8")
    for part in (
        "按本行其他栏是 100，填的却是 99",
        "各行是 100.5，填的却是 1234",
        "第 9 行是合计行",
        "应为 8，已按 8 读取",
    ):
        assert part in said.replace("\n", ""), said


def test_the_return_copy_has_its_formulas_back(home):
    said = (home[0] / "second.txt").read_text(encoding="utf-8")
    assert "通过 1" in said, said
    assert "提示" not in said.partition("文件 1 个")[0].partition("└")[2], said


def test_the_merged_list_is_worked_out_and_added_up_too(home):
    _, form, _, shown = home
    amounts = AMOUNTS["001"] + AMOUNTS["002"]
    (seen,) = columns_shown(form, REPORT, shown["report"], 4, "金额")
    assert seen == [pytest.approx(sum(amounts)), *map(pytest.approx, amounts)]


def test_the_lines_on_a_sheet_say_what_the_cover_says(home):
    _, _, _, shown = home
    sheet = openpyxl.load_workbook(shown["001"], data_only=True)["人口"]
    assert sheet["A3"].value.startswith("填报单位：甲村　　报告期：2025年")
    assert sheet["F3"].value == "计量单位：人"
    assert sheet["A10"].value == "单位负责人：张三　　填报人：张三　　填报日期：2025-12-31"


def test_verify_holds_the_rows_and_their_sums_against_the_files(home):
    base, form, report, _ = home
    now = "2026-01-01T00:00:00+08:00"
    assert [] == verify_report(report, base / "units", now, lambda *_: None).findings
    strip, book = lay_out_workbook(form, REPORT).strips["采购"], openpyxl.load_workbook(report)
    sheet = book[strip.register.sheet]
    sheet[strip.totals["金额"].a1] = 1
    sheet[strip.place("金额", strip.first).a1] = 2
    changed = report.with_name("改过.xlsx")
    book.save(changed)
    found = verify_report(changed, base / "units", now, lambda *_: None).findings
    told = {(f.code, f.cell) for f in found if f.code == "replaced"}
    assert {("replaced", strip.totals["金额"].a1), ("replaced", strip.place("金额", strip.first).a1)} == told
