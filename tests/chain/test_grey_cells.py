"""A grey cell typed over or emptied is worked out again: told, never returned for, and its formula put back in the copy."""

import io
import re
import zipfile
from dataclasses import replace

import openpyxl
import pytest
from draw import draw, read, submission
from forms import xxgk
from inbox import quiet

from toolkit.campaign.campaign import load_campaign
from toolkit.campaign.reminders import list_reminders
from toolkit.collecting.collect import collect_submissions
from toolkit.figures.check import judge_submissions
from toolkit.folder.roster import Office, Unit
from toolkit.folder.work_folder import make_work_folder
from toolkit.form.finding import make_finding
from toolkit.form.grounding import ground_form
from toolkit.form.model import Cell
from toolkit.form.period import Period
from toolkit.form.placement import lay_out_workbook
from toolkit.form.submission import Row
from toolkit.ledger.ledger import Ledger
from toolkit.reading import return_notice
from toolkit.returns.return_copies import write_return_copies
from toolkit.returns.unit_requests import findings_to_act_on
from toolkit.submissions.current_files import current_file_states, load_current_submissions
from toolkit.submissions.rule_findings import typed_over_findings

NOW = "2025-01-09T08:00:00+00:00"
COUNT = Cell("村级公开", "公开条数", "数量")
UNIT = Unit("001", "甲村", "村社区")


@pytest.fixture
def folder(tmp_path):
    return make_work_folder(
        tmp_path / "w", Office("01", "某镇", "township", "xxgk", Period.of_year(2024), "2099-01-10"), (UNIT,)
    )


def village(value):
    """Two rows in the register, and *value* in the grey cell that counts them: 2 is right."""
    form = xxgk()
    zeros = {c: 0.0 for c in form.cells_of("村社区") if form.figure(c).type == "count"}
    grey = {c for c in form.cells_of("村社区") if c.table == "村级公开"}
    rows = tuple(
        Row(
            7 + i,
            {
                "日期": "2024-05-0" + str(i + 1),
                "标题": f"公示{i}",
                "类别": "其他",
                "性质": "村级自有",
                "公开栏": "√",
            },
        )
        for i in range(2)
    )
    made = submission(
        form,
        "村社区",
        {c: v for c, v in zeros.items() if c not in grey},
        rows={"公开": rows},
        zero=frozenset({"代收", "问题"}),
    )
    book = openpyxl.load_workbook(io.BytesIO(draw(form, made)))
    book["工作情况"]["B7"] = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def take(folder, data, name="甲.xlsx"):
    (folder.path.parent / name).write_bytes(data)
    (file,) = collect_submissions([folder.path.parent / name], folder, folder.form, NOW, quiet).files
    with Ledger.open(folder.ledger) as ledger:
        stands = current_file_states(ledger)["001"]
        figures = load_current_submissions(ledger, [stands])["001"].figures
    return file, figures


def told(file):
    return {f.code: f for f in file.findings if f.cell == "B7"}


def test_a_number_that_differs_is_asked_about_and_does_not_count(folder):
    file, figures = take(folder, village(36))
    assert ("accepted_with_warnings", 2.0) == (file.outcome, figures[COUNT])
    (found,) = told(file).values()
    assert ("replaced", True) == (found.code, found.to_explain)
    assert "按“公开台账”是 2，填的却是 36；按 2 计" in found.message
    assert "漏填的请补填" in found.remedy


@pytest.mark.parametrize("value", [None, 2, "2"])
def test_an_emptied_cell_or_the_same_number_asks_nothing_of_anybody(folder, value):
    file, figures = take(folder, village(value))
    assert ("accepted_with_warnings", 2.0) == (file.outcome, figures[COUNT])
    assert ["formula_lost"] == list(told(file))
    assert [] == write_return_copies(folder, (), None, NOW, quiet), "nothing is to be done"


def test_words_in_a_grey_cell_are_told_and_do_not_count(folder):
    file, figures = take(folder, village("三十六"))
    assert ("accepted_with_warnings", 2.0) == (file.outcome, figures[COUNT])
    assert "填的却是 三十六" in told(file)["replaced"].message


def test_the_copy_has_the_formula_back_and_sent_as_it_is_all_is_well(folder):
    take(folder, village(36))
    (made,) = write_return_copies(folder, (), None, NOW, quiet)
    book = openpyxl.load_workbook(made.path)
    assert book["工作情况"]["B7"].value.startswith("=IF(AND(COUNTA(")
    assert 2 == openpyxl.load_workbook(made.path, data_only=True)["工作情况"]["B7"].value
    said = [c.value for r in book.worksheets[0].iter_rows(max_col=5) for c in r if isinstance(c.value, str)]
    assert any("没有漏的，不用改" in t for t in said)
    file, figures = take(folder, made.path.read_bytes(), "发回.xlsx")
    assert ({}, 2.0) == (told(file), figures[COUNT])
    assert [] == write_return_copies(folder, (), None, NOW, quiet)


