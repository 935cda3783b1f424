"""E13: rates. One over 100 % cannot be; those of requests follow from 表三."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from toolkit.form.words import format_number as shown
from toolkit.xxgk.claims.meanings import NamedSum
from toolkit.xxgk.claims.shares import NO_PART, is_rounding_of
from toolkit.xxgk.claims.table3 import NOT_REQUESTS
from toolkit.xxgk.remark import make_remark, quote_sentence

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from toolkit.form.finding import Finding
    from toolkit.form.model import Cell
    from toolkit.text.chinese_numbers import CountedNumber
    from toolkit.xxgk.claims.sentence import NumberedSentence

WHOLE = 100.0
FARTHEST = 40
"""How far before its number a rate is named at most."""
_LINK = re.compile(r"(?:、[\u4e00-\u9fa5]{1,8}率|和[\u4e00-\u9fa5]{1,8}率|及[\u4e00-\u9fa5]{1,8}率)?[、，和及与以均都各分别达到为是高保持稳定实现在约近超过突破全部已仍也了有（：“”\d.,%％]{0,30}")  # fmt: skip
_BEHIND = re.compile(r"(?:以上)?的[\u4e00-\u9fa5]{0,6}?(?P<name>(?:办结|办复|答复|回复|公开|满意|合格|准确|覆盖|知晓|完成|按期|按时)[\u4e00-\u9fa5]{0,3}率)")  # fmt: skip
_MAY_BE_MORE = re.compile(
    r"(?:增长|增加|增幅|上升|提升|提高|下降|降低|减少|完成|达成|实现|利用|周转|回报|收益|变化|变动|复合|杠杆|超额|环比|同比|汇|利|费|税|频|效|概)率$"
    r"|(?:增|速|效|频|功|汇|利|税|费)率$"
)
"""Rates that may be more than the whole, and words that only end like one: 效率, 税率."""
_CHANGE = re.compile(
    r"(?:增长|增加|上升|提高|提升|增幅|下降|降低|减少)(?:了|约|近|超|超过|达|到|幅度|率|为|至){0,4}$"
)
_LEVEL = re.compile(
    r"(?P<name>[\u4e00-\u9fa5]{1,8}率)[^，。；率]{0,16}(?:提高|上升|增长|提升|增加|升)[到至]了?$"
)
"""A rate that rose to what follows."""
_DONE = re.compile(r"(?:^|[^期时限及])(?:全部|总|件)?(?:办结|办复|办理完成)率$")
_ANSWERED = re.compile(r"(?:^|[^期时限及])(?:答复|回复)率$")
_GIVEN = re.compile(r"(?:予以|同意|申请|^|[，、。；：])(?P<kind>不予|部分)?公开率$")


class StatedRate(NamedTuple):
    """A rate of a sentence: *name* as it is printed."""

    name: str
    number: CountedNumber


def find_stated_rates(line: NumberedSentence) -> Iterator[StatedRate]:
    """Yield the percentages of *line* that are said to be a rate, each with what it is called."""
    for n in line.numbers:
        if n.unit not in NO_PART:
            continue
        left = line.text[max(0, n.start - FARTHEST) : n.start]
        right = line.text[n.end : n.end + FARTHEST // 2]
        if name := _rate_name_before(left):
            yield StatedRate(name, n)
        elif behind := _BEHIND.match(right):
            yield StatedRate(behind["name"], n)


def _rate_name_before(left: str) -> str:
    """Return the rate whose number stands behind *left*: the last one named, with nothing but links and numbers between."""
    if level := _LEVEL.search(left):
        return level["name"]
    if _CHANGE.search(left):
        return ""
    for end in (m.end() for m in reversed(list(re.finditer("率|占比", left)))):
        if not _LINK.fullmatch(left[end:]):
            return ""
        found = re.search(r"[\u4e00-\u9fa5]{1,8}$", left[:end])
        return found[0] if found else ""
    return ""


def rate_findings(line: NumberedSentence, place: str, figures: Mapping[Cell, float]) -> Iterator[Finding]:
    """Yield the rates that cannot be: over 100 %, or not what 表三 comes to."""
    for rate in find_stated_rates(line):
        n = rate.number
        said = {"subject": _rate_kind(rate.name), "stated": n.digits}
        quoted = quote_sentence(line.text, n.start, n.end)
        if n.value > WHOLE and not _MAY_BE_MORE.search(rate.name):
            about = ["rate", said["subject"], n.digits]
            yield make_remark("rate_over", place, quoted, about=about, **said)
            continue
        likely = [] if n.about else _expected_rates(line, rate, figures)
        if likely and not any(is_rounding_of(n, x) for _, x in likely):
            how, closest = min(likely, key=lambda x: abs(x[1] - n.value))
            places = max(len(n.digits.partition(".")[2]), 1)
            expected = f"{closest:.{places}f}"
            about = ["rate", said["subject"], n.digits, expected]
            yield make_remark("rate_differs", place, quoted, about=about, expected=expected, how=how, **said)


def _rate_kind(name: str) -> str:
    """Return the end of *name* that says what kind of rate it is."""
    found = re.search(
        r"(?:按期|按时|及时|依法|限时|全部)?(?:办结|办复|答复|回复|公开|满意|合格|准确|覆盖|知晓)[\u4e00-\u9fa5]{0,3}率$",
        name,
    )
    return found[0] if found else name[-6:]


def _expected_rates(
    line: NumberedSentence, rate: StatedRate, figures: Mapping[Cell, float]
) -> list[tuple[str, float]]:
    """Return what 表三 makes of a rate of requests, each with how it is reckoned; [] where it says nothing of it.

    Of what was due in time only the tables know nothing: 按期办结率 may be 100 with some carried over.
    """
    if not line.requests or NOT_REQUESTS.search(line.text) or re.search("除[^。；]{0,24}外", line.text):
        return []
    of = line.of
    if _DONE.search(rate.name) or _ANSWERED.search(rate.name):
        parts, wholes = [of.done], [of.both, of.new]
    elif found := _GIVEN.search(rate.name):
        kinds = {"不予": ["不予公开"], "部分": ["部分公开"]}.get(found["kind"] or "", ["予以公开"])
        parts = [of.results[k] for k in kinds]
        if not found["kind"]:
            some = (*of.results["予以公开"].cells, *of.results["部分公开"].cells)
            parts.append(NamedSum("予以公开与部分公开之和", some))
        wholes = [of.done, of.new, of.both]
    else:
        return []
    return [
        (f"{part.name} {shown(p)} 件，{whole.name} {shown(w)} 件", p / w * WHOLE)
        for part in parts
        for whole in wholes
        if (p := part.value(figures)) is not None and (w := whole.value(figures)) and p <= w
    ]
