"""What a regular expression may cost, judged by its parts: where it may go over the same characters again and again.

A text twice as long then takes four times the steps, or worse; a repeat within a repeat takes twice as many for every
character more.
"""

from __future__ import annotations

from itertools import combinations
from re import _compiler, _parser  # type: ignore[attr-defined]
from re import _constants as c  # type: ignore[attr-defined]
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    Item = tuple[Any, Any]
    """A part of a pattern as Python parses it: what it is, and of what."""
    Items = Sequence[tuple[Any, Any]]

REPEATS = {c.MAX_REPEAT, c.MIN_REPEAT, c.POSSESSIVE_REPEAT}
SINGLE = {c.LITERAL, c.NOT_LITERAL, c.ANY, c.IN}
"""What takes exactly one character."""
OFTEN = 10
"""From how many times on a part counts as repeated often."""
LARGE = 200
"""From how many times on a repeat counts as one without end."""
START = "start"
"""Stands for the places a pattern is tried at, one after another, as a repeat without end would run over them."""
PROBES = (
    "".join(map(chr, range(1, 256)))
    + "一十〇年月日件的了我镇公开，。；：、（）【】“”《》〔〕！？…％①\u3000\ufeff\n"
)


def repeats_over_one_another(pattern: str, *, anchored: bool, whole: bool = False) -> list[str]:
    """Return what in a pattern may go over the same characters again and again, in words; [] for nothing.

    *anchored* is tried at one place only, *whole* must reach the end.
    """
    return list(_PatternJudge(pattern).judged(anchored=anchored, whole=whole))


def may_explode(pattern: str) -> bool:
    """Tell whether a repeat has turns that may be cut in several ways: a text one character longer then takes twice the steps."""
    judge = _PatternJudge(pattern)
    return judge.explodes(judge.tree)


class _PatternJudge:
    def __init__(self, text: str) -> None:
        self.probes = sorted({*PROBES, *text})
        self.tree: list[Item] = list(_parser.parse(text))
        self.known: dict[str, set[str]] = {}

    def judged(self, *, anchored: bool, whole: bool) -> list[str]:
        at_start = anchored or (bool(self.tree) and self.tree[0] == (c.AT, c.AT_BEGINNING))
        return [*self.nested(self.tree), *self.runs(self.tree, [] if at_start else [START], fails=whole)]

    def nested(self, items: Items) -> Iterator[str]:
        """Yield repeats without end of what itself holds one, unless each turn has something the inner one cannot take."""
        for op, av in items:
            for part in map(_flat, _parts(op, av)):
                inner = [x for x in part if _endless(x)]
                if _endless((op, av)) and any(
                    not any(_sure(y) and self.apart(y, x) for y in part) for x in inner
                ):
                    yield "a repeat without end inside another"
                yield from self.nested(part)

    def explodes(self, items: Items) -> bool:
        """Tell whether a part of *items* is repeated often, and its turns may be cut in several ways."""
        return any(
            (op in REPEATS and av[1] >= OFTEN and (_may_be_nothing(part) or self.is_loose(part)))
            or self.explodes(part)
            for op, av in items
            for part in map(_flat, _parts(op, av))
        )

    def is_loose(self, part: Items, around: Items = ()) -> bool:
        """Tell whether a text may be turns of *part* in several ways: nothing in it or *around* it marks where one ends."""
        marks = [y for y in (*part, *around) if _sure(y)]
        varied = [(at, x) for at, x in enumerate(part) if _varies(x)]
        if any(not any(self.apart(y, x) for y in marks) for _, x in varied):
            return True
        for (at, one), (to, other) in combinations(varied, 2):
            between = [y for y in part[at + 1 : to] if _sure(y)]
            if not self.apart(one, other) and not any(
                self.apart(y, one) and self.apart(y, other) for y in between
            ):
                return True
        for at, (op, av) in enumerate(part):
            inside = [_flat(some) for some in _parts(op, av)]
            nothing = sum(map(_may_be_nothing, inside))
            if nothing > 1 or (nothing and op in REPEATS):  # one way or another of taking nothing
                return True
            pairs = list(combinations(inside, 2)) if op == c.BRANCH else []
            if any(
                self.first_of(one) & self.runs_into(other)
                for some in pairs
                for one, other in (some, some[::-1])
            ):
                return True
            others = [*part[:at], *part[at + 1 :], *around]
            if any(self.is_loose(some, others) for some in inside):
                return True
        return False

    def runs_into(self, part: Items) -> set[str]:
        """Return what *part* may begin with, and what it may take more or less of."""
        return self.first_of(part).union(*(self.taken(x) for x in part if _varies(x)))

    def first_of(self, part: Items) -> set[str]:
        """Return what *part* may begin with."""
        found: set[str] = set()
        for item in part:
            found |= self.taken(item)
            if _sure(item):
                break
        return found

    def runs(self, items: Items, before: Sequence[Any], *, fails: bool) -> Iterator[str]:
        """Yield repeats without end that may run over what one *before* them ran over, and then fail.

        *before* are those repeats, and what surely stood between.
        """
        before, items = list(before), _flat(items)
        for at, item in enumerate(items):
            later = fails or any(map(_may_fail, items[at + 1 :]))
            if _endless(item):
                if later and self.meets(before, item):
                    yield "a repeat without end that begins anew at every character"
                before += [item] if later else []
            elif _sure(item):
                before.append(item)
            elif item[0] in {c.ASSERT, c.ASSERT_NOT}:
                if item[1][0] == 1:
                    yield from self.runs(item[1][1], before, fails=True)
                else:
                    before.append(item)
            else:
                for part in _parts(*item):
                    yield from self.runs(part, before, fails=later)

    def meets(self, before: Sequence[Any], run: Item) -> bool:
        """Tell whether nothing keeps *run* from what another run before it has gone over."""
        first = [x for part in _parts(*run) for x in _flat(part)[:1] if len(_flat(part)) > 1 and _sure(x)]
        for at, other in enumerate(before):
            between = [x for x in before[at + 1 :] if _sure(x) and not _endless(x)] + first
            behind = [x for x in before[at + 1 :] if x[0] in {c.ASSERT, c.ASSERT_NOT}]
            if other == START:
                if not any(self.apart(x, run) for x in between) and not any(
                    self.bars(x, run) for x in behind
                ):
                    return True
            elif _endless(other) and not any(self.apart(x, other) for x in between):
                return True
        return False

    def taken(self, item: Item) -> set[str]:
        """Return which of the probes *item* may take."""
        if repr(item) not in self.known:
            op, av = item
            if op in SINGLE:
                one = _compiler.compile(_parser.SubPattern(_parser.State(), [item]))
                self.known[repr(item)] = {p for p in self.probes if one.match(p)}
            else:
                inside = [self.taken(x) for part in _parts(op, av) for x in part]
                self.known[repr(item)] = set().union(*inside)
        return self.known[repr(item)]

    def apart(self, one: Item, run: Item) -> bool:
        return not self.taken(one) & self.taken(run)

    def bars(self, guard: Item, run: Item) -> bool:
        """Tell whether a look behind forbids to begin within *run*."""
        inside = list(guard[1][1])
        if len(inside) != 1 or not _sure(inside[0]):
            return False
        if guard[0] == c.ASSERT:
            return self.apart(inside[0], run)
        return self.taken(run) <= self.taken(inside[0])


