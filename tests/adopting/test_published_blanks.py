"""Blanks drawn after published forms ask what was written down before they were read: right, or asked, or told, never wrong."""

from collections import Counter

import pytest
from published_blanks import PUBLISHED
from published_scores import ASKED, RIGHT, TOLD, WRITTEN, WRONG, proposed, score

from toolkit.definition.load_form import build_form

LEAST_RIGHT = 587
"""How many figures and rules of all these blanks are right: more may become so, none less."""


def part(said, number=0):
    return [*said.data["table"][1:], *said.data.get("list", ())][number]


@pytest.mark.parametrize("name", PUBLISHED)
def test_nothing_of_it_is_wrong(name):
    counted, wrong = score(name)
    assert [] == wrong
    assert 0 == counted[WRONG]


def test_nearly_all_of_it_is_right():
    whole = sum((score(name)[0] for name in PUBLISHED), Counter())
    assert whole[RIGHT] >= LEAST_RIGHT
    assert 0 == whole[ASKED] + whole[TOLD]


@pytest.mark.parametrize("name", PUBLISHED)
def test_whatever_is_answered_the_definition_loads(name):
    first = proposed(name)
    assert () == first.faults
    for taken in (True, False):
        again = proposed(name, **{g.key: taken for g in first.guesses})
        assert () == again.faults
        build_form(again.data, name)


@pytest.mark.parametrize("name", PUBLISHED)
def test_every_cell_is_counted_once_and_what_no_rule_says_is_told(name):
    said = proposed(name)
    counted = dict(said.account.by_role)
    assert sum(counted.values()) == said.cells + counted["填数的空格"]
    told = {f"{c.sheet}!{c.a1}" for c in said.odd_cells}
    assert {*WRITTEN[name]["untold"]} <= told


@pytest.mark.parametrize("name", [n for n in PUBLISHED if "types" in str(WRITTEN[n])])
def test_rows_that_are_filled_in_otherwise_say_so(name):
    said = proposed(name)
    (table,) = WRITTEN[name]["tables"]
    at = {place[1]: figure for figure, place in said.places["figures"].items()}
    form = build_form(said.data, name)
    kinds = {c.name: form.figure(c).type for t in form.tables for c in t.cells}
    for where, kind in table["types"].items():
        a1 = where if where in at else f"C{where}"
        assert kind == kinds[at[a1]], a1


def test_what_counts_a_list_says_over_each_column_what_and_in_each_row_which():
    said = proposed("petition_ledger")
    starts = {c["id"]: c["from"]["单位"] for c in part(said)["columns"] if "from" in c}
    starts |= {r["id"]: "、".join(r["when"]) for r in part(said)["rows"] if "when" in r}
    assert WRITTEN["petition_ledger"]["starts"] == starts


def test_a_function_no_rule_has_is_named():
    why = {c.a1: c.why for c in proposed("petition_ledger").odd_cells}
    assert "VLOOKUP" in why["F3"]
    assert "AVERAGE" in why["F6"]


def test_totals_with_a_name_of_their_own_sum_what_stands_under_them():
    said = [g.said for g in proposed("village_assets").guesses if "之和" in g.said]
    assert "“三﹑长期资产合计”等于“1.长期投资”、“2.固定资产合计”、“3.其他资产”之和：加一条规则" in said


def test_cells_crossed_out_and_cells_merged_away_are_not_asked():
    assert ["其他用房2.本年增加", "其他用房2.本年减少"] == part(proposed("school_buildings"))["unasked"]
    assert ["三公经费增减变化原因等说明.2017年预算数"] == [
        x.replace("_2017", "2017") for x in part(proposed("public_expenses"))["unasked"]
    ]
