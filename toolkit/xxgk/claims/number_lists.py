"""The numbers of a sentence as lists: what is listed behind 其中, inside a bracket, or before 合计, and where a list may end.

A list runs from item to item, one number a phrase, outside brackets. It *must* end where other things begin (同时,
同比, another unit of counting); it *may* end where an item does something else than the first (…，受理来信 7 件) or is of
another unit: then both readings are kept, and whoever adds up is content with either.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from toolkit.text.chinese_numbers import CountedNumber

SHARE = {"%", "％"}
PIECES = frozenset({"条", "件", "篇", "份", "期", "个", "项", "部", "批", "起", "宗", "例", "封", ""})
"""Units of what is published or asked for: 102 条 may be made up of 22 件 and 80 条."""
LONGEST_ITEM = 40
"""How many characters an item may have before its number, brackets left out."""
_GIVES_OUT = re.compile(r"推送|转发|编辑|制作|更新|发布|公开(?!类|信息|目录|指南|年报|制度)|通过")
_TAKES_IN = re.compile(
    r"办理|办结|回应|回复|答复|阅读|浏览|点击|关注|收到|受理|发放|开展|举办|召开|接受|接听|组织(?:开展|召开|参加|培训)|培训"
)
"""What an office does with information, and with what others bring: a list that goes on to another doing may be over."""
_STOP = re.compile(
    r"[。！？]|比|较|同期|另有|另外|另通过|同时|此外|分别占|上年|去年|历年|累计|合计|共计|总计|平均|满意|人次|万|占|(?:在|所有)[^，。；\d]{2,12}中，"
)
"""Words behind which no part of the same whole follows."""
_CASES = re.compile("复议|诉讼|起诉")
_INNER = re.compile(r"其中|内有|内含")
_LAST_ITEM = re.compile(r"^(?:其[他它余]|剩余|余下|剩下)|不属于")
_SHARED = re.compile(r"，?(?:占|占比)(?:总数的|全部的|比)?(?:[\d.]{1,20}[%％])?")
"""The share of the item before."""
_SKIPPED = re.compile(r"[\d.]{1,20}[%％]|占比|占")
_KINDS = (
    re.compile(
        r"予以公开|同意公开|部分公开|不予|无法提供|不掌握|信息不存在|其他处理|撤回|补正|结转(?:至|到|入)?(?:下|次|明)"
    ),
    re.compile(r"自然人|公民|个人|企业|法人|组织"),
    re.compile(
        r"网络|网上|线上|线下|互联网|信函|当面|现场|邮寄|邮件|快递|传真|窗口|平台|系统|信箱|官网|网站|微信|公众号|微博|抖音|视频号|新媒体|客户端|专栏|公示栏|公开栏|服务网|电视|广播"
    ),
)
_ANY_WAY = re.compile(r"[^，。；]{0,24}等(?:各类|多种|多)?(?:渠道|方式|形式|途径|平台|载体)")
"""Ways of dividing requests: how they ended, whom they are from, how they came."""


class ListItem(NamedTuple):
    """A *number*, the *phrase* it stands in and the *clause*; *mark* parts it from the item before."""

    number: CountedNumber
    phrase: str
    mark: str
    clause: str

    @property
    def completes(self) -> bool:
        """Tell whether the item is all the rest: 其他, 其余."""
        return bool(_LAST_ITEM.match(self.phrase))


class NumberList(NamedTuple):
    """Items that may be the parts of one whole; the list may end behind each of *ends* (counts of items)."""

    items: tuple[ListItem, ...]
    ends: tuple[int, ...]
    closed: bool
    """Whether it runs to the end of what it stands in, with no 等 behind its last number."""
    loose: bool
    """Whether other things are told between its items, as where some examples are given."""
    stop: int
    """Where it ends in the text."""
    last: bool = False
    """Whether nothing more is told in the sentence it closes."""


def without_brackets(text: str) -> str:
    """Return *text* without what stands in brackets, closed or not."""
    said = re.sub(r"（[^（）]*）", "", text)
    said = re.sub(r"（[^（）]*）", "", said)
    return said.partition("（")[0]


def bracket_end(text: str, start: int) -> int:
    """Return where the bracket that *start* stands in is closed, or the end of *text*."""
    depth = 0
    for at in range(start, len(text)):
        if text[at] == "（":
            depth += 1
        elif text[at] == "）":
            depth -= 1
            if depth < 0:
                return at
    return len(text)


def levels_of_brackets(text: str) -> list[int]:
    """Return how many brackets every character of *text* stands in."""
    found, depth = [], 0
    for c in text:
        depth -= c == "）" and depth > 0
        found.append(depth)
        depth += c == "（"
    return found


def division_kind(phrase: str) -> int:
    """Return which of the ways of dividing requests *phrase* is of: 1, 2 or 3; 0 for none."""
    said = _ANY_WAY.sub("", phrase)
    return next((at for at, pattern in enumerate(_KINDS, 1) if pattern.search(said)), 0)


def read_number_list(
    text: str, numbers: Sequence[CountedNumber], start: int, end: int, unit: str
) -> NumberList:
    """Return the list that begins at *start* and ends before *end*, its parts counted as *unit* is."""
    levels = levels_of_brackets(text)
    level = levels[start] if start < len(text) else 0
    here = [n for n in numbers if start <= n.start < end and levels[n.start] == level and n.unit not in SHARE]
    reading = _ListReading(text, start, end, unit)
    for at, n in enumerate(here):
        if not reading.take(n, here[at + 1].start if at + 1 < len(here) else end, here[at:]):
            break
    return reading.made()


class _ListReading:
    """Takes the numbers of a list one by one."""

    def __init__(self, text: str, start: int, end: int, unit: str) -> None:
        self.text, self.end, self.unit = text, end, unit
        self.items: list[ListItem] = []
        self.ends: set[int] = set()
        self.loose, self.over, self.skipping, self.complete = False, False, False, False
        self.last = self.stop = start

    def take(self, number: CountedNumber, following: int, rest: Sequence[CountedNumber]) -> bool:
        """Take *number*, one of *rest*; False where the list is over before it."""
        gap = without_brackets(self.text[self.last : number.start])
        behind = without_brackets(self.text[number.end : following])
        self.stop, self.last = self.last, number.end
        if self.items and (inner := list(_INNER.finditer(gap))):
            self.skipping = True  # the parts of the item before: over at the next semicolon
            gap = gap[inner[-1].end() :]
        if self.skipping:
            if "；" not in gap:
                return self._skip(rest)
            self.skipping, gap = False, gap[gap.rindex("；") :]
        item = _make_item(number, gap, behind)
        if _ends_before(item, gap, self.items, self.unit):
            self.over = True
            return False
        if item.mark == "；" and len(self.items) > 1 and all(x.mark == "、" for x in self.items[1:]):
            self.over = self.complete = True  # a list parted by 、 is over at the semicolon
            return False
        if self.items and _may_end_before(item, self.items):
            self.ends.add(len(self.items))
        between = _SHARED.sub("", gap)
        self.loose = self.loose or (bool(self.items) and between.count("，") + between.count("；") > 1)
        self.items.append(item)
        return True

    def _skip(self, rest: Sequence[CountedNumber]) -> bool:
        """Pass over a number of an inner list; False where nothing tells where that one is over."""
        tail = self.text[rest[0].start : self.end]
        if "；" in tail:
            return True
        self.over = "，" in without_brackets(tail.rstrip("，。")) and len(rest) > 1
        return False

    def made(self) -> NumberList:
        """Return the list as far as it was read."""
        self.ends.add(len(self.items))
        tail = "" if self.over else self.text[self.last : self.end]
        behind = self.text[self.items[-1].number.end :] if self.complete else tail
        closed = (self.complete or not self.over) and not _OPEN.match(without_brackets(behind))
        stop = self.stop if self.over else self.end
        last = closed and len(re.split("[，；。]", behind.rstrip("，；。"))) == 1
        return NumberList(tuple(self.items), tuple(sorted(self.ends)), closed, self.loose, stop, last)


_OPEN = re.compile("(?:信息|内容|方面|类){0,2}等")
"""What stands behind the last number of a list that names some parts only."""


def _make_item(number: CountedNumber, gap: str, behind: str) -> ListItem:
    marks = re.findall("[，；、：]", gap)
    before = re.split("[，；、：]", gap)[-1]
    mark = "；" if "；" in marks else "，" if "，" in marks else marks[0] if marks else ""
    phrase = before + re.split("[，；、：。]", behind)[0]
    return ListItem(number, phrase, mark, re.split("[，；：]", gap)[-1] + phrase[len(before) :])


def _ends_before(item: ListItem, gap: str, items: Sequence[ListItem], unit: str) -> bool:
    """Tell whether the list is over before *item*."""
    n = item.number
    if n.unit != unit and not {n.unit, unit} <= PIECES:
        return True
    said = _SKIPPED.sub("", gap)
    if len(re.split("[，；、：]", said)[-1]) > LONGEST_ITEM:
        return True
    if not items:
        return False
    if _STOP.search(said) or (_CASES.search(said) and not _CASES.search(items[0].phrase)):
        return True
    kind, before = division_kind(item.phrase), division_kind(items[-1].phrase)
    return unit == "件" and item.mark in {"，", "；"} and 0 not in {kind, before} and kind != before


def _may_end_before(item: ListItem, items: Sequence[ListItem]) -> bool:
    if item.mark == "、" or item.completes:
        return False
    first = items[0].clause
    given = re.search("推送|转发|编辑|制作|更新", item.clause) and not _GIVES_OUT.search(first)
    taken = _TAKES_IN.search(item.clause) and not _TAKES_IN.search(first)
    return bool(given or taken or re.search("结转|转结|尚|目前|现已", item.phrase))
