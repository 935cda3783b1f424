"""A warning is explained, an error is let pass: for the figures there were, and for no others."""

import dataclasses
import json
import os

import openpyxl
import pytest
from draw import draw, read
from forms import xxgk
from township import NOW, last_year, quiet, township, write_reason
from typer.testing import CliRunner

from toolkit.author.samples import samples_folder
from toolkit.cli import app
from toolkit.collecting.collect import collect_submissions
from toolkit.collecting.decisions import permit_findings, revoke_permissions
from toolkit.distributing.distribute import distribute_workbooks
from toolkit.errors import WorkFolderError
from toolkit.form.layout import EXPLAINED, UNITS
from toolkit.form.model import REPORT, Cell
from toolkit.form.placement import lay_out_workbook
from toolkit.ledger.ledger import Ledger
from toolkit.merging.merge import merge_report
from toolkit.reading.by_unit_figures import PooledSheets
from toolkit.sheets.by_unit_sheets import NOTE
from toolkit.sheets.styles import WARN
from toolkit.xlsx.open_workbook import open_book

VILLAGE = "410308105201"
SHOULD, DID = Cell("互动", "应财务公开", "数量"), Cell("互动", "财务公开", "数量")
S3 = "S3.互动.财务公开.数量"


@pytest.fixture
def folder(tmp_path):
    return township(tmp_path)


@pytest.fixture
def send(folder, tmp_path):
    """Return a function that has a village send its sample again, with other figures and explanations."""
    path = next((samples_folder() / "第二轮").glob("*村*"))
    sent = read(xxgk(), path.read_bytes()).submission
    turn = [0]

    def again(figures, **said):
        turn[0] += 1
        inbox = tmp_path / f"来{turn[0]}"
        inbox.mkdir()
        made = dataclasses.replace(
            sent,
            figures={**sent.figures, **figures},
            explanations={k.replace("_", "."): v for k, v in said.items()},
        )
        file = inbox / path.name
        file.write_bytes(draw(xxgk(), made))
        os.utime(file, (2e9 + turn[0],) * 2)
        found = collect_submissions([inbox], folder, folder.form, NOW, quiet)
        return next(u for u in found.units if u.unit.code == sent.who.unit)

    again.unit, again.name = sent.who.unit, sent.who.name
    return again


def told(unit):
    return {f.rule: f for f in unit.findings if f.code == "rule_broken"}


FEW, FEWER = {SHOULD: 4.0, DID: 3.0}, {SHOULD: 4.0, DID: 2.0}


def explained(text):
    return {"S3_互动.财务公开.数量": text}


def noted(path, cell):
    """Return what stands beside a figure on 分单位数据."""
    book = open_book(path.read_bytes())
    sheet = book.sheet(UNITS)
    return sheet.cells[PooledSheets(book).at[cell.name], NOTE].raw


def test_a_warning_waits_for_an_explanation_and_stands_with_one(send):
    unit = send(FEW)
    assert 1 == unit.to_explain
    assert "received" == unit.state
    unit = send(FEW, **explained("第四季度疫情，未公开"))
    assert (0, "第四季度疫情，未公开") == (unit.to_explain, told(unit)["S3"].explanation)


def test_a_fresh_workbook_with_the_same_figures_needs_no_second_explanation(send):
    send(FEW, **explained("已核"))
    assert "已核" == told(send(FEW))["S3"].explanation


def test_an_explanation_dies_with_its_figures_until_it_is_written_anew(send):
    send(FEW, **explained("已核"))
    unit = send(FEWER, **explained("已核"))
    expired = next(f for f in unit.findings if f.code == "explanation_expired")
    assert 1 == unit.to_explain
    assert "S3" == expired.rule
    assert "“已核”是针对原来的数写的" in expired.message
    assert "3" in expired.message, "the figures it was written for are told"
    assert 0 == send(FEWER, **explained("已核，又少一次")).to_explain
    assert 0 == send(FEW, **explained("已核")).to_explain, "the old figures come back, and so does their text"


