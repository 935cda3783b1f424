"""What the rule language and the names of periods mean, said of many: what is read, refused and where, what adds up, what excludes what."""

import datetime
from itertools import product

import pytest
from kept_texts import kept_lines

from toolkit.form.period import (
    PERIOD_KINDS,
    NotAPeriodError,
    PeriodKind,
    find_periods,
    parse_period,
    period_around,
    shows_period,
)
from toolkit.form.rule_language import RuleSyntaxError, parse_expression, point_at_character
from toolkit.form.rule_trees import (
    asks_about_blanks,
    columns_needing_values,
    is_additive,
    is_condition,
    is_start_additive,
    needed_priors,
    needs_earlier_figures,
    parse_conditions,
    rounding_reach,
    speaks_of_own_cell,
    tally_columns,
    walk_all_references,
    walk_divisors,
    walk_nodes,
    walk_tallies,
)
from toolkit.form.rule_types import RuleTypeError, expression_type
from toolkit.form.tally_conditions import are_disjoint, is_simple_condition

RULES = [
    "甲 = 乙",
    "甲 <> 乙 + 丙 - 丁",
    "甲 < 乙 * 2",
    "甲 <= 2 * 乙",
    "甲 > 乙 / 丙",
    "甲 >= 乙 / 2",
    "甲 = 乙 / 0",
    "甲 = 乙 * 丙",
    "甲 = 2 * 3 * 乙",
    "甲 <= 乙 <= 丙",
    "甲 = -乙",
    "甲 = 5",
    "甲 <= 0",
    "甲 = 1.50",
    "表.[行].甲 = 表[行].乙",
    "[行] <= [行二]",
    "表[行].甲 = 合计(表[行].甲:表[行].丙)",
    "合计(甲:丙) = 甲",
    "合计(甲 : 乙)",
    "当 甲 > 0 则 乙 = 甲 且 丙 = 0",
    "当 甲 > 0 乙 = 甲",
    "甲 = 乙 且 丙 = 丁 或 非 甲 > 2",
    "非 (甲 = 乙 或 甲 = 丙)",
    "已填(甲) 且 空(乙)",
    "整数(甲)",
    "整数(甲 + 乙)",
    "整数(文)",
    "长度(文) <= 10",
    "长度(甲) = 1",
    "符合(文, '[0-9]{4}')",
    "符合(文, '(a+)+')",
    "符合(文, '[')",
    "符合(文, 文)",
    "文 = '是'",
    "文 <> '否'",
    "文 < '是'",
    "文 = 甲",
    "文 + 甲 = 2",
    "日 <= 期末",
    "日 >= 期初 且 日 <= 年末",
    "日 - 日二 <= 20",
    "日 + 20 >= 日二",
    "20 + 日 >= 日二",
    "日 + 日二 > 1",
    "年初 <= 日",
    "本格 >= 0",
    "本格 = 上期(本格)",
    "上年(甲) = 乙",
    "上年同期(甲) + 上期(乙) <= 丙",
    "上年(文) = 文",
    "上年(3)",
    "甲 = count(单)",
    "甲 = count(单, 类='甲', 年初<=收<=年末)",
    "甲 = sum(单.额) + sum(单.额, 空(类)) * 2",
    "甲 = count(单, 类='甲') - 1",
    "count(单, 额)",
    "甲 = sum(单)",
    "甲",
    "甲 = 乙 = 丙 = 丁",
    "甲 == 乙",
    "甲 ＝ 乙",
    "甲 = (乙 + 丙",
    "甲 = 乙)",
    "甲 =",
    "= 甲",
    "",
    "甲 = '开",
    "甲 = 乙 ~ 丙",
    "甲 = 3.",
    "甲 = .5",
    "甲 = 2..5",
    "[行 = 3",
    "表[] = 3",
    "空()",
    "空(甲, 乙)",
    "未知(甲)",
    "((((((((((甲 = 乙))))))))))",
    "甲 且 乙",
    "(甲 = 乙) = 丙",
    "(甲 = 乙) + 1 = 丙",
    "甲 = 乙 + (丙 = 丁)",
    "甲 或",
]
"""Of columns of numbers 甲 乙 丙 丁, texts 文, days 日 日二."""
CONDITIONS = [
    "类='甲'",
    "类='乙'",
    "类<>'甲'",
    "空(类)",
    "已填(类)",
    "额<3",
    "额<=3",
    "额=3",
    "额>3",
    "额>=3",
    "额>=3 且 额<5",
    "3>额",
    "5<=额",
    "收<期初",
    "收>=期初",
    "收<=期末",
    "收>期末",
    "年初<=收",
    "收<年初",
    "收>年末",
    "收=期末",
    "额=5",
    "收='x'",
    "额<>3",
]
SORTS = {"文": "text", "日": "date", "日二": "date", "选": "option"}


