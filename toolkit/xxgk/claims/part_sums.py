"""E4: parts and the whole they divide, within a sentence and the one before.

More than the whole is wrong in any case. Less is wrong where the list is all there is: it ends in 其他, says 分别, or
comes near the whole; where it only closes the sentence, it is asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.form.words import format_number as shown
from toolkit.xxgk.claims.divisions import find_divisions
from toolkit.xxgk.remark import make_remark, quote_sentence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from toolkit.form.finding import Finding
    from toolkit.text.chinese_numbers import CountedNumber
    from toolkit.xxgk.claims.divisions import Division
    from toolkit.xxgk.claims.sentence import NumberedSentence

NEARLY_ALL = 0.75
"""From what share of the whole parts are taken for all of it, though nothing says so."""
FEW = 2
"""By how many a list that no word leads to may miss its whole in any case."""
LONG_LIST = 4
"""From how many items a list that closes its sentence names all there is, though it makes up half of it only."""
MANY = 0.5
"""From what share of the whole it is asked whether the parts are all of it."""


def part_sum_findings(line: NumberedSentence, place: str, since: int = 0) -> Iterator[Finding]:
    """Yield where parts do not make up their whole; *since* is where the sentence itself begins, behind the one before."""
    for division in find_divisions(line):
        if division.start >= since:
            yield from _check_division(line, place, division)


def _check_division(line: NumberedSentence, place: str, division: Division) -> Iterator[Finding]:
    items = division.listed.items
    whole = division.wholes[0]
    certain = [x.number for x in items[: division.listed.ends[0]]]
    largest = max(*(w.value for w in division.wholes), *division.sums, 0.0)
    over = next((n for n in certain if n.value > largest), None)
    values = [x.number.value for x in items]
    about = ["parts", whole.value, values]
    if over and not whole.about and not over.about and not division.near:
        quoted = quote_sentence(line.text, whole.start, over.end)
        yield make_remark(
            "part_over", place, quoted, about=about, part=shown(over.value), whole=shown(largest)
        )
        return
    if any(n.about for n in (*division.wholes, *(x.number for x in items))):
        return
    sums = [sum(values[:end]) for end in division.listed.ends]
    may_be = {*(w.value for w in division.wholes), *division.sums}
    if may_be & set(sums):
        return
    most = max((n.value for n in certain), default=0.0)
    if division.several == 1:  # what is less than a part of it is no whole
        fit = tuple(w for w in division.wholes if w.value >= most)
        division = division._replace(wholes=fit or division.wholes)
    meant = min(division.wholes, key=lambda w: abs(w.value - sums[-1]))
    if division.near and abs(sums[-1] - meant.value) > max(FEW, division.near * meant.value):
        return
    code = _judge_sums(division, sums, meant)
    if code:
        off, goal = _nearest_pair(division, sums)
        first, last = sorted((meant, items[-1].number), key=lambda n: n.start)
        quoted = quote_sentence(line.text, first.start, last.end)
        yield make_remark(code, place, quoted, about=about, part=shown(off), whole=shown(goal))


def _nearest_pair(division: Division, sums: list[float]) -> tuple[float, float]:
    """Return the sum and the whole to be told: those that miss each other least, of the likeliest whole where several do."""
    goals = [w.value for w in division.wholes]
    if division.several > 1 and sums[-1] > max(goals[: division.several]):
        goals = [sum(goals[: division.several])]
    return min(((s, w) for w in goals for s in sums), key=lambda pair: abs(pair[0] - pair[1]))


def _judge_parts_of_several(division: Division, sums: list[float]) -> str:
    """Return what is told of parts that may divide one of several wholes or all: more than any one, they are of all."""
    listed = division.wholes[: division.several]
    together = sum(w.value for w in listed)
    if len(division.listed.items) < 2 or division.listed.loose or not division.listed.closed:
        return ""
    if sums[0] <= max(w.value for w in listed) or sums[-1] >= together:
        return ""
    return "parts_differ" if sums[-1] >= NEARLY_ALL * together else "parts_missing"


def _judge_sums(division: Division, sums: list[float], meant: CountedNumber) -> str:
    """Return what is told of *sums* none of which is the whole: the parts differ, or are asked about; "" for nothing."""
    listed = division.listed
    if division.several > 1 and sums[0] <= max(0.0, *division.sums):
        return _judge_parts_of_several(division, sums)
    if sums[0] > max(w.value for w in division.wholes):
        return "parts_differ" if listed.ends[0] > 1 else ""
    if sums[-1] > meant.value:  # too little without what may belong to it, too much with it
        enough = sums[0] >= NEARLY_ALL * meant.value and listed.ends[0] > 1
        return "parts_differ" if enough or listed.items[listed.ends[0] - 1].completes else ""
    share = sums[-1] / meant.value
    ended = any(listed.items[end - 1].completes for end in listed.ends)
    if ended:
        return "parts_differ"
    if listed.loose or listed.some or len(listed.items) < 2:
        return ""
    if division.complete and listed.closed:
        return "parts_differ"
    if share >= NEARLY_ALL or (listed.last and share >= MANY and len(listed.items) >= LONG_LIST):
        return "parts_differ"
    return "parts_missing" if listed.closed and share >= MANY else ""
