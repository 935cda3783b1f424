"""How alike two short texts are, at the price of a look where they are not."""

from __future__ import annotations

from difflib import SequenceMatcher

LONGEST_LABEL = 120
"""A longer text is no label, whatever it begins with."""


def text_similarity(one: str, other: str, least: float) -> float:
    """Return difflib's ratio of the two, 0 where it is below *least*: most pairs are told apart by lengths and letters."""
    if max(len(one), len(other)) > LONGEST_LABEL:
        return 0.0
    pair = SequenceMatcher(None, one, other, autojunk=False)
    if pair.real_quick_ratio() < least or pair.quick_ratio() < least:
        return 0.0
    ratio = pair.ratio()
    return ratio if ratio >= least else 0.0
