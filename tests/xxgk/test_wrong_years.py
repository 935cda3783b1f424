"""Years that are a slip, and those that are meant: worded after real reports, figures changed."""

import pytest

from toolkit.document.model import BODY, TITLE, Document, Paragraph, Run
from toolkit.text.normal_text import normalize_text
from toolkit.xxgk.outline import parse_outline
from toolkit.xxgk.wrong_years import own_work_year, stray_leading_year, wrong_year_findings

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
    ("2023年，累计通过门户网站公开信息40条。", 2023),
    ("为确保信息的准确性、时效性，2023年我局进一步强化审核。", 2023),
]


@pytest.mark.parametrize("text", MEANT, ids=[t[:14] for t in MEANT])
def test_a_year_that_is_meant_is_no_slip(text):
    assert stray_leading_year(normalize_text(text), normalize_text(text), 2024) is None


@pytest.mark.parametrize(("text", "year"), STRAY, ids=[t[:14] for t, _ in STRAY])
def test_a_year_nobody_can_mean_is_one(text, year):
    assert stray_leading_year(normalize_text(text), normalize_text(text), 2024) == year


@pytest.mark.parametrize(
    ("sentence", "beside", "year"),
    [
        ("2025年，利用公示栏、微信公众号等共公开政府信息120条。", "", 2025),
        ("2025年，我镇未收到政府信息公开申请。", "2024年公开信息3条。", 2025),
        ("2023年更新政府信息23条，其中领导信息14条。", "2024年受理申请3件。", 2023),
        ("2023年，我局认真贯彻落实条例。", "现将2024年工作报告如下。", 2023),
        ("截至2023年12月底，公开信息74条。", "2024年，我局聚焦中心工作。", 2023),
    ],
)
def test_what_the_office_did_is_of_the_year_reported_on(sentence, beside, year):
    assert own_work_year(normalize_text(sentence), normalize_text(beside + sentence), 2024) == year


@pytest.mark.parametrize(
    ("sentence", "beside"),
    [
        ("2025年，我镇将利用公示栏公开政府信息120条以上。", ""),
        ("2025年，继续加强培训，组织培训3次。", ""),
        ("2025年，计划开展培训3次。", ""),
        ("2025年，利用微信公众号加大公开力度。", ""),
        ("2023年收到申请5件。", "2024年收到申请7件。"),
        ("2023年收到申请5件，较2022年增加2件。", ""),
        ("2023年印发的目录继续使用。", "2024年公开信息3条。"),
        ("2023年存在的公开不及时问题已得到解决，开展培训3次。", ""),
    ],
)
def test_plans_and_years_held_against_each_other_are_no_slip(sentence, beside):
    assert own_work_year(normalize_text(sentence), normalize_text(beside + sentence), 2024) is None


def told(text, year=2024):
    """What is said of the years of a report for *year* that says *text* above its sections."""
    blocks = (
        Paragraph((Run(f"某镇{year}年政府信息公开工作年度报告"),), TITLE),
        Paragraph((Run(text),), BODY),
    )
    outline = parse_outline(Document("", "", year, blocks))
    return [
        (f.code, dict(f.args).get("stated"))
        for passage in outline.passages()
        for f in wrong_year_findings(passage, outline, year)
    ]


@pytest.mark.parametrize(
    "text",
    [
        "本报告所列数据的统计期限自2024年1月1日起至2024年12月31日止。",
        "统计时间为2024年1月1日至12月31日。",
        "统计数据期限：二〇二四年一月一日至二〇二四年十二月三十一日。",
        "统计期限为1月1日—12月31日。",
        "5月1日至12月1日开展专项活动。",
        "现将我局2024年度政府信息公开工作情况报告如下。",
        "结合2023年政务公开工作要点编制，统计期限为20241月1日至12月31日。",
        "按照2023年度政务公开考核通报整改。",
    ],
)
def test_figures_of_the_whole_year_are_no_slip(text):
    assert [] == told(text)


@pytest.mark.parametrize(
    ("text", "code", "stated"),
    [
        ("统计期限自2024年1月2日起至2024年12月31日止。", "period_start", "2024年1月2日"),
        ("统计期限自2023年1月1日起至2024年12月31日止。", "period_start", "2023年1月1日"),
        ("统计期限为2024年1月1日-2023年12月31日。", "period_end", "2023年12月31日"),
        ("现将我局2023年度政府信息公开工作情况报告如下。", "year_in_text", "2023"),
        ("结合某镇2023年政府信息公开工作情况编制。", "year_in_text", "2023"),
        ("按照《关于做好2023年政府信息公开工作年度报告编制工作的通知》编制。", "year_in_text", "2023"),
        ("《某镇2023年政府信息公开工作年度报告》（以下简称《年报》）向社会公布。", "year_in_text", "2023"),
        ("统计数据时间为二〇二三年一月一日至二〇二四年十二月三十一日。", "period_start", "2023年1月1日"),
        ("数据的统计期限自2024年1月1日至22月31日。", "period_end", "22月31日"),
        ("数据统计时限为2024年1月1日至2024年11月30日。", "period_end", "2024年11月30日"),
        ("统计期限自2024年1月1日至12月21日。", "period_end", "12月21日"),
    ],
)
def test_figures_of_another_period_than_the_year_are_told(text, code, stated):
    assert [(code, stated)] == told(text)


@pytest.mark.parametrize(
    "text",
    [
        "到2035年基本建成法治政府。",
        "落实《某县公开工作纲要（2027年）》。",
        "按2030年远景目标推进。",
        "2026年起施行。",
        "本单位2026年度未收取信息处理费。",
    ],
)
def test_a_year_far_ahead_is_a_plans(text):
    assert [] == told(text)


@pytest.mark.parametrize(
    "text",
    [
        "本单位2034年度未收取信息处理费。",
        "本单位2027年度未收取信息处理费。",
        "建立快速响应机制（2035年3月前完成）。",
        "2042年，利用公众号累计发布12条。",
    ],
)
def test_a_year_far_ahead_that_no_plan_names_is_a_digit_gone_wrong(text):
    assert [("year_ahead", text[text.index("20") :][:4])] == told(text)
