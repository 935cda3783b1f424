"""Until when a request is to be answered: sixty dated cases from the notices and the articles, and the laws of the clock.

The days in data/answer_cases.csv were counted off a list of working days copied from the notices, without this program.
"""

import csv
import datetime
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.clock.deadline import ASK, DONE, DONE_LATE, OVERDUE, PAUSED, RUNNING, SOON
from toolkit.clock.working_days import WorkingDays
from toolkit.xxgk.requests.answer_clock import correction_limit, reckon_period, reckon_request
from toolkit.xxgk.requests.request import Consultation, HandlingSteps, InformationRequest

with (Path(__file__).parent.parent / "data" / "answer_cases.csv").open(encoding="utf-8", newline="") as file:
    CASES = list(csv.DictReader(file))
DAYS = WorkingDays()
DAY = datetime.date.fromisoformat


def day(said):
    return DAY(said) if said else None


def request_of(case):
    asked = (
        [Consultation("第三方", DAY(case["意见书送达"]), day(case["意见收到"]))] if case["意见书送达"] else []
    )
    steps = HandlingSteps(
        corrected=day(case["补正收到"]),
        consultations=tuple(asked),
        extended_on=day(case["延期告知"]),
        extended_by=int(case["延长"] or 0),
        delayed_to=day(case["延迟至"]),
        charged_on=day(case["收费通知"]),
    )
    return InformationRequest(
        "2024-001",
        DAY(case["收到"]),
        own=case["本机关"] == "是",
        method=case["方式"],
        noticed=day(case["补正通知"]),
        paid_on=day(case["缴费"]),
        steps=steps,
    )


def test_there_are_sixty_cases_of_every_year():
    assert 60 == len(CASES)
    assert {str(y) for y in range(2019, 2027)} == {c["收到"][:4] for c in CASES}


@pytest.mark.promise("会说出来", "申请的应答复日逐条按条例算，与照放假通知手工数的六十件一致")
@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c['收到']} {c['依据']}")
def test_a_case_is_due_when_it_was_counted_by_hand(case):
    period = reckon_period(request_of(case), DAYS, DAY("2026-12-31"))
    assert (day(case["应答复日"]), True) == (period.due, all(step.article for step in period.steps))


def clock(received, today, **more):
    steps = HandlingSteps(**{k: more.pop(k) for k in list(more) if k in HandlingSteps.__dataclass_fields__})
    return reckon_request(InformationRequest("1", DAY(received), steps=steps, **more), DAYS, DAY(today))


@pytest.mark.parametrize(
    ("today", "left", "light"),
    [
        ("2024-09-10", 20, RUNNING),
        ("2024-09-30", 6, RUNNING),
        ("2024-10-08", 5, SOON),
        ("2024-10-13", 1, SOON),
        ("2024-10-14", 0, SOON),
        ("2024-10-15", -1, OVERDUE),
        ("2024-10-20", -4, OVERDUE),
    ],
)
def test_the_light_turns_with_the_working_days_that_are_left(today, left, light):
    found = clock("2024-09-10", today)
    assert (left, light, "2024-10-14") == (found.left, found.light, found.due)


def test_an_answer_on_the_last_day_is_in_time_and_one_on_the_day_after_is_late_even_on_a_weekend():
    in_time = clock("2024-08-02", "2024-12-01", ended=DAY("2024-08-30"))
    assert (DONE, 0) == (in_time.light, in_time.late)
    late = clock("2024-08-02", "2024-12-01", ended=DAY("2024-08-31"))
    assert (DONE_LATE, 1) == (late.light, late.late)


def test_the_applicants_correction_is_waited_for_and_then_not_any_more():
    waits = clock("2025-03-03", "2025-03-20", noticed=DAY("2025-03-10"), correct_by=DAY("2025-03-25"))
    assert (PAUSED, "", "2025-03-25") == (waits.light, waits.due, waits.next.day)
    over = clock("2025-03-03", "2025-03-26", noticed=DAY("2025-03-10"), correct_by=DAY("2025-03-25"))
    assert "不再处理" in over.next.said


def test_a_third_party_is_waited_for_fifteen_working_days_and_no_longer():
    asked = (Consultation("第三方", DAY("2024-06-07"), None),)
    waits = clock("2024-06-03", "2024-07-01", consultations=asked)
    assert (PAUSED, "2024-07-01") == (waits.light, waits.next.day)
    assert PAUSED != clock("2024-06-03", "2024-07-02", consultations=asked).light
    assert "2024-07-23" == waits.due  # the latest day there is, should no opinion come


def test_a_fee_is_waited_for_until_twenty_working_days_after_its_notice():
    waits = clock("2024-06-03", "2024-06-20", charged_on=DAY("2024-06-14"))
    assert (PAUSED, "2024-07-12") == (waits.light, waits.next.day)
    assert "不再处理" in clock("2024-06-03", "2024-07-15", charged_on=DAY("2024-06-14")).next.said


def test_a_fee_paid_too_late_starts_nothing_anew():
    late = clock("2024-06-03", "2024-08-01", charged_on=DAY("2024-06-14"), paid_on=DAY("2024-07-15"))
    assert "2024-07-02" == late.due


def test_a_report_says_too_little_and_is_asked_about_never_called_late():
    for ended in (None, DAY("2024-10-20")):
        found = clock("2024-09-10", "2024-11-01", ended=ended, whole=False)
        assert (ASK, 0) == (found.light, found.late)


