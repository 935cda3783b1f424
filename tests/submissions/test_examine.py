"""One way in: whatever verb takes a workbook says the same of it, and refuses it with the next step."""

import dataclasses

import pytest
from draw import draw, submission
from forms import NEW, NEW_HEAD, RULES_NEW, form, xxgk
from later import edit_file, folder, set_cells, township_reported
from real import typed
from township import CARRIED, NOW, last_year, quiet

from toolkit.collecting.earlier_periods import read_earlier_reports
from toolkit.collecting.take_in import take_in_files
from toolkit.distributing.migrate import migrate_workbooks
from toolkit.errors import Unreadable, WorkFolderError
from toolkit.form.finding import ERROR, WARNING
from toolkit.form.grounding import ground_form
from toolkit.form.layout import IDENTITY
from toolkit.form.model import REPORT, Cell
from toolkit.intake.found_files import walk_files
from toolkit.ledger.ledger import Ledger
from toolkit.merging.merge import merge_report
from toolkit.merging.report_source import open_report_source
from toolkit.publishing.freshness import open_report_in_folder
from toolkit.sheets.guide_and_identity import PROPERTY
from toolkit.submissions.examine import examine, examine_report, judge_afresh, open_file, open_report
from toolkit.submissions.office_says import OfficeSays
from toolkit.submissions.open_file import FormDesk
from toolkit.verifying.report_against_files import verify_report
from toolkit.xlsx.open_workbook import open_book

__all__ = ["folder", "township_reported"]
CASES = {
    "a number with words": (set_cells("表三", D7="12件左右"), "表三 D7"),
    "a sheet taken out": (lambda book: book.__delitem__("表四"), "表四"),
    "a changed row of a register": (set_cells("依申请公开台账", D7="商业企业"), "依申请公开台账"),
}


def plain(findings):
    return {(f.code, f.rule, f.sheet, f.cell, f.message) for f in findings}


@pytest.mark.parametrize("way", CASES)
def test_publishing_is_told_what_collecting_such_a_report_is_told(folder, way):
    change, place = CASES[way]
    edit_file(folder.report, change)
    ours = examine_report(open_report(folder.report, folder.form), folder.form).findings
    assert plain(received(folder.report, folder.form)) == plain(ours)
    assert any(place in f.place or place in f.message for f in ours)
    assert open_report_source(folder.report, folder.form).findings == ours


def test_what_is_found_comes_worst_first(folder):
    edit_file(folder.report, set_cells("依申请公开台账", D7="商业企业"))
    edit_file(folder.report, lambda book: book.__delitem__("表四"))
    severities = [
        f.severity for f in examine_report(open_report(folder.report, folder.form), folder.form).findings
    ]
    assert ERROR == severities[0]
    assert WARNING in severities
    assert severities == sorted(severities, key=["error", "warning", "hint"].index)


def received(path, form):
    """What collecting the file at *path* says of it."""
    with Ledger.passing() as ledger:
        (taken,) = take_in_files(list(walk_files([path])), form, ledger, None, OfficeSays(), NOW, quiet)
    return taken.facts.findings


VERBS = {
    "publishing": (lambda folder: open_report_source(folder.report, folder.form), "toolkit merge"),
    "checking before publishing": (
        lambda folder: open_report_in_folder(folder.report, None),
        "toolkit merge",
    ),
    "proving": (
        lambda folder: verify_report(folder.report, folder.path, NOW, quiet),
        "请核对是不是汇总工作簿",
    ),
    "merging again": (lambda folder: merge_report(folder, None, NOW, quiet, partial=False), "请移走或改名"),
    "comparing with the year before": (lambda folder: read_earlier_reports(folder, folder.report), "移走"),
}


@pytest.mark.parametrize("verb", VERBS)
def test_a_damaged_workbook_is_refused_with_the_next_step(folder, verb):
    run, step = VERBS[verb]
    folder.report.write_bytes(folder.report.read_bytes()[:9999])
    with pytest.raises(WorkFolderError, match="读不出来：文件不完整") as refused:
        run(folder)
    assert step in str(refused.value)
    with pytest.raises(Unreadable):
        open_file(folder.report)


def rewritten(item, value):
    """A change of what a workbook says of itself: in its properties and on its hidden sheet."""

    def change(book):
        book.custom_doc_props[PROPERTY + item].value = value
        for row in book[IDENTITY].iter_rows():
            if row[0].value == item:
                row[1].value = value

    return change


@pytest.mark.parametrize(("item", "value"), [("year", "去年"), ("level", "村"), ("kind", "村社区")])
def test_a_report_that_says_no_year_level_or_kind_of_the_form_is_none(folder, item, value):
    edit_file(folder.report, rewritten(item, value))
    for run in (VERBS["publishing"][0], VERBS["proving"][0]):
        with pytest.raises(WorkFolderError, match="不是年度报告工作簿"):
            run(folder)


def test_a_workbook_that_says_no_year_is_not_moved_to_another_edition(folder, tmp_path):
    edit_file(folder.report, rewritten("year", "去年"))
    edit_file(folder.report, rewritten("fingerprint", "x"))
    (told,) = migrate_workbooks([folder.report], folder.form, tmp_path / "新")
    assert (None, "不是这个表样的工作簿") == (told.path, told.why)


@pytest.mark.parametrize(("at", "cell"), [("D31", CARRIED), ("D7", CARRIED._replace(row="新收"))])
def test_a_figure_of_last_year_that_was_not_read_is_refused_with_its_cell(folder, at, cell):
    path = last_year(folder)
    edit_file(path, set_cells("表三", **{at: "三件左右"}))
    with pytest.raises(WorkFolderError, match=r"上年报告 .* 里有读不出来的数") as refused:
        read_earlier_reports(folder, None)
    assert f"表三 {at}（" in str(refused.value)
    assert "请改填 3" in str(refused.value)
    edit_file(path, set_cells("表三", **{at: 3}))
    assert 3.0 == read_earlier_reports(folder, None).whole[cell]


def test_a_workbook_of_another_edition_is_read_by_its_names():
    old, new = form(), form(NEW + RULES_NEW, NEW_HEAD)
    cell, was = Cell("人口", "户籍", "男"), submission(form(), "村", {})
    book = open_book(draw(old, dataclasses.replace(was, figures={cell: 3.0})))
    ours, theirs = (examine(FormDesk(f), book, was.who) for f in (old, new))
    assert ours.sent.sources[cell] == theirs.sent.sources[cell], (
        "men and women change places, not in the file"
    )
    assert 3.0 == ours.judged.figures[cell] == theirs.judged.figures[cell]
    told = [f.code for f in theirs.findings]
    assert "older_edition" in told
    assert "not_placed" not in [f.code for f in ours.findings]
    assert "older_edition" not in [f.code for f in ours.findings]


def test_what_was_typed_over_a_formula_is_worked_out_again():
    sent = typed(xxgk(), "16")
    grounded = ground_form(xxgk(), REPORT, "district")
    total = next(iter(sent.stated))
    wrong = dataclasses.replace(sent, figures=sent.figures | {total: 9999.0}, unread=frozenset({total}))
    assert sent.figures[total] == judge_afresh(grounded, wrong).figures[total]
