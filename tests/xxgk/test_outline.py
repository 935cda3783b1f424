"""A report by its headings, near enough."""

import pytest

from toolkit.document.model import HEADING, Document, Paragraph, Run
from toolkit.xxgk.outline import SECTIONS, parse_outline, section_of_heading


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
        ("一、工作总体推进情况", 0),
        ("一、政府信息公开工作总体情况", 0),
    ],
)
def test_a_heading_is_known_in_other_words_that_are_nearly_the_prescribed_ones(text, index):
    assert index == section(text)


@pytest.mark.parametrize(
    "text", ["主动公开情况", "政府信息主动公开情况", "主要问题", "行政复议情况", "总体概况"]
)
def test_a_heading_inside_a_section_does_not_begin_another(text):
    assert section(text) is None


def test_a_heading_on_the_line_of_its_text_is_one():
    heads = [f"{'一二三四五六'[i]}、{s}" for i, s in enumerate(SECTIONS)]
    lines = [f"{h}。本年度工作有序推进。" if i in {0, 4} else h for i, h in enumerate(heads)]
    said = parse_outline(Document("", "", 0, tuple(Paragraph((Run(x),)) for x in lines)))
    assert list(SECTIONS) == [s.heading.words for _, s in sorted(said.sections.items())]
    assert ["本年度工作有序推进。"] == said.sections[0].texts
