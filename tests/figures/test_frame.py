"""What a rule means (toolkit/form/rule_language.py), case by case, for the compiler to arrays."""

import numpy as np
import pytest
from draw import PERIOD, submission
from forms import RULES, TABLE, form

from toolkit.figures.check import judge_submissions
from toolkit.figures.evaluate import evaluate_value, round_half_up
from toolkit.figures.frame import frame_submissions
from toolkit.form.grounding import ground_form
from toolkit.form.model import Cell
from toolkit.form.rule_language import FigureReference, parse_expression
from toolkit.form.submission import Row

MALE, FEMALE, ALL = (Cell("人口", "常住", c) for c in ("男", "女", "合计"))
RULE = '[[rule]]\nid="X"\nover="人口"\nmust="{}"\nwhy="a"\nremedy="b"\nsource="c"\nlevels=["township","district"]\n'


def verdict(must, figures, *, unread=(), places=0, text=TABLE):
    """Judge one rule about 常住's 男 and 女."""
    text = (
        text.replace('columns = [{id="男"}', f'places = {places}\ntype = "number"\ncolumns = [{{id="男"}}')
        if places
        else text
    )
    grounded = ground_form(form(text + RULE.format(must)), "村")
    made = submission(grounded.form, "村", figures, unread=frozenset(unread))
    return str(judge_submissions(grounded, [made], PERIOD)[0].verdicts.checks[0])


@pytest.mark.parametrize(
    ("must", "figures", "shown"),
    [
        ("人口[常住].男 = 人口[常住].女", {}, ""),
        ("人口[常住].男 = 人口[常住].女", {MALE: 0.0}, "通过"),
        ("人口[常住].男 = 人口[常住].女", {MALE: 1.0}, "不符"),
        ("人口[常住].男 = 人口[常住].女", {MALE: 1.0, FEMALE: 1.4}, "通过"),
        ("人口[常住].男 = 人口[常住].女", {MALE: 1.0, FEMALE: 1.6}, "不符"),
        ("人口[常住].男 <= 人口[常住].女", {MALE: 2.0, FEMALE: 2.0}, "通过"),
        ("人口[常住].男 <= 人口[常住].女", {MALE: 3.0, FEMALE: 2.0}, "不符"),
        ("人口[常住].男 < 人口[常住].女", {MALE: 2.0, FEMALE: 2.0}, "不符"),
        ("人口[常住].男 < 人口[常住].女", {MALE: 2.0, FEMALE: 3.0}, "通过"),
        ("人口[常住].男 > 人口[常住].女", {MALE: 2.0, FEMALE: 2.0}, "不符"),
        ("人口[常住].男 >= 人口[常住].女", {MALE: 1.0, FEMALE: 2.0}, "不符"),
        ("人口[常住].男 <> 人口[常住].女", {MALE: 2.0, FEMALE: 2.0}, "不符"),
        ("人口[常住].男 * 2 = 人口[常住].女 / 2", {MALE: 1.0, FEMALE: 4.0}, "通过"),
        ("人口[常住].男 / 人口[常住].女 = 0", {MALE: 5.0}, "通过"),
        ("人口[常住].男 - 人口[常住].女 = 3", {MALE: 5.0, FEMALE: 2.0}, "通过"),
        ("1 <= 人口[常住].男 <= 2", {MALE: 3.0}, "不符"),
        ("当 人口[常住].男 > 0 则 人口[常住].女 > 0", {MALE: 0.0}, "通过"),
        ("当 人口[常住].男 > 0 则 人口[常住].女 > 0", {MALE: 1.0}, "不符"),
        ("人口[常住].男 = 1 或 人口[常住].女 = 1", {FEMALE: 1.0}, "通过"),
        ("非 人口[常住].男 = 1", {MALE: 1.0}, "不符"),
        ("已填(人口[常住].男)", {}, "不符"),
        ("已填(人口[常住].男)", {MALE: 0.0}, "通过"),
        ("空(人口[常住].男)", {FEMALE: 1.0}, ""),
        ("空(人口[常住].男)", {MALE: 1.0}, "不符"),
        ("整数(人口[常住].男)", {MALE: 1.5}, "不符"),
        ("整数(人口[常住].男)", {MALE: -2.0}, "通过"),
    ],
)
def test_a_verdict_follows_from_the_figures(must, figures, shown):
    assert shown == verdict(must, figures)


def test_a_rule_that_needs_an_unreadable_figure_is_not_judged_but_blanks_are():
    assert "未判定" == verdict("人口[常住].男 = 人口[常住].女", {FEMALE: 1.0}, unread=[MALE])
    assert "通过" == verdict("已填(人口[常住].男)", {}, unread=[MALE])


def test_words_where_a_number_belongs_are_no_zero():
    assert "未判定" == verdict("人口[常住].男 = 人口[常住].女", {MALE: "五六个"})


def test_binary_fractions_decide_nothing():
    assert "通过" == verdict("人口[常住].男 = 人口[常住].女", {MALE: 0.1 + 0.2, FEMALE: 0.3}, places=2)
    assert "不符" == verdict("人口[常住].男 = 人口[常住].女", {MALE: 0.31, FEMALE: 0.3}, places=2)


