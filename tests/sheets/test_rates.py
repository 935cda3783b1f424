"""Rates, percentages and totals over some columns: our checker and a real spreadsheet program say the same of them."""

import dataclasses
import random

import pytest
from draw import STAMP, YEAR, draw, read, submission
from rates import figure, rates_form

from toolkit.figures.check import judge_submissions
from toolkit.form.grounding import ground_form
from toolkit.form.layout import CHECKS
from toolkit.form.model import REPORT
from toolkit.form.placement import lay_out_workbook
from toolkit.form.verdict import Verdict
from toolkit.rendering.render import render_workbook
from toolkit.sheets.check_lines import check_sheet_lines
from toolkit.sheets.check_sheet import FIRST, RULE, VERDICT
from toolkit.sheets.verdict_formulas import CheckCompiler

COUNTS, ROWS = ("排查", "整改", "按时"), ("工矿", "建筑", "其他")
HALVES = ((8, 1), (80, 49), (400, 49), (3, 2), (1000, 123), (800, 1))
"""Wholes and parts whose rate ends in a 5 behind its last place, or goes on for ever."""


def some_figures(rng, whole=None, part=None):
    """Figures of one workbook: blanks, zeros, parts of wholes, now and then more than the whole, amounts below 0."""
    made = {figure(r, "本月", "指标"): 1.0 for r in ("检查", "人数")}
    for row in ROWS:
        n = whole if whole is not None else rng.choice((None, 0, 3, 7, 80))
        done = part if part is not None else rng.choice((None, 0, n, 2, 49))
        on_time = rng.choice((None, 0, done, 1))
        for column, value in zip(COUNTS, (n, done, on_time), strict=True):
            if value is not None:
                made[figure(row, column)] = float(value)
        if rng.random() < 0.7:
            made[figure(row, "增减")] = round(rng.uniform(-50, 50), 2)
    return made


def typed_rates(form, figures, change):
    """Return a report filled in by hand: its totals and rates as they come, then *change*d."""
    one = submission(form, REPORT, figures)
    grounded = ground_form(form, REPORT, "township")
    worked = {
        c: v
        for c, v in judge_submissions(grounded, [one], YEAR)[0].figures.items()
        if c in grounded.worked_out
    }
    typed = {c: change(c, v) for c, v in worked.items()}
    return dataclasses.replace(one, figures=figures | typed, stated=frozenset(typed))


@pytest.mark.office
@pytest.mark.parametrize("kind", ["村社区", REPORT])
def test_our_checker_and_the_spreadsheet_agree_on_rates(kind, tmp_path, recalculated):
    form, rng = rates_form(), random.Random(22)
    level = "township" if kind == REPORT else None
    grounded, layout = ground_form(form, kind, level), lay_out_workbook(form, kind)
    made = [submission(form, kind, some_figures(rng)) for _ in range(14)]
    made += [submission(form, kind, some_figures(rng, *pair)) for pair in HALVES]
    if kind == REPORT:
        made += [typed_rates(form, some_figures(rng, *pair), lambda _, v: v) for pair in HALVES[:3]]
        made += [typed_rates(form, some_figures(rng, 7, 0), lambda c, v: v if c.column != "整改率" else "/")]
        off = {"整改率": 0.2, "按时率": 0.002}
        made += [
            typed_rates(
                form, some_figures(rng, 7, 2), lambda c, v: v + off.get(c.column, 0) if v != "—" else v
            )
        ]
    judged = judge_submissions(grounded, made, YEAR)
    paths = [tmp_path / f"{i}.xlsx" for i in range(len(made))]
    for path, one, ours in zip(paths, made, judged, strict=True):
        full = dataclasses.replace(one, figures={**ours.figures, **one.figures})
        path.write_bytes(render_workbook(grounded, one.who, STAMP, full, ours.verdicts))
    compiler, shown = CheckCompiler(grounded, layout, YEAR), set()
    for one, ours, book in zip(made, judged, recalculated.values(paths), strict=True):
        drawn = list(check_sheet_lines(compiler, one, ours.verdicts))
        for line, stands in zip(drawn, book[CHECKS][FIRST:], strict=False):
            assert (line.rule, line.shown) == (stands[RULE], stands[VERDICT]), (line.label, ours.figures)
            shown.add((line.rule, line.shown))
        for cell in grounded.worked_out:
            at, value = layout.at[cell], ours.figures.get(cell, "")
            stands = book[at.sheet][at.row][at.column]
            if isinstance(value, float):
                assert abs(as_number(stands) - value) < 1e-9, cell
            else:
                assert value == stands, cell
    assert {"S1", "S2", "S3", "S4", "S5"} <= {rule for rule, word in shown if word == Verdict.KEPT}
    assert {"S4", "S5"} <= {rule for rule, word in shown if word == Verdict.BROKEN}
    assert (kind == REPORT) == ({"S2", "S3"} <= {rule for rule, word in shown if word == Verdict.BROKEN})


