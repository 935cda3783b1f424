"""Text as it is compared: one width, no spaces inside Chinese, the punctuation of sentences kept."""

from __future__ import annotations

import re
import unicodedata

_KEPT = str.maketrans({c: c for c in "，。；：、（）！？“”《》〔〕…"})
_BLANK = r"[ \t\u3000\u00a0\u200b\ufeff]+"
_SPACE = re.compile(
    rf"(?<![A-Za-z\d]){_BLANK}|{_BLANK}(?![A-Za-z\d])|(?<=[A-Za-z]){_BLANK}(?=\d)|(?<=\d){_BLANK}(?=[A-Za-z])"
)
_END = re.compile(r"[^。！？；…\n]+[。！？；…]?")
_FULL = {",": "，", ";": "；", ":": "：", "(": "（", ")": "）", "!": "！", "?": "？"}


def normal(text: str) -> str:
    """Return *text* with digits and letters half width, Chinese punctuation full width, no idle spaces.

    A space between two numbers stays. A comma between three digits and a digit is part of a number and stays as it is.
    """
    said = "".join(c if ord(c) in _KEPT else unicodedata.normalize("NFKC", c) for c in text)
    said = re.sub(r"(?<=\d)[,，](?=\d{3}(?!\d))", "\x00", said)
    said = "".join(_FULL.get(c, c) for c in said).replace("\x00", ",")
    return _SPACE.sub("", said).strip()


def sentences(text: str) -> list[str]:
    """Return the sentences of a normalised paragraph, each with the mark that ends it."""
    return [s for s in _END.findall(text) if s.strip("。！？；… ")]
