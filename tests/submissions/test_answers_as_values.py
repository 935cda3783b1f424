"""Whose an answer is, what it speaks to and where a finding points are values: no text is taken apart for them."""

import pytest
from forms import xxgk
from inbox import NOW

from toolkit.form.finding import make_finding
from toolkit.form.layout import CellPlace
from toolkit.form.model import Cell
from toolkit.form.placement import lay_out_workbook
from toolkit.ledger.records import Explanation, Permission
from toolkit.reading.stray_cells import make_brief_finding
from toolkit.reading.unlisted_marks import by_the_office
from toolkit.submissions.explanations import (
    PERMITTED,
    RecordedAnswers,
    explanations_to_keep,
    permission_evidence,
    permitted_marks,
    standing_explanations,
)
from toolkit.submissions.file_record import FileFacts
from toolkit.submissions.fits_roster import unread_outcome
from toolkit.submissions.unit_questions import apply_answers, relocate_questions

AT = tuple(CellPlace("表三", row, 3) for row in (0, 4))
SAID = {"label": "结转", "value": "1", "expected": "2", "source": "本表"}
ASKED = make_finding("replaced", AT[:1], digest="d", **SAID)


def let_pass(digest, rule="I5"):
    return Permission("001", rule, digest, "x", "已核实", "张", NOW)


def test_a_unit_that_writes_as_the_office_does_is_still_taken_at_its_word():
    own = ASKED._replace(explanation=f"{PERMITTED}我们自己写的")
    assert [own.explanation] == [e.text for e in explanations_to_keep("001", [own], NOW)]
    assert {"replaced.表三D1": own.explanation} == standing_explanations([own])


def test_what_the_office_let_pass_is_its_own_word_and_nothing_the_unit_said():
    (passed,) = RecordedAnswers((), (let_pass("d"),)).applied("001", [ASKED])
    assert (True, f"{PERMITTED}已核实（张）", "warning") == (
        passed.by_office,
        passed.explanation,
        passed.severity,
    )
    assert [] == explanations_to_keep("001", [passed], NOW)
    assert {} == standing_explanations([passed])
    read_so = by_the_office(
        make_finding("options_read", AT, digest="d", list="公开", label="公开栏", told="√", how=""), "是"
    )
    assert [] == explanations_to_keep("001", [read_so], NOW)


def test_marks_that_were_permitted_come_back_one_by_one_whatever_they_are_made_of():
    asked = make_finding("options_otherwise", AT, digest="d")._replace(
        about=("options_otherwise.甲、乙.1", "b")
    )
    given = let_pass(permission_evidence(asked), "options_otherwise")
    assert ["options_otherwise.甲、乙.1", "b"] == permitted_marks(given)
    assert [] == permitted_marks(let_pass("d"))
    assert "d" == permission_evidence(ASKED)


def test_an_explanation_that_expired_points_where_the_warning_does():
    asked = ASKED._replace(at=AT, explanation="原来的话", digest="新")
    answers = RecordedAnswers((Explanation("001", "replaced.表三D1", "原来的话", "旧", "原来的数", NOW),))
    open_, expired = answers.applied("001", [asked])
    assert ("", True) == (open_.explanation, open_.to_explain)
    assert ("explanation_expired", AT, "表三", "D1") == (
        expired.code,
        expired.at,
        expired.sheet,
        expired.cell,
    )


@pytest.mark.parametrize(
    ("said", "text"), [({"replaced.表三D1": "属实"}, "属实"), ({"replaced": "属实"}, ""), ({}, "")]
)
def test_an_answer_is_given_to_what_it_speaks_to(said, text):
    assert [text] == [f.explanation for f in apply_answers([ASKED], said)]


def test_a_file_whose_figures_are_somebody_s_says_what_to_do_about_it():
    facts = FileFacts(told=(make_finding("no_identity"),))
    assert ("unreadable", facts.told[0].sentence) == unread_outcome(facts, "甲.xlsx")
    assert "认领" in unread_outcome(facts, "甲.xlsx")[1]
    other = FileFacts(told=(make_finding("not_our_form"),))
    assert ("not_a_submission", "不是本工具下发的报送表") == unread_outcome(other, "甲.xlsx")


def test_a_question_beside_others_points_where_it_stands_in_the_workbook_it_is_put_into():
    layout = lay_out_workbook(xxgk(), "村社区")
    cell = Cell("互动", "意见收到", "数量")
    asked = make_finding(
        "far_off", AT[:1], digest="d", label="意见收到", value="9", than="别的", figure=cell.name
    )
    (put,) = relocate_questions([asked], layout)
    assert ((layout.at[cell],), layout.at[cell].a1) == (put.at, put.cell)
    assert [ASKED] == relocate_questions([ASKED], layout)


def test_of_thousands_of_stray_cells_a_finding_points_at_the_few_it_names():
    many = [CellPlace("表三", row, 3) for row in range(3000)]
    told = make_brief_finding("outside", many, value="1", count="3000")
    assert ("D1、D2、D3、D4、D5 等 3000 格", tuple(many[:5])) == (told.cell, told.at)
