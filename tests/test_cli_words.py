"""What the command line says of itself and of what was mistyped: Chinese, whole, with the way out."""

import json
import re

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from toolkit import cli, terminal
from toolkit.cli import help_wording
from toolkit.folder.roster import Office, Unit
from toolkit.folder.work_folder import make_work_folder
from toolkit.form.period import Period

NAMES = {
    *(
        "toolkit",
        "json",
        "JSON",
        "html",
        "docx",
        "md",
        "txt",
        "toml",
        "xlsx",
        "zip",
        "Word",
        "Excel",
        "Markdown",
    ),
    *("PDF", "bash", "zsh", "fish", "powershell", "pwsh", "Tab"),
    *("CSV", "Parquet", "dask", "fsspec", "tcp", "s3", "I4", "J1"),
}
"""Latin words a clerk meets anyway: names of programs, formats and addresses."""
UNITS = (Unit("511523106201", "和平村", "村社区"), Unit("511523106202", "新和平村", "村社区"))


@pytest.fixture
def run(monkeypatch):
    monkeypatch.setenv("COLUMNS", "100")

    def call(*arguments):
        return CliRunner().invoke(cli.app, [str(a) for a in arguments], prog_name="toolkit")

    return call


@pytest.fixture
def work(tmp_path):
    return make_work_folder(
        tmp_path / "w",
        Office("511523106", "某镇", "township", "xxgk", Period.of_year(2024), "2025-01-10"),
        UNITS,
    ).path


def every(command=None, words=()):
    """Every command, as its words and itself."""
    command = command or get_command(cli.app)
    yield words, command
    for name, below in getattr(command, "commands", {}).items():
        yield from every(below, (*words, name))


COMMANDS = dict(every())


def latin(text):
    """The Latin words of *text* that are neither names nor words of the commands themselves."""
    own = {name for words in COMMANDS for name in words}
    text = re.sub(r"(?<![\w-])--?[a-z][a-z-]*|[\w.]+\.(toml|xlsx|docx)", " ", text)
    return set(re.findall(r"[A-Za-z]+[0-9]*", text)) - own - NAMES


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("asked", ["-h", "--help"])
def test_every_help_page_is_chinese_and_lists_every_option(run, words, asked):
    done = run(*words, asked)
    assert 0 == done.exit_code
    assert not latin(done.output)
    command = COMMANDS[words]
    for param in command.params:
        assert param.param_type_name == "argument" or param.opts[0] in done.output
        assert (param.help or "")[:6] in done.output
        assert param.help, f"{words}: {param.name} has no help"
        assert param.metavar or getattr(param, "is_flag", False), (
            f"{words}: {param.name} has no name for its value"
        )
    assert "-h, --help" in done.output
    assert max(map(terminal.display_width, done.output.splitlines())) <= 100


def test_the_commands_stand_in_the_order_of_a_year_and_every_one_has_its_place(run):
    shown = re.findall(r"^  ([a-z]+) ", run("--help").output, re.MULTILINE)
    order = [name for _, names in help_wording.YEAR for name in names]
    assert [name for name in order if name in shown] == shown
    assert {words[0] for words in COMMANDS if len(words) == 1} == set(shown)
    for title, _ in help_wording.YEAR:
        assert f"\n{title}：\n" in run("--help").output


@pytest.mark.parametrize("word", help_wording.HELP_WORDS)
def test_help_is_given_to_whoever_asks_for_it_in_another_way(run, word):
    assert run("--help").output.strip() == run(word).output.strip()


def test_without_a_command_the_page_is_shown(run):
    done = run()
    assert (2, True) == (done.exit_code, "准备和下发" in done.output)
    assert "增加一个单位" not in done.output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("colect", "收到"), "没有命令 colect，是不是 collect？"),
        (("Collect",), "没有命令 Collect，是不是 collect？"),
        (("收",), "没有命令 收"),
        (("roster", "ad"), "没有命令 ad，是不是 add？"),
        (("form", "chek", "x"), "没有命令 chek，是不是 check？"),
        (("--jsn",), "没有选项 --jsn"),
        (("collect", "--jsn", "x"), "没有选项 --jsn，是不是 --json？"),
        (("collect", "-z", "x"), "没有选项 -z"),
        (("collect",), "没有写文件或目录：报送件所在的目录或文件"),
        (("sign",), "没有写单位："),
        (("permit", "x"), "没有写编号：规则编号或问题编号，如 I4"),
        (("roster", "add", "1"), "没有写名称：单位全称"),
        (("init", "x", "--year"), "--year 后面要写报告期"),
        (("collect", "x", "-o"), "-o 后面要写目录"),
        (("init", "x", "--json=1"), "--json 后面不写值"),
        (("init", "x", "--form", "xxgk", "--year", "abc"), "“abc”不是报告期，应为年，写成 2025 的样子"),
        (("check", "x", "--year", "-1"), "--year：年度应写成 2024 的样子，实为 -1"),
        (("init", "x", "--form", "xxgk", "--level", "村"), "层级应为 township（乡镇）、district（县区）、city（市） 之一，实为 村"),
        (("init", "x", "--form", "xxgk", "--deadline", "明天"), "日期“明天”看不出是哪一天，请写成 2025-01-10"),
        (("sign", "甲", "乙", "丙"), "多写了 “乙”、“丙”。有空格的要加英文引号"),
        (("merge", "多"), "多写了 “多”"),
        (("init", "x", "--name", "“甲", "镇”"), '多写了 “镇””。命令里的引号要用英文的 "'),
        (("collect", "x", "—json"), "“—json”前面的横线不对，应为英文的 --json"),
        (("collect", "x", "——work=w"), "“——work=w”前面的横线不对，应为英文的 --work=w"),
        (("—help",), "“—help”前面的横线不对，应为英文的 --help"),
    ],
)  # fmt: skip
def test_wrong_usage_is_told_in_chinese_with_what_is_meant_and_exits_with_two(run, words, said):
    done = run(*words)
    assert 2 == done.exit_code
    wrong, usage, help_line = done.output.rstrip("\n").split("\n")
    assert f"命令写错了：{said}" in wrong
    assert usage.startswith("用法：toolkit")
    assert help_line.startswith("说明：toolkit")
    assert help_line.endswith("--help")
    typed = set(re.findall("[A-Za-z]+", " ".join(words)))
    assert not latin(done.output) - typed - {"township", "district", "city"}


