"""Whose a workbook says it is, where its witnesses do not say the same."""

from dataclasses import replace

import pytest
from draw import draw, submission
from forms import xxgk

from toolkit.form.model import REPORT
from toolkit.form.submission import TITLE
from toolkit.reading.identity import identify_workbook
from toolkit.reading.identity_signs import _signs_on_sheet
from toolkit.xlsx.cells import CellKind, CellValue, SheetCells
from toolkit.xlsx.open_workbook import open_book

LOST = "\N{REPLACEMENT CHARACTER}"


@pytest.mark.parametrize("kind", ["村社区", REPORT])
@pytest.mark.parametrize("known", [True, False])
def test_words_a_program_could_not_write_are_outvoted_by_the_hidden_sheet(kind, known):
    book = open_book(draw(xxgk(), submission(xxgk(), kind, name="龙门村")))
    whole = identify_workbook(book).who
    garbled = {**book.properties, "toolkit.kind": f"æ{LOST}¥", "toolkit.name": f"é¾{LOST}"}
    found = identify_workbook(replace(book, properties=garbled), xxgk() if known else None)
    assert (whole, ["properties_garbled"]) == (found.who, [f.code for f in found.findings])


def test_words_that_are_whole_and_others_are_no_loss():
    book = open_book(draw(xxgk(), submission(xxgk(), "村社区", name="龙门村")))
    found = identify_workbook(replace(book, properties={**book.properties, "toolkit.kind": "站所"}))
    assert ["identity_conflict"] == [f.code for f in found.findings]


def test_where_nothing_hidden_is_left_the_cover_says_whose_it_is_and_that_is_told():
    book = open_book(draw(xxgk(), submission(xxgk(), "村社区", name="龙门村")))
    who = identify_workbook(book).who
    seen = replace(book, properties={}, sheets=[s for s in book.sheets if s.state == "visible"])
    found = identify_workbook(seen, xxgk())
    assert ["identity_from_cover"] == [f.code for f in found.findings]
    assert (who.unit, who.name, who.kind, who.period) == (
        found.who.unit,
        found.who.name,
        found.who.kind,
        found.who.period,
    )
    assert ["not_our_form"] == [f.code for f in identify_workbook(seen).findings]


@pytest.mark.parametrize(
    ("row", "text", "said"),
    [
        (2, "白鹤镇统计表", [(TITLE, "白鹤镇统计表")]),
        (3, "白鹤镇统计表", []),
        (0, "计量单位：件", []),
        (0, "请如实填写。", []),
    ],
)
def test_a_title_stands_in_the_first_three_rows_and_is_no_measure_and_no_sentence(row, text, said):
    cells = {(row, 0): CellValue(CellKind.TEXT, text)}
    sheet = SheetCells("表", "visible", cells, (), frozenset(), frozenset())
    assert said == [(s.kind, s.text) for s in _signs_on_sheet(sheet, is_cover=False)]
