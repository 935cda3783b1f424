"""考核通报 is just: what counts as right at once, who is charged for what, and the document that says the same as the sheet."""

import dataclasses
import datetime
import io
import os

import docx
import pytest
from draw import draw, submission
from forms import xxgk
from inbox import quiet
from intake_zips import locked
from typing_in import edited

from toolkit.campaign.appraisal import COLUMNS, RATES, circular_text, write_appraisal
from toolkit.campaign.campaign import appraisal_rules, load_campaign
from toolkit.campaign.ranks import count_rates, rank_units
from toolkit.campaign.sent_file import COPIED, FOREIGN, HANDED, MISFIT, UNREAD
from toolkit.collecting.adoption import adopt_file
from toolkit.collecting.collect import collect_submissions
from toolkit.collecting.decisions import exclude_file
from toolkit.folder.roster import Office, Unit
from toolkit.folder.work_folder import APPRAISAL_WORD, make_work_folder
from toolkit.form.layout import COVER
from toolkit.form.model import Cell
from toolkit.form.period import Period
from toolkit.form.placement import lay_out_workbook
from toolkit.ledger.ledger import Ledger
from toolkit.ledger.records import Handout, Permission
from toolkit.sheets.page_rows import read_page_rows
from toolkit.submissions.file_record import FileFacts
from toolkit.submissions.fits_roster import RosterFit
from toolkit.submissions.pending_files import likely_units_of_file
from toolkit.xlsx.open_workbook import open_book

NOW = "2025-01-15T08:00:00+00:00"
DUE = "2025-01-10"
A, B, C = UNITS = tuple(Unit(f"00{i}", f"{n}村", "村社区") for i, n in enumerate("甲乙丙", 1))
DAMAGED = b"PK\x03\x04 damaged "


def village(unit, year=2024, kind="村社区", **figures):
    """A workbook, all 0 but *figures* of 互动; more answered than received is an error."""
    form = xxgk()
    zeros = {c: 0.0 for c in form.cells_of(kind) if form.figure(c).type == "count"}
    given = {Cell("互动", k, "数量"): float(v) for k, v in figures.items()}
    lists = frozenset(r.id for r in form.registers_of(kind))
    made = submission(form, kind, {**zeros, **given}, zero=lists, unit=unit.code, name=unit.name)
    made = dataclasses.replace(made, who=made.who._replace(period=str(year)))
    return draw(form, made, year=year)


RIGHT = {"意见收到": 3, "意见答复": 3}
WRONG = {"意见收到": 3, "意见答复": 4}


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "收").mkdir()
    return make_work_folder(
        tmp_path / "w", Office("01", "某镇", "township", "xxgk", Period.of_year(2024), DUE), UNITS
    )


def send(folder, name, data, day, hour=4):
    """Put a file saved on *day* at *hour* (UTC) into the inbox and collect it."""
    path = folder.path.parent / "收" / name
    path.write_bytes(data)
    os.utime(path, (datetime.datetime.fromisoformat(f"{day}T{hour:02}:00:00+00:00").timestamp(),) * 2)
    collect_submissions([path], folder, folder.form, NOW, quiet)
    return path


def line(folder, unit):
    return next(x for x in load_campaign(folder, NOW).lines if x.now.unit == unit)


def filled_by(data, name):
    """The workbook with another unit's name on its cover."""
    at = lay_out_workbook(xxgk(), "村社区").identity("name")

    def change(book):
        book[COVER][at.a1] = name

    return edited(data, change)


def handed(folder, unit, kind, year=2024):
    form = xxgk()
    with Ledger.open(folder.ledger) as ledger:
        given = (
            unit.code,
            kind,
            "x.xlsx",
            "0" * 64,
            form.id,
            form.edition,
            form.fingerprint(kind),
            year,
            NOW,
        )
        ledger.hand_out([Handout(*given)])


@pytest.mark.parametrize(
    ("first", "fault"),
    [
        (lambda: DAMAGED, UNREAD),
        (lambda: village(A, year=2023, **RIGHT), MISFIT),
        (lambda: village(A, kind="站所"), MISFIT),
        (lambda: village(A, **WRONG), ""),
    ],
)
def test_whose_first_file_would_not_do_was_not_right_at_once(folder, first, fault):
    """Unreadable, last year's, another kind's, or with an error: the second, right one does not make it right at once."""
    send(folder, "甲村.xlsx", first(), "2025-01-05")
    send(folder, "甲村再.xlsx", village(A, **RIGHT), "2025-01-06")
    found = line(folder, A)
    assert (fault, False, 1) == (found.first.fault, found.first_pass, found.returns)
    assert ("2025-01-06" if fault else "2025-01-05", 0) == (found.day, found.late)


