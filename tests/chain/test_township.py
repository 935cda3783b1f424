"""The whole chain on a work folder: handed out, filled in, collected, merged, one level up."""

import dataclasses
import json
import shutil
from pathlib import Path

import pytest
from draw import COVER, STAMP, draw, read
from forms import xxgk
from real import typed
from township import sent

from toolkit.author.samples import make_demo_folder, samples_folder
from toolkit.collecting.collect import collect_submissions
from toolkit.collecting.summary_workbook import draw_summary
from toolkit.distributing.distribute import distribute_workbooks
from toolkit.errors import WorkFolderError
from toolkit.figures.check import judge_submissions
from toolkit.folder import roster_workbook
from toolkit.folder.roster import Office, Unit
from toolkit.folder.work_folder import (
    find_work_folder,
    make_work_folder,
    open_work_folder,
    workbook_identity,
    workbook_timestamp,
)
from toolkit.form.grounding import ground_form
from toolkit.form.model import Cell
from toolkit.form.period import Period
from toolkit.form.submission import ACCOUNT, ASKED
from toolkit.ledger.ledger import Ledger
from toolkit.merging.merge import merge_report
from toolkit.reading.identity import identify_workbook
from toolkit.rendering.render import render_workbook
from toolkit.xlsx.open_workbook import open_book

NOW = "2025-01-09T08:00:00+00:00"
UNITS = (
    Unit("0101", "甲村", "村社区", "张三", "1", "2025-01-05"),
    Unit("0102", "乙村", "村社区"),
    Unit("0201", "丙所", "站所"),
    Unit("0301", "党政办", "党政办"),
    Unit("0103", "丁村", "村社区", excused="已并入甲村"),
)


def quiet(*_):
    """Tell nobody."""


def township(path, units=UNITS):
    return make_work_folder(
        path, Office("01", "某镇人民政府", "township", "xxgk", Period.of_year(2024), "2025-01-10"), units
    )


def fill(folder, unit, **more):
    """Draw a rule-keeping submission of *unit*: every number 0, every list 零报告, unless told otherwise."""
    form = folder.form
    figures = {
        c: 0.0
        for c in form.cells_of(unit.kind)
        if form.figure(c).type in ("count", "number") and not dict(form.row(c).trait.starts).get(unit.kind)
    }
    figures |= COVER if unit.kind != "报告" else {}
    figures |= more.pop("figures", {})
    rows = more.pop("rows", {})
    zero = frozenset({r.id for r in form.registers_of(unit.kind)} - rows.keys())
    from toolkit.form.submission import Submission

    return draw(form, Submission(workbook_identity(folder, unit), figures, rows=rows, zero=zero, **more))


def send(folder, inbox, *units, **more):
    inbox.mkdir(exist_ok=True)
    for unit in units:
        (inbox / f"{unit.name}.xlsx").write_bytes(fill(folder, unit, **more))


def states(collected):
    return {u.unit.name: u.state for u in collected.units}


def test_a_work_folder_is_found_from_below_and_its_roster_read_back(tmp_path):
    folder = township(tmp_path / "w")
    (tmp_path / "w" / "深" / "处").mkdir(parents=True)
    assert folder.office == find_work_folder(tmp_path / "w" / "深" / "处").office
    assert folder.roster() == UNITS
    assert find_work_folder(tmp_path) is None


def test_what_is_still_to_fill_in_is_told_at_once(tmp_path):
    make_work_folder(tmp_path, Office("", "", "township", "xxgk", Period.of_year(2024), "2025-01-10"))
    with pytest.raises(WorkFolderError, match=r"缺少 code；\[office\] 缺少 name"):
        open_work_folder(tmp_path)


def test_names_with_quotes_survive_the_settings_file(tmp_path):
    office = Office('0"1', '某镇\\"甲"', "township", "xxgk", Period.of_year(2024), "2025-01-10")
    make_work_folder(tmp_path, office)
    assert open_work_folder(tmp_path).office == office


def test_an_unknown_level_is_refused_with_the_known_ones(tmp_path):
    with pytest.raises(WorkFolderError, match="township（乡镇"):
        make_work_folder(tmp_path, Office("1", "某镇", "village", "xxgk", Period.of_year(2024), ""))


