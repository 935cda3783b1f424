"""A form whose rows are units: one row in a unit's workbook, a unit a row in the report, a township a row in the county's."""

import datetime
import json
import shutil
from pathlib import Path

import office
import openpyxl
import pytest
from typer.testing import CliRunner
from typing_in import edited

from toolkit.cli import app
from toolkit.folder import roster_workbook
from toolkit.folder.roster import Unit
from toolkit.folder.work_folder import open_work_folder, workbook_timestamp
from toolkit.form.layout import BY_UNIT, SOURCES
from toolkit.form.model import REPORT, Cell
from toolkit.form.placement import lay_out_workbook
from toolkit.form.trait import OWN_ROW

DEFINITION = Path(__file__).parent.parent / "data" / "units-as-rows.toml"
YEAR, SHEET = 2025, "收益分配"
DAY = datetime.date(2020, 5, 1)
HEADS = ("总收入", "经营", "发包", "总支出", "经营支出", "管理", "收益", "农户", "登记", "登记日", "备注")
TYPED = ("经营", "发包", "经营支出", "管理", "农户", "登记", "登记日", "备注")
TOWN = (
    Unit("0101", "东岭村", "村社区"),
    Unit("0102", "西滩村", "村社区"),
    Unit("0109", "镇集体经济联合社", "联合社"),
    Unit("0103", "南坡村", "村社区"),
    Unit("0104", "北渡村", "村社区", excused="整村搬迁"),
)
OTHER_TOWN = (Unit("0201", "甲村", "村社区"), Unit("0202", "乙村", "村社区"))
COUNTY = (Unit("01", "某镇人民政府", REPORT), Unit("02", "另镇人民政府", REPORT))
FIGURES = {
    "0101": (12.5, 3, 4.25, 1, 120, "已登记", DAY, "新增光伏收入"),
    "0102": (20, 0, 6, 2.5, 85, "未登记", None, None),
    "0109": (7.35, 1.2, 0, 0.8, 0, "已登记", DAY, None),
    "0201": (1, 2, 3, 0.5, 10, "未登记", None, None),
    "0202": (5, 6, 7, 0.5, 20, "未登记", None, "甲、乙村联营"),
}
ASSETS = {"0101": 30, "0102": 44, "0109": 9, "0201": 12, "0202": 17}


def toolkit(*arguments, code=0):
    run = CliRunner().invoke(app, [str(a) for a in arguments], catch_exceptions=False)
    assert code == run.exit_code, run.output
    return run.output


def work_folder(at, name, code, roster, level="township"):
    more = ("--level", level) if level != "township" else ()
    said = (
        "--form",
        DEFINITION,
        "--name",
        name,
        "--code",
        code,
        "--period",
        YEAR,
        "--deadline",
        "2099-01-10",
    )
    toolkit("init", at, *said, *more)
    folder = open_work_folder(at)
    drawn = roster_workbook.draw_roster_workbook(
        roster, folder.kinds(), workbook_timestamp(folder.office.period)
    )
    (at / "名册.xlsx").write_bytes(drawn)
    return open_work_folder(at)


def fill(path, form, unit, **other):
    """Type into the workbook at *path* what a clerk of *unit* would."""
    layout, book = lay_out_workbook(form, unit.kind), openpyxl.load_workbook(path)
    cells = {Cell("封面", "填表人", "内容"): "张三", Cell("封面", "联系电话", "内容"): "0379-66666666"}
    said = dict(zip(TYPED, FIGURES[unit.code], strict=True)) | other
    cells |= {Cell("收益", OWN_ROW, column): value for column, value in said.items()}
    for i, row in enumerate(("流动", "固定", "其他")):
        cells |= {Cell("资产", row, c): ASSETS[unit.code] + i for c in ("账面", "核实")}
    for cell, value in cells.items():
        book[layout.at[cell].sheet][layout.at[cell].a1] = value
    book.save(path)


def handed_out(folder):
    toolkit("distribute", "-w", folder.path)
    return {p.name.partition("_")[0]: p for p in (folder.path / "下发").glob("*.xlsx")}


