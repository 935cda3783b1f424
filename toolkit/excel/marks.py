"""Mark what is wrong in a unit's own workbook, over what stands there: nothing of it is changed.

A mark is a conditional format (a fill over the cell's own look) and a comment; both say that they are ours, so that
they are taken out before new ones are set, also after another program saved the file. The first sheet lists them all.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

from toolkit.excel import notice
from toolkit.excel.look import BAD, HEAD, INPUT, LINE, WARN, lines_needed, storable
from toolkit.excel.patch import MACROS, MAIN, REL, Parts, Styles, Unpatchable, of_sheet, of_workbook, tag
from toolkit.form.finding import ERROR, SEVERITY
from toolkit.form.layout import parse_reference

if TYPE_CHECKING:
    from toolkit.excel.notice import Item, Notice
    from toolkit.form.layout import Place

Element = Any

OURS = "退回标记"
"""The word in the formula of a conditional format by which it is known as ours."""
BEGIN, END = "【汇总单位的意见】", "【意见完】"
"""What our part of a comment begins and ends with; what stands outside is the unit's own."""
AUTHOR = "汇总单位"
PALE = "#FBE5D6"
"""The fill of cells that are no more than concerned."""
COMMENTS, VML = "comments", "vmlDrawing"
COMMENT_LIMIT = 4_000
"""How many characters a comment shows at most; the first sheet has all of it."""
_OFFICE = "urn:schemas-microsoft-com:office:office"
_VML = "urn:schemas-microsoft-com:vml"
_EXCEL = "urn:schemas-microsoft-com:office:excel"
_COMMENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_VML_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
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
        ids = {e.get("Id"): (kind, target) for e, kind, target in self.parts.related(self.main)}
        found = {}
        for sheet in self.workbook.find(tag("sheets")):
            kind, target = ids.get(sheet.get(f"{{{REL}}}id"), ("", ""))
            if kind == "worksheet":
                found[sheet.get("name")] = target
        return found

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
            self.uncomment(part)
        self.drop_first()

    def uncomment(self, part: str) -> None:
        """Take our words out of the comments; one that held nothing else goes with its box."""
        name = self.parts.one(part, COMMENTS)
        if name not in self.parts:
            return
        gone = set()
        for comment in self.parts.sheet_xml(name).findall(f"{tag('commentList')}/{tag('comment')}"):
            text = comment.find(tag("text"))
            said = "".join(text.itertext()) if text is not None else ""
            if BEGIN not in said:
                continue
            kept = _without_ours(said)
            if kept.strip():
                text[:] = [_run(kept)]
                text.text = None
            else:
                comment.getparent().remove(comment)
                gone.add(_at(comment.get("ref")))
        boxes = self.vml(part)
        for shape in list(boxes) if boxes is not None else ():
            client = shape.find(f"{{{_EXCEL}}}ClientData")
            if client is not None and _cell_of(client) in gone:
                boxes.remove(shape)

    def vml(self, part: str) -> Element:
        """Return the drawing that holds the boxes of a sheet's comments, or None."""
        said = self.parts.sheet_xml(part).find(tag("legacyDrawing"))
        wanted = said.get(f"{{{REL}}}id") if said is not None else None
        for element, _, target in self.parts.related(part):
            if wanted and element.get("Id") == wanted and target in self.parts:
                return self.parts.xml(target)
        return None

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
            self.comment(part, root, texts)

    def comment(self, part: str, root: Element, texts: dict[Place, list[str]]) -> None:
        """Write a comment to each place, behind what the unit itself wrote there."""
        if any(kind == "threadedComment" for _, kind, _ in self.parts.related(part)):
            return  # those of a conversation show instead of ours; the fill and the first sheet remain
        name = self.parts.one(part, COMMENTS)
        if name not in self.parts:
            name = self.parts.free("xl/comments{}.xml")
            empty = f'<comments xmlns="{MAIN}"><authors/><commentList/></comments>'
            self.parts.add(name, empty.encode(), _COMMENT_TYPE)
            self.parts.relate(part, COMMENTS, name)
        listed, author = self.author(self.parts.sheet_xml(name))
        known = {_at(c.get("ref")): c for c in listed}
        boxes = self.boxes(part, root)
        for place, said in sorted(texts.items(), key=lambda one: _order(one[0])):
            ours = storable(f"{BEGIN}\n{_cut(said)}\n{END}")
            at = (place.row, place.column)
            if at in known:
                text = known[at].find(tag("text"))
                own = "".join(text.itertext())
                text.text = None
                text[:] = [_run(own.rstrip("\n") + "\n"), _run(ours)]
            else:
                made = etree.Element(tag("comment"), ref=place.a1, authorId=str(author))
                etree.SubElement(made, tag("text")).append(_run(ours))
                after = sum(other is not None and other < at for other in known)
                listed.insert(after, made)
                known[at] = made
                boxes.append(_box(boxes, at, ours))

    def author(self, root: Element) -> tuple[Element, int]:
        """Return the list of comments, and which author we are."""
        authors, listed = root.find(tag("authors")), root.find(tag("commentList"))
        if authors is None or listed is None:
            raise Unpatchable("comments")
        names = [a.text for a in authors]
        if AUTHOR not in names:
            etree.SubElement(authors, tag("author")).text = AUTHOR
            names.append(AUTHOR)
        return listed, names.index(AUTHOR)

    def boxes(self, part: str, root: Element) -> Element:
        """Return the drawing the boxes go into, made where there is none."""
        found = self.vml(part)
        if found is not None:
            return found
        if root.find(tag("legacyDrawing")) is not None:
            raise Unpatchable("legacyDrawing")
        name = self.parts.free("xl/drawings/vmlDrawing{}.vml")
        self.parts.add(name, _EMPTY_VML.encode(), "")
        self.parts.default_type("vml", _VML_TYPE)
        of_sheet(root, "legacyDrawing", **{f"{{{REL}}}id": self.parts.relate(part, VML, name)})
        return self.parts.xml(name)

    # ── the first sheet ────────────────────────────────────────────────────────────────────────────────────

    def first(self, said: Notice) -> None:
        """Put the list of what is to be mended before all other sheets, and open the workbook there."""
        name = self.parts.free("xl/worksheets/sheet{}.xml")
        self.parts.add(name, _Page(self.styles).xml(said).encode(), _SHEET_TYPE)
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


