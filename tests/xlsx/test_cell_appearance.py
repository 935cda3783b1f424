"""What a person sees of a cell against what it holds: never joined, never counted in silence, always told with both."""

import copy
import datetime
import io
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from draw import draw, read, submission
from forms import xxgk
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from toolkit.collecting.collect import collect_submissions
from toolkit.form.finding import make_finding
from toolkit.form.grounding import ground_form
from toolkit.form.placement import lay_out_workbook
from toolkit.form.submission import Row
from toolkit.submissions.unit_questions import questions_to_submission
from toolkit.values.cell_reading import ExpectedValue
from toolkit.values.cell_values import read_cell_value, retypable_text
from toolkit.values.suggestions import likely_number
from toolkit.xlsx.cell_appearance import CellAppearance, TextRun, join_text_runs
from toolkit.xlsx.cells import CellKind, CellValue
from toolkit.xlsx.number_format import NumberFormat, parse_number_format
from toolkit.xlsx.open_workbook import open_book

CASES = Path(__file__).parent.parent / "data" / "cases"
COUNT, MONEY, WORDS, DAY = (
    ExpectedValue("count", "件"),
    ExpectedValue("number", "万元", 2),
    ExpectedValue("text"),
    ExpectedValue("date"),
)


@pytest.mark.parametrize(
    ("code", "number", "shown"),
    [
        ("0", "1.4", "1"),
        ("0", "2.5", "3"),
        (";;;", "5", ""),
        ("0!.0000", "12345", "1.2345"),
        ("0!.0000", "5", "0.0005"),
        ("0!.0,", "12345", "1.2"),
        ("0.0,", "12345", "12.3"),
        ("0.00,,", "1234567", "1.23"),
        ("000000", "123", "000123"),
        ("000-0000", "1234567", "123-4567"),
        ("#,##0.00", "1234567.891", "1,234,567.89"),
        ("0,000", "5", "0,005"),
        ('0"件"', "5", "5件"),
        ("0.00_);(0.00)", "-2", "(2.00)"),
        ("0;[Red]0", "-5", "5"),
        ("0.0", "-0.06", "-0.1"),
        ("0%", "0.5", "50%"),
        ('[>=10000]0!.0,"万";0', "12345", "1.2万"),
        ('[>=10000]0!.0,"万";0', "12", "12"),
        ("0;-0;;@", "0", ""),
        ('General"件"', "5", "5件"),
        ("[$¥-804]#,##0.0", "1234.5", "¥1,234.5"),
        ('* #,##0_ ;* -#,##0_ ;* "-"_ ;@', "0", "- "),
        ("0.00", "0.1000000000000000055", "0.10"),
        ("# ?/?", "1.5", None),
        ("0.00E+00", "12345", None),
        ("[DBNum1]0", "12", None),
        ("[<5]0;0", "-1", None),
        ("0.0.0", "1", None),
        ("yyyy", "1", None),
    ],
)
def test_a_format_shows_what_a_spreadsheet_program_shows(code, number, shown):
    assert shown == NumberFormat(code).show(Decimal(number))


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ('yyyy"年"m"月"', "2024年3月"),
        ("[$-804]yyyy\\-mm;@", "2024-03"),
        ('m"月"d"日"', "3月5日"),
        ("yy/mm/dd", "24/03/05"),
        ("mmm-yy", None),
        ("[DBNum1]yyyy", None),
        ("yyyy/m/d h:mm", None),
    ],
)
def test_a_format_shows_as_much_of_a_day(code, shown):
    assert shown == NumberFormat(code).show_day(datetime.date(2024, 3, 5))


def test_a_format_that_shows_what_a_cell_holds_is_none():
    assert [None] * 4 == [parse_number_format(c) for c in ("General", "@", "", "G/通用格式")]


# ── one cell ───────────────────────────────────────────────────────────────────────────────────────────────


def number(raw, code, wanted, kind=CellKind.NUMBER):
    return read_cell_value(
        CellValue(kind, raw, None, CellAppearance(parse_number_format(code))), wanted, epoch_1904=False
    )


