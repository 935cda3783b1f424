"""A sheet in which every row is plain and in its order, as programs save what they made: read row by row, equal rows once.

Most rows of a submission stand word for word in others of its kind: what is printed, what is blank, what the sheet
works out. A row is a pure function of its text and the styles, so what it holds is remembered by these, whoever
sent it. Whatever is not plain (``plain_rows``) or not in order is left, whole, to the reader that knows all of XML: nothing is refused here.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from toolkit.xlsx.cells import COLUMN_NUMBERS, COLUMNS, ROWS, CellKind, CellValue
from toolkit.xlsx.plain_rows import (
    is_unambiguous_frame,
    parse_plain_row,
    unambiguous_text,
    unescape_entities,
    without_blank_rows,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from toolkit.xlsx.shared_parts import SharedParts, StyleTable

ROWS_KEPT, LONG_ROW = 4096, 16 * 2**10
"""How many rows are remembered, and up to what length."""
_ROW_ATTRIBUTES = {
    *("r", "spans", "s", "customFormat", "ht", "hidden", "customHeight", "outlineLevel", "collapsed"),
    *("thickTop", "thickBot", "ph", "x14ac:dyDescent"),
}
_ATTRIBUTE = r' ([A-Za-z0-9:]++)="([^"<&]*+)"'
_ROW_TAG = re.compile(rf'<row( r="[1-9][0-9]{{0,6}}"(?:{_ATTRIBUTE})*+)/>')
_ATTRIBUTES = re.compile(_ATTRIBUTE)
_OPEN, _CLOSE = "<sheetData>", "</sheetData>"
_CELL_OR_ROW = re.compile(r"<(?:c|row)[\s/>]")
_X14AC, _DECLARES_X14AC = "x14ac:", ' xmlns:x14ac="'


class WholeSheet(NamedTuple):
    """The cells of a sheet, and its XML with no rows but those that are hidden, for the parser."""

    frame: str
    cells: dict[tuple[int, int], CellValue]


class _FilledRow(NamedTuple):
    """What a row holds, whatever the workbook's texts are.

    From the *first* number on to *last*: rows without cells may stand before it. *hidden* are those that are, as XML.
    *looked_at* counts its cells, *values* has those that are filled; of shared texts a stand-in, their *places* and *indexes*.
    """

    first: int
    last: int
    hidden: str
    looked_at: int
    values: dict[tuple[int, int], CellValue]
    places: tuple[tuple[int, int], ...]
    indexes: tuple[str, ...]


def read_whole_sheet(data: bytes, shared: SharedParts) -> WholeSheet | None:
    """Return a sheet all of whose rows are plain and in order; None, with nothing counted, for any other."""
    text = unambiguous_text(without_blank_rows(data))
    head, opened, rest = text.partition(_OPEN) if text else ("", "", "")
    body, closed, tail = rest.rpartition(_CLOSE)
    if not (opened and closed):
        return None
    rows = _read_rows(body, shared.styles)
    if rows is None or (_X14AC in body and _DECLARES_X14AC not in head):
        return None
    frame = "".join((head, opened, *(r.hidden for r in rows), closed, tail))
    outside_is_plain = not _CELL_OR_ROW.search(head) and not _CELL_OR_ROW.search(tail)
    cells = _join_cells(rows, shared) if outside_is_plain and is_unambiguous_frame(frame) else None
    if cells is None:
        return None
    looked_at = sum(r.looked_at for r in rows)
    if not shared.has_room(looked_at, len(cells)):
        return None
    shared.count(looked_at)
    shared.fill(len(cells))
    return WholeSheet(frame, cells)


def _read_rows(body: str, styles: StyleTable) -> list[_FilledRow] | None:
    """Return the rows between the tags of the sheet's data, where all are plain and each stands below the one before it."""
    *pieces, last = body.split("</row>")
    rows: list[_FilledRow] = []
    at = -1
    for piece in pieces:
        row = _remembered_row(piece, styles) if len(piece) < LONG_ROW else _read_row(piece, styles)
        if row is None or row.first <= at:
            return None
        at = row.last
        rows.append(row)
    behind = _read_row_tags(last)  # rows without cells
    if behind is None or (behind.numbers and behind.numbers[0] <= at):
        return None
    rows.append(_FilledRow(at, at, behind.hidden, 0, {}, (), ()))
    return rows


def _join_cells(rows: Sequence[_FilledRow], shared: SharedParts) -> dict[tuple[int, int], CellValue] | None:
    """Return the cells of *rows*, with the workbook's own texts; None where a text is not found as it is written."""
    cells: dict[tuple[int, int], CellValue] = {}
    places: list[tuple[int, int]] = []
    indexes: list[str] = []
    for row in rows:
        cells.update(row.values)
        places += row.places
        indexes += row.indexes
    try:
        cells.update(zip(places, map(shared.texts.__getitem__, indexes), strict=True))
    except KeyError:
        return None
    if shared.holds_blank_text:
        return {at: cell for at, cell in cells.items() if cell.raw or cell.formula}
    return cells


def _read_row(piece: str, styles: StyleTable) -> _FilledRow | None:
    """Return what the text up to a row's end holds: rows without cells, then one with plain cells from left to right."""
    before, _, rest = piece.rpartition("<row ")
    said, _, inside = rest.partition(">")
    tags, row = _read_row_tags(f"{before}<row {said}/>"), parse_plain_row(said, inside)
    if tags is None or row is None:
        return None
    at, column = tags.numbers[-1], -1
    values: dict[tuple[int, int], CellValue] = {}
    texts: list[tuple[tuple[int, int], str]] = []
    for letters, style, kind, formula, raw in row.cells():
        left, column = column, COLUMN_NUMBERS[letters]
        if not left < column < COLUMNS or (kind == "s" and (formula or style in styles.altering)):
            return None
        place = at, column
        if formula:
            values[place] = styles.worked_out(kind, style, raw or "", unescape_entities(formula))
        elif raw and kind == "s":
            values[place] = _STAND_IN
            texts.append((place, raw))
        elif raw and (found := styles.plain(kind, style, raw)).raw:
            values[place] = found
    places, indexes = zip(*texts, strict=True) if texts else ((), ())
    return _FilledRow(tags.numbers[0], at, tags.hidden, len(row), values, places, indexes)


_remembered_row = lru_cache(maxsize=ROWS_KEPT)(_read_row)
_STAND_IN = CellValue(CellKind.TEXT, "")


class _RowTags(NamedTuple):
    """The numbers of rows, and those that are hidden as XML."""

    numbers: list[int]
    hidden: str


def _read_row_tags(tags: str) -> _RowTags | None:
    """Return the rows without cells written in *tags*, each below the one before it; None where one is not plain."""
    numbers: list[int] = []
    hidden, end = "", 0
    for tag in _ROW_TAG.finditer(tags):
        said = _ATTRIBUTES.findall(tag[1])
        names = {name for name, _ in said}
        number = int(said[0][1]) - 1
        below = tag.start() == end and number > (numbers[-1] if numbers else -1) and number < ROWS
        if not below or len(names) < len(said) or not names <= _ROW_ATTRIBUTES:
            return None
        if dict(said).get("hidden") in ("1", "true"):
            hidden += f'<row r="{number + 1}" hidden="1"/>'
        numbers.append(number)
        end = tag.end()
    return _RowTags(numbers, hidden) if end == len(tags) else None