def test_two_units_whose_files_would_bear_one_name_are_refused(tmp_path):
    folder = township(tmp_path, (Unit("1-1", "甲村", "村社区"), Unit("1-1 ", "甲 村", "村社区")))
    with pytest.raises(WorkFolderError, match=r"重复|文件名会相同"):
        distribute_workbooks(folder, None, NOW, quiet)


def test_a_district_hands_out_blank_reports(tmp_path):
    district = make_work_folder(
        tmp_path,
        Office("01", "某区", "district", "xxgk", Period.of_year(2024), ""),
        (Unit("011", "某局", "报告"),),
    )
    (handed,) = distribute_workbooks(district, None, NOW, quiet)
    assert identify_workbook(open_book(handed.path.read_bytes())).who.level == "township"
    found = collect_submissions([tmp_path / "下发"], district, district.form, NOW, quiet)
    assert {"rule_broken", "list_unanswered"} == {f.code for f in found.files[0].findings}


def test_a_work_folder_is_never_made_twice(tmp_path):
    township(tmp_path)
    with pytest.raises(WorkFolderError, match="已经是工作目录"):
        township(tmp_path)


def test_every_fault_of_a_roster_is_told_with_its_cell(tmp_path):
    folder = township(tmp_path)
    bad = (Unit("1", "甲", "村社区"), Unit("1", "", "报告"), Unit("", "甲", "站所"))
    data = roster_workbook.draw_roster_workbook(bad, folder.kinds(), workbook_timestamp(Period.of_year(2024)))
    with pytest.raises(WorkFolderError) as caught:
        roster_workbook.read_roster_workbook(data, folder.kinds())
    told = str(caught.value)
    for part in (
        "A5 单位编码 1 与前面的重复",
        "B5 没有填单位名称",
        "C5 类别“报告”看不懂",
        "A6 没有填单位编码",
        "B6 单位名称 甲 与前面的重复",
    ):
        assert part in told


def test_everyone_but_the_excused_is_handed_a_workbook_of_their_own(tmp_path):
    folder = township(tmp_path)
    handed = distribute_workbooks(folder, None, NOW, quiet)
    assert [h.unit.name for h in handed] == ["甲村", "乙村", "丙所", "党政办"]
    for h in handed:
        who = identify_workbook(open_book(h.path.read_bytes())).who
        assert (h.unit.code, h.unit.name, h.unit.kind, "2024") == (who.unit, who.name, who.kind, who.period)
    with Ledger.open(folder.ledger) as ledger:
        assert [h.sha256 for h in handed] == [x.sha256 for x in ledger.handouts()]


def test_handing_out_again_gives_the_same_bytes(tmp_path):
    folder = township(tmp_path)
    once = [h.sha256 for h in distribute_workbooks(folder, None, NOW, quiet)]
    assert once == [h.sha256 for h in distribute_workbooks(folder, None, "2025-02-02T00:00:00+00:00", quiet)]


def test_a_blank_workbook_is_returned_with_what_to_fill_in(tmp_path):
    folder = township(tmp_path)
    distribute_workbooks(folder, None, NOW, quiet)
    found = collect_submissions([tmp_path / "下发"], folder, folder.form, NOW, quiet)
    assert {"returned"} == {f.outcome for f in found.files}
    codes = {x.code for f in found.files for x in f.findings}
    assert {"list_unanswered", "cover_blank", "rule_broken"} == codes


def test_missing_overdue_and_excused_are_told_apart(tmp_path):
    folder = township(tmp_path)
    (tmp_path / "收").mkdir()
    found = collect_submissions([tmp_path / "收"], folder, folder.form, NOW, quiet)
    assert states(found) == {
        "甲村": "overdue",
        "乙村": "missing",
        "丙所": "missing",
        "党政办": "missing",
        "丁村": "excused",
    }


