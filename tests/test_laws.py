"""Laws that hold for every figure: reading undoes drawing, roll-up does not care in how many steps."""

import dataclasses
import datetime
import json
from functools import cache

import pytest
from draw import PERIOD, YEAR, draw, judged, read, submission
from forms import xxgk
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from toolkit.figures.check import judge_submissions
from toolkit.figures.rollup import roll_up_submissions
from toolkit.form.grounding import ground_form
from toolkit.form.model import REPORT, Cell
from toolkit.form.placement import lay_out_workbook
from toolkit.form.rule_language import parse_expression
from toolkit.form.rule_trees import is_additive
from toolkit.form.submission import (
    ACCOUNT,
    ASKED,
    Identity,
    Row,
    Submission,
    submission_outcome,
)
from toolkit.text.stored_values import from_stored, to_stored

SLOW = settings(
    deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=12)
DAY = st.dates(
    min_value=datetime.date(YEAR - 1, 6, 1),
    max_value=datetime.date(YEAR + 1, 6, 1),
).map(str)


@cache
def form():
    return xxgk()


def value_of(kind, places, options):
    if kind == "count":
        return st.integers(0, 4_000_000).map(float)
    if kind == "number":
        return st.integers(0, 10**9).map(lambda n: round(n / 10**places, places))
    if kind == "date":
        return DAY
    if kind == "option":
        return st.sampled_from([o.id for o in form().options[options]])
    return TEXT


@st.composite
def rows(draw_, register, pooled):
    listed = []
    for i in range(draw_(st.integers(0, 4))):
        values = {}
        for f in register.fields:
            if f.id in register.key:
                values[f.id] = f"键{i}" if f.type == "text" else draw_(value_of(f.type, f.places, f.options))
            elif f.required or draw_(st.booleans()):
                values[f.id] = draw_(value_of(f.type, f.places, f.options))
        for f in (*register.fields, *register.fields):  # what goes together, both ways
            if f.together in values and f.id not in values:
                values[f.id] = draw_(value_of(f.type, f.places, f.options))
        listed.append(Row(7 + i, values, (), draw_(st.sampled_from(["", "甲村", "乙村"])) if pooled else ""))
    return tuple(listed)


@st.composite
def submissions(draw_, kind, level="", unit="001", sparse=True):
    grounded = ground_form(form(), kind, level or None)
    chosen = draw_(st.sets(st.sampled_from(grounded.inputs))) if sparse else set(grounded.inputs)
    figures = {}
    for cell in grounded.inputs:
        if cell in chosen:
            f = form().figure(cell)
            figures[cell] = draw_(value_of(f.type, f.places, f.options))
    lists, zero = {}, set()
    for register in form().registers_of(kind):
        listed = draw_(rows(register, kind == REPORT))
        if listed:
            lists[register.id] = listed
        elif draw_(st.booleans()):
            zero.add(register.id)
    return submission(
        form(), kind, figures, level, unit=unit, name=f"单位{unit}", rows=lists, zero=frozenset(zero)
    )


def placed(made):
    """The rows of a list stand from its first row down, wherever it begins."""
    layout = lay_out_workbook(form(), made.who.kind)
    lists = {
        k: tuple(r._replace(number=layout.strips[k].first + 1 + i) for i, r in enumerate(v))
        for k, v in made.rows.items()
    }
    return dataclasses.replace(made, rows=lists)


@SLOW
@given(st.data())
def test_reading_undoes_drawing(data):
    kind, level = data.draw(
        st.sampled_from([("村社区", ""), ("站所", ""), ("党政办", ""), (REPORT, "township")])
    )
    made = placed(data.draw(submissions(kind, level)))
    reading = read(form(), draw(form(), made))
    back = reading.submission
    assert (made.who, made.figures, made.rows, made.zero) == (back.who, back.figures, back.rows, back.zero)
    assert frozenset() == back.unread | back.stated
    assert {"list_unanswered"} >= {f.code for f in back.findings}
    asked = len(ground_form(form(), kind, level or None).inputs) + sum(
        len(r.fields) * len(v) + (len(v) if kind == REPORT else 0)
        for r in form().registers_of(kind)
        if (v := made.rows.get(r.id, ()))
    )
    counted = sum(back.account[a] for a in ACCOUNT)
    assert asked + len(form().registers_of(kind)) == back.account[ASKED] == counted


@pytest.mark.promise("不会丢", "台账里留的就是读到的，一格不差")
@SLOW
@given(st.data())
def test_what_the_ledger_keeps_is_what_was_read(data):
    made = data.draw(submissions("党政办"))
    read_back = read(form(), draw(form(), made)).submission
    assert read_back == from_stored(Submission, json.loads(json.dumps(to_stored(read_back))))


