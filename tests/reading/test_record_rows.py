"""Rows of a list that are no records: named, never counted, and what is done about them never counts them either."""

import datetime
from dataclasses import replace
from types import SimpleNamespace

import pytest
from cases import CASES
from draw import draw, submission
from edits import put
from forms import xxgk

from toolkit.form.grounding import ground_form
from toolkit.form.layout import parse_a1
from toolkit.form.placement import lay_out_workbook
from toolkit.form.submission import ACCOUNT, Row
from toolkit.reading.identity import identify_workbook
from toolkit.reading.list_sums import sums_own_list
from toolkit.reading.read_workbook import read_submission as read_book
from toolkit.reading.record_rows import ListedRows
from toolkit.reading.row_labels import HEAD, NOTE, SIGNED, TOTAL, has_total_word, read_row_label
from toolkit.xlsx.cells import CellKind, CellValue, ExcelTable
from toolkit.xlsx.open_workbook import open_book

FEES, BOARD, POSTS = "行政事业性收费", "公开台账", "信息发布"
HOW = {"station": "站所", "village": "村社区"}
ASKS = ("maybe_total", "sum_as_record", "total_differs")


def fee(row, item, amount, receipt=""):
    said = {"项目": item, "主体": "镇政府", "日期": "2024-05-06", "金额": amount}
    return Row(row, said | ({"票据": receipt} if receipt else {}))


TWO = (fee(7, "证照工本费", 1234.5, "0010001"), fee(8, "场地占用费", 800.0, "0010021"))


def notice(row, title):
    said = {"日期": "2024-03-05", "标题": title, "类别": "其他", "性质": "村级自有", "公开栏": "√"}
    return Row(row, said)


def book(kind, rows):
    form = xxgk()
    zero = frozenset(r.id for r in form.registers_of(kind)) - set(rows)
    return open_book(draw(form, submission(form, kind, rows=rows, zero=zero)))


def typed(value):
    if isinstance(value, str) and value.startswith("="):
        formula, _, raw = value[1:].partition(" → ")
        return CellValue(CellKind.NUMBER if raw else CellKind.BLANK, raw, formula)
    if isinstance(value, datetime.date):
        return CellValue(CellKind.DATE, value.isoformat())
    return (
        CellValue(CellKind.TEXT, value) if isinstance(value, str) else CellValue(CellKind.NUMBER, repr(value))
    )


def write(made, sheet, **cells):
    for a1, value in cells.items():
        made = put(made, sheet, *parse_a1(a1), typed(value))
    return made


def read(made):
    form, who = xxgk(), identify_workbook(made).who
    return read_book(ground_form(form, who.kind, who.level or None), made, who).submission


def station(rows=TWO, **cells):
    return read(write(book("站所", {"收费": rows}), FEES, **cells))


def village(titles=("低保名单公示", "二季度财务收支"), **cells):
    rows = tuple(notice(7 + i, t) for i, t in enumerate(titles))
    return read(write(book("村社区", {"公开": rows}), BOARD, **cells))


def fees(sent):
    return round(sum(r.values.get("金额", 0.0) for r in sent.rows.get("收费", ())), 2)


def codes(sent):
    return [f.code for f in sent.findings]


def balanced(sent):
    return sent.account["asked"] == sum(sent.account[k] for k in ACCOUNT)


# ── the cases ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "amount"),
    [("total_row_doubled", 10_790.94), ("table_with_totals_row", 2_034.5), ("total_row_station", 2_034.5)],
)
def test_a_total_row_of_fees_is_named_and_not_counted(name, amount):
    sent = read(open_book((CASES / f"{name}.xlsx").read_bytes()))
    (said,) = (f for f in sent.findings if f.code == "not_a_record")
    assert (amount, FEES, "A9", "warning") == (fees(sent), said.sheet, said.cell, said.severity)
    assert said.message.startswith("第 9 行是合计行")
    assert "不要补填" in said.remedy
    assert {"row_incomplete", *ASKS}.isdisjoint(codes(sent))
    assert balanced(sent)


