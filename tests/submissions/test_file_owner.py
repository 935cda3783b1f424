"""A file that contradicts itself on whose it is: held and asked, never somebody else's figures; and files nobody could read."""

import io
import json
import os
import re
import shutil
from pathlib import Path

import openpyxl
import pytest
from draw import draw, submission
from forms import xxgk
from intake_zips import locked
from township import sent
from typer.testing import CliRunner

from toolkit.campaign.campaign import load_campaign
from toolkit.campaign.history import unit_history
from toolkit.campaign.overview import draw_overview
from toolkit.campaign.reminders import group_reminder, list_reminders
from toolkit.cli import app
from toolkit.collecting.adoption import adopt_file
from toolkit.collecting.collect import collect_submissions
from toolkit.collecting.decisions import exclude_file, prefer_file, sign_off_unit
from toolkit.collecting.summary_workbook import draw_summary
from toolkit.errors import WorkFolderError
from toolkit.folder.roster import Office, Unit
from toolkit.folder.work_folder import make_work_folder, open_work_folder, workbook_identity
from toolkit.form.layout import COVER
from toolkit.form.model import Cell
from toolkit.form.period import Period
from toolkit.form.placement import lay_out_workbook
from toolkit.form.submission import Identity
from toolkit.ledger.ledger import Ledger
from toolkit.reading.identity import identify_workbook
from toolkit.returns.return_copies import write_return_copies
from toolkit.submissions.file_owner import WORTH, find_owner_evidence
from toolkit.submissions.file_record import FileFacts
from toolkit.submissions.fits_roster import RosterFit
from toolkit.submissions.results import count_units_by_state
from toolkit.submissions.unit_names import UnitNames
from toolkit.xlsx.open_workbook import open_book

NOW = "2025-01-20T02:00:00+00:00"
CASES = Path(__file__).parent.parent / "data" / "cases"
HEPING, YANGLIU = "511523106210", "511523106214"
BOXES = Cell("阵地", "意见箱数", "数量")
A = Unit("410308105001", "东岭村", "村社区", "张三", "13800000001")
B = Unit("410308105002", "西滩村", "村社区", "李四", "13800000002")
C = Unit("410308105013", "财政所", "站所", "王五", "13800000003")
BLANK = Unit("410308105003", "南坡村", "村社区")
TIME = 1_736_000_000


def quiet(*_):
    pass


@pytest.fixture
def case(tmp_path):
    """The work folder of the cases, with the southern district's zip collected."""
    home = tmp_path / "w"
    home.mkdir()
    for name in ("toolkit.toml", "名册.xlsx"):
        shutil.copy(CASES / name, home / name)
    folder = open_work_folder(home)
    collect_submissions([CASES / "wrong_workbook" / "南片区.zip"], folder, folder.form, NOW, quiet)
    return folder


@pytest.fixture
def folder(tmp_path):
    office = Office("410308105", "白鹤镇人民政府", "township", "xxgk", Period.of_year(2024), "2025-01-10")
    return make_work_folder(tmp_path / "w", office, (A, B, C, BLANK))


def workbook(folder, unit, filler, phone="", received=3.0, **more):
    form = xxgk()
    figures = {c: 0.0 for c in form.cells_of(unit.kind) if form.figure(c).type == "count"}
    if unit.kind == "村社区":
        figures[Cell("互动", "意见收到", "数量")] = received
    said = {"填报人": filler, "审核人": "审核员", "联系电话": phone or "0379-00000000"}
    figures |= {Cell("封面", row, "内容"): text for row, text in said.items() if text}
    zero = frozenset(r.id for r in form.registers_of(unit.kind))
    made = submission(form, unit.kind, figures, zero=zero, cover=False)
    who = workbook_identity(folder, unit)._replace(**more)
    return draw(form, made.__class__(**{**made.__dict__, "who": who}))


def put(tmp_path, name, data, when=0):
    path = tmp_path / "收" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    os.utime(path, (TIME + when, TIME + when))
    return path


def collected(folder, *paths):
    return collect_submissions([Path(p) for p in paths], folder, folder.form, NOW, quiet)


def unit(found, code):
    return next(u for u in found.units if u.unit.code == code)


