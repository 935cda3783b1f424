"""A report's figures in a form somebody else made: found by its headings, its look kept, what has no place listed."""

import io

import openpyxl
import pytest
from draw import who
from elsewhere import numbered, official, spaced, turned, with_titles
from forms import xxgk
from openpyxl.styles import Font, PatternFill
from real import load, typed

from toolkit.excel.book import open_book
from toolkit.excel.fill import filled
from toolkit.excel.foreign import read_adopted
from toolkit.excel.patch import Unpatchable
from toolkit.form.ground import ground
from toolkit.form.model import Cell

SPARE = 987
"""What stands in the 小计 rows of one layout: theirs."""


def blank(book):
    """Somebody's form: the figures taken out, the cells with a look of their own."""
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if (
                    isinstance(cell.value, int | float)
                    and cell.value != SPARE
                    and "行次" not in str(cell.value)
                ):
                    if not numbering(sheet, cell):
                        cell.value = None
                    cell.font, cell.fill = Font(name="仿宋", size=9), PatternFill("solid", "FFEEEE")
    return book


def numbering(sheet, cell):
    """Whether a number is one of a 行次 column."""
    above = [sheet.cell(r, cell.column).value for r in range(1, cell.row)]
    return "行次" in above


def saved(book):
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def look(data, leave):
    """Every cell's look, and what stands in all cells but those filled."""
    said = {}
    for sheet in openpyxl.load_workbook(io.BytesIO(data)):
        said[sheet.title] = (sorted(map(str, sheet.merged_cells.ranges)), sheet.dimensions)
        for row in sheet.iter_rows():
            for c in row:
                at = (sheet.title, c.row - 1, c.column - 1)
                said[at] = (c.font.name, c.font.sz, c.fill.fgColor.rgb, None if at in leave else c.value)
    return said


@pytest.mark.parametrize("layout", [official, with_titles, numbered, spaced, turned])
def test_a_report_goes_into_every_layout_and_is_read_back_from_it(layout):
    form, grounded = xxgk(), ground(xxgk(), "报告", "district")
    data = saved(blank(layout(form, load("02"))))
    figures = typed(form, "02").figures
    done = filled(data, grounded, figures)
    assert () == done.doubts
    back = read_adopted(grounded, open_book(done.data), who(form, "报告", "district")).submission
    assert {c: figures[c] for c in done.placed} == {c: v for c, v in back.figures.items() if c in done.placed}
    assert len(done.placed) > 180
    assert set(done.missing) == figures.keys() - done.placed.keys()
    leave = {tuple(p) for p in done.placed.values()}
    assert look(data, leave) == look(done.data, leave)


def test_their_formulas_stay_and_differences_are_told():
    form, grounded = xxgk(), ground(xxgk(), "报告", "district")
    book = blank(official(form, load("02")))
    figures = typed(form, "02").figures
    first = filled(saved(book), grounded, figures)
    total, other = (first.placed[Cell("表三", r, "总计")] for r in ("新收", "结转"))
    for at in (total, other):
        book[at.sheet][at.a1] = f"=SUM(C{at.row + 1}:H{at.row + 1})"
    done = filled(saved(book), grounded, figures)
    assert {Cell("表三", "新收", "总计"), Cell("表三", "结转", "总计")} == set(done.kept)
    sheet = openpyxl.load_workbook(io.BytesIO(done.data))[total.sheet]
    assert str(sheet[total.a1].value).startswith("=SUM(")


def test_cells_that_were_never_written_are_made_in_their_place():
    """A form whose cells have no look are not in the file at all: rows and cells stay in order."""
    form, grounded = xxgk(), ground(xxgk(), "报告", "district")
    book = official(form, load("02"))
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, int | float):
                    cell.value = None
    done = filled(saved(book), grounded, typed(form, "02").figures)
    assert len(done.placed) > 180
    assert openpyxl.load_workbook(io.BytesIO(done.data))
    open_book(done.data)


def test_a_table_of_the_form_that_is_not_there_is_missing():
    form, grounded = xxgk(), ground(xxgk(), "报告", "district")
    book = blank(with_titles(form, load("02")))
    del book["复议诉讼"]
    done = filled(saved(book), grounded, typed(form, "02").figures)
    assert {"表四"} <= {c.table for c in done.missing}


def test_what_cannot_be_edited_says_so():
    with pytest.raises(Unpatchable):
        filled(_ods(), ground(xxgk(), "报告", "district"), {})


def _ods():
    import zipfile

    out = io.BytesIO()
    content = (
        '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"><office:body><office:spreadsheet>'
        '<table:table table:name="甲"/></office:spreadsheet></office:body></office:document-content>'
    )
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        file.writestr("content.xml", content)
    return out.getvalue()
