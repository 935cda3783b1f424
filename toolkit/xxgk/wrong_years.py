"""F3: years that are a slip — left from last year's text, or with a digit lost."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from toolkit.text.normal_text import split_sentences, western_dates
from toolkit.xxgk.remark import make_remark, quote_sentence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from toolkit.form.finding import Finding
    from toolkit.xxgk.outline import ReportOutline, ReportPassage

_COMPARES = re.compile(
    r"较(?![大为好多高强少小快长低])|(?<!占)比(?![例重])|上年|去年|同期|结转|以来|自20|期间|至20|修订|施行|印发|〕\d+号|第\d+次|(?:[五年]|发展)规划|规划(?:纲要|期)|行动|“十|累计(?!公开|发布|主动|开展|受理|收到|办理|推送|更新|通过|在|利用|依托)|先后|历年|近.年|成立于"
)
_CARRIED = re.compile(r"(?:上年度?|上一年度?|去年)?(?:未办结|结转|转结)[^，。；]{0,24}")
"""What was carried over, in the words every year's sentence has."""
_AHEAD = re.compile(r"下一?年|下一步|今后|将|计划|明年|新的一年|打算|继续|争取|力争|确保|目标|结转|顺延")
_LEADS = re.compile(
    r"^(?:（[一二三四五六七八九十]+）[^0-9]{0,14}?)?(?:为[^，。；\d]{2,40}，)?(?:截至|截止|在|自)?(20\d\d)年度?(?:末|底|以来)?"
)
_HISTORY = re.compile(
    r"^(?:\d{1,2}月)?(?:\d{1,2}日)?(?:建成|开通|印发|制定|成立|修订|公布|发布|实施|出台|设立|启用|上线|创建|投入|编制|签订|收到|受理|新建|通过|颁布|评选|启动)[^，。；]{0,14}的"
)
"""What belongs to another year and is only spoken of: 「2021年3月开通的公众号」."""
_SETTLED = re.compile(
    r"20\d\d年度?[^，。；]{0,16}(?:考核|评估|评选|评比)(?:中|获)|报告(?:提出|中|指出)|存在的?[^，。；]{0,16}问题|获评|荣获|被(?:列为|评为|确定为|授予)|表彰"
)
"""What is said of last year on purpose: its honours, its problems and what became of them."""
FARTHEST = 3
"""From how many years back a year is history and no slip."""
_REPORT_OF = re.compile(
    r"(?:编制|公布|发布|形成)[^。；]{0,24}?《?[^。；《]{0,24}?(?P<published>20\d\d)年度?[^。；]{0,20}(?:年度报告|年报)"
    r"|(?:现将|总结|结合|公布|发布|公开|公示)[^。；，《]{0,24}?(?P<told>20\d\d)年度?(?:政府信息|政务|信息)公开(?:工作)?(?:情况|报告|的基础上)"
    r"|关于(?:切实)?(?:做好|编制)(?P<asked>20\d\d)年度?(?:政府)?信息公开(?:工作)?年度报告"
    r"|《[^。；《》]{0,40}(?P<named>20\d\d)年度?政府信息公开(?:工作)?(?:年度报告|年报)》（以下简称"
)
"""The report naming itself in its preamble, or the notice that asked for it."""
_PERIOD = re.compile(
    r"(?:(20\d\d)年)?(?<!\d)(\d{1,2})月(\d{1,2})日[^。；\d]{0,8}(?:至|到|—|-)(?:(20\d\d)年)?(\d{1,2})月(\d{1,2})日"
)
"""From one day to another: year, month and day of both, the years as far as they are written."""
_OF_DATA = re.compile(
    r"统计(?:的)?(?:期限|期间|时间|时段|周期|时限|数据|口径|起止|截)|数据[^，。；]{0,6}(?:期限|期间|时间|时限)"
)
"""By what a sentence speaks of the period the report's figures are of."""
_OF_PLANS = re.compile(
    r"规划|远景|目标|纲要|方案|计划|战略|行动|愿景|有效期|期限为|《|到20\d\d年|-20\d\d年|至20\d\d年"
)
AHEAD = 3
"""From how many years ahead no report speaks of a year but in a plan's name or aim."""
_PRINTED_ON = re.compile(
    r"20\d\d年\d{1,2}月\d{1,2}日(?:\d\d：\d\d(?:：\d\d)?)?(?:$|[（）【】|]|(?:信息|文章)?来源|作者|发布|字体|浏览|点击|编辑|责任编辑|打印)"
)
"""The day a page or a letter bears, with what portals print beside it."""
_IMPROVES = "(?:从以下|继续|进一步|重点|着力|围绕|紧扣|坚持|加大|加强|不断|持续|认真|严格|结合|采取)"
_PREAMBLE = "标题和说明"
DECEMBER = 12


