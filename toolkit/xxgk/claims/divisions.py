"""Which numbers of a sentence divide which: behind 其中 or 分别为, inside a bracket, or before 合计.

A number may divide the one named last, one named before, or what a list named together: the likeliest comes first, and
whoever adds up is content with any.
"""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING, NamedTuple

from toolkit.xxgk.claims.number_lists import (
    PIECES,
    SHARE,
    ListItem,
    NumberList,
    bracket_end,
    division_kind,
    levels_of_brackets,
    read_number_list,
    without_brackets,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from toolkit.text.chinese_numbers import CountedNumber
    from toolkit.xxgk.claims.sentence import NumberedSentence

FARTHEST = 56
"""How many characters, brackets and differences apart, may stand between a whole and 其中."""
AS_REQUESTS, AS_POSTED = 0.3, 0.1
"""By what share of the whole a list that no word leads to may miss it: requests, and what was published."""
CASES = ("复议", "诉讼")
_DIFFERS = r"(?:增加|增长|上升|多|提高|减少|下降|降低|少)"
_CHANGED = re.compile(rf"{_DIFFERS}(?:了|到)?$")
_DIFFERENCE = re.compile(rf"，?[^，。；]{{0,12}}{_DIFFERS}了?[\d.,]{{1,20}}[^，。；\d]{{0,3}}(?=，|$)")
_AMONG = re.compile(r"其中|内有|内含")
_AMONG_ALL = re.compile(r"(?:在|所有)[^，。；\d]{2,12}中，")
"""How a sentence begins that divides what the one before counted: 在主动公开的信息中，…"""
_LEAD = re.compile(r"(?:，?(?:分别|主要|具体)?(?:包括|包含|涉及|分为|有|为|是|含)?(?:通过)?[：，]{0,2})")
"""What may stand between 其中 and the first of a list."""
_HEAD = re.compile(
    r"(?:信息|申请|内容)?(?:[，。；]?(?:其|主要|内容)?(?P<word>分别(?:为|是|有)?|具体(?:为|是|包括|有)?|包括|包含|涵盖|涉及)[：，]?|：|[，：；](?=一是))"
)
"""What leads from a whole to its parts without 其中."""
_ALL_OF_IT = re.compile(r"分别|具体为|具体是")
_IN_BRACKET = re.compile(r"(?P<some>其中|含|包括|内含)?(?:有|为)?[：，]?")
_TOGETHER = re.compile(r"(?:以上)?(?:合计|总计|共计)(?:公开)?(?:政府)?(?:信息|申请)?(?:为|共|有)?")
_LISTED = re.compile(r"(?:、|，|和|及|以及)[^，。；：、（\d]{2,16}")
_DOES = re.compile(r"办结|办理|办毕|答复|处理|结转|转结|审结|完成|收到|受理|接到")
"""What is done with what was counted before: 上年结转 0 件，办结 15 件 is no list of two wholes."""
_ENDED = re.compile("办结|办毕|答复|审结")
"""What ended is a part of what was received: nobody adds the two up."""
_SEEN = re.compile(r"浏览|阅读|点击|关注|访问|粉丝|转发")
"""Whole numbers nobody divides into what was published."""


class Division(NamedTuple):
    """A list and the *wholes* it may divide, the likeliest first; *complete* where its words say that it is all."""

    wholes: tuple[CountedNumber, ...]
    sums: tuple[float, ...]
    """What several of the wholes come to together."""
    start: int
    listed: NumberList
    complete: bool = False
    near: float = 0.0
    """Where no word says that a division is meant: by what share of the whole it may be missed and still be one."""

    several: int = 1
    """How many wholes are listed one behind the other (复议 9 件、诉讼 3 件，其中…): what follows may divide any of them."""


def find_divisions(line: NumberedSentence) -> Iterator[Division]:
    """Yield every division of *line*, each list once."""
    levels = levels_of_brackets(line.text)
    taken: set[int] = set()
    for found in (
        *(d for n in line.numbers if n.unit not in SHARE and (d := _divided_behind(line, n))),
        *(d for start, lead in _starts_among(line) for d in _divided_among(line, start, lead, levels)),
        *_summed_up(line, levels),
        *_divided_by_kind(line, levels),
    ):
        first = found.listed.items[0].number.start if found.listed.items else -1
        if first >= 0 and first not in taken:
            taken.add(first)
            yield found


def _divided_behind(line: NumberedSentence, whole: CountedNumber) -> Division | None:
    """Return what a bracket or a word right behind *whole* divides it into."""
    text = line.text
    if text[whole.end : whole.end + 1] == "（":
        lead = _IN_BRACKET.match(text, whole.end + 1)
        start = lead.end() if lead else whole.end + 1
        listed = read_number_list(text, line.numbers, start, bracket_end(text, start), whole.unit)
        alone = len(listed.items) < 2 and not (lead and lead["some"])
        complete = not lead or not lead["some"] or "：" in lead[0]
        return None if alone else Division((whole,), (), start, listed, complete)
    head = _HEAD.match(text, whole.end)
    if not head or "其中" in head[0]:
        return None
    lead = _LEAD.match(text, head.end())
    start = lead.end() if lead else head.end()
    if text.startswith("其中", start):
        return None
    listed = read_number_list(text, line.numbers, start, bracket_end(text, start), whole.unit)
    if len(listed.items) < 2:
        return None
    complete = bool(_ALL_OF_IT.search(head[0])) or head[0].endswith("：")
    return Division((whole,), (), start, listed._replace(loose=listed.loose or "涵盖" in head[0]), complete)


def _starts_among(line: NumberedSentence) -> Iterator[tuple[int, int]]:
    """Yield where a word stands that divides what was counted before it, and where its list begins."""
    found = [*_AMONG.finditer(line.text), *_AMONG_ALL.finditer(line.text)]
    for m in sorted(found, key=lambda m: m.start()):
        if m[0] in {"其中", "内有", "内含"} or m.start() == 0 or line.text[m.start() - 1] in "。，":
            lead = _LEAD.match(line.text, m.end())
            yield m.start(), lead.end() if lead else m.end()


def _divided_among(
    line: NumberedSentence, among: int, start: int, levels: Sequence[int]
) -> Iterator[Division]:
    """Yield what the list at *start*, behind 其中 at *among*, divides; a second way of dividing it where one follows."""
    text = line.text
    end = bracket_end(text, start)
    first = next((n for n in line.numbers if start <= n.start < end and n.unit not in SHARE), None)
    wholes = _wholes_before(line, among, levels, first.unit) if first else []
    if not wholes:
        return
    named = (
        text[among] in "在所"
    )  # 在公开信息中，…: what it divides was named by its word, wherever it was counted
    if named:
        wholes = [n for n in wholes if n.value] or wholes
    elif "；" in text[start:end] and _earlier_among(text, among, levels):
        end, wholes = text.index("；", start), wholes[:1]
    listed = read_number_list(text, line.numbers, start, end, wholes[0].unit)
    kinds = {division_kind(x.phrase) for x in listed.items}
    complete = bool(re.search("分别|：", text[among:start])) or kinds == {1}
    sums = tuple(_sums_of_wholes(line, wholes))
    wholes = _without_parts(line, wholes, kinds)
    several = _count_listed_wholes(line, wholes)
    if apart := list(_divided_by_case(line, wholes, listed, start)):
        yield from apart
        return
    yield Division(tuple(wholes), sums, start, listed, complete, several=several)
    again = listed.stop + len(re.match("[，；]?", text[listed.stop :])[0])  # type: ignore[index]
    if len(listed.items) > 1 and again < end and not _AMONG.match(text, again):
        second = read_number_list(text, line.numbers, again, end, wholes[0].unit)
        kinds = {division_kind(x.phrase) for x in second.items}
        if len(second.items) > 1 and kinds == {1} and second.closed:
            yield Division(tuple(wholes), sums, again, second, several=several)


def _divided_by_case(
    line: NumberedSentence, wholes: Sequence[CountedNumber], listed: NumberList, start: int
) -> Iterator[Division]:
    """Yield the outcomes of reviews and those of lawsuits apart, where both were counted and the list names both."""
    of: dict[str, CountedNumber] = {}
    for n in wholes[:2]:
        said = re.split("[，。；：（]", line.text[: n.start])[-1]
        of.setdefault(max(CASES, key=said.rfind) if any(k in said for k in CASES) else "", n)
    parts: dict[str, list[ListItem]] = {}
    last = ""
    for item in listed.items:
        last = next((k for k in CASES if k in item.phrase), last)
        parts.setdefault(last, []).append(item)
    if set(of) != set(CASES) or set(parts) != set(CASES) or "复议后" in line.text:
        return
    for kind, items in parts.items():
        own = listed._replace(items=tuple(items), ends=(len(items),))
        yield Division((of[kind],), (), start, own, complete=True)


def _without_parts(
    line: NumberedSentence, wholes: list[CountedNumber], kinds: set[int]
) -> list[CountedNumber]:
    """Return *wholes* without those named last that are parts themselves: of another way to divide, or what was left over."""
    for at, n in enumerate(wholes):
        phrase = (
            re.split("[，。；、：]", line.text[: n.start])[-1]
            + re.split("[，。；、：]", line.text[n.end :])[0]
        )
        kind = division_kind(phrase)
        if n.value and not re.search("结转|转结", phrase) and (not kind or kinds & {kind, 0}):
            return wholes[at:]
    return wholes


def _count_listed_wholes(line: NumberedSentence, wholes: Sequence[CountedNumber]) -> int:
    """Return how many of *wholes* make up the list that ends in the first of them: 1 where it stands alone."""
    count = 1
    for one, before in itertools.pairwise(wholes):
        between = line.text[before.end : one.start]
        if not _LISTED.fullmatch(between) or _DOES.search(between):
            break
        count += 1
    return count


def _earlier_among(text: str, among: int, levels: Sequence[int]) -> list[int]:
    """Return where 其中 stands before *among* in the same bracket and the same part of the sentence."""
    start = max(text.rfind("。", 0, among), 0)
    return [m.start() for m in _AMONG.finditer(text, start, among) if levels[m.start()] == levels[among]]


def _wholes_before(
    line: NumberedSentence, among: int, levels: Sequence[int], unit: str
) -> list[CountedNumber]:
    """Return the numbers that may be divided at *among*, the last named first: no differences, no shares, none of others."""
    text = line.text
    found: list[CountedNumber] = []
    for n in reversed([n for n in line.numbers if n.end <= among and levels[n.start] == levels[among]]):
        if n.unit in SHARE or _CHANGED.search(text[: n.start]):
            continue
        if n.unit != unit and not {n.unit, unit} <= PIECES:
            continue
        if _SEEN.search(re.split("[，。；、：]", text[: n.start])[-1]):
            continue
        between = _DIFFERENCE.sub("", without_brackets(text[n.end : among]))
        if not found and (len(between) > FARTHEST or "；" in between):
            return []
        found.append(n)
    return found


def _sums_of_wholes(line: NumberedSentence, wholes: Sequence[CountedNumber]) -> Iterator[float]:
    """Yield what the likeliest whole comes to with the numbers named right before it."""
    together = wholes[0].value if wholes else 0.0
    for one, before in itertools.pairwise(wholes):
        between = line.text[before.end : one.start]
        if re.search("[。]|其中", between) or _ENDED.search(between):
            return
        together += before.value
        yield together


def _summed_up(line: NumberedSentence, levels: Sequence[int]) -> Iterator[Division]:
    """Yield the numbers that 合计 adds up behind them."""
    for at, n in enumerate(line.numbers):
        phrase = re.split("[，；。：、（）]", line.text[: n.start])[-1]
        if at < 2 or not _TOGETHER.fullmatch(phrase):
            continue
        stop = n.start - len(phrase)
        start = max(line.text.rfind(mark, 0, stop) for mark in "。；（") + 1
        listed = read_number_list(line.text, line.numbers, start, stop, n.unit)
        if len(listed.items) > 1 and levels[start] == levels[n.start] and not listed.loose:
            sums = [sum(x.number.value for x in listed.items[i:]) for i in range(1, len(listed.items) - 1)]
            yield Division((n,), tuple(s for s in sums if s == n.value), start, listed, complete=True)


def _divided_by_kind(line: NumberedSentence, levels: Sequence[int]) -> Iterator[Division]:
    """Yield the lists without a word that leads to them: by result, by applicant, by channel, behind what was received."""
    before = 0
    for n in (n for n in line.numbers if n.unit not in SHARE and not levels[n.start]):
        start = max(line.text.rfind(mark, 0, n.start) for mark in "，。；：") + 1
        behind = re.split("[，。；、：]", line.text[n.end :])[0]
        kind, last = division_kind(line.text[start : n.start] + behind), before
        before = kind
        if not kind or last or _AMONG.search(line.text, 0, n.start) or not start:
            continue
        wholes = _wholes_before(line, start, levels, n.unit)
        listed = read_number_list(line.text, line.numbers, start, len(line.text), n.unit)
        if not wholes or {division_kind(x.phrase) for x in listed.items} != {kind} or len(listed.items) < 2:
            continue
        sums = tuple(_sums_of_wholes(line, wholes))
        near = AS_REQUESTS if line.requests else AS_POSTED
        everybody = kind == 2 and all(
            any(re.search(word, x.phrase) for x in listed.items) for word in ("自然人|公民|个人", "法人")
        )
        near = 1.0 if everybody else near  # natural persons and all others: there are no more
        if line.requests or len(listed.items) > 2:
            yield Division(tuple(wholes), sums, start, listed, kind == 1 or everybody, near)
