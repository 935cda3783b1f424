"""Whatever is wrong in a definition workbook is told by sheet and row, in its own words, all at once."""

import datetime
import io

import openpyxl
import pytest
from definition_books import EVERY_KEY, as_book

from toolkit.author.definition_files import new_definition_book
from toolkit.definition_book.draw_definition_book import FIRST_LINE
from toolkit.definition_book.load_definition import load_definition
from toolkit.definition_book.question_sheets import AnsweredQuestion, _told
from toolkit.errors import FormError

HEADS = FIRST_LINE - 1


def edited(*edits, book=None):
    """The example with cells changed: (sheet, what stands in the line's 编号 or its row, head, new text)."""
    wb = openpyxl.load_workbook(io.BytesIO(book or new_definition_book()))
    for sheet, line, head, text in edits:
        ws = wb[sheet]
        heads = {c.value: c.column for c in ws[HEADS]}
        row = line
        if isinstance(line, str):
            known = heads.get("编号", heads.get("选项名", 1))
            row = next(r for r in range(FIRST_LINE, ws.max_row + 1) if ws.cell(r, known).value == line)
        ws.cell(row, heads[head]).value = text
    out = io.BytesIO()
    wb.save(out)
    return out.getvalue()


def faults(data):
    with pytest.raises(FormError) as refused:
        load_definition(data, "定义.xlsx")
    return [fault.removeprefix("定义.xlsx › ") for fault in refused.value.faults]


@pytest.mark.parametrize(
    ("edit", "told"),
    [
        (("规则", "R3", "应当怎样", "办结 <= 总"), "规则 第 6 行：情况 没有列 总（第 7 个字）：办结 <= ⟪总⟫"),
        (("规则", "R3", "应当怎样", "办结 <="), "规则 第 6 行：这里应为数、文字或指标（第 6 个字）：办结 <=⟪⟫"),
        (("规则", "R3", "应当怎样", "办结 + 1"), "规则 第 6 行：规则应是能判断真假的一句话"),
        (("规则", "R3", "为什么", None), "规则 第 6 行：缺少 为什么"),
        (("规则", "R3", "级别", "要紧"), "规则 第 6 行：级别 应为 错误、提示、参考 之一，实为 要紧"),
        (("规则", "R3", "编号", "R2"), "规则 第 5 行、规则 第 6 行：R2 出现了两次"),
        (("规则", "R3", "哪张表", "情形"), "规则 第 6 行：没有表或登记簿 情形"),
        (("规则", "R2", "哪些层级", None), "规则 第 5 行：汇总后不一定成立，须写明在哪些层级成立（哪些层级）"),
        (("规则", "R3", "试行", "对"), "规则 第 6 行：试行 应为 是 或 否，实为文字“对”"),
        (("列", "总数", "小数位", "两位"), "列 第 5 行：小数位 应为 0 或正整数，实为文字“两位”"),
        (("列", "台账数", "怎样算出", "count(台账)"), "列 第 8 行：怎样算出 应为按名称的文字，实为文字“count(台账)”"),
        (("列", "台账数", "怎样算出", "村：count(账)"), "列 第 8 行（怎样算出.村）：没有登记簿 账（第 7 个字）：count(⟪账)⟫"),
        (("列", "总数", "汇总办法", "文字并列"), "列 第 5 行（情况.合计.总数 等 3 格）：整数 不能写 汇总办法 = 文字并列"),
        (("行", "甲类", "表", "情形"), "行 第 8 行：没有表 情形"),
        (("行", "甲类", "表", None), "行 第 8 行：没有写是哪张表的"),
        (("表", "情况", "工作表", "统计"), "表 第 5 行：没有工作表 统计"),
        (("表", "情况", "谁填", "村，报"), "表 第 5 行：没有类别 报"),
        (("表", "情况", "行是", "单位"), "表 第 5 行：行是 只能空着或写 名册，实为 单位"),
        (("工作表", "统计表", "上面照抄", "计量"), "工作表 第 5 行：计量 不是 填报单位、报告期、计量单位，也不是类别 村 的封面上的行"),
        (("栏", "种类", "选项名", "类"), "栏 第 6 行：没有选项 类"),
        (("栏", "编号", "必填", 3), "栏 第 4 行：必填 应为 是 或 否，实为文字“3”"),
        (("选项", 4, "一项", None), "选项 第 4 行：种类 要么一项一行写在“一项”里，要么只有一行，写明取自哪张表"),
        (("类别", "村", "编号", None), "类别 第 4 行：缺少 编号"),
        (("表样", 6, "内容", None), "表样 第 6 行：缺少 名称"),
        (("表样", 9, "内容", "每月"), "表样 第 9 行：按什么填报 应为 年、半年、季、月、旬、时点 之一，实为 每月"),
        (("登记簿", "台账", "不能重复的栏", "号"), "登记簿 第 4 行：不能重复的栏 里的 号 不是它的栏"),
    ],
)  # fmt: skip
def test_a_fault_is_told_by_its_sheet_and_row(edit, told):
    assert told in faults(edited(edit))