# ── the case ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.promise("不会做", "填在别的单位表上的，先问是谁的，谁的数也不动")
def test_a_neighbour_s_workbook_is_held_and_asked_and_nobody_s_figures_change(case):
    before = sent(case, YANGLIU).figures
    found = collected(case, CASES / "wrong_workbook" / "和平村.xlsx")
    (file,) = found.files
    assert ("unconfirmed", "", (YANGLIU, HEPING)) == (file.outcome, file.unit, file.readings)
    assert before == sent(case, YANGLIU).figures
    assert 2.0 == before[BOXES]
    for said in ("“杨柳湾村”", "“和平村”", "文件名是“和平村.xlsx”", "封面 B14 填报人“吴大勇”"):
        assert said in file.reason
    for code in (HEPING, YANGLIU):
        assert f"toolkit adopt 和平村.xlsx {code}" in file.reason
    assert ("overdue", "交来过，待确认是谁的") == (unit(found, HEPING).state, unit(found, HEPING).word)
    assert found.must_act
    assert "unconfirmed" == found.plain()["files"][0]["outcome"]
    assert [HEPING] == [u["code"] for u in found.plain()["units"] if u["pending"] and u["code"] != YANGLIU]


def test_the_village_that_sent_it_is_not_told_that_nothing_came(case):
    collected(case, CASES / "wrong_workbook" / "和平村.xlsx")
    found = load_campaign(case, NOW)
    said = next(r.text for r in list_reminders(found) if r.unit == HEPING)
    assert "收到一份“和平村.xlsx”" in said
    assert "没有收到" not in said
    assert "toolkit" not in said
    overdue = next(x for x in group_reminder(found).split("\n") if x.startswith("逾期未交"))
    assert "和平村" not in overdue
    assert "正在核对是谁的，请回个话（1）：和平村。" in group_reminder(found)
    assert () == next(x for x in found.lines if x.now.unit.code == HEPING).sent
    assert 1 == len(next(x for x in found.lines if x.now.unit.code == YANGLIU).sent)


@pytest.mark.parametrize(("whose", "boxes"), [(HEPING, 1.0), (YANGLIU, 1.0)])
def test_once_the_office_says_whose_it_is_it_counts_for_that_unit(case, whose, boxes):
    collected(case, CASES / "wrong_workbook" / "和平村.xlsx")
    run = CliRunner().invoke(
        app, ["adopt", "和平村.xlsx", whose, "--why", "电话核实", "-w", str(case.path), "--json"]
    )
    assert 0 == run.exit_code, run.output
    assert ("received", "accepted") == tuple(json.loads(run.output)[k] for k in ("state", "outcome"))
    assert boxes == sent(case, whose).figures[BOXES]
    assert whose == sent(case, whose).who.unit
    found = collected(case, CASES / "wrong_workbook" / "和平村.xlsx")
    assert (whose, "accepted", ()) == (found.files[0].unit, found.files[0].outcome, found.files[0].readings)
    if whose == HEPING:
        assert 2.0 == sent(case, YANGLIU).figures[BOXES]
    assert () == unit(found, HEPING).pending or whose == YANGLIU


def test_a_file_that_is_neither_s_is_left_out_and_waits_no_more(case):
    collected(case, CASES / "wrong_workbook" / "和平村.xlsx")
    exclude_file(case, Path("和平村.xlsx"), "发错了", "", NOW)
    found = collected(case, CASES / "wrong_workbook" / "和平村.xlsx")
    assert ("excluded", ()) == (found.files[0].outcome, found.files[0].readings)
    assert "逾期未交" == unit(found, HEPING).word
    assert not any(u.pending for u in found.units)


def test_a_sheet_of_another_office_and_year_is_not_adopted_without_a_reason(case):
    path = CASES / "adopt_other_office_other_year.xlsx"
    with pytest.raises(WorkFolderError) as refused:
        adopt_file(case, path, HEPING, "", NOW)
    assert "Sheet1 A1" in str(refused.value)
    assert "“青石镇人民政府”的，不是“和平村”的" in str(refused.value)
    assert "2025 年的，本次收的是 2024 年" in str(refused.value)
    assert "--despite" in str(refused.value)
    with Ledger.open(case.ledger) as ledger:
        assert [] == ledger.adoptions()
    adopt_file(case, path, HEPING, "", NOW, despite="标题没有改")
    with Ledger.open(case.ledger) as ledger:
        (adoption,) = ledger.adoptions()
    assert adoption.why.startswith("标题没有改（不顾：")


