"""When a report was published."""

import datetime

import pytest
from forms import xxgk

from toolkit.document.model import BODY, HEADING, TITLE, Document, Paragraph, Run
from toolkit.xxgk.outline import SECTIONS, parse_outline
from toolkit.xxgk.report_structure import date_findings, structure_findings
from toolkit.xxgk.report_tables import read_report_tables

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


OLD_TITLE = "《国务院办公厅政府信息与政务公开办公室关于政府信息公开工作年度报告有关事项的通知》"
NEW_TITLE = (
    "《国务院办公厅政府信息与政务公开办公室关于印发〈中华人民共和国政府信息公开工作年度报告格式〉的通知》"
)


def told_of_form(preamble, year=2024):
    lines = [
        (f"某镇{year}年政府信息公开工作年度报告", TITLE),
        (preamble, BODY),
        *((f"{'一二三四五六'[i]}、{s}", HEADING) for i, s in enumerate(SECTIONS)),
    ]
    lines.insert(3, ("全年工作有序。", BODY))
    outline = parse_outline(Document("", "", year, tuple(Paragraph((Run(x),), role) for x, role in lines)))
    tables = read_report_tables(xxgk(), [])
    return {f.code for f in structure_findings(outline, tables, xxgk(), year)} - {"table_missing"}


@pytest.mark.parametrize(
    ("preamble", "code"),
    [
        (f"根据{OLD_TITLE}（国办公开办函〔2019〕60号）编制。", "old_notice"),
        ("根据国办公开办函〔2019〕60号编制。", "old_notice"),
        (f"根据{OLD_TITLE}的要求编制。", "old_notice"),
        (f"根据{OLD_TITLE}（国办公开办函〔2021〕30号）编制。", "notice_pair"),
        (f"根据{NEW_TITLE}（国办公开办函〔2019〕60号）编制。", "old_notice"),
    ],
)
def test_the_notice_of_2019_is_known_by_number_and_title(preamble, code):
    assert {code, "aspect_missing"} == told_of_form(preamble)
    assert code in told_of_form(preamble, 2021), "the first year of the form in force"
    assert set() == told_of_form(preamble, 2020), "the form of 2019 was in force, and asks for no aspects"


@pytest.mark.parametrize(
    "preamble",
    [
        f"根据{NEW_TITLE}（国办公开办函〔2021〕30号）编制。",
        "根据《福建省人民政府办公厅关于做好2024年政府信息公开工作年度报告有关事项的通知》编制。",
        "根据《某市人民政府办公室关于转发政府信息公开工作年度报告有关事项的通知》编制。",
    ],
)
def test_the_notice_in_force_and_those_of_others_are_not_told(preamble):
    assert {"aspect_missing"} == told_of_form(preamble)


@pytest.mark.parametrize(
    ("number", "told"),
    [
        ("（国办公开办函〔2021〕30号）", False),
        ("(国办公开办函[2021]30号)", False),
        ("（国办公开办函【2021】第30号）", False),
        ("（洛政办〔2021〕3号）", False),
        ("（国办公开办函〔2021〕31号）", True),
        ("（国办公开办函〔2022〕30号）", True),
        ("（国办发〔2021〕30号）", True),
        ("（国办函【2021】30号）", True),
    ],
)
def test_the_notice_in_force_is_cited_by_its_own_number(number, told):
    for title in (NEW_TITLE, "《中华人民共和国政府信息公开工作年度报告格式》"):
        assert ("notice_number" in told_of_form(f"根据{title}{number}编制。")) is told


def aspects_missing(*texts):
    lines = [
        ("某镇2024年政府信息公开工作年度报告", TITLE),
        *((f"{'一二三四五六'[i]}、{s}", HEADING) for i, s in enumerate(SECTIONS)),
    ]
    lines[2:2] = [(text, BODY) for text in texts]
    outline = parse_outline(Document("", "", 2024, tuple(Paragraph((Run(x),), role) for x, role in lines)))
    found = structure_findings(outline, read_report_tables(xxgk(), []), xxgk(), 2024)
    return [f.value for f in found if f.code == "aspect_missing"]


@pytest.mark.parametrize(
    "texts",
    [
        (
            "（一）加大公开力度",
            "（二）规范依申请公开办理",
            "（三）完善信息管理",
            "（四）加强载体建设",
            "（五）组织保障与考核",
        ),
        ("1.强化主动公开", "2.申请公开办理情况", "3.信息发布管理", "4.网站和新媒体建设", "5.强化监督考核"),
        (
            "（一）主动公开和依申请公开。发布信息3条。",
            "（二）政府信息管理与平台建设。有序。",
            "（三）监督保障。有序。",
        ),
        ("一是主动公开方面。二是依申请公开方面。三是政府信息管理方面。四是平台建设方面。五是监督保障方面。",),
        ("全年发布信息3条，未收到申请，严格审核把关，网站运行平稳，开展培训一次。",),
    ],
)
def test_the_five_aspects_may_be_called_otherwise_and_stand_together(texts):
    assert [] == aspects_missing(*texts)


def test_an_aspect_that_is_nowhere_is_missing():
    heads = ("（一）主动公开", "（二）依申请公开", "（三）政府信息管理", "（四）平台建设，配合监督")
    assert ["监督保障"] == aspects_missing(*heads[:3], "（四）平台建设")
    assert ["政府信息公开平台建设、监督保障"] == aspects_missing(
        "全年发布信息3条，未收到申请，严格审核把关。"
    )
