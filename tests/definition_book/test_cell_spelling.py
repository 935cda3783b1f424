"""What a cell of a definition workbook says of a key."""

import pytest

from toolkit.definition.definition_shape import YES
from toolkit.definition_book.book_sheets import book_sheets
from toolkit.definition_book.cell_spelling import NO_WORDS, YES_WORDS, read_value

YES_COLUMN = next(c for sheet in book_sheets() for c in sheet.columns if c.said.type == YES)


@pytest.mark.parametrize(
    ("text", "value"),
    [*((w, True) for w in YES_WORDS), *((f" {w} ", False) for w in NO_WORDS), ("也许", "也许")],
)
def test_yes_and_no_are_read_and_what_is_neither_stays_to_be_told(text, value):
    assert value == read_value(YES_COLUMN, text)
