"""E4, E5: the numbers of one sentence against each other — parts and their whole, shares, growth."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from toolkit.form.words import format_number as shown
from toolkit.xxgk.remark import make_remark, quote_sentence

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from toolkit.form.finding import Finding
    from toolkit.form.model import Cell
    from toolkit.text.chinese_numbers import CountedNumber
    from toolkit.xxgk.claims.sentence import NumberedSentence

NEARLY = 0.05
"""By what share of the whole parts may miss it and still be taken for all of it."""
LEAST_PARTS = 3
FARTHEST = 80
"""How many characters before 其中 the whole stands at most, brackets and differences included."""
NO_PART = {"%", "％"}
MONEY = {"元", "万元"}
_CHANGES = r"(?:增加|增长|上升|多|提高|减少|下降|降低|少)"
_DOES = re.compile(r"办理|回应|回复|答复|推送|阅读|收到|受理|发放")
"""Doings: a list that comes to another one goes on to other things."""
_UP = r"(?:增长|增加|上升|提高|提升)"
_DOWN = r"(?:下降|减少|降低)"
_THEN = r"(?:上年|去年|20\d\d年度?|上一年度?|上年度|同期|上年同期|去年同期)"


def part_sum_findings(line: NumberedSentence, place: str) -> Iterator[Finding]:
    """Yield where parts listed after 其中 do not make the whole before it."""
    for start in (m.start() for m in re.finditer("其中", line.text)):
        whole = _divided_number(line, start)
        if whole and not _is_last_of_list(line, whole):
            yield from _check_parts_of_whole(line, place, start, whole)


def _divided_number(line: NumberedSentence, start: int) -> CountedNumber | None:
    """Return the number that is divided: the last before 其中 that is no difference and stands in no closed bracket."""
    text = line.text
    for n in reversed([n for n in line.numbers if n.end <= start and n.unit not in NO_PART]):
        if start - n.end > FARTHEST:
            return None
        between = text[n.end : start]
        closed = between.count("）") > between.count("（")
        if closed or re.search(rf"{_CHANGES}(?:了|到)?$", text[: n.start]):
            continue
        between = re.sub(
            r"（[^（）]*）|，?[^，。；]{0,12}" + _CHANGES + r"了?[\d.,]{1,20}[^，。；\d]{0,3}(?=，|$)",
            "",
            between,
        )
        return n if not n.about and len(between) <= 12 and not re.search("[。；]", between) else None
    return None


def _is_last_of_list(line: NumberedSentence, whole: CountedNumber) -> bool:
    """Tell whether the whole is the last of a list (「复议 9 件、诉讼 3 件，其中…」): what follows may divide any of them."""
    before = [n for n in line.numbers if n.end <= whole.start]
    between = line.text[before[-1].end : whole.start] if before else ""
    return bool(re.fullmatch(r"(?:、|，|和|及|以及)[^，。；：、（\d]{2,16}", between))


class _NumberList(NamedTuple):
    numbers: list[CountedNumber]
    ended: bool
    """Whether the list ran to its end, and was not left where it comes to speak of other things."""


def _check_parts_of_whole(
    line: NumberedSentence, place: str, start: int, whole: CountedNumber
) -> Iterator[Finding]:
    text = line.text
    listed, ended = _read_number_list(line, start, whole)
    values = [n.value for n in listed]
    about = ["parts", whole.value, values]
    over = [n for n in listed if n.value > whole.value]
    if over:
        said = {"part": shown(over[0].value), "whole": shown(whole.value)}
        yield make_remark(
            "part_over", place, quote_sentence(text, whole.start, over[0].end), about=about, **said
        )
        return
    sums = [sum(values[:i]) for i in range(1, len(values) + 1)]
    if not values or whole.value in sums or _mixes_divisions(text[start:]):
        return
    off = sums[-1] - whole.value
    pure = "，" not in text[listed[0].end : listed[-1].start]
    near = (
        ended
        and len(values) >= LEAST_PARTS
        and abs(off) <= NEARLY * whole.value
        and "等" not in text[listed[0].start :]
    )
    if near or (off > 0 and len(values) > 1 and pure):
        said = {"part": shown(sums[-1]), "whole": shown(whole.value)}
        yield make_remark(
            "parts_differ", place, quote_sentence(text, whole.start, listed[-1].end), about=about, **said
        )


def _read_number_list(line: NumberedSentence, start: int, whole: CountedNumber) -> _NumberList:
    """Return the list that begins at *start*: one number a phrase, of the unit of *whole*, outside brackets."""
    text = line.text
    listed: list[CountedNumber] = []
    for n in line.numbers:
        if n.start < start or n.about or _is_across_bracket(text, start, n.start):
            continue
        lead = text[listed[-1].end if listed else start : n.start]
        if listed and n.unit in NO_PART:  # the share of the part just named
            continue
        said = re.sub(r"[\d.]{1,20}[%％]|（[^（）]*）", "", lead.replace("其中", "", 0 if listed else 1))
        if (
            len(said) > 30
            or n.unit not in {whole.unit, ""}
            or re.search(r"[。；]|其中|比|较|结转|另有|其余|尚有|同时|此外", said)
            or (listed and _DOES.search(said) and not _DOES.search(text[start : listed[0].start]))
        ):
            return _NumberList(listed, ended=False)
        listed.append(n)
    return _NumberList(listed, ended=True)


def _is_across_bracket(text: str, start: int, at: int) -> bool:
    return text.count("（", start, at) != text.count("）", start, at)


def _mixes_divisions(text: str) -> bool:
    """Tell whether a list runs through two ways of dividing the same whole."""
    by_whom = re.search(r"自然人|公民|企业|法人|组织", text)
    by_result = re.search(r"予以公开|不予|无法提供|部分公开", text)
    by_channel = re.search(r"网络|网上|信函|当面|邮寄|传真", text)
    return sum(map(bool, (by_whom, by_result, by_channel))) > 1


# shares and growth


def share_findings(line: NumberedSentence, place: str, figures: Mapping[Cell, float]) -> Iterator[Finding]:
    """Yield where a share or a growth does not follow from the numbers the sentence gives."""
    counts = [n for n in line.numbers if n.unit not in NO_PART | MONEY and not n.about]
    parts_of = _numbers_with_shares(line, counts)
    for n in line.numbers:
        earlier = [c for c in counts if c.end <= n.start]
        if n.unit not in NO_PART or n.about or not earlier:
            continue
        part, likely = earlier[-1], []
        lead = line.text[part.end : n.start]
        if part in parts_of and n is parts_of[part]:
            likely = [
                part.value / w * 100 for w in _possible_wholes(line, part, earlier, list(parts_of), figures)
            ]
        elif len(lead) <= 16 and (grew := re.search(rf"(?P<up>{_UP})|(?P<down>{_DOWN})", lead)):
            pair = _this_and_last_year(line, earlier)
            if pair and pair[1] > 0:
                change = (pair[0] - pair[1]) / pair[1] * 100
                likely = [change if grew["up"] else -change]
        if likely and not any(is_rounding_of(n, x) for x in likely):
            closest = min(likely, key=lambda x: abs(x - n.value))
            places = max(len(n.digits.partition(".")[2]), 1)
            yield make_remark(
                "percent_differs",
                place,
                quote_sentence(line.text, part.start, n.end),
                about=["share", n.digits, part.value, likely],
                stated=n.digits,
                expected=f"{closest:.{places}f}",
            )


def _numbers_with_shares(
    line: NumberedSentence, counts: Sequence[CountedNumber]
) -> dict[CountedNumber, CountedNumber]:
    """Return the numbers whose share of a whole stands right behind them, each with that share."""
    found = {}
    for n in line.numbers:
        earlier = [c for c in counts if c.end <= n.start]
        if n.unit in NO_PART and earlier:
            lead = line.text[earlier[-1].end : n.start]
            alone = lead == "（" and line.text[n.end : n.end + 1] == "）"
            if alone or re.fullmatch(
                r"(?:的)?(?:申请)?[，、（]?(?:约|共|分别)?占(?:比|总|申请|全|办结|收到)?[^，。；]{0,10}", lead
            ):
                found[earlier[-1]] = n
    return found


def _possible_wholes(
    line: NumberedSentence,
    part: CountedNumber,
    earlier: Sequence[CountedNumber],
    siblings: Sequence[CountedNumber],
    figures: Mapping[Cell, float],
) -> list[float]:
    """Return what a share may be of: larger numbers named before that are no parts themselves, or all requests.

    Where the first share of a sentence has nothing before it, its whole stands elsewhere: the others' does too.
    """
    named = [c.value for c in earlier if c not in siblings and c.value >= part.value and c.value]
    if line.requests:
        named += [
            v
            for r in (line.of.new, line.of.both, line.of.done)
            if (v := r.value(figures)) and v >= part.value
        ]
    return named


def _this_and_last_year(
    line: NumberedSentence, earlier: Sequence[CountedNumber]
) -> tuple[float, float] | None:
    """Return this year's number and last year's, where the sentence gives both, or one and the difference."""
    if len(earlier) < 2:
        return None
    now, then = earlier[-2], earlier[-1]
    between = line.text[now.end : then.start]
    if now.unit != then.unit and "" not in {now.unit, then.unit}:
        return None
    if found := re.search(
        rf"(?:同比|(?:比|较|与){_THEN}(?:的|同期|度)?)(?P<by>{_UP}|{_DOWN}|多|少)(?:了)?[^，。；\d]{{0,4}}$",
        between,
    ):
        rose = re.match(rf"{_UP}|多", found["by"])
        return now.value, now.value - then.value if rose else now.value + then.value
    if re.search(rf"(?:比|较|与){_THEN}[^，。；\d]{{0,10}}$", between):
        return now.value, then.value
    if re.fullmatch(rf"[，、（](?:而)?{_THEN}(?:同期)?(?:为|是|的)?", between):
        years = re.findall(r"20\d\d", between)
        return (now.value, then.value) if not years or int(years[0]) < line.year else (then.value, now.value)
    if re.fullmatch(rf"[^，。；\d]{{0,6}}{_UP}[至到]|[^，。；\d]{{0,6}}{_DOWN}[至到]", between):
        return then.value, now.value
    return None


def is_rounding_of(stated: CountedNumber, exact: float) -> bool:
    """Tell whether *exact* may be printed as *stated*: half a unit of its last place."""
    places = len(stated.digits.partition(".")[2])
    return abs(exact - stated.value) <= 0.5 / 10.0**places + 1e-9
