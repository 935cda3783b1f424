"""What a sentence says of last year, held against last year's report. Worded after real reports, figures changed."""

import pytest
from forms import xxgk

from toolkit.document.model import Paragraph, Run
from toolkit.text.normal_text import normalize_text, split_sentences
from toolkit.xxgk.claims.growth import growth_findings
from toolkit.xxgk.claims.hold import ClaimedSentence
from toolkit.xxgk.claims.meanings import FormMeanings
from toolkit.xxgk.claims.of_sentence import ClaimReader
from toolkit.xxgk.claims.sentence import ASKED
from toolkit.xxgk.outline import ReportPassage

OF = FormMeanings(xxgk())
NOW = {"表三.新收.总计": 12.0, "表三.办结.总计": 12.0, "表二处罚.处罚.数量": 9.0, "表四.复议.总计": 2.0}
THEN = {"表三.新收.总计": 9.0, "表三.办结.总计": 9.0, "表二处罚.处罚.数量": 12.0, "表四.复议.总计": 2.0}
RIGHT = [
    "收到申请12件，比上年增加3件，增长33.3%。",
    "收到申请12件，较2023年增加3件、增幅33.3%。",
    "收到申请12件，同比增长33.33%。",
    "收到申请12件，比上年的9件增加3件。",
    "收到申请12件（2023年为9件）。",
    "收到申请12件，较2022年减少3件。",
    "收到申请12件，与上年基本持平。",
    "与上年相比，申请量增加3件。",
    "申请数量较上年明显增加。",
    "作出行政处罚决定9件，比上年减少3件，下降25%。",
    "行政复议2件，与上年持平。",
    "发布信息120条，比上年增加30条，增长50%。",
    "收到网上申请5件，比上年增加2件。",
    "收到申请12件，发布信息100条，较上年增长10%。",
    "收到申请12件，比上年增加约5件。",
]
WRONG = [
    ("收到申请12件，比上年增加5件。", ["应为增加 3"]),
    ("收到申请12件，比上年增加3件，增长25%。", ["应为增加 33.3%"]),
    ("收到申请12件，比上年增长50%。", ["应为增加 33.3%"]),
    ("收到申请12件，较2023年减少3件。", ["应为增加 3"]),
    ("收到申请12件，同比下降33.3%。", ["应为增加 33.3%"]),
    ("收到申请12件（2023年为8件）。", ["与上年的报告不同"]),
    ("政府信息公开申请量比上年下降10%。", ["应为增加 33.3%"]),
    ("申请数量较上年有所下降。", ["不是这样"]),
    ("收到申请12件，与上年持平。", ["不是这样"]),
    ("与去年相比，收到申请增加5件。", ["应为增加 3"]),
    ("作出行政处罚决定9件，比上年增加3件。", ["应为减少 3"]),
    ("行政处罚数量比去年增长20%。", ["应为减少 25.0%"]),
    ("行政复议2件，比上年增加1件。", ["没有增减"]),
]


def told(text, then=THEN):
    passage = ReportPassage("一、总体情况", ASKED, normalize_text(text), Paragraph((Run(text),)))
    said = []
    for one in split_sentences(passage.text):
        sentence = ClaimReader(one, ASKED, 2024, OF)
        said.append(ClaimedSentence(passage, sentence, tuple(sentence.claims())))
    now, last = ({c: known.get(c.name, 0.0) for t in xxgk().tables for c in t.cells} for known in (NOW, then))
    return list(growth_findings(said, now, last))


@pytest.mark.parametrize("text", RIGHT, ids=[t[:18] for t in RIGHT])
def test_what_both_reports_bear_out_is_not_told(text):
    assert [] == [f.message for f in told(text)]


@pytest.mark.parametrize(("text", "expected"), WRONG, ids=[t[:18] for t, _ in WRONG])
def test_what_they_do_not_is_told_with_both_numbers(text, expected):
    found = told(text)
    assert len(expected) == len(found)
    for one, words in zip(found, expected, strict=True):
        assert words in one.message
        assert "上年是" in one.message


def test_a_percentage_of_nothing_cannot_be():
    assert "上年是 0，算不出百分比" in told("收到申请12件，比上年增长100%。", {})[0].message
