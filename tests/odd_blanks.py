"""Blanks as offices draw them, each awkward in its own way: what they ask is written down beside them in the tests."""

import io

import openpyxl
from openpyxl.styles import Alignment, Border, Side
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

THIN = Side(style="thin")
BOX = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)


def _sheet(title="Sheet1"):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    return book, sheet


def _rows(sheet, top, rows, left=1):
    for r, row in enumerate(rows, top):
        for c, value in enumerate(row, left):
            if value is not None:
                sheet.cell(r, c, value)


def _box(sheet, area):
    for row in sheet[area]:
        for cell in row:
            cell.border = BOX


def _format(sheet, area, code):
    for row in sheet[area]:
        for cell in row:
            cell.number_format = code


def _bytes(book):
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def two_tables():
    """Two tables on one sheet, each with its title; sums by formulas."""
    book, sheet = _sheet()
    _rows(sheet, 1, [["清河镇2025年第二季度环境整治情况表"], ["填报单位："], ["一、垃圾清运情况"]])
    _rows(
        sheet, 4, [["项目", "本季数", "累计数"], ["道路"], ["河道"], ["合计", "=SUM(B5:B6)", "=SUM(C5:C6)"]]
    )
    _rows(sheet, 9, [["二、人员情况"], ["类别", "男", "女", "小计"], ["保洁员"], ["网格员"]])
    for row in (11, 12):
        sheet[f"D{row}"] = f"=B{row}+C{row}"
    _rows(sheet, 14, [["填表人：", None, "联系电话："]])
    for area in ("A4:C7", "A10:D12"):
        _box(sheet, area)
    sheet.merge_cells("A1:D1")
    return _bytes(book)


def no_borders():
    """No border anywhere, a title, a note below."""
    book, sheet = _sheet("春耕")
    _rows(sheet, 1, [["春耕生产进度旬报表"], ["填报单位：", None, None, "单位：亩"]])
    _rows(sheet, 3, [["作物", "计划面积", "已播面积", "进度"], ["小麦"], ["玉米"], ["大豆"], ["合计"]])
    for row in (4, 5, 6, 7):
        sheet[f"D{row}"] = f'=IF(B{row}=0,"—",C{row}/B{row})'
        sheet[f"D{row}"].number_format = "0.0%"
    for column in "BC":
        sheet[f"{column}7"] = f"=SUM({column}4:{column}6)"
    sheet["A9"] = "说明：进度为已播面积占计划面积的比重。"
    return _bytes(book)


def merged_labels():
    """Groups of rows under merged labels, sub-totals within, a total of the sub-totals, lines that divide the rows."""
    book, sheet = _sheet("支出")
    _rows(sheet, 1, [["2025年村级支出预算表"], ["类别", "项目", "预算数（元）", "备注"]])
    _rows(
        sheet,
        3,
        [
            ["办公", "水电"], [None, "其他"], [None, "小计", "=SUM(C3:C4)"],
            ["建设", "道路"], [None, "其他"], [None, "小计", "=SUM(C6:C7)"],
            ["合计", None, "=C5+C8"],
        ],
    )  # fmt: skip
    for area in ("A3:A5", "A6:A8", "A9:B9", "A1:D1"):
        sheet.merge_cells(area)
    _box(sheet, "A2:D9")
    return _bytes(book)


def divided_by_lines():
    """Lines across the table: headings between its rows, and a note among them."""
    book, sheet = _sheet("民政")
    _rows(sheet, 1, [["民政事业统计半年报"], ["项目", "计量单位", "数量"], ["一、社会救助"]])
    _rows(sheet, 4, [["低保对象", "人"], ["救助资金", "万元"], ["二、养老服务"]])
    _rows(sheet, 7, [["敬老院", "所"], ["资金", "万元"], ["注：资金填到两位小数"]])
    for area in ("A1:C1", "A3:C3", "A6:C6", "A9:C9"):
        sheet.merge_cells(area)
    _box(sheet, "A2:C9")
    return _bytes(book)


