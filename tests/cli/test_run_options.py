"""What may be given to every command: silence, a log; to the program: its version, completion."""

import json
import os
import re
import shutil
import subprocess
import sys

import pytest
from typer.testing import CliRunner

import toolkit
from toolkit import cli
from toolkit.folder.roster import Office, Unit
from toolkit.folder.work_folder import make_work_folder
from toolkit.form.period import Period

UNITS = (Unit("511523106201", "和平村", "村社区"),)
LINE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d (信息|注意|错误) .+")


def run(*arguments):
    return CliRunner().invoke(cli.app, [str(a) for a in arguments], prog_name="toolkit")


@pytest.fixture
def work(tmp_path):
    office = Office("511523106", "某镇", "township", "xxgk", Period.of_year(2024), "2025-01-10")
    return make_work_folder(tmp_path / "w", office, UNITS).path


def test_the_version_is_told(work):
    assert f"toolkit {toolkit.__version__}\n" == run("--version").output


def test_who_asks_for_silence_gets_the_exit_code_alone_and_the_next_run_speaks_again(work):
    for words in (("--quiet", "roster"), ("roster", "-q"), ("status", "--quiet")):
        assert "" == run(*words, "-w", work).output
    assert "和平村" in run("roster", "-w", work).output


def test_silence_keeps_json_documents_failures_and_wrong_usage(work, tmp_path):
    assert "和平村" == json.loads(run("roster", "-q", "--json", "-w", work).output)[0]["name"]
    assert run("rules", "-q", "--markdown", "--form", "xxgk").stdout.startswith("# ")
    assert "下一步" not in run("rules", "-q", "--markdown", "--form", "xxgk").output
    assert "没有选项 --jsn" in run("roster", "-q", "--jsn").output
    done = subprocess.run(
        [sys.executable, "-m", "toolkit", "status", "-q", "-w", tmp_path],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (3, "", True) == (done.returncode, done.stdout, "没有运行成" in done.stderr)


def test_the_log_says_when_what_was_read_and_written_and_how_it_ended(work, tmp_path):
    log = tmp_path / "记录.txt"
    run("distribute", "-w", work, "-o", tmp_path / "发", "--log", log)
    run("collect", tmp_path / "发", "-w", work, "--log", log)
    lines = log.read_text(encoding="utf-8").splitlines()
    assert [] == [line for line in lines if not LINE.fullmatch(line)]
    text = "\n".join(lines)
    assert f"开始 toolkit distribute --output {tmp_path / '发'} --work {work}，版本" in text
    (sent,) = (tmp_path / "发").glob("*和平村*")
    assert f"写出 {sent}" in text
    assert re.search(rf"退回修改：\S*{sent.name}", text)
    assert 2 == text.count(" 结束 返回值 ")
    assert "结束 返回值 1" in lines[-1]


def test_the_log_has_no_names_reasons_or_cells(work, tmp_path):
    log = tmp_path / "记录.txt"
    run("roster", "excuse", "和平村", "--why", "王小明病了", "-w", work, "--log", log)
    text = log.read_text(encoding="utf-8")
    assert "开始 toolkit roster excuse … --why … --work" in text
    assert not re.search("王小明|和平村", text)


def test_of_a_fault_of_the_program_the_log_has_where_it_was_and_not_its_words(work, tmp_path, monkeypatch):
    def fail(*_):
        raise ValueError("张三 13800000000")

    monkeypatch.setattr("toolkit.folder.work_folder.WorkFolder.roster", fail)
    log = tmp_path / "记录.txt"
    assert isinstance(run("roster", "-w", work, "--log", log).exception, ValueError)
    last = log.read_text(encoding="utf-8").splitlines()[-1]
    assert "错误 程序出错 ValueError，" in last
    assert "setup_commands.py:" in last
    assert "张三" not in last


def test_why_nothing_was_done_is_in_the_log_and_the_next_run_is_not(work, tmp_path):
    log = tmp_path / "记录.txt"
    run("status", "-w", tmp_path / "没有", "--log", log)
    text = log.read_text(encoding="utf-8")
    assert "错误 没有运行成：" in text
    assert "结束 返回值 3" in text
    run("roster", "-w", work)
    assert text == log.read_text(encoding="utf-8")


def test_a_log_that_cannot_be_written_is_refused_before_anything_is_done(work, tmp_path):
    done = run("roster", "-w", work, "--log", tmp_path / "没有" / "记录.txt")
    assert "写不了日志" in str(done.exception)
    assert "" == done.output


def test_a_shell_that_is_not_known_is_asked_for_again():
    done = run("--show-completion", "cmd")
    assert (2, True) == (
        done.exit_code,
        "命令行应为 bash、zsh、fish、powershell、pwsh 之一，实为 cmd" in done.output,
    )


@pytest.mark.skipif(os.name == "nt", reason="asks bash")
def test_bash_completes_commands_and_options(tmp_path):
    program = tmp_path / "toolkit"
    code = "import sys; sys.argv[0] = 'toolkit'; from toolkit.cli import main; main()"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -c "{code}" "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    asked = {
        "toolkit coll": "collect",
        "toolkit roster ": "add rename excuse",
        "toolkit collect --fig": "--figures",
    }
    script = 'eval "$(toolkit --show-completion bash)"\n' + "".join(
        f"COMP_WORDS=({' '.join(map(repr, line.split(' ')))}); COMP_CWORD={line.count(' ')}\n"
        "COMPREPLY=(); _toolkit_completion toolkit; echo ${COMPREPLY[@]}\n"
        for line in asked
    )
    bash = shutil.which("bash")
    assert bash
    path = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"}
    done = subprocess.run([bash, "-c", script], env=path, capture_output=True, encoding="utf-8", check=True)
    assert [*asked.values()] == done.stdout.splitlines()


def test_the_set_up_of_bash_is_written_where_bash_looks(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    done = run("--install-completion", "bash")
    assert (0, True) == (done.exit_code, ".bash_completions" in done.output)
    assert ".bash_completions/toolkit.sh" in (tmp_path / ".bashrc").read_text(encoding="utf-8")


@pytest.mark.skipif(os.name == "nt", reason="needs a terminal of its own")
@pytest.mark.parametrize(("given", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False)])
def test_a_terminal_gets_colours_unless_no_colour_is_asked_for(given, coloured):
    import pty

    reading, writing = pty.openpty()
    code = "import toolkit.terminal as out; out.print_line('[red]{}[/]', '甲')"
    clean = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "FORCE_COLOR")}
    env = clean | {"TERM": "xterm-256color", **given}
    subprocess.run([sys.executable, "-c", code], stdout=writing, env=env, check=True)
    os.close(writing)
    said = os.read(reading, 1000).decode()
    os.close(reading)
    assert (True, coloured) == ("甲" in said, "\x1b[31m" in said)
