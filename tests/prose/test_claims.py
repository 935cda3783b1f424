"""What a sentence says of the tables, and what it only seems to say. Worded after real reports, figures changed."""

import pytest
from forms import xxgk

from toolkit.prose.claims import CASES, Sentence
from toolkit.prose.meaning import Meanings
from toolkit.prose.normal import normal, sentences
from toolkit.prose.numbers import numbers

OF = Meanings(xxgk())
ASK, KEEP = "依申请公开", "监督保障"

SAYS = [
    # how many were received
    (ASK, "2024年，全镇收到政府信息公开申请12件。", {"收到申请": 12}),
    (ASK, "在2024年度，某镇政府收到 1 条依申请公开的请求。", {"收到申请": 1}),
    (ASK, "本年度共受理依申请公开事项 2 件，其中：受理当面申请0件，信函申请2件，互联网申请0件，均按时办结。", {"收到申请": 2}),
    (ASK, "2024年受理依申请公开0件。", {"收到申请": 0}),
    (ASK, "通过线上、信函等渠道收到依申请公开信息16件，已全部按期限答复办结。", {"收到申请": 16}),
    (ASK, "全街共受理政府信息公开申请总数1件。", {"收到申请": 1}),
    (ASK, "我办受理依申请信息56条。", {"收到申请": 56}),
    (ASK, "受理公民、法人和其他组织提出的政府信息公开申请5件，均在法定时限内予以答复。", {"收到申请": 5}),
    (ASK, "2024年，新受理政府信息公开申请10件，上年转结政府信息公开申请0件，全年办结9件，转下一年办理1件。",
     {"收到申请": 10, "上年结转": 0, "办结": 9, "结转下年度": 1}),
    (ASK, "共受理信息公开申请3,119件，答复3050件（含上年度结转申请34件，另有103件顺延到下年度答复）。",
     {"收到申请": 3119, "办结": 3050, "上年结转": 34, "结转下年度": 103}),
    (ASK, "收到8份政府信息公开申请，均为自然人申请。", {"收到申请": 8}),
    (ASK, "全年共收到并按时办结16件政府信息公开申请。", {"办结": 16}),
    (ASK, "收到申请三件，均已答复。", {"收到申请": 3}),
    (ASK, "接收通过邮寄、网络提交的各类政府信息公开申请共计81件，涉及自然人80件、商业企业1件。",
     {"收到申请": 81, "自然人申请": 80, "商业企业申请": 1}),
    (ASK, "共收到政府信息公开申请154件，共办结148件，结转至2025年6件。", {"收到申请": 154, "办结": 148, "结转下年度": 6}),
    (ASK, "２０２４年收到申请７５件，涉及自然人72件、商业企业3件，办结率100%。", {"收到申请": 75, "自然人申请": 72, "商业企业申请": 3}),
    ("", "2024年未收到依申请公开事项。", {"没有收到申请": 0}),
    (ASK, "2024年我单位无依申请公开事项。", {"没有收到申请": 0}),
    (ASK, "镇政府没有收到任何形式的政府信息公开申请。", {"没有收到申请": 0}),
    # results
    (ASK, "同意公开答复9件，部分公开答复0件，不予公开答复2件，无法提供的10件，其他处理14件。",
     {"予以公开": 9, "部分公开": 0, "不予公开": 2, "无法提供": 10, "其他处理": 14}),
    (ASK, "予以公开或部分公开59件、占45.4%；", {"予以公开和部分公开": 59}),
    (ASK, "其中，予以公开2件，属于四类过程性信息1件，本办不掌握相关政府信息2件，其他1件。",
     {"予以公开": 2, "属于四类过程性信息": 1, "不掌握相关政府信息": 2}),
    # cases
    (ASK, "因政府信息公开被申请行政复议3件，其中结果维持2件、结果纠正1件；", {"行政复议": 3, "行政复议维持": 2, "行政复议纠正": 1}),
    (CASES, "行政诉讼46件，其中维持25、纠正5、其他9、尚未审结7。",
     {"行政诉讼": 46, "行政诉讼维持": 25, "行政诉讼纠正": 5, "行政诉讼其他": 9, "行政诉讼尚未审结": 7}),
    ("", "有1件涉及政府信息公开工作的行政复议。", {"行政复议": 1}),
    (ASK, "未发生因政府信息公开提起的行政复议、行政诉讼案件。", {"没有行政复议": 0, "没有行政诉讼": 0}),
    (ASK, "信息公开类行政复议1起，正在办理中。", {"行政复议": 1}),
    # documents
    ("", "全年制定规范性文件4件，废止规范性文件1件，现行有效的规范性文件32件。",
     {"规范性文件本年制发": 4, "规范性文件本年废止": 1, "规范性文件现行有效": 32}),
    ("", "集中公开现行有效行政规范性文件698件，动态更新本年度制发的规范性文件88件。",
     {"规范性文件现行有效": 698, "规范性文件本年制发": 88}),
    ("", "清理并集中发布现行有效行政规范性文件393件。", {"规范性文件现行有效": 393}),
    ("", "制发行政规范性文件2件。", {"规范性文件本年制发": 2}),
]  # fmt: skip