def as_number(text):
    return float(text.removesuffix("%")) / 100 if text.endswith("%") else float(text)


def results(figures, kind="村社区"):
    form = rates_form()
    grounded = ground_form(form, kind, None)
    ours = judge_submissions(grounded, [submission(form, kind, figures)], YEAR)[0]
    words = {}
    for check, verdict in zip(grounded.checks, ours.verdicts.checks, strict=True):
        words.setdefault(check.rule.id, {})[check.cell.row] = verdict
    return ours.figures, words


def row_figures(*numbers, row="工矿"):
    return {figure(row, c): float(n) for c, n in zip(COUNTS, numbers, strict=False)}


def test_a_rate_of_nothing_is_what_the_form_says_and_nothing_is_red():
    figures, words = results(row_figures(0, 0, 0) | row_figures(3, 2, 1, row="建筑"))
    assert ("/", "—") == (figures[figure("工矿", "整改率")], figures[figure("工矿", "按时率")])
    assert {"S7"} == {
        rule for rule, by_row in words.items() if Verdict.BROKEN in by_row.values()
    }  # 指标 is blank
    assert Verdict.KEPT == words["S4"]["工矿"]  # 整改率 >= 50 asks nothing of a rate there is not


def test_a_rate_whose_inputs_are_all_blank_is_blank():
    figures, _ = results(row_figures(3, 2, 1, row="建筑"))
    assert figure("工矿", "整改率") not in figures


def test_the_rate_of_the_totals_is_no_sum_of_rates():
    figures, _ = results(row_figures(3, 2, 1) | row_figures(10, 9, 9, row="建筑"))
    assert (84.6, 0.909) == (figures[figure("合计", "整改率")], figures[figure("合计", "按时率")])


@pytest.mark.parametrize(("whole", "part"), HALVES)
def test_rounding_is_never_its_own_contradiction(whole, part):
    _, words = results(row_figures(whole, part, part))
    assert {Verdict.KEPT, Verdict.SILENT} >= {words["S2"]["工矿"], words["S3"]["工矿"]}


def test_a_rule_names_its_columns_and_leaves_the_others_alone():
    form = rates_form()
    totals = {c.column for c in ground_form(form, "村社区").worked_out if c.row == "合计"}
    assert {"排查", "整改", "按时", "增减", "整改率", "按时率"} == totals


def test_percentages_and_rates_of_nothing_are_drawn_and_read_back():
    form = rates_form()
    made = submission(form, "村社区", row_figures(0, 0, 0) | row_figures(3, 2, 1, row="建筑"))
    found = read(form, draw(form, made))
    assert [] == [f.code for f in found.submission.findings if f.code != "cover_blank"]
    assert {"/", "—", "66.7", "0.5"} <= set(found.cached.values())
    assert 0 == found.submission.account["not_understood"]


def test_printed_codes_units_and_numbers_are_no_figures():
    form = rates_form()
    layout = lay_out_workbook(form, "村社区")
    printed = {(h.row, h.column): h.text for h in layout.heads if h.sheet == "统计表"}
    assert {"甲", "乙", "丙", "栏次", "01", "项", "人次", "代码", "计量单位"} <= set(printed.values())
    assert not {(p.row, p.column) for p in layout.at.values() if p.sheet == "统计表"} & printed.keys()