def test_right_at_once_is_who_sent_a_right_file_first(folder):
    send(folder, "甲村.xlsx", village(A, **RIGHT), "2025-01-05")
    assert line(folder, A).first_pass
    assert not line(folder, B).first_pass
    send(folder, "甲村2.xlsx", village(A, **WRONG), "2025-01-06")
    assert not line(folder, A).first_pass


@pytest.mark.parametrize("mended", [True, False])
@pytest.mark.parametrize("first", [lambda: DAMAGED, lambda: village(A, year=2023, **RIGHT)])
def test_an_unreadable_or_unfit_first_file_ranks_no_better_than_one_error(folder, first, mended):
    send(folder, "甲村.xlsx", first(), "2025-01-05")
    send(folder, "甲村再.xlsx", village(A, 意见收到=5), "2025-01-06")
    send(folder, "乙村.xlsx", village(B, **WRONG), "2025-01-05")
    if mended:
        send(folder, "乙村再.xlsx", village(B, **RIGHT), "2025-01-06")
    ranks = load_campaign(folder, NOW).ranked()
    assert ranks["002"] < ranks["001"]
    assert ranks["001"] < ranks["003"]  # who sent nothing comes last


def test_who_tried_ranks_before_who_sent_nothing_and_is_told_so(folder):
    send(folder, "001_甲村.xlsx", DAMAGED, "2025-01-05")
    found = {a.line.now.unit.code: a for a in rank_units(load_campaign(folder, NOW))}
    assert found["001"].rank < found["002"].rank == found["003"].rank
    assert ("报来的文件打不开，还没有重报，已逾期 5 天",) == found["001"].faults
    assert ("没有报送，已逾期 5 天",) == found["002"].faults


def test_only_who_still_has_something_to_do_is_asked_to_send_again(folder):
    """Late, mended, or never heard of: what is in and right need not be sent again."""

    def asked():
        return circular_text(load_campaign(folder, NOW), "2025-01-20").splitlines()[-3]

    send(folder, "甲村.xlsx", village(A, 意见收到=5), "2025-01-13")  # late, and right
    send(folder, "乙村.xlsx", village(B, **WRONG), "2025-01-05")
    assert (
        f"请{B.name}、{C.name}于2025年1月20日前整改到位，重新报送；其余单位下次请按期、一次报准。" == asked()
    )
    send(folder, "乙村再.xlsx", village(B, 意见收到=7), "2025-01-14")
    assert f"请{C.name}于2025年1月20日前整改到位，重新报送；其余单位下次请按期、一次报准。" == asked()
    send(folder, "丙村.xlsx", village(C, 意见收到=9), "2025-01-14")
    assert "上述单位的材料都已报来、改好，不用重新报送；下次请按期、一次报准。" == asked()


def test_lateness_is_counted_from_its_own_fitting_file(folder):
    send(folder, "甲村.xlsx", DAMAGED, "2025-01-05")
    send(folder, "甲村去年.xlsx", village(A, year=2023, **RIGHT), "2025-01-06")
    send(folder, "甲村今年.xlsx", village(A, **RIGHT), "2025-01-13")
    assert ("2025-01-13", 3, 2) == (line(folder, A).day, line(folder, A).late, line(folder, A).returns)


def test_who_fills_in_another_s_workbook_is_charged_once_the_office_says_who_it_was(folder):
    path = send(folder, "错.xlsx", filled_by(village(A, **RIGHT), B.name), "2025-01-05")
    for unit in (A, B):  # nobody knows whose it is
        found = line(folder, unit)
        assert (0, 0, 0, None, ()) == (
            found.returns,
            found.errors,
            found.first_errors,
            found.first,
            found.own,
        )
    said = {a.line.now.unit.code: a.faults for a in rank_units(load_campaign(folder, NOW))}
    assert ("交来过，待确认是谁的，已逾期 5 天",) == said[B.code]
    adopt_file(folder, path, B.code, "电话核实", NOW)
    found = line(folder, B)
    assert (FOREIGN, False, 1, 0) == (found.first.fault, found.first_pass, found.returns, found.errors)
    assert ("2025-01-05", 0) == (found.day, found.late)  # it reported, and in time
    send(folder, "甲村.xlsx", village(A, 意见收到=8), "2025-01-06")
    send(folder, "乙村.xlsx", village(B, 意见收到=7), "2025-01-06")
    assert line(folder, A).first_pass
    assert (False, 1) == (line(folder, B).first_pass, line(folder, B).returns)
    (mine,) = [a for a in rank_units(load_campaign(folder, NOW)) if a.line.now.unit == B]
    assert ("第一次报来的用了别的单位的表（甲村）",) == mine.faults
    assert [(3, 2, 1)] == [
        (r.asked, r.tried, r.first_pass) for r in count_rates(load_campaign(folder, NOW))[:1]
    ]


