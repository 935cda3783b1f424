"""Mark what is wrong in a unit's own workbook, over what stands there: nothing of it is changed.

Only formulas of ours are touched: lost ones are given back, those of the cover count with the first sheet.
A mark is a conditional format (a fill over the cell's own look) and a comment; both say that they are ours, so that
they are taken out before new ones are set, also after another program saved the file. The first sheet lists them all.
"""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

from lxml import etree

from toolkit.form.finding import ERROR
from toolkit.form.layout import column_letters, parse_a1, parse_reference
from toolkit.reading import return_notice
from toolkit.returns.added_looks import add_looks
from toolkit.returns.comments import WorkbookComments
from toolkit.returns.return_notice_xml import NOTICE_LOOKS, NoticeSheetWriter
from toolkit.sheets.cover_status import READY, TO_EXPLAIN
from toolkit.sheets.styles import BAD, WARN
from toolkit.xlsx.element_order import add_to_worksheet, spreadsheet_tag, workbook_element
from toolkit.xlsx.patching import CONTENT_TYPES, MACROS, REL, Unpatchable, WorkbookParts, sheet_parts

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from toolkit.form.layout import CellPlace
    from toolkit.reading.return_notice import Notice, NoticeItem, RestoredFormula
    from toolkit.returns.added_looks import AddedLooks

Element = Any

OURS = "退回标记"
"""The word in the formula of a conditional format by which it is known as ours."""
_WRAPPED = re.compile(rf'\s*IF\s*\(\s*LEN\s*\(\s*"{OURS}"\s*\)\s*=\s*0\s*,')
ON_THE_FIRST = "要改、要说明的都列在最前面的那张表里，改好一处，这里的数就少一处。"
"""What the cover says in the place of its own list."""
PALE = "#FBE5D6"
"""The fill of cells that are no more than concerned."""
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_TONES = {ERROR: (BAD, "#9C0006")}


def mark_workbook(data: bytes, said: Notice) -> bytes:
    """Return the workbook *data* with what *said* is to be mended marked in it, and earlier marks taken out.

    Raise Unpatchable for a workbook that is not built as usual: of that a fresh one has to be drawn.
    """
    return WorkbookMarker(data).marked(said)


class _SheetMarks(NamedTuple):
    """What is marked on a sheet: the cells of each tone (fill, font), and what the comments of cells say."""

    by_tone: dict[tuple[str, str], list[CellPlace]]
    texts: dict[CellPlace, list[str]]


def _sheet_marks(sheet: str, items: Sequence[NoticeItem]) -> _SheetMarks:
    tones: dict[CellPlace, tuple[str, str]] = {}
    texts: dict[CellPlace, list[str]] = {}
    for item in reversed(items):  # the first, which weighs most, has the last word
        tones |= dict.fromkeys((p for p in item.among if p.sheet == sheet), (PALE, ""))
    for item in reversed(items):
        wrong = [p for p in item.wrong if p.sheet == sheet]
        tones |= dict.fromkeys(wrong, _TONES.get(item.severity, (WARN, "#7F6000")))
        for place in wrong:
            texts.setdefault(place, []).insert(0, f"{item.does}：{item.said}")
    by_tone: dict[tuple[str, str], list[CellPlace]] = {}
    for place, tone in tones.items():
        by_tone.setdefault(tone, []).append(place)
    return _SheetMarks(by_tone, texts)