def said_of(text):
    try:
        tree = parse_expression(text)
    except RuleSyntaxError as told:
        return [f"refused: {told}"]
    lines = [str(tree)]
    try:
        lines += [f"is {expression_type(tree, lambda ref: SORTS.get(ref.column or '', 'count'))}"]
    except RuleTypeError as told:
        lines += [f"means nothing: {point_at_character(text, told.at, told.what)}"]
    asked = (
        is_condition,
        is_additive,
        is_start_additive,
        asks_about_blanks,
        speaks_of_own_cell,
        needs_earlier_figures,
    )
    lines += [", ".join(ask.__name__ for ask in asked if ask(tree))]
    needs = columns_needing_values(tree)
    lines += [f"refers to {[(r.row, r.column) for r in walk_all_references(tree)]}, needs {needs}"]
    if tallies := [*walk_tallies(tree)]:
        lines += [f"counts {[(t.list, sorted(tally_columns(t))) for t in tallies]}"]
    lines += [f"divides by {d}" for d in walk_divisors(tree)]
    lines += [f"nodes {sum(True for _ in walk_nodes(tree))}"]
    if (table := [r for r in walk_all_references(tree) if r.table is None and r.column is None]) == []:
        lines += [f"earlier {needed_priors(tree)}"] if needs_earlier_figures(tree) else []
    elif table:
        lines += ["ranges"]
    return lines


def test_a_rule_is_read_or_refused_as_it_was():
    lines = []
    for text in RULES:
        lines += [f"{text or '(nothing)'}", *(f"    {line}" for line in said_of(text) if line)]
    said = "\n".join(lines).splitlines()
    assert kept_lines("form/language", said) == said


@pytest.mark.parametrize(
    ("text", "reach"),
    [
        ("表[行].甲 = 表[行].乙", 0),
        ("表[行].甲 = 表[行].乙 + 表[行].丙", 1.5),
        ("表[行].甲 <= 表[行].乙 * 4", 2.5),
        ("表[行].甲 <= 表[行].乙 / 4", 0.625),
        ("表[行].甲 = 表[行].乙 / 表[行].丙", float("inf")),
        ("表[行].甲 = 3 + 表[行].乙", 1),
        ("表[行].甲 = 1 且 表[行].甲 = 表[行].乙 - 表[行].丙", 1.5),
        ("整数(表[行].甲)", 0),
    ],
)
def test_sides_may_be_apart_by_what_rounding_each_figure_comes_to(text, reach):
    assert reach == rounding_reach(parse_expression(text), lambda _: 0.5)


def test_conditions_exclude_each_other_where_no_row_can_meet_both():
    made = {text: parse_conditions(text) for text in CONDITIONS}
    lines = [
        f"{text}: {'simple' if all(map(is_simple_condition, made[text])) else 'not simple'}"
        for text in CONDITIONS
    ]
    for one in CONDITIONS:
        apart = [two for two in CONDITIONS if are_disjoint(made[one], made[two])]
        lines.append(f"{one} excludes {', '.join(apart) or 'nothing'}")
    for one, two in product(("类='甲'", "额<3"), repeat=2):
        both = made[one] + made[two]
        lines.append(f"{one}, {two} excludes {[t for t in CONDITIONS if are_disjoint(both, made[t])]}")
    lines += [
        f"{t}: {all(map(is_simple_condition, parse_conditions(t)))}"
        for t in ("额<数", "3<4", "额+1<3", "非 额<3", "额<3 或 额>4")
    ]
    said = "\n".join(lines).splitlines()
    assert kept_lines("form/conditions", said) == said


