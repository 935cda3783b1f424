"""What was written twice, at the edges: how long a pasted block is, what a number tells."""

from types import SimpleNamespace

import pytest

from toolkit.figures import copies
from toolkit.figures.copies import ComparableContent, repeated_rows, similar_submissions
from toolkit.form.submission import Row

LIST = SimpleNamespace(
    fields=[SimpleNamespace(id="事", label="事", type="text", required=False)], key=(), alike=()
)


def rows_of(words):
    return [Row(n, {"事": word}) for n, word in enumerate(words, 1)]


def repeated(words):
    return [(a.row.number, a.earlier.number) for a in repeated_rows(LIST, rows_of(words))]


def test_five_rows_that_come_again_in_their_order_were_pasted_and_four_were_not():
    assert [(6, 1), (7, 2), (8, 3), (9, 4), (10, 5)] == repeated("甲乙丙丁戊甲乙丙丁戊")
    assert [] == repeated("甲乙丙丁甲乙丙丁")


def test_rows_that_are_all_alike_are_no_block():
    assert [] == repeated("甲" * 12)


def test_a_block_with_a_row_in_it_that_could_not_be_read_is_none():
    rows = rows_of("甲乙丙丁戊甲乙丙丁戊")
    rows[2] = rows[2]._replace(unread=("事",))
    assert [] == repeated_rows(LIST, rows)


@pytest.mark.parametrize(
    ("numbers", "asked"),
    [
        ((13, 14, 16, 17, 18), True),  # 3 each
        ((13, 14, 16, 17), False),
        ((15, 20, 25, 30, 35, 40, 45), True),  # in fives: 2 each
        ((15, 20, 25, 30, 35, 40), False),
        (range(1, 13), False),  # up to twelve: 1 each
        ((*range(1, 13), 12, 12), True),
    ],
)
def test_two_units_with_the_same_numbers_are_asked_about_where_these_tell_enough(numbers, asked):
    said = {f"数{n}": float(v) for n, v in enumerate(numbers)}
    both = {unit: ComparableContent("村", said, (), {}) for unit in ("01", "02")}
    found = similar_submissions(both, {"01": "同", "02": "同"})
    assert [("01", "02")] * asked == [f.units for f in found]


@pytest.mark.parametrize(
    ("ours", "theirs", "nearly"),
    [
        ((1, 2), (1, 2), [False]),  # two rows tell 6, and the numbers 1 each
        ((1,), (1,), []),
        ((13, 14, 15), (13, 14, 17), [True]),  # what is not all the same has to tell 12
        ((13, 15, 16), (13, 15, 17), []),
    ],
)
def test_where_rows_are_the_same_too_fewer_numbers_are_enough(ours, theirs, nearly):
    both = {
        unit: ComparableContent("村", {f"数{n}": float(v) for n, v in enumerate(said)}, ("a", "b"), {})
        for unit, said in (("01", ours), ("02", theirs))
    }
    found = similar_submissions(both, {"01": "1", "02": "1" if ours == theirs else "2"})
    assert nearly == [f.nearly for f in found]


def test_what_two_units_have_in_common_is_looked_for_once_for_all_that_say_the_same(monkeypatch):
    compared, compare = [], copies._compare_pair
    monkeypatch.setattr(copies, "_compare_pair", lambda *a, **m: compared.append(a) or compare(*a, **m))
    said = [{f"数{n}": float(13 + n + 7 * (i % 2)) for n in range(6)} for i in range(40)]
    rows = tuple(f"行{n}" for n in range(6))
    sent = {f"{i:03}": ComparableContent("村", numbers, rows, {}) for i, numbers in enumerate(said)}
    found = similar_submissions(sent, {unit: f"{int(unit) % 2}" for unit in sent})
    assert 40 * 39 / 2 == len(found), "all have the same rows"
    assert all(f.same == ((int(f.units[0]) + int(f.units[1])) % 2 == 0) for f in found)
    assert all(
        f.apart == tuple((n, sent[f.units[0]].numbers[n], sent[f.units[1]].numbers[n]) for n in said[0])
        for f in found
        if not f.same
    )
    assert 4 == len(compared), "two sorts, in either order"