class WorkbookMarker:
    """Marks one workbook; raises Unpatchable as ``mark_workbook`` does."""

    def __init__(self, data: bytes) -> None:
        """Take the bytes."""
        self.parts = WorkbookParts(data)
        self.main = self.parts.one("", "officeDocument")
        if self.main not in self.parts:
            raise Unpatchable("no workbook")
        self.workbook = self.parts.sheet_xml(self.main, changed=True)
        self.styles = self.parts.one(self.main, "styles")
        if self.styles not in self.parts:
            raise Unpatchable("no styles")
        self.comments = WorkbookComments(self.parts)
        self.known: dict[str, str] = {}

    @property
    def has_macros(self) -> bool:
        """Tell whether the workbook carries macros: then its name must say so."""
        return MACROS.encode() in self.parts.raw(CONTENT_TYPES)

    def marked(self, said: Notice) -> bytes:
        """Return the workbook with what *said* is to be mended marked in it, and earlier marks taken out."""
        self.clear()
        for cell in said.restored:
            self.restore(cell)
        by_sheet: dict[str, list[NoticeItem]] = {}
        for item in said.items:
            for sheet in dict.fromkeys(p.sheet for p in (*item.wrong, *item.among)):
                by_sheet.setdefault(sheet, []).append(item)
        if missing := [s for s in by_sheet if s not in self.sheets()]:
            raise Unpatchable(f"no sheet {missing[0]}")
        marks = {sheet: _sheet_marks(sheet, items) for sheet, items in by_sheet.items()}
        fills = dict.fromkeys(_style_xml(*tone) for m in marks.values() for tone in m.by_tone)
        looks = add_looks(self.parts.raw(self.styles), tuple(fills), tuple(NOTICE_LOOKS.values()))
        self.parts.replace(self.styles, looks.styles)
        for sheet, of_sheet in marks.items():
            self.mark(self.sheets()[sheet], of_sheet, looks)
        self.cover(said, self.first(said, looks))
        # what other cells show of a restored one is worked out when it is opened
        workbook_element(self.workbook, "calcPr").set("fullCalcOnLoad", "1")
        return self.parts.save()

    def sheets(self) -> dict[str, str]:
        """Return the parts of the worksheets, by name."""
        self.known = self.known or sheet_parts(self.parts)
        return self.known

    # ── taking out ─────────────────────────────────────────────────────────────────────────────────────────

    def clear(self) -> None:
        """Take out every mark of ours, and our sheet."""
        for part in self.sheets().values():
            self.comments.clear(part)
            if not self.parts.may_say(part, OURS):
                continue
            root = self.parts.sheet_xml(part)
            for block in root.findall(spreadsheet_tag("conditionalFormatting")):
                for rule in block.findall(spreadsheet_tag("cfRule")):
                    if any(OURS in (f.text or "") for f in rule.findall(spreadsheet_tag("formula"))):
                        block.remove(rule)
                if block.find(spreadsheet_tag("cfRule")) is None:
                    root.remove(block)
            for formula in root.iter(spreadsheet_tag("f")):
                if (own := unwrap_formula(formula.text or "")) is not None:
                    formula.text = own
        self.drop_first()

    def drop_first(self) -> None:
        """Take out the sheet of an earlier return copy."""
        names = self.workbook.find(spreadsheet_tag("definedNames"))
        ours = [n for n in (names if names is not None else ()) if n.get("name") == return_notice.NAME]
        at = parse_reference(ours[0].text or "") if ours else None
        sheets = self.workbook.find(spreadsheet_tag("sheets"))
        for index, sheet in enumerate(sheets):
            if at is not None and sheet.get("name") == at.sheet and len(sheets) > 1:
                part = self.sheets()[at.sheet]
                relation = sheet.get(f"{{{REL}}}id")
                for element, _, _ in list(self.parts.related(self.main)):
                    if element.get("Id") == relation:
                        element.getparent().remove(element)
                sheets.remove(sheet)
                self.parts.remove(part)
                self.known = {}
                self.shift(index, -1)
                break
        for name in ours:
            names.remove(name)

    def shift(self, index: int, by: int) -> None:
        """Let everything that counts sheets count on, now that one more or less stands at *index*."""
        names = self.workbook.find(spreadsheet_tag("definedNames"))
        for name in list(names if names is not None else ()):
            local = name.get("localSheetId")
            if local is None:
                continue
            if by < 0 and int(local) == index:
                names.remove(name)
            elif int(local) >= index:
                name.set("localSheetId", str(int(local) + by))
        for view in self.workbook.iter(spreadsheet_tag("workbookView")):
            for said in ("activeTab", "firstSheet"):
                if int(view.get(said, "0")) >= index and view.get(said) is not None:
                    view.set(said, str(max(0, int(view.get(said)) + by)))

    # ── marking ────────────────────────────────────────────────────────────────────────────────────────────

    def mark(self, part: str, marks: _SheetMarks, looks: AddedLooks) -> None:
        """Fill the cells and comment them."""
        root = self.parts.sheet_xml(part, changed=True)
        for rule in root.iter(spreadsheet_tag("cfRule")):  # ours come first: a fill below another is not seen
            rule.set("priority", str(int(rule.get("priority", "1")) + len(marks.by_tone)))
        for i, (tone, places) in enumerate(marks.by_tone.items(), 1):
            cells = " ".join(p.a1 for p in sorted(places))
            block = add_to_worksheet(root, "conditionalFormatting", sqref=cells)
            said = {"type": "expression", "dxfId": str(looks.rules[_style_xml(*tone)]), "priority": str(i)}
            rule = etree.SubElement(block, spreadsheet_tag("cfRule"), **said)
            etree.SubElement(rule, spreadsheet_tag("formula")).text = f'LEN("{OURS}")>0'
        if marks.texts:
            self.comments.add(part, root, marks.texts)

    # ── our own formulas ──────────────────────────────────────────────────────────────────────────────────

    def restore(self, cell: RestoredFormula) -> None:
        """Give a worked-out cell its formula back, in its own look."""
        part = self.sheets().get(cell.at.sheet)
        if part is None:
            raise Unpatchable(f"no sheet {cell.at.sheet}")
        found = cell_element_at(self.parts.sheet_xml(part, changed=True), cell.at)
        for child in list(found):
            found.remove(child)
        for said in ("t", "cm", "vm"):
            found.attrib.pop(said, None)
        etree.SubElement(found, spreadsheet_tag("f")).text = cell.formula.removeprefix("=")
        text = isinstance(cell.value, str)
        if text:
            found.set("t", "str")
        etree.SubElement(found, spreadsheet_tag("v")).text = cell.value if text else f"{cell.value:.15g}"

    def cover(self, said: Notice, title: str) -> None:
        """Let the cover count what the first sheet lists, while anything of it is open; then what it counts itself."""
        part = self.sheets().get(said.verdict.sheet) if said.verdict else None
        if part is None or said.verdict is None:
            return
        data = self.parts.sheet_xml(part, changed=True).find(spreadsheet_tag("sheetData"))
        cells = {c.get("r"): c for c in (data.iter(spreadsheet_tag("c")) if data is not None else ())}
        mend, say = (
            f"'{title.replace(chr(39), chr(39) * 2)}'!${column_letters(return_notice.HELP_COLUMN + i)}$1"
            for i in (0, 1)
        )
        shown = f"还有 {said.errors} 处" if said.errors else f"{READY}（有 {said.questions} {TO_EXPLAIN}）"
        wrap_formula(
            cells.get(said.verdict.a1),
            lambda own: (
                f'IF({mend}>0,"还有 "&{mend}&" 处",IF({say}>0,"{READY}（有 "&{say}&" {TO_EXPLAIN}）",'
                f'IF(LEFT({own},{len(READY)})="{READY}","{READY}",{own})))'
            ),
            shown if said.errors + said.questions else READY,
        )
        told = (f'HYPERLINK("#\'{title}\'!A1","{title}")', f'"{ON_THE_FIRST}"', '""')
        for i, row in enumerate(said.todo):
            for at, text in zip(row, told, strict=True):
                here = text if i == 0 else '""'
                value = (title if text is told[0] else text.strip('"')) if i == 0 else ""
                over = f"IF({mend}+{say}>0,{here},"
                wrap_formula(cells.get(at.a1), lambda own, over=over: f"{over}{own})", value)  # type: ignore[misc]

    # ── the first sheet ────────────────────────────────────────────────────────────────────────────────────

    def first(self, said: Notice, looks: AddedLooks) -> str:
        """Put the list of what is to be mended before all other sheets, open the workbook there; return its name."""
        name = self.parts.free("xl/worksheets/sheet{}.xml")
        self.parts.add(name, NoticeSheetWriter(looks.cells).xml(said).encode(), _SHEET_TYPE)
        relation = self.parts.relate(self.main, "worksheet", name)
        sheets = self.workbook.find(spreadsheet_tag("sheets"))
        taken = {int(s.get("sheetId", "0")) for s in sheets}
        title = _free_sheet_title(said.sheet, {s.get("name") for s in sheets})
        made = etree.Element(spreadsheet_tag("sheet"), name=title, sheetId=str(max(taken, default=0) + 1))
        made.set(f"{{{REL}}}id", relation)
        self.shift(0, 1)
        sheets.insert(0, made)
        names, tag = workbook_element(self.workbook, "definedNames"), spreadsheet_tag("definedName")
        etree.SubElement(names, tag, name=return_notice.NAME).text = f"'{title}'!$A$1"
        repeated = etree.SubElement(names, tag, name="_xlnm.Print_Titles", localSheetId="0")
        repeated.text = f"'{title}'!${said.head}:${said.head}"
        views = workbook_element(self.workbook, "bookViews")
        if not len(views):
            etree.SubElement(views, spreadsheet_tag("workbookView"))
        for view in views:
            view.set("activeTab", "0")
            view.set("firstSheet", "0")
        for part in self.sheets().values():
            if part != name and self.parts.may_say(
                part, "tabSelected"
            ):  # two selected sheets are a group: what is typed into one goes into both
                for view in self.parts.sheet_xml(part).iter(spreadsheet_tag("sheetView")):
                    view.attrib.pop("tabSelected", None)
        return title


