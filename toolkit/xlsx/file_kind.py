"""What a file that is no zip seems to be, by its first bytes: an old workbook, which is read, or something else, named as refused."""

from __future__ import annotations

import re
from collections import Counter
from math import log2
from typing import NoReturn

from toolkit.errors import Unreadable

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SIGNATURES = (
    (b"%PDF", "pdf"),
    (b"\xff\xd8\xff", "picture"),
    (b"\x89PNG", "picture"),
    (b"GIF8", "picture"),
    (b"II*\0", "picture"),
    (b"MM\0*", "picture"),
    (b"Rar!", "rar"),
    (b"7z\xbc\xaf", "seven-zip"),
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "archive"),
    (b"\xfd7zXZ", "archive"),
    (b"MSCF", "archive"),
    (b"\x28\xb5\x2f\xfd", "archive"),
    (b"8BPS", "picture"),
    (b"\xd7\xcd\xc6\x9a", "picture"),
    (b"{\\rtf", "rtf"),
    (b"L\0\0\0\x01\x14\x02\0", "shortcut"),
    (b"[InternetShortcut]", "shortcut"),
    # What programs that encrypt everything an office saves write before it: 亿赛通, 天锐绿盾 and their like.
    (b"b\x14#e", "encrypted-by-dlp"),
    (b"%TSD-Header-###%", "encrypted-by-dlp"),
    (b"TSD-Header", "encrypted-by-dlp"),
    (b"<## NASCA DRM", "encrypted-by-dlp"),
    (b"\x9b DRMONE", "encrypted-by-dlp"),
    (b"SCDSA00", "encrypted-by-dlp"),
)
_NAMED_INSIDE = (b"E-SafeNet", b"EsafeNet", b"CDGSYS", b"IPGUARD", b"IP-guard", b"DRMONE", b"TSD-Header")
"""How programs that encrypt name themselves somewhere in the header they put before a file."""
_HEADER = 1024
_OLD_BOOK = re.compile("\x09(?:\x08[\x04-\x10]|[\x00\x02\x04][\x04\x06])\x00")
"""The first record of a workbook from Excel 2 to 95 that lies in no OLE file."""
_OLE_DOCUMENTS = (
    ("WordDocument", "old-word"),
    ("PowerPoint Document", "presentation"),
    ("__substg1.0_", "mail"),
)
_PICTURE_BOXES = (b"heic", b"heix", b"mif1", b"msf1", b"avif")
"""What kind of "ftyp" file is a picture; the others are sound or film."""
_MAIL = (b"\nreceived:", b"\nmessage-id:", b"\nreturn-path:", b"\ndelivered-to:")
_SINGLE_XML = (b"schemas.uof.org", b"<uof:uof", b"<office:document ")
_LIKE_XML_2003 = (b"excel.sheet", b"<workbook", b":workbook")
_XML_2003 = b"urn:schemas-microsoft-com:office:spreadsheet"
"""What the first element of an XML spreadsheet of 2003 names as its language."""
_WEB = (b"<html", b"<!doctype html", b"<table", b"<meta", b"<head", b"<body", b"<style", b"<div")
_SAMPLE = 64 * 2**10
_RANDOM, _ENOUGH = 0.965, 512
"""How near to as many bits a byte as so few bytes can show encrypted content is, and of how many bytes that can be told."""
_CONTROLS = bytes(c for c in range(32) if c not in b"\t\n\r")
_FEW = 0.03
"""Up to what part of a text's bytes may be control characters: of random bytes every ninth is one."""


def is_xls_file(data: bytes) -> bool:
    """Tell whether a file is an old workbook (.xls, .et), and not a document or an encrypted new one."""
    if _OLD_BOOK.match(data[:4].decode("latin-1")):
        return True
    if not data.startswith(OLE) or "EncryptedPackage".encode("utf-16-le") in data:
        return False
    return any(name.encode("utf-16-le") in data for name in ("Workbook", "Book"))


