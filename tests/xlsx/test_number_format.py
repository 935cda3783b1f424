"""What each piece of a number format does, piece by piece and at its edges; what a person sees of a cell: test_cell_appearance.py."""

import datetime
from decimal import Decimal

import pytest

from toolkit.xlsx.number_format import (
    BUILT_IN,
    KEPT,
    LONGEST,
    MOST_DIGITS,
    NumberFormat,
    parse_number_format,
    shows_date,
)


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        # places before the point: what is left over stands at the first, none are lost
        ("0", {"0": "0", "7": "7", "123": "123"}),
        ("00", {"7": "07", "123": "123"}),
        ("#", {"0": "", "7": "7"}),
        ("?0", {"7": " 7", "12": "12"}),
        ("0-0", {"123": "12-3", "1": "0-1"}),
        ("(0)0", {"5": "(0)5", "4567": "(456)7"}),
        # places behind it
        ("0.0#", {"1": "1.0", "1.25": "1.25", "1.255": "1.26"}),
        ("0.0?", {"1.2": "1.2 ", "1": "1.0 "}),
        ("0.#", {"1": "1.", "1.5": "1.5"}),
        (".00", {"0.5": ".50", "1.5": "1.50"}),
        ('.0"元"', {"0.5": ".5元"}),
        ("0.0%", {"0.055": "5.5%", "1": "100.0%"}),
        ("%0", {"0.5": "%50"}),
        ("0%%", {"0.05": "500%%"}),
        # thousands are parted between places, and divided by behind them
        ("#,##0", {"999": "999", "1000": "1,000", "1234567": "1,234,567"}),
        ("0,", {"1499": "1", "1500": "2"}),
        ("#,##0,", {"1234567": "1,235"}),
        ("0,.0", {"1250": "1.3"}),
        ("0.0,,", {"1250000": "1.3"}),
        (",0", {"1234": "1234"}),
        ("?,???", {"5": "   5", "1234": "1,234"}),
        # what is written, skipped, and left room for
        ('"约"0"件"', {"5": "约5件"}),
        ("\\a0", {"5": "a5"}),
        ("!a0", {"5": "a5"}),
        ("_)0", {"5": " 5"}),
        ("*-0", {"5": "5"}),
        ('""0', {"5": "5"}),
        ("件", {"5": "件", "-5": "件"}),
        ("[红]0", {"5": "5"}),
        ("[RED]0", {"5": "5"}),
        ("[颜色 3]0", {"5": "5"}),
        ("[$€]0", {"5": "€5"}),
        ("[$-804]0", {"5": "5"}),
        ("[x]0", {"5": None}),
        ("a0", {"5": None}),
        ("é0", {"5": "é5"}),
        # sections: above nothing, below, nothing, texts
        ("0", {"-5": "-5", "-0.4": "0"}),
        (" 0", {"-5": "-5"}),
        ("0;(0)", {"5": "5", "-5": "(5)", "0": "0"}),
        ("0;(0);无", {"5": "5", "-5": "(5)", "0": "无"}),
        ("0;(0);无;@", {"5": "5", "0": "无"}),
        ("0;0;0;0;0", {"5": None}),
        # conditions: whoever asks for a negative number is told nothing
        ("[<5]少;多", {"4": "少", "5": "多", "-1": None}),
        ("[<=5]少;多", {"5": "少", "6": "多"}),
        ("[>5]多;少", {"5": "少", "6": "多"}),
        ("[>=5]多;少", {"4": "少", "5": "多", "6": "多"}),
        ("[=5]五;0", {"5": "五", "6": "6", "4": "4"}),
        ("[<>5]0;五", {"6": "6"}),
        ("[>5]多", {"6": "多", "5": None}),
        ("[>-1.5]0", {"0": "0"}),
        # general: the number as it is
        ("General", {"1.50": "1.5", "-2": "-2", "1200": "1200"}),
        ("G/通用格式件", {"3": "3件"}),
        ("@", {"3": "3"}),
        ("General0", {"3": None}),
        # no number at all
        ("0.0.0", {"1": None}),
        ("0/0", {"1": None}),
        ("m", {"1": None}),
        ("'", {"1": "'"}),
    ],
)  # fmt: skip
def test_a_piece_of_a_format_does_to_a_number(code, shown):
    assert shown == {n: NumberFormat(code).show(Decimal(n)) for n in shown}


