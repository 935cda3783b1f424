from types import SimpleNamespace

import numpy as np
import pytest
from draw import PERIOD, YEAR, draw, read, submission, who
from forms import TABLE, form, xxgk

from toolkit.figures.rollup import _typed_parts, roll_up_submissions
from toolkit.form.model import REPORT, Cell, PriorCell
from toolkit.form.period import LAST_YEAR
from toolkit.form.submission import Row

CELL = Cell("人口", "常住", "男")


def roll(up, values, text=TABLE):
    kind = 'type = "text"\n' if isinstance(values[0], str) else ""
    made = form(text.replace('up = "sum"', f'{kind}up = "{up}"'))
    parts = [
        submission(made, "村", {} if v is None else {CELL: v}, unit=str(i), name=f"村{i}")
        for i, v in enumerate(values)
    ]
    return roll_up_submissions(made, who(made, REPORT, "township", name="某镇"), parts, PERIOD)


@pytest.mark.parametrize(
    ("up", "values", "result"),
    [
        ("sum", [1.0, 2.0, 4.0], 7.0),
        ("sum", [1.0, None], 1.0),
        ("sum", [None, None], None),
        ("sum", [0.0, None], 0.0),
        ("max", [1.0, 4.0, 2.0], 4.0),
        ("min", [3.0, 1.0, None], 1.0),
        ("same", [2.0, None, 2.0], 2.0),
        ("same", [2.0, 3.0], None),
        ("none", [1.0, 2.0], None),
        ("texts", ["甲", "乙"], "【村0】甲\n【村1】乙"),
        ("texts", ["【某村】甲", "乙"], "【某村】甲\n【村1】乙"),
    ],
)
def test_each_figure_goes_up_its_own_way(up, values, result):
    assert result == roll(up, values).report.figures.get(CELL)


def test_what_must_agree_and_does_not_is_a_finding_that_names_everybody():
    (told,) = [f for f in roll("same", [2.0, 3.0]).findings if f.code == "report_incomplete"]
    assert "村0“2.0”；村1“3.0”" in told.message


def test_every_part_says_who_brought_it():
    merged = roll("sum", [1.0, None, 4.0])
    assert [("村0", 1.0), ("村2", 4.0)] == [(p.unit, p.value) for p in merged.parts[CELL]]


def test_money_is_added_before_it_is_rounded():
    """Three times 0.004 万元 at two places is 0.01, not 0."""
    text = TABLE.replace('up = "sum"', 'up = "sum"\ntype = "number"\nplaces = 2').replace(
        '{id="男"}', '{id="男", from.township="sum(台账.额) / 10000"}'
    )
    made = form(text)
    parts = [
        submission(made, "村", rows={"台账": (Row(7, {"号": "1", "额": 40.0}),)}, unit=str(i))
        for i in range(3)
    ]
    merged = roll_up_submissions(made, who(made, REPORT, "township"), parts, PERIOD)
    assert 0.01 == merged.report.figures[CELL]
    assert {"簿!第 7 行"} == {p.source for p in merged.parts[CELL]}


def test_private_columns_stay_behind_and_rows_keep_their_origin():
    text = (
        TABLE.replace('kinds = ["村"]', 'kinds = ["村", "报告"]')
        .replace('up = "none"\nkey', 'up = "rows"\nkey')
        .replace('{id="日", type="date"}', '{id="日", type="date", private=true}')
    )
    made = form(text)
    rows = (Row(7, {"号": "1", "日": "2024-01-01"}), Row(8, {"号": "2"}, (), "别村"))
    merged = roll_up_submissions(
        made,
        who(made, REPORT, "township"),
        [submission(made, "村", rows={"台账": rows}, name="本村")],
        PERIOD,
    )
    assert [({"号": "1"}, "本村"), ({"号": "2"}, "本村 别村")] == [
        (r.values, r.origin) for r in merged.report.rows["台账"]
    ]


