"""Definitions written as files: new ones, in the other spelling, and taken wherever a form is chosen."""

import json

import openpyxl
import pytest
from definition_books import DEFINITIONS, as_book, assert_same_form
from typer.testing import CliRunner

from toolkit.cli import app
from toolkit.definition_book.load_definition import definition_as_text, definition_data, load_definition
from toolkit.folder.handed_out_definition import definition_differences
from toolkit.folder.work_folder import definition_of, load_named_form, open_work_folder
from toolkit.intake import office_program


@pytest.fixture(autouse=True)
def without_a_spreadsheet_program(monkeypatch):
    monkeypatch.setattr(office_program, "PROGRAMS", ())


def run(*words, code=0):
    done = CliRunner().invoke(app, [str(w) for w in words])
    assert code == done.exit_code, done.output + repr(done.exception)
    return done.output


def test_a_new_definition_is_sound_as_it_is_and_makes_a_work_folder(tmp_path):
    path = tmp_path / "新表样.xlsx"
    run("form", "new", path)
    assert "没有错误" in run("form", "check", path)
    run("init", tmp_path / "w", "--form", path, "--name", "某镇", "--code", "1")
    folder = open_work_folder(tmp_path / "w")
    assert_same_form(load_definition(path.read_bytes(), "a"), folder.form)
    assert [f"{folder.form.id}.toml", "toolkit.toml"] == sorted(p.name for p in folder.path.glob("*.toml"))[
        ::-1
    ]


def test_what_stands_there_is_not_written_over(tmp_path):
    path = tmp_path / "新表样.xlsx"
    path.write_bytes(b"a")
    with pytest.raises(Exception, match="没有改动它"):
        CliRunner().invoke(app, ["form", "new", str(path)], catch_exceptions=False)
    assert b"a" == path.read_bytes()


@pytest.mark.parametrize("name", ["xxgk", "yhpc", "rx12345"])
def test_a_form_is_exported_either_way_round(tmp_path, name):
    book, text = tmp_path / "a.xlsx", tmp_path / "a.toml"
    run("form", "export", name, "--xlsx", book)
    run("form", "export", book, "--toml", text)
    for path in (book, text):
        assert_same_form(load_named_form(name), load_definition(path.read_bytes(), path.name))


def test_a_text_exported_as_text_keeps_its_comments(tmp_path):
    run("form", "export", "xxgk", "--toml", tmp_path / "a.toml")
    assert definition_of("xxgk") == (tmp_path / "a.toml").read_bytes()


def test_one_spelling_is_asked_for(tmp_path):
    assert "写一个" in run("form", "export", "xxgk", code=2)
    assert "写一个" in run("form", "export", "xxgk", "--toml", "a.toml", "--xlsx", "a.xlsx", code=2)


def test_a_work_folder_goes_by_a_workbook_from_now_on(tmp_path):
    home, book = tmp_path / "w", tmp_path / "a.xlsx"
    run("init", home, "--form", "yhpc", "--name", "某镇", "--code", "1")
    run("form", "export", "yhpc", "--xlsx", book, "-w", home)
    assert [] == json.loads(run("forms", "--use", book, "-w", home, "--json"))["places"]
    wb = openpyxl.load_workbook(book)
    wb["表样"]["B5"] = "2025.2"
    wb.save(book)
    assert ["edition"] == json.loads(run("forms", "--use", book, "-w", home, "--json"))["places"]
    assert "2025.2" == open_work_folder(home).form.edition


@pytest.mark.parametrize("path", DEFINITIONS, ids=lambda p: f"{p.parent.name}-{p.stem}")
def test_what_only_the_spelling_makes_different_is_no_difference(path):
    text = path.read_bytes()
    assert () == definition_differences(text, definition_as_text(as_book(definition_data(text, "a")), "a"))


def test_a_form_is_shown_as_it_comes_out(tmp_path):
    said = json.loads(run("form", "show", "yhpc", "-o", tmp_path, "--json"))
    page = (tmp_path / "表样说明.html").read_text(encoding="utf-8")
    assert str(tmp_path / "表样说明.html") == said["page"]
    assert ["空白-报告.xlsx", "空白-村社区.xlsx", "空白-站所.xlsx"] == sorted(
        p.name for p in tmp_path.glob("*.xlsx")
    )
    form = load_named_form("yhpc")
    for rule in form.rules:
        assert f'<th scope="row">{rule.id}<br>' in page
    for cell in form.table("隐患").rows:
        assert f"<td>{cell.label}</td>" in page
    assert page.count('class="filled-in"') > page.count('class="worked-out"') > 0
    assert "<script" not in page
