"""The clock of an office: from its own register, told in every way, with nothing of an applicant in any of them."""

import csv
import datetime
import json

import openpyxl
import pytest
from draw import draw, submission
from forms import xxgk
from township import township
from typer.testing import CliRunner

from toolkit import cli
from toolkit.campaign.appraisal import write_appraisal
from toolkit.campaign.campaign import load_campaign
from toolkit.campaign.overview import draw_overview
from toolkit.clock.calendar_file import draw_calendar
from toolkit.clock.clock_reminders import clock_reminders_text
from toolkit.clock.office_clocks import draw_clock_workbook, list_office_clocks
from toolkit.clock.write_clocks import write_reply_letter, write_steps_table
from toolkit.document.read_word import open_word_document
from toolkit.errors import WorkFolderError
from toolkit.folder.days import office_day_of
from toolkit.folder.roster import Office, Unit
from toolkit.folder.work_folder import make_work_folder
from toolkit.form.period import Period
from toolkit.form.submission import Row
from toolkit.merging.report_clocks import clocks_beside, request_desk_of

NOW = "2024-10-08T01:00:00+00:00"
SECRETS = ("张三峰", "13812345678", "410303199001011234", "宅基地邻里纠纷")
DESK = request_desk_of(xxgk())


def row(at, number, received, **more):
    private = {"申请人": SECRETS[0] + SECRETS[1], "摘要": SECRETS[3] + SECRETS[2]}
    return Row(
        at, {"登记号": number, "性质": "本机关申请", "收到": received, "类别": "自然人", **private, **more}
    )


ROWS = (
    row(5, "2024-001", "2024-09-10", 方式="邮寄"),
    row(6, "2024-002", "2024-08-20"),
    row(7, "2024-003", "2024-09-20", 补正="2024-09-25"),
    row(8, "2024-004", "2024-06-03", 办结="2024-06-20", 结果="r3_6", 文书="某政公开〔2024〕4号"),
)


@pytest.fixture
def folder(tmp_path):
    office = Office("511523106", "某镇人民政府", "township", "xxgk", Period.of_year(2024), "2025-01-10")
    return make_work_folder(tmp_path / "w", office, (Unit("511523106021", "党政办公室", "党政办"),))


@pytest.fixture
def register(tmp_path):
    made = submission(xxgk(), "党政办", unit="511523106021", name="党政办公室", rows={"申请": ROWS})
    path = tmp_path / "台账.xlsx"
    path.write_bytes(draw(xxgk(), made))
    return path


@pytest.fixture
def found(folder, register):
    return list_office_clocks(folder, folder.form, DESK, NOW, [register])


def test_the_most_urgent_stands_first_and_each_has_its_light(found):
    (unit,) = found.units
    assert [("2024-002", "overdue"), ("2024-001", "soon"), ("2024-003", "paused"), ("2024-004", "done")] == [
        (c.number, c.light) for c in unit.clocks
    ]
    assert (4, 3, 1, 1, 1, 0, 1, 0, "2024-10-14") == unit.counts
    assert [("request_overdue", "2024-002")] == [(f.code, f.sheet) for f in unit.findings]
    assert found.must_act


def test_what_the_office_recorded_moves_the_clock(folder, register):
    heads = ("登记号", "补正收到日", "延期告知日", "延长工作日", "延期理由和同意人")
    with (folder.path / "依申请办理经过.csv").open("w", encoding="gb18030", newline="") as file:
        csv.writer(file).writerows(
            [
                heads,
                ("2024-002", "", "2024-09-10", "20", "卷宗多，王主任"),
                ("2024-003", "2024-10-08", "", "", ""),
            ]
        )
    (unit,) = list_office_clocks(folder, folder.form, DESK, NOW, [register]).units
    due = {c.number: c.due for c in unit.clocks}
    assert ("2024-10-21", "2024-11-04") == (due["2024-002"], due["2024-003"])
    assert () == unit.findings


def test_a_number_that_is_in_no_register_is_told(folder, register):
    (folder.path / "依申请办理经过.csv").write_text(
        "登记号,补正收到日\n2024-999,2024-10-08\n", encoding="utf-8"
    )
    (unit,) = list_office_clocks(folder, folder.form, DESK, NOW, [register]).units
    assert "request_unrecorded" in {f.code for f in unit.findings}


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("2024-001,第三方,,2024-10-01", "没有写征求意见书送达日"),
        ("2024-001,第三方,2024-10-08,2024-10-01", "意见收到日早于"),
        ("2024-001,邻居,2024-10-08,", "应为 第三方、其他机关 之一"),
    ],
)
def test_a_fault_in_the_recorded_steps_is_told_with_its_row(folder, register, said, told):
    path = folder.path / "依申请办理经过.csv"
    path.write_text(f"登记号,征求意见对象,征求意见书送达日,意见收到日\n{said}\n", encoding="utf-8")
    with pytest.raises(WorkFolderError, match=told):
        list_office_clocks(folder, folder.form, DESK, NOW, [register])


