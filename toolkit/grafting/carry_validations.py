"""Drop-downs and limits of a sheet we drew put onto cells of somebody's sheet; where it has its own, these stay."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from toolkit.grafting.sheet_editor import Area, parse_area, write_area
from toolkit.xlsx.element_order import add_to_worksheet, spreadsheet_tag
from toolkit.xlsx.patching import Unpatchable

if TYPE_CHECKING:
    from collections.abc import Iterable

Element = Any
_EXCEL_2009 = "http://schemas.microsoft.com/office/excel/2006/main"
_EXTENDED = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"

_VALIDATION = f"{spreadsheet_tag('dataValidations')}/{spreadsheet_tag('dataValidation')}"


def carry_validations(target: Element, source: Element) -> tuple[Area, ...]:
    """Put the validations of worksheet *source* onto the same cells of *target* (the roots of both).

    Return where the sheet's own ones kept ours away.
    """
    own = list(_own_areas(target))
    made, kept = [], []
    for validation in source.iterfind(_VALIDATION):
        areas = list(_areas(validation.get("sqref", "")))
        kept += [both for a in areas for o in own if (both := _common(a, o))]
        for taken in own:
            areas = [rest for a in areas for rest in _without(a, taken)]
        if areas:
            one = copy.deepcopy(validation)
            one.tail = None
            one.set("sqref", " ".join(map(write_area, areas)))
            made.append(one)
    if made:
        holder = target.find(spreadsheet_tag("dataValidations"))
        if holder is None:
            holder = add_to_worksheet(target, "dataValidations")
        holder.extend(made)
        holder.set("count", str(len(holder)))
    return tuple(kept)


def _own_areas(root: Element) -> Iterable[Area]:
    for validation in root.iterfind(_VALIDATION):
        yield from _areas(validation.get("sqref", ""))
    for newer in root.iter(f"{{{_EXTENDED}}}dataValidation"):
        said = newer.find(f"{{{_EXCEL_2009}}}sqref")
        yield from _areas((said.text if said is not None else newer.get("sqref")) or "")


def _areas(text: str) -> Iterable[Area]:
    for piece in text.split():
        area = parse_area(piece) or _whole_lines(piece)
        if area is None:
            raise Unpatchable(f"sqref {piece}")
        yield area


def _whole_lines(text: str) -> Area | None:
    """Return the cells of whole columns (B:C) or rows (3:5)."""
    first, _, last = text.replace("$", "").partition(":")
    if first.isdigit() and last.isdigit():
        return int(first) - 1, 0, int(last) - 1, 16_383
    one, other = parse_area(f"{first}1"), parse_area(f"{last}1048576")
    return (0, one[1], other[2], other[3]) if one and other else None


def _common(a: Area, b: Area) -> Area | None:
    top, left, bottom, right = max(a[0], b[0]), max(a[1], b[1]), min(a[2], b[2]), min(a[3], b[3])
    return (top, left, bottom, right) if top <= bottom and left <= right else None


def _without(area: Area, hole: Area) -> Iterable[Area]:
    """Yield what is left of an area where a part is cut out."""
    cut = _common(area, hole)
    if cut is None:
        yield area
        return
    top, left, bottom, right = area
    if top < cut[0]:
        yield top, left, cut[0] - 1, right
    if cut[2] < bottom:
        yield cut[2] + 1, left, bottom, right
    if left < cut[1]:
        yield cut[0], left, cut[2], cut[1] - 1
    if cut[3] < right:
        yield cut[0], cut[3] + 1, cut[2], right
