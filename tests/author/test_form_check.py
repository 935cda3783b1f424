"""The form author's tool: every fault at once; of a sound form, what it leaves unwatched and unused."""

import json

import pytest
from forms import HEAD, RULES, TABLE, rule
from typer.testing import CliRunner

from toolkit.cli import app
from toolkit.folder.work_folder import templates_folder
from toolkit.intake import office_program

LATE = """
[[rule]]
id = "L1"
over = "台账"
must = "符合(号, '[0-9]+')"
why = "a"
remedy = "b"
source = "c"
[[rule]]
id = "T1"
over = "人口"
must = "[常住] <= 5"
levels = ["township"]
why = "a"
remedy = "b"
source = "c"
"""


@pytest.fixture(autouse=True)
def without_a_spreadsheet_program(monkeypatch):
    monkeypatch.setattr(office_program, "PROGRAMS", ())


def check(tmp_path, text, *more):
    path = tmp_path / "t.toml"
    path.write_text(HEAD + text, encoding="utf-8")
    return CliRunner().invoke(app, ["form", "check", str(path), *more])


def test_every_fault_is_told_at_once(tmp_path):
    run = check(tmp_path, (TABLE + RULES).replace("男 + 女", "男 + 老").replace("[户籍] <=", "[户口] <="))
    assert 1 == run.exit_code
    assert "有 2 处错误" in run.stdout
    assert "合计 = 男 + ⟪老⟫" in run.stdout
    assert "⟪[户口] <= [常住]⟫" in run.stdout


def test_a_kind_whose_blank_workbook_passes_is_a_fault(tmp_path):
    head = HEAD.replace('[[sheet]]\nid = "簿"\ntitle = "簿"\n', "")
    without_list = TABLE[: TABLE.index("[[list]]")] + RULES
    asks = rule("已填(本格)", more='kinds = ["村"]')
    for text, faults in ((without_list, 1), (without_list + asks, 0)):
        (tmp_path / "t.toml").write_text(head + text, encoding="utf-8")
        run = CliRunner().invoke(app, ["form", "check", str(tmp_path / "t.toml"), "--json"])
        assert faults == len(json.loads(run.stdout)["faults"]) == run.exit_code
        said = CliRunner().invoke(app, ["form", "check", str(tmp_path / "t.toml")]).stdout
        assert ("没有错误" in said) == (not faults)
        assert ("什么都不填就全部通过" in said) == bool(faults)


def test_toml_that_is_none_is_a_fault_too(tmp_path):
    run = check(tmp_path, "[[rule]", "--json")
    assert 1 == run.exit_code
    assert "不是合法的 TOML" in json.loads(run.stdout)["faults"][0]


def test_a_sound_form_is_told_what_it_leaves_out(tmp_path):
    said = json.loads(check(tmp_path, TABLE + RULES + LATE, "--json").stdout)
    assert [] == said["faults"]
    assert ["P1", "P2"] == said["additive"]
    assert ["L1"] == said["by_row"]
    assert {"T1": ["township"]} == said["by_level"]
    assert {"L1": "公式里没有正则表达式"} == said["judged_later"]
    assert ["封面.填报人.内容（填报人）", "台账.日", "台账.止", "台账.类", "台账.额"] == said["unwatched"]
    assert ["封面.填报人.内容（填报人）", "台账.日", "台账.止", "台账.类", "台账.额"] == said["unread"]


def test_a_column_that_starts_a_figure_is_read(tmp_path):
    text = TABLE.replace('{id="男"}', '{id="男", from.township="sum(台账.额, 类=\'甲\', 年初<=日<=年末)"}')
    said = json.loads(check(tmp_path, text + RULES, "--json").stdout)
    assert ["封面.填报人.内容（填报人）", "台账.止"] == said["unread"]


def test_the_rules_are_drawn_kept_and_broken(tmp_path):
    run = check(tmp_path, TABLE + RULES + LATE, "--draw", str(tmp_path / "画"))
    assert 0 == run.exit_code, run.stdout
    drawn = {p.name for p in (tmp_path / "画").iterdir()}
    expected = {
        f"{r}-{w}-{k}.xlsx" for w in ("成立", "不符") for r in ("P1", "P2", "T1") for k in ("村", "报告")
    }
    blanks = {"空白-村.xlsx", "空白-报告.xlsx"}
    assert expected | {"L1-成立-村.xlsx", "L1-不符-村.xlsx"} | blanks == drawn


def test_a_rule_that_cannot_be_broken_is_told(tmp_path):
    idle = LATE.replace("[常住] <= 5", "[常住] <= 5 或 [常住] > 1")
    run = check(tmp_path, TABLE + RULES + idle, "--draw", str(tmp_path / "画"))
    assert 1 == run.exit_code
    assert "T1（村）画不出不符的" in run.stdout


@pytest.mark.parametrize("path", sorted(templates_folder().glob("*.toml")), ids=lambda p: p.stem)
def test_the_shipped_forms_are_sound(path):
    run = CliRunner().invoke(app, ["form", "check", str(path)])
    assert 0 == run.exit_code
    assert "没有错误" in run.stdout
