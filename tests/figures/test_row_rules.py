"""What a rule over a list's rows comes to, row by row: blanks, unreadable cells, the year's edges, patterns."""

import pytest
from draw import PERIOD, submission
from forms import RULES, TABLE, form, rule, xxgk

from toolkit.figures.check import judge_submissions
from toolkit.form.grounding import ground_form
from toolkit.form.submission import Row


def verdict(must, *rows, over="台账"):
    made = form(TABLE + RULES + rule(must, over))
    listed = tuple(
        Row(6 + i, r[0], r[1]) if isinstance(r, tuple) else Row(6 + i, r) for i, r in enumerate(rows)
    )
    sent = submission(made, "村", rows={"台账": listed} if listed else {})
    found = judge_submissions(ground_form(made, "村"), [sent], PERIOD)[0].verdicts.rows[0]
    return str(found.verdict), found.broken


@pytest.mark.parametrize(
    ("must", "row", "kept"),
    [
        ("止 >= 日", {"日": "2024-03-05", "止": "2024-03-05"}, True),
        ("止 >= 日", {"日": "2024-03-05", "止": "2024-03-04"}, False),
        ("止 >= 日", {"日": "2024-03-05"}, False),  # a comparison with a blank is false
        ("止 <> 日", {"日": "2024-03-05"}, False),
        ("非 止 = 日", {"日": "2024-03-05"}, True),
        ("当 已填(止) 则 止 >= 日", {"日": "2024-03-05"}, True),
        ("止 - 日 <= 3", {"日": "2024-02-28", "止": "2024-03-02"}, True),  # 2024 has a 29th of February
        ("止 - 日 <= 2", {"日": "2024-02-28", "止": "2024-03-02"}, False),
        ("年初 <= 日 <= 年末", {"日": "2024-01-01"}, True),
        ("年初 <= 日 <= 年末", {"日": "2024-12-31"}, True),
        ("年初 <= 日 <= 年末", {"日": "2023-12-31"}, False),
        ("年初 <= 日 <= 年末", {"日": "2025-01-01"}, False),
        ("日 >= 年末 - 45", {"日": "2024-11-16"}, True),
        ("日 >= 年末 - 45", {"日": "2024-11-15"}, False),
        ("额 > 0", {"额": 0.01}, True),
        ("额 > 0", {"额": 0.0}, False),
        ("额 > 0", {"额": 0.004}, False),  # less than half of the last place kept is nothing
        ("整数(额)", {"额": 2.5}, False),
        ("整数(额)", {}, False),
        ("类 = '甲'", {"类": "甲"}, True),
        ("类 = '甲'", {}, False),
        ("类 <> '甲'", {"类": "乙"}, True),
        ("类 <> '甲'", {}, False),
        ("空(类) 或 类 <> '甲'", {}, True),
        ("号 = 'a'", {"号": "A"}, False),
        ("长度(号) = 2", {"号": "ab"}, True),
        ("长度(号) >= 3", {"号": "ab"}, False),
        ("符合(号, '[0-9]{4}-[0-9]+')", {"号": "2024-001"}, True),
        ("符合(号, '[0-9]{4}-[0-9]+')", {"号": "第2024-001号"}, False),  # the whole text
        (r"符合(号, '\\d+')", {"号": "１２"}, False),  # ASCII digits
    ],
)
def test_a_rule_is_kept_or_broken_by_a_row(must, row, kept):
    assert (("通过", ()) if kept else ("不符", (6,))) == verdict(must, {"号": "1", **row})


def test_a_tally_counts_no_row_whose_column_is_blank():
    made = form(TABLE.replace('{id="男"}', '{id="男", from."村"="count(台账, 类<>\'甲\')"}') + RULES)
    rows = ({"号": "1"}, {"号": "2", "类": "乙"}, {"号": "3", "类": "甲"})
    sent = submission(made, "村", rows={"台账": tuple(Row(6 + i, r) for i, r in enumerate(rows))})
    figures = judge_submissions(ground_form(made, "村"), [sent], PERIOD)[0].figures
    assert {1.0} == {v for c, v in figures.items() if c.column == "男"}


