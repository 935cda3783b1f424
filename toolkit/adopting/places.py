"""The place of every figure in the blank: what a filled-in copy of it is read by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolkit.adopting.found_table import BY_UNIT, LIST
from toolkit.form.layout import column_letters

if TYPE_CHECKING:
    from collections.abc import Sequence

    from toolkit.adopting.found_table import FoundTable


def places_of_figures(tables: Sequence[FoundTable]) -> dict[str, Any]:
    """Return by figure (表.行.列) where it stands; of lists and tables of units their columns, rows and row of sums."""
    figures: dict[str, list[str]] = {}
    spread: dict[str, Any] = {}
    for table in tables:
        if table.shape in (LIST, BY_UNIT):
            spread[table.id] = {
                "sheet": table.sheet.name,
                "first": table.first + 1,
                "last": table.last + 1,
                "total": None if table.total is None else table.total + 1,
                "columns": {c.id: column_letters(c.at) for c in table.columns},
                "rows": {r.head[-1]: r.at + 1 for r in table.rows},
            }
            continue
        for row in table.rows:
            for column in table.columns:
                figures[f"{table.id}.{row.id}.{column.id}"] = [
                    table.sheet.name,
                    table.sheet.a1((row.at, column.at)),
                ]
    return {"figures": figures, "lists": spread}