SILENT = [
    (ASK, "2023年收到申请5件。"),
    (ASK, "申请量较上年增加了6件。"),
    (ASK, "收到网上申请5件，信函申请3件。"),
    (ASK, "全年收到留言56条，已全部办理。"),
    (KEEP, "办理市民热线工单42件，按时回复办结率100%。"),
    (ASK, "受理线上信息公开申请65件，依法办结62件，结转下年度办理3件。"),
    (ASK, "政府信息公开申请的答复期限为20个工作日。"),
    (ASK, "按照《条例》第二十条、第三十九条办理申请。"),
    ("", "主动公开市政府规章13件（含新制定5件，修改4件，废止4件），主动公开行政规范性文件42件。"),
    ("", "主动公开行政规范性文件数共0条。"),
    ("", "发布政策解读材料69篇，回应关切3次。"),
    ("", "对12件规范性文件进行合法性审查，备案8件。"),
    ("", "制定规章制度3项。"),
    ("", "司法局全年办理行政复议案件500件。"),
    (ASK, "未出现因答复不当引起的行政复议、行政诉讼等情况。"),
    (ASK, "未收到对依申请公开工作的投诉举报。"),
    ("", "全年未收到行政许可申请。"),
    (ASK, "收到申请约30件。"),
    (ASK, "协助其他单位办理申请2件。"),
    (KEEP, "开展培训2次，参加80人次。"),
]  # fmt: skip


def claims(aspect, text):
    found = {}
    for sentence in sentences(normal(text)):
        for claim in Sentence(sentence, aspect, 2024, OF).claims():
            if not claim.part:
                found[claim.subject] = claim.number.value
    return found


@pytest.mark.parametrize(("aspect", "text", "expected"), SAYS, ids=[t[:18] for _, t, _ in SAYS])
def test_what_is_said_is_understood(aspect, text, expected):
    assert expected == claims(aspect, text)


@pytest.mark.parametrize(("aspect", "text"), SILENT, ids=[t[:18] for _, t in SILENT])
def test_what_is_not_said_of_the_tables_is_no_claim(aspect, text):
    assert claims(aspect, text) == {}


def test_every_number_claimed_stands_where_it_is_said_to():
    for aspect, text, expected in SAYS:
        for sentence in sentences(normal(text)):
            for claim in Sentence(sentence, aspect, 2024, OF).claims():
                assert claim.part or claim.subject in expected
                assert 0 <= claim.number.start < claim.number.end <= len(sentence)


def test_dates_articles_and_document_numbers_count_nothing():
    assert [] == numbers("根据国办公开办函〔2021〕30号和《条例》第二十条，自2024年1月1日起至12月31日止")
    assert [1200.0] == [n.value for n in numbers("累计发布信息多达1200余条")]
    assert numbers("累计发布信息多达1200余条")[0].about
    assert [25.5, 3.0] == [n.value for n in numbers("收费25.5万元，培训3次")]