class _Page:
    """Writes the first sheet."""

    def __init__(self, styles: Styles) -> None:
        font = '<font>{}<sz val="{}"/><color rgb="FF{}"/><name val="{}"/><family val="3"/><charset val="134"/></font>'
        plain = font.format("", 10, "000000", "宋体")
        none, edge = (
            '<fill><patternFill patternType="none"/></fill>',
            "<border><left/><right/><top/><bottom/><diagonal/></border>",
        )
        side = f'style="thin"><color rgb="FF{LINE[1:]}"/>'
        lines = "".join(f"<{s} {side}</{s}>" for s in ("left", "right", "top", "bottom"))
        boxed = f"<border>{lines}<diagonal/></border>"
        wrap = '<alignment {}vertical="center" wrapText="1"/>{}'
        middle = wrap.format('horizontal="center" ', "")
        unlocked = wrap.format("", '<protection locked="0"/>')

        def made(font: str, fill: str, border: str, more: str) -> int:
            return styles.xf(
                font,
                f'<fill><patternFill patternType="solid"><fgColor rgb="FF{fill[1:]}"/></patternFill></fill>'
                if fill
                else none,
                border,
                more,
            )

        bold = font.format("<b/>", 10, "000000", "宋体")
        link = font.format("<u/>", 10, "0563C1", "宋体")
        self.title = made(font.format("<b/>", 16, "9C0006", "黑体"), "", edge, wrap.format("", ""))
        self.intro = made(font.format("", 10, "404040", "宋体"), "", edge, wrap.format("", ""))
        self.head = made(bold, HEAD, boxed, middle)
        self.cell = made(plain, "", boxed, wrap.format("", ""))
        self.number = made(plain, "", boxed, middle)
        self.link = made(link, "", boxed, wrap.format("", ""))
        self.answer = made(plain, INPUT, boxed, unlocked)
        self.tones = {
            ERROR: made(font.format("<b/>", 10, "9C0006", "宋体"), BAD, boxed, middle),
            "": made(font.format("<b/>", 10, "7F6000", "宋体"), WARN, boxed, middle),
        }

    def xml(self, said: Notice) -> str:
        """Return the sheet's XML."""
        last = notice.TEXT_COLUMN
        rows = [_row(1, [(0, self.title, said.title)], 34)]
        merges = [f"A1:{_letter(last)}1"]
        for text in said.lines:
            n = len(rows) + 1
            rows.append(_row(n, [(0, self.intro, text)], 15 * lines_needed(text, sum(notice.WIDTHS)) + 4))
            merges.append(f"A{n}:{_letter(last)}{n}")
        head = len(rows) + 1
        rows.append(_row(head, [(c, self.head, text) for c, text in enumerate(notice.HEADS)], 30))
        links = []
        for i, item in enumerate(said.items, 1):
            n = len(rows) + 1
            where = self.cell
            if item.wrong:
                first = item.wrong[0]
                target = f"'{first.sheet.replace(chr(39), chr(39) * 2)}'!{first.a1}"
                links.append(
                    f'<hyperlink ref="C{n}" location={quoteattr(target)} display={quoteattr(target)}/>'
                )
                where = self.link
            message = item.message + (f"（规则 {item.rule}）" if item.rule else "")
            texts = (item.where, message, item.remedy)
            tone = self.tones.get(item.severity, self.tones[""])
            cells = [(0, self.number, str(i)), (1, tone, SEVERITY[item.severity])]
            cells += [
                (c, s, t) for c, s, t in zip((2, 3, 4), (where, self.cell, self.cell), texts, strict=True)
            ]
            cells.append((last, self.answer if item.instances else self.cell, ""))
            if item.instances:
                cells.append((notice.CODE_COLUMN, self.cell, item.instances))
            deep = max(lines_needed(t, w) for t, w in zip(texts, notice.WIDTHS[2:5], strict=True))
            rows.append(_row(n, cells, min(400, 14 * max(deep, 2) + 6)))
        widths = "".join(
            f'<col min="{c}" max="{c}" width="{w}" customWidth="1"/>' for c, w in enumerate(notice.WIDTHS, 1)
        )
        hidden = notice.CODE_COLUMN + 1
        return (
            f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><worksheet xmlns="{MAIN}" xmlns:r="{REL}">'
            '<sheetPr><tabColor rgb="FFC00000"/><pageSetUpPr fitToPage="1"/></sheetPr>'
            f'<sheetViews><sheetView showGridLines="0" tabSelected="1" workbookViewId="0"><pane ySplit="{head}" '
            f'topLeftCell="A{head + 1}" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
            f'<sheetFormatPr defaultRowHeight="15"/><cols>{widths}<col min="{hidden}" max="{hidden}" width="4" '
            f'hidden="1" customWidth="1"/></cols><sheetData>{"".join(rows)}</sheetData>'
            '<sheetProtection sheet="1" objects="1" scenarios="1" formatColumns="0" formatRows="0"/>'
            f'<mergeCells count="{len(merges)}">{"".join(f"<mergeCell ref={quoteattr(m)}/>" for m in merges)}</mergeCells>'
            + (f"<hyperlinks>{''.join(links)}</hyperlinks>" if links else "")
            + '<pageMargins left="0.4" right="0.4" top="0.6" bottom="0.6" header="0.3" footer="0.3"/>'
            '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/></worksheet>'
        )


