"""Characters that stand twice: what is no word is told, what two words make of it is not."""

import pytest

from toolkit.text.doubled_characters import find_doubled_characters, habits_of_text

WORDS = frozenset(("工作", "依法", "信息", "年度", "年报", "办结"))
PHRASES = frozenset(("依申请公", "申请公开", "华人民共"))


def told(text):
    return list(find_doubled_characters(text, WORDS, PHRASES))


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("信息公开工作作开展有序", 5),
        ("依法法保障权益", 1),
        ("政府信息依依申请公开", 4),
        ("主动公开信息45条条，内容全面", 8),
        ("2024年年我局收到申请", 4),
        ("本年度未未收到申请", 3),
        ("中华人人民共和国", 2),
        ("办结结3件", 1),
        ("属于过程性性信息", 4),
        ("收到2件件政府信息", 3),
        ("通过过市政府网站公开", 1),
        ("（三三）政府信息管理", 1),
        ("一是学习，二是是落实", 6),
        ("访问量3万余人人次", 6),
        ("2023年1月1日至12月月31日", 12),
    ],
)
def test_a_character_doubled_is_found_where_it_stands(text, at):
    assert told(text) == [at]


@pytest.mark.parametrize(
    "text",
    [
        "公开开展、管理理念、工作作为、制度度量、规范范围",
        "方方面面，扎扎实实，常常征求意见，件件有回音，条条落实，人人参与",
        "教育局局长信箱、财政部部长、中国政府网网民、我镇镇政府、领导小组组织学习",
        "2024年年度报告，上年年报，当年年底",
        "国立法法、官网公开开州区债务信息",
        "如需申请请与我办联系",
        "经常使用钉钉群，息息相关，个个满意",
        "12月月底前完成，2024年1月1日",
    ],
)
def test_two_words_that_meet_and_words_written_twice_are_let_pass(text):
    assert told(text) == []


def told_beside(*texts):
    return list(find_doubled_characters(texts[0], WORDS, PHRASES, habits_of_text(texts)))


def test_what_the_document_writes_once_elsewhere_is_told():
    assert told_beside("前进街街道办公室") == []
    assert told_beside("前进街街道办公室", "前进街道全年公开信息") == [2]
    assert told_beside("时效性等等级") == []
    assert told_beside("时效性等等级", "时效性等级") == [3]


def test_what_the_document_writes_twice_is_a_name():
    assert told_beside("大哈哈镇政府") == [1]
    assert told_beside("大哈哈镇政府", "由大哈哈镇编制") == []
    assert told_beside("前进街街道办公室", "前进街街道，原前进街道") == []
