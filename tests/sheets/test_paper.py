"""What comes out of a printer: readable sizes, nothing cut off, heads and page numbers on every page, no paper wasted."""

import io
import re
import subprocess
import zipfile

import openpyxl
import pytest
from draw import draw, read, submission
from forms import xxgk
from inbox import quiet
from openpyxl.utils import get_column_letter, range_boundaries
from township import NOW, last_year, township
from typing_in import edited

from toolkit.author.samples import FIRST_ROUND, make_demo_folder, samples_folder
from toolkit.campaign.appraisal import write_appraisal
from toolkit.campaign.receipts import write_receipts
from toolkit.collecting.collect import collect_submissions
from toolkit.collecting.summary_workbook import draw_summary
from toolkit.folder import roster_workbook
from toolkit.folder.work_folder import workbook_timestamp
from toolkit.form.layout import ADJUSTED, BOOK, CHECKS, CONTENTS, COVER, PRIOR, RULES, SOURCES, UNITS
from toolkit.form.model import REPORT, Cell
from toolkit.form.period import Period
from toolkit.form.placement import lay_out_workbook
from toolkit.form.submission import Row
from toolkit.merging.merge import merge_report
from toolkit.returns.return_copies import write_return_copies
from toolkit.sheets.by_unit_sheets import FIRST
from toolkit.sheets.form_sheets import MARK
from toolkit.sheets.paper import SMALLEST, column_pixels, printable_width
from toolkit.sheets.styles import SPARE

SCREEN = {SOURCES, CHECKS, BOOK, RULES, PRIOR, ADJUSTED}
MOST = 28
"""How many pages the report of a township of 21 units may take."""
FIGURE = Cell("渠道", "网站", "条数")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = township(tmp_path_factory.mktemp("镇"))
    last_year(made, more={FIGURE: 2.0, Cell("渠道", "视频号", "条数"): 3.0}, 自然人=2)
    return made


@pytest.fixture(scope="module")
def merged(folder):
    return merge_report(folder, None, NOW, quiet, partial=False).path


@pytest.fixture(scope="module")
def adjusted(folder, merged):
    """The report with one sum replaced by hand, its bytes."""
    before = merged.read_bytes()
    made = openpyxl.load_workbook(merged)
    row = next(r for r in made[ADJUSTED].iter_rows(min_row=FIRST + 1) if r[0].value == FIGURE.name)
    row[4].value, row[5].value, row[6].value = 99, "按档案更正", "某甲"
    made.save(merged)
    data = merge_report(folder, None, NOW, quiet, partial=False).path.read_bytes()
    merged.write_bytes(before)
    return data


def blank(kind):
    return draw(xxgk(), submission(xxgk(), kind))


@pytest.fixture(scope="module")
def printed(folder, merged, adjusted, tmp_path_factory):
    """Every workbook somebody prints, by what it is."""
    out = tmp_path_factory.mktemp("纸")
    found = collect_submissions([folder.path.parent / "无"], folder, folder.form, NOW, quiet)
    kinds = tuple(k for k in folder.form.kinds if k.id != REPORT)
    early = make_demo_folder(out / "早")
    collect_submissions([samples_folder() / FIRST_ROUND], early, early.form, NOW, quiet)
    back = write_return_copies(early, [], out / "退回", NOW, quiet)
    slips = write_receipts(folder, (), out / "回执", NOW, quiet)
    return {
        "年度报告": merged.read_bytes(),
        "调整过的年度报告": adjusted,
        **{k.id: blank(k.id) for k in folder.form.kinds},
        "名册": roster_workbook.draw_roster_workbook(
            folder.roster(), kinds, workbook_timestamp(Period.of_year(2024))
        ),
        "空名册": roster_workbook.draw_roster_workbook((), kinds, workbook_timestamp(Period.of_year(2024))),
        "收集情况": draw_summary(found, Period.of_year(2024)),
        "考核通报": write_appraisal(folder, "", out, NOW).workbook.read_bytes(),
        "回执": slips[0].path.read_bytes(),
        "退回件": first_sheet_of(back[0].path.read_bytes()),
    }


def first_sheet_of(data):
    """Let only the list of what is to be mended be looked at: the rest is the unit's own file, drawn whenever it was."""
    return edited(data, lambda book: [setattr(s, "sheet_state", "hidden") for s in book.worksheets[1:]])


def opened(data):
    return openpyxl.load_workbook(io.BytesIO(data))


def sheets(printed):
    """Yield (workbook, sheet) of all that prints."""
    for name, data in printed.items():
        for sheet in opened(data):
            if sheet.sheet_state == "visible":
                yield name, sheet