@pytest.mark.parametrize(
    ("raw", "code", "wanted", "shown", "value"),
    [
        ("1.4", "0", MONEY, "1", 1.4),
        ("5", ";;;", COUNT, "空白", 5.0),
        ("0", "0;-0;;@", COUNT, "空白", 0.0),
        ("12345", "0!.0000", MONEY, "1.2345", 12345.0),
        ("12345", "0.0,", COUNT, "12.3", 12345.0),
        ("-5", "0;[Red]0", COUNT, "5", -5.0),
        ("0.5", "0%", MONEY, "50%", 0.5),
        ("5", '"1"0', COUNT, "15", 5.0),
        ("3", '"有"', COUNT, "有", 3.0),
        ("12.345", "0.0", MONEY, "12.3", 12.35),
    ],
)
def test_a_figure_shown_as_another_is_read_as_stored_and_told_with_both(raw, code, wanted, shown, value):
    found = number(raw, code, wanted)
    assert (value, "shown_otherwise", shown) == (found.value, found.code, dict(found.said)["shown"])
    message = make_finding(found.code, **dict(found.said)).message
    assert f"“{shown}”" in message
    assert f"存的是 {raw}（" in message


@pytest.mark.parametrize(
    ("raw", "code", "wanted"),
    [
        ("5", "0", COUNT),
        ("5", "0.00_ ", COUNT),
        ("1234", "#,##0", COUNT),
        ("-2", "0.00_);(0.00)", MONEY),
        ("0", '0;-0;"-"', COUNT),
        ("5", '0"件"', COUNT),
        ("1.5", "# ?/?", MONEY),
        ("0.30000000000000004", "0.0", MONEY),
    ],
)
def test_a_figure_shown_as_it_is_has_no_remark(raw, code, wanted):
    assert "" == number(raw, code, wanted).code


@given(code=st.text(st.sampled_from('0#?.,%;-+()"\\!_*[]$<>=@/eE年月件ymdhsG \u200b9'), max_size=40) | st.text(max_size=300),
       stored=st.decimals(allow_nan=False, allow_infinity=False, min_value=-10**14, max_value=10**14))  # fmt: skip
def test_no_format_changes_a_figure_or_crashes(code, stored):
    raw = f"{stored:f}"[:300]
    for wanted in (COUNT, MONEY):
        plain = read_cell_value(CellValue(CellKind.NUMBER, raw), wanted, epoch_1904=False)
        shown = read_cell_value(
            CellValue(CellKind.NUMBER, raw, None, CellAppearance(NumberFormat(code))),
            wanted,
            epoch_1904=False,
        )
        assert (plain.value, plain.how) == (shown.value, shown.how)
    NumberFormat(code).show_day(datetime.date(2024, 3, 5))


@pytest.mark.parametrize(
    ("raw", "code", "text", "said"),
    [
        ("123", "000000", "000123", "cleaned"),
        ("123", '"豫"000000', "豫000123", "cleaned"),
        ("1234567", "000-0000", "123-4567", "cleaned"),
        ("2024", "#,##0", "2024", ""),
        ("123", "0.00", "123", ""),
        ("123", ";;;", "123", "shown_otherwise"),
    ],
)
def test_a_number_in_a_column_of_words_is_what_is_shown(raw, code, text, said):
    found = number(raw, code, WORDS)
    assert (text, said) == (found.value, found.code)


def test_a_month_is_not_made_a_day():
    found = number("45352", 'yyyy"年"m"月"', WORDS, CellKind.DATE)
    assert ("2024年3月", "cleaned", "2024-03-01") == (found.value, found.code, dict(found.said)["value"])
    found = number("45352", 'yyyy"年"m"月"', DAY, CellKind.DATE)
    assert ("2024-03-01", "shown_otherwise") == (found.value, found.code)
    found = number("45352", 'm"月"d"日"', DAY, CellKind.DATE)
    assert ("2024-03-01", "") == (found.value, found.code)


@pytest.mark.parametrize("raw", ["410308199001011230", "1.23456789012346E+17", "1000000000000000"])
def test_a_long_code_stored_as_a_number_has_lost_digits_and_is_asked(raw):
    found = read_cell_value(CellValue(CellKind.NUMBER, raw), WORDS, epoch_1904=False)
    assert (None, "not_understood", "digits_lost") == (found.value, found.how, found.code)
    assert "位，存成了数" in make_finding(found.code, **dict(found.said)).message


def rich(*runs, wanted=COUNT, style=None):
    raw, seen = join_text_runs([TextRun(*r) for r in runs], style)
    cell = CellValue(CellKind.TEXT, raw, None, seen)
    return read_cell_value(cell, wanted, epoch_1904=False), cell


