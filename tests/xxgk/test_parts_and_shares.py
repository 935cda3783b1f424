"""The numbers of a sentence against each other: worded after real reports, figures changed."""

import pytest
from forms import xxgk

from toolkit.text.normal_text import normalize_text
from toolkit.xxgk.claims.meanings import FormMeanings
from toolkit.xxgk.claims.part_sums import part_sum_findings
from toolkit.xxgk.claims.sentence import NumberedSentence
from toolkit.xxgk.claims.shares import share_findings

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
    "公开信息143条，其中规范性文件9条、人事信息9条等。",
    "公开信息100条，其中党务40条、村务60条，通过电视广播等媒介扩大影响。",
    "公开信息1011条，其中动态507条（图文320条、视频187条）、公告504条。",
    "公开信息50条，其中机构类20条，内有成员16条、职能4条；工作类30条，其中动态3条、计划27条。",
    "公开政务动态215条，财务信息16条，通知10条，合计241条。",
    "收到申请19件，17件线上申请，2件信函申请，其中4件予以公开，7件部分公开，8件无法提供。",
    "公开信息241条，其中政务动态215条，财务信息26条，开展网上调查3期，受理来信7件。",
    "公开信息2406条，其中政务动态1215条，信息公开类1129条，概况类62条，开展网上调查、民意征集3期，受理来信7件。",
    "收到申请12件，其中10件已答复，剩余2件结转下年度继续办理。",
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
    ("公开信息100条，其中党务40条、其他12条。", "parts_differ"),
    ("公开信息100条，其中党务40条、村务50条，通过电视广播等媒介扩大影响。", "parts_differ"),
    ("公开信息143条，其中规范性文件49条、人事信息39条。", "parts_missing"),
    ("公开信息100条，分别为党务20条、村务10条。", "parts_differ"),
    ("公开信息1011条，其中动态507条（图文320条、视频189条）、公告504条。", "parts_differ"),
    (
        "公开信息50条，其中机构类20条，内有成员16条、职能5条；工作类30条，其中动态3条、计划27条。",
        "parts_differ",
    ),
    ("公开政务动态215条，财务信息16条，通知10条，合计251条。", "parts_differ"),
    ("收到申请19件，17件线上申请，2件信函申请，其中4件予以公开，7件部分公开，9件无法提供。", "parts_differ"),
    ("收到申请19件，予以公开4件，部分公开7件，无法提供9件。", "parts_differ"),
    ("公开信息260条，其中政务动态215条，财务信息26条，开展网上调查3期，受理来信7件。", "parts_differ"),
    ("收到申请12件，其中11件已答复，剩余2件结转下年度继续办理。", "parts_differ"),
    ("公开信息115条，其中通知30条、政策42条、义务教育13条、监管信息35条；公布事项25条。", "parts_differ"),
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
