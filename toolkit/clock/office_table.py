"""A small table an office keeps in its work folder: drawn to be filled in, read back with every fault at once.

It may be a workbook of any format or a table of text, its columns in any order under their heads.
"""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, NamedTuple

from toolkit.errors import Unreadable, WorkFolderError
from toolkit.folder.unreadable_reasons import say_unreadable
from toolkit.form.layout import CellPlace
from toolkit.form.model import Option
from toolkit.form.trait import BLANK_MARK
from toolkit.sheets.page import Column, Entry, Owner, Page, Styled, draw_pages_workbook, wide_row
from toolkit.sheets.styles import SPARE
from toolkit.text.dates import NotADayError, parse_date
from toolkit.text.decode_bytes import decode_text_file
from toolkit.text.safe_text import visible_text
from toolkit.values.cell_reading import ExpectedValue, is_nothing_mark
from toolkit.values.cell_values import read_cell_value
from toolkit.xlsx.cells import CellKind, CellValue, is_blank
from toolkit.xlsx.file_kind import OLE
from toolkit.xlsx.open_workbook import open_book

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from toolkit.xlsx.cells import SheetCells

ENDINGS = (".xlsx", ".xlsm", ".xls", ".et", ".ods", ".xlsb", ".csv")
"""What such a table may have been saved as."""
SPARE_ROWS = 20
"""How many blank rows are drawn to write on."""
_HEADS_WITHIN = 20
_SEPARATORS = ",\t;，"


class OfficeColumn(NamedTuple):
    """A column: what rules call it, what stands over it, its type, how wide it is, what is to be written there."""

    id: str
    head: str
    type: str
    width: float
    help: str = ""
    options: tuple[str, ...] = ()
    required: bool = False


class OfficeRow(NamedTuple):
    """One row: its number as people count, and what it says by the columns' ids; what is blank is not there."""

    number: int
    values: dict[str, str]


def find_office_table(folder: Path, name: str, endings: Sequence[str] = ENDINGS) -> Path | None:
    """Return the table *name* in *folder*, whatever it was saved as; raise WorkFolderError where there are several."""
    found = [p for end in endings if (p := folder / f"{name}{end}").is_file()]
    if len(found) > 1:
        names = "、".join(p.name for p in found)
        raise WorkFolderError(f"有几份{name}：{names}。请只留要用的一份，其余的移走。")
    return found[0] if found else None


def draw_office_table(
    name: str,
    notes: Sequence[str],
    columns: Sequence[OfficeColumn],
    rows: Iterable[Sequence[str]],
    created: datetime.datetime,
) -> bytes:
    """Draw the table *name* as a workbook: *rows* filled in, and blank ones below them."""
    drawn = []
    for c in columns:
        rule: dict[str, object] = {"validate": "any", "input_title": c.head, "input_message": c.help[:250]}
        rule |= {"validate": "list", "source": list(c.options)} if c.options else {}
        drawn.append(Column(c.head, c.width, f"input.{c.type}", owner=Owner.OFFICE, rule=rule))
    spare = tuple(Styled(None, c.role, {"border_color": SPARE}) for c in drawn)
    lines: list[Sequence[object]] = [
        tuple(Entry(said or None, c.type) for said, c in zip(row, columns, strict=True)) for row in rows
    ]
    page = Page(
        name, name, tuple(drawn), [*lines, *[spare] * SPARE_ROWS], [wide_row(n, 34) for n in notes], frozen=1
    )
    return draw_pages_workbook((page._replace(endless=True, leading=None),), title=name, created=created)


