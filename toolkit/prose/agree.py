"""D and E: prose against tables, and prose against itself."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from toolkit.form.words import number as shown
from toolkit.prose.claims import CASES, Sentence
from toolkit.prose.normal import sentences
from toolkit.prose.outline import SECTIONS
from toolkit.prose.remark import quote, remark
from toolkit.prose.wording import stray_year

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from toolkit.form.finding import Finding
    from toolkit.form.model import Cell
    from toolkit.prose.claims import Claim
    from toolkit.prose.meaning import Meanings, Reading
    from toolkit.prose.numbers import Number
    from toolkit.prose.outline import Outline, Passage

NEARLY = 0.05
"""By what share of the whole parts may miss it and still be taken for all of it."""
LEAST_PARTS = 3
ABOUT = {f"三、{SECTIONS[2]}": "依申请公开", f"四、{SECTIONS[3]}": CASES}
"""What prose beside a table speaks of."""
REQUESTS = {"E1", "E2", "E3", "E12"}


class Said(NamedTuple):
    """A sentence of *passage* with its claims."""

    passage: Passage
    sentence: Sentence
    claims: tuple[Claim, ...]


def said_of(outline: Outline, year: int, meanings: Meanings) -> list[Said]:
    """Return every sentence of the prose with what it says of the tables."""
    found = []
    for passage in outline.passages():
        about = passage.aspect or ABOUT.get(passage.section, "")
        for text in sentences(passage.text):
            stray = stray_year(text, passage.text, year) is not None
            sentence = Sentence(text, about, year, meanings, stray=stray)
            found.append(Said(passage, sentence, tuple(sentence.claims())))
    return found


def agree(
    some: Sequence[Said], figures: Mapping[Cell, float], scope: re.Pattern[str] | None
) -> Iterator[Finding]:
    """Yield where prose and tables, or the numbers of one sentence, contradict each other.

    *scope* are the words that say that a number is of others than the tables are.
    """
    for said in some:
        for claim in said.claims:
            yield from _claim(said, claim, figures, scope)
        yield from _upheld(said, figures)
        yield from _parts(said)
        yield from _percent(said, figures)
        yield from _not_own(said, figures)
    yield from _corrected(some, figures)


def holds(claim: Claim, figures: Mapping[Cell, float]) -> Reading | None:
    """Return the first reading of *claim* that gives its number."""
    return next((r for r in claim.readings if r.value(figures) == claim.number.value), None)


def _claim(
    said: Said, claim: Claim, figures: Mapping[Cell, float], words: re.Pattern[str] | None
) -> Iterator[Finding]:
    text, at = said.sentence.text, claim.number
    if at.unit not in {"", "件"} and claim.rule in REQUESTS:
        yield remark("unit_not_piece", said.passage.place, quote(text, at.start, at.end))
    known = [(r.name, v) for r in claim.readings if (v := r.value(figures)) is not None]
    if not known or holds(claim, figures):
        return
    expected = "，".join(f"{name}是 {shown(value)}" for name, value in known)
    if len({v for _, v in known}) == 1:
        expected = f"{known[0][0]}是 {shown(known[0][1])}"
    scope = words.search(text[: at.start]) if words else None
    yield remark(
        "scope_differs" if scope else "claim_broken",
        said.passage.place,
        quote(text, at.start, at.end),
        rule="E8" if scope else claim.rule,
        severity="" if scope or claim.rule != "B7" else "warning",
        about=[claim.rule, claim.subject, at.value, known],
        subject=claim.subject,
        stated=shown(at.value),
        expected=expected,
        scope=scope[0] if scope else "",
    )


def _upheld(said: Said, figures: Mapping[Cell, float]) -> Iterator[Finding]:
    for _, readings in said.sentence.upheld():
        wrong = [(r.name, v) for r in readings if (v := r.value(figures))]
        if wrong:
            listed = "、".join(f"{name} {shown(value)} 件" for name, value in wrong)
            yield remark("not_all_upheld", said.passage.place, quote(said.sentence.text), expected=listed)


def _corrected(some: Sequence[Said], figures: Mapping[Cell, float]) -> Iterator[Finding]:
    """D3: cases were corrected, and not a word of them."""
    count = sum(v for c, v in figures.items() if c.table == "表四" and c.column == "纠正")
    mentioned = any(
        re.search(r"纠正|撤销|确认违法|败诉|责令", s.sentence.text)
        and re.search(r"复议|诉讼", s.sentence.text)
        for s in some
    )
    counted = any(c.rule == "E7" and c.number.value for s in some for c in s.claims)
    if count and not mentioned and not counted:
        yield remark("corrected_unsaid", "全文", shown(count))


# the numbers of one sentence


def _parts(said: Said) -> Iterator[Finding]:
    """E4: parts listed after 其中 against the whole before it."""
    text = said.sentence.text
    for start in (m.start() for m in re.finditer("其中", text)):
        before = [
            n for n in said.sentence.numbers if n.end <= start and not n.about and n.unit not in {"%", "％"}
        ]
        if not before or not _near(text[before[-1].end : start]):
            continue
        whole = before[-1]
        listed = _listed(text, start, said.sentence.numbers, whole)
        parts = [n.value for n in listed]
        over = [n for n in listed if n.value > whole.value]
        if over:
            values = {"part": shown(over[0].value), "whole": shown(whole.value)}
            yield remark("part_over", said.passage.place, quote(text, whole.start, over[0].end), **values)
            continue
        sums = [sum(parts[:i]) for i in range(1, len(parts) + 1)]
        if not parts or whole.value in sums or _mixed(text[start:]):
            continue
        off = sums[-1] - whole.value
        pure = "，" not in text[listed[0].end : listed[-1].start]
        if (off > 0 and len(parts) > 1 and pure) or (
            len(parts) >= LEAST_PARTS
            and abs(off) <= NEARLY * whole.value
            and "等" not in text[listed[0].start :]
        ):
            values = {"part": shown(sums[-1]), "whole": shown(whole.value)}
            yield remark(
                "parts_differ", said.passage.place, quote(text, whole.start, listed[-1].end), **values
            )


def _near(between: str) -> bool:
    return len(between) <= 12 and not re.search("[。；]", between)


def _listed(text: str, start: int, every: Sequence[Number], whole: Number) -> list[Number]:
    """Return the numbers of the list that begins at *start*: one a phrase, of the unit of *whole*, outside brackets."""
    listed: list[Number] = []
    for n in every:
        if n.start < start or n.about:
            continue
        lead = text[listed[-1].end if listed else start : n.start]
        if text.count("（", start, n.start) != text.count("）", start, n.start):
            continue
        if (
            len(lead) > 30
            or n.unit not in {whole.unit, ""}
            or re.search(
                r"[。；]|其中|比|较|占|结转|另有|其余|尚有", lead.replace("其中", "", 0 if listed else 1)
            )
        ):
            break
        listed.append(n)
    return listed


def _mixed(text: str) -> bool:
    """Tell whether a list runs through two ways of dividing the same whole."""
    by_whom = re.search(r"自然人|公民|企业|法人|组织", text)
    by_result = re.search(r"予以公开|不予|无法提供|部分公开", text)
    by_channel = re.search(r"网络|网上|信函|当面|邮寄|传真", text)
    return sum(map(bool, (by_whom, by_result, by_channel))) > 1


def _percent(said: Said, figures: Mapping[Cell, float]) -> Iterator[Finding]:
    """E5: a share or a growth worked out again from the numbers of its own sentence."""
    text = said.sentence.text
    counts = [n for n in said.sentence.numbers if n.unit not in {"%", "％", "元", "万元"} and not n.about]
    for n in said.sentence.numbers:
        if n.unit not in {"%", "％"} or n.about:
            continue
        earlier = [c for c in counts if c.end <= n.start]
        lead = text[earlier[-1].end : n.start] if earlier else ""
        likely: list[float] = []
        if re.search(r"占(?:比|总|申请|全)?[^，。；]{0,10}$", lead) and len(lead) <= 24:
            part, wholes = (
                earlier[-1].value,
                [c.value for c in earlier[:-1] if c.value >= earlier[-1].value and c.value],
            )
            if not wholes and said.sentence.requests:  # of all requests, whose number another sentence gives
                of = said.sentence.of
                wholes = [v for r in (of.new, of.both, of.done) if (v := r.value(figures)) and v >= part]
            likely = [part / w * 100 for w in wholes]
        elif grew := re.search(r"(?:增长|增加|上升|提高|下降|减少|降低)(?:了|率为|率|幅度为|约)*$", lead):
            pair = _compared(text, earlier)
            if pair and pair[1]:
                change = (pair[0] - pair[1]) / pair[1] * 100
                falls = grew[0].startswith(("下降", "减少", "降低"))
                likely = [-change if falls else change]
        if likely and not any(_rounds(n, x) for x in likely):
            closest = min(likely, key=lambda x: abs(x - n.value))
            at = quote(text, earlier[-1].start, n.end)
            places = len(n.digits.partition(".")[2])
            yield remark(
                "percent_differs",
                said.passage.place,
                at,
                stated=n.digits,
                expected=f"{closest:.{max(places, 1)}f}",
            )


def _compared(text: str, earlier: Sequence[Number]) -> tuple[float, float] | None:
    """Return this year's number and last year's, where the sentence gives both."""
    if len(earlier) < 2:
        return None
    now, then = earlier[-2], earlier[-1]
    between = text[now.end : then.start]
    if now.unit == then.unit and re.search(
        r"(?:比|较|与)(?:上年|去年|20\d\d年|上一年|同期)[^，。；]{0,10}$", between
    ):
        return now.value, then.value
    return None


def _rounds(stated: Number, exact: float) -> bool:
    """Tell whether *exact* may be printed as *stated*: half a unit of its last place."""
    places = len(stated.digits.partition(".")[2])
    return abs(exact - stated.value) <= 0.5 / 10.0**places + 1e-9


def _not_own(said: Said, figures: Mapping[Cell, float]) -> Iterator[Finding]:
    """E9: the requests a table counts take in those handled for others."""
    whole = next((c for c in said.claims if c.rule == "E1" and c.number.value and holds(c, figures)), None)
    if whole is None:
        return
    text = said.sentence.text
    rest = text[whole.number.end :]
    found = re.search(r"其中[^。；]*?(协助|转办|征求意见)[^，。；、\d]{0,10}\d+件", rest) or re.search(
        r"其中[^。；]*?\d+件(?:为|是|系)?(?:协助|转办|征求意见)", rest
    )
    if found:
        yield remark("not_own", said.passage.place, quote(text))