# ── what holds, what asks, what is nothing ─────────────────────────────────────────────────────────────────

HELD, ASKED, NOTHING = "unconfirmed", "accepted_with_warnings", "accepted"
EVIDENCE = {
    # file's name, filler, phone → what A's workbook comes to
    "its own": ("410308105001_东岭村_2024.xlsx", "张三", "13800000001", NOTHING),
    "another's name": ("西滩村.xlsx", "赵六", "", HELD),
    "another's full name": ("白鹤镇西滩村村民委员会2024年报.xlsx", "赵六", "", HELD),
    "another's code": ("410308105002.xlsx", "赵六", "", HELD),
    "another's short name": ("西滩2024.xlsx", "赵六", "", ASKED),
    "both names": ("西滩村转东岭村.xlsx", "赵六", "", NOTHING),
    "a longer name": ("大西滩村.xlsx", "赵六", "", ASKED),
    "to the office": ("报财政所.xlsx", "赵六", "", HELD),
    "another's contact": ("上报.xlsx", "李四", "", HELD),
    "another's contact under its own name": ("东岭村.xlsx", "李四", "139", HELD),
    "another's contact with a remark": ("上报.xlsx", "李 四（文书）", "", HELD),
    "another's mobile": ("上报.xlsx", "赵六", "138-0000-0002", HELD),
    "another's namesake with its own phone": ("上报.xlsx", "李四", "13800000001", NOTHING),
    "its own contact with another's phone": ("上报.xlsx", "张三", "13800000002", NOTHING),
    "a station's contact": ("上报.xlsx", "王五", "13800000003", HELD),
    "nobody known": ("上报.xlsx", "赵六", "13999999999", NOTHING),
}  # fmt: skip


def test_evidence_is_weighed_as_the_table_says(folder, tmp_path):
    for i, (said, (name, filler, phone, comes_to)) in enumerate(EVIDENCE.items()):
        fresh = make_work_folder(tmp_path / f"w{i}", folder.office, folder.roster())
        path = put(tmp_path, f"{i}/{name}", workbook(fresh, A, filler, phone))
        (file,) = collected(fresh, path).files
        assert comes_to == file.outcome, (said, [f.message for f in file.findings])
        if comes_to == ASKED:
            (told,) = [f for f in file.findings if f.severity == "warning"]
            assert ("maybe_other_unit", True) == (told.code, told.to_explain)
            assert f"toolkit adopt {name} {B.code}" in told.remedy


def test_who_serves_a_unit_the_roster_knows_nobody_of_is_asked_not_held(folder, tmp_path):
    path = put(tmp_path, "上报.xlsx", workbook(folder, BLANK, "李四", "13800000002"))
    (file,) = collected(folder, path).files
    assert (ASKED, BLANK.code) == (file.outcome, file.unit)


def test_the_contact_of_several_units_is_nobody_else_s(tmp_path, folder):
    both = (A._replace(contact="李四", phone=""), B)
    fresh = make_work_folder(tmp_path / "x", folder.office, both)
    (file,) = collected(fresh, put(tmp_path, "上报.xlsx", workbook(fresh, both[0], "李四", ""))).files
    assert NOTHING == file.outcome


def test_a_folder_asks_only_where_it_holds_nobody_else_s_files(folder, tmp_path):
    alone = put(tmp_path, "西滩村/报送表.xlsx", workbook(folder, A, "赵六"))
    (file,) = collected(folder, alone.parent.parent).files
    assert ASKED == file.outcome
    put(tmp_path, "西滩村/别的.xlsx", workbook(folder, C, "王五"))
    assert {NOTHING} == {f.outcome for f in collected(folder, alone.parent.parent).files}


