"""Rows and texts as nearly every program writes them, taken by pattern; what is written otherwise goes to the XML parser.

The patterns are a narrow subset of XML in which what matches can mean only one thing. What is taken out leaves its
frame behind, and the frame still goes to the parser: whether the part is sound XML, what its namespace is and what
a row says of itself is decided there alone. Where the frame shows anything that could give a row another meaning
(a comment, CDATA, a second namespace) nothing is taken.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_CELL = re.compile(
    r'<c r="([A-Z]{1,3})([1-9][0-9]{0,6})"(?: s="(0|[1-9][0-9]{0,5})")?(?: t="(s|n|str|b|e)")?(?:/>'
    r'|>(?:<f(?: aca="[a-z0-9]+")?(?: ca="[a-z0-9]+")?>([^<]++)</f>)?'
    r'(?:<v(?: xml:space="preserve")?>([^<]*+)</v>)?</c>)'
)
_PARTS = 1 + _CELL.groups
_ROW = re.compile('r="([1-9][0-9]{0,6})"')
_ITEM = '<si><t(?: xml:space="preserve")?>{open}[^<]*+{close}</t></si>'
_TEXTS = re.compile(f"(?:{_ITEM.format(open='', close='')})++(?=</sst>)")
_ITEMS = re.compile(_ITEM.format(open="(", close=")"))
_HEAD = re.compile(
    r'\ufeff?<\?xml version="1\.0"(?: encoding="[Uu][Tt][Ff]-8")?(?: standalone="(?:yes|no)")? ?\?>\s*<(?:worksheet|sst)[ >]'
)
_UTF8 = re.compile(_HEAD.pattern.replace(r"\ufeff", r"(?:\xef\xbb\xbf)").encode())
_BLANK_ROWS = re.compile(
    rb'(?:<row r="([1-9][0-9]{0,6})"(?![^<>]*hidden=)[^<>]*+(?:(?<=/)>|(?<!/)>(?:<c r="[A-Z]{1,3}\1"(?: s="[0-9]{1,6}")?/>)*+</row>))++'
)
_ROW_NUMBER = re.compile(rb'<row r="([0-9]+)"')
_MANY_ROWS = 2**20
"""From what length on a sheet is rid of its blank rows first: in a smaller one there are few."""
_OTHERWISE = re.compile(r"<[!?]")
_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)")
_NAMESPACE = re.compile(r"xmlns\s*=")
LONGEST = 32 * 2**20
"""A part longer than this goes to the parser, which needs no copy of it."""
_CONTROL = bytes(c for c in range(32) if c not in b"\t\n\r")


@dataclass(frozen=True, slots=True)
class PlainRow:
    """A row taken whole: its number as written, and its cells as the pattern cut them."""

    number: str
    parts: list[str]

    def __len__(self) -> int:
        return len(self.parts) // _PARTS

    def cells(self) -> Iterator[tuple[str, str | None, str | None, str | None, str | None]]:
        """Yield column, style, type, formula and value of each cell, as they are written."""
        columns, _, *rest = (self.parts[i::_PARTS] for i in range(1, _PARTS))
        return zip(columns, *rest, strict=True)


def take_plain_rows(data: bytes) -> tuple[bytes | str, list[PlainRow]]:
    """Return a sheet's XML without the cells of the rows taken, and those rows."""
    data = without_blank_rows(data)
    text = unambiguous_text(data)
    if text is None:
        return data, []
    *pieces, last = text.split("</row>")
    taken: list[PlainRow] = []
    frame: list[str] = []
    for piece in pieces:
        before, _, rest = piece.rpartition("<row ")
        said, _, inside = rest.partition(">")
        row = parse_plain_row(said, inside)
        if row is None:
            frame += (piece, "</row>")
        else:
            frame += (before, "<row ", said, "/>")
            taken.append(row)
    left = "".join((*frame, last))
    return (left, taken) if taken and is_unambiguous_frame(left) else (data, [])


def without_blank_rows(data: bytes) -> bytes:
    """Return a large sheet's XML without its rows that hold nothing but a look: somebody formatted a million of them.

    Hidden rows stay, for that is told; so does everything where a blank cell is a second opinion of one that is filled.
    """
    if len(data) < _MANY_ROWS or _UTF8.match(data) is None or b"<!" in data:
        return data
    kept: list[bytes] = []
    blank: set[bytes] = set()
    end = 0
    for run in _BLANK_ROWS.finditer(data):
        kept.append(data[end : run.start()])
        blank.update(_ROW_NUMBER.findall(run[0]))
        end = run.end()
    left = b"".join((*kept, data[end:]))
    numbers = _ROW_NUMBER.findall(left)
    placed = len(numbers) == left.count(b"<row")  # a row without a number stands below the one before it
    return left if placed and blank.isdisjoint(numbers) else data


def parse_plain_row(said: str, inside: str) -> PlainRow | None:
    """Return a row of plain cells and nothing else, each of which stands in it."""
    number = _ROW.match(said)
    if number is None:
        return None
    parts = _CELL.split(inside)  # what stands between cells, then the groups of a cell, and so on
    if any(parts[::_PARTS]) or parts[2::_PARTS].count(number[1]) * _PARTS + 1 != len(parts):
        return None
    return PlainRow(number[1], parts)


def take_plain_texts(data: bytes) -> tuple[bytes | str, list[str]]:
    """Return the shared strings' XML without its texts, and the texts, still escaped; all of them or none."""
    text = unambiguous_text(data)
    found = _TEXTS.match(text, text.find("<si>")) if text is not None else None
    if text is None or found is None:
        return data, []
    frame = text[: found.start()] + text[found.end() :]
    return (frame, _ITEMS.findall(found[0])) if is_unambiguous_frame(frame) else (data, [])


def unescape_entities(text: str) -> str:
    """Undo the five entities XML has of its own."""
    if "&" not in text:
        return text
    for entity, character in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&")):
        text = text.replace(entity, character)
    return text


def unambiguous_text(data: bytes) -> str | None:
    """Return the part as text where it is UTF-8, and every character in it stands for what it stands for in XML."""
    head = _UTF8.match(data) if len(data) <= LONGEST else None
    if head is None:
        return None
    text = unambiguous_piece(data[head.end() :])
    return None if text is None else head[0].decode() + text


def unambiguous_piece(data: bytes) -> str | None:
    """Return a piece of a part that says it is UTF-8, cut where a tag begins or ends, as such text; None where it is none."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    odd = (
        "\r" in text
        or "]]>" in text
        or "\ufffe" in text
        or "\uffff" in text
        or _ENTITY.search(text)
        or len(data.translate(None, _CONTROL)) < len(data)
    )
    return None if odd else text


def is_unambiguous_frame(frame: str) -> bool:
    """Tell whether nothing in what stands around rows or texts could give them another meaning."""
    head = _HEAD.match(frame)
    return (
        head is not None
        and _OTHERWISE.search(frame, head.end()) is None
        and len(_NAMESPACE.findall(frame)) == 1
    )
