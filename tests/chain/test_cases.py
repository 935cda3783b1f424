"""What came up when people used it: each case done as it was done then, with what is right; and its brothers.

The files are in ``tests/data/cases``. A brother is another case of the same kind: other cells, sheets, units, spellings
or means. Each is read as the product reads it, and what is asserted is the figure, the cell or the words that are right.
"""

import dataclasses
import email.message
import email.policy
import functools
import io
import json
import re
import time
from collections import Counter

import docx
import openpyxl
import pytest
from cases import NOW, of, put, take, work_folder
from draw import draw, read, submission
from forms import xxgk
from inbox import quiet
from killed import here
from later import edit_file, more_boards, set_cells, told, toolkit, township_reported
from later import folder as reported
from parts import parts as members_of
from parts import zipped
from rawcells import Written, rich
from typer.testing import CliRunner

from toolkit.campaign.campaign import load_campaign
from toolkit.campaign.reminders import list_reminders
from toolkit.cli import app
from toolkit.collecting import take_in
from toolkit.document.model import Paragraph
from toolkit.document.read_document import read_document
from toolkit.errors import WorkFolderError
from toolkit.folder import roster_workbook
from toolkit.folder.roster import Office, Unit
from toolkit.folder.work_folder import make_work_folder
from toolkit.form.grounding import ground_form
from toolkit.form.period import Period
from toolkit.form.placement import lay_out_workbook
from toolkit.form.submission import ACCOUNT, Row
from toolkit.ledger.ledger import Ledger
from toolkit.merging.report_source import open_report_source
from toolkit.publishing.check_point import OPEN
from toolkit.publishing.publish_check import _check_open_questions
from toolkit.reading.identity import identify_workbook
from toolkit.returns import return_copies
from toolkit.returns.return_copies import write_return_copies
from toolkit.submissions.current_files import current_file_states, load_current_submissions
from toolkit.submissions.unit_questions import questions_to_submission
from toolkit.values.suggestions import likely_number
from toolkit.xlsx.open_workbook import open_book

__all__ = ["reported", "township_reported"]

BOARD, FEES, WORK, POSTS, TRANSFERS = "公开台账", "行政事业性收费", "工作情况", "信息发布", "代收移送"
VILLAGE, STATION = Unit("410308105001", "东岭村", "村社区"), Unit("410308105013", "财政所", "站所")
TWO_UNITS = Office("410308105", "清河镇人民政府", "township", "xxgk", Period.of_year(2024), "2099-01-10")
SAVED = "2025-01-08T10:00:00"


@pytest.fixture(autouse=True)
def in_this_process(monkeypatch):
    """Read files here: a worker takes longer to begin than to read one of these."""
    for module in (take_in, return_copies):
        monkeypatch.setattr(module, "run_in_workers", here)


@pytest.fixture
def township(tmp_path):
    """The work folder of the cases."""
    return work_folder(tmp_path / "w")


@pytest.fixture
def two(tmp_path):
    """A work folder of 东岭村 and 财政所."""
    return make_work_folder(tmp_path / "w", TWO_UNITS, (VILLAGE, STATION))


def collected(folder, tmp_path, case, unit):
    found = take(folder, put(f"{case}.xlsx", tmp_path / "收", SAVED))
    return of(found, unit.name)


def stands(folder, unit):
    """The submission that counts for a unit."""
    with Ledger.open(folder.ledger) as ledger:
        return load_current_submissions(ledger, [current_file_states(ledger)[unit.code]])[unit.code]


def fees(sent):
    return round(sum(r.values["金额"] for r in sent.rows["收费"]), 2)


def lines(state, severity="error"):
    return [(f.cell, f.code, f.likely) for f in state.findings if f.severity == severity]


def balanced(sent):
    return sent.account["asked"] == sum(sent.account[k] for k in ACCOUNT)


def fee(row, item, amount, receipt):
    return Row(row, {"项目": item, "主体": "镇政府", "日期": "2024-05-06", "金额": amount, "票据": receipt})


def notice(row, title, day="2024-03-05"):
    said = {"日期": day, "标题": title, "类别": "其他", "性质": "村级自有", "公开栏": "√"}
    return Row(row, said)


def book_of(kind, rows, **whose):
    form = xxgk()
    figures = {c: 2.0 for c in ground_form(form, kind).inputs if form.figure(c).type == "count"}
    zero = frozenset(r.id for r in form.registers_of(kind)) - set(rows)
    return draw(form, submission(form, kind, figures, rows=rows, zero=zero, **whose))


def village(*rows):
    return book_of("村社区", {"公开": rows})