def test_beside_something_else_a_fault_of_the_offices_own_tables_is_told_and_stops_nothing(folder):
    (folder.path / "调休.csv").write_text("日期,上班或放假\n2月3日,放假\n", encoding="utf-8")
    assert "没有写年份" in clocks_beside(folder, NOW).fault


@pytest.mark.promise(
    "不会做", "申请人的姓名、电话、证件号和申请内容不出台账：期限表、日历、提醒、网页里都没有"
)
def test_nothing_of_an_applicant_leaves_the_register(folder, register, found, tmp_path):
    book = tmp_path / "期限.xlsx"
    book.write_bytes(draw_clock_workbook(found, folder))
    cells = " ".join(
        str(c.value) for s in openpyxl.load_workbook(book) for line in s.iter_rows() for c in line if c.value
    )
    table, _ = write_steps_table(folder, DESK, [register])
    steps = " ".join(
        str(c.value) for s in openpyxl.load_workbook(table) for line in s.iter_rows() for c in line if c.value
    )
    ways = (
        json.dumps(found.plain(), ensure_ascii=False),
        clock_reminders_text(found),
        draw_calendar(found, NOW).decode().replace("\r\n ", ""),
        cells,
        steps,
    )
    assert all("2024-002" in way for way in ways)
    assert [] == [s for way in ways for s in SECRETS if s in way]


def test_the_calendar_keeps_to_its_standard(found):
    data = draw_calendar(found, NOW)
    lines = data.decode().split("\r\n")
    assert data.endswith(b"END:VCALENDAR\r\n")
    assert max(len(line.encode()) for line in lines) <= 75
    events = data.decode().replace("\r\n ", "").split("BEGIN:VEVENT")[1:]
    assert {"20241014", "20240918"} <= {e.split("DTSTART;VALUE=DATE:")[1][:8] for e in events}
    names = [e.split("UID:")[1].split("\r\n")[0] for e in events]
    assert len(names) == len(set(names))
    assert names == [
        e.split("UID:")[1].split("\r\n")[0]
        for e in draw_calendar(found, NOW).decode().split("BEGIN:VEVENT")[1:]
    ]


def test_the_table_of_steps_has_a_row_for_what_is_open_and_keeps_what_is_filled_in(folder, register):
    path, kept = write_steps_table(folder, DESK, [register])
    assert kept is None
    book = openpyxl.load_workbook(path)
    sheet = book.active
    at = {
        c.value: c.column for line in sheet.iter_rows() for c in line if c.value in ("登记号", "补正收到日")
    }
    rows = {c.value: c.row for (c,) in sheet.iter_rows(min_col=at["登记号"], max_col=at["登记号"])}
    assert {"2024-001", "2024-002", "2024-003"} == {n for n in rows if str(n).startswith("2024")}
    sheet.cell(rows["2024-003"], at["补正收到日"], "2024-10-08")
    book.save(path)
    again, kept = write_steps_table(folder, DESK, [register])
    assert kept is not None
    assert "2024-10-08" in {
        str(c.value)[:10]
        for line in openpyxl.load_workbook(again).active.iter_rows()
        for c in line
        if c.value
    }


def text_of(path):
    _, blocks, _ = open_word_document(path.read_bytes())
    return "\n".join(b.text for b in blocks if hasattr(b, "text"))


def test_a_refusal_is_written_with_its_article_and_review_before_the_court(folder, register):
    day = datetime.date(2024, 6, 20)
    path = write_reply_letter(folder, DESK, "2024-004", "答复", day, None, [register])
    text = text_of(path)
    for said in (
        "第十六条第二款",
        "过程性信息",
        "应当先申请行政复议",
        "第二十三条",
        "60 日",
        "某政公开〔2024〕4号",
        "2024年6月20日",
    ):
        assert said in text
    assert "【申请人姓名或者名称】" in text
    again = write_reply_letter(folder, DESK, "2024-004", "答复", day.replace(day=21), None, [register])
    assert again != path


def test_before_the_law_of_2024_one_may_go_to_court_at_once(folder, register):
    day = datetime.date(2023, 12, 29)
    text = text_of(write_reply_letter(folder, DESK, "2024-004", "答复", day, None, [register]))
    assert "六个月内" in text
    assert "应当先申请行政复议" not in text


