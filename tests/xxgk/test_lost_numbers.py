"""Numbers lost before their units and units lost behind their numbers: sentences of our own, each beside one that is right."""

import re

import pytest
from passages import passage_of

from toolkit.xxgk.claims.lost_numbers import LOST_NUMBERS, lost_number_findings


def told(text):
    return [f.code for f in lost_number_findings(passage_of(text))]


@pytest.mark.parametrize(
    "text",
    [
        "全年通过网站公开信息条，内容全面。",
        "本年收到申请6件，其中予以公开件，不予公开2件。",
        "制定规范性文件0件，废止0件，现行有效的规范性文件。",
        "公开信息165条，其中教育通知类条，政策文件10条。",
        "共收到依申请公开件件，均已答复。",
        "除件结转下年度外，均已答复。",
        "设立公开查阅点个，方便群众查阅。",
        "累计宣讲次，提高了知晓度。",
        "制作图解份。",
        "组织参加新闻发布会场，反映良好。",
        "收到申请7件，上年度结转件，予以公开3件。",
        "办结5件（含上年结转的件）。",
        "通过公告栏公开了条政府信息。",
        "收到政府信息公开申请件（其中网上4件）。",
        "主动公开信息近条。",
        "登报10篇，篇报道为头版。",
        "主动公开信息总数条。",
        "公开信息9条，其中环境保护信息公开条，教育信息公开8条。",
    ],
)
def test_a_unit_without_its_number_is_told(text):
    assert told(text) == ["letter_lost"]


@pytest.mark.parametrize(
    "text",
    [
        "依申请公开件均已答复，其中3件予以公开。",
        "2024年，我镇未收到政府信息公开申请件，也未收到举报。",
        "公开规范性文件，其中通知3件，公告2件，信件、邮件，均已答复。",
        "转发文章10篇、简报20篇，其中头条、多篇，每条都有审核。",
        "优化个人中心，逐条、逐个、逐次，分门别类，压实链条。",
        "公开月份、身份，办好现场、市场，开展专场，明确案例。",
        "严格执行条例，收到申请后按时答复，公示期、服务期，过渡期。",
        "公开条件、流程，办理件件有回音。",
        "按照部门、场次，人次，频次，批次。",
    ],
)
def test_a_word_that_ends_as_a_unit_is_not(text):
    assert told(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "网站发布信息41，微博发布信息46条。",
        "其中公示公告5条，意见征集3、部门预算1条。",
        "本年度收到政府信息公开申请7，均已答复。",
        "其他文件信息4；政策解读1条；规划信息1条。",
    ],
)
def test_a_number_without_its_unit_is_told(text):
    assert told(text) == ["letter_lost"]


@pytest.mark.parametrize(
    "text",
    [
        "行政复议0，行政诉讼0。",
        "收到申请数量7，公开信息数41，另有图解3条。",
        "地址：中山路8，邮编：471000，电话：62180021，发布信息3条。",
        "测评得分95，排名3，发布信息3条。",
        "通过“12345”和12345，办结诉求3件。",
        "其中工作动态12，通知公告3，政策解读1。",
    ],
)
def test_a_number_that_needs_no_unit_is_not(text):
    assert told(text) == []


@pytest.mark.parametrize(("example", "pattern"), LOST_NUMBERS)
def test_every_pattern_tells_its_example(example, pattern):
    assert re.search(pattern, example)
