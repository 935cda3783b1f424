"""Every command's --json is what its schema says, no key more and none less, on the samples through a year."""

import json
import shutil
from pathlib import Path

import pytest
import typer.main
from json_check import faults
from township import copy_township
from typer.testing import CliRunner

import toolkit
from toolkit.author.form_check import FormCheck
from toolkit.author.rule_fixtures import RuleFixture
from toolkit.author.samples import make_demo_folder, samples_folder
from toolkit.cli import app
from toolkit.folder.work_folder import templates_folder
from toolkit.schemas.command_outputs import OUTPUTS, schema_as_text, schema_file_name

DOCUMENTS = Path(__file__).parents[2] / "docs" / "schemas"


def every_command(command=None, words=()):
    command = command or typer.main.get_command(app)
    yield " ".join(words), command
    for name, below in getattr(command, "commands", {}).items():
        yield from every_command(below, (*words, name))


GIVE_JSON = [
    words for words, c in every_command() if any("--json" in getattr(p, "opts", ()) for p in c.params)
]


class Runs:
    """What the commands gave, by their words: every way in which one was called."""

    def __init__(self):
        self.given = {}

    def run(self, words, *more):
        done = CliRunner().invoke(app, [*words.split(), *map(str, more), "--json"])
        assert isinstance(done.exception, SystemExit | None), f"{words}: {done.exception!r}"
        assert done.exit_code in (0, 1), f"{words}: {done.output}"
        made = json.loads(done.stdout)
        self.given.setdefault(words, []).append(made)
        return made


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    home = tmp_path_factory.mktemp("年")
    made = Runs()
    _in_the_first_round(made, home)
    _after_the_second(made, home)
    _of_forms(made, home)
    return made.given


def _in_the_first_round(made, home):
    work = make_demo_folder(home / "一").path
    inbox = home / "收到"
    shutil.copytree(samples_folder() / "第一轮", inbox)
    made.run("init", home / "新", "--form", "xxgk", "--name", "某镇", "--code", "41", "--year", "2024")
    made.run("roster add", "410308105099", "新村", "村社区", "-w", work)
    made.run("roster rename", "新村", "新新村", "-w", work)
    made.run("roster excuse", "新新村", "--why", "并入", "-w", work)
    made.run("roster", "-w", work)
    made.run("distribute", "-w", work)
    made.run("collect", inbox, "-w", work)
    made.run("status", "--remind", "-w", work)
    made.run("return", "-w", work)
    made.run("receipt", "-w", work)
    warned = ("南坡村", "J5")
    made.run("permit", *warned, "--why", "属实", "-w", work)
    made.run("permit", *warned, "--undo", "-w", work)
    path = next(f["path"] for f in made.given["collect"][0]["files"] if f["outcome"] == "accepted")
    made.run("exclude", path, "--why", "重复", "-w", work)
    made.run("exclude", path, "--undo", "-w", work)
    strange = inbox / "不知道是谁的.xlsx"
    shutil.copy(templates_folder() / "xxgk-村社区.xlsx", strange)
    made.run("collect", inbox, "-w", work)
    listed = made.run("adopt", "--all", "-w", work)["list"]
    made.run("adopt", "--list", listed, "-w", work)
    made.run("adopt", strange, "新新村", "--why", "电话核实", "--despite", "样例", "-w", work)


def _after_the_second(made, home):
    work = copy_township(home / "二").path
    open_request = made.run("clock", "-w", work)["units"][0]["requests"][0]["number"]
    made.run("reply", open_request, "-w", work)
    backup = made.run("backup", "-o", home / "备份.zip", "-w", work)["path"]
    made.run("backup", "--check", backup)
    made.run("restore", backup, home / "恢复")
    made.run("doctor", "-w", work)
    (work / "toolkit.toml").rename(work / "设置.toml")
    made.run("doctor", "-w", work)
    (work / "设置.toml").rename(work / "toolkit.toml")
    unit = "410308105002"
    made.run("sign", unit, "-w", work)
    made.run("unsign", unit, "--why", "更正", "-w", work)
    made.run("history", unit, "-w", work)
    made.run("appraise", "--until", "2025-01-20", "-w", work)
    report = made.run("merge", "-w", work)["path"]
    made.run("merge", "--into", report, "-w", work)
    made.run("verify", "-w", work)
    made.run("verify", report, "--children", samples_folder() / "第二轮")
    word = made.run("report", "--date", "2025-01-16", "-w", work)["word"]
    made.run("report", "--publish-check", "-w", work)
    made.run("check", word)
    made.run("check", next((samples_folder() / "第一轮").glob("*石桥村*")))
    made.run("publish", "--on", "2025-01-20", "--despite", "样例", "-w", work)
    made.run("published", "-w", work)
    made.run("published", "--export", home / "取出", "-w", work)
    made.run("rules", "--form", "xxgk")
    made.run("forms", "-w", work)
    made.run("migrate", next((samples_folder() / "第一轮").glob("*石桥村*")), "-o", home / "迁移")
    made.run("next", "-w", work)


def _of_forms(made, home):
    definition = templates_folder() / "njsy.toml"
    made.run("form new", home / "新表样.xlsx")
    made.run("form check", home / "新表样.xlsx")
    made.run("form check", definition)
    made.run("form export", "njsy", "--xlsx", home / "njsy.xlsx")
    made.run("form show", "njsy", "-o", home / "样子")
    work = home / "换"
    made.run("init", work, "--form", "njsy", "--name", "某镇", "--code", "41", "--year", "2024")
    made.run("forms", "--use", "njsy", "-w", work)
    blank = next((home / "样子").glob("*.xlsx"))
    made.run("form adopt", blank, "-o", home / "认出")


@pytest.mark.parametrize("command", GIVE_JSON)
def test_what_a_command_gives_is_what_its_schema_says(runs, command):
    schema = toolkit.output_schema(command)
    found = [line for given in runs[command] for line in faults(given, schema)]
    assert [] == found[:5]


def test_every_command_that_gives_json_has_a_schema_and_no_other():
    assert sorted(OUTPUTS) == sorted(GIVE_JSON)


@pytest.mark.parametrize("command", OUTPUTS)
def test_the_schema_among_the_documents_is_the_one_of_the_types(command):
    assert schema_as_text(command) == (DOCUMENTS / schema_file_name(command)).read_text(encoding="utf-8")


def test_no_schema_is_left_of_a_command_that_is_gone():
    assert {schema_file_name(c) for c in OUTPUTS} == {p.name for p in DOCUMENTS.glob("*.json")}


def test_what_a_program_reads_may_have_keys_that_came_later(runs):
    assert "additionalProperties" not in toolkit.output_schema("init")["$defs"]["InitOutput"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"year": "2024"}, "$.year is no integer"),
        ({"more": 1}, "$.more is not described"),
        ({"year": None}, "$.year is no integer"),
        ({"year": True}, "$.year is no integer"),
    ],
)
def test_what_is_not_as_described_is_found(runs, change, said):
    (given, *_) = runs["init"]
    assert faults(given | change, toolkit.output_schema("init"))[0].startswith(said)
    assert [f"$ has no {k}" for k in list(given)[:1]] == faults(
        dict(list(given.items())[1:]), toolkit.output_schema("init")
    )


def test_what_is_drawn_of_rules_is_described_too():
    form = toolkit.load_form("njsy")
    checked = FormCheck(
        form=form, fixtures=(RuleFixture(form.rules[0], "报告", None, None, (("A1", "B2"),)),)
    )
    assert [] == faults(json.loads(json.dumps(checked.plain())), toolkit.output_schema("form check"))
