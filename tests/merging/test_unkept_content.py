"""What stands in a report beside what is read back: what somebody wrote, and what a program only wrote down otherwise."""

import pytest

from toolkit.merging import unkept_edits
from toolkit.merging.unkept_content import WorkbookExtras, _is_hand_written
from toolkit.xlsx.cells import CellKind, CellValue


@pytest.mark.parametrize(
    ("now", "before", "written"),
    [
        ((CellKind.NUMBER, "410308105"), (CellKind.TEXT, "410308105"), False),
        ((CellKind.TEXT, "2024"), (CellKind.NUMBER, "2024.0"), False),
        ((CellKind.NUMBER, "5"), (CellKind.TEXT, "6"), True),
        ((CellKind.TEXT, "5户"), (CellKind.NUMBER, "5"), True),
        ((CellKind.TEXT, "甲\r\n乙"), (CellKind.TEXT, "甲\n乙"), False),
    ],
)
def test_digits_a_program_made_a_number_of_are_nobodys_writing(now, before, written):
    assert written == _is_hand_written(CellValue(*now), CellValue(*before))


def extras_told(monkeypatch, now, ours):
    known = {b"now": now, b"made": ours}
    monkeypatch.setattr(unkept_edits, "workbook_extras", known.get)
    return [(f.code, f.arg("count")) for f in unkept_edits._added_extras(b"now", b"made")]


def test_pictures_put_in_are_counted_and_a_format_nobody_sees_them_in_is_told(monkeypatch):
    ours = WorkbookExtras((), 1)
    assert [("report_pictures_unkept", "2")] == extras_told(monkeypatch, WorkbookExtras((), 3), ours)
    assert [] == extras_told(monkeypatch, ours, ours)
    assert [("report_extras_unseen", "")] == extras_told(monkeypatch, None, ours)
