"""A text file somebody saved with whatever program was at hand: its characters, or what to do about it."""

from __future__ import annotations

import codecs

from toolkit.errors import WorkFolderError

_MARKED = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
GBK = "gb18030"
LAST_OF_TWO_BYTES = 0x7FF
"""The last character that UTF-8 writes as two bytes."""
MEND = "请用记事本打开，另存为，编码选 UTF-8"


def decode_text_file(data: bytes, name: str) -> str:
    """Return the text of *data*: UTF-8, UTF-16 or GBK, with or without a mark; raise WorkFolderError for any other.

    Text in GBK is hardly ever valid as UTF-8 by chance, and ASCII in UTF-16 has a zero in every second byte.
    """
    for mark, encoding in _MARKED.items():
        if data.startswith(mark):
            return _decode_strictly(data, encoding, name)
    if b"\0" in data:
        little = data[1::2].count(0) > data[::2].count(0)
        return _decode_strictly(data, "utf-16-le" if little else "utf-16-be", name)
    if _is_encoded_as("utf-8", data):
        return data.decode()
    _refuse_mixed_encodings(data, name)
    return _decode_strictly(data, GBK, name)


def _decode_strictly(data: bytes, encoding: str, name: str) -> str:
    if _is_encoded_as(encoding, data):
        return data.decode(encoding)
    lines = data.split(b"\n") if encoding == GBK else ()
    wrong = "、".join(str(n) for n, line in enumerate(lines, 1) if not _is_encoded_as(encoding, line))
    where = f"第 {wrong} 行" if wrong else ""
    raise WorkFolderError(f"{name} {where}里的文字认不出来（不是 UTF-8，也不是 GBK）。{MEND}，再运行。")


def _refuse_mixed_encodings(data: bytes, name: str) -> None:
    """Refuse lines of GBK among lines of UTF-8: read as one or the other, half of the names would be wrong."""
    lines = {n: _is_utf8_chinese(line) for n, line in enumerate(data.split(b"\n"), 1) if not line.isascii()}
    if any(lines.values()):
        wrong = "、".join(str(n) for n, fine in lines.items() if not fine)
        raise WorkFolderError(
            f"{name} 第 {wrong} 行的编码与别的行不同（GBK 混在 UTF-8 里）。请把这些行重新打一遍，保存为 UTF-8。"
        )


def _is_utf8_chinese(line: bytes) -> bool:
    """Tell whether *line* is Chinese in UTF-8, three bytes a character: 女 alone in GBK is two bytes of a Latin letter."""
    return _is_encoded_as("utf-8", line) and any(ord(c) > LAST_OF_TWO_BYTES for c in line.decode())


def _is_encoded_as(encoding: str, data: bytes) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