_DOES = "主动公开|公开|发布|更新|收到|受理|接收|新收|办理|办结|答复|推送|转发|开展|组织|举办|召开|制发|制定|印发|处理|培训"
_DONE = re.compile(
    rf"(?:{_DOES})[^。；]{{0,80}}?\d(?:余|多)?(?:条|件|篇|次|场|期|份|个)|(?:未|没有)(?:收到|发生|接到|受理|产生|出现)|(?:{_DOES})了"
)
"""What is told as done: something counted, or denied."""
_AT_WORK = re.compile(
    r"，?[^，。；《\d]{0,20}(?:贯彻落实|坚持以|(?:认真|深入|全面)(?:贯彻|学习|落实|做好)|紧紧围绕|紧扣|聚焦|严格(?:按照|遵循|执行|落实)|高度重视|始终(?:坚持|将|把)|积极响应|(?:领导|指导)下|根据|按照|利用|依托|我[局镇乡办委县区市街]主动公开)"
)
"""How an office begins to tell what it did in the year it reports on."""
_NAMED = re.compile(r"《(?:[^《》〈〉]|〈[^〈〉]{0,80}〉){0,80}》(?:（[^（）]{0,40}）)?")
"""A document's name: its year is its own."""
_TWO_YEARS = re.compile(r"^20\d\d年以来|较(?![大为好多高强少小快长低])|(?<!占)比(?![例重])|同期|上年|去年|〕")
_IS_PAST = re.compile(
    r"共|累计|了(?!解)|(?:收|接|办理|受理)到|(?:未|没有)(?:收到|发生|接到|受理)|已|(?:公开|发布|更新|推送|转发)[^，。；]{0,24}\d(?:余|多)?(?:条|篇|期)"
)
_IS_PLAN = re.compile(
    r"下一?年|下一步|今后|计划|明年|新的一年|打算|拟|要|争取|力争|继续|(?:^|，|。|年度?|办|局|[镇乡县区市])将"
)
"""What tells a plan for the next year from what was done in a year typed wrong."""


class _PeriodSlip(NamedTuple):
    """What is wrong with the period of the figures, as a code of finding, and the day it is *stated* to begin or end on."""

    code: str
    stated: str


def wrong_year_findings(passage: ReportPassage, outline: ReportOutline, year: int) -> Iterator[Finding]:
    """Yield the years of *passage* that cannot be meant in a report for *year*."""
    if passage.section == _PREAMBLE and passage.text == outline.title:
        yield from _year_in_title_findings(passage, year)
        return
    plans = re.compile(rf"^(?:下一步，?|今后，?)?{year}年，?[^，。；]{{0,8}}将{_IMPROVES}")
    for text in split_sentences(passage.text):
        end = re.search(r"(?:截至|截止|至)(20\d\d)年12月31日", text)
        slip = _period_slip(text, year)
        far = _year_far_ahead(text, year)
        itself = (
            _REPORT_OF.search(text) if passage.section == _PREAMBLE or passage.section[0] == "一" else None
        )
        if end and int(end[1]) != year:
            said = {"stated": end[1], "expected": str(year)}
            yield make_remark("year_in_text", passage.place, quote_sentence(text), severity="error", **said)
        elif passage.section[0] == "五" and plans.search(text):
            yield make_remark("plan_of_year", passage.place, quote_sentence(text), expected=str(year + 1))
        elif slip:
            yield make_remark(
                slip.code, passage.place, quote_sentence(text), stated=slip.stated, expected=str(year)
            )
        elif (
            itself and int(itself[itself.lastgroup or 0]) != year and not re.search("上年|去年|上一年", text)
        ):
            stated = itself[itself.lastgroup or 0]
            yield make_remark(
                "year_in_text", passage.place, quote_sentence(text), stated=stated, expected=str(year)
            )
        elif far:
            yield make_remark(
                "year_ahead", passage.place, quote_sentence(text), stated=far, expected=str(year)
            )
        elif (
            stray := stray_leading_year(text, passage.text, year) or own_work_year(text, passage.text, year)
        ) is not None:
            yield make_remark(
                "year_in_text", passage.place, quote_sentence(text), stated=str(stray), expected=str(year)
            )


