"""名册 as a table: its columns, and where they stand in whatever it was saved as. The one place that knows its columns."""

from __future__ import annotations

import re
from functools import partial
from typing import NamedTuple

from toolkit.errors import Unreadable, WorkFolderError
from toolkit.folder.unreadable_reasons import say_unreadable
from toolkit.form.layout import CellPlace
from toolkit.form.trait import BLANK_MARK, RETURN_MARK
from toolkit.text.decode_bytes import decode_text_file
from toolkit.text.safe_text import visible_text
from toolkit.xlsx.cells import CellKind, CellValue, SheetCells
from toolkit.xlsx.file_kind import OLE
from toolkit.xlsx.open_workbook import Book, open_book
from toolkit.xlsx.text_table import CSV, SEPARATORS, text_table_book

SHEET = "名册"
LINES = 25
"""How many rows an empty roster has to write on when it is printed."""
HEADS_WITHIN, HEADS_AT_LEAST = 20, 3
"""The heads stand in the first so many rows, so many of them at least."""


class RosterColumn(NamedTuple):
    """A column of the roster: the field of a unit it fills, what stands over it, its type and help, marks that say nothing."""

    field: str
    label: str
    type: str
    width: float
    help: str
    marks: str = RETURN_MARK


COLUMNS = (
    RosterColumn("code", "单位编码", "text", 16, "文字格式，开头的 0 要保留；每个单位一个，不能重复"),
    RosterColumn("name", "单位名称", "text", 30, "印在工作簿封面上的名称"),
    RosterColumn("kind", "类别", "option", 14, "从下拉列表中选，决定发哪一种工作簿"),
    RosterColumn("contact", "联系人", "text", 12, "催报时找的人", BLANK_MARK),
    RosterColumn("phone", "电话", "text", 16, "催报时用的电话", BLANK_MARK),
    RosterColumn("deadline", "截止日期", "date", 14, "与统一截止日期不同时才填", BLANK_MARK),
    RosterColumn("excused", "免报原因", "text", 28, "写了原因的单位不下发、不催报", BLANK_MARK),
)

ALIASES = RosterColumn("also", "别名", "text", 24, "曾用名、简称，几个之间用顿号隔开", BLANK_MARK)
"""A column an office may add: it is read where it is there."""

LABELS = {c.field: c.label for c in (*COLUMNS, ALIASES)}
_ALSO = {
    "also": ("曾用名", "简称", "又名", "俗称"),
    "phone": ("联系电话", "手机", "手机号"),
    "code": ("单位代码", "编码"),
    "kind": ("单位类别",),
}
"""What people call the columns beside their own labels."""


def open_roster(data: bytes, name: str) -> Book:
    """Open a roster, a workbook of any format or a table of text."""
    if name.casefold().endswith(CSV) and not data.startswith((b"PK", OLE)):
        return _text_table_book(data, name)
    try:
        return open_book(data)
    except Unreadable as error:
        if error.code == "plain-text":
            return _text_table_book(data, name)
        raise WorkFolderError(f"名册 {name} {say_unreadable(error, '名册.xlsx')}") from error


def _text_table_book(data: bytes, name: str) -> Book:
    """Return a table of text as a workbook of one sheet: what separates its columns, the line of heads tells."""
    text = decode_text_file(data, name)
    first = text.splitlines()[:HEADS_WITHIN]
    heads = max(first, key=lambda line: sum(c.label in line for c in COLUMNS), default="")
    separator = max(SEPARATORS, key=heads.count)
    return text_table_book(text, SHEET, separator, partial(CellValue, CellKind.TEXT))


def find_roster_sheet(book: Book, name: str) -> tuple[SheetCells, int]:
    """Return the sheet that holds the roster, whatever it is called, and the row of its heads."""
    found = [(s, row) for s in book.sheets if (row := _find_head_row(s)) is not None]
    named = [(s, row) for s, row in found if s.name.strip() == SHEET]
    if len(named or found) == 1:
        return (named or found)[0]
    if found:
        names = "、".join(f"“{visible_text(s.name)}”" for s, _ in found)
        raise WorkFolderError(f"{name} 里有几张工作表都像名册：{names}。请把要用的那张改名为“{SHEET}”。")
    heads = "、".join(c.label for c in COLUMNS)
    raise WorkFolderError(
        f"{name} 里没有名册：没有哪张表有一行表头 {heads}。请用 toolkit init 生成的名册填写。"
    )


def _find_head_row(sheet: SheetCells) -> int | None:
    """Return the first row with enough of the heads in it; None where there is none."""
    labels = {c.label for c in COLUMNS}
    heads: dict[int, set[str]] = {}
    for (row, _), cell in sheet.cells.items():
        if row < HEADS_WITHIN and (head := bare_roster_head(cell.raw)) in labels:
            heads.setdefault(row, set()).add(head)
    return min((row for row, found in heads.items() if len(found) >= HEADS_AT_LEAST), default=None)


def bare_roster_head(text: str) -> str:
    """Return a head without what people write beside it: 单位编码（12 位）, *单位名称."""
    return re.sub(r"[\s*＊:：]|[（(][^（）()]{0,60}[）)]", "", text)


def find_roster_columns(sheet: SheetCells, head: int, faults: list[str]) -> dict[str, int]:
    """Find the columns by their heads: a clerk may have moved them."""
    stands: dict[str, list[int]] = {}
    for place, cell in sorted(sheet.cells.items()):
        if place[0] == head:
            stands.setdefault(bare_roster_head(cell.raw), []).append(place[1])
    at = {}
    for column in (*COLUMNS, ALIASES):
        others = [c for also in _ALSO.get(column.field, ()) for c in stands.get(also, ())]
        found = stands.get(column.label) or others
        if len(found) > 1:
            places = "、".join(roster_address(head, c) for c in found)
            faults.append(f"{places} 都是表头“{column.label}”，只留一列")
        elif found:
            at[column.field] = found[0]
        elif column != ALIASES:
            faults.append(f"第 {head + 1} 行缺少表头“{column.label}”")
    return at


def roster_address(row: int, column: int) -> str:
    """Return the address of a cell of the roster, from 0."""
    return CellPlace(SHEET, row, column).a1
