"""Lists found in a workbook made elsewhere, by their heads: the row of heads, the rows below it, where they end.

A list begins below the row that shows most of its columns' heads and ends where another table begins: at the next one's
heads or title, below a run of blank rows, at heads of nobody's. What stands beyond that in its columns is told, not read.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from toolkit.foreign import foreign_periods
from toolkit.form.heading_search import normalize_heading
from toolkit.form.layout import NO_ROWS, OURS, CellPlace, ListStrip
from toolkit.form.row_rules import typed_columns
from toolkit.reading.row_labels import read_row_label
from toolkit.xlsx.cells import CellKind, is_blank

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from toolkit.form.model import Table
    from toolkit.form.period import Period
    from toolkit.form.register import Field, Register
    from toolkit.xlsx.cells import SheetCells
    from toolkit.xlsx.open_workbook import Book

LEAST = 2
"""So many heads of a list stand in one row, or it is not there; half of them do, or all that must be filled in."""
DEEP = 2
"""Over how many rows the heads of a list may be spread."""
BLANK_RUN = 4
"""So many blank rows end a list: what comes after them is told."""
HEAD_LIMIT = 40
"""A longer text is no head."""
STEMS = "甲乙丙丁戊己庚辛壬癸"
"""What columns are lettered with."""
ORDINALS = {"序号", "行次", "栏次", "编号", "顺序号", "no", "项次"}
"""What stands over numbers that only count rows."""
NO_ROWS_SAID = normalize_heading(NO_ROWS.partition("（")[0])
"""How a text begins beside which a unit says that a list has no rows."""
_BRACKETS = re.compile(r"[（(][^（）()]{0,30}[)）]")
_EXAMPLE = re.compile(r"[（(【\[]?(?:填写|填报)?(?:示例|样例|举例|例)(?:[：:）)】\]]|$)")


class LocatedList(NamedTuple):
    """A list on a *sheet* cut off at its end: its *strip* there, the fields without a column.

    *beyond* are the cells in its columns that stand below its end, *aside* those of rows that only have a number or
    are an example.
    """

    sheet: SheetCells
    strip: ListStrip
    absent: tuple[Field, ...]
    beyond: tuple[CellPlace, ...] = ()
    aside: int = 0

    @property
    def whole_rows(self) -> frozenset[int]:
        """Return the rows in which all stands that must: words in them are no table's heads or labels."""
        columns = dict(self.strip.columns)
        required = [columns[f.id] for f in self.strip.register.fields if f.required and f.id in columns]
        rows = {r for r, c in self.sheet.cells if r >= self.strip.first and c in required}
        return frozenset(r for r in rows if all((r, c) in self.sheet.cells for c in required))


class ListHeads(NamedTuple):
    """Where a list's heads stand on a sheet: the column of each field, their first and last row, what stands twice."""

    columns: dict[str, int]
    top: int
    bottom: int
    doubts: tuple[str, ...] = ()


def find_list_heads(
    register: Register, sheet: SheetCells, rows: tuple[int, int] | None = None
) -> list[ListHeads]:
    """Return the rows (each one row, or two) that show most of a list's heads; none where no row shows enough."""
    texts = _head_texts(sheet, rows)
    names = {f.id: _names_of_head(f) for f in register.fields}
    windows = ((top, deep) for top in sorted(texts) for deep in range(1, DEEP + 1))
    found = [h for top, deep in windows if (h := _heads_in_window(sheet, texts, names, top, deep))]
    most = max((len(h.columns) for h in found), default=0)
    best = {h.bottom: h for h in reversed(found) if len(h.columns) == most}
    required = {f.id for f in register.fields if f.required}
    return [
        best[row]
        for row in sorted(best)
        if most >= min(LEAST, len(names)) and required & best[row].columns.keys()
        if 2 * most >= len(names) or required <= best[row].columns.keys()
    ]


def _head_texts(sheet: SheetCells, rows: tuple[int, int] | None) -> dict[int, dict[int, str]]:
    found: dict[int, dict[int, str]] = defaultdict(dict)
    for (row, column), cell in sheet.cells.items():
        within = rows is None or rows[0] <= row <= rows[1]
        if within and cell.kind == CellKind.TEXT and len(cell.raw) <= HEAD_LIMIT:
            found[row][column] = cell.raw
    return found


def _names_of_head(field: Field) -> tuple[str, ...]:
    """Return what a field's head may say, compared as headings are: the likeliest first."""
    said = (field.label, f"{field.label}{field.unit}", _BRACKETS.sub("", field.label))
    return tuple(dict.fromkeys(filter(None, map(normalize_heading, said))))