def test_nothing_but_that_cell_of_the_sheet_changes(folder):
    data = village(36)
    take(folder, data)
    (made,) = write_return_copies(folder, (), None, NOW, quiet)
    before, after = (sheet_cells(d) for d in (data, made.path.read_bytes()))
    assert {"B7"} == {c for c in before.keys() | after.keys() if before.get(c) != after.get(c)}


def sheet_cells(data):
    book = openpyxl.load_workbook(io.BytesIO(data))
    return {c.coordinate: (c.value, c.style_id) for r in book["工作情况"].iter_rows() for c in r}


def test_lines_and_reminders_are_in_a_villager_s_words(folder):
    form = xxgk()
    zeros = {c: 0.0 for c in form.cells_of("村社区") if form.figure(c).type == "count"}
    wrong = {Cell("互动", "意见答复", "数量"): 3.0, Cell("互动", "应财务公开", "数量"): 4.0}
    made = submission(
        form, "村社区", {**zeros, **wrong}, zero=frozenset(r.id for r in form.registers_of("村社区"))
    )
    take(folder, draw(form, made))
    (copy,) = write_return_copies(folder, (), None, NOW, quiet)
    (reminder,) = list_reminders(load_campaign(folder, NOW))
    sheet = openpyxl.load_workbook(copy.path).worksheets[0]
    shown = [
        str(c.value) for r in sheet.iter_rows(max_col=return_notice.TEXT_COLUMN + 1) for c in r if c.value
    ]
    with zipfile.ZipFile(copy.path) as file:
        remarks = "".join(file.read(n).decode() for n in file.namelist() if "comments" in n)
    for text in (*shown, reminder.text, remarks):
        assert not re.search(r"规则 ?[A-Z]|合计\(|toolkit|本格", text), text
    first = next(r for r in sheet.iter_rows(min_row=2) if r[1].value == return_notice.TO_MEND)
    assert f"1．{first[2].value}：{first[3].value}。{first[4].value}。" in reminder.text
    assert first[return_notice.RULE_COLUMN].value == "S1"


def test_numbers_written_as_text_are_asked_for_where_a_copy_is_made_anyway(folder):
    """They were read, and cost nobody a round; but the workbook itself never turns green while they stand in it."""
    form = xxgk()
    zeros = {c: 0.0 for c in form.cells_of("村社区") if form.figure(c).type == "count"}
    lists = frozenset(r.id for r in form.registers_of("村社区"))
    texts = {**zeros, Cell("阵地", "意见箱数", "数量"): "2个"}
    file, _ = take(folder, draw(form, submission(form, "村社区", texts, zero=lists)))
    assert "accepted_with_warnings" == file.outcome
    assert [] == write_return_copies(folder, (), None, NOW, quiet)
    wrong = {**texts, Cell("互动", "意见答复", "数量"): 3.0}
    take(folder, draw(form, submission(form, "村社区", wrong, zero=lists)), "错.xlsx")
    (copy,) = write_return_copies(folder, (), None, NOW, quiet)
    assert 2 == copy.errors
    assert "written_as_text" in {f.code for f in findings_to_act_on(standing(folder).findings)}
    sheet = openpyxl.load_workbook(copy.path).worksheets[0]
    assert "改填 2；不是的，填正确的" in [r[4].value for r in sheet.iter_rows()]


def standing(folder):
    with Ledger.open(folder.ledger) as ledger:
        return current_file_states(ledger)["001"]


@pytest.mark.parametrize(
    ("told_by", "stands", "codes"),
    [
        ((), 2.0, ["formula_lost"]),
        (("legacy_format",), 2.0, []),
        (("legacy_format",), 3.0, ["replaced"]),
        (("legacy_format",), "", ["formula_lost"]),
    ],
)
def test_a_format_that_tells_no_formulas_makes_nobody_a_typist(told_by, stands, codes):
    """An .xls shows the right number where our formula may still be: only another number was typed by somebody."""
    form = xxgk()
    grounded, layout = ground_form(form, "村社区"), lay_out_workbook(form, "村社区")
    sent = read(form, village(2)).submission
    sent = replace(
        sent, typed_over={COUNT: stands}, findings=tuple(make_finding(c, value=".xls") for c in told_by)
    )
    judged = judge_submissions(grounded, [sent], Period.of_year(2024))[0]
    assert codes == [f.code for f in typed_over_findings(grounded, layout, judged, sent)]
