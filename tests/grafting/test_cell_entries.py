"""A value typed into an office's own cell is what the cell's own look shows: a day, a percentage, a text that is no formula."""

import datetime
import io

import pytest
from openpyxl import Workbook, load_workbook

from toolkit.form.layout import CellPlace
from toolkit.grafting.cell_entries import CellEntry
from toolkit.grafting.workbook_editor import WorkbookEditor
from toolkit.xlsx.patching import WorkbookParts


def typed(entry, look):
    book, out = Workbook(), io.BytesIO()
    book.active.title, book.active["B2"].number_format = "表", look
    book.save(out)
    parts = WorkbookParts(out.getvalue())
    editor = WorkbookEditor(parts)
    entry.write(editor, CellPlace("表", 1, 1))
    editor.finish()
    return load_workbook(io.BytesIO(parts.save()))["表"]["B2"]


@pytest.mark.parametrize("look", ["General", "@", "yyyy/m/d", 'yyyy"年"m"月"d"日"'])
def test_a_day_is_a_day_where_the_cell_can_show_one(look):
    cell = typed(CellEntry("2024-05-01", day=True), look)
    assert cell.value == datetime.datetime(2024, 5, 1)
    assert cell.is_date


def test_a_day_stays_a_text_where_the_cell_would_show_a_number():
    assert typed(CellEntry("2024-05-01", day=True), "0.00").value == "2024-05-01"


@pytest.mark.parametrize(("look", "shown"), [("General", "0.00%"), ("0%", "0%")])
def test_a_percentage_is_shown_as_one(look, shown):
    cell = typed(CellEntry(0.953, percent=True), look)
    assert (cell.value, cell.number_format) == (0.953, shown)


def test_a_text_is_no_formula():
    cell = typed(CellEntry("=1+1"), "General")
    assert (cell.value, cell.data_type, cell.quotePrefix) == ("=1+1", "s", True)