def _row(number: int, cells: list[tuple[int, int, str]], height: float) -> str:
    made = "".join(
        f'<c r="{_letter(c)}{number}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{escape(storable(text))}</t></is></c>'
        if text
        else f'<c r="{_letter(c)}{number}" s="{style}"/>'
        for c, style, text in cells
    )
    return f'<row r="{number}" ht="{height}" customHeight="1">{made}</row>'


def _letter(column: int) -> str:
    return "ABCDEFGH"[column]


def _free(title: str, taken: set[str]) -> str:
    """Return *title*, told apart from a sheet of that name the unit made itself."""
    names = {t.casefold() for t in taken}
    return next(t for t in (title, *(f"{title}（{i}）" for i in range(2, 300))) if t.casefold() not in names)


def _look(fill: str, font: str) -> str:
    said = f'<font><color rgb="FF{font[1:]}"/></font>' if font else ""
    return f'{said}<fill><patternFill patternType="solid"><fgColor rgb="FF{fill[1:]}"/><bgColor rgb="FF{fill[1:]}"/></patternFill></fill>'


def _without_ours(said: str) -> str:
    """Return a comment without our part of it."""
    return re.sub(rf"\n?{re.escape(BEGIN)}.*?(?:{re.escape(END)}|\Z)", "", said, flags=re.DOTALL)


