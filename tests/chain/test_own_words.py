"""Every number in a sentence of ours is the one the sheet beside it shows."""

import dataclasses
import json
import re
import shutil

import pytest
from draw import submission
from forms import xxgk
from later import (
    BOARDS,
    NAME,
    VILLAGE,
    edit_file,
    folder,
    more_boards,
    put_in,
    sample,
    send_later,
    set_cells,
    told,
    toolkit,
    township_reported,
)
from township import NOW, quiet

from toolkit.author.samples import samples_folder
from toolkit.collecting.collect import collect_submissions
from toolkit.figures.check import judge_submissions
from toolkit.form.grounding import ground_form
from toolkit.form.layout import ADJUSTED, CHECKED, COVER, SCOPE, STATES
from toolkit.form.model import REPORT, Cell
from toolkit.form.period import Period
from toolkit.form.placement import lay_out_workbook
from toolkit.form.submission import Row
from toolkit.form.words import format_distinctly, format_number, is_same_number
from toolkit.merging.merge import merge_report
from toolkit.merging.unkept_content import workbook_extras
from toolkit.reading.by_unit_figures import PooledSheets
from toolkit.reading.identity import identify_workbook
from toolkit.reading.read_workbook import read_submission
from toolkit.sheets.by_unit_sheets import TOTAL
from toolkit.verifying.report_against_files import verify_report
from toolkit.xlsx.open_workbook import open_book

__all__ = ["folder", "township_reported"]


def cover_says(book, label):
    at = dict(zip(SCOPE, lay_out_workbook(xxgk(), REPORT).scope[1:], strict=True))[label]
    return book.sheet(COVER).cells[at.row, at.column + 1].raw


# 13 where the sheet says 14


def test_what_is_said_of_an_adjustment_is_what_the_sheet_adds_up_now(folder):
    edit_file(folder.report, put_in)
    assert 0 == toolkit(folder, "merge").exit_code
    more_boards(folder)  # three more
    done = toolkit(folder, "merge", "--keep-edits")
    assert 0 == done.exit_code, told(done)
    data = folder.report.read_bytes()
    book = open_book(data)
    row = PooledSheets(book).at[BOARDS]
    shown = {
        name: format_number(float(book.sheet(name).cells[row, TOTAL].raw))
        for name in ("分单位数据", ADJUSTED)
    }
    assert {"分单位数据": "31", ADJUSTED: "31"} == shown
    assert "各单位合计 31，人工调整为 40" in told(done)
    comments = [c.text for c in workbook_extras(data).comments if "调整为 40" in c.text]
    assert comments
    assert all("各单位合计 31，" in c for c in comments)
    who = identify_workbook(book).who
    found = read_submission(ground_form(xxgk(), REPORT, "township"), book, who).submission.findings
    assert ["各单位合计 31，人工调整为 40。理由：漏报两处（张某）"] == [
        f.message for f in found if f.code == "adjusted"
    ]


# 22 where the sheet says 21


def test_excused_units_are_counted_alike_wherever_units_are_counted(folder):
    assert 0 == toolkit(folder, "roster", "add", "410308105099", "撤并村", "村社区").exit_code
    assert 0 == toolkit(folder, "roster", "excuse", "410308105099", "--why", "年中撤并").exit_code
    assert 0 == toolkit(folder, "roster", "excuse", VILLAGE, "--why", "年中撤并").exit_code
    merged = toolkit(folder, "merge", "--json")
    assert 0 == merged.exit_code, told(merged)
    toolkit(folder, "report")
    asked = "应报 20 个，计入 20 个；免报 2 个"
    book = open_book(folder.report.read_bytes())
    assert cover_says(book, "应报单位").startswith(asked)
    assert "所属 20 个单位" in cover_says(book, "汇总范围")
    states = [c.raw for c in book.sheet(STATES).cells.values()]
    assert (20, 2, 2) == (states.count("计入"), states.count("未计入"), states.count("免报"))
    checked = json.loads(toolkit(folder, "report", "--publish-check", "--json").stdout)
    assert asked == next(p["few"] for p in checked["points"] if p["name"] == "单位报齐")
    status = told(toolkit(folder, "status", "--remind"))
    assert "应报 20 个单位，已收 20 个" in status
    assert "村社区：应报 11，已收 11" in status
    plain = json.loads(toolkit(folder, "collect", samples_folder() / "第二轮", "--json").stdout)
    assert (20, 2) == (plain["totals"]["received"], plain["totals"]["excused"])


def test_who_is_left_out_is_counted_as_on_the_cover(folder):
    toolkit(folder, "exclude", "410308105002_西滩村_改.xlsx", "--why", "填的是上半年数")
    toolkit(folder, "merge", "--partial")
    toolkit(folder, "report")
    few = json.loads(toolkit(folder, "report", "--publish-check", "--json").stdout)["points"][1]
    assert ("单位报齐", "open", "应报 21 个，计入 20 个") == (few["name"], few["state"], few["few"])
    cover = cover_says(open_book(folder.report.read_bytes()), "未计入")
    assert [f"{NAME}：退回未改"] == few["open"]
    assert f"1 个：{NAME}（退回未改）" == cover


