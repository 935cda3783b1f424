"""Whose a workbook says it is, where its witnesses do not say the same."""

from dataclasses import replace

import pytest
from draw import draw, submission
from forms import xxgk

from toolkit.form.model import REPORT
from toolkit.reading.identity import identify_workbook
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
