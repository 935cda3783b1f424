import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.form.finding import make_finding
from toolkit.form.model import Option
from toolkit.form.submission import ACCOUNT
from toolkit.form.trait import MARKS
from toolkit.values.cell_moments import CHINA, Moment, _read_moment_day
from toolkit.values.cell_reading import ExpectedValue
from toolkit.values.cell_values import ROUNDED, read_cell_value
from toolkit.xlsx.cells import CellKind, CellValue

COUNT = ExpectedValue("count", "件", 0, ())
MONEY = ExpectedValue("number", "元", 2, ())
DAY = ExpectedValue("date", "", 0, ())
PICK = ExpectedValue("option", "", 0, (Option("r1", "（一）予以公开"), Option("x", "√")))
WORDS = ExpectedValue("text", "", 0, ())


def text(raw):
    return CellValue(CellKind.TEXT, raw)


def number(raw):
    return CellValue(CellKind.NUMBER, raw)


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
        (CellValue(CellKind.DATE, "73050"), DAY, "2099-12-31", "text"),
        (CellValue(CellKind.DATE, "18172"), DAY, "1949-10-01", "text"),
        (text("12"), COUNT, 12.0, "cleaned"),
        (text("　１２ "), COUNT, 12.0, "cleaned"),
        (text("12件"), COUNT, 12.0, "cleaned"),
        (text("１２　件"), COUNT, 12.0, "cleaned"),
        (text("\u200b12\u00a0件\ufeff"), COUNT, 12.0, "cleaned"),
        (text("\u200e1,200\ufe0f"), COUNT, 1200.0, "cleaned"),
        (text("1，234"), COUNT, 1234.0, "cleaned"),
        (text("1.2万元"), ExpectedValue("number", "万元", 6), 1.2, "cleaned"),
        (number("-0"), COUNT, 0.0, "zero"),
        (text("1,234"), COUNT, 1234.0, "cleaned"),
        (number("3.14159"), MONEY, 3.14, "cleaned"),
        (number("0.005"), MONEY, 0.01, "cleaned"),
        (number("3.1400000000000001"), MONEY, 3.14, "number"),
        (CellValue(CellKind.DATE, "45351"), DAY, "2024-02-29", "text"),
        (number("45351"), DAY, "2024-02-29", "cleaned"),
        (CellValue(CellKind.DATE, "2024-02-29T00:00:00"), DAY, "2024-02-29", "text"),
        (CellValue(CellKind.DATE, "2024-02-29T00:00:00.000Z"), DAY, "2024-02-29", "text"),
        (CellValue(CellKind.DATE, "2024-02-29T00:00:00+08:00"), DAY, "2024-02-29", "text"),
        (CellValue(CellKind.DATE, "45351.375"), DAY, "2024-02-29", "cleaned"),
        (text("2024-03-05 16:00"), DAY, "2024-03-05", "cleaned"),
        (text("2024-03-05T02:00:00Z"), DAY, "2024-03-05", "cleaned"),
        (text("2024.3.5"), DAY, "2024-03-05", "cleaned"),
        (text("2024年3月5日"), DAY, "2024-03-05", "cleaned"),
        (text("2024/3/5"), DAY, "2024-03-05", "cleaned"),
        (text("2024 年 3 月 5 号"), DAY, "2024-03-05", "cleaned"),
        (text("20240305"), DAY, "2024-03-05", "cleaned"),
        (number("20240305"), DAY, "2024-03-05", "cleaned"),
        (text("2024-03-05 10:30"), DAY, "2024-03-05", "cleaned"),
        (text("2024-03-05T10:30:00"), DAY, "2024-03-05", "cleaned"),
        (text("2024年3月5日10时30分"), DAY, "2024-03-05", "cleaned"),
        (CellValue(CellKind.DATE, "45351.75"), DAY, "2024-02-29", "cleaned"),
        (CellValue(CellKind.DATE, "2024-02-29"), DAY, "2024-02-29", "text"),
        (text("（一）予以公开"), PICK, "r1", "text"),
        (text("(一)予以公开"), PICK, "r1", "cleaned"),
        (text("甲"), WORDS, "甲", "text"),
        (number("2024001"), WORDS, "2024001", "text"),
        (number("7.0"), WORDS, "7", "text"),
        (text("/"), WORDS, "/", "text"),
        (CellValue(CellKind.DATE, "45351"), WORDS, "2024-02-29", "cleaned"),
        (CellValue(CellKind.BOOL, "1"), WORDS, "TRUE", "text"),
        (text("\u200b "), COUNT, None, "blank"),
    ],
)
def test_what_is_plain_is_read(cell, wanted, value, how):
    found = read_cell_value(cell, wanted, epoch_1904=False)
    assert (value, how) == (found.value, found.how)
    assert (how == "cleaned") == bool(found.code)
    if how == "cleaned":
        assert {"value", "read", "why"} == dict(found.said).keys()


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
        (CellValue(CellKind.BOOL, "1"), COUNT, "not_a_number"),
        (CellValue(CellKind.DATE, "45351"), COUNT, "not_a_number"),
        (CellValue(CellKind.ERROR, "#REF!"), COUNT, "error_value"),
        (CellValue(CellKind.TEXT, "长" * 32_768), COUNT, "text_too_long"),
        (CellValue(CellKind.TEXT, "长" * 32_768), ExpectedValue("text"), "text_too_long"),
        (CellValue(CellKind.BLANK, "", "A1+1"), COUNT, "no_result"),
        (text("2024-02-30"), DAY, "not_a_date"),
        (text("去年底"), DAY, "not_a_date"),
        (number("12"), DAY, "not_a_date"),
        (text("公开"), PICK, "not_an_option"),
        (text("无"), PICK, "not_an_option"),
        (text("/"), DAY, "not_a_date"),
        (text("\u202e12"), COUNT, "not_a_number"),
        (text("13800000000000000"), COUNT, "not_a_number"),
        (text("20241305"), DAY, "not_a_date"),
        (number("20240"), DAY, "not_a_date"),
        (CellValue(CellKind.DATE, "12"), DAY, "not_a_date"),
        (CellValue(CellKind.DATE, "99999999"), DAY, "not_a_date"),
        (CellValue(CellKind.DATE, "73051"), DAY, "not_a_date"),  # the first day of 2100
        (CellValue(CellKind.DATE, "18171"), DAY, "not_a_date"),  # the last before the republic
        (CellValue(CellKind.BOOL, "1"), DAY, "not_a_date"),
    ],
)
def test_what_is_not_plain_is_never_a_number(cell, wanted, code):
    found = read_cell_value(cell, wanted, epoch_1904=False)
    assert (None, code) == (found.value, found.code)


