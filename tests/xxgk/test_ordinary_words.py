"""Nothing received, cases still open, decisions and fees: said in the words people use for them, sentences of our own."""

import pytest
from forms import xxgk

from toolkit.text.normal_text import normalize_text, split_sentences
from toolkit.xxgk.claims.meanings import FormMeanings
from toolkit.xxgk.claims.of_sentence import ASKED, CASES, ClaimReader

OF = FormMeanings(xxgk())
NONE = {"没有收到申请": 0}


def said(aspect, text):
    return {
        c.subject: c.number.value
        for sentence in split_sentences(normalize_text(text))
        for c in ClaimReader(sentence, aspect, 2024, OF).claims()
    }


@pytest.mark.parametrize(
    "text",
    [
        "一年来,没有任何单位或者个人向我镇提出过公开政府信息的申请。",
        "全年我局尚无公民、法人和其他组织前来申请公开信息。",
        "本年度依申请公开的信息为零。",
        "2024年没有发生依申请公开政府信息的情况。",
        "本年度无人申请公开政府信息。",
        "本单位全年零申请。",
        "我乡2024年未曾办理过依申请公开事项。",
        "我街道未发生公民、法人或者其他组织依申请公开政府信息的情形。",
        "至今还没有收到一件要求公开信息的申请。",
        "2024年,暂无申请公开政府信息的事项发生。",
        "本机关政府信息公开申请受理量为零。",
        "本年度依申请公开工作为零受理、零答复。",
        "我镇没有接收到公民、法人和其他组织通过来信、来访、网络等各种途径递交的要求公开政府信息的申请书。",
        "本单位无政府信息公开申请的受理和办理情况。",
        "依申请公开情况:无。",
        "今年,没有群众到我镇申请政府信息公开。",
        "全年没有一件依申请公开事项。",
    ],
)
def test_nothing_received_in_ordinary_words_of_any_length(text):
    assert NONE == said(ASKED, text)


@pytest.mark.parametrize(
    "text",
    [
        "未出现应当公开而没有公开的情况。",
        "全年没有收到针对申请办理工作的投诉。",
        "申请人没有在规定期限内补正的,视为放弃申请。",
        "全年未发生逾期答复申请的情况。",
        "没有因信息公开申请收取费用。",
        "没有单位或个人对我镇的申请答复提出异议。",
        "没有群众因申请信息公开问题到上级上访。",
        "未发生依申请公开超期答复问题。",
        "没有对依申请公开的信息进行二次公开。",
        "没有及时更新依申请公开指南。",
        "没有开通网上依申请公开渠道。",
        "一些单位没有把依申请公开工作摆上重要位置。",
    ],
)
def test_what_else_is_denied_says_nothing_of_requests(text):
    assert said(ASKED, text) == {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("全年共有17件政府信息公开申请得到了答复。", {"办结": 17}),
        ("已有17件申请答复完毕。", {"办结": 17}),
        ("9件依申请公开事项全部按时回复申请人。", {"办结": 9}),
        (
            "收到19件申请,17件已办结,2件正在办理,结转至2025年。",
            {"收到申请": 19, "办结": 17, "结转下年度": 2},
        ),
        ("收到信息公开申请信5封。", {"收到申请": 5}),
        ("全年收到4封政府信息公开申请。", {"收到申请": 4}),
        ("依申请公开3例,已答复3例。", {"收到申请": 3, "办结": 3}),
        ("全年收到申请17件,均来自自然人。", {"收到申请": 17, "自然人申请": 17}),
        ("全区共办结政府信息依申请公开733件。", {"办结": 733}),
        ("收到群众来信9封。", {}),
        ("收到感谢信2封、锦旗1面。", {}),
        ("网民留言15件均已答复。", {}),
        ("政务公开培训3次、座谈会1次。", {}),
    ],
)
def test_the_number_may_come_first_and_have_other_units(text, expected):
    assert expected == said(ASKED, text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("因政府信息公开被提起行政诉讼2件,均在审理中。", {"行政诉讼": 2, "行政诉讼尚未审结": 2}),
        ("政府信息公开行政复议1件,目前正在办理当中。", {"行政复议": 1, "行政复议尚未审结": 1}),
        (
            "行政复议3件,其中维持2件,1件正在审理。",
            {"行政复议": 3, "行政复议维持": 2, "行政复议尚未审结": 1},
        ),
        ("发生行政复议1件,尚未作出复议决定。", {"行政复议": 1, "行政复议尚未审结": 1}),
        ("行政诉讼1件,法院还在审理。", {"行政诉讼": 1, "行政诉讼尚未审结": 1}),
        ("行政诉讼1件,法院已审理终结。", {"行政诉讼": 1}),
        ("被申请行政复议4件,上年正在审理的1件也已审结。", {"行政复议": 4}),
    ],
)
def test_cases_may_be_open_still(text, expected):
    assert expected == said(CASES, text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("全年立案查处行政处罚案件38宗。", {"行政处罚": 38}),
        ("行政强制措施没有采取,未采取行政强制措施。", {"没有行政强制": 0}),
        ("2024年未办理行政许可、行政处罚和行政强制事项。", {f"没有行政{x}": 0 for x in ("许可", "处罚", "强制")}),
        ("行政事业性收费金额32000元。", {"行政事业性收费（万元）": 3.2}),
        ("公示行政处罚信息45条。", {}),
        ("为企业减免行政事业性收费8万元。", {}),
        ("没有违法实施行政处罚的情况。", {}),
    ],
)  # fmt: skip
def test_decisions_and_fees_in_prose(text, expected):
    assert expected == said("", text)
