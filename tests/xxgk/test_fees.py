"""What a report says of the fee for handling information."""

import pytest
from forms import xxgk

from toolkit.document.model import HEADING, Document, Paragraph, Run
from toolkit.form.model import Cell
from toolkit.xxgk.claims.fees import fee_findings
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