@functools.cache
def village_book():
    """A village's workbook, right in all: three rows of its register, and 2 wherever a count is asked."""
    return village(notice(7, "低保名单公示"), notice(8, "二季度财务收支"), notice(9, "选举结果公示"))


@functools.cache
def station_book():
    """A station's workbook, right in all: 2,034.50 元 in two rows."""
    return book_of(
        "站所", {"收费": (fee(7, "证照工本费", 1234.5, "0010001"), fee(8, "场地占用费", 800.0, "0010021"))}
    )


def of_village(sheet, cells, kind=None, **look):
    return sent_of(Written(village_book()).put(sheet, cells, kind, **look).bytes())


def of_station(cells, kind=None, **look):
    return sent_of(Written(station_book()).put(FEES, cells, kind, **look).bytes())


def said_of(sent, *, severity="error"):
    return [(f.cell, f.code, f.likely) for f in sent.findings if f.severity == severity]


def sent_of(data):
    return read(xxgk(), data).submission


def questions(sent):
    return questions_to_submission(
        ground_form(xxgk(), sent.who.kind), lay_out_workbook(xxgk(), sent.who.kind), sent
    )


# ── the cases ──────────────────────────────────────────────────────────────────────────────────────────────


def test_a_zips_clock_is_the_offices_and_the_later_loose_file_stands(township, tmp_path, monkeypatch):
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    time.tzset()
    for name in ("a.zip", "b.zip"):
        put(f"zip_time_8h/{name}", tmp_path / "收", SAVED)
    put("zip_time_8h/龙门村.xlsx", tmp_path / "收", "2025-01-08T15:30:00")
    found = take(township, tmp_path / "收")
    assert "龙门村.xlsx" == of(found, "龙门村").path
    line = next(x for x in load_campaign(township, NOW).lines if x.now.unit.name == "双河村")
    assert ("2025-01-10", 0) == (line.day, line.late)
    monkeypatch.undo()
    time.tzset()


def mailed(book, day):
    """A saved e-mail of a day in January with *book* attached."""
    mail = email.message.EmailMessage(policy=email.policy.SMTP)
    mail["From"], mail["To"], mail["Date"] = "a@b", "c@d", f"{day} Jan 2025 09:00:00 +0800"
    mail.set_content("见附件")
    mail.add_attachment(book, maintype="application", subtype="octet-stream", filename="表.xlsx")
    return bytes(mail)


@pytest.mark.parametrize("first", [6, 8])
def test_of_workbooks_that_came_by_mail_the_one_sent_last_counts(first, two, tmp_path):
    inbox = tmp_path / "收"
    inbox.mkdir()
    for name, day in (("一", first), ("二", 14 - first)):
        rows = {"收费": (fee(7, "证照工本费", float(day), "0010001"),)}
        book = book_of("站所", rows, unit=STATION.code, name=STATION.name)
        (inbox / f"{name}.eml").write_bytes(mailed(book, day))
    found = take(two, inbox)
    outcomes = Counter(f.outcome for f in found.files)
    assert {"container": 2, "accepted_with_warnings": 1, "superseded": 1} == outcomes
    assert 8 == fees(stands(two, STATION))


def test_a_neighbours_workbook_is_held_and_its_owner_keeps_its_figures(township, tmp_path):
    take(township, put("wrong_workbook/南片区.zip", tmp_path / "收", SAVED))
    yangliu = next(u for u in township.roster() if u.name == "杨柳湾村")
    before = stands(township, yangliu).figures
    found = take(township, put("wrong_workbook/和平村.xlsx", tmp_path / "收", "2025-01-09T10:00:00"))
    (file,) = found.files
    assert "unconfirmed" == file.outcome
    heping = of(found, "和平村").unit
    assert all(f"toolkit adopt 和平村.xlsx {code}" in file.reason for code in (heping.code, yangliu.code))
    assert before == stands(township, yangliu).figures
    said = next(r.text for r in list_reminders(load_campaign(township, NOW)) if r.unit == heping.code)
    assert "收到一份“和平村.xlsx”" in said
    assert "没有收到" not in said


def test_a_total_row_filled_in_as_advised_leaves_the_fees_right(township, tmp_path):
    state = of(take(township, put("total_row_doubled.xlsx", tmp_path / "收", SAVED)), "财政所")
    assert "received" == state.state
    assert ["第 9 行是合计行（“合计”）"] == [
        f.message.partition("，")[0] for f in state.findings if f.code == "not_a_record"
    ]
    assert 10_790.94 == fees(stands(township, state.unit))
    done = toolkit(township, "merge", "--partial", "--json")
    assert 1.079094 == json.loads(done.stdout)["figures"]["表二收费.收费.金额"], done.output


