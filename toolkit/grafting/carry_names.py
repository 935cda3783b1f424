"""Defined names of our workbook put among those of somebody else's; the other's own names stay as they are."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from toolkit.grafting.shift_references import sheets_named
from toolkit.xlsx.element_order import workbook_element

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

Element = Any


def merge_defined_names(
    target: Element, ours: Collection[Element], positions: Mapping[int, int], sheets: Collection[str]
) -> list[str]:
    """Put the defined names *ours* among those of the workbook *target* (its root); return those it has for something else.

    *positions* are the sheets carried over: where each stood, where it stands now. What programs keep by names of their
    own (print areas, titles, filters) goes with these sheets only. *sheets* are all that the result has.
    """
    if not ours:
        return []
    holder = workbook_element(target, "definedNames")
    known = {_scope(n): n.text or "" for n in holder}
    there = {s.casefold() for s in sheets}
    clashes = []
    for name in ours:
        local = name.get("localSheetId")
        if local is not None and int(local) not in positions:
            continue
        text = name.text or ""
        if any(s.casefold() not in there for s in sheets_named(text)):
            continue
        made = copy.deepcopy(name)
        made.tail = None
        if local is not None:
            made.set("localSheetId", str(positions[int(local)]))
        scope = _scope(made)
        if scope in known:
            if _plain(known[scope]) != _plain(text):
                clashes.append(name.get("name", ""))
            continue
        known[scope] = text
        holder.append(made)
    if not len(holder):
        target.remove(holder)
    return clashes


def _scope(name: Element) -> tuple[str, str]:
    return name.get("name", "").casefold(), name.get("localSheetId", "")


def _plain(reference: str) -> str:
    return reference.strip().removeprefix("=").replace("'", "").casefold()
