"""Blanks drawn after forms that were published, with their oddities kept: what each asks stands in data/blanks/published.toml."""

import io

import openpyxl
import xlsxwriter
from openpyxl.styles import Alignment, Border, Side
from openpyxl.worksheet.datavalidation import DataValidation

THIN = Side(style="thin")
BOX = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)


def _sheet(title):
    book = openpyxl.Workbook()
    book.active.title = title
    return book, book.active


def _write(sheet, rows, left=1):
    """Write rows by their number; None leaves a cell alone."""
    for at, row in rows.items():
        for c, value in enumerate(row, left):
            if value is not None:
                sheet.cell(at, c, value)


def _box(sheet, *areas):
    for area in areas:
        for row in sheet[area]:
            for cell in row:
                cell.border = BOX


def _merge(sheet, *areas):
    for area in areas:
        sheet.merge_cells(area)


def _bytes(book):
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def party_organizations():
    """Codes of rows and numbers of columns, a blank corner, a relation for each, an explanation inside the frame."""
    book, sheet = _sheet("表一")
    heads = ["高校总数", "建立党委的高校", "建立总支部的高校", "建立支部的高校", "未建立党组织的高校"]
    below = [
        *("校级党委数", "院系级党委数", "院系级党总支数", "直属党支部数", "教职工党总支数"),
        *("教职工党支部数\n（含离退休人员党支部数）", "离退休人员党支部数", "学生党支部数"),
    ]
    _write(
        sheet,
        {
            1: ["2017年全国高校基层党组织建设情况统计表"],
            2: ["填报单位（盖章）："],
            3: [None, None, "列号", *heads, "高校基层党组织总数"],
            4: [None, None, None, None, "小计", "小计", "小计", "小计", *below],
            5: ["行号", None, None, *range(1, 14)],
            6: ["总计", None, "01"],
            7: ["合计", "本科院校", "02"],
            8: [None, "专科院校（含职业技术学院）", "03"],
            9: [None, "民办高校（含独立学院）", "04"],
            10: ["说明", "1.本表行列关系如下：列关系：01=02+03+04，行关系：1=2+3+4+5；"],
            11: [None, "2.统计数据截至2017年6月30日。"],
        },
    )
    _merge(sheet, "A1:P1", "A2:P2", "A3:B4", "C3:C4", "D3:D4", "I3:P3", "A5:B5", "A6:B6", "A7:A9")
    _merge(sheet, "B10:P10", "B11:P11", "A10:A11")
    _box(sheet, "A3:P11")
    return _bytes(book)


def village_assets():
    """Names that end in 合计 at every level, 其中 under a part, 减 in a name, a code that is a letter."""
    book, sheet = _sheet("表七")
    names = [
        *("一﹑流动资产合计", "  1.货币资金", "  2.短期投资", "  3.应收款项", "  4.存货", "二﹑农业资产合计"),
        *("  1.牲畜(禽)资产", "  2.林木资产", "三﹑长期资产合计", "  1.长期投资", "  2.固定资产合计"),
        *("   (1) 固定资产原价", "其中:生产性固定资产原值", "   (2) 减:累计折旧", "   (3) 固定资产净值"),
        *("   (4) 固定资产清理", "   (5) 在建工程", "  3.其他资产", "四﹑资产总计"),
    ]
    codes = [*range(1, 13), "N", *range(13, 19)]
    _write(
        sheet,
        {
            1: ["村集体经济组织资产负债"],
            2: [None, None, None, "表号:农市(经)年综7表"],
            3: [None, None, None, "制表机关:农业部"],
            4: ["填报单位:"],
            5: ["资产", "代码", "计量单位", "数量"],
            6: [None, None, None, 1],
            26: ["单位负责人:     统计负责人:    填表人:     报出日期:200 年 月 日"],
            27: ["填报说明:指标平衡关系:1=2+3+4+5;6=7+8;14=12-13;18=1+6+9"],
        },
    )
    for i, (name, code) in enumerate(zip(names, codes, strict=True)):
        _write(sheet, {7 + i: [name, code, "万元"]})
    _merge(sheet, "A1:D1", "A26:D26", "A27:D27")
    _box(sheet, "A5:D25")
    return _bytes(book)


