"""Working days, held against the notices of the State Council as they were copied by hand."""

import datetime
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.clock.working_days import WorkingDays

NOTICES = tomllib.loads(
    (Path(__file__).parent.parent / "data" / "clock" / "holiday_notices.toml").read_text(encoding="utf-8")
)
DAY = datetime.date.fromisoformat
ONE = datetime.timedelta(days=1)
DAYS = WorkingDays()
A_DAY = st.dates(datetime.date(2019, 1, 1), datetime.date(2027, 12, 31))


def every_day(first, last):
    return [first + ONE * n for n in range((last - first).days + 1)]


@pytest.mark.parametrize("year", NOTICES)
def test_a_year_is_as_its_notice_says(year):
    off = {d for n in NOTICES.values() for a, b in n["off"] for d in every_day(DAY(a), DAY(b))}
    on = {DAY(d) for n in NOTICES.values() for d in n["on"]}
    for day in every_day(datetime.date(int(year), 1, 1), datetime.date(int(year), 12, 31)):
        if (day.month, day.day) < (12, 28) or str(
            day.year + 1
        ) in NOTICES:  # its end may stand in the next notice
            assert DAYS.is_working(day) == (day in on or (day.weekday() < 5 and day not in off)), day


def test_the_day_a_period_starts_does_not_count():
    assert DAY("2024-06-04") == DAYS.after(DAY("2024-06-03"), 1)
    assert DAY("2024-06-03") == DAYS.after(DAY("2024-06-03"), 0)


def test_what_is_left_out_does_not_count():
    assert DAY("2024-06-06") == DAYS.after(DAY("2024-06-03"), 2, lambda day: day == DAY("2024-06-04"))


def test_days_between_are_counted_both_ways():
    assert 2 == DAYS.between(DAY("2024-04-27"), DAY("2024-04-29"))  # a working Sunday, then Monday
    assert -2 == DAYS.between(DAY("2024-04-29"), DAY("2024-04-27"))
    assert 0 == DAYS.between(DAY("2024-05-01"), DAY("2024-05-05"))


def test_a_year_nobody_told_of_is_reckoned_by_weekends_and_fixed_holidays_and_said_to_be_an_estimate():
    assert not DAYS.is_working(DAY("2031-10-01"))
    assert DAYS.is_working(DAY("2031-10-06"))
    assert [False, False, True] == [DAYS.is_working(DAY(f"2031-05-0{n}")) for n in (1, 2, 5)]
    assert not DAYS.is_working(DAY("2032-05-01"))
    assert [False, False, False, True] == [DAYS.is_working(DAY(f"2029-10-0{n}")) for n in (1, 2, 3, 4)]
    assert [False, True] == [DAYS.is_working(DAY(f"2031-01-0{n}")) for n in (1, 2)]
    assert [False, True] == [DAYS.is_working(DAY(f"2030-05-0{n}")) for n in (2, 3)]
    assert (2031,) == DAYS.unknown_years(DAY("2031-01-01"), DAY("2031-02-01"))
    assert () == DAYS.unknown_years(DAY("2025-12-01"), DAY("2026-02-01"))
    assert "2031-02-03（估计）" == DAYS.tell(DAY("2031-02-03"), DAY("2031-01-01"))
    assert "2026-02-03" == DAYS.tell(DAY("2026-02-03"), DAY("2025-12-31"))


def test_the_last_week_before_a_year_nobody_told_of_is_an_estimate_for_its_notice_may_move_days_there():
    assert [True, False] == [DAYS.is_working(DAY(f"2018-12-{n}")) for n in (29, 31)]  # the notice of 2019 did
    last = max(y for y in range(2019, 2100) if DAYS.is_known(y))
    assert () == DAYS.unknown_years(DAY(f"{last}-12-01"), DAY(f"{last}-12-24"))
    assert (last + 1,) == DAYS.unknown_years(DAY(f"{last}-12-01"), DAY(f"{last}-12-25"))
    assert () == DAYS.unknown_years(DAY("2024-12-01"), DAY("2024-12-31"))
    own = WorkingDays(whole=frozenset({last}))
    assert () == own.unknown_years(DAY(f"{last}-12-01"), DAY(f"{last}-12-31"))


def test_of_a_year_whose_notice_is_not_out_every_day_is_an_estimate():
    """2027 becomes known with the release of chinesecalendar that has its notice; until then nothing of it is sure."""
    if DAYS.is_known(2027):
        assert not DAYS.is_working(DAY("2027-02-08"))  # 正月初三
    else:
        assert "（估计）" in DAYS.tell(DAY("2027-01-15"), DAY("2026-12-20"))


def test_what_the_office_says_of_a_day_counts_before_everything():
    own = WorkingDays({DAY("2024-10-01"): True, DAY("2024-06-03"): False})
    assert own.is_working(DAY("2024-10-01"))
    assert not own.is_working(DAY("2024-06-03"))


def test_a_year_the_office_lists_in_full_is_no_estimate_and_has_no_other_holidays():
    own = WorkingDays({DAY("2031-10-02"): False}, frozenset({2031}))
    assert () == own.unknown_years(DAY("2031-01-01"), DAY("2031-12-31"))
    assert own.is_working(DAY("2031-10-01"))


@given(A_DAY, st.integers(1, 60), A_DAY)
def test_one_more_holiday_never_shortens_a_period(start, count, holiday):
    more = WorkingDays({holiday: False})
    assert more.after(start, count) >= DAYS.after(start, count)


@given(A_DAY, st.integers(1, 60))
def test_a_period_ends_on_a_working_day_and_holds_as_many_as_it_says(start, count):
    end = DAYS.after(start, count)
    assert DAYS.is_working(end)
    assert count == DAYS.between(start, end)