def test_files_in_are_outcomes_out_and_originals_stay_as_they_were(tmp_path):
    folder, inbox = township(tmp_path / "w"), tmp_path / "收"
    send(folder, inbox, UNITS[1])
    shutil.copy(inbox / "乙村.xlsx", inbox / "乙村(1).xlsx")
    (inbox / "~$乙村.xlsx").write_bytes(b"x")
    (inbox / "说明.docx").write_bytes(b"x")
    (inbox / "旧.xls").write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99) + "Workbook".encode("utf-16-le")
    )
    (inbox / "空.xlsx").write_bytes(b"")
    (inbox / "收.zip").write_bytes(b"PK")
    before = {p: (p.read_bytes(), p.stat().st_mtime_ns, p.stat().st_mode) for p in inbox.iterdir()}
    found = collect_submissions([inbox], folder, folder.form, NOW, quiet)
    assert before == {p: (p.read_bytes(), p.stat().st_mtime_ns, p.stat().st_mode) for p in inbox.iterdir()}
    assert {f.path: f.outcome for f in found.files} == {
        "~$乙村.xlsx": "not_a_submission",
        "说明.docx": "not_a_submission",
        "乙村(1).xlsx": "accepted",
        "乙村.xlsx": "duplicate",
        "旧.xls": "unreadable",
        "空.xlsx": "unreadable",
        "收.zip": "unreadable",
    }
    assert len(before) == found.totals["files"]
    assert all(f.reason for f in found.files if f.outcome != "accepted")


def test_collecting_twice_is_collecting_once(tmp_path):
    folder, inbox = township(tmp_path / "w"), tmp_path / "收"
    send(folder, inbox, *UNITS[:2])
    one = collect_submissions([inbox], folder, folder.form, NOW, quiet)
    two = collect_submissions([inbox], folder, folder.form, NOW, quiet)
    assert {"甲村", "乙村"} == {m.name for m in one.moved}
    assert one.plain() | {"moved": []} == two.plain()
    with Ledger.open(folder.ledger) as ledger:
        assert len(ledger.sightings()) == 2


def test_a_later_file_supersedes_and_the_earlier_never_comes_back(tmp_path):
    folder, inbox = township(tmp_path / "w"), tmp_path / "收"
    send(folder, inbox, UNITS[1])
    collect_submissions([inbox], folder, folder.form, NOW, quiet)
    later = Cell("阵地", "意见箱数", "数量")
    (inbox / "乙村_改.xlsx").write_bytes(fill(folder, UNITS[1], figures={later: 2.0}))
    for _ in range(2):
        found = collect_submissions([inbox], folder, folder.form, NOW, quiet)
        assert {f.path: f.outcome for f in found.files} == {
            "乙村.xlsx": "superseded",
            "乙村_改.xlsx": "accepted",
        }
    only_old = collect_submissions([inbox / "乙村.xlsx"], folder, folder.form, NOW, quiet)
    assert [f.outcome for f in only_old.files] == ["superseded"]
    with Ledger.open(folder.ledger) as ledger:
        assert [("0102", "乙村_改.xlsx")] == [(s.unit, s.path) for s in ledger.standing()]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"unit": "9999"}, "unit_unknown"),
        ({"period": "2023"}, "wrong_period"),
        ({"unit": "0201", "name": "丙所"}, "wrong_kind"),
        ({"fingerprint": "000000000000"}, "wrong_form"),
        ({"form": "other"}, "wrong_form"),
    ],
)
def test_a_workbook_that_is_not_the_one_asked_for_says_which(tmp_path, change, code):
    folder, inbox = township(tmp_path / "w"), tmp_path / "收"
    inbox.mkdir()
    made = read(folder.form, fill(folder, UNITS[1])).submission
    wrong = dataclasses.replace(made, who=made.who._replace(**change))
    (inbox / "x.xlsx").write_bytes(draw(folder.form, wrong))
    (file,) = collect_submissions([inbox], folder, folder.form, NOW, quiet).files
    assert file.outcome == "returned"
    assert code in {f.code for f in file.findings}


def test_a_report_of_another_level_is_returned(tmp_path):
    district = make_work_folder(
        tmp_path / "区",
        Office("01", "某区", "district", "xxgk", Period.of_year(2024), ""),
        (Unit("011", "某镇", "报告"),),
    )
    made = typed(xxgk(), "01", "district")
    sent = dataclasses.replace(
        made, who=workbook_identity(district, district.roster()[0])._replace(level="district")
    )
    (tmp_path / "x.xlsx").write_bytes(draw(xxgk(), sent))
    (file,) = collect_submissions([tmp_path / "x.xlsx"], district, xxgk(), NOW, quiet).files
    (told,) = [f for f in file.findings if f.code == "wrong_office"]
    assert told.message == "报告的层级是 县（市、区），本机关汇总的应为 乡镇（街道、部门）"


