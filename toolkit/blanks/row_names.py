"""The names of a table's rows: their paths over several label columns, what they stand under, what tells two apart."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from toolkit.blanks.blank_book import is_words, label_text
from toolkit.text.character_folding import fold_characters

if TYPE_CHECKING:
    from toolkit.blanks.account import CellAccount
    from toolkit.blanks.blank_book import BlankSheet
    from toolkit.blanks.found_table import FoundRow, FoundTable

DEEPEST = 3
_RANKS = tuple(
    re.compile(p)
    for p in (
        r"[一二三四五六七八九十]{1,3}[、﹑.]",
        r"[（(][一二三四五六七八九十]{1,3}[)）]",
        r"[0-9]{1,2}[.、﹑](?![0-9])",
        r"[（(][0-9]{1,2}[)）]",
        r"[①-⑳]",
    )
)


def rank_of_name(name: str) -> int | None:
    """Return how deep the number of a heading is: 一、 0, （一） 1, 1. 2, (1) 3, ① 4; None where it has no number."""
    plain, folded = name.strip(), fold_characters(name.strip())  # folded, ① would be 1
    texts = enumerate((*(folded for _ in _RANKS[1:]), plain))
    return next((i for i, text in texts if _RANKS[i].match(text)), None)


def row_label_parts(sheet: BlankSheet, labels: list[int], row: int) -> tuple[str, ...]:
    """Return what the label columns say of a row, outermost first, each thing once."""
    parts: list[str] = []
    for column in labels:
        value = sheet.value(row, column)
        if is_words(value) and (not parts or parts[-1] != label_text(value)):
            parts.append(label_text(value))
    return tuple(parts[-DEEPEST:])


def row_depth(sheet: BlankSheet, labels: list[int], row: int) -> int:
    """Return how far the name of a row is indented."""
    spot = sheet.own(row, labels[-1])
    text = sheet.text(*spot)
    return len(text) - len(text.lstrip(" \u3000\t")) + 2 * sheet.indents.get(spot, 0)


def carry_outer_labels(table: FoundTable, labels: list[int], account: CellAccount) -> None:
    """Put rows under the label that stands beside an earlier row only, where label cells were not merged; ask."""
    if len(labels) < 2:
        return
    sheet, outer, said = table.sheet, "", ""
    for row in table.rows:
        first = sheet.value(row.at, labels[0])
        if is_words(first):
            own = sheet.own(row.at, labels[0])
            merged = own == sheet.own(row.at, labels[1])
            outer = "" if merged or len(row.head) < 2 else row.head[0]
            said = sheet.a1(own)
            continue
        asked = f"“{outer}”下面几行左边空着的，都归“{outer}”"
        ground = "左边的格没有合并，下面是空的"
        if outer and row.head and account.ask_at(sheet, "行名归属", said, asked, ground):
            row.head = (outer, *row.head)[-DEEPEST:]


def put_under_headings(rows: list[FoundRow], headings: dict[int, str]) -> None:
    """Put rows under the lines above that are only headings, until a line of the same rank comes."""
    over: list[tuple[int, str]] = []
    lines: list[tuple[int, FoundRow | str]] = [*((r.at, r) for r in rows), *headings.items()]
    for _, line in sorted(lines, key=lambda one: one[0]):
        name = line if isinstance(line, str) else line.head[-1]
        rank = rank_of_name(name)
        if isinstance(line, str):
            rank = 0 if rank is None else rank
            over = [*(o for o in over if o[0] < rank), (rank, line)]
        else:
            over = [o for o in over if rank is None or o[0] < rank]
            line.head = (*(text for _, text in over), *line.head)[-DEEPEST:]


def tell_rows_apart(table: FoundTable, labels: list[int], account: CellAccount) -> None:
    """Give rows of one name the name of what they stand under; where that does not do, number them and ask."""
    rows, sheet = table.rows, table.sheet
    depths = {r.at: (rank_of_name(r.head[-1]), row_depth(sheet, labels, r.at)) for r in rows}
    heads = [r.head for r in rows]
    for i, row in enumerate(rows):
        if heads.count(heads[i]) > 1:
            parent = next((p for p in reversed(rows[:i]) if _is_above(depths[p.at], depths[row.at])), None)
            if parent is not None and len(row.head) < DEEPEST:
                row.head = (parent.head[-1], *row.head)
    _number_the_rest(rows, sheet, account)


def _number_the_rest(rows: list[FoundRow], sheet: BlankSheet, account: CellAccount) -> None:
    seen: dict[tuple[str, ...], int] = {}
    for row in rows:
        seen[row.head] = seen.get(row.head, 0) + 1
        if seen[row.head] > 1:
            where = f"第 {row.at + 1} 行"
            name = f"{row.head[-1]}（{seen[row.head]}）"
            said = f"{where}与上面的一行都叫“{row.head[-1]}”，这里写作“{name}”"
            account.ask_at(sheet, "同名行", where, said, "两行同名，分不出是哪一行", key=f"{row.at + 1}")
            row.head = (*row.head[:-1], name)


def _is_above(one: tuple[int | None, int], other: tuple[int | None, int]) -> bool:
    """Tell whether a row of rank and indent *one* stands over one of *other*."""
    if one[0] is not None and other[0] is not None and one[0] != other[0]:
        return one[0] < other[0]
    if one[0] is not None and other[0] is None and one[1] <= other[1]:
        return True
    return one[1] < other[1]


def tell_columns_apart(table: FoundTable, account: CellAccount) -> None:
    """Number columns whose heads say the same, and ask."""
    seen: dict[tuple[str, ...], int] = {}
    for column in table.columns:
        path = column.heading.path
        seen[path] = seen.get(path, 0) + 1
        if seen[path] > 1:
            where, name = table.top_cell(column.at), f"{path[-1]}（{seen[path]}）"
            said = f"{where} 起的一列与左边的一列都叫“{path[-1]}”，这里写作“{name}”"
            account.ask_at(table.sheet, "同名列", where, said, "两列同名，分不出是哪一列")
            column.heading = column.heading._replace(path=(*path[:-1], name))
