"""XML as events: namespaces split off, no DTD, bounded depth; and text made safe to show. Knows no workbook."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.parsers import expat

from toolkit.errors import Unreadable

if TYPE_CHECKING:
    from collections.abc import Callable

MAX_DEPTH, MAX_ATTRIBUTES = 64, 200
MAIN = {
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
}
"""The namespaces of spreadsheets, as Excel writes them and as strict OOXML does."""
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_UNSAFE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u202a-\u202e\u2066-\u2069]"
)


def decoded(text: str) -> str:
    """Undo _xHHHH_ escapes, then show what could deceive or break an output as U+FFFD."""
    plain = _ESCAPE.sub(lambda m: chr(int(m[1], 16)), text)
    return _UNSAFE.sub("\ufffd", plain)


def parse(
    data: bytes,
    start: Callable[[str, str, dict[str, str]], None],
    end: Callable[[str, str], None] | None = None,
    chars: Callable[[str], None] | None = None,
) -> None:
    """Walk XML as events: namespaces split off, no DTD, bounded depth."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    depth = 0

    def refuse(*_: object) -> None:
        raise Unreadable("xml-dtd")

    def opened(name: str, said: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > MAX_DEPTH or len(said) > MAX_ATTRIBUTES:
            raise Unreadable("xml-too-deep")
        space, _, tag = name.rpartition(" ")
        start(space, tag, said)

    def closed(name: str) -> None:
        nonlocal depth
        depth -= 1
        if end is not None:
            space, _, tag = name.rpartition(" ")
            end(space, tag)

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.StartElementHandler = opened
    parser.EndElementHandler = closed
    if chars is not None:
        parser.CharacterDataHandler = chars
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, ValueError, LookupError) as error:  # the last: an encoding nobody knows
        raise Unreadable("xml-damaged", str(error)[:80]) from error
