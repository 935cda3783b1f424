"""Years that are a slip, and those that are meant: worded after real reports, figures changed."""

import pytest

from toolkit.text.normal_text import normalize_text
from toolkit.xxgk.wrong_years import stray_leading_year

MEANT = [
    "在2023年度全区政务公开考核中获评优秀单位。",
    "2023年度报告提出的两个问题均已整改。",
    "2023年存在的公开不及时问题已得到解决。",
    "2021年3月开通的公众号运行平稳。",
    "2023年印发的目录继续使用。",
    "2019年，本镇设立政务公开专区。",
    "2025年，力争把差错率控制在1%以内。",
    "截至2025年1月，反馈的问题已全部改正。",
    "2024年，镇政府继续加强考核。",
    "2025年01月18日来源：政府办",
    "2025年1月16日",
    "2023年结转3件。",
    "2023年累计收到8件，同比增加2件。",
]
STRAY = [
    ("2023年，镇政府继续加强考核。", 2023),
    ("截至2023年底，共有网站1个。", 2023),
    ("2026年，本乡将加强学习。", 2026),
    ("2022年，全镇公开信息300条。", 2022),
    ("2023年收到申请5件，上年结转1件，结转下年度1件。", 2023),
    ("2023年公开信息40条，其中规划信息3条。", 2023),
    ("2023年，累计公开信息40条。", 2023),
]


@pytest.mark.parametrize("text", MEANT, ids=[t[:14] for t in MEANT])
def test_a_year_that_is_meant_is_no_slip(text):
    assert stray_leading_year(normalize_text(text), normalize_text(text), 2024) is None


@pytest.mark.parametrize(("text", "year"), STRAY, ids=[t[:14] for t, _ in STRAY])
def test_a_year_nobody_can_mean_is_one(text, year):
    assert stray_leading_year(normalize_text(text), normalize_text(text), 2024) == year
