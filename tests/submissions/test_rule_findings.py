"""What a unit is told: one finding a fault, naming the cell, the figures and what to do."""

from dataclasses import replace

import pytest
from draw import PERIOD, submission
from forms import xxgk
from real import typed

from toolkit.figures.check import judge_submissions
from toolkit.form.finding import sort_findings
from toolkit.form.grounding import ground_form
from toolkit.form.layout import CellPlace
from toolkit.form.model import Cell
from toolkit.form.placement import lay_out_workbook
from toolkit.form.submission import Row
from toolkit.submissions.rule_findings import findings_of_rules


def at(row, column="自然人"):
    return Cell("表三", row, column)


def findings(change, number="04"):
    form, grounded = xxgk(), ground_form(xxgk(), "报告", "district")
    made = typed(form, number, "district")
    zeros = {c: 0.0 for c in grounded.inputs if form.figure(c).type in ("count", "number")}
    figures = change({**zeros, **made.figures})
    changed = replace(made, figures=figures)
    judged = judge_submissions(grounded, [changed], PERIOD)[0]
    told = sort_findings(findings_of_rules(grounded, lay_out_workbook(form, "报告"), judged, changed, PERIOD))
    return [f for f in told if f.severity != "hint"]


def test_one_wrong_figure_is_one_finding_at_its_own_cell_with_its_likely_value():
    (told,) = findings(lambda f: {**f, at("r1"): f[at("r1")] + 1})
    assert ("I3", "表三", "D9", "（一）予以公开·自然人", "51") == (
        told.rule,
        told.sheet,
        told.cell,
        told.label,
        told.value,
    )
    assert ((CellPlace("表三", 8, 3),), ()) == (told.at, told.among), "who is suspected is sure"
    assert (
        "每一行的总计应等于自然人与五类法人或其他组织之和：表三 J9 应为 51（自然人（D9）51，其余为 0），实为 50；"
        "连带不符、改好后一起消失的：表三 D30；疑似表三 D9（（一）予以公开·自然人）多 1，应为 50"
    ) == told.message


def test_a_figure_too_small_is_told_by_how_much():
    (told,) = findings(lambda f: {**f, at("r1"): f[at("r1")] - 2})
    assert told.message.endswith("疑似表三 D9（（一）予以公开·自然人）少 2，应为 50")


def test_a_rule_broken_in_many_places_is_one_finding_that_names_them():
    blank = {at(r, "总计"): 0.0 for r in xxgk().table("表三").row_ids}
    told = [f for f in findings(lambda f: {**f, **blank}) if f.rule == "I3"]
    assert ["J7、J9、J10、J13、J16、J17、J19、J20、J22、J30"] == [f.cell for f in told]
    assert told[0].message.endswith("J16 应为 1（自然人（D16）1，其余为 0），实为 0；共 10 处")


def test_rows_that_break_a_rule_are_one_finding_that_says_what_stands_there():
    form, grounded = xxgk(), ground_form(xxgk(), "党政办")
    row = {
        "登记号": "2024-001",
        "性质": "本机关申请",
        "收到": "2024-03-05",
        "类别": "自然人",
        "办结": "2024-03-04",
        "结果": "r1",
    }
    rows = tuple(Row(7 + i, {**row, "登记号": f"2024-00{i}", "文书": "x"}) for i in range(7))
    made = submission(form, "党政办", rows={"申请": rows})
    judged = judge_submissions(grounded, [made], PERIOD)[0]
    (told,) = [
        f
        for f in findings_of_rules(grounded, lay_out_workbook(form, "党政办"), judged, made, PERIOD)
        if f.rule == "R1"
    ]
    assert ("依申请公开台账", "I7、I8、I9、I10、I11、I12、I13") == (told.sheet, told.cell)
    assert {(r, c) for r in range(6, 13) for c in (3, 8)} == {(p.row, p.column) for p in told.at}
    assert "第 7 行：办结日期 2024-03-04，收到日期 2024-03-05；第 8 行" in told.message
    assert told.message.endswith("；共 7 行")
    options = [{**row, "结果": "r6_2", "办结": "2024-03-06", "文书": "x"}]
    made = submission(form, "党政办", rows={"申请": tuple(Row(7, r) for r in options)})
    judged = judge_submissions(grounded, [made], PERIOD)[0]
    (told,) = [
        f
        for f in findings_of_rules(grounded, lay_out_workbook(form, "党政办"), judged, made, PERIOD)
        if f.rule == "I10"
    ]
    assert "办理结果 （六）其他处理·2.申请人逾期未按收费通知要求缴纳费用" in told.message
    assert "信息处理费应收 空" in told.message


