"""For every rule a workbook that keeps it and one that breaks only it, through the whole chain, twice in one process."""

import pytest
from broken_offices import drawn_fixtures
from draw import PERIOD, read
from forms import RULES as SMALL
from forms import TABLE, form, rule, xxgk

from toolkit.author.rule_fixtures import days_about, find_rule_fixtures
from toolkit.figures.check import judge_submissions
from toolkit.form.grounding import ground_form
from toolkit.form.model import REPORT
from toolkit.form.period import parse_period
from toolkit.form.verdict import Verdict

ALSO = {"I8": {"I7"}, "C7": {"I2"}, "C7b": {"I1", "I3"}, "D3": {"I14"}}
"""What cannot be broken alone. I8: more repealed than there was, so what is in force does not follow either.
C7, C7b: a sum in the wrong place is missing in the right one. D3: a case in a report without any request."""
RULES = 52
"""How many rules the shipped form has: the suite must not judge fewer and still be green."""


@pytest.fixture(scope="module")
def made():
    """Every fixture, drawn: (kind, fixture, the workbook that keeps it, the one that breaks it)."""
    found = []
    for kind in xxgk().kinds:
        grounded = ground_form(xxgk(), kind.id, "township" if kind.id == REPORT else None)
        found += [(grounded, *drawn) for drawn in drawn_fixtures(kind.id)]
    return found


def spoken(grounded, judged):
    """The rules that said anything of a submission, and those that do not hold."""
    said = [*zip(grounded.checks, judged.verdicts.checks, strict=True)]
    said += [(c, v.verdict) for c, v in zip(grounded.row_checks, judged.verdicts.rows, strict=True)]
    ran = {c.rule.id for c, v in said if v in (Verdict.KEPT, Verdict.BROKEN)}
    return ran, {c.rule.id for c, v in said if v == Verdict.BROKEN}


@pytest.mark.parametrize("time", ["first", "second"])
def test_every_rule_is_kept_by_one_workbook_and_broken_by_another(made, time):
    """The second time finds what a cache or a used-up iterator of the first would hide."""
    ran, told = set(), set()
    for grounded, f, keeps, breaks in made:
        for data, wrong in ((keeps, set()), (breaks, {f.rule.id, *dict(f.also)})):
            back = read(xxgk(), data).submission
            spoke, broken = spoken(grounded, judge_submissions(grounded, [back], PERIOD)[0])
            assert wrong == broken, (f.rule.id, f.kind, time)
            assert f.rule.id in spoke
            ran |= spoke
        assert ALSO.get(f.rule.id, set()) == set(dict(f.also)), f.rule.id
        told.add(f.rule.id)
    assert RULES == len(ran) == len(told) == len(xxgk().rules)


@pytest.mark.parametrize(
    ("over", "must", "keeps", "breaks"),
    [
        ("人口", "本格 >= 0 或 本格 < 1", True, False),
        ("台账", "空(号)", False, True),
        ("台账", "当 类 = '甲' 则 额 > 5", True, True),
        ("人口", "当 男 > 3 则 女 = 2 * 男", True, True),
        ("人口", "男 < 男", False, True),
    ],
)
def test_a_rule_that_can_never_be_kept_or_never_be_broken_has_no_fixture(over, must, keeps, breaks):
    small = form(TABLE + SMALL + rule(must, over))
    found = {f.rule.id: f for f in find_rule_fixtures(small, "村", PERIOD)}["X"]
    assert (keeps, breaks) == (found.keeps is not None, found.breaks is not None)


def test_days_of_a_month_are_tried_about_that_month():
    period = parse_period("2025-04", "月")
    days = days_about(period)
    assert sum(period.first <= d <= period.last for d in days) >= 4
    assert days[0] < period.first
    assert days[-1] > period.last
    assert [-1, 0, 14, 15, 29, 30, 31, 35] == [(d - period.first).days for d in days]


def test_of_a_period_of_one_day_that_day_and_those_about_it_are_tried():
    period = parse_period("2025-06-30", "时点")
    assert {-1, 0, 1, 2, 6} == {(d - period.first).days for d in days_about(period)}
