"""E14: what two sentences say of the same figure where no table can be read: one of them is wrong."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from toolkit.form.words import format_number as shown
from toolkit.xxgk.remark import make_remark, quote_sentence

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from toolkit.form.finding import Finding
    from toolkit.form.model import Cell
    from toolkit.xxgk.claims.hold import ClaimedSentence
    from toolkit.xxgk.claims.meanings import NamedSum
    from toolkit.xxgk.claims.sentence import NumberClaim

_OTHERWISE = re.compile(
    r"结转|转结|其中|分别|上年|去年|同期|历年|累计自|季度|半年|月份|本级|全[县市区省州]|各(?:部门|单位|乡镇|村)|办公室|下属|所属|转办|协助"
)
"""Words by which a sentence may count something else: another scope, another time, a part."""
_GONE_OTHERWISE = re.compile(r"撤回|撤销|撤诉|终止|转办|移送|不再处理|不予处理|其他处理|分别|本级|协助")
"""Where requests went that were neither answered nor carried over, and whose they may be."""
_NEW_ALONE = re.compile(r"新收|新增")
"""Words by which a number of requests takes in none of last year's."""
RECEIVED, CARRIED, DONE, LEFT = "收到申请", "上年结转", "办结", "结转下年度"


class _FirstClaim(NamedTuple):
    claim: NumberClaim
    sentence: ClaimedSentence


def prose_alone_findings(some: Sequence[ClaimedSentence], figures: Mapping[Cell, float]) -> Iterator[Finding]:
    """Yield the claims that contradict an earlier one of the same figure, which no table tells."""
    first: dict[tuple[NamedSum, ...], _FirstClaim] = {}
    for said in some:
        if _OTHERWISE.search(said.sentence.text):
            continue
        for claim in said.claims:
            unknown = all(r.value(figures) is None for r in claim.readings)
            if claim.part or claim.number.about or not claim.readings or not unknown:
                continue
            before = first.setdefault(claim.readings[:1], _FirstClaim(claim, said))
            if before.sentence is said or before.claim.number.value == claim.number.value:
                continue
            text, at, there = said.sentence.text, claim.number, before.sentence.sentence.text
            yield make_remark(
                "claims_differ",
                said.passage.place,
                quote_sentence(text, at.start, at.end),
                about=["apart", claim.subject, at.value, before.claim.number.value],
                subject=claim.readings[0].name,
                stated=shown(at.value),
                expected=shown(before.claim.number.value),
                part=quote_sentence(there, before.claim.number.start, before.claim.number.end),
            )
            return


def balance_findings(some: Sequence[ClaimedSentence], figures: Mapping[Cell, float]) -> Iterator[Finding]:
    """Yield the paragraphs whose requests are neither all answered nor carried over, where no table tells."""
    passages: dict[int, list[ClaimedSentence]] = {}
    for said in some:
        passages.setdefault(id(said.passage), []).append(said)
    for told in passages.values():
        found: dict[str, NumberClaim] = {}
        for claim in (c for said in told for c in said.claims if not c.part):
            found.setdefault(claim.subject, claim)
        text = "".join(said.sentence.text for said in told)
        if {RECEIVED, DONE, LEFT} <= found.keys() and not _GONE_OTHERWISE.search(text):
            yield from _check_balance(told[0], text, found, figures)


def _check_balance(
    first: ClaimedSentence, text: str, found: Mapping[str, NumberClaim], figures: Mapping[Cell, float]
) -> Iterator[Finding]:
    named = [found[subject] for subject in (RECEIVED, CARRIED, DONE, LEFT) if subject in found]
    if any(c.number.about or r.value(figures) is not None for c in named for r in c.readings[:1]):
        return
    received, gone = found[RECEIVED].number.value, found[DONE].number.value + found[LEFT].number.value
    carried = found[CARRIED].number.value if CARRIED in found else None
    fits = {received + (carried or 0)} | (set() if _NEW_ALONE.search(text) else {received})
    if gone in fits or (carried is None and gone > received):
        return
    yield make_remark(
        "balance_differs",
        first.passage.place,
        quote_sentence(text),
        about=["balance", received, carried, gone],
        stated=shown(received + (carried or 0)),
        expected=shown(gone),
    )
