"""No file of another period is ever counted: whichever kind of period, wherever the file says it, whatever it is called."""

import itertools
import shutil
from unittest import mock

import openpyxl
import pytest
from killed import here
from openpyxl.packaging.custom import StringProperty

from toolkit.collecting import take_in as taking
from toolkit.collecting.adoption import adopt_file
from toolkit.collecting.collect import collect_submissions
from toolkit.distributing.distribute import distribute_workbooks
from toolkit.errors import WorkFolderError
from toolkit.folder.roster import Office, Unit
from toolkit.folder.work_folder import form_from, make_work_folder
from toolkit.form.layout import COVER, IDENTITY, PROPERTY
from toolkit.form.model import Cell
from toolkit.form.period import PERIOD_KINDS, PeriodKind
from toolkit.form.placement import lay_out_workbook
from toolkit.sheets.guide_and_identity import STORED_AS

PERIOD = STORED_AS["period"]
NOW = "2025-06-03T08:00:00+00:00"
UNIT = Unit("001", "甲村", "村")
DEFINITION = """
id = "dq"
edition = "1"
title = "走访情况统计表"
source = "测试"
period = "{kind}"
cumulative = {cumulative}
kinds = [{{ id = "村", label = "村" }}, {{ id = "报告", label = "汇总表" }}]
levels = [{{ id = "township", label = "乡镇" }}, {{ id = "county", label = "县区" }}]

[[sheet]]
id = "封面"
title = "走访情况统计表"

[[sheet]]
id = "表"
title = "走访情况"

[[table]]
id = "封面"
sheet = "封面"
kinds = ["村", "报告"]
up = "none"
type = "text"
columns = [{{ id = "内容" }}]
rows = [{{ id = "填表人" }}]

[[table]]
id = "走访"
sheet = "表"
kinds = ["村", "报告"]
up = "sum"
unit = "户"
columns = [{{ id = "户数" }}]
rows = [{{ id = "走访" }}]
"""
KINDS = [(k, False) for k in PERIOD_KINDS] + [("半年", True), ("季", True), ("月", True)]


def quiet(*_):
    pass


def office_of(home, kind, cumulative, period):
    """Return the work folder of one period, its one workbook handed out and filled in."""
    data = DEFINITION.format(kind=kind, cumulative=str(cumulative).lower()).encode()
    form = form_from(data, "dq.toml")
    folder = make_work_folder(
        home / period.text, Office("01", "某镇", "township", form.id, period), (UNIT,), data
    )
    (handed,) = distribute_workbooks(folder, None, NOW, quiet)
    fill(handed.path, form)
    return folder, handed.path


def fill(path, form):
    book, layout = openpyxl.load_workbook(path), lay_out_workbook(form, "村")
    for cell, value in ((Cell("走访", "走访", "户数"), 3), (Cell("封面", "填表人", "内容"), "张三")):
        book[layout.at[cell].sheet][layout.at[cell].a1] = value
    book.save(path)


def collected(folder, inbox):
    with mock.patch.object(taking, "run_in_workers", here):
        return collect_submissions([inbox], folder, folder.form, NOW, quiet)


def say(path, target, form, told):
    """Copy a workbook; *told* is what each of cover, hidden sheet and properties says its period is (None: nothing)."""
    book, layout = openpyxl.load_workbook(path), lay_out_workbook(form, "村")
    cover, hidden, written = told
    book[COVER][layout.identity("period").a1] = cover.shown if cover else None
    if hidden is None:
        del book[IDENTITY]
    else:
        for row in book[IDENTITY].iter_rows():
            if row[0].value == PERIOD:
                row[1].value = hidden.text
    if PROPERTY + PERIOD in book.custom_doc_props.names:
        del book.custom_doc_props[PROPERTY + PERIOD]
    if written is None:
        for name in list(book.custom_doc_props.names):
            del book.custom_doc_props[name]
    else:
        book.custom_doc_props.append(StringProperty(name=PROPERTY + PERIOD, value=written.text))
    book.save(target)


def others_of(kind, cumulative):
    periods = PeriodKind(kind, cumulative)
    this = periods.read(PERIOD_KINDS[kind])
    return this, list(dict.fromkeys((this.previous, this.next, this.year_earlier)))


@pytest.mark.parametrize(("kind", "cumulative"), KINDS)
def test_files_of_earlier_and_later_periods_are_returned_whatever_they_are_called(tmp_path, kind, cumulative):
    this, others = others_of(kind, cumulative)
    folder, _ = office_of(tmp_path, kind, cumulative, this)
    inbox = tmp_path / "收"
    inbox.mkdir()
    for i, other in enumerate(others):
        _, path = office_of(tmp_path, kind, cumulative, other)
        shutil.copy(path, inbox / f"甲村{this.name}_{i}.xlsx")
    found = collected(folder, inbox)
    assert ["returned"] * len(others) == [
        "returned" if f.outcome == "superseded" else f.outcome for f in found.files
    ]
    assert ["returned"] == [u.state for u in found.units]
    assert {"wrong_period"} <= {x.code for u in found.units for x in u.findings}


@pytest.mark.promise("不会做", "别的年度、别的期的文件，无论叫什么名字，不会算进这一期")
@pytest.mark.parametrize(("kind", "cumulative"), KINDS)
def test_a_file_that_says_another_period_anywhere_is_not_counted(tmp_path, kind, cumulative):
    this, others = others_of(kind, cumulative)
    folder, blank = office_of(tmp_path, kind, cumulative, this)
    for i, told in enumerate(itertools.product((this, others[0], None), repeat=3)):
        inbox = tmp_path / f"收{i}"
        inbox.mkdir()
        say(blank, inbox / "甲村.xlsx", folder.form, told)
        apart = make_copy(folder, tmp_path / f"本{i}")
        (file,) = collected(apart, inbox).files
        counted, says = file.outcome.startswith("accepted"), {p for p in told if p}
        if says == {this} and told[0]:
            assert counted, (told, [f.line for f in file.findings])
        elif this not in says or told.count(others[0]) > 1:
            assert not counted, told
        if counted and len(says) > 1:  # asked about all the same
            assert [f for f in file.findings if f.code == "identity_conflict"], told


def make_copy(folder, at):
    shutil.copytree(folder.path, at)
    return folder.__class__(at, folder.office, folder.form)


@pytest.mark.parametrize(("kind", "cumulative"), KINDS)
def test_a_workbook_made_elsewhere_whose_title_names_another_period_is_not_adopted(
    tmp_path, kind, cumulative
):
    this, others = others_of(kind, cumulative)
    folder, _ = office_of(tmp_path, kind, cumulative, this)
    for i, period in enumerate((*others, this)):
        book = openpyxl.Workbook()
        sheet = book.active
        sheet.title = "走访"
        for row in ((f"{period.in_title}走访情况统计表",), ("项目", "户数"), ("走访", 7)):
            sheet.append(row)
        path = tmp_path / f"{i}.xlsx"
        book.save(path)
        if period == this:
            adopt_file(folder, path, "001", "问过", NOW)
            continue
        with pytest.raises(WorkFolderError, match="没有认定"):
            adopt_file(folder, path, "001", "问过", NOW)
