"""Cases of 表四: what a number says of 行政复议 and 行政诉讼."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from toolkit.prose.line import C, Claim, G
from toolkit.prose.meaning import LAWSUITS, OUTCOMES, TOTAL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from toolkit.prose.line import Line
    from toolkit.prose.meaning import Reading
    from toolkit.prose.numbers import Number

ALL = ("复议", *LAWSUITS)
_BOTH = r"复议(?:案件)?(?:、|和|及|以及|或)(?:被提起|提起)?(?:行政)?诉讼"
_CASE = r"(?:复议|诉讼|起诉|应诉)(?:案件|申请|案|事项|的)?"
_AHEAD = re.compile(r"(?:(?!没有|未|无)[^，。；：、（）…\d]){0,16}(行政复议|行政诉讼|复议案|诉讼案)")
"""Cases named right behind the number, with nothing that denies them between."""


def case(line: Line, number: Number, left: str, right: str) -> Claim | None:
    """Return how many cases there were, or how many ended in one way."""
    subject = _court(line, left, right)
    if not subject or number.unit in {"次", "个", "人次", "项"}:
        return None
    rows, said = subject
    ends = re.search(rf"(?P<end>维持|纠正|其他结果|其他|尚未审结|未审结)(?:原?{G}{{0,6}})?$", left)
    if ends and re.search(rf"复议|诉讼|维持|纠正|审结{G}*$", left[: ends.start()] + ends["end"]):
        return Claim(number, (line.of.cases(OUTCOMES[ends["end"]], *rows),), "E7", f"{said}{ends['end']}")
    after = re.match(rf"{G}{{0,3}}(?:被|予以|结果)?(?P<end>维持|纠正|尚未审结|未审结)", right)
    if after and re.search(r"其中|，|、|：", left):
        return Claim(number, (line.of.cases(OUTCOMES[after["end"]], *rows),), "E7", f"{said}{after['end']}")
    if re.search(rf"{_CASE}{G}{{0,10}}$", left) or _AHEAD.match(right):
        return Claim(number, (line.of.cases(TOTAL, *rows),), "E7", said)
    return None


def _court(line: Line, left: str, right: str) -> tuple[tuple[str, ...], str] | None:
    """Return which rows are spoken of: by what follows the number at once, else by what stands before."""
    ahead = _AHEAD.match(right)
    if ahead and not re.search(rf"(?:复议|诉讼|起诉|应诉)(?:案件|申请|案)?{G}{{0,10}}$", left):
        return (("复议",), "行政复议") if "复议" in ahead[1] else (LAWSUITS, "行政诉讼")
    if re.search(rf"{_BOTH}(?:案件|案)?(?:共|共计|合计)?{G}{{0,6}}$", left):
        return ALL, "行政复议和行政诉讼"
    found = list(re.finditer(r"未经复议|复议后(?:再)?(?:起诉|提起)|行政复议|行政诉讼|诉讼|复议", left))
    if not found or not line.informs:
        return None
    word = found[-1][0]
    if len(found) > 1 and re.match(_BOTH, left[left.index("复议", found[-2].start()) :]):
        return ALL, "行政复议和行政诉讼"
    if word == "未经复议":
        return ("直诉",), "未经复议直接起诉"
    if word.startswith("复议后"):
        return ("复诉",), "复议后起诉"
    return (("复议",), "行政复议") if "复议" in word else (LAWSUITS, "行政诉讼")


def upheld(line: Line) -> Iterator[tuple[str, tuple[Reading, ...]]]:
    """Yield what must be 0 where the sentence says that every case was upheld."""
    for m in re.finditer(rf"(?:均|全部|都)(?:被|予以|获|获得|得到|为|以)?{C}{{0,6}}维持", line.text):
        found = _court(line, line.text[: m.start()], "")
        if found and line.informs:
            rows, said = found
            yield said, tuple(line.of.cases(c, *rows) for c in ("纠正", "未审结"))
