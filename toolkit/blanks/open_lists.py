"""Tables whose rows are not named: lists that people write down as far as they need."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.blanks.blank_book import MARKS, is_formula, is_words, plain_words, whole_number
from toolkit.blanks.column_looks import SEQUENCE, goes_on, is_total
from toolkit.blanks.figure_cells import ask_examples, read_figure_columns
from toolkit.blanks.found_table import LIST, FoundTable

if TYPE_CHECKING:
    from toolkit.blanks.account import CellAccount
    from toolkit.blanks.blank_book import BlankSheet, Spot
    from toolkit.blanks.column_looks import ColumnLook
    from toolkit.blanks.page_words import PageWords


def read_list(
    sheet: BlankSheet,
    body: list[int],
    looks: list[ColumnLook],
    words: PageWords,
    account: CellAccount,
    *,
    examples: bool,
) -> FoundTable:
    """Read a list; *examples*: rows that stand in it already say how to write it."""
    table = FoundTable(sheet, LIST, body[0], body[-1], [], title=words.title, left=looks[0].at)
    totals = [r for r in body if any(is_total(sheet.value(r, k.at)) for k in looks[:3])]
    table.total = totals[-1] if totals and totals[-1] == body[-1] else None
    table.last = table.total - 1 if table.total is not None and table.total > body[0] else body[-1]
    looks = _first_half(sheet, body, looks, account)
    kept = [k for k in looks if k.role != SEQUENCE]
    printed: list[Spot] = []
    read_figure_columns(table, kept, [r for r in body if r != table.total], words, account)
    for look in looks:
        for row in body:
            value, spot = sheet.value(row, look.at), (row, look.at)
            if value is None or is_formula(value):
                continue
            if row == table.total and is_total(value):
                account.take(sheet, spot, "合计行")
            elif look.role == SEQUENCE and (whole_number(value) is not None or goes_on(value)):
                account.take(sheet, spot, "序号")
            elif goes_on(value) or (is_words(value) and not examples and plain_words(value) in MARKS):
                account.take(sheet, spot, "往下续写的记号")
            else:
                printed.append(sheet.own(*spot))
    ask_examples(table, [*dict.fromkeys(printed)], account)
    if examples:
        where = sheet.a1((body[0], looks[0].at))
        said = f"{where} 起的行由填报单位自己往下写（登记簿），已印着的几行是示例"
        account.ask_at(sheet, "往下续写", where, said, "行里有“…”")
    return table


def _first_half(
    sheet: BlankSheet, body: list[int], looks: list[ColumnLook], account: CellAccount
) -> list[ColumnLook]:
    """Return the left half of a list printed in two halves side by side to save paper, which is one list; ask."""
    half = len(looks) // 2
    heads = [k.heading.path for k in looks]
    if half < 2 or heads[:half] != heads[half:]:
        return looks
    where = sheet.a1((body[0], looks[half].at))
    said = f"{where} 起的右半边接着左半边写，是同一本登记簿"
    if not account.ask_at(sheet, "左右两半", where, said, "左右两半的表头相同"):
        return looks
    for look in looks[half:]:
        for row in body:
            if whole_number(sheet.value(row, look.at)) is not None and look.role == SEQUENCE:
                account.take(sheet, (row, look.at), "序号")
    return looks[:half]