def _year_in_title_findings(passage: ReportPassage, year: int) -> Iterator[Finding]:
    years = {int(y) for y in re.findall(r"(20\d\d)年", western_dates(passage.text))}
    if years and year not in years:
        wrong = {"stated": str(min(years)), "expected": str(year)}
        yield make_remark(
            "year_in_text", passage.place, quote_sentence(passage.text), severity="error", **wrong
        )


def _period_slip(text: str, year: int) -> _PeriodSlip | None:
    """Return how a period of figures is not the whole of *year*; any period from 1 January into December is one of figures."""
    found = _PERIOD.search(western_dates(text))
    if not found:
        return None
    first, last = (found[1], int(found[2]), int(found[3])), (found[4], int(found[5]), int(found[6]))
    if not _OF_DATA.search(text) and not (first[1:] == (1, 1) and last[1] == DECEMBER):
        return None
    if last[1:] != (DECEMBER, 31) or (last[0] and first[0] and int(last[0]) < int(first[0]) == year):
        return _PeriodSlip("period_end", _day_text(*last))
    if first[1:] != (1, 1) or (first[0] and int(first[0]) != year):
        return _PeriodSlip("period_start", _day_text(*first))
    return None


def _day_text(year: str | None, month: int, day: int) -> str:
    return f"{year}年{month}月{day}日" if year else f"{month}月{day}日"


def _year_far_ahead(text: str, year: int) -> str:
    """Return a year in *text* that lies so far ahead that it is a digit gone wrong; "" where it is a plan's."""
    far = [y for y in re.findall(r"(?<!\d)(20\d\d)年", text) if int(y) - year >= AHEAD]
    return far[0] if far and not _OF_PLANS.search(text) else ""


def stray_leading_year(sentence: str, paragraph: str, year: int) -> int | None:
    """Return the year a sentence begins with where it should be *year*: not compared, this year not in the paragraph."""
    found = _LEADS.match(sentence)
    if (
        not found
        or _PRINTED_ON.match(paragraph)
        or int(found[1]) == year
        or str(year) in paragraph
        or year - int(found[1]) > FARTHEST
    ):
        return None
    other, rest = int(found[1]), sentence[found.end() :]
    until = sentence.startswith("截")
    own = _CARRIED.sub("", sentence) if not _CARRIED.match(rest) else sentence
    if (_COMPARES.search(own) and not until) or _HISTORY.match(rest) or _SETTLED.search(sentence):
        return None
    if other - year > 1 and not re.match(r"(?:-|—|至)", rest):
        return other
    if other > year and (_AHEAD.search(sentence) or (until and re.match(r"[1-4]月", rest))):
        return None
    return other if until or not rest.startswith(("月", "1", "-", "—", "至", "修")) else None


def own_work_year(sentence: str, paragraph: str, year: int) -> int | None:
    """Return the year *sentence* tells what was done in, beside or ahead of *year*, that nothing else explains.

    Other sentences of *paragraph* may speak of *year*, but of no such work: then the two years may be held against each other.
    """
    found = _LEADS.match(sentence)
    if not found or int(found[1]) not in {year - 1, year + 1} or _PRINTED_ON.match(paragraph):
        return None
    other, rest = int(found[1]), sentence[found.end() :]
    own = _NAMED.sub("", _CARRIED.sub("", sentence))
    begins, done = _AT_WORK.match(rest), _DONE.search(own)
    compares = _TWO_YEARS if begins else _COMPARES
    if not (begins or done) or str(year) in own or compares.search(own, found.end()):
        return None
    if _HISTORY.match(rest) or _SETTLED.search(own):
        return None
    if other > year and (_IS_PLAN.search(own) or not _IS_PAST.search(own)):
        return None
    if other < year and not begins and _is_told_of_year(own, paragraph, year):
        return None
    ended = sentence.startswith("截") and re.match("12月(?:31日|底)", rest)
    return other if ended or not rest.startswith(("月", "1", "-", "—", "至", "修")) else None


def _is_told_of_year(sentence: str, paragraph: str, year: int) -> bool:
    """Tell whether *paragraph* tells the same kind of work of *year* as *sentence* does of another."""
    works = set(re.findall(_DOES, sentence))
    return any(
        works & set(re.findall(_DOES, s)) for s in split_sentences(paragraph) if s.startswith(str(year))
    )
