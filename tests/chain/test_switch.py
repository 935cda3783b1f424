"""A rule an office weighs otherwise than the form: by data, with a reason, and said in every output."""

import json

import pytest
from draw import PERIOD, STAMP
from draw import draw as draw_own
from forms import xxgk
from typer.testing import CliRunner

from toolkit.cli import app
from toolkit.errors import WorkFolderError
from toolkit.figures.check import judge_submissions
from toolkit.folder.roster import Office, Unit
from toolkit.folder.work_folder import (
    SETTINGS,
    SUMMARY,
    make_work_folder,
    open_work_folder,
    workbook_identity,
)
from toolkit.form.grounding import ground_form
from toolkit.form.layout import BOOK, CHECKS
from toolkit.form.model import Cell
from toolkit.form.submission import Submission
from toolkit.rendering.render import render_workbook
from toolkit.xlsx.open_workbook import open_book

UNIT = Unit("001", "甲村", "村社区", "", "")
WHY = "本镇意见箱由县里统一答复"


@pytest.fixture
def folder(tmp_path):
    office = Office("410308", "某镇人民政府", "township", "xxgk", PERIOD, "2099-01-10")
    return make_work_folder(tmp_path / "镇", office, (UNIT,))


def switch(folder, text):
    path = folder.path / SETTINGS
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")
    return open_work_folder(folder.path)


def filled(folder):
    """The village's workbook, more answered than received."""
    grounded = ground_form(xxgk(), "村社区")
    who = workbook_identity(folder, UNIT)
    figures = {c: 0.0 for c in grounded.inputs if xxgk().figure(c).type == "count"}
    figures[Cell("互动", "意见答复", "数量")] = 3.0
    made = Submission(who, figures, zero=frozenset(r.id for r in xxgk().registers_of("村社区")))
    return render_workbook(
        grounded, who, STAMP, made, judge_submissions(grounded, [made], PERIOD)[0].verdicts
    )


def collected(folder):
    inbox = folder.path.parent / "收到"
    inbox.mkdir(exist_ok=True)
    (inbox / "001_甲村.xlsx").write_bytes(filled(folder))
    return CliRunner().invoke(app, ["collect", str(inbox), "-w", str(folder.path), "--json"])


def test_a_rule_turned_to_a_warning_returns_no_file_and_says_so(folder):
    before = json.loads(collected(folder).stdout)
    assert ("returned", "error") == (before["files"][0]["outcome"], rule(before, "S1")["severity"])
    assert [] == before["switched"]
    switched = switch(folder, f'[rules]\nS1 = {{ severity = "warning", why = "{WHY}" }}\n')
    run = collected(switched)
    after = json.loads(run.stdout)
    assert ("accepted_with_warnings", "warning") == (
        after["files"][0]["outcome"],
        rule(after, "S1")["severity"],
    )
    assert [f"S1 改为提示：{WHY}"] == after["switched"]
    assert 0 == run.exit_code


def rule(said, name):
    return next(f for f in said["files"][0]["findings"] if f["rule"] == name)


def test_a_rule_switched_off_is_not_judged_and_every_output_says_so(folder):
    switched = switch(folder, f'[rules]\nS1 = {{ severity = "off", why = "{WHY}" }}\n')
    said = json.loads(collected(switched).stdout)
    assert "S1" not in {f["rule"] for f in said["files"][0]["findings"]}
    told = f"S1 停用：{WHY}"
    summary = open_book((folder.path / SUMMARY).read_bytes())
    assert any(told in c.raw for s in summary.sheets for c in s.cells.values())
    run = CliRunner()
    inbox = str(folder.path.parent / "收到")
    assert told in run.invoke(app, ["collect", inbox, "-w", str(folder.path)]).stdout
    assert told in run.invoke(app, ["merge", "-w", str(folder.path)]).stdout
    assert [told] == json.loads(run.invoke(app, ["merge", "-w", str(folder.path), "--json"]).stdout)[
        "switched"
    ]
    entry = next(
        e
        for e in json.loads(run.invoke(app, ["rules", "-w", str(folder.path), "--json"]).stdout)
        if e["rule"] == "S1"
    )
    assert ("off", "停用", WHY) == (entry["severity"], entry["grade"], entry["switch"])
    for path in (*(folder.path / "下发").glob("*.xlsx"), next(folder.path.glob("*年度报告.xlsx"))):
        book = open_book(path.read_bytes())
        for sheet in (CHECKS, BOOK):
            assert any(WHY in c.raw for c in book.sheet(sheet).cells.values()), (path, sheet)


def test_a_workbook_handed_out_before_is_still_ours(folder):
    """A switch is the office's word, no new edition: what was handed out stays good."""
    switched = switch(folder, f'[rules]\nS1 = {{ severity = "off", why = "{WHY}" }}\n')
    assert folder.form.fingerprint("村社区") == switched.form.fingerprint("村社区")
    one = draw_own(folder.form, Submission(workbook_identity(folder, UNIT)))
    two = draw_own(switched.form, Submission(workbook_identity(folder, UNIT)))
    assert open_book(one).sheet("工作情况").cells == open_book(two).sheet("工作情况").cells


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('S1 = { severity = "off" }', "S1 要写明理由"),
        ('S1 = { severity = "off", why = " " }', "S1 要写明理由"),
        ('S1 = "off"', "S1 要写明理由"),
        ('S1 = { severity = "error", why = "x" }', "S1 的 severity 应为 warning、hint、off 之一，实为 error"),
        ('S3 = { severity = "warning", why = "x" }', "S3 的 severity 应为 hint、off 之一，实为 warning"),
        ('X9 = { severity = "off", why = "x" }', "没有规则 X9"),
    ],
)
def test_a_switch_only_makes_a_rule_weigh_less_and_never_without_a_reason(folder, text, fault):
    with pytest.raises(WorkFolderError, match=r"\[rules\]") as caught:
        switch(folder, f"[rules]\n{text}\n")
    assert fault in str(caught.value)


def test_a_rule_on_trial_never_returns_a_file():
    form = xxgk()
    beta = {r.id: (r.severity, r.weight) for r in form.rules if r.beta}
    assert {"B5", "F5", "R3"} == beta.keys()
    assert "error" not in {weight for _, weight in beta.values()}