def town(home):
    """A township: handed out, filled in, collected, sent back, mended, collected and merged; a village has not reported."""
    folder, inbox, mended = work_folder(home / "镇", COUNTY[0].name, "01", TOWN), home / "收到", home / "改好"
    inbox.mkdir()
    mended.mkdir()
    handed = handed_out(folder)
    for unit in TOWN[:3]:
        shutil.copy(handed[unit.code], inbox)
        fill(inbox / handed[unit.code].name, folder.form, unit)
    fill(inbox / handed["0102"].name, folder.form, TOWN[1], 管理="两万多")
    (home / "第一轮.txt").write_text(toolkit("collect", inbox, "-w", folder.path, code=1), encoding="utf-8")
    toolkit("return", "-w", folder.path, code=1)
    (copy,) = (folder.path / "退回").glob("*.xlsx")
    shutil.copy(copy, mended)
    fill(mended / copy.name, folder.form, TOWN[1])
    toolkit("collect", mended, "-w", folder.path)
    toolkit("merge", "-w", folder.path, "--partial", code=1)
    for path in (*inbox.iterdir(), *mended.iterdir()):
        (home / "镇件").mkdir(exist_ok=True)
        shutil.copy(path, home / "镇件")
    return folder


def other_town(home):
    """A second township, whose files were saved by LibreOffice."""
    folder, typed, saved = (
        work_folder(home / "另镇", COUNTY[1].name, "02", OTHER_TOWN),
        home / "填",
        home / "另镇件",
    )
    typed.mkdir()
    saved.mkdir()
    handed = handed_out(folder)
    for unit in OTHER_TOWN:
        path = shutil.copy(handed[unit.code], typed)
        fill(path, folder.form, unit)
    if office.SOFFICE:
        office.convert(sorted(typed.iterdir()), saved, home / "profile")
    else:
        shutil.copytree(typed, saved, dirs_exist_ok=True)
    toolkit("collect", saved, "-w", folder.path)
    toolkit("merge", "-w", folder.path)
    return folder


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """Two townships merged, and their county: its report is merged from theirs."""
    home = tmp_path_factory.mktemp("收益")
    towns = (town(home), other_town(home))
    county, inbox = work_folder(home / "县", "某县农业农村局", "00", COUNTY, "county"), home / "县件"
    inbox.mkdir()
    for folder in towns:
        shutil.copy(folder.report, inbox)
    toolkit("collect", inbox, "-w", county.path)
    toolkit("merge", "-w", county.path)
    return home


def rows_of(path, form, kind=REPORT):
    """What stands in the table, row by row: the label and the figures."""
    at = lay_out_workbook(form, kind).at[Cell("收益", OWN_ROW, "总收入")]
    sheet = openpyxl.load_workbook(path, data_only=True)[SHEET]
    lines = sheet.iter_rows(min_row=at.row + 1, max_col=len(HEADS) + 1, values_only=True)
    return [tuple(v.date() if isinstance(v, datetime.datetime) else v for v in line) for line in lines]


def row(label, *figures):
    """A row as it should stand: the sums of the figures of a unit are worked out by hand."""
    took, spent = figures[0] + figures[1], figures[2] + figures[3]
    return (label, took, *figures[:2], spent, *figures[2:4], took - spent, *figures[4:])


def like(rows):
    """Rows to compare: sums of decimals differ in digits nobody sees."""
    return [tuple(round(v, 9) if isinstance(v, float) else v for v in line) for line in rows]


ERRORS = {"#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#N/A"}
BLANK = (None,) * len(HEADS)
NOTHING = (None,) * 3
VILLAGES = (32.5, 3, 10.25, 3.5, 205, *NOTHING)
IN_TOWN = [
    row("合计", 39.85, 4.2, 10.25, 4.3, 205, *NOTHING),
    row("村（社区）小计", *VILLAGES),
    row("东岭村", *FIGURES["0101"]),
    row("西滩村", *FIGURES["0102"]),
    ("南坡村（未交）", *BLANK),
    ("北渡村（免报）", *BLANK),
    row("镇级联合社小计", 7.35, 1.2, 0, 0.8, 0, *NOTHING),
    row("镇集体经济联合社", *FIGURES["0109"]),
]
IN_COUNTY = [
    row("合计", 45.85, 12.2, 20.25, 5.3, 235, *NOTHING),
    row("某镇人民政府", 39.85, 4.2, 10.25, 4.3, 205, *NOTHING),
    row("另镇人民政府", 6, 8, 10, 1, 30, *NOTHING),
]


def test_a_units_workbook_has_one_row_with_its_name(home):
    folder = open_work_folder(home / "镇")
    (line,) = rows_of(next((folder.path / "下发").glob("0103*")), folder.form, "村社区")
    assert ("南坡村", *BLANK) == (line[0], *(v or None for v in line[1:]))


def test_what_is_wrong_is_told_by_the_column(home):
    said = (home / "第一轮.txt").read_text(encoding="utf-8")
    assert "收益分配 G6（二、总支出·2.管理费用）：应为数字，实为“两万多”" in said


def test_a_report_has_a_unit_a_row_in_the_rosters_order_below_the_total(home):
    folder = open_work_folder(home / "镇")
    assert like(IN_TOWN) == like(rows_of(folder.report, folder.form))


