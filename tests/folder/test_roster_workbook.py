"""The roster as a clerk fills it in."""

import datetime
import io

import openpyxl
import pytest
from forms import xxgk

from toolkit.errors import WorkFolderError
from toolkit.folder import roster_table, roster_workbook
from toolkit.folder.roster import Office, Unit
from toolkit.folder.work_folder import make_work_folder, workbook_timestamp
from toolkit.form.period import Period

KINDS = xxgk().kinds


def filled(**said):
    """Draw a roster of one unit, and write into its row as a clerk would."""
    data = roster_workbook.draw_roster_workbook(
        [Unit("0101", "甲村", "村社区")], KINDS, workbook_timestamp(Period.of_year(2024))
    )
    book = openpyxl.load_workbook(io.BytesIO(data))
    for i, column in enumerate(roster_table.COLUMNS, 1):
        if column.field in said:
            book[roster_table.SHEET].cell(4, i).value = said[column.field]
    out = io.BytesIO()
    book.save(out)
    return roster_workbook.read_roster_workbook(out.getvalue(), KINDS)


@pytest.mark.parametrize("mark", ["无", "/", "—", " ／ "])
def test_a_mark_for_a_reason_excuses_nobody(mark):
    (unit,) = filled(excused=mark, contact=mark, phone=mark, deadline=mark)
    assert Unit("0101", "甲村", "村社区") == unit


def test_a_reason_excuses_and_a_deadline_is_read_as_people_write_it():
    (unit,) = filled(excused="已并入乙村", deadline="2025.1.5")
    assert ("已并入乙村", "2025-01-05") == (unit.excused, unit.deadline)


@pytest.mark.parametrize("name", ["甲\n村", "甲\u202e村", "甲\u200b村", "甲_x001B_[31m村", "甲" * 101])
def test_a_name_nobody_can_see_whole_is_refused_with_its_cell(name):
    with pytest.raises(WorkFolderError, match=r"B4 单位名称“甲.*换行或看不见") as caught:
        filled(name=name)
    assert caught.value.args[0].count("\n") == 1


def test_a_number_for_a_code_is_read_as_it_is_shown():
    assert "101" == filled(code=101)[0].code


def in_code_column(write):
    """Draw two units and let *write* change the sheet."""
    data = roster_workbook.draw_roster_workbook(
        [Unit("0101", "甲村", "村社区"), Unit("0102", "乙村", "村社区")],
        KINDS,
        workbook_timestamp(Period.of_year(2024)),
    )
    book = openpyxl.load_workbook(io.BytesIO(data))
    write(book[roster_table.SHEET])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def put(cell, value, look):
    cell.value, cell.number_format = value, look


@pytest.mark.parametrize(
    ("value", "look", "code"),
    [
        (4, "000000000000", "000000000004"),
        (5, "0000", "0005"),
        (6, '"41-"0000', "41-0006"),
        (410308001001, "0", "410308001001"),
        (12345678901, "General", "12345678901"),
        (123456, "000-0000", "012-3456"),
        (7, "0_ ", "7"),
        (1234, "#,##0", "1234"),
    ],
)
def test_a_code_is_read_as_its_number_format_shows_it(value, look, code):
    data = in_code_column(lambda sheet: put(sheet["A4"], value, look))
    assert [code, "0102"] == [u.code for u in roster_workbook.read_roster_workbook(data, KINDS)]
    renamed = roster_workbook.edit_roster_units(data, {code: {"name": "丙村"}})
    assert [(code, "丙村"), ("0102", "乙村")] == [
        (u.code, u.name) for u in roster_workbook.read_roster_workbook(renamed, KINDS)
    ]


@pytest.mark.parametrize(
    ("value", "look", "told"),
    [
        (410308001001, "General", "A4 单位编码“410308001001”存成了数，表里显示成 4.10308E+11，看不全"),
        (410308001001, "@", "显示成 4.10308E+11"),
        (101, "0.00E+00", "看不全"),
        (410308105002001000, "0", "第 15 位以后的数字已经丢了"),
        ("4.10308E+11", "@", "是科学记数"),
        (datetime.date(2024, 3, 1), "yyyy-mm-dd", "被表格程序当成了日期"),
    ],
)
def test_a_code_that_cannot_be_seen_whole_is_refused_with_its_cell_and_the_mend(value, look, told):
    said = faults(in_code_column(lambda sheet: put(sheet["A4"], value, look)))
    assert told in said
    assert "A4 单位编码" in said
    assert "格式设为“文本”，再照原来的编码重填" in said
    assert 1 == said.count("\n")