def test_a_workbook_adopted_for_the_unit_it_was_handed_out_to_is_no_other_s(folder):
    """The same village under the code it had before: nobody used another's workbook."""
    path = send(folder, "x.xlsx", village(Unit("777", A.name, "村社区"), **RIGHT), "2025-01-05")
    adopt_file(folder, path, A.code, "编码换过", NOW)
    assert "others_workbook" in {f.code for f in line(folder, A).now.findings}
    assert (True, 0) == (line(folder, A).first_pass, line(folder, A).returns)


def test_a_copy_is_charged_to_who_sent_it_later(folder):
    send(folder, "甲村.xlsx", village(A, **RIGHT), "2025-01-05")
    send(folder, "乙村.xlsx", village(B, **RIGHT), "2025-01-06")
    assert (True, False) == (line(folder, A).first_pass, line(folder, B).first_pass)
    assert (COPIED, 1, 0) == (line(folder, B).first.fault, line(folder, B).returns, line(folder, B).late)
    assert any("与别的单位数据相同" in f for a in rank_units(load_campaign(folder, NOW)) for f in a.faults)
    send(folder, "乙村改.xlsx", village(B, 意见收到=9), "2025-01-07")
    assert not line(folder, B).first_pass  # its first one stays a copy


def test_copies_of_the_same_moment_are_charged_to_both_and_all_zero_years_to_nobody(folder):
    send(folder, "甲村.xlsx", village(A, **RIGHT), "2025-01-05")
    send(folder, "乙村.xlsx", village(B, **RIGHT), "2025-01-05")
    assert [COPIED, COPIED] == [line(folder, u).first.fault for u in (A, B)]


def test_an_all_zero_year_is_nobody_s_copy(folder):
    send(folder, "甲村.xlsx", village(A), "2025-01-05")
    send(folder, "乙村.xlsx", village(B), "2025-01-06")
    assert line(folder, B).first_pass


def test_the_same_again_by_chat_counts_once(folder):
    for i, day in enumerate(("05", "06", "07")):
        send(folder, f"甲村({i}).xlsx", edited(village(A, **WRONG), lambda _: None), f"2025-01-{day}")
        send(folder, f"乙村({i}).xlsx", DAMAGED, f"2025-01-{day}")
    assert [1, 1] == [line(folder, u).returns for u in (A, B)]


def test_what_the_office_left_out_is_charged_to_nobody(folder):
    path = send(folder, "甲村.xlsx", village(A, year=2023, **RIGHT), "2025-01-05")
    send(folder, "甲村再.xlsx", village(A, **RIGHT), "2025-01-06")
    assert not line(folder, A).first_pass
    exclude_file(folder, path, "本机关要的是去年的核对件", "", NOW)
    assert (True, 0) == (line(folder, A).first_pass, line(folder, A).returns)


def test_a_workbook_the_office_handed_out_is_its_own_fault(tmp_path):
    """Handed out for a village, which the roster has called a station since."""
    (tmp_path / "收").mkdir()
    station = Unit("001", "甲村", "站所")
    folder = make_work_folder(
        tmp_path / "w", Office("01", "某镇", "township", "xxgk", Period.of_year(2024), DUE), (station, B)
    )
    send(folder, "甲村.xlsx", village(A, **RIGHT), "2025-01-05")
    assert (MISFIT, 1, "") == (
        line(folder, station).first.fault,
        line(folder, station).returns,
        line(folder, station).day,
    )
    handed(folder, A, "村社区")
    found = line(folder, station)
    assert ([HANDED], 0, 0, "2025-01-05") == (
        [s.fault for s in found.sent],
        found.returns,
        found.errors,
        found.day,
    )
    assert found.first is None  # neither right at once nor wrong: it has nothing to answer for
    assert [0, 0] == [
        r.tried for r in count_rates(load_campaign(folder, NOW)) if r.kind in ("站所", "村社区")
    ]


