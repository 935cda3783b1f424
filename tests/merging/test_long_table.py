"""The long table: every part of every number once, the sums beside them, the same in every format."""

import csv
import io
import json

import pandas as pd
import pytest
from inbox import NOW, quiet
from township import township
from typer.testing import CliRunner

from toolkit.cli import app
from toolkit.collecting.table_files import _escape_formula_text
from toolkit.merging.figure_reach import OWN
from toolkit.merging.long_table import (
    COLUMNS,
    long_table_rows,
    write_long_csv,
    write_long_parquet,
)
from toolkit.merging.merge import merge_report


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = township(tmp_path_factory.mktemp("镇"))
    return folder, merge_report(folder, None, NOW, quiet, partial=False)


def test_parts_add_up_to_the_report_s_figures(made):
    folder, done = made
    table = pd.DataFrame(list(long_table_rows(folder.form, done)), columns=COLUMNS)
    own = table[table["kind"] == ""].set_index(["table", "row", "column"])["value"]
    parts = table[table["kind"] != ""].groupby(["table", "row", "column"])["value"].sum()
    sums = [tuple(c) for c, way in done.merged.ways.items() if way == "sum"]
    assert len(sums) > 150
    assert all(own[c] == pytest.approx(parts[c]) for c in sums)
    assert set(table[table["kind"] != ""]["unit"]) <= {u.code for u in folder.roster()}
    assert not table[(table["kind"] != "") & (table["value"] != 0)]["source"].eq("").any()


def test_every_format_says_the_same(made, tmp_path):
    folder, done = made
    write_long_csv(folder.form, done, tmp_path / "a.csv")
    write_long_parquet(folder.form, done, tmp_path / "a.parquet")
    data = (tmp_path / "a.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert (
        list(rows[0])
        == list(COLUMNS)
        == [
            *(
                "unit",
                "name",
                "kind",
                "table",
                "row",
                "column",
                "label",
                "measure",
                "value",
                "file",
                "source",
                "scope",
            )
        ]
    )
    stored = pd.read_parquet(tmp_path / "a.parquet")
    assert list(stored["value"]) == [float(r["value"]) for r in rows]
    assert list(stored["unit"]) == [r["unit"] for r in rows], "leading zeros and all"


def test_nothing_in_it_calculates():
    assert ["'=1+1", "'@x", "' +1", "甲村", -3.0] == [
        _escape_formula_text(v) for v in ("=1+1", "@x", " +1", "甲村", -3.0)
    ]


def test_the_command_writes_both(made, tmp_path):
    folder, _ = made
    out = ["--csv", str(tmp_path / "b.csv"), "--parquet", str(tmp_path / "b.parquet")]
    done = CliRunner().invoke(app, ["merge", "-w", str(folder.path), *out])
    assert 0 == done.exit_code, done.output
    assert {"b.csv", "b.parquet"} == {p.name for p in tmp_path.iterdir()}


def test_the_command_fills_the_upper_level_s_own_form(made, tmp_path):
    """What stands in it keeps its look; the given file stays as it was."""
    import openpyxl
    from elsewhere import official
    from forms import xxgk
    from real import load

    folder, _ = made
    given = tmp_path / "市里的表.xlsx"
    official(xxgk(), load("02")).save(given)
    before = given.read_bytes()
    done = CliRunner().invoke(app, ["merge", "-w", str(folder.path), "--into", str(given)])
    assert 0 == done.exit_code, done.output
    assert "已填入" in done.output
    told = CliRunner().invoke(app, ["merge", "-w", str(folder.path), "--into", str(given), "--json"])
    said = json.loads(told.output)["into"]
    assert str(folder.path / "市里的表_已填.xlsx") == said["path"], "the same again is the same file"
    assert {"path", "placed", "missing", "kept", "theirs", "doubts"} <= said.keys()
    assert said["placed"] > 180
    assert {"lost", "backup", "into"} <= json.loads(told.output).keys()
    assert before == given.read_bytes()
    target = folder.path / "市里的表_已填.xlsx"
    values = [c.value for row in openpyxl.load_workbook(target).active.iter_rows() for c in row]
    assert values != [c.value for row in openpyxl.load_workbook(given).active.iter_rows() for c in row]
    book = openpyxl.load_workbook(target)
    book.active["A1"] = "审核：张某"
    book.save(target)
    edited = target.read_bytes()
    again = CliRunner().invoke(app, ["merge", "-w", str(folder.path), "--into", str(given)])
    assert "市里的表_已填2.xlsx" in again.output.replace("\n", "")
    assert edited == target.read_bytes()
    openpyxl.Workbook().save(tmp_path / "空.xlsx")
    refused = CliRunner().invoke(app, ["merge", "-w", str(folder.path), "--into", str(tmp_path / "空.xlsx")])
    assert "没有认出" in str(refused.exception)
    twice = openpyxl.load_workbook(given)
    twice.copy_worksheet(twice.active)
    twice.save(tmp_path / "两份.xlsx")
    refused = CliRunner().invoke(
        app, ["merge", "-w", str(folder.path), "--into", str(tmp_path / "两份.xlsx")]
    )
    assert "认不准该填哪一处" in str(refused.exception)
    assert "都有" in str(refused.exception)
    assert "写明 2024 年" in str(refused.exception)


def test_the_json_of_merge_holds_the_long_table_with_scopes(made):
    folder, _ = made
    done = CliRunner().invoke(app, ["merge", "--json", "-w", str(folder.path)])
    told = json.loads(done.output)["lines"]
    mine = [x for x in told if (x["table"], x["row"], x["column"]) == ("渠道", "公众号", "条数")]
    assert mine[-1]["value"] == sum(x["value"] for x in mine[:-1]) == 1216
    assert {OWN} == {x["scope"] for x in told}
