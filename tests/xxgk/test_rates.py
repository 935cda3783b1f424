"""Rates of a sentence: over 100 % there are none, and those of requests follow from 表三. Worded after real reports."""

import pytest
from forms import xxgk

from toolkit.text.normal_text import normalize_text
from toolkit.xxgk.claims.meanings import FormMeanings
from toolkit.xxgk.claims.rates import rate_findings
from toolkit.xxgk.claims.sentence import ASKED, NumberedSentence

OF = FormMeanings(xxgk())
FIGURES = {c: 0.0 for t in ("表三",) for c in xxgk().table(t).cells}
ROWS = {"新收": 21.0, "结转": 1.0, "办结": 20.0, "结转下年": 2.0, "r1": 8.0, "r2": 2.0, "r4_1": 10.0}
FIGURES |= {c: ROWS[c.row] for c in FIGURES if c.column == "总计" and c.row in ROWS}

WRONG = [
    ("收到申请21件，办结率120%。", "rate_over"),
    ("按时办结率达到了105％，群众满意率99.5%。", "rate_over"),
    ("答复率和满意率均达100%、120%。", "rate_over"),
    ("以120%的办结率完成全年任务。", "rate_over"),
    ("公开率、及时率均达101%。", "rate_over"),
    ("办件满意率由95%提高到108%。", "rate_over"),
    ("网上申请占比130%。", "rate_over"),
    ("按期答复率100.5%。", "rate_over"),
    ("收到申请21件，办结率100%。", "rate_differs"),
    ("收到申请21件，答复率为98%。", "rate_differs"),
    ("依申请公开率为60%。", "rate_differs"),
]
FINE = [
    "收到申请21件，办结率90.9%。",
    "收到申请21件，办结20件，办结率95.24%。",
    "收到申请21件，按期办结率100%，按时答复率达100%。",
    "依申请公开率为50%，予以公开率40%。",
    "主动公开23条，公开率、及时率均达100%。",
    "申请量同比增长120%。",
    "任务完成率120%，产值增长率150%。",
    "信息发布效率提高150%，网站访问量上升230%。",
    "办理12345热线47件，办结率100%，回复率和满意率均达100%。",
    "办结率达到约100%以上。",
    "公开时效率先提高120%。",
]


def told(text):
    return [
        f.code for f in rate_findings(NumberedSentence(normalize_text(text), ASKED, 2024, OF), "一", FIGURES)
    ]


@pytest.mark.parametrize(("text", "code"), WRONG, ids=[t[:14] for t, _ in WRONG])
def test_a_rate_that_cannot_be_is_told(text, code):
    assert [code] == told(text)


@pytest.mark.parametrize("text", FINE, ids=[t[:14] for t in FINE])
def test_a_rate_that_may_be_is_not(text):
    assert [] == told(text)


def test_what_the_rate_should_be_is_said_with_how_it_is_reckoned():
    found = next(
        iter(rate_findings(NumberedSentence("收到申请21件，办结率99%。", ASKED, 2024, OF), "一", FIGURES))
    )
    assert "应为 95.2%（办理结果总计 20 件，本年新收 21 件）" in found.message


def test_a_year_without_requests_has_no_rate_to_hold_to():
    nothing = dict.fromkeys(FIGURES, 0.0)
    assert [] == list(
        rate_findings(NumberedSentence("未收到申请，办结率100%。", ASKED, 2024, OF), "一", nothing)
    )