def test_a_township_is_a_row_of_the_countys_report(home):
    folder = open_work_folder(home / "县")
    assert like(IN_COUNTY) == like(rows_of(folder.report, folder.form))


def test_a_units_figure_leads_to_the_cell_of_its_file(home):
    folder = open_work_folder(home / "镇")
    book = openpyxl.load_workbook(folder.report)
    link = book[SHEET]["C9"].hyperlink  # 西滩村, 经营收入
    sheet, _, cell = link.location.partition("!")
    assert sheet.strip("'") == SOURCES
    line = [c.value for c in book[SOURCES][int(cell.removeprefix("A"))]]
    assert ["西滩村", 20, SHEET, "C6"] == [line[2], line[3], line[5], line[6]]


def test_the_other_tables_stand_side_by_side_a_unit_a_row(home):
    sheet = openpyxl.load_workbook(open_work_folder(home / "镇").report, data_only=True)[BY_UNIT]
    lines = [line[1:] for line in sheet.iter_rows(min_row=7, values_only=True)]
    names = [line[0] for line in IN_TOWN]
    assert names == [line[0] for line in lines]
    assert (83, 83, 86, 86, 89, 89) == lines[0][1:]
    assert (44, 44, 45, 45, 46, 46) == lines[3][1:]
    assert (None,) * 6 == lines[4][1:]
    heads = [[c for c in line if c] for line in sheet.iter_rows(min_row=3, max_row=6, values_only=True)]
    assert [["单位", "年末资产（单位：万元）"], ["一、流动资产", "二、长期资产"]] == heads[:2]


def test_the_sheets_print_on_a4_with_their_heads_on_every_page(home):
    book = openpyxl.load_workbook(open_work_folder(home / "镇").report)
    for name, heads in ((SHEET, "$4:$5"), (BY_UNIT, "$3:$6")):
        sheet = book[name]
        assert ("9", "landscape") == (str(sheet.page_setup.paperSize), sheet.page_setup.orientation)
        assert heads == sheet.print_title_rows
    assert book[SHEET].print_area.endswith("$L$13")
    said = [c.value for line in book["目录"].iter_rows() for c in line if c.value]
    assert "打印" == said[said.index(BY_UNIT) + 2]


@pytest.mark.parametrize("level", ["镇", "另镇", "县"])
def test_the_report_agrees_with_its_units_files(home, level):
    folder = open_work_folder(home / level)
    found = json.loads(
        toolkit("verify", folder.report, "--children", home / f"{level}件", "-w", folder.path, "--json")
    )
    assert ([], True) == (found["faults"], found["ok"])
    toolkit("verify", "-w", folder.path)


TAMPERED = {
    "a unit's number": (SHEET, "C9", 21, "收益分配 C9（西滩村 一、总收入·1.经营收入）：应为 20，实为 21"),
    "a number worked out of a unit's": (
        SHEET,
        "B9",
        21,
        "收益分配 B9（西滩村 一、总收入·合计）：应为 20，实为 21",
    ),
    "what those of a kind come to": (
        SHEET,
        "C7",
        30,
        "（村（社区）小计 一、总收入·1.经营收入）：应为 32.5，实为 30",
    ),
    "a unit's text": (SHEET, "L8", "没有", "收益分配 L8（东岭村 备注）：应为 新增光伏收入，实为 没有"),
    "a unit's option": (SHEET, "J8", "未登记", "收益分配 J8（东岭村 登记情况）：应为 已登记，实为 未登记"),
    "a unit's day": (SHEET, "K8", 43953, "收益分配 K8（东岭村 登记日期）：应为 2020-05-01，实为 2020-05-02"),
    "a number of who has not reported": (
        SHEET,
        "C10",
        5,
        "（南坡村（未交） 一、总收入·1.经营收入）：应为 空白，实为 5",
    ),
    "a unit's name": (SHEET, "A10", "南坡村", "收益分配 A10（单位）：应为 南坡村（未交），实为 南坡村"),
    "a row of nobody": (SHEET, "N14", "收益:0199", "“0199”不在“报送情况”的单位里"),
    "a number of the other sheet": (BY_UNIT, "C9", 1, "分单位一览 C9（东岭村 账面数）：应为 30，实为 1"),
    "its sum": (BY_UNIT, "C7", 1, "分单位一览 C7（合计 账面数）：合计的公式被改动，应为 83"),
    "its heads": (
        BY_UNIT,
        "C3",
        "资产",
        "分单位一览 C3（年末资产（单位：万元））：应为 年末资产（单位：万元），实为 资产",
    ),
    "a unit more on it": (BY_UNIT, "B15", "假村", "分单位一览 第 15 行：“假村”不在“报送情况”的单位里"),
}


