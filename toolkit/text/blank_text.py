"""What counts as a blank text: nothing a person could see."""

from __future__ import annotations

import unicodedata
from functools import cache

_UNSEEN = {"Cc", "Cf", "Zs", "Zl", "Zp"}
"""The categories of characters without a look: controls, format marks (zero-width space, soft hyphen …), spaces."""
_FILLERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0") | {
    chr(c) for c in range(0xFE00, 0xFE10)
}
"""Letters and signs that are drawn as nothing, though Unicode counts them among those that are."""


def is_blank_text(text: str) -> bool:
    """Tell whether *text* shows nothing."""
    if "!" <= text[:1] <= "~" or "\u4e00" <= text[:1] <= "\u9fff":  # nearly every text: what is seen at once
        return False
    return all(map(_unseen, text))  # ends at the first character that is seen


@cache
def _unseen(character: str) -> bool:
    return unicodedata.category(character) in _UNSEEN or character in _FILLERS
