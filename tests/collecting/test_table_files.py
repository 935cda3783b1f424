"""What units wrote into texts, in a table other programs open: never calculated."""

import csv
import io

import pytest

from toolkit.collecting.table_files import write_csv_table


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "＝1", "\t=1", "  =1", "\n=1", "=cmd|' /C calc'!A0"]
)
def test_no_text_begins_as_a_formula(tmp_path, text):
    write_csv_table(("名称", "数"), [(text, -1.5)], tmp_path / "a.csv")
    data = (tmp_path / "a.csv").read_bytes().decode("utf-8-sig")
    assert [["名称", "数"], [f"'{text}", "-1.5"]] == list(csv.reader(io.StringIO(data, newline="")))


@pytest.mark.parametrize("text", ["一村", "2025-01", "a=b", "'x"])
def test_any_other_text_stays_as_it_is(tmp_path, text):
    write_csv_table(("名称",), [(text,)], tmp_path / "a.csv")
    assert text in (tmp_path / "a.csv").read_text("utf-8-sig")