@pytest.mark.parametrize("case", ["table_with_totals_row", "total_row_station"])
def test_a_totals_row_leaves_the_fees_right_before_and_after_it_is_mended_as_told(case, two, tmp_path):
    state = collected(two, tmp_path, case, STATION)
    (said,) = (f for f in state.findings if f.code == "not_a_record")
    assert ("received", "A9") == (state.state, said.cell)
    assert said.message.startswith("第 9 行是合计行")
    assert "清空这一行，不要补填" in said.remedy
    assert "row_incomplete" not in {f.code for f in state.findings}
    assert 2034.5 == fees(stands(two, STATION))
    book = openpyxl.load_workbook(tmp_path / "收" / f"{case}.xlsx")
    for cell in book[FEES][9]:
        cell.value = None
    book.save(tmp_path / "收" / "改.xlsx")
    mended = of(take(two, tmp_path / "收" / "改.xlsx"), STATION.name)
    assert [] == [f for f in mended.findings if f.code == "not_a_record" or f.severity == "error"]
    assert 2034.5 == fees(stands(two, STATION))


def test_total_and_signature_rows_are_named_as_such(two, tmp_path):
    state = collected(two, tmp_path, "total_and_signature_rows_village", VILLAGE)
    assert ["第 10 行是合计行（“合计”）", "第 12 行是签字行（“填表人：甲     审核人：乙”）"] == [
        f.message.partition("，")[0] for f in state.findings if f.code == "not_a_record"
    ]
    assert ("received", 3) == (state.state, len(stands(two, VILLAGE).rows["公开"]))


def test_what_was_accepted_without_a_word_is_asked_and_open_everywhere_until_answered(township, tmp_path):
    asked = {"大坪村": "nearly_same", "高峰村": "nearly_same", "双河村": "rows_twice", "白云村": "far_off"}
    asked["龙门村"] = "cover_blank"
    for name in asked:
        put(f"accepted_without_a_word/{name}.xlsx", tmp_path / "收", SAVED)
    found = take(township, tmp_path / "收")
    assert asked == {n: f.code for n in asked for f in of(found, n).findings if f.to_explain}
    done = toolkit(township, "merge", "--partial")
    assert township.report.is_file(), done.output
    book = open_book(township.report.read_bytes())
    cover = [c.raw for c in book.sheet("封面").cells.values()]
    assert any("未说明的提示" in t and "各单位 5 处" in t for t in cover)
    explained = "\n".join(c.raw for c in book.sheet("说明").cells.values())
    assert all(name in explained for name in asked)
    point = _check_open_questions(open_report_source(township.report, township.form))
    assert (OPEN, 5) == (point.state, len(point.open)), "so publish-check does not let it pass"


def test_a_sheet_of_another_office_and_year_is_not_adopted(township, tmp_path):
    path = put("adopt_other_office_other_year.xlsx", tmp_path / "收", SAVED)
    done = toolkit(township, "adopt", path, "511523106201")
    assert 0 != done.exit_code
    assert "2025 年的，本次收的是 2024 年" in told(done)
    with Ledger.open(township.ledger) as ledger:
        assert [] == ledger.adoptions()


def test_figures_in_last_years_workbook_come_back_in_this_years(tmp_path):
    unit = Unit("511523106211", "梨园社区", "村社区")
    office = Office("511523106", "青石镇人民政府", "township", "xxgk", Period.of_year(2024), "2025-01-10")
    folder = make_work_folder(tmp_path / "w", office, (unit,))
    take(folder, put("last_years_template_returned.xlsx", tmp_path / "收", SAVED))
    (made,) = write_return_copies(folder, (), None, NOW, quiet)
    data = made.path.read_bytes()
    assert "2024" == identify_workbook(open_book(data)).who.period
    text = "\n".join(c.raw for c in open_book(data).sheets[0].cells.values())
    assert "日期不用改" in text
    assert 22 == len(read(xxgk(), data).submission.rows["公开"])