def test_a_list_ticked_empty_by_all_is_ticked_in_the_report():
    text = TABLE.replace('kinds = ["村"]', 'kinds = ["村", "报告"]').replace(
        'up = "none"\nkey', 'up = "rows"\nkey'
    )
    made = form(text)
    ticked = roll_up_submissions(
        made, who(made, REPORT, "township"), [submission(made, "村", zero=frozenset({"台账"}))], PERIOD
    )
    silent = roll_up_submissions(made, who(made, REPORT, "township"), [submission(made, "村")], PERIOD)
    assert (frozenset({"台账"}), frozenset()) == (ticked.report.zero, silent.report.zero)


PRIOR = """
[[rule]]
id = "Y"
over = "人口"
must = "男 >= 上年(男)"
why = "a"
remedy = "b"
source = "c"
"""


BEFORE = PriorCell(*CELL, LAST_YEAR)


@pytest.mark.parametrize(
    ("known", "total"),
    [([{BEFORE: 1.0}, {BEFORE: 2.0}], {BEFORE: 3.0}), ([{BEFORE: 1.0}, {}], {}), ([{}, {}], {})],
)
def test_last_year_is_known_above_only_where_everybody_below_knows_it(known, total):
    made = form(TABLE + PRIOR)
    parts = [submission(made, REPORT, {}, unit=str(i), prior=p) for i, p in enumerate(known)]
    assert total == roll_up_submissions(made, who(made, REPORT, "district"), parts, PERIOD).report.prior


VALID = Cell("表二文件", "规范性文件", "有效")
CASES = Cell("表四", "复议", "未审结")


def document(number, led):
    dates = {"公布": f"{YEAR}-03-01", "施行": f"{YEAR}-04-01"}
    return {"标题": f"关于{number}的办法", "文号": number, "类别": "行政规范性文件", "牵头": led} | dates


def case(number, whose):
    return {"案号": number, "类型": "复议", "原机关": whose, "受理": f"{YEAR}-11-01"}


def town(made, name, **lists):
    """Merge the lead office's lists into its township's report."""
    rows = {n: tuple(Row(7 + i, v) for i, v in enumerate(said)) for n, said in lists.items()}
    lead = submission(made, "党政办", name="党政办公室", rows=rows)
    return roll_up_submissions(made, who(made, REPORT, "township", unit=name, name=name), [lead], PERIOD)


def above(made, level, name, below):
    return roll_up_submissions(
        made, who(made, REPORT, level, unit=name, name=name), [b.report for b in below], PERIOD
    )


def shared(merged):
    return [f.message for f in merged.findings if f.code == "key_across"]


def test_a_document_issued_together_counts_with_who_led_and_is_listed_by_both():
    made = xxgk()
    towns = [
        town(made, "东镇", 总账=[document("东政〔2024〕1号", "本机关")]),
        town(made, "西镇", 总账=[document("东政〔2024〕1号", "其他机关")]),
    ]
    merged = above(made, "district", "某县", towns)
    assert (1.0, []) == (merged.report.figures[VALID], shared(merged))
    assert ["东镇 党政办公室", "西镇 党政办公室"] == [r.origin for r in merged.report.rows["总账"]]


def test_two_offices_that_both_say_they_led_are_named_on_every_level_above():
    made = xxgk()
    said = "“东政〔2024〕1号”在多个单位的“文件总账”里都有：{}，可能重复计算"
    towns = [town(made, f"{n}镇", 总账=[document("东政〔2024〕1号", "本机关")]) for n in "东西"]
    county = above(made, "district", "某县", towns)
    assert [said.format("东镇 党政办公室、西镇 党政办公室")] == shared(county)
    assert 2.0 == county.report.figures[VALID]  # told, never silently taken off
    (within,) = shared(above(made, "city", "某市", [county]))
    assert said.format("某县 东镇 党政办公室、某县 西镇 党政办公室") == within
    apart = [above(made, "district", f"{n}县", [t]) for n, t in zip("甲乙", towns, strict=True)]
    assert [[], []] == [shared(c) for c in apart]
    (across,) = shared(above(made, "city", "某市", apart))
    assert said.format("甲县 东镇 党政办公室、乙县 西镇 党政办公室") == across


def request(number):
    return {"登记号": number, "性质": "本机关申请", "收到": f"{YEAR}-03-01", "类别": "自然人"}


