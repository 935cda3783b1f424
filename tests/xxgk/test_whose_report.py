"""Whose report it is and for which year, from the titles reports really bear."""

import pytest

from toolkit.document.model import Document, Paragraph, Run
from toolkit.document.proofread_result import KnownBody
from toolkit.text.normal_text import western_dates
from toolkit.xxgk.outline import parse_outline
from toolkit.xxgk.whose_report import find_known_body, is_township, level_of_body, report_body_and_year

PERIOD = "本报告数据统计期限自2024年1月1日至2024年12月31日。"
TOWN = "青山县柳林乡人民政府"
TITLES = [
    (f"{TOWN}2024年政府信息公开工作年度报告", TOWN),
    (f"{TOWN}\n2024年政府信息公开工作年度报告", TOWN),
    (f"{TOWN}2024年\n政府信息公开工作年度报告", TOWN),
    (f"{TOWN}二〇二四年政府信息公开工作年度报告", TOWN),
    (f"【年报】{TOWN}2024年政府信息公开工作年度报告", TOWN),
    (f"{TOWN}政府信息公开工作年度报告（2024年度）", TOWN),
    ("柳林乡人民政府信息公开工作2024年度报告", "柳林乡人民政府"),
    ("2024年度青山县柳林乡政府信息公开工作年度报告", "青山县柳林乡"),
    ("关于青山县柳林乡2024年政府信息公开工作年度报告的公示", "青山县柳林乡"),
    ("河西区市场监督管理局2024年度政府信息公开\n工作年度报告", "河西区市场监督管理局"),
    ("云州市人民政府\n2024年政府信息公开工作年度报告", "云州市人民政府"),
    ("政府信息公开工作年度报告（2024年）", ""),
]


T = "2024年政府信息公开工作年度报告"
PRINTED = [
    (["西四镇", T], "西四镇"),
    (["佳荣里街" + T], "佳荣里街"),
    (["佳荣里街", T], "佳荣里街"),
    (["西四镇" + T, "字号：大 中 小"], "西四镇"),
    (["西四镇", T, "索引号：0001-2"], "西四镇"),
    (["西四镇", "字号：[ 大 中 小 ]", T], "西四镇"),
    (
        [
            "索 引 号 : tlxx/2024-00124 主题分类: 综合政务",
            "发布机构: 铁岭县熊官屯镇人民政府 成文日期: 2024-01-09",
            "标 题: 熊官屯镇" + T,
            "发文字号: 发布日期: 2024-01-09",
            "熊官屯镇" + T,
        ],
        "熊官屯镇",
    ),
    (["2024年下各镇政府信息公开工作年度报告"], "下各镇"),
    (["2024年丽水市政府信息公开工作年度报告"], "丽水市"),
    (["2024湖口县大垅乡2024年度政府信息公开工作年度报告"], "湖口县大垅乡"),
    (["西咸新区底张街道办事处2024年度政府", "信息公开工作年度报告"], "西咸新区底张街道办事处"),
    (["硚口区审计局2024年政府", "信息公开工作年度报告"], "硚口区审计局"),
    (["清水县教育局2024年度政府信息", "公开工作年度报告"], "清水县教育局"),
    (["2024年度沅江路街道信息公开工作报告"], "沅江路街道"),
    (["扎赉特旗宝力根花苏木" + T], "扎赉特旗宝力根花苏木"),
    (["扎赉特旗宝力根花苏木", T], "扎赉特旗宝力根花苏木"),
    (["兴安盟生态环境局2024年", "政府信息公开工作年度报告"], "兴安盟生态环境局"),
    (["重庆市大足区人民政府办公室 " + T], "重庆市大足区人民政府办公室"),
    (
        [T, "发布日期 2025-02-25 11:41:41", "科尔沁左翼中旗敖包苏木人民政府", T],
        "科尔沁左翼中旗敖包苏木人民政府",
    ),
    (["五常市民意乡", T, T], "五常市民意乡"),
    (["临夏回族自治州", T], "临夏回族自治州"),
    (["兴安盟", T], "兴安盟"),
    (["大兴安岭地区行政公署", T], "大兴安岭地区行政公署"),
    (["新疆生产建设兵团第八师石河子市" + T], "新疆生产建设兵团第八师石河子市"),
    (["葫芦岛高新技术产业开发区" + T], "葫芦岛高新技术产业开发区"),
    (["玉带乡政府" + T], "玉带乡政府"),
    (["玉带乡人民政府", "关于" + T], "玉带乡人民政府"),
    (["玉带乡2024年政务公开工作年度报告"], "玉带乡"),
    (["西四镇2024年", "政府信息公开工作", "年度报告"], "西四镇"),
    (["西四镇", "2024年", "政府信息公开工作年度报告"], "西四镇"),
]
"""Titles as portals print them: on several lines, with lines of the portal between, of bodies of every kind."""
LEVELS = [
    ("西四镇", "township", True),
    ("佳荣里街", "township", True),
    ("吉林省梅河口市兴华镇人民政府", "township", True),
    ("扎赉特旗宝力根花苏木", "township", True),
    ("宝力根花苏木人民政府", "township", True),
    ("临夏回族自治州", "city", False),
    ("临夏回族自治州人民政府", "city", False),
    ("临夏州人民政府", "city", False),
    ("兴安盟行政公署", "district", False),
    ("兴安盟", "district", False),
    ("大兴安岭地区行政公署", "district", False),
    ("阿里地区", "district", False),
    ("扎赉特旗人民政府", "district", False),
    ("科尔沁右翼中旗", "district", False),
    ("新疆生产建设兵团", "city", False),
    ("新疆生产建设兵团第八师", "district", False),
    ("新疆生产建设兵团第八师石河子市", "district", False),
    ("兵团第八师一四三团", "township", False),
    ("葫芦岛高新技术产业开发区", "district", False),
    ("经济技术开发区管委会", "district", False),
    ("重庆高新技术产业开发区管理委员会生态环境局", "township", False),
    ("开发区管理委员会办公室", "district", False),
    ("兴安盟生态环境局", "township", False),
    ("福建省市场监督管理局", "city", False),
    ("福建省人民政府", "city", False),
    ("回族乡人民政府", "township", True),
    ("甘眉工业园区管委会", "district", False),
    ("西四镇党政办公室", "township", True),
    ("国家卫生健康委", "city", False),
    ("长春市人民政府办公厅", "city", False),
    ("宁夏回族自治区银川市兴庆区前进街街道办事处", "township", True),
    ("临夏州住房和城乡建设局", "township", False),
    ("西藏自治区人民政府", "city", False),
    ("江苏省淮安市洪泽区人民政府", "district", False),
    ("江苏省淮安市人民政府", "city", False),
]


