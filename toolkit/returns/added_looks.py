"""Looks of cells and marks put into the styles of somebody's workbook: what is there already is found again, nothing is moved."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from lxml import etree

from toolkit.xlsx.element_order import MAIN, Element, styles_element
from toolkit.xlsx.patching import Unpatchable, element_content, parse_part
from toolkit.xlsx.xml_events import remember_small_part

if TYPE_CHECKING:
    from collections.abc import Sequence


class CellLook(NamedTuple):
    """How a cell is to look: its elements as the styles have them, as XML; *more* is what the format itself contains."""

    font: str
    fill: str
    border: str
    more: str


class AddedLooks(NamedTuple):
    """The styles of a workbook with what was asked for among them, and the numbers of that."""

    styles: bytes
    rules: dict[str, int]
    cells: dict[CellLook, int]


@remember_small_part
def add_looks(styles: bytes, rules: Sequence[str], cells: Sequence[CellLook]) -> AddedLooks:
    """Put the looks of conditional formats (*rules*, as XML) and of *cells* into *styles*, what is not there yet.

    Most workbooks of a kind were saved by one program and have the same styles: these are looked through once.
    """
    root = parse_part(styles, "styles")
    if etree.QName(root).namespace != MAIN:
        raise Unpatchable(f"styles: {root.tag}")
    before, kept = etree.tostring(root), _StyleGroups(root)
    numbers = {x: kept.number("dxfs", f"<dxf>{x}</dxf>") for x in rules}, {c: kept.cell(c) for c in cells}
    if etree.tostring(root) != before:
        styles = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return AddedLooks(styles, *numbers)


class _StyleGroups:
    """The groups of a workbook's styles: what is asked for is looked up among what is there, and added where it is not."""

    def __init__(self, root: Element) -> None:
        self._root = root
        self._known: dict[str, dict[tuple[object, ...], int]] = {}

    def cell(self, look: CellLook) -> int:
        """Return the number of a cell format of these elements."""
        parts = {
            "fontId": self.number("fonts", look.font),
            "fillId": self.number("fills", look.fill),
            "borderId": self.number("borders", look.border),
        }
        applied = {f"apply{k}": "1" for k in ("Font", "Fill", "Border", "Alignment", "Protection")}
        said = {"numFmtId": "0", **{k: str(v) for k, v in parts.items()}, "xfId": "0", **applied}
        attributes = " ".join(f'{k}="{v}"' for k, v in said.items())
        return self.number("cellXfs", f"<xf {attributes}>{look.more}</xf>")

    def number(self, group: str, text: str) -> int:
        """Return the number of an element of *group*, given as XML."""
        holder = styles_element(self._root, group)
        if group not in self._known:
            known = self._known[group] = {}
            for i, other in enumerate(holder):
                known.setdefault(element_content(other), i)
        made = etree.fromstring(f'<holder xmlns="{MAIN}">{text}</holder>')[0]
        at = self._known[group].setdefault(element_content(made), len(holder))
        if at == len(holder):
            holder.append(made)
            holder.set("count", str(len(holder)))
        return at
