"""XML as events: namespaces split off, no DTD, bounded depth; and text made safe to show. Knows no workbook."""

from __future__ import annotations

import codecs
import re
from functools import lru_cache, wraps
from types import MappingProxyType
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar
from xml.parsers import expat

from toolkit.errors import Unreadable

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

T = TypeVar("T")
P = ParamSpec("P")
SMALL = 64 * 2**10
"""Up to what length a part is remembered."""
MAX_DEPTH, MAX_ATTRIBUTES = 64, 200
MAIN = {
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
}
"""The namespaces of spreadsheets, as Excel writes them and as strict OOXML does."""
_DECLARED = re.compile(r"<\?xml[^<>]{0,200}?encoding\s{0,9}=\s{0,9}[\"']([A-Za-z0-9_.:-]{1,40})[\"']")
_ENCODINGS = {
    **dict.fromkeys(("gbk", "gb2312", "gb_2312-80", "gb18030", "cp936", "ms936", "x-gbk"), "gb18030"),
    **dict.fromkeys(("big5", "big5-hkscs", "cp950"), "big5hkscs"),
}
"""The encodings of several bytes a character that Excel reads and expat does not, by what a part declares."""
_PIECE = 2**20
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_UNSAFE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u202a-\u202e\u2066-\u2069]"
)
_LEFT_TO_RIGHT = dict.fromkeys(map(ord, "\u202a\u202c\u202d\u2066\u2069"))
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\u200f\u202b\u202e\u2067\u2068\ufb1d-\ufdff\ufe70-\ufefe]")
"""What turns the reading, letters of scripts that run so among it: beside these the other marks change what is seen."""


def decode_escapes(text: str) -> str:
    """Undo the _xHHHH_ escapes of .xlsx, then make the text safe."""
    return mask_unsafe_text(_ESCAPE.sub(lambda m: chr(int(m[1], 16)), text) if "_x" in text else text)


def mask_unsafe_text(text: str) -> str:
    """Show what could deceive or break an output as U+FFFD; marks that keep the reading as it is are left out.

    Calculators and web pages put such marks round the numbers people copy from them.
    """
    if text.isprintable():  # nothing unsafe is
        return text
    return _UNSAFE.sub("\ufffd", text if _RIGHT_TO_LEFT.search(text) else text.translate(_LEFT_TO_RIGHT))


class _HandlerTable(dict[str, "Callable[..., None] | None"]):
    """What to call for a name expat gives, each looked up once."""

    def __init__(self, by_tag: Mapping[str, Callable[..., None]], spaces: Collection[str]) -> None:
        super().__init__()
        self.by_tag, self.spaces = by_tag, spaces

    def __missing__(self, name: str) -> Callable[..., None] | None:
        space, _, tag = name.rpartition(" ")
        self[name] = self.by_tag.get(tag) if not self.spaces or space in self.spaces else None
        return self[name]


def remember_small_part(fn: Callable[Concatenate[bytes, P], T]) -> Callable[Concatenate[bytes, P], T]:
    """Remember what a small part of a package says: workbooks of one kind, saved by one program, have the same."""
    cached: Callable[..., T] = lru_cache(maxsize=64)(fn)

    @wraps(fn)
    def remembered(data: bytes, /, *more: P.args, **named: P.kwargs) -> T:
        return (cached if len(data) < SMALL else fn)(data, *more, **named)

    return remembered


def parse_xml_events(
    data: bytes | str,
    starts: Mapping[str, Callable[[dict[str, str]], None]],
    ends: Mapping[str, Callable[[], None]] = MappingProxyType({}),
    chars: Callable[[str], None] | None = None,
    spaces: Collection[str] = MAIN,
) -> str:
    """Walk XML as events, without DTD and to a bounded depth; return the root's namespace and tag.

    *starts* and *ends* hold by tag what is called; elements of none of *spaces* (where there are any) are passed over.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    opening, closing = _HandlerTable(starts, spaces), _HandlerTable(ends, spaces)
    depth, root = 0, ""

    def refuse(*_: object) -> None:
        raise Unreadable("xml-dtd")

    def opened(name: str, said: dict[str, str]) -> None:
        nonlocal depth, root
        depth += 1
        if depth > MAX_DEPTH or len(said) > MAX_ATTRIBUTES:
            raise Unreadable("xml-too-deep")
        root = root or name
        if call := opening[name]:
            call(said)

    def closed(name: str) -> None:
        nonlocal depth
        depth -= 1
        if call := closing[name]:
            call()

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.StartElementHandler = opened
    parser.EndElementHandler = closed
    if chars is not None:
        parser.CharacterDataHandler = chars
    try:
        for piece in _xml_pieces(data):
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError, LookupError) as error:  # the last: an encoding nobody knows
        raise Unreadable("xml-damaged", str(error)[:80]) from error
    return root


def _xml_pieces(data: bytes | str) -> Iterator[bytes | str]:
    """Yield XML as the parser can take it: what is declared to be GBK or Big5 as text, piece by piece."""
    declared = _DECLARED.match(data[:300].decode("latin-1")) if isinstance(data, bytes) else None
    encoding = _ENCODINGS.get(declared[1].lower()) if declared else None
    if encoding is None or isinstance(data, str):
        yield data
        return
    decoder = codecs.getincrementaldecoder(encoding)()
    for at in range(0, len(data), _PIECE):
        yield decoder.decode(data[at : at + _PIECE], final=at + _PIECE >= len(data))


def is_spreadsheet_root(root: str, tag: str) -> bool:
    """Tell whether *root* is *tag* as spreadsheets have it."""
    space, _, name = root.rpartition(" ")
    return space in MAIN and name == tag


def read_properties(data: bytes, tag: str, name: str, spaces: Collection[str] = ()) -> dict[str, str]:
    """Return what the elements *tag* hold, by their attribute *name*; a damaged part only means there are none."""
    found: dict[str, str] = {}
    known, text = "", list[str]()

    def start(said: dict[str, str]) -> None:
        nonlocal known
        known = said.get(name, "")
        text.clear()

    def end() -> None:
        nonlocal known
        if known:
            found[known] = "".join(text).strip()
        known = ""

    try:
        parse_xml_events(data, {tag: start}, {tag: end}, text.append, spaces)
    except Unreadable as error:
        if error.code == "xml-dtd":
            raise
        return {}
    return found
