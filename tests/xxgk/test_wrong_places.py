"""Another place's name in running prose, and places that may well be named: worded after real reports, names invented."""

import pytest

from toolkit.document.model import Paragraph, Run
from toolkit.xxgk.outline import ReportPassage
from toolkit.xxgk.wrong_places import other_place_findings

TOWN = "青山县柳林乡人民政府"
COUNTY = "云州市青山县人民政府"
TOLD = [
    ("2024年，龙门镇共公开信息136条。", "龙门镇"),
    ("龙门镇全年未收到政府信息公开申请。", "龙门镇"),
    ("不断提升赵家镇政务公开水平。", "赵家镇"),
    ("在赵家镇党委的领导下有序推进。", "赵家镇"),
    ("由龙门街道办事处统一发布。", "龙门街道"),
    ("在清水县委、县政府的正确领导下。", "清水县"),
    ("清水县人民政府门户网站及时更新。", "清水县"),
    ("2024年度龙门镇收到申请2件。", "龙门镇"),
    ("龙门镇认真学习领会条例精神。", "龙门镇"),
    ("结合我镇工作实际编制目录。", "我镇"),
    ("2024年我镇公开信息12条。", "我镇"),
    ("在宣传中突出我局职能。", "我局"),
]
FINE = [
    "明确街道办事处各科室职责。",
    "提升柳林乡政务公开水平，柳林乡共公开信息12条。",
    "在青山县委、县政府的领导下，青山县人民政府网站改版。",
    "围绕乡党委、乡政府中心工作开展公开。",
    "各村向乡政府报送信息，联合乡纪委开展督查。",
    "赴龙门镇政府学习交流，与相邻的清水县人民政府建立协作。",
    "地址：青山县城关镇人民政府大院东侧。",
    "推动乡镇政务公开，促进基层镇政府信息公开。",
    "开展送法下乡政务服务，在贯彻县委决策部署中主动作为。",
    "由各乡镇人民政府负责，经区政府批准，由县人民政府统一发布。",
    "在市县区政府网站同步更新，在县区政府部署下推进。",
    "紧扣县委中心工作，加强与周边乡镇政府的联系。",
    "清水县人民政府来我乡考察。",
    "赴清水县人民政府办理。",
    "龙门镇来我乡学习考察，我乡镇两级联动，突破自我局限。",
    "2024年度柳林乡收到申请2件，2024年我乡公开信息12条。",
]


def told(text, unit=TOWN):
    return [
        f.value
        for f in other_place_findings(ReportPassage("一、总体情况", "", text, Paragraph((Run(text),))), unit)
    ]


@pytest.mark.parametrize(("text", "name"), TOLD, ids=[t[:14] for t, _ in TOLD])
def test_a_neighbour_s_name_left_in_a_sentence_is_told_once(text, name):
    assert [name] == told(text)


@pytest.mark.parametrize("text", FINE, ids=[t[:14] for t in FINE])
def test_own_and_upper_places_and_those_visited_are_not(text):
    assert [] == told(text)


def test_a_place_of_four_characters_may_be_called_by_its_last_three():
    assert [] == told("柳林镇全年未收到政府信息公开申请。", "青山县大柳林镇人民政府")
    assert ["柳林镇"] == told("柳林镇全年未收到政府信息公开申请。", "青山县小清河镇人民政府")


def test_a_county_may_name_its_own_townships():
    assert [] == told("龙门镇人民政府认真落实，在龙门镇党委的领导下推进。", COUNTY)
    assert ["清水县"] == told("清水县人民政府高度重视。", COUNTY)


LISTED = (
    "青山县龙门镇人民政府",
    "青山县赵家乡人民政府",
    "青山县民政局",
    "青山县柳林乡人民政府",
    "云州市清水区城关街道办事处",
    "青山县人民政府",
)


def told_with_list(text, unit=TOWN):
    passage = ReportPassage("一、总体情况", "", text, Paragraph((Run(text),)))
    return [f.value for f in other_place_findings(passage, unit, tuple(x for x in LISTED if x != unit))]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("2024年，龙门镇认真落实。赵家乡共公开信息3条。", ["龙门镇", "赵家乡"]),
        ("民政局全年收到申请3件。", ["民政局"]),
        ("青山县民政局高度重视政务公开。", ["青山县民政局"]),
        ("在水口镇党委的领导下，水口镇人民政府认真落实。", []),
        ("柳林乡认真落实，乡民政办积极配合县民政局开展工作。", []),
        ("请与本机关联系（地址：青山县城关街道全年路2号）。", []),
        ("赴龙门镇学习。龙门镇经验值得借鉴。", []),
    ],
)
def test_a_list_of_names_decides_which_are_other_bodies(text, names):
    assert names == told_with_list(text)


def test_a_government_speaks_of_its_own_offices():
    assert [] == told_with_list("龙门镇认真落实，民政局高度重视。", "青山县人民政府")


@pytest.mark.parametrize(
    ("text", "unit", "names"),
    [
        ("现公布青山县民政局2024年政府信息公开工作年度报告。", TOWN, ["青山县民政局"]),
        ("现将青山县龙门镇人民政府2024年报告公布如下。", TOWN, ["青山县龙门镇人民政府"]),
        ("现公布青山县柳林乡2024年政府信息公开工作年度报告。", TOWN, []),
        ("现将我乡2024年报告公布如下。", TOWN, []),
        ("现公布云州市住房保障和房屋管理局2024年报告。", "市房管局", []),
        ("现将全县2024年报告公布如下。", COUNTY, []),
    ],
)
def test_a_preamble_that_says_another_body_s_report_is(text, unit, names):
    passage = ReportPassage("标题和说明", "", text, Paragraph((Run(text),)))
    assert names == [f.value for f in other_place_findings(passage, unit)]
