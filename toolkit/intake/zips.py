"""What is inside a zip somebody sent: its members one by one, in memory; nothing is ever unpacked onto the disk.

Names are for showing only. Chinese zip programs write them in GBK and say nothing; others write UTF-8 and say so.
"""

from __future__ import annotations

import datetime
import io
import stat
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING

from toolkit.errors import Unreadable
from toolkit.intake.found_files import (
    FILE_LIMIT,
    MEMBERS,
    NAMELESS,
    ContainedFile,
    escape_unprintable,
    why_contained_is_none,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

WHOLE = 512 * 2**20
"""What the members of a zip may come to unpacked."""
_UTF8, _LOCKED = 0x800, 0x1
_END, _ZIP64, _NAME_AT = struct.Struct("<4s4H2IH"), b"PK\x06\x07", 46
_CONTENT_TYPES = b"[Content_Types].xml"
_DOCUMENT = {
    *("[content_types].xml", "mimetype", "content.xml"),
    "ofd.xml",
    *("index/document.iwa", "metadata/buildversionhistory.plist", "buildversionhistory.plist"),
}
"""Parts by which a zip is known for a workbook or a document: of Office, OpenDocument, OFD, Apple's programs."""


def is_zip_of_files(data: bytes) -> bool:
    """Tell whether *data* is a zip of files, and not a workbook or a document, which are zips too."""
    if not data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return False
    if _lists_content_types_first(data):
        return False
    try:
        listed = zipfile.ZipFile(io.BytesIO(data)).namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return False  # the reader of workbooks says what is wrong with it
    # some programs write /xl/workbook.xml
    names = {n.casefold().replace("\\", "/").lstrip("/") for n in listed}
    return not names & _DOCUMENT and not any(n.startswith(("xl/", "word/", "ppt/")) for n in names)


def _lists_content_types_first(data: bytes) -> bool:
    """Tell whether a zip's directory begins with the part every workbook and document has, as the programs that save them do.

    One whose directory is not plainly where it should be is opened to see.
    """
    end = len(data) - _END.size
    mark, *_, size, start, comment = _END.unpack_from(data, end) if end >= 0 else (b"", 0, 0, 0)
    if mark != b"PK\x05\x06" or comment or start + size != end or data[end - 20 : end - 16] == _ZIP64:
        return False
    first = data[start : start + _NAME_AT + len(_CONTENT_TYPES)]
    named = first[28:30] == len(_CONTENT_TYPES).to_bytes(2, "little")
    return first.startswith(b"PK\x01\x02") and named and first.endswith(_CONTENT_TYPES)


def list_members(data: bytes) -> list[ContainedFile]:
    """List the files of a zip in the order of their names; raise Unreadable(a code of CONTAINER_FAULTS)."""
    infos = _open_zip(data).infolist()
    if len(infos) > MEMBERS:
        raise Unreadable("zip-members", str(len(infos)))
    if sum(i.file_size for i in infos if i.file_size <= FILE_LIMIT) > WHOLE:  # larger ones are not unpacked
        raise Unreadable("zip-bomb")
    found = []
    for at, info in enumerate(infos):
        name = _member_name(info) or NAMELESS
        if name.endswith("/") or (info.filename and info.is_dir()):
            continue
        found.append(ContainedFile(at, name, _why_no_candidate(info, name), _saved_time(info)))
    return sorted(found, key=lambda m: (m.name, m.at))


def read_member(data: bytes, at: int) -> bytes:
    """Return the bytes of one file of a zip; raise Unreadable(a code of CONTAINER_FAULTS)."""
    archive = _open_zip(data)
    info = archive.infolist()[at]
    if info.file_size > FILE_LIMIT:
        raise Unreadable("member-large")
    try:
        with archive.open(info) as file:
            found = file.read(FILE_LIMIT + 1)
            if len(found) <= FILE_LIMIT and not file.read(1) and len(found) != info.file_size:
                raise Unreadable("member-damaged")
    except RuntimeError as error:  # what zipfile raises where it wants a password, or knows no such method
        raise Unreadable("member-locked" if info.flag_bits & _LOCKED else "member-method") from error
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError) as error:
        raise Unreadable("member-damaged", str(error)) from error
    if len(found) > FILE_LIMIT:
        raise Unreadable("member-large")
    return found


def _open_zip(data: bytes) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise Unreadable("zip-damaged", str(error)) from error


def _why_no_candidate(info: zipfile.ZipInfo, name: str) -> str | None:
    mode = info.external_attr >> 16
    if stat.S_ISLNK(mode):
        return "link"
    if "__MACOSX" in name.split("/"):
        return "litter"
    return why_contained_is_none(name.rpartition("/")[2])


def _saved_time(info: zipfile.ZipInfo) -> str:
    """Return when a member was saved: the instant a program noted beside it, else what the clock showed."""
    for kind, data in _extra_fields(info.extra):
        seconds = _INSTANTS[kind](data) if kind in _INSTANTS else None
        if seconds is not None and _SAYABLE[0] <= seconds < _SAYABLE[1]:
            return datetime.datetime.fromtimestamp(seconds, datetime.UTC).isoformat()
    try:
        return datetime.datetime(*info.date_time).isoformat()  # noqa: DTZ001 - a zip's clock has no zone
    except ValueError:  # a month 0 or a day 0
        return ""


def _extra_fields(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the extra fields of a zip's entry, as (what it is, its content); what is cut off is left out."""
    while len(data) >= 4:
        kind, size = struct.unpack("<HH", data[:4])
        if size <= len(data) - 4:
            yield kind, data[4 : 4 + size]
        data = data[4 + size :]


def _unix_timestamp(data: bytes) -> float | None:
    """Read an extended timestamp (UT): flags, then the time of the last change where the first flag says so."""
    return float(struct.unpack("<I", data[1:5])[0]) if len(data) >= 5 and data[0] & 1 else None


def _old_unix_timestamp(data: bytes) -> float | None:
    """Read the older field of Unix programs (UX): the time of the last look, then of the last change."""
    return float(struct.unpack("<I", data[4:8])[0]) if len(data) >= 8 else None


def _ntfs_timestamp(data: bytes) -> float | None:
    """Read the times Windows keeps (NTFS): in units of 100 ns since 1601, the time of the last change first."""
    for kind, times in _extra_fields(data[4:]):
        if kind == 1 and len(times) >= 8:
            return float(struct.unpack("<Q", times[:8])[0] // 10_000_000 - _SINCE_1601)
    return None


_SINCE_1601 = 11_644_473_600
_INSTANTS = {0x000A: _ntfs_timestamp, 0x5455: _unix_timestamp, 0x5855: _old_unix_timestamp}
_SAYABLE = [datetime.datetime(year, 1, 1, tzinfo=datetime.UTC).timestamp() for year in (1980, 2108)]
"""From when until when a zip's own clock can tell the time: an instant beyond that was never one."""


def _member_name(info: zipfile.ZipInfo) -> str:
    """Return the name as it was meant: UTF-8 where the zip says so or it can only be that, else GB 18030."""
    name = info.orig_filename
    if not info.flag_bits & _UTF8:
        raw = name.encode("cp437", errors="surrogateescape")
        for encoding in ("utf-8", "gb18030"):
            try:
                name = raw.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
    return escape_unprintable(name.replace("\\", "/").lstrip("/"))