def test_zeros_shown_before_a_telephone_number_are_kept():
    data = in_code_column(lambda sheet: put(sheet["E4"], 37912345678, "000000000000"))
    assert "037912345678" == roster_workbook.read_roster_workbook(data, KINDS)[0].phone


@pytest.mark.parametrize("kind", ["村社区", "村（社区）", "村(社区)", " 村（社区） "])
def test_a_kind_is_known_by_its_label_as_by_its_id(kind):
    assert "村社区" == filled(kind=kind)[0].kind


def test_title_rows_above_and_notes_in_the_heads_are_no_hindrance():
    def write(sheet):
        sheet.insert_rows(1, 2)
        sheet["A1"] = "某镇 2024 年单位编码、单位名称、类别一览"
        sheet["A5"], sheet["B5"], sheet["C5"] = "单位编码（12 位）", "*单位名称", "类别："

    assert ["0101", "0102"] == [
        u.code for u in roster_workbook.read_roster_workbook(in_code_column(write), KINDS)
    ]


# ── saved as something else ────────────────────────────────────────────────────────────────────────────────

UNITS = (
    Unit("00101", "甲村", "村社区", "张三", "0379", "2025-01-09", ""),
    Unit("00102", "乙𠮷村", "村社区", "", "", "", "并入甲村"),
)
TABLE = (
    "单位名册,,,,,,\n一个单位一行,,,,,,\n单位编码,单位名称,类别,联系人,电话,截止日期,免报原因\n"
    "00101,甲村,村社区,张三,0379,2025/1/9,\n00102,乙𠮷村,村社区,,,,并入甲村\n"
)


