"""Cells are set where they stand: look kept, order kept, what others share kept."""

import pytest
from lxml import etree

from toolkit.grafting.sheet_editor import SheetEditor
from toolkit.xlsx.element_order import MAIN
from toolkit.xlsx.patching import Unpatchable


def sheet(data, *more, before=""):
    return SheetEditor(
        etree.fromstring(
            f'<worksheet xmlns="{MAIN}">{before}<sheetData>{data}</sheetData>{"".join(more)}</worksheet>'
        )
    )


def written(editor):
    data = editor.root.find(f"{{{MAIN}}}sheetData")
    return "".join(etree.tostring(e).decode() for e in data).replace(f' xmlns="{MAIN}"', "")


def test_rows_and_cells_are_made_in_their_order():
    made = sheet('<row r="2" spans="2:2"><c r="B2" s="3"><v>1</v></c></row><row r="5"/>')
    made.set_value(3, 1, 2.0)
    made.set_value(1, 2, "丙")
    made.set_value(1, 0, 0.5)
    made.set_value(1, 1, 7)
    made.set_value(0, 0, None)
    assert written(made) == (
        '<row r="1"><c r="A1"/></row>'
        '<row r="2"><c r="A2"><v>0.5</v></c><c r="B2" s="3"><v>7</v></c>'
        '<c r="C2" t="inlineStr"><is><t>丙</t></is></c></row>'.replace("丙", "&#19993;")
        + '<row r="4"><c r="B4"><v>2</v></c></row><row r="5"/>'
    )


def test_rows_and_cells_that_do_not_say_where_they_stand_are_counted():
    made = sheet('<row><c/><c/></row><row r="4"><c r="C4"/><c/></row><row><c/></row>')
    made.set_value(4, 0, 1)
    made.set_value(3, 3, 2)
    assert '<c r="D4"><v>2</v></c></row><row r="5"><c r="A5"><v>1</v></c>' in written(made)


def test_a_cell_that_is_made_looks_as_its_row_or_column_does():
    made = sheet(
        '<row r="1" s="4" customFormat="1"/>', before='<cols><col min="2" max="3" style="7"/></cols>'
    )
    made.set_value(0, 1, 1)
    made.set_value(1, 2, 1)
    assert (made.style(0, 1), made.style(1, 2), made.style(9, 1), made.style(9, 9)) == (4, 7, 7, 0)
    assert '<c r="B1" s="4">' in written(made)
    assert '<c r="C2" s="7">' in written(made)


def test_a_merged_cell_is_set_at_its_first():
    made = sheet(
        '<row r="1"><c r="A1"/><c r="B1"/></row>', '<mergeCells><mergeCell ref="A1:B2"/></mergeCells>'
    )
    made.set_value(1, 1, 9)
    assert written(made) == '<row r="1"><c r="A1"><v>9</v></c><c r="B1"/></row>'


def test_a_formula_gives_way_only_where_it_is_asked_to():
    made = sheet('<row r="1"><c r="A1" t="str"><f>B1&amp;""</f><v>x</v></c></row>')
    assert made.formula(0, 0) == 'B1&""'
    assert made.formula(0, 1) is None
    assert not made.formulas_changed
    made.show_result(0, 0, 3.0)
    assert written(made) == '<row r="1"><c r="A1"><f>B1&amp;""</f><v>3</v></c></row>'
    made.set_formula(0, 1, "=A1", "甲")
    made.set_value(0, 0, 1)
    assert made.formulas_changed
    assert written(made) == (
        '<row r="1"><c r="A1"><v>1</v></c><c r="B1" t="str"><f>A1</f><v>&#30002;</v></c></row>'
    )


def test_formulas_that_share_one_keep_it_when_the_first_gives_way():
    made = sheet(
        '<row r="1"><c r="A1"><f t="shared" ref="A1:A2" si="0">B1+$C$1</f></c></row>'
        '<row r="2"><c r="A2"><f t="shared" si="0"/></c></row>'
    )
    made.set_value(0, 0, 1)
    assert made.formula(1, 0) == "B2+$C$1"


def test_what_cannot_be_set_is_refused():
    with pytest.raises(Unpatchable):
        sheet(
            '<row r="1"><c r="A1"><f t="array" ref="A1:A2">B1:B2</f></c></row><row r="2"><c r="A2"/></row>'
        ).set_value(1, 0, 1)
    with pytest.raises(Unpatchable):
        sheet('<row r="2"/><row r="1"/>')
    with pytest.raises(Unpatchable):
        sheet('<row r="2"><c r="B2"/><c r="A2"/></row>').set_value(1, 0, 1)
    with pytest.raises(Unpatchable):
        SheetEditor(etree.fromstring(f'<worksheet xmlns="{MAIN}"/>'))


def test_the_sheet_s_reach_grows():
    made = sheet("", before='<dimension ref="B2:C3"/>')
    made.set_value(6, 0, 1)
    assert made.root[0].get("ref") == "A2:C7"


def test_a_column_is_made_wide_enough_by_itself():
    made = sheet(
        "",
        before='<cols><col min="2" max="4" width="9" style="3"/><col min="6" max="6" width="3" hidden="1"/></cols>',
    )
    made.widen(0, 2, 11)
    made.widen(0, 5, 11)
    made.widen(0, 6, 11)
    made.widen(0, 1, 8)
    said = [(c.get("min"), c.get("max"), c.get("width"), c.get("style")) for c in made.root[0]]
    assert said == [
        ("2", "2", "9", "3"),
        ("3", "3", "11.00", "3"),
        ("4", "4", "9", "3"),
        ("6", "6", "3", None),
        ("7", "7", "11.00", None),
    ]


def test_a_cell_merged_over_columns_has_room():
    made = sheet("", '<mergeCells><mergeCell ref="A1:B1"/></mergeCells>')
    made.widen(0, 0, 30)
    assert made.root.find(f"{{{MAIN}}}cols") is None