@pytest.mark.parametrize(
    "cell",
    [
        text("2024-02-28T16:00:00.000Z"),
        text("2024-02-28 16:00:00+00:00"),
        text("2024-02-28T16:00:00"),
        text("2024-02-28 23:59:17"),
        CellValue(CellKind.DATE, "2024-02-28T16:00:00Z"),
        CellValue(CellKind.DATE, "2024-02-28T15:54:17Z"),
        CellValue(CellKind.DATE, str(45350 + 16 / 24)),
        CellValue(CellKind.DATE, str(45350 + (86_400 - 43) / 86_400)),
        CellValue(CellKind.DATE, str(45350 + (86_400 - 343) / 86_400)),
        CellValue(CellKind.DATE, "45350.9999999"),
        number(str(45350 + (86_400 - 43) / 86_400)),
    ],
)
def test_a_day_that_programs_may_have_moved_is_asked_with_the_likely_day(cell):
    found = read_cell_value(cell, DAY, epoch_1904=False)
    assert (None, "not_a_date") == (found.value, found.code)
    assert "2024-02-29" == dict(found.said)["likely"]
    assert "2024-02-28" in make_finding(found.code, **dict(found.said)).message


@given(
    st.floats(10_000, 2_900_000),
    st.sampled_from((CellKind.DATE, CellKind.NUMBER)),
    st.sampled_from((DAY, COUNT, WORDS)),
)
def test_no_serial_number_of_a_date_is_shown(serial, kind, wanted):
    if kind == CellKind.NUMBER and wanted is not DAY:
        return  # there the cell shows a number, and a number is what it is
    found = read_cell_value(CellValue(kind, repr(serial)), wanted, epoch_1904=False)
    if found.code == "cleaned" or kind == CellKind.DATE:
        assert str(int(serial)) not in {
            w for v in dict(found.said).values() for w in v.replace("-", " ").split()
        }