def test_a_list_without_rows_is_not_spoken_of():
    assert ("", ()) == verdict("额 > 0")


def test_rows_without_the_column_that_makes_them_a_row_are_passed_over():
    assert ("", ()) == verdict("额 > 0", {"额": 0.0})
    assert ("通过", ()) == verdict("额 > 0", {"额": 0.0}, {"号": "2", "额": 1.0})
    assert ("不符", (7,)) == verdict("额 > 0", {"额": 0.0}, {"号": "2", "额": 0.0})


def test_rows_that_leave_a_required_column_of_the_rule_blank_are_told_elsewhere():
    text = TABLE.replace('{id="日", type="date"}', '{id="日", type="date", required=true}')
    made = form(text + RULES + rule("日 >= 年初", "台账"))
    rows = (Row(6, {"号": "1"}), Row(7, {"号": "2", "日": "2023-01-01"}))
    found = judge_submissions(ground_form(made, "村"), [submission(made, "村", rows={"台账": rows})], PERIOD)[
        0
    ]
    assert (7,) == found.verdicts.rows[0].broken


def test_a_rule_on_trial_weighs_a_warning_at_most():
    made = form(TABLE + RULES + rule("额 > 0", "台账", "beta = true"))
    assert ("error", "warning") == (made.rules[-1].severity, made.rules[-1].weight)


def test_one_unreadable_cell_leaves_the_rule_not_judged_and_the_other_rows_told():
    lost = ({"号": "1"}, ("额",))
    assert ("未判定", ()) == verdict("额 > 0", lost, {"号": "2", "额": 1.0})
    assert ("未判定", (7,)) == verdict("额 > 0", lost, {"号": "2", "额": 0.0})
    assert ("通过", ()) == verdict("已填(额)", lost)  # something stands there
    assert ("通过", ()) == verdict("长度(号) > 0", lost)  # it does not need the unreadable one
    assert ("未判定", ()) == verdict("长度(号) > 0", ({}, ("号",)))  # unreadable is not blank


def tariff(way, count):
    """国办函〔2020〕109号, worked out page by page and request by request, as nothing in the form is."""
    if way == "按量":
        return sum(0 if n <= 30 else 10 if n <= 100 else 20 if n <= 200 else 40 for n in range(1, count + 1))
    return 0 if count <= 10 else 100 if count <= 30 else 100 * (1 + -(-(count - 30) // 10))


@pytest.mark.parametrize(
    ("way", "count"),
    [("按量", n) for n in (1, 30, 31, 57, 100, 101, 200, 201, 350)]
    + [("按件", n) for n in (1, 10, 11, 30, 31, 40, 41, 50, 51, 60, 61)],
)
def test_the_fee_is_worked_out_again_by_the_tariff(way, count):
    grounded = ground_form(xxgk(), "党政办")
    due = float(tariff(way, count))

    def broken(asked):
        row = {"登记号": "2024-001", "性质": "本机关申请", "收到": "2024-03-01", "类别": "自然人"}
        row |= {"计费": way, "计量": float(count), **asked}
        sent = submission(xxgk(), "党政办", rows={"申请": (Row(7, row),)})
        found = judge_submissions(grounded, [sent], PERIOD)[0].verdicts.rows
        named = zip((c.rule.id for c in grounded.row_checks), found, strict=True)
        return {rule for rule, v in named if str(v.verdict) == "不符"} & {"R18", "R19", "R20"}

    assert broken({"应收": due} if due else {}) == set()
    assert broken({"应收": due + 100}) == {"R18" if way == "按量" else "R19"}
    assert due < 100 or broken({"应收": due - 100 or 1.0}) == {"R18" if way == "按量" else "R19"}
