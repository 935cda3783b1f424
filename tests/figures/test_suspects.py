"""Who is suspected when identities break: the figures that were changed, and nobody alone where the data do not decide."""

import random
from dataclasses import replace

import pytest
from draw import PERIOD, submission
from forms import RULES, TABLE, form, rule, xxgk
from real import typed

from toolkit.figures.check import judge_submissions
from toolkit.figures.suspects import suspected_causes
from toolkit.form.grounding import ground_form
from toolkit.form.model import Cell, PriorCell
from toolkit.form.period import LAST_YEAR

pytestmark = pytest.mark.slow  # every pair of figures of whole reports

GRID = xxgk().table("表三")
CASES = 12
"""Each way of erring is tried this often in the suite; `PYTHONPATH=tests python tests/figures/test_suspects.py 500` tries more."""


def at(row, column="自然人"):
    return Cell("表三", row, column)


def published(number="04"):
    """A real report with totals typed as published, every other figure 0."""
    form, grounded = xxgk(), ground_form(xxgk(), "报告", "district")
    made = typed(form, number, "district")
    zeros = {c: 0.0 for c in grounded.inputs if form.figure(c).type in ("count", "number")}
    return grounded, replace(made, figures={**zeros, **made.figures})


def told(change, number="04", stated=None):
    grounded, made = published(number)
    figures = change(dict(made.figures))
    if stated is not None:
        figures = {c: v for c, v in figures.items() if c not in grounded.worked_out or c in stated}
        made = replace(made, stated=frozenset(stated))
    changed = replace(made, figures=figures)
    judged = judge_submissions(grounded, [changed], PERIOD)[0]
    broken = [c for c in judged.broken(grounded.checks) if c.rule.id in ("I1", "I2", "I3", "I4")]
    found = suspected_causes(grounded, changed, judged, PERIOD)
    assert sorted(map(str, broken)) == sorted(str(c) for cause in found for c in cause.checks), (
        "each once, none lost"
    )
    return found


def test_one_wrong_figure_is_named_where_its_row_and_column_cross():
    (cause,) = told(lambda f: {**f, at("r1"): f[at("r1")] + 1})
    assert ["I3", "I2"] == [c.rule.id for c in cause.checks]
    assert ((at("r1"), 50.0),) == cause.suspects


def test_a_wrong_total_is_named_and_not_its_parts():
    (cause,) = told(lambda f: {**f, at("办结", "总计"): f[at("办结", "总计")] - 7})
    assert {"I1", "I2", "I3"} == {c.rule.id for c in cause.checks}
    assert [at("办结", "总计")] == [c for c, _ in cause.suspects]


def test_two_wrong_figures_of_one_row_are_both_named():
    found = told(lambda f: {**f, at("r1"): f[at("r1")] + 1, at("r1", "商业企业"): 5.0})
    assert {at("r1"): 50.0, at("r1", "商业企业"): 0.0} == {c: v for cause in found for c, v in cause.suspects}


def test_a_negative_figure_explains_nothing():
    """Two faults at the corners of a rectangle could be the other two corners, were those not below zero then."""
    found = told(lambda f: {**f, at("r1"): f[at("r1")] + 1, at("r2", "商业企业"): 1.0})
    assert [((at("r1"), 50.0),), ((at("r2", "商业企业"), 0.0),)] == [c.suspects for c in found]


def test_where_any_figure_of_a_column_would_do_nobody_is_named():
    """With formulas for totals only the balance breaks, for the column and for the total: one fault, one cause."""
    (cause,) = told(lambda f: {**f, at("新收"): f[at("新收")] + 3}, stated=())
    assert ["I1", "I1"] == [c.rule.id for c in cause.checks]
    assert "自然人" == cause.checks[0].cell.column
    assert () == cause.suspects


