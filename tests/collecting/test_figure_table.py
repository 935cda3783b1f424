"""Figures out of a folder of submissions, without a work folder: a line each, its file and cell beside it, in three formats."""

import csv
import io
import shutil

import openpyxl
import pandas as pd
import pytest
from typer.testing import CliRunner

import toolkit
from toolkit.author.sample_recipe import samples_folder
from toolkit.cli import app
from toolkit.collecting.figure_table import ENDINGS, FIGURE_COLUMNS, FILE_COLUMNS
from toolkit.form.submission import OUTCOMES


@pytest.fixture(scope="module")
def received(tmp_path_factory):
    """What three units sent: one to mend, one of them twice."""
    folder = tmp_path_factory.mktemp("收到")
    for which in ("第一轮/*石桥村*", "第一轮/*东岭村*", "第二轮/*石桥村*"):
        for path in samples_folder().glob(which):
            shutil.copy2(path, folder)
    assert 3 == len(list(folder.iterdir()))
    return folder


@pytest.fixture(scope="module")
def frame(received):
    return toolkit.read_figures(received)


@pytest.fixture(scope="module")
def tables(received, tmp_path_factory):
    """The same table in every format, as the command writes it."""
    home = tmp_path_factory.mktemp("表")
    for ending in ENDINGS:
        given = ["collect", str(received), "-o", str(home), "--figures", str(home / f"数{ending}")]
        done = CliRunner().invoke(app, given)
        assert done.exit_code in (0, 1), done.output
        assert f"数{ending}" in done.output
    return home


def test_every_figure_stands_once_with_its_file_and_cell(frame, received):
    assert list(FILE_COLUMNS) == list(frame.columns) == [*FIGURE_COLUMNS, "file", "outcome"]
    assert not frame.duplicated(["unit", "table", "row", "column"]).any()
    assert 2 == frame.unit.nunique()
    for line in frame[frame.source != ""].itertuples():
        sheet, cell = line.source.split("!")
        book = openpyxl.load_workbook(received / line.file, data_only=True)
        there = book[sheet][cell].value
        assert there in (line.value, line.text)
        break
    assert len(frame[frame.source != ""]) > 20


def test_of_several_files_of_a_unit_the_one_counts_that_collect_takes(frame, received):
    found = toolkit.collect(received)
    stands = {f.unit: f.path for f in found.files if f.outcome in ("accepted", "accepted_with_warnings")}
    assert stands == dict(zip(frame.unit, frame.file, strict=True))


def test_what_is_to_be_mended_is_there_and_says_so(tmp_path):
    shutil.copy(next(samples_folder().glob("第一轮/*石桥村*")), tmp_path)
    assert {"returned"} == set(toolkit.read_figures(tmp_path).outcome)


def test_nothing_of_a_run_is_kept_that_nobody_asked_for(received):
    assert () == toolkit.collect(received).standing


def test_a_work_folder_gives_its_units_in_the_order_of_the_roster(tmp_path):
    from township import township

    home = township(tmp_path / "w")
    given = [
        "collect",
        str(samples_folder() / "第二轮"),
        "-w",
        str(home.path),
        "--figures",
        str(tmp_path / "数.csv"),
    ]
    assert 0 == CliRunner().invoke(app, given).exit_code
    found = pd.read_csv(tmp_path / "数.csv", dtype={"unit": str})
    assert [u.code for u in home.roster()] == list(dict.fromkeys(found.unit))


def test_every_format_says_what_the_frame_says(tables, frame):
    rows = list(csv.DictReader(io.StringIO((tables / "数.csv").read_bytes().decode("utf-8-sig"), newline="")))
    assert list(rows[0]) == list(FILE_COLUMNS)
    assert [(r["unit"], r["source"], r["value"]) for r in rows] == [
        (x.unit, x.source, "" if x.text else str(x.value)) for x in frame.itertuples()
    ]
    pd.testing.assert_frame_equal(pd.read_parquet(tables / "数.parquet"), frame, check_dtype=False)
    sheet = openpyxl.load_workbook(tables / "数.xlsx").active
    cells = [[c.value for c in row] for row in sheet.iter_rows()]
    at = next(i for i, row in enumerate(cells) if row[0] == "单位编码")
    lines = [row for row in cells[at + 1 :] if row[0]]
    assert len(frame) == len(lines)
    for line, said in zip(lines, frame.itertuples(), strict=True):
        assert (said.unit, said.label, OUTCOMES[said.outcome]) == (line[0], line[7], line[13])
        assert (line[9] is None) == bool(said.text)


@pytest.mark.parametrize("name", ["数.txt", "数"])
def test_a_name_that_says_no_format_is_refused_before_anything_is_read(received, tmp_path, name):
    given = ["collect", str(received), "-o", str(tmp_path), "--figures", str(tmp_path / name)]
    done = CliRunner().invoke(app, given)
    assert 2 == done.exit_code
    assert [] == list(tmp_path.iterdir())


def test_a_table_is_not_written_among_the_submissions(received, tmp_path):
    given = ["collect", str(received), "-o", str(tmp_path), "--figures", str(received / "数.csv")]
    assert 2 == CliRunner().invoke(app, given).exit_code
    assert not (received / "数.csv").exists()