def test_what_cannot_be_read_leaves_its_rules_not_judged_and_says_how_many(tmp_path):
    folder, inbox = township(tmp_path / "w"), tmp_path / "收"
    send(folder, inbox, UNITS[1], figures={Cell("互动", "意见收到", "数量"): "很多"})
    (file,) = collect_submissions([inbox], folder, folder.form, NOW, quiet).files
    (told,) = [f for f in file.findings if f.code == "not_judged"]
    assert (told.severity, told.value) == ("hint", "2")  # S1 and the cell's own I5


def test_a_total_that_shows_another_result_is_told_with_both(tmp_path):
    folder, inbox = township(tmp_path / "w"), tmp_path / "收"
    inbox.mkdir()
    cell, form = Cell("村级公开", "公开条数", "数量"), folder.form
    made = read(form, fill(folder, UNITS[1])).submission
    grounded = ground_form(form, "村社区")
    verdicts = judge_submissions(grounded, [made], Period.of_year(2024))[0].verdicts
    wrong = dataclasses.replace(made, figures={**made.figures, cell: 9.0})
    (inbox / "x.xlsx").write_bytes(render_workbook(grounded, made.who, STAMP, wrong, verdicts))
    (file,) = collect_submissions([inbox], folder, form, NOW, quiet).files
    (told,) = file.findings
    assert (told.code, file.outcome, sent(folder, "0102").figures[cell]) == (
        "stale_cache",
        "accepted_with_warnings",
        0.0,
    )
    assert "显示的是 9，按公式应为 0" in told.message


def test_a_file_named_after_another_unit_says_so(tmp_path):
    folder, inbox = township(tmp_path / "w"), tmp_path / "收"
    inbox.mkdir()
    for name in ("0101_甲村.xlsx", "年报0102.xlsx", "10101.xlsx"):
        (inbox / name).write_bytes(fill(folder, UNITS[1]) + b"")
    found = collect_submissions([inbox / "0101_甲村.xlsx"], folder, folder.form, NOW, quiet)
    (told,) = found.files[0].findings
    assert ("other_unit", "unconfirmed") == (told.code, found.files[0].outcome)
    assert "文件里记的是“乙村”，文件名是“0101_甲村.xlsx”，像是“甲村”的" in told.message
    for name in ("年报0102.xlsx", "10101.xlsx"):
        assert () == collect_submissions([inbox / name], None, folder.form, NOW, quiet).files[0].findings


def test_what_stands_in_two_units_lists_is_told_before_it_is_counted_twice(tmp_path):
    folder, inbox = township(tmp_path / "w"), tmp_path / "收"
    from toolkit.form.submission import Row

    row = Row(7, {"平台": "微信公众号", "账号": "醉美某镇", "主办": "本机关", "条数": 3.0})
    send(folder, inbox, *UNITS[:2])
    send(folder, inbox, *UNITS[2:4], rows={"发布": (row,)})
    collect_submissions([inbox], folder, folder.form, NOW, quiet)
    made = merge_report(folder, None, NOW, quiet, partial=False)
    (told,) = [f for f in made.findings if f.code == "key_across"]
    assert "“微信公众号 醉美某镇”在多个单位的“信息发布”里都有：丙所、党政办" in told.message


def test_a_count_typed_over_is_worked_out_again_and_asked_about(tmp_path):
    folder, inbox = township(tmp_path / "w"), tmp_path / "收"
    cell = Cell("村级公开", "公开条数", "数量")
    send(folder, inbox, UNITS[1], figures={cell: 5.0}, stated=frozenset({cell}))
    (file,) = collect_submissions([inbox], folder, folder.form, NOW, quiet).files
    (told,) = file.findings
    assert (told.code, told.message) == ("replaced", "这里自动计算，按“公开台账”是 0，填的却是 5；按 0 计")
    assert ("accepted_with_warnings", True) == (file.outcome, told.to_explain)


