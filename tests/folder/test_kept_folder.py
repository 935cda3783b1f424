"""What clerks are told of the settings, the roster and the units they name, one slip at a time."""

import datetime
import io
import pickle
import re

import openpyxl
from forms import xxgk
from kept_texts import kept_lines, lines_of

from toolkit.errors import WorkFolderError
from toolkit.folder.pasted_roster import check_pasted_roster
from toolkit.folder.roster import Unit
from toolkit.folder.roster_workbook import check_roster_workbook, draw_roster_workbook
from toolkit.folder.settings import read_settings
from toolkit.folder.which_unit import find_unit
from toolkit.folder.work_folder import known_forms, load_named_form

SETTINGS = """[office]
code = "410308105"  # 编码
name = "某镇人民政府"
level = "township"

[campaign]
form = "xxgk"
year = 2024
deadline = 2025-01-10

[review]
steps = ["张三", "李四"]

[[rule]]
id = "B4"
severity = "off"
why = "没有这项"
"""
VALUES = (
    '""',
    "2024",
    "2024-05-06",
    '"别的"',
    "[]",
    "true",
    "某镇",
    "“某镇”",
    "'甲' # 乙",
    "2025年1月10日",
    "-1",
    '"2025-13-01"',
)
MORE = (
    "level = township",
    "[ofice]",
    "name = '一' \nname = '二'",
    "[office",
    "= 3",
    "截止日期 = 2025-01-10",
    "period = '2024'",
    "[campaign]\nyear = 2023",
)
KINDS = xxgk().kinds
PASTED = (
    "00101\t甲村\t村社区",
    "00101,甲村,村社区",
    "00101 甲村 村社区 张三 0379-1",
    "00101",
    "甲村\t村社区",
    "1.23E+11\t甲村\t村社区",
    "101\t甲村\t村",
    "00101\t\t村社区",
    "00101\t甲村\t",
    "00101\t甲 村\t村社区\t张三\t13800000000\t2025-01-05\t撤并",
    "00101\t甲村\t村社区\t无\t/\t明天",
    "单位编码\t单位名称\t类别",
    "00101\t甲村\t站所\n00101\t乙村\t站所",
    "00101\t甲村\t站所\n00102\t甲村\t站所",
    "0101\t甲村\t站所\n00102\t乙村\t站所",
    "00101\t甲\u200b村\t村社区",
    '"单位编码"\t"单位名称"\n"00101"\t"甲村"',
    "编码\t名称\t类型\n00101\t甲村\t党政办",
)
CELLS = (
    "00101",
    101,
    410308105001,
    4.10308e17,
    "1.2E+11",
    "甲村",
    "村社区",
    "村",
    "=A4",
    "#N/A",
    True,
    45000,
    datetime.date(2025, 1, 5),
    "2025.1.5",
    "去年",
    "无",
    "甲\n村",
    "",
    None,
)
UNITS = (
    Unit("00101", "甲村", "村社区"),
    Unit("00102", "甲村居委会", "村社区"),
    Unit("00103", "财政所（办公室）", "站所"),
    Unit("00201", "财政所", "站所"),
)


def told(act, *arguments):
    try:
        return [*lines_of(act(*arguments))]
    except WorkFolderError as why:
        return str(why).splitlines()


def test_a_slip_in_the_settings_is_told_as_it_was():
    def read(text):
        return read_settings(text.encode(), "toolkit.toml", load_named_form, tuple(known_forms()))

    lines, rows, changes = [], SETTINGS.splitlines(), []
    for at, row in enumerate(rows):
        if not row:
            continue
        key = row.partition("=")[0].strip()
        texts = [None, row.replace(key, f"{key}x"), row.replace('"', "")] + [
            f"{key} = {v}" for v in VALUES
        ] * ("=" in row)
        changes += [
            ("\n".join([*rows[:at], *([] if new is None else [new]), *rows[at + 1 :]]), row, new)
            for new in texts
        ]
    changes += [
        (SETTINGS.replace("[campaign]\n", f"{more}\n[campaign]\n", 1), "[campaign]", more) for more in MORE
    ]
    for text, row, new in changes:
        try:
            found = read(text)
            said = [f"{found.office} {[s for s in found if s is not found.office]}"[:200]]
        except WorkFolderError as why:
            said = str(why).splitlines()[1:]
        lines += [f"{row} → {new}", *(f"    {line.strip()}" for line in said)]
    said = re.sub(r"<[^>]*>", "", "\n".join(lines)).splitlines()
    assert kept_lines("folder/settings", said) == said


def test_a_pasted_roster_is_read_as_it_was():
    lines = []
    for text in PASTED:
        lines += [repr(text), *(f"    {line}" for line in told(check_pasted_roster, text, KINDS))]
    said = "\n".join(lines).splitlines()
    assert kept_lines("folder/pasted", said) == said


def test_a_slip_in_the_roster_is_told_as_it_was():
    drawn = draw_roster_workbook(UNITS, KINDS, datetime.datetime(2024, 12, 31))
    kept, lines = pickle.dumps(openpyxl.load_workbook(io.BytesIO(drawn))), []
    for column in range(1, 8):
        for at, value in enumerate(CELLS):
            if (at + column) % 3:
                continue
            book, out = pickle.loads(kept), io.BytesIO()  # noqa: S301 - written above
            sheet = book.worksheets[0]
            sheet.cell(5, column, value).value = value
            book.save(out)
            found = told(check_roster_workbook, out.getvalue(), KINDS)
            lines += [f"{sheet.cell(3, column).value} = {value!r}", *(f"    {line}" for line in found)]
    said = "\n".join(lines).splitlines()
    assert kept_lines("folder/roster", said) == said


def test_a_unit_is_found_by_what_people_call_it_as_it_was():
    lines = []
    for said in (
        "00101",
        "101",
        "甲村",
        "甲",
        "财政所",
        "财政",
        "财政所(办公室)",
        "（办公室）",
        "乙村",
        "",
        " 00201 ",
        "0020",
        "００１０１",
        "甲村居委",
    ):
        lines += [f"{said!r}", *(f"    {line}" for line in told(find_unit, UNITS, said))]
    said = "\n".join(lines).splitlines()
    assert kept_lines("folder/units", said) == said
