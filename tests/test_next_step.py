"""下一步: every command ends with one, and it follows from how far the year is."""

import json
import os
from pathlib import Path

import pytest
from test_cli_words import COMMANDS
from typer.testing import CliRunner

from toolkit import cli
from toolkit.author.samples import make_demo_folder, samples_folder
from toolkit.folder.work_folder import ROSTER, SETTINGS, templates_folder

MARK = "下一步："

BLANK = next((Path(__file__).parent / "data" / "blanks").glob("c1*"))


@pytest.fixture(scope="module")
def year(tmp_path_factory):
    """A year from end to end, as (words of the command, its result), every command at least once."""
    home = tmp_path_factory.mktemp("年")
    work = make_demo_folder(home / "w").path
    first, second = (samples_folder() / n for n in ("第一轮", "第二轮"))
    strange = home / "不知谁的.xlsx"
    strange.write_bytes(next(first.glob("*东岭村.xlsx")).read_bytes())
    wrong = next(first.glob("*西滩村.xlsx"))
    steps = (
        ("init", home / "另一个", "--form", "xxgk"),
        ("forms", "-w", work),
        ("roster", "-w", work),
        ("distribute", "-w", work),
        ("status", "-w", work),
        ("collect", first, "-w", work),
        ("history", "西滩", "-w", work),
        ("return", "-w", work),
        ("status", "--remind", "-w", work),
        ("receipt", "-w", work),
        ("appraise", "-w", work),
        ("merge", "-w", work),
        ("collect", second, "-w", work),
        ("exclude", wrong, "--why", "旧的", "-w", work),
        ("exclude", wrong, "--undo", "-w", work),
        ("sign", "东岭", "--by", "张", "-w", work),
        ("unsign", "东岭", "--why", "再看", "-w", work),
        ("adopt", strange, "东岭", "-w", work),
        ("verify", "-w", work),
        ("merge", "-w", work),
        ("report", "-w", work),
        ("report", "--publish-check", "-w", work),
        ("check", next(first.glob("*东岭村.xlsx"))),
        ("publish", "-w", work),
        ("published", "-w", work),
        ("clock", "-w", work),
        ("reply", "2024-001", "-w", work),
        ("backup", "-o", home / "备.zip", "-w", work),
        ("restore", home / "备.zip", home / "恢复"),
        ("doctor", "-w", work),
        ("rules", "-w", work),
        ("rules", "--markdown", "-w", work),
        ("migrate", next(first.glob("*东岭村.xlsx")), "-o", home / "转", "-w", work),
        ("form", "check", templates_folder() / "xxgk.toml"),
        ("form", "adopt", BLANK, "-o", home / "认表.toml"),
        ("form", "new", home / "新表样.xlsx"),
        ("form", "export", "yhpc", "--xlsx", home / "yhpc.xlsx"),
        ("form", "show", home / "新表样.xlsx", "-o", home / "样子"),
        ("roster", "rename", "东岭", "东岭新村", "-w", work),
        ("roster", "excuse", "西滩", "--why", "并入", "-w", work),
        ("roster", "add", "410308105099", "新新村", "村社区", "-w", work),
    )
    call = CliRunner().invoke
    return [(words, call(cli.app, [str(w) for w in words])) for words in steps]


def last(result):
    return result.stdout.rstrip("\n").rsplit("\n", 1)[-1]


def done(year, *words):
    return [result for said, result in year if said[: len(words)] == words]


def test_every_command_ends_with_one_line_of_what_is_next(year):
    called = set()
    for words, result in year:
        assert result.exit_code in (0, 1), (words, result.output, result.exception)
        called.add(words[:2] if words[:2] in COMMANDS else words[:1])
        if "--markdown" in words:
            assert MARK not in result.stdout
            assert result.stderr.startswith(MARK)
            continue
        assert last(result).startswith(MARK), (words, result.output)
        assert 1 == result.output.count(MARK), words
        assert len(last(result)) > len(MARK) + 5
    leaves = {words for words, command in COMMANDS.items() if words and not hasattr(command, "commands")}
    assert leaves | {("roster",)} == called | {("permit",), ("demo",), ("next",)}


