"""F7: what a sentence says of last year, held against last year's report: 比上年增加 N 件, 增长 X%, 上年为 N 件."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from toolkit.form.words import format_number as shown
from toolkit.xxgk.claims.meanings import LAWSUITS, TOTAL
from toolkit.xxgk.claims.shares import MONEY, NO_PART, is_rounding_of
from toolkit.xxgk.remark import make_remark, quote_sentence

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from toolkit.form.finding import Finding
    from toolkit.form.model import Cell
    from toolkit.text.chinese_numbers import CountedNumber
    from toolkit.xxgk.claims.hold import ClaimedSentence
    from toolkit.xxgk.claims.meanings import NamedSum
    from toolkit.xxgk.claims.sentence import NumberedSentence

REACH = 40
_UP, _DOWN = r"增长|增加|上升|提高|提升|增|多|升", r"下降|减少|降低|回落|减|少|降"
_LAST = r"(?:上年度?|去年|上一年度?|往年同期|20\d\d年度?)(?:同期|全年)?"
_BESIDE = rf"(?:(?:比|较|与|同|相比|相较|对比|相对)(?:于)?{_LAST}(?:的)?(?:[（，]?\d[\d,.]{{0,12}}[件份宗起项个]?[）]?)?(?:相比|来说|而言)?[，]?|同比|比{_LAST})"
_DIFFERS = re.compile(rf"(?P<beside>{_BESIDE})[^，。；\d]{{0,12}}?(?:(?P<up>{_UP})|(?P<down>{_DOWN}))(?:了|约|近|幅度?|率|为|达|达到|：|共|[^，。；\d到至]{{0,4}}率为?){{0,3}}$")  # fmt: skip
_AND_BY = re.compile(rf"(?:[，、（]|，?(?:同比|增幅|降幅|幅度?)?)?(?:同比)?(?:(?P<up>{_UP}|增幅|增速|涨幅)|(?P<down>{_DOWN}|降幅))?(?:了|约|近|幅度?|率|为|达|达到|：){{0,4}}$")  # fmt: skip
"""What leads to the second way of giving the same difference: 「增加 3 件，增长 33.3%」."""
_THEN = re.compile(rf"(?:比|较|与|同|而|，|（|、|。)?{_LAST}(?:的|为|是|有|共|收到|受理|新收|办理|作出|：|政府信息公开|申请|数量){{0,6}}$")  # fmt: skip
"""What leads to last year's own number."""
_TURN = re.compile(
    rf"{_BESIDE}(?:有)?(?:所|明显|大幅度?|显著|略有|稍有|小幅|有较大幅度的?|略|均){{0,4}}(?:(?P<up>增长|增加|上升|提高|提升|攀升)|(?P<down>下降|减少|降低|回落)|(?P<same>持平))"
    r"(?![^，。；]{0,8}\d)"
)
"""A change that is named without a number."""
_SUBJECTS = (
    (re.compile(r"(?:依申请公开|申请)(?:公开)?(?:政府信息)?(?:的)?(?:总)?(?:量|数量|件数|数|件|总数|总量)?$"), "申请"),
    (re.compile(r"行政许可(?:决定|事项|办件|案件)?(?:的)?(?:总?数?量|件数|数)?$"), "许可"),
    (re.compile(r"行政处罚(?:决定|事项|案件)?(?:的)?(?:总?数?量|件数|数)?$"), "处罚"),
    (re.compile(r"行政强制(?:决定|事项|案件|措施)?(?:的)?(?:总?数?量|件数|数)?$"), "强制"),
    (re.compile(r"规范性文件(?:制发|制定)?(?:的)?(?:总?数?量|件数|数)$"), "文件"),
    (re.compile(r"行政复议(?:案件)?(?:的)?(?:总?数?量|件数|数)?$"), "复议"),
    (re.compile(r"行政诉讼(?:案件)?(?:的)?(?:总?数?量|件数|数)?$"), "诉讼"),
)  # fmt: skip
"""What a change is of where the sentence gives no number of this year."""


