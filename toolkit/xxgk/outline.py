"""A published report by its headings: six sections, the five aspects of the first, whatever the mark-up says.

Levels of headings drift in real documents (the same report has ##, ### and ####), numbers are lost to automatic
numbering: a heading is known by its words, near enough, and told from a sentence by being one line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from toolkit.document.model import HEADING, MARGINS, TITLE, Box, Grid, Paragraph, Run
from toolkit.text.normal_text import normalize_text
from toolkit.text.similarity import text_similarity
from toolkit.xxgk.report_title import join_title_lines, place_of_title

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from toolkit.document.model import Document

SECTIONS = (
    "总体情况",
    "主动公开政府信息情况",
    "收到和处理政府信息公开申请情况",
    "政府信息公开行政复议、行政诉讼情况",
    "存在的主要问题及改进情况",
    "其他需要报告的事项",
)
"""The six headings of 国办公开办函〔2021〕30号, in its words."""
ASPECTS = ("主动公开", "依申请公开", "政府信息管理", "政府信息公开平台建设", "监督保障")
_ASPECT_WORDS = ("主动公开", "依申请公开", "信息管理", "平台建设", "监督保障")
ORDINALS = "一二三四五六七八九十"
NEAR = 0.78
"""How alike a heading and the prescribed one must be (difflib's ratio) to be taken for a slip of it."""
LONG = 40
LONG_AS_TYPED = 4 * LONG
"""How long a heading may be with the spaces somebody put between its characters."""
ENOUGH = 4
"""From how many headings on lines of their own a report is taken to have its lines."""
_KEYS = (
    r"总体.{0,6}情况|概述|基本情况|工作情况概况|总体概况",
    r"主动公开.{0,6}信息.{0,3}情况",
    r"(?:收到|受理|办理|处理).{0,12}申请.{0,6}情况|依申请公开.{0,8}情况",
    r"复议.{0,8}诉讼",
    r"存在.{0,8}问题|问题.{0,8}(?:改进|措施)",
    r"其[他它].{0,8}(?:报告|说明).{0,4}事项|其[他它]事项",
)
"""By what a numbered heading is known when its words are not the prescribed ones."""
_NUMBER = re.compile(r"^(?:第?(?P<ordinal>[一二三四五六七八九十]+)(?:部分)?[、.．，：]|(?:[（](?P<inner>[一二三四五六七八九十\d]+)[）]?|(?P<half>[一二三四五六七八九十\d]+)[）])、?|(?P<digit>\d{1,2})[、.．])")  # fmt: skip
_TAIL = re.compile(
    r"版权所有|主办单位|ICP备|公网安备|上一篇|下一篇|网站地图|扫一扫|分享到|打印本页|关闭窗口|网站标识码"
)


class PrintedHeading(NamedTuple):
    """A heading as printed: *number* counts from 1 as it stands there, None without one."""

    text: str
    words: str
    number: int | None


@dataclass
class ReportSection:
    """One of the six: *blocks* up to the next heading. *aspects* are those of the first section."""

    index: int
    heading: PrintedHeading
    blocks: list[Paragraph | Grid] = field(default_factory=list)

    @property
    def name(self) -> str:
        """Return the section as people refer to it."""
        return f"{ORDINALS[self.index]}、{SECTIONS[self.index]}"

    @cached_property
    def texts(self) -> list[str]:
        """Return its paragraphs, normalised."""
        return [normalize_text(b.text) for b in self.blocks if isinstance(b, Paragraph)]


@dataclass
class ReportOutline:
    """A report taken apart. *order* are the sections in the order they stand; *before* is title and preamble."""

    title: str = ""
    before: list[Paragraph] = field(default_factory=list)
    above: list[str] = field(default_factory=list)
    """What stands above the title: a portal's lines, the day of publication among them."""
    sections: dict[int, ReportSection] = field(default_factory=dict)
    order: list[int] = field(default_factory=list)
    grids: list[Grid] = field(default_factory=list)
    margins: Sequence[Paragraph] = ()

    def passages(self) -> list[ReportPassage]:
        """Return every paragraph that is prose, with where it stands."""
        return self._passages

    @cached_property
    def _passages(self) -> list[ReportPassage]:
        found = [ReportPassage("标题和说明", "", normalize_text(p.text), p) for p in self.before]
        for index in sorted(self.sections):
            section, aspect = self.sections[index], ""
            for block in section.blocks:
                if isinstance(block, Paragraph):
                    said = normalize_text(block.text)
                    aspect = aspect_of_paragraph(said) or aspect if index == 0 else ""
                    found.append(ReportPassage(section.name, aspect, said, block))
        return [*found, *(ReportPassage(MARGINS, "", normalize_text(p.text), p) for p in self.margins)]


class ReportPassage(NamedTuple):
    """A paragraph of *section* (and *aspect*), its text normalised."""

    section: str
    aspect: str
    text: str
    paragraph: Paragraph

    @property
    def place(self) -> str:
        """Return where it stands as people say it."""
        return f"{self.section}（{self.aspect}）" if self.aspect else self.section


def parse_outline(document: Document) -> ReportOutline:
    """Take *document* apart by its headings; a heading that stands twice (contents, navigation) counts the last time.

    Where hardly a heading has a line of its own they are looked for inside the paragraphs.
    """
    blocks = tuple(_headings_out_of_tables(document.blocks))
    if len({k[0] for b in blocks if isinstance(b, Paragraph) and (k := section_of_heading(b))}) < ENOUGH:
        blocks = tuple(_split_inline_headings(blocks))
    blocks = tuple(_split_leading_headings(blocks))
    heads: dict[int, int] = {}
    for at, block in enumerate(blocks):
        if isinstance(block, Paragraph) and (known := section_of_heading(block)) is not None:
            heads[known[0]] = at
    order = sorted(heads, key=lambda i: heads[i])
    grids = [b for b in blocks if isinstance(b, Grid)]
    made = ReportOutline(order=order, grids=grids, margins=document.margins)
    start = min(heads.values(), default=len(blocks))
    made.title, made.before, made.above = _text_before_sections(blocks[:start])
    ends = [*[heads[i] for i in order[1:]], *([len(blocks)] if order else [])]
    for index, end in zip(order, ends, strict=True):
        block = blocks[heads[index]]
        assert isinstance(block, Paragraph)  # noqa: S101 - only paragraphs are headings
        known = section_of_heading(block)
        assert known is not None  # noqa: S101 - as above
        body = list(blocks[heads[index] + 1 : end])
        made.sections[index] = ReportSection(
            index, known[1], _without_portal_tail(body) if index == order[-1] else body
        )
    return made


def _headings_out_of_tables(blocks: Sequence[Paragraph | Grid]) -> Iterator[Paragraph | Grid]:
    """Yield *blocks* with headings taken out of tables whose cells stand a line each: those run into each other."""
    for block in blocks:
        if not isinstance(block, Grid) or any(len(row) != 1 for row in block.rows):
            yield block
            continue
        rows: list[tuple[Box | None, ...]] = []
        for text in (line for row in block.rows if row[0] for line in _cell_lines(row[0].text)):
            line = Paragraph((Run(text),))
            if section_of_heading(line) is None:
                rows.append((Box(text),))
                continue
            yield Grid(block.name, tuple(rows))
            yield line
            rows = []
        yield Grid(block.name, tuple(rows))


def _cell_lines(text: str) -> list[str]:
    """Return a cell as one text, but for a heading that ran into it."""
    lines = text.split("\n")
    for at, line in enumerate(lines):
        if section_of_heading(Paragraph((Run(line),))) is not None:
            return [*filter(None, ["".join(lines[:at])]), line, *filter(None, ["".join(lines[at + 1 :])])]
    return ["".join(lines)]


def _split_inline_headings(blocks: Sequence[Paragraph | Grid]) -> Iterator[Paragraph | Grid]:
    """Yield *blocks* with prescribed headings and aspects that ran into their text put on lines of their own."""
    for block in blocks:
        parts = (
            [p or "" for p in _RUN_IN.split(normalize_text(block.text))]
            if isinstance(block, Paragraph)
            else []
        )
        if len(parts) < 2:
            yield block
            continue
        for part in filter(str.strip, parts):
            yield Paragraph((Run(part),))


def _split_leading_headings(blocks: Sequence[Paragraph | Grid]) -> Iterator[Paragraph | Grid]:
    """Yield *blocks* with a prescribed heading that begins the line of its text put on a line of its own."""
    for block in blocks:
        said = normalize_text(block.text) if isinstance(block, Paragraph) else ""
        found = _LEADS_IN.match(said)
        rest = said[found.end() :] if found else ""
        if not found or len(rest) < LEAST_BEHIND or _is_contents_line(said):
            yield block
            continue
        yield Paragraph((Run(found["heading"]),), HEADING)
        yield Paragraph((Run(rest),))


def _text_before_sections(blocks: Sequence[Paragraph | Grid]) -> tuple[str, list[Paragraph], list[str]]:
    """Return the title, what stands between it and the first heading, and what a portal prints above it."""
    lines = [b for b in blocks if isinstance(b, Paragraph) and not _is_contents_line(normalize_text(b.text))]
    texts = join_title_lines(lines)
    at = place_of_title(texts)
    if at is None:
        return "", [p for p in texts if len(p.text) > LONG], [p.text for p in texts if len(p.text) <= LONG]
    return normalize_text(texts[at].text).removeprefix("标题："), texts[at:], [p.text for p in texts[:at]]


def _is_contents_line(said: str) -> bool:
    """Tell whether a line is one of a table of contents: a heading and the page it is on."""
    found = re.fullmatch(r"(.{4,40}?)[.…·\s]*\d{1,3}", said)
    return bool(found and section_of_heading(Paragraph((Run(found[1].rstrip(".…· ")),))) is not None)


def _without_portal_tail(blocks: list[Paragraph | Grid]) -> list[Paragraph | Grid]:
    """Leave out what a portal prints below the report."""
    for at, block in enumerate(blocks):
        if isinstance(block, Paragraph) and _TAIL.search(block.text):
            return blocks[:at]
    return blocks


def section_of_heading(paragraph: Paragraph) -> tuple[int, PrintedHeading] | None:
    """Return which of the six headings *paragraph* is, and how it is printed; None for any other text."""
    text = paragraph.text
    return None if len(text) > LONG_AS_TYPED else _section_of_text(text, paragraph.role)


@lru_cache(maxsize=512)
def _section_of_text(text: str, role: str) -> tuple[int, PrintedHeading] | None:
    said = normalize_text(text)
    if len(said) > LONG or said.endswith(("。", "；", "，")):
        return None
    found = _NUMBER.match(re.sub(r"^第([一二三四五六七八九十])(?:部分|章|节)[、.．，：]?", r"\1、", said))
    words = (found.string[found.end() :] if found else said).rstrip("：:")
    inner = found and (found["inner"] or found["half"])
    if (inner and words not in SECTIONS) or role == TITLE:
        return None
    number = None
    if found and found["ordinal"] and _ordinal_number(found["ordinal"]):
        number = _ordinal_number(found["ordinal"])
    elif found and found["digit"]:
        number = int(found["digit"])
    ratio, index = max((text_similarity(words, s, NEAR), i) for i, s in enumerate(SECTIONS))
    sure = number is not None or role == HEADING
    if found and found["digit"] and not (ratio == 1 and number == index + 1):
        return None
    if ratio == 1 or (sure and ratio):
        return index, PrintedHeading(said, words, number)
    keyed = [i for i, key in enumerate(_KEYS) if re.search(key, words)]
    if found and found["ordinal"] and number and len(keyed) == 1:
        return keyed[0], PrintedHeading(said, words, number)
    return None


def _ordinal_number(text: str) -> int | None:
    return ORDINALS.index(text) + 1 if len(text) == 1 else None


_RUN_IN = re.compile(
    "("
    + "|".join(f"{ORDINALS[i]}、{re.escape(s)}" for i, s in enumerate(SECTIONS))
    + r")|(?=（[一二三四五]）(?:"
    + "|".join(_ASPECT_WORDS)
    + r"|信息公开平台|政府信息公开平台|政府信息管理))"
)
"""A prescribed heading, with its number, or the beginning of an aspect, inside a text."""
_LEADS_IN = re.compile(
    "(?P<heading>"
    + "|".join(f"{ORDINALS[i]}、{re.escape(s)}" for i, s in enumerate(SECTIONS))
    + ")[。：，；]?"
)
LEAST_BEHIND = 4
"""From how many characters behind a heading on its line on they are text, and no slip of the heading."""


def aspect_of_paragraph(said: str) -> str:
    """Return the aspect of section 一 a normalised paragraph begins, or ""."""
    found = _NUMBER.match(said)
    if not found:
        return ""
    rest = said[found.end() : found.end() + 16]
    at = [(rest.find(w), i) for i, w in enumerate(_ASPECT_WORDS) if w in rest]
    return ASPECTS[min(at)[1]] if at else ""
