"""Cells of a workbook written as programs write them: by their XML, with looks of their own, results and all."""

import copy

from lxml import etree

from toolkit.form.layout import column_letters, parse_a1
from toolkit.xlsx.element_order import spreadsheet_tag
from toolkit.xlsx.patching import WorkbookParts, sheet_parts


class Written:
    """A workbook being written into: numbers, texts and formulas (``"=SUM(D7:D8) → 3"``), or a cell's XML within ``<c>``."""

    def __init__(self, data):
        self.parts = WorkbookParts(data)
        self.sheets = sheet_parts(self.parts)
        self.styles = self.parts.one(self.parts.one("", "officeDocument"), "styles")

    def root(self, sheet):
        return self.parts.sheet_xml(self.sheets[sheet])

    def cell(self, sheet, a1):
        """Return a cell's element, made where there is none."""
        row, column = parse_a1(a1)
        data = self.root(sheet).find(spreadsheet_tag("sheetData"))
        line = next((r for r in data if r.get("r") == str(row + 1)), None)
        if line is None:
            after = [i for i, r in enumerate(data) if int(r.get("r")) <= row]
            line = etree.Element(spreadsheet_tag("row"), r=str(row + 1))
            data.insert(after[-1] + 1 if after else 0, line)
        found = next((c for c in line if c.get("r") == a1), None)
        if found is None:
            after = [i for i, c in enumerate(line) if parse_a1(c.get("r"))[1] < column]
            found = etree.Element(spreadsheet_tag("c"), r=a1)
            line.insert(after[-1] + 1 if after else 0, found)
        return found

    def put(self, sheet, values, kind=None, **look):
        """Write *values* by their cells; *kind* is the type said of them, *look* what their style gains."""
        for a1, value in values.items():
            cell = self.cell(sheet, a1)
            for child in list(cell):
                cell.remove(child)
            cell.attrib.pop("t", None)
            said, inner = _xml(value)
            if kind or said:
                cell.set("t", kind or said)
            for child in etree.fromstring(f'<c xmlns="{spreadsheet_tag("")[1:-1]}">{inner}</c>'):
                cell.append(child)
            if look:
                cell.set("s", str(self.style(int(cell.get("s", "0")), **look)))
        return self

    def style(self, base, *, struck=False, font="", code=""):
        """Add a cell style like *base* with a line through it, a font or a number format; return its number."""
        root = self.parts.sheet_xml(self.styles)
        styles = root.find(spreadsheet_tag("cellXfs"))
        made = copy.deepcopy(styles[base])
        if struck or font:
            fonts = root.find(spreadsheet_tag("fonts"))
            new = copy.deepcopy(fonts[int(made.get("fontId", "0"))])
            if struck:
                new.insert(0, etree.Element(spreadsheet_tag("strike")))
            for name in new.iter(spreadsheet_tag("name")):
                name.set("val", font or name.get("val"))
            fonts.append(new)
            made.set("fontId", str(len(fonts) - 1))
        if code:
            formats = root.find(spreadsheet_tag("numFmts"))
            if formats is None:
                formats = etree.Element(spreadsheet_tag("numFmts"))
                root.insert(0, formats)
            number = str(900 + len(formats))
            etree.SubElement(formats, spreadsheet_tag("numFmt"), numFmtId=number, formatCode=code)
            made.set("numFmtId", number)
            made.set("applyNumberFormat", "1")
        styles.append(made)
        return len(styles) - 1

    def strike_row(self, sheet, row, first=0, last=10):
        """Draw a line through the filled cells of a row."""
        for column in range(first, last + 1):
            cell = self.cell(sheet, f"{column_letters(column)}{row}")
            cell.set("s", str(self.style(int(cell.get("s", "0")), struck=True)))
        return self

    def bytes(self):
        return self.parts.save()


def rich(*runs):
    """Return the text of several looks: pairs of a text and its look, "strike" or "superscript" or ""."""
    looks = {
        "": "",
        "strike": "<rPr><strike/></rPr>",
        "superscript": '<rPr><vertAlign val="superscript"/></rPr>',
        "plain": '<rPr><sz val="11"/></rPr>',
    }
    return "<is>" + "".join(f'<r>{looks[k]}<t xml:space="preserve">{t}</t></r>' for t, k in runs) + "</is>"


def _xml(value):
    if isinstance(value, bool):
        return "b", f"<v>{int(value)}</v>"
    if isinstance(value, int | float):
        return "", f"<v>{value}</v>"
    if value.startswith("<"):
        return ("inlineStr" if value.startswith("<is>") else ""), value
    if value.startswith("="):
        formula, arrow, raw = value[1:].partition(" → ")
        formula = formula.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        number = raw.replace(".", "").isdigit()
        return "" if number or not arrow else "str", f"<f>{formula}</f>" + (f"<v>{raw}</v>" if arrow else "")
    return "inlineStr", f'<is><t xml:space="preserve">{value}</t></is>'
