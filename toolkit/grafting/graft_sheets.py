"""Sheets we drew put into somebody else's workbook: nothing else of it is touched.

What the sheets bring along goes with them: looks, drop-downs, conditional formats, links, comments, pictures, print set-up,
protection, and the names their formulas use. Formulas stay as written: they name sheets and names, not positions.
"""

from __future__ import annotations

import copy
import posixpath
from typing import TYPE_CHECKING, Any

from lxml import etree

from toolkit.grafting.carry_names import merge_defined_names
from toolkit.grafting.carry_styles import StyleCarrier, workbook_styles
from toolkit.grafting.custom_properties import carry_custom_properties
from toolkit.grafting.shift_references import sheets_named
from toolkit.grafting.workbook_editor import drop_formula_list, recalculate_on_load
from toolkit.xlsx.element_order import spreadsheet_tag, workbook_element
from toolkit.xlsx.patching import REL, RELS, Unpatchable, WorkbookParts, relations_part, sheet_parts

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

Element = Any
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_UNKNOWN_TO_US = ("tableParts", "oleObjects", "controls")
"""What counts over a whole workbook, or is not ours to copy."""


def graft_sheets(
    parts: WorkbookParts, drawn: bytes, names: Collection[str], *, alone: bool = False
) -> list[str]:
    """Append the worksheets *names* of the workbook *drawn* to the workbook *parts*; return the names it has for something else.

    Its defined names come too, and what it says of itself. *alone* leaves the sheets nothing to refer to but each other:
    formulas become what they come to, links to other sheets and names stay out, as does what the workbook says of itself.
    Raise Unpatchable where the workbook has a sheet of such a name, or is too odd to be edited.
    """
    source = WorkbookParts(drawn)
    return _SheetGraft(parts, source, alone=alone).put(names)