def hidden_helpers():
    """Options on a hidden sheet by a defined name, whole numbers and decimals by validation, a helper table nobody fills in."""
    book, sheet = _sheet("登记")
    _rows(sheet, 1, [["矛盾纠纷排查登记表"], ["填报单位：", None, None, "填报日期："]])
    _rows(sheet, 3, [["序号", "当事人姓名", "纠纷类型", "涉及人数", "涉及金额（元）", "调处日期"]])
    for i in range(1, 9):
        sheet.cell(3 + i, 1, i)
    helper = book.create_sheet("字典")
    helper.sheet_state = "hidden"
    _rows(helper, 1, [["婚姻家庭"], ["邻里"], ["土地"], [None], ["勿删"]])
    book.defined_names["类型"] = DefinedName("类型", attr_text="字典!$A$1:$A$3")
    for area, said in (
        ("C4:C11", DataValidation("list", formula1="=类型")),
        ("D4:D11", DataValidation("whole", formula1="0", formula2="999")),
        ("E4:E11", DataValidation("decimal", formula1="0", formula2="99999")),
        ("F4:F11", DataValidation("date", formula1="40000", formula2="60000")),
    ):
        said.add(area)
        sheet.add_data_validation(said)
    _box(sheet, "A3:F11")
    return _bytes(book)


def heads_not_merged():
    """Heads of groups that were never merged, units in brackets, a row of numbers that says what is added up."""
    book, sheet = _sheet("用工")
    _rows(sheet, 1, [["2025年4月用工情况表"], ["行业", "期初", None, "期末", None, "增减"]])
    _rows(sheet, 3, [[None, "男（人）", "女（人）", "男（人）", "女（人）", "（人）"]])
    _rows(sheet, 4, [["甲", 1, 2, 3, 4, "5=3+4-1-2"], ["工业"], ["农业"]])
    sheet.merge_cells("A2:A3")
    _box(sheet, "A2:F6")
    return _bytes(book)


def list_with_sums():
    """A list whose rows are worked out in part, with a row of sums below."""
    book, sheet = _sheet("采购")
    _rows(sheet, 1, [["物资采购清单"], ["序号", "物资名称", "数量", "单价（元）", "金额（元）", "备注"]])
    for i in range(1, 6):
        _rows(sheet, 2 + i, [[i, None, None, None, f"=C{2 + i}*D{2 + i}"]])
    _rows(sheet, 8, [["合计", None, None, None, "=SUM(E3:E7)"]])
    sheet.merge_cells("A8:B8")
    _format(sheet, "D3:E8", "0.00")
    _box(sheet, "A2:F8")
    return _bytes(book)


def card():
    """A card: labels left of what is filled in, no heads at all."""
    book, sheet = _sheet("申请表")
    _rows(
        sheet,
        1,
        [["困难群众救助申请表"], ["姓名", None, "性别", None], ["住址", None, "电话", None], ["申请理由"]],
    )
    _box(sheet, "A2:D4")
    return _bytes(book)


def relations_in_words():
    """Relations printed by numbers of columns and by names, one of them about nobody, one that is no sum."""
    book, sheet = _sheet("厕所")
    _rows(sheet, 1, [["农村改厕情况年报"], ["村组", "农户总数", "卫生厕所", "其他厕所", "无厕所农户"]])
    _rows(sheet, 3, [["栏次", 1, 2, 3, 4], ["一组"], ["二组"]])
    sheet["A7"] = "审核关系：第1栏=第2栏+第3栏+第4栏；2≥4；卫生厕所=水冲式+旱厕"
    _box(sheet, "A2:E5")
    return _bytes(book)


def sums_that_miss():
    """A sum that leaves out a row, one that is of another kind than its neighbour, formulas nobody can say."""
    book, sheet = _sheet("旬报")
    _rows(sheet, 1, [["防汛物资旬报"], ["物资", "库存", "新增", "现有", "说明"]])
    _rows(sheet, 3, [["编织袋"], ["铁锹"], ["救生衣"], ["合计", "=SUM(B3:B4)", "=SUM(C3:C5)"]])
    _rows(sheet, 3, [["=B3+C3"], ["=B4+C4"], ["=B5-C5"], ["=VLOOKUP(A6,B3:C5,2)"]], left=4)
    _box(sheet, "A2:E6")
    return _bytes(book)


def names_alone():
    """Totals by their names alone, parts called 其中, no formula anywhere; a mark where nothing is to be filled in."""
    book, sheet = _sheet("人口")
    _rows(sheet, 1, [["人口情况月报"], ["项目", "合计", "男", "女"]])
    _rows(sheet, 3, [["户籍人口"], ["  其中：老年人", None, "×"], ["流动人口"], ["总计"]])
    _box(sheet, "A2:D6")
    return _bytes(book)


def goes_on():
    """A table that says “…”: the rows are the units' own, and a total stands below."""
    book, sheet = _sheet("工程")
    _rows(
        sheet,
        1,
        [
            ["在建工程情况表"],
            ["单位：万元"],
            ["工程名称", "总投资", "已完成"],
            ["一、道路"],
            ["……"],
            ["合计"],
        ],
    )
    for column in "BC":
        sheet[f"{column}6"] = f"=SUM({column}4:{column}5)"
    _box(sheet, "A3:C6")
    return _bytes(book)


