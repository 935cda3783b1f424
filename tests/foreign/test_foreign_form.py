"""A report's figures in a form somebody else made: found by its headings, its look kept, what has no place listed."""

import io

import openpyxl
import pytest
from draw import PERIOD, who
from elsewhere import numbered, official, spaced, table, turned, with_titles
from forms import xxgk
from openpyxl.styles import Font, PatternFill
from real import load, typed

from toolkit.foreign.fill_workbook import ReportContents, fill_workbook
from toolkit.foreign.foreign_workbook import read_adopted_workbook
from toolkit.foreign.workbook_places import places_by_headings
from toolkit.form.grounding import ground_form
from toolkit.form.model import Cell
from toolkit.xlsx.open_workbook import open_book
from toolkit.xlsx.patching import Unpatchable

SPARE = 987
"""What stands in the 小计 rows of one layout: theirs."""


def fill_in_figures(data, grounded, figures, period):
    """Fill a form by its headings, as for the level above."""
    places = places_by_headings(grounded, open_book(data), period)
    return fill_workbook(data, grounded.form, places, ReportContents(figures))


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
    form, grounded = xxgk(), ground_form(xxgk(), "报告", "district")
    data = saved(blank(layout(form, load("02"))))
    figures = typed(form, "02").figures
    done = fill_in_figures(data, grounded, figures, PERIOD)
    assert () == done.doubts
    back = read_adopted_workbook(grounded, open_book(done.data), who(form, "报告", "district")).submission
    assert {c: figures[c] for c in done.placed} == {c: v for c, v in back.figures.items() if c in done.placed}
    assert len(done.placed) > 180
    assert set(done.missing) == figures.keys() - done.placed.keys()
    leave = {tuple(p) for p in done.placed.values()}
    assert look(data, leave) == look(done.data, leave)


TOTALS = tuple(Cell("表三", r, "总计") for r in ("新收", "结转", "r1", "r2"))


def with_formulas():
    """A form whose totals are formulas: two sums, one that leaves a cell out, one nobody here works out."""
    form, grounded = xxgk(), ground_form(xxgk(), "报告", "district")
    book = blank(official(form, load("02")))
    figures = typed(form, "02").figures
    at = fill_in_figures(saved(book), grounded, figures, PERIOD).placed
    for cell, formula in zip(
        TOTALS, ("=SUM({}:{})", "=SUM({}:{})", "=SUM({}:{})-{}", "=SUMPRODUCT({}:{})"), strict=True
    ):
        first, last = (at[cell._replace(column=c)].a1 for c in ("自然人", "其他"))
        book[at[cell].sheet][at[cell].a1] = formula.format(first, last, first)
    return book, at, grounded, figures


def shown(data, at):
    return openpyxl.load_workbook(io.BytesIO(data), data_only=True)[at.sheet][at.a1].value


@pytest.mark.parametrize("program", ["none", pytest.param("another", marks=pytest.mark.office)])
def test_their_formulas_stay_show_what_they_come_to_now_and_differences_are_told(program, request, tmp_path):
    book, at, grounded, figures = with_formulas()
    data = saved(book)
    if program == "another":  # it caches what the empty form comes to: 0
        (tmp_path / "表.xlsx").write_bytes(data)
        data = request.getfixturevalue("recalculated")([tmp_path / "表.xlsx"])[0].read_bytes()
        assert 0 == shown(data, at[TOTALS[0]])
    done = fill_in_figures(data, grounded, figures, PERIOD)
    sums, less, theirs = TOTALS[:2], TOTALS[2], TOTALS[3]
    assert [figures[c] for c in sums] == [shown(done.data, at[c]) for c in sums]
    ((cell, ours, comes),) = [(o.cell, o.ours, o.comes) for o in done.differing]
    assert (less, figures[less]) == (cell, ours)
    assert shown(done.data, at[less]) == comes == figures[less] - figures[less._replace(column="自然人")]
    assert [theirs] == [o.cell for o in done.unknown]
    assert shown(done.data, at[theirs]) is None
    sheet = openpyxl.load_workbook(io.BytesIO(done.data))[at[less].sheet]
    assert all(str(sheet[at[c].a1].value).startswith("=SUM") for c in TOTALS)
    assert openpyxl.load_workbook(io.BytesIO(done.data)).calculation.fullCalcOnLoad


