"""Figures in last year's workbook are moved into this year's: no date is changed, nothing counts before the unit sends it."""

import datetime
import io
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from draw import draw, submission
from forms import xxgk
from inbox import quiet

from toolkit.collecting.collect import collect_submissions
from toolkit.folder.roster import Office, Unit
from toolkit.folder.work_folder import make_work_folder
from toolkit.form.model import Cell
from toolkit.form.period import Period
from toolkit.form.submission import Row
from toolkit.reading import return_notice
from toolkit.reading.identity import identify_workbook
from toolkit.returns.return_copies import write_return_copies
from toolkit.xlsx.open_workbook import open_book

NOW = "2025-01-09T08:00:00+00:00"
CASE = Path(__file__).parent.parent / "data" / "cases" / "last_years_template_returned.xlsx"
UNIT = Unit("511523106211", "梨园社区", "村社区")


@pytest.fixture
def folder(tmp_path):
    return make_work_folder(
        tmp_path / "w",
        Office("511523106", "青石镇人民政府", "township", "xxgk", Period.of_year(2024), "2025-01-10"),
        (UNIT,),
    )


def take(folder, data, name="来.xlsx"):
    path = folder.path.parent / name
    path.write_bytes(data)
    (file,) = collect_submissions([path], folder, folder.form, NOW, quiet).files
    return file


def last_years(year, *days, signed="2025-01-06"):
    """A workbook of 2023 with rows of these days, all else filled in."""
    form = xxgk()
    zeros = {c: 0.0 for c in form.cells_of("村社区") if form.figure(c).type == "count"}
    figures = {**zeros, Cell("互动", "意见收到", "数量"): 15.0, Cell("封面", "填报日期", "内容"): signed}
    rows = tuple(
        Row(
            7 + i,
            {
                "日期": d,
                "标题": f"公示{i}",
                "类别": "其他",
                "性质": "村级自有",
                "公开栏": "√",
                "个人信息": "不涉及",
            },
        )
        for i, d in enumerate(days)
    )
    made = submission(
        form,
        "村社区",
        figures,
        rows={"公开": rows},
        zero=frozenset({"代收", "问题"}),
        unit=UNIT.code,
        name=UNIT.name,
    )
    return draw(
        form, replace(made, who=made.who._replace(period=str(year), office="青石镇人民政府")), year=year
    )


def returned(folder):
    (made,) = write_return_copies(folder, (), None, NOW, quiet)
    return made, made.path.read_bytes()


def lines(data):
    return "\n".join(c.raw for c in return_notice.find_notice_sheet(open_book(data)).cells.values())


def test_what_was_filled_into_last_years_template_comes_back_in_this_years(folder):
    file = take(folder, CASE.read_bytes())
    assert ["wrong_period"] == [f.code for f in file.findings], (
        "its dates are right: nobody is told to change them"
    )
    made, data = returned(folder)
    assert (0, 1) == (made.errors, made.warnings)
    assert "2024" == identify_workbook(open_book(data)).who.period
    old, new = (openpyxl.load_workbook(io.BytesIO(d))["公开台账"] for d in (CASE.read_bytes(), data))
    assert [[c.value for c in r] for r in old["A7:K28"]] == [[c.value for c in r] for r in new["A7:K28"]]
    assert "“公开台账”22 行" in lines(data)
    assert "日期不用改" in lines(data)
    assert "returned" == collect_submissions([], folder, folder.form, NOW, quiet).units[0].state, (
        "it counts when the unit sends it"
    )
    sent = take(folder, data, "改好.xlsx")
    assert sent.outcome in ("accepted", "accepted_with_warnings")
    assert "received" == collect_submissions([], folder, folder.form, NOW, quiet).units[0].state


def test_rows_of_another_year_stay_behind_and_are_named(folder):
    take(folder, last_years(2023, "2024-03-01", "2023-05-02", "2024-06-03"))
    _, data = returned(folder)
    sheet = openpyxl.load_workbook(io.BytesIO(data))["公开台账"]
    assert [datetime.datetime(2024, 3, 1), datetime.datetime(2024, 6, 3), None] == [
        sheet[f"A{r}"].value for r in (7, 8, 9)
    ]
    assert "“公开台账”第 8 行，共 1 行：日期不在 2024 年" in lines(data)


@pytest.mark.parametrize("days", [("2023-03-01", "2023-05-02"), ()])
def test_last_years_own_figures_are_not_moved(folder, days):
    """Every date is of last year: so are the figures without one, and an empty workbook of this year goes back."""
    take(folder, last_years(2023, *days, signed="2024-01-06"))
    _, data = returned(folder)
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert (None, None) == (book["公开台账"]["A7"].value, book["工作情况"]["B22"].value)
    assert "没有搬过来" in lines(data)


def test_without_a_work_folder_nobody_is_told_to_change_right_dates():
    form = xxgk()
    path = CASE
    (file,) = collect_submissions([path], None, form, NOW, quiet).files
    (told,) = [f for f in file.findings if f.rule == "J8"]
    assert "确是 2024 年的事，不要改日期" in told.remedy
