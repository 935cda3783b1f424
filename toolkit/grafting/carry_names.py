"""Defined names of our workbook put among those of somebody else's; the other's own names stay as they are."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any, NamedTuple

from toolkit.grafting.shift_references import sheets_named
from toolkit.xlsx.element_order import workbook_element

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

Element = Any


class NameClash(NamedTuple):
    """A name that the other workbook has already, for something else: *its* stands, ours is left out."""

    name: str
    its: str
    ours: str


class CarriedNames(NamedTuple):
    """What became of our names: those that clash, and those of sheets the other workbook does not have."""

    clashes: tuple[NameClash, ...] = ()
    homeless: tuple[str, ...] = ()


def merge_defined_names(
    target: Element, ours: Collection[Element], positions: Mapping[int, int], sheets: Collection[str]
) -> CarriedNames:
    """Put the defined names *ours* among those of the workbook *target* (its root).

    *positions* are the sheets carried over: where each stood, where it stands now. What programs keep by names of their
    own (print areas, titles, filters) goes with these sheets only. *sheets* are all that the result has.
    """
    if not ours:
        return CarriedNames()
    holder = workbook_element(target, "definedNames")
    known = {_scope(n): n.text or "" for n in holder}
    there = {s.casefold() for s in sheets}
    clashes, homeless = [], []
    for name in ours:
        said, local = name.get("name", ""), name.get("localSheetId")
        if local is not None and int(local) not in positions:
            continue
        text = name.text or ""
        if any(s.casefold() not in there for s in sheets_named(text)):
            homeless.append(said)
            continue
        made = copy.deepcopy(name)
        made.tail = None
        if local is not None:
            made.set("localSheetId", str(positions[int(local)]))
        scope = _scope(made)
        if scope in known:
            if _plain(known[scope]) != _plain(text):
                clashes.append(NameClash(said, known[scope], text))
            continue
        known[scope] = text
        holder.append(made)
    if not len(holder):
        target.remove(holder)
    return CarriedNames(tuple(clashes), tuple(homeless))


def _scope(name: Element) -> tuple[str, str]:
    return name.get("name", "").casefold(), name.get("localSheetId", "")


def _plain(reference: str) -> str:
    return reference.strip().removeprefix("=").replace("'", "").casefold()