def test_a_number_is_shown_as_far_as_programs_show_one():
    zeros = "0." + "0" * MOST_DIGITS
    assert "1" + "0" * 19 == NumberFormat("0").show(Decimal("1e19"))
    assert [None] * 3 == [NumberFormat("0").show(Decimal(n)) for n in ("1e20", "-1e20", "NaN")]
    assert "123456789012346" == NumberFormat("0").show(Decimal("123456789012345.6"))
    assert "0." + "1" * (KEPT - 1) + "2" == NumberFormat(zeros).show(Decimal("0." + "1" * KEPT + "6")).rstrip(
        "0"
    )
    assert "1" * KEPT == NumberFormat("General").show(Decimal("1" * KEPT))
    assert "1234567890123460" == NumberFormat("0").show(Decimal(1234567890123456))
    assert zeros[:-1] + "1" == NumberFormat(zeros).show(Decimal("1e-30"))
    assert None is NumberFormat(zeros).show(Decimal("1e-31"))
    assert [None] * 2 == [NumberFormat(c).show(Decimal(1)) for c in (zeros + "0", "0" * (MOST_DIGITS + 1))]
    assert "1".zfill(MOST_DIGITS) == NumberFormat("0" * MOST_DIGITS).show(Decimal(1))


def test_a_format_longer_than_any_program_takes_is_none():
    assert "5" == NumberFormat("0" + '""' * (LONGEST // 2)).show(Decimal(5))
    assert None is NumberFormat("00" + '""' * (LONGEST // 2)).show(Decimal(5))
    assert None is NumberFormat("x" * (LONGEST + 1)).show_day(datetime.date(2024, 3, 5))


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("yyyy-mm-dd", "2004-03-05"),
        ("yyy.m.d", "2004.3.5"),
        ("y,m/d", "04,3/5"),
        ("yy mm", "04 03"),
        ("YYYY", "2004"),
        ("yyyyy", None),
        ("mmm", None),
        ("ddd", None),
        ("d0", None),
        ("[>5]d", None),
        ("d;@", "5"),
        ("a", None),
        ("General", None),
        (" d ", "5"),
    ],
)
def test_a_format_shows_of_a_day(code, shown):
    assert shown == NumberFormat(code).show_day(datetime.date(2004, 3, 5))


@pytest.mark.parametrize(
    ("number", "code", "date"),
    [
        *((n, None, False) for n in ("0", "13", "23", "26", "37", "44", "48", "49", "59")),
        *((n, None, True) for n in ("14", "22", "27", "36", "45", "47", "50", "58")),
        ("14", "0", False),
        ("0", "yyyy", True),
        ("0", "0;yyyy", False),
        ("0", 'General"d"', False),
        ("0", "[h]", True),
        ("0", "[mm]", True),
        ("0", "[ss]", True),
        ("0", "[hello]0", False),
        ("0", '"d"0', False),
        ("0", "\\d0", False),
        ("0", "_d*d0", False),
        ("0", "general d", False),
        ("0", "HH", True),
        ("0", "上午/下午", False),
    ],
)
def test_a_date_is_known_by_its_format(number, code, date):
    assert date == shows_date(number, code)


def test_a_format_is_what_its_code_is():
    one = NumberFormat("0")
    assert one == NumberFormat("0") != NumberFormat("00")
    assert one != "0"
    assert 1 == len({one, NumberFormat("0")})
    assert [None] * 5 == [
        parse_number_format(c) for c in (" ", "@", "GENERAL", "General;General", "g/通用格式")
    ]
    assert "0.0" == parse_number_format("0.0").code
    assert {"y", "m"} == NumberFormat("yyyy-mm;d").letters
    assert set() == NumberFormat("0").letters == NumberFormat("x" * 300).letters


@pytest.mark.parametrize(
    ("code", "hides"),
    [(";;;", True), ("0;0;0;", True), ("0;0;0;@", False), (";;", False), ("0", False), (";;;;", False)],
)
def test_a_format_hides_texts_where_its_fourth_section_is_empty(code, hides):
    assert hides == NumberFormat(code).hides_text


def test_a_format_by_number_shows_what_that_number_means():
    number, day = Decimal("-1234.5"), datetime.date(2004, 3, 5)
    shown = {n: (f := NumberFormat(code)).show_day(day) or f.show(number) for n, code in BUILT_IN.items()}
    meant = {
        "-1235": "1",
        "-1234.50": "2",
        "-1,235": "3 5 6",
        "-1,234.50": "4 7 8",
        "-123450%": "9",
        "-123450.00%": "10",
        "2004/3/5": "14",
        "2004年3月5日": "15 31",
        "3月5日": "16 28 29 51 53 54 58",
        "2004年3月": "17 27 36 50 52 57",
        "(1,235)": "37 38",
        "(1,234.50)": "39 40",
        "-1,235 ": "41 42",
        "-1,234.50 ": "43 44",
    }
    assert {n: said for said, numbers in meant.items() for n in numbers.split()} == shown
