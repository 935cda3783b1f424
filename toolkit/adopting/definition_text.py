"""A definition as the TOML text a developer would write: a row or column a line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

_PARTS = ("sheet", "table", "list", "rule")
_LINES = ("columns", "rows")
_BARE = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")


def write_definition_text(data: dict[str, Any], head: str) -> str:
    """Return *data* as TOML, *head* as its first comment."""
    return "\n".join([f"# {head}", *_lines_of(data)]) + "\n"


def _lines_of(data: dict[str, Any]) -> Iterator[str]:
    yield from (_pair(k, v) for k, v in data.items() if k not in (*_PARTS, "options", "kinds", "levels"))
    yield ""
    for name in ("kinds", "levels"):
        yield from _listed(name, data.get(name, []))
    if data.get("options"):
        yield from ("", "[options]")
        yield from (_pair(k, v) for k, v in data["options"].items())
    for part in _PARTS:
        for one in data.get(part, []):
            yield from ("", f"[[{part}]]")
            for name, value in one.items():
                if name in _LINES and isinstance(value, list) and value and isinstance(value[0], dict):
                    yield from _listed(name, value)
                else:
                    yield _pair(name, value)


def _listed(name: str, values: list[dict[str, Any]]) -> Iterator[str]:
    yield f"{name} = ["
    yield from (f"  {_value(v)}," for v in values)
    yield "]"


def _pair(name: str, value: Any) -> str:
    return f"{_key(name)} = {_value(value)}"


def _key(name: str) -> str:
    return name if name and set(name) <= _BARE else _quoted(name)


def _value(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(_pair(k, v) for k, v in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(_value, value)) + "]"
    return _quoted(value) if isinstance(value, str) else json.dumps(value)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")
