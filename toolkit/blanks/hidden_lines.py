"""Rows and columns of a table that are hidden: nobody who fills it in sees them, so they are left out, and asked about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.form.layout import column_letters

if TYPE_CHECKING:
    from collections.abc import Sequence

    from toolkit.blanks.account import CellAccount
    from toolkit.blanks.blank_book import BlankSheet
    from toolkit.blanks.column_looks import ColumnLook

HIDDEN = "隐藏的行列"
"""What cells are taken for that nobody sees."""


def columns_shown(
    sheet: BlankSheet, body: Sequence[int], looks: Sequence[ColumnLook], account: CellAccount
) -> list[ColumnLook]:
    """Return the columns of a table without the hidden ones that are left out; ask about these."""
    hidden = (look.at for look in looks if look.at in sheet.hidden_columns)
    left_out = {c for c in hidden if _are_left_out(sheet, f"{column_letters(c)} 列", "列", account)}
    for column in left_out:
        for row in body:
            account.take(sheet, (row, column), HIDDEN)
    return [look for look in looks if look.at not in left_out]


def rows_shown(
    sheet: BlankSheet, body: Sequence[int], columns: Sequence[int], account: CellAccount
) -> list[int]:
    """Return the rows of a table without the hidden ones that are left out; ask about these."""
    hidden = [row for row in body if row in sheet.hidden_rows]
    if not hidden or len(hidden) == len(body):
        return [*body]
    named = "、".join(str(row + 1) for row in hidden[:6]) + ("等" if len(hidden) > 6 else "")
    if not _are_left_out(sheet, f"第 {named} 行", "行", account):
        return [*body]
    for row in hidden:
        for column in columns:
            account.take(sheet, (row, column), HIDDEN)
    return [row for row in body if row not in hidden]


def _are_left_out(sheet: BlankSheet, named: str, what: str, account: CellAccount) -> bool:
    return account.ask_at(
        sheet, "隐藏", named, f"{named}是隐藏的，没有收进来；答“否”的收进来", f"填表的人看不见这{what}"
    )