def test_total_and_signature_rows_of_a_village_are_named_as_such():
    sent = read(open_book((CASES / "total_and_signature_rows_village.xlsx").read_bytes()))
    said = [f for f in sent.findings if f.sheet == BOARD]
    assert ["A10", "A12"] == [f.cell for f in said]
    assert ["第 10 行是合计行（“合计”）", "第 12 行是签字行（“填表人：甲     审核人：乙”）"] == [
        f.message.partition("，")[0] for f in said
    ]
    assert [7, 8, 9] == [r.number for r in sent.rows["公开"]]
    assert (4, True) == (sent.account["outside"], balanced(sent))


# ── totals ─────────────────────────────────────────────────────────────────────────────────────────────────

DAY = datetime.date(2024, 12, 31)
FILLED = {"B9": "镇政府", "C9": DAY}
"""What somebody fills in who was told that 第 9 行缺少“收费主体”."""


@pytest.mark.parametrize(
    "cells",
    [
        {"A9": "合计", "D9": 2034.5},
        {"A9": "合　计：", "D9": "=SUM(D7:D8) → 2034.5"},
        {"A9": "总计（元）", "D9": 2034.5, **FILLED},
        {"A9": "小计", "D9": 2034.5, **FILLED},
        {"A9": "本页合计", "D9": 2034.5, **FILLED},
        {"A9": "2024年度累计", "D9": 2034.5},
        {"A9": "合计贰仟零叁拾肆元伍角", "D9": 2034.5, **FILLED},
        {"A9": "共2笔，合计2034.5元"},
        {"B9": "镇政府 汇总", "D9": "=SUBTOTAL(9,D7:D8) → 2034.5"},
        {"C9": "合计", "D9": 2034.5},
        {"D9": 2034.5},
        {"D9": "=D7+D8 → 2034.5"},
        {"A9": "全年", "D9": "=SUM(D7:D8) → 2034.5"},
        {"A9": "场地占用费小计", "D9": 2034.5},
        {"D9": 2034.5, **FILLED},
        {"A9": "全年收费总计金额如下", "D9": 2034.5, **FILLED},
        {"A9": "全所收费合计数额", "D9": "=ROUND(SUM($D$7:$D$8),2) → 2034.5", **FILLED},
        {"A9": "Total", "D9": "=AGGREGATE(9,5,D7:D8) → 2034.5", **FILLED},
    ],
    ids=str,
)
def test_a_total_row_is_never_counted_however_it_is_written(cells):
    sent = station(**cells)
    assert (2034.5, ["not_a_record"]) == (fees(sent), codes(sent))
    assert ([7, 8], len(cells), True) == (
        [r.number for r in sent.rows["收费"]],
        sent.account["outside"],
        balanced(sent),
    )


def test_totals_above_and_between_the_records_are_named_together():
    amounts = {8: 10.25, 9: 20.5, 11: 5.0, 12: 6.0}
    cells = {"A7": "合计", "D7": 41.75, "A10": "小计", "D10": 30.75, "A13": "小计", "D13": 11.0}
    for row, amount in amounts.items():
        cells |= {f"A{row}": f"收费{row}", f"B{row}": "镇政府", f"C{row}": DAY, f"D{row}": amount}
    sent = station((), B5="", **cells)
    assert (41.75, ["not_a_record"]) == (fees(sent), codes(sent))
    assert "第 7、10、13 行是合计行" in sent.findings[0].message


def test_bare_numbers_between_and_under_the_records_are_the_totals_of_their_blocks():
    cells = {"D9": 30.75, "D12": 11.0, "D13": 41.75}
    for row, amount in {7: 10.25, 8: 20.5, 10: 5.0, 11: 6.0}.items():
        cells |= {f"A{row}": f"收费{row}", f"B{row}": "镇政府", f"C{row}": DAY, f"D{row}": amount}
    sent = station((), B5="", **cells)
    assert (41.75, ["not_a_record"]) == (fees(sent), codes(sent))
    assert "第 9、12、13 行是合计行" in sent.findings[0].message


