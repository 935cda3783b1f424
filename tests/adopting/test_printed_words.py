"""What blanks print in ways of their own: shares by number, halves that come to the same, examples, months spanned, places to sign."""

import io

import openpyxl
from adopting.test_proposal import asked, part, rules
from odd_blanks import _box, _bytes, _rows, _sheet

from toolkit.adopting.proposal import propose_definition
from toolkit.blanks.blank_book import read_blank_book
from toolkit.definition.load_form import build_form
from toolkit.folder.kept_blank import read_given_blank


def proposed(data, **answers):
    return propose_definition(read_blank_book(data, "空表"), answers)


def columns_by_number(last="5=3÷1×100%"):
    book, sheet = _sheet()
    heads = ["项目", "下达数", "收回数", "支出数", "结余数", "支出进度"]
    rows = [
        ["2025年1—3月资金支出表"],
        ["编制单位："],
        heads,
        ["栏次", 1, 2, 3, "4=1-2-3", last],
        ["教育"],
        ["卫生"],
        ["农业"],
    ]
    _rows(sheet, 1, rows)
    for row in range(5, 8):
        sheet.cell(row, 6).number_format = "0.0%"
    _box(sheet, "A3:F7")
    return _bytes(book)


def test_a_share_printed_by_numbers_is_worked_out():
    said = proposed(columns_by_number())
    assert "支出进度 = 支出数 / 下达数" in rules(said)
    assert ["支出进度"] == [r["works_out"] for r in said.data["rule"] if "works_out" in r]


def test_whether_a_share_stands_before_the_sign_is_asked():
    book = openpyxl.load_workbook(io.BytesIO(columns_by_number()))
    for row in range(5, 8):
        book.active.cell(row, 6).number_format = "General"
    said = proposed(_bytes(book))
    (guess,) = asked(said, "“支出进度”填百分号前的数")
    assert "支出进度 = 支出数 / 下达数 * 100" in rules(said)
    assert "支出进度 = 支出数 / 下达数" in rules(proposed(_bytes(book), **{guess.key: False}))


def test_a_number_that_says_something_else_is_told():
    said = proposed(columns_by_number("5=(1+3)÷2"))
    assert 1 == len(asked(said, "栏次“5=(1+3)÷2”没有变成规则"))
    assert ["结余数 = 下达数 - 收回数 - 支出数"] == [r for r in rules(said) if "已填" not in r]


def test_months_spanned_by_a_title_are_its_period():
    said = proposed(columns_by_number())
    assert ("资金支出表", True) == (said.data["title"], said.data["cumulative"])
    assert "{报告期}资金支出表" in said.data["sheet"][1]["stamped"].values()


def balance_sheet():
    book, sheet = _sheet()
    heads = ["资产", "年初数", "期末数", "负债和权益", "年初数", "期末数"]
    rows = [
        ["资产负债表"],
        heads,
        ["货币资金", None, None, "负债合计"],
        ["存货", None, None, "权益合计"],
        ["资产总计", None, None, "负债和权益总计"],
    ]
    _rows(sheet, 1, [*rows, ["平衡关系：资产总计=负债和权益总计"]])
    _box(sheet, "A2:F5")
    return _bytes(book)


def test_halves_side_by_side_come_to_the_same():
    said = [r for r in rules(proposed(balance_sheet())) if "总计" in r and "已填" not in r]
    assert ["年初数", "期末数"] == [r.rpartition(".")[2] for r in said]
    assert all("[资产总计]" in r and "[负债和权益总计]" in r for r in said)


def with_examples():
    book, sheet = _sheet()
    _rows(
        sheet,
        1,
        [
            ["附件3"],
            ["清理情况统计表"],
            ["类别", "宗数", "责任人", "面积"],
            ["资金", 3, "例：张三"],
            ["资产"],
            ["资源"],
        ],
    )
    _box(sheet, "A3:D6")
    return _bytes(book)