def changed(change):
    """Draw the roster of ``UNITS`` and change the workbook."""
    book = openpyxl.load_workbook(
        io.BytesIO(
            roster_workbook.draw_roster_workbook(UNITS, KINDS, workbook_timestamp(Period.of_year(2024)))
        )
    )
    change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def faults(data, name="名册.xlsx"):
    with pytest.raises(WorkFolderError) as caught:
        roster_workbook.read_roster_workbook(data, KINDS, name)
    return str(caught.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_a_table_of_text_is_read_in_every_usual_encoding(encoding, separator):
    text = TABLE.replace(",", separator).replace("\n", "\r\n")
    assert UNITS == roster_workbook.read_roster_workbook(text.encode(encoding), KINDS, "名册.csv")


def test_a_table_without_the_rows_above_and_with_codes_as_excel_keeps_them_is_read():
    text = TABLE.split("\n", 2)[2].replace("00101", '="00101"')
    assert UNITS == roster_workbook.read_roster_workbook(text.encode(), KINDS, "名册.csv")


def test_a_code_a_spreadsheet_rounded_is_refused_with_its_cell():
    told = faults(TABLE.replace("00102", "4.10308E+11").encode("gbk", "ignore"), "名册.csv")
    assert "A5 单位编码“4.10308E+11”是科学记数" in told
    assert 1 == told.count("\n")


def test_the_sheet_may_be_called_otherwise_and_the_heads_may_stand_lower():
    def rename(book):
        book[roster_table.SHEET].insert_rows(1, 2)
        book[roster_table.SHEET].title = "Sheet1"
        book.create_sheet("空")

    data = changed(rename)
    assert UNITS == roster_workbook.read_roster_workbook(data, KINDS)
    third = Unit("00103", "丙村", "村社区")
    edited = roster_workbook.edit_roster_units(data, {"00103": {"name": third.name, "kind": third.kind}})
    assert (*UNITS, third) == roster_workbook.read_roster_workbook(edited, KINDS)
    renamed = roster_workbook.edit_roster_units(edited, {"00101": {"name": "甲新村"}})
    assert "甲新村" == roster_workbook.read_roster_workbook(renamed, KINDS)[0].name


def test_of_two_sheets_that_may_be_the_roster_somebody_is_asked():
    def double(book):
        book[roster_table.SHEET].title = "一"
        book.copy_worksheet(book["一"]).title = "二"

    assert "有几张工作表都像名册：“一”、“二”。请把要用的那张改名为“名册”" in faults(changed(double))


def test_a_workbook_without_the_heads_is_refused_with_the_heads():
    def empty(book):
        book[roster_table.SHEET].delete_rows(1, 10)

    for data, name in ((changed(empty), "名册.xlsx"), (b"", "名册.csv"), ("随便".encode(), "名册.csv")):
        assert f"{name} 里没有名册：没有哪张表有一行表头 单位编码、单位名称" in faults(data, name)


def test_a_head_that_stands_twice_is_told_with_both_cells():
    def twice(book):
        book[roster_table.SHEET]["E3"] = "联系人"

    told = faults(changed(twice))
    assert "D3、E3 都是表头“联系人”，只留一列" in told
    assert "第 3 行缺少表头“电话”" in told


def test_what_stands_in_a_cell_is_told_once_with_what_may_stand_there():
    def wrong(book):
        book[roster_table.SHEET]["C4"] = "村"
        book[roster_table.SHEET]["F4"] = "1月9日"

    told = faults(changed(wrong)).split("\n  ")
    assert "名册.xlsx 要改：" == told[0]
    assert told[1].startswith("C4 类别“村”看不懂，应为 村社区、")
    assert told[2].startswith("F4 截止日期“1月9日”没有写年份")
    assert 3 == len(told)


def test_what_is_no_workbook_is_refused_in_words_with_the_mend():
    for data in (b"%PDF-1.4", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"<html>"):
        told = faults(data)
        assert "名册 名册.xlsx 读不出来：" in told
        assert told.endswith("另存为 名册.xlsx，再运行。")


def test_what_can_only_be_read_is_not_edited():
    with pytest.raises(WorkFolderError, match=r"只能读，不能替您改.*另存为 名册\.xlsx"):
        roster_workbook.edit_roster_units(TABLE.encode(), {"00101": {"name": "x"}}, "名册.csv")


def test_a_work_folder_finds_the_roster_whatever_it_was_saved_as_and_asks_where_two_differ(tmp_path):
    folder = make_work_folder(
        tmp_path, Office("01", "某镇", "township", "xxgk", Period.of_year(2024), ""), UNITS
    )
    (tmp_path / "名册.csv").write_bytes(TABLE.encode("gb18030"))
    assert UNITS == folder.roster()
    assert "名册.xlsx" == folder.roster_file().name
    (tmp_path / "名册.csv").write_bytes(TABLE.replace("甲村", "丙村").encode("gb18030"))
    with pytest.raises(WorkFolderError, match=r"有几份名册，内容不一样：名册\.xlsx、名册\.csv"):
        folder.roster()
    (tmp_path / "名册.xlsx").rename(tmp_path / "名册 - 副本.xlsx")
    assert "丙村" == folder.roster()[0].name
    (tmp_path / "名册.csv").unlink()
    with pytest.raises(WorkFolderError, match=r"目录里有 名册 - 副本\.xlsx，是它的话请改名为 名册\.xlsx"):
        folder.roster()


def test_other_names_of_a_unit_are_read_where_an_office_added_the_column():
    units = [Unit("0101", "甲村", "村社区", also="老甲、甲家湾"), Unit("0102", "乙村", "村社区")]
    data = roster_workbook.draw_roster_workbook(units, KINDS, workbook_timestamp(Period.of_year(2024)))
    assert tuple(units) == roster_workbook.read_roster_workbook(data, KINDS)
    book = openpyxl.load_workbook(io.BytesIO(data))
    for row in book[roster_table.SHEET].iter_rows():
        for cell in row:
            if cell.value == "别名":
                cell.value = "曾用名"
    out = io.BytesIO()
    book.save(out)
    assert tuple(units) == roster_workbook.read_roster_workbook(out.getvalue(), KINDS)
    plain = roster_workbook.draw_roster_workbook(units[1:], KINDS, workbook_timestamp(Period.of_year(2024)))
    assert "" == roster_workbook.read_roster_workbook(plain, KINDS)[0].also


def test_the_same_bytes_are_read_once_and_others_are_read(monkeypatch):
    read = []
    check = roster_workbook.check_roster_workbook
    monkeypatch.setattr(
        roster_workbook, "check_roster_workbook", lambda *given: read.append(given[0]) or check(*given)
    )
    at = workbook_timestamp(Period.of_year(2024))
    one, other = (
        roster_workbook.draw_roster_workbook([Unit(code, "甲村", "村社区")], KINDS, at)
        for code in ("071", "072")
    )
    for data in (one, one, other, one):
        roster_workbook.read_roster_workbook(data, KINDS)
    assert [one, other] == read
