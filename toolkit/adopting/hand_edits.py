"""What somebody changed by hand in a definition that was proposed, kept in the next proposal: nothing of it is lost in silence."""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any, NamedTuple

from toolkit.definition.definition_shape import ANY, SHAPES, part_name
from toolkit.definition.load_form import build_form
from toolkit.errors import FormError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

WHOLE = "表样"
RULE = "规则"
_SAYS_WHICH = ("over", "must", "columns", "rows")
"""What tells a rule from the others: its number changes with those before it."""
_NOTHING = object()
Parts = list[dict[str, Any]]


class HandEdits(NamedTuple):
    """A proposal with what somebody changed by hand in the one before: what was *kept*, and what *clashes* and is not in *data*."""

    data: dict[str, Any]
    kept: tuple[str, ...]
    clashes: tuple[str, ...]


def keep_hand_edits(proposed: dict[str, Any], edited: dict[str, Any], anew: dict[str, Any]) -> HandEdits:
    """Return what is proposed *anew* with all in which *edited* differs from what was *proposed* before."""
    merging = _EditMerge()
    data = merging.part(WHOLE, proposed, edited, anew, "")
    return HandEdits(data, tuple(merging.kept), tuple(merging.clashes))


def faults_of_definition(data: dict[str, Any], name: str) -> tuple[str, ...]:
    """Return what the loader finds wrong with a definition; nothing of a sound one."""
    try:
        build_form(copy.deepcopy(data), name)
    except FormError as error:
        return error.faults
    return ()


class _EditMerge:
    """Goes through three definitions at once."""

    def __init__(self) -> None:
        self.kept: list[str] = []
        self.clashes: list[str] = []

    def part(
        self, part: str, before: dict[str, Any], edited: dict[str, Any], anew: dict[str, Any], path: str
    ) -> dict[str, Any]:
        """Merge one part, key by key, in the order of the new one."""
        made: dict[str, Any] = {}
        for key in dict.fromkeys((*anew, *edited, *before)):
            shape = SHAPES[part].get(key)
            some = [said.get(key, _NOTHING) for said in (before, edited, anew)]
            head = shape.head if shape else key
            lists = shape is not None and shape.part and all(_is_parts(x) for x in some)
            if lists and shape is not None:
                lines = [[] if x is _NOTHING else x for x in some]
                value: Any = self.parts(shape.part, lines, path)
                value = value or (_NOTHING if some[2] is _NOTHING else value)
            elif shape is not None and shape.type == ANY:
                value = self.named([{} if x is _NOTHING else x for x in some], head)
                value = value or _NOTHING
            else:
                value = self.value(some, f"{path}（{head}）" if path else head)
            if value is not _NOTHING:
                made[key] = value
        return made

    def value(self, some: Sequence[Any], where: str) -> Any:
        """Merge what stands under one key."""
        before, edited, anew = some
        if edited in (before, anew):
            return anew
        if anew == before:
            self.kept.append(where)
            return edited
        self.clashes.append(where)
        return anew

    def named(self, some: Sequence[dict[str, Any]], head: str) -> dict[str, Any]:
        """Merge what stands under names that people give, as drop-downs do."""
        found = {}
        for name in dict.fromkeys(n for one in (some[2], some[1], some[0]) for n in one):
            value = self.value([one.get(name, _NOTHING) for one in some], f"{head} {name}")
            if value is not _NOTHING:
                found[name] = value
        return found

    def parts(self, part: str, some: Sequence[Parts], path: str) -> Parts:
        """Merge the parts of one sort, each with its like in the others."""
        before, edited, anew = ({_identity(part, x): x for x in _numbered(part, one)} for one in some)
        found: dict[str, dict[str, Any]] = {}
        order = self.order([*before], [*edited], [*anew], path or part)
        for name in order:
            where = self.path_of(path, part, name, edited.get(name) or anew.get(name) or before[name])
            was, now, new = (one.get(name) for one in (before, edited, anew))
            if now is not None and new is not None:
                found[name] = self.part(part, was or {}, now, new, where)
            elif now is None and was is not None and new is not None:
                (self.kept if was == new else self.clashes).append(f"{where}（删去）")
                if was != new:
                    found[name] = new
            elif now is not None and was is not None:  # the new proposal has it no more
                if now != was:
                    self.clashes.append(where)
            elif now is not None:
                self.kept.append(f"{where}（添加）")
                found[name] = now
            elif new is not None:
                found[name] = new
        made = [{k: v for k, v in line.items() if k != _TIMES} for line in found.values()]
        return _with_numbers_of_their_own(made) if part == RULE else made

    def path_of(self, path: str, part: str, name: str, said: dict[str, Any]) -> str:
        called = said.get("id")
        shown = part_name(part, 1, called or name)
        if path:
            return f"{path} › {shown}"
        return shown if shown.startswith(part) else f"{part} {shown}"

    def order(self, before: list[str], edited: list[str], anew: list[str], where: str) -> list[str]:
        """Return every name once: in the order of the new proposal, or in that somebody gave them; each new one behind its neighbour."""
        common = [n for n in before if n in edited]
        moved = [n for n in edited if n in before] != common
        if moved:
            self.kept.append(f"{where}的次序")
        first, others = (edited, anew) if moved else (anew, edited)
        order = list(first)
        for more in (others, before):
            for at, name in enumerate(more):
                if name not in order:
                    last = next((n for n in reversed(more[:at]) if n in order), None)
                    order.insert(0 if last is None else order.index(last) + 1, name)
        return order


_TIMES = "\x00times"


def _is_parts(value: Any) -> bool:
    return value is _NOTHING or (isinstance(value, list) and all(isinstance(x, dict) for x in value))


def _numbered(part: str, some: Iterable[dict[str, Any]]) -> Parts:
    """Return copies of some parts, those called alike told apart."""
    seen: dict[str, int] = {}
    made = []
    for one in some:
        name = _called(part, one)
        seen[name] = seen.get(name, 0) + 1
        made.append(copy.deepcopy(one) | ({_TIMES: seen[name]} if seen[name] > 1 else {}))
    return made


def _identity(part: str, said: dict[str, Any]) -> str:
    return f"{_called(part, said)}\x00{said.get(_TIMES, 1)}"


def _called(part: str, said: dict[str, Any]) -> str:
    if part == RULE:
        return json.dumps([said.get(key) for key in _SAYS_WHICH], ensure_ascii=False)
    return str(said.get("id", said.get("of", "")))


def _with_numbers_of_their_own(rules: Parts) -> Parts:
    """Give a rule a free number that came to bear that of another."""
    taken: set[str] = set()
    wanted = {str(rule.get("id", "")) for rule in rules}
    for rule in rules:
        name, number = str(rule.get("id", "")), 2
        if name in taken:
            while f"{name}_{number}" in wanted | taken:
                number += 1
            rule["id"] = f"{name}_{number}"
        taken.add(str(rule.get("id", "")))
    return rules
