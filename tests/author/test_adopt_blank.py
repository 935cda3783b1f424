"""The command that takes a blank up: files written, answers taken, refusals with the next step."""

import json
import tomllib
from pathlib import Path
from types import SimpleNamespace

import office
import openpyxl
import pytest
from adopting.test_proposal import FOUND
from odd_blanks import ODD
from published_blanks import PUBLISHED
from typer.testing import CliRunner

from toolkit.adopting.proposal import propose_definition
from toolkit.blanks.blank_book import read_blank_book
from toolkit.cli import app
from toolkit.definition_book.load_definition import load_definition
from toolkit.errors import WorkFolderError


def adopt(*words):
    return CliRunner().invoke(app, ["form", "adopt", *map(str, words)])


@pytest.fixture
def blank(tmp_path):
    path = tmp_path / "人口.xlsx"
    path.write_bytes(ODD["names_alone"]())
    return path


def rules(path):
    return [r["must"] for r in tomllib.loads(path.read_text("utf-8"))["rule"]]


def test_the_definition_is_written_beside_the_blank_with_the_places_of_its_figures(blank):
    said = adopt(blank)
    assert 0 == said.exit_code
    assert ["已填(本格)"] == rules(blank.with_suffix(".toml"))
    made = tomllib.loads(blank.with_suffix(".toml").read_text("utf-8"))
    table = next(t for t in made["table"] if t["id"] == "人口情况月报")
    assert ("人口.xlsx", "人口") == (made["blank"], made["sheet"][1]["blank_sheet"])
    assert ("户籍人口", "3") == (table["rows"][0]["id"], table["rows"][0]["place"])
    assert ("合计", "B") == (table["columns"][0]["id"], table["columns"][0]["place"])
    assert "下发的就是原表本身" in said.output
    assert 0 == CliRunner().invoke(app, ["form", "check", str(blank.with_suffix(".toml"))]).exit_code


def test_who_answers_by_numbers_gets_the_rules_said_yes_to(blank, tmp_path):
    numbered = [line for line in adopt(blank).output.splitlines() if "“合计”等于" in line]
    number = numbered[0].strip().partition(".")[0]
    assert "答“是”才写" in numbered[0]
    output = tmp_path / "表样.toml"
    assert 0 == adopt(blank, "-o", output, "--yes", number).exit_code
    assert "合计 = 男 + 女" in rules(output)
    assert 0 == adopt(blank, "-o", output, "--yes", "全部", "--no", number).exit_code
    assert "合计 = 男 + 女" not in rules(output)
    assert "[总计] = [户籍人口] + [流动人口]" in rules(output)


@pytest.mark.parametrize("number", ["0", "99", "一"])
def test_a_number_nobody_asked_is_refused(blank, number):
    said = adopt(blank, "--yes", number)
    assert 2 == said.exit_code
    assert f"没有第 {number} 条待确认" in said.output
    assert not blank.with_suffix(".toml").exists()


def test_a_definition_workbook_says_the_same(blank, tmp_path):
    text, book = tmp_path / "表样.toml", tmp_path / "表样.xlsx"
    for output in (text, book):
        assert 0 == adopt(blank, "-o", output, "--yes", "全部").exit_code
    one, other = (load_definition(p.read_bytes(), p.name) for p in (text, book))
    assert one == other
    assert [one.fingerprint(k.id) for k in one.kinds] == [other.fingerprint(k.id) for k in other.kinds]


def test_the_blank_itself_is_never_written_over(blank):
    before = blank.read_bytes()
    assert 2 == adopt(blank, "-o", blank).exit_code
    assert before == blank.read_bytes()


def test_programs_get_all_of_it(blank):
    said = json.loads(adopt(blank, "--json").output)
    assert {
        "definition",
        "places",
        "guesses",
        "not_understood",
        "tables",
        "cells",
        "understood",
        "account",
        "faults",
        "files",
        "kept",
        "backup",
        "converted",
        "drawn_because",
    } == said.keys()
    assert sum(said["account"].values()) == said["cells"] + said["account"]["填数的空格"]
    assert said["cells"] == said["understood"] + len(said["not_understood"])
    assert {"key", "said", "ground", "places", "taken"} <= said["guesses"][0].keys()


