"""Two years of one office: last year's report is compared with this year's, cell by cell, and never added."""

import dataclasses
import shutil

import openpyxl
import pytest
from draw import draw, read, submission
from elsewhere import official, turned
from forms import xxgk
from real import load, typed
from township import CARRIED, CARRIED_IN, NOW, last_year, quiet, township, write_reason
from typer.testing import CliRunner

from toolkit.author.sample_submissions import OFFICE
from toolkit.author.samples import samples_folder
from toolkit.cli import app
from toolkit.collecting.collect import collect_submissions
from toolkit.collecting.earlier_periods import read_earlier_reports
from toolkit.distributing.distribute import distribute_workbooks
from toolkit.errors import WorkFolderError
from toolkit.figures.check import judge_submissions
from toolkit.folder.past_periods import LAST
from toolkit.folder.roster import Office, Unit
from toolkit.folder.work_folder import SETTINGS, make_work_folder, open_work_folder, workbook_identity
from toolkit.form.grounding import ground_form
from toolkit.form.layout import PRIOR
from toolkit.form.model import REPORT, Cell, PriorCell
from toolkit.form.period import Period
from toolkit.form.placement import lay_out_workbook
from toolkit.form.submission import Row, Submission
from toolkit.merging.merge import merge_report


@pytest.fixture
def folder(tmp_path):
    return township(tmp_path)


def told(made):
    return {(f.rule or f.code): f for f in made.findings}


def test_a_year_that_follows_from_the_last_is_assessed_and_kept(folder):
    last_year(folder)
    made = merge_report(folder, None, NOW, quiet, partial=False)
    assert {"D3"} == told(made).keys()
    back = read(xxgk(), made.path.read_bytes()).submission
    assert {0.0} == set(back.prior.values())
    assert set(ground_form(xxgk(), REPORT, "township").priors) == back.prior.keys()


def test_a_figure_that_does_not_follow_is_told_with_both_years(folder):
    last_year(folder, 自然人=2, 商业企业=1)
    made = merge_report(folder, None, NOW, quiet, partial=False)
    i6 = [f for f in made.findings if f.rule == "I6"]
    assert ["error"] * len(i6) == [f.severity for f in i6]
    assert {"D8", "E8", "J8"} >= {f.cell for f in i6} >= {"D8"}
    assert any("（上年 四、结转下年度继续办理·自然人（上年数据 C9）2）" in f.message for f in i6), i6
    assert 0.0 == made.merged.report.figures[Cell("表三", "结转", "自然人")], "compared, never added"


def test_without_it_the_rules_are_not_assessable_and_say_so(folder):
    made = merge_report(folder, None, NOW, quiet, partial=False)
    assert "15" == told(made)["no_prior"].value


def test_the_report_of_last_year_may_lie_anywhere(folder, tmp_path):
    path = last_year(folder)
    elsewhere = tmp_path / "去年.xlsx"
    shutil.move(path, elsewhere)
    run = CliRunner().invoke(app, ["merge", "-w", str(folder.path), "--last", str(elsewhere)])
    assert 0 == run.exit_code, run.output
    assert "没有上年数" not in run.output


@pytest.mark.parametrize("layout", [official, turned])
def test_last_year_s_published_tables_are_read_by_their_headings(folder, tmp_path, layout):
    form = xxgk()
    book = layout(form, load("16"))
    book.save(folder.path / LAST)
    found = read_earlier_reports(folder, None)
    grounded = ground_form(form, REPORT, OFFICE.level)
    expected = judge_submissions(grounded, [typed(form, "16")], Period.of_year(2024))[0].figures
    assert {p: expected[p.cell] for p in grounded.priors if p.cell in expected} == found.figures
    assert ["prior_elsewhere"] == [f.code for f in found.findings]
    run = CliRunner().invoke(app, ["merge", "-w", str(folder.path)])
    assert "请对照已公布的上年报告核对“上年数据”表" in run.output


def test_a_workbook_of_something_else_is_not_last_year_s_report(folder):
    openpyxl.Workbook().save(folder.path / LAST)
    with pytest.raises(WorkFolderError, match="不是年度报告工作簿"):
        read_earlier_reports(folder, None)


def test_it_is_no_submission(folder):
    last_year(folder)
    found = collect_submissions([folder.path], folder, folder.form, NOW, quiet)
    assert [] == [f for f in found.files if f.path.endswith(LAST) and f.outcome != "not_a_submission"]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"period": "2022"}, "年度是 2022，应为 2023"),
        ({"unit": "999"}, "的报告"),
        ({"level": "district"}, "层级不同"),
        ({"kind": "村社区"}, "不是年度报告工作簿"),
    ],
)
def test_what_is_not_the_office_s_own_report_of_last_year_is_refused(folder, change, fault):
    made = submission(xxgk(), change.get("kind", REPORT), unit=OFFICE.code, name=OFFICE.name)
    who = made.who._replace(**({"period": "2023"} | change))
    (folder.path / LAST).write_bytes(draw(xxgk(), dataclasses.replace(made, who=who)))
    with pytest.raises(WorkFolderError, match="不能作上年报告") as caught:
        read_earlier_reports(folder, None)
    assert fault in str(caught.value)


