"""Records as JSON-ready values and back, by their types: what the ledger keeps is written and read in one place."""

from __future__ import annotations

import json
import types
from dataclasses import fields, is_dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar, Union, get_args, get_origin, get_type_hints

if TYPE_CHECKING:
    from collections.abc import Callable


JSON = json.JSONEncoder(ensure_ascii=False)
"""What writes JSON text: made once, as that takes longer than a short text."""


def to_stored(value: Any) -> Any:
    """Return *value* as JSON-ready values; ``from_stored`` with its type is the inverse.

    A tuple, named or not, becomes a list, a dataclass an object by its fields, a set a sorted list. Keys of a mapping that
    are tuples (a ``Cell``) make it a list of lines: the key's parts, then the value.
    """
    if type(value) in _AS_THEY_ARE:
        return value
    if isinstance(value, tuple | list):
        return [v if type(v) in _AS_THEY_ARE else to_stored(v) for v in value]
    if isinstance(value, dict):
        if all(isinstance(k, str) for k in value):
            return {k: v if type(v) in _AS_THEY_ARE else to_stored(v) for k, v in value.items()}
        return [[*map(to_stored, k), to_stored(v)] for k, v in value.items()]
    if isinstance(value, set | frozenset):
        return sorted(to_stored(v) for v in value)
    if is_dataclass(value):
        of: Any = type(value)
        return {name: to_stored(getattr(value, name)) for name in _field_names(of)}
    if isinstance(value, str | int | float):  # of a type of its own, as a member of an enumeration
        return value
    raise TypeError(f"cannot be stored: {type(value).__name__}")


_AS_THEY_ARE = frozenset((type(None), str, int, float, bool))


@cache
def _field_names(of: Any) -> tuple[str, ...]:
    """Return the fields of a dataclass."""
    return tuple(f.name for f in fields(of))


Record = TypeVar("Record")


def from_stored(of: type[Record], plain: Any) -> Record:
    """Build a record of the type *of* from what ``to_stored`` made of one."""
    built: Record = _builder_of(of)(plain)  # type: ignore[arg-type] # a class is hashable
    return built


@cache
def _builder_of(of: Any) -> Callable[[Any], Any]:
    """Return what builds a value of a type: found once, used for thousands of records."""
    origin, parts = get_origin(of), get_args(of)
    if origin in (Union, types.UnionType):
        return _optional_builder([p for p in parts if p is not type(None)])
    if isinstance(of, type) and issubclass(of, tuple) and hasattr(of, "_fields"):
        return _named_tuple_builder(of)
    if is_dataclass(of):
        hints = get_type_hints(of)
        builders = {f.name: _builder_of(hints[f.name]) for f in fields(of)}
        return lambda plain: of(**{k: builders[k](v) for k, v in plain.items()})  # type: ignore[operator]
    if origin is tuple and parts[-1:] == (...,):
        item = _builder_of(parts[0])
        return lambda plain: tuple(map(item, plain)) if item is not _as_is else tuple(plain)
    if origin is tuple:
        each = [_builder_of(p) for p in parts]
        return lambda plain: tuple(b(v) for b, v in zip(each, plain, strict=True))
    if origin in (frozenset, set, list):
        item = _builder_of(parts[0])
        return lambda plain: origin(map(item, plain))
    if origin is dict:
        return _mapping_builder(*parts)
    return _as_is


def _as_is(plain: Any) -> Any:
    return plain


def _optional_builder(parts: list[Any]) -> Callable[[Any], Any]:
    """Return what builds the one record there may be, or None; of texts and numbers each is what it is."""
    (builder,) = {_builder_of(p) for p in parts}
    return builder if builder is _as_is else lambda plain: None if plain is None else builder(plain)


def _named_tuple_builder(of: Any) -> Callable[[Any], Any]:
    hints = get_type_hints(of)
    builders = [(i, b) for i, n in enumerate(of._fields) if (b := _builder_of(hints[n])) is not _as_is]
    if not builders:
        return of._make  # type: ignore[no-any-return]

    def build(plain: list[Any]) -> Any:
        values = list(plain)
        for at, builder in builders:
            values[at] = builder(values[at])
        return of._make(values)

    return build


def _mapping_builder(key: Any, value: Any) -> Callable[[Any], Any]:
    build = _builder_of(value)
    if key is str:
        return dict if build is _as_is else lambda plain: {k: build(v) for k, v in plain.items()}
    make = key._make if hasattr(key, "_make") else tuple
    return lambda plain: {make(line[:-1]): build(line[-1]) for line in plain}
