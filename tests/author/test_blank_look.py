"""What the blank workbooks of a form show, as a spreadsheet program works them out."""

import json
import tomllib
from pathlib import Path

import pytest
from forms import HEAD, RULES, TABLE, form
from typer.testing import CliRunner

from toolkit.author.blank_look import EMPTY, draw_blanks, look_at_blanks
from toolkit.cli import app
from toolkit.definition.load_form import build_form
from toolkit.form.period import Period
from toolkit.intake import office_program

SECOND = Path(__file__).parent.parent / "data" / "second-form.toml"


@pytest.fixture(scope="module")
def second():
    return build_form(tomllib.loads(SECOND.read_text(encoding="utf-8")), SECOND.name)


@pytest.mark.office
def test_figures_counted_from_an_empty_list_show_no_error_and_break_nothing(second):
    for look in look_at_blanks(second, draw_blanks(second, Period.of_year(2025))):
        assert look.recalculated
        assert () == look.errors
        assert {EMPTY, "不符"} >= look.verdicts.keys()


@pytest.mark.office
def test_a_formula_that_comes_out_as_an_error_is_a_fault(tmp_path, monkeypatch):
    plain = draw_blanks(form(), Period.of_year(2025))
    broken = {k: v for k, v in plain.items() if k == "村"}
    (look,) = look_at_blanks(form(), broken)
    assert () == look.errors
    monkeypatch.setattr("toolkit.sheets.formula_writer.FormulaWriter.worked_out", lambda *_: '=1+"x"')
    (tmp_path / "t.toml").write_text(HEAD + TABLE + RULES, encoding="utf-8")
    run = CliRunner().invoke(
        app, ["form", "check", str(tmp_path / "t.toml"), "--draw", str(tmp_path / "画"), "--json"]
    )
    said = json.loads(run.stdout)
    assert 1 == run.exit_code
    assert any("公式出错：'表'!" in f and "#VALUE!" in f for f in said["faults"])


def test_without_a_spreadsheet_program_it_says_what_we_wrote(monkeypatch, second):
    monkeypatch.setattr(office_program, "PROGRAMS", ("no-such-program",))
    looks = look_at_blanks(second, draw_blanks(second, Period.of_year(2025)))
    assert [False] * 3 == [x.recalculated for x in looks]
    assert ["村（社区）", "站所", "汇总表"] == [x.kind for x in looks]
    assert "还有 1 处" == looks[0].cover


def test_a_program_that_fails_is_as_good_as_none(monkeypatch, tmp_path, second):
    program = tmp_path / "soffice"
    program.write_text("#!/bin/sh\nexit 3\n", encoding="utf-8")
    program.chmod(0o700)
    monkeypatch.setattr(office_program, "PROGRAMS", (str(program),))
    assert not any(x.recalculated for x in look_at_blanks(second, draw_blanks(second, Period.of_year(2025))))
