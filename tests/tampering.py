"""A merged report and its units' files, tampered with in every way: changes for a report's bytes or for the files' folder."""

import datetime
import re
import shutil
from unittest import mock

from inbox import quiet
from once import read_files_once
from townships import rewritten
from typing_in import edited

from toolkit.collecting import take_in
from toolkit.folder.work_folder import load_named_form
from toolkit.form.layout import ADJUSTED, BY_UNIT, COVER, IDENTITY, SOURCES, STATES, UNITS
from toolkit.form.model import REPORT, Cell
from toolkit.form.placement import lay_out_workbook
from toolkit.reading.by_unit_figures import PooledSheets
from toolkit.sheets.by_unit_sheets import FIRST, TOTAL, UNIT, VALUE
from toolkit.verifying.report_against_files import verify_report
from toolkit.xlsx.open_workbook import open_book

NOW = "2025-01-20T08:00:00+00:00"
FIGURE = Cell("表三", "新收", "自然人")
DAY = datetime.datetime(2024, 5, 1)


def holder(package, home):
    """Lay a copy of *package* (a report's bytes, its units' files) below *home*; return hold(report=…, children=…)."""
    report, files = package
    shutil.copytree(files, home / "件")
    target = home / "报告.xlsx"
    target.write_bytes(report)

    def hold(change=None, children=None):
        if change:
            target.write_bytes(change(target.read_bytes()))
        if children:
            children(home / "件")
        with mock.patch.object(take_in, "run_in_workers", read_files_once):
            return verify_report(target, home / "件", NOW, quiet)

    return hold


def cell_at():
    return lay_out_workbook(load_named_form("xxgk"), REPORT).at[FIGURE]


def set_cell(sheet, find, value):
    """Change the cell *find* returns on a sheet, with openpyxl."""

    def change(data):
        return edited(data, lambda b: find(b[sheet]).__setattr__("value", value))

    return change


def row_of(sheet, name=FIGURE.name):
    return next(r for r in range(FIRST + 1, 400) if sheet.cell(r, 1).value == name)


def part(sheet):
    return next(c for c in sheet[row_of(sheet)][UNIT:] if c.value)


def manifest(column, row=0):
    def find(sheet):
        head = next(r for r in range(1, 9) if sheet.cell(r, 1).value == "单位编码")
        return sheet.cell(head + 1 + row, column)

    return find


def consistent(data):
    """A part, its sum and the figure all changed to agree with each other, caches too."""
    at = cell_at()
    row = PooledSheets(open_book(data)).at[FIGURE.name] + 1

    def change(name, text):
        if name == UNITS:
            return re.sub(rf'(<c r="[A-Z]+{row}"[^>]*>(?:<f>[^<]*</f>)?<v>)1(</v>)', r"\g<1>2\2", text)
        if name == ADJUSTED:
            return re.sub(rf'(<c r="D{row}"[^>]*><f>[^<]*</f><v>)1(</v>)', r"\g<1>2\2", text)
        return (
            re.sub(rf'(<c r="{at.a1}"[^>]*><f>[^<]*</f><v>)1(</v>)', r"\g<1>2\2", text)
            if name == at.sheet
            else text
        )

    return rewritten(data, change)


def of_child(pattern, change):
    def tamper(folder):
        path = next(p for p in sorted(folder.iterdir()) if re.search(pattern, p.name))
        path.write_bytes(edited(path.read_bytes(), change))

    return tamper


def more_answers(book):
    book["工作情况"]["B22"] = 77


def saved_again(book):
    """Nothing is changed, only saved by another program."""


def swapped(folder):
    a, b = sorted(p for p in folder.iterdir() if re.search("东岭村|北渡村", p.name))
    data = a.read_bytes()
    a.write_bytes(b.read_bytes())
    b.write_bytes(data)


def lost(folder):
    next(p for p in folder.iterdir() if "东岭村" in p.name).unlink()


def adjusted(why, by):
    def change(book):
        sheet = book[ADJUSTED]
        for column, said in zip(range(VALUE + 1, VALUE + 4), (9, why, by), strict=True):
            sheet.cell(row_of(sheet), column).value = said

    return lambda data: edited(data, change)


def no_column(book):
    book[UNITS].delete_cols(UNIT + 1)


def stranger(book):
    sheet = book[UNITS]
    sheet.cell(1, sheet.max_column + 1).value = "999"
    sheet.cell(4, sheet.max_column).value = "别的村"
    sheet.cell(row_of(sheet), sheet.max_column).value = 3


def other_row(book):
    at = cell_at()
    book[at.sheet][at.a1].value = book[at.sheet][at.a1].value.replace(str(row_of(book[UNITS])), "7")


def maximum(book):
    sheet = book[UNITS]
    cell = sheet.cell(row_of(sheet, "互动.意见收到.数量"), TOTAL + 1)
    cell.value = cell.value.replace("SUM", "MIN")