def test_what_is_drawn_through_is_asked_and_never_joined(two, tmp_path):
    state = collected(two, tmp_path, "struck_out", VILLAGE)
    assert [("B16", "not_a_number", "2"), ("B22", "not_a_number", "5")] == lines(state)
    (row,) = (f for f in state.findings if f.code == "row_struck")
    assert ("A9", True) == (row.cell, row.to_explain)
    (made,) = write_return_copies(two, (), tmp_path / "退", NOW, quiet)
    book = openpyxl.load_workbook(made.path)
    for said in lines(state):
        book[WORK][said[0]].value = int(said[2])
    for cell in book[BOARD][9]:
        cell.value = None
    book.save(tmp_path / "收" / "改.xlsx")
    after = of(take(two, tmp_path / "收" / "改.xlsx", now="2025-01-12T02:00:00+00:00"), VILLAGE.name)
    assert ("received", 0) == (after.state, after.to_explain)
    sent = stands(two, VILLAGE)
    at = {
        f"{p.sheet} {p.a1}": v
        for c, p in lay_out_workbook(xxgk(), "村社区").at.items()
        if (v := sent.figures.get(c))
    }
    assert (2.0, 5.0) == (at[f"{WORK} B16"], at[f"{WORK} B22"])


@pytest.mark.parametrize(
    ("case", "unit", "cell", "code", "likely"),
    [
        ("liang_in_a_count", VILLAGE, "B22", "not_a_number", "2"),
        ("liang_in_an_amount", STATION, "D7", "not_a_number", "1200"),
        ("null_in_one_cell", VILLAGE, "H7", "cell_broken", ""),
    ],
)
def test_one_cell_nobody_expected_costs_itself(case, unit, cell, code, likely, two, tmp_path):
    state = collected(two, tmp_path, case, unit)
    assert [(cell, code, likely)] == lines(state)
    account = read(xxgk(), (tmp_path / "收" / f"{case}.xlsx").read_bytes()).submission.account
    assert (1, account["asked"]) == (account["not_understood"], sum(account[k] for k in ACCOUNT))


def test_rows_that_only_look_empty_are_none(two, tmp_path):
    state = collected(two, tmp_path, "rows_that_only_look_empty", VILLAGE)
    assert ("received", ()) == (state.state, tuple(state.findings))
    assert 3 == len(stands(two, VILLAGE).rows["公开"])


def below(rows):
    """Put *rows* under what a sheet's XML holds."""

    def grow(sheet):
        head, tail = sheet.split(b"</sheetData>")
        return head + rows(int(re.findall(rb'<row r="(\d+)"', head)[-1]) + 1) + b"</sheetData>" + tail

    return grow


def rows_with_a_look(first):
    return b"".join(b'<row r="%d" s="1" customFormat="1"/>' % r for r in range(first, 1_048_577))


def cells_with_a_look(first):
    row = b'<row r="%d">' + b"".join(b'<c r="%c%%d" s="1"/>' % c for c in b"ABCDEFGHIJK")
    return b"".join(row % ((r,) * 12) + b"</row>" for r in range(first, first + 200_000))


@pytest.mark.parametrize("rows", [rows_with_a_look, cells_with_a_look])
def test_blank_rows_with_a_look_are_none_and_nothing_is_kept_of_them(rows):
    members = members_of(village_book())
    part = Written(village_book()).sheets[BOARD]
    members[part] = below(rows)(members[part])
    book = open_book(zipped(members))
    assert len(book.sheet(BOARD).cells) == len(open_book(village_book()).sheet(BOARD).cells)
    assert [7, 8, 9] == [r.number for r in sent_of(zipped(members)).rows["公开"]]


ROSTER_HEAD = ("单位编码", "单位名称", "类别", "联系人", "电话", "截止日期", "免报原因")


