"""The values of the clock: what is said of a day, what stands first, what is counted."""

import pytest

from toolkit.clock.calendar_file import draw_calendar
from toolkit.clock.clock_reminders import clock_reminders_text
from toolkit.clock.deadline import (
    DONE,
    DONE_LATE,
    OVERDUE,
    PAUSED,
    RUNNING,
    SOON,
    NextStep,
    RequestClock,
    count_clocks,
    sort_by_urgency,
)
from toolkit.clock.office_clocks import OfficeClocks, UnitClocks

NOW = "2024-10-08T01:00:00+00:00"


def clock(number, light, due="", day="", unknown=()):
    return RequestClock(
        number, "2024-09-01", due, None, light, "情况", NextStep("做事", day), unknown=unknown
    )


def office(*clocks, unknown=()):
    return OfficeClocks(
        "某镇", "2024-10-08", "申请", "编号", (UnitClocks("1", "甲办", "", clocks, ()),), unknown
    )


@pytest.mark.parametrize(
    ("due", "unknown", "shown"),
    [("2031-02-03", (2031,), "2031-02-03（估计）"), ("2026-02-03", (), "2026-02-03"), ("", (2031,), "")],
)
def test_a_day_that_is_an_estimate_is_said_to_be_one_and_no_other(due, unknown, shown):
    assert shown == clock("1", RUNNING, due, unknown=unknown).due_shown


def test_what_is_open_stands_first_by_its_next_day():
    found = sort_by_urgency(
        [
            clock("办结", DONE, "2024-01-01"),
            clock("等着", PAUSED),
            clock("后", RUNNING, "2024-11-01", "2024-10-20"),
            clock("前", RUNNING, "2024-10-25", "2024-10-25"),
            clock("超", OVERDUE, "2024-10-01", "2024-10-01"),
        ]
    )
    assert ["超", "后", "前", "等着", "办结"] == [c.number for c in found]


def test_requests_are_counted_by_their_light_and_the_nearest_is_one_that_still_runs():
    found = count_clocks(
        [
            clock("1", OVERDUE, "2024-10-01"),
            clock("2", SOON, "2024-10-12"),
            clock("3", RUNNING, "2024-11-01"),
            clock("4", PAUSED),
            clock("5", DONE),
            clock("6", DONE_LATE),
        ]
    )
    assert (6, 4, 1, 1, 1, 0, 1, 1, "2024-10-12") == found
    assert "" == count_clocks([clock("1", OVERDUE, "2024-10-01")]).nearest


def test_years_nobody_knows_are_named_where_there_are_any():
    assert "2031 年的放假" in office(unknown=(2031,)).note
    assert "" == office().note
    assert "2031 年" in clock_reminders_text(office(unknown=(2031,)))


def test_what_a_unit_is_called_can_break_no_line_of_the_calendar():
    data = draw_calendar(office(clock("1;a,b\\c\r\nX-EVIL:1\x07", SOON, "2024-10-12")), NOW).decode()
    lines = data.replace("\r\n ", "").split("\r\n")
    assert not [line for line in lines if line.startswith("X-EVIL")]
    assert "1\\;a\\,b\\\\c\\nX-EVIL:1" in data.replace("\r\n ", "")
    assert "\x07" not in data


def test_the_calendar_has_what_is_due_and_what_is_next_but_nothing_that_is_over():
    data = draw_calendar(
        office(
            clock("甲", RUNNING, "2024-10-25", "2024-10-15"),
            clock("乙", SOON, "2024-10-12", "2024-10-12"),
            clock("丙", PAUSED, "2024-12-01", "2024-10-30"),
            clock("丁", DONE, "2024-10-01"),
        ),
        NOW,
    ).decode()
    days = sorted(line[-8:] for line in data.split("\r\n") if line.startswith("DTSTART"))
    assert ["20241012", "20241015", "20241025", "20241030"] == days
    ends = [line[-8:] for line in data.split("\r\n") if line.startswith("DTEND")]
    assert "20241013" in ends


def test_a_reminder_has_the_urgent_under_their_heads_and_not_what_runs():
    text = clock_reminders_text(
        office(clock("甲", OVERDUE, "2024-10-01", "2024-10-01"), clock("乙", RUNNING, "2024-11-25"))
    )
    assert "已经超期，请立即答复（1 件）" in text
    assert "乙" not in text
    assert "没有快到期或者超期的申请" in clock_reminders_text(office(clock("乙", RUNNING, "2024-11-25")))


def test_a_long_line_is_broken_at_seventy_five_octets_and_comes_together_again():
    name = "x" * 300
    data = draw_calendar(office(clock(name, SOON, "2024-10-12")), NOW)
    assert 75 == max(len(line) for line in data.split(b"\r\n"))
    assert f"SUMMARY:{name} 应答复" in data.decode().replace("\r\n ", "")
