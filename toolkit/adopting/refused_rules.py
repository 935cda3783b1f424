"""Which proposed rules a fault of the loader is about."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from toolkit.adopting.relation import Relation

_OF_RULE = re.compile(r"规则 (\w{1,20})")


def rules_at_fault(fault: str, by_name: Mapping[str, Relation]) -> list[str]:
    """Return the proposed rules a fault names, or that work out the figure it is about."""
    named = (*_OF_RULE.findall(fault), *_rules_behind(fault, by_name))
    return [name for name in named if name in by_name]


def _rules_behind(fault: str, by_name: Mapping[str, Relation]) -> list[str]:
    """Return the rules that work out the figure a fault is about, where it names a figure and no rule."""
    for place in fault.partition("：")[0].split(" › "):
        table, *line = place.split(".")
        if len(line) == 2:
            return [
                name
                for name, r in by_name.items()
                if r.worked_out in line and (r.over is None or r.over.id == table)
            ]
    return []
