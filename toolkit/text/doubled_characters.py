"""Where a character stands twice that belongs there once: 工作作开展, and not 公开开展.

A character may stand twice where the first ends a word and the second begins one. Which two characters do either is taken from
the words Chinese texts have most often (`two_characters.txt`): where one does and the other does not, or neither, it is told.
Names of places and offices are made of anything: what often ends one, or begins what follows, is let pass, unless the text says
the same elsewhere with the character once; and so is what it writes twice more than once.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

_PAIR = re.compile(r"([\u4e00-\u9fa5])\1")
_REPEATED = frozenset(
    "天常渐层处步户点滴多好久稳牢仅刚往每频种连屡大小快慢深紧默津欣蒸孜谆循念寥星妈爸奶爷哥姐弟妹宝娃叔太谢看说谈试想听读洋热闪拳声"
    "隆郁葱斤巧徐冉缓款赫堂落娓侃比历袅勃亭翩翼耿钉悄息等件条年个家"
)
"""What is a word, or half of one, written twice: 常常, 方方面面, 实实在在."""
_SMALL = frozenset(
    "的和及与被向从于并我其该未各让内均能将已且但而因之这那应须需共占至仍也都就还又再很最更把给则即若如虽由某此予请报截"
)
"""Words of one character nobody writes twice; one that ends another word may follow it (通过, 予以 …)."""
_ENDS_NAMES = frozenset(
    "局部处科室会网所站院馆员法规格州盟旗长办委厅市县区乡镇村省国党组队校园厂店路街社企家人门庄屯湾沟坪坡河湖山江海桥港岛"
)
_BEGINS_OFFICES = frozenset("市县区乡镇村省国党新老大小多全中上下前后外人各委办局")
_OF_PLACES = frozenset("州县市区镇乡村")
"""开州, 通州: a name behind a word that ends as it begins (公开开州区)."""
_NAMES = frozenset(("立法法",))
"""What is written so."""
_PLAIN_ENDS = frozenset("过")
"""What ends a word and begins no name of a place."""
_COUNTED = frozenset("条篇份项期件")
_OF_YEARS = frozenset("度报末初底中内均终")
"""What begins behind 2024年 with the same character: 2024年年度报告."""
_END = re.compile(r"[，。；、：！？（）”》〉]|$")
_END_OR_NUMBER = re.compile(r"[，。；、：！？）”》〉\d]|$")
"""What no word of one character that leads on is followed by."""
_ALWAYS = re.compile(
    r"（([一二三四五六七八九十])\1）|(?<=[一二三四五六七八九十])是(?P<is>是)|人(?P<of>人)次|\d月(?P<month>月)(?=[\d—至])"
)
"""What is one number, or one word, whatever stands around it."""


class _TwoCharacters(NamedTuple):
    begin: frozenset[str]
    end: frozenset[str]


@lru_cache(maxsize=1)
def _two_characters() -> _TwoCharacters:
    parts: dict[str, set[str]] = {}
    now = ""
    for line in Path(__file__).with_name("two_characters.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            now = line[1:].strip()
        else:
            parts.setdefault(now, set()).update(line.split())
    both = parts["begin and end"]
    return _TwoCharacters(frozenset(both | parts["begin"]), frozenset(both | parts["end"]))


def ends_a_word(two: str) -> bool:
    """Tell whether words Chinese texts often have end in *two* characters."""
    return two in _two_characters().end


class TextHabits(NamedTuple):
    """How a whole text writes: every *three* characters in a row, and how often it has *pairs* of the same, with both neighbours."""

    three: frozenset[str]
    pairs: Counter[str]


_NO_HABITS = TextHabits(frozenset(), Counter())


def habits_of_text(texts: Iterable[str]) -> TextHabits:
    """Return how *texts*, the paragraphs of one document, write."""
    three: set[str] = set()
    pairs: Counter[str] = Counter()
    for text in texts:
        three.update(map("".join, zip(text, text[1:], text[2:], strict=False)))
        pairs.update(text[max(0, m.start() - 1) : m.end() + 1] for m in _PAIR.finditer(text))
    return TextHabits(frozenset(three), pairs)


def find_doubled_characters(
    text: str, words: Collection[str], phrases: Collection[str], habits: TextHabits | None = None
) -> Iterator[int]:
    """Yield where a character of *text* stands twice that belongs there once.

    *words* are two characters each that this kind of text has for certain; *phrases* four, of what it always says. *habits* are
    those of the document it stands in.
    """
    certain = {at for m in _ALWAYS.finditer(text) for at in range(m.start(), m.end())}
    for found in _PAIR.finditer(text):
        at = found.start()
        if {at, at + 1} <= certain or _is_doubled(text, at, words, phrases, habits or _NO_HABITS):
            yield at


def _is_doubled(
    text: str, at: int, words: Collection[str], phrases: Collection[str], habits: TextHabits
) -> bool:
    before, twice, behind = text[max(0, at - 1) : at], text[at], text[at + 2 : at + 3]
    known = _two_characters()
    ends = before + twice in known.end or before + twice in words
    begins = twice + behind in known.begin or twice + behind in words
    if _breaks_a_phrase(text, at, phrases, ends=ends, begins=begins):
        return True
    if habits.pairs[before + twice * 2 + behind] > 1:
        return False
    if not (ends and begins) and before + twice + behind in habits.three and not before.isdigit():
        return True
    if before.isascii() and before.isdigit():
        return _is_doubled_unit(text, at)
    if (
        twice in _REPEATED
        or (at > 1 and before == text[at - 2])
        or (behind and behind == text[at + 3 : at + 4])
    ):
        return False  # 方方面面
    if twice in _SMALL:
        return not ends or bool(_END_OR_NUMBER.match(text, at + 2))
    if (ends and begins) or before + twice * 2 in _NAMES:
        return False
    if ends:
        return twice not in _BEGINS_OFFICES and (behind not in _OF_PLACES or twice in _PLAIN_ENDS)
    return twice not in _ENDS_NAMES


def _breaks_a_phrase(text: str, at: int, phrases: Collection[str], *, ends: bool, begins: bool) -> bool:
    """Tell whether what stands there once would make a phrase of four characters; at its edge only where it is no other word."""
    for before in range(4):
        fits = before <= at and text[at - before : at] + text[at + 1 : at + 5 - before] in phrases
        if fits and not (before == 0 and ends) and not (before == 3 and begins):
            return True
    return False


def _is_doubled_unit(text: str, at: int) -> bool:
    """Tell whether what counts a number stands behind it twice: 45条条, 2024年年我局."""
    twice, behind = text[at], text[at + 2 : at + 3]
    if twice == "年":
        return behind not in _OF_YEARS
    return twice in {"日"} | _COUNTED and (twice in "日条篇件" or bool(_END.match(text, at + 2)))