def test_the_numbers_of_two_offices_registers_are_not_compared():
    """2024-001 is in every township's own register: no request is counted twice. Within one office it would be."""
    made = xxgk()
    towns = [town(made, f"{n}镇", 申请=[request("2024-001")]) for n in "东西"]
    county = above(made, "district", "某县", towns)
    assert (2.0, []) == (county.report.figures[Cell("表三", "新收", "自然人")], shared(county))
    offices = [
        submission(made, "党政办", unit=n, name=n, rows={"申请": (Row(7, request("2024-001")),)})
        for n in "甲乙"
    ]
    (told,) = shared(roll_up_submissions(made, who(made, REPORT, "township"), offices, PERIOD))
    assert "2024-001" in told


@pytest.mark.parametrize(("second", "told"), [("本机关", 1), ("其他机关", 0)])
def test_a_case_against_two_offices_is_counted_by_the_one_that_acted(second, told):
    made = xxgk()
    towns = [
        town(made, f"{n}镇", 案件=[case("孟政复〔2024〕9号", whose)])
        for n, whose in (("东", "本机关"), ("西", second))
    ]
    merged = above(made, "district", "某县", towns)
    assert (1.0 + told, told) == (merged.report.figures[CASES], len(shared(merged)))


@pytest.mark.parametrize(("origins", "codes"), [(("东镇", "西镇"), []), (("东镇", "东镇"), ["key_twice"])])
def test_a_pooled_list_may_hold_a_number_once_for_every_unit_below(origins, codes):
    made = xxgk()
    rows = tuple(Row(7 + i, document("东政〔2024〕1号", "本机关"), (), o) for i, o in enumerate(origins))
    back = read(made, draw(made, submission(made, REPORT, rows={"总账": rows})))
    assert origins == tuple(r.origin for r in back.submission.rows["总账"])
    assert codes == [f.code for f in back.submission.findings if f.sheet == "文件总账"]


def test_a_report_filled_in_by_hand_need_not_list_its_documents():
    made = xxgk()
    back = read(made, draw(made, submission(made, REPORT, {VALID: 300.0})))
    unanswered = [f.sheet for f in back.submission.findings if f.code == "list_unanswered"]
    assert ["五、问题与措施"] == unanswered
    rows = {"总账": (Row(7, document("东政〔2024〕1号", "本机关")),)}
    parts = [
        submission(made, REPORT, {VALID: 1.0}, rows=rows, name="东镇"),
        submission(made, REPORT, {VALID: 300.0}),
    ]
    merged = roll_up_submissions(made, who(made, REPORT, "district"), parts, PERIOD)
    assert (301.0, 1) == (merged.report.figures[VALID], len(merged.report.rows["总账"]))
    assert {"问题", "总账", "案件"}.isdisjoint(
        roll_up_submissions(made, who(made, REPORT, "district"), parts[1:], PERIOD).report.zero
    )


def test_a_part_that_is_worked_out_is_what_it_comes_to_and_one_that_was_typed_is_what_was_typed():
    typed, worked = Cell("表", "甲", "数"), Cell("表", "合计", "数")
    units = [
        SimpleNamespace(
            figures={typed: n, worked: 9.0},
            stated=stated,
            sources={typed: "表!B2"},
            who=SimpleNamespace(name=name, unit=name),
        )
        for name, n, stated in (("东", 1.0, ()), ("西", None, ()), ("南", 2.0, (worked,)))
    ]
    values = {typed: np.array([1.0, np.nan, 2.0]), worked: np.array([4.0, np.nan, 5.0])}
    frame = SimpleNamespace(values=values, grounded=SimpleNamespace(worked_out={worked}))
    pools = [SimpleNamespace(submissions=units, frame=frame)]
    assert [("东", 1.0, "表!B2"), ("南", 2.0, "表!B2")] == [
        (p.unit, p.value, p.source) for p in _typed_parts(pools, typed)
    ]
    assert [("东", 4.0), ("南", 9.0)] == [(p.unit, p.value) for p in _typed_parts(pools, worked)]
    assert [] == list(_typed_parts(pools, Cell("表", "无", "数")))