@pytest.mark.parametrize(
    ("words", "which", "said"),
    [
        (("init",), 0, "运行 toolkit distribute"),
        (("distribute",), 0, "把这些文件发给各单位"),
        (("status",), 0, "把“下发”里的文件发给各单位"),
        (("collect",), 0, "toolkit return -w"),
        (("return",), 0, "把退回件发还各单位"),
        (("status", "--remind"), 0, "把催报文字发出去"),
        (("receipt",), 0, "把回执发给各单位"),
        (("appraise",), 0, "看过通报再印发"),
        (("merge",), 0, "toolkit return -w"),
        (("collect",), 1, "都报齐了：toolkit merge -w"),
        (("exclude",), 0, "都报齐了：toolkit merge -w"),
        (("exclude",), 1, "都报齐了：toolkit merge -w"),
        (("adopt",), 0, "都报齐了：toolkit merge -w"),
        (("merge",), 1, "toolkit report -w"),
        (("report",), 0, "--publish-check"),
        (("check",), 0, "可以报送"),
        (("clock",), 0, "toolkit reply 编号 -w"),
        (("reply",), 0, "再印发"),
        (("backup",), 0, "拷到另一个地方"),
        (("restore",), 0, "toolkit doctor -w"),
        (("rules",), 0, "[rules]"),
        (("migrate",), 0, "补填、核对后"),
        (("form", "check"), 0, "--draw"),
        (("roster", "add"), 0, "toolkit distribute -w"),
    ],
)  # fmt: skip
def test_the_next_step_is_the_one_the_year_asks_for(year, words, which, said):
    assert said in last(done(year, *words)[which])


def test_after_publishing_nothing_is_next_until_something_changes(year):
    """The roster and the settings are part of what a report is made of: by their own times they changed after it, or not."""
    work = next(words[-1] for words, _ in year if words[0] == "publish")
    call = CliRunner().invoke
    call(cli.app, ["roster", "excuse", "新新村", "--why", "新设", "-w", str(work)])
    for at, said in ((0, "已经发布"), (4_000_000_000, "汇总以后又有变化：toolkit merge -w")):
        for name in (ROSTER, SETTINGS):
            os.utime(work / name, (at, at))
        assert said in last(call(cli.app, ["roster", "-w", str(work)]))


def test_a_program_is_told_no_next_step(tmp_path):
    made = CliRunner().invoke(cli.app, ["init", str(tmp_path / "w"), "--form", "xxgk", "--json"])
    assert MARK not in made.output
    assert json.loads(made.stdout)


def test_a_command_that_could_not_run_says_its_own_next_step_alone(tmp_path):
    result = CliRunner().invoke(cli.app, ["distribute", "-w", str(tmp_path)])
    assert MARK not in result.output
    assert "toolkit init" in str(result.exception)


def test_letting_an_error_pass_and_the_demonstration_end_with_one_too(tmp_path):
    work = make_demo_folder(tmp_path / "w").path
    call = CliRunner().invoke
    found = json.loads(
        call(cli.app, ["collect", str(samples_folder() / "第一轮"), "-w", str(work), "--json"]).stdout
    )
    unit, rule = next(
        (file["unit"], f["rule"])
        for file in found["files"]
        for f in file["findings"]
        if f["severity"] == "error" and f["code"] == "rule_broken"
    )
    permitted = call(cli.app, ["permit", unit, rule, "--why", "已核实", "-w", str(work)])
    assert last(permitted).startswith(MARK)
    shown = call(cli.app, ["demo", str(tmp_path / "d")])
    assert last(shown).startswith(f"{MARK}照着做自己的")


def test_a_check_of_what_is_outdated_says_which_commands_make_it_anew(tmp_path):
    work = make_demo_folder(tmp_path / "w").path
    call = CliRunner().invoke
    at = ["-w", str(work)]
    for words in (
        ["collect", str(samples_folder() / "第一轮")],
        ["collect", str(samples_folder() / "第二轮")],
        ["merge"],
        ["report"],
    ):
        call(cli.app, [*words, *at])
    (document,), (book,) = (list(work.glob(f"*年度报告{x}")) for x in (".docx", ".xlsx"))
    assert "--publish-check" in last(call(cli.app, ["check", str(document), *at]))
    call(cli.app, ["roster", "add", "410308105099", "新新村", "村社区", *at])
    call(cli.app, ["roster", "excuse", "新新村", "--why", "新设", *at])
    renewed = f"toolkit merge -w {work}"
    stale = call(cli.app, ["check", str(document), *at])
    assert f"{MARK}{renewed}，再 toolkit report -w {work}，再 toolkit check {document}" == last(stale)
    assert f"{MARK}{renewed}，再 toolkit check {book}" == last(call(cli.app, ["check", str(book), *at]))
    call(cli.app, ["merge", *at])
    assert MARK + "toolkit report" not in last(call(cli.app, ["check", str(book), *at]))
