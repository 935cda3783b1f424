"""What is wrong with the cells a table crosses out: nobody fills them in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.definition.definition_shape import ROSTER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from toolkit.form.model import Table


def unasked_faults(table: Table) -> Iterator[str]:
    """Yield what is wrong with them; a row or column of nothing else is none."""
    if not table.unasked:
        return
    if table.by_unit:
        yield f"rows = “{ROSTER}”的表没有不填的格：一栏都不填的，删去这一栏"
        return
    if table.across:
        yield "各行并排的表（across）没有不填的格：不填的那一列，删去"
        return
    for number, (row, column) in enumerate(table.unasked):
        if row not in table.row_ids or column not in table.column_ids:
            shown = f"{row}.{column}" if column else row
            yield f"{shown} 不是这张表的一格，应写成 行.列，如 {table.row_ids[0]}.{table.column_ids[0]}"
        elif (row, column) in table.unasked[:number]:
            yield f"{row}.{column} 写了两次"
    asked = {(r, c) for r in table.row_ids for c in table.column_ids} - {*table.unasked}
    for row in table.row_ids:
        if not any(r == row for r, _ in asked):
            yield f"行 {row} 的格都不填：删去这一行，或者写成别的行的上级名称"
    for column in table.column_ids:
        if not any(c == column for _, c in asked):
            yield f"列 {column} 的格都不填：删去这一列"