@pytest.mark.parametrize(("sheet", "cell"), [(COVER, "B4"), ("工作情况", "A2"), ("工作情况", "E40")])
def test_another_unit_s_name_typed_on_a_sheet_holds_the_file(folder, tmp_path, sheet, cell):
    book = openpyxl.load_workbook(io.BytesIO(workbook(folder, A, "赵六")))
    typed = {"B4": "西滩村", "A2": "西滩村2024年度工作情况", "E40": "填报单位：西滩村"}[cell]
    book[sheet][cell] = typed
    out = io.BytesIO()
    book.save(out)
    (file,) = collected(folder, put(tmp_path, "上报.xlsx", out.getvalue())).files
    assert (HELD, (A.code, B.code)) == (file.outcome, file.readings)
    assert f"{sheet} {cell}" in file.reason


def test_a_workbook_of_another_office_is_held_where_codes_may_be_the_same(tmp_path, folder):
    near = Unit("0101", "北渡村", "村社区")
    fresh = make_work_folder(tmp_path / "x", folder.office, (near, A))
    for one, comes_to in ((near, HELD), (A, ASKED)):
        data = workbook(fresh, one, "赵六", office="红岩镇人民政府")
        (file,) = collected(fresh, put(tmp_path, "上报.xlsx", data)).files
        assert comes_to == file.outcome
        assert "红岩镇人民政府" in next(f.message for f in file.findings if "unit" in f.code)
    data = workbook(fresh, near, "赵六", received=5.0, office="孟津区白鹤镇人民政府")
    (file,) = collected(fresh, put(tmp_path, "又.xlsx", data)).files
    assert NOTHING == file.outcome, [(f.code, f.message) for f in file.findings]


def test_every_sort_of_evidence_is_weighed():
    told = (Path(__file__).parent.parent.parent / "toolkit" / "submissions" / "file_owner.py").read_text(
        "utf-8"
    )
    for sort, holds in WORTH.items():
        assert f"{sort.ljust(13)}  {'HOLDS' if holds else 'ASKS '}" in told


def test_a_held_file_is_not_preferred_before_it_is_adopted(folder, tmp_path):
    path = put(tmp_path, "西滩村.xlsx", workbook(folder, A, "赵六"))
    collected(folder, path)
    with Ledger.open(folder.ledger) as ledger, pytest.raises(WorkFolderError, match="toolkit adopt"):
        prefer_file(ledger, RosterFit(folder.form, folder, folder.roster()), path, NOW)


def test_what_stands_for_another_unit_is_adopted_only_for_a_reason_and_never_while_signed(folder, tmp_path):
    path = put(tmp_path, "上报.xlsx", workbook(folder, A, "张三"))
    collected(folder, path)
    with pytest.raises(WorkFolderError, match="现在是“东岭村”（410308105001）的报送件"):
        adopt_file(folder, path, B.code, "", NOW)
    sign_off_unit(folder, A.code, "", "", "2025-01-20", "", NOW)
    with pytest.raises(WorkFolderError, match="toolkit unsign 410308105001"):
        adopt_file(folder, path, B.code, "", NOW, despite="电话核实")
    adopt_file(folder, path, A.code, "", NOW)


def test_last_year_s_workbook_is_not_adopted_without_a_reason(folder, tmp_path):
    path = put(tmp_path, "上报.xlsx", workbook(folder, A, "张三", period="2023"))
    with pytest.raises(WorkFolderError, match="年度是 2023，本次收的是 2024"):
        adopt_file(folder, path, A.code, "", NOW)


def test_a_cover_without_a_filler_is_asked_until_it_is_answered(folder, tmp_path):
    (file,) = collected(folder, put(tmp_path, "上报.xlsx", workbook(folder, A, ""))).files
    (told,) = file.findings
    assert ("cover_blank", "封面", "B14", True) == (told.code, told.sheet, told.cell, told.to_explain)