def _heads_in_window(
    sheet: SheetCells,
    texts: Mapping[int, Mapping[int, str]],
    names: Mapping[str, tuple[str, ...]],
    top: int,
    deep: int,
) -> ListHeads | None:
    """Return the heads that stand in *deep* rows from *top* on; a head below another may be said with it (处理/日期)."""
    stands: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for row in range(top, top + deep):
        for column, raw in texts.get(row, {}).items():
            above = _head_above(sheet, texts, row, column) if row > top else ""
            said = {normalize_heading(t) for t in (raw, _BRACKETS.sub("", raw), above + raw)}
            for one in said - {""}:
                stands[one].append((row, column))
    columns: dict[str, int] = {}
    doubts: list[str] = []
    last = top
    for field, known in names.items():
        spots = next((stands[n] for n in known if n in stands), [])
        if len({c for _, c in spots}) > 1:
            doubts.append(field)
        elif spots and spots[0][1] not in columns.values():
            columns[field] = spots[0][1]
            last = max(last, *(r for r, _ in spots))
    if not columns or (deep > 1 and last == top):
        return None
    merged = (
        b
        for t, left, b, right in sheet.merges
        if top <= t <= last and any(left <= c <= right for c in columns.values())
    )
    return ListHeads(columns, top, max([last, *merged]), tuple(doubts))


def _head_above(sheet: SheetCells, texts: Mapping[int, Mapping[int, str]], row: int, column: int) -> str:
    """Return the head that stands over a head: right above it, or merged over it."""
    if text := texts.get(row - 1, {}).get(column):
        return text
    over = [(t, left) for t, left, b, right in sheet.merges if t <= row - 1 <= b and left <= column <= right]
    return texts.get(over[0][0], {}).get(over[0][1], "") if over else ""


def best_sheets_of_list(register: Register, book: Book, period: Period) -> list[tuple[SheetCells, ListHeads]]:
    """Return the sheets of *book* that show most of a list's heads: those that name *period* before others."""
    found = [
        (sheet, heads[0])
        for sheet in book.sheets
        if sheet.name not in OURS
        if (heads := find_list_heads(register, sheet, foreign_periods.rows_of_period(sheet, period)))
    ]
    return foreign_periods.largest_of_period(found, period, lambda heads: len(heads.columns))


def cut_out_list(strip: ListStrip, sheet: SheetCells, heads: ListHeads, bounds: Iterable[int]) -> LocatedList:
    """Return the list of *strip* as it stands below its *heads* on *sheet*; other tables begin in the rows *bounds*."""
    register, columns = strip.register, heads.columns
    head = _below_column_numbers(sheet, heads)
    last = min((row - 1 for row in bounds if row > head), default=max(r for r, _ in sheet.cells))
    fields = {columns[f.id]: f for f in register.fields if f.id in columns}
    rows = _filled_rows(sheet, fields, head + 1, max(r for r, _ in sheet.cells))
    end = _last_row_of_list(sheet, fields, [r for r in rows if r <= last], rows)
    beyond = tuple(
        CellPlace(sheet.name, r, c)
        for r, filled in rows.items()
        if end < r <= last
        for c in filled
        if not _is_furniture(sheet, r, filled)
    )
    aside = {r for r, filled in rows.items() if r <= end and _is_no_row(sheet, fields, r, filled)}
    kept = {at: c for at, c in sheet.cells.items() if at[0] <= end and not (at[0] in aside and at[0] > head)}
    has = {*columns}
    worked = tuple((n, e) for n, e in strip.worked if {n, *typed_columns((n,), strip.worked_out)} <= has)
    made = ListStrip(
        replace(register, sheet=sheet.name),
        _place_of_tick(sheet, head),
        head,
        tuple((f.id, columns[f.id]) for f in register.fields if f.id in has),
        worked,
    )
    absent = tuple(f for f in register.fields if f.id not in has)
    return LocatedList(replace(sheet, cells=kept), made, absent, beyond, sum(len(rows[r]) for r in aside))


def _place_of_tick(sheet: SheetCells, head: int) -> CellPlace:
    """Return the cell beside 本表无内容, where a copy has kept it; else one in which nothing stands."""
    for (row, column), cell in sheet.cells.items():
        if cell.kind == CellKind.TEXT and normalize_heading(cell.raw).startswith(NO_ROWS_SAID):
            over = [right for top, left, _, right in sheet.merges if (top, left) == (row, column)]
            return CellPlace(sheet.name, row, max([column, *over]) + 1)
    return CellPlace(sheet.name, head, max(c for _, c in sheet.cells) + 1)


