"""What the words of a township's report give away, and what only looks like it."""

import pytest

from toolkit.document.model import Document, Paragraph, Run
from toolkit.xxgk.outline import parse_outline
from toolkit.xxgk.word_slips import wording_findings

UNIT = "青山县柳林乡人民政府"
FINE = [
    "围绕乡党委、乡政府中心工作开展公开。",
    "发放资料90余份、解答问题10余个，30余人次，服务1.5万余人。",
    "围绕2024工作要点，到2025",
    "成立以乡党委书记为组长的领导小组，办公室设在乡党政办。",
    "各村向乡政府报送信息，联合乡纪委开展督查。",
    "柳林乡人民政府政府信息公开工作领导小组由乡长任组长。",
    "公开公开栏更新情况，打造服务型政府政府网站，逐条逐条核对。",
    "按照省政府办公厅全面推进基层政务公开的要求，编制目录。",
    "因对某单位答复不服来电咨询，“某村低保公示”类信息及时下架。",
    "青山县柳林乡党委、政府高度重视。",
    "电子邮箱xxgk@a.gov.cn，网址http://www.a.gov.cn/xxgk/index.html，见xxgk栏目。",
]
TOLD = [
    ("龙门镇2024年主动公开信息136条。", "other_place"),
    ("在龙门镇党委的领导下有序推进。", "other_place"),
    ("我镇高度重视政务公开。", "other_place"),
    ("我县坚持以公开促落实。", "of_superior"),
    ("共发布信息___条，召开会议若干次。", "placeholder"),
    ("20XX年，工作有序。", "placeholder"),
    ("我乡乡认真落实，提高工作的的质量。", "doubled"),
    ("2024全年公开信息若干。", "letter_lost"),
    ("2024以来，我乡未发生举报。", "letter_lost"),
    ("全年发布信息129余条。", "exact_about"),
    ("主动公开公开信息5条。", "doubled"),
    ("（注：此部分不超过1000字）", "template_text"),
]


def told(text):
    lines = (f"{UNIT}2024年政府信息公开工作年度报告", "一、总体情况", "（一）主动公开。", text)
    made = parse_outline(Document("", "", 0, tuple(Paragraph((Run(x),)) for x in lines)))
    found = {f.code for f in wording_findings(made, UNIT, 2024, township=True)}
    return found - {"accountability_unsaid"}


@pytest.mark.parametrize("text", FINE, ids=[t[:14] for t in FINE])
def test_ordinary_words_are_let_pass(text):
    assert told(text) == set()


@pytest.mark.parametrize(("text", "code"), TOLD, ids=[t[:14] for t, _ in TOLD])
def test_scars_are_told(text, code):
    assert told(text) == {code}