def roster(*rows, above=(), look="General"):
    """Read a roster of *rows*, under *above* and the heads, its codes in the number format *look*."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "名册"
    for row in (*above, ROSTER_HEAD):
        sheet.append(row)
    head = sheet.max_row
    for row in rows:
        sheet.append(row)
        sheet.cell(sheet.max_row, 1).number_format = look
    assert head + len(rows) == sheet.max_row
    out = io.BytesIO()
    book.save(out)
    return roster_workbook.read_roster_workbook(out.getvalue(), xxgk().kinds)


def test_a_code_that_shows_as_an_exponent_is_refused_with_its_cell():
    with pytest.raises(WorkFolderError, match=r"A2 单位编码“410308105001”.*4\.10308E\+11"):
        roster((410308105001, "东岭村", "村社区"))


def test_a_roster_is_read_as_it_is_shown():
    kinds = ("村（社区）", "村社区", "站所（办公室）")
    found = roster(
        *((n, f"{n}村", k) for n, k in zip((4, 5, 6), kinds, strict=True)),
        above=(("清河镇单位名册",),),
        look="000000000000",
    )
    assert [(f"00000000000{n}", k) for n, k in zip((4, 5, 6), ("村社区", "村社区", "站所"), strict=True)] == [
        (u.code, u.kind) for u in found
    ]


def test_ticks_in_other_characters_are_asked_once_a_column_and_read_on_yes(two, tmp_path):
    state = collected(two, tmp_path, "ticks_in_other_characters", VILLAGE)
    asked = {f.label: f for f in state.findings if f.code == "options_otherwise"}
    assert {"公开栏": "√", "微信群": "√、空", "广播": "空、√"} == {k: f.likely for k, f in asked.items()}
    marks = "".join(f.message for f in asked.values())
    assert all(f"“{m}”" in marks for m in ("✓", "✔", "☑", "R", "P", "ü", "TRUE", "×", "□"))
    done = toolkit(two, "collect", tmp_path / "收").output
    command = f"toolkit permit {VILLAGE.code} 公开栏 --why"
    assert command in done, "by its column: other questions may bear the number"
    toolkit(two, "permit", VILLAGE.code, "公开栏", "--why", "电话问过")
    left = of(take(two, tmp_path / "收"), VILLAGE.name).findings
    assert {"微信群", "广播"} == {f.label for f in left if f.code == "options_otherwise"}


def test_properties_garbled_by_a_web_library_are_one_remark(two, tmp_path):
    state = collected(two, tmp_path, "properties_garbled_by_a_web_library", VILLAGE)
    assert ("received", ["properties_garbled"]) == (state.state, [f.code for f in state.findings])


def with_folders(data):
    """The same parts with the folders listed among them, as WPS writes them."""
    return zipped([("xl/", b""), ("_rels/", b""), *members_of(data).items()])


def test_a_workbook_as_wps_zips_it_is_marked_and_filled(reported, tmp_path):
    sample = with_folders(Written(village_book()).put(WORK, {"B22": "两条"}).bytes())
    folder = make_work_folder(
        tmp_path / "two", dataclasses.replace(TWO_UNITS, name="某镇"), (Unit("001", "甲村", "村社区"),)
    )
    (tmp_path / "收").mkdir()
    (tmp_path / "收" / "甲村.xlsx").write_bytes(sample)
    take(folder, tmp_path / "收")
    (made,) = write_return_copies(folder, (), tmp_path / "退", NOW, quiet)
    before, after = members_of(sample), members_of(made.path.read_bytes())
    untouched = {n for n in before if not n.endswith("/") and before[n] == after.get(n)}
    assert {"xl/sharedStrings.xml", "docProps/custom.xml"} <= untouched, "the unit's own file, marked"
    blank = tmp_path / "空表.xlsx"
    blank.write_bytes(with_folders(reported.report.read_bytes()))
    done = toolkit(reported, "merge", "--into", blank, "--json")
    into = json.loads(done.stdout)["into"]
    assert into["placed"] > 0, told(done)
    assert into["path"].endswith(".xlsx")


def test_newer_data_is_told_by_what_was_made_from_the_report(reported):
    more_boards(reported)
    check = toolkit(reported, "report", "--publish-check")
    publish = toolkit(reported, "publish")
    assert (1, True) == (check.exit_code, "有 1 个单位的数变了" in told(check))
    assert 0 != publish.exit_code
    assert "有 1 个单位的数变了" in told(publish)


def test_what_was_written_into_the_report_stays(reported):
    path = next(reported.path.glob("*年度报告.docx"))
    book = docx.Document(path)
    paragraph = next(p for p in book.paragraphs if len(p.runs) == 1 and len(p.text) > 20)
    paragraph.runs[0].text += "此句由本机关补写。"
    book.save(path)
    done = toolkit(reported, "report", "--date", "2025-01-16")
    assert 0 == done.exit_code, told(done)
    assert any(
        "此句由本机关补写。" in b.text
        for b in read_document(path.read_bytes(), ".docx").blocks
        if isinstance(b, Paragraph)
    )


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (set_cells("表三", D7="12件左右"), "表三 D7"),
        (lambda book: book.remove(book["表四"]), "表四"),
        (set_cells("依申请公开台账", D7="商业企业"), "表三 D7"),
    ],
    ids=["a figure", "a sheet", "a row"],
)
def test_a_report_that_was_changed_by_hand_is_refused_with_the_place(change, place, reported):
    edit_file(reported.report, change)
    for command in (("report",), ("report", "--publish-check")):
        done = toolkit(reported, *command)
        assert 0 != done.exit_code
        assert place in told(done)


def test_days_counted_from_1904_are_told_and_never_years_off():
    for typed, code in (("2024-03-05", "not_a_date"), ("2024-12-31", "not_a_date")):
        members = members_of(village(notice(7, "低保名单公示", typed)))
        name = "xl/workbook.xml"
        members[name] = members[name].replace(b"<workbookPr", b'<workbookPr date1904="1"')
        sent = sent_of(zipped(members))
        told_of = {f.code: f for f in sent.findings}
        assert {"dates_from_1904", code} <= told_of.keys()
        assert (typed, None) == (told_of[code].likely, sent.rows["公开"][0].values.get("日期"))


def test_a_document_of_a_billion_columns_and_a_sentence_without_an_end_are_checked(tmp_path):
    book = docx.Document()
    book.add_paragraph("某镇人民政府2024年政府信息公开工作年度报告")
    book.add_paragraph("一、总体情况")
    book.add_paragraph("无" * 16_000)
    cell = book.add_table(1, 2).rows[0].cells[0]
    span = cell._tc.get_or_add_tcPr()._add_gridSpan()
    span.set(docx.oxml.ns.qn("w:val"), "1000000000")
    book.save(tmp_path / "报告.docx")
    done = CliRunner().invoke(app, ["check", str(tmp_path / "报告.docx")])
    assert isinstance(done.exception, SystemExit | None), done.exception
    assert 1 == done.exit_code
    assert "缺少" in done.output


# ── brothers: totals ───────────────────────────────────────────────────────────────────────────────────────

FILLED = {"B9": "镇政府", "C9": 45657}
"""What somebody fills in who was told that the row lacks them."""


@pytest.mark.parametrize(
    "cells",
    [
        {"A9": "合计", "D9": "=SUBTOTAL(109,D7:D8) → 2034.5", **FILLED},
        {"A9": "总计", "D9": "=D7+D8 → 2034.5", **FILLED},
        {"A9": "本页合计", "D9": 2034.5, **FILLED},
        {"B9": "总计", "D9": 2034.5},
        {"E9": "合计", "D9": 2034.5},
        {"A9": "全所", "E9": "合计", "D9": 2034.5, **FILLED},
        {"A9": "本年累计", "D9": 2034.5, **FILLED},
        {"A9": "收费总额", "D9": 2034.5, **FILLED},
        {"A9": "总金额", "D9": 2034.5, **FILLED},
        {"A9": "Σ", "D9": 2034.5, **FILLED},
        {"A9": "过次页", "D9": 2034.5, **FILLED},
        {"A9": "转下页", "D9": 2034.5},
        {"A9": "余额", "D9": 2034.5},
        {"A9": "合计（大写）", "D9": "贰仟零叁拾肆元伍角", **FILLED},
        {"A9": "合计", "D9": "<f>SUM(D7:D8)</f><v>#REF!</v>"},
        {"A9": "小计", "D9": 2034.5, "A10": "合计", "D10": 2034.5, "B10": "镇政府", "C10": 45657, **FILLED},
    ],
    ids=str,
)
def test_totals_however_written_are_named_and_never_counted(cells):
    sent = of_station(cells)
    assert 2034.5 == fees(sent)
    assert {"not_a_record"} == {f.code for f in sent.findings}
    assert balanced(sent)


@pytest.mark.parametrize(
    "formula",
    [
        "=0+SUM(D7:D8)",
        "=(D7+D8)",
        "=D7+D8-0",
        '=SUM(INDIRECT("D7:D8"))',
        "=SUM(OFFSET(D9,-2,0,2,1))",
        "=SUM(D7)+SUM(D8)",
    ],
)
def test_an_amount_that_adds_up_the_list_is_asked_and_does_not_count(formula):
    sent = of_station({"A9": "全部", "D9": f"{formula} → 2034.5", **FILLED})
    (asked,) = (f for f in sent.findings if f.to_explain)
    assert (2034.5, "sum_as_record", "D9") == (fees(sent), asked.code, asked.cell)


@pytest.mark.parametrize(
    ("cells", "what"),
    [
        ({"A10": "计", "B10": "3条"}, "合计行"),
        ({"I10": "合计", "E10": 3}, "合计行"),
        ({"A10": "上半年小计", "B10": "共 3 条"}, "合计行"),
        ({"A10": "东岭村村民委员会（盖章）", "A11": "2025年1月6日"}, "签字行"),
        ({"B10": "（公章）"}, "签字行"),
        ({"A10": "村务监督委员会主任（签字）：王五"}, "签字行"),
        ({"A10": "填表人 张三", "C10": "审核人 李四"}, "签字行"),
        ({"A10": "村支书签字：", "D10": "日期："}, "签字行"),
        ({"A10": "* 带星号的为补登"}, "说明行"),
        ({"A10": "以上内容均已在村务公开栏张贴"}, "说明行"),
        ({"A10": "第 1 页 共 1 页"}, "说明行"),
        ({"A10": "一、财务公开"}, "说明行"),
        ({"A10": "——", "B10": "——", "C10": "——"}, "说明行"),
        ({"A10": "/", "B10": "以下空白", "C10": "/"}, "说明行"),
    ],
    ids=str,
)
def test_what_people_write_under_a_register_is_named_and_costs_nothing(cells, what):
    sent = of_village(BOARD, cells)
    assert ([7, 8, 9], ["not_a_record"]) == (
        [r.number for r in sent.rows["公开"]],
        [f.code for f in sent.findings],
    )
    assert f"行是{what}" in sent.findings[0].message
    assert balanced(sent)


@pytest.mark.parametrize(
    "title", ["关于换发公章的公示", "审核人员名单", "以上级批复为准", "一、二季度收支", "计生公示"]
)
def test_a_record_is_a_record_whatever_its_title_begins_or_ends_with(title):
    sent = of_village(BOARD, {"B9": title})
    assert ([7, 8, 9], []) == ([r.number for r in sent.rows["公开"]], list(sent.findings))


@pytest.mark.parametrize("title", ["审核人员名单", "关于换发公章的公示", "刻制公章"])
def test_half_a_record_is_asked_to_be_completed(title):
    sent = of_village(BOARD, {"A10": 45657, "B10": title})
    assert {"row_incomplete"} == {f.code for f in sent.findings if f.severity == "error"}


# ── brothers: drawn through ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("sheet", "cell", "value", "code", "likely"),
    [
        (WORK, "B16", rich(("3", "strike"), ("2", "plain")), "not_a_number", "2"),
        (BOARD, "A8", rich(("2024-03-05", "strike"), ("2024-03-06", "")), "not_a_date", "2024-03-06"),
        (BOARD, "C8", rich(("财务", "strike"), ("党务", "")), "not_an_option", "党务"),
        (WORK, "B22", rich(("12", ""), ("1", "superscript")), "not_a_number", "12"),
    ],
)
def test_what_is_left_of_a_text_drawn_through_in_part_is_asked(sheet, cell, value, code, likely):
    sent = of_village(sheet, {cell: value})
    assert [(cell, code, likely)] == said_of(sent)
    (said,) = (f for f in sent.findings if f.severity == "error")
    assert f"“{likely}”" not in said.message, "nobody is told that X should be X"


@pytest.mark.parametrize(
    ("sheet", "cell", "value"), [(WORK, "B22", 7), (BOARD, "A8", 45356), (BOARD, "E8", "√")]
)
def test_a_cell_drawn_through_by_its_style_is_asked(sheet, cell, value):
    assert [(cell, "struck_out", "")] == said_of(of_village(sheet, {cell: value}, struck=True))


def test_a_row_drawn_through_by_its_style_is_named_once():
    sent = sent_of(Written(station_book()).strike_row(FEES, 8, last=4).bytes())
    (asked,) = (f for f in questions(sent) if f.code == "row_struck")
    assert ("A8", True) == (asked.cell, asked.to_explain)
    assert [] == said_of(sent)


# ── brothers: numbers in words ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("俩", "2"),
        ("一百二", "120"),
        ("两千五", "2500"),
        ("两千零五", "2005"),
        ("一万二", "12000"),
        ("壹拾贰", "12"),
        ("贰仟零叁拾肆元", "2034"),
        ("廿三", "23"),
        ("③", "3"),
        ("Ⅲ", ""),
        ("十几条", ""),
        ("三五条", ""),
        ("万", ""),
    ],
)
def test_a_number_in_words_is_asked_as_people_mean_it(text, number):
    assert number == likely_number(text, "件")
    assert [("B22", "not_a_number", number)] == said_of(of_village(WORK, {"B22": text}))


# ── brothers: blank, and broken ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "blank", ['=IF(1=1,"","x") → ', "\u3000\u3000", "\xa0", "\u200b", "\ufeff", "\u2800", "\n"]
)
def test_rows_emptied_in_any_way_are_none(blank):
    cells = {f"{c}{r}": blank for c in "ABCDEK" for r in (10, 11, 12)}
    sent = of_village(BOARD, cells)
    assert ([7, 8, 9], []) == ([r.number for r in sent.rows["公开"]], list(sent.findings))


@pytest.mark.parametrize(
    ("xml", "kind", "errors"),
    [
        ("<v>NaN</v>", None, [("B22", "cell_broken", "")]),
        ("<v>undefined</v>", "n", [("B22", "cell_broken", "")]),
        ("<v>3</v>", "z", [("B22", "cell_broken", "")]),
        ("<v>null</v>", "s", [("B22", "cell_broken", "")]),
        ("<v>2</v>", "b", [("B22", "cell_broken", "")]),
        ("<v>1e999</v>", None, [("B22", "cell_broken", "")]),
        ("<v>null</v>", "str", [("B22", "not_a_number", "")]),
        ("<v></v>", "n", []),
        ("<v/>", "n", []),
    ],
)
def test_a_cell_no_program_should_have_written_costs_itself(xml, kind, errors):
    sent = of_village(WORK, {"B22": xml}, kind)
    assert errors == said_of(sent)
    assert (len(errors), 3, True) == (sent.account["not_understood"], len(sent.rows["公开"]), balanced(sent))


# ── brothers: ticks ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("mark", "font", "meant"),
    [
        ("ü", "Wingdings", "√"),
        ("P", "Wingdings 2", "√"),
        ("a", "Marlett", "√"),
        ("\uf0fc", "Wingdings", "√"),
        ("û", "Wingdings", "空"),
        ("¨", "Wingdings", "空"),
        ("∨", "", "√"),
        ("对勾", "", "√"),
        ("是", "", "√"),
        ("有", "", "√"),
        ("✗", "", "空"),
        ("否", "", "空"),
    ],
)
def test_a_mark_of_any_font_is_asked_for_what_it_looks_like(mark, font, meant):
    sent = of_village(BOARD, {"F8": mark}, font=font)
    assert [("F8", "options_otherwise", meant)] == said_of(sent)
    assert "\uf0fc" not in sent.findings[0].message


@pytest.mark.parametrize("mark", ["r", "☒", "○", "T2"])
def test_a_mark_that_may_be_either_is_asked_without_a_guess(mark):
    assert [("F8", "not_an_option", "")] == said_of(of_village(BOARD, {"F8": mark}))


@pytest.mark.parametrize(("said", "likely"), [("无", "是"), ("零报告", "是"), ("√", "是"), ("否", "空")])
def test_what_people_write_beside_an_empty_list_is_asked_as_they_mean_it(said, likely):
    errors = said_of(of_village(TRANSFERS, {"B5": said}))
    assert ("B5", "options_otherwise", likely) in errors


# ── brothers: the roster ───────────────────────────────────────────────────────────────────────────────────

DONGLING = ("410308105001", "东岭村", "村社区")


@pytest.mark.parametrize(
    "code",
    [
        "'410308105001",
        "‘410308105001",
        "４１０３０８１０５００１",
        "4103 0810 5001",
        "410308105001\xa0",
        "\u200b410308105001",
        "410308105001.0",
    ],
)
def test_a_code_is_read_as_people_see_it(code):
    assert ["410308105001"] == [u.code for u in roster((code, *DONGLING[1:]))]


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("4.10308105001E+11", "应为 410308105001？"),
        ("4.10308E+11", "后面的数字已经丢了"),
        ("４.10308Ｅ＋11", "后面的数字已经丢了"),
        ("4.1e11", "后面的数字已经丢了"),
    ],
)
def test_an_exponent_in_any_letters_is_refused(code, said):
    with pytest.raises(WorkFolderError, match=r"A2 单位编码.*科学记数") as caught:
        roster((code, *DONGLING[1:]))
    assert said in str(caught.value)


@pytest.mark.parametrize(
    "note",
    [
        ("注：以上单位均须上报",),
        ("合计", 1),
        ("共 1 个单位",),
        ("填表人：张三", None, None, "审核人：李四"),
        (None, "以下空白"),
        ROSTER_HEAD,
        ("一、村",),
    ],
    ids=str,
)
def test_what_stands_under_the_units_is_no_unit(note):
    assert ["东岭村"] == [u.name for u in roster(DONGLING, note)]


@pytest.mark.parametrize(("kind", "meant"), [("社区", "村社区"), ("村/社区", "村社区"), ("办公室", "站所")])
def test_a_kind_that_is_none_is_refused_with_the_likely_one(kind, meant):
    with pytest.raises(WorkFolderError, match=rf"C2 类别.*是否应为 {meant}？"):
        roster((*DONGLING[:2], kind))


@pytest.mark.parametrize("said", ["否", "不免报", "无", "正常报送"])
def test_who_is_said_not_to_be_excused_is_not(said):
    assert [""] == [u.excused for u in roster((*DONGLING, None, None, None, said))]


def test_two_codes_that_look_the_same_are_one_twice():
    with pytest.raises(WorkFolderError, match="A3 单位编码 410308105001 与前面的重复"):
        roster(DONGLING, ("４１０３０８１０５００１", "西岭村", "村社区"))