@pytest.mark.parametrize(
    ("runs", "wanted", "value", "likely"),
    [
        ([("3", True), ("2", False)], COUNT, "3（已划掉）2", "2"),
        ([("12", True), (" ",), ("5",)], COUNT, "12（已划掉） 5", "5"),
        ([("1", False), ("2", True), ("3", False)], COUNT, "12（已划掉）3", "13"),
        ([("1,234",), ("5", True)], MONEY, "1,2345（已划掉）", "1234"),
        ([("12",), ("1", None, "superscript")], COUNT, "12¹", "12"),
        ([("12",), ("注1", None, "superscript")], COUNT, "12注¹", "12"),
        ([("12",), ("①*", None, "superscript")], COUNT, "12①*", "12"),
        ([("12",), ("2", None, "subscript")], COUNT, "12₂", "12"),
        ([("5", None, "superscript")], COUNT, "⁵", "5"),
        ([("2024-03-04", True), ("2024-03-05",)], DAY, "2024-03-04（已划掉）2024-03-05", "2024-03-05"),
        ([("十", True), ("无",)], COUNT, "十（已划掉）无", ""),
    ],
)
def test_what_is_drawn_through_or_small_is_no_part_of_a_figure(runs, wanted, value, likely):
    found, _ = rich(*runs, wanted=wanted)
    assert (None, "not_understood") == (found.value, found.how)
    assert (value, likely) == (dict(found.said)["value"], dict(found.said).get("likely", ""))


@pytest.mark.parametrize(
    ("text", "likely"),
    [
        ("12①", "12"),
        ("5②*", "5"),
        ("12 ③", "12"),
        ("12注1", "12"),
        ("12（注）", "12"),
        ("12*", "12"),
        ("①", "1"),
        ("1²", ""),
    ],
)
def test_the_sign_of_a_footnote_is_no_digit(text, likely):
    assert likely == likely_number(text)


def test_words_are_read_without_what_is_drawn_through_and_with_what_is_small():
    found, _ = rich(("甲村", True), ("乙村",), wanted=WORDS)
    assert ("乙村", "cleaned") == (found.value, found.code)
    found, _ = rich(("500m",), ("2", None, "superscript"), wanted=WORDS)
    assert ("500m²", "") == (found.value, found.code)


@pytest.mark.parametrize("wanted", [COUNT, MONEY, WORDS, DAY])
def test_what_is_drawn_through_as_a_whole_is_asked(wanted):
    for cell in (
        CellValue(CellKind.NUMBER, "5", None, CellAppearance(struck=True)),
        rich(("5", True))[1],
        rich(("5", None), (" ", False), style=CellAppearance(struck=True))[1],
    ):
        found = read_cell_value(cell, wanted, epoch_1904=False)
        assert (None, "not_understood", "struck_out") == (found.value, found.how, found.code)
    day = read_cell_value(
        CellValue(CellKind.DATE, "45352", None, CellAppearance(struck=True)), wanted, epoch_1904=False
    )
    assert "“2024-03-01”画了删除线" in make_finding(day.code, **dict(day.said)).message


def test_a_run_of_its_own_look_is_not_drawn_through_because_its_cell_is():
    assert ("2", "3（已划掉）2") == (
        (found := join_text_runs([TextRun("3"), TextRun("2", struck=False)], CellAppearance(struck=True)))[0],
        found[1].marked,
    )


def test_what_is_carried_into_a_new_workbook_is_asked_again():
    for _, cell in (rich(("3", True), ("2", False)), rich(("5", True))):
        again = read_cell_value(CellValue(CellKind.TEXT, retypable_text(cell)), COUNT, epoch_1904=False)
        assert again.lost


# ── whole workbooks ────────────────────────────────────────────────────────────────────────────────────────


def test_the_struck_out_workbook_is_asked_2_and_5_and_its_row_is_named():
    found = collect_submissions(
        [CASES / "struck_out.xlsx"], None, xxgk(), "2025-01-05T01:00:00+00:00", lambda *_: None
    ).files[0]
    errors = [(f.cell, f.likely) for f in found.findings if f.severity == "error"]
    assert [("B16", "2"), ("B22", "5")] == errors
    row = next(f for f in found.findings if f.code == "row_struck")
    assert row.to_explain
    assert "第 " in row.message
    account = found.submission.account
    assert 2 == account["not_understood"]
    assert account["asked"] == sum(
        account[k] for k in ("number", "zero", "blank", "mark", "cleaned", "text", "not_understood")
    )


