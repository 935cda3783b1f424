"""The sheets of a report that are for people: contents, every rule, last year, the text; and that no reader minds them."""

import io
import json

import openpyxl
import pytest
from draw import read
from forms import xxgk
from inbox import quiet
from typer.testing import CliRunner

from toolkit import cli
from toolkit.excel.book import open_book
from toolkit.flow.collect import collect
from toolkit.flow.merge import report
from toolkit.flow.reportpages import OWN, WHOLE, compared, scope
from toolkit.flow.samples import samples, scene
from toolkit.flow.workfolder import open_folder
from toolkit.form.layout import CHECKED, CHECKS, COMPARED, CONTENTS, DRAFT, OURS
from toolkit.form.model import Cell

NOW = "2025-01-09T08:00:00+00:00"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = scene(tmp_path_factory.mktemp("样例") / "样例")
    for name in ("第一轮", "第二轮"):
        collect([samples() / name], folder, folder.form, NOW, quiet)
    done = report(folder, None, NOW, quiet, partial=False)
    return folder, done.path.read_bytes(), done


def sheet(data, name, **more):
    return openpyxl.load_workbook(io.BytesIO(data), **more)[name]


def texts(data, name):
    return [[c.value for c in row] for row in sheet(data, name, data_only=True).iter_rows()]


def test_the_contents_name_exactly_the_sheets_people_see_and_lead_there(made):
    book = openpyxl.load_workbook(io.BytesIO(made[1]))
    shown = [s.title for s in book if s.sheet_state == "visible"]
    assert [CONTENTS] == shown[1:2]
    listed = sheet(made[1], CONTENTS)
    start = next(r for r in range(1, 40) if listed.cell(r, 1).value == "工作表") + 1
    names = [listed.cell(r, 1).value for r in range(start, listed.max_row + 1)]
    assert [s for s in shown if s != CONTENTS] == names
    for row in range(start, listed.max_row + 1):
        assert listed.cell(row, 2).value
        assert f"'{listed.cell(row, 1).value}'!A1" == listed.cell(row, 1).hyperlink.location


def test_the_front_says_how_far_the_report_reaches_and_who_is_in(made):
    said = {row[0]: row[1] for row in texts(made[1], CONTENTS)}
    assert OWN == said["数据范围"]
    assert "应报 21 个，计入 21 个" == said["单位"]
    assert "没有计入" not in said
    form = xxgk()
    assert (OWN, WHOLE, WHOLE) == tuple(scope(form, x.id) for x in form.levels)


def test_who_is_missing_is_said_with_the_reason(tmp_path):
    folder = scene(tmp_path / "缺")
    collect([samples() / "第一轮"], folder, folder.form, NOW, quiet)
    done = report(folder, None, NOW, quiet, partial=True)
    said = {row[0]: row[1] for row in texts(done.path.read_bytes(), CONTENTS)}
    assert "应报 21 个，计入 15 个" == said["单位"]
    for name in ("河口村", "石桥村"):
        assert name in said["没有计入"]
    assert "退回未改" in said["没有计入"]


def test_every_rule_stands_on_the_page_to_print_with_what_the_check_sheet_says(made):
    rows = [r for r in texts(made[1], CHECKED)[3:] if r[0]]
    checks = [r for r in texts(made[1], CHECKS)[3:] if r[0]]
    assert list(dict.fromkeys(r[0] for r in checks)) == [r[0] for r in rows]
    for rule, _, said, places, kept, broken, verdict, *_ in rows:
        mine = [r for r in checks if r[0] == rule]
        assert len(mine) == places
        assert sum(r[5] == "通过" for r in mine) == kept
        assert sum(r[5] == "不符" for r in mine) == broken
        assert said == mine[0][4]
        assert {"D3": "有不符"}.get(rule, verdict) == verdict


def last_year(form, now):
    return {c: float(i % 4) for i, c in enumerate(c for c, v in now.items() if isinstance(v, float))}


def test_last_year_beside_this_year(made):
    form, now = xxgk(), made[2].merged.report.figures
    before = last_year(form, now)
    page = compared(form, now, before)
    assert len(page.rows) > 30
    assert len(page.charts) == 2
    for link, _, was, is_, change, percent, note in page.rows:
        assert link.place
        assert (is_.value - was) == pytest.approx(change.value)
        assert ("" if not was else round((is_.value - was) / was * 100, 1)) == percent.value
        assert bool(note.value) == (is_.value > 3 * was or (was > 0 and not is_.value))
    without = compared(form, now, {})
    assert "没有上年的报告" in without.notes[0]
    assert {""} == {row[4].value for row in without.rows}


@pytest.mark.office
def test_libreoffice_comes_to_what_is_cached_on_every_page(made, recalculated, tmp_path):
    _folder, _, _done = made
    (tmp_path / "报告.xlsx").write_bytes(made[1])
    again = recalculated([tmp_path / "报告.xlsx"])[0].read_bytes()
    for name in (CHECKED, COMPARED):
        ours, theirs = texts(made[1], name), texts(again, name)
        width = len(ours[2])
        blank = (None, "")
        assert [[None if c in blank else c for c in r] for r in ours if any(r)] == [
            [None if c in blank else c for c in r[:width]] for r in theirs if any(r)
        ]


def test_the_draft_is_what_would_be_published(made):
    said = {row[0]: row[1] for row in texts(made[1], DRAFT)}
    assert "行政复议1件，其中结果纠正1件" in said["（二）依申请公开"]
    assert "信息更新不及时" in said["五、存在的主要问题及改进情况"]


def test_no_reader_takes_anything_from_them(made):
    assert {CONTENTS, CHECKED, COMPARED, DRAFT} <= OURS
    assert read(xxgk(), made[1]).submission.findings == ()
    assert open_book(made[1]).sheet(CONTENTS) is not None


def test_the_same_twice_is_the_same_bytes(made):
    folder, data, _ = made
    again = report(open_folder(folder.path), None, NOW, quiet, partial=False).path.read_bytes()
    assert data == again


def test_the_long_table_is_in_json_too_with_scopes(made):
    folder = made[0]
    done = CliRunner().invoke(cli.app, ["merge", "--json", "-w", str(folder.path)])
    lines = json.loads(done.output)["lines"]
    cell = Cell("渠道", "公众号", "条数")
    mine = [x for x in lines if (x["table"], x["row"], x["column"]) == tuple(cell)]
    assert mine[-1]["value"] == sum(x["value"] for x in mine[:-1]) == 1216
    assert {OWN} == {x["scope"] for x in lines}
