"""What a workbook says of itself where nobody sees it (docProps/custom.xml): read and extended; what others said stays."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Mapping

    from toolkit.xlsx.patching import WorkbookParts

Element = Any
_PROPERTIES = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
_VALUES = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_PART, _RELATION = "docProps/custom.xml", "custom-properties"
_FORMAT = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
_FIRST = 2
"""The first number a property may have."""


def set_custom_properties(parts: WorkbookParts, said: Mapping[str, str]) -> None:
    """Let the workbook say *said* of itself, in the place of what it said by the same names."""
    made = {}
    for name, text in said.items():
        made[name] = etree.Element(f"{{{_VALUES}}}lpwstr", nsmap={"vt": _VALUES})
        made[name].text = text
    _put(parts, made)


def carry_custom_properties(target: WorkbookParts, source: WorkbookParts) -> None:
    """Let one workbook say of itself what another does, beside what it says already."""
    part = source.one("", _RELATION)
    if part in source:
        _put(target, {p.get("name", ""): p[0] for p in source.xml(part) if len(p) and p.get("name")})


def _put(parts: WorkbookParts, values: Mapping[str, Element]) -> None:
    if not values:
        return
    part = parts.one("", _RELATION)
    if part not in parts:
        part = _PART if _PART not in parts else parts.free("docProps/custom{}.xml")
        empty = f'<Properties xmlns="{_PROPERTIES}" xmlns:vt="{_VALUES}"/>'
        parts.add(part, empty.encode(), _TYPE)
        parts.relate("", _RELATION, part)
    root = parts.xml(part)
    named = {p.get("name"): p for p in root}
    for name, value in values.items():
        if name not in named:
            number = max((int(p.get("pid", "0")) for p in root), default=_FIRST - 1) + 1
            named[name] = etree.SubElement(
                root, f"{{{_PROPERTIES}}}property", fmtid=_FORMAT, pid=str(number), name=name
            )
        own = named[name]
        own.attrib.pop("linkTarget", None)
        if len(own) and own[0].tag == value.tag and own[0].text == value.text:
            continue
        for old in list(own):
            own.remove(old)
        own.append(copy.deepcopy(value))
