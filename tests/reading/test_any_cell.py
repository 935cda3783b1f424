"""Whatever stands in one cell costs that cell at most: the others are read, and all of them stay accounted for."""

import datetime
from decimal import Decimal
from functools import cache

import pytest
from draw import draw, submission
from forms import xxgk
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from toolkit.form.grounding import ground_form
from toolkit.form.placement import lay_out_workbook
from toolkit.form.submission import ACCOUNT, ASKED, Row
from toolkit.reading.identity import compare_cover, identify_workbook
from toolkit.reading.read_workbook import read_submission
from toolkit.values.suggestions import likely_date, likely_number, likely_option
from toolkit.xlsx.cells import CellKind, CellValue
from toolkit.xlsx.open_workbook import open_book

ROWS = {
    "村社区": {
        "公开": (
            Row(7, {"日期": "2024-03-05", "标题": "公示", "类别": "财务", "性质": "村级自有", "公开栏": "√"}),
        )
    },
    "党政办": {"申请": (Row(7, {"登记号": "2024-001", "收到": "2024-03-05"}),)},
}
ODD = st.text(max_size=40) | st.text(
    "0123456789零一二两三十百千万亿廿卅〇年月日号件元条约几.,-/:TZ +%％①²\u200b\ufffd", max_size=12
)
CELLS = (
    st.builds(CellValue, st.sampled_from((CellKind.TEXT, CellKind.BROKEN, CellKind.ERROR)), ODD)
    | st.builds(
        CellValue, st.just(CellKind.NUMBER), st.floats(allow_nan=False, allow_infinity=False).map(repr)
    )
    | st.builds(
        CellValue,
        st.sampled_from((CellKind.DATE, CellKind.NUMBER)),
        st.floats(-1, 1e7).map(lambda x: f"{x:.9f}"),
    )
)


@cache
def drawn(kind):
    form = xxgk()
    figures = dict.fromkeys(ground_form(form, kind).inputs, 0.0)
    figures = {c: v for c, v in figures.items() if form.figure(c).type == "count"}
    book = open_book(draw(form, submission(form, kind, figures, rows=ROWS[kind])))
    layout = lay_out_workbook(form, kind)
    places = [p for c, p in layout.at.items()] + [s.tick for s in layout.strips.values()]
    places += [
        s.place(f, r) for s in layout.strips.values() for f, _ in s.columns for r in (s.first, s.first + 1)
    ]
    return book, identify_workbook(book, form).who, ground_form(form, kind), layout, places


@pytest.mark.parametrize("kind", ROWS)
@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_anything_in_any_cell_of_any_column_costs_that_cell_alone(kind, data):
    book, who, grounded, layout, places = drawn(kind)
    at, cell = data.draw(st.sampled_from(places)), data.draw(CELLS)
    sheet = book.sheet(at.sheet)
    before = sheet.cells.pop((at.row, at.column), None)
    try:
        sheet.cells[at.row, at.column] = cell
        sent = read_submission(grounded, book, who).submission
        compare_cover(book, layout, who)
        identify_workbook(book, xxgk())
    finally:
        sheet.cells.pop((at.row, at.column))
        if before:
            sheet.cells[at.row, at.column] = before
    assert sent.account[ASKED] == sum(sent.account[k] for k in ACCOUNT)
    sound = read_submission(grounded, book, who).submission
    lost = {c for c in sound.figures if sound.figures[c] != sent.figures.get(c)}
    assert {(layout.at[c].sheet, layout.at[c].a1) for c in lost} <= {(at.sheet, at.a1)}


@settings(deadline=None, max_examples=500)
@given(ODD, st.sampled_from(("", "件", "万元", "人次")), st.integers(0, 2100))
def test_no_guess_fails_on_any_text(text, unit, year):
    labels = {"√": "√", "财务": "财务", "村级自有": "村级自有"}
    number = likely_number.__wrapped__(text, unit)
    assert not number or abs(Decimal(number)) < 10**15
    day = likely_date.__wrapped__(text, year)
    assert not day or datetime.date.fromisoformat(day)
    assert likely_option.__wrapped__(text, labels) in ("", *labels)
