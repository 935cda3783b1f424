"""What is counted of every unit, who is ranked before whom, what is said to whom, what a receipt holds."""

import os
import re
from datetime import UTC, datetime

import pytest
from draw import draw, submission
from forms import xxgk
from inbox import quiet

from toolkit.campaign.appraisal import circular_text, write_appraisal
from toolkit.campaign.campaign import UnitProgress, appraisal_rules, load_campaign
from toolkit.campaign.ranks import rank_units
from toolkit.campaign.receipts import write_receipts
from toolkit.campaign.reminders import all_reminders_text, group_reminder, list_reminders
from toolkit.campaign.status import write_status
from toolkit.collecting.collect import collect_submissions
from toolkit.collecting.decisions import exclude_file
from toolkit.errors import WorkFolderError
from toolkit.folder.roster import Office, Unit
from toolkit.folder.work_folder import APPRAISAL, OVERVIEW, REMINDERS, make_work_folder
from toolkit.form.model import Cell
from toolkit.form.period import Period
from toolkit.xlsx.open_workbook import open_book

NOW = "2025-01-15T08:00:00+00:00"
DUE = "2025-01-10"
A, B, C, D, E, F = UNITS = (
    Unit("001", "甲村", "村社区", "张某", "1"),
    Unit("002", "乙村", "村社区", "李某", "2"),
    Unit("003", "丙村", "村社区"),
    Unit("004", "丁村", "村社区"),
    Unit("005", "戊村", "村社区", deadline="2025-01-20"),
    Unit("006", "己村", "村社区", excused="已并入甲村"),
)


def village(unit, **figures):
    """A village's workbook, all 0 but *figures* of 互动; more answered than received is an error."""
    form = xxgk()
    zeros = {c: 0.0 for c in form.cells_of("村社区") if form.figure(c).type == "count"}
    given = {Cell("互动", k, "数量"): float(v) for k, v in figures.items()}
    lists = frozenset(r.id for r in form.registers_of("村社区"))
    made = submission(form, "村社区", {**zeros, **given}, zero=lists, unit=unit.code, name=unit.name)
    return draw(form, made)


@pytest.fixture
def folder(tmp_path):
    made = make_work_folder(
        tmp_path / "w", Office("01", "某镇", "township", "xxgk", Period.of_year(2024), DUE), UNITS
    )
    (tmp_path / "收").mkdir()
    return made


def send(folder, name, data, day, at=NOW):
    """Put a file saved on *day* into the inbox and collect at *at*."""
    path = folder.path.parent / "收" / name
    path.write_bytes(data)
    when = datetime.fromisoformat(f"{day}T04:00:00+00:00").timestamp()
    os.utime(path, (when, when))
    collect_submissions([path], folder, folder.form, at, quiet)
    return path


@pytest.fixture
def played(folder):
    """甲 in time and right; 乙 in time, wrong, then right; 丙 late and right; 丁 never; 戊 has longer; 己 is excused."""
    send(folder, "甲.xlsx", village(A, 意见收到=1), "2025-01-08")
    send(folder, "乙.xlsx", village(B, 意见收到=2, 意见答复=3), "2025-01-09")
    send(folder, "乙再.xlsx", village(B, 意见收到=3, 意见答复=3), "2025-01-14")
    send(folder, "丙.xlsx", village(C, 意见收到=4, 应财务公开=4, 财务公开=3), "2025-01-12")
    send(folder, "坏.xlsx", b"PK\x03\x04 damaged", "2025-01-12")
    return folder


def line(folder, unit, now=NOW):
    return next(x for x in load_campaign(folder, now).lines if x.now.unit == unit)


def test_every_unit_is_counted_as_the_rules_say(played):
    counted = {
        x.now.unit.code: (x.day, x.late, x.returns, x.first_errors, x.errors, x.now.to_explain)
        for x in load_campaign(played, NOW).lines
    }
    assert counted == {
        "001": ("2025-01-08", 0, 0, 0, 0, 0),
        "002": ("2025-01-09", 0, 1, 1, 0, 0),  # sent again after the deadline: not late, returned once
        "003": ("2025-01-12", 2, 0, 0, 0, 1),
        "004": ("", 5, 0, 0, 0, 0),
        "005": ("", 0, 0, 0, 0, 0),
        "006": ("", 0, 0, 0, 0, 0),
    }


def test_those_who_were_right_in_time_come_first_and_equals_share_a_rank(played):
    found = rank_units(load_campaign(played, NOW))
    assert [("001", 1), ("002", 2), ("003", 3), ("005", 4), ("004", 5), ("006", None)] == [
        (a.line.now.unit.code, a.rank) for a in found
    ]
    send(played, "戊.xlsx", village(E, 意见收到=9), "2025-01-14")
    ranks = load_campaign(played, NOW).ranked()
    assert (1, 1, 3) == (ranks["001"], ranks["005"], ranks["002"])
    assert "006" not in ranks


def test_a_file_the_office_left_out_counts_for_nothing(played):
    exclude_file(played, played.path.parent / "收" / "乙.xlsx", "发错了", "", NOW)
    assert (0, 0) == (line(played, B).returns, line(played, B).first_errors)
    assert "2025-01-14" == line(played, B).day


def test_the_same_file_again_is_no_second_return(played):
    send(played, "乙 (1).xlsx", village(B, 意见收到=2, 意见答复=3), "2025-01-13")
    assert 1 == line(played, B).returns


def test_a_clock_that_runs_ahead_makes_nobody_later_than_he_came(folder):
    send(folder, "甲.xlsx", village(A), "2031-01-01", at="2025-01-09T08:00:00+00:00")
    assert (0, datetime(2025, 1, 9, 8, tzinfo=UTC).astimezone().date().isoformat()) == (
        line(folder, A).late,
        line(folder, A).day,
    )