def test_every_argument_that_is_missing_and_every_value_is_asked_for_by_its_chinese_name(run):
    for words, command in COMMANDS.items():
        required = [p for p in command.params if p.required]
        if required and not hasattr(command, "commands"):
            assert f"没有写{required[0].metavar}" in run(*words).output
        for param in command.params:
            if param.param_type_name == "option" and not param.is_flag:
                done = run(*words, param.opts[0])
                assert (2, True) == (done.exit_code, f"后面要写{param.metavar}" in done.output), (
                    words,
                    param.name,
                )


def test_every_command_but_the_page_and_the_demonstration_can_be_read_by_a_program(run, work):
    for words, command in COMMANDS.items():
        if (
            words
            and words not in (("demo",), ("open",))
            and not (hasattr(command, "commands") and command.no_args_is_help)
        ):
            assert any("--json" in p.opts for p in command.params), words
    for words, said in (
        (("add", "1", "甲村", "村社区"), {"code": "1", "name": "甲村", "kind": "村社区"}),
        (("rename", "甲", "乙村"), {"code": "1", "before": "甲村", "name": "乙村"}),
        (("excuse", "乙", "--why", "并入"), {"code": "1", "name": "乙村", "excused": "并入"}),
    ):
        assert said == json.loads(run("roster", *words, "-w", work, "--json").stdout)


def test_what_was_mistyped_cannot_steer_a_terminal(run):
    for words in (
        ("a\x1b[31mb",),
        ("--a\x1b[31mb",),
        ("merge", "a\x1b[31mb"),
        ("init", "x", "--year", "\x1b[31m"),
    ):
        assert "\x1b" not in run(*words).output


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("history", "{}"), 0),
        (("roster", "excuse", "{}", "--why", "并入"), 0),
        (("roster", "rename", "{}", "和平新村"), 0),
        (("return", "{}"), 3),
        (("receipt", "{}"), 3),
        (("sign", "{}"), 3),
        (("unsign", "{}", "--why", "x"), 3),
        (("permit", "{}", "I5", "--why", "x"), 3),
    ],
)
def test_every_command_that_takes_a_unit_takes_its_name(run, work, words, code):
    run("distribute", "-w", work)
    for said, meant in (
        ("新和平", True),
        ("新和平村", True),
        ("511523106202", True),
        ("和平", False),
        ("北京", False),
    ):
        done = run(*(w.format(said) for w in words), "-w", work)
        why = f"{done.output}{done.exception}"
        assert ("可能是几个单位" in why, "名册里没有单位" in why) == (said == "和平", said == "北京"), why
        if meant:
            assert (code == 0) == (done.exit_code == 0), why
        if meant and words[1] == "rename":
            break  # its name is another one now


def test_adopting_takes_a_name(run, work, tmp_path):
    assert 0 == run("distribute", "-w", work, "-o", tmp_path / "发").exit_code
    (workbook,) = (tmp_path / "发").glob("*新和平村*")
    done = run("adopt", workbook, "新和平", "-w", work)
    assert (0, True) == (done.exit_code, "511523106202 新和平村" in done.output)


def test_dates_are_taken_as_people_write_them(run, tmp_path):
    for i, said in enumerate(("2025.1.10", "2025年1月10日", "２０２５/１/１０", "20250110")):
        assert (
            0
            == run(
                "init", tmp_path / str(i), "--form", "xxgk", "--year", "２０２４年", "--deadline", said
            ).exit_code
        )
        assert "deadline = 2025-01-10" in (tmp_path / str(i) / "toolkit.toml").read_text(encoding="utf-8")


def test_a_level_is_taken_in_words(run, tmp_path):
    assert 0 == run("init", tmp_path / "w", "--form", "xxgk", "--level", "县区").exit_code
    assert 'level = "district"' in (tmp_path / "w" / "toolkit.toml").read_text(encoding="utf-8")


def test_long_words_of_a_page_are_set_below_and_no_line_is_too_wide():
    rows = [("-a", "一二三四五六七八九，十一二三。"), ("--very-long-option-name 一个很长的值", "短。")]
    assert terminal.two_column_lines(rows, across=50) == [
        "  -a                          一二三四五六七八九，",
        "                              十一二三。",
        "  --very-long-option-name 一个很长的值",
        "                              短。",
    ]
    assert ["甲乙丙", "丁。", "word二"] == terminal.wrap_text("甲乙丙丁。word二", 6)
