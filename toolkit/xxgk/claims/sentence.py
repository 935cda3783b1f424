"""One sentence as it is looked at, and what a number of it claims.

Patterns look from a number to both sides and never over another number or a full stop: what cannot be told for sure is
no claim. A checker that cries wolf is switched off.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from toolkit.text.chinese_numbers import CountedNumber, find_counted_numbers

if TYPE_CHECKING:
    from toolkit.xxgk.claims.meanings import FormMeanings, NamedSum

G = r"[^，。；：、（）…\d]"
"""A character of the same phrase."""
C = r"[^，。；…\d]"
"""A character of the same clause."""
ASKED = "依申请公开"
"""The aspect of section 一 that speaks of requests."""
CASES = "行政复议和行政诉讼"
"""What the sentences of section 四 are about."""
_ANYBODY = r"公民(?:、|，|和|或|及)?法人(?:和|或|及|或者|以及|、)?其[他它]组织|单位(?:和|或|及|、)个人|个人(?:和|或|及|、)单位"
_OWN = r"(?:我|本|该)(?:单位|街道|部门|镇|乡|局|委|办)"
_BOTH_WAYS = "线上、?线下|线下、?线上|网上、?网下"
_NOBODY = re.compile(f"{_ANYBODY}|{_OWN}|{_BOTH_WAYS}")
"""Whoever it may be, one's own office, any way at all: no kind of applicant, no channel."""
_STREET = re.compile(r"[\u4e00-\u9fa5]{2,4}街道(?:办事处)?(?=共?(?:新?收到|收悉|受理|接收|接到|未))")
_PAST = re.compile(r"(?:上年|去年|上一年|同期|往年|历年|累计自)")
_CHANGE = re.compile(r"(?:增加|减少|增长|下降|上升|增|减|多|少|提高|降低)(?:了|到)?$")
_NOT_ONE = re.compile(r"(?:没有|没|未|无)(?:曾|新|收到|接到|受理|接收|发生|办理|出现|有|过|任何|哪怕){0,4}$")
"""What stands before 一件 where there was not even one."""
_THEN = r"(?:比|较|与|同)(?:上年|去年|20\d\d年)"
"""How another year is brought in to be compared with."""


class NumberClaim(NamedTuple):
    """A number that says something of the tables: right if one of *readings* gives it.

    *rule* is the number of the rule (docs/rules-xxgk.md) that holds it to the tables; *subject* what it says it counts. A *part*
    is right as long as it is no more than the whole.
    """

    number: CountedNumber
    readings: tuple[NamedSum, ...]
    rule: str
    subject: str
    part: bool = False


class NumberedSentence:
    """A sentence with its numbers; *looked* is its text with whoever is nobody in particular masked."""

    def __init__(
        self, text: str, aspect: str, year: int, meanings: FormMeanings, *, stray: bool = False
    ) -> None:
        """Look at *text*, of *aspect* of section 一 ("" elsewhere), in the report for *year*; *stray*: its year is a slip."""
        self.stray = stray
        self.text, self.aspect, self.year, self.of = text, aspect, year, meanings
        self.looked = _NOBODY.sub(_mask_match, text)
        if text.count("街道") == 1 and "其中" not in text.partition("街道")[0]:
            self.looked = _STREET.sub(_mask_match, self.looked)
        self.numbers = [n for n in find_counted_numbers(text) if not _is_not_even_one(text, n)]
        self.requests = bool(re.search(r"申请", text)) or aspect == ASKED

    @property
    def asked(self) -> bool:
        """Tell whether the sentence stands where requests are spoken of."""
        return self.aspect == ASKED

    @property
    def informs(self) -> bool:
        """Tell whether cases spoken of here are those about disclosure, not an office's other ones."""
        return bool(
            self.aspect in {ASKED, "监督保障", CASES}
            or re.search(r"信息公开|依申请|政务公开|公开申请", self.text)
        )

    def elsewhen(self, left: str, right: str) -> bool:
        """Tell whether the number between *left* and *right* is of another year, or a difference to one."""
        clause = re.split("[，；。]", left)[-1]
        if _CHANGE.search(clause) or re.match(r"[^，。；]{0,3}(?:增加|减少|增长|下降)", right):
            return True
        if re.search(_THEN, clause):
            return True
        if re.search(r"结转|转结|转入|顺延|转至", clause + right[:12]):
            return False
        # What a bracket or a comparison says of another year is over where it ends.
        here = re.sub(r"（[^（）]*）", "", left)
        here = re.sub(rf"(?:{_THEN}|(?:含|包括)20\d\d年)[^，。；]*", "", here)
        return bool(_PAST.search(clause)) or self._of_another(re.findall(r"(20\d\d)年", here)[-1:])

    def _of_another(self, years: list[str]) -> bool:
        return bool(years) and int(years[0]) != self.year and not self.stray

    def is_year(self, said: str, year: int) -> bool:
        """Tell whether *said* (下年度, 2025年 …) may mean *year*."""
        found = re.match(r"20\d\d", said)
        return not found or int(found[0]) == year

    def zero(self, start: int, end: int) -> CountedNumber:
        """Return the nought that words say from *start* to *end*."""
        return CountedNumber(0.0, "", start, end)


def _is_not_even_one(text: str, number: CountedNumber) -> bool:
    return number.value == 1 and not number.digits and bool(_NOT_ONE.search(text[: number.start]))


def _mask_match(found: re.Match[str]) -> str:
    return "某" * len(found[0])


def phrase_before_number(left: str) -> str:
    """Return what stands between the last mark of punctuation and the number."""
    return re.split("[，；。：、（…]", left)[-1]
