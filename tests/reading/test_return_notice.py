"""The first sheet of a return copy, read back: what a unit wrote beside which warnings."""

from types import SimpleNamespace

import pytest

from toolkit.reading.return_notice import (
    CODE_COLUMN,
    HEADS,
    NAME,
    TEXT_COLUMN,
    find_notice_sheet,
    read_unit_answers,
)
from toolkit.xlsx.cells import CellKind, CellValue, SheetCells


def sheet_of(name, *rows):
    cells = {
        (r, c): CellValue(CellKind.TEXT, said)
        for r, row in enumerate(rows)
        for c, said in row.items()
        if said
    }
    return SheetCells(name, "visible", cells, (), frozenset(), frozenset())


def book_of(*sheets, **names):
    return SimpleNamespace(
        sheets=sheets, names=names, sheet=lambda name: next((s for s in sheets if s.name == name), None)
    )


OURS = dict(enumerate(HEADS))
LINES = (
    {0: "1", 1: "要说明", TEXT_COLUMN: " 年中撤并 ", CODE_COLUMN: "I1@甲、I2@乙"},
    {0: "2", 1: "要说明", TEXT_COLUMN: " ", CODE_COLUMN: "I3@甲"},
    {0: "3", 1: "要改", TEXT_COLUMN: "已改"},
)


def test_a_text_answers_every_instance_named_beside_it_and_nothing_else():
    book = book_of(sheet_of("表一", {0: "1"}), sheet_of("请改这 1 处", OURS, *LINES))
    assert {"I1@甲": "年中撤并", "I2@乙": "年中撤并"} == read_unit_answers(book)
    assert {} == read_unit_answers(book_of(sheet_of("表一", {0: "1"})))


def test_our_sheet_is_known_by_its_name_and_where_that_is_lost_by_all_of_its_headings():
    other, ours = sheet_of("封面", OURS), sheet_of("退回单", *LINES)
    assert ours == find_notice_sheet(book_of(other, ours, **{NAME: "'退回单'!$A$1"}))
    assert other == find_notice_sheet(book_of(ours, other, **{NAME: "'没有'!$A$1"}))


@pytest.mark.parametrize("missing", [c for c, head in enumerate(HEADS) if head])
def test_a_sheet_without_one_of_our_headings_is_none_of_ours(missing):
    assert find_notice_sheet(book_of(sheet_of("表", OURS | {missing: "别的"}))) is None
