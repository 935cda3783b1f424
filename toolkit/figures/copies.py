"""What was written twice: rows of one list, and what two units of a kind sent as their own.

A running number (存档号, 登记号) tells nothing: who pastes a register twice numbers it on. What little a small unit has to
say, another says too: only enough of it, all the same, is asked about.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from functools import cache, lru_cache
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, NamedTuple

from toolkit.text.stored_values import JSON

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from toolkit.form.grounding import GroundedForm
    from toolkit.form.register import Register
    from toolkit.form.submission import Row, Submission

PASTED = 5
"""How many rows one below another must come again, in their order, to be a block that was pasted twice."""
STEPS = 20
"""How many distances between equal rows are looked along for such blocks, the most frequent first."""
SHARED, SHARE = 5, 0.8
"""How many rows two units have in common, and what share of the shorter list, to be asked whose they are."""
COMMON = 4
"""A row that so many units have is a notice all of them got, unless all their rows are the same."""
LARGE = 12
"""Up to this a number may be the same by chance: there are twelve months."""
TELLING, ROUND = 3, 2
"""How much a larger number or a row tells, and a larger one in fives; a small one tells 1."""
SAME, NEARLY, BARE = 8, 12, 14
"""How much must be the same: where all is, rows too; where nearly all is; and where there are no rows to go by."""
_BRACKETS = str.maketrans("〔[【(（﹝{〕]】)）﹞}", "(((((((" + ")))))))")
_DIGITS = re.compile(r"[0-9０-９]+")


class ComparableContent(NamedTuple):
    """What of a submission is held against others of its *kind*: its numbers but for zeros, by name, and its rows.

    *numbers* are those people typed; *rows* stand for what the rows say but for running numbers; *prior* are those of the
    period it is laid beside that it brings along, by the figure's own name.
    """

    kind: str
    numbers: dict[str, float]
    rows: tuple[str, ...]
    prior: dict[str, float]


class UnitLikeness(NamedTuple):
    """Two units that say the same: all of it (*same*), all but the numbers in *apart*, or *shared* of their *rows*.

    *apart* are (name, the first one's number, the other's); *equal* counts the numbers that are the same.
    """

    units: tuple[str, str]
    same: bool = False
    equal: int = 0
    apart: tuple[tuple[str, float, float], ...] = ()
    shared: int = 0
    rows: int = 0
    nearly: bool = False


class RepeatedRow(NamedTuple):
    """A row that says what an *earlier* one says, but for running numbers in the columns *but*."""

    row: Row
    earlier: Row
    but: tuple[str, ...]


def comparable_content(grounded: GroundedForm, submission: Submission) -> ComparableContent:
    """Return what is to be compared of *submission*."""
    form = grounded.form
    said = ((c.name, submission.figures.get(c)) for c in grounded.inputs)
    numbers = {name: v for name, v in said if isinstance(v, float) and v}
    rows: list[str] = []
    for register in form.registers_of(submission.who.kind):
        listed = submission.rows.get(register.id, ())
        without = _running_number_columns(register, listed)
        rows += _row_digests(register, listed, without)
    word = form.periods.before_word
    prior = {p.cell.name: v for p, v in submission.prior.items() if v and p.word == word}
    return ComparableContent(submission.who.kind, numbers, tuple(sorted(rows)), prior)


# ── rows of one list ───────────────────────────────────────────────────────────────────────────────────────


def repeated_rows(register: Register, rows: Sequence[Row]) -> list[RepeatedRow]:
    """Return the rows that say what an earlier one of the same list says.

    A single row is told where it says what it is about: of two decisions of one day nothing but their numbers differs.
    Amounts of money must come with the same receipt. A block of rows that comes again in its order is told of any list.
    Rows with the same key are not told: the reader did.
    """
    without = _running_number_columns(register, rows)
    loose = _row_keys(rows, without)
    if len(set(loose)) == len(rows):
        return []  # no row says what another one says: nearly every list
    money = any(f.type in ("count", "number") and f.required for f in register.fields)
    strict = _row_keys(rows, frozenset())
    has_substance = _substance_test(register, without)
    first: dict[object, int] = {}
    found: dict[int, int] = {}
    for i, row in enumerate(rows):
        key = strict[i] if money else loose[i]
        if key and (money or has_substance(row)):
            if key in first:
                found[i] = first[key]
            first.setdefault(key, i)
    for i, j in _rows_pasted_again(loose):
        found.setdefault(i, j)
    pairs = ((rows[i], rows[j]) for i, j in sorted(found.items()))
    told = [RepeatedRow(row, earlier, _differing_labels(register, row, earlier)) for row, earlier in pairs]
    keys = {register.field(k).label for k in register.key}
    return [a for a in told if not keys or keys & {*a.but}]


def similar_rows(
    register: Register, rows: Sequence[Row], repeated: Sequence[RepeatedRow]
) -> list[RepeatedRow]:
    """Return the rows that are about the same as an earlier one, by what tells them apart; *but* names those columns.

    However it is written: 〔2024〕3号 is [2024] 3 号. Rows that are *repeated* (``repeated_rows``), and rows with exactly the
    same key, are told otherwise.
    """
    columns = {f.id for f in register.fields}
    groups = [g for g in (register.key, *register.alike) if g and columns.issuperset(g)]
    told = {a.row.number for a in repeated}
    found: dict[int, RepeatedRow] = {}
    for group in groups:
        first: dict[tuple[str, ...], Row] = {}
        for row in rows:
            key = tuple([_normalize_spelling(str(row.values.get(c, ""))) for c in group])
            if not all(key) or not _identifies_row(key):
                continue
            earlier = first.setdefault((*key, row.origin), row)
            own, others = ([r.values.get(c) for c in register.key] for r in (row, earlier))
            same_key = bool(register.key) and own == others
            if earlier is row or same_key:
                continue
            if row.number not in told:
                labels = tuple(register.field(c).label for c in group)
                found.setdefault(row.number, RepeatedRow(row, earlier, labels))
    return [found[n] for n in sorted(found)]


def _identifies_row(key: Sequence[str]) -> bool:
    """Tell whether the same again means anything: a single column may hold what everybody writes, but for numbers."""
    return len(key) > 1 or any(c.isdigit() for c in key[0])


@lru_cache(maxsize=2**12)
def _normalize_spelling(value: str) -> str:
    """Return a text without what is written one way or the other."""
    said = unicodedata.normalize("NFKC", value).casefold().translate(_BRACKETS)
    return "".join(said.split())


def _rows_pasted_again(keys: Sequence[object]) -> Iterator[tuple[int, int]]:
    """Yield every row of a block that came before in the same order, with the row it repeats."""
    at: dict[object, list[int]] = {}
    for i, key in enumerate(keys):
        if key:
            at.setdefault(key, []).append(i)
    steps = Counter(j - i for places in at.values() for i, j in pairwise(places))
    for step in sorted(s for s, n in steps.most_common(STEPS) if n >= PASTED):
        run: list[int] = []
        for i in range(len(keys) - step + 1):
            if i < len(keys) - step and keys[i] and keys[i] == keys[i + step]:
                run.append(i)
                continue
            # Rows that are all alike (the same fee of the same day) are no block.
            if len(run) >= PASTED and len({keys[r] for r in run}) > len(run) // 2:
                yield from ((r + step, r) for r in run)
            run = []


def _substance_test(register: Register, without: frozenset[str]) -> Callable[[Row], bool]:
    """Return what tells whether a row says what it is about: in words that must be there, or in two columns of others."""
    texts = [f for f in register.fields if f.type == "text" and f.id not in without]
    needed, all_ = {f.id for f in texts if f.required}, {f.id for f in texts}
    return lambda row: not needed.isdisjoint(row.values) or len(all_ & row.values.keys()) > 1


def _differing_labels(register: Register, one: Row, other: Row) -> tuple[str, ...]:
    if one.values == other.values:
        return ()
    return tuple(f.label for f in register.fields if one.values.get(f.id) != other.values.get(f.id))


def _running_number_columns(register: Register, rows: Iterable[Row]) -> frozenset[str]:
    """Return the columns that only number the rows: the keys, and what nobody must fill in and differs in digits alone."""
    rows = list(rows)
    found = {f.id for f in register.fields if f.id in register.key and f.type == "text"}
    for field in (f for f in register.fields if f.type == "text" and not f.required):
        said = Counter([str(r.values[field.id]) for r in rows if field.id in r.values])
        shapes: Counter[str] = Counter()
        for text, times in said.items():
            shapes[_DIGITS.sub("#", text)] += times
        ((shape, count),) = shapes.most_common(1) or [("", 0)]
        if "#" in shape and count >= 0.9 * said.total():
            found.add(field.id)
    return frozenset(found)


def _row_keys(rows: Sequence[Row], without: frozenset[str]) -> list[object]:
    """Return what stands for each row among those of its list; "" where it was not read whole."""
    columns = sorted({k for r in rows for k in r.values} - without)
    return ["" if r.unread else (*map(r.values.get, columns), r.origin) for r in rows]


def _row_digests(register: Register, rows: Sequence[Row], without: frozenset[str]) -> Iterator[str]:
    """Yield what stands for what each row says."""
    for row in rows:
        said = sorted((k, v) for k, v in row.values.items() if k not in without)
        yield _row_digest(register.id, row.origin, tuple(said), tuple(type(v) for _, v in said))


@lru_cache(maxsize=2**12)
def _row_digest(
    register: str, origin: str, said: tuple[tuple[str, object], ...], _types: tuple[type, ...]
) -> str:
    """Return the digest of a row: equal numbers of another type are written otherwise."""
    text = JSON.encode([register, [*said, ("", origin)]]).encode("utf-8", "surrogatepass")
    return hashlib.sha256(text).hexdigest()[:12]


# ── two units ──────────────────────────────────────────────────────────────────────────────────────────────


def similar_submissions(
    sketches: Mapping[str, ComparableContent], digests: Mapping[str, str]
) -> list[UnitLikeness]:
    """Return every two units that say too much the same; *digests* stand for all figures and rows of a unit.

    What two units come to follows from what they say, so that it is found once for all that say the same.
    """
    found = []
    for kind in dict.fromkeys(s.kind for s in sketches.values()):
        some = {u: s for u, s in sorted(sketches.items()) if s.kind == kind}
        common = _common_rows(some.values())
        saying: dict[object, int] = {}
        says = {u: saying.setdefault((s.rows, *s.numbers.items()), len(saying)) for u, s in some.items()}
        known: dict[tuple[int, int, bool], UnitLikeness | None] = {}
        for a, b in sorted(_candidate_pairs(some, common)):
            alike = digests.get(a, "") == digests.get(b, "") != ""
            key = says[a], says[b], alike
            if key not in known:
                known[key] = _compare_pair((a, b), (some[a], some[b]), common, alike=alike)
            if likeness := known[key]:
                found.append(UnitLikeness((a, b), *likeness[1:]))
    return found


def _common_rows(some: Iterable[ComparableContent]) -> frozenset[str]:
    counts = Counter(row for s in some for row in set(s.rows))
    return frozenset(row for row, n in counts.items() if n >= COMMON)


def _candidate_pairs(some: Mapping[str, ComparableContent], common: frozenset[str]) -> set[tuple[str, str]]:
    """Return the pairs worth comparing: a row few have, all rows or, where there are none, a good part of the numbers is the same."""
    places: dict[object, list[str]] = {}
    most = max((len(s.numbers) for s in some.values()), default=0)
    # who differs in fewer numbers than there are parts is the same in one of them
    parts = _allowed_differences(most) + 1
    for unit, s in some.items():
        if not _may_tell(s):
            continue
        for row in {*s.rows} - common:
            places.setdefault(row, []).append(unit)
        if s.rows:
            places.setdefault(s.rows, []).append(unit)
            continue  # of two whose rows differ the numbers are not asked about
        here: dict[int, list[tuple[str, float]]] = {}
        for name, value in s.numbers.items():
            here.setdefault(_hash_bucket(name, parts), []).append((name, value))
        for part, numbers in here.items():
            places.setdefault((part, *sorted(numbers)), []).append(unit)
    return {pair for units in places.values() for pair in combinations(units, 2)}


def _may_tell(sketch: ComparableContent) -> bool:
    """Tell whether a unit has enough to say for anybody else to have copied it: of hundreds with one case each, none has."""
    most = sum(map(_weight, sketch.numbers.values())) + TELLING * len(sketch.rows)
    return most >= min(SAME, NEARLY, BARE) or len(sketch.rows) >= SHARED


def _weight(number: float) -> int:
    """Return how much it tells that two units have the same number."""
    return 1 if number <= LARGE else TELLING if number % 5 else ROUND


@cache
def _hash_bucket(name: str, parts: int) -> int:
    return int(hashlib.sha256(name.encode()).hexdigest()[:8], 16) % parts


def _allowed_differences(numbers: int) -> int:
    """Return in how many of so many numbers two units may differ that sent nearly the same."""
    return max(1, numbers // 10)


def _compare_pair(
    units: tuple[str, str],
    both: tuple[ComparableContent, ComparableContent],
    common: frozenset[str],
    *,
    alike: bool,
) -> UnitLikeness | None:
    a, b = both
    apart: tuple[tuple[str, float, float], ...] = ()
    if a.numbers == b.numbers:
        names, equal = [*a.numbers], list(a.numbers.values())
    else:
        names = sorted({*a.numbers, *b.numbers})
        pairs = [(n, a.numbers.get(n, 0.0), b.numbers.get(n, 0.0)) for n in names]
        apart = tuple(one for one in pairs if one[1] != one[2])
        equal = [a.numbers[n] for n in names if a.numbers.get(n) == b.numbers.get(n)]
    tells = sum(map(_weight, equal))
    own = [Counter(r for r in s.rows if r not in common) for s in both]
    made = UnitLikeness(units, alike, len(equal), apart, len(a.rows), len(a.rows))
    if a.rows == b.rows:
        tells += TELLING * len(a.rows)
        enough = BARE if not own[0] and len(a.rows) < SHARED else SAME if alike else NEARLY
        if tells >= enough and (alike or len(apart) <= _allowed_differences(len(names))):
            return made._replace(nearly=not alike)
        shared, least = len(a.rows), len(a.rows)
    else:
        shared = sum((own[0] & own[1]).values())
        least = min(sum(o.values()) for o in own)
    if shared >= SHARED and shared >= SHARE * least:
        return made._replace(same=False, shared=shared, rows=least)
    return None