def test_corners_that_explain_as_much_are_suspected_together():
    corners = (at("r1"), at("r2", "商业企业")), (at("r1", "商业企业"), at("r2"))
    more = {c: 5.0 for pair in corners for c in pair}

    def change(f):
        raised = {c: f[c] + v for c, v in more.items()}
        totals = {at(r, "总计"): f[at(r, "总计")] + 10 for r in ("r1", "r2")}
        totals |= {at("办结", c): f[at("办结", c)] + 10 for c in ("自然人", "商业企业")}
        totals |= {at("新收", c): f[at("新收", c)] + 10 for c in ("自然人", "商业企业")}
        totals |= {at(r, "总计"): f[at(r, "总计")] + 20 for r in ("办结", "新收")}
        return {**f, **raised, **totals, **{c: raised[c] + 1 for c in corners[0]}}

    (cause,) = told(change)
    assert {c for pair in corners for c in pair} == {c for c, _ in cause.suspects}
    assert cause.apart


def doubles(number, n, seed=0):
    """Two wrong figures in one row, one column, anywhere: (the wrong ones, the causes found)."""
    rng = random.Random(seed)
    for i in range(n):
        if i % 3 == 0:
            row = rng.choice(GRID.row_ids)
            wrong = [at(row, c) for c in rng.sample(GRID.column_ids, 2)]
        elif i % 3 == 1:
            column = rng.choice(GRID.column_ids)
            wrong = [at(r, column) for r in rng.sample(GRID.row_ids, 2)]
        else:
            wrong = rng.sample(GRID.cells, 2)
        off = {c: rng.choice((-3.0, -1.0, 1.0, 2.0, 5.0, 10.0)) for c in wrong}
        yield (
            wrong,
            told(
                lambda f, off=off: {**f, **{c: max(f.get(c, 0.0) + d, 0.0) for c, d in off.items()}}, number
            ),
        )


@pytest.mark.parametrize("number", ["04", "02"])
def test_of_two_wrong_figures_none_that_is_right_is_blamed_alone(number):
    named = 0
    for wrong, found in doubles(number, CASES):
        alone = {c.suspects[0][0] for c in found if len(c.suspects) == 1}
        assert alone <= set(wrong)
        named += bool(alone)
    assert named >= CASES * 0.8


def test_what_is_only_a_limit_points_at_nobody():
    assert () == told(lambda f: {**f, Cell("表二文件", "规章", "制发"): 3.0})


def test_what_is_counted_from_a_list_points_at_nobody_and_hides_no_other_cause():
    counted = """
[[table]]
id = "数"
sheet = "表"
kinds = ["村"]
up = "none"
columns = [{id="数"}]
rows = [{id="甲", from."村" = "count(台账)"}]
"""
    made = form(TABLE + counted + RULES + rule("男 = 女") + EVERY_YEAR)
    grounded = ground_form(made, "村")
    cell = Cell("数", "甲", "数")
    zeros = dict.fromkeys((c for c in grounded.inputs if c.table == "人口"), 1.0)
    sent = submission(made, "村", {**zeros, Cell("人口", "常住", "男"): 2.0}, zero=frozenset(["台账"]))
    sent = replace(sent, prior={PriorCell(*cell, LAST_YEAR): 3.0})
    judged = judge_submissions(grounded, [sent], PERIOD)[0]
    found = suspected_causes(grounded, sent, judged, PERIOD)
    assert {"X": 2, "Y": 0} == {c.checks[0].rule.id: len(c.suspects) for c in found}


EVERY_YEAR = """
[[rule]]
id = "Y"
must = "数[甲].数 = 上年(数[甲].数)"
levels = ["township"]
why = "a"
remedy = "b"
source = "c"
"""

if __name__ == "__main__":
    import sys

    for report in ("04", "02"):
        cases = list(doubles(report, int(sys.argv[1])))
        several = [({c for x in found for c, _ in x.suspects}, set(wrong)) for wrong, found in cases if found]
        one = [
            ({x.suspects[0][0] for x in found if len(x.suspects) == 1}, set(wrong))
            for wrong, found in cases
            if found
        ]
        print(report, "cases that break something", len(one))
        print(
            "  some figure named alone",
            sum(bool(a) for a, _ in one),
            "a right one among them",
            sum(bool(a - w) for a, w in one),
        )
        print(
            "  both wrong ones named",
            sum(w <= a for a, w in several),
            "at least one",
            sum(bool(w & a) for a, w in several),
        )
