"""The pages nobody works on: what reads otherwise than a merge draws it is told, and of no sheet nothing is said."""

import pytest
from tampering import holder
from townships import merged_samples
from typing_in import edited

from toolkit.form.finding_codes import WARNING
from toolkit.form.layout import BOOK, COMPARED, CONTENTS, IDENTITY, OF_PERIODS, OPTIONS, OURS, PRIOR, RULES
from toolkit.verifying.report_against_files import PROVED, UNPROVED


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    return merged_samples(tmp_path_factory.mktemp("样例"))


@pytest.fixture
def held(package, tmp_path):
    return holder(package, tmp_path)


@pytest.mark.parametrize(
    ("sheet", "at"), [(CONTENTS, "C5"), (CONTENTS, "A2"), (BOOK, "D5"), (BOOK, "I5"), (RULES, "B3")]
)
def test_other_words_are_told_once_a_row_and_are_no_fault(held, sheet, at):
    found = held(lambda d: edited(d, lambda b: b[sheet].__setitem__(at, "改过的字")))
    (told,) = [f for f in found.findings if f.sheet == sheet]
    assert ("cell_differs", WARNING, at, "改过的字") == (told.code, told.severity, told.cell, told.value)
    assert [] == found.faults


def test_rules_that_were_sorted_or_dropped_are_not_told(held):
    found = held(lambda d: edited(d, lambda b: b[BOOK].delete_rows(5)))
    assert [] == [f for f in found.findings if f.sheet == BOOK]


def test_of_every_sheet_a_merge_draws_beside_the_form_it_is_said_whether_it_is_compared():
    assert [] == [
        name
        for name in sorted(OURS - {OPTIONS, IDENTITY} - (OF_PERIODS - {PRIOR, COMPARED}))
        if name not in PROVED + UNPROVED
    ]
