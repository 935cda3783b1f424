"""Columns of a list that are worked out, as they are read: worked out again, what was typed over them told."""

import io

import openpyxl
import pytest
from draw import draw, read, submission
from forms import purchases

from toolkit.form.model import Cell
from toolkit.form.placement import lay_out_workbook
from toolkit.form.submission import Row
from toolkit.reading.identity_signs import find_identity_signs
from toolkit.xlsx.open_workbook import open_book

ROW = {"号": "票1", "日": "2024-03-01", "到": "2024-03-08", "单价": 1.0005, "数量": 10.0}
WORKED = {"金额": 10.01, "税": 0.29, "天": 7.0}


def strip():
    return lay_out_workbook(purchases(), "村").strips["采购"]


def drawn(rows=(ROW | WORKED,), change=None):
    first = strip().first + 1
    listed = tuple(Row(first + i, dict(values)) for i, values in enumerate(rows))
    data = draw(purchases(), submission(purchases(), "村", rows={"采购": listed}))
    if change is None:
        return data
    book = openpyxl.load_workbook(io.BytesIO(data))
    change(book["登记簿"], strip())
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def list_codes(data):
    return [f.code for f in read(purchases(), data).submission.findings if f.sheet == "登记簿"]


def put(name, value, below=0):
    def change(sheet, at):
        sheet[at.place(name, at.first + below).a1] = value

    return change


def test_a_drawn_row_reads_back_with_what_it_comes_to():
    sent = read(purchases(), drawn()).submission
    (row,) = sent.rows["采购"]
    assert row.values == ROW | WORKED
    assert sent.account["worked_out"] == 3 + 3 + len(purchases_worked())
    assert [] == list_codes(drawn())


def purchases_worked():
    return [
        c
        for c in purchases().cells_of("村")
        if (c.table, c.column) == ("常住", "合计") or ("合计" in c[1:] and c.table == "月")
    ]


def test_every_cell_asked_is_accounted_for():
    account = read(purchases(), drawn()).submission.account
    assert account["asked"] == sum(
        account[k] for k in ("number", "zero", "blank", "mark", "cleaned", "text", "not_understood")
    )


def test_rows_that_were_only_prepared_are_no_rows():
    sent = read(purchases(), drawn(rows=())).submission
    assert sent.rows == {}
    assert "list_unanswered" in [f.code for f in sent.findings]


@pytest.mark.parametrize(
    ("typed", "code"),
    [(99, "replaced"), (10.01, "formula_lost"), ("约十元", "replaced"), ("=1+1", "replaced")],
)
def test_what_was_typed_over_is_told_and_does_not_count(typed, code):
    data = drawn(change=put("金额", typed))
    assert code in list_codes(data)
    assert read(purchases(), data).submission.rows["采购"][0].values["金额"] == 10.01


def test_a_day_not_filled_in_leaves_the_difference_blank_and_is_no_fault():
    data = drawn(rows=[{k: v for k, v in (ROW | WORKED).items() if k not in ("到", "天")}])
    assert "天" not in read(purchases(), data).submission.rows["采购"][0].values
    assert [] == list_codes(data)


def test_a_row_below_those_prepared_is_worked_out_and_told():
    def change(sheet, at):
        for name, value in ROW.items():
            sheet[at.place(name, at.first + 90).a1] = value

    data = drawn(change=change)
    assert "row_formula_missing" in list_codes(data)
    assert read(purchases(), data).submission.rows["采购"][1].values["金额"] == 10.01


def test_a_sum_typed_over_is_told():
    def change(sheet, at):
        sheet[at.totals["金额"].a1] = 5

    (told,) = [f for f in read(purchases(), drawn(change=change)).submission.findings if f.code == "replaced"]
    assert (told.cell, dict(told.args)["expected"]) == (strip().totals["金额"].a1, "10.01")


def test_what_is_typed_beside_the_sums_is_outside_the_form():
    def change(sheet, at):
        sheet.cell(at.sums + 1, 3).value = "看这里"

    assert "outside" in list_codes(drawn(change=change))


def test_a_list_is_found_again_below_rows_that_were_inserted():
    def change(sheet, at):
        for merged in list(sheet.merged_cells.ranges):
            sheet.unmerge_cells(str(merged))
        sheet.insert_rows(3, 2)

    sent = read(purchases(), drawn(change=change)).submission
    assert [r.values["号"] for r in sent.rows["采购"]] == ["票1"]


def test_a_line_that_repeats_the_cover_is_no_sign_and_nothing_outside():
    data = drawn()
    sent = read(purchases(), data).submission
    assert not [f for f in sent.findings if f.code == "outside"]
    assert not [s for s in find_identity_signs(open_book(data), purchases()) if s.sheet != "封面"]


def test_a_unit_typed_over_the_line_is_a_sign_again():
    book = openpyxl.load_workbook(io.BytesIO(drawn()))
    book["人口"]["A3"] = "填报单位：乙村"
    out = io.BytesIO()
    book.save(out)
    signs = find_identity_signs(open_book(out.getvalue()), purchases())
    assert ("printed", "乙村") in [(s.kind, s.text) for s in signs]


def test_tables_side_by_side_read_back_and_are_found_where_columns_were_inserted():
    form = purchases()
    figures = {
        c: float(i)
        for i, c in enumerate(c for c in form.cells_of("村") if c.table in ("常住", "户籍"))
        if c.column != "合计"
    }
    data = draw(form, submission(form, "村", figures))
    book = openpyxl.load_workbook(io.BytesIO(data))
    for merged in list(book["人口"].merged_cells.ranges):
        book["人口"].unmerge_cells(str(merged))
    book["人口"].insert_cols(5)
    out = io.BytesIO()
    book.save(out)
    for one in (data, out.getvalue()):
        found = read(form, one).submission.figures
        assert {c: found.get(c) for c in figures} == figures
    assert Cell("户籍", "合计", "男") in figures
