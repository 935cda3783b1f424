"""An office's own blank handed out: stamped, checked, filled in, and everything else of it byte for byte as it was."""

import io
import zipfile
from dataclasses import replace
from types import SimpleNamespace

import openpyxl
import pytest
from adopting.test_proposal import bytes_of
from given import HAZARDS, KIND, LEDGER, PAPERS, edited, form_on, handed_out, owner
from lxml import etree

from toolkit.form.grounding import ground_form
from toolkit.form.layout import CHECKS, IDENTITY, OPTIONS, CellPlace
from toolkit.form.model import Cell
from toolkit.form.placement import lay_out_workbook
from toolkit.form.submission import Row, Submission
from toolkit.reading.identity import identify_workbook
from toolkit.reading.read_workbook import read_submission
from toolkit.rendering.given_workbook import _BlankFilling
from toolkit.xlsx.open_workbook import open_book

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
WHOLE_WORKBOOK = {
    "[Content_Types].xml",
    "_rels/.rels",
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "xl/styles.xml",
}
"""What says which parts, sheets and looks there are: it grows with every sheet."""


def parts_of(data):
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return {n: file.read(n) for n in file.namelist()}


def cells_and_rest(xml):
    """The cells of a sheet as they are written, and all that is no cell but the limits of cells."""
    root = etree.fromstring(xml)
    cells = {c.get("r"): etree.tostring(c, method="c14n") for c in root.iter(f"{MAIN}c")}
    for holder in [e for e in root if e.tag in (f"{MAIN}sheetData", f"{MAIN}dataValidations")]:
        root.remove(holder)
    rows = [dict(r.attrib) for r in etree.fromstring(xml).iter(f"{MAIN}row")]
    return cells, etree.tostring(root, method="c14n"), rows


def read(form, data):
    book = open_book(data)
    return read_submission(ground_form(form, KIND), book, identify_workbook(book).who).submission


def some_figures(form):
    grounded = ground_form(form, KIND)
    return {
        c: float(3 + i) if form.figure(c).type in ("count", "number") else "2025-03-04" if form.figure(c).type == "date" else "张三"
        for i, c in enumerate(grounded.inputs)
    }  # fmt: skip


@pytest.fixture(scope="module")
def forms():
    return {name: form_on(name) for name in (LEDGER, HAZARDS, PAPERS)}


@pytest.mark.parametrize("name", [LEDGER, HAZARDS, PAPERS])
def test_every_part_that_is_not_written_is_byte_equal(forms, name):
    form, before = forms[name], parts_of(bytes_of(name))
    pages = {f"xl/worksheets/sheet{i}.xml" for i in range(1, 9)}
    for made in (Submission(owner(form)), Submission(owner(form), figures=some_figures(form))):
        after = parts_of(handed_out(form, made))
        changed = {n for n in before if after[n] != before[n]}
        assert changed <= WHOLE_WORKBOOK | {"xl/worksheets/sheet1.xml"}
        assert {n for n in after if n not in before} <= pages | {"docProps/custom.xml"}


@pytest.mark.parametrize("name", [LEDGER, HAZARDS, PAPERS])
def test_of_the_office_s_sheet_nothing_changes_but_the_cells_that_are_filled_in(forms, name):
    form, layout = forms[name], lay_out_workbook(forms[name], KIND)
    before = cells_and_rest(parts_of(bytes_of(name))["xl/worksheets/sheet1.xml"])
    data = handed_out(form, Submission(owner(form), figures=some_figures(form)))
    after = cells_and_rest(parts_of(data)["xl/worksheets/sheet1.xml"])
    page = layout.pages[0]
    written = {p.a1 for p in layout.at.values() if p.sheet == page}
    written |= {a1 for s in form.sheets for a1, _ in s.stamped}
    assert before[1] == after[1]
    assert [r for r in before[2] if r not in after[2]] == []
    assert {a1 for a1 in before[0] if before[0][a1] != after[0].get(a1)} <= written


def test_it_says_whose_it_is_where_the_blank_has_a_place_for_it(forms):
    book = openpyxl.load_workbook(io.BytesIO(handed_out(forms[HAZARDS], Submission(owner(forms[HAZARDS])))))
    sheet = book["统计表"]
    assert ("（2025年1—5月）", "填报单位（章）：东岭村") == (sheet["A2"].value, sheet["A3"].value)
    shown = [s.title for s in book.worksheets if s.sheet_state == "visible"]
    assert ["统计表", CHECKS] == shown
    assert {OPTIONS, IDENTITY} <= set(book.sheetnames)
    who = identify_workbook(open_book(handed_out(forms[HAZARDS], Submission(owner(forms[HAZARDS]))))).who
    assert owner(forms[HAZARDS]) == who


