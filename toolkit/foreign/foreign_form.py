"""Write a report's figures into a form somebody else made: cells found by the form's headings, its look kept.

Only values of cells are set, by editing the sheets' parts; a cell with a formula of its own keeps it. What formulas showed
before is not left standing: what can be worked out is written beside them, the rest is worked out when the file is opened.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from toolkit.foreign.foreign_formulas import FormulaEvaluator
from toolkit.foreign.foreign_workbook import locate_figures
from toolkit.form.layout import CellPlace
from toolkit.grafting.sheet_editor import number_text
from toolkit.grafting.workbook_editor import WorkbookEditor
from toolkit.xlsx.open_workbook import open_book
from toolkit.xlsx.patching import Unpatchable, WorkbookParts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from toolkit.form.grounding import GroundedForm
    from toolkit.form.model import Cell
    from toolkit.form.period import Period
    from toolkit.form.submission import Value
    from toolkit.xlsx.open_workbook import Book


class FilledForm(NamedTuple):
    """The form with the figures in it; where each stands, those whose cell was not found, doubts about the headings.

    Of the cells with a formula of the form's own, *kept* are those that come to something else (which is said),
    *theirs* those nobody here can work out.
    """

    data: bytes
    placed: dict[Cell, CellPlace]
    missing: tuple[Cell, ...]
    doubts: tuple[str, ...]
    kept: dict[Cell, Value]
    theirs: tuple[Cell, ...]


def fill_in_figures(
    data: bytes, grounded: GroundedForm, figures: Mapping[Cell, Value], period: Period
) -> FilledForm:
    """Return the workbook *data* with the *figures* of *period* written in.

    Raise Unreadable or Unpatchable where it cannot be edited.
    """
    book = open_book(data)
    if book.other:
        raise Unpatchable(book.other)
    at, doubts = locate_figures(grounded, book, period)
    parts = WorkbookParts(data)
    editor = WorkbookEditor(parts)
    placed: dict[Cell, CellPlace] = {}
    written: dict[CellPlace, Value] = {}
    formulas: dict[Cell, Value] = {}
    for cell, value in figures.items():
        place = at.get(cell)
        if place is None:
            continue
        sheet = book.sheet(place.sheet)
        stands = sheet.cells.get((place.row, place.column)) if sheet else None
        placed[cell] = place
        if stands is not None and stands.formula is not None:
            formulas[cell] = value
            continue
        written[place] = value
        editor.sheet(place.sheet).set_value(place.row, place.column, value)
    missing = tuple(c for c in figures if c not in placed)
    reckoner = FormulaEvaluator(book, written)
    _renew_formula_results(editor, book, reckoner)
    editor.finish()
    comes = {c: reckoner.result(placed[c]) for c in formulas}
    kept = {c: v for c, v in comes.items() if v is not None and number_text(v) != number_text(formulas[c])}
    theirs = tuple(c for c, v in comes.items() if v is None)
    return FilledForm(parts.save(), placed, missing, doubts, kept, theirs)


def _renew_formula_results(editor: WorkbookEditor, book: Book, reckoner: FormulaEvaluator) -> None:
    """Write beside every formula what it comes to now; where that is not known, nothing: what it showed is of before."""
    for sheet in book.sheets:
        for (row, column), cell in sheet.cells.items():
            if cell.formula is not None:
                comes = reckoner.result(CellPlace(sheet.name, row, column))
                editor.sheet(sheet.name).show_result(row, column, comes)
