"""G, A7, A8: what the words alone give away. Scars of copying, what was not filled in, whose words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from toolkit.text.doubled_characters import habits_of_text
from toolkit.text.normal_text import split_sentences
from toolkit.xxgk.claims.lost_numbers import lost_number_findings
from toolkit.xxgk.misspelt_words import misspelt_findings
from toolkit.xxgk.outline import ORDINALS
from toolkit.xxgk.remark import make_remark, quote_sentence
from toolkit.xxgk.wrong_places import other_place_findings
from toolkit.xxgk.wrong_years import wrong_year_findings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from toolkit.form.finding import Finding
    from toolkit.xxgk.outline import ReportOutline, ReportPassage

_PLACEHOLDER = re.compile(
    r"(?<![A-Za-z0-9./@_-])(?:[XxＸ×╳＊*]{2,40}(?![A-Za-z0-9/@_.-])|[XxＸ×](?=年|月|日|件|条|次|镇|乡|县|区))|某某|(?<![“”对如])某(?:镇|乡|街道|局|县)(?!级)|20[XxＸ×]{2}年|[*＊]年[*＊]月|（）(?=条|件|次|项|场|个|人)|[_＿]{2,}|（此处|待填|待补充|【[^【】]{0,40}(?:填|补)[^【】]{0,40}】|\{\{|(?<=[有约共布开息到了])[ \u3000]+(?=[条件次场篇](?:[，。；、 ]|$))"
)
_TEMPLATE = re.compile(
    r"该部分以表格形式报告|表格如下|填报说明：|填表说明|填写说明|此表由.{1,10}填写|部分不超过\d{1,6}字|请(?:在此|根据[^）。，]{0,12}|如实)?填写|（?字数(?:要求|不超过|控制)|此处(?:填写|插入)|（示例）|示例：|本部分(?:应|需要?)(?:包括|报告|填)|（[^）]{0,4}部分要求[^（）]{0,60}）|不能敷衍"
)
_RESIDUE = re.compile(
    r"&(?:nbsp|lt|gt|amp|quot|ldquo|rdquo|mdash|#\d+);|</?(?:br|p|div|span|td|tr|table|strong|b|a|font|img)\b[^<>]*>|\[object|\bundefined\b|\bNaN\b|```|锟斤拷|[？?]{2,}|�|#(?:REF|VALUE|DIV/0|NAME)[!?]"
)
_TO_SUPERIOR = re.compile(
    r"(?:根据|按照)贵(?:单位|[办局府区县市委厅])|贵[办局委厅](?=[，。的《关通])|特此报告|妥否|请予?(?:批示|审示|审阅|审核)|现呈报|请示如下"
)
_OF_SUPERIOR = re.compile(
    r"(?<!按照)(?<!根据)(?<!落实)(?<!贯彻)(?<!依据)(?:省|市|州)(?:人民)?政府办公[厅室](?:深入|认真|坚持|全面|积极|持续|扎实|切实|高度)|推动全[省市州](?:政务公开|政府信息公开|信息公开|公开|各)|全[省市州]各级(?:各部门|政府|行政机关)|各省辖市|全省各地|各市、县|各县（市、区）人民政府要|全[省市州](?:政务公开|政府信息公开)工作(?:取得|成效)|向[省市县区]政府(?:及[省市县区]政府办公[厅室])?(?:提出|申请)|(?:^|(?<=[。；]))我[县市省区](?:坚持|高度重视|认真|不断|积极|全面|持续|扎实|严格|大力)"
)
_ABAB = re.compile(r"([\u4e00-\u9fa5]{2,8})\1")
_ABAB_FINE = re.compile(
    r"^(?:研究|讨论|商量|收拾|锻炼|反复|一.|逐.|层层|处处|时时|步步|方方|面面|某某|多多|好好|个个|家家|件件|条条)$"
)
_ABAB_BOUND = {
    "政府": r"信息|网站|门户|公报|信箱|采购|工作|投资|规章|数据|部门|服务|文件|办公",
    "公开": r"栏|目录|指南|专栏|专区|平台|条例|电话|墙|事项|内容|流程|渠道",
}
"""Two words in a row that are each at home where they stand: 「人民政府政府信息公开」, 「公开公开栏」."""
_MARKS = re.compile(
    r"[，。；、：]{2,}|、情况(?=[，。；])|（）(?![条件次项场个人])|“”|(?:通过)可以通过|(?<=我[镇乡县区市局])[镇乡县区市局](?![长级委])"
)
_LOST = re.compile(
    r"20\d\d(?=共(?!和|同|享|产|建)|收到|受理|制发|发布|主动公开|我[镇乡县区市局]|全年|1?\d月|以来|依托|通过|利用|围绕|未(?!来)|开展|累计|结合)"
)
_EXACT_ABOUT = re.compile(r"(?<![\d.,])(\d{1,9}[1-9])余(?=[条件篇次份期场个人名户])")
_SERIES = re.compile(r"(?:^|(?<=[，。；：、]))([一二三四五六七八九十])是")
LEAST_WORDS = 30
"""How many characters 五 must have at least."""
DENIED = 100
"""Up to how many characters 五 is thin that says there are no problems."""
TOLD = 3
_RAW = {"residue", "placeholder"}
"""What is looked for in the text as it stands: normalising takes marks and spaces away."""


def wording_findings(
    outline: ReportOutline, unit: str, year: int, *, township: bool, others: tuple[str, ...] = ()
) -> Iterator[Finding]:
    """Yield what the words of a report for *year* give away; *unit* is whose it is, *others* are all bodies else."""
    habits = habits_of_text(p.text for p in outline.passages())
    for passage in outline.passages():
        yield from wrong_year_findings(passage, outline, year)
        yield from _scar_findings(passage)
        yield from misspelt_findings(passage, habits)
        yield from lost_number_findings(passage)
        yield from other_place_findings(passage, unit, others) if unit else ()
        if township and unit and (found := _OF_SUPERIOR.search(passage.text)):
            yield make_remark("of_superior", passage.place, quote_sentence(passage.text, *found.span()))
    yield from _repeated_sentences(outline)
    yield from _broken_series_findings(outline)
    yield from _problems_findings(outline)
    yield from _accountability_findings(outline, unit)


def _scar_findings(passage: ReportPassage) -> Iterator[Finding]:
    whole = passage.text
    for code, pattern in (
        ("placeholder", _PLACEHOLDER),
        ("template_text", _TEMPLATE),
        ("residue", _RESIDUE),
        ("to_superior", _TO_SUPERIOR),
        ("doubled", _MARKS),
        ("letter_lost", _LOST),
    ):
        text = passage.paragraph.text if code in _RAW else whole
        for found in list(pattern.finditer(text))[:TOLD]:
            yield make_remark(
                code,
                passage.place,
                quote_sentence(text, *found.span())
                if code != "doubled"
                else _text_around_match(whole, found),
            )
    for found in _EXACT_ABOUT.finditer(whole):
        at = _text_around_match(whole, found)
        yield make_remark("exact_about", passage.place, at, stated=found[1])
    for found in _ABAB.finditer(whole):
        bound = _ABAB_BOUND.get(found[1])
        if not _ABAB_FINE.match(found[1]) and not (bound and re.match(bound, whole[found.end() :])):
            yield make_remark("doubled", passage.place, _text_around_match(whole, found))


def _text_around_match(text: str, found: re.Match[str]) -> str:
    return text[max(0, found.start() - 6) : found.end() + 6]


def _repeated_sentences(outline: ReportOutline) -> Iterator[Finding]:
    """G4: a sentence that stands twice."""
    seen: set[str] = set()
    for passage in outline.passages():
        for text in split_sentences(passage.text):
            said = text.rstrip("。；！？")
            if len(said) >= 16 and said in seen:
                yield make_remark("doubled", passage.place, quote_sentence(said))
            seen.add(said)


def _broken_series_findings(outline: ReportOutline) -> Iterator[Finding]:
    """G4: 一是 … 三是 without 二是."""
    last = 0
    where = ("", "")
    for passage in outline.passages():
        if passage[:2] != where:
            last, where = 0, passage[:2]
        for found in _SERIES.finditer(passage.text):
            now = ORDINALS.index(found[1]) + 1
            if now not in {1, last + 1} and last:
                yield make_remark("series_gap", passage.place, found[1], expected=ORDINALS[last])
            last = now


def _problems_findings(outline: ReportOutline) -> Iterator[Finding]:
    section = outline.sections.get(4)
    if section is None:
        return
    whole = "".join(section.texts)
    denied = re.search(r"(?:不存在|没有|未发现|暂无)(?:明显|突出|重大)?的?问题", whole)
    if len(whole) < LEAST_WORDS or (denied and len(whole) < DENIED):
        yield make_remark("problems_thin", section.name, whole or "空")
    elif not re.search(r"措施|改进|下一步|整改|加强|完善|提高|提升|强化|今后|将", whole):
        yield make_remark("measures_missing", section.name)


def _accountability_findings(outline: ReportOutline, unit: str) -> Iterator[Finding]:
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
        yield make_remark("accountability_unsaid", "一、总体情况（监督保障）", "、".join(missing))
