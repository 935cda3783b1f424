"""Other people's text on a line of ours: what cannot be seen, or would steer a terminal or break a log, is written out."""

from __future__ import annotations

import re
import unicodedata

MOST = 300
"""How much of a text is shown where it is one among many; the workbooks hold all of it."""
_STEERS = {"Cc", "Cf", "Cs", "Zl", "Zp"}
_DEVICE = re.compile(
    r"(?:con|prn|aux|nul|conin\$|conout\$|clock\$|(?:com|lpt)[0-9¹²³]) {0,100}(?:[.:]|$)", re.IGNORECASE
)
_BREAK = re.compile(r"\r\n|\r|\n|\u2028|\u2029|\x85|\x0b|\x0c")


def visible_text(text: object, most: int = MOST) -> str:
    """Return *text* on one line, cut at *most*: line breaks as ↵, what steers as an escape."""
    said = str(text)
    cut = f"…（共 {len(said)} 字）" if len(said) > most else ""
    line = _BREAK.sub("↵", said[:most]).replace("\t", " ")
    return "".join(_escape_character(c) for c in line) + cut


def is_device_name(name: str) -> bool:
    """Tell whether Windows takes a file of this *name* for a device (con, aux, com1), in whatever folder, whatever its ending."""
    return _DEVICE.match(name) is not None


def _escape_character(character: str) -> str:
    if unicodedata.category(character) not in _STEERS:
        return character
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def has_unseen_characters(text: str) -> bool:
    """Tell whether *text* holds anything that cannot be seen, line breaks included."""
    return any(unicodedata.category(c) in _STEERS for c in text)