def cell_element_at(root: Element, at: CellPlace) -> Element:
    """Return the cell at a place, made where there is none, in order."""
    data = root.find(spreadsheet_tag("sheetData"))
    if data is None:
        raise Unpatchable("no cells")
    number = str(at.row + 1)
    row = next((r for r in data if r.get("r") == number), None)
    if row is None:
        row = data.makeelement(spreadsheet_tag("row"), r=number)
        after = [r for r in data if int(r.get("r", "0")) < at.row + 1]
        data.insert(len(after), row)
    found = next((c for c in row if c.get("r") == at.a1), None)
    if found is None:
        found = row.makeelement(spreadsheet_tag("c"), r=at.a1)
        before = [c for c in row if (where := parse_a1(c.get("r", ""))) and where[1] < at.column]
        row.insert(len(before), found)
    return found


def wrap_formula(found: Element | None, more: Callable[[str], str], value: str) -> None:
    """Lay *more* over a formula of ours in a cell, the formula itself within it; leave alone what is none."""
    formula = found.find(spreadsheet_tag("f")) if found is not None else None
    if found is None or formula is None or formula.get("t") or not formula.text:
        return
    formula.text = f'IF(LEN("{OURS}")=0,{formula.text},{more(formula.text)})'
    found.set("t", "str")
    shown = found.find(spreadsheet_tag("v"))
    if shown is None:
        shown = etree.SubElement(found, spreadsheet_tag("v"))
    shown.text = value


def unwrap_formula(formula: str) -> str | None:
    """Return the formula that ours was laid over; None where it is none of ours."""
    begins = _WRAPPED.match(formula)
    if begins is None:
        return None
    depth, quote = 0, ""
    for i, sign in enumerate(formula[begins.end() :], begins.end()):
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "\"'":
            quote = sign
        elif sign == "," and not depth:
            return formula[begins.end() : i].strip()
        else:
            depth += (sign in "({") - (sign in ")}")
    return None


def _free_sheet_title(title: str, taken: set[str]) -> str:
    """Return *title*, told apart from a sheet of that name the unit made itself."""
    names = {t.casefold() for t in taken}
    others = (f"{title}（{i}）" for i in range(2, 300))
    return next(t for t in chain((title,), others) if t.casefold() not in names)


def _style_xml(fill: str, font: str) -> str:
    said = f'<font><color rgb="FF{font[1:]}"/></font>' if font else ""
    return f'{said}<fill><patternFill patternType="solid"><fgColor rgb="FF{fill[1:]}"/><bgColor rgb="FF{fill[1:]}"/></patternFill></fill>'