POSTED = {"日期": "2024-03-05", "标题": "公示", "类别": "财务", "性质": "村级自有", "公开栏": "√"}


def village(change):
    form = xxgk()
    figures = {c: 2.0 for c in ground_form(form, "村社区").inputs if form.figure(c).type == "count"}
    rows = {"公开": tuple(Row(n, POSTED | {"标题": f"公示{n}"}) for n in (7, 8, 9))}
    made = submission(form, "村社区", figures, rows=rows, zero=frozenset({"代收", "问题"}))
    book = openpyxl.load_workbook(io.BytesIO(draw(form, made)), rich_text=True)
    change(book)
    out = io.BytesIO()
    book.save(out)
    return read(form, out.getvalue()).submission


def strike(cell):
    font = copy.copy(cell.font)
    cell.font = Font(name=font.name, sz=font.sz, strike=True)


def questions(sent):
    return questions_to_submission(ground_form(xxgk(), "村社区"), lay_out_workbook(xxgk(), "村社区"), sent)


def figure_cell(book):
    cell = next(c for c in ground_form(xxgk(), "村社区").inputs if xxgk().figure(c).type == "count")
    at = lay_out_workbook(xxgk(), "村社区").at[cell]
    return cell, book[at.sheet][at.a1]


def test_a_row_that_is_drawn_through_counts_and_is_asked_and_answered():
    def change(book):
        for cell in book["公开台账"][8]:
            strike(cell)

    sent = village(change)
    assert [False, True, False] == [r.struck for r in sent.rows["公开"]]
    row = next(f for f in questions(sent) if f.code == "row_struck")
    assert row.to_explain
    assert "1 行画了删除线" in row.message
    assert "第 8 行" in row.message
    assert [] == [f for f in sent.findings if f.code == "struck_out"]


def test_one_cell_of_a_row_that_is_drawn_through_is_asked_alone():
    sent = village(lambda book: strike(book["公开台账"]["B8"]))
    assert ["struck_out"] == [f.code for f in sent.findings]
    assert not any(r.struck for r in sent.rows["公开"])


def test_a_figure_drawn_through_is_not_read():
    cells = []

    def change(book):
        cell, there = figure_cell(book)
        cells.append(cell)
        strike(there)

    sent = village(change)
    assert ["struck_out"] == [f.code for f in sent.findings]
    assert cells[0] in sent.unread
    assert cells[0] not in sent.figures


def test_a_figure_hidden_by_its_format_is_asked_about():
    def change(book):
        figure_cell(book)[1].number_format = ";;;"

    sent = village(change)
    [found] = sent.findings
    assert ("shown_otherwise", True) == (found.code, found.to_explain)
    assert "“空白”，存的是 2" in found.message


def test_shared_texts_of_several_looks_are_read_as_inline_ones():
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    gone, high = book.add_format({"font_strikeout": True}), book.add_format({"font_script": 1})
    sheet = book.add_worksheet("表一")
    sheet.write_rich_string("A1", gone, "3", "2")
    sheet.write_rich_string("A2", "12", high, "1")
    sheet.write_rich_string("A3", "3", book.add_format({"bold": True}), "2", gone)
    sheet.write("A4", "划", gone)
    sheet.write("A5", 7, gone)
    sheet.write("A6", "划")
    book.close()
    cells = open_book(out.getvalue()).sheet("表一").cells
    assert ["2", "12¹", "2", "划", "7", "划"] == [cells[r, 0].raw for r in range(6)]
    assert ["3（已划掉）2", "12¹", "3（已划掉）2"] == [cells[r, 0].seen.marked for r in range(3)]
    assert [True, True] == [cells[r, 0].seen.struck for r in (3, 4)]
    assert cells[5, 0].seen is None


def test_texts_of_several_looks_that_hide_nothing_are_plain():
    book = openpyxl.Workbook()
    book.active["A1"] = CellRichText("甲", TextBlock(InlineFont(b=True), "乙"))
    out = io.BytesIO()
    book.save(out)
    assert CellValue(CellKind.TEXT, "甲乙") == open_book(out.getvalue()).sheets[0].cells[0, 0]
