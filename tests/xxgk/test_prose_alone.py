"""Prose beside tables that cannot be read: two sentences that say different numbers of the same."""

import pytest
from forms import xxgk

from toolkit.document.model import Document, Paragraph, Run
from toolkit.form.model import Cell
from toolkit.xxgk.claims.hold import sentences_with_claims
from toolkit.xxgk.claims.meanings import FormMeanings
from toolkit.xxgk.claims.prose_alone import balance_findings, prose_alone_findings
from toolkit.xxgk.outline import parse_outline

OF = FormMeanings(xxgk())


def told(*lines, figures=()):
    said = ("青山县柳林乡2024年政府信息公开工作年度报告", "一、总体情况", *lines)
    outline = parse_outline(Document("", "", 0, tuple(Paragraph((Run(x),)) for x in said)))
    return [f.code for f in prose_alone_findings(sentences_with_claims(outline, 2024, OF), dict(figures))]


RECEIVED = "（二）依申请公开情况。2024年，我乡共收到政府信息公开申请3件，均已答复。"


@pytest.mark.parametrize(
    "other",
    ["2024年我乡未收到政府信息公开申请。", "（五）监督保障情况。全年共收到政府信息公开申请5件。"],
)
def test_two_numbers_of_the_same_are_told(other):
    assert ["claims_differ"] == told(RECEIVED, other)


@pytest.mark.parametrize(
    "other",
    [
        "全年共收到政府信息公开申请3件。",
        "全县共收到政府信息公开申请95件。",
        "上年共收到政府信息公开申请5件。",
        "未发生行政复议、行政诉讼。",
    ],
)
def test_the_same_number_and_numbers_of_others_are_not(other):
    assert [] == told(RECEIVED, other)


def test_where_the_table_tells_the_figure_each_is_held_against_it():
    table = {Cell("表三", row, "总计"): 3.0 for row in ("新收", "结转", "办结")}
    assert [] == told(RECEIVED, "2024年我乡未收到政府信息公开申请。", figures=table)


def balance(text, figures=()):
    lines = ("青山县柳林乡2024年政府信息公开工作年度报告", "一、总体情况", f"（二）依申请公开。{text}")
    outline = parse_outline(Document("", "", 0, tuple(Paragraph((Run(x),)) for x in lines)))
    return [f.code for f in balance_findings(sentences_with_claims(outline, 2024, OF), dict(figures))]


@pytest.mark.parametrize(
    "text",
    [
        "共收到政府信息公开申请11件，办结8件，结转下年度1件。",
        "新收政府信息公开申请78件，上年结转3件。答复75件，结转下年度继续办理3件。",
        "共收到政府信息公开申请5件，上年结转2件，办结9件，结转下年度1件。",
    ],
)
def test_requests_of_which_some_are_neither_answered_nor_left_are_told(text):
    assert ["balance_differs"] == balance(text)


@pytest.mark.parametrize(
    "text",
    [
        "共收到政府信息公开申请11件，办结10件，结转下年度1件。",
        "共收到政府信息公开申请11件，上年结转1件，办结11件，结转下年度1件。",
        "共收到政府信息公开申请11件，上年结转1件，办结10件，结转下年度1件。",
        "共收到政府信息公开申请11件，办结12件，结转下年度1件。",
        "共收到政府信息公开申请11件，申请人撤回2件，办结8件，结转下年度1件。",
        "共收到政府信息公开申请约11件，办结8件，结转下年度1件。",
    ],
)
def test_requests_that_are_all_accounted_for_are_not(text):
    assert [] == balance(text)


def test_what_the_table_tells_is_left_to_it():
    figures = {Cell("表三", "新收", "总计"): 11.0}
    assert [] == balance("共收到政府信息公开申请11件，办结8件，结转下年度1件。", figures)
