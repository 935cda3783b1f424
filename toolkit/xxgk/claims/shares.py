"""E5: shares and growth against the numbers of the same sentence."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from toolkit.xxgk.remark import make_remark, quote_sentence

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from toolkit.form.finding import Finding
    from toolkit.form.model import Cell
    from toolkit.text.chinese_numbers import CountedNumber
    from toolkit.xxgk.claims.sentence import NumberedSentence

NO_PART = {"%", "％"}
MONEY = {"元", "万元"}
TINY = 1e-9
WHOLE = 100
"""What all the shares of a whole come to."""
_DIVIDES = re.compile("其中|在[^，。；\\d]{2,12}中，")
"""Behind these a number that has a share itself may be divided further."""
_UP = r"(?:增长|增加|上升|提高|提升)"
_DOWN = r"(?:下降|减少|降低)"
_THEN = r"(?:上年|去年|20\d\d年度?|上一年度?|上年度|同期|上年同期|去年同期)"


def share_findings(
    line: NumberedSentence, place: str, figures: Mapping[Cell, float], since: int = 0
) -> Iterator[Finding]:
    """Yield where a share or a growth does not follow from the numbers given; *since* is where the sentence itself begins."""
    counts = [n for n in line.numbers if n.unit not in NO_PART | MONEY and not n.about]
    parts_of = _numbers_with_shares(line, counts)
    whole = abs(sum(n.value for n in parts_of.values()) - WHOLE) < TINY
    for n in line.numbers:
        earlier = [c for c in counts if c.end <= n.start]
        if n.unit not in NO_PART or n.about or not earlier or n.start < since:
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
        evened = whole and n in parts_of.values()  # one was rounded the other way, that they make up 100
        if likely and not any(is_rounding_of(n, x, evened=evened) for x in likely):
            closest = min(likely, key=lambda x: abs(x - n.value))
            places = max(len(n.digits.partition(".")[2]), 1)
            yield make_remark(
                "percent_differs",
                place,
                quote_sentence(line.text, part.start, n.end),
                about=["share", n.digits, part.value, likely],
                stated=n.digits,
                expected=f"{closest + 1e-9:.{places}f}",
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
    beside = {c for c in siblings if not _DIVIDES.search(line.text, c.end, part.start)}
    named = [c.value for c in earlier if c not in beside and c.value >= part.value and c.value]
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


def is_rounding_of(stated: CountedNumber, exact: float, *, evened: bool = False) -> bool:
    """Tell whether *exact* may be printed as *stated*: half a unit of its last place, a whole one where it was *evened* out."""
    places = len(stated.digits.partition(".")[2])
    return abs(exact - stated.value) <= (1.0 if evened else 0.5) / 10.0**places + TINY