def test_a_count_of_the_accounts_is_no_account():
    rows = (Row(7, {"平台": "p1", "账号": "甲", "主办": "本机关", "条数": 65.0}),)
    form = xxgk()
    options = form.options
    register = form.register("发布")
    first = {f.id: options[f.options][0].id for f in register.fields if f.options}
    rows = tuple(
        Row(7 + i, {**first, "账号": n, "条数": c}) for i, (n, c) in enumerate((("甲", 65.0), ("乙", 68.0)))
    )
    for cells in ({"A9": "合计", "D9": 133}, {"A9": "合计", "B9": "2个账号", "D9": "=SUM(D7:D8) → 133"}):
        sent = read(write(book("站所", {"发布": rows}), POSTS, **cells))
        assert (2, ["not_a_record"]) == (len(sent.rows["发布"]), codes(sent))


def test_the_totals_row_of_an_excel_table_is_known_by_the_table():
    made = write(book("站所", {"收费": TWO}), FEES, A9="全部", D9=2034.5)
    table = ExcelTable("表1", 5, 0, 8, 4, 1)
    sheets = tuple(replace(s, tables=(table,)) if s.name == FEES else s for s in made.sheets)
    sent = read(replace(made, sheets=sheets))
    assert (2034.5, ["not_a_record"]) == (fees(sent), codes(sent))
    assert "表格的汇总行" in sent.findings[0].message


def test_a_list_of_nothing_but_a_total_is_not_answered():
    sent = station((), A7="合计", D7=2034.5, B5="")
    assert {"list_unanswered", "not_a_record", "total_differs"} == set(codes(sent))


def test_a_total_of_nothing_is_no_content():
    sent = station((), A7="合计", D7=0, B5="是")
    assert (["not_a_record"], True) == (codes(sent), "收费" in sent.zero)


# ── signatures, notes, heads ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("cells", "what"),
    [
        ({"A10": "填表人：甲 审核人：乙 日期：2024年12月31日"}, SIGNED),
        ({"A10": "制表人", "B10": "甲", "C10": "审核人", "D10": "乙"}, SIGNED),
        ({"B10": "单位负责人（签字）：____  填报日期：2025-01-05"}, SIGNED),
        ({"A10": "（盖章）", "B10": "填表人：甲"}, SIGNED),
        (
            {"A10": DAY, "B10": "填表人：甲  审核人：乙", "C10": "其他", "D10": "村级自有", "E10": "√"},
            SIGNED,
        ),
        ({"A10": "注：以上均为村级自有"}, NOTE),
        ({"A10": "（以下空白）"}, NOTE),
        ({"A10": "公开日期", "B10": "标题", "C10": "公开类别", "D10": "发布性质"}, HEAD),
        ({"A10": "合计", "B10": "共2条", "E10": "=COUNTA(E7:E8) → 2"}, TOTAL),
        ({"E10": '=COUNTIF(E7:E8,"√") → 2'}, TOTAL),
        ({"B10": "共 2 条"}, TOTAL),
    ],
    ids=str,
)
def test_what_stands_under_a_register_is_named_as_what_it_is(cells, what):
    sent = village(**cells)
    assert ["not_a_record"] == codes(sent)
    assert f"第 10 行是{what}" in sent.findings[0].message
    assert (2, True) == (len(sent.rows["公开"]), balanced(sent))


def test_a_lone_name_or_day_under_a_signature_belongs_to_it():
    sent = village(A10="填表人：", A11="王小二", A12="2024年12月31日")
    assert ["not_a_record"] == codes(sent)
    assert "第 10、11、12 行是签字行" in sent.findings[0].message