def test_a_report_of_an_older_edition_is_read_by_key(folder):
    path = last_year(folder, 自然人=2)
    sent = read(xxgk(), path.read_bytes()).submission
    before = read_earlier_reports(folder, None).figures
    older = sent.who._replace(edition="2020.1", fingerprint="0" * 12)
    path.write_bytes(draw(xxgk(), dataclasses.replace(sent, who=older)))
    assert 2.0 == before[CARRIED_IN]
    assert before == read_earlier_reports(folder, None).figures


def test_a_file_that_is_no_workbook_or_not_there_says_so(folder):
    (folder.path / LAST).write_bytes(b"%PDF-1.7")
    with pytest.raises(WorkFolderError, match="读不出来"):
        read_earlier_reports(folder, None)
    with pytest.raises(WorkFolderError, match="没有上年报告"):
        read_earlier_reports(folder, folder.path / "不在.xlsx")


LEAD = "410308105021"
OPEN = {
    "登记号": "2024-003",
    "性质": "本机关申请",
    "收到": "2024-12-20",
    "类别": "自然人",
    "申请人": "申请人C",
}
LATE = {**OPEN, "登记号": "2024-004", "办结": "2025-01-02", "结果": "r1", "文书": "样例公开〔2025〕1号"}
FORCE = {
    "标题": "办法",
    "文号": "样例政〔2020〕1号",
    "类别": xxgk().options["文件类别"][1].id,
    "牵头": "本机关",
    "公布": "2020-01-01",
    "施行": "2020-02-01",
}
FORCE_TWO = {**FORCE, "文号": "样例政〔2017〕2号"}
GONE = {**FORCE, "文号": "样例政〔2019〕9号", "废止": "2024-06-01", "依据": "样例政〔2024〕2号"}


@pytest.fixture
def second(folder, tmp_path):
    """The office's next year, its settings naming last year's folder, where the lead office sent some open rows."""
    path = next((samples_folder() / "第二轮").glob(f"{LEAD}*"))
    sent = read(xxgk(), path.read_bytes()).submission
    rows = {
        **sent.rows,
        "申请": (*sent.rows["申请"], Row(50, OPEN), Row(51, LATE)),
        "总账": tuple(Row(7 + i, r) for i, r in enumerate((FORCE, GONE))),
    }
    inbox = tmp_path / "补"
    inbox.mkdir()
    again = dataclasses.replace(sent, rows=rows, zero=sent.zero - {"总账"})
    (inbox / f"{LEAD}_党政办公室.xlsx").write_bytes(draw(xxgk(), again))
    found = collect_submissions([inbox], folder, folder.form, NOW, quiet)
    assert {"accepted", "accepted_with_warnings"} >= {f.outcome for f in found.files}
    merge_report(folder, None, NOW, quiet, partial=False)
    made = make_work_folder(
        tmp_path / "第二年",
        dataclasses.replace(OFFICE, period=Period.of_year(2025), deadline="2026-01-10"),
        folder.roster(),
    )
    settings = made.path / SETTINGS
    settings.write_text(
        settings.read_text(encoding="utf-8").replace('# last = "../年度报告2024"', 'last = "../样例"'),
        encoding="utf-8",
    )
    return open_work_folder(made.path)


def test_what_is_not_done_stands_in_next_year_s_blank_register(second):
    handed = {h.unit.code: h for h in distribute_workbooks(second, None, NOW, quiet)}
    assert {LEAD: 3} == {code: h.carried for code, h in handed.items() if h.carried}
    back = read(xxgk(), handed[LEAD].path.read_bytes()).submission
    assert [OPEN, LATE] == [r.values for r in back.rows["申请"]], (
        "private columns too: it is the unit's own workbook"
    )
    assert ["样例政〔2020〕1号"] == [r.values["文号"] for r in back.rows["总账"]]
    assert {} == {c: v for c, v in back.figures.items() if isinstance(v, float)}
    village = next(h for h in handed.values() if h.unit.kind == "村社区")
    assert {} == read(xxgk(), village.path.read_bytes()).submission.rows


def test_last_year_s_folder_gives_its_report_too(second):
    known = read_earlier_reports(second, None).figures
    assert 2.0 == known[CARRIED_IN]
    assert 1.0 == known[PriorCell("表二文件", "规范性文件", "有效", "上年")]


def test_a_folder_that_is_none_is_told(second):
    settings = second.path / SETTINGS
    settings.write_text(settings.read_text(encoding="utf-8").replace("../样例", "../没有"), encoding="utf-8")
    with pytest.raises(WorkFolderError, match="没有上年的台账"):
        distribute_workbooks(open_work_folder(second.path), None, NOW, quiet)


# ── a second year, from the first one's folder to a report somebody explains ───────────────────────────────


