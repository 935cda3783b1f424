"""Pictures in cells, as WPS keeps them: told as pictures, never read as words, kept in what goes back."""

import io
import zipfile
from dataclasses import replace

import pytest
from draw import draw, submission
from forms import xxgk

from toolkit.form.finding import make_finding
from toolkit.form.grounding import ground_form
from toolkit.form.layout import CellPlace
from toolkit.form.model import Cell, Option
from toolkit.form.placement import lay_out_workbook
from toolkit.reading import stray_cells
from toolkit.reading.identity import identify_workbook
from toolkit.reading.read_workbook import read_submission
from toolkit.reading.return_notice import Notice, NoticeItem
from toolkit.returns.marked_copies import mark_workbook
from toolkit.values.cell_reading import ExpectedValue
from toolkit.values.cell_values import read_cell_value
from toolkit.xlsx.cells import CellKind, CellValue
from toolkit.xlsx.open_workbook import open_book

ID = "ID_4E2F7C0B0D3A4F1C8E5B"
PICTURES = {
    "WPS": CellValue(CellKind.TEXT, f'=DISPIMG("{ID}",1)', f'_xlfn.DISPIMG("{ID}",1)'),
    "saved by Excel": CellValue(CellKind.ERROR, "#NAME?", f'_xlfn.DISPIMG("{ID}",1)'),
    "never worked out": CellValue(CellKind.BLANK, "", f'DISPIMG("{ID}",1)'),
    "emptied by a web library": CellValue(CellKind.TEXT, "", f'_xlfn.DISPIMG("{ID}",1)'),
    "an old format, without formulas": CellValue(CellKind.TEXT, f'=DISPIMG("{ID}",1)'),
    "OpenDocument": CellValue(CellKind.TEXT, "#NAME?", f'of:=DISPIMG("{ID}";1)'),
}
WANTED = [
    ExpectedValue("count", "件"),
    ExpectedValue("number", "元", 2),
    ExpectedValue("date"),
    ExpectedValue("text"),
    ExpectedValue("option", options=(Option("x", "√"),)),
]


@pytest.mark.parametrize("wanted", WANTED, ids=lambda w: w.type)
@pytest.mark.parametrize("kind", PICTURES)
def test_a_picture_is_told_as_one_whatever_the_cell_asks_for(kind, wanted):
    value = read_cell_value(PICTURES[kind], wanted, epoch_1904=False)
    assert (None, "not_understood", "cell_is_picture") == (value.value, value.how, value.code)
    assert "这一格里是图片" in make_finding(value.code, sheet="表", cell="B2", label="收到").message


def test_words_about_the_function_are_words():
    for said in ("DISPIMG 是什么", "见 =DISPIMG(…)", "图片"):
        assert (
            said
            == read_cell_value(CellValue(CellKind.TEXT, said), ExpectedValue("text"), epoch_1904=False).value
        )


def pictured():
    """Draw a village's workbook and put a WPS picture into its first figure, with the parts WPS keeps it in."""
    form = xxgk()
    zeros = {c: 0.0 for c in form.cells_of("村社区") if form.figure(c).type == "count"}
    made = submission(form, "村社区", zeros, zero=frozenset(r.id for r in form.registers_of("村社区")))
    at = lay_out_workbook(form, "村社区").at[first := min(zeros, key=str)]
    data, out = draw(form, made), io.BytesIO()
    sheets = [s.name for s in open_book(data).sheets]
    part = f"xl/worksheets/sheet{sheets.index(at.sheet) + 1}.xml"
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for info in old.infolist():
            text = old.read(info)
            if info.filename == part:
                start = text.index(f'<c r="{at.a1}"'.encode())
                end = text.index(b"</c>", start) + 4
                shown = f'<f>_xlfn.DISPIMG("{ID}",1)</f><v>=DISPIMG("{ID}",1)</v>'.replace('"', "&quot;")
                text = text[:start] + f'<c r="{at.a1}" t="str">{shown}</c>'.encode() + text[end:]
            new.writestr(info.filename, text)
        new.writestr("xl/cellimages.xml", f'<etc:cellImages name="{ID}"/>')
        new.writestr("xl/media/image1.png", b"\x89PNG picture")
    return out.getvalue(), first, at


def test_a_picture_in_a_workbook_is_asked_back_and_accounted_for():
    data, cell, at = pictured()
    book = open_book(data)
    who = identify_workbook(book).who
    found = read_submission(ground_form(xxgk(), "村社区"), book, who).submission
    (told,) = (f for f in found.findings if f.code == "cell_is_picture")
    assert (at.sheet, at.a1) == (told.sheet, told.cell)
    assert isinstance(cell, Cell)
    assert cell in found.unread
    assert cell not in found.figures
    assert found.account["asked"] == sum(
        found.account[k] for k in ("number", "zero", "blank", "mark", "cleaned", "text", "not_understood")
    )


def test_a_picture_goes_back_to_the_unit_as_it_came():
    data, _, at = pictured()
    items = (NoticeItem("error", (at,), (), "某处", "这一格里是图片", "填成数", "J4"),)
    copy = zipfile.ZipFile(io.BytesIO(mark_workbook(data, Notice("请改", ("一行",), items))))
    given = zipfile.ZipFile(io.BytesIO(data))
    for part in ("xl/cellimages.xml", "xl/media/image1.png"):
        assert given.read(part) == copy.read(part)
    before, after = (
        open_book(d).sheet(at.sheet).cells[at.row, at.column] for d in (data, copy.fp.getvalue())
    )
    assert before == after == PICTURES["WPS"]


def test_a_picture_beside_the_form_is_quoted_as_a_picture():
    form = xxgk()
    data, _, at = pictured()
    sheet = open_book(data).sheet(at.sheet)
    layout = lay_out_workbook(form, "村社区")
    sheet = replace(sheet, cells={(at.row, 30): PICTURES["WPS"]})
    (told,) = stray_cells.stray_cell_findings(stray_cells.find_stray_cells(layout, sheet, set()))
    assert f"{CellPlace(at.sheet, at.row, 30).a1}“图片”" in told.message
