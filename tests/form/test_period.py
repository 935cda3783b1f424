"""Periods: written and read back, one after another, in their year."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.form.period import (
    DAY,
    PERIOD_KINDS,
    NotAPeriodError,
    PeriodKind,
    find_periods,
    parse_period,
    period_around,
    shows_period,
)

DAYS = st.dates(datetime.date(1951, 1, 1), datetime.date(2098, 12, 31))
KINDS = st.builds(PeriodKind, st.sampled_from(list(PERIOD_KINDS)), st.booleans())


@given(DAYS, KINDS)
def test_every_period_is_read_back_as_it_is_written_said_and_shown(day, kind):
    made = kind.around(day)
    assert made.first <= day <= made.last
    for said in (made.text, made.name, made.spaced_name, made.in_title, made.shown, f" {made.text} "):
        assert made == kind.read(said)
    assert shows_period(made.shown, made.text)


@given(DAYS, KINDS)
def test_periods_follow_each_other_without_a_gap(day, kind):
    made = kind.around(day)
    assert datetime.timedelta(1) == made.next.first - made.last
    assert made == made.next.previous
    earlier = made.year_earlier
    assert (made.year - 1, made.last.month, made.kind) == (earlier.year, earlier.last.month, earlier.kind)


@pytest.mark.parametrize(
    ("text", "kind", "cumulative", "name", "first", "last"),
    [
        ("2025", "年", False, "2025年度", "2025-01-01", "2025-12-31"),
        ("2025H1", "半年", False, "2025年上半年", "2025-01-01", "2025-06-30"),
        ("2025H2", "半年", True, "2025年1—12月", "2025-01-01", "2025-12-31"),
        ("2025Q2", "季", False, "2025年第二季度", "2025-04-01", "2025-06-30"),
        ("2025-04", "月", False, "2025年4月", "2025-04-01", "2025-04-30"),
        ("2025-04", "月", True, "2025年1—4月", "2025-01-01", "2025-04-30"),
        ("2025-01", "月", True, "2025年1月", "2025-01-01", "2025-01-31"),
        ("2024-02下旬", "旬", False, "2024年2月下旬", "2024-02-21", "2024-02-29"),
        ("2025-04-30", "时点", False, "2025年4月30日", "2025-04-30", "2025-04-30"),
    ],
)
def test_a_period_has_a_name_and_days(text, kind, cumulative, name, first, last):
    made = parse_period(text, kind, cumulative=cumulative)
    days = [made.bound(word).isoformat() for word in ("期初", "期末")]
    assert (text, name, [first, last]) == (made.text, made.name, days)
    assert [f"{made.year}-01-01", f"{made.year}-12-31"] == [
        made.bound(word).isoformat() for word in ("年初", "年末")
    ]


@pytest.mark.parametrize(
    "said", ["２０２５年４月", "2025.4", "2025/04", "202504", "2025年4月份", "2025年04月"]
)
def test_a_month_is_read_as_people_type_it(said):
    assert "2025-04" == parse_period(said, "月").text


@pytest.mark.parametrize(
    ("said", "kind", "why"),
    [
        ("2025", "月", "写的是年，应为月，写成 2025-04 的样子"),
        ("2025-13", "月", "不是报告期"),
        ("四月", "月", "不是报告期"),
        ("2025-02-30", "时点", "不是报告期"),
        ("1800", "年", "不是报告期"),
        ("2025年1—5月", "季", "写的是月，应为季"),
    ],
)
def test_what_is_no_period_of_the_kind_says_how_to_write_one(said, kind, why):
    with pytest.raises(NotAPeriodError, match=why):
        parse_period(said, kind)


def test_a_title_names_its_periods():
    assert ["2025-04"] == [p.text for p in find_periods("青石镇2025年4月安全生产月报")]
    (many,) = find_periods("2025年1-4月统计表")
    assert ("2025-04", True) == (many.text, many.cumulative)
    assert ["2024", "2025Q2"] == [p.text for p in find_periods("2024年度至2025年第二季度")]
    assert () == find_periods("电话 12025年")


def test_nobody_can_say_which_day_came_before_a_day():
    made = period_around(datetime.date(2025, 4, 30), DAY)
    assert made.earlier("上期") is None
    assert "2024-04-30" == made.earlier("上年同期").text


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (PeriodKind("年"), "与上年对比，本年为 0"),
        (PeriodKind("月"), "与上期对比，本期为 0"),
        (PeriodKind("月", cumulative=True), "与上年同期对比，本期为 0"),
    ],
)
def test_words_about_years_are_said_of_the_periods_of_a_form(kind, said):
    assert said == kind.reword_years("与上年对比，本年为 0")