def test_on_paper_there_is_the_office_s_table_and_one_page_of_ours(forms):
    book = openpyxl.load_workbook(io.BytesIO(handed_out(forms[HAZARDS], Submission(owner(forms[HAZARDS])))))
    last = lay_out_workbook(forms[HAZARDS], KIND).todo[-1].row + 1
    assert f"'{CHECKS}'!$A$1:$I${last}" == book[CHECKS].print_area
    assert "'往期数据'!$U$1" == book["往期数据"].print_area


@pytest.mark.parametrize("name", [LEDGER, HAZARDS, PAPERS])
def test_what_is_drawn_into_it_is_read_out_again(forms, name):
    form = forms[name]
    lists = {
        r.id: tuple(Row(4 + i, {"文件名称": f"办法{i}", "发布日期": "2020-03-04", "清理意见": "拟修改"}) for i in range(3))
        for r in form.registers
    }  # fmt: skip
    made = Submission(owner(form), figures=some_figures(form), rows=lists)
    back = read(form, handed_out(form, made))
    grounded = ground_form(form, KIND)
    assert [] == [f.code for f in back.findings]
    assert made.figures == {c: v for c, v in back.figures.items() if c not in grounded.worked_out}
    assert lists == back.rows


def test_the_office_s_own_formulas_work_out_its_totals(forms):
    form, layout = forms[HAZARDS], lay_out_workbook(forms[HAZARDS], KIND)
    book = openpyxl.load_workbook(io.BytesIO(handed_out(form, Submission(owner(form)))))
    assert "=SUM(B9:B16)" == book["统计表"]["B17"].value
    total = next(c for c, at in layout.at.items() if (at.sheet, at.a1) == ("统计表", "B17"))
    assert "SUM(B9:B16)" == layout.own_formulas[total.name]


def test_where_the_blank_has_no_formula_ours_is_put_in(forms):
    form, layout = forms[LEDGER], lay_out_workbook(forms[LEDGER], KIND)
    book = openpyxl.load_workbook(io.BytesIO(handed_out(form, Submission(owner(form)))))
    worked = [layout.at[c].a1 for c in ground_form(form, KIND).worked_out]
    assert all(str(book["表六"][a1].value).startswith("=IF(COUNTA(") for a1 in worked)
    assert {} == layout.own_formulas


def test_more_rows_than_the_blank_has_are_put_in_above_what_stands_below(forms):
    form = forms[PAPERS]
    rows = tuple(Row(4 + i, {"文件名称": f"办法{i}"}) for i in range(25))
    data = handed_out(form, Submission(owner(form), rows={"行政规范性文件清理意见表": rows}))
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book["清理意见表"]["A29"].value.startswith("注：1.本表统计范围")
    back = read(form, data)
    assert [f"办法{i}" for i in range(25)] == [
        r.values["文件名称"] for r in back.rows["行政规范性文件清理意见表"]
    ]
    assert {"realigned"} == {f.code for f in back.findings}


def test_where_the_rows_are_the_units_each_has_its_own_row_alone():
    form = form_on("c3_12345月报")
    figures = {c: 3.0 for c in ground_form(form, KIND).inputs if c.table != "封面"}
    data = handed_out(form, Submission(owner(form, name="南坡村"), figures=figures))
    sheet = openpyxl.load_workbook(io.BytesIO(data))["统计表"]
    assert ("南坡村", "=SUM(D5:I5)", 3) == (sheet["B5"].value, sheet["C5"].value, sheet["D5"].value)
    assert [6, 7, 8, 9, 10, 11, 12] == [r for r, d in sheet.row_dimensions.items() if d.hidden]
    assert "12345热线留言办理2025年5月情况统计表" == sheet["A1"].value
    back = read(form, data)
    assert figures.items() <= back.figures.items()
    assert [] == [f.code for f in back.findings if f.code != "cover_blank"]


def test_cells_say_what_may_be_typed_and_the_office_s_own_drop_downs_stay(forms):
    def limits(name, sheet):
        form = forms[name]
        book = openpyxl.load_workbook(io.BytesIO(handed_out(form, Submission(owner(form)))))
        return {str(v.sqref): (v.type, v.formula1) for v in book[sheet].data_validations.dataValidation}

    assert ("decimal", "0") in limits(LEDGER, "表六").values()
    own = {"G4:G23": ("list", '"继续有效,拟修改,拟废止,宣布失效"'), "F4:F23": ("list", "选项!$A$1:$A$3")}
    assert own.items() <= limits(PAPERS, "清理意见表").items()