def planting_survey():
    """A list of three rows of heads, things to fill in spread over a line, a sum below in merged cells."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet("种植情况")
    plain, box = book.add_format(), book.add_format({"border": 1, "text_wrap": True, "align": "center"})
    sheet.merge_range("A1:W1", "耕地种植情况调查表（二）", plain)
    for area, text in (
        ("A2:B2", "填报单位（盖章）："),
        ("D2:E2", "填报人："),
        ("J2:L2", "电话："),
        ("S2:U2", "填报时间："),
    ):
        sheet.merge_range(area, text, plain)
    for column, text in {
        "A": "序号",
        "B": "地块编号",
        "C": "村",
        "D": "面积\nm2",
        "V": "周边环境",
        "W": "备注",
    }.items():
        sheet.merge_range(f"{column}3:{column}5", text, box)
    for area, text in (("E3:G3", "2019种植品种"), ("H3:R3", "2020种植品种"), ("S3:U3", "其他")):
        sheet.merge_range(area, text, box)
    below = [
        "水稻",
        "玉米",
        "其他",
        "水稻",
        "玉米",
        "小麦",
        "薯类",
        "豆类",
        "油料",
        "蔬菜",
        "果树",
        "茶叶",
        "烤烟",
        "中药材",
        "休耕",
        "有机肥",
        "非耕地",
    ]
    for i, text in enumerate(below):
        sheet.merge_range(3, 4 + i, 4, 4 + i, text, box)
    for row in range(5, 15):
        for column in range(23):
            sheet.write_blank(row, column, None, box)
        sheet.write_number(row, 0, row - 4, box)
    sheet.merge_range("A16:B16", "面积合计：", box)
    sheet.merge_range("C16:D16", None, box)
    sheet.write_formula("C16", "=SUM(D6:D15)", box)
    for column in range(4, 23):
        sheet.write_blank(15, column, None, box)
    sheet.freeze_panes(5, 2)
    sheet.repeat_rows(2, 4)
    book.close()
    return out.getvalue()


def school_census():
    """Codes left of the names, units right of the figures, rows filled in with words, chosen from boxes."""
    book, sheet = _sheet("普查")
    _write(
        sheet,
        {
            1: ["学校（机构）基本情况更新表"],
            2: ["填报单位（盖章）："],
            3: ["代码", "指标名称", "普查数据", "2024年更新数据", "计量单位"],
            4: ["丙", "甲", 1, None, "乙"],
            5: ["一、基本概况"],
            6: ["01", "学校（机构）名称", None, None, "（文字说明）"],
            7: ["02", "学校（机构）详细地址", None, None, "（文字说明）"],
            8: ["03", "学校（机构）标识码", None, None, "（文字说明）"],
            9: ["04", "学校（机构）办学类型（大类）", None, None, "（单选）"],
            10: ["二、规模"],
            11: ["05", "在校学生数", None, None, "人"],
            12: ["06", "校舍建筑面积", None, None, "平方米"],
            13: ["单位负责人：", None, "统计负责人：", "填表人：", "报出日期："],
        },
    )
    _merge(sheet, "A1:E1", "A2:E2", "A5:E5", "A10:E10")
    said = DataValidation("list", formula1='"基础教育,中等职业,高等教育"')
    said.add("C9:D9")
    sheet.add_data_validation(said)
    _box(sheet, "A3:E12")
    return _bytes(book)


def public_expenses():
    """A heading that is a row without figures, 其中 with its second part below without 其中, a line for words."""
    book, sheet = _sheet("三公经费")
    _write(
        sheet,
        {
            1: ["2017年度部门“三公”经费预算情况表"],
            2: [None, None, "单位：元"],
            3: ["项目", "2016年\n执行数", "2017年\n预算数"],
            4: ["一、支出合计", "=B5+B6+B7", "=C5+C6+C7"],
            5: ["1、因公出国（境）费用"],
            6: ["2、公务接待费"],
            7: ["3、公务用车费", "=SUM(B8:B9)", "=SUM(C8:C9)"],
            8: ["其中：（1）公务用车运行维护费"],
            9: ["（2）公务用车购置"],
            10: ["二、相关统计数", "—", "—"],
            11: ["1.因公出国（境）团组数（个）"],
            12: ["2.公务用车购置数（辆）"],
            13: ["三、“三公”经费增减变化原因等说明"],
            14: ["备注：1、“三公”经费包括因公出国（境）费、公务用车购置及运行费和公务接待费。"],
        },
    )
    _merge(sheet, "A1:C1", "B13:C13", "A14:C14")
    _box(sheet, "A3:C13")
    return _bytes(book)


def land_transfer():
    """Headings between rows, one name under several of them, numbers printed only over the figures, at C9."""
    book, sheet = _sheet("附表四")
    _write(
        sheet,
        {
            6: ["（附表四）农村土地承包经营权流转基本情况统计表"],
            7: ["填报单位："],
            9: ["指标名称", "序号", "计量单位", "合　计", "自主流转", "委托流转"],
            10: [None, None, None, 1, 2, 3],
            11: ["一、2010年底流转情况"],
            12: ["（一）农户数", 1, "户"],
            13: ["（二）流转面积", 2, "亩"],
            14: ["二、2011年12月31日到期流转合同情况"],
            15: ["（一）收回经营权"],
            16: ["    1、农户数", 3, "户"],
            17: ["    2、收回面积", 4, "亩"],
            18: ["（二）续签流转合同"],
            19: ["    1、合同数", 5, "份"],
            20: ["    2、续签面积", 6, "亩"],
            21: ["三、2011年底流转情况"],
            22: ["（一）有效合同数", 7, "份"],
            23: ["（二）流转面积", 8, "亩"],
            24: ["    其中：1、承包地流转", 9, "亩"],
            25: ["          2、机动地流转", 10, "亩"],
            26: ["单位负责人：   统计负责人：   填表人：    报出日期：201  年  月  日"],
            27: ["注：指标平衡关系：第1栏=第2栏+第3栏；8≥9"],
        },
        left=3,
    )
    _merge(sheet, "C6:H6", "C26:H26", "C27:H27")
    _box(sheet, "C9:H25")
    sheet.column_dimensions["A"].hidden = True
    return _bytes(book)


def class_sizes():
    """Relations that leave out what lies between: (1)=(2)+…+(8)."""
    book, sheet = _sheet("小基2")
    sizes = ["25人及以下", "26-30人", "31-35人", "36-45人", "46-55人", "56-65人", "66人及以上"]
    grades = ["一年级", "二年级", "三年级", "四年级", "五年级", "六年级"]
    _write(
        sheet,
        {
            1: ["教学班数、班额情况"],
            2: ["学校名称：", None, None, None, None, None, None, None, None, "单位：班"],
            3: [None, "编号", "合计", *sizes],
            4: ["甲", "乙", *range(1, 9)],
            5: ["合计", "01"],
            12: ["说明：本表列关系为(1)=(2)+…+(8)；行关系为(01)=(02)+…+(07)。"],
        },
    )
    for i, grade in enumerate(grades):
        _write(sheet, {6 + i: [grade, f"0{i + 2}"]})
    _merge(sheet, "A1:J1", "A12:J12")
    _box(sheet, "A3:J11")
    return _bytes(book)


def disabled_person():
    """A card: labels left of what is filled in, in pairs, one that reaches over the line, one with choices."""
    book, sheet = _sheet("登记表")
    _write(
        sheet,
        {
            1: ["残疾人基本服务状况登记表"],
            2: ["表　号：动态1表", None, None, "有效期至：2017年5月"],
            3: ["姓　　名", None, "性别", None],
            4: ["残疾人证号", None, "婚姻状况", None],
            5: ["户口性质", None, "联系电话", None],
            6: ["家庭住址", None, None, None],
            7: ["家庭人口（人）", None, "年收入（元）", None],
            8: ["服务需求\n（可多选）", None, None, None],
            9: ["填表人：", None, "填表日期："],
        },
    )
    _merge(sheet, "A1:D1", "B6:D6", "B8:D8")
    said = DataValidation("list", formula1='"男,女"')
    said.add("D3")
    sheet.add_data_validation(said)
    sheet["B7"].number_format = sheet["D7"].number_format = "0"
    _box(sheet, "A3:D8")
    return _bytes(book)


def disaster_report():
    """Two halves with other heads side by side, chains of 其中, holes, units printed, saved with a title row hidden."""
    book, sheet = _sheet("快报")
    left = [
        ("一、人口受灾情况", None, None), ("受灾人口", "A01", "人"), ("因灾死亡人口", "A02", "人"), ("紧急转移安置人口", "A03", "人"),
        ("其中：集中安置人口", "A04", "人"), ("　　　分散安置人口", "A05", "人"),
    ]  # fmt: skip
    right = [
        ("二、农作物受灾情况", None, None), ("农作物受灾面积", "A06", "公顷"), ("其中：成灾面积", "A07", "公顷"),
        ("其中：绝收面积", "A08", "公顷"), ("三、损失情况", None, None), ("直接经济损失", "A09", "万元"),
    ]  # fmt: skip
    _write(
        sheet,
        {
            1: ["自然灾害损失情况统计快报表"],
            2: ["填报单位：", None, None, None, None, None, "2020年    月    日"],
            3: ["指标名称", "代码", "计量单位", "数量", "指标名称", "代码", "计量单位", "数量"],
            4: ["甲", "乙", "丙", 1, "甲", "乙", "丙", 1],
            11: ["单位负责人：", None, "填表人：", None, None, "报出日期：  年  月  日"],
            12: ["审核关系：A03=A04+A05；A06≥A07；A07≥A08"],
        },
    )
    for i, (one, other) in enumerate(zip(left, right, strict=True)):
        _write(sheet, {5 + i: [*one, None, *other]})
    for spot in ("D5", "H5", "H9"):
        sheet[spot] = "—"
    _merge(sheet, "A1:H1", "A12:H12")
    _box(sheet, "A3:H10")
    sheet.freeze_panes = "A5"
    sheet.print_title_rows = "3:4"
    note = book.create_sheet("填表说明")
    _write(
        note,
        {
            1: ["填表说明"],
            2: ["1.本表由乡镇（街道）填报，县级应急管理部门汇总。"],
            3: ["2.受灾人口指因自然灾害遭受损失的人员数量。"],
        },
    )
    return _bytes(book)


def disclosure_page():
    """Tables one below the other in one frame, each with heads of its own; one line drawn through with strokes."""
    book, sheet = _sheet("主动公开")
    _write(
        sheet,
        {
            1: ["主动公开政府信息情况"],
            2: ["第二十条第（一）项"],
            3: ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
            4: ["规章", "/", "/", "/"],
            5: ["行政规范性文件"],
            6: ["第二十条第（五）项"],
            7: ["信息内容", "本年处理决定数量"],
            8: ["行政许可"],
            9: ["第二十条第（六）项"],
            10: ["信息内容", "本年处理决定数量"],
            11: ["行政处罚"],
            12: ["行政强制"],
            13: ["第二十条第（八）项"],
            14: ["信息内容", "本年收费金额（单位：万元）"],
            15: ["行政事业性收费"],
        },
    )
    _merge(sheet, "A1:D1", "A2:D2", "A6:D6", "A9:D9", "A13:D13")
    _merge(sheet, *(f"B{r}:D{r}" for r in (7, 8, 10, 11, 12, 14, 15)))
    _box(sheet, "A2:D15")
    return _bytes(book)


def petition_ledger():
    """A ledger, and a sheet that counts it: COUNTIF, SUMIF, AVERAGE, VLOOKUP, COUNTA."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    box = book.add_format({"border": 1, "text_wrap": True})
    ledger, summary = book.add_worksheet("台账"), book.add_worksheet("汇总")
    ledger.write("A1", "信访事项台账")
    for c, text in enumerate(["序号", "信访人", "类别", "办理状态", "涉及金额（元）"]):
        ledger.write(1, c, text, box)
    for row in range(2, 22):
        for column in range(5):
            ledger.write_blank(row, column, None, box)
        ledger.write_number(row, 0, row - 1, box)
    ledger.data_validation("C3:C22", {"validate": "list", "source": ["土地", "社保", "其他"]})
    ledger.data_validation("D3:D22", {"validate": "list", "source": ["办结", "在办"]})
    summary.write("A1", "信访事项汇总表")
    for c, text in enumerate(["类别", "件数", "其中：办结", "金额", "平均金额", "负责人"]):
        summary.write(1, c, text, box)
    for row, kind in enumerate(["土地", "社保", "其他"], 3):
        summary.write(f"A{row}", kind, box)
        summary.write_formula(f"B{row}", f"=COUNTIF(台账!$C$3:$C$22,A{row})", box)
        summary.write_formula(f"C{row}", f'=COUNTIFS(台账!$C$3:$C$22,A{row},台账!$D$3:$D$22,"办结")', box)
        summary.write_formula(f"D{row}", f"=SUMIF(台账!$C$3:$C$22,A{row},台账!$E$3:$E$22)", box)
        summary.write_formula(f"E{row}", f'=IF(B{row}=0,"/",ROUND(D{row}/B{row},2))', box)
        summary.write_formula(f"F{row}", f"=VLOOKUP(A{row},台账!B3:E22,2,FALSE)", box)
    summary.write("A6", "合计", box)
    for column in "BCD":
        summary.write_formula(f"{column}6", f"=SUM({column}3:{column}5)", box)
    summary.write_formula("E6", '=IF(B6=0,"/",ROUND(D6/B6,2))', box)
    summary.write_formula("F6", "=AVERAGE(E3:E5)", box)
    book.close()
    return out.getvalue()


