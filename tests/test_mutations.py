"""A complete real report with one thing done to it: exactly the expected rules speak up."""

import itertools
from dataclasses import replace

import pytest
from draw import judged
from forms import xxgk
from real import COLUMNS, figures, load, typed

from toolkit.form.grounding import ground_form
from toolkit.form.model import Cell, PriorCell
from toolkit.form.period import LAST_YEAR
from toolkit.form.verdict import Verdict

pytestmark = pytest.mark.slow  # whole reports, over and over

ROWS = xxgk().table("表三").row_ids
DOWN, UP = ROWS[2:], ROWS[2:-1][::-1]
PRIOR = {"04": "03", "16": "15"}
"""Which report is which one's year before."""


def at(row, column="自然人"):
    return Cell("表三", row, column)


def plus(cell, by=1.0):
    return lambda f: {**f, cell: f[cell] + by}


def without(cell):
    return lambda f: {c: v for c, v in f.items() if c != cell}


def swapped(one, two):
    turn = {one: two, two: one}
    return lambda f: {
        (c._replace(column=turn.get(c.column, c.column)) if c.table == "表三" else c): v for c, v in f.items()
    }


def shifted(rows, blank):
    """Every number of *rows* stands one row further on; *blank* is left with zeros."""

    def change(f):
        moved = {at(b, c): f.get(at(a, c), 0.0) for a, b in itertools.pairwise(rows) for c in COLUMNS}
        return {**f, **moved, **{at(blank, c): 0.0 for c in COLUMNS}}

    return change


def total_one_row_too_high(f):
    return {
        **f,
        **{at("r6_3", c): f[at("办结", c)] for c in COLUMNS},
        **{at("办结", c): 0.0 for c in COLUMNS},
    }


def total_one_column_too_far_left(f):
    return {**f, **{at(r, "其他"): f[at(r, "总计")] for r in ROWS}, **{at(r, "总计"): 0.0 for r in ROWS}}


def in_yuan(f):
    fee = Cell("表二收费", "收费", "金额")
    return {**f, fee: f[fee] * 10_000}


FILE = "表二文件"
EVERY = ("01", "02", "04", "15", "16")
MUTATIONS = {
    "one more granted": (plus(at("r1")), {"I2", "I3"}, EVERY),
    "one fewer granted": (plus(at("r1"), -1.0), {"I2", "I3"}, ("01", "02", "04", "15", "16")),
    "half a request": (plus(at("r1"), 0.5), {"I2", "I3", "I5"}, EVERY),
    "one more received": (plus(at("新收")), {"I1", "I3"}, EVERY),
    "one more carried over": (plus(at("结转下年")), {"I1", "I3"}, EVERY),
    "one more in a total": (plus(at("办结")), {"I1", "I2", "I3"}, EVERY),
    "one more in the grand total": (plus(at("办结", "总计")), {"I1", "I2", "I3"}, EVERY),
    "one more in a row's total": (plus(at("r1", "总计")), {"I2", "I3"}, EVERY),
    "a total blanked": (without(at("办结", "总计")), {"I1", "I2", "I3"}, ("02", "15", "16")),
    "the only total blanked": (without(at("办结", "总计")), {"I1", "I2", "I3", "I14"}, ("01", "04")),
    "a figure blanked": (without(at("r1")), {"B2", "I2", "I3"}, EVERY),
    "one more upheld": (plus(Cell("表四", "复议", "维持")), {"I4"}, EVERY),
    "one more in a case total": (plus(Cell("表四", "复议", "总计")), {"I4"}, EVERY),
    "one more corrected": (plus(Cell("表四", "直诉", "纠正")), {"I4", "D3"}, EVERY),
    "two applicants' columns swapped": (swapped("自然人", "商业企业"), set(), EVERY),
    "a column swapped with the total": (swapped("自然人", "总计"), {"I3"}, ("02", "15", "16")),
    "yuan for ten thousands": (in_yuan, {"B4"}, ("16",)),
    "results one row too low": (shifted(DOWN, "r1"), {"I1", "I2"}, ("02", "16")),
    "results one row too low, none left open": (shifted(DOWN, "r1"), {"I2"}, ("01", "04", "15")),
    "results one row too high": (shifted(UP, "办结"), {"I1", "I2"}, ("02", "15")),
    "results one row too high, their sum where 3.其他 stood": (
        shifted(UP, "办结"),
        {"I1", "I2", "C7"},
        ("16",),
    ),
    "the total one row too high": (total_one_row_too_high, {"I1", "I2", "C7"}, ("15", "16")),
    "the only total one row too high": (total_one_row_too_high, {"I1", "I2", "C7", "I14"}, ("01", "04")),
    "the total one column too far left": (total_one_column_too_far_left, {"I3", "C7b", "I14"}, ("15", "16")),
    "regulations of its own": (plus(Cell(FILE, "规章", "制发")), {"I9"}, ("01", "04", "15", "16")),
    "a negative decision": (lambda f: {**f, Cell("表二许可", "许可", "数量"): -1.0}, {"I5"}, EVERY),
    "a negative fee": (lambda f: {**f, Cell("表二收费", "收费", "金额"): -0.5}, {"I5b"}, ("01",)),
}


