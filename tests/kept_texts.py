"""What a whole module says, kept as a text beside the tests: whoever means to change it looks at the difference and keeps the new one.

``KEEP=1 pytest …`` writes what is said now into tests/data/kept.
"""

import os
import re
from dataclasses import fields, is_dataclass
from pathlib import Path

from toolkit.xlsx.number_format import NumberFormat

KEPT = Path(__file__).parent / "data" / "kept"
_VOLATILE = re.compile(r"[0-9a-f]{64}|/[^\s'\"，。：]*/(?=w/|收/|w\b)")


def kept_lines(name, said):
    """Return the lines kept under *name*; with ``KEEP=1`` these are *said* from now on."""
    path = KEPT / f"{name}.txt"
    if os.environ.get("KEEP"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join([*said, ""]), encoding="utf-8", newline="\n")
    return path.read_text(encoding="utf-8").splitlines()


def lines_of(value, deep=0):
    """Whatever records hold, a line a value, what is empty left out; names of temporary folders and digests are not kept."""
    inside = _fields_of(value)
    if inside is None:
        yield "  " * deep + _text(value)
        return
    for name, inner in inside:
        if inner in (None, "", (), [], {}, frozenset(), False):
            continue
        if _fields_of(inner) is None:
            yield "  " * deep + f"{name}: {_text(inner)}"
        else:
            yield "  " * deep + f"{name}:"
            yield from lines_of(inner, deep + 1)


def _text(value):
    return _VOLATILE.sub("…", str(value.code if isinstance(value, NumberFormat) else value))


def _fields_of(value):
    match value:
        case tuple() if hasattr(value, "_asdict"):
            return [*value._asdict().items()]
        case dict():
            return [(getattr(k, "name", k), v) for k, v in value.items()]
        case set() | frozenset():
            return [*enumerate(sorted(value, key=str))]
        case list() | tuple():
            return [*enumerate(value)]
    return [(f.name, getattr(value, f.name)) for f in fields(value)] if is_dataclass(value) else None