def area(sheet):
    """The columns and rows a sheet prints: (left, top, right, bottom), from 1."""
    if sheet.print_area:
        left, top, right, bottom = range_boundaries(sheet.print_area.rpartition("!")[2])
        return left, top, right, bottom
    return 1, 1, sheet.max_column, sheet.max_row


def width(sheet, column):
    said = next(
        (d for d in sheet.column_dimensions.values() if d.min and d.min <= column <= d.max),
        None,
    )
    return 0 if said is not None and said.hidden else column_pixels((said.width if said else 9.14) - 0.71)


def shrunk(sheet):
    """How far a sheet is shrunk to the width of its paper."""
    left, _, right, _ = area(sheet)
    landscape = sheet.page_setup.orientation == "landscape"
    if not sheet.sheet_properties.pageSetUpPr.fitToPage:
        return (sheet.page_setup.scale or 100) / 100
    whole = printable_width(landscape=landscape) * SMALLEST
    return min(1.0, whole / sum(width(sheet, c) for c in range(left, right + 1)))


def test_no_sheet_is_shrunk_until_nobody_can_read_it(printed):
    """Also where Calibri is missing, and every column a third wider than in Excel."""
    small = {(n, s.title): round(shrunk(s), 2) for n, s in sheets(printed) if shrunk(s) < SMALLEST - 0.015}
    assert not small


def test_a_single_column_is_no_wider_than_its_paper(printed):
    """LibreOffice shrinks whole columns onto a page, never one that is wider than it."""
    for name, sheet in sheets(printed):
        left, _, right, _ = area(sheet)
        whole = printable_width(landscape=sheet.page_setup.orientation == "landscape") * SMALLEST
        assert right > left or width(sheet, left) <= whole, (name, sheet.title)


def test_every_page_says_which_sheet_and_which_page_it_is(printed):
    for name, sheet in sheets(printed):
        foot = sheet.oddFooter
        said = "".join(str(part.text) for part in (foot.left, foot.center, foot.right) if part.text)
        assert {"&A", "第 &P 页 共 &N 页"} <= set(re.findall("&A|第 &P 页 共 &N 页", said)), (
            name,
            sheet.title,
        )
        assert "9" == str(sheet.page_setup.paperSize), (name, sheet.title)


def test_what_is_longer_than_a_page_has_its_heads_on_every_page(printed):
    for name, sheet in sheets(printed):
        left, top, _, bottom = area(sheet)
        if bottom - top > 60 and left == 1 and sheet.title not in (COVER, "封面"):
            assert sheet.print_title_rows, (name, sheet.title)


@pytest.mark.parametrize("kind", ["村社区", "站所", "党政办"])
def test_a_blank_register_has_rows_to_write_on_and_says_nothing_more(kind):
    data = blank(kind)
    layout, book = lay_out_workbook(xxgk(), kind), opened(data)
    assert not any(read(xxgk(), data).submission.rows.values())
    for strip in layout.strips.values():
        sheet = book[strip.register.sheet]
        ruled = [r for r in range(strip.first + 1, sheet.max_row + 1) if sheet.cell(r, 1).border.bottom.style]
        assert 12 <= len(ruled) <= 60, strip.register.sheet
        assert {f"FF{SPARE[1:]}"} == {sheet.cell(r, 1).border.bottom.color.rgb for r in ruled}
        assert sheet.row_dimensions[1].hidden
        assert not sheet.print_area  # a list grows


def test_a_register_with_rows_or_without_content_has_none():
    form = xxgk()
    row = Row(7, {"日期": "2024-03-05", "标题": "公示"})
    made = submission(form, "村社区", rows={"公开": (row,)}, zero=frozenset({"代收"}))
    layout, book = lay_out_workbook(form, "村社区"), opened(draw(form, made))
    for name, rows in (("公开", 1), ("代收", 0)):
        strip = layout.strips[name]
        assert book[strip.register.sheet].max_row <= strip.first + max(rows, 1)


def test_sheets_to_look_things_up_in_do_not_print_and_the_contents_say_so(merged, adjusted):
    for data, screen in ((merged.read_bytes(), SCREEN), (adjusted, SCREEN - {ADJUSTED})):
        book = opened(data)
        for name in SCREEN:
            left, top, right, bottom = area(book[name])
            assert (name in screen) == ((left, top) == (right, bottom)), name
        for name in screen:
            left, top, *_ = area(book[name])
            cell = book[name].cell(top, left)
            assert (None, None) == (cell.value, cell.border.bottom.style)
        told = {r[1].value: r[3].value for r in book[CONTENTS].iter_rows() if r[3].value}
        assert screen == {name for name, said in told.items() if said == "不打印"}
        assert set(book.sheetnames[:-2]) - {CONTENTS} == told.keys()  # but the hidden ones