def test_a_rule_that_holds_needs_no_word(send):
    unit = send({SHOULD: 4.0, DID: 4.0}, **explained("多余的话"))
    assert "S3" not in told(unit)


def test_collecting_the_same_files_again_changes_nothing(send, folder, tmp_path):
    send(FEW, **explained("已核"))
    send(FEWER, **explained("已核"))
    before = [told(u) for u in collect_submissions([tmp_path / "来2"], folder, folder.form, NOW, quiet).units]
    after = [
        told(u)
        for u in collect_submissions(
            [tmp_path / "来1", tmp_path / "来2"], folder, folder.form, NOW, quiet
        ).units
    ]
    assert before == after


def test_a_second_blank_carries_what_still_stands(send, folder):
    send(FEW, **explained("已核"))
    handed = {h.unit.code: h.path for h in distribute_workbooks(folder, None, NOW, quiet)}
    assert {S3: "已核"} == read(xxgk(), handed[send.unit].read_bytes()).submission.explanations
    send(FEWER, **explained("已核"))
    handed = {h.unit.code: h.path for h in distribute_workbooks(folder, None, NOW, quiet)}
    assert {} == read(xxgk(), handed[send.unit].read_bytes()).submission.explanations


def annex(path):
    sheet = open_book(path.read_bytes()).sheet(EXPLAINED)
    rows = {r for r, _ in sheet.cells}
    return [
        tuple(sheet.cells[r, c].raw if (r, c) in sheet.cells else "" for c in range(6)) for r in sorted(rows)
    ]


def test_the_report_prints_what_was_explained_and_what_was_not(send, folder):
    send(FEW, **explained("已核"))
    made = merge_report(folder, None, NOW, quiet, partial=False)
    assert [("S3", "已核", "已说明")] == [
        (r[1], r[4], r[5]) for r in annex(made.path) if (r[0], r[1]) == (send.name, "S3")
    ]
    assert f"有说明：{send.name}" == noted(made.path, DID)
    at = lay_out_workbook(xxgk(), REPORT).at[DID]
    book = openpyxl.load_workbook(made.path)
    cell = book[at.sheet][at.a1]
    assert f"【汇总注明】有说明：{send.name}。见“说明”" == cell.comment.text
    assert not cell.fill.fgColor.rgb.endswith(WARN[1:]), (
        "a note is no error: the county sees a figure like any other"
    )
    link = (
        book[UNITS].cell(PooledSheets(open_book(made.path.read_bytes())).at[DID.name] + 1, NOTE + 1).hyperlink
    )
    sheet, _, a1 = link.location.rpartition("!")
    assert (send.name, "S3", "已核") == tuple(
        book[sheet.strip("'")][a1].offset(0, i).value for i in (0, 1, 4)
    )
    send(FEWER)
    made = merge_report(folder, None, NOW, quiet, partial=False)
    assert openpyxl.load_workbook(made.path)[at.sheet][at.a1].comment is None
    assert [("S3", "（未说明）", "未说明")] == [
        (r[1], r[4], r[5]) for r in annex(made.path) if (r[0], r[1]) == (send.name, "S3")
    ]


# ── the office's own report, over two years ────────────────────────────────────────────────────────────────


def test_what_breaks_across_the_years_is_explained_once_and_again_when_it_changes(folder):
    def last(valid):
        last_year(folder, more={Cell("表二文件", "规范性文件", "有效"): valid})

    last(3.0)
    made = merge_report(folder, None, NOW, quiet, partial=False)
    assert [""] == [f.explanation for f in made.findings if f.rule == "I7"]
    write_reason(made.path, next(f for f in made.findings if f.rule == "I7"), "两件到期未续")
    made = merge_report(folder, None, NOW, quiet, partial=False)
    assert ["两件到期未续"] == [f.explanation for f in made.findings if f.rule == "I7"]
    made = merge_report(folder, None, NOW, quiet, partial=False)
    assert ["两件到期未续"] == [f.explanation for f in made.findings if f.rule == "I7"], (
        "merging again keeps it"
    )
    above = read(xxgk(), made.path.read_bytes()).submission
    assert ["两件到期未续"] == list(above.explanations.values()), "the level above reads it in the report"
    last(4.0)
    made = merge_report(folder, None, NOW, quiet, partial=False)
    assert [("rule_broken", ""), ("explanation_expired", "")] == [
        (f.code, f.explanation) for f in made.findings if f.rule == "I7"
    ]
    assert {} == read(xxgk(), made.path.read_bytes()).submission.explanations, (
        "an expired text is not handed on"
    )