def _cut(said: list[str]) -> str:
    text = "\n\n".join(said)
    return text if len(text) <= COMMENT_LIMIT else f"{text[:COMMENT_LIMIT]}……（其余见第一张表）"


def _run(text: str) -> Element:
    made = etree.Element(tag("r"))
    look = etree.SubElement(made, tag("rPr"))
    etree.SubElement(look, tag("sz"), val="9")
    etree.SubElement(look, tag("rFont"), val="宋体")
    said = etree.SubElement(made, tag("t"))
    said.text = text
    said.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return made


def _at(reference: str | None) -> tuple[int, int] | None:
    at = parse_reference(f"x!{reference}")
    return (at.row, at.column) if at else None


def _order(place: Place) -> tuple[int, int]:
    return place.row, place.column


def _cell_of(client: Element) -> tuple[int, int] | None:
    row, column = (client.findtext(f"{{{_EXCEL}}}{name}") for name in ("Row", "Column"))
    return (int(row), int(column)) if row and column and row.isdigit() and column.isdigit() else None


_EMPTY_VML = (
    f'<xml xmlns:v="{_VML}" xmlns:o="{_OFFICE}" xmlns:x="{_EXCEL}"><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" '
    'data="1"/></o:shapelayout><v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" '
    'path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/><v:path gradientshapeok="t" '
    'o:connecttype="rect"/></v:shapetype></xml>'
)


def _box(boxes: Element, at: tuple[int, int], text: str) -> Element:
    """Return the hidden box a comment opens in, to the right of its cell, as high as its text needs."""
    row, column = at
    ids = [
        int(m[1])
        for s in boxes.iter()
        if isinstance(s.tag, str) and (m := re.fullmatch(r"_x0000_s([0-9]+)", s.get("id", "")))
    ]
    high = min(24, 2 + lines_needed(text, 46))
    anchor = f"{column + 1}, 12, {max(row - 1, 0)}, 6, {column + 5}, 40, {max(row - 1, 0) + high}, 6"
    shape = (
        f'<v:shape xmlns:v="{_VML}" xmlns:o="{_OFFICE}" xmlns:x="{_EXCEL}" id="_x0000_s{max(ids, default=1024) + 1}" '
        'type="#_x0000_t202" style="position:absolute;width:300pt;height:120pt;z-index:1;visibility:hidden" '
        'fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/><v:path o:connecttype="none"/>'
        '<v:textbox style="mso-direction-alt:auto"/><x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
        f"<x:Anchor>{anchor}</x:Anchor><x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column>"
        "</x:ClientData></v:shape>"
    )
    return etree.fromstring(shape)
