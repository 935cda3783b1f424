"""The cells of one sheet of somebody's workbook, set where they stand: their look stays, rows and cells keep their order."""

from __future__ import annotations

import copy
from bisect import bisect_left, insort
from functools import cached_property
from typing import TYPE_CHECKING, Any

from lxml import etree

from toolkit.form.layout import CellPlace, column_letters, parse_a1
from toolkit.sheets.styles import storable_text
from toolkit.xlsx.element_order import add_to_worksheet, spreadsheet_tag
from toolkit.xlsx.patching import Unpatchable

if TYPE_CHECKING:
    from collections.abc import Iterator

Element = Any
Area = tuple[int, int, int, int]
"""Top, left, bottom and right of cells, from 0, all of them within."""
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
USUAL_WIDTH = 9.14
"""How wide a column is of which nothing is said."""
_LAST_ROW, _LAST_COLUMN = 1_048_575, 16_383


class SheetEditor:
    """The cells of one sheet; its rows and cells are found by their numbers, and made where there are none."""

    def __init__(self, root: Element) -> None:
        """Take the root of a worksheet; raise Unpatchable where its cells do not stand in order."""
        self.root = root
        self.formulas_changed = False
        """Whether a formula was written, or gave way to a value: what lists the workbook's formulas is stale then."""
        data = root.find(spreadsheet_tag("sheetData"))
        if data is None:
            raise Unpatchable("no cells")
        self._data = data
        self._rows: dict[int, Element] = {}
        self._cells: dict[int, dict[int, Element]] = {}
        last = -1
        for row in data.iterchildren(spreadsheet_tag("row")):
            last = self._number(row, last)
            self._rows[last] = row
        self._numbers = sorted(self._rows)
        merged = root.iterfind(f"{spreadsheet_tag('mergeCells')}/{spreadsheet_tag('mergeCell')}")
        self.merges = [area for merge in merged if (area := parse_area(merge.get("ref", "")))]
        self._anchors = {
            (r, c): (top, left)
            for top, left, bottom, right in self.merges
            if (bottom - top + 1) * (right - left + 1) < 100_000
            for r in range(top, bottom + 1)
            for c in range(left, right + 1)
        }

    @staticmethod
    def _number(row: Element, last: int) -> int:
        """Return a row's number, from 0; one that does not say it stands below the one before, and says so from now on."""
        said = row.get("r")
        at = int(said) - 1 if said and said.isdigit() else last + 1
        if at <= last:
            raise Unpatchable(f"row {said}")
        row.set("r", str(at + 1))
        return at

    def rows(self) -> Iterator[tuple[int, Element]]:
        """Yield the rows there are, by their numbers."""
        yield from ((n, self._rows[n]) for n in self._numbers)

    def cells_of(self, row: int) -> dict[int, Element]:
        """Return the cells there are in a row, by their columns."""
        if row not in self._cells:
            found: dict[int, Element] = {}
            last = -1
            for cell in self._rows.get(row, ()):
                if cell.tag != spreadsheet_tag("c"):
                    continue
                at = parse_a1(cell.get("r", ""))
                last = at[1] if at else last + 1
                if (at and at[0] != row) or last in found or last < max(found, default=-1):
                    raise Unpatchable(f"cell {cell.get('r')}")
                cell.set("r", f"{column_letters(last)}{row + 1}")
                found[last] = cell
            self._cells[row] = found
        return self._cells[row]

    def anchor(self, row: int, column: int) -> tuple[int, int]:
        """Return the cell that shows for this one: the first of those it is merged with, or itself."""
        return self._anchors.get((row, column), (row, column))

    def find(self, row: int, column: int) -> Element | None:
        """Return the cell that shows here; None where the file holds none."""
        row, column = self.anchor(row, column)
        return self.cells_of(row).get(column)

    def formula(self, row: int, column: int) -> str | None:
        """Return the formula of the cell that shows here, as the file holds it; None where it has none."""
        cell = self.find(row, column)
        said = cell.find(spreadsheet_tag("f")) if cell is not None else None
        return None if said is None else said.text or ""

    def cell(self, row: int, column: int) -> Element:
        """Return the cell that shows here, made in its place, with its row's or column's look, where there is none."""
        row, column = self.anchor(row, column)
        cells = self.cells_of(row)
        if column not in cells:
            if not (0 <= row <= _LAST_ROW and 0 <= column <= _LAST_COLUMN):
                raise Unpatchable(f"cell {row},{column}")
            holder = self._row(row)
            made = holder.makeelement(spreadsheet_tag("c"), r=f"{column_letters(column)}{row + 1}")
            if look := self._inherited_style(holder, column):
                made.set("s", look)
            _insert_behind([cells[c] for c in cells if c < column], holder, made)
            self._cells[row] = dict(sorted({**cells, column: made}.items()))
            holder.attrib.pop("spans", None)  # only a hint of where its cells are
            self._reach(row, column)
        return self._cells[row][column]

    def _row(self, row: int) -> Element:
        if row not in self._rows:
            made = self._data.makeelement(spreadsheet_tag("row"), r=str(row + 1))
            at = bisect_left(self._numbers, row)
            _insert_behind([self._rows[n] for n in self._numbers[at - 1 : at]], self._data, made)
            insort(self._numbers, row)
            self._rows[row] = made
            self._cells[row] = {}
        return self._rows[row]

    def _inherited_style(self, row: Element, column: int) -> str:
        if row.get("s") and row.get("customFormat") in ("1", "true"):
            return str(row.get("s"))
        for said in self.root.iterfind(f"{spreadsheet_tag('cols')}/{spreadsheet_tag('col')}"):
            if int(said.get("min", "0")) <= column + 1 <= int(said.get("max", "0")):
                return str(said.get("style", ""))
        return ""

    def _reach(self, row: int, column: int) -> None:
        """Let the sheet's dimension take in a cell."""
        said = self.root.find(spreadsheet_tag("dimension"))
        area = parse_area(said.get("ref", "")) if said is not None else None
        if area:
            top, left, bottom, right = area
            wider = min(top, row), min(left, column), max(bottom, row), max(right, column)
            said.set("ref", write_area(wider))

    def widen(self, row: int, column: int, least: float) -> None:
        """See that the column of a cell is *least* characters wide, so that a number in it is shown, not ####.

        What is hidden stays so, and a cell merged over several columns has room enough.
        """
        if any(t <= row <= b and le <= column <= r and le < r for t, le, b, r in self.merges):
            return
        holder = self.root.find(spreadsheet_tag("cols"))
        number, found = column + 1, None
        for said in holder if holder is not None else ():
            if int(said.get("min", "0")) <= number <= int(said.get("max", "0")):
                found = said
        usual = self.root.find(spreadsheet_tag("sheetFormatPr"))
        own_width = found.get("width") if found is not None else None
        now = own_width or (usual.get("defaultColWidth") if usual is not None else None)
        if float(now or USUAL_WIDTH) >= least or (found is not None and found.get("hidden") in ("1", "true")):
            return
        if holder is None:
            holder = add_to_worksheet(self.root, "cols")
        own = self._column_alone(holder, found, number)
        own.set("width", f"{least:.2f}")
        own.set("customWidth", "1")

    @staticmethod
    def _column_alone(holder: Element, found: Element | None, number: int) -> Element:
        """Return the element that speaks of this column alone, cut out of one that speaks of several."""
        if found is None:
            own = holder.makeelement(spreadsheet_tag("col"), {})
            holder.insert(sum(int(c.get("min", "0")) < number for c in holder), own)
        else:
            own, first, last = found, int(found.get("min")), int(found.get("max"))
            if last > number:
                rest = copy.deepcopy(found)
                rest.set("min", str(number + 1))
                found.addnext(rest)
            if first < number:
                own = copy.deepcopy(found)
                found.set("max", str(number - 1))
                found.addnext(own)
        own.set("min", str(number))
        own.set("max", str(number))
        return own

    def set_value(self, row: int, column: int, value: float | str | None) -> None:
        """Put a value into the cell that shows here, in the place of whatever it held; its look stays."""
        cell = self._emptied(row, column)
        if isinstance(value, int | float):
            etree.SubElement(cell, spreadsheet_tag("v")).text = _number_text(value)
        elif value:
            cell.set("t", "inlineStr")
            text = etree.SubElement(etree.SubElement(cell, spreadsheet_tag("is")), spreadsheet_tag("t"))
            text.text = storable_text(value)
            if text.text != text.text.strip() or "\n" in text.text:
                text.set(_SPACE, "preserve")

    def set_formula(self, row: int, column: int, formula: str, shown: float | str | None = None) -> None:
        """Put a formula (with or without =) into the cell that shows here, and what it comes to; its look stays."""
        cell = self._emptied(row, column)
        etree.SubElement(cell, spreadsheet_tag("f")).text = formula.removeprefix("=")
        self.formulas_changed = True
        _show(cell, shown)

    def show_result(self, row: int, column: int, shown: float | str | None) -> None:
        """Write beside the formula of exactly this cell what it comes to; None: what it showed before is taken away."""
        cell = self.cells_of(row).get(column)
        if cell is None or cell.find(spreadsheet_tag("f")) is None:
            raise Unpatchable(f"no formula {column_letters(column)}{row + 1}")
        for old in cell.findall(spreadsheet_tag("v")):
            cell.remove(old)
        cell.attrib.pop("t", None)
        _show(cell, shown)

    def style(self, row: int, column: int) -> int:
        """Return the number of the look the cell that shows here has, or would have."""
        found = self.find(row, column)
        if found is not None:
            return int(found.get("s", "0"))
        at = self.anchor(row, column)
        holder = self._rows.get(at[0])
        return int(self._inherited_style({} if holder is None else holder, at[1]) or 0)

    def set_style(self, row: int, column: int, style: int) -> None:
        """Give the cell that shows here another look."""
        self.cell(row, column).set("s", str(style))

    def _emptied(self, row: int, column: int) -> Element:
        cell = self.cell(row, column)
        formula = cell.find(spreadsheet_tag("f"))
        if formula is not None:
            self.formulas_changed = True
            if formula.get("t") == "shared" and formula.text:
                self.unshare_formulas()
        at = self.anchor(row, column)
        if any(t <= at[0] <= b and le <= at[1] <= r for t, le, b, r in self._arrays):
            raise Unpatchable(f"array {column_letters(at[1])}{at[0] + 1}")
        for child in list(cell):
            cell.remove(child)
        for said in ("t", "cm", "vm", "ph"):
            cell.attrib.pop(said, None)
        return cell

    @cached_property
    def _arrays(self) -> list[Area]:
        """Return where formulas stand that fill several cells at once."""
        return [
            area
            for f in self.root.iter(spreadsheet_tag("f"))
            if f.get("t") in ("array", "dataTable") and (area := parse_area(f.get("ref", "")))
            if area[0:2] != area[2:4] or f.get("t") == "dataTable"
        ]

    def unshare_formulas(self) -> None:
        """Write every formula out whole where the file holds it once for many cells."""
        from openpyxl.formula.translate import Translator

        masters: dict[str, tuple[str, str]] = {}
        formulas = [f for f in self.root.iter(spreadsheet_tag("f")) if f.get("t") == "shared"]
        shared = [(f, f.getparent().get("r", ""), f.get("si", "")) for f in formulas]
        for formula, at, index in shared:
            if formula.text:
                masters[index] = (at, formula.text)
        for formula, at, index in shared:
            if not formula.text:
                if index not in masters:
                    raise Unpatchable(f"formula {at}")
                origin, text = masters[index]
                formula.text = str(Translator("=" + text, origin).translate_formula(at))[1:]
            for said in ("t", "si", "ref"):
                formula.attrib.pop(said, None)