class _ComparedSubject(NamedTuple):
    """What is compared: *subject* in words, and the sums it may be."""

    subject: str
    readings: tuple[NamedSum, ...]


class _StatedDifference(NamedTuple):
    """A number as a difference: its *sign*, where it is brought in, and the words from there to the change."""

    sign: int
    start: int
    between: str


class _YearPair(NamedTuple):
    """One sum, as it is this year and as it was the last."""

    name: str
    now: float
    then: float


def growth_findings(
    some: Sequence[ClaimedSentence], figures: Mapping[Cell, float], prior: Mapping[Cell, float]
) -> Iterator[Finding]:
    """Yield what sentences say of last year that this report's tables and last year's do not bear out."""
    for said in some:
        line, place = said.sentence, said.passage.place
        for at, n in enumerate(line.numbers):
            if not n.about:
                yield from _check_growth_number(said, place, at, n, figures, prior)
        for found in _TURN.finditer(line.text):
            yield from _check_direction(said, place, found, figures, prior)


def _check_growth_number(
    said: ClaimedSentence,
    place: str,
    at: int,
    n: CountedNumber,
    figures: Mapping[Cell, float],
    prior: Mapping[Cell, float],
) -> Iterator[Finding]:
    line = said.sentence
    left = line.text[max(0, n.start - REACH) : n.start]
    differs = _difference_of_number(line, at, left)
    if differs:
        of = _compared_subjects(said, differs.start) or _subjects_named_before(line, differs.between)
        yield from _check_difference(line, place, n, differs.sign, _year_pairs(of, figures, prior))
        return
    then = _THEN.search(left) if n.unit not in NO_PART | MONEY else None
    years = [int(y) for y in re.findall(r"20\d\d", then[0])] if then else []
    if then and (not years or years == [line.year - 1]):
        pairs = _year_pairs(_compared_subjects(said, n.start - len(then[0]) + 1, named=False), figures, prior)
        wrong = (
            bool(pairs) and all(n.value != p.then for p in pairs) and n.unit in {"", "件", "份", "宗", "起"}
        )
        if wrong:
            yield _growth_finding(line, place, n, pairs[0], "与上年的报告不同")


def _difference_of_number(line: NumberedSentence, at: int, left: str) -> _StatedDifference | None:
    """Return the difference the number at *at* is said to be; None for any other number."""
    found = _DIFFERS.search(left)
    n = line.numbers[at]
    if found:
        years = [int(y) for y in re.findall(r"20\d\d", found["beside"])]
        if years and years != [line.year - 1]:
            return None
        changed = found.start("up") if found["up"] else found.start("down")
        between = left[found.end("beside") : changed]
        return _StatedDifference(1 if found["up"] else -1, n.start - len(left) + found.start(), between)
    if at == 0 or n.unit not in NO_PART:
        return None
    before = line.numbers[at - 1]
    between = line.text[before.end : n.start]
    further = _AND_BY.fullmatch(between)
    if not further or before.unit in NO_PART or not (further["up"] or further["down"] or "幅" in between):
        return None
    earlier = line.text[max(0, before.start - REACH) : before.start]
    first = _difference_of_number(line, at - 1, earlier)
    sign = 1 if further["up"] else -1 if further["down"] else 0
    return first._replace(sign=sign or first.sign) if first else None


def _compared_subjects(said: ClaimedSentence, start: int, *, named: bool = True) -> list[_ComparedSubject]:
    """Return what may be compared at *start*: what the sentence has counted so far, else what is named right before."""
    line = said.sentence
    counted = [c for c in said.claims if c.number.end <= start and not c.part and c.rule != "E12"]
    last = counted[-1].number.end if counted else 0
    if counted and not any(last <= n.start < start for n in line.numbers):
        return [_ComparedSubject(c.subject, c.readings) for c in reversed(counted)]
    if not named or counted or any(n.start < start and n.unit not in NO_PART for n in line.numbers):
        return []
    return _subjects_named_before(line, line.text[max(0, start - REACH) : start].rstrip("，"))


