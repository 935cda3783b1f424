"""Rules that follow from what a definition says of its periods: written once as a key, they are rules like all others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

IN_PERIOD = "in_period"
"""The key of a list's column of days: every day in it must be of the period."""


def rules_of_periods(data: dict[str, Any], tell: Callable[[str, str], None]) -> Iterator[dict[str, Any]]:
    """Yield the rules the well-shaped definition *data* implies, and take the keys that say so out of it."""
    number = 0
    for register in data.get("list", ()):
        for column in register["columns"]:
            if not column.pop(IN_PERIOD, False):
                continue
            number += 1
            if column.get("type") != "date":
                tell(f"{register['id']} › {column['id']}", f"{IN_PERIOD} 只能写在日期的栏上")
                continue
            yield {
                "id": f"期内{number}",
                "over": register["id"],
                "must": f"期初 <= {column['id']} <= 期末",
                "why": f"{column.get('label', column['id'])}应在报告期内",
                "remedy": "核对日期；日期没错的，报在它那一期的工作簿里",
                "source": data.get("source", ""),
            }
