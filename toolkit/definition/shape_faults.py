"""What of a definition is not of the shape it must have, before anything is built of it: every fault at once, each with its path."""

from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING, Any

from toolkit.definition.definition_shape import (
    ANY,
    GROUPS,
    NAME,
    NUMBER,
    PARTS,
    ROSTER,
    ROWS,
    SHAPES,
    TEXT,
    TEXT_OR_TEXTS,
    TEXTS,
    TEXTS_BY_NAME,
    WHOLE,
    YES,
    Key,
    part_name,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from toolkit.definition.fault import Path, Tell

_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""What XML cannot hold, or only as something else: a carriage return comes back as a line break."""


def well_shaped(data: dict[str, Any], tell: Tell) -> dict[str, Any]:
    """Return what of a definition is of the shape it must have, whole parts only; tell with its path what is not."""
    said = _part((), data, "表样", tell) or {}
    return said | {"options": _options(data.get("options", {}), tell)}


def _part(path: Path, data: dict[str, Any], part: str, tell: Tell) -> dict[str, Any] | None:
    """Return what fits of one part; None where something that must be there does not."""
    shape, fits, whole = SHAPES[part], {}, True
    for name in sorted(data.keys() - shape.keys()):
        tell(path, f"不认识的项 {name}", () if path else (name,))
    for name, key in shape.items():
        if fault := _fault_of(name, key, data.get(name), there=name in data):
            tell(path, fault, () if path else (name,))
            whole = whole and not key.must
        elif key.part and isinstance(data.get(name), list):
            fits[name] = list(_parts(path, data[name], key.part, tell))
        elif name in data:
            fits[name] = data[name]
    return fits if whole or part == "表样" else None


def _fault_of(name: str, key: Key, value: Any, *, there: bool) -> str:
    """Say what is wrong with what stands under a key; "" where nothing is."""
    if not there:
        return f"缺少 {name}" if key.must else ""
    if not _FITS[key.type](value):
        return f"{name} 应为{key.type}，实为{_shown(value)}"
    if not key.part and (odd := _unprintable_characters(value)):
        return f"{name} 里有看不见的控制字符（{'、'.join(odd)}），表格程序打不开，请删去"
    if key.must and value in ([], ""):
        return f"{name} 是空的"
    if key.words and value not in key.words:
        return f"{name} 应为 {'、'.join(w or '空' for w in key.words)} 之一，实为 {value}"
    return ""


def _parts(path: Path, some: Iterable[Any], part: str, tell: Tell) -> Iterator[dict[str, Any]]:
    for number, data in enumerate(some, 1):
        where = (*path, part_name(part, number, data.get("id") if isinstance(data, dict) else None))
        if not isinstance(data, dict):
            tell(where, f"应为 {{ id = … }}，实为{_shown(data)}")
        elif (fits := _part(where, data, part, tell)) is not None:
            yield fits


def _options(said: Any, tell: Tell) -> dict[str, Any]:
    """A drop-down is a list of texts, or says of which table's rows or columns it is made."""
    if not isinstance(said, dict):
        tell(("选项",), f"应为按名称的选项，实为{_shown(said)}")
        return {}
    fits: dict[str, Any] = {}
    for name, entry in said.items():
        if odd := _unprintable_characters([name, entry]):
            tell(("选项",), f"里有看不见的控制字符（{'、'.join(odd)}），表格程序打不开，请删去")
        elif isinstance(entry, dict):
            if (taken := _part((f"选项 {name}",), entry, "选项", tell)) is not None:
                fits[name] = taken
        elif fault := _listed_options_fault(entry):
            tell((f"选项 {name}",), fault)
        else:
            fits[name] = entry
    return fits


def _listed_options_fault(entry: Any) -> str:
    if not _are_texts(entry) or not entry:
        return f"应为{TEXTS}，实为{_shown(entry)}"
    twice = sorted({x for x in entry if entry.count(x) > 1})
    return f"{'、'.join(twice)} 出现了两次" if twice else ""


def _unprintable_characters(value: Any) -> list[str]:
    """Return the characters in texts, however deep, that no workbook can hold."""
    match value:
        case str():
            return list(dict.fromkeys(f"U+{ord(c):04X}" for c in value if _UNPRINTABLE.match(c)))
        case dict():
            return _unprintable_characters([*value, *value.values()])
        case list():
            return list(dict.fromkeys(odd for one in value for odd in _unprintable_characters(one)))
    return []


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _are_texts(value: Any) -> bool:
    return isinstance(value, list) and all(map(_is_text, value))


_FITS: dict[str, Callable[[Any], bool]] = {
    ANY: lambda _: True,
    TEXT: _is_text,
    NAME: _is_text,
    WHOLE: lambda value: type(value) is int and value >= 0,
    NUMBER: lambda value: type(value) in (int, float) and value > 0,
    YES: lambda value: type(value) is bool,
    TEXTS: _are_texts,
    TEXT_OR_TEXTS: lambda value: _is_text(value) or _are_texts(value),
    GROUPS: lambda value: isinstance(value, list) and all(map(_are_texts, value)),
    PARTS: lambda value: isinstance(value, list),
    ROWS: lambda value: isinstance(value, list) or value == ROSTER,
    TEXTS_BY_NAME: lambda value: (
        isinstance(value, dict) and all(_is_text(x) or _are_texts(x) for x in value.values())
    ),
}


def _shown(value: Any) -> str:
    """Return a value as its author wrote it, and what it is."""
    match value:
        case None:
            return "空"
        case bool():
            return f" {str(value).lower()}"
        case str():
            return f"文字“{value}”"
        case int() | float():
            return f"数 {value}"
        case []:
            return "空的一列"
        case list():
            odd = next((i for i, one in enumerate(value) if not isinstance(one, str)), 0)
            return f"一列，其中第 {odd + 1} 个是{_shown(value[odd]).strip()}"
        case datetime.date() | datetime.time():
            return f"日期 {value}"
    return "一组 { … }"
