"""The zip a workbook is: bytes to parts, bounded. Knows nothing of spreadsheets.

The central directory is walked here and every local header held against it, so that no two programs can
see two different files in the same bytes. Sizes are counted while inflating, never believed. Nothing is
repaired: what does not agree with itself is refused with its reason.
"""

from __future__ import annotations

import itertools
import re
import struct
import zipfile
import zlib
from contextlib import suppress
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from toolkit.errors import Unreadable
from toolkit.xlsx.file_kind import refuse_non_zip

if TYPE_CHECKING:
    from collections.abc import Sequence

# The limits' margins over the largest real files seen are in DECISIONS.md.
MAX_PARTS = 2_000
MAX_PART = 256 * 2**20
MAX_TOTAL = 512 * 2**20
SMALL, PARTS_KEPT = 64 * 2**10, 128
"""Up to what length, packed and not, a part is remembered, and how many."""

_END, _CENTRAL, _LOCAL = b"PK\x05\x06", b"PK\x01\x02", b"PK\x03\x04"
_END_SIZE, _CENTRAL_SIZE, _LOCAL_SIZE = 22, 46, 30
_ENCRYPTED, _STORED, _DEFLATED = 1, 0, 8
_ZIP64 = 0xFFFF_FFFF
_SIZES_BEHIND = 8  # flag bit 3: the local header leaves checksum and sizes to a record behind the part
_ESCAPED = re.compile(r"%(?!2f|5c|00|25)([0-9a-f]{2})")
"""Percent-encoded bytes of a part's name, but for those that would make it another path."""


_LOCAL_SAID, _CENTRAL_SAID, _END_SAID = "<4sHHHHHIIIHH", "<4sHHHHHHIIIHHHHHII", "<4sHHHHIIH"
_BITS_UTF8 = 0x800


class PackedPart(NamedTuple):
    """A part as it is put into a zip: what is said of it, its deflated bytes, checksum and size of what they hold."""

    info: zipfile.ZipInfo
    packed: bytes
    check: int
    size: int


class _ZipEntry(NamedTuple):
    method: int
    crc: int
    packed: int
    size: int
    header: int
    start: int


class Package:
    """The parts of a zip, by lower-cased name; inflated when asked for, within one budget.

    *listed* are the names of all entries as their bytes, folders too, each with its flags and the size it says it has.
    """

    def __init__(self, data: bytes) -> None:
        """Walk the directory of *data*; raise Unreadable where it does not hold together."""
        if data[:4] not in (_LOCAL, _END):
            refuse_non_zip(data)
        self._data = data
        self._entries, self.listed = _read_directory(data)
        self._left = MAX_TOTAL
        self._sound: set[str] = set()

    def __contains__(self, name: str) -> bool:
        """Tell whether there is a part *name*, whatever its case and however it is escaped."""
        return self._key(name) in self._entries

    def _key(self, name: str) -> str:
        return name if name in self._entries else normalize_part_name(name)

    @property
    def names(self) -> tuple[str, ...]:
        """Return the parts' names, lower-cased, in the directory's order."""
        return tuple(self._entries)

    def packed(self, name: str, info: zipfile.ZipInfo) -> PackedPart:
        """Return the part *name* as it is packed, to be put elsewhere as *info*; raise Unreadable as ``read`` does."""
        key = self._key(name)
        entry = self._entries[key]
        if entry.method == _STORED:
            return pack_part(info, self.read(name))
        if key not in self._sound:
            self.read(name)
        return PackedPart(info, self._data[entry.start : entry.start + entry.packed], entry.crc, entry.size)

    def read(self, name: str) -> bytes:
        """Inflate the part *name*; raise Unreadable where size or checksum disagree or a limit is met."""
        key = self._key(name)
        entry = self._entries[key]
        raw = self._data[entry.start : entry.start + entry.packed]
        cap = min(MAX_PART, self._left)
        out = None
        if len(raw) <= SMALL and entry.size <= min(SMALL, cap):
            with suppress(Unreadable):  # what is wrong is said where nothing is remembered
                out = _inflate_small(raw, entry.method, entry.size, entry.crc)
        if out is None:
            out = _inflate(raw, entry.method, entry.size, entry.crc, cap, name)
        self._left -= len(out)
        self._sound.add(key)
        return out


def pack_part(info: zipfile.ZipInfo, data: bytes) -> PackedPart:
    """Return a part of which *data* is the content."""
    engine = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return PackedPart(info, engine.compress(data) + engine.flush(), zlib.crc32(data), len(data))


