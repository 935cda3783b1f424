"""Records as JSON-ready values, as commands give them: whole, or by the names of what is told."""

from __future__ import annotations

from pathlib import Path
from typing import Any


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
    for name in names.split():
        key, _, path = name.rpartition("=")
        key, value = key or name.rpartition(".")[2], record
        for step in (path or name).split(".") if key not in said else ():
            value = getattr(value, step)
        told[key] = to_plain(said.get(key, value))
    return told
