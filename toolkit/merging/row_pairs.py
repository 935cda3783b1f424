"""Rows of a report's list and the rows its units sent, each laid beside the one it comes from."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, NamedTuple

from toolkit.form.words import format_value

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator, Sequence

    from toolkit.form.model import Form
    from toolkit.form.register import Register
    from toolkit.form.submission import Row


class RowPair(NamedTuple):
    """A row of the report and the one it comes from, by where they stand in their lists; None where there is none."""

    here: int | None
    came: int | None


def pair_rows(register: Register, here: Sequence[Row], came: Sequence[Row]) -> list[RowPair]:
    """Pair the rows of a list: equal ones first, then by unit and key, by key, by what they say, by unit in order."""
    left_here, left_came = dict.fromkeys(range(len(here))), dict.fromkeys(range(len(came)))
    made: list[RowPair] = []
    for sign in _pairing_keys(register):
        waiting: dict[Hashable, deque[int]] = {}
        for i in left_came:
            waiting.setdefault(sign(came[i]), deque()).append(i)
        for j in tuple(left_here):
            seen = sign(here[j])
            if seen is not None and waiting.get(seen):
                i = waiting[seen].popleft()
                made.append(RowPair(j, i))
                del left_here[j], left_came[i]
    return [*sorted(made), *(RowPair(j, None) for j in left_here), *(RowPair(None, i) for i in left_came)]


def _pairing_keys(register: Register) -> Iterator[Callable[[Row], Hashable]]:
    """Yield what two rows that belong together share, the surest first; None is shared by nobody."""

    def key(row: Row) -> tuple[object, ...] | None:
        return tuple(row.values[k] for k in register.key) if row.values.keys() >= set(register.key) else None

    yield lambda row: (row.origin, *sorted(row.values.items()))
    if register.key:
        yield lambda row: (row.origin, key(row)) if key(row) else None
        yield key
    yield lambda row: tuple(sorted(row.values.items())) or None
    yield lambda row: row.origin or None


def row_caption(form: Form, register: Register, row: Row) -> str:
    """Return what people know a row by: its key, or the first column that must be filled in."""
    names = register.key or (register.anchor.id,)
    said = (format_value(form, register.field(n).options, row.values[n]) for n in names if n in row.values)
    return " ".join(said)