@pytest.mark.parametrize("what", TAMPERED)
def test_a_row_changed_by_hand_is_found(home, tmp_path, what):
    sheet, cell, value, told = TAMPERED[what]
    folder = open_work_folder(home / "镇")
    changed = folder.path / f"{tmp_path.name}.xlsx"
    data = edited(folder.report.read_bytes(), lambda b: b[sheet].__setitem__(cell, value))
    changed.write_bytes(data)
    found = json.loads(
        toolkit("verify", changed, "--children", home / "镇件", "-w", folder.path, "--json", code=1)
    )
    assert [line for line in found["faults"] if told in line], found["faults"]


def test_where_a_file_is_missing_the_rows_of_the_others_are_compared(home, tmp_path):
    folder, files = open_work_folder(home / "镇"), tmp_path / "件"
    shutil.copytree(home / "镇件", files)
    next(files.glob("0109*")).unlink()
    changed = folder.path / f"{tmp_path.name}.xlsx"
    changed.write_bytes(edited(folder.report.read_bytes(), lambda b: b[SHEET].__setitem__("C8", 1)))
    said = toolkit("verify", changed, "--children", files, "-w", folder.path, code=1)
    assert "C8（东岭村 一、总收入·1.经营收入）：应为 12.5，实为 1" in said
    assert "小计" not in said


def test_a_sheet_that_was_taken_out_is_missed(home, tmp_path):
    folder = open_work_folder(home / "镇")
    changed = folder.path / f"{tmp_path.name}.xlsx"
    changed.write_bytes(edited(folder.report.read_bytes(), lambda b: b.remove(b[BY_UNIT])))
    said = toolkit("verify", changed, "--children", home / "镇件", "-w", folder.path, code=1)
    assert f"缺少工作表“{BY_UNIT}”" in said


def test_nothing_of_the_rows_is_read_as_written_outside(home):
    folder = open_work_folder(home / "县")
    said = toolkit("check", open_work_folder(home / "镇").report, "-w", folder.path)
    assert "表外" not in said


def test_a_merge_tells_what_somebody_wrote_into_a_units_row(home, tmp_path):
    at = tmp_path / "镇"
    shutil.copytree(home / "镇", at)
    folder = open_work_folder(at)
    folder.report.write_bytes(edited(folder.report.read_bytes(), lambda b: b[SHEET].__setitem__("C9", 21)))
    assert "收益分配 里写在表外的，或改了自动生成的内容：C9“21”" in toolkit(
        "merge", "-w", at, "--partial", code=1
    )


@pytest.mark.skipif(not office.SOFFICE, reason="no LibreOffice")
def test_a_spreadsheet_program_comes_to_the_same(home, tmp_path):
    levels = [open_work_folder(home / level) for level in ("镇", "县")]
    paths = [Path(shutil.copy(f.report, tmp_path / f"{i}.xlsx")) for i, f in enumerate(levels)]
    for folder, cells in zip(
        levels, office.values(paths, tmp_path / "out", tmp_path / "profile"), strict=True
    ):
        shown = {line[0]: line[1:9] for line in cells[SHEET] if line and line[0]}
        for line in rows_of(folder.report, folder.form):
            assert [format(v, "g") if v is not None else "" for v in line[1:9]] == [
                format(float(v), "g") if v else "" for v in shown[line[0]]
            ]
        assert not ERRORS & {c for sheet in cells.values() for line in sheet for c in line}


def test_the_form_moves_to_its_next_edition_with_everything_filled_in(home, tmp_path):
    text = DEFINITION.read_text(encoding="utf-8").replace(
        'edition = "2025.1"', 'edition = "2025.2"\naccepts = ["2025.1"]'
    )
    text = text.replace('  { id = "备注", type', '  { id = "债务" },\n  { id = "备注", type')
    newer = tmp_path / "新.toml"
    newer.write_text(text, encoding="utf-8")
    at = tmp_path / "镇"
    toolkit(
        "init",
        at,
        "--form",
        newer,
        "--name",
        "某镇",
        "--code",
        "01",
        "--year",
        YEAR,
        "--deadline",
        "2099-01-10",
    )
    old = next((home / "镇件").glob("0101*"))
    toolkit("migrate", old, "-w", at, "-o", tmp_path / "新版")
    form, new = open_work_folder(at).form, tmp_path / "新版" / old.name
    (line,) = rows_of(new, form, "村社区")
    assert ("东岭村", 12.5, 3) == (line[0], *line[2:4])
    place = lay_out_workbook(form, "村社区").at[Cell("收益", OWN_ROW, "备注")]
    assert "新增光伏收入" == openpyxl.load_workbook(new)[SHEET][place.a1].value
