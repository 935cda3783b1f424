"""The command line: exit codes, JSON equal to the library's answer, nothing printed that a unit wrote as markup."""

import json

import pytest
from draw import draw, read
from forms import xxgk
from typer.testing import CliRunner

from toolkit import cli
from toolkit.author.samples import make_demo_folder, samples_folder
from toolkit.cli import chain_commands, decision_commands
from toolkit.collecting.collect import collect_submissions
from toolkit.errors import ToolkitError

NOW = "2025-01-09T08:00:00+00:00"


@pytest.fixture
def run(monkeypatch):
    for module in (chain_commands, decision_commands):
        monkeypatch.setattr(module, "current_utc_time", lambda: NOW)
    monkeypatch.setenv("COLUMNS", "200")

    def call(*arguments):
        return CliRunner().invoke(cli.app, [str(a) for a in arguments])

    return call


@pytest.fixture
def work(tmp_path):
    return make_demo_folder(tmp_path / "样例")


def test_a_first_run_says_what_to_do_next(tmp_path, run):
    done = run("init", tmp_path / "w", "--form", "xxgk", "--year", 2024)
    assert done.exit_code == 0
    assert "填好机关名称和编码" in done.output
    assert {"toolkit.toml", "名册.xlsx", "xxgk.toml"} == {p.name for p in (tmp_path / "w").iterdir()}


def test_wrong_usage_is_two(tmp_path, run):
    assert run("collect").exit_code == 2
    assert run("collect", tmp_path / "nowhere").exit_code == 2
    assert run("init", tmp_path, "--form", "xxgk", "--deadline", "明天").exit_code == 2


def test_what_cannot_run_is_three(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.argv", ["toolkit", "distribute"])
    with pytest.raises(SystemExit) as caught:
        cli.main()
    assert caught.value.code == 3
    assert "toolkit init" in capsys.readouterr().err


def test_the_samples_tell_who_must_act_and_then_nobody(work, run):
    first = run("collect", samples_folder() / "第一轮", "-w", work.path)
    assert first.exit_code == 1
    for part in ("未交 1", "退回未改", "S1", "五六个", "本表无内容", "收集情况.xlsx"):
        assert part in first.output
    assert run("merge", "-w", work.path).exit_code == 1
    second = run("collect", samples_folder() / "第二轮", "-w", work.path)
    assert second.exit_code == 0
    merged = run("merge", "-w", work.path)
    assert merged.exit_code == 0
    assert "勾稽关系全部成立" in merged.output


def test_json_is_the_library_s_own_answer(work, run, tmp_path):
    done = run("collect", samples_folder() / "第一轮", "-w", work.path, "--json")
    again = make_demo_folder(tmp_path / "又一个")
    expected = collect_submissions(
        [samples_folder() / "第一轮"], again, again.form, NOW, lambda *_: None
    ).plain()
    assert expected == json.loads(done.stdout)
    made = json.loads(run("merge", "-w", work.path, "--json").stdout)
    assert (made["path"], len(made["missing"])) == (None, 5)
    partial = json.loads(run("merge", "-w", work.path, "--partial", "--json").stdout)
    assert partial["path"].endswith("2024年度报告.xlsx")
    handed = json.loads(run("distribute", "-w", work.path, "--json").stdout)
    assert len(handed["handed"]) == 21


def test_a_single_folder_works_with_nothing_set_up(tmp_path, run, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = run("collect", samples_folder() / "第二轮")
    assert done.exit_code == 0
    assert "不知道应报单位" in done.output
    assert [p.name for p in tmp_path.iterdir()] == ["收集情况.xlsx"]


def test_nothing_is_written_among_the_submissions(tmp_path, run, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = run("collect", ".")
    assert 2 == done.exit_code
    assert [] == list(tmp_path.iterdir())


def test_collecting_the_whole_work_folder_reads_only_what_came_back(work, run):
    inbox = work.path / "收到"
    inbox.mkdir()
    source = next((samples_folder() / "第一轮").glob("*东岭村.xlsx"))
    (inbox / source.name).write_bytes(source.read_bytes())
    run("distribute", "-w", work.path)
    for _ in range(2):
        plain = json.loads(run("collect", work.path, "-w", work.path, "--json").stdout)
        assert {"收到/" + source.name: "accepted"} == {
            f["path"]: f["outcome"] for f in plain["files"] if f["outcome"] != "not_a_submission"
        }
        run("merge", "--partial", "-w", work.path)


def test_what_a_unit_wrote_is_never_markup(tmp_path, run, monkeypatch):
    monkeypatch.chdir(tmp_path)
    inbox = tmp_path / "收"
    inbox.mkdir()
    source = next((samples_folder() / "第一轮").glob("*西滩村.xlsx"))
    made = read(xxgk(), source.read_bytes()).submission
    name = "[red]=1+1[/]\x1b[31m村"
    evil = draw(
        xxgk(), made.__class__(made.who._replace(name=name), made.figures, rows=made.rows, zero=made.zero)
    )
    (inbox / "[bold]x.xlsx").write_bytes(evil)
    done = run("collect", inbox)
    assert "[red]=1+1[/]" in done.output
    assert "\x1b[31m村" not in done.output
    assert "[bold]x.xlsx" in done.output


def test_every_error_of_ours_is_one_family():
    from toolkit import errors

    family = [e for e in vars(errors).values() if isinstance(e, type) and issubclass(e, Exception)]
    assert all(issubclass(e, ToolkitError) for e in family)


def test_every_command_is_in_both_readmes():
    from pathlib import Path

    root = Path(__file__).parent.parent.parent
    for page in ("README.md", "README.zh-CN.md"):
        text = (root / page).read_text(encoding="utf-8")
        for command in cli.app.registered_commands:
            name = command.name or command.callback.__name__
            assert f"toolkit {name}" in text, (page, name)
