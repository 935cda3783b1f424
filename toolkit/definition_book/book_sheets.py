"""The sheets of a definition workbook and their columns, taken from what a definition may hold: a new key is a new column."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from toolkit.definition.definition_shape import ANY, NAME, ROWS, SHAPES, TEXT, Key, required_key

FORM, OPTIONS = "表样", "选项"
"""The sheet of what is said once, a key a line; that of the drop-downs."""
HOLDER = "in"
"""The column that says of which table or list a line is."""
CALLED, ITEM = "name", "item"
"""The columns of a drop-down: what it is called, one of its texts."""
KEY_HEAD, VALUE_HEAD, HELP_HEAD = "项目", "内容", "说明"
"""What stands over the columns of the sheet that has a key a line."""
GUIDE, RULE_GUIDE = "怎样填", "规则怎样写"
"""The sheets that only help."""
QUESTIONS, UNREAD = "待确认", "没看懂的单元格"
"""The sheets of what was read out of a blank: what a person is asked, and what nobody understood. No part of a definition."""


class BookColumn(NamedTuple):
    """A column of a definition workbook: the *key* below it, and what is *said* of it."""

    key: str
    said: Key


class BookSheet(NamedTuple):
    """A sheet of a definition workbook: the *part* a line of it is, its columns, and in which part and under which key it is held."""

    part: str
    columns: tuple[BookColumn, ...]
    holder: str = ""
    held_as: str = ""

    @property
    def heads(self) -> dict[str, BookColumn]:
        """Return the columns by what stands over them."""
        return {c.said.head: c for c in self.columns}


@cache
def book_sheets() -> tuple[BookSheet, ...]:
    """Return the sheets in the order in which they stand: what is said once, then each part behind what holds it."""
    return tuple(_sheets_of(FORM, "", ""))


def _sheets_of(part: str, holder: str, held_as: str) -> list[BookSheet]:
    own = [BookColumn(key, said) for key, said in SHAPES[part].items()]
    columns = [c for c in own if not c.said.part or c.said.type == ROWS]
    columns = [c for c in columns if c.said.type != ANY]
    if holder and holder != FORM:
        columns.insert(0, BookColumn(HOLDER, required_key(NAME, holder, f"“{holder}”里的编号")))
    found = [BookSheet(part, tuple(columns), holder, held_as)]
    for column in own:
        if column.said.part:
            found += _sheets_of(column.said.part, part, column.key)
        elif column.said.type == ANY:
            found.append(_options_sheet())
    return found


def _options_sheet() -> BookSheet:
    name = required_key(NAME, "选项名", "一项一行，各行都写选项名", 14)
    keys = {CALLED: name, ITEM: Key(TEXT, "一项", "下拉列表里的一项", 26)} | SHAPES[OPTIONS]
    return BookSheet(OPTIONS, tuple(BookColumn(key, said) for key, said in keys.items()), FORM, "options")


def sheet_of_part(part: str) -> BookSheet:
    """Return the sheet of a part."""
    return next(s for s in book_sheets() if s.part == part)
