"""A copy of an adopted blank that nobody stamped is read by the blank's places where its labels stand."""

import datetime
import io

import openpyxl
import pytest
from adopting.test_proposal import bytes_of
from draw import who

from toolkit.author.adopt_blank import EVERY, adopt_blank
from toolkit.folder.which_form import chosen_form
from toolkit.foreign.foreign_workbook import holds_form_tables, read_adopted_workbook
from toolkit.form.grounding import ground_form
from toolkit.form.placement import lay_out_workbook
from toolkit.xlsx.open_workbook import open_book


def unit_of(form, kind):
    """Return an identity for the period that lies around a day, of whatever kind the form's are."""
    return who(form, kind)._replace(period=form.periods.around(datetime.date(2024, 5, 20)).text)


def adopted_form(home, name):
    blank = home / f"{name}.xlsx"
    blank.write_bytes(bytes_of(name))
    return chosen_form(str(adopt_blank(blank, home / "表样.toml", EVERY).definition)).form


def filled_copy(form, kind, name, change):
    """Type 1, 2, 3 … where the blank has its figures, as somebody with the same blank does; *change* the workbook then."""
    grounded, layout = ground_form(form, kind), lay_out_workbook(form, kind)
    book = openpyxl.load_workbook(io.BytesIO(bytes_of(name)))
    typed = {}
    for cell in grounded.inputs:
        at = layout.at[cell]
        if at.sheet in book.sheetnames and form.figure(cell).type in ("count", "number"):
            typed[cell] = float(len(typed) + 1)
            book[at.sheet].cell(at.row + 1, at.column + 1).value = typed[cell]
    change(book)
    out = io.BytesIO()
    book.save(out)
    return grounded, open_book(out.getvalue()), typed


def rename(book):
    book.worksheets[0].title = "和平村"


@pytest.mark.parametrize("name", ["merged_labels", "names_alone"])
@pytest.mark.parametrize("change", [lambda _: None, rename], ids=["as it is", "renamed"])
def test_figures_are_where_the_blank_has_them(tmp_path, name, change):
    form = adopted_form(tmp_path, name)
    kind = form.kinds[0].id
    grounded, book, typed = filled_copy(form, kind, name, change)
    assert typed
    assert holds_form_tables(grounded, book)
    found = read_adopted_workbook(grounded, book, unit_of(form, kind)).submission
    assert typed == {c: v for c, v in found.figures.items() if c in typed}
    codes = {f.code for f in found.findings}
    assert "made_elsewhere" in codes
    assert "sheet_missing" not in codes


def test_an_own_copy_without_the_blank_s_labels_is_no_copy_of_it(tmp_path):
    form = adopted_form(tmp_path, "merged_labels")
    kind = form.kinds[0].id
    grounded, book, _ = filled_copy(form, kind, "merged_labels", lambda b: b.worksheets[0].delete_cols(1, 2))
    found = read_adopted_workbook(grounded, book, unit_of(form, kind)).submission
    assert {} == {c: v for c, v in found.figures.items() if form.figure(c).type in ("count", "number")}