# the rules


def test_rules_that_do_not_hold_are_counted_as_on_the_sheet(folder):
    book = open_book(folder.report.read_bytes())
    line = cover_says(book, "勾稽关系")
    assert line == next(c.raw for (r, _), c in book.sheet(CHECKED).cells.items() if r == 1 and c.raw)
    fails, undecided = (int(re.search(rf"([0-9]+) 处{w}", line)[1]) for w in ("不成立", "未判定"))
    done = told(toolkit(folder, "merge"))
    assert f"勾稽关系全部成立（另有参考 {fails} 处）" in done
    assert f"有 {undecided} 处勾稽关系要与上年比较" in done
    points = json.loads(toolkit(folder, "report", "--publish-check", "--json").stdout)["points"]
    (few,) = [p["few"] for p in points if p["name"] == "汇总工作簿的勾稽关系"]
    assert f"另有参考 {fails} 处" in few
    assert f"另有参考 {fails} 处" in cover_says(book, "提示说明")


def test_a_rule_about_each_cell_of_a_table_is_one_place_where_cells_cannot_be_read(folder):
    """The check sheet has one line for 没有填 of a table, however many cells it looks at."""
    path = send_later(folder, sample("西滩村"), set_cells("工作情况", B15="五个左右", B16="一个左右"))
    (file,) = [f for f in collect_submissions([path], None, xxgk(), NOW, quiet).files if f.submission]
    (unjudged,) = [f for f in file.findings if f.code == "not_judged"]
    about = [c for c in ground_form(xxgk(), "村社区").checks if c.rule.id == "I5" and c.cell.table == "阵地"]
    assert len(about) > 1
    assert all(c.cellwise for c in about)
    assert "1" == unjudged.value


# 2.844248 ≠ 2.844248


def fees(book):
    sheet = book["行政事业性收费"]
    sheet["B5"] = None
    for row, yuan in ((7, 1234.57), (8, 7.31)):
        for column, said in zip("ABCD", ("证照工本费", "镇政府", "2024-05-06", yuan), strict=True):
            sheet[f"{column}{row}"] = said


@pytest.fixture
def with_fees(folder):
    send_later(folder, next((samples_folder() / "第一轮").glob("*财政所*")), fees, "财政所_改.xlsx")
    merge_report(folder, None, NOW, quiet, partial=False)
    return folder


FEE = Cell("表二收费", "收费", "金额")


def test_a_sum_of_decimals_is_not_said_to_differ_from_itself(with_fees, tmp_path):
    children = tmp_path / "件"
    children.mkdir()
    for part in ("第一轮", "第二轮"):
        for path in (samples_folder() / part).iterdir():
            shutil.copy(path, children)
    shutil.copy(with_fees.path.parent / "后来" / "财政所_改.xlsx", children)
    noise = (1234.57 + 7.31) / 10_000
    assert float(f"{noise:.16G}") != noise, "what a workbook keeps of it is another float"
    found = verify_report(with_fees.report, children, NOW, quiet)
    assert [] == found.faults
    data = with_fees.report.read_bytes()
    assert "0.124188" == format_number(float(open_book(data).sheet("表二").cells[fee_at()].raw))

    edit_file(with_fees.report, lambda book: other_part(book, 0.124189))
    (said,) = [f for f in verify_report(with_fees.report, children, NOW, quiet).faults if "报告里是" in f]
    assert "报告里是 0.124189，单位的文件里是 0.124188" in said


def other_part(book, value):
    sheet = book["分单位数据"]
    row = next(r for r in sheet.iter_rows() if r[0].value == FEE.name)
    next(c for c in row[6:] if c.value).value = value


def fee_at():
    at = lay_out_workbook(xxgk(), REPORT).at[FEE]
    return at.row, at.column


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (0.1 + 0.2, 0.3, True),
        (2.844248, 2.8442480000000003, True),
        (2.844248, 2.844249, False),
        (1.0, 1.0 + 8e-7, False),
        (1.0 - 4.5e-7, 1.0 + 4.5e-7, False),
        (None, 0.0, False),
        (None, None, True),
    ],
)
def test_two_numbers_are_the_same_or_are_seen_to_differ(one, other, same):
    assert same == is_same_number(one, other)
    if not same:
        assert len(set(format_distinctly(one, other))) == 2


def test_a_large_figure_that_is_one_off_is_told():
    """What a list comes to is compared by the number itself, not by a share of it."""
    form, grounded = xxgk(), ground_form(xxgk(), REPORT, "township")
    fee = Cell("处理费", "收费金额", "数量")
    row = Row(7, {"性质": "本机关申请", "实收": 200_000.0, "缴纳": "2024-05-06", "登记号": "1"})
    zeros = {c: 0.0 for c in grounded.inputs if form.figure(c).type in ("count", "number")}
    made = submission(form, REPORT, zeros | {fee: 200_001.0}, unit="1", name="镇")
    made = dataclasses.replace(made, rows={"申请": (row,)})
    assert 200_000.0 == judge_submissions(grounded, [made], Period.of_year(2024))[0].unlike[fee]