@pytest.mark.parametrize(
    ("raw", "wanted", "likely"),
    [
        ("两条", COUNT, "2"),
        ("一千两百元", MONEY, "1200"),
        ("两百零二", COUNT, "202"),
        ("十二", COUNT, "12"),
        ("一百零三件", COUNT, "103"),
        ("二〇二四", COUNT, "2024"),
        ("廿三", COUNT, "23"),
        ("三万五千", COUNT, "35000"),
        ("三五个", COUNT, ""),
        ("几十件", COUNT, ""),
        ("1.2万", COUNT, "12000"),
        ("1.2万", ExpectedValue("number", "万元", 6), "1.2"),
        ("12000元", ExpectedValue("number", "万元", 6), "1.2"),
        ("1.2万元", MONEY, "12000"),
        ("12%", COUNT, "12"),
        ("O", COUNT, "0"),
        ("1O2", COUNT, "102"),
        ("l", COUNT, "1"),
        ("约10", COUNT, "10"),
        ("10余件", COUNT, "10"),
        ("1 2", COUNT, "12"),
        ("1 234", COUNT, "1234"),
        ("1,23,4", COUNT, "1234"),
        ("12,5", COUNT, ""),
        ("¥1200", MONEY, "1200"),
        ("3+4", COUNT, "7"),
        ("=3+4", COUNT, "7"),
        ("1e5", COUNT, "100000"),
        ("1e99", COUNT, ""),
        (".5", MONEY, "0.5"),
        ("12.", COUNT, "12"),
        ("'12", COUNT, "12"),
        ("①", COUNT, "1"),
        ("Ⅻ", COUNT, ""),
        ("١٢", COUNT, "12"),
        ("1²", COUNT, ""),
        ("3-5", COUNT, ""),
        ("(12)", COUNT, ""),
        ("12\n13", COUNT, ""),
        ("第12号", COUNT, ""),
        ("0x1F", COUNT, ""),
        ("NaN", COUNT, ""),
        ("同上", COUNT, ""),
        ("见附件", COUNT, ""),
        ("24.3.5", DAY, "2024-03-05"),
        ("3月5日", DAY._replace(year=2024), "2024-03-05"),
        ("3月5日", DAY, ""),
        ("2024年3月5日左右", DAY, "2024-03-05"),
        ("二〇二四年三月五日", DAY, "2024-03-05"),
        ("2024-3-5至2024-3-8", DAY, ""),
        ("24.13.5", DAY, ""),
        ("去年底", DAY, ""),
        ("公开", PICK, "（一）予以公开"),
        ("予以公开。", PICK, "（一）予以公开"),
        ("不知道", PICK, ""),
    ],
)
def test_what_was_probably_meant_is_asked_and_never_read(raw, wanted, likely):
    found = read_cell_value(text(raw), wanted, epoch_1904=False)
    assert (None, "not_understood") == (found.value, found.how)
    assert likely == dict(found.said).get("likely", "")
    said = make_finding(found.code, **dict(found.said))
    assert (f"是否应为 {likely}？" in said.message) == (f"请改填 {likely}" in said.remedy) == bool(likely)


def test_ditto_asks_about_the_cell_above():
    found = read_cell_value(text("同上"), COUNT, epoch_1904=False, above=number("7"))
    assert (None, "not_understood", "7") == (found.value, found.how, dict(found.said)["likely"])
    found = read_cell_value(text("〃"), PICK, epoch_1904=False, above=text("(一)予以公开"))
    assert "（一）予以公开" == dict(found.said)["likely"]
    assert "likely" not in dict(
        read_cell_value(text("同上"), COUNT, epoch_1904=False, above=text("数量")).said
    )


@pytest.mark.parametrize("raw", ["无", "/", "—", " ／ ", "不涉及"])
def test_a_mark_is_what_the_form_says_it_is(raw):
    said = {m: read_cell_value(text(raw), COUNT._replace(marks=m), epoch_1904=False) for m in MARKS}
    assert (None, "mark") == (said["return"].value, said["return"].how)
    assert (0.0, "cleaned") == (said["zero"].value, said["zero"].how)
    assert (None, "cleaned", False) == (said["blank"].value, said["blank"].how, said["blank"].lost)
    assert {"0", "空"} == {dict(said[m].said)["read"] for m in ("zero", "blank")}
    day = read_cell_value(text(raw), DAY._replace(marks="blank"), epoch_1904=False)
    assert (None, "cleaned") == (day.value, day.how)


def test_an_option_that_looks_like_a_mark_is_an_option():
    pick = ExpectedValue("option", options=(Option("不涉及", "不涉及"),), marks="blank")
    assert "不涉及" == read_cell_value(text("不涉及"), pick, epoch_1904=False).value


