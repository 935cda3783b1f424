"""Somebody's workbook being edited: its sheets by name, and what is to be said of it once formulas changed."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from toolkit.grafting.carry_styles import StyleCarrier, workbook_styles
from toolkit.grafting.sheet_editor import SheetEditor
from toolkit.xlsx.element_order import spreadsheet_tag, workbook_element
from toolkit.xlsx.number_format import BUILT_IN, shows_date
from toolkit.xlsx.patching import Unpatchable, WorkbookParts, sheet_parts

if TYPE_CHECKING:
    from collections.abc import Mapping

Element = Any


class WorkbookEditor:
    """A workbook's sheets to be edited; *parts* are written back by whoever gave them."""

    def __init__(self, parts: WorkbookParts) -> None:
        self.parts = parts
        self._main = parts.one("", "officeDocument")
        self.sheet_parts: Mapping[str, str] = sheet_parts(parts)
        self._open: dict[str, SheetEditor] = {}
        self._formats: dict[int, tuple[str, str | None]] = {}

    def sheet(self, name: str) -> SheetEditor:
        """Return a sheet to be edited, always the same."""
        if name not in self._open:
            if name not in self.sheet_parts:
                raise Unpatchable(f"no sheet {name}")
            self._open[name] = SheetEditor(self.parts.sheet_xml(self.sheet_parts[name]))
        return self._open[name]

    def text(self, cell: Element | None) -> str:
        """Return what a cell holds, as text: of a formula what it showed last."""
        if cell is None:
            return ""
        if cell.get("t") == "inlineStr":
            return "".join(t.text or "" for t in cell.iter(spreadsheet_tag("t")))
        value = str(cell.findtext(spreadsheet_tag("v")) or "")
        return self._shared_texts[int(value)] if cell.get("t") == "s" and value else value

    @cached_property
    def _shared_texts(self) -> list[str]:
        part = self.parts.one(self._main, "sharedStrings")
        if part not in self.parts:
            return []
        text, spoken = spreadsheet_tag("t"), spreadsheet_tag("rPh")
        return [
            "".join(t.text or "" for t in entry.iter(text) if t.getparent().tag != spoken)
            for entry in self.parts.sheet_xml(part).iterchildren(spreadsheet_tag("si"))
        ]

    # ── looks ──

    @property
    def since_1904(self) -> bool:
        """Tell whether the workbook counts its days from 1904 on."""
        said = self.parts.sheet_xml(self._main).find(spreadsheet_tag("workbookPr"))
        return said is not None and said.get("date1904") in ("1", "true")

    def shows_date(self, style: int) -> bool:
        """Tell whether cells of this look show days."""
        return shows_date(*self._number_format(style))

    def shows_percent(self, style: int) -> bool:
        """Tell whether cells of this look show percentages."""
        return "%" in self.format_code(style)

    def format_code(self, style: int) -> str:
        """Return how cells of this look show numbers, as the file has it; "" where they show them plainly."""
        number, code = self._number_format(style)
        return BUILT_IN.get(number, "") if code is None else code

    def _number_format(self, style: int) -> tuple[str, str | None]:
        if style not in self._formats:
            if self.parts.one(self._main, "styles") not in self.parts:
                return "0", None
            root = workbook_styles(self.parts)
            looks, own = root.find(spreadsheet_tag("cellXfs")), root.find(spreadsheet_tag("numFmts"))
            number = looks[style].get("numFmtId", "0") if looks is not None and style < len(looks) else "0"
            codes = {f.get("numFmtId"): f.get("formatCode", "") for f in (own if own is not None else ())}
            self._formats[style] = number, codes.get(number)
        return self._formats[style]

    def varied_style(self, style: int, **said: str) -> int:
        """Return the number of the look *style* with these attributes."""
        return self._styles.varied(style, **said)

    @cached_property
    def _styles(self) -> StyleCarrier:
        root = workbook_styles(self.parts)
        return StyleCarrier(root, root)

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