def test_what_other_sheets_work_out_is_of_now_too():
    book, at, grounded, figures = with_formulas()
    here = at[TOTALS[0]]
    book.create_sheet("汇总")["A1"] = f"='{here.sheet}'!{here.a1}*2"
    done = fill_in_figures(saved(book), grounded, figures, PERIOD)
    assert (
        2 * figures[TOTALS[0]]
        == openpyxl.load_workbook(io.BytesIO(done.data), data_only=True)["汇总"]["A1"].value
    )


def test_cells_that_were_never_written_are_made_in_their_place():
    """A form whose cells have no look are not in the file at all: rows and cells stay in order."""
    form, grounded = xxgk(), ground_form(xxgk(), "报告", "district")
    book = official(form, load("02"))
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, int | float):
                    cell.value = None
    done = fill_in_figures(saved(book), grounded, typed(form, "02").figures, PERIOD)
    assert len(done.placed) > 180
    assert openpyxl.load_workbook(io.BytesIO(done.data))
    open_book(done.data)


def test_a_table_of_the_form_that_is_not_there_is_missing():
    form, grounded = xxgk(), ground_form(xxgk(), "报告", "district")
    book = blank(with_titles(form, load("02")))
    del book["复议诉讼"]
    done = fill_in_figures(saved(book), grounded, typed(form, "02").figures, PERIOD)
    assert {"表四"} <= {c.table for c in done.missing}


def test_what_cannot_be_edited_says_so():
    with pytest.raises(Unpatchable):
        fill_in_figures(_ods(), ground_form(xxgk(), "报告", "district"), {}, PERIOD)


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


def years_apart(first, second, *, stacked, titled=True):
    """表三 once for each of two years: a sheet each, or one below the other."""
    form, report = xxgk(), load("02")
    book = openpyxl.Workbook()
    sheet, top = book.active, 1
    for i, name in enumerate((first, second)):
        if i and not stacked:
            sheet, top = book.create_sheet(), 1
        if titled:
            sheet.cell(top, 1, f"{name}收到和处理政府信息公开申请情况")
        else:
            sheet.title = name or sheet.title
        top = table(sheet, form, report, "表三", top + 2) + 2
    return blank(book)


@pytest.mark.parametrize("titled", [True, False])
@pytest.mark.parametrize("names", [("2023年", "2024年"), ("2024年度", "2023年度")])
def test_of_two_sheets_the_one_of_the_year_is_filled(names, titled):
    grounded, figures = ground_form(xxgk(), "报告", "district"), typed(xxgk(), "02").figures
    book = years_apart(*names, stacked=False, titled=titled)
    done = fill_in_figures(saved(book), grounded, figures, PERIOD)
    assert {book.sheetnames[[n[:4] for n in names].index("2024")]} == {p.sheet for p in done.placed.values()}
    assert () == done.doubts


@pytest.mark.parametrize("names", [("2023年", "2024年"), ("2024年", "2023年")])
def test_of_two_tables_on_one_sheet_the_one_of_the_year_is_filled(names):
    grounded, figures = ground_form(xxgk(), "报告", "district"), typed(xxgk(), "02").figures
    book = years_apart(*names, stacked=True)
    rows = [r for r in range(1, 200) if "情况" in str(book.active.cell(r, 1).value)]
    done = fill_in_figures(saved(book), grounded, figures, PERIOD)
    found = {p.row + 1 > rows[1] for p in done.placed.values()}
    assert {names[1] == "2024年"} == found
    assert len(done.placed) == len(xxgk().table("表三").cells)


@pytest.mark.parametrize("stacked", [True, False])
def test_two_that_nothing_tells_apart_are_doubted(stacked):
    grounded, figures = ground_form(xxgk(), "报告", "district"), typed(xxgk(), "02").figures
    done = fill_in_figures(saved(years_apart("", "", stacked=stacked)), grounded, figures, PERIOD)
    assert {} == done.placed
    assert any("表三" in d and ("有几处" in d or "都有" in d) for d in done.doubts)


def test_a_form_of_another_year_is_filled_and_doubted():
    grounded, figures = ground_form(xxgk(), "报告", "district"), typed(xxgk(), "02").figures
    book = years_apart("2023年", "2022年", stacked=False)
    del book[book.sheetnames[1]]
    done = fill_in_figures(saved(book), grounded, figures, PERIOD)
    assert done.placed
    assert ("“Sheet”写的是 2023 年",) == done.doubts