# ── files nobody could read ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "data", "word", "todo"),
    [
        ("东岭村.xlsx", b"PK\x03\x04 damaged", "交来过，读不出来", "重新发送"),
        ("白鹤镇东岭村年报.rar", b"Rar!\x1a\x07\x00 x", "交来过，读不出来", "请解压后报送里面的工作簿"),
        (
            "410308105001_东岭村_2024.xls",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600,
            "交来过，读不出来",
            "请用下发的工作簿填报",
        ),
        ("东岭村.pdf", b"%PDF-1.7", "交来过，不是报送表", "请报送填好的工作簿原件"),
        ("东岭村/报送表.xlsx", b"", "交来过，读不出来", "请重新发送"),
    ],
)
def test_what_a_unit_sent_and_nobody_could_read_came(folder, tmp_path, name, data, word, todo):
    path = put(tmp_path, name, data)
    found = collected(folder, tmp_path / "收")
    assert ("overdue", word) == (unit(found, A.code).state, unit(found, A.code).word)
    assert [path.name] == [Path(p.path).name for p in unit(found, A.code).pending]
    assert "逾期未交" == unit(found, B.code).word
    line = next(x for x in load_campaign(folder, NOW).lines if x.now.unit.code == A.code)
    assert word == line.now.word
    said = next(r.text for r in list_reminders(load_campaign(folder, NOW)) if r.unit == A.code)
    assert todo in said
    assert path.name in said
    assert "没有收到" not in said
    run = CliRunner().invoke(app, ["status", "-w", str(folder.path)])
    assert path.name in run.output.replace("\n", "")


def test_a_locked_file_in_a_zip_came_too(folder, tmp_path):
    put(tmp_path, "片区.zip", locked({"东岭村.xlsx": b"x" * 100}))
    assert "交来过，读不出来" == unit(collected(folder, tmp_path / "收"), A.code).word


def test_a_later_file_that_reads_settles_what_did_not_and_an_earlier_one_does_not(folder, tmp_path):
    put(tmp_path, "东岭村.xlsx", b"PK\x03\x04 damaged", when=10)
    put(tmp_path, "410308105001.xlsx", workbook(folder, A, "张三"), when=0)
    found = collected(folder, tmp_path / "收")
    assert ("received", 1) == (unit(found, A.code).state, len(unit(found, A.code).pending))
    put(tmp_path, "410308105001_新.xlsx", workbook(folder, A, "张三", received=4.0), when=20)
    assert () == unit(collected(folder, tmp_path / "收"), A.code).pending


@pytest.fixture
def alone(tmp_path):
    """A work folder with one unit that has all the time it wants."""
    return make_work_folder(
        tmp_path / "w",
        Office("410308105", "白鹤镇人民政府", "township", "xxgk", Period.of_year(2024), ""),
        (A,),
    )


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("东岭村.xlsx", lambda _: b"PK\x03\x04 damaged"),
        ("片区.zip", lambda _: locked({"东岭村.xlsx": b"x" * 100})),
        ("东岭村的.xlsx", lambda f: workbook(f, Unit("999999999999", "东岭村", "村社区"), "张三")),
    ],
)
def test_a_bad_file_asks_somebody_to_act_until_its_unit_has_sent_a_later_good_one(
    alone, tmp_path, name, data
):
    put(tmp_path, name, data(alone), when=10)
    assert collected(alone, tmp_path / "收").must_act
    put(tmp_path, "410308105001.xlsx", workbook(alone, A, "张三"), when=0)
    assert collected(alone, tmp_path / "收").must_act  # the bad one is the later: it may be what counts
    put(tmp_path, "410308105001_新.xlsx", workbook(alone, A, "张三", received=4.0), when=20)
    found = collected(alone, tmp_path / "收")
    assert ("received", False) == (unit(found, A.code).state, found.must_act)
    run = CliRunner().invoke(app, ["collect", str(tmp_path / "收"), "-w", str(alone.path)])
    assert 0 == run.exit_code
    put(tmp_path, "谁的.xlsx", b"PK\x03\x04 nobody's", when=5)
    assert collected(alone, tmp_path / "收").must_act  # nobody's: nobody has sent a better one