def test_what_is_printed_where_something_is_to_be_filled_in_is_taken_out():
    data = edited(bytes_of(HAZARDS), lambda book: book["统计表"].__setitem__("B10", "…"))
    form = form_on(HAZARDS, data)
    book = openpyxl.load_workbook(io.BytesIO(handed_out(form, Submission(owner(form)))))
    assert book["统计表"]["B10"].value is None


def test_a_cell_that_is_crossed_out_stays_so():
    form = form_on("names_alone")
    assert "×" == form.given.text("人口", (3, 2))
    book = openpyxl.load_workbook(io.BytesIO(handed_out(form, Submission(owner(form)))))
    assert "×" == book["人口"]["C4"].value


def test_a_date_stands_in_a_cell_that_shows_dates(forms):
    form, cell = forms[LEDGER], Cell("封面", "报出日期", "内容")
    book = openpyxl.load_workbook(
        io.BytesIO(handed_out(form, Submission(owner(form), figures={cell: "2025-04-03"})))
    )
    at = lay_out_workbook(form, KIND).at[cell]
    assert CHECKS == at.sheet
    assert "2025-04-03" == book[CHECKS][at.a1].value.date().isoformat()


def test_a_text_that_looks_like_a_formula_stays_a_text(forms):
    form = forms[PAPERS]
    (strip,) = lay_out_workbook(form, KIND).strips.values()
    name = next(f.id for f in strip.register.fields if f.type == "text")
    rows = {strip.register.id: (Row(1, {name: "=1+1"}), Row(2, {name: "一般"}))}
    book = openpyxl.load_workbook(io.BytesIO(handed_out(form, Submission(owner(form), rows=rows))))
    first, second = (book[strip.register.sheet][strip.place(name, strip.first + i).a1] for i in (0, 1))
    assert (first.value, first.data_type, first.quotePrefix) == ("=1+1", "s", True)
    assert (second.value, bool(second.quotePrefix)) == ("一般", False)


def test_the_same_workbook_has_the_same_bytes(forms):
    made = Submission(owner(forms[LEDGER]), figures=some_figures(forms[LEDGER]))
    assert handed_out(forms[LEDGER], made) == handed_out(forms[LEDGER], replace(made))


class Written:
    """A sheet that notes what is put into its cells."""

    def __init__(self, own=None):
        self.own, self.put = own, []

    def sheet(self, _):
        return self

    def formula(self, _row, _column):
        return self.own

    def set_formula(self, *said):
        self.put.append(("formula", *said))

    def show_result(self, *said):
        self.put.append(("result", *said))


@pytest.mark.parametrize(
    ("own", "shown", "put"),
    [
        ((), 3.0, [("formula", 1, 2, "A1+B1", 3.0)]),
        ((), None, [("formula", 1, 2, "A1+B1", "")]),
        (("合计",), 3.0, [("result", 1, 2, 3.0)]),
        (("合计",), None, []),
    ],
)
def test_beside_the_blank_s_own_formula_only_what_it_comes_to_is_written(own, shown, put):
    sheet = Written()
    filling = SimpleNamespace(editor=sheet, layout=SimpleNamespace(own_formulas=own))
    _BlankFilling.formula(filling, "合计", CellPlace("表", 1, 2), "A1+B1", shown)
    assert put == sheet.put


@pytest.mark.parametrize(
    ("row", "own", "put"),
    [(8, None, True), (9, None, True), (10, None, True), (8, "A9", True), (10, "A11", False)],
)
def test_a_row_put_in_that_brought_the_blank_s_formula_with_it_keeps_that(row, own, put):
    """Rows 8 and 9 were the blank's own, of which nothing was copied."""
    told = []
    register = SimpleNamespace(id="单", sheet="表", rows_at=SimpleNamespace(last=10))
    strip = SimpleNamespace(columns=[("率", 2)], worked_out=("率",), register=register)
    filling = SimpleNamespace(
        editor=Written(own),
        d=SimpleNamespace(compiler=SimpleNamespace(row_formula=lambda *_: "A/B")),
        formula=lambda *said: told.append(said),
    )
    _BlankFilling.row(filling, strip, {}, row, Row(row + 1, {"率": 0.5}))
    assert [(f"单.率.{row}", CellPlace("表", row, 2), "A/B", 0.5)] * put == told