def _filled_rows(
    sheet: SheetCells, fields: Mapping[int, Field], first: int, last: int
) -> dict[int, list[int]]:
    """Return the columns of the list in which something stands, by row from *first* to *last*."""
    found: dict[int, list[int]] = defaultdict(list)
    for (row, column), cell in sorted(sheet.cells.items()):
        if first <= row <= last and column in fields and not is_blank(cell):
            found[row].append(column)
    return dict(found)


def _below_column_numbers(sheet: SheetCells, heads: ListHeads) -> int:
    """Return the last row of the heads: one below them that only numbers the columns (1 2 3, 甲 乙 丙) is one of them."""
    below = heads.bottom + 1
    columns = sorted(heads.columns.values())
    counted = [
        sheet.cells[below, c].raw.strip().strip("（）()栏") for c in columns if (below, c) in sheet.cells
    ]
    numbers = [int(t) for t in counted if t.isascii() and t.isdigit() and len(t) < 4]
    stems = all(t in STEMS or (t.isascii() and t.isdigit()) for t in counted)
    rising = len(numbers) > 1 and all(b - a == 1 for a, b in pairwise(numbers))
    whole = len(counted) == len(columns) > 1 and stems and (rising or not numbers)
    return below if whole else heads.bottom


def _last_row_of_list(
    sheet: SheetCells, fields: Mapping[int, Field], within: Sequence[int], rows: Mapping[int, Sequence[int]]
) -> int:
    """Return the last row before something that is not the list: heads of another table, a run of blank rows."""
    last = min(within, default=0) - 1
    alone = False
    for row in within:
        gap = row - last - 1
        if gap >= BLANK_RUN or ((gap or alone) and _looks_like_heads(sheet, fields, row, rows[row])):
            return last if not alone else last - 1
        alone = len(rows[row]) == 1 and sheet.cells[row, rows[row][0]].kind == CellKind.TEXT
        last = row
    return max(last, 0)


def _looks_like_heads(
    sheet: SheetCells, fields: Mapping[int, Field], row: int, filled: Sequence[int]
) -> bool:
    """Tell whether a row is words alone where dates, numbers and options belong, and no total or signature."""
    cells = [sheet.cells[row, c] for c in filled]
    short = all(c.kind == CellKind.TEXT and len(c.raw) <= HEAD_LIMIT for c in cells)
    words = short and not any(map(str.isdigit, "".join(c.raw for c in cells)))
    labelled = any(read_row_label(c.raw) for c in cells)
    typed = [c for c in filled if fields[c].type not in ("text", "option")]
    return len(filled) > 1 and words and bool(typed) and not labelled


def _is_furniture(sheet: SheetCells, row: int, filled: Sequence[int]) -> bool:
    """Tell whether what stands in a row below a list is what pages end with: a signature, a note, a total."""
    cells = (sheet.cells[row, c] for c in filled)
    return any(c.kind == CellKind.TEXT and read_row_label(c.raw) for c in cells)


def _is_no_row(sheet: SheetCells, fields: Mapping[int, Field], row: int, filled: Sequence[int]) -> bool:
    """Tell whether a row has nothing but its number, or says that it is an example."""
    numbered = len(filled) == 1 and normalize_heading(fields[filled[0]].label) in ORDINALS
    first = min(c for r, c in sheet.cells if r == row)
    return numbered or bool(_EXAMPLE.match(sheet.cells[row, first].raw.strip()))


def without_list_rows(book: Book, lists: Mapping[str, LocatedList]) -> Book:
    """Return *book* without the records of *lists*: 咨询 in one is no label of a table's row."""
    records = ((found, row) for found in lists.values() for row in found.whole_rows)
    gone = {(found.sheet.name, row, c) for found, row in records for _, c in found.strip.columns}
    kept = ({at: c for at, c in s.cells.items() if (s.name, *at) not in gone} for s in book.sheets)
    return replace(book, sheets=tuple(replace(s, cells=c) for s, c in zip(book.sheets, kept, strict=True)))


def top_of_table(sheet: SheetCells, table: Table, row: int, heads_end: Sequence[int]) -> int:
    """Return where a table whose first figures stand in *row* begins: at its block of filled rows.

    Where that block goes up to a list's heads (which end in *heads_end*), as far up as its own heads and title reach.
    """
    filled = {r for r, _ in sheet.cells}
    top = row
    while top - 1 in filled:
        top -= 1
    if any(top <= end < row for end in heads_end):
        return row - max(len(line.head) for line in table.columns) - bool(table.title)
    return top
