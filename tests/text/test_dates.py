"""Days as people write them: the one reading, and what is asked where a day is not sure."""

import datetime

import pytest

from toolkit.text.dates import NotADayError, find_full_date, parse_date

TODAY = datetime.date(2025, 1, 20)
TENTH = datetime.date(2025, 1, 10)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "2025-01-10",
            "2025-1-10",
            "2025.1.10",
            "2025/1/10",
            "20250110",
            "2025年1月10日",
            "2025 年 1 月 10 日",
        ),
        *(
            "２０２５年１月１０日",
            "２０２５．１．１０",
            "２０２５／０１／１０",
            "2025。1。10",
            " 2025年1月10号 ",
        ),
        *("2025-01-10 00:00", "2025-01-10T00:00:00"),
    ],
)
def test_a_day_is_read_in_every_usual_way(text):
    assert TENTH == parse_date(text, TODAY)
    assert TENTH == parse_date(text)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("今天", TODAY),
        ("today", TODAY),
        ("昨天", TODAY - datetime.timedelta(1)),
        ("Yesterday", datetime.date(2025, 1, 19)),
    ],
)
def test_today_and_yesterday_are_days_where_somebody_says_what_today_is(text, day):
    assert day == parse_date(text, TODAY)
    with pytest.raises(NotADayError, match="看不出是哪一天"):
        parse_date(text)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("1月10日", "没有写年份（是否应为 2025-01-10？）"),
        ("12.30", "没有写年份（是否应为 2024-12-30？）"),
        ("2月29日", "没有写年份（是否应为 2024-02-29？）"),
        ("2025-02-30", "没有这一天"),
        ("20251301", "没有这一天"),
        ("2025-01-10 17:00", "只写到哪一天，不写几点（是否应为 2025-01-10？）"),
        ("1949-09-30", "没有这一天"),
        ("25-01-10", "看不出是哪一天"),
        ("下周", "看不出是哪一天"),
        ("", "看不出是哪一天"),
    ],
)
def test_what_is_not_surely_one_day_is_asked(text, why):
    with pytest.raises(NotADayError) as caught:
        parse_date(text, TODAY)
    assert why in str(caught.value)


def test_a_cell_of_a_form_may_show_the_hour_and_the_day_is_taken():
    assert TENTH == find_full_date("2025-01-10 17:00")
    assert find_full_date("1月10日") is None


@pytest.mark.parametrize(
    ("text", "is_one"),
    [("1949-09-30", False), ("1949-10-01", True), ("2099-12-31", True), ("2100-01-01", False)],
)
def test_a_day_lies_between_the_founding_and_the_end_of_the_century(text, is_one):
    assert is_one == (find_full_date(text) is not None)