def test_what_a_rounded_figure_is_off_by_breaks_no_rule_about_it():
    rounded = TABLE + RULES.replace("合计 = 男 + 女", "合计 = 男 / 3")
    must, verdicts = "人口[常住].合计 * 3 = 人口[常住].男", []
    for figures in ({MALE: 1.0}, {MALE: 1.0, ALL: 0.36}):
        text = rounded.replace('columns = [{id="男"}', 'places = 2\ntype = "number"\ncolumns = [{id="男"}')
        grounded = ground_form(form(text + RULE.format(must)), "村")
        stated = frozenset(figures.keys() & {ALL})
        found = judge_submissions(
            grounded, [submission(grounded.form, "村", figures, stated=stated)], PERIOD
        )[0]
        verdicts += [
            str(v) for c, v in zip(grounded.checks, found.verdicts.checks, strict=True) if c.rule.id == "X"
        ]
    assert ["通过", "不符"] == verdicts


def test_a_total_is_worked_out_unless_another_was_typed():
    grounded = ground_form(form(TABLE + RULES), "村")
    ours = submission(grounded.form, "村", {MALE: 1.0, FEMALE: 2.0, ALL: 99.0})
    typed = submission(grounded.form, "村", {MALE: 1.0, FEMALE: 2.0, ALL: 99.0}, stated=frozenset({ALL}))
    gone = submission(grounded.form, "村", {MALE: 1.0, FEMALE: 2.0}, stated=frozenset({ALL}))
    blank = submission(grounded.form, "村", {})
    one, two, three, four = judge_submissions(grounded, [ours, typed, gone, blank], PERIOD)
    assert (3.0, "通过") == (one.figures[ALL], one.verdicts.checks[0])
    assert (99.0, "不符") == (two.figures[ALL], two.verdicts.checks[0])
    assert (False, "不符") == (ALL in three.figures, three.verdicts.checks[0])
    assert (False, "") == (ALL in four.figures, four.verdicts.checks[0])


def test_a_figure_that_is_worked_out_after_it_was_asked_for_is_asked_anew():
    grounded = ground_form(form(TABLE + RULES), "村")
    frame = frame_submissions(grounded, [submission(grounded.form, "村", {MALE: 1.0})], PERIOD)
    asked = FigureReference("人口", "常住", "男")
    assert [1.0] == list(frame.number(asked))
    frame.work_out(MALE, np.array([np.nan]))
    assert [0.0] == list(frame.number(asked)), "a blank is nothing"


def test_rounding_is_half_away_from_zero_as_in_excel():
    assert [0.13, -0.13, 1.01, 2.68, 0.0] == list(
        round_half_up(np.array([0.125, -0.125, 1.005, 2.675, 0.004]), 2)
    )


# ── lists ──────────────────────────────────────────────────────────────────────────────────────────────────

ROWS = (
    {"号": "1", "日": "2023-12-31", "类": "甲", "额": 1.0},
    {"号": "2", "日": "2024-01-01", "类": "甲", "额": 2.0},
    {"号": "3", "日": "2024-12-31", "类": "乙", "额": 4.0},
    {"号": "4", "日": "2025-01-01", "类": "乙", "额": 8.0},
    {"号": "5", "类": "甲"},
    {"日": "2024-05-05", "类": "甲", "额": 16.0},
)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("count(台账)", 5),
        ("count(台账, 年初<=日<=年末)", 2),
        ("count(台账, 日<年初)", 1),
        ("count(台账, 日>年末)", 1),
        ("count(台账, 空(日))", 1),
        ("count(台账, 已填(日))", 4),
        ("count(台账, 类='甲')", 3),
        ("count(台账, 类<>'甲')", 2),
        ("count(台账, 额>2)", 2),
        ("sum(台账.额)", 15),
        ("sum(台账.额, 年初<=日<=年末) / 2", 3),
        ("count(台账, 止>年末)", 0),
        ("count(台账, 类='甲') + count(台账, 类='乙')", 5),
    ],
)
def test_counts_and_sums_over_lists(text, number):
    """A row without its first required column is no row; a comparison with a blank is false."""
    grounded = ground_form(form(TABLE), "村")
    made = submission(grounded.form, "村", rows={"台账": tuple(Row(7 + i, r) for i, r in enumerate(ROWS))})
    empty = submission(grounded.form, "村")
    assert [number, 0] == list(
        evaluate_value(parse_expression(text), frame_submissions(grounded, [made, empty], PERIOD))
    )


def test_a_count_is_blank_until_its_list_is_answered():
    text = TABLE.replace('{id="男"}', '{id="男", from."村"="count(台账)"}')
    grounded = ground_form(form(text), "村")
    asked = submission(grounded.form, "村")
    nothing = submission(grounded.form, "村", zero=frozenset({"台账"}))
    lost = submission(grounded.form, "村", rows={"台账": (Row(7, {"号": "1"}, ("日",)),)})
    one, two, three = (
        j.figures.get(MALE) for j in judge_submissions(grounded, [asked, nothing, lost], PERIOD)
    )
    assert (None, 0.0, None) == (one, two, three)