def test_examples_are_asked_about_and_taken_out():
    data = with_examples()
    said = proposed(data)
    (guess,) = asked(said, "是样例，下发时清空")
    assert ({"B4": "", "C4": ""}, ()) == (said.data["sheet"][1]["stamped"], said.odd_cells)
    form = build_form(said.data, "", lambda f: read_given_blank(data, f.blank))
    assert form.given
    kept = proposed(data, **{guess.key: False})
    assert ["B4", "C4"] == [c.a1 for c in kept.odd_cells]


def test_who_is_responsible_is_no_number_and_what_is_measured_has_decimals():
    kinds = {
        c["id"]: c.get("type", part(proposed(with_examples())).get("type"))
        for c in part(proposed(with_examples()))["columns"]
    }
    assert ("text", "number") == (kinds["责任人"], kinds["面积"])


def test_figures_printed_in_every_row_are_not_asked_for():
    book = openpyxl.load_workbook(io.BytesIO(with_examples()))
    for row, value in zip((4, 5, 6), (3, 5, 7), strict=True):
        book.active.cell(row, 2, value)
    said = proposed(_bytes(book))
    assert ["责任人", "面积"] == [c["id"] for c in part(said)["columns"]]
    assert 1 == len(asked(said, "B4 到 B6 的“宗数”是原表给定的"))


def card():
    book, sheet = _sheet()
    _rows(
        sheet,
        1,
        [
            ["场所登记表"],
            ["名称", None, "电话", None, "照片"],
            ["地址"],
            ["人数", None, "面积"],
            ["村意见", "签字（盖章）：    年  月  日"],
        ],
    )
    for area in ("E2:E4", "B3:D3", "B5:E5"):
        sheet.merge_cells(area)
    _box(sheet, "A2:E5")
    return _bytes(book)


def test_what_is_signed_and_stuck_on_is_none_of_a_card():
    said = proposed(card())
    assert ["名称", "电话", "地址", "人数", "面积"] == [r["id"] for r in part(said)["rows"]]
    assert 2 == len(asked(said, "是打印出来签字、盖章、贴照片的格"))
    assert () == said.odd_cells


def test_of_several_labels_in_one_cell_none_has_the_cell_beside():
    book, sheet = openpyxl.load_workbook(io.BytesIO(with_examples())), None
    sheet = book.active
    sheet["A7"] = "主要领导：      填表人：      联系电话："
    said = proposed(_bytes(book))
    assert [{"主要领导"}, {"填表人"}, {"联系电话"}] == [{r["id"]} for r in said.data["table"][0]["rows"]]
    assert not any("place" in r for r in said.data["table"][0]["rows"])


def test_a_comparison_is_silent_of_differences():
    book, sheet = _sheet()
    rows = [
        ["床位情况"],
        ["指标", "代码", "本年", "上年", "增减"],
        ["甲", "乙", 1, 2, 3],
        ["床位", "01"],
        ["护理床位", "02"],
        ["普通床位", "03"],
    ]
    _rows(sheet, 1, [*rows, ["审核关系："], ["(1) 3=1-2栏"], ["(2) 第3栏=第1栏-第2栏"], ["(3) 01>=02"]])
    _box(sheet, "A2:E6")
    (rule,) = (r for r in proposed(_bytes(book)).data["rule"] if ">=" in r["must"])
    assert ["本年", "_上年"] == rule["columns"]


def test_a_sheet_that_lists_the_forms_has_nothing_to_fill_in():
    book, sheet = _sheet("目录")
    _rows(sheet, 1, [["统计报表"], ["序号", "表号", "表名"], [1, "表1", "基本情况"], [2, "表2", "利用情况"]])
    _box(sheet, "A2:C4")
    page = book.create_sheet("表1")
    _rows(page, 1, [["基本情况"], ["项目", "宗数"], ["一户一宅"], ["一户多宅"]])
    _box(page, "A2:B4")
    said = proposed(_bytes(book))
    assert ((), 1) == (said.odd_cells, len(said.tables))
