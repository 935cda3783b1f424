"""What names alone suggest: 合计, 小计, 其中. Never a rule without a person's yes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from toolkit.adopting.relation import Relation, line_label, reference_to, sum_text
from toolkit.blanks.blank_book import plain_words
from toolkit.blanks.column_looks import is_total
from toolkit.blanks.found_table import LIST, MATRIX
from toolkit.blanks.row_names import rank_of_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from toolkit.adopting.relation import Line
    from toolkit.blanks.account import CellAccount
    from toolkit.blanks.found_table import FoundColumn, FoundRow, FoundTable

_PART = "其中"
_BARE_TOTAL = re.compile(r"[（(]?(?:总|合|小|共)计[)）]?[:：]?|本页合计")
"""A row of sums of whatever stands beside it; one with a name of its own sums what stands under it."""


def relations_of_names(table: FoundTable, known: Sequence[Relation], account: CellAccount) -> list[Relation]:
    """Return the relations that the names of lines suggest and a person has said yes to; ask about each."""
    spoken = {id(r.target) for r in known if r.target is not None}
    compared = {(id(r.target), id(line)) for r in known if ">=" in r.must for _, line in r.lines}
    found: list[Relation] = []
    if table.shape == LIST or table.card:
        return found
    suggested = [(c, parts, "=") for c, parts in _total_columns(table)]
    suggested += [(whole, [part], ">=") for part, whole in _parts(table.columns)]
    if table.shape == MATRIX:
        suggested += [(r, parts, "=") for r, parts in _total_rows(table)]
        suggested += [(whole, [part], ">=") for part, whole in _parts(table.rows)]
    for target, parts, sign in suggested:
        if (sign == "=" and id(target) in spoken) or (sign != "=" and (id(target), id(parts[0])) in compared):
            continue
        order: Sequence[Line] = table.columns if target in table.columns else table.rows
        lines = tuple((1, p) for p in parts)
        names = "、".join(f"“{line_label(p)}”" for p in parts[:4]) + ("等" if len(parts) > 4 else "")
        likened = f"等于{names}之和" if sign == "=" else f"不小于{names}"
        relation = f"“{line_label(target)}”{likened}"
        is_column = order is table.columns
        spot = table.top_cell(target.at) if is_column else table.sheet.a1((target.at, table.left))
        part = "" if sign == "=" else f"·{parts[0].at}"
        said, key = f"{relation}：加一条规则", f"{spot}{part}"
        if account.ask_at(table.sheet, "按名称", spot, said, "只凭名称", key=key, usual=False):
            columns = [c for c in table.number_columns if not c.rate]
            narrow = order is table.rows and len(columns) < len(table.columns)
            must = f"{reference_to(target)} {sign} {sum_text(lines, order)}"
            source = f"按名称推断，经确认（原表 {table.sheet.name} {spot}）"
            made = Relation(must, source, over=table, target=target, lines=lines)
            made.columns = tuple(c.id for c in columns) if narrow else ()
            found.append(made)
    return found


def _total_columns(table: FoundTable) -> Iterator[tuple[Line, list[Line]]]:
    columns = [c for c in table.number_columns if not c.rate]
    for column in columns:
        if not is_total(column.label):
            continue
        over = column.heading.path[:-1]
        group = [x for x in columns if x is not column and x.heading.path[: len(over)] == over]
        parts: list[Line] = []
        for head in dict.fromkeys(
            x.heading.path[len(over)] for x in group if len(x.heading.path) > len(over)
        ):
            below = [x for x in group if x.heading.path[len(over) :][:1] == (head,)]
            totals = [x for x in below if len(x.heading.path) > len(over) + 1 and is_total(x.label)]
            parts += totals[:1] or [x for x in below if not x.label.startswith(_PART)]
        if len(parts) > 1 and _same_unit(column, parts):
            yield column, parts


def _same_unit(column: FoundColumn, parts: Sequence[Line]) -> bool:
    units = {p.heading.unit for p in parts if hasattr(p, "heading")} | {column.heading.unit}
    return len(units - {""}) < 2


def _total_rows(table: FoundTable) -> Iterator[tuple[Line, list[Line]]]:
    for at, row in enumerate(table.rows):
        if not is_total(row.head[-1]):
            continue
        if not _BARE_TOTAL.fullmatch(plain_words(row.head[-1])):
            below = _rows_below(table.rows, at)
            if len(below) > 1 and len({r.unit for r in (row, *below)}) == 1:
                yield row, [*below]
            continue
        others = [r for r in table.rows if r is not row and not is_total(r.head[-1])]
        if len(row.head) > 1:
            others = [r for r in others if r.head[:-1] == row.head[:-1]]
        tops = [r for r in others if rank_of_name(r.head[-1]) == 0]
        parts = tops or [r for r in others if not r.head[-1].startswith(_PART)]
        if len(parts) > 1 and len({r.unit for r in parts}) == 1:
            yield row, [*parts]


def _rows_below(rows: Sequence[FoundRow], at: int) -> list[FoundRow]:
    """Return the rows that stand directly under the numbered one at *at*: of the next rank, until one of its own comes."""
    rank = rank_of_name(rows[at].head[-1])
    found: list[tuple[int, FoundRow]] = []
    for row in rows[at + 1 :]:
        own = rank_of_name(row.head[-1])
        if own is not None and (rank is None or own <= rank):
            break
        if own is not None:
            found.append((own, row))
    highest = min((own for own, _ in found), default=0)
    return [row for own, row in found if own == highest] if rank is not None else []


def _parts(lines: Sequence[FoundRow] | Sequence[FoundColumn]) -> Iterator[tuple[Line, Line]]:
    """Yield the lines called 其中…, each with the last before it that is none, where both are numbers of one unit."""
    whole: Line | None = None
    for line in lines:
        unit = line.unit if hasattr(line, "unit") else line.heading.unit
        if not plain_words(line_label(line)).startswith(_PART):
            whole = line
        elif whole is not None:
            other = whole.unit if hasattr(whole, "unit") else whole.heading.unit
            numbers = all(x.kind is None or x.kind.is_number for x in (line, whole))
            if other == unit and numbers and not line.rate and not whole.rate:
                yield line, whole