def test_all_faults_are_told_at_once():
    found = faults(
        edited(
            ("规则", "R3", "为什么", None), ("列", "总数", "类型", "数字"), ("行", "甲类", "表", "情形"), ("表样", 4, "内容", None)
        )
    )  # fmt: skip
    assert [
        "行 第 8 行：没有表 情形",
        "表样 第 4 行：缺少 编号",
        "列 第 5 行：类型 应为 整数、小数、文字、日期、选项 之一，实为 数字",
        "规则 第 6 行：缺少 为什么",
    ] == found


def test_what_is_overlooked_otherwise_is_told():
    def change(alter):
        wb = openpyxl.load_workbook(io.BytesIO(new_definition_book()))
        alter(wb)
        out = io.BytesIO()
        wb.save(out)
        return faults(out.getvalue())

    def rename(wb):
        wb["规则"].title = "规则2"

    def another_head(wb):
        wb["规则"].cell(HEADS, 3).value = "应该怎样"

    def without_heads(wb):
        wb["规则"].delete_rows(HEADS)

    def day(wb):
        wb["规则"].cell(FIRST_LINE, 1).value = datetime.datetime(2025, 1, 2)

    assert "工作表“规则”：没有这张工作表；多出来的有 规则2，是它的请改名" in change(rename)
    assert f"规则 第 {HEADS} 行：不认识的表头 应该怎样：是改过的请改回，不用的一栏请删去" in change(
        another_head
    )
    assert any("没有一行表头" in fault for fault in change(without_heads))
    assert any("编号 被表格程序当成了日期" in fault for fault in change(day))


def test_rows_of_a_table_of_units_are_not_written():
    data = edited(("行", "a", "表", "名单"), book=as_book(EVERY_KEY))
    assert any(f.startswith("行 第 5 行：名单 的行是名册里的单位") for f in faults(data))


def test_a_workbook_that_is_no_definition_is_told_what_to_do():
    out = io.BytesIO()
    openpyxl.Workbook().save(out)
    with pytest.raises(FormError, match=r"不是表样定义的工作簿.*toolkit form new"):
        load_definition(out.getvalue(), "空表.xlsx")


def test_columns_may_be_moved_and_rows_left_blank():
    wb = openpyxl.load_workbook(io.BytesIO(new_definition_book()))
    ws = wb["规则"]
    ws.insert_rows(FIRST_LINE + 1, 2)
    ws.move_range(ws.dimensions.replace("A1", "A3"), rows=1, cols=2)
    out = io.BytesIO()
    wb.save(out)
    assert load_definition(new_definition_book(), "a.xlsx") == load_definition(out.getvalue(), "a.xlsx")


@pytest.mark.parametrize(
    ("written", "typed", "said"),
    [
        (False, "", "还没有答"),
        (True, "", ""),
        (False, "随便", "应为"),
        (False, "是", "还没有照它重写"),
        (True, "否", "还没有照它重写"),
        (True, "是", ""),
        (False, "否", ""),
    ],
)
def test_a_question_is_told_while_what_is_written_is_not_what_was_answered(written, typed, said):
    told = list(_told([AnsweredQuestion(3, "k", "按文字填", written, typed)]))
    assert bool(said) == bool(told)
    assert said in "".join(told)
