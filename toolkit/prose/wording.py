"""F3, G, A7, A8, H4: what the words alone give away. Years, scars of copying, what was not filled in, whose words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from toolkit.prose.normal import sentences
from toolkit.prose.outline import ORDINALS
from toolkit.prose.remark import quote, remark

if TYPE_CHECKING:
    from collections.abc import Iterator

    from toolkit.form.finding import Finding
    from toolkit.prose.outline import Outline, Passage

_COMPARES = re.compile(
    r"较|比|上年|去年|同期|结转|以来|自20|期间|至20|修订|施行|印发|〕\d+号|第\d+次|规划|行动|“十|累计|先后|历年|近.年|成立于"
)
_AHEAD = re.compile(r"下一?年|下一步|今后|将|计划|明年|新的一年|打算|继续|争取|结转|顺延")
_LEADS = re.compile(
    r"^(?:（[一二三四五六七八九十]+）[^0-9]{0,14}?)?(?:截至|截止|在|自)?(20\d\d)年度?(?:末|底|以来)?"
)
_PLACEHOLDER = re.compile(
    r"(?<![A-Za-z0-9.])(?:[XxＸ×╳＊*]{2,}|[XxＸ×](?=年|月|日|件|条|次|镇|乡|县|区))|某某|某(?:镇|乡|村|街道|局|单位|县)(?!级)|[_＿]{2,}|（此处|待填|待补充|【[^】]*(?:填|补)[^】]*】|\{\{|(?<=[有约共发布])[ ]+(?=件|条|次)"
)
_TEMPLATE = re.compile(
    r"该部分以表格形式报告|表格如下|填报说明：|填写说明|请(?:在此)?填写|（?字数(?:要求|不超过|控制)|此处(?:填写|插入)|（示例）|示例：|本部分(?:应|需要?)(?:包括|报告|填)"
)
_RESIDUE = re.compile(
    r"&(?:nbsp|lt|gt|amp|quot|ldquo|rdquo|mdash|#\d+);|</?(?:br|p|div|span|td|tr|table|strong|b|a|font|img)\b[^>]*>|\[object|\bundefined\b|\bNaN\b|```|锟斤拷|�|#(?:REF|VALUE|DIV/0|NAME)[!?]"
)
_TO_SUPERIOR = re.compile(
    r"根据贵[办局府区县市委厅]|贵[办局委厅](?=[，。的《关通])|特此报告|妥否|请予?(?:批示|审示|审阅|审核)|现呈报|请示如下"
)
_OF_SUPERIOR = re.compile(
    r"(?:省|市|州)(?:人民)?政府办公[厅室](?:深入|认真|坚持|全面|积极|持续|扎实|切实|高度)|推动全[省市州]|全[省市州]各级(?:各部门|政府|行政机关)|各省辖市|全省各地"
)
_ABAB = re.compile(r"([\u4e00-\u9fa5]{2,8})\1")
_ABAB_FINE = re.compile(
    r"^(?:研究|讨论|商量|收拾|锻炼|反复|一个|一条|一件|一点|一步|方方|面面|某某|多多|好好)$"
)
_MARKS = re.compile(r"[，。；、：]{2,}|（）|“”")
_LOST = re.compile(r"20\d\d(?=共(?!和|同|享|产|建)|收到|受理|制发|发布|主动公开|我[镇乡县区市局]|1?\d月)")
_ID = re.compile(
    r"(?<!\d)[1-9]\d{5}(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![\dA-Za-z])"
)
_MOBILE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_SERIES = re.compile(r"(?:^|(?<=[，。；：、]))([一二三四五六七八九十])是")
_NO_NAME = "全本我各该乡城小村建某集名古新老中强市省县区和及与、"
LEAST_WORDS = 30
"""How many characters 五 must have at least."""
TOLD = 3


def wording(outline: Outline, unit: str, year: int, *, township: bool) -> Iterator[Finding]:
    """Yield what the words of a report for *year* give away; *unit* is whose it is."""
    for passage in outline.passages():
        yield from _years(passage, outline, year)
        yield from _scars(passage)
        yield from personal(passage.text, passage.place)
        if township and unit:
            yield from _elsewhere(passage, unit)
            if found := _OF_SUPERIOR.search(passage.text):
                yield remark("of_superior", passage.place, quote(passage.text, *found.span()))
    yield from _twice(outline)
    yield from _series(outline)
    yield from _problems(outline)
    yield from _accountable(outline, unit)


def stray_year(sentence: str, paragraph: str, year: int) -> int | None:
    """Return the year a sentence begins with where it should be *year*: not compared, this year not in the paragraph."""
    found = _LEADS.match(sentence)
    if (
        not found
        or re.fullmatch(r"20\d\d年\d{1,2}月\d{1,2}日", paragraph)
        or int(found[1]) == year
        or str(year) in paragraph
    ):
        return None
    other, rest = int(found[1]), sentence[found.end() :]
    if _COMPARES.search(sentence) and not sentence.startswith("截"):
        return None
    if other > year and _AHEAD.search(sentence):
        return None
    return (
        other if not rest.startswith(("月", "1", "-", "—", "至", "修")) or sentence.startswith("截") else None
    )


def _years(passage: Passage, outline: Outline, year: int) -> Iterator[Finding]:
    in_title = passage.section == "标题和说明" and passage.text == outline.title
    if in_title:
        years = {int(y) for y in re.findall(r"(20\d\d)年", passage.text)}
        if years and year not in years:
            wrong = {"stated": str(min(years)), "expected": str(year)}
            yield remark("year_in_text", passage.place, quote(passage.text), severity="error", **wrong)
        return
    for text in sentences(passage.text):
        wrong_end = re.search(r"(?:截至|截止|至)(20\d\d)年12月31日", text)
        if wrong_end and int(wrong_end[1]) != year:
            said = {"stated": wrong_end[1], "expected": str(year)}
            yield remark("year_in_text", passage.place, quote(text), severity="error", **said)
        elif (stray := stray_year(text, passage.text, year)) is not None:
            yield remark("year_in_text", passage.place, quote(text), stated=str(stray), expected=str(year))


def _scars(passage: Passage) -> Iterator[Finding]:
    whole = passage.text
    for code, pattern in (
        ("placeholder", _PLACEHOLDER),
        ("template_text", _TEMPLATE),
        ("residue", _RESIDUE),
        ("to_superior", _TO_SUPERIOR),
        ("doubled", _MARKS),
        ("letter_lost", _LOST),
    ):
        text = passage.paragraph.text if code == "residue" else whole
        for found in list(pattern.finditer(text))[:TOLD]:
            yield remark(
                code,
                passage.place,
                quote(text, *found.span()) if code != "doubled" else _around(whole, found),
            )
    for found in _ABAB.finditer(whole):
        if not _ABAB_FINE.match(found[1]):
            yield remark("doubled", passage.place, _around(whole, found))


def _around(text: str, found: re.Match[str]) -> str:
    return text[max(0, found.start() - 6) : found.end() + 6]


def _twice(outline: Outline) -> Iterator[Finding]:
    """G4: a sentence that stands twice."""
    seen: set[str] = set()
    for passage in outline.passages():
        for text in sentences(passage.text):
            said = text.rstrip("。；！？")
            if len(said) >= 16 and said in seen:
                yield remark("doubled", passage.place, quote(said))
            seen.add(said)


def _series(outline: Outline) -> Iterator[Finding]:
    """G4: 一是 … 三是 without 二是."""
    last = 0
    where = ("", "")
    for passage in outline.passages():
        if passage[:2] != where:
            last, where = 0, passage[:2]
        for found in _SERIES.finditer(passage.text):
            now = ORDINALS.index(found[1]) + 1
            if now not in {1, last + 1} and last:
                yield remark("series_gap", passage.place, found[1], expected=ORDINALS[last])
            last = now


def _elsewhere(passage: Passage, unit: str) -> Iterator[Finding]:
    """G5: another township's name where only one's own belongs."""
    for found in re.finditer(
        r"([\u4e00-\u9fa5]{2,3}(?:镇|乡|街道))(?=人民政府|党委|政府|办事处|党政办|信息公开)", passage.text
    ):
        name = found[1]
        short = name.removesuffix("街道")[:-1] if not name.endswith("街道") else name[:-2]
        if (
            short[-1] in _NO_NAME
            or any(c in short for c in "各全本我该、")
            or name[-3:] in unit
            or name in unit
        ):
            continue
        if any(name.endswith(unit_name) for unit_name in _own(unit)):
            continue
        yield remark("other_place", passage.place, name, expected=unit)


def _own(unit: str) -> list[str]:
    found = re.search(
        r"([\u4e00-\u9fa5]{2,3}(?:镇|乡|街道))",
        re.sub(r"^.*(?:县|区|市|旗)(?=.{2,6}(?:镇|乡|街道))", "", unit),
    )
    return [found[1], found[1][-3:]] if found else []


def personal(text: str, place: str) -> Iterator[Finding]:
    """H4: yield numbers of persons in a text that is published; half of each is kept back."""
    for found in _ID.finditer(text):
        total = sum(int(d) * w for d, w in zip(found[0], _WEIGHTS, strict=False))
        if _CHECKS[total % 11] == found[0][-1].upper():
            yield remark(
                "personal_data",
                place,
                f"{found[0][:6]}…{found[0][-2:]}",
                label="身份证号",
                about=[place, found[0]],
            )
    for found in _MOBILE.finditer(text):
        named = re.search(r"(?:电话|联系方式|热线|手机)[^，。；]{0,12}$", text[: found.start()])
        masked = f"{found[0][:3]}…{found[0][-2:]}"
        severity = "warning" if named else ""
        yield remark(
            "personal_data", place, masked, label="手机号", severity=severity, about=[place, found[0]]
        )


def _problems(outline: Outline) -> Iterator[Finding]:
    section = outline.sections.get(4)
    if section is None:
        return
    whole = "".join(section.texts)
    if len(whole) < LEAST_WORDS:
        yield remark("problems_thin", section.name, whole or "空")
    elif not re.search(r"措施|改进|下一步|整改|加强|完善|提高|提升|强化|今后|将", whole):
        yield remark("measures_missing", section.name)


def _accountable(outline: Outline, unit: str) -> Iterator[Finding]:
    """G7: art. 50(4) binds governments at every level, not departments."""
    if not re.search(r"政府(?!办公|信息)|管委会|管理委员会|街道", unit):
        return
    whole = "".join(p.text for p in outline.passages())
    asked = {
        "工作考核": r"考核|考评",
        "社会评议": r"评议|满意度|社会评价|民意调查结果",
        "责任追究": r"责任追究|追责|问责|追究责任",
    }
    missing = [name for name, pattern in asked.items() if not re.search(pattern, whole)]
    if missing and outline.sections:
        yield remark("accountability_unsaid", "一、总体情况（监督保障）", "、".join(missing))
