"""Places in an office's own blank: every misuse is told at once, where it stands, in text and in the workbook."""

import io

import openpyxl
import pytest
from adopting.test_proposal import bytes_of
from given import LEDGER, PAPERS, definition_of, form_on

from toolkit.definition.load_form import build_form
from toolkit.errors import FormError
from toolkit.folder.kept_blank import read_given_blank


def faults(name, change, data=None):
    try:
        form_on(name, data, change)
    except FormError as error:
        return " ".join(error.faults)
    return ""


def table(said, number=1):
    return said["table"][number]


def put(part, **more):
    part.update(more)


def drop(part, name):
    del part[name]


def renamed(name, title, to):
    book = openpyxl.load_workbook(io.BytesIO(bytes_of(name)))
    book[title].title = to
    book.save(out := io.BytesIO())
    return out.getvalue()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda d: drop(d, "blank"), "没有写原表（blank）"),
        (lambda d: put(d, blank_hash="x"), "blank_hash 应为 64 位的校验码"),
        (lambda d: put(d, blank="a/b.xlsx"), "blank 应为空表的文件名"),
        (lambda d: put(d, blank="../b.xlsx"), "blank 应为空表的文件名"),
        (lambda d: put(d, blank="名册.xlsx"), "是本工具或 Windows 自己用的名称"),
        (lambda d: put(d, blank="Nul.xlsx"), "是本工具或 Windows 自己用的名称"),
        (lambda d: drop(d["sheet"][1], "blank_sheet"), "没有写 blank_sheet"),
        (lambda d: put(d["sheet"][0], blank_sheet="表六"), "封面 不在原表里"),
        (lambda d: put(d["sheet"][1], stamped={"A": "{填报单位}"}), "stamped 里的 A 不是一格"),
        (lambda d: put(d["sheet"][1], stamped={"A2": "{单位}"}), "stamped 里不认识 {单位}"),
        (lambda d: put(d["sheet"][1], blank_sheet="表七"), "空表里没有工作表“表七”，有 表六"),
        (lambda d: drop(table(d)["rows"][0], "place"), "没有写 place：在原表的第几行"),
        (lambda d: put(table(d)["rows"][0], place="D"), "place 应为行号，如 5，实为 D"),
        (lambda d: put(table(d)["rows"][0], place="6"), "place 与"),
        (lambda d: put(table(d)["columns"][0], place="4"), "place 应为列号，如 D，实为 4"),
        (lambda d: put(table(d)["columns"][0], place="C"), "在空表里印着“万元”，不是要填的格"),
        (lambda d: put(table(d)["columns"][0], place="B"), "没有“数量”"),
        (lambda d: put(table(d)["rows"][0], place="17"), "第 17 行没有“一、总收入”"),
        (lambda d: put(table(d, 2)["columns"][0], place="D"), "一格里有两个数"),
        (lambda d: put(table(d), across=True), "不能横着排"),
        (lambda d: put(table(d), first_at=5), "不写 head_at"),
        (lambda d: put(table(d, 0)["rows"][0], place="B18"), "place 应写成 工作表!B18"),
        (lambda d: put(table(d, 0)["rows"][0], place="表七!B18"), "空表里没有工作表“表七”"),
    ],
)
def test_a_misuse_is_told_where_it_stands(change, told):
    assert told in faults(LEDGER, change)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda d: drop(d["list"][0], "first_at"), "没有写 head_at、first_at、last_at"),
        (lambda d: put(d["list"][0], first_at=2), "应从小到大"),
        (lambda d: put(d["list"][0], total_at=10), "在要填的行（4 到 23）里面"),
        (lambda d: put(d["list"][0]["columns"][1], place="B"), "place 与 文件名称 相同"),
        (lambda d: put(d["list"][0]["columns"][1], place="A"), "没有“文号”"),
    ],
)
def test_a_list_that_is_not_where_it_says_is_told(change, told):
    assert told in faults(PAPERS, change)


def test_a_blank_with_a_sheet_of_our_name_is_refused_with_what_to_do():
    data = renamed(PAPERS, "选项", "校验")
    assert "与工具要加的同名。请在空表里给它改个名字" in faults(PAPERS, None, data)


def test_a_blank_that_counts_days_from_1904_is_refused_with_what_to_do():
    book = openpyxl.load_workbook(io.BytesIO(bytes_of(LEDGER)))
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    book.save(out := io.BytesIO())
    assert "取消“使用 1904 日期系统”" in faults(LEDGER, None, out.getvalue())


def test_a_blank_may_have_a_cover_of_its_own():
    form = form_on(LEDGER, renamed(LEDGER, "表六", "封面"))
    assert {"封面": "校验", "原封面": "封面"} == {s.id: s.blank_sheet or "校验" for s in form.sheets}


def test_without_its_blank_at_hand_a_form_is_known_by_the_same_fingerprint():
    said, data = definition_of(LEDGER), bytes_of(LEDGER)
    bare = build_form(definition_of(LEDGER), "t")
    whole = build_form(said, "t", lambda form: read_given_blank(data, form.blank))
    assert bare == whole
    assert bare.fingerprint("单位") == whole.fingerprint("单位")
    other = build_form(definition_of(LEDGER) | {"blank_hash": "0" * 64}, "t")
    assert other.fingerprint("单位") != whole.fingerprint("单位")
