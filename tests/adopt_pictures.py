"""From a blank to a merged workbook, as docs/adopt-a-blank.md tells it: the workbooks its pictures are taken of."""

import datetime
import shutil
from pathlib import Path

import openpyxl
from form_chain import toolkit
from openpyxl.worksheet.properties import PageSetupProperties

from toolkit.folder import roster_workbook
from toolkit.folder.roster import Unit
from toolkit.folder.work_folder import RETURNS, open_work_folder, workbook_timestamp

BLANK = Path(__file__).parent / "data" / "blanks" / "c4_隐患排查月报.xlsx"
UNITS = [
    Unit(f"41030810500{i}", f"{name}（样例）", "单位")
    for i, name in enumerate(("东岭村", "西滩村", "南坡村"), 1)
]
FILLED = {"B": 5, "C": 10, "D": 8, "F": 2, "G": 1, "I": 2, "J": 1, "K": 1, "L": 0, "M": 3.5}
"""What every row of the table is filled in with, by its column."""
PEOPLE = {
    "单位负责人": "样例甲",
    "填表人": "样例乙",
    "联系电话": "13800000000",
    "填报日期": datetime.date(2025, 6, 3),
}


def adopted_campaign(folder):
    """Yield (picture, workbook, page, height in pixels, dots per inch): the blank, a unit's workbook, a return, the result."""
    blank = folder / "隐患排查月报.xlsx"
    shutil.copy(BLANK, blank)
    toolkit("form", "adopt", blank, "-o", folder / "表样.xlsx")
    asked = folder / "待确认.xlsx"
    shutil.copy(folder / "表样.xlsx", asked)
    toolkit("form", "adopt", blank, "-o", folder / "表样.xlsx", "--yes", "全部")
    office = ("--name", "白鹤镇人民政府（样例）", "--code", "410308105", "--period", "2025-05")
    toolkit("init", folder / "工作", "--form", folder / "表样.xlsx", *office, "--deadline", "2025-06-05")
    work = open_work_folder(folder / "工作")
    kinds = tuple(k for k in work.form.kinds if k.id == "单位")
    (work.path / "名册.xlsx").write_bytes(
        roster_workbook.draw_roster_workbook(UNITS, kinds, workbook_timestamp(work.office.period))
    )
    toolkit("distribute", "-w", work.path)
    first, *_ = handed = sorted((work.path / "下发").glob("*.xlsx"))
    yield "adopt-blank.png", on_one_page(blank, folder / "空表照片.xlsx"), 1, 330, 60
    yield "adopt-questions.png", asked, 1, 250, 60
    yield "adopt-unit.png", first, 3, 365, 60
    sent = folder / "收到"
    sent.mkdir()
    for number, path in enumerate(handed):
        fill_in(path, sent / path.name, {"D10": 50} if path is first else {}, number)
    toolkit("collect", sent, "-w", work.path, codes=(0, 1))
    toolkit("return", "-w", work.path, codes=(0, 1))
    (copy,) = (work.path / RETURNS).glob("*东岭村*.xlsx")
    yield "adopt-return.png", copy, 1, 230, 60
    fill_in(first, sent / "改好.xlsx", {}, 0)
    toolkit("collect", sent, "-w", work.path, codes=(0, 1))
    toolkit("merge", "-w", work.path, codes=(0, 1))
    (result,) = work.path.glob("*（原表样式）.xlsx")
    yield "adopt-merged.png", on_one_page(result, folder / "结果照片.xlsx"), 1, 330, 60


def on_one_page(path, target):
    """Return a copy whose first sheet fits one page, for its picture: this blank takes two."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    book.save(target)
    return target


def fill_in(path, target, otherwise, number):
    """Fill a unit's workbook in as somebody would: the office's table, and who did it on the sheet 校验."""
    book = openpyxl.load_workbook(path)
    sheet, ours = book["统计表"], book["校验"]
    for row in range(9, 17):
        for column, value in FILLED.items():
            sheet[f"{column}{row}"] = value + number * (row % 3) if column in "BCF" else value
    for cell, value in otherwise.items():
        sheet[cell] = value
    for row in ours.iter_rows(max_row=20, max_col=4):
        for cell in row:
            if cell.value in PEOPLE:
                ours.cell(cell.row, cell.column + 1).value = PEOPLE[cell.value]
    book.save(target)