def school_buildings():
    """Two levels of row names that borders alone group, blank numbered rows below, units in their own row with blank names."""
    book, sheet = _sheet("校舍")
    _write(
        sheet,
        {
            1: ["中小学校舍情况统计表"],
            2: ["填报单位：", None, None, None, "单位：平方米"],
            3: ["学段", "校舍类别", "上年末\n面　积", "本年增加", "本年减少", "年末面积"],
            4: ["小学", "教学及辅助用房", None, None, None, "=C4+D4-E4"],
            5: [None, "生活用房", None, None, None, "=C5+D5-E5"],
            6: [None, "其他用房", None, None, None, "=C6+D6-E6"],
            7: ["初中", "教学及辅助用房", None, None, None, "=C7+D7-E7"],
            8: [None, "生活用房", None, None, None, "=C8+D8-E8"],
            9: [None, "其他用房", None, "×", "×", "=C9"],
            10: ["合计", None, "=SUM(C4:C9)", "=SUM(D4:D9)", "=SUM(E4:E9)", "=SUM(F4:F9)"],
            12: ["注：年末面积=上年末面积+本年增加-本年减少"],
            14: ["危房明细"],
            15: ["序号", "校舍名称", "面积", "处置意见"],
            16: [1],
            17: [2],
            18: ["…"],
        },
    )
    for c in range(1, 7):
        sheet.cell(3, c).alignment = Alignment(wrap_text=True)
    _merge(sheet, "A1:F1", "A10:B10")
    _box(sheet, "A3:F10", "A15:D18")
    return _bytes(book)


PUBLISHED = {
    f.__name__: f
    for f in (
        party_organizations, village_assets, planting_survey, school_census, public_expenses, land_transfer, class_sizes,
        disabled_person, disaster_report, disclosure_page, petition_ledger, school_buildings,
    )
}  # fmt: skip
