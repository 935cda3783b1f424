"""Which of many names are meant, said briefly: a list a person reads to its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MOST_NAMES = 6
"""How many names stand one after the other."""


def say_which_names(axes: Iterable[tuple[Sequence[str], Sequence[bool], str]]) -> str:
    """Say in brackets which names are meant of each of some sequences of them; nothing where it is all of them."""
    said = [text for names, meant, word in axes if (text := _say_which(names, meant, word))]
    return f"（{'；'.join(said)}）" if said else ""


def _say_which(names: Sequence[str], meant: Sequence[bool], word: str) -> str:
    """Say which of *names* are *meant*, most of many by those that are not; "" where it is all or none of them."""
    kept = [name for name, is_meant in zip(names, meant, strict=True) if is_meant]
    others = [name for name, is_meant in zip(names, meant, strict=True) if not is_meant]
    if not kept or not others:
        return ""
    if len(kept) <= MOST_NAMES:
        return f"只看：{'、'.join(kept)}"
    if len(others) <= MOST_NAMES:
        return f"{'、'.join(others)} 除外"
    return f"只看：{'、'.join(kept[:MOST_NAMES])} 等 {len(kept)} {word}"


def list_briefly(names: Sequence[str], most: int, measure: str = "个", mark: str = "、") -> str:
    """Return *names* one after the other; of more than *most*, the first of them and how many there are."""
    more = f"{' ' if mark == '、' else mark}等 {len(names)} {measure}" if len(names) > most else ""
    return mark.join(names[:most]) + more
