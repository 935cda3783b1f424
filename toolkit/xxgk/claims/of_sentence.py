"""The numbers of a sentence and what they say of the tables: each table reads its own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from toolkit.xxgk.claims.of_nothing import nothing
from toolkit.xxgk.claims.sentence import ASKED, CASES, Claim, Line, phrase_of
from toolkit.xxgk.claims.table2 import charge, decision, document
from toolkit.xxgk.claims.table3 import limited, request
from toolkit.xxgk.claims.table4 import case, upheld

if TYPE_CHECKING:
    from collections.abc import Iterator

    from toolkit.text.chinese_numbers import Number
    from toolkit.xxgk.claims.meanings import Reading

__all__ = ["ASKED", "CASES", "OWN", "WIDE", "Claim", "Sentence"]
OWN = re.compile(r"本级|代表.{0,6}政府|政府办(?:公室)?(?!理|公开|结|事)|机关本身")
"""Words by which a body that reports for others speaks of itself alone."""
WIDE = re.compile(r"全区|全市|全县|全省|全系统|各镇|各乡|各街道|区直|市直|县直")
"""Words by which a department speaks of more than itself."""
MONEY = {"元", "万元"}
NO_COUNT = {"%", "％", *MONEY, "人次"}
"""Units no figure of the tables is counted in."""


class Sentence(Line):
    """One sentence in its place: what its numbers say."""

    def claims(self) -> Iterator[Claim]:
        """Yield what the sentence says of the tables."""
        one_channel, last = False, None
        for number in self.numbers:
            if number.about:
                continue
            left, right = self.looked[: number.start], self.looked[number.end :]
            if number.unit in MONEY and not self.elsewhen(left, right):
                yield from filter(None, [charge(self, number, left, right)])
            if number.unit in NO_COUNT:
                continue
            if self.elsewhen(left, right) or "占" in phrase_of(left):
                continue
            one_channel = one_channel or limited(left)
            claim = self._claim(number, left, right, last)
            if claim and not (one_channel and claim.rule in {"E2", "E3"}):
                yield claim
            last = claim or last
        yield from nothing(self)

    def _claim(self, number: Number, left: str, right: str, last: Claim | None) -> Claim | None:
        return (
            case(self, number, left, right)
            or document(self, number, left, right, last)
            or decision(self, number, left, right, last)
            or request(self, number, left, right, last)
        )

    def upheld(self) -> Iterator[tuple[str, tuple[Reading, ...]]]:
        """Yield what must be 0 where the sentence says that every case was upheld."""
        yield from upheld(self)