def test_a_code_under_another_unit_s_name_is_held_and_a_new_name_only_told(tmp_path):
    folder, inbox = township(tmp_path / "w"), tmp_path / "收"
    inbox.mkdir()
    for name, outcome in (
        ("甲村", "unconfirmed"),
        ("乙 村", "accepted"),
        ("乙新村", "accepted_with_warnings"),
    ):
        (inbox / "乙村.xlsx").write_bytes(fill(folder, UNITS[1]._replace(name=name)))
        (file,) = collect_submissions([inbox], folder, folder.form, NOW, quiet).files
        assert outcome == file.outcome
        said = {"unconfirmed": "乙村", "accepted_with_warnings": name}
        expected = [said[outcome]] if outcome in said else []
        assert expected == [dict(f.args)["expected"] for f in file.findings]


def test_a_link_that_leads_to_itself_stops_nothing(tmp_path):
    folder, inbox = township(tmp_path / "w"), tmp_path / "收"
    inbox.mkdir()
    (inbox / "自己.xlsx").symlink_to("自己.xlsx")
    (file,) = collect_submissions([inbox], folder, folder.form, NOW, quiet).files
    assert "not_a_submission" == file.outcome


def test_every_cell_is_accounted_for(tmp_path):
    folder, inbox = township(tmp_path / "w"), tmp_path / "收"
    send(folder, inbox, UNITS[1])
    (file,) = collect_submissions([inbox], folder, folder.form, NOW, quiet).files
    asked = len(folder.form.cells_of("村社区")) - 5 + len(folder.form.registers_of("村社区"))
    assert asked == file.submission.account[ASKED] == sum(file.submission.account[a] for a in ACCOUNT)


def test_merging_waits_for_everyone_unless_told_not_to(tmp_path):
    folder, inbox = township(tmp_path / "w"), tmp_path / "收"
    send(folder, inbox, UNITS[1], UNITS[3])
    collect_submissions([inbox], folder, folder.form, NOW, quiet)
    made = merge_report(folder, None, NOW, quiet, partial=False)
    assert (made.path, [u.unit.name for u in made.missing]) == (None, ["甲村", "丙所"])
    made = merge_report(folder, None, NOW, quiet, partial=True)
    assert made.path.is_file()
    assert "未计入：甲村、丙所。" in {
        c.raw for c in open_book(made.path.read_bytes()).sheet("报送情况").cells.values()
    }


def test_without_the_lead_office_its_tables_stay_blank_not_zero(tmp_path):
    folder, inbox = township(tmp_path / "w"), tmp_path / "收"
    send(folder, inbox, *UNITS[:3])
    collect_submissions([inbox], folder, folder.form, NOW, quiet)
    made = merge_report(folder, None, NOW, quiet, partial=True)
    assert Cell("表三", "新收", "自然人") not in made.merged.report.figures
    assert made.merged.report.figures[Cell("表二许可", "许可", "数量")] == 0.0
    assert {"B2"} == {f.rule for f in made.findings}


def test_a_figure_leads_back_to_the_cell_it_came_from(tmp_path):
    folder, inbox = township(tmp_path / "w"), tmp_path / "收"
    cell = Cell("阵地", "意见箱数", "数量")
    send(folder, inbox, *UNITS[:4])
    (inbox / "甲村.xlsx").write_bytes(fill(folder, UNITS[0], figures={cell: 7.0}))
    collect_submissions([inbox], folder, folder.form, NOW, quiet)
    made = merge_report(folder, None, NOW, quiet, partial=False)
    part = next(p for p in made.merged.parts[cell] if p.value)
    sheet, _, at = part.source.partition("!")
    from toolkit.form.layout import parse_a1

    stands = open_book((inbox / f"{part.unit}.xlsx").read_bytes()).sheet(sheet).cells[parse_a1(at)]
    assert (part.unit, stands.raw) == ("甲村", "7")