def test_an_error_the_office_let_pass_is_none(folder):
    send(folder, "甲村.xlsx", village(A, **WRONG), "2025-01-05")
    wrong = next(f for f in line(folder, A).now.findings if f.severity == "error")
    send(folder, "甲村再.xlsx", village(A, **RIGHT), "2025-01-06")
    assert not line(folder, A).first_pass
    with Ledger.open(folder.ledger) as ledger:
        ledger.permit([Permission(A.code, wrong.rule, wrong.digest, wrong.message, "属实", "某", NOW)])
    assert (True, 0, 0) == (line(folder, A).first_pass, line(folder, A).returns, line(folder, A).first_errors)


def test_which_of_two_files_counts_is_for_the_office_to_say(folder):
    inbox = folder.path.parent / "收"
    for name, figure in (("甲村.xlsx", 3), ("甲村b.xlsx", 4)):
        (inbox / name).write_bytes(village(A, 意见收到=figure))
        os.utime(inbox / name, (1_736_000_000,) * 2)
    collect_submissions([inbox], folder, folder.form, NOW, quiet)
    found = line(folder, A)
    assert "which_one" in {f.code for f in found.now.findings}
    assert (True, 0, 0) == (found.first_pass, found.returns, found.errors)


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("001.xlsx", ("001",)),
        ("001_某某.xlsx", ("001",)),
        ("1001.xlsx", ()),
        ("收/丙村（终稿）.xlsx", ("003",)),
        ("a.zip/丙 村.xlsx", ("003",)),
        ("丙村/报送表.xlsx", ("003",)),
        ("甲村乙村.xlsx", ("001", "002")),
        ("001_002.xlsx", ("001", "002")),
        ("大甲村.xlsx", ("004",)),
        ("戊村.xlsx", ("005",)),
        ("戊村（样例）.xlsx", ("005",)),
        ("己村.xlsx", ("006",)),
        ("马家洼村.xlsx", ("008",)),
        ("马家洼村民委员会.xlsx", ("008",)),
    ],
)
def test_a_file_is_whose_its_name_says(folder, name, codes):
    names = ("大甲村", "戊村（样例）", "己村", "己村（北片）", "马家洼村民委员会")
    roster = (*UNITS, *(Unit(f"00{i}", n, "村社区") for i, n in enumerate(names, 4)))
    assert codes == likely_units_of_file(
        RosterFit(folder.form, folder, roster), FileFacts(code="zip-no-directory"), name
    )


def test_what_status_says_came_and_could_not_be_read_is_charged_to_the_same_unit(tmp_path):
    """By the full name of the roster, by the short one, in a zip that has a password: one and the same rule."""
    (tmp_path / "收").mkdir()
    units = tuple(
        Unit(f"41039910720{i}", n, "村社区")
        for i, n in enumerate(
            ("马家洼村民委员会", "桃园社区居民委员会", "石桥村民委员会", "东岗村民委员会"), 1
        )
    )
    folder = make_work_folder(
        tmp_path / "w", Office("01", "某镇", "township", "xxgk", Period.of_year(2024), DUE), units
    )
    send(folder, "马家洼村.xlsx", DAMAGED, "2025-01-05")
    send(folder, "桃园社区居民委员会.xlsx", DAMAGED + b"2", "2025-01-05")
    send(folder, "片区.zip", locked({"石桥村.xlsx": b"x" * 100}), "2025-01-05")
    send(folder, "石桥村和东岗村.xlsx", DAMAGED + b"3", "2025-01-06")
    found = load_campaign(folder, NOW)
    assert ["交来过，读不出来"] * 4 == [x.now.word for x in found.lines]
    assert [1, 1, 1, 0] == [x.returns for x in found.lines]  # of two units' it is known of neither
    said = [a.faults for a in sorted(rank_units(found), key=lambda a: a.line.now.unit.code)]
    assert [("报来的文件打不开，还没有重报，已逾期 5 天",)] * 3 + [("交来过，读不出来，已逾期 5 天",)] == said


def test_every_rule_of_counting_is_printed_and_every_counted_column_has_one():
    told = {name for name, _ in appraisal_rules(Period.of_year(2024))}
    assert {
        "报送日",
        "迟报天数",
        "退回次数",
        "一次合格",
        "首报错误",
        "现有错误",
        "排名",
        "不算单位的",
    } <= told