def test_a_label_merged_over_the_whole_row_covers_nothing():
    made = write(book("村社区", {"公开": (notice(7, "低保名单公示"),)}), BOARD, A8="合计")
    sheets = tuple(
        replace(s, merges=(*s.merges, (7, 0, 7, 10))) if s.name == BOARD else s for s in made.sheets
    )
    assert ["not_a_record"] == codes(read(replace(made, sheets=sheets)))


# ── honest records ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "title",
    [
        "关于合计发放低保金的公示",
        "2024年惠农补贴发放汇总",
        "低保户小计表",
        "累计积分兑换公示",
        "党费收缴合计",
        "总计划公示",
        "审核人员名单",
        "日期调整通知",
        "说明：村务公开栏迁址",
        "一季度财务收支合计",
        "负责人变更",
    ],
)
def test_a_record_whose_title_speaks_of_totals_or_people_is_a_record(title):
    sent = village(("低保名单公示", title))
    expected = ["maybe_total"] if read_row_label(title) else []
    assert ([], 2) == ([c for c in codes(sent) if c not in expected], len(sent.rows["公开"]))


def test_an_incomplete_record_is_asked_to_be_completed_only_if_it_is_one():
    sent = village(A10=DAY, B10="关于合计的公示")
    incomplete = [f for f in sent.findings if f.code == "row_incomplete"]
    assert ["C10", "D10"] == [f.cell for f in incomplete]
    assert all("合计" in f.remedy and "清空这一行" in f.remedy for f in incomplete)


@pytest.mark.parametrize("formula", ["=SUM(100,200) → 300", "=SUM(H9:J9) → 300", "=3*100 → 300", "=D8 → 800"])
def test_a_record_may_work_its_amount_out_from_elsewhere(formula):
    sent = station(A9="押金", D9=formula, **FILLED)
    assert ([7, 8, 9], ["formula_input"]) == ([r.number for r in sent.rows["收费"]], codes(sent))


def test_records_numbered_by_a_formula_are_records():
    cells = {f"K{r}": f"=COUNTA(B$7:B{r}) → {r - 6}" for r in (7, 8)}
    sent = village(**cells)
    assert (2, {"formula_input"}) == (len(sent.rows["公开"]), set(codes(sent)))


def test_a_small_account_that_has_as_much_as_two_others_is_one():
    form = xxgk()
    first = {f.id: form.options[f.options][0].id for f in form.register("发布").fields if f.options}
    rows = tuple(
        Row(7 + i, {**first, "账号": n, "条数": c})
        for i, (n, c) in enumerate((("甲", 2.0), ("乙", 3.0), ("丙", 5.0)))
    )
    assert [] == codes(read(book("站所", {"发布": rows})))


# ── doubt ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_last_record_that_is_the_sum_of_the_others_is_asked_and_counts_until_answered():
    sent = station((*TWO, fee(9, "其他收费", 2034.5)))
    (asked,) = sent.findings
    assert ("maybe_total", "D9", True, 4069.0) == (asked.code, asked.cell, asked.to_explain, fees(sent))
    assert "正好等于上面 2 行之和" in asked.message


def test_a_record_whose_amount_adds_up_the_list_is_asked_and_does_not_count():
    sent = station(A9="全年收费", D9="=SUM(D7:D8) → 2034.5", **FILLED)
    (asked,) = sent.findings
    assert ("sum_as_record", "D9", True, 2034.5) == (asked.code, asked.cell, asked.to_explain, fees(sent))
    assert "直接填数" in asked.remedy


def test_a_typed_total_that_no_block_of_records_comes_to_is_asked():
    sent = station(A9="合计", D9=3034.5)
    asked = sent.findings[-1]
    assert ["not_a_record", "total_differs"] == codes(sent)
    assert ("D9", True, 2034.5) == (asked.cell, asked.to_explain, fees(sent))
    assert "写的是 3034.5，各行加起来是 2034.5" in asked.message


