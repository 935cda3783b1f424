"""The table of shared strings: the texts of a workbook's cells by their number, equal texts one cell, whoever sent them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from toolkit.errors import Unreadable
from toolkit.xlsx.cell_appearance import TextRun, TextRunCollector, join_text_runs
from toolkit.xlsx.cells import CellKind, CellValue
from toolkit.xlsx.plain_rows import (
    LONGEST,
    is_unambiguous_frame,
    take_plain_texts,
    unambiguous_piece,
    unambiguous_text,
    unescape_entities,
)
from toolkit.xlsx.xml_events import decode_escapes, is_spreadsheet_root, parse_xml_events, remember_small_part

if TYPE_CHECKING:
    from toolkit.xlsx.cell_appearance import CellAppearance
    from toolkit.xlsx.zip_parts import Package

MAX_TEXTS = 500_000
SHORT, KNOWN = 200, 2**14
"""Up to what length a text's cell is remembered, and how many."""
_ITEM_END = b"</t></si>"
_ITEM = re.compile('<si><t(?: xml:space="preserve")?>([^<]*+)')
_COUNTS = re.compile(rb' count="[0-9]+" uniqueCount="[0-9]+"')


class SharedTexts(NamedTuple):
    """The shared strings as cells, and the runs of those that have several looks, by their index."""

    cells: list[CellValue]
    rich: dict[int, tuple[TextRun, ...]]


class _PlainTexts(dict[str, CellValue]):
    """The cells of texts as they are written, escaped: most short ones stand in every workbook of a kind."""

    def __missing__(self, escaped: str) -> CellValue:
        found = CellValue(CellKind.TEXT, decode_escapes(unescape_entities(escaped)))
        if len(escaped) <= SHORT:
            if len(self) >= KNOWN:
                self.clear()
            self[escaped] = found
        return found


_PLAIN_TEXTS = _PlainTexts()


def text_cell_value(text: str | tuple[TextRun, ...], style: CellAppearance | None = None) -> CellValue:
    """Return the cell of a text; of one with several looks what is read, and what is seen."""
    if isinstance(text, str):
        return CellValue(CellKind.TEXT, text)
    raw, seen = join_text_runs(text, style)
    return CellValue(CellKind.TEXT, raw, None, seen)


class _OtherwiseWrittenError(Exception):
    """A text of the table is not written as plain ones are."""


class _KnownItems(dict[bytes, CellValue]):
    """The cells of plain texts by their XML up to where it ends."""

    def __missing__(self, piece: bytes) -> CellValue:
        text = unambiguous_piece(piece)
        item = _ITEM.fullmatch(text) if text is not None else None
        if item is None:
            raise _OtherwiseWrittenError
        found = _PLAIN_TEXTS[item[1]]
        if len(piece) <= SHORT:
            if len(self) >= KNOWN:
                self.clear()
            self[piece] = found
        return found


_KNOWN_ITEMS = _KnownItems()


def _read_plain_texts(data: bytes) -> list[CellValue] | None:
    """Return the texts of a table in which all are plain; None of any other."""
    begins, ends = data.find(b"<si>"), data.rfind(_ITEM_END)
    if not 0 <= begins < ends or len(data) > LONGEST:
        return None
    around = data[:begins] + data[ends + len(_ITEM_END) :]
    alike = _COUNTS.sub(b"", around, 1)
    if not _is_plain_table(around if b"ount=" in alike else alike):
        return None
    try:
        return list(map(_KNOWN_ITEMS.__getitem__, data[begins:ends].split(_ITEM_END)))
    except _OtherwiseWrittenError:
        return None


@remember_small_part
def _is_plain_table(around: bytes) -> bool:
    """Tell whether what stands round the texts is a table of texts and holds none itself."""
    text = unambiguous_text(around)
    if text is None or not is_unambiguous_frame(text):
        return False
    root, others = _parse_shared_texts(text)
    return is_spreadsheet_root(root, "sst") and not others


def read_shared_texts(package: Package, part: str) -> SharedTexts | None:
    """Return the shared strings; phonetics left out."""
    if part not in package:
        return None
    data = package.read(part)
    known = _read_plain_texts(data)
    if known is not None and len(known) <= MAX_TEXTS:
        return SharedTexts(known, {})
    frame, plain = take_plain_texts(data)
    root, others = _parse_shared_texts(frame)
    if plain and others:  # texts between the plain ones: the parser alone knows their order
        root, others = _parse_shared_texts(data)
        plain = []
    if not is_spreadsheet_root(root, "sst"):
        return None
    if len(plain) > MAX_TEXTS:
        raise Unreadable("too-many-texts")
    if plain:
        return SharedTexts(list(map(_PLAIN_TEXTS.__getitem__, plain)), {})
    rich = {i: text for i, text in enumerate(others) if not isinstance(text, str)}
    return SharedTexts([text_cell_value(text) for text in others], rich)


def _parse_shared_texts(data: bytes | str) -> tuple[str, list[str | tuple[TextRun, ...]]]:
    found: list[str | tuple[TextRun, ...]] = []
    looks, begins = TextRunCollector(), 0
    current: list[str] = []
    take, phonetic = False, False

    def item(_: dict[str, str]) -> None:
        current.clear()
        looks.runs = []

    def text(_: dict[str, str]) -> None:
        nonlocal take, begins
        take, begins = not phonetic, len(current)

    def sound(_: dict[str, str]) -> None:
        nonlocal phonetic
        phonetic = True

    def end_text() -> None:
        nonlocal take
        if take:
            looks.add(decode_escapes("".join(current[begins:])))
        take = False

    def end_sound() -> None:
        nonlocal phonetic
        phonetic = False

    def end_item() -> None:
        found.append(looks.take() or decode_escapes("".join(current)))
        if len(found) > MAX_TEXTS:
            raise Unreadable("too-many-texts")

    def chars(more: str) -> None:
        if take:
            current.append(more)

    # A stranger's <si> would move the index of every text behind it: only those of spreadsheets are asked for.
    starts = {"si": item, "t": text, "rPh": sound, **looks.starts}
    ends = {"si": end_item, "t": end_text, "rPh": end_sound, "r": looks.end_run}
    return parse_xml_events(data, starts, ends, chars), found
