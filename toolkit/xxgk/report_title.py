"""The title of a published report: which line it is, and the lines it is printed on put together."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from toolkit.document.model import TITLE, Paragraph
from toolkit.text.normal_text import normalize_text, western_dates

if TYPE_CHECKING:
    from collections.abc import Sequence

LONGEST_TITLE = 80
LONGEST_LINE = 40
"""How long a title is, and one of the lines it is printed on."""
_TITLE = re.compile(
    r"(?:信息|政务)公开(?!条例).{0,8}(?:年度)?(?:报告|年报)(?![》，。])|20\d\d年.{0,20}信息公开.{0,8}年度报"
)
_YEAR = r"(?:(?:20\d\d|二[〇○零]..)年?度?)?"
_WHOLE_TITLE = re.compile(
    rf"(?:关于)?{_YEAR}(?P<body>(?!年|度|政府信息公开|信息公开|政务公开|关于)[\u4e00-\u9fa5（）]{{2,40}}?)(?:关于)?{_YEAR}(?:政府信息公开|信息公开|政务公开)(?:工作)?(?:情况)?的?(?:20\d\d年?)?年?度?(?:工作)?(?:报告|年报)(?:（[^（）]{{4,12}}）)?"
)
"""A title that names its body."""
_PORTAL = re.compile(
    r"字号|字体|索引号|文号|发布|公开日期|成文|来源|时间|日期|浏览|访问|点击|分享|打印|收藏|作者|主题|分类|有效性"
)
"""What a portal prints between the lines of a title."""
TITLE_LINES = 4
"""On how many lines a title is printed at most."""


def place_of_title(texts: Sequence[Paragraph]) -> int | None:
    """Return which of *texts* is the title: the last that is marked as one, names a body, or is one at all."""
    titles = [
        i
        for i, p in enumerate(texts)
        if len(p.text) < LONGEST_TITLE and _is_report_title(normalize_text(p.text))
    ]
    marked = [i for i in titles if texts[i].role == TITLE]
    named = [i for i in marked or titles if _WHOLE_TITLE.search(western_dates(normalize_text(texts[i].text)))]
    found = named or marked or titles
    return found[-1] if found else None


def _is_report_title(said: str) -> bool:
    return bool(_TITLE.search(said)) and not said.endswith(("。", "："))


def join_title_lines(texts: list[Paragraph]) -> list[Paragraph]:
    """Return *texts* with a title printed on several lines put on one: lines that are no title each, and are one together."""
    made: list[Paragraph] = []
    at = 0
    while at < len(texts):
        taken = _lines_of_title(texts, at)
        if len(taken) < 2:
            made.append(texts[at])
            at += 1
            continue
        lines = [texts[i] for i in taken]
        role = next((p.role for p in lines if p.role == TITLE), lines[0].role)
        made += [texts[i] for i in range(at, taken[-1]) if i not in taken]
        made.append(Paragraph(tuple(r for p in lines for r in p.runs), role))
        at = taken[-1] + 1
    return made


def _lines_of_title(texts: list[Paragraph], at: int) -> list[int]:
    """Return which lines from *at* on are a title together; [] where they are none."""
    taken: list[int] = []
    said = ""
    for i in range(at, min(len(texts), at + 2 * TITLE_LINES)):
        line = normalize_text(texts[i].text)
        if taken and _PORTAL.search(line) and not _REST_OF_TITLE.search(line):
            continue
        if len(line) >= LONGEST_LINE or re.search("[：，。；]", line) or len(taken) == TITLE_LINES:
            return []
        if taken and _WHOLE_TITLE.fullmatch(western_dates(line)):
            return []
        taken.append(i)
        said += line
        if len(taken) > 1 and _WHOLE_TITLE.fullmatch(western_dates(said)):
            return taken
    return []


_REST_OF_TITLE = re.compile(r"公开|年度报告|年报$")


def document_title(office: str, year: str) -> str:
    """Return the title of the report of *office*."""
    return f"{office}{year}年政府信息公开工作年度报告"