def _subjects_named_before(line: NumberedSentence, left: str) -> list[_ComparedSubject]:
    """Return what *left* ends with the name of."""
    for pattern, subject in _SUBJECTS:
        if pattern.search(left) and not re.search(r"网上|信函|当面|邮寄|许可申请|其中", left):
            return [_ComparedSubject(subject, _readings_of_subject(line, subject))]
    return []


def _readings_of_subject(line: NumberedSentence, subject: str) -> tuple[NamedSum, ...]:
    of = line.of
    match subject:
        case "申请":
            return of.new, of.both
        case "文件":
            return (of.documents("规范性文件", "制发"),)
        case "复议":
            return (of.cases(TOTAL, "复议"),)
        case "诉讼":
            return (of.cases(TOTAL, *LAWSUITS),)
        case _:
            return (of.decisions(subject),)


def _year_pairs(
    some: Sequence[_ComparedSubject], figures: Mapping[Cell, float], prior: Mapping[Cell, float]
) -> list[_YearPair]:
    return [
        _YearPair(r.name, now, then)
        for one in some
        for r in one.readings
        if (now := r.value(figures)) is not None and (then := r.value(prior)) is not None
    ]


def _check_difference(
    line: NumberedSentence, place: str, n: CountedNumber, sign: int, pairs: Sequence[_YearPair]
) -> Iterator[Finding]:
    """Yield a difference none of *pairs* bears out."""
    if not pairs or n.unit in MONEY or any(_is_difference_true(n, sign, p) for p in pairs):
        return
    first = pairs[0]
    change = first.now - first.then
    way = "增加" if change > 0 else "减少"
    if n.unit not in NO_PART:
        expected = f"应为{way} {shown(abs(change))}" if change else "没有增减"
    elif not first.then:
        expected = "上年是 0，算不出百分比"
    else:
        places = max(len(n.digits.partition(".")[2]), 1)
        expected = f"应为{way} {abs(change) / first.then * 100:.{places}f}%" if change else "没有增减"
    yield _growth_finding(line, place, n, first, expected)


def _is_difference_true(n: CountedNumber, sign: int, pair: _YearPair) -> bool:
    change = (pair.now - pair.then) * (sign or (1 if pair.now >= pair.then else -1))
    if n.unit not in NO_PART:
        return change == n.value
    return bool(pair.then) and is_rounding_of(n, change / pair.then * 100)


def _check_direction(
    said: ClaimedSentence,
    place: str,
    found: re.Match[str],
    figures: Mapping[Cell, float],
    prior: Mapping[Cell, float],
) -> Iterator[Finding]:
    """Yield a rise or a fall that was none."""
    line = said.sentence
    years = [int(y) for y in re.findall(r"20\d\d", found[0])]
    if (years and years != [line.year - 1]) or (found["same"] and "基本" in found[0]):
        return
    pairs = _year_pairs(_compared_subjects(said, found.start()), figures, prior)
    wanted = 1 if found["up"] else -1 if found["down"] else 0
    if pairs and all((p.now > p.then) - (p.now < p.then) != wanted for p in pairs):
        first = pairs[0]
        at = line.zero(found.start(), found.end())
        yield _growth_finding(line, place, at, first, "不是这样", found[0])


def _growth_finding(
    line: NumberedSentence, place: str, n: CountedNumber, pair: _YearPair, expected: str, stated: str = ""
) -> Finding:
    return make_remark(
        "growth_differs",
        place,
        quote_sentence(line.text, n.start, n.end),
        about=["growth", pair.name, stated or n.value, expected],
        subject=pair.name,
        stated=stated or f"{n.digits or shown(n.value)}{n.unit}",
        then=shown(pair.then),
        now=shown(pair.now),
        expected=expected,
    )
