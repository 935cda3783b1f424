"""Cells typed into a workbook by its XML, as a program leaves it that works nothing out: what it shows is worked out anew.

openpyxl takes fifty times as long, and what it makes of workbooks is held elsewhere (``rewriters``, ``returns``).
"""

import copy
import datetime
import io

from lxml import etree
from once import open_book_once
from openpyxl.styles.numbers import is_date_format
from openpyxl.utils.datetime import from_excel
from rawcells import Written

from toolkit.form.layout import column_letters, parse_a1
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
        self._at, self._days, self._shows_day, self.is_typed_into = {}, {}, {}, False

    def cell(self, sheet, a1):
        """Return a cell's element: looked for once a sheet, made where there is none."""
        known = self._cells(sheet)
        if a1 not in known:
            known[a1] = super().cell(sheet, a1)
        return known[a1]

    def _cells(self, sheet):
        if sheet not in self._at:
            self._at[sheet] = {c.get("r"): c for c in self.root(sheet).iter(CELL)}
        return self._at[sheet]

    def __getitem__(self, sheet):
        """Return a sheet to type into as into one of openpyxl's."""
        self.root(sheet)
        return TypedSheet(self, sheet)

    def __delitem__(self, sheet):
        raise BeyondCells

    def __iter__(self):
        raise BeyondCells

    def __getattr__(self, name):
        raise BeyondCells(name)

    def type(self, sheet, a1, value):
        """Type a value, ``None`` to leave the cell blank; a text that begins with = is a formula."""
        self.is_typed_into = True
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

    def stands(self, sheet, a1):
        """Return what stands in a cell: its formula, where it has one."""
        cell = self._cells(sheet).get(a1)
        if cell is None or not len(cell):
            return None
        if (formula := cell.find(FORMULA)) is not None:
            if not formula.text:
                raise BeyondCells(a1)
            return f"={formula.text}"
        if cell.get("t") in ("s", "inlineStr"):
            said = self.texts[int(cell.find(SHOWN).text)] if cell.get("t") == "s" else cell.find(INLINE)
            return "".join(t.text or "" for t in said.iter(TEXT))
        if cell.get("t", "n") != "n":
            raise BeyondCells(a1)
        number = float(cell.find(SHOWN).text)
        number = int(number) if number.is_integer() else number
        return from_excel(number) if self._is_day(int(cell.get("s", "0"))) else number

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
        if theirs.find(SHOWN) is not None and other._is_day(int(theirs.get("s", "0"))):
            self._show_day(cell)

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
        if style not in self._shows_day:
            self._shows_day[style] = self._said_to_be_day(style)
        return self._shows_day[style]

    def _said_to_be_day(self, style):
        root = self.parts.sheet_xml(self.styles)
        number = int(root.find(spreadsheet_tag("cellXfs"))[style].get("numFmtId", "0"))
        codes = {int(f.get("numFmtId")): f.get("formatCode") for f in root.iter(spreadsheet_tag("numFmt"))}
        return number in A_DAY or is_date_format(codes.get(number, "General"))


class BeyondCells(AttributeError):
    """What is asked is more than to look at cells and type into them."""


class TypedSheet:
    """A sheet of which cells are looked at and typed into, called as openpyxl's are."""

    __slots__ = ("_book", "_name", "max_column", "max_row")

    def __init__(self, book, name):
        self._book, self._name = book, name
        places = [parse_a1(c.get("r")) for c in book.root(name).iter(CELL)]
        self.max_row, self.max_column = (1 + max(x[i] for x in places) for i in (0, 1))

    def __getitem__(self, at):
        """Return a cell by its address, those of a row by its number."""
        if isinstance(at, int):
            return tuple(self.cell(at, column) for column in range(1, self.max_column + 1))
        return TypedCell(self, *parse_a1(at))

    def __setitem__(self, at, value):
        """Type a value into a cell."""
        self[at].value = value

    def __iter__(self):
        raise BeyondCells

    def __getattr__(self, name):
        raise BeyondCells(name)

    def cell(self, row, column, value=None):
        """Return a cell by its numbers, from 1 on, with *value* typed into it."""
        found = TypedCell(self, row - 1, column - 1)
        if value is not None:
            found.value = value
        return found


class TypedCell:
    """A cell that is looked at and typed into."""

    __slots__ = ("_sheet", "column", "coordinate", "row")

    def __init__(self, sheet, row, column):
        self._sheet, self.row, self.column = sheet, row + 1, column + 1
        self.coordinate = f"{column_letters(column)}{row + 1}"

    @property
    def value(self):
        """What stands in it."""
        return self._sheet._book.stands(self._sheet._name, self.coordinate)

    @value.setter
    def value(self, value):
        self._sheet._book.type(self._sheet._name, self.coordinate, value)
        self._sheet.max_row = max(self._sheet.max_row, self.row)
        self._sheet.max_column = max(self._sheet.max_column, self.column)


def _forget(cell, *tags):
    cell.attrib.pop("t", None)
    for tag in tags:
        for child in cell.findall(tag):
            cell.remove(child)


def edited(data, change):
    """Return a workbook after *change*, which takes it as openpyxl's are taken: openpyxl does what is more than typing."""
    book = TypedIn(data)
    try:
        change(book)
    except AttributeError:
        book.is_typed_into = False
    if book.is_typed_into:
        return book.bytes()
    book, out = open_book_once(data), io.BytesIO()
    change(book)
    book.save(out)
    return out.getvalue()


def type_cells(data, values):
    """Return a workbook with *values*, by sheet and address, typed in."""
    book = TypedIn(data)
    for (sheet, a1), value in values.items():
        book.type(sheet, a1, value)
    return book.bytes()