@pytest.mark.promise("会说出来", "跨到放假安排还没有公布的年份，每个日期都写明是估计")
def test_what_runs_into_a_year_nobody_knows_is_an_estimate():
    found = clock("2031-03-03", "2031-03-04")
    assert (2031,) == found.unknown
    assert found.due_shown.endswith("（估计）")
    assert found.next.day_shown.endswith("（估计）")
    assert all("（估计）" in s.said for s in found.steps if "答复" in s.said)


def test_the_days_to_ask_for_a_correction_are_seven():
    assert DAY("2024-09-19") == correction_limit(InformationRequest("1", DAY("2024-09-09")), DAYS)


dates = st.dates(datetime.date(2019, 6, 1), datetime.date(2026, 6, 1))
gaps = st.integers(0, 60)


@given(
    dates, st.lists(st.tuples(gaps, st.none() | gaps), max_size=3), st.none() | gaps, st.integers(0, 30), gaps
)
def test_one_more_holiday_never_makes_an_answer_due_earlier(received, asked, told, more, holiday):
    def after(start, gap):
        return start + datetime.timedelta(days=gap)

    consultations = tuple(
        Consultation("第三方", after(received, a), None if b is None else after(received, a + b))
        for a, b in asked
    )
    extended = None if told is None else after(received, told)
    steps = HandlingSteps(consultations=consultations, extended_on=extended, extended_by=more)
    request = InformationRequest("1", received, steps=steps)
    free = WorkingDays({after(received, holiday): False})
    today = after(received, 30)
    assert reckon_period(request, free, today).due >= reckon_period(request, DAYS, today).due
    plain = reckon_period(replace(request, steps=HandlingSteps()), DAYS, today).due
    assert reckon_period(request, DAYS, today).due >= plain


def test_the_last_day_of_whoever_is_waited_for_is_still_his():
    noticed = {"noticed": DAY("2025-03-10"), "correct_by": DAY("2025-03-25")}
    assert "不再处理" not in clock("2025-03-03", "2025-03-25", **noticed).next.said
    charged = {"charged_on": DAY("2024-06-14")}
    assert "不再处理" not in clock("2024-06-03", "2024-07-12", **charged).next.said
    assert "2024-07-12 已过" in clock("2024-06-03", "2024-07-15", **charged).next.said
    paid_on_the_last_day = clock("2024-06-03", "2024-07-15", paid_on=DAY("2024-07-12"), **charged)
    assert "2024-08-09" == paid_on_the_last_day.due


@pytest.mark.parametrize(
    ("whom", "came", "article", "said", "late"),
    [
        ("第三方", "2024-06-12", "第三十二条", "2024-06-12 收到意见", False),
        ("其他机关", "2024-07-02", "第三十四条", "2024-07-02 收到意见", True),
        ("第三方", "2024-07-01", "第三十二条", "2024-07-01 收到意见", False),
        ("第三方", None, "第三十二条", "意见最迟 2024-07-01", False),
    ],
)
def test_whose_opinion_it_is_tells_the_article_and_one_beyond_fifteen_days_is_said_to_count(
    whom, came, article, said, late
):
    found = clock(
        "2024-06-03", "2024-06-12", consultations=(Consultation(whom, DAY("2024-06-07"), day(came)),)
    )
    (step,) = [s for s in found.steps if f"征求{whom}意见" in s.said]
    assert article in step.article
    assert said in step.said
    assert late == ("超过 15 个工作日的部分照计" in step.said)


def test_what_is_said_of_a_request_says_how_many_days_are_left():
    assert "今天到期" == clock("2024-09-10", "2024-10-14").said
    assert "还剩 1 个工作日" == clock("2024-09-10", "2024-10-12").said
    assert "已超期 1 个工作日" == clock("2024-09-10", "2024-10-15").said
    ended = clock("2024-09-10", "2024-11-01", ended=DAY("2024-10-14"))
    assert ("按期办结", "2024-10-14") == (ended.said, ended.ended)


def test_on_the_last_day_for_a_correction_it_is_still_the_next_step_and_then_the_answer():
    assert "一次性告知补正" in clock("2024-09-09", "2024-09-19").next.said
    later = clock("2024-09-09", "2024-09-20")
    assert ("需要延期的" in later.next.said, later.due) == (True, later.next.day)
    extended = clock("2024-09-09", "2024-09-20", extended_on=DAY("2024-09-18"), extended_by=5)
    assert "答复" == extended.next.said


def test_an_opinion_for_another_organ_is_due_in_fifteen_days_and_that_is_what_is_next():
    found = clock("2024-09-23", "2024-10-08", own=False)
    assert ("2024-10-17", "提出意见", "2024-10-17") == (found.due, found.next.said, found.next.day)


def test_who_was_told_of_a_correction_already_is_not_told_again():
    found = clock("2024-09-09", "2024-09-12", noticed=DAY("2024-09-10"), corrected=DAY("2024-09-11"))
    assert "补正" not in found.next.said


def test_every_step_of_a_period_names_the_law_it_rests_on():
    steps = [s for c in CASES for s in reckon_period(request_of(c), DAYS, DAY("2027-01-04")).steps]
    assert len(steps) > 2 * len(CASES)
    assert not [s.said for s in steps if not s.article.startswith("《政府信息公开条例》第")]
