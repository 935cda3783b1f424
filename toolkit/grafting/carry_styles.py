"""Looks of our cells among those of somebody's workbook: looked up by what they say, added where they are not there."""

from __future__ import annotations

import copy
from typing import Any

from lxml import etree

from toolkit.xlsx.element_order import MAIN, spreadsheet_tag, styles_element
from toolkit.xlsx.patching import Unpatchable, WorkbookParts, element_content

Element = Any

STYLES_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
_FIRST_OWN_FORMAT = 164
"""Number formats below are every program's own."""
_RESERVED = {
    "fills": (
        '<fill><patternFill patternType="none"/></fill>',
        '<fill><patternFill patternType="gray125"/></fill>',
    )
}
"""What programs take the first of a group to be, whatever it says."""
_EMPTY = (
    f'<styleSheet xmlns="{MAIN}"><fonts count="1"><font><sz val="11"/><name val="宋体"/></font></fonts>'
    f'<fills count="2">{"".join(_RESERVED["fills"])}</fills><borders count="1"><border><left/><right/><top/><bottom/>'
    '<diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
    '</cellStyleXfs><cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


def workbook_styles(parts: WorkbookParts) -> Element:
    """Return the root of a workbook's styles, made where it has none."""
    main = parts.one("", "officeDocument")
    part = parts.one(main, "styles")
    if part not in parts:
        if part:
            raise Unpatchable(f"no part {part}")
        part = parts.free("xl/styles{}.xml") if "xl/styles.xml" in parts else "xl/styles.xml"
        parts.add(part, _EMPTY.encode(), STYLES_TYPE)
        parts.relate(main, "styles", part)
    return parts.sheet_xml(part)


class StyleCarrier:
    """Finds for each look of a workbook the same one in another, adding what is not there."""

    def __init__(self, target: Element, source: Element) -> None:
        self._target, self._source = target, source
        self._known: dict[str, dict[tuple[object, ...], int]] = {}
        self._cells: dict[int, int] = {}
        self._looks: dict[int, int] = {}

    def cell(self, index: int) -> int:
        """Return the number the cell format *index* has in the other workbook."""
        if index not in self._cells:
            self._cells[index] = self._keep("cellXfs", self._cell_format(index))
        return self._cells[index]

    def conditional(self, index: int) -> int:
        """Return the number the conditional format's look *index* has in the other workbook."""
        if index not in self._looks:
            self._looks[index] = self._keep("dxfs", copy.deepcopy(self._at("dxfs", index)))
        return self._looks[index]

    def varied(self, index: int, **said: str) -> int:
        """Return the number of the other workbook's cell format *index* with these attributes."""
        made = copy.deepcopy(styles_element(self._target, "cellXfs")[index])
        for name, value in said.items():
            made.set(name, value)
        return self._keep("cellXfs", made)

    def _cell_format(self, index: int) -> Element:
        made = copy.deepcopy(self._at("cellXfs", index))
        for said, group in (("fontId", "fonts"), ("fillId", "fills"), ("borderId", "borders")):
            part = copy.deepcopy(self._at(group, int(made.get(said, "0"))))
            for scheme in part.findall(spreadsheet_tag("scheme")):
                part.remove(scheme)  # else the other workbook's theme says which font it is
            made.set(said, str(self._keep(group, part)))
        made.set("numFmtId", str(self._number_format(made.get("numFmtId", "0"))))
        named = self._target.find(spreadsheet_tag("cellStyleXfs"))
        made.attrib.pop("xfId", None)
        if named is not None and len(named):
            made.set("xfId", "0")
        # what is not said to be applied is taken from the workbook's own normal style
        for said in ("NumberFormat", "Font", "Fill", "Border", "Alignment", "Protection"):
            made.set(f"apply{said}", "1")
        return made

    def _number_format(self, number: str) -> int:
        if int(number) < _FIRST_OWN_FORMAT:
            return int(number)
        own = self._source.find(spreadsheet_tag("numFmts"))
        codes = {f.get("numFmtId"): f.get("formatCode", "") for f in (own if own is not None else ())}
        code = codes.get(number, "")
        holder = styles_element(self._target, "numFmts")
        for said in holder:
            if said.get("formatCode") == code:
                return int(said.get("numFmtId"))
        free = max((_FIRST_OWN_FORMAT - 1, *(int(f.get("numFmtId", "0")) for f in holder))) + 1
        etree.SubElement(holder, spreadsheet_tag("numFmt"), numFmtId=str(free), formatCode=code)
        holder.set("count", str(len(holder)))
        return free

    def _at(self, group: str, index: int) -> Element:
        holder = self._source.find(spreadsheet_tag(group))
        if holder is None or not 0 <= index < len(holder):
            raise Unpatchable(f"{group} {index}")
        return holder[index]

    def _keep(self, group: str, made: Element) -> int:
        """Return the number an element has in its group, put there where none says the same."""
        holder = styles_element(self._target, group)
        if group not in self._known:
            self._known[group] = {}
            for text in _RESERVED.get(group, ())[len(holder) :]:
                holder.append(etree.fromstring(f'<holder xmlns="{MAIN}">{text}</holder>')[0])
            for i, other in enumerate(holder):
                self._known[group].setdefault(element_content(other), i)
        content = element_content(made)
        if content not in self._known[group]:
            holder.append(made)
            holder.set("count", str(len(holder)))
            self._known[group][content] = len(holder) - 1
        return self._known[group][content]