def rewrite(book):
    form = load_named_form("xxgk")
    layout = lay_out_workbook(form, REPORT)
    texts = [layout.at[c] for c in form.cells_of(REPORT) if form.figure(c).type == "text"]
    at = next(p for p in texts if book[p.sheet][p.a1].value)
    book[at.sheet][at.a1].value = "改写"


def total(sheet, a1, value):
    """A worked-out total typed over."""
    return lambda d: edited(d, lambda b: b[sheet].__setitem__(a1, value))


def taken_out(state):
    """A unit taken out everywhere, or (with a *state*) said not to be counted, though its file lies there."""

    def change(book):
        units, states, cover, sources = (book[n] for n in (UNITS, STATES, COVER, SOURCES))
        name = manifest(2)(states).value
        for row in range(1, units.max_row + 1):
            units.cell(row, UNIT + 1).value = None
        for row in reversed([r for r in range(4, sources.max_row + 1) if sources.cell(r, 3).value == name]):
            sources.delete_rows(row)
        for row in range(1, cover.max_row + 1):
            if isinstance(said := cover.cell(row, 2).value, str):
                cover.cell(row, 2).value = said.replace("21 个", "20 个")
        taken_off_overview(book[BY_UNIT], name, state)
        line = manifest(1)(states).row
        if not state:
            states.delete_rows(line)
            return
        for column, said in zip((4, 5, 6), state, strict=True):
            states.cell(line, column).value = said
        states["A2"] = f"未计入：{name}。"
        cover["B31"], cover["B32"] = "应报 21 个，计入 20 个", f"1 个：{name}（{state[0]}）"

    return lambda d: edited(d, change)


def taken_off_overview(sheet, name, state):
    """Empty (or delete) a unit's row of 分单位一览, and take what stood in it off what its kind comes to."""
    row = next(r for r in range(1, sheet.max_row + 1) if sheet.cell(r, 2).value == name)
    together = max(r for r in range(1, row) if str(sheet.cell(r, 2).value).endswith("小计"))
    for column in range(3, sheet.max_column + 1):
        if sheet.cell(row, column).value is not None:
            sheet.cell(together, column).value -= sheet.cell(row, column).value
            sheet.cell(row, column).value = None
    sheet.cell(row, 2).value = f"{name}（{state[0]}）" if state else None
    if not state:
        sheet.delete_rows(row)


def another_units(folder):
    def change(book):
        book[COVER]["B4"], book[COVER]["B5"] = "新村", "410308105077"
        for row in book[IDENTITY].iter_rows():
            if row[0].value in ("unit", "name"):
                row[1].value = {"unit": "410308105077", "name": "新村"}[row[0].value]
        for item, said in (("unit", "410308105077"), ("name", "新村")):
            book.custom_doc_props[f"toolkit.{item}"].value = said

    data = next(p for p in folder.iterdir() if "东岭村" in p.name).read_bytes()
    (folder / "新村.xlsx").write_bytes(edited(data, change))


def under_another_name(folder):
    """A unit's workbook filled in by another one, whose name only the cover says."""

    def change(book):
        book[COVER]["B4"], book[COVER]["B5"] = "新村", "410308105077"

    data = next(p for p in folder.iterdir() if "东岭村" in p.name).read_bytes()
    (folder / "新村.xlsx").write_bytes(edited(data, change))


def sent_again(folder):
    path = next(p for p in folder.iterdir() if "东岭村" in p.name)
    (folder / "东岭村_再报.xlsx").write_bytes(edited(path.read_bytes(), more_answers))


def renamed(folder):
    path = next(p for p in folder.iterdir() if "东岭村" in p.name)
    path.rename(folder / "东岭.xlsx")


def strange(folder):
    (folder / "坏.xlsx").write_bytes(b"PK\x03\x04 damaged")


def of_list(sheet, **values):
    """Cells of a list set, by their address."""
    return lambda d: edited(d, lambda b: [b[sheet].__setitem__(a1, v) for a1, v in values.items()])


def another_request(book):
    sheet = book["依申请公开台账"]
    for column in range(1, 10):
        sheet.cell(9, column).value = sheet.cell(7, column).value
    sheet["A9"].value = "2024-009"


def another_document(book):
    sheet = book["文件总账"]
    sheet["B5"].value = None
    row = (
        "某规定",
        "镇政〔2024〕1号",
        "行政规范性文件",
        "本机关",
        DAY,
        DAY,
        None,
        None,
        "党政办公室（样例）",
    )
    for column, value in enumerate(row, 1):
        sheet.cell(7, column).value = value


def empty(sheet, *rows):
    """Rows of a list emptied."""
    return lambda d: edited(d, lambda b: [b[sheet].delete_rows(r) for r in sorted(rows, reverse=True)])
