"""A report by its headings, near enough."""

import pytest

from toolkit.document.model import HEADING, Paragraph, Run
from toolkit.xxgk.outline import section_of_heading


def section(text):
    found = section_of_heading(Paragraph((Run(text),), HEADING))
    return None if found is None else found[0]


@pytest.mark.parametrize(
    ("text", "index"),
    [
        ("主动公开信息情况", 1),
        ("收到和处理信息公开申请情况", 2),
        ("存在的主要问题和改进情况", 4),
        ("存在的主要问题及改进措施", 4),
        ("其他需要报告事项", 5),
    ],
)
def test_a_heading_is_known_in_other_words_that_are_nearly_the_prescribed_ones(text, index):
    assert index == section(text)


@pytest.mark.parametrize(
    "text", ["主动公开情况", "政府信息主动公开情况", "主要问题", "行政复议情况", "总体概况"]
)
def test_a_heading_inside_a_section_does_not_begin_another(text):
    assert section(text) is None
