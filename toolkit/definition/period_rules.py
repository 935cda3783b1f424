"""Rules that follow from what a definition says of its periods: written once as a key, they are rules like all others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolkit.form.trait import NUMBERS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from toolkit.definition.fault import Tell


IN_PERIOD = "in_period"
"""The key of a list's column of days: every day in it must be of the period."""


def rules_of_periods(data: dict[str, Any], tell: Tell) -> Iterator[dict[str, Any]]:
    """Yield the rules the well-shaped definition *data* implies, and take the keys that say so out of it."""
    if data.get("cumulative"):
        yield from _rules_of_sums_since_january(data)
    number = 0
    for register in data.get("list", ()):
        for column in register["columns"]:
            if not column.pop(IN_PERIOD, False):
                continue
            number += 1
            if column.get("type") != "date":
                tell((register["id"], column["id"]), f"{IN_PERIOD} 只能写在日期的栏上")
                continue
            filled_in = "" if column.get("required") else f"当 已填({column['id']}) 则 "
            yield {
                "id": f"期内{number}",
                "over": register["id"],
                "must": f"{filled_in}期初 <= {column['id']} <= 期末",
                "why": f"{column.get('label', column['id'])}应在报告期内",
                "remedy": "核对日期；日期没错的，报在它那一期的工作簿里",
                "source": data.get("source", ""),
            }


def _rules_of_sums_since_january(data: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield for each table that what is typed into it and adds up is not less than it was the period before."""
    worked_out = {r.get("works_out") for r in data.get("rule", ())}
    for table in data.get("table", ()):
        columns = [c["id"] for c in table["columns"] if _adds_up(c, table) and c["id"] not in worked_out]
        rows = table["rows"] if isinstance(table["rows"], list) else ()
        added = (r["id"] for r in rows if _adds_up(r, table | {"type": "count"}))
        summed = [name for name in added if name not in worked_out]
        if not columns or (rows and not summed) or table.get("from"):
            continue
        yield {
            "id": f"累计_{table['id']}",
            "over": table["id"],
            "columns": columns,
            "must": "本格 >= 上期(本格)",
            "severity": "warning",
            "why": "从 1 月 1 日起累计的数不应比上期少",
            "remedy": "对照上期报的数核对；上期报多了的，写明原因",
            "source": data.get("source", ""),
        } | ({"rows": summed} if rows else {})


def _adds_up(line: dict[str, Any], table: dict[str, Any]) -> bool:
    number = line.get("type", table.get("type", "count")) in NUMBERS
    return number and line.get("up", table.get("up", "")) == "sum"
