"""What people did to a sheet's rows and columns, in words: inserted, deleted, put in another order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.form.layout import column_letters

if TYPE_CHECKING:
    from collections.abc import Iterable


def describe_moves(moves: Iterable[tuple[bool, int, int]], *, row: bool) -> list[tuple[str, bool]]:
    """Say where rows (columns) were inserted, deleted (True) or put in another order.

    A move says whether it is a row's, where that was given, and where it is now.
    """
    what = "行" if row else "列"
    steps = sorted({(given, now) for is_row, given, now in moves if is_row == row})
    if [n for _, n in steps] != sorted(n for _, n in steps):
        return [(f"{what}的次序变了", False)]
    said, shift = [], 0
    for given, now in steps:
        more = now - given - shift
        at = f"{line_position_text(given, row=row)}{'上方' if row else '左边'}"
        if more:
            done = f"插入了 {more}" if more > 0 else f"删去了 {-more}"
            said.append((f"{at}{done} {what}", more < 0))
        shift = now - given
    return said


def line_position_text(index: int, *, row: bool) -> str:
    """Return a row or a column, from 0, as people call it."""
    return f"第 {index + 1} 行" if row else f"{column_letters(index)} 列"
