"""D and E: prose against tables, and prose against itself."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from toolkit.form.words import format_number as shown
from toolkit.text.normal_text import split_sentences
from toolkit.xxgk.claims.limits import LONGEST_SENTENCE, pieces_to_check
from toolkit.xxgk.claims.number_lists import division_kind
from toolkit.xxgk.claims.of_sentence import CASES, ClaimReader, scope_of_number
from toolkit.xxgk.claims.part_sums import part_sum_findings
from toolkit.xxgk.claims.rates import rate_findings
from toolkit.xxgk.claims.sentence import NumberedSentence
from toolkit.xxgk.claims.shares import NO_PART, share_findings
from toolkit.xxgk.outline import SECTIONS
from toolkit.xxgk.remark import make_remark, quote_sentence
from toolkit.xxgk.wrong_years import stray_leading_year

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from toolkit.form.finding import Finding
    from toolkit.form.model import Cell
    from toolkit.text.chinese_numbers import CountedNumber
    from toolkit.xxgk.claims.meanings import FormMeanings, NamedSum
    from toolkit.xxgk.claims.of_sentence import NumberClaim
    from toolkit.xxgk.outline import ReportOutline, ReportPassage

ABOUT = {f"三、{SECTIONS[2]}": "依申请公开", f"四、{SECTIONS[3]}": CASES}
"""What prose beside a table speaks of."""
REQUESTS = {"E1", "E2", "E3", "E12"}
BEFORE = 2
"""How many sentences back what a sentence divides may have been counted."""
_DIVIDES = re.compile(r"其中|(?:在|所有)[^，。；\d]{2,12}中，|(?:具体|主要)?(?:包括|分别)|分别|具体")
"""How a sentence begins that divides what one before it counted."""


class ClaimedSentence(NamedTuple):
    """A sentence of *passage* with its claims."""

    passage: ReportPassage
    sentence: ClaimReader
    claims: tuple[NumberClaim, ...]


def sentences_with_claims(outline: ReportOutline, year: int, meanings: FormMeanings) -> list[ClaimedSentence]:
    """Return every sentence of the prose with what it says of the tables."""
    found = []
    for passage in outline.passages():
        about = passage.aspect or ABOUT.get(passage.section, "")
        for text in split_sentences(passage.text):
            stray = stray_leading_year(text, passage.text, year) is not None
            for piece in pieces_to_check(text):
                sentence = ClaimReader(piece, about, year, meanings, stray=stray)
                found.append(ClaimedSentence(passage, sentence, tuple(sentence.claims())))
    return found


def contradiction_findings(
    some: Sequence[ClaimedSentence], figures: Mapping[Cell, float], scope: re.Pattern[str] | None
) -> Iterator[Finding]:
    """Yield where prose and tables, or the numbers of one sentence, contradict each other.

    *scope* are the words that say that a number is of others than the tables are.
    """
    whole = {c.subject for s in some for c in s.claims if reading_that_holds(c, figures)}
    for said in some:
        yield from _failed_claims(said, figures, scope, whole)
        yield from _check_all_upheld(said, figures)
        yield from rate_findings(said.sentence, said.passage.place, figures)
        yield from _check_requests_handled(said, figures)
    yield from _divided_wholes(some, figures)
    yield from _unmentioned_corrections(some, figures)


def _divided_wholes(some: Sequence[ClaimedSentence], figures: Mapping[Cell, float]) -> Iterator[Finding]:
    """Yield where parts or shares do not fit their whole: looked for in what a full stop ends, semicolons in its midst or not."""
    whole = list(_to_full_stops(some))
    for at, (passage, line) in enumerate(whole):
        before = [b for p, b in whole[max(0, at - BEFORE) : at] if p is passage]
        joined, since = _join_with_previous(before, line)
        yield from part_sum_findings(joined, passage.place, since)
        yield from share_findings(joined, passage.place, figures, since)


def _to_full_stops(some: Sequence[ClaimedSentence]) -> Iterator[tuple[ReportPassage, NumberedSentence]]:
    """Yield the sentences of every passage with those put together that a semicolon parts, up to LONGEST_SENTENCE."""
    gathered: list[ClaimedSentence] = []
    for said, following in zip(some, [*some[1:], None], strict=True):
        gathered.append(said)
        length = sum(len(s.sentence.text) for s in gathered)
        if (
            following is None
            or following.passage is not said.passage
            or not said.sentence.text.endswith("；")
            or length + len(following.sentence.text) > LONGEST_SENTENCE
        ):
            first = gathered[0].sentence
            text = "".join(s.sentence.text for s in gathered)
            line = first if len(gathered) == 1 else NumberedSentence(text, first.aspect, first.year, first.of)
            yield said.passage, line
            gathered = []


def _failed_claims(
    said: ClaimedSentence, figures: Mapping[Cell, float], scope: re.Pattern[str] | None, whole: set[str]
) -> Iterator[Finding]:
    """Yield the claims of a sentence that do not hold; *whole* are subjects some sentence gives rightly for all.

    What is said of a part is fine once all of it is given rightly; one question about scope a sentence is enough.
    """
    asked = False
    for at, claim in enumerate(said.claims):
        if any(c.number is claim.number and not reading_that_holds(c, figures) for c in said.claims[:at]):
            continue  # the number is wrong already, whatever else is said of it
        for told in (
            () if _divides_true_claim(said, at, figures) else _check_claim(said, claim, figures, scope)
        ):
            if told.code == "scope_differs" and (asked or claim.subject in whole):
                continue
            asked = asked or told.code == "scope_differs"
            yield told


def reading_that_holds(claim: NumberClaim, figures: Mapping[Cell, float]) -> NamedSum | None:
    """Return the first reading of *claim* that gives its number, or holds it as a part."""
    said = claim.number.value
    for reading in claim.readings:
        value = reading.value(figures)
        if value is not None and (value == said or (claim.part and said <= value)):
            return reading
    return None


def _join_with_previous(
    before: Sequence[NumberedSentence], here: NumberedSentence
) -> tuple[NumberedSentence, int]:
    """Return *here*, put behind the last sentence with numbers where it divides what was counted there, and its start."""
    counted = next((b for b in reversed(before) if b.numbers), None)
    if counted is None or not (
        _DIVIDES.match(here.text) or _begins_with_part(counted, here) or _counts_only_parts(here)
    ):
        return here, 0
    first = counted.text.rstrip("。；") + "，"
    return NumberedSentence(first + here.text, here.aspect, here.year, here.of), len(first)


def _counts_only_parts(here: NumberedSentence) -> bool:
    """Tell whether *here* divides behind 其中 what it has not counted: nothing but rates stand before."""
    among = here.text.find("其中")
    return among > 0 and all(n.unit in NO_PART for n in here.numbers if n.start < among)


def _begins_with_part(counted: NumberedSentence, here: NumberedSentence) -> bool:
    """Tell whether *here* begins with one kind of what *counted*, a single number, had all of."""
    if len(counted.numbers) != 1 or len(here.numbers) < 2:
        return False
    first = here.numbers[0]
    return not re.search("[，。；]", here.text[: first.start]) and bool(
        division_kind(here.text[: first.start] + here.text[first.end : first.end + 8])
    )


def _divides_true_claim(said: ClaimedSentence, at: int, figures: Mapping[Cell, float]) -> bool:
    """Tell whether a claim is of a part of what the sentence, saying the same of all, has given rightly before."""
    claim = said.claims[at]
    for whole in said.claims[:at]:
        between = said.sentence.text[whole.number.end : claim.number.start]
        if (
            whole.subject == claim.subject
            and whole.number.value > claim.number.value
            and reading_that_holds(whole, figures)
            and re.search("其中|包括|包含|：|（", between)
        ):
            return True
    return False


def _check_claim(
    said: ClaimedSentence, claim: NumberClaim, figures: Mapping[Cell, float], words: re.Pattern[str] | None
) -> Iterator[Finding]:
    text, at = said.sentence.text, claim.number
    if at.unit not in {"", "件"} and claim.rule in REQUESTS and not _counts_papers(text, at):
        yield make_remark(
            "unit_not_piece",
            said.passage.place,
            quote_sentence(text, at.start, at.end),
            about=["unit", at.unit],
        )
    known = [(r.name, v) for r in claim.readings if (v := r.value(figures)) is not None]
    if not known or reading_that_holds(claim, figures) or _is_yuan_mixup(claim, known):
        return
    expected = "，".join(f"{name}是 {shown(value)}" for name, value in known)
    if len({v for _, v in known}) == 1:
        expected = f"{known[0][0]}是 {shown(known[0][1])}"
    scope = scope_of_number(text, at, words) if words else ""
    unsure = claim.rule == "B7" or len(known) < len(claim.readings)  # a blank cell might bear it out
    wording = {} if scope else _propose_wording(text, at, {v for _, v in known})
    yield make_remark(
        "scope_differs" if scope else "claim_broken",
        said.passage.place,
        quote_sentence(text, at.start, at.end),
        rule="E8" if scope else claim.rule,
        severity="warning" if unsure and not scope else "",
        about=[claim.rule, claim.subject, at.value, known],
        subject=claim.subject,
        stated=shown(at.value),
        expected=expected,
        scope=scope,
        **wording,
    )


def _counts_papers(text: str, at: CountedNumber) -> bool:
    """Tell whether what is counted are the papers themselves: 申请书 55 份."""
    paper = r"申请(?:书|表|信|函)"
    return bool(
        re.search(rf"{paper}(?:共|计)?$", text[: at.start])
        or re.match(rf"[^，。；]{{0,12}}{paper}", text[at.end :])
    )


def _propose_wording(text: str, at: CountedNumber, values: set[float]) -> dict[str, str]:
    """Return what the sentence says with the number of the table in it, where that is one number."""
    if len(values) != 1 or not at.digits:
        return {}
    number = text[at.start : at.end].replace(at.digits, shown(values.pop()), 1)
    return {
        "proposed": quote_sentence(
            text[: at.start] + number + text[at.end :], at.start, at.start + len(number)
        )
    }


def _is_yuan_mixup(claim: NumberClaim, known: Sequence[tuple[str, float]]) -> bool:
    """Tell whether the table has in 万元 what the prose says in 元: B4 says that in its own words."""
    return claim.number.unit == "万元" and any(
        round(claim.number.value * 10_000, 2) == value for _, value in known
    )


def _check_all_upheld(said: ClaimedSentence, figures: Mapping[Cell, float]) -> Iterator[Finding]:
    for _, readings in said.sentence.upheld():
        wrong = [(r.name, v) for r in readings if (v := r.value(figures))]
        if wrong:
            listed = "、".join(f"{name} {shown(value)} 件" for name, value in wrong)
            yield make_remark(
                "not_all_upheld", said.passage.place, quote_sentence(said.sentence.text), expected=listed
            )


def _unmentioned_corrections(
    some: Sequence[ClaimedSentence], figures: Mapping[Cell, float]
) -> Iterator[Finding]:
    """D3: cases were corrected, and not a word of them."""
    count = sum(v for c, v in figures.items() if c.table == "表四" and c.column == "纠正")
    mentioned = any(
        re.search(r"纠正|撤销|确认违法|败诉|责令", s.sentence.text)
        and re.search(r"复议|诉讼", s.sentence.text)
        for s in some
    )
    counted = any(c.rule == "E7" and c.number.value for s in some for c in s.claims)
    if count and not mentioned and not counted:
        yield make_remark("corrected_unsaid", "全文", shown(count))


def _check_requests_handled(said: ClaimedSentence, figures: Mapping[Cell, float]) -> Iterator[Finding]:
    """E9: the requests a table counts take in those handled for others."""
    whole = next(
        (c for c in said.claims if c.rule == "E1" and c.number.value and reading_that_holds(c, figures)), None
    )
    if whole is None:
        return
    text = said.sentence.text
    rest = text[whole.number.end :]
    found = re.search(
        r"其中[^。；]{0,120}?(协助|转办|征求意见)[^，。；、\d]{0,10}\d{1,9}件", rest
    ) or re.search(r"其中[^。；]{0,120}?\d{1,9}件(?:为|是|系)?(?:协助|转办|征求意见)", rest)
    if found:
        yield make_remark("not_own", said.passage.place, quote_sentence(text))