def test_units_from_which_only_such_files_came_are_counted_apart(folder, tmp_path):
    put(tmp_path, "东岭村.xlsx", b"PK\x03\x04 damaged")
    found = collected(folder, tmp_path / "收")
    apart = {"逾期未交": 3, "交来过、没有计入": 1}
    assert apart == count_units_by_state(found.units)
    run = CliRunner().invoke(app, ["collect", str(tmp_path / "收"), "-w", str(folder.path)])
    said = "，".join(f"{w} {n}" for w, n in apart.items())
    assert f"单位 4 个：{said}\n" in run.output
    assert "有 4 个单位没有收到能用的：" in run.output
    book = open_book(draw_summary(found, Period.of_year(2024)))
    assert f"共 4 个单位：{said}。" in {c.raw for c in book.sheet("单位情况").cells.values()}
    page = book.sheet("总览")
    texts = {at: c.raw for at, c in page.cells.items()}
    head, last = (next(r for (r, c), t in texts.items() if c == 0 and t == w) for w in ("类别", "合计"))
    counts = {t: texts.get((last, c), "") for (r, c), t in texts.items() if r == head}
    assert ("4", "0", "0", "1", "0", "3") == tuple(
        counts[w] for w in ("应报", "已收", "退回未改", "交来过、没有计入", "未交", "逾期未交")
    )
    text = draw_overview(folder, load_campaign(folder, NOW))
    assert re.search(r"<b>1</b><span><i[^>]*>○</i>交来过、没有计入", text)
    assert re.search(r"<b>3</b><span><i[^>]*>！</i>逾期未交", text)


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("东岭村.xlsx", lambda _: b"PK\x03\x04 damaged", "东岭村.xlsx（文件时间 *，无法读取，没有计入："),
        (
            "片区.zip",
            lambda _: locked({"东岭村.xlsx": b"x" * 100}),
            "片区.zip（文件时间 *，里面的 东岭村.xlsx：无法读取，没有计入：",
        ),
        (
            "东岭村.xlsx",
            lambda f: workbook(f, B, "李四"),
            "东岭村.xlsx（文件时间 *，待确认是谁的，没有计入：",
        ),
    ],
)
def test_the_history_of_a_unit_has_the_files_that_seem_its_and_count_for_nobody(
    folder, tmp_path, name, data, said
):
    collected(folder, put(tmp_path, name, data(folder)))
    begins, ends = said.split("*")
    (line,) = [e.said for e in unit_history(folder, A.code) if e.what == "received"]
    assert f"收到 {begins}" in line
    assert ends in line
    with pytest.raises(WorkFolderError):
        unit_history(folder, C.code)


def test_a_workbook_with_an_unknown_code_waits_at_the_unit_it_names(folder, tmp_path):
    other = Unit("999999999999", "东岭村", "村社区")
    found = collected(folder, put(tmp_path, "x.xlsx", workbook(folder, other, "张三")))
    assert "交来过，待确认是谁的" == unit(found, A.code).word
    (told,) = [f for f in found.files[0].findings if f.severity == "error"]
    assert "toolkit adopt x.xlsx" in told.remedy
    adopt_file(folder, tmp_path / "收" / "x.xlsx", A.code, "", NOW)
    assert 3.0 == sent(folder, A.code).figures[Cell("互动", "意见收到", "数量")]


# ── the figures are kept ───────────────────────────────────────────────────────────────────────────────────


def test_figures_on_another_unit_s_workbook_move_into_its_own(folder, tmp_path):
    book = openpyxl.load_workbook(io.BytesIO(workbook(folder, A, "李四", "13800000002", received=7.0)))
    at = lay_out_workbook(xxgk(), "村社区").at[Cell("互动", "意见答复", "数量")]
    book[at.sheet][at.a1] = "三"
    out = io.BytesIO()
    book.save(out)
    path = put(tmp_path, "上报.xlsx", out.getvalue())
    collected(folder, path)
    came = adopt_file(folder, path, B.code, "电话核实", NOW)
    assert "returned" == came.now.outcome
    assert "others_workbook" in {f.code for f in came.now.findings}
    (copy,) = write_return_copies(folder, [], None, NOW, quiet)
    moved = open_book(copy.path.read_bytes())
    assert (B.code, B.name) == tuple(getattr(identify_workbook(moved).who, k) for k in ("unit", "name"))
    at = lay_out_workbook(xxgk(), "村社区").at[Cell("互动", "意见收到", "数量")]
    assert "7" == moved.sheet(at.sheet).cells[at.row, at.column].raw
    said = "".join(c.raw for c in moved.sheets[0].cells.values())
    assert "原来的文件是下发给别的单位的工作簿，已换成新的工作簿，读得到的数都搬过来了" in said