def is_xml_2003(data: bytes) -> bool:
    """Tell whether a file is an XML spreadsheet of Excel 2003, in whatever encoding."""
    text = (
        _beginning_text(data)
        if data[:1] in (b"<", b" ", b"\r", b"\n", b"\t", b"\xef", b"\xff", b"\xfe")
        else b""
    )
    return text.startswith((b"<?xml", b"<workbook", b"<ss:workbook")) and _XML_2003 in text


def refuse_non_zip(data: bytes) -> NoReturn:
    """Raise Unreadable with what *data*, which begins as no zip, seems to be."""
    if not data:
        raise Unreadable("empty-file")
    if not data.strip(b"\0"):
        raise Unreadable("all-zero-bytes")
    if any(name in data[:_HEADER] for name in _NAMED_INSIDE):
        raise Unreadable("encrypted-by-dlp")
    if data.startswith(OLE):
        _refuse_ole_file(data)
    for signature, code in _SIGNATURES:
        if data.startswith(signature):
            raise Unreadable(code)
    if data.startswith(b"BM") and data[6:10] == bytes(4):  # two letters alone may begin a text
        raise Unreadable("picture")
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        raise Unreadable("picture")
    if data[4:8] == b"ftyp":
        raise Unreadable("picture" if data[8:12] in _PICTURE_BOXES else "recording")
    if data[257:262] == b"ustar" or re.match(rb"..-lh[0-9ds]-", data, re.DOTALL):
        raise Unreadable("archive")
    _refuse_text(data)
    if _looks_random(data):
        raise Unreadable("looks-encrypted")
    if (
        b"\0" in data[:2048]
        and not data.startswith((b"\xff\xfe", b"\xfe\xff"))
        and not _is_bare_utf_16(data[:2048])
    ):
        raise Unreadable("unknown-format")
    raise Unreadable("plain-text")


def _refuse_text(data: bytes) -> None:
    """Raise Unreadable with what a file is that begins as a text of some language for machines."""
    text = _beginning_text(data)
    if any(mark in b"\n" + text for mark in _MAIL):
        raise Unreadable("mail")
    commented = text.startswith(b"<!--") and any(tag in text for tag in _WEB)
    if text.startswith(_WEB) or commented or b"\nmime-version:" in b"\n" + text:
        raise Unreadable("web-page")
    if text.startswith(b"<svg"):
        raise Unreadable("picture")
    if text.startswith(b"<?xml"):
        if any(mark in text for mark in _LIKE_XML_2003):
            raise Unreadable("xml-2003")
        raise Unreadable("single-xml" if any(mark in text for mark in _SINGLE_XML) else "other-xml")


def _is_bare_utf_16(head: bytes) -> bool:
    """Tell whether a file is text of two bytes a character that does not say so: tabs and line ends show it."""
    even = head[: len(head) // 2 * 2]
    high, low = even[1::2], even[::2]
    plain = sum(b == 0 and a in b"\t\r\n," for a, b in zip(low, high, strict=True))
    text = even.decode("utf-16-le", "replace")
    return plain > 0 and "\0" not in text and sum(c.isprintable() or c in "\t\r\n" for c in text) == len(text)


def _refuse_ole_file(data: bytes) -> NoReturn:
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise Unreadable("encrypted")
    for stream, code in _OLE_DOCUMENTS:
        if stream.encode("utf-16-le") in data:
            raise Unreadable(code)
    raise Unreadable("ole-document")


def _beginning_text(data: bytes) -> bytes:
    """Return how a file begins as text, in small letters, be it UTF-16."""
    head = data[:4096]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head.decode("utf-16", "replace").encode("utf-8", "replace")
    return head.lstrip(b"\xef\xbb\xbf \r\n\t").lower()


def _looks_random(data: bytes) -> bool:
    """Tell whether every byte is as likely as any other: encrypted (or packed), and no text of any encoding."""
    sample = data[:_SAMPLE]
    if len(sample) < _ENOUGH or 1 - len(sample.translate(None, _CONTROLS)) / len(sample) < _FEW:
        return False
    # Fewer bytes show fewer bits: what n random bytes show is 8 bits less about 255 / (2 n ln 2).
    most = 8 - 255 / (2 * len(sample) * 0.6931)
    bits = -sum(n / len(sample) * log2(n / len(sample)) for n in Counter(sample).values())
    return bits > most * _RANDOM