class _SheetGraft:
    def __init__(self, target: WorkbookParts, source: WorkbookParts, *, alone: bool) -> None:
        self.target, self.source, self.alone = target, source, alone
        self.main = target.one("", "officeDocument")
        self.workbook = target.sheet_xml(self.main)
        self.from_main = source.one("", "officeDocument")
        self.from_workbook = source.sheet_xml(self.from_main)
        self.texts = self._shared_texts()
        self.formulas = False

    def put(self, names: Collection[str]) -> list[str]:
        own_parts, made = sheet_parts(self.source), {}
        listed = workbook_element(self.workbook, "sheets")
        positions: dict[int, int] = {}
        if missing := [n for n in names if n not in own_parts]:
            raise Unpatchable(f"no sheet {missing[0]}")
        styles = StyleCarrier(workbook_styles(self.target), workbook_styles(self.source))
        for index, sheet in enumerate(self.from_workbook.find(spreadsheet_tag("sheets"))):
            name = sheet.get("name", "")
            if name not in names:
                continue
            if name.casefold() in {s.get("name", "").casefold() for s in listed}:
                raise Unpatchable(f"sheet {name}")
            made[name] = self._put_sheet(own_parts[name], styles)
            positions[index] = len(listed)
            self._list_sheet(listed, sheet, made[name])
        there = list(made) if self.alone else [s.get("name", "") for s in listed]
        defined = self.from_workbook.find(spreadsheet_tag("definedNames"))
        names_of = [] if defined is None else list(defined)
        if self.alone:
            names_of = [n for n in names_of if n.get("localSheetId") is not None]
        clashes = merge_defined_names(self.workbook, names_of, positions, there)
        if self.alone:
            self._cut_links(made)
        else:
            carry_custom_properties(self.target, self.source)
        if self.formulas:
            recalculate_on_load(self.target)
            drop_formula_list(self.target)
        return clashes

    def _cut_links(self, made: Mapping[str, str]) -> None:
        """Take out what leads to sheets, or asks for lists on sheets, that are not there."""
        for part in made.values():
            root = self.target.sheet_xml(part)
            for tag, formula in (("hyperlink", "location"), ("dataValidation", ""), ("cfRule", "")):
                for said in list(root.iter(spreadsheet_tag(tag))):
                    texts = [said.get(formula, "")] if formula else [f.text or "" for f in said]
                    if any(name not in made for text in texts for name in sheets_named(text)):
                        holder = said.getparent()
                        holder.remove(said)
                        if not len(holder):
                            holder.getparent().remove(holder)

    def _list_sheet(self, listed: Element, sheet: Element, part: str) -> None:
        number = max((int(s.get("sheetId", "0")) for s in listed), default=0) + 1
        one = etree.SubElement(listed, spreadsheet_tag("sheet"), name=sheet.get("name"), sheetId=str(number))
        if sheet.get("state"):
            one.set("state", sheet.get("state"))
        one.set(f"{{{REL}}}id", self.target.relate(self.main, "worksheet", part))

    def _put_sheet(self, part: str, styles: StyleCarrier) -> str:
        root = copy.deepcopy(self.source.sheet_xml(part))
        for odd in _UNKNOWN_TO_US:
            if root.find(spreadsheet_tag(odd)) is not None:
                raise Unpatchable(odd)
        for view in root.iter(spreadsheet_tag("sheetView")):
            view.attrib.pop("tabSelected", None)  # two selected sheets are a group: typing goes into both
        for own in root.iter(spreadsheet_tag("sheetPr")):
            own.attrib.pop("codeName", None)
        self._carry_looks(root, styles)
        for cell in root.iter(spreadsheet_tag("c")):
            self._carry_cell(cell)
        name = self.target.free("xl/worksheets/sheet{}.xml")
        data = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
        self.target.add(name, data, _SHEET_TYPE)
        self._carry_relations(part, name, {part: name})
        return name

    @staticmethod
    def _carry_looks(root: Element, styles: StyleCarrier) -> None:
        for cell in root.iter(spreadsheet_tag("c")):
            cell.set("s", str(styles.cell(int(cell.get("s", "0")))))
        for row in root.iter(spreadsheet_tag("row")):
            if row.get("s") is not None:
                row.set("s", str(styles.cell(int(row.get("s")))))
        for column in root.iter(spreadsheet_tag("col")):
            if column.get("style") is not None:
                column.set("style", str(styles.cell(int(column.get("style")))))
        for rule in root.iter(spreadsheet_tag("cfRule")):
            if rule.get("dxfId") is not None:
                rule.set("dxfId", str(styles.conditional(int(rule.get("dxfId")))))

    def _carry_cell(self, cell: Element) -> None:
        """Write a shared text into its cell; note formulas."""
        if cell.get("cm") or cell.get("vm"):
            raise Unpatchable(f"cell {cell.get('r')}")
        formula = cell.find(spreadsheet_tag("f"))
        if formula is not None and self.alone:
            cell.remove(formula)
        elif formula is not None:
            self.formulas = True
        if cell.get("t") != "s":
            return
        value = cell.find(spreadsheet_tag("v"))
        text = copy.deepcopy(self.texts[int(value.text)])
        text.tag, text.tail = spreadsheet_tag("is"), None
        cell.set("t", "inlineStr")
        cell.replace(value, text)

    def _shared_texts(self) -> list[Element]:
        part = self.source.one(self.from_main, "sharedStrings")
        if part not in self.source:
            return []
        return list(self.source.sheet_xml(part).iterchildren(spreadsheet_tag("si")))

    # ── what a sheet brings along ──────────────────────────────────────────────────────────────────────────

    def _carry_relations(self, part: str, name: str, known: dict[str, str]) -> None:
        """Copy the parts that *part* names, and what these name, and let *name* name the copies."""
        if relations_part(part) not in self.source:
            return
        targets = {said.get("Id"): target for said, _, target in self.source.related(part)}
        root = etree.Element(f"{{{RELS}}}Relationships", nsmap={None: RELS})
        for said in self.source.xml(relations_part(part)):
            one = etree.SubElement(root, said.tag, dict(said.attrib))
            if said.get("TargetMode") != "External":
                copied = self._carry_part(targets[said.get("Id")], known)
                one.set("Target", posixpath.relpath(copied, posixpath.dirname(name)))
        data = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
        self.target.add(relations_part(name), data, "")

    def _carry_part(self, part: str, known: dict[str, str]) -> str:
        if part not in known:
            stem, ending = posixpath.splitext(part)
            known[part] = name = self.target.free(stem.rstrip("0123456789") + "{}" + ending)
            self.target.add(name, self.source.raw(part), self.source.content_type(part))
            self._carry_relations(part, name, known)
        return known[part]
