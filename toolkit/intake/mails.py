"""What is attached to an e-mail that was saved as a file (.eml): each attachment in memory, as what lies in a zip.

Names are for showing only. Chinese mail programs write them in GBK, encoded as they say (``=?gb2312?B?…?=``) or bare.
"""

from __future__ import annotations

import codecs
import email
import email.errors
import email.header
import email.utils
import re
from itertools import islice
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
    from email.message import Message

_HEAD = 64 * 2**10
"""Within how many bytes the header of a mail ends."""
_HEADER_LINE = re.compile(rb"[!-9;-~]{1,60}:")
_SENT = {b"from", b"to", b"received", b"message-id", b"return-path", b"delivered-to"}
_SAID = _SENT | {b"subject", b"date", b"mime-version", b"content-type"}
"""What the header of a mail says: two of these at the least, one of them of its way."""
_NAMES = 4_000
"""A longer header names no file."""
_PARTS, _NESTED = 4 * MEMBERS, 50
"""How many parts a mail may have and how many of them may lie in one another: what parses it goes down by calling itself."""
_INNER = re.compile(rb"(?:multipart/|message/rfc822)", re.IGNORECASE)
_NARROW = {"gb2312", "gbk"}
_LINES = re.compile(rb"\r?\n|\r")


def is_mail(data: bytes) -> bool:
    """Tell whether *data* is a saved e-mail, and not a web page in the same format."""
    said = set()
    data = data.removeprefix(codecs.BOM_UTF8)
    for line in _LINES.split(data[:_HEAD]):
        if not line:
            break
        if line[:1] in b" \t":
            continue
        if not _HEADER_LINE.match(line):
            return False
        said.add(line[: line.index(b":")].lower())
    if len(said & _SAID) < 2 or not said & _SENT:
        return False
    # A browser, too, says from where, when and what it saved as one file: to nobody, and without a file's name.
    if said & (_SENT - {b"from"}):
        return True
    _refuse_endless(data)
    return bool(_attachments(email.message_from_bytes(data)))


def _refuse_endless(data: bytes) -> None:
    """Raise Unreadable(a code of CONTAINER_FAULTS) for what only somebody who means harm makes."""
    if data.count(b"\n--") > _PARTS:
        raise Unreadable("zip-members")
    if sum(1 for _ in islice(_INNER.finditer(data), _NESTED + 1)) > _NESTED:
        raise Unreadable("zip-deep")


def list_attachments(data: bytes) -> list[ContainedFile]:
    """List what is attached, in the order of its names; raise Unreadable("mail-empty") where nothing is."""
    _refuse_endless(data)
    message = email.message_from_string(_text_of(data.removeprefix(codecs.BOM_UTF8)))
    saved = _sent_time(message)
    names = [_attachment_name(part) for part in _attachments(message)]
    if not names:
        raise Unreadable("mail-empty")
    if len(names) > MEMBERS:
        raise Unreadable("zip-members", str(len(names)))
    found = [ContainedFile(at, name, why_contained_is_none(name), saved) for at, name in enumerate(names)]
    return sorted(found, key=lambda m: (m.name, m.at))


def read_attachment(data: bytes, at: int) -> bytes:
    """Return the bytes of one attachment; raise Unreadable(a code of CONTAINER_FAULTS)."""
    part = _attachments(email.message_from_bytes(data.removeprefix(codecs.BOM_UTF8)))[at]
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes) or _is_cut_off(part):
        raise Unreadable("member-damaged")
    if len(content) > FILE_LIMIT:
        raise Unreadable("member-large")
    return content


def _text_of(data: bytes) -> str:
    """Return a mail as text, for its names: bytes that no header may hold are UTF-8 or GB 18030 all the same."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("gb18030", "replace")


def _attachments(message: Message) -> list[Message]:
    """Return the parts that are files: those with a name, and what is neither made of parts nor the letter itself."""
    return [
        part
        for part in message.walk()
        if not part.is_multipart() and (_file_name(part) or part.get_content_maintype() != "text")
    ]


def _file_name(part: Message) -> str:
    """Return how a part is called, as its header has it; "" where it has no name, or one that never ends."""
    heads = (part.get("Content-Disposition", ""), part.get("Content-Type", ""))
    if any(len(str(h)) > _NAMES for h in heads):
        return ""
    try:
        return part.get_filename() or ""
    except ValueError:  # a charset that is none
        return NAMELESS


def _is_cut_off(part: Message) -> bool:
    """Tell whether an attachment in base64 ends before it should: what decodes it leaves the rest out without a word."""
    coded = str(part.get("Content-Transfer-Encoding", "")).strip().lower() == "base64"
    return coded and len("".join(str(part.get_payload()).split())) % 4 != 0


def _attachment_name(part: Message) -> str:
    """Return how an attachment is called, its encoded words read."""
    name = _file_name(part) or NAMELESS
    try:
        words = email.header.decode_header(name)
    except email.errors.HeaderParseError:
        words = [(name, None)]
    text = "".join(_decoded_word(word, charset or "") for word, charset in words)
    return escape_unprintable(text.replace("\\", "/").rpartition("/")[2] or NAMELESS)


def _decoded_word(word: bytes | str, charset: str) -> str:
    if isinstance(word, str):
        return word
    # Programs that say GB 2312 write what it has not: 喆, 垚.
    wider = "gb18030" if charset.lower() in _NARROW else charset or "ascii"
    try:
        return word.decode(wider, "replace")
    except (LookupError, ValueError):  # no charset of that name, or no name at all
        return word.decode("utf-8", "replace")


def _sent_time(message: Message) -> str:
    """Return when a mail was sent, as ISO text with its zone; "" where it does not say."""
    try:
        sent = email.utils.parsedate_to_datetime(str(message.get("Date", "")))
    except (TypeError, ValueError):
        return ""
    return sent.isoformat() if sent.tzinfo else ""