@pytest.mark.parametrize(
    ("gone", "cell"), [((), "I7"), (("办结",), "D7"), (("收到",), "I7"), (("办结", "收到"), "A7")]
)
def test_a_row_is_shown_by_the_columns_whose_heads_are_still_there(gone, cell):
    """Somebody wrote over a head: its column is not read, and a run is not ended by it."""
    form, grounded = xxgk(), ground_form(xxgk(), "党政办")
    row = {
        "登记号": "1",
        "性质": "本机关申请",
        "收到": "2024-03-05",
        "类别": "自然人",
        "办结": "2024-03-04",
        "结果": "r1",
    }
    made = submission(form, "党政办", rows={"申请": (Row(7, row),)})
    judged, layout = judge_submissions(grounded, [made], PERIOD)[0], lay_out_workbook(form, "党政办")
    strip = layout.strips["申请"]
    left = replace(strip, columns=tuple(c for c in strip.columns if c[0] not in gone))
    told = findings_of_rules(
        grounded, replace(layout, strips={**layout.strips, "申请": left}), judged, made, PERIOD
    )
    assert [cell] == [f.cell for f in told if f.rule == "R1"]


def test_days_and_texts_are_told_as_people_write_them():
    form, grounded = xxgk(), ground_form(xxgk(), "村社区")
    cover = {"填报人": "甲", "审核人": "甲", "填报日期": "2024-12-31"}
    made = submission(form, "村社区", {Cell("封面", r, "内容"): v for r, v in cover.items()})
    judged = judge_submissions(grounded, [made], PERIOD)[0]
    told = {
        f.rule: f for f in findings_of_rules(grounded, lay_out_workbook(form, "村社区"), judged, made, PERIOD)
    }
    assert told["S4"].message.endswith("填报人（B14）甲，审核人（B15）甲")
    assert told["S5"].message.endswith("填报日期（B17）2024-12-31")
    assert [CellPlace("封面", 13, 1)] == [*told["S4"].at]
    assert [CellPlace("封面", 14, 1)] == [*told["S4"].among], (
        "the cell that is wrong is not told beside itself"
    )
    assert {"warning"} == {told[r].severity for r in ("S4", "S5")}


def test_of_a_text_that_is_too_long_its_length_is_told_and_not_the_text():
    form, grounded = xxgk(), ground_form(xxgk(), "报告", "township")
    texts = {c: "长" * 300 for c in grounded.inputs if c.table == "总体"}
    made = submission(form, "报告", texts)
    judged = judge_submissions(grounded, [made], PERIOD)[0]
    found = findings_of_rules(grounded, lay_out_workbook(form, "报告"), judged, made, PERIOD)
    (told,) = [f for f in found if "300 字" in f.message]
    assert 5 == told.message.count("300 字")
    assert "长长" not in told.message


def test_last_year_s_figure_is_told_beside_this_year_s():
    form, grounded = xxgk(), ground_form(xxgk(), "报告", "township")
    made = typed(form, "04", "township")
    made = replace(made, prior={p: 3.0 for p in grounded.priors if p.row == "结转下年"})
    judged = judge_submissions(grounded, [made], PERIOD)[0]
    told = [
        f
        for f in findings_of_rules(grounded, lay_out_workbook(form, "报告"), judged, made, PERIOD)
        if f.rule == "I6"
    ]
    assert any("应为 3（上年 四、结转下年度继续办理" in f.message for f in told), [f.message for f in told]
