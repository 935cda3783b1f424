"""What a report says of the fee for handling information."""

import pytest
from forms import xxgk

from toolkit.document.model import HEADING, Document, Paragraph, Run
from toolkit.form.model import Cell
from toolkit.xxgk.claims.fees import OF_FEES, fee_findings, fees_against_workbook
from toolkit.xxgk.claims.hold import sentences_with_claims
from toolkit.xxgk.claims.meanings import FormMeanings
from toolkit.xxgk.outline import SECTIONS, parse_outline

OF = FormMeanings(xxgk())


def told(text, *, asked=True, **figures):
    heads = [Paragraph((Run(f"{'一二三四五六'[i]}、{s}"),), HEADING) for i, s in enumerate(SECTIONS)]
    outline = parse_outline(Document("", "", 2024, (*heads, Paragraph((Run(text),)))))
    counted = {Cell("表三", row, "总计"): value for row, value in figures.items()}
    return [
        f.code for f in fee_findings(sentences_with_claims(outline, 2024, OF), outline, counted, asked=asked)
    ]


@pytest.mark.parametrize("yuan", ["0元", "10元", "20元", "100元", "130元", "1240元"])
def test_a_fee_in_tens_of_yuan_follows_the_tariff(yuan):
    assert [] == told(f"2024年收取信息处理费{yuan}。")


@pytest.mark.parametrize("yuan", ["5元", "15元", "125元", "36元", "100.5元", "0.01万元", "1万元"])
def test_a_fee_of_other_amounts_or_in_ten_thousands_does_not(yuan):
    assert ["fee_tariff"] == told(f"2024年收取信息处理费{yuan}。")


def test_a_section_that_says_nothing_of_fees_is_told():
    assert ["fee_unsaid"] == told("没有其他需要报告的事项。")
    assert [] == told("没有其他需要报告的事项。", asked=False), "the form of 2019 does not ask"


def test_who_has_unpaid_requests_has_sent_notices_of_fees():
    text = "2024年未发出收费通知，收取信息处理费0元。"
    assert ["fee_denied"] == told(text, r6_2=2.0)
    assert [] == told(text, r6_2=0.0)


@pytest.mark.parametrize(
    ("text", "taken", "against"),
    [
        ("本单位2024年度未收取政府信息公开信息处理费。", 0, False),
        ("本单位2024年度未收取政府信息公开信息处理费。", 100, True),
        ("2024年没有发生信息处理费。", 100, True),
        ("信息处理费未发生。", 100, True),
        ("2024年收取信息处理费100元。", 100, False),
        ("2024年收取信息处理费130元。", 100, True),
        ("2024年收取信息处理费0元。", 0, False),
        ("2024年收取信息处理费0元。", 100, True),
        ("2024年收取信息处理费0.01万元。", 100, False),
        ("2024年收取信息处理费2件，共计200元。", 200, False),
        ("本年度收取了信息处理费。", 0, True),
        ("本年度收取了信息处理费。", 100, False),
        ("信息处理费按每件100元的标准收取。", 0, False),
        ("依照规定收取信息处理费。", 0, False),
        ("没有收到行政事业性收费。", 100, False),
    ],
)
def test_what_is_said_of_fees_taken_is_what_the_workbook_says(text, taken, against):
    heads = [Paragraph((Run(f"{'一二三四五六'[i]}、{s}"),), HEADING) for i, s in enumerate(SECTIONS)]
    outline = parse_outline(Document("", "", 2024, (*heads, Paragraph((Run(text),)))))
    said = sentences_with_claims(outline, 2024, OF)
    assert ["fee_differs"] * against == [f.code for f in fees_against_workbook(said, {OF_FEES: taken})]
    assert [] == list(fees_against_workbook(said, {})), "no workbook, nothing to hold it to"
