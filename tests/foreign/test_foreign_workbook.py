"""The three tables of real reports laid out by other hands: read right, or refused with the reason."""

import io

import openpyxl
import pytest
from draw import PERIOD, draw, submission, who
from elsewhere import numbered, official, spaced, table, turned, with_titles
from forms import xxgk
from real import load, typed

from toolkit.figures.check import judge_submissions
from toolkit.foreign.foreign_workbook import holds_form_tables, read_adopted_workbook
from toolkit.form.grounding import ground_form
from toolkit.form.model import Cell
from toolkit.form.verdict import Verdict
from toolkit.xlsx.open_workbook import open_book


def opened(book):
    out = io.BytesIO()
    book.save(out)
    return open_book(out.getvalue())


def adopted(book, level="district"):
    form = xxgk()
    grounded = ground_form(form, "报告", level)
    identity = who(form, "报告", level, unit="01", name="某区")
    return grounded, read_adopted_workbook(grounded, book, identity).submission


@pytest.mark.parametrize("number", ["02", "15", "16"])
@pytest.mark.parametrize("layout", [official, with_titles, numbered, spaced, turned])
def test_real_reports_laid_out_by_other_hands_are_read_right(layout, number):
    form, report = xxgk(), load(number)
    expected = {
        c: v
        for c, v in typed(form, number).figures.items()
        if c.table != "表三" or c.row in form.table("表三").row_ids
    }
    grounded, found = adopted(opened(layout(form, report)))
    assert expected == {c: v for c, v in found.figures.items() if v or c in expected}
    assert ["made_elsewhere"] == [f.code for f in found.findings]
    verdicts = judge_submissions(grounded, [found], PERIOD)[0]
    ours = judge_submissions(grounded, [typed(form, number)], PERIOD)[0]
    broken = [
        {c.cell for c in v.broken(grounded.checks) if c.rule.id in ("I1", "I2", "I3", "I4")}
        for v in (verdicts, ours)
    ]
    assert broken[0] == broken[1]


def test_what_is_not_there_is_not_known_and_breaks_no_rule():
    form, report = xxgk(), load("16")
    book = openpyxl.Workbook()
    table(book.active, form, report, "表三", 2)
    grounded, found = adopted(opened(book))
    assert {c.table for c in found.figures} == {"表三"}
    judged = judge_submissions(grounded, [found], PERIOD)[0]
    assert {Verdict.BROKEN} & {
        v for c, v in zip(grounded.checks, judged.verdicts.checks, strict=True) if c.cell.table == "表二文件"
    } == set()
    assert "表三" in next(f for f in found.findings if f.code == "made_elsewhere").message


def test_a_table_that_stands_twice_is_not_chosen_between():
    form, report = xxgk(), load("16")
    book = official(form, report)
    table(book.create_sheet("去年"), form, load("15"), "表三", 2)
    _, found = adopted(opened(book))
    told = [f for f in found.findings if f.code == "two_readings"]
    assert 1 == len(told)
    assert "“去年”" in told[0].message
    assert not {c for c in found.figures if c.table == "表三"}
    assert {c for c in found.figures if c.table == "表四"}


def test_a_heading_that_stands_twice_is_not_chosen_between():
    form, report = xxgk(), load("16")
    book = openpyxl.Workbook()
    table(book.active, form, report, "表三", 2, merged="once")
    labels = {c.value: c for row in book.active.iter_rows() for c in row if isinstance(c.value, str)}
    label = labels["1.属于国家秘密"]
    book.active.cell(label.row + 1, label.column, "1.属于国家秘密")
    _, found = adopted(opened(book))
    assert ["two_readings"] == [f.code for f in found.findings if f.code != "made_elsewhere"]
    assert Cell("表三", "r3_1", "自然人") in found.unread
    assert Cell("表三", "r3_2", "自然人") in found.unread


def test_a_workbook_of_ours_that_lost_its_name_is_read_by_its_codes():
    form = xxgk()
    made = typed(form, "16", "township")
    book = open_book(draw(form, made))
    grounded = ground_form(form, "报告", "township")
    bare = read_adopted_workbook(grounded, book, who(form, "报告", "township")).submission
    assert made.figures == {c: v for c, v in bare.figures.items() if c in made.figures}
    assert "made_elsewhere" not in {f.code for f in bare.findings}


def test_what_has_nothing_of_the_form_is_not_alike():
    grounded = ground_form(xxgk(), "报告", "township")
    assert holds_form_tables(grounded, opened(official(xxgk(), load("16"))))
    book = openpyxl.Workbook()
    for row, words in enumerate((("姓名", "其他", "总计"), ("甲", 1, 2)), 1):
        for column, word in enumerate(words, 1):
            book.active.cell(row, column, word)
    assert not holds_form_tables(grounded, opened(book))
    assert holds_form_tables(grounded, open_book(draw(xxgk(), submission(xxgk(), "报告"))))
