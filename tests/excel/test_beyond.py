"""What stands in a report beside what is read back: what somebody wrote, and what a program only wrote down otherwise."""

import pytest

from toolkit.merge.unkept_content import _written
from toolkit.xlsx.open_workbook import CellValue, Kind


@pytest.mark.parametrize(
    ("now", "before", "written"),
    [
        ((Kind.NUMBER, "410308105"), (Kind.TEXT, "410308105"), False),
        ((Kind.TEXT, "2024"), (Kind.NUMBER, "2024.0"), False),
        ((Kind.NUMBER, "5"), (Kind.TEXT, "6"), True),
        ((Kind.TEXT, "5户"), (Kind.NUMBER, "5"), True),
        ((Kind.TEXT, "甲\r\n乙"), (Kind.TEXT, "甲\n乙"), False),
    ],
)
def test_digits_a_program_made_a_number_of_are_nobodys_writing(now, before, written):
    assert written == _written(CellValue(*now), CellValue(*before))