def write_zip(parts: Sequence[PackedPart]) -> bytes:
    """Write the parts as a zip, each with the time and the rights it had."""
    out, directory, at = [], [], 0
    for info, packed, check, size in parts:
        name, (year, month, day, hour, minute, second) = info.filename.encode(), info.date_time
        bits = info.flag_bits & _BITS_UTF8
        time = (hour << 11 | minute << 5 | second // 2, (year - 1980) << 9 | month << 5 | day)
        kind = (info.extract_version, bits, zipfile.ZIP_DEFLATED)
        said = (*kind, *time, check, len(packed), size, len(name), 0)
        out += [struct.pack(_LOCAL_SAID, _LOCAL, *said), name, packed]
        made = info.create_version | info.create_system << 8
        placed = (0, 0, info.internal_attr, info.external_attr, at)
        directory += [struct.pack(_CENTRAL_SAID, _CENTRAL, made, *said, *placed), name]
        at += struct.calcsize(_LOCAL_SAID) + len(name) + len(packed)
    central = b"".join(directory)
    end = struct.pack(_END_SAID, _END, 0, 0, len(parts), len(parts), len(central), at, 0)
    return b"".join((*out, central, end))


def _inflate(raw: bytes, method: int, size: int, crc: int, cap: int, name: str = "") -> bytes:
    """Return what *raw*, the part *name*, holds; raise Unreadable where *size* or checksum disagree or it is over *cap*."""
    out = raw
    if method != _STORED:
        engine = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            out = engine.decompress(raw, cap + 1)
        except zlib.error as error:
            raise Unreadable("zip-part-damaged", str(error)) from error
        if len(out) <= cap and not engine.eof:
            raise Unreadable("zip-part-damaged", name)
    if len(out) > cap:
        raise Unreadable("zip-too-large", name)
    if len(out) != size:
        raise Unreadable("zip-size-lies", name)
    if zlib.crc32(out) != crc:
        raise Unreadable("zip-crc", name)
    return out


@lru_cache(maxsize=PARTS_KEPT)
def _inflate_small(raw: bytes, method: int, size: int, crc: int) -> bytes:
    """Return what a small part holds: the same packed bytes hold the same, whatever name and file they bear.

    Nothing is known by its checksum or its size, which anybody can write: the packed bytes themselves are compared.
    """
    return _inflate(raw, method, size, crc, SMALL)


@lru_cache(maxsize=512)
def _part_name_of_entry(raw: bytes) -> str:
    """Return the one name of a part by the bytes of its name in the directory."""
    return normalize_part_name(_decode_entry_name(raw))


def normalize_part_name(text: str) -> str:
    """Return the one name of a part however it is written: small letters, no %20, / alone between folders.

    A package may name a part percent-encoded in one place and not in another; to Excel it is the same part.
    """
    text = text.replace("\\", "/").lstrip("/").lower()
    if "%" not in text:
        return text
    raw = text.encode("utf-8", "replace").decode("latin-1")  # a character a byte
    return _decode_entry_name(_ESCAPED.sub(lambda m: chr(int(m[1], 16)), raw).encode("latin-1")).lower()


def _decode_entry_name(raw: bytes) -> str:
    """Return a name as UTF-8 where it is that, else as GBK, which Chinese zip programs write."""
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("utf-8", "replace")


def _read_directory(data: bytes) -> tuple[dict[str, _ZipEntry], list[tuple[bytes, int, int]]]:
    """Read the central directory: exactly one, whole, where the file says it is, nothing before or behind."""
    end = data.rfind(_END, max(0, len(data) - _END_SIZE - 65_535))
    if end < 0 or end + _END_SIZE > len(data):
        raise Unreadable("zip-no-directory")
    disk, count, size, start, comment = struct.unpack_from("<H4xHIIH", data, end + 4)
    if end + _END_SIZE + comment != len(data) or disk:
        raise Unreadable("zip-no-directory", "bytes behind the directory")
    if _ZIP64 in (size, start) or count == _ZIP64 & 0xFFFF or start + size != end:
        raise Unreadable("zip-directory-damaged")
    if count > MAX_PARTS:
        raise Unreadable("zip-too-many-parts", str(count))
    entries: dict[str, _ZipEntry] = {}
    listed: list[tuple[bytes, int, int]] = []
    spans: list[tuple[int, int]] = []
    at = start
    for _ in range(count):
        raw, flags, entry, at = _read_entry(data, at, start, end)
        name = _part_name_of_entry(raw)
        listed.append((raw, flags, entry.size))
        spans.append((entry.header, entry.start + entry.packed))
        if name.endswith("/"):
            continue
        if name in entries:
            raise Unreadable("zip-duplicate-part", name)
        entries[name] = entry
    if at != end:
        raise Unreadable("zip-directory-damaged")
    spans.sort()
    if any(before[1] > after[0] for before, after in itertools.pairwise(spans)):
        raise Unreadable("zip-overlapping-parts")
    return entries, listed


def _read_entry(data: bytes, at: int, directory: int, end: int) -> tuple[bytes, int, _ZipEntry, int]:
    """Read the entry at *at*, hold its local header against it, and its part to the bytes before *directory*."""
    if data[at : at + 4] != _CENTRAL or at + _CENTRAL_SIZE > end:
        raise Unreadable("zip-directory-damaged")
    flags, method, crc, packed, size, named, extra, comment, header = struct.unpack_from(
        "<8xHH4xIIIHHH8xI", data, at
    )
    raw = data[at + _CENTRAL_SIZE : at + _CENTRAL_SIZE + named]
    after = at + _CENTRAL_SIZE + named + extra + comment
    if flags & _ENCRYPTED:
        raise Unreadable("encrypted")
    if method not in (_STORED, _DEFLATED):
        raise Unreadable("zip-method", str(method))
    if data[header : header + 4] != _LOCAL or header + _LOCAL_SIZE > len(data):
        raise Unreadable("zip-directory-damaged")
    local_flags, local_method, *local_sizes, local_named, local_extra = struct.unpack_from(
        "<6xHH4xIIIHH", data, header
    )
    if data[header + _LOCAL_SIZE : header + _LOCAL_SIZE + local_named] != raw or local_method != method:
        raise Unreadable("zip-names-disagree", raw.decode("utf-8", "replace"))
    # Java and .NET put the zip64 mark in the local header alone, however small the part is.
    stated = not local_flags & _SIZES_BEHIND and _ZIP64 not in local_sizes
    if local_flags & _ENCRYPTED or (stated and local_sizes != [crc, packed, size]):
        raise Unreadable("zip-headers-disagree", raw.decode("utf-8", "replace"))
    start = header + _LOCAL_SIZE + local_named + local_extra
    if b"\0" in raw or start + packed > directory:
        raise Unreadable("zip-directory-damaged")
    return raw, flags, _ZipEntry(method, crc, packed, size, header, start), after
