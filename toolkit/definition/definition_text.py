"""A definition written as TOML: the same data read back, in the order and the layout of those that are shipped."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

_BARE = re.compile("[A-Za-z0-9_-]+")


def definition_text(data: dict[str, Any]) -> str:
    """Return *data* as TOML."""
    plain = {k: v for k, v in data.items() if not _holds_parts(v) and not isinstance(v, dict)}
    parts = {k: v for k, v in data.items() if _holds_parts(v)}
    lines = [f"{_key(k)} = {_value(v)}" for k, v in plain.items()]
    for key in ("kinds", "levels"):
        if key in parts:
            lines += ["", *_inline_parts(key, parts.pop(key))]
    for key, held in ((k, v) for k, v in data.items() if isinstance(v, dict)):
        lines += ["", f"[{_key(key)}]", *(f"{_key(k)} = {_value(v)}" for k, v in held.items())]
    for key, some in parts.items():
        for part in some:
            lines += ["", f"[[{_key(key)}]]", *_part_lines(part)]
    return "\n".join(lines) + "\n"


def _part_lines(part: dict[str, Any]) -> Iterator[str]:
    for key, value in part.items():
        if _holds_parts(value):
            yield from _inline_parts(key, value)
        elif isinstance(value, dict) and value:
            yield from (f"{_key(key)}.{_key(k)} = {_value(v)}" for k, v in value.items())
        else:
            yield f"{_key(key)} = {_value(value)}"


def _inline_parts(key: str, some: list[dict[str, Any]]) -> Iterator[str]:
    yield f"{_key(key)} = ["
    yield from (f"  {_value(part)}," for part in some)
    yield "]"


def _holds_parts(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(x, dict) for x in value)


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _text(name)


def _value(value: Any) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return _text(value)
        case dict():
            inside = ", ".join(f"{_key(k)} = {_value(v)}" for k, v in value.items())
            return f"{{ {inside} }}" if inside else "{}"
        case list():
            return f"[{', '.join(map(_value, value))}]"
    return str(value)


def _text(text: str) -> str:
    """Return a text in quotes: TOML escapes what JSON does, and the one control character JSON leaves."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