@pytest.mark.parametrize(
    ("letter", "said"),
    [
        ("补正", ("第三十条", "2024-09-20")),
        ("延期", ("第三十三条第二款", "2024-10-14")),
        ("征求意见", ("第三十二条", "15 个工作日", "【第三方名称】")),
    ],
)
def test_the_letters_on_the_way_say_their_article_and_their_last_day(folder, register, letter, said):
    day = datetime.date(2024, 9, 12)
    text = text_of(write_reply_letter(folder, DESK, "2024-001", letter, day, None, [register]))
    assert [] == [s for s in said if s not in text]
    if letter == "征求意见":
        assert SECRETS[0] not in text


@pytest.mark.parametrize(
    ("number", "letter", "told"),
    [
        ("2024-001", "答复", "还没有办理结果"),
        ("2024-001", "收费", "写不了收费通知"),
        ("2024-404", "答复", "没有登记号 2024-404"),
        ("2024-001", "信", "没有“信”这种文书"),
    ],
)
def test_what_cannot_be_written_yet_is_said_with_the_way_out(folder, register, number, letter, told):
    day = datetime.date(2024, 9, 12)
    with pytest.raises(WorkFolderError, match=told):
        write_reply_letter(folder, DESK, number, letter, day, None, [register])


def test_the_commands_say_it_and_exit_by_it(folder, register, monkeypatch, tmp_path):
    monkeypatch.setenv("COLUMNS", "160")
    run = CliRunner().invoke
    done = run(
        cli.app,
        [
            "clock",
            str(register),
            "-w",
            str(folder.path),
            "--sheet",
            "--ics",
            str(tmp_path / "a.ics"),
            "--remind",
        ],
    )
    assert (1, True) == (done.exit_code, "已超期" in done.output)
    assert (folder.path / "答复期限.xlsx").is_file()
    assert (tmp_path / "a.ics").is_file()
    assert [] == [s for s in SECRETS if s in done.output]
    done = run(cli.app, ["reply", "2024-004", str(register), "-w", str(folder.path), "--on", "2024-06-20"])
    assert 0 == done.exit_code
    assert (folder.path / "答复" / "2024-004-政府信息公开申请答复书.docx").is_file()


def test_at_half_past_seven_in_the_morning_in_china_it_is_today(monkeypatch):
    import time

    monkeypatch.setenv("TZ", "Asia/Shanghai")
    time.tzset()
    try:
        assert "2024-10-15" == office_day_of("2024-10-14T23:30:00+00:00")
    finally:
        monkeypatch.undo()
        time.tzset()


def test_the_page_and_the_appraisal_of_a_township_say_it_from_what_was_received(tmp_path):
    folder = township(tmp_path)
    clocks = clocks_beside(folder, NOW)
    assert [("2024-002", "2024-07-23", "done"), ("2024-001", "2024-05-11", "done")] == [
        (c.number, c.due, c.light) for u in clocks.units for c in u.clocks
    ][::-1]
    campaign = load_campaign(folder, NOW)
    assert "依申请公开的答复期限" in draw_overview(folder, campaign, clocks)
    assert "答复期限" not in draw_overview(folder, campaign)
    done = write_appraisal(folder, "", None, NOW, clocks=clocks)
    (line,) = done.plain()["requests"]
    assert (2, 2, 0) == (line["asked"], line["in_time"], line["overdue"])
    cells = [c.value for row in openpyxl.load_workbook(done.workbook)["答复期限"].iter_rows() for c in row]
    assert "党政办公室（样例）" in cells


def test_a_register_is_looked_at_without_any_work_folder(register):
    found = list_office_clocks(None, xxgk(), DESK, NOW, [register])
    assert ("党政办公室", 4) == (found.office, len(found.units[0].clocks))


def test_a_workbook_without_the_register_is_refused_with_its_kind(tmp_path):
    path = tmp_path / "村.xlsx"
    path.write_bytes(draw(xxgk(), submission(xxgk(), "村社区", unit="511523106001", name="甲村")))
    with pytest.raises(WorkFolderError, match="村社区"):
        list_office_clocks(None, xxgk(), DESK, NOW, [path])


def test_the_sheet_has_blanks_where_nothing_runs_and_why_each_day_is_as_it_is(folder, found, tmp_path):
    path = tmp_path / "期限.xlsx"
    path.write_bytes(draw_clock_workbook(found, folder))
    book = openpyxl.load_workbook(path)
    rows = {row[1].value: [c.value for c in row] for row in book["答复期限"].iter_rows()}
    assert (-10, "红灯", 5, "黄灯") == (*rows["2024-002"][4:6], *rows["2024-001"][4:6])
    assert rows["2024-003"][4] in (None, "")
    why = [c.value for row in book["怎样算出"].iter_rows() for c in row if c.value]
    assert "《政府信息公开条例》第三十一条第（二）项" in why
