"""The roster as a clerk fills it in."""

import io

import openpyxl
import pytest
from forms import xxgk

from toolkit.errors import WorkFolderError
from toolkit.excel import rosterbook
from toolkit.flow.workfolder import stamp
from toolkit.form.roster import Unit

KINDS = xxgk().kinds


def filled(**said):
    """Draw a roster of one unit, and write into its row as a clerk would."""
    data = rosterbook.draw([Unit("0101", "甲村", "村社区")], KINDS, stamp(2024))
    book = openpyxl.load_workbook(io.BytesIO(data))
    for i, column in enumerate(rosterbook.COLUMNS, 1):
        if column.field in said:
            book[rosterbook.SHEET].cell(rosterbook.HEAD_ROW + 2, i).value = said[column.field]
    out = io.BytesIO()
    book.save(out)
    return rosterbook.read(out.getvalue(), KINDS)


@pytest.mark.parametrize("mark", ["无", "/", "—", " ／ "])
def test_a_mark_for_a_reason_excuses_nobody(mark):
    (unit,) = filled(excused=mark, contact=mark, phone=mark, deadline=mark)
    assert Unit("0101", "甲村", "村社区") == unit


def test_a_reason_excuses_and_a_deadline_is_read_as_people_write_it():
    (unit,) = filled(excused="已并入乙村", deadline="2025.1.5")
    assert ("已并入乙村", "2025-01-05") == (unit.excused, unit.deadline)


@pytest.mark.parametrize("name", ["甲\n村", "甲\u202e村", "甲\u200b村", "甲_x001B_[31m村", "甲" * 101])
def test_a_name_nobody_can_see_whole_is_refused_with_its_cell(name):
    with pytest.raises(WorkFolderError, match=r"B4 单位名称“甲.*换行或看不见") as caught:
        filled(name=name)
    assert caught.value.args[0].count("\n") == 1


def test_a_number_for_a_code_is_read_as_it_is_shown():
    assert "101" == filled(code=101)[0].code
