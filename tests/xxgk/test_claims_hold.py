"""Claims held to figures: parts of what was given rightly, how far a number reaches, both kinds of lawsuit."""

import pytest
from forms import xxgk

from toolkit.document.model import Paragraph, Run
from toolkit.text.normal_text import normalize_text, split_sentences
from toolkit.xxgk.claims.hold import ClaimedSentence, contradiction_findings
from toolkit.xxgk.claims.meanings import FormMeanings
from toolkit.xxgk.claims.of_sentence import OWN, ClaimReader
from toolkit.xxgk.outline import ReportPassage

OF = FormMeanings(xxgk())
TABLES = ("表二文件", "表三", "表四")
ASK = "依申请公开"


def told(text, figures, aspect=ASK, blank=()):
    """The findings' codes where every other figure of the tables is 0."""
    return [f.code for f in findings(text, figures, aspect, blank)]


def findings(text, figures, aspect=ASK, blank=()):
    passage = ReportPassage("一、总体情况", aspect, normalize_text(text), Paragraph((Run(text),)))
    said = []
    for one in split_sentences(passage.text):
        sentence = ClaimReader(one, aspect, 2024, OF)
        said.append(ClaimedSentence(passage, sentence, tuple(sentence.claims())))
    known = {c: 0.0 for t in TABLES for c in xxgk().table(t).cells}
    known |= {c: v for c in known for k, v in figures.items() if c == tuple(k.split("."))}
    return list(
        contradiction_findings(said, {c: v for c, v in known.items() if ".".join(c) not in blank}, OWN)
    )


RECEIVED = {"表三.新收.总计": 1215.0}


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("全区共收到政府信息公开申请1215件，其中区政府本级收到申请203件。", []),
        ("全区共收到政府信息公开申请1215件。区政府本级收到申请203件。", []),
        ("区政府本级收到申请203件，上年结转8件。", ["scope_differs"]),
        ("收到申请203件。", ["claim_broken"]),
        ("收到申请1215件：街道收到申请400件。", []),
        ("收到申请1215件（城区收到申请203件）。", []),
        ("收到网上申请1216件。", ["claim_broken"]),
        ("收到网上申请1215件。", []),
    ],
)
def test_of_a_part_nothing_is_said_once_the_whole_is_right(text, codes):
    assert codes == told(text, RECEIVED)


def test_outcomes_of_lawsuits_may_be_of_both_ways():
    figures = {"表四.直诉.总计": 7.0, "表四.复诉.总计": 5.0, "表四.直诉.维持": 5.0, "表四.复诉.维持": 3.0}
    said = "行政诉讼12件：未经复议直接起诉7件，复议后起诉5件，目前维持{}件。"
    assert [[], [], ["claim_broken"]] == [told(said.format(n), figures, "监督保障") for n in (8, 3, 6)]


def test_a_whole_in_the_sentence_before_is_divided_by_the_next():
    assert ["part_over"] == told("全年开展活动10场。其中宣讲16场。", {}, "监督保障")
    assert ["part_over"] == told("全年开展活动10场、培训3场。其中宣讲16场。", {}, "监督保障")
    assert [] == told("全年开展活动10场、培训3场。其中宣讲12场。", {}, "监督保障")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("按照省政府办公厅要求，收到申请203件。", "claim_broken"),
        ("围绕县政府办公室年度部署，收到申请203件。", "claim_broken"),
        ("我委指导各单位做好公开工作，召开会议，收到申请203件。", "claim_broken"),
        ("区政府本级召开会议部署工作，各单位认真落实，收到申请203件。", "claim_broken"),
        ("区政府本级收到申请203件。", "scope_differs"),
        ("县政府办公室收到申请203件。", "scope_differs"),
    ],
)
def test_a_number_is_of_those_its_own_clause_names(text, code):
    assert [code] == told(text, RECEIVED)


def test_one_channel_silences_what_is_said_of_it_and_no_more():
    figures = {"表三.新收.总计": 122.0, "表三.结转.总计": 9.0}
    said = "收到网上申请105件，快递17件，合计{}件，上年结转{}件。"
    assert [] == told(said.format(122, 9), figures)
    assert ["claim_broken"] == told(said.format(122, 11), figures)
    assert ["claim_broken"] == told(said.format(121, 9), figures)[:1]
    assert [] == told("收到网上申请105件，办结100件。", figures | {"表三.办结.总计": 110.0})


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("办结10件，其中予以公开9件，部分公开1件。", []),
        ("办结10件，其中予以公开10件（含部分公开1件）。", []),
        ("收到申请10件，其中予以公开10件。", []),
        ("办结10件，其中予以公开10件，部分公开1件。", ["claim_broken"]),
    ],
)
def test_what_is_partly_given_is_no_part_of_what_is_given_where_it_stands_beside(text, codes):
    figures = {"表三.新收.总计": 10.0, "表三.r1.总计": 9.0, "表三.r2.总计": 1.0, "表三.办结.总计": 10.0}
    assert codes == [code for code in told(text, figures) if code == "claim_broken"]


def test_a_wrong_number_said_to_be_of_natural_persons_is_told_once():
    figures = {"表三.新收.总计": 4.0, "表三.新收.自然人": 3.0}
    assert ["claim_broken"] == told("收到申请5件，均为自然人申请。", figures)
    assert ["claim_broken"] == told("收到申请4件，均为自然人申请。", figures)
    assert [] == told("收到申请4件，均为自然人申请。", figures | {"表三.新收.自然人": 4.0})


@pytest.mark.parametrize(
    ("text", "blank", "severity"),
    [
        ("收到申请1216件。", (), "error"),
        ("收到申请1216件。", ("表三.结转.总计",), "warning"),  # 1215 and one carried over, perhaps
        ("收到申请1216件。", ("表三.r1.总计", "表三.结转.自然人"), "error"),
        ("收到申请1216件。", ("表三.新收.总计",), None),
        ("收到申请1215件。", ("表三.结转.总计",), None),
    ],
)
def test_a_blank_cell_leaves_only_what_it_could_bear_out_unsure(text, blank, severity):
    assert [f.severity for f in findings(text, RECEIVED, blank=blank)] == ([severity] if severity else [])


def test_shares_behind_rates_are_of_what_the_sentence_before_counted():
    text = "共公开信息130条，同比增长103%。为提升质量规范流程，更新率100%，其中动态59条、占{}%；其他71条、占54.6%。"
    assert ["percent_differs"] == told(text.format("46.3"), {}, "主动公开")
    assert [] == told(text.format("45.4"), {}, "主动公开")