def of(*lines):
    some = [*lines, "一、总体情况", "2024年工作有序。"]
    return parse_outline(Document("", "", 0, tuple(Paragraph((Run(x),)) for x in some)))


@pytest.mark.parametrize(("title", "unit"), TITLES, ids=[t[:20] for t, _ in TITLES])
def test_titles_name_body_and_year(title, unit):
    assert (unit, 2024) == report_body_and_year(of(*title.split("\n"), PERIOD))


def test_a_preamble_names_whom_the_title_does_not():
    said = of("政府信息公开工作年度报告（2024年）", "现公布柳林乡人民政府2024年政府信息公开工作年度报告。")
    assert ("柳林乡人民政府", 2024) == report_body_and_year(said)


def test_where_title_and_period_say_no_year_the_first_sentence_does():
    said = of("柳林乡人民政府政府信息公开工作年度报告", "2023年，柳林乡人民政府认真落实。")
    assert ("柳林乡人民政府", 2023) == report_body_and_year(said)


def test_a_title_with_last_year_s_year_is_the_slip_when_all_else_agrees():
    assert report_body_and_year(of(f"{TOWN}2023年政府信息公开工作年度报告", PERIOD))[1] == 2024


def test_a_line_of_the_contents_is_no_heading():
    said = of(f"{TOWN}2024年政府信息公开工作年度报告", "三、收到和处理政府信息公开申请情况……3", PERIOD)
    assert not any("3" == p.text[-1] for p in said.before)


@pytest.mark.parametrize(
    ("unit", "level", "town"),
    [
        (TOWN, "township", True),
        ("望湖街道办事处", "township", True),
        ("镇平县人民政府", "district", False),
        ("新乡市凤泉区民政局", "township", False),
        ("景德镇市人民政府", "city", False),
    ],
)
def test_a_name_with_a_town_s_word_in_it_is_no_town(unit, level, town):
    assert (level, town) == (level_of_body(unit), is_township(unit))


def test_dates_in_numerals_are_read():
    assert western_dates("二〇二五年一月十六日") == "2025年1月16日"
    assert western_dates("二○二四年十二月三十一日") == "2024年12月31日"
    assert western_dates("十件实事") == "十件实事"


@pytest.mark.parametrize(("lines", "unit"), PRINTED, ids=["".join(x)[:24] for x, _ in PRINTED])
def test_a_title_is_found_however_it_is_printed(lines, unit):
    assert (unit, 2024) == report_body_and_year(of(*lines, PERIOD))


@pytest.mark.parametrize(("unit", "level", "town"), LEVELS, ids=[x[0] for x in LEVELS])
def test_every_kind_of_body_has_its_level(unit, level, town):
    assert (level, town) == (level_of_body(unit), is_township(unit))


def test_a_list_of_names_says_whose_report_it_is():
    bodies = [
        KnownBody("青山县柳林乡人民政府"),
        KnownBody("青山县柳林镇人民政府"),
        KnownBody("云州市民政局", "district"),
    ]
    assert bodies[0] == find_known_body("柳林乡", bodies)
    assert bodies[0] == find_known_body("云州市青山县柳林乡", bodies)
    assert bodies[2] == find_known_body("云州市民政局", bodies)
    assert find_known_body("龙门镇", bodies) is None
    assert find_known_body("柳林乡", [*bodies, KnownBody("清水县柳林乡")]) is None
