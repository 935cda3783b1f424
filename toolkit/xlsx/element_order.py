"""The elements of a spreadsheet's parts, put where programs want them."""

from __future__ import annotations

from typing import Any

from lxml import etree

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
Element = Any
"""An element of lxml, which ships no types."""

# ECMA-376 18.3.1.99: the elements of a worksheet stand in this order, and programs refuse another.
_WORKSHEET = (
    *("sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData"),
    *("sheetCalcPr", "sheetProtection", "protectedRanges", "scenarios", "autoFilter"),
    *("sortState", "dataConsolidate", "customSheetViews", "mergeCells", "phoneticPr"),
    *("conditionalFormatting", "dataValidations", "hyperlinks", "printOptions", "pageMargins"),
    *("pageSetup", "headerFooter", "rowBreaks", "colBreaks", "customProperties", "cellWatches"),
    *("ignoredErrors", "smartTags", "drawing", "legacyDrawing", "legacyDrawingHF", "picture"),
    *("oleObjects", "controls", "webPublishItems", "tableParts", "extLst"),
)
# ECMA-376 18.2.27: those of a workbook.
_WORKBOOK = (
    *("fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets"),
    *("functionGroups", "externalReferences", "definedNames", "calcPr", "oleSize"),
    *("customWorkbookViews", "pivotCaches", "smartTagPr", "smartTagTypes", "webPublishing"),
    *("fileRecoveryPr", "webPublishObjects", "extLst"),
)
# ECMA-376 18.8.39: those of the styles.
_STYLES = (
    *("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs"),
    *("tableStyles", "colors", "extLst"),
)


def spreadsheet_tag(name: str) -> str:
    """Return the tag of a spreadsheet's element."""
    return f"{{{MAIN}}}{name}"


def add_to_worksheet(root: Element, name: str, **said: str) -> Element:
    """Put an element *name* into a worksheet, before others of its kind."""
    return _add_in_order(root, name, _WORKSHEET, **said)


def workbook_element(root: Element, name: str) -> Element:
    """Return the workbook's element *name*, made where there is none."""
    found = root.find(spreadsheet_tag(name))
    return _add_in_order(root, name, _WORKBOOK) if found is None else found


def styles_element(root: Element, name: str) -> Element:
    """Return the element *name* of a workbook's styles, made where there is none."""
    found = root.find(spreadsheet_tag(name))
    return _add_in_order(root, name, _STYLES) if found is None else found


def _add_in_order(root: Element, name: str, order: tuple[str, ...], **said: str) -> Element:
    before, at = order[: order.index(name)], 0
    for i, other in enumerate(root):
        known = etree.QName(other).localname if isinstance(other.tag, str) else ""
        if known in before or (known == "AlternateContent" and i == at):
            at = i + 1
    child = root.makeelement(spreadsheet_tag(name), said)
    root.insert(at, child)
    return child
