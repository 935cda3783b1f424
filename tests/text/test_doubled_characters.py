"""Characters that stand twice: what is no word is told, what two words make of it is not."""

import pytest

from toolkit.text.doubled_characters import find_doubled_characters

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
    ],
)
def test_two_words_that_meet_and_words_written_twice_are_let_pass(text):
    assert told(text) == []