def written(value, wanted):
    """A figure as we write it into a cell."""
    if isinstance(value, float):
        return number(repr(value))
    if wanted.type == "date":
        return CellValue(
            CellKind.DATE, str((datetime.date.fromisoformat(value) - datetime.date(1899, 12, 30)).days)
        )
    return text({o.id: o.label for o in wanted.options}.get(value, value))


DIGITS = st.text("0123456789.,，．１２件万元/-— 　年月日号:T年十百%", min_size=1, max_size=12)
CELLS = st.one_of(
    st.builds(text, DIGITS | st.text(max_size=20)),
    st.builds(number, st.floats(allow_nan=False, allow_infinity=False).map(repr) | st.integers().map(str)),
    st.builds(lambda n: CellValue(CellKind.DATE, repr(n)), st.floats(0, 90000) | st.integers(0, 90000)),
    st.builds(lambda d: text(d.strftime("%Y年%m月%d日")), st.dates()),
    st.builds(lambda n: text(f"{n:,}件"), st.integers(-(10**9), 10**9)),
    st.sampled_from(
        [
            CellValue(CellKind.BOOL, "1"),
            CellValue(CellKind.ERROR, "#N/A"),
            CellValue(CellKind.BLANK, "", "A1"),
        ]
    ),
)


@settings(deadline=None, max_examples=400)
@given(CELLS, st.sampled_from([COUNT, MONEY, DAY, PICK, WORDS]), st.sampled_from(MARKS))
def test_cleaning_what_was_cleaned_changes_nothing(cell, wanted, marks):
    once = read_cell_value(cell, wanted._replace(marks=marks), epoch_1904=False)
    assert once.how in ACCOUNT
    assert bool(once.code) == (once.how in ("mark", "not_understood", "cleaned"))
    if once.value is not None:
        again = read_cell_value(written(once.value, wanted), wanted, epoch_1904=False)
        assert (once.value, "") == (again.value, again.code)


@settings(deadline=None, max_examples=400)
@given(st.text("0123456789一二十百万零〇〃%.,+-eEOl |()约件元 ①²١Ⅻ\n", max_size=14) | st.text(max_size=14))
def test_a_question_can_always_be_answered_as_it_is_asked(raw):
    for wanted in (COUNT, MONEY, DAY._replace(year=2024)):
        if likely := dict(read_cell_value(text(raw), wanted, epoch_1904=False).said).get("likely"):
            cell = text(likely) if wanted.type == "date" else number(likely)
            assert read_cell_value(cell, wanted._replace(places=15), epoch_1904=False).value is not None


def test_a_number_of_sixteen_digits_is_asked_for_again():
    """A spreadsheet program has rounded it already."""
    assert "number" == read_cell_value(number("999999999999999"), COUNT, epoch_1904=False).how
    assert "not_understood" == read_cell_value(number("1000000000000000"), COUNT, epoch_1904=False).how


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (datetime.datetime(2025, 3, 1), "2025-03-01"),
        (datetime.datetime(2025, 3, 1, 8, 30), "2025-03-01 08:30:00"),
        (datetime.datetime(2025, 3, 1, 16, tzinfo=datetime.UTC), "2025-03-01 16:00:00（世界时）"),
        (datetime.datetime(2025, 3, 1, 16, tzinfo=CHINA), "2025-03-01 16:00:00"),
    ],
)
def test_a_moment_is_said_as_a_day_and_where_it_is_of_greenwich_that_too(moment, words):
    assert words == Moment(moment, by_program=False).words


def test_a_day_a_workbook_of_1904_moved_is_asked_back_as_it_was_typed():
    moved = _read_moment_day(Moment(datetime.datetime(2029, 3, 2), by_program=True), 2025)
    assert ("not_a_date", "2025-03-01") == (moved.code, dict(moved.said)["likely"])
    assert "2029-03-02" == _read_moment_day(Moment(datetime.datetime(2029, 3, 2), by_program=True)).value


@pytest.mark.parametrize(
    ("wanted", "places"), [(MONEY, 2), (ExpectedValue("number", "", 4, percent=True), 2)]
)
def test_what_is_rounded_says_to_how_many_places_people_see(wanted, places):
    found = read_cell_value(number("0.123456"), wanted, epoch_1904=False)
    assert ROUNDED.format(places) in "".join(said for _, said in found.said)
