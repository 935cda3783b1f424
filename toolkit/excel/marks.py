"""Mark what is wrong in a unit's own workbook, over what stands there: nothing of it is changed.

A mark is a conditional format (a fill over the cell's own look) and a comment; both say that they are ours, so that
they are taken out before new ones are set, also after another program saved the file. The first sheet lists them all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lxml import etree

from toolkit.excel import notice
from toolkit.excel.comments import Comments
from toolkit.excel.look import BAD, WARN
from toolkit.excel.noticesheet import Page
from toolkit.excel.patch import (
    MACROS,
    REL,
    Parts,
    Styles,
    Unpatchable,
    of_sheet,
    of_workbook,
    sheet_parts,
    tag,
)
from toolkit.form.finding import ERROR, SEVERITY
from toolkit.form.layout import parse_reference

if TYPE_CHECKING:
    from toolkit.excel.notice import Item, Notice
    from toolkit.form.layout import Place

Element = Any

OURS = "退回标记"
"""The word in the formula of a conditional format by which it is known as ours."""
TITLES = "_xlnm.Print_Titles"
"""The name of the rows that stand at the top of every printed page."""
PALE = "#FBE5D6"
"""The fill of cells that are no more than concerned."""
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_TONES = {ERROR: (BAD, "#9C0006")}


def marked(data: bytes, said: Notice) -> bytes:
    """Return the workbook *data* with what *said* is to be mended marked in it, and earlier marks taken out.

    Raise Unpatchable for a workbook that is not built as usual: of that a fresh one has to be drawn.
    """
    return _Marker(data).marked(said)


def cleared(data: bytes) -> bytes:
    """Return the workbook *data* without our marks."""
    marker = _Marker(data)
    marker.clear()
    return marker.parts.save()


def has_macros(data: bytes) -> bool:
    """Tell whether a workbook carries macros: then its name must say so."""
    return MACROS.encode() in Parts(data).raw("[Content_Types].xml")


class _Marker:
    def __init__(self, data: bytes) -> None:
        self.parts = Parts(data)
        self.main = self.parts.one("", "officeDocument")
        if self.main not in self.parts:
            raise Unpatchable("no workbook")
        self.workbook = self.parts.sheet_xml(self.main)
        styles = self.parts.one(self.main, "styles")
        if styles not in self.parts:
            raise Unpatchable("no styles")
        self.comments = Comments(self.parts)
        self.styles = Styles(self.parts.sheet_xml(styles))

    def marked(self, said: Notice) -> bytes:
        self.clear()
        by_sheet: dict[str, list[Item]] = {}
        for item in said.items:
            for sheet in dict.fromkeys(p.sheet for p in (*item.wrong, *item.among)):
                by_sheet.setdefault(sheet, []).append(item)
        known = self.sheets()
        for sheet, items in by_sheet.items():
            if sheet not in known:
                raise Unpatchable(f"no sheet {sheet}")
            self.mark(known[sheet], sheet, items)
        self.first(said)
        return self.parts.save()

    def sheets(self) -> dict[str, str]:
        """Return the parts of the worksheets, by name."""
        return sheet_parts(self.parts)

    # ── taking out ─────────────────────────────────────────────────────────────────────────────────────────

    def clear(self) -> None:
        """Take out every mark of ours, and our sheet."""
        for part in self.sheets().values():
            root = self.parts.sheet_xml(part)
            for block in root.findall(tag("conditionalFormatting")):
                for rule in block.findall(tag("cfRule")):
                    if any(OURS in (f.text or "") for f in rule.findall(tag("formula"))):
                        block.remove(rule)
                if block.find(tag("cfRule")) is None:
                    root.remove(block)
            self.comments.clear(part)
        self.drop_first()

    def drop_first(self) -> None:
        """Take out the sheet of an earlier return copy."""
        names = self.workbook.find(tag("definedNames"))
        ours = [n for n in (names if names is not None else ()) if n.get("name") == notice.NAME]
        at = parse_reference(ours[0].text or "") if ours else None
        sheets = self.workbook.find(tag("sheets"))
        for index, sheet in enumerate(sheets):
            if at is not None and sheet.get("name") == at.sheet and len(sheets) > 1:
                part = self.sheets()[at.sheet]
                relation = sheet.get(f"{{{REL}}}id")
                for element, _, _ in list(self.parts.related(self.main)):
                    if element.get("Id") == relation:
                        element.getparent().remove(element)
                sheets.remove(sheet)
                self.parts.remove(part)
                self.shift(index, -1)
                break
        for name in ours:
            names.remove(name)

    def shift(self, index: int, by: int) -> None:
        """Let everything that counts sheets count on, now that one more or less stands at *index*."""
        names = self.workbook.find(tag("definedNames"))
        for name in list(names if names is not None else ()):
            local = name.get("localSheetId")
            if local is None:
                continue
            if by < 0 and int(local) == index:
                names.remove(name)
            elif int(local) >= index:
                name.set("localSheetId", str(int(local) + by))
        for view in self.workbook.iter(tag("workbookView")):
            for said in ("activeTab", "firstSheet"):
                if int(view.get(said, "0")) >= index and view.get(said) is not None:
                    view.set(said, str(max(0, int(view.get(said)) + by)))

    # ── marking ────────────────────────────────────────────────────────────────────────────────────────────

    def mark(self, part: str, sheet: str, items: list[Item]) -> None:
        """Fill the cells and comment them."""
        root = self.parts.sheet_xml(part)
        tones: dict[Place, tuple[str, str]] = {}
        texts: dict[Place, list[str]] = {}
        for item in reversed(items):  # the first, which weighs most, has the last word
            tones |= dict.fromkeys((p for p in item.among if p.sheet == sheet), (PALE, ""))
        for item in reversed(items):
            wrong = [p for p in item.wrong if p.sheet == sheet]
            tones |= dict.fromkeys(wrong, _TONES.get(item.severity, (WARN, "#7F6000")))
            for place in wrong:
                texts.setdefault(place, []).insert(0, f"{SEVERITY[item.severity]}：{item.said}")
        by_tone: dict[tuple[str, str], list[Place]] = {}
        for place, tone in tones.items():
            by_tone.setdefault(tone, []).append(place)
        for rule in root.iter(tag("cfRule")):  # ours come first: a fill below another would not be seen
            rule.set("priority", str(int(rule.get("priority", "1")) + len(by_tone)))
        for i, (tone, places) in enumerate(by_tone.items(), 1):
            look = self.styles.dxf(_look(*tone))
            block = of_sheet(
                root, "conditionalFormatting", sqref=" ".join(p.a1 for p in sorted(places, key=_order))
            )
            rule = etree.SubElement(block, tag("cfRule"), type="expression", dxfId=str(look), priority=str(i))
            etree.SubElement(rule, tag("formula")).text = f'LEN("{OURS}")>0'
        if texts:
            self.comments.add(part, root, texts)

    # ── the first sheet ────────────────────────────────────────────────────────────────────────────────────

    def first(self, said: Notice) -> None:
        """Put the list of what is to be mended before all other sheets, and open the workbook there."""
        name = self.parts.free("xl/worksheets/sheet{}.xml")
        self.parts.add(name, Page(self.styles).xml(said).encode(), _SHEET_TYPE)
        relation = self.parts.relate(self.main, "worksheet", name)
        sheets = self.workbook.find(tag("sheets"))
        taken = {int(s.get("sheetId", "0")) for s in sheets}
        title = _free(said.sheet, {s.get("name") for s in sheets})
        made = etree.Element(tag("sheet"), name=title, sheetId=str(max(taken, default=0) + 1))
        made.set(f"{{{REL}}}id", relation)
        self.shift(0, 1)
        sheets.insert(0, made)
        names = of_workbook(self.workbook, "definedNames")
        etree.SubElement(names, tag("definedName"), name=notice.NAME).text = f"'{title}'!$A$1"
        heads = etree.SubElement(names, tag("definedName"), name=TITLES, localSheetId="0")
        heads.text = f"'{title}'!${said.head}:${said.head}"
        views = of_workbook(self.workbook, "bookViews")
        if not len(views):
            etree.SubElement(views, tag("workbookView"))
        for view in views:
            view.set("activeTab", "0")
            view.set("firstSheet", "0")
        for part in self.sheets().values():
            if part != name:  # two selected sheets are a group: what is typed into one goes into both
                for view in self.parts.sheet_xml(part).iter(tag("sheetView")):
                    view.attrib.pop("tabSelected", None)


def _free(title: str, taken: set[str]) -> str:
    """Return *title*, told apart from a sheet of that name the unit made itself."""
    names = {t.casefold() for t in taken}
    return next(t for t in (title, *(f"{title}（{i}）" for i in range(2, 300))) if t.casefold() not in names)


def _look(fill: str, font: str) -> str:
    said = f'<font><color rgb="FF{font[1:]}"/></font>' if font else ""
    return f'{said}<fill><patternFill patternType="solid"><fgColor rgb="FF{fill[1:]}"/><bgColor rgb="FF{fill[1:]}"/></patternFill></fill>'


def _order(place: Place) -> tuple[int, int]:
    return place.row, place.column
