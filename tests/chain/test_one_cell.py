"""Workbooks as they came, with one cell nobody expected: what is right of each, by the file's own words."""

from pathlib import Path

import pytest
from draw import read
from forms import xxgk

from toolkit.collecting.collect import collect_submissions
from toolkit.xlsx.open_workbook import open_book

CASES = Path(__file__).parent.parent / "data" / "cases"


def collected(name):
    return collect_submissions(
        [CASES / f"{name}.xlsx"], None, xxgk(), "2025-01-05T01:00:00+00:00", lambda *_: None
    ).files[0]


@pytest.mark.parametrize(
    ("name", "cell", "code", "likely"),
    [
        ("liang_in_a_count", "B22", "not_a_number", "2"),
        ("liang_in_an_amount", "D7", "not_a_number", "1200"),
        ("null_in_one_cell", "H7", "cell_broken", ""),
    ],
)
def test_one_odd_cell_is_asked_back_and_the_others_are_read(name, cell, code, likely):
    found = collected(name)
    assert [(cell, code, likely)] == [
        (f.cell, f.code, f.likely) for f in found.findings if f.severity == "error"
    ]
    account = found.submission.account
    assert 1 == account["not_understood"]
    assert account["asked"] == 1 + sum(
        account[k] for k in ("number", "zero", "blank", "mark", "cleaned", "text")
    )


def test_rows_that_only_look_empty_are_no_rows():
    found = collected("rows_that_only_look_empty")
    assert ("accepted", ()) == (found.outcome, found.findings)
    data = (CASES / "rows_that_only_look_empty.xlsx").read_bytes()
    assert 3 == len(read(xxgk(), data).submission.rows["公开"])
    below = {row for row, _ in open_book(data).sheet("公开台账").cells if row > 8}
    assert 8 <= len(below), "something stands in the rows below all the same"