def _insert_behind(before: list[Element], holder: Element, made: Element) -> None:
    """Put an element behind the last of those *before* it, or first into its holder."""
    if before:
        before[-1].addnext(made)
    else:
        holder.insert(0, made)


def _show(cell: Element, shown: float | str | None) -> None:
    """Write beside a cell's formula what it comes to."""
    if isinstance(shown, str):
        cell.set("t", "str")
    if shown is not None:
        text = storable_text(shown) if isinstance(shown, str) else _number_text(shown)
        etree.SubElement(cell, spreadsheet_tag("v")).text = text


def _number_text(value: float) -> str:
    return repr(value) if isinstance(value, float) and not value.is_integer() else str(int(value))


def parse_area(text: str) -> Area | None:
    """Return the cells that A1 or A1:B2 names; None where it names none, or whole rows or columns."""
    first, _, last = text.replace("$", "").partition(":")
    one, other = parse_a1(first), parse_a1(last or first)
    if one is None or other is None:
        return None
    (top, left), (bottom, right) = one, other
    return min(top, bottom), min(left, right), max(top, bottom), max(left, right)


def write_area(area: Area) -> str:
    """Return cells as A1:B2, a single one as A1."""
    top, left, bottom, right = area
    first, last = CellPlace("", top, left).a1, CellPlace("", bottom, right).a1
    return first if first == last else f"{first}:{last}"