def test_the_group_is_told_who_is_missing_and_who_has_to_mend(played):
    text = group_reminder(load_campaign(played, NOW))
    assert "应报 5 个单位，已收 3 个" in text
    assert "逾期未交（1）：丁村" in text
    assert "未交（1）：戊村" in text
    assert "有提示要写说明（1）：丙村" in text
    assert "己村" not in text
    assert "（0）" not in text, "what nobody is in is not named"


def test_every_unit_that_has_to_act_is_told_what_and_until_when(played):
    send(played, "甲错.xlsx", village(A, 意见收到=1, 意见答复=2), "2025-01-14")
    found = {r.unit: r for r in list_reminders(load_campaign(played, NOW))}
    assert ["004", "001", "005", "003"] == list(found)
    assert "已超过 5 天" in found["004"].text
    assert DUE in found["004"].text
    assert "2025-01-20" in found["005"].text
    assert re.search(
        r"有 1 处要改：1．工作情况 B23（已答复）：.*17|有 1 处要改：1．工作情况 B23", found["001"].text
    )
    assert "要核对或说明" in found["003"].text
    assert ("张某", "1") == (found["001"].contact, found["001"].phone)
    assert "名册里没有电话" in all_reminders_text(load_campaign(played, NOW))


def test_nothing_is_sent_and_what_is_written_is_named(played):
    found = write_status(played, None, NOW, remind=True, html=True)
    assert [REMINDERS, OVERVIEW] == [p.name for p in found.written]
    assert all(p.is_file() for p in found.written)
    assert found.must_act
    assert {"村社区": (3, 5)} == found.by_kind
    assert "已过 5 天" in found.campaign.left
    before = {p.name for p in played.path.iterdir()}
    write_status(played, None, NOW, remind=False, html=False)
    assert before == {p.name for p in played.path.iterdir()}


def test_the_circular_names_who_is_late_or_wrong_and_until_when(played):
    done = write_appraisal(played, "2025-01-18", None, NOW)
    text = circular_text(load_campaign(played, NOW), "2025-01-18")
    assert APPRAISAL == done.workbook.name
    assert (
        "截至2025年1月15日，应报送的5个单位中，已报送3个，按期报送2个，一次合格2个，一次合格率66.7%" in text
    )
    assert "一次合格的单位：甲村" in text
    assert "丁村：没有报送，已逾期 5 天" in text
    assert "丙村：迟报 2 天；1 处提示没有说明" in text
    assert not {"乙村", "戊村"} & set(re.findall(r"．(..)：", text.split("予以通报")[1]))
    assert "2025年1月18日前整改" in text
    book = open_book(done.workbook.read_bytes())
    rules = {c.raw for c in book.sheet("计算办法").cells.values()}
    assert {text for rule in appraisal_rules(Period.of_year(2024)) for text in rule} <= rules
    cells = {c.raw for c in book.sheet("考核情况").cells.values()}
    assert "免报：已并入甲村" in cells
    assert len(UNITS) == len(done.units)


def test_faults_are_to_be_put_right_in_five_days_unless_said(played):
    path = write_appraisal(played, "", None, NOW).workbook
    assert any("2025年1月20日" in c.raw for c in open_book(path.read_bytes()).sheet("通报").cells.values())


def test_every_submission_gets_a_receipt_and_so_does_what_cannot_be_read(played):
    made = write_receipts(played, (), None, NOW, quiet)
    assert 5 == len(made) == len({m.path for m in made})
    texts = {m.sent.path: m.path.with_suffix(".txt").read_text(encoding="utf-8") for m in made}
    assert "退回修改，没有采用：另有一份" in texts["乙.xlsx"]
    assert "1．工作情况 B23" in texts["乙.xlsx"]
    assert "通过，已采用" in texts["乙再.xlsx"]
    assert "看不出是哪个单位" in texts["坏.xlsx"]
    for m in made:
        cells = {c.raw for c in open_book(m.path.read_bytes()).sheet("回执").cells.values()}
        assert m.sent.sha256 in cells
        assert "收件人（签名）" in cells
        assert m.sent.sha256[:16] in texts[m.sent.path]
    one = write_receipts(played, ["002"], played.path / "别处", NOW, quiet)
    assert {"002"} == {m.sent.unit for m in one}
    with pytest.raises(WorkFolderError, match="999"):
        write_receipts(played, ["999"], None, NOW, quiet)


def test_own_outputs_are_no_submissions(played):
    """Someone collects the whole work folder: what we wrote into it is told apart."""
    write_receipts(played, (), None, NOW, quiet)
    write_status(played, None, NOW, remind=True, html=True)
    write_appraisal(played, "", None, NOW)
    found = collect_submissions([played.path], played, played.form, NOW, quiet)
    assert {"not_a_submission"} == {f.outcome for f in found.files}
    assert not [f for f in found.files if f.reason != "本工具自己的文件"] or {f.reason for f in found.files}


def test_without_a_ledger_the_next_step_is_said(folder):
    with pytest.raises(WorkFolderError, match="toolkit collect"):
        load_campaign(folder, NOW)


def test_a_unit_is_measured_once_however_many_it_is_ranked_among(played, monkeypatch):
    measured, measure = [], UnitProgress.measure.fget
    monkeypatch.setattr(UnitProgress, "measure", property(lambda x: measured.append(x) or measure(x)))
    found = load_campaign(played, NOW)
    found.ranked()
    assert sum(not x.now.unit.excused for x in found.lines) == len(measured)
