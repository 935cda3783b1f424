"""Somebody's workbook being edited: its sheets by name, and what is to be said of it once formulas changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolkit.grafting.sheet_editor import SheetEditor
from toolkit.xlsx.element_order import workbook_element
from toolkit.xlsx.patching import Unpatchable, WorkbookParts, sheet_parts

if TYPE_CHECKING:
    from collections.abc import Mapping

Element = Any


class WorkbookEditor:
    """A workbook's sheets to be edited; *parts* are written back by whoever gave them."""

    def __init__(self, parts: WorkbookParts) -> None:
        """Open no sheet yet."""
        self.parts = parts
        self.sheet_parts: Mapping[str, str] = sheet_parts(parts)
        self._open: dict[str, SheetEditor] = {}

    def sheet(self, name: str) -> SheetEditor:
        """Return a sheet to be edited, always the same."""
        if name not in self._open:
            if name not in self.sheet_parts:
                raise Unpatchable(f"no sheet {name}")
            self._open[name] = SheetEditor(self.parts.sheet_xml(self.sheet_parts[name]))
        return self._open[name]

    def reopen(self, name: str) -> None:
        """Look at a sheet anew, after its rows were moved."""
        changed = self._open[name].formulas_changed
        self._open[name] = SheetEditor(self._open[name].root)
        self._open[name].formulas_changed = changed

    def finish(self) -> None:
        """Have everything worked out when the file is opened, and drop the list of formulas where it no longer holds."""
        recalculate_on_load(self.parts)
        if any(s.formulas_changed for s in self._open.values()):
            drop_formula_list(self.parts)


def recalculate_on_load(parts: WorkbookParts) -> None:
    """Have the programs that open the workbook work everything out."""
    main = parts.sheet_xml(parts.one("", "officeDocument"))
    workbook_element(main, "calcPr").set("fullCalcOnLoad", "1")


def drop_formula_list(parts: WorkbookParts) -> None:
    """Take out the list of the cells with formulas (calcChain), which programs make anew: a wrong one is damage to them."""
    main = parts.one("", "officeDocument")
    for said, kind, target in list(parts.related(main)):
        if kind == "calcChain":
            said.getparent().remove(said)
            if target in parts:
                parts.remove(target)
