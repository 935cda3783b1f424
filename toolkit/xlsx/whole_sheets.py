"""A sheet in which every row is plain and in its order, as programs save what they made: read row by row, equal rows once.

Most rows of a submission stand word for word in others of its kind: what is printed, what is blank, what the sheet
works out. A row is a pure function of its bytes and the styles, so what it holds is remembered by these, whoever
sent it. Whatever is not plain (``plain_rows``) or not in order is left, whole, to the reader that knows all of XML: nothing is refused here.
"""

from __future__ import annotations

import re
from functools import lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING, ClassVar, NamedTuple
from weakref import WeakKeyDictionary, ref

from toolkit.xlsx.cells import COLUMN_NUMBERS, COLUMNS, ROWS, CellKind, CellValue
from toolkit.xlsx.plain_rows import (
    LONGEST,
    is_unambiguous_frame,
    parse_plain_row,
    unambiguous_piece,
    unambiguous_text,
    unescape_entities,
    without_blank_rows,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from toolkit.xlsx.shared_parts import SharedParts, StyleTable

ROWS_KEPT, LONG_ROW = 4096, 16 * 2**10
"""How many rows are remembered, twice, and up to what length."""
FRAME = 64 * 2**10
"""Up to what length what stands round a sheet's rows is remembered."""
_ROW_ATTRIBUTES = {
    *("r", "spans", "s", "customFormat", "ht", "hidden", "customHeight", "outlineLevel", "collapsed"),
    *("thickTop", "thickBot", "ph", "x14ac:dyDescent"),
}
_ATTRIBUTE = r' ([A-Za-z0-9:]++)="([^"<&]*+)"'
_ROW_TAG = re.compile(rf'<row( r="[1-9][0-9]{{0,6}}"(?:{_ATTRIBUTE})*+)/>')
_ATTRIBUTES = re.compile(_ATTRIBUTE)
_OPEN, _CLOSE, _ROW_END = b"<sheetData>", b"</sheetData>", b"</row>"
_CELL_OR_ROW = re.compile(r"<(?:c|row)[\s/>]")
_X14AC, _DECLARES_X14AC = "x14ac:", b' xmlns:x14ac="'
_INDEX = re.compile("0|[1-9][0-9]{0,6}")
_DIMENSION = re.compile(rb'<dimension ref="[A-Z0-9:]*+"/>')
_FOOT, _FOOT_TEXT = b"<headerFooter", re.compile(rb"<((?:odd|even|first)(?:Header|Footer))>[^<]*+</\1>")
"""With the dimension, what differs in frames of one kind and says nothing of rows and columns: how far cells go, what stands at the foot."""


class WholeSheet(NamedTuple):
    """The cells of a sheet, what stands before and behind its rows, and those of its rows that are hidden, as XML."""

    cells: dict[tuple[int, int], CellValue]
    head: bytes
    hidden: str
    tail: bytes

    @property
    def frame(self) -> str:
        """Return the sheet's XML with no rows but those that are hidden, for the parser."""
        return frame_of_sheet(self.head, self.hidden, self.tail)


def frame_of_sheet(head: bytes, hidden: str, tail: bytes) -> str:
    """Return a sheet's XML, its rows but for those that are *hidden* left out."""
    return f"{head.decode()}{_OPEN.decode()}{hidden}{_CLOSE.decode()}{tail.decode()}"


class _FilledRow:
    """What a row holds, whatever the workbook's texts are.

    From the *first* number on to *last*: rows without cells may stand before it. *hidden* are those that are, as XML.
    *looked_at* counts its cells, *values* has those that are filled; of shared texts a stand-in, their *places* and *indexes*.
    *needs_x14ac* tells that it takes a prefix for declared.
    """

    __slots__ = (
        "_filled",
        "_pick",
        "_texts",
        "first",
        "hidden",
        "last",
        "looked_at",
        "needs_x14ac",
        "places",
        "values",
    )

    def __init__(
        self,
        numbers: tuple[int, int],
        hidden: str,
        looked_at: int,
        values: dict[tuple[int, int], CellValue],
        texts: Sequence[tuple[tuple[int, int], int]] = (),
        *,
        needs_x14ac: bool = False,
    ) -> None:
        self.first, self.last = numbers
        self.hidden, self.looked_at, self.values, self.needs_x14ac = hidden, looked_at, values, needs_x14ac
        self.places = [place for place, _ in texts]
        indexes = [index for _, index in texts]
        # the last index twice, so that a tuple comes of one alone too
        self._pick: Callable[[Sequence[CellValue]], tuple[CellValue, ...]] = (
            itemgetter(*indexes, indexes[-1]) if indexes else tuple
        )
        self._texts: tuple[CellValue, ...] = ()
        self._filled = values

    def with_texts(self, texts: Sequence[CellValue]) -> dict[tuple[int, int], CellValue]:
        """Return the cells with the texts of a workbook; raise IndexError where it has none of a number."""
        found = self._pick(texts)
        if found != self._texts:
            self._filled = self.values | dict(zip(self.places, found, strict=False))
            self._texts = found
        return self._filled


class _KnownRows(dict[bytes, _FilledRow | None]):
    """The rows of a table of styles by their bytes; what was not asked for since so many others came is forgotten."""

    kept: ClassVar[int] = 0
    """How many rows are known by now, of all tables."""

    def __init__(self, styles: StyleTable) -> None:
        super().__init__()
        self.styles, self.older = ref(styles), dict[bytes, _FilledRow | None]()

    def __missing__(self, piece: bytes) -> _FilledRow | None:
        found = self.older.pop(piece) if piece in self.older else _read_row(piece, self.styles())
        if len(piece) < LONG_ROW:
            if _KnownRows.kept >= ROWS_KEPT:
                for table in [*KNOWN_ROWS.values()]:
                    table.older = dict(table)
                    table.clear()
                _KnownRows.kept = 0
            _KnownRows.kept += 1
            self[piece] = found
        return found


KNOWN_ROWS: WeakKeyDictionary[StyleTable, _KnownRows] = WeakKeyDictionary()


def read_whole_sheet(data: bytes, shared: SharedParts) -> WholeSheet | None:
    """Return a sheet all of whose rows are plain and in order; None, with nothing counted, for any other."""
    if len(data) > LONGEST:
        return None
    data = without_blank_rows(data)
    opened, closed = data.find(_OPEN), data.rfind(_CLOSE)
    if opened < 0 or closed < opened:
        return None
    head, tail = data[:opened], data[closed + len(_CLOSE) :]
    around = _without_what_differs(head, tail)
    rows = _read_rows(data[opened + len(_OPEN) : closed].split(_ROW_END), shared.styles)
    if rows is None or around is None:
        return None
    plain = is_plain_frame if len(head) + len(tail) < FRAME else is_plain_frame.__wrapped__
    if not plain(*around) or (any(r.needs_x14ac for r in rows) and _DECLARES_X14AC not in head):
        return None
    cells = _join_cells(rows, shared)
    looked_at = sum(r.looked_at for r in rows)
    if cells is None or not shared.has_room(looked_at, len(cells)):
        return None
    shared.count(looked_at)
    shared.fill(len(cells))
    return WholeSheet(cells, around[0], "".join(r.hidden for r in rows if r.hidden), around[1])


def _without_what_differs(head: bytes, tail: bytes) -> tuple[bytes, bytes] | None:
    """Return what stands round the rows without what differs from file to file; None where that is not plain itself."""
    at, foot = head.find(b"<dimension "), tail.find(_FOOT)
    if at >= 0 and (said := _DIMENSION.match(head, at)):
        head = head[:at] + head[said.end() :]
    if foot >= 0:
        if unambiguous_piece(tail[foot:]) is None:
            return None
        tail = tail[:foot] + _FOOT_TEXT.sub(b"", tail[foot:])
    return head, tail


@lru_cache(maxsize=256)
def is_plain_frame(head: bytes, tail: bytes) -> bool:
    """Tell whether nothing that stands round the rows holds a cell or could give rows another meaning."""
    text = unambiguous_text(head + _OPEN + _CLOSE + tail)
    outside_is_plain = text is not None and not _CELL_OR_ROW.search(text)
    return outside_is_plain and is_unambiguous_frame(text or "")


def _read_rows(pieces: list[bytes], styles: StyleTable) -> list[_FilledRow] | None:
    """Return the rows that end where *pieces* do, where all are plain and each stands below the one before it."""
    last = pieces.pop()
    known = KNOWN_ROWS.get(styles)
    if known is None:
        known = KNOWN_ROWS[styles] = _KnownRows(styles)
    rows: list[_FilledRow] = []
    at = -1
    for row in map(known.__getitem__, pieces):
        if row is None or row.first <= at:
            return None
        at = row.last
        rows.append(row)
    if last:
        text = unambiguous_piece(last)
        behind = _read_row_tags(text) if text is not None else None  # rows without cells
        if text is None or behind is None or (behind.numbers and behind.numbers[0] <= at):
            return None
        rows.append(_FilledRow((at, at), behind.hidden, 0, {}, needs_x14ac=_X14AC in text))
    return rows


def _join_cells(rows: Sequence[_FilledRow], shared: SharedParts) -> dict[tuple[int, int], CellValue] | None:
    """Return the cells of *rows*, with the workbook's own texts; None where a text is not found as it is written."""
    cells: dict[tuple[int, int], CellValue] = {}
    texts = shared.texts
    try:
        for row in rows:
            cells.update(row.with_texts(texts) if row.places else row.values)
    except IndexError:
        return None
    if shared.holds_blank_text:
        return {at: cell for at, cell in cells.items() if cell.raw or cell.formula}
    return cells


def _read_row(piece: bytes, styles: StyleTable | None) -> _FilledRow | None:
    """Return what the bytes up to a row's end hold: rows without cells, then one with plain cells from left to right."""
    text = unambiguous_piece(piece)
    if text is None or styles is None:
        return None
    before, _, rest = text.rpartition("<row ")
    said, _, inside = rest.partition(">")
    tags, row = _read_row_tags(f"{before}<row {said}/>"), parse_plain_row(said, inside)
    if tags is None or row is None:
        return None
    at, column = tags.numbers[-1], -1
    values: dict[tuple[int, int], CellValue] = {}
    texts: list[tuple[tuple[int, int], int]] = []
    for letters, style, kind, formula, raw in row.cells():
        left, column = column, COLUMN_NUMBERS[letters]
        if not left < column < COLUMNS or (kind == "s" and (formula or style in styles.altering)):
            return None
        place = at, column
        if formula:
            values[place] = styles.worked_out(kind, style, raw or "", unescape_entities(formula))
        elif raw and kind == "s":
            if not _INDEX.fullmatch(raw):
                return None
            values[place] = _STAND_IN
            texts.append((place, int(raw)))
        elif raw and (found := styles.plain(kind, style, raw)).raw:
            values[place] = found
    numbers = tags.numbers[0], at
    return _FilledRow(numbers, tags.hidden, len(row), values, texts, needs_x14ac=_X14AC in text)


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