def test_a_stranger_s_file_in_the_report_s_place_is_not_overwritten(folder):
    folder.report.write_bytes(b"%PDF-1.7")
    with pytest.raises(WorkFolderError, match="没有覆盖它"):
        merge_report(folder, None, NOW, quiet, partial=False)
    village = next((samples_folder() / "第二轮").glob("*村*")).read_bytes()
    folder.report.write_bytes(village)
    with pytest.raises(WorkFolderError, match="没有覆盖它"):
        merge_report(folder, None, NOW, quiet, partial=False)
    assert village == folder.report.read_bytes()


# ── errors ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def wrong(send):
    """A village whose file breaks I5 once."""
    cell = Cell("互动", "监委会审核", "数量")
    unit = send({cell: 1.5})
    assert "returned" == unit.state
    (found,) = (f for f in unit.findings if f.severity == "error")
    return cell, found


def test_an_error_is_not_explained_away_by_the_unit(send, wrong):
    cell, found = wrong
    unit = send({cell: 1.5}, **{found.instances[0].replace(".", "_"): "就是这样"})
    assert "returned" == unit.state


def test_the_office_may_let_an_error_pass_for_these_figures(send, wrong, folder):
    cell, found = wrong
    passed = permit_findings(folder, send.unit, found.rule, "半次按规定计", "办公室", NOW)
    assert [found.digest] == [f.digest for f in passed]
    unit = send({cell: 1.5})
    assert "received" == unit.state
    assert "本机关准予通过：半次按规定计（办公室）" == told(unit)[found.rule].explanation
    made = merge_report(folder, None, NOW, quiet, partial=False)
    assert "本机关准予通过：半次按规定计（办公室）" in [r[4] for r in annex(made.path)]
    assert "returned" == send({cell: 2.5}).state, "other figures, another error"


def test_what_was_let_pass_can_be_taken_back_and_stays_on_record(send, wrong, folder):
    cell, found = wrong
    permit_findings(folder, send.unit, found.rule, "理由", "", NOW)
    assert 1 == revoke_permissions(folder, send.unit, found.rule, NOW)
    assert "returned" == send({cell: 1.5}).state
    with Ledger.open(folder.ledger) as ledger:
        assert [("理由", NOW)] == [(p.why, p.ended) for p in ledger.permissions()]
    with pytest.raises(WorkFolderError, match="没有准予通过的记录"):
        revoke_permissions(folder, send.unit, found.rule, NOW)


def test_nothing_passes_without_reason_unit_or_error(send, wrong, folder):
    rule = wrong[1].rule
    for unit, asked, why, fault in (
        (send.unit, rule, " ", "要写明理由"),
        ("999", rule, "理由", "没有收到过"),
        (send.unit, "I1", "理由", f"可以准予通过的规则或问题：{rule}"),
    ):
        with pytest.raises(WorkFolderError, match=fault):
            permit_findings(folder, unit, asked, why, "", NOW)


def test_the_command_says_what_now_passes(send, wrong, folder):
    rule, work = wrong[1].rule, ["-w", str(folder.path)]
    run = CliRunner().invoke(
        app, ["permit", send.unit, rule, "--why", "理由", "--by", "办公室", "--json", *work]
    )
    assert 0 == run.exit_code, run.output
    assert [rule] == [f["rule"] for f in json.loads(run.output)["permitted"]]
    run = CliRunner().invoke(app, ["permit", send.unit, rule, "--undo", *work])
    assert "已收回" in run.output
