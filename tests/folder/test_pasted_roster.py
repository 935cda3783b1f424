"""A roster that is pasted: line by line, with or without its heads, and put into the file that stands."""

import openpyxl
import pytest
from forms import xxgk

from toolkit.errors import WorkFolderError
from toolkit.folder.pasted_roster import check_pasted_roster, put_units_into_roster
from toolkit.folder.roster import Office, Unit
from toolkit.folder.work_folder import make_work_folder
from toolkit.form.period import Period

OFFICE = Office("01", "某镇", "township", "xxgk", Period.of_year(2024), "2025-01-10")
KINDS = xxgk().kinds
ONE = Unit("00101", "甲村", "村社区", "张三", "0379-1")
TWO = Unit("00102", "乙村", "村社区")


@pytest.mark.parametrize(
    "text",
    [
        "00101\t甲村\t村社区\t张三\t0379-1\n00102\t乙村\t村社区\n",
        "00101\t甲村\t村社区\t张三\t0379-1\r\n\r\n00102\t乙村\t村社区\t\t\t\t\r\n",
        "单位名称\t单位编码\t类别\t联系人\t电话\n甲村\t00101\t村社区\t张三\t0379-1\n乙村\t00102\t村社区\t\t",
        "00101，甲村，村社区，张三，0379-1\n00102，乙村，村社区",
        "00101  甲村  村社区  张三  0379-1\n00102 乙村 村社区",
        '"00101"\t"甲村"\t村社区\t张三\t0379-1\n00102\t乙村\t村社区',
    ],
)
def test_it_is_read_however_it_was_copied(text):
    found = check_pasted_roster(text, KINDS)
    assert (ONE, TWO) == found.units
    assert found.fit


def test_what_is_to_be_mended_is_said_by_the_line_it_was_pasted_in():
    text = "00101\t甲村\t村社区\n\n1.23E+11\t乙村\t村社区\n00101\t丙村\t村委\n\t丁村\t村社区"
    found = check_pasted_roster(text, KINDS)
    said = {x.number: "；".join(x.faults) for x in found.lines}
    assert "" == said[1]
    assert "科学记数" in said[3]
    assert "与前面的重复" in said[4]
    assert "看不懂" in said[4]
    assert "没有填单位编码" in said[5]
    assert not found.fit


@pytest.mark.parametrize(
    ("text", "why"),
    [("", "还没有粘贴"), (" \n\t\n", "还没有粘贴"), ("单位编码\t电话\t联系人\n1\t2\t3", "没有“单位名称”")],
)
def test_what_is_no_roster_at_all_is_said_once(text, why):
    found = check_pasted_roster(text, KINDS)
    assert any(why in f for f in found.faults)
    assert not found.fit


def test_units_are_added_and_changed_and_nobody_is_taken_out(tmp_path):
    folder = make_work_folder(tmp_path / "w", OFFICE)
    assert (("甲村", "乙村"), (), ()) == put_units_into_roster(folder, (ONE, TWO))
    book = openpyxl.load_workbook(folder.roster_file())
    book.active["J5"] = "自己记的"
    book.save(folder.roster_file())
    new = [TWO._replace(phone="1234"), Unit("00103", "丙村", "村社区")]
    assert (("丙村",), ("乙村",), ("甲村",)) == put_units_into_roster(folder, new)
    assert (ONE, *new) == folder.roster()
    assert "自己记的" == openpyxl.load_workbook(folder.roster_file()).active["J5"].value
    before = folder.roster_file().read_bytes()
    assert ((), (), ("甲村",)) == put_units_into_roster(folder, new)
    assert before == folder.roster_file().read_bytes()


def test_a_column_that_was_not_pasted_stays_as_it_is(tmp_path):
    folder = make_work_folder(tmp_path / "w", OFFICE, (ONE, TWO))
    pasted = check_pasted_roster("00101\t甲新村\t村社区\n00102\t乙村\t村社区", folder.kinds())
    assert ("code", "name", "kind") == pasted.fields
    assert ((), ("甲新村",), ()) == put_units_into_roster(folder, pasted.units, pasted.fields)
    assert (ONE._replace(name="甲新村"), TWO) == folder.roster()
    emptied = check_pasted_roster("单位编码\t单位名称\t类别\t电话\n00101\t甲新村\t村社区\t", folder.kinds())
    put_units_into_roster(folder, emptied.units, emptied.fields)
    assert ONE._replace(name="甲新村", phone="") == folder.roster()[0]


def test_more_units_than_the_sheet_had_lines_go_in(tmp_path):
    folder = make_work_folder(tmp_path / "w", OFFICE, (ONE,))
    many = [Unit(f"002{i:03}", f"{i}村", "村社区") for i in range(60)]
    put_units_into_roster(folder, many)
    assert (ONE, *many) == folder.roster()


def test_a_name_that_is_another_unit_s_is_refused(tmp_path):
    folder = make_work_folder(tmp_path / "w", OFFICE, (ONE,))
    with pytest.raises(WorkFolderError, match="有两个编码"):
        put_units_into_roster(folder, (TWO._replace(name="甲村"),))
    assert (ONE,) == folder.roster()