def test_the_question_is_another_when_the_figures_are():
    one, other = (station(A9="合计", D9=v).findings[-1].digest for v in (3034.5, 3035.5))
    assert one != other


def test_a_full_totals_row_of_a_table_without_a_word_is_asked():
    made = write(book("站所", {"收费": TWO}), FEES, A9="押金", D9=5, **FILLED)
    table = ExcelTable("表1", 5, 0, 8, 4, 1)
    sheets = tuple(replace(s, tables=(table,)) if s.name == FEES else s for s in made.sheets)
    sent = read(replace(made, sheets=sheets))
    assert (["maybe_total"], 2039.5) == (codes(sent), fees(sent))


# ── words and formulas ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "text",
    ["合计", "⼩计", "Ｔｏｔａｌ", "小\u200b计", "以上共计 12 条", "第一季度小计", "上半年合计:", "合计:"],
)
def test_what_calls_itself_a_total_is_known_in_any_characters(text):
    assert TOTAL == read_row_label(text).what


@pytest.mark.parametrize(
    "text", ["共青团活动", "总计划", "会计事务", "平均主义", "", "合" * 5000, "填表人：" * 5000]
)
def test_what_only_begins_like_a_label_is_none(text):
    assert read_row_label(text) is None


def test_a_total_is_heard_anywhere_in_a_title():
    assert has_total_word("关于合计的公示")
    assert not has_total_word("低保名单公示")


@pytest.mark.parametrize(
    ("formula", "is_total"),
    [
        ("SUM(D7:D8)", True),
        ("SUM($D$7:$D$8)", True),
        ("SUBTOTAL(109,D7:D8)", True),
        ("SUBTOTAL(109,表1[金额（元）])", True),
        ("of:=SUM([.D7:.D8])", True),
        ("SUM([.D7:.D8])", True),
        ("SUM(行政事业性收费!D7:D8)", True),
        ("SUM(D7,D8)", True),
        ("D7+D8", True),
        ('"共"&COUNTA(A7:A8)&"条"', True),
        ("IFERROR(SUM(D7:D8),0)", True),
        ('SUMIF(B7:B8,"镇政府",D7:D8)', True),
        ("SUM(D7:D9)", False),
        ("SUM(Sheet2!D7:D8)", False),
        ("SUM(H7:H8)", False),
        ("SUM(D1:D5)", False),
        ("SUM(1,2)", False),
        ("SUM(表2[金额])", False),
        ("SUM(表1[[#This Row],[金额（元）]])", False),
        ("10000-SUM(D7:D8)", False),
        ("D8", False),
        ("D8+D8", False),
        ("D7*2", False),
        ("SUM(" + "D7:D8," * 1000, False),
    ],
)
def test_a_formula_over_the_list_itself_is_known(formula, is_total):
    sheet = replace(book("站所", {"收费": TWO}).sheet(FEES), tables=(ExcelTable("表1", 5, 0, 8, 4, 1),))
    strip = lay_out_workbook(xxgk(), "站所").strips["收费"]
    assert is_total is sums_own_list(formula, sheet, strip, 8)


@pytest.mark.parametrize(
    ("cells", "head"),
    [
        ({0: "日 期", 1: "金额（万元）"}, True),
        ({0: "日期", 1: "金额"}, True),
        ({0: "日期", 1: "12"}, False),
        ({1: "金额"}, False),  # a word alone may be what somebody wrote
        ({0: "日期", 7: "备注"}, False),
    ],
)
def test_a_row_that_says_the_heads_again_is_none_and_one_word_of_them_is_no_head(cells, head):
    fields = {
        n: SimpleNamespace(label=label, unit=unit)
        for n, (label, unit) in enumerate([("日期", ""), ("金额", "万元")])
    }
    rows = SimpleNamespace(fields=fields, raw=lambda _, column: cells[column])
    assert head == ListedRows._repeats_the_head(rows, 5, list(cells))