def test_figures_nobody_has_anything_of_come_last_and_do_not_print(adjusted):
    sheet = opened(adjusted)[UNITS]
    *_, bottom = area(sheet)
    rows = list(sheet.iter_rows(min_row=FIRST + 1, values_only=True))
    said = [bool([v for v in row[6:] if v]) or row[0] == FIGURE.name for row in rows]
    assert said == sorted(said, reverse=True)
    assert FIRST + sum(said) == bottom
    assert FIGURE.name == rows[0][0]  # what was adjusted comes first


def test_marks_on_figures_look_like_no_error(adjusted):
    at = lay_out_workbook(xxgk(), REPORT).at[FIGURE]
    sheet = opened(adjusted)[at.sheet]
    cell, plain = sheet.cell(at.row + 1, at.column + 1), sheet.cell(at.row + 2, at.column + 1)
    assert (99, plain.fill.fgColor.rgb) == (
        opened_values(adjusted)[at.sheet][at.a1].value,
        cell.fill.fgColor.rgb,
    )
    assert plain.font.color is None or plain.font.color.rgb == cell.font.color.rgb
    assert ("medium", f"FF{MARK['bottom_color'][1:]}") == (
        cell.border.bottom.style,
        cell.border.bottom.color.rgb,
    )
    assert "蓝色下划线" in str(sheet.oddFooter.right.text)
    assert sheet.page_setup.cellComments in (None, "none")
    other = lay_out_workbook(xxgk(), REPORT).at[Cell("表三", "新收", "自然人")].sheet
    assert "蓝色下划线" not in str(opened(adjusted)[other].oddFooter.right.text)


def opened_values(data):
    return openpyxl.load_workbook(io.BytesIO(data), data_only=True)


def test_what_is_explained_is_no_longer_coloured():
    form = xxgk()
    data = blank("村社区")
    sheet = opened(data)["工作情况"]
    at = lay_out_workbook(form, "村社区").at[Cell("互动", "财务公开", "数量")]
    rules = [
        r
        for area, rs in sheet.conditional_formatting._cf_rules.items()
        for r in rs
        if at.a1 in str(area.sqref)
    ]
    warned = [
        r.formula[0] for r in rules if f"'{CHECKS}'!$F$" in r.formula[0] and "LEN(TRIM(" in r.formula[0]
    ]
    assert len(warned) == 1
    reason = re.search(rf"LEN\(TRIM\('{CHECKS}'!\$I\$(\d+)\)\)=0", warned[0])
    assert f'$F${reason[1]}="' in warned[0]


def test_the_return_copy_repeats_its_heads(printed):
    with zipfile.ZipFile(io.BytesIO(printed["退回件"])) as file:
        said = file.read("xl/workbook.xml").decode()
    assert re.search(
        r'<definedName name="_xlnm.Print_Titles" localSheetId="0"[^>]*>[^<]+</definedName>', said
    )


def pages(path):
    said = subprocess.run(["pdfinfo", str(path)], capture_output=True, text=True, check=True).stdout
    return int(re.search(r"Pages:\s+(\d+)", said)[1])


@pytest.mark.office
def test_the_report_of_21_units_takes_28_pages_three_of_them_a_unit_a_row(recalculated, printed, tmp_path):
    paths = []
    for name in ("年度报告", "调整过的年度报告"):
        paths.append(tmp_path / f"{name}.xlsx")
        paths[-1].write_bytes(printed[name])
    assert all(15 < pages(p) <= MOST for p in recalculated(paths, to="pdf"))


@pytest.mark.office
def test_a_blank_workbook_prints_every_register_on_a_page_full_of_rows(recalculated, tmp_path):
    path = tmp_path / "站所.xlsx"
    path.write_bytes(blank("站所"))
    (made,) = recalculated([path], to="pdf")
    layout = lay_out_workbook(xxgk(), "站所")
    text = subprocess.run(
        ["pdftotext", "-layout", str(made), "-"], capture_output=True, text=True, check=True
    ).stdout
    each = text.split("\f")[:-1]
    for strip in layout.strips.values():
        name = strip.register.sheet
        assert 1 == sum(bool(re.search(rf"{name}\s+第 \d+ 页", page)) for page in each), name
    assert len(each) <= 13


def test_the_columns_of_a_wide_list_stay_wide_enough_for_a_date():
    for kind in ("村社区", "站所", "党政办", REPORT):
        layout, book = lay_out_workbook(xxgk(), kind), opened(blank(kind))
        for strip in layout.strips.values():
            dates = {f.id for f in strip.register.fields if f.type == "date"}
            for field, column in strip.columns:
                said = book[strip.register.sheet].column_dimensions[get_column_letter(column + 1)].width
                assert field not in dates or said >= 11, (kind, strip.register.sheet, field)
