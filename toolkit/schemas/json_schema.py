"""Types as JSON Schema (2020-12): what of Python's types the outputs use, and nothing else.

A record that says what it tells (``told_as``) is described by that and the types of its attributes; no key of it is written again.
"""

from __future__ import annotations

import ast
import inspect
import sys
import types
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import (
    Annotated,
    Any,
    Literal,
    NotRequired,
    TypedDict,
    Union,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)

from toolkit.text.plain_values import TOLD, OneOf

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


def join_shapes(name: str, /, *records: type, **beside: Any) -> Any:
    """Return the type, called *name*, of what a command tells of *records* and *beside* them, in one object."""
    told = {key: hint for record in records for key, hint in _hints_of(record).items()}
    return TypedDict(name, told | beside)  # type: ignore[operator] # what mypy cannot follow is made while running


def many(shape: Any) -> Any:
    """Return the type of a list of *shape*, which may be one that was joined."""
    return types.GenericAlias(list, shape)


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
    if origin in (dict, Mapping) and inner[0] is str:
        return {"type": "object", "additionalProperties": _schema(inner[1], known)}
    if isinstance(shape, type) and (is_typeddict(shape) or issubclass(shape, tuple) or hasattr(shape, TOLD)):
        return _reference(shape, known)
    raise TypeError(f"{shape!r} has no schema")


def _reference(record: type, known: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Refer to a record by its name, and define it where it is met first: its keys, which must be there, what it is."""
    if record.__name__ not in known:
        known[record.__name__] = {}
        hints = _hints_of(record)
        said = {name: _schema(hint, known) for name, hint in hints.items()}
        must = [name for name, hint in hints.items() if get_origin(hint) is not NotRequired]
        known[record.__name__] = {"type": "object", "properties": said, "required": must}
    return {"$ref": f"#/$defs/{record.__name__}"}


def _hints_of(record: type) -> dict[str, Any]:
    """Return by its key the type of everything *record* tells."""
    told: dict[str, str] | None = getattr(record, TOLD, None)
    if told is None:
        return get_type_hints(record, localns=_names_of(record.__module__), include_extras=True)
    return {key: _type_at(record, path.split(".")) for key, path in told.items()}


def _type_at(record: Any, path: list[str]) -> Any:
    for step in path:
        (record,) = [t for t in get_args(record) if t is not type(None)] or [record]
        names = {k: v for c in record.__mro__ for k, v in _names_of(c.__module__).items()}
        found = inspect.getattr_static(record, step, None)
        reads = getattr(found, "fget", None) or getattr(found, "func", None)  # of a property, kept or not
        hints = get_type_hints(reads or record, localns=names, include_extras=True)
        record = hints["return" if reads else step]
    return record


@cache
def _names_of(module: str) -> dict[str, Any]:
    """Return the names a module has, and those it imports for the checker of types alone."""
    found, source = dict(vars(sys.modules[module])), ""
    if module != object.__module__:
        source = inspect.getsource(sys.modules[module])
    for node in ast.parse(source).body:
        for line in node.body if isinstance(node, ast.If) else ():
            if isinstance(line, ast.ImportFrom) and line.module:
                given = import_module(line.module)
                found |= {a.asname or a.name: v for a in line.names if (v := getattr(given, a.name, None))}
            elif isinstance(line, ast.Import):
                found |= {a.name: import_module(a.name) for a in line.names}
    return found