def test_a_blank_without_a_table_writes_nothing_and_says_so(tmp_path):
    path = tmp_path / "申请.xlsx"
    book = openpyxl.Workbook()
    book.active["A2"] = "姓名"
    book.save(path)
    said = adopt(path)
    assert 1 == said.exit_code
    assert "没有看出表格" in said.output
    assert "A2 “姓名”" in said.output
    assert ["申请.xlsx"] == [p.name for p in tmp_path.iterdir()]


def test_units_get_the_card_itself_or_a_drawn_list(tmp_path):
    path = tmp_path / "申请.xlsx"
    path.write_bytes(ODD["card"]())
    assert [] == json.loads(adopt(path, "--json").output)["drawn_because"]
    listed = json.loads(adopt(path, "--no", "1", "--json").output)
    assert ["卡片写成了登记簿，一份一行，原表里没有这样的行"] == listed["drawn_because"]
    assert "blank" not in listed["definition"]


def test_what_is_no_xlsx_is_refused_with_what_to_do(tmp_path):
    path = tmp_path / "旧表.xlsx"
    path.write_text("甲,乙", "utf-8")
    said = adopt(path)
    assert isinstance(said.exception, WorkFolderError)
    assert "另存为 .xlsx" in str(said.exception)


@pytest.mark.office
@pytest.mark.parametrize("ending", ["xls", "ods"])
def test_a_blank_of_another_format_is_converted_and_read_as_it_was(tmp_path, ending):
    path = tmp_path / "人口.xlsx"
    path.write_bytes(ODD["names_alone"]())
    (other,) = office.convert([path], tmp_path / "旧", tmp_path / "lo", ending)
    before = other.read_bytes()
    said = adopt(other)
    assert 0 == said.exit_code, said.exception
    assert f"空表是 .{ending} 格式的" in said.output
    assert before == other.read_bytes()
    assert adopt(path, "-o", tmp_path / "直接.toml").exit_code == 0
    one, same = (
        tomllib.loads(p.read_text("utf-8")) for p in (other.with_suffix(".toml"), tmp_path / "直接.toml")
    )
    assert one["table"] == same["table"]
    assert "人口.xlsx" == one["blank"]
    converted = other.with_name("人口.xlsx").read_bytes()
    assert 0 == adopt(other, "--yes", "全部").exit_code
    assert converted == other.with_name("人口.xlsx").read_bytes()


def test_without_a_spreadsheet_program_another_format_is_refused_with_what_to_do(tmp_path, monkeypatch):
    path = tmp_path / "人口.xlsx"
    path.write_bytes(ODD["names_alone"]())
    monkeypatch.setattr("toolkit.author.adopt_blank.open_book", lambda _: SimpleNamespace(other=".xls"))
    monkeypatch.setattr("toolkit.author.spreadsheet_program.find_office_program", lambda: "")
    said = adopt(path)
    assert isinstance(said.exception, WorkFolderError)
    assert "另存为 .xlsx" in str(said.exception)


@pytest.mark.office
def test_saved_by_another_program_a_blank_asks_the_same(tmp_path, recalculated):
    names = {n: p.read_bytes() for n, p in FOUND.items()} | {
        n: draw() for n, draw in (ODD | PUBLISHED).items()
    }
    paths = []
    for name, data in names.items():
        paths.append(tmp_path / f"{name}.xlsx")
        paths[-1].write_bytes(data)
    for path, saved in zip(paths, recalculated(paths), strict=True):
        one, other = (
            propose_definition(read_blank_book(Path(p).read_bytes(), path.stem)) for p in (path, saved)
        )
        assert one.data | {"blank_hash": ""} == other.data | {"blank_hash": ""}, path.stem
        assert one.places == other.places
        assert [g.key for g in one.guesses] == [g.key for g in other.guesses]
        assert [c.a1 for c in one.odd_cells] == [c.a1 for c in other.odd_cells]