def across_sheets():
    """A sheet that adds up another."""
    book, sheet = _sheet("明细")
    _rows(sheet, 1, [["明细表"], ["项目", "收入", "支出"], ["第一项"], ["第二项"]])
    _box(sheet, "A2:C4")
    other = book.create_sheet("总表")
    _rows(
        other,
        1,
        [["收支总表"], ["项目", "金额"], ["收入", "=明细!B3+明细!B4"], ["结余", "=B3-SUM(明细!C3:C4)"]],
    )
    _box(other, "A2:B4")
    for cell in other["A"]:
        cell.alignment = Alignment(indent=1)
    return _bytes(book)


def boxed_whole():
    """A page boxed from its title to its signatures, with papers beside the title, one column numbered 1, relations line by line."""
    book, sheet = _sheet("农综1表")
    _rows(
        sheet,
        1,
        [
            ["农业综合情况统计表"],
            [None, None, None, "表    号：农综1表"],
            [None, None, None, "有效期至：2026年1月"],
        ],
    )
    _rows(
        sheet, 4, [["填报单位：", "2025年上半年", None, "单位：亩"], ["指标名称", "计量单位", "代码", "数量"]]
    )
    _rows(
        sheet,
        6,
        [
            ["甲", "乙", "丙", 1],
            ["耕地面积", "亩", "01"],
            ["  其中：水田", "亩", "02"],
            ["  旱地", "亩", "03"],
        ],
    )
    _rows(
        sheet,
        10,
        [["单位负责人：", "填表人：", None, "报出日期："], ["审核公式："], ["（1）01=02+03"], ["（2）01≥02"]],
    )
    for area in ("A1:D1", "A11:D11", "A12:D12", "A13:D13"):
        sheet.merge_cells(area)
    _box(sheet, "A1:D10")
    return _bytes(book)


def years_compared():
    """Years as heads, written as numbers, and a growth that may be below nothing."""
    book, sheet = _sheet("对比")
    _rows(sheet, 1, [["固定资产投资对比表"], ["指标", 2024, 2025, "增长（%）"], ["总投资"], ["技改投资"]])
    for row in (3, 4):
        sheet[f"D{row}"] = f'=IF(B{row}=0,"/",ROUND((C{row}-B{row})/B{row}*100,2))'
    _box(sheet, "A2:D4")
    return _bytes(book)


def halves_of_a_list():
    """One list printed in two halves side by side."""
    book, sheet = _sheet("名单")
    _rows(sheet, 1, [["人员名单"], ["序号", "姓名", "电话", "序号", "姓名", "电话"]])
    for i in range(5):
        sheet.cell(3 + i, 1, i + 1)
        sheet.cell(3 + i, 4, i + 6)
    _box(sheet, "A2:F7")
    return _bytes(book)


def names_left_blank():
    """Rows for villages whose names are not printed, worked out in part, with a row of sums."""
    book, sheet = _sheet("汇总")
    _rows(sheet, 1, [["各村疫苗接种情况周报"], ["村名", "应种人数", "已种人数", "接种率"]])
    for row in range(3, 9):
        sheet[f"D{row}"] = f"=IFERROR(C{row}/B{row},0)"
    _rows(sheet, 8, [["合计", "=SUM(B3:B7)", "=SUM(C3:C7)"]])
    _format(sheet, "D3:D8", "0.00%")
    _box(sheet, "A2:D8")
    return _bytes(book)


def codes_and_numbers():
    """Rows have codes and columns have numbers, and both begin with 1."""
    book, sheet = _sheet("用电")
    _rows(sheet, 1, [["用电情况月报"], ["指标", "代码", "合计", "工业", "生活"], ["甲", "乙", 1, 2, 3]])
    _rows(
        sheet,
        4,
        [["全部", 1], ["城区", 2], ["乡村", 3], ["勾稽关系：1=2+3；第1栏=第2栏+第3栏；1行=2行+3行；2=2+3"]],
    )
    sheet.merge_cells("A7:E7")
    _box(sheet, "A2:E6")
    return _bytes(book)


ODD = {
    f.__name__: f
    for f in (
        two_tables, no_borders, merged_labels, divided_by_lines, hidden_helpers, heads_not_merged, list_with_sums,
        card, relations_in_words, sums_that_miss, names_alone, goes_on, across_sheets, boxed_whole, years_compared,
        halves_of_a_list, names_left_blank, codes_and_numbers,
    )
}  # fmt: skip