def sent_by(folder, unit, blank, rows=None):
    """What *unit* makes of its *blank*: everything 0, every list as it came or 零报告, *rows* instead where given."""
    form = folder.form
    figures = {
        c: 0.0
        for c in form.cells_of(unit.kind)
        if form.figure(c).type in ("count", "number") and not dict(form.row(c).trait.starts).get(unit.kind)
    }
    lists = {**blank.rows, **(rows or {})}
    zero = frozenset({r.id for r in form.registers_of(unit.kind)} - lists.keys())
    return draw(form, dataclasses.replace(blank, figures=figures, rows=lists, zero=zero), year=2025)


def test_two_years_of_samples_end_to_end(second, tmp_path):
    """Year two: blanks carry what was open; a ledger entry that went missing breaks I7, is explained, changes again."""
    later = "2026-01-05T08:00:00+00:00"
    blanks = {
        h.unit: read(xxgk(), h.path.read_bytes()).submission
        for h in distribute_workbooks(second, None, later, quiet)
    }
    inbox = tmp_path / "第二年收"
    inbox.mkdir()
    lead = next(u for u in blanks if u.code == LEAD)
    done = {**OPEN, "办结": "2025-01-15", "结果": "r1", "文书": "样例公开〔2025〕2号"}
    for unit, blank in blanks.items():
        rows = (
            {"申请": (blank.rows["申请"][0]._replace(values=done), blank.rows["申请"][1])}
            if unit == lead
            else {}
        )
        (inbox / f"{unit.code}.xlsx").write_bytes(sent_by(second, unit, blank, rows))
    found = collect_submissions([inbox], second, second.form, later, quiet)
    assert {"received"} == {u.state for u in found.units if not u.unit.excused}, [
        (u.unit.name, f.message) for u in found.units for f in u.findings if f.severity == "error"
    ]
    made = merge_report(second, None, later, quiet, partial=False)
    figures = made.merged.report.figures
    assert 2.0 == figures[Cell("表三", "结转", "总计")], (
        "counted afresh from the register, and equal to last year's"
    )
    assert 1.0 == figures[Cell("表二文件", "规范性文件", "有效")]
    assert set() == {f.rule for f in made.findings if f.rule in ("I6", "I7", "I8")}

    def without(**rows):
        (inbox / f"{LEAD}_again.xlsx").write_bytes(sent_by(second, lead, blanks[lead], rows))
        collect_submissions([inbox / f"{LEAD}_again.xlsx"], second, second.form, later, quiet)
        made = merge_report(second, None, later, quiet, partial=False)
        return made, [f for f in made.findings if f.rule == "I7"]

    kept = {"申请": (blanks[lead].rows["申请"][0]._replace(values=done), blanks[lead].rows["申请"][1])}
    two = (*blanks[lead].rows["总账"], blanks[lead].rows["总账"][0]._replace(number=9, values={**FORCE_TWO}))
    made, told_ = without(**kept, 总账=two)
    assert [""] == [f.explanation for f in told_]
    write_reason(made.path, told_[0], "上级划转一件")
    made, told_ = without(**kept, 总账=two)
    assert ["上级划转一件"] == [f.explanation for f in told_]
    three = (*two, two[-1]._replace(number=10, values={**FORCE_TWO, "文号": "样例政〔2018〕3号"}))
    made, told_ = without(**kept, 总账=three)
    assert ["rule_broken", "explanation_expired"] == [f.code for f in told_]


def test_a_district_prints_last_year_s_figures_into_its_townships_blanks(folder, tmp_path):
    """Locked, to be compared with: the township need not type what the district already has."""
    town = Unit("0110", "某镇", REPORT)
    before = make_work_folder(
        tmp_path / "区2024", Office("01", "某区", "district", "xxgk", Period.of_year(2024), ""), (town,)
    )
    form = xxgk()
    grounded = ground_form(form, REPORT, "township")
    zeros = {c: 0.0 for c in grounded.inputs if form.figure(c).type in ("count", "number")}
    figures = {**zeros, CARRIED: 2.0, CARRIED._replace(row="新收"): 2.0}
    sent = Submission(
        workbook_identity(before, town), figures, zero=frozenset(r.id for r in form.registers_of(REPORT))
    )
    inbox = tmp_path / "收"
    inbox.mkdir()
    (inbox / "某镇.xlsx").write_bytes(draw(form, sent))
    assert {"received"} == {u.state for u in collect_submissions([inbox], before, form, NOW, quiet).units}
    after = make_work_folder(
        tmp_path / "区2025", Office("01", "某区", "district", "xxgk", Period.of_year(2025), ""), (town,)
    )
    settings = after.path / SETTINGS
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace('# last = "../年度报告2024"', 'last = "../区2024"'), encoding="utf-8")
    (handed,) = distribute_workbooks(open_work_folder(after.path), None, NOW, quiet)
    blank = read(form, handed.path.read_bytes()).submission
    assert 2.0 == blank.prior[CARRIED_IN]
    assert set(grounded.priors) == blank.prior.keys()
    at = lay_out_workbook(form, REPORT).priors[CARRIED_IN]
    book = openpyxl.load_workbook(handed.path)
    assert book[PRIOR][at.a1].protection.locked
