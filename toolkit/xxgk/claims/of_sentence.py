"""The numbers of a sentence and what they say of the tables: each table reads its own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from toolkit.xxgk.claims.of_nothing import claims_of_nothing
from toolkit.xxgk.claims.sentence import ASKED, CASES, NumberClaim, NumberedSentence, phrase_before_number
from toolkit.xxgk.claims.table2 import claim_of_charges, claim_of_decisions, claim_of_documents
from toolkit.xxgk.claims.table3 import claim_of_requests, is_one_channel_only
from toolkit.xxgk.claims.table4 import all_upheld_readings, claim_of_case

if TYPE_CHECKING:
    from collections.abc import Iterator

    from toolkit.text.chinese_numbers import CountedNumber
    from toolkit.xxgk.claims.meanings import NamedSum

__all__ = ["ASKED", "CASES", "OWN", "WIDE", "NumberClaim", "NumberedSentence"]
OWN = re.compile(r"本级|代表.{0,6}政府|政府办(?:公室)?(?!理|公开|结|事)|机关本身")
"""Words by which a body that reports for others speaks of itself alone."""
WIDE = re.compile(r"全区|全市|全县|全省|全系统|各镇|各乡|各街道|区直|市直|县直")
"""Words by which a department speaks of more than itself."""
MONEY = {"元", "万元"}
NO_COUNT = {"%", "％", *MONEY, "人次"}
"""Units no figure of the tables is counted in."""


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
            one_channel = one_channel or is_one_channel_only(left)
            claim = self._claim(number, left, right, last)
            if claim and not (one_channel and claim.rule in {"E2", "E3"}):
                yield claim
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
