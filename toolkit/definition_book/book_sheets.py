"""The sheets of a definition workbook and their columns, taken from what a definition may hold: a new key is a new column."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from toolkit.definition.definition_shape import ANY, NAME, ROWS, SHAPES, TEXT, Key
from toolkit.definition.definition_words import WORDS, KeyWord

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
    """A column of a definition workbook: the *key* below it, its *word*, what it may hold."""

    key: str
    word: KeyWord
    shape: Key


class BookSheet(NamedTuple):
    """A sheet of a definition workbook: the *part* a line of it is, its columns, and in which part and under which key it is held."""

    part: str
    columns: tuple[BookColumn, ...]
    holder: str = ""
    held_as: str = ""

    @property
    def heads(self) -> dict[str, BookColumn]:
        """Return the columns by what stands over them."""
        return {c.word.head: c for c in self.columns}


@cache
def book_sheets() -> tuple[BookSheet, ...]:
    """Return the sheets in the order in which they stand: what is said once, then each part behind what holds it."""
    return tuple(_sheets_of(FORM, "", ""))


def _sheets_of(part: str, holder: str, held_as: str) -> list[BookSheet]:
    own = [BookColumn(key, word, SHAPES[part][key]) for key, word in WORDS[part].items()]
    columns = [c for c in own if not c.shape.part or c.shape.type == ROWS]
    columns = [c for c in columns if c.shape.type != ANY]
    if holder and holder != FORM:
        word = KeyWord(holder, f"“{holder}”里的编号", 12)
        columns.insert(0, BookColumn(HOLDER, word, Key(NAME, must=True)))
    found = [BookSheet(part, tuple(columns), holder, held_as)]
    for column in own:
        if column.shape.part:
            found += _sheets_of(column.shape.part, part, column.key)
        elif column.shape.type == ANY:
            found.append(_options_sheet())
    return found


def _options_sheet() -> BookSheet:
    name = KeyWord("选项名", "一项一行，各行都写选项名", 14)
    item = KeyWord("一项", "下拉列表里的一项", 26)
    own = [BookColumn(key, word, SHAPES[OPTIONS][key]) for key, word in WORDS[OPTIONS].items()]
    own = [BookColumn(CALLED, name, Key(NAME, must=True)), BookColumn(ITEM, item, Key(TEXT)), *own]
    return BookSheet(OPTIONS, tuple(own), FORM, "options")


def sheet_of_part(part: str) -> BookSheet:
    """Return the sheet of a part."""
    return next(s for s in book_sheets() if s.part == part)