def read_office_table(data: bytes, name: str, columns: Sequence[OfficeColumn]) -> tuple[OfficeRow, ...]:
    """Read a table of *columns*; raise WorkFolderError with every fault in it at once, each with its cell."""
    sheet, epoch_1904 = _open_sheet(data, name, columns)
    head = _find_heads(sheet, columns)
    if head is None:
        heads = "、".join(c.head for c in columns if c.required)
        raise WorkFolderError(f"{name} 里没有一行表头有 {heads}。请照原来的表填写，不要改表头。")
    at = {
        c.id: col
        for c in columns
        for (row, col), cell in sorted(sheet.cells.items(), reverse=True)
        if row == head and _bare_head(cell) == c.head
    }
    faults: list[str] = []
    rows = []
    for number in sorted({r for r, c in sheet.cells if r > head and c in at.values()}):
        said: dict[str, str] = {}
        for column in columns:
            cell = sheet.cells.get((number, at[column.id])) if column.id in at else None
            text, why = _read_cell(cell, column, epoch_1904=epoch_1904)
            if why and cell:
                place = CellPlace(sheet.name, number, at[column.id]).a1
                faults.append(f"{place} {column.head}“{visible_text(cell.raw, 60)}”{why}")
            elif text:
                said[column.id] = text
        if said:
            lacks = [
                c.head
                for c in columns
                if c.required and c.id not in said and not _has_cell(sheet, number, at, c)
            ]
            faults += [f"第 {number + 1} 行没有填{'、'.join(lacks)}"] if lacks else []
            rows.append(OfficeRow(number + 1, said))
    if faults:
        raise WorkFolderError(f"{name} 要改：\n" + "\n".join(f"  {f}" for f in faults))
    return tuple(rows)


def _has_cell(sheet: SheetCells, row: int, at: Mapping[str, int], column: OfficeColumn) -> bool:
    cell = sheet.cells.get((row, at[column.id])) if column.id in at else None
    return cell is not None and not is_blank(cell)


def _open_sheet(data: bytes, name: str, columns: Sequence[OfficeColumn]) -> tuple[SheetCells, bool]:
    """Return the sheet with the heads, and whether it counts days from 1904; the first one where none has them."""
    if name.casefold().endswith(".csv") and not data.startswith((b"PK", OLE)):
        return _text_sheet(data, name, columns), False
    try:
        book = open_book(data)
    except Unreadable as error:
        raise WorkFolderError(f"{name} {say_unreadable(error)}") from error
    found = [s for s in book.sheets if _find_heads(s, columns) is not None]
    return (found or book.sheets)[0], book.epoch_1904


def _text_sheet(data: bytes, name: str, columns: Sequence[OfficeColumn]) -> SheetCells:
    from toolkit.xlsx.cells import SheetCells

    text = decode_text_file(data, name)
    heads = max(
        text.splitlines()[:_HEADS_WITHIN], key=lambda line: sum(c.head in line for c in columns), default=""
    )
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=max(_SEPARATORS, key=heads.count))
    cells = {
        (r, c): CellValue(CellKind.TEXT, said.strip())
        for r, row in enumerate(rows)
        for c, said in enumerate(row)
        if said.strip()
    }
    return SheetCells(name, "visible", cells, (), frozenset(), frozenset())


def _find_heads(sheet: SheetCells, columns: Sequence[OfficeColumn]) -> int | None:
    needed = {c.head for c in columns if c.required}
    heads: dict[int, set[str]] = {}
    for (row, _), cell in sheet.cells.items():
        if row < _HEADS_WITHIN:
            heads.setdefault(row, set()).add(_bare_head(cell))
    return min((row for row, found in heads.items() if needed <= found), default=None)


def _bare_head(cell: CellValue) -> str:
    return re.sub(r"[\s*＊:：]", "", cell.raw)


def _read_cell(cell: CellValue | None, column: OfficeColumn, *, epoch_1904: bool) -> tuple[str, str]:
    """Return what a cell says, and what is wrong with it; "" where nothing is."""
    if cell is None or is_blank(cell) or is_nothing_mark(cell):
        return "", ""
    if column.type == "date" and cell.kind == CellKind.TEXT:
        try:
            return parse_date(cell.raw).isoformat(), ""
        except NotADayError as error:
            return "", str(error)
    options = tuple(Option(o, o) for o in column.options)
    value = read_cell_value(
        cell, ExpectedValue(column.type, options=options, marks=BLANK_MARK), epoch_1904=epoch_1904
    )
    if value.lost:
        return "", f"看不懂，应为 {'、'.join(column.options)} 之一" if options else "看不懂"
    said = value.value
    return (f"{said:g}" if isinstance(said, float) else str(said or "").strip()), ""