def broken(number, change, prior=None):
    """The rules that do not hold of the report once *change* was done to what was typed."""
    form = xxgk()
    made = typed(form, number, "township")
    inputs = ground_form(form, "报告", "township").inputs
    zeros = {c: 0.0 for c in inputs if form.figure(c).type in ("count", "number")}
    changed = replace(made, figures=change({**zeros, **made.figures}), prior=prior or {})
    grounded, found = judged(form, changed)
    return {c.rule.id for c in found.broken(grounded.checks)}, found, grounded


CASES = [(m, n) for m, (_, _, numbers) in MUTATIONS.items() for n in numbers]


@pytest.mark.parametrize(("mutation", "number"), CASES, ids=[f"{n} {m}" for m, n in CASES])
def test_each_mutation_breaks_exactly_the_expected_rules(mutation, number):
    change, expected, _ = MUTATIONS[mutation]
    before = broken(number, dict)[0]
    assert before <= {"B4", "D3", "I9", "I14"}, "what the published report itself breaks"
    assert before | expected == broken(number, change)[0]


def last_year(number):
    known = figures(load(PRIOR[number])).items()
    return {PriorCell(*c, LAST_YEAR): v for c, v in known if v is not None}


@pytest.mark.parametrize("number", PRIOR)
def test_two_years_of_a_real_place_follow_from_each_other(number):
    """All seven carried-over columns hold (I6); what is in force and undecided is weighed as well."""
    _, found, grounded = broken(number, dict, last_year(number))
    said = {}
    for check, verdict in zip(grounded.checks, found.verdicts.checks, strict=True):
        said.setdefault(check.rule.id, []).append(verdict)
    assert [Verdict.KEPT] * 7 == said["I6"]
    assert Verdict.NO_PRIOR not in {v for r in ("I7", "I8", "I13", "F5") for v in said[r]}
    without_it = broken(number, dict)[1]
    assert without_it.count(Verdict.NO_PRIOR) == sum(len(said[r]) for r in ("I6", "I7", "I8", "I13", "F5"))


@pytest.mark.parametrize("number", PRIOR)
@pytest.mark.parametrize(
    ("mutation", "expected"),
    [
        ("two applicants' columns swapped", {"I6"}),
        ("one more received", {"I1", "I3"}),
    ],
)
def test_what_one_year_cannot_show_two_do(number, mutation, expected):
    known = last_year(number)
    before = broken(number, dict, known)[0]
    after = broken(number, MUTATIONS[mutation][0], known)[0]
    person, firm = (PriorCell(*at("结转下年", a), LAST_YEAR) for a in ("自然人", "商业企业"))
    differ = known[person] != known[firm]
    assert after - before == (expected - before if differ or "I6" not in expected else set())


def test_a_carried_over_figure_off_by_one_is_found_by_last_year_alone():
    """Moved between received and carried in, so that the year itself still balances."""
    more, less = (at("结转"), at("结转", "总计")), (at("新收"), at("新收", "总计"))

    def moved(f):
        return {**f, **{c: f[c] + 1 for c in more}, **{c: f[c] - 1 for c in less}}

    known = last_year("04")
    before = broken("04", dict, known)[0]
    assert {"I6"} == broken("04", moved, known)[0] - before
    assert set() == broken("04", moved)[0] - broken("04", dict)[0]