def test_three_townships_reports_make_the_districts_and_it_the_citys(tmp_path):
    """Real reports of three bodies, collected as reports and merged twice."""
    form = xxgk()
    towns = tuple(Unit(f"01{i}", f"第{i}镇", "报告") for i in range(3))
    district = make_work_folder(
        tmp_path / "区", Office("01", "某区", "district", "xxgk", Period.of_year(2024), ""), towns
    )
    inbox = tmp_path / "收"
    inbox.mkdir()
    whole = {}
    for unit, number in zip(towns, ("01", "15", "16"), strict=True):
        made = typed(form, number, "township")
        figures = {
            c: 0.0 for c in form.cells_of("报告") if form.figure(c).type in ("count", "number")
        } | made.figures
        figures = {c: v for c, v in figures.items() if c not in made.stated} | {
            Cell("表二文件", "规章", c): 0.0 for c in ("制发", "废止", "有效")
        }
        sent = dataclasses.replace(
            made,
            who=workbook_identity(district, unit),
            figures=figures,
            stated=frozenset(),
            zero=frozenset({"问题"}),
        )
        (inbox / f"{unit.name}.xlsx").write_bytes(draw(form, sent))
        for c, v in made.figures.items():
            if isinstance(v, float):
                whole[c] = whole.get(c, 0.0) + v
    found = collect_submissions([inbox], district, form, NOW, quiet)
    # 平潭 collects more than 1000 万元: a warning for a township, whose level these stand at here
    assert {"accepted", "accepted_with_warnings"} >= {f.outcome for f in found.files}, [
        x.message for f in found.files for x in f.findings
    ]
    made = merge_report(district, None, NOW, quiet, partial=False)
    assert [f for f in made.findings if f.severity == "error"] == []
    for cell, value in made.merged.report.figures.items():
        if cell in whole and cell.row != "规章" and cell.table in ("表三", "表四", "表二文件"):
            assert whole[cell] == value, cell
    city = make_work_folder(
        tmp_path / "市",
        Office("0", "某市", "city", "xxgk", Period.of_year(2024), ""),
        (Unit("01", "某区", "报告"),),
    )
    found = collect_submissions([made.path], city, form, NOW, quiet)
    assert [f.outcome for f in found.files] == ["accepted"], [
        x.message for f in found.files for x in f.findings
    ]
    up = merge_report(city, None, NOW, quiet, partial=False)
    numbers = {c: v for c, v in made.merged.report.figures.items() if isinstance(v, float)}
    assert numbers == {c: up.merged.report.figures[c] for c in numbers}


def test_collecting_without_a_work_folder_records_nothing_and_says_so(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    found = collect_submissions([samples_folder() / "第一轮"], None, xxgk(), NOW, quiet)
    assert (found.known, found.period, len(found.units)) == (False, "2024", 20)
    assert list(tmp_path.iterdir()) == []


def test_the_summary_shows_every_unit_and_every_finding(tmp_path):
    folder = make_demo_folder(tmp_path / "样例")
    found = collect_submissions([samples_folder() / "第一轮"], folder, folder.form, NOW, quiet)
    book = open_book(draw_summary(found, Period.of_year(2024)))
    told = {c.raw for c in book.sheet("问题清单").cells.values()}
    assert {x.message for u in found.units for x in u.findings} <= told
    assert {u.unit.name for u in found.units} <= {c.raw for c in book.sheet("单位情况").cells.values()}
    assert {f.path for f in found.files} <= {c.raw for c in book.sheet("文件清单").cells.values()}


def test_json_of_a_run_is_what_the_contract_says(tmp_path):
    folder = make_demo_folder(tmp_path / "样例")
    plain = json.loads(
        json.dumps(
            collect_submissions([samples_folder() / "第一轮"], folder, folder.form, NOW, quiet).plain()
        )
    )
    last = ["switched", "changed", "moved", "head"]
    assert list(plain) == ["form", "period", "files", "units", "totals", *last]
    assert list(plain["files"][0]) == [
        "path",
        "sha256",
        "outcome",
        "unit",
        "reason",
        "account",
        "findings",
        "readings",
    ]
    told = next(f for file in plain["files"] for f in file["findings"])
    said = ["code", "rule", "severity", "sheet", "cell", "label", "value", "expected", "read", "likely"]
    said += ["message", "remedy"]
    assert list(told) == [*said, "digest", "explanation"]
    assert list(plain["units"][0]) == [
        "code",
        "name",
        "kind",
        "state",
        "path",
        "to_explain",
        "signed",
        "pending",
    ]


def test_a_folder_that_is_not_a_demo_is_not_touched(tmp_path):
    (tmp_path / "重要.xlsx").write_bytes(b"x")
    with pytest.raises(WorkFolderError, match="不能用来演示"):
        make_demo_folder(tmp_path)
    assert Path(tmp_path / "重要.xlsx").exists()
