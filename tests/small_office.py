"""A small office of another form than the annual report: seven units, what they sent, all of it collected.

Everything a run of the tool may meet is there once: a unit without a fault, one to mend, one that typed what nobody can read,
one that may send nothing, one that is late, a stranger, a workbook without a mark, a copy, litter, damage, a zip.
"""

import datetime
import io
import os
import sys
import time
import tomllib
import zipfile
from contextlib import ExitStack, contextmanager
from pathlib import Path
from unittest import mock

from draw import draw, who
from inbox import NOW, collected
from shared import copy_folder
from typing_in import edited

from toolkit.definition.load_form import build_form
from toolkit.folder import days
from toolkit.folder.roster import Office, Unit
from toolkit.folder.roster_edits import excuse_unit
from toolkit.folder.work_folder import make_work_folder, open_work_folder
from toolkit.form.layout import IDENTITY
from toolkit.form.model import Cell
from toolkit.form.period import Period
from toolkit.form.placement import lay_out_workbook
from toolkit.form.submission import Row, Submission

DEFINITION = Path(__file__).parent / "data" / "second-form.toml"
TIME = 1_736_000_000
UNITS = (
    Unit("001", "甲村", "村社区"),
    Unit("002", "乙村", "村社区"),
    Unit("003", "派出所", "站所"),
    Unit("004", "丙村", "村社区"),
    Unit("005", "丁村", "村社区"),
    Unit("006", "财政所", "站所"),
    Unit("007", "戊村", "村社区"),
)
ROWS = (
    ("一", "2024-03-01", "咨询", "按时办结"),
    ("二", "2024-04-01", "投诉", "超时办结"),
    ("三", "2023-04-01", "投诉", "未办结"),
)


def form():
    return build_form(tomllib.loads(DEFINITION.read_text(encoding="utf-8")), DEFINITION.name)


def workbook(unit, visits=(40, 38, 12, 12), rows=ROWS):
    """The workbook of a unit as it would send it."""
    made = form()
    figures = {Cell("封面", "填表人", "内容"): "张三", Cell("封面", "联系电话", "内容"): "0379-00000000"}
    if unit.kind == "村社区":
        at = [Cell("走访", row, column) for row in ("走访", "回访") for column in ("户数", "满意")]
        figures |= dict(zip(at, map(float, visits), strict=True))
    first = lay_out_workbook(made, unit.kind).strips["办件"].first + 1
    names = [f.id for f in made.register("办件").fields]
    listed = tuple(Row(first + i, dict(zip(names, row, strict=True))) for i, row in enumerate(rows))
    sent = Submission(
        who(made, unit.kind, unit=unit.code, name=unit.name),
        figures=figures,
        rows={"办件": listed},
        zero=frozenset() if rows else frozenset({"办件"}),
    )
    return draw(made, sent)


def _spoil(book):
    made = form()
    layout = lay_out_workbook(made, "站所")
    strip = layout.strips["办件"]
    worked = layout.at[Cell("办理", "咨询", "小计")]
    book[worked.sheet][worked.a1] = 9
    book["统计表"]["L20"] = "请看备注"
    sheet = book["办件登记"]
    for at, texts in enumerate(
        (("四", "三月", "咨询", "按时"), ("五", datetime.date(2024, 5, 1), "别的", None)), 3
    ):
        for (_, column), text in zip(strip.columns, texts, strict=True):
            sheet.cell(strip.first + at + 1, column + 1, text)
    sheet.cell(strip.first + 7, strip.columns[0][1] + 1, "合计")
    sheet.cell(strip.first + 7, strip.columns[1][1] + 1, f"=COUNTA(A{strip.first + 1}:A{strip.first + 5})")


def _unmark(book):
    del book[IDENTITY]
    for name in list(book.defined_names):
        if book.defined_names[name].value.startswith(f"'{IDENTITY}'"):
            del book.defined_names[name]


def sent_files():
    """What lies in the inbox, by name, the oldest first."""
    first, second, third, fourth, *_, last = UNITS
    zipped = io.BytesIO()
    with zipfile.ZipFile(zipped, "w") as file:
        file.writestr(zipfile.ZipInfo("丙村.xlsx", (2025, 1, 3, 8, 0, 0)), workbook(fourth, (5, 5, 5, 5), ()))
        file.writestr(zipfile.ZipInfo("说明.txt", (2025, 1, 3, 8, 0, 0)), b"x")
    once = workbook(first)
    return {
        "甲村.xlsx": once,
        "甲村 - 副本.xlsx": once,
        "甲村（改）.xlsx": workbook(first, (41, 38, 12, 12), ROWS[:1]),
        "乙村.xlsx": workbook(second, (25, 26, 9, 7)),
        "派出所.xlsx": edited(workbook(third), _spoil),
        "丙.zip": zipped.getvalue(),
        "外村.xlsx": workbook(Unit("099", "外村", "村社区")),
        "戊村没有标识.xlsx": edited(workbook(last), _unmark),
        "丁村.xlsx": b"PK\x03\x04 damaged",
        "~$甲村.xlsx": b"lock",
        "图.png": b"\x89PNG\r\n\x1a\n",
    }


def _drawn(home):
    office = Office("01", "某镇", "township", "rexian", Period.of_year(2024), "2025-01-08")
    folder = make_work_folder(home / "w", office, UNITS, DEFINITION.read_bytes())
    excuse_unit(folder, "006", "撤并")
    inbox = home / "收"
    inbox.mkdir()
    for i, (name, data) in enumerate(sent_files().items()):
        (inbox / name).write_bytes(data)
        os.utime(inbox / name, (TIME + 10 * i, TIME + 10 * i))
    collected(folder, inbox)


def small_office(home):
    """The office at *home* with everything collected."""
    with always():
        copy_folder("small-office", _drawn, home)
    return open_work_folder(home / "w")


@contextmanager
def always(now=NOW):
    """Have it be *now* wherever somebody asks, on a clock in China."""
    ours = days.current_utc_time
    with ExitStack() as until:
        until.enter_context(mock.patch.dict(os.environ, {"TZ": "CST-8"}))
        _tell_zone()
        for module in [m for n, m in sys.modules.items() if n.startswith("toolkit.")]:
            if vars(module).get("current_utc_time") is ours:
                until.enter_context(mock.patch.object(module, "current_utc_time", return_value=now))
        yield
    _tell_zone()


def _tell_zone():
    if hasattr(time, "tzset"):  # else the machine's own clock
        time.tzset()
