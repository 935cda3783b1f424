"""Characters lost and doubled, open brackets, slips of this genre: sentences of our own, each beside one that is right."""

import pytest
from passages import passage_of

from toolkit.xxgk.misspelt_words import misspelt_findings


def told(text):
    return [f.code for f in misspelt_findings(passage_of(text))]


@pytest.mark.parametrize(
    "text",
    [
        "认真做好政信息公开。",
        "依请公开渠道畅通。",
        "本年发生行政诉讼0件、行复议0件。",
        "制定行政规性文件2件。",
        "通过微信公号发布信息。",
        "（五）监督障。",
        "未发生责追究情形。",
        "主动公信息45条。",
        "无行政复议、政诉讼。",
        "数据截至20241231日。",
        "统计期限为2024 11日到1231日。",
        "开设政府户网站专栏。",
        "（五）督保障情况。",
    ],
)
def test_a_lost_character_is_told(text):
    assert told(text) == ["letter_lost"]


@pytest.mark.parametrize(
    "text",
    [
        "民主公开、财政公开、民政公开有序推进。",
        "主动开展培训，主动公示结果。",
        "实行许可管理，执行处罚决定。",
        "开展政务开放日活动，推动公开。",
        "通过部门网站和政府信息公示栏公布。",
        "村务公开、党务公开、“三务公开”同步推进。",
        "政府信息公开条例、微信公众平台、人民政协。",
        "公开信息45条，其中工作动态12条。",
        "2024年12月31日前完成。",
        "创建全国文明城市，群众通过用户网站查询。",
    ],
)
def test_what_only_looks_as_if_a_character_were_lost_is_not(text):
    assert told(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "切实做好信息公开工作作，提高实效。",
        "积极推进政政府信息公开。",
        "加强政政务服务。",
        "各项工作作开展有序。",
        "群众的的知情权。",
        "统计期限至202024年12月31日。",
        "目录包括机构职能、政策法规、工作动态、政策法规、人事任免。",
    ],
)
def test_what_stands_twice_is_told(text):
    assert told(text) == ["doubled"]


@pytest.mark.parametrize(
    "text",
    [
        "公开开展情况、管理理念、建设设施、平台台账、规范范围、执行行政决定。",
        "兢兢业业，扎扎实实，方方面面，常常征求意见等等。",
        "系统统计信息，领导小组组织学习，微信信息。",
        "工作作为考核内容，制度度量标准。",
        "政务公开、政务服务、政务公开专区。",
    ],
)
def test_two_words_that_meet_in_one_character_are_none(text):
    assert told(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "根据《条例》（以下简称《条例》有关要求编制。",
        "通过“三审三校制度把关。",
        "落实三审三校”制度。",
        "依据《中华人民共和国政府信息公开条例要求。",
        "）依申请公开通过公示栏进行。",
        "一）主动公开情况。",
    ],
)
def test_an_open_bracket_is_told(text):
    assert told(text) == ["bracket_open"]


@pytest.mark.parametrize(
    "text",
    ["1）主动公开。2）依申请公开。", "“一键两头都是“。", "（一）《条例》（国务院令第711号）“两个维护”。"],
)
def test_a_bracket_that_numbers_an_item_is_not(text):
    assert told(text) == []


SLIPS = [
    ("公开部门决赛报告。", "公开部门决算报告，举办篮球决赛。"),
    ("请登陆政府网站查阅。", "请登录政府网站查阅，台风登陆时停课。"),
    ("建立依申请公开台帐。", "建立依申请公开台账。"),
    ("按照上级布署开展。", "按照上级部署开展。"),
    ("全年末收到申请。", "年末收到申请2件，全年未发生投诉。"),
    ("上述申请己办结。", "上述申请已办结，自己办结。"),
    ("3件转接下年度办理。", "电话转接顺畅，3件结转下年度办理。"),
    ("2件不于公开。", "2件不予公开。"),
    ("无行政讼诉。", "无行政诉讼。"),
    ("加强保密审察。", "加强保密审查。"),
    ("更新公开拦。", "更新公开栏，拦截不实信息。"),
    ("国办公开函〔2021〕30号。", "国办公开办函〔2021〕30号。"),
    ("国办公开办涵〔2021〕30号。", "国办公开办函〔2021〕30号，内涵丰富。"),
    ("在服务大庭设专区。", "在服务大厅设专区。"),
    ("保障知晓权、参与权。", "提高知晓率，保障知情权、参与权。"),
    ("做到政府信息工开。", "本周工程工开工，信息公开。"),
    ("打造法制政府。", "打造法治政府，加强法制宣传。"),
]


@pytest.mark.parametrize(("wrong", "right"), SLIPS)
def test_a_slip_of_the_genre_is_told_and_the_right_word_is_not(wrong, right):
    assert told(wrong) == ["misspelt"]
    assert told(right) == []
