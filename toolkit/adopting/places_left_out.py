"""A definition without where its parts stand in the blank: its workbooks are drawn anew."""

from __future__ import annotations

from typing import Any

IN_BLANK = (
    "blank",
    "blank_hash",
    "blank_sheet",
    "stamped",
    "place",
    "head_at",
    "first_at",
    "last_at",
    "total_at",
)
"""The keys that say where something stands in the blank: a form that is drawn anew has none of them."""


def without_places(said: Any) -> Any:
    """Return a definition without where its parts stand in the blank."""
    if isinstance(said, dict):
        return {k: without_places(v) for k, v in said.items() if k not in IN_BLANK}
    return [without_places(one) for one in said] if isinstance(said, list) else said
