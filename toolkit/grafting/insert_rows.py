"""Rows put into a sheet of somebody's workbook, with the look and formulas of the row they follow; all that refers to rows moves.

What cannot be moved for certain (tables with names of their own, pivot tables, notes below, formulas over blocks of cells) is
Unpatchable, and then nothing was moved.
"""

from __future__ import annotations

import copy
import re
from typing import TYPE_CHECKING, Any

from lxml import etree

from toolkit.form.layout import column_letters
from toolkit.grafting.sheet_editor import parse_area, write_area
from toolkit.grafting.shift_references import InsertedRows, shift_formula
from toolkit.xlsx.element_order import spreadsheet_tag
from toolkit.xlsx.patching import Unpatchable

if TYPE_CHECKING:
    from toolkit.grafting.workbook_editor import WorkbookEditor

Element = Any
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
_EXCEL_2009 = "http://schemas.microsoft.com/office/excel/2006/main"
_FIXED = ("tableParts", "oleObjects", "controls", "scenarios", "dataConsolidate", "customSheetViews")
"""What of a sheet is not moved here."""
_FIXED_PARTS = ("pivotTable", "threadedComment", "table", "queryTable", "slicer")
_NUMBERED = re.compile(r"[0-9]{1,6}")


def insert_rows_like(editor: WorkbookEditor, sheet: str, row: int, count: int, *, grows: bool) -> None:
    """Put *count* rows before row *row* (from 0), each as the row that stood there: look, height, formulas, merged cells.

    With *grows* they are put behind *row* instead, and areas that end in it grow: of a list of a single row.
    Cells that are no formulas are empty, but a numbering (1, 2, 3) down the rows goes on. Raise Unpatchable, with nothing
    moved, where something cannot be moved for certain.
    """
    at = row + 1 if grows else row
    moved = InsertedRows(sheet, at, count, row if grows else None)
    trial = _RowInsertion(editor, moved, row)
    trial.refuse_what_is_fixed()
    trial.prepare_formulas()
    trial.carry_out()
    editor.reopen(sheet)