DAYS = [
    datetime.date(*d)
    for d in (
        (2024, 1, 1),
        (2024, 2, 29),
        (2025, 3, 31),
        (2025, 6, 10),
        (2025, 7, 11),
        (2025, 12, 21),
        (2023, 9, 20),
    )
]
WRITTEN = [
    "2025",
    "2025年",
    "2025年度",
    "２０２５年",
    "2025H1",
    "2025-H2",
    "2025h1",
    "2025H3",
    "2025年上半年",
    "2025年度下半年",
    "2025Q1",
    "2025-Q4",
    "2025Q5",
    "2025年第三季度",
    "2025年3季度",
    "2025年第五季度",
    "2025-04",
    "2025.4",
    "2025/12",
    "2025-13",
    "202504",
    "202513",
    "2025年4月",
    "2025年04月份",
    "2025年1—6月",
    "2025年1-3月",
    "2025年1月至12月",
    "2025年1~4月",
    "2025-04上旬",
    "2025-04中",
    "2025年4月下旬",
    "2025-04-30",
    "2025/4/1",
    "2025年4月30日",
    "2025-04-31",
    "1899",
    "1999",
    "2100",
    "3025",
    "25年",
    "今年",
    "",
    "",
    "2025 年 4 月",
    "报告期 2025",
]
TITLES = [
    "2025年4月报表",
    "某镇2024年度总结",
    "2025年1—4月情况",
    "2025年第二季度与2024年第二季度",
    "2025年上半年",
    "2025年4月上旬",
    "2025年4月30日止",
    "12025年",
    "二〇二五年",
    "2025年、2025年",
    "截至2025年13月",
    "2025年度第1季度表",
]


def test_a_period_is_named_and_reckoned_as_it_was():
    lines = []
    for kind, cumulative, day in product(PERIOD_KINDS, (False, True), DAYS):
        p = period_around(day, kind, cumulative=cumulative)
        names = [p.text, p.name, p.in_title, p.spaced_name, p.spaced_in_title, p.shown]
        around = [q.text for q in (p.previous, p.next, p.year_earlier)]
        bounds = [f"{p.bound(b)}" for b in ("年初", "期初", "期末", "年末")]
        earlier = [
            (word, q.text if (q := p.earlier(word)) else None) for word in ("上年", "上期", "上年同期")
        ]
        lines.append(f"{day} {kind} {cumulative}: {p.first}–{p.last} {names} {around} {bounds} {earlier}")
    for kind, cumulative in product(PERIOD_KINDS, (False, True)):
        said = PeriodKind(kind, cumulative)
        lines.append(
            f"{kind} {cumulative}: {said.before_word} {said.reword_years('本年度比上年、上一年度，去年同期两年年度')} {said.reword_years('比上年', '上月')}"
        )
        for text in WRITTEN:
            try:
                found = parse_period(text, kind, cumulative=cumulative)
            except NotAPeriodError as told:
                lines += [f"    {text}: {told}"] if kind == "月" and not cumulative else []
                assert not said.reads(text)
            else:
                lines.append(f"    {text}: {found.text}")
                assert found == said.read(text)
    lines += [f"{title}: {[(p.text, p.kind, p.cumulative) for p in find_periods(title)]}" for title in TITLES]
    shown = ("2025", "2025年4月", "2025年1—4月", "2025年1—6月", "2025年第二季度", "2025年上半年", "没有")
    meant = ("2025", "2025-04", "2025Q2", "2025H1", "2025-06")
    lines += [f"{a} shows {[b for b in meant if shows_period(a, b)]}" for a in shown]
    said = "\n".join(lines).splitlines()
    assert kept_lines("form/periods", said) == said
