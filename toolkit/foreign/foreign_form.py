"""Write a report's figures into a form somebody else made: cells found by the form's headings, its look kept.

Only values of cells are set, by editing the sheets' parts; a cell with a formula of its own keeps it. What formulas showed
before is not left standing: what can be worked out is written beside them, the rest is worked out when the file is opened.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from lxml import etree

from toolkit.foreign.foreign_formulas import FormulaEvaluator
from toolkit.foreign.foreign_workbook import locate_figures
from toolkit.form.layout import CellPlace, column_letters, column_number, parse_a1
from toolkit.sheets.styles import storable_text
from toolkit.xlsx.element_order import spreadsheet_tag, workbook_element
from toolkit.xlsx.open_workbook import open_book
from toolkit.xlsx.patching import Unpatchable, WorkbookParts, sheet_parts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from toolkit.form.grounding import GroundedForm
    from toolkit.form.model import Cell
    from toolkit.form.period import Period
    from toolkit.form.submission import Value
    from toolkit.xlsx.open_workbook import Book

Element = Any


class FilledForm(NamedTuple):
    """The form with the figures in it; where each stands, those whose cell was not found, doubts about the headings.

    Of the cells with a formula of the form's own, *kept* are those that come to something else (which is said),
    *theirs* those nobody here can work out.
    """

    data: bytes
    placed: dict[Cell, CellPlace]
    missing: tuple[Cell, ...]
    doubts: tuple[str, ...]
    kept: dict[Cell, float]
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
    sheets = sheet_parts(parts)
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
        _set_cell_value(parts.sheet_xml(sheets[place.sheet]), place, value)
    missing = tuple(c for c in figures if c not in placed)
    reckoner = FormulaEvaluator(book, written)
    _renew_formula_results(parts, sheets, book, reckoner)
    comes = {c: reckoner.result(placed[c]) for c in formulas}
    kept = {c: v for c, v in comes.items() if v is not None and _value_text(v) != _value_text(formulas[c])}
    theirs = tuple(c for c, v in comes.items() if v is None)
    return FilledForm(parts.save(), placed, missing, doubts, kept, theirs)


def _renew_formula_results(
    parts: WorkbookParts, sheets: Mapping[str, str], book: Book, reckoner: FormulaEvaluator
) -> None:
    """Write beside every formula what it comes to now; where that is not known, nothing: what it showed is of before."""
    for sheet in book.sheets:
        if not any(c.formula is not None for c in sheet.cells.values()):
            continue
        for cell in parts.sheet_xml(sheets[sheet.name]).iter(spreadsheet_tag("c")):
            if cell.find(spreadsheet_tag("f")) is None:
                continue
            for shown in cell.findall(spreadsheet_tag("v")):
                cell.remove(shown)
            cell.attrib.pop("t", None)
            at = parse_a1(cell.get("r", ""))
            comes = reckoner.result(CellPlace(sheet.name, *at)) if at else None
            if comes is not None:
                etree.SubElement(cell, spreadsheet_tag("v")).text = _value_text(comes)
    main = parts.sheet_xml(parts.one("", "officeDocument"))
    workbook_element(main, "calcPr").set("fullCalcOnLoad", "1")


def _value_text(value: Value) -> str:
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return str(value)


def _set_cell_value(root: Element, place: CellPlace, value: Value) -> None:
    """Put *value* into a cell; its style stays."""
    rows = root.find(spreadsheet_tag("sheetData"))
    row = _child_at_reference(rows, "row", str(place.row + 1), lambda e: int(e.get("r", "0")))
    name = f"{column_letters(place.column)}{place.row + 1}"
    cell = _child_at_reference(row, "c", name, lambda e: column_number(e.get("r", "").rstrip("0123456789")))
    for child in list(cell):
        cell.remove(child)
    if isinstance(value, float):
        cell.attrib.pop("t", None)
        etree.SubElement(cell, spreadsheet_tag("v")).text = _value_text(value)
    else:
        cell.set("t", "inlineStr")
        text = etree.SubElement(etree.SubElement(cell, spreadsheet_tag("is")), spreadsheet_tag("t"))
        text.text = storable_text(value)


def _child_at_reference(parent: Element, name: str, said: str, order: Any) -> Element:
    """Return the child *name* whose r is *said*, made in its place where there is none."""
    for child in parent:
        if child.get("r") == said:
            return child
    made = parent.makeelement(spreadsheet_tag(name), r=said)
    before = sum(order(child) < order(made) for child in parent)
    parent.insert(before, made)
    return made