class _RowInsertion:
    def __init__(self, editor: WorkbookEditor, moved: InsertedRows, like: int) -> None:
        self.editor, self.moved, self.like = editor, moved, like
        self.part = editor.sheet_parts[moved.sheet]
        self.root = editor.sheet(moved.sheet).root
        self.texts: list[tuple[Element, str]] = []

    def refuse_what_is_fixed(self) -> None:
        for name in _FIXED:
            if self.root.find(spreadsheet_tag(name)) is not None:
                raise Unpatchable(name)
        for _, kind, target in self.editor.parts.related(self.part):
            if kind in _FIXED_PARTS:
                raise Unpatchable(kind)
            if kind == "comments":
                self.refuse_notes_below(target)
        if any(s.get("type") == "formula" for s in self.root.iter(spreadsheet_tag("cfvo"))):
            raise Unpatchable("cfvo")
        for formula in self.root.iter(spreadsheet_tag("f")):
            area = parse_area(formula.get("ref", ""))
            if formula.get("t") in ("array", "dataTable") and (area is None or area[2] >= self.moved.at):
                raise Unpatchable(f"array {formula.get('ref')}")

    def refuse_notes_below(self, part: str) -> None:
        for note in self.editor.parts.sheet_xml(part).iter(spreadsheet_tag("comment")):
            area = parse_area(note.get("ref", ""))
            if area is None or area[2] >= self.moved.at:
                raise Unpatchable(f"comment {note.get('ref')}")

    def prepare_formulas(self) -> None:
        """Work out how every formula of the workbook must read; nothing is changed yet but formulas written out whole."""
        parts = self.editor.parts
        for name, part in self.editor.sheet_parts.items():
            if name == self.moved.sheet or self._names_the_sheet(part):
                opened = self.editor.sheet(name)
                opened.unshare_formulas()
                for tag in ("f", "formula", "formula1", "formula2"):
                    for formula in opened.root.iter(spreadsheet_tag(tag)):
                        self.prepare(formula, name)
                for formula in opened.root.iter(f"{{{_EXCEL_2009}}}f"):
                    self.prepare(formula, name)
        main = parts.sheet_xml(parts.one("", "officeDocument"))
        for name in main.iter(spreadsheet_tag("definedName")):
            self.prepare(name, "")
        for part in parts.names:
            if re.fullmatch(r"xl/charts/chart[0-9]*\.xml", part):
                for element in parts.xml(part).iter():
                    if isinstance(element.tag, str) and etree.QName(element).localname == "f":
                        self.prepare(element, "")
            if part.startswith("xl/pivotcache/"):
                raise Unpatchable("pivotCache")

    def _names_the_sheet(self, part: str) -> bool:
        root = self.editor.parts.sheet_xml(part)
        return self.moved.sheet.encode() in etree.tostring(root, encoding="UTF-8")

    def prepare(self, element: Element, sheet: str) -> None:
        if element.text:
            new = shift_formula(element.text, self.moved, sheet)
            if new != element.text:
                self.texts.append((element, new))

    # ── from here on nothing fails ─────────────────────────────────────────────────────────────────────────

    def carry_out(self) -> None:
        numbering = self._numbering()
        for element, text in self.texts:
            element.text = text
        self.move_rows()
        self.move_areas()
        self.move_pictures()
        self.fill_in_rows(copy.deepcopy(self._row(self.like)), numbering)
        self.editor.sheet(self.moved.sheet).formulas_changed = True

    def _row(self, number: int) -> Element:
        found = dict(self.editor.sheet(self.moved.sheet).rows()).get(number)
        made = self.root.makeelement(spreadsheet_tag("row"), r=str(number + 1))
        return made if found is None else found

    def move_rows(self) -> None:
        for number, row in reversed(list(self.editor.sheet(self.moved.sheet).rows())):
            if number >= self.moved.at:
                cells = self.editor.sheet(self.moved.sheet).cells_of(number)
                row.set("r", str(self.moved.row(number) + 1))
                for column, cell in cells.items():
                    cell.set("r", f"{column_letters(column)}{self.moved.row(number) + 1}")
        for formula in self.root.iter(spreadsheet_tag("f")):
            if area := parse_area(formula.get("ref", "")):
                formula.set("ref", write_area(self.moved.area(area)))

    def move_areas(self) -> None:
        """Move all that is said of areas beside their cells."""
        passed_over = (spreadsheet_tag("f"), spreadsheet_tag("c"))
        for element in self.root.iter():
            if not isinstance(element.tag, str) or element.tag in passed_over:
                continue
            for said in ("ref", "sqref", "topLeftCell", "activeCell"):
                if element.get(said):
                    element.set(said, self._moved_areas(element.get(said)))
            if element.tag == f"{{{_EXCEL_2009}}}sqref" and element.text:
                element.text = self._moved_areas(element.text)
        for stop in self.root.iterfind(f"{spreadsheet_tag('rowBreaks')}/{spreadsheet_tag('brk')}"):
            if int(stop.get("id", "0")) > self.moved.at:
                stop.set("id", str(int(stop.get("id")) + self.moved.many))

    def _moved_areas(self, text: str) -> str:
        areas = [(piece, parse_area(piece)) for piece in text.split()]
        return " ".join(write_area(self.moved.area(area)) if area else piece for piece, area in areas)

    def move_pictures(self) -> None:
        for _, kind, target in list(self.editor.parts.related(self.part)):
            if kind == "drawing" and target in self.editor.parts:
                for row in self.editor.parts.xml(target).iter(f"{{{_DRAWING}}}row"):
                    if row.text and int(row.text) >= self.moved.at:
                        row.text = str(int(row.text) + self.moved.many)

    def _numbering(self) -> dict[int, int]:
        """Return the columns of the rows that number them, with the number in the pattern's row: 1, 2, 3 down to it."""
        sheet = self.editor.sheet(self.moved.sheet)
        found = {}
        for column, cell in sheet.cells_of(self.like).items():
            here = _shown_number(cell)
            above = sheet.cells_of(self.like - 1).get(column) if self.like else None
            if here is not None and above is not None and _shown_number(above) == here - 1:
                found[column] = here
        return found

    def fill_in_rows(self, pattern: Element, numbering: dict[int, int]) -> None:
        """Make the new rows, and let the numbering run on through them and the row that moved down."""
        first = self.moved.at
        was = self.moved.row(self.like) + 1
        merges = [a for a in self.editor.sheet(self.moved.sheet).merges if a[0] == a[2] == self.like]
        rows = []
        for number in range(first, first + self.moved.many):
            row = copy.deepcopy(pattern)
            row.set("r", str(number + 1))
            row.tail = None
            for cell in row.iterchildren(spreadsheet_tag("c")):
                column = cell.get("r", "").rstrip("0123456789")
                self._empty_but_formula(cell, f"{column}{was}", f"{column}{number + 1}")
            rows.append(row)
        data = self.root.find(spreadsheet_tag("sheetData"))
        above = sum(int(r.get("r")) <= first for r in data)
        at = data[above - 1] if above else None
        for row in rows:
            if at is None:
                data.insert(0, row)
            else:
                at.addnext(row)
            at = row
        holder = self.root.find(spreadsheet_tag("mergeCells"))
        for number in range(first, first + self.moved.many):
            for _, left, _, right in merges:
                ref = write_area((number, left, number, right))
                etree.SubElement(holder, spreadsheet_tag("mergeCell"), ref=ref)
        if merges:
            holder.set("count", str(len(holder)))
        self._number(numbering, first)

    def _empty_but_formula(self, cell: Element, was: str, now: str) -> None:
        from openpyxl.formula.translate import Translator, TranslatorError

        formula = cell.find(spreadsheet_tag("f"))
        text = (formula.text or "") if formula is not None else ""
        for child in list(cell):
            cell.remove(child)
        for said in ("t", "cm", "vm", "ph"):
            cell.attrib.pop(said, None)
        cell.set("r", now)
        if text:
            try:
                moved = str(Translator("=" + text, was).translate_formula(now))[1:]
            except TranslatorError:
                return
            etree.SubElement(cell, spreadsheet_tag("f")).text = moved

    def _number(self, numbering: dict[int, int], first: int) -> None:
        if not numbering:
            return
        self.editor.reopen(self.moved.sheet)
        sheet = self.editor.sheet(self.moved.sheet)
        last = first + self.moved.many - (1 if self.moved.grown is not None else 0)
        start = first if self.moved.grown is None else self.like
        for column, number in numbering.items():
            for row in range(start, last + 1):
                sheet.set_value(row, column, float(number + row - start))
        sheet.formulas_changed = True


def _shown_number(cell: Element) -> int | None:
    """Return the whole number a cell holds; None where it holds anything else, or works it out."""
    value = cell.findtext(spreadsheet_tag("v")) or ""
    if cell.get("t", "n") != "n" or cell.find(spreadsheet_tag("f")) is not None:
        return None
    return int(value) if _NUMBERED.fullmatch(value) else None
