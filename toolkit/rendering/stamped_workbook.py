"""A workbook drawn once for many units: of its parts only what names the unit is written anew, all else is packed already.

A part without the unit's name is copied packed. One with it is a chain of pieces, each packed without looking back at
the one before it, and between them the name. Inflated, every part is what drawing the workbook would have made.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import TYPE_CHECKING, NamedTuple

from toolkit.xlsx.zip_parts import PackedPart, write_zip

if TYPE_CHECKING:
    from collections.abc import Mapping

LONGEST = 20
"""A longer name may be cut, or need a higher row."""
_NAME = re.compile(rf"[^\W\d_](?:[^\W_]|[（）、·-]){{0,{LONGEST - 1}}}")
_CODE = re.compile(rf"[0-9A-Za-z](?:[0-9A-Za-z-]){{0,{LONGEST - 1}}}")
"""What is written into a part just as it is, wherever in it: no markup, no formula, nothing a footer takes for a command."""
NAME, CODE = "占位单位名称", "PLACE0HOLDER"
"""What stands in the place of a unit's name and code in the workbook that is drawn once."""
_SHARED = "xl/sharedStrings.xml"


class _Part(NamedTuple):
    """A part: *pieces* are packed and plain texts that always stand in it, *marks* which value comes behind each but the last."""

    info: zipfile.ZipInfo
    pieces: tuple[tuple[bytes, bytes], ...]
    marks: tuple[str, ...]


class StampedWorkbook:
    """A drawn workbook in which ``NAME`` and ``CODE`` stand for a unit's."""

    def __init__(self, data: bytes) -> None:
        marks = re.compile("|".join(map(re.escape, (NAME, CODE))).encode())
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            self._parts = [_take_apart(i, file.read(i), marks) for i in file.infolist()]
            self._texts = file.read(_SHARED).decode() if _SHARED in file.namelist() else ""

    def can_stamp(self, code: str, name: str) -> bool:
        """Tell whether a unit's code and name may be put in as they are: no other text of the workbook says the same."""
        plain = _CODE.fullmatch(code) and _NAME.fullmatch(name) and code != name
        return bool(plain) and not any(f">{text}</t>" in self._texts for text in (code, name))

    def stamp(self, code: str, name: str) -> bytes:
        """Return the workbook of the unit; ``can_stamp`` says of which units."""
        values = {CODE: code.encode(), NAME: name.encode()}
        packed = {mark: _pack(text) for mark, text in values.items()}
        return write_zip([PackedPart(p.info, *_put_together(p, values, packed)) for p in self._parts])


def inflated_parts(data: bytes) -> dict[str, bytes]:
    """Return what a workbook holds, part by part, however it is packed."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return {name: file.read(name) for name in file.namelist()}


def _pack(text: bytes) -> bytes:
    """Return *text* packed so that something may follow, and look back at none of it."""
    engine = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return engine.compress(text) + engine.flush(zlib.Z_FULL_FLUSH)


def _take_apart(info: zipfile.ZipInfo, text: bytes, marks: re.Pattern[bytes]) -> _Part:
    found = list(marks.finditer(text))
    ends = [0, *(m.end() for m in found)]
    starts = [*(m.start() for m in found), len(text)]
    plain = [text[a:b] for a, b in zip(ends, starts, strict=True)]
    last = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    packed = [*map(_pack, plain[:-1]), last.compress(plain[-1]) + last.flush()]
    return _Part(info, tuple(zip(packed, plain, strict=True)), tuple(m[0].decode() for m in found))


def _put_together(
    part: _Part, values: Mapping[str, bytes], packed: Mapping[str, bytes]
) -> tuple[bytes, int, int]:
    """Return a part packed, its checksum and its size."""
    out, check, size = [], 0, 0
    for (piece, plain), mark in zip(part.pieces, (*part.marks, ""), strict=True):
        out.append(piece)
        check, size = zlib.crc32(plain, check), size + len(plain)
        if mark:
            out.append(packed[mark])
            check, size = zlib.crc32(values[mark], check), size + len(values[mark])
    return b"".join(out), check, size
