"""Whose report it is and for which year, from the titles reports really bear."""

import pytest

from toolkit.document.model import Document, Paragraph, Run
from toolkit.text.normal_text import western_dates
from toolkit.xxgk.outline import parse_outline
from toolkit.xxgk.whose_report import is_township, level_of_body, report_body_and_year

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


def of(*lines):
    some = [*lines, "一、总体情况", "2024年工作有序。"]
    return parse_outline(Document("", "", 0, tuple(Paragraph((Run(x),)) for x in some)))


@pytest.mark.parametrize(("title", "unit"), TITLES, ids=[t[:20] for t, _ in TITLES])
def test_titles_name_body_and_year(title, unit):
    assert (unit, 2024) == report_body_and_year(of(*title.split("\n"), PERIOD))


def test_a_preamble_names_whom_the_title_does_not():
    said = of("政府信息公开工作年度报告（2024年）", "现公布柳林乡人民政府2024年政府信息公开工作年度报告。")
    assert ("柳林乡人民政府", 2024) == report_body_and_year(said)


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