def test_the_rate_is_by_kind_and_of_those_who_sent_anything(tmp_path):
    (tmp_path / "收").mkdir()
    station = Unit("009", "财政所", "站所")
    folder = make_work_folder(
        tmp_path / "w", Office("01", "某镇", "township", "xxgk", Period.of_year(2024), DUE), (*UNITS, station)
    )
    send(folder, "甲村.xlsx", village(A, **RIGHT), "2025-01-05")
    send(folder, "乙村.xlsx", DAMAGED, "2025-01-05")
    assert [
        ("村社区", 3, 2, 1, 1, 1, "50.0%"),
        ("站所", 1, 0, 0, 0, 0, ""),
        ("合计", 4, 2, 1, 1, 1, "50.0%"),
    ] == [(*r, r.share) for r in count_rates(load_campaign(folder, NOW))]


# ── the document ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def written(folder):
    send(folder, "甲村.xlsx", village(A, **RIGHT), "2025-01-05")
    send(folder, "乙村.xlsx", village(B, **WRONG), "2025-01-13")
    return write_appraisal(folder, "2025-01-20", None, NOW)


def controls(document):
    """The numbers of a document by the name they are bound to."""
    w = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    return {
        sdt.find(f"{w}sdtPr/{w}tag").get(f"{w}val"): "".join(t.text for t in sdt.iter(f"{w}t"))
        for sdt in document.element.iter(f"{w}sdt")
    }


def sheet_rows(path, name, columns):
    """The rows of a page by their heads."""
    return [row.texts for row in read_page_rows(open_book(path.read_bytes()).sheet(name), columns)]


def test_the_document_says_the_numbers_of_the_sheet(written):
    assert APPRAISAL_WORD == written.document.name
    said = controls(docx.Document(io.BytesIO(written.document.read_bytes())))
    ranked = [r for r in sheet_rows(written.workbook, "考核情况", COLUMNS) if r["名次"]]
    assert 3 == len(ranked)
    for row in ranked:
        for column in ("名次", "迟报天数", "退回次数", "现有错误"):
            assert row[column] == said.pop(f"考核.{row['单位编码']}.{column}")
    whole = sheet_rows(written.workbook, "一次合格率", RATES)[-1]
    for column in ("应报单位", "已报送", "按期报送", "一次合格", "一次合格率"):
        assert whole[column] == said.pop(f"考核.合计.{column}")
    assert not said


def test_the_document_is_a_circular(written):
    made = docx.Document(io.BytesIO(written.document.read_bytes()))
    paragraphs = [p for p in made.element.body.iter() if p.tag.endswith("}p")]
    texts = ["".join(t.text or "" for t in p.iter() if t.tag.endswith("}t")) for p in paragraphs]
    assert "关于2024年度政府信息公开工作年度报告报送情况的通报" == texts[0]
    assert any("应报送的3个单位中，已报送2个，按期报送1个，一次合格1个，一次合格率50.0%" in t for t in texts)
    assert any("乙村：迟报 3 天；还有 1 处错误没有改" in t for t in texts)
    assert any("于2025年1月20日前整改到位" in t for t in texts)
    assert ["某镇", "2025年1月15日"] == [p.text for p in made.paragraphs if p.style.name == "公文落款"]
    assert {f"{name}：{rule}" for name, rule in appraisal_rules(Period.of_year(2024))} <= set(texts)
    assert "方正小标宋简体" in made.styles["公文标题"].element.xml


def test_a_document_somebody_edited_stays_and_an_untouched_one_is_renewed(folder, written):
    send(folder, "丙村.xlsx", village(C, 意见收到=8), "2025-01-14")
    again = write_appraisal(folder, "", None, NOW)
    assert (written.document, None) == (again.document, again.edited)
    made = docx.Document(io.BytesIO(again.document.read_bytes()))
    made.paragraphs[0].text = "改过的标题"
    made.core_properties.modified = datetime.datetime(2025, 1, 15)
    made.save(str(again.document))
    kept = again.document.read_bytes()
    third = write_appraisal(folder, "", None, NOW)
    assert kept == again.document.read_bytes()
    assert again.document == third.edited != third.document


def test_the_document_goes_where_it_is_told(folder, written, tmp_path):
    done = write_appraisal(folder, "", None, NOW, tmp_path / "别处" / "通报.docx")
    assert (tmp_path / "别处" / "通报.docx", True) == (done.document, done.document.is_file())
    assert {"until", "workbook", "document", "kinds", "units", "requests"} == done.plain().keys()


def test_the_document_is_no_submission(folder, written):
    found = collect_submissions([folder.path], folder, folder.form, NOW, quiet)
    assert APPRAISAL_WORD not in {f.path.rpartition("/")[2] for f in found.files if f.outcome == "unreadable"}
