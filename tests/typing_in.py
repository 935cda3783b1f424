"""Cells typed into a workbook by its XML, as a program leaves it that works nothing out: what it shows is worked out anew.

openpyxl takes fifty times as long, and what it makes of workbooks is held elsewhere (``rewriters``, ``returns``).
"""

import copy
import datetime

from lxml import etree
from openpyxl.styles.numbers import is_date_format
from rawcells import Written

from toolkit.xlsx.element_order import spreadsheet_tag

CELL, FORMULA, SHOWN, INLINE, TEXT = map(spreadsheet_tag, ("c", "f", "v", "is", "t"))
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
BEGAN = datetime.date(1899, 12, 30)
DAY, A_DAY = "yyyy-mm-dd", range(14, 23)
"""How a day is shown where a cell does not say it; the numbers of formats of days that are not listed."""


class TypedIn(Written):
    """A workbook whose cells are typed into; what formulas showed is gone once it is saved."""

    def __init__(self, data):
        super().__init__(data)
        self._at, self._days = {}, {}

    def cell(self, sheet, a1):
        """Return a cell's element: looked for once a sheet, made where there is none."""
        if sheet not in self._at:
            self._at[sheet] = {c.get("r"): c for c in self.root(sheet).iter(CELL)}
        known = self._at[sheet]
        if a1 not in known:
            known[a1] = super().cell(sheet, a1)
        return known[a1]

    def type(self, sheet, a1, value):
        """Type a value, ``None`` to leave the cell blank; a text that begins with = is a formula."""
        cell = self._emptied(sheet, a1)
        if isinstance(value, datetime.date):
            self._show_day(cell)
            value = (datetime.date(value.year, value.month, value.day) - BEGAN).days
        if isinstance(value, int | float):
            etree.SubElement(cell, SHOWN).text = repr(value)
        elif value is not None and value.startswith("="):
            etree.SubElement(cell, FORMULA).text = value[1:]
        elif value:
            cell.set("t", "inlineStr")
            text = etree.SubElement(etree.SubElement(cell, INLINE), TEXT)
            text.text = value
            text.set(SPACE, "preserve")

    def type_as_in(self, other, sheet, a1):
        """Type what stands in the same cell of another workbook."""
        theirs, cell = other.cell(sheet, a1), self._emptied(sheet, a1)
        if theirs.get("t") == "s":
            cell.set("t", "inlineStr")
            cell.append(copy.deepcopy(other.texts[int(theirs.find(SHOWN).text)]))
            cell[-1].tag = INLINE
            return
        if "t" in theirs.attrib and theirs.find(FORMULA) is None:
            cell.set("t", theirs.get("t"))
        cell.extend(copy.deepcopy(child) for child in theirs)

    @property
    def texts(self):
        """The texts sheets share."""
        return self.parts.sheet_xml(self.parts.one(self.parts.one("", "officeDocument"), "sharedStrings"))

    def bytes(self):
        """Return the workbook without what its formulas showed."""
        for part in self.sheets.values():
            if b"<f" in self.parts.raw(part):
                for cell in self.parts.sheet_xml(part).iter(CELL):
                    if cell.find(FORMULA) is not None:
                        _forget(cell, SHOWN)
        return super().bytes()

    def _emptied(self, sheet, a1):
        cell = self.cell(sheet, a1)
        _forget(cell, *{child.tag for child in cell})
        return cell

    def _show_day(self, cell):
        base = int(cell.get("s", "0"))
        if base not in self._days:
            self._days[base] = base if self._is_day(base) else self.style(base, code=DAY)
        cell.set("s", str(self._days[base]))

    def _is_day(self, style):
        root = self.parts.sheet_xml(self.styles)
        number = int(root.find(spreadsheet_tag("cellXfs"))[style].get("numFmtId", "0"))
        codes = {int(f.get("numFmtId")): f.get("formatCode") for f in root.iter(spreadsheet_tag("numFmt"))}
        return number in A_DAY or is_date_format(codes.get(number, "General"))


def _forget(cell, *tags):
    cell.attrib.pop("t", None)
    for tag in tags:
        for child in cell.findall(tag):
            cell.remove(child)


def type_cells(data, values):
    """Return a workbook with *values*, by sheet and address, typed in."""
    book = TypedIn(data)
    for (sheet, a1), value in values.items():
        book.type(sheet, a1, value)
    return book.bytes()
