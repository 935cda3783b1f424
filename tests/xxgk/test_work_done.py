"""What the prose says of the year's work, held against the workbook the report is written from."""

import pytest
from forms import xxgk

from toolkit.document.model import HEADING, Document, Paragraph, Run
from toolkit.form.model import Cell
from toolkit.xxgk.claims.hold import sentences_with_claims
from toolkit.xxgk.claims.meanings import FormMeanings
from toolkit.xxgk.claims.work_done import work_findings
from toolkit.xxgk.outline import SECTIONS, parse_outline

FORM = xxgk()
OF = FormMeanings(FORM)
GIVEN = {
    Cell("渠道", "网站", "条数"): 94.0, Cell("渠道", "公众号", "条数"): 1216.0, Cell("渠道", "微博", "条数"): 87.0,
    Cell("渠道", "其他平台", "条数"): 146.0,
    Cell("阵地", "公开栏数", "数量"): 62.0, Cell("阵地", "微信群数", "数量"): 40.0,
    Cell("村级公开", "公开栏", "数量"): 120.0, Cell("培训", "场次", "数量"): 2.0, Cell("培训", "人次", "数量"): 86.0,
    Cell("解读", "解读材料", "数量"): 12.0, Cell("解读", "回应关切", "数量"): 24.0, Cell("监督", "通报", "数量"): 3.0,
}  # fmt: skip


def told(text):
    heads = [Paragraph((Run(f"{'一二三四五六'[i]}、{s}"),), HEADING) for i, s in enumerate(SECTIONS)]
    outline = parse_outline(Document("", "", 2024, (heads[0], Paragraph((Run(text),)), *heads[1:])))
    return list(work_findings(FORM, sentences_with_claims(outline, 2024, OF), GIVEN))


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("2024年，利用“醉美白鹤”公众号及时发布农业补贴政策、文化活动等信息，累计发布{}条。", 1216),
        ("通过微信公众号发布信息{}条。", 1216),
        ("微信公众平台全年推送政务信息共{}条。", 1216),
        ("在区政府门户网站公开政府信息{}条。", 94),
        ("政府网站更新信息{}条，微博发布信息87条。", 94),
        ("通过政府网站和微信公众号发布信息共{}条。", 1310),
        ("全镇共有政务公开栏{}个。", 62),
        ("建有村民微信群{}个。", 40),
        ("全年举办政务公开培训{}场。", 2),
        ("组织开展政府信息公开业务培训班{}期，培训人员86人次。", 2),
        ("举办政务公开培训2场，参训{}人次。", 86),
        ("发布政策解读材料{}篇。", 12),
        ("回应社会关切{}次。", 24),
        ("全年通报批评{}次。", 3),
        ("各村（社区）在公开栏公布{}条次，广播6次。", 120),
    ],
)
def test_the_year_s_work_is_what_the_workbook_counts(text, right):
    assert [] == told(text.format(right))
    assert ["work_differs"] == [f.code for f in told(text.format(right + 7))]


@pytest.mark.parametrize(
    "text",
    [
        "微信公众号发布政策解读15条。",
        "其中，微信公众号发布信息15条。",
        "通过微信公众号等平台发布信息1543条。",
        "利用网站、公众号发布农业信息，累计发布1543条。",
        "每村设置公开栏1个。",
        "新建公开栏5个，更新公开栏8个。",
        "参加上级政务公开培训3次。",
        "举办消防安全培训9场。",
        "上年微信公众号发布信息900条。",
        "微信公众号发布信息较上年增加300条。",
        "微信公众号发布信息1200余条。",
        "通过抖音发布信息66条。",
        "2025年计划举办政务公开培训4场。",
        "全年共发布信息1543条。",
        "在政务服务大厅的公开栏公布30条。",
    ],
)
def test_what_is_of_something_else_or_unclear_is_not_held(text):
    assert [] == told(text)


def test_nothing_is_held_that_the_workbook_does_not_count():
    assert [] == told("收到群众留言9条。")
