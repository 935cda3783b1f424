"""The numbers of a sentence and what they say of the tables: each table reads its own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from toolkit.text.chinese_numbers import find_counted_numbers
from toolkit.xxgk.claims.of_nothing import claims_of_nothing
from toolkit.xxgk.claims.sentence import ASKED, CASES, NumberClaim, NumberedSentence, phrase_before_number
from toolkit.xxgk.claims.table2 import claim_of_charges, claim_of_decisions, claim_of_documents
from toolkit.xxgk.claims.table3 import (
    claim_of_one_kind,
    claim_of_requests,
    counts_all_channels,
    is_one_channel_only,
)
from toolkit.xxgk.claims.table4 import all_upheld_readings, claim_of_case, claim_of_open_cases

if TYPE_CHECKING:
    from collections.abc import Iterator

    from toolkit.text.chinese_numbers import CountedNumber
    from toolkit.xxgk.claims.meanings import NamedSum

__all__ = ["ASKED", "CASES", "OWN", "WIDE", "NumberClaim", "NumberedSentence", "scope_of_number"]
OWN = re.compile(r"本级|代表.{0,6}政府|政府办(?:公室)?(?!理|公开|结|事)|机关本身")
"""Words by which a body that reports for others speaks of itself alone."""
WIDE = re.compile(r"全区|全市|全县|全省|全系统|各镇|各乡|各街道|区直|市直|县直")
"""Words by which a department speaks of more than itself."""
_ORDERED = re.compile(
    r"(?:根据|按照|依据|遵照|贯彻|落实|围绕|结合)[^，。；]{0,40}|[^，。；]{0,24}(?:部署|要求|安排|通知|精神|决策|大局|中心工作|会议|指导下|领导下)[^，。；]{0,8}(?=，|$)"
    r"|(?:国务院|省|自治区)(?:人民)?政府办公[厅室]"
)
"""What others ordered, and by what: no word of whose a number is."""
MONEY = {"元", "万元"}
NO_COUNT = {"%", "％", *MONEY, "人次"}
"""Units no figure of the tables is counted in."""


def scope_of_number(text: str, number: CountedNumber, words: re.Pattern[str]) -> str:
    """Return the word among *words* that says whose *number* is: of its own clause, or the last one before that counts."""
    counted = find_counted_numbers(text[: number.start])
    end = number.start
    while end > 0:
        start = max(text.rfind(mark, 0, end) for mark in "，。；：") + 1
        clause = text[start:end]
        found = words.search(_ORDERED.sub("", clause))
        if found:
            return found[0]
        before = max(text.rfind(mark, 0, max(0, start - 1)) for mark in "，。；：") + 1
        if not any(before <= n.start < start for n in counted):
            break
        end = max(0, start - 1)
    return ""


class ClaimReader(NumberedSentence):
    """One sentence in its place: what its numbers say."""

    def claims(self) -> Iterator[NumberClaim]:
        """Yield what the sentence says of the tables."""
        one_channel, last = False, None
        for number in self.numbers:
            if number.about:
                continue
            left, right = self.looked[: number.start], self.looked[number.end :]
            if number.unit in MONEY and not self.elsewhen(left, right):
                yield from filter(None, [claim_of_charges(self, number, left, right)])
            if number.unit in NO_COUNT:
                continue
            if self.elsewhen(left, right) or "占" in phrase_before_number(left):
                continue
            one_channel = (one_channel or is_one_channel_only(left)) and not counts_all_channels(left)
            claim = self._claim(number, left, right, last)
            if claim and not (one_channel and claim.rule in {"E2", "E3"}):
                yield claim
                further = claim_of_one_kind(self, claim, right), claim_of_open_cases(self, claim, right)
                yield from filter(None, further)
            last = claim or last
        yield from claims_of_nothing(self)

    def _claim(
        self, number: CountedNumber, left: str, right: str, last: NumberClaim | None
    ) -> NumberClaim | None:
        return (
            claim_of_case(self, number, left, right)
            or claim_of_documents(self, number, left, right, last)
            or claim_of_decisions(self, number, left, right, last)
            or claim_of_requests(self, number, left, right, last)
        )

    def upheld(self) -> Iterator[tuple[str, tuple[NamedSum, ...]]]:
        """Yield what must be 0 where the sentence says that every case was upheld."""
        yield from all_upheld_readings(self)
