"""The last look before publishing, point by point: what holds, what is open, what somebody ruled on."""

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from toolkit.document.model import BODY, Box, Document, Grid, Paragraph, Run
from toolkit.document.proofread_result import Proofread
from toolkit.form.finding import make_finding
from toolkit.form.model import Cell
from toolkit.publishing.check_documents import (
    _check_bound_numbers,
    _check_document,
    _check_personal_data,
    _check_word_and_page,
    check_documents,
)
from toolkit.publishing.check_point import HOLDS, KNOW, NOT_WRITTEN, OPEN
from toolkit.publishing.rulings import CONFIRMED, DISMISSED
from toolkit.xxgk.finding_codes import PUBLISHED

WORD, PAGE = Path("年报.docx"), Path("年报.html")
ONE, TWO = Cell("表三", "新收", "总计"), Cell("表三", "结转", "总计")
READ = Proofread("年报.docx", "白鹤镇", 2025, (), claims=3)
WRONG = make_finding("old_notice", severity="error", value="〔2019〕60号")
HIDDEN = make_finding("personal_data", severity="error", value="手机号", label="正文")
HINT = WRONG._replace(severity="hint", rule=PUBLISHED["fee_unsaid"].number)


def document(*blocks):
    return Document("", "", 2025, blocks)


def words(*texts):
    return document(*(Paragraph((Run(t),), BODY) for t in texts))


@pytest.mark.parametrize(
    ("findings", "decided", "state", "said"),
    [
        ((), (), HOLDS, "都一致"),
        ((HINT,), (), HOLDS, "参考 1 处"),
        ((HIDDEN,), (), HOLDS, "都一致"),  # a point of its own
        ((WRONG,), (), OPEN, "1 处要改"),
        ((WRONG,), ((WRONG, CONFIRMED, "属实"),), OPEN, "1 处要改"),
        ((), ((WRONG, DISMISSED, "核对过"),), KNOW, "没有要改的；另有 1 处不一致，已写明理由"),
        ((WRONG, HINT), ((WRONG, DISMISSED, "核对过"),), OPEN, "写明理由；另有 1 处不一致"),
    ],
)
def test_a_document_is_open_while_something_is_to_be_mended(findings, decided, state, said):
    point = _check_document(replace(READ, findings=findings, decided=decided))
    assert state == point.state
    assert said in point.few
    confirmed = any(what == CONFIRMED for _, what, _ in decided)
    assert confirmed == any("已确认属实，待改" in line for line in point.open)
    assert ["核对过" in line for line in point.dismissed] == [
        w == DISMISSED for _, w, _ in decided if w == DISMISSED
    ]
    assert (*point.open, *point.dismissed) == point.details


def test_who_can_be_known_by_a_number_in_it_is_a_point_of_its_own():
    assert HOLDS == _check_personal_data([replace(READ, findings=(WRONG,))]).state
    assert OPEN == _check_personal_data([READ, replace(READ, findings=(HIDDEN,))]).state
    ruled = _check_personal_data(
        [replace(READ, decided=((HIDDEN, DISMISSED, "公开电话"), (WRONG, DISMISSED, "核对过")))]
    )
    assert (KNOW, 1) == (ruled.state, len(ruled.dismissed))


def bound(*numbers, figures=(), old=()):
    """The point of a document whose text binds *numbers*, whose tables were read as *figures*."""
    source = SimpleNamespace(figures={ONE: 1234.0, TWO: 0.0})
    made = document(Paragraph(tuple(Run(t, c) for c, t in numbers), BODY))
    late = {WORD.resolve(): SimpleNamespace(line="这一份旧了")} if old else {}
    return _check_bound_numbers(source, [WORD], [made], [replace(READ, figures=dict(figures))], late)


@pytest.mark.parametrize(
    ("numbers", "figures", "few"),
    [
        ([(ONE, "1,234")], [(TWO, 0.0)], "2 个数都与工作簿相同"),
        ([(ONE, "1234")], [(ONE, 7.0)], "1 个数都与工作簿相同"),  # bound: read where it is bound
        ([(ONE, "1235")], [], "1 个数与工作簿不同，请重新生成"),
        ([(ONE, "")], [(TWO, 1.0)], "2 个数与工作簿不同，请重新生成"),
        ([(Cell("表三", "没有", "总计"), "0")], [], "1 个数与工作簿不同，请重新生成"),
    ],
)
def test_every_number_of_a_document_is_the_workbook_s(numbers, figures, few):
    point = bound(*numbers, figures=figures)
    assert few == point.few
    assert ("不同" in few) == (point.state == OPEN) == bool(point.open)


def test_a_document_of_an_earlier_merge_is_named_apart_from_its_numbers():
    assert "1 份是按以前的汇总写的，请重新生成" == bound((ONE, "1234"), old=True).few
    assert "1 份是按以前的汇总写的，1 个数与工作簿不同，请重新生成" == bound((ONE, "1"), old=True).few


def test_the_document_and_the_page_say_the_same_word_for_word():
    assert KNOW == _check_word_and_page([WORD], [words("甲")]).state
    same = words("甲", "共 2 件"), words("甲", "共 2 件")
    assert HOLDS == _check_word_and_page([WORD, PAGE], [*same]).state
    off = _check_word_and_page([WORD, PAGE], [words("甲", "共 2 件"), words("甲", "共 3 件")])
    assert (OPEN, 1) == (off.state, len(off.open))
    assert OPEN == _check_word_and_page([WORD, PAGE], [words("甲"), words("甲", "乙")]).state
    grids = [document(Grid("表", ((Box(t), None),))) for t in ("1", "2")]
    assert OPEN == _check_word_and_page([WORD, PAGE], grids).state
    many = _check_word_and_page([WORD, PAGE], [words(*"甲乙丙丁戊己庚"), words(*"子丑寅卯辰巳午")])
    assert 5 == len(many.open)


def test_where_nothing_was_written_that_is_the_point():
    assert (NOT_WRITTEN,) == check_documents(None, [], [], [], {})
