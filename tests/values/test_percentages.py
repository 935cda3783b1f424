"""Percentages and numbers below 0: what people type, paste and see, and what is only asked."""

import pytest

from toolkit.values.cell_reading import ExpectedValue
from toolkit.values.cell_values import read_cell_value
from toolkit.xlsx.cell_appearance import CellAppearance
from toolkit.xlsx.cells import CellKind, CellValue
from toolkit.xlsx.number_format import parse_number_format

SHARE = ExpectedValue("number", "", 3, percent=True)
PLAIN = ExpectedValue("number", "%", 1)
MONEY = ExpectedValue("number", "万元", 2)
BELOW = MONEY._replace(negative=True)


def text(raw):
    return CellValue(CellKind.TEXT, raw)


def number(raw, code="General"):
    shown = parse_number_format(code)
    return CellValue(CellKind.NUMBER, raw, seen=CellAppearance(shown) if shown else None)


def read(cell, wanted):
    return read_cell_value(cell, wanted, epoch_1904=False)


@pytest.mark.parametrize(
    ("cell", "wanted", "value", "how"),
    [
        (number("0.953", "0.0%"), SHARE, 0.953, "number"),
        (number("0.953"), SHARE, 0.953, "number"),
        (number("1.5", "0.0%"), SHARE, 1.5, "number"),
        (number("0", "0.0%"), SHARE, 0.0, "zero"),
        (number("0.95345", "0.0%"), SHARE, 0.953, "cleaned"),
        (text("95.3%"), SHARE, 0.953, "cleaned"),
        (text("９５．３％"), SHARE, 0.953, "cleaned"),
        (text("0.953"), SHARE, 0.953, "cleaned"),
        (number("95.3"), PLAIN, 95.3, "number"),
        (text("95.3%"), PLAIN, 95.3, "cleaned"),
        (number("0.953", "0.0%"), PLAIN, 95.3, "cleaned"),
    ],
)
def test_a_percentage_is_read_as_people_see_it(cell, wanted, value, how):
    found = read(cell, wanted)
    assert (value, how) == (found.value, found.how)
    assert found.code in ("", "cleaned")


@pytest.mark.parametrize(
    ("cell", "wanted", "likely"),
    [
        (number("95.3"), SHARE, "95.3%"),
        (number("95.3", "0.00"), SHARE, "95.3%"),
        (text("95.3"), SHARE, "95.3%"),
        (text("约九成"), SHARE, ""),
        (number("95.3", "0.0%"), PLAIN, ""),
    ],
)
def test_what_may_be_either_of_two_percentages_is_asked(cell, wanted, likely):
    found = read(cell, wanted)
    assert (None, "not_a_number", likely) == (found.value, found.code, dict(found.said).get("likely", ""))


@pytest.mark.parametrize(
    "raw", ["-5", "−5", "–5", "－5", "（5）", "(5)", "( 5.00 )", "负5", "负 5", "-5万元", "（5）万元"]
)
def test_a_number_below_0_is_read_however_it_is_written(raw):
    assert -5.0 == read(text(raw), BELOW).value


@pytest.mark.parametrize("raw", ["（5）", "−5", "负5"])
def test_an_accountants_minus_is_asked_where_the_form_has_no_such_numbers(raw):
    found = read(text(raw), MONEY)
    assert (None, "not_understood") == (found.value, found.how)


@pytest.mark.parametrize("raw", ["（五）", "—5", "5-", "(5", "负", "(5)(6)", "-(5)", "负负5"])
def test_what_may_be_no_minus_is_asked_even_there(raw):
    found = read(text(raw), BELOW)
    assert (None, "not_understood") == (found.value, found.how)


@pytest.mark.parametrize(("mark", "value"), [("/", "/"), ("", None)])
@pytest.mark.parametrize("raw", ["/", "—", "无"])
def test_a_mark_in_the_place_of_a_rate_is_the_rate_of_nothing(raw, mark, value):
    found = read(text(raw), PLAIN._replace(when_zero=mark))
    assert (value, False) == (found.value, found.lost)
