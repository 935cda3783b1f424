"""G4: where a number was lost that a unit counted, or the unit of a number.

A unit stands without its number where it ends a phrase and no word Chinese texts have: 「共公开信息条」, and not 头条. What ends
in 件 is a word of this genre more often than not (申请件, 公开件): there something else must tell that it was counted.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from toolkit.text.chinese_numbers import find_counted_numbers
from toolkit.text.doubled_characters import ends_a_word
from toolkit.xxgk.claims.number_lists import PIECES
from toolkit.xxgk.claims.sentence import phrase_before_number
from toolkit.xxgk.remark import make_remark, quote_sentence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from toolkit.form.finding import Finding
    from toolkit.text.chinese_numbers import CountedNumber
    from toolkit.xxgk.outline import ReportPassage

_ENDS, _ENDS_IN = "(?=[，。；、])", "(?=[，。；、）])"
LOST_NUMBERS = (
    ("公开信息条，", r"(?:公开|发布|更新|推送)[^，。；\d]{0,12}信息(?:共|计|约)?条(?=[，。；])"),
    (
        "共收到件，",
        r"(?:共|累计|共计|合计)(?:收到|受理|公开|办结|发布|答复)?(?:件|条|次|篇|场|份)(?=[，。；])",
    ),
    (
        "予以公开件，",
        rf"(?:公开申请|公开事项|办理事项|已办结|年度办结|予以公开|部分公开|不予公开|无法提供|不予处理|其他处理|(?:上年|上一年|去年)度?结转|结转(?:至|到|入)?(?:下|次|明)一?年度?(?:继续)?(?:办理)?|(?:数量|总数|总量)|(?:信息|文件|申请)数)[件条]{_ENDS_IN}",
    ),
    ("制发3件，现行有效规范性文件。", r"(?<=件，)现行有效(?:的)?(?:行政)?规范性文件(?=[。；])"),
    ("推文期，", rf"(?:发布|推送|转发|更新|刊发|推文)期{_ENDS}"),
    ("通知公告，条，", r"[，、](?:条|篇|件)(?=[，；。])"),
    ("废止件，", rf"(?:废止|失效|制发|新增|有效|政府信息|政务信息)件{_ENDS}"),
    ("信件件，", rf"信件件{_ENDS}"),
    ("公开信息近条，", rf"(?:近|超|逾|约|的)[件条篇份]{_ENDS_IN}"),
    ("收到申请件件，", r"(?:申请|公开|举报)件件(?=[，。；（])"),
    ("除件结转", r"除[件条](?=结转|外|未|均)"),
    ("，件均已", r"(?<=[，；])(?:件|条)(?=结转|信息|均|已办|予以)"),
    ("发布的条信息", r"的条(?:信息|政府|政务)"),
    ("不少于条", r"不少于[条件篇次]"),
    (
        "共收到公开申请件，",
        r"共(?:计)?(?:新)?(?:收到|接收|受理|办理|答复|收|收到并办理)[^，。；、\d零一二三四五六七八九十]{0,24}(?:申请|事项|提案|建议|信息|公开|来信)件(?=[，。；])",
    ),
    (
        "收到申请件（其中",
        r"(?:收到|受理|接到|新收)[^，。；、\d零一二三四五六七八九十（）]{0,16}申请件(?=（其中|，其中)",
    ),
    ("，篇报道", r"(?<=[，；。])(?:篇(?=报道|文章|稿件|信息)|条(?=信息|建议|意见|留言))"),
    (
        "公开条政府信息",
        r"(?:收到|公开|发布|受理|接到|推送|制发|印发)了?[条件项篇份期](?=政府信息|政务信息|依申请|申请|规范性文件|行政规范|各类信息)",
    ),
    ("培训班场，", rf"(?:发布会|座谈会|听证会|培训班?|宣讲|访谈|活动|讲座|会议|直播|开放日)场{_ENDS_IN}"),
)
"""What is left where a unit, or what was counted twice before, lost its number: an example, and what tells it."""
_LOST_NUMBER = re.compile("|".join(pattern for _, pattern in LOST_NUMBERS))
_SENTENCE = re.compile("[^。！？]+。?")
"""A sentence with all its clauses: what others count, parted by ；, tells that one lacks its number."""
_LEFT_BLANK = re.compile(r"[ \u3000](?=[条件次场篇])")
"""A gap where a number was to be filled in: G6 says that."""
_UNIT_ALONE = re.compile(
    r"(?P<before>[\u4e00-\u9fa5])(?P<unit>[条件篇份次个])(?=[，。；、）]|等[，。；、])(?!、[条件篇份次个])"
)
_ENDS_ITEM = re.compile("[，。；：、（）]")
_NO_NUMBER = "头一每各几多本该信链线第逐两三四五六七八九十百千余上下红面数此这那哪若首同教戒荐枝长短诗全整连部身月年省股成人层届批场频班期档轮版户依其再初整单某条行"
"""What stands before a unit that was not counted: 头条, 部份, 多篇, 场次."""
_NO_PIECE = "头一每各几多本该信链线第逐两三四五六七八九十百余上下红面数此这若首同教戒荐枝文邮稿案证软附要事部零组来函请开办密急阅提物配构硬元控插原快制复回转答交受处结收"
"""What stands before 件 in words of this genre."""
_SOME = re.compile(r"\d|[一二两三四五六七八九十百千](?:余|多)?$|若干|多$|无|未|没有|以件计|每")
_DENIES = re.compile("未|没有|无")
LONGEST_CLAUSE = 64
"""How far a denial is looked for before what it denies."""
FEWEST_COUNTED = 2
"""How many items of a list must be counted by a unit that one without its number is seen, though a word may end so."""
_NO_COUNT = re.compile(
    r"编号|编码|代码$|邮编|电话|传真|热线|(?<!众)号|得分|评分|排名|名列|位列|指数|率|占|数|量|比|QQ|满意|地址|[路街巷道楼室栋幢层版第年月至截约]$"
)
"""Words before a number that needs no unit."""
_HOTLINE = re.compile(r"123\d\d")
_DONE_WITH = re.compile("收到|受理|新收|公开|发布|推送|更新|制发|办结|答复|接到|转发")
_PIECES_NAMED = re.compile(r"(?:信息|申请|依申请公开|文件|稿件|推文|事项)(?:共|共计|总计|累计|计|约){0,2}$")
"""What leads to a number of pieces, whatever else the sentence counts."""


def lost_number_findings(passage: ReportPassage) -> Iterator[Finding]:
    """Yield where *passage* lacks a number before its unit, or a unit behind its number."""
    text = passage.text
    lost = next((m for m in _LOST_NUMBER.finditer(text) if not _is_denied(text, m)), None)
    if lost and not _LEFT_BLANK.search(passage.paragraph.text):
        yield make_remark("letter_lost", passage.place, quote_sentence(text, *lost.span()))
    for sentence in _SENTENCE.findall(text):
        for start, end in (*_units_without_number(sentence), *_numbers_without_unit(sentence)):
            if not (lost and sentence[start:end] in lost[0]):
                yield make_remark("letter_lost", passage.place, quote_sentence(sentence, start, end))


def _is_denied(text: str, found: re.Match[str]) -> bool:
    """Tell whether what is counted is said not to be there: 未收到政府信息公开申请件."""
    clause = re.split("[，。；]", text[max(0, found.start() - LONGEST_CLAUSE) : found.start()])[-1]
    return bool(_DENIES.search(clause))


def _units_without_number(sentence: str) -> Iterator[tuple[int, int]]:
    """Yield the units of a sentence that bear no number, and end no word or are what others of the sentence count in."""
    for found in _UNIT_ALONE.finditer(sentence):
        unit, before = found["unit"], found["before"]
        several = len(re.findall(rf"\d ?(?:余|多)?{unit}", sentence)) >= FEWEST_COUNTED
        alone = unit != "件" and not ends_a_word(before + unit)
        if before in (_NO_PIECE if unit == "件" else _NO_NUMBER) or not (several or alone):
            continue
        if not _SOME.search(_ENDS_ITEM.split(sentence[: found.start() + 1])[-1]):
            yield found.span()


def _numbers_without_unit(sentence: str) -> Iterator[tuple[int, int]]:
    """Yield the numbers of pieces that lack their unit: most others of the sentence have one, or its words count pieces."""
    numbers = find_counted_numbers(sentence)
    bare = [n for n in numbers if not n.unit and n.digits and _lacks_unit(sentence, n)]
    counted = sum(n.unit in PIECES and bool(n.unit) for n in numbers)
    for n in bare:
        phrase = phrase_before_number(sentence[: n.start])
        named = n.value and _DONE_WITH.search(phrase) and _PIECES_NAMED.search(phrase)
        if len(bare) <= counted or named:
            yield n.start, n.end


def _lacks_unit(sentence: str, number: CountedNumber) -> bool:
    phrase = phrase_before_number(sentence[: number.start])
    return (
        not _HOTLINE.fullmatch(number.digits)
        and len(phrase) > 1
        and "\u4e00" <= phrase[-1] <= "\u9fa5"
        and not _NO_COUNT.search(phrase)
        and sentence[number.end : number.end + 1] in {"，", "。", "；", "、", "）"}
    )