def office(level, code):
    return Identity(
        form().id,
        form().edition,
        form().fingerprint(REPORT),
        REPORT,
        code,
        f"机关{code}",
        str(YEAR),
        "",
        level,
    )


def merged(made, level, code="d"):
    return roll_up_submissions(form(), office(level, code), made, PERIOD).report


@pytest.mark.promise("会说出来", "先汇总到县再汇总到市，与一次汇总的数一样")
@SLOW
@given(st.data())
def test_merging_in_two_steps_is_merging_in_one(data):
    """Districts A and B of two townships each, then the city; or the city over all four at once."""
    towns = [data.draw(submissions(REPORT, "township", unit=f"{i}")) for i in range(4)]
    two = merged([merged(towns[:2], "district", "A"), merged(towns[2:], "district", "B")], "city")
    one = merged(towns, "city")
    assert one.figures.keys() == two.figures.keys()
    for cell, value in one.figures.items():
        assert value == two.figures[cell] or abs(value - two.figures[cell]) < 1e-6, cell
    for name in one.rows.keys() | two.rows.keys():
        assert form().register(name).up == "rows" or name not in two.rows
        once, twice = (m.rows.get(name, ()) for m in (one, two))
        if form().register(name).up == "rows":
            assert [r.values for r in once] == [r.values for r in twice]
            assert [f"机关{'AB'[int(r.origin[2]) > 1]} {r.origin}" for r in once] == [r.origin for r in twice]


@SLOW
@given(st.data())
def test_an_additive_rule_kept_below_is_kept_above(data):
    grounded = ground_form(form(), REPORT, "district")
    towns = [data.draw(submissions(REPORT, "township", unit=f"{i}")) for i in range(3)]
    up = judge_submissions(grounded, [merged(towns, "district")], PERIOD)[0]
    below = [judge_submissions(grounded, [t], PERIOD)[0] for t in towns]
    for i, check in enumerate(grounded.checks):
        if is_additive(parse_expression(check.rule.must)) and all(
            b.verdicts.checks[i] != "不符" for b in below
        ):
            assert up.verdicts.checks[i] != "不符", (check.rule.id, check.cell)


@SLOW
@given(st.lists(st.sampled_from(range(5)), min_size=5, max_size=5, unique=True), st.data())
def test_the_order_of_submissions_changes_no_figure(order, data):
    towns = [data.draw(submissions(REPORT, "township", unit=f"{i}")) for i in range(5)]
    numbers = [
        {c: v for c, v in merged(some, "district").figures.items() if isinstance(v, float)}
        for some in (towns, [towns[i] for i in order])
    ]
    assert numbers[0].keys() == numbers[1].keys()
    assert all(abs(v - numbers[1][c]) < 1e-6 for c, v in numbers[0].items())


@SLOW
@given(st.data())
def test_a_merged_report_is_a_valid_submission(data):
    """Of whole, rule-keeping townships: no error is found in what they add up to."""
    towns = [data.draw(keeping(f"{i}")) for i in range(3)]
    up = merged(towns, "district")
    reading = read(form(), draw(form(), up))
    grounded, found = judged(form(), reading.submission)
    assert [(c.rule.id, c.cell) for c in found.broken(grounded.checks) if c.rule.severity == "error"] == []
    assert submission_outcome(reading.submission.findings) != "returned"


@st.composite
def keeping(draw_, unit):
    """A township's report that keeps every rule: balances are made, parts do not exceed wholes."""
    made = draw_(submissions(REPORT, "township", unit=unit, sparse=False))
    figures = dict(made.figures)
    results = [r for r in form().table("表三").row_ids if r.startswith("r")]
    for column in form().table("表三").column_ids[:-1]:
        done = sum(figures[Cell("表三", r, column)] for r in (*results, "结转下年"))
        figures[Cell("表三", "结转", column)] = carried = float(int(done) // 3)
        figures[Cell("表三", "新收", column)] = done - carried
    for cell in figures:
        if cell.row == "规章":
            figures[cell] = 0.0
        if cell.row in ("意见答复", "留言答复", "应财务公开"):
            figures[cell] = 0.0
    return dataclasses.replace(made, figures=figures, zero=frozenset({"问题"} - made.rows.keys()))


def test_no_search_for_examples_fails_because_the_machine_is_busy():
    assert settings().deadline is None
    assert HealthCheck.too_slow in settings().suppress_health_check
