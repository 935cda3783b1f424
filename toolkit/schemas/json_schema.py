"""Types as JSON Schema (2020-12): what of Python's types the outputs use, and nothing else."""

from __future__ import annotations

import types
import typing
from pathlib import Path
from typing import Annotated, Any, Literal, NotRequired, Union, get_args, get_origin, get_type_hints

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_PLAIN: dict[Any, dict[str, Any]] = {
    str: {"type": "string"},
    Path: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    type(None): {"type": "null"},
    Any: {},
}


class OneOf:
    """Says of a text, in ``Annotated``, which it may be."""

    def __init__(self, *texts: str) -> None:
        self.texts = texts


def schema_of(shape: Any, title: str) -> dict[str, Any]:
    """Return the schema of *shape*; records that occur in it are defined once, by their names."""
    known: dict[str, dict[str, Any]] = {}
    made = _schema(shape, known)
    return {"$schema": DIALECT, "title": title, **made, "$defs": dict(sorted(known.items()))}


def _schema(shape: Any, known: dict[str, dict[str, Any]]) -> dict[str, Any]:
    if shape in _PLAIN:
        return dict(_PLAIN[shape])
    origin, inner = get_origin(shape), get_args(shape)
    if origin is Annotated:
        said = [m for m in inner[1:] if isinstance(m, OneOf)]
        return {**_schema(inner[0], known), **({"enum": list(said[0].texts)} if said else {})}
    if origin is NotRequired:
        return _schema(inner[0], known)
    if origin is Literal:
        return {"enum": list(inner)}
    if origin in (Union, types.UnionType):
        return {"anyOf": [_schema(one, known) for one in inner]}
    if origin is list or (origin is tuple and inner[1:] == (...,)):
        return {"type": "array", "items": _schema(inner[0], known)}
    if origin is tuple:
        each = [_schema(one, known) for one in inner]
        return {"type": "array", "prefixItems": each, "minItems": len(each), "maxItems": len(each)}
    if origin is dict and inner[0] is str:
        return {"type": "object", "additionalProperties": _schema(inner[1], known)}
    if isinstance(shape, type) and (typing.is_typeddict(shape) or issubclass(shape, tuple)):
        return _reference(shape, known)
    raise TypeError(f"{shape!r} has no schema")


def _reference(record: type, known: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Refer to a record by its name, and define it where it is met first: its keys, which must be there, what it is."""
    if record.__name__ not in known:
        known[record.__name__] = {}
        hints = get_type_hints(record, localns={"Path": Path}, include_extras=True)
        said = {name: _schema(hint, known) for name, hint in hints.items()}
        must = [name for name, hint in hints.items() if get_origin(hint) is not NotRequired]
        known[record.__name__] = {"type": "object", "properties": said, "required": must}
    return {"$ref": f"#/$defs/{record.__name__}"}
