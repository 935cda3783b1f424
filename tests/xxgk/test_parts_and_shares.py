"""The numbers of a sentence against each other: worded after real reports, figures changed."""

import pytest
from forms import xxgk

from toolkit.text.normal_text import normalize_text
from toolkit.xxgk.claims.meanings import FormMeanings
from toolkit.xxgk.claims.parts_and_shares import part_sum_findings, share_findings
from toolkit.xxgk.claims.sentence import NumberedSentence

OF = FormMeanings(xxgk())

FINE = [
    "主动公开信息215条，比2023年增加35条，增长19.4%。",
    "公开528条，比2023年减少46条，下降8.0%。",
    "收到23件，较2023年减少5件，同比下降17.86%。",
    "公开226条，较2023年的190条，增长18.9%。",
    "公开226条，2023年为190条，同比增长18.9%。",
    "公开226条，2023年为190条，同比增长19%。",
    "2023年公开190条，2024年公开226条，增长18.9%。",
    "公开信息由2023年的190条增加到226条，增长18.9%。",
    "网站公开信息136条，占60%；微信公众号公开90条，占40%。",
    "共公开信息226条，其中网站136条（占比60.2%）、公众号90条（占比39.8%）。",
    "全年公开信息136条，同比增加20条，其中政策文件5条、通知公告30条。",
    "处理323件（含上年结转11件），其中已办结309件，结转14件。",
    "受理11件（较上年增加3件，增长37.5%），其中网络7件、信函4件。",
    "行政复议案件112件、行政诉讼案件36件，其中涉及信息公开的复议41件、诉讼12件。",
    "行政复议案件6件和行政诉讼案件3件，其中行政复议结果维持5件。",
    "收到政府信息公开申请9件，上年结转1件，其中网络申请5件，信函申请5件。",
    "公开1791条，其中概况类200条，回应热点26条，办理留言2444条。",
    "公开340条，其中动态289条，政策31条，规章8条，规范性文件4件，政策解读8件。",
    "公开类39份，占比37.5%，规范性文件3份，占比2.9%。",
    "予以公开或部分公开占58.5%、不予公开占7.3%。",
]
WRONG = [
    ("收到312件，较2023年增加45件，增长14.4%。", "percent_differs"),
    ("2024年收到312件，2023年为267件，同比上升26.9%。", "percent_differs"),
    ("收到23件，较2023年减少5件，同比下降17.85%。", "percent_differs"),
    ("公开226条，2023年为190条，同比增长18.8%。", "percent_differs"),
    ("公开226条，2023年为190条，同比增长20%。", "percent_differs"),
    ("公开100条，其中甲类20条（占30%）、乙类80条（占80%）。", "percent_differs"),
    ("公开信息由190条增加到226条，增长28.9%。", "percent_differs"),
    ("处理323件（含上年结转11件），其中已办结329件。", "part_over"),
    ("公开100条，其中甲类60条、乙类70条。", "parts_differ"),
    ("公开信息100条，其中党务40条，村务30条，财务29条。", "parts_differ"),
]


def told(text):
    line = NumberedSentence(normalize_text(text), "", 2024, OF)
    return [f.code for f in (*part_sum_findings(line, "一"), *share_findings(line, "一", {}))]


@pytest.mark.parametrize("text", FINE, ids=[t[:16] for t in FINE])
def test_what_is_right_is_not_told(text):
    assert told(text) == []


@pytest.mark.parametrize(("text", "code"), WRONG, ids=[t[:16] for t, _ in WRONG])
def test_what_does_not_follow_is_told_once(text, code):
    assert told(text)[:1] == [code]


def test_a_ruling_on_numbers_outlives_a_change_of_words():
    one, other = (
        next(iter(part_sum_findings(NumberedSentence(normalize_text(t), "", 2024, OF), "一"))).digest
        for t in ("公开100条，其中甲类60条、乙类70条。", "全年共公开100条，其中甲类的60条、乙类的70条。")
    )
    assert one == other
