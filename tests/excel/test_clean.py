import pytest

from toolkit.excel.book import CellValue, Kind
from toolkit.excel.clean import Wanted, typed
from toolkit.form.model import Option

COUNT = Wanted("count", "件", 0, ())
MONEY = Wanted("number", "元", 2, ())
DAY = Wanted("date", "", 0, ())
PICK = Wanted("option", "", 0, (Option("r1", "（一）予以公开"), Option("x", "√")))
WORDS = Wanted("text", "", 0, ())


def text(raw):
    return CellValue(Kind.TEXT, raw)


def number(raw):
    return CellValue(Kind.NUMBER, raw)


@pytest.mark.parametrize(
    ("cell", "wanted", "value", "how"),
    [
        (None, COUNT, None, "blank"),
        (text("  "), COUNT, None, "blank"),
        (number("12"), COUNT, 12.0, "number"),
        (number("0"), COUNT, 0.0, "zero"),
        (number("11.999999999999998"), COUNT, 12.0, "number"),
        (number("1.5"), COUNT, 1.5, "number"),
        (number("1.2E3"), COUNT, 1200.0, "number"),
        (number("-1"), COUNT, -1.0, "number"),
        (text("12"), COUNT, 12.0, "cleaned"),
        (text("　１２ "), COUNT, 12.0, "cleaned"),
        (text("12件"), COUNT, 12.0, "cleaned"),
        (text("1,234"), COUNT, 1234.0, "cleaned"),
        (number("3.14159"), MONEY, 3.14, "cleaned"),
        (number("0.005"), MONEY, 0.01, "cleaned"),
        (number("3.1400000000000001"), MONEY, 3.14, "number"),
        (CellValue(Kind.DATE, "45351"), DAY, "2024-02-29", "text"),
        (number("45351"), DAY, "2024-02-29", "cleaned"),
        (text("2024.3.5"), DAY, "2024-03-05", "cleaned"),
        (text("2024年3月5日"), DAY, "2024-03-05", "cleaned"),
        (text("（一）予以公开"), PICK, "r1", "text"),
        (text("(一)予以公开"), PICK, "r1", "cleaned"),
        (text("甲"), WORDS, "甲", "text"),
        (number("2024001"), WORDS, "2024001", "text"),
        (number("7.0"), WORDS, "7", "text"),
    ],
)
def test_what_is_plain_is_read(cell, wanted, value, how):
    found = typed(cell, wanted, epoch_1904=False)
    assert (value, how) == (found.value, found.how)
    assert (how == "cleaned") == bool(found.code)


@pytest.mark.parametrize(
    ("cell", "wanted", "code"),
    [
        (text("无"), COUNT, "mark"),
        (text("/"), COUNT, "mark"),
        (text("十二"), COUNT, "not_a_number"),
        (text("1.2万"), COUNT, "not_a_number"),
        (text("12%"), COUNT, "not_a_number"),
        (text("O"), COUNT, "not_a_number"),
        (text("1_000"), COUNT, "not_a_number"),
        (text("١٢"), COUNT, "not_a_number"),
        (text("①"), COUNT, "not_a_number"),
        (text("1²"), COUNT, "not_a_number"),
        (text("1\n2"), COUNT, "not_a_number"),
        (text("1,23"), COUNT, "not_a_number"),
        (text("nan"), COUNT, "not_a_number"),
        (text("12元"), COUNT, "not_a_number"),
        (number("1E300"), COUNT, "not_a_number"),
        (CellValue(Kind.BOOL, "1"), COUNT, "not_a_number"),
        (CellValue(Kind.DATE, "45351"), COUNT, "not_a_number"),
        (CellValue(Kind.ERROR, "#REF!"), COUNT, "error_value"),
        (CellValue(Kind.BLANK, "", "A1+1"), COUNT, "no_result"),
        (text("2024-02-30"), DAY, "not_a_date"),
        (text("去年底"), DAY, "not_a_date"),
        (number("12"), DAY, "not_a_date"),
        (text("公开"), PICK, "not_an_option"),
    ],
)
def test_what_is_not_plain_is_never_a_number(cell, wanted, code):
    found = typed(cell, wanted, epoch_1904=False)
    assert (None, code) == (found.value, found.code)


def test_cleaning_twice_is_cleaning_once():
    for raw in ("１２", "12件", "1,234"):
        once = typed(text(raw), COUNT, epoch_1904=False)
        again = typed(number(f"{once.value:g}"), COUNT, epoch_1904=False)
        assert (once.value, "number") == (again.value, again.how)
