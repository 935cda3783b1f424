"""Records as JSON-ready values, as commands give them: whole, or by the names of what is told.

What a record tells is written at its head (``told_as``) and nowhere else: its JSON Schema is made of the same names.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T", bound=type)
TOLD = "_told"
"""The attribute of a record that says by which key it tells what of it."""


class OneOf:
    """Says of a text, in ``Annotated``, which it may be."""

    def __init__(self, *texts: str) -> None:
        """Keep what it may be."""
        self.texts = texts


def told_as(names: str) -> Callable[[T], T]:
    """Give a record its ``plain``: what *names* say of it, as ``pick_plain`` reads them."""

    def decorate(record: T) -> T:
        setattr(record, TOLD, paths_of_names(names))
        setattr(record, "plain", lambda self: pick_plain(self, names))  # noqa: B010 - no type has it
        return record

    return decorate


def paths_of_names(names: str) -> dict[str, str]:
    """Return by which key is told what stands at which path of a record."""
    pairs = (name.rpartition("=") for name in names.split())
    return {key or path.rpartition(".")[2]: path for key, _, path in pairs}


def to_plain(value: Any) -> Any:
    """Return *value* as JSON-ready values: a record with ``plain`` as that says, a named tuple by its fields, a path as text."""
    if value is None or isinstance(value, str | int | float):
        return value
    if hasattr(value, "plain"):
        return to_plain(value.plain())
    if hasattr(value, "_asdict"):
        return to_plain(value._asdict())
    if isinstance(value, dict):
        return {k if isinstance(k, str) else k.name: to_plain(v) for k, v in value.items()}
    if isinstance(value, tuple | list):
        return [to_plain(v) for v in value]
    if isinstance(value, Path):
        return str(value)
    raise TypeError(f"cannot be told: {type(value).__name__}")


def pick_plain(record: Any, names: str, **said: Any) -> dict[str, Any]:
    """Return of *record* what *names* say, in their order, as JSON-ready values; *said* is told in the place of an attribute.

    ``unit.code`` is an attribute of an attribute and told as ``code``; ``old=was`` is told as ``old``.
    """
    told = {}
    for key, path in paths_of_names(names).items():
        value = record
        for step in path.split(".") if key not in said else ():
            value = getattr(value, step)
        told[key] = to_plain(said.get(key, value))
    return told
