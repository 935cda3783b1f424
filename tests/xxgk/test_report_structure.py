"""When a report was published."""

import datetime

import pytest

from toolkit.document.model import BODY, HEADING, TITLE, Document, Paragraph, Run
from toolkit.xxgk.outline import SECTIONS, parse_outline
from toolkit.xxgk.report_structure import date_findings

DEADLINE = datetime.date(2025, 1, 31)


def told(dated):
    """What is said of a report for 2024 that bears the day *dated*."""
    lines = [
        ("某镇2024年政府信息公开工作年度报告", TITLE),
        ("统计期限自2024年1月1日起至2024年12月31日止。", BODY),
        *((f"{'一二三四五六'[i]}、{s}", HEADING) for i, s in enumerate(SECTIONS)),
        (dated, BODY),
    ]
    blocks = tuple(Paragraph((Run(text),), role) for text, role in lines)
    outline = parse_outline(Document("", "", 2024, blocks))
    return [(f.code, f.value) for f in date_findings(outline, 2024, DEADLINE)]


@pytest.mark.parametrize(
    ("dated", "findings"),
    [
        ("2024年12月31日", [("published_early", "2024-12-31")]),
        ("2025年1月1日", []),
        ("2025年1月31日", []),
        ("2025年2月1日", [("published_late", "2025-02-01")]),
        ("某镇人民政府2025年2月1日", [("published_late", "2025-02-01")]),
    ],
)
def test_a_report_bears_a_day_after_its_year_and_until_the_deadline(dated, findings):
    assert findings == told(dated)