def test_a_station_that_answered_on_a_village_s_workbook_keeps_what_both_are_asked(folder, tmp_path):
    form = xxgk()
    both = Cell("培训", "场次", "数量")
    both = next(c for c in form.cells_of("村社区") if c.table == "培训" and c in form.cells_of("站所"))
    figures = {c: 0.0 for c in form.cells_of("村社区") if form.figure(c).type == "count"}
    figures |= {both: 6.0, Cell("互动", "意见收到", "数量"): 9.0, Cell("封面", "填报人", "内容"): "王五"}
    made = submission(form, "村社区", figures, zero=frozenset(r.id for r in form.registers_of("村社区")))
    data = draw(form, made.__class__(**{**made.__dict__, "who": workbook_identity(folder, A)}))
    path = put(tmp_path, "财政所.xlsx", data)
    (file,) = collected(folder, path).files
    assert (HELD, (A.code, C.code)) == (file.outcome, file.readings)
    came = adopt_file(folder, path, C.code, "电话核实", NOW)
    told = {f.code: f for f in came.now.findings}
    assert "文件台账" in told["other_kind"].message
    assert "填的 9 没有地方放" in told["not_of_kind"].message
    assert "returned" == came.now.outcome
    (copy,) = [r for r in write_return_copies(folder, [], None, NOW, quiet) if r.unit == C.code]
    moved = open_book(copy.path.read_bytes())
    assert ("站所", C.code) == (identify_workbook(moved).who.kind, identify_workbook(moved).who.unit)
    at = lay_out_workbook(form, "站所").at[both]
    assert "6" == moved.sheet(at.sheet).cells[at.row, at.column].raw
    path = put(tmp_path, "改好.xlsx", copy.path.read_bytes(), when=100)
    assert C.code == collected(folder, path).files[0].unit


def test_a_unit_whose_kind_the_roster_changed_gets_its_figures_in_a_workbook_of_that_kind(folder, tmp_path):
    form = xxgk()
    both = next(c for c in form.cells_of("村社区") if c.table == "培训" and c in form.cells_of("站所"))
    figures = {c: 0.0 for c in form.cells_of("村社区") if form.figure(c).type == "count"} | {both: 6.0}
    made = submission(form, "村社区", figures, zero=frozenset(r.id for r in form.registers_of("村社区")))
    who = workbook_identity(folder, C._replace(kind="村社区"))
    collected(
        folder, put(tmp_path, "财政所.xlsx", draw(form, made.__class__(**{**made.__dict__, "who": who})))
    )
    (copy,) = write_return_copies(folder, [], None, NOW, quiet)
    moved = open_book(copy.path.read_bytes())
    at = lay_out_workbook(form, "站所").at[both]
    assert "6" == moved.sheet(at.sheet).cells[at.row, at.column].raw
    assert "站所" == identify_workbook(moved).who.kind


@pytest.mark.parametrize("letters", ["latin-1", "ascii"])
def test_properties_a_web_library_encoded_twice_are_read(folder, tmp_path, letters):
    book = openpyxl.load_workbook(io.BytesIO(workbook(folder, A, "张三")))
    for prop in book.custom_doc_props.props:
        prop.value = prop.value.encode().decode(letters, "replace")  # all letters there, or some lost
    out = io.BytesIO()
    book.save(out)
    (file,) = collected(folder, put(tmp_path, "上报.xlsx", out.getvalue())).files
    assert (A.code, "accepted", ["properties_garbled"]) == (
        file.unit,
        file.outcome,
        [f.code for f in file.findings],
    )


class _NeverWalked(dict):
    """Units that are found by their code, and never gone through."""

    def values(self):
        pytest.fail("all units are gone through for one file")

    items = __iter__ = values


def test_whose_a_file_is_costs_no_more_where_the_roster_is_long():
    names = UnitNames(
        [Unit(f"{i:03}", f"{n}村", "村社区") for i, n in enumerate("甲乙丙")] + [Unit("9", "甲 村", "站所")]
    )
    names.units, names.sure, names.short = map(_NeverWalked, (names.units, names.sure, names.short))
    who = Identity("xxgk", "2021.1", "f", "村社区", "002", "甲村", "2024", "某镇")
    (found,) = find_owner_evidence(names, "", FileFacts(who=who), "报表.xlsx", {})
    assert ("named", ("000", "9")) == (found.sort, found.units)
    assert {"001": True} == names.named_in("乙村")