def _parts(op: Any, av: Any) -> list[list[Item]]:
    """Return the sequences inside one part of a pattern."""
    if op in REPEATS:
        return [list(av[2])]
    if op == c.BRANCH:
        return [list(x) for x in av[1]]
    if op == c.SUBPATTERN:
        return [list(av[3])]
    if op in {c.ASSERT, c.ASSERT_NOT}:
        return [list(av[1])]
    if op == c.GROUPREF_EXISTS:
        return [list(x) for x in av[1:] if x is not None]
    return [list(av)] if op == c.ATOMIC_GROUP else []


def _flat(items: Items) -> list[Item]:
    """Return *items* with groups opened."""
    return [y for op, av in items for y in (_flat(av[3]) if op == c.SUBPATTERN else [(op, av)])]


def _endless(item: Item) -> bool:
    return bool(item[0] in REPEATS and item[1][1] >= LARGE)


def _sure(item: Item) -> bool:
    """Tell whether *item* takes at least one character, of one set."""
    op, av = item
    return bool(op in SINGLE or (op in REPEATS and av[0] > 0 and len(av[2]) == 1 and av[2][0][0] in SINGLE))


def _varies(item: Item) -> bool:
    """Tell whether *item* may take more or less: a repeat, or one of several of which one may be nothing."""
    op, av = item
    if op in REPEATS:
        return bool(av[0] != av[1])
    return bool(op == c.BRANCH and any(map(_may_be_nothing, _parts(op, av))))


def _may_be_nothing(part: Items) -> bool:
    """Tell whether *part* may take no character at all."""
    return all(_is_nothing(op, av) for op, av in _flat(part))


def _is_nothing(op: Any, av: Any) -> bool:
    if op in REPEATS:
        return bool(av[0] == 0 or _may_be_nothing(av[2]))
    if op == c.BRANCH:
        return any(map(_may_be_nothing, av[1]))
    return op not in SINGLE and op != c.ATOMIC_GROUP


def _may_fail(item: Item) -> bool:
    op, av = item
    if op in REPEATS:
        return bool(av[0] > 0)
    if op == c.BRANCH:
        return all(any(map(_may_fail, _flat(part))) for part in av[1])
    return True
