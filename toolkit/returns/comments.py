"""Comments of ours in somebody's workbook: written behind what the unit wrote, and taken out again without a trace."""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from lxml import etree

from toolkit.form.layout import CellPlace, parse_reference
from toolkit.sheets.styles import lines_needed, storable_text
from toolkit.xlsx.element_order import MAIN, add_to_worksheet, spreadsheet_tag
from toolkit.xlsx.patching import REL, Unpatchable

if TYPE_CHECKING:
    from toolkit.xlsx.patching import WorkbookParts

Element = Any

BEGIN, END = "【汇总单位的意见】", "【意见完】"
"""What our part of a comment begins and ends with; what stands outside is the unit's own."""
_OWN_PART = re.compile(rf"\n?{re.escape(BEGIN)}.*?(?:{re.escape(END)}|\Z)", re.DOTALL)
AUTHOR = "汇总单位"
COMMENT_LIMIT = 4_000
"""How many characters a comment shows at most; the first sheet has all of it."""
COMMENTS, VML = "comments", "vmlDrawing"
_OFFICE = "urn:schemas-microsoft-com:office:office"
_VML = "urn:schemas-microsoft-com:vml"
_EXCEL = "urn:schemas-microsoft-com:office:excel"
_COMMENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_VML_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
FIRST_BOX = 1025
"""The number of a sheet's first box, as programs count them."""


class WorkbookComments:
    """The comments of a workbook's sheets."""

    def __init__(self, parts: WorkbookParts) -> None:
        self.parts = parts

    def clear(self, part: str) -> None:
        """Take our words out of the comments; one that held nothing else goes with its box."""
        name = self.parts.one(part, COMMENTS)
        if name not in self.parts:
            return
        gone = set()
        listed = f"{spreadsheet_tag('commentList')}/{spreadsheet_tag('comment')}"
        for comment in self.parts.sheet_xml(name).findall(listed):
            text = comment.find(spreadsheet_tag("text"))
            said = "".join(text.itertext()) if text is not None else ""
            if BEGIN not in said:
                continue
            kept = _OWN_PART.sub("", said)
            if kept.strip():
                text[:] = [_text_run_element(kept)]
                text.text = None
            else:
                comment.getparent().remove(comment)
                gone.add(_cell_position(comment.get("ref")))
        boxes = self.vml(part)
        for shape in list(boxes) if boxes is not None else ():
            client = shape.find(f"{{{_EXCEL}}}ClientData")
            if client is not None and _shape_position(client) in gone:
                boxes.remove(shape)

    def add(self, part: str, root: Element, texts: dict[CellPlace, list[str]]) -> None:
        """Write a comment to each place, behind what the unit itself wrote there."""
        if any(kind == "threadedComment" for _, kind, _ in self.parts.targets(part)):
            return  # those of a conversation show instead of ours; the fill and the first sheet remain
        name = self.parts.one(part, COMMENTS)
        ours = {
            (place.row, place.column): storable_text(f"{BEGIN}\n{_join_and_cut(said)}\n{END}")
            for place, said in sorted(texts.items())
        }
        if name not in self.parts:
            name = self.parts.free("xl/comments{}.xml")
            alone = root.find(spreadsheet_tag("legacyDrawing")) is None
            made = "".join(_comment_xml(at, 0, text) for at, text in ours.items()) if alone else ""
            data = f'<comments xmlns="{MAIN}"><authors><author>{AUTHOR}</author></authors><commentList>{made}</commentList></comments>'
            self.parts.add(name, data.encode(), _COMMENT_TYPE)
            self.parts.relate(part, COMMENTS, name)
            if alone:
                shapes = (_comment_box_xml(FIRST_BOX + i, *said) for i, said in enumerate(ours.items()))
                self.add_drawing(part, root, "".join(shapes))
                return
        self.add_beside(name, self.boxes(part, root), ours)

    def add_beside(self, name: str, boxes: Element, ours: dict[tuple[int, int], str]) -> None:
        """Write our comments into the part *name* and their boxes into a drawing, which may hold some of the unit's own."""
        listed, author = self.author(self.parts.sheet_xml(name, changed=True))
        known = {_cell_position(c.get("ref")): c for c in listed}
        in_order, box = sorted(at for at in known if at is not None), _last_box_number(boxes)
        for at, said in ours.items():
            if at in known:
                text = known[at].find(spreadsheet_tag("text"))
                own = "".join(text.itertext())
                text.text = None
                text[:] = [_text_run_element(own.rstrip("\n") + "\n"), _text_run_element(said)]
            else:
                box += 1
                listed.insert(bisect_left(in_order, at), _element(_comment_xml(at, author, said)))
                insort(in_order, at)
                boxes.append(_element(_comment_box_xml(box, at, said)))

    def vml(self, part: str) -> Element:
        """Return the drawing that holds the boxes of a sheet's comments, or None."""
        said = self.parts.sheet_xml(part).find(spreadsheet_tag("legacyDrawing"))
        wanted = said.get(f"{{{REL}}}id") if said is not None else None
        for name, _, target in self.parts.targets(part):
            if wanted and name == wanted and target in self.parts:
                return self.parts.xml(target)
        return None

    def author(self, root: Element) -> tuple[Element, int]:
        """Return the list of comments, and which author we are."""
        authors, listed = root.find(spreadsheet_tag("authors")), root.find(spreadsheet_tag("commentList"))
        if authors is None or listed is None:
            raise Unpatchable("comments")
        names = [a.text for a in authors]
        if AUTHOR not in names:
            etree.SubElement(authors, spreadsheet_tag("author")).text = AUTHOR
            names.append(AUTHOR)
        return listed, names.index(AUTHOR)

    def boxes(self, part: str, root: Element) -> Element:
        """Return the drawing the boxes go into, made where there is none."""
        found = self.vml(part)
        if found is not None:
            return found
        if root.find(spreadsheet_tag("legacyDrawing")) is not None:
            raise Unpatchable("legacyDrawing")
        return self.parts.xml(self.add_drawing(part, root, ""))

    def add_drawing(self, part: str, root: Element, shapes: str) -> str:
        """Add the drawing of a sheet's comments with these *shapes*; return its part."""
        name = self.parts.free("xl/drawings/vmlDrawing{}.vml")
        self.parts.add(name, _VML_BEGINS.encode() + shapes.encode() + b"</xml>", "")
        self.parts.default_type("vml", _VML_TYPE)
        add_to_worksheet(root, "legacyDrawing", **{f"{{{REL}}}id": self.parts.relate(part, VML, name)})
        return name


def _join_and_cut(said: list[str]) -> str:
    text = "\n\n".join(said)
    return text if len(text) <= COMMENT_LIMIT else f"{text[:COMMENT_LIMIT]}……（其余见第一张表）"


def _element(text: str) -> Element:
    """Return the element that is written in *text* with the prefixes of this module."""
    return etree.fromstring(f'<x xmlns="{MAIN}" {_SPACES}>{text}</x>')[0]


def _text_run_element(text: str) -> Element:
    return _element(_text_run_xml(text))


def _text_run_xml(text: str) -> str:
    said = escape(text, {"\r": "&#13;"})
    return f'<r><rPr><sz val="9"/><rFont val="宋体"/></rPr><t xml:space="preserve">{said}</t></r>'


def _comment_xml(at: tuple[int, int], author: int, text: str) -> str:
    return f'<comment ref="{CellPlace("", *at).a1}" authorId="{author}"><text>{_text_run_xml(text)}</text></comment>'


def _cell_position(reference: str | None) -> tuple[int, int] | None:
    at = parse_reference(f"x!{reference}")
    return (at.row, at.column) if at else None


def _shape_position(client: Element) -> tuple[int, int] | None:
    row, column = (client.findtext(f"{{{_EXCEL}}}{name}") for name in ("Row", "Column"))
    return (int(row), int(column)) if row and column and row.isdigit() and column.isdigit() else None


_SPACES = f'xmlns:v="{_VML}" xmlns:o="{_OFFICE}" xmlns:x="{_EXCEL}"'
_VML_BEGINS = (
    f'<xml {_SPACES}><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" '
    'data="1"/></o:shapelayout><v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" '
    'path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/><v:path gradientshapeok="t" '
    'o:connecttype="rect"/></v:shapetype>'
)


def _last_box_number(boxes: Element) -> int:
    """Return the highest number a box of a drawing bears."""
    said = (s.get("id", "") for s in boxes.iter() if isinstance(s.tag, str))
    return max(
        (int(m[1]) for text in said if (m := re.fullmatch(r"_x0000_s([0-9]+)", text))), default=FIRST_BOX - 1
    )


def _comment_box_xml(number: int, at: tuple[int, int], text: str) -> str:
    """Return the hidden box a comment opens in, to the right of its cell, as high as its text needs."""
    row, column = at
    high = min(24, 2 + lines_needed(text, 46))
    anchor = f"{column + 1}, 12, {max(row - 1, 0)}, 6, {column + 5}, 40, {max(row - 1, 0) + high}, 6"
    return (
        f'<v:shape id="_x0000_s{number}" '
        'type="#_x0000_t202" style="position:absolute;width:300pt;height:120pt;z-index:1;visibility:hidden" '
        'fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/><v:path o:connecttype="none"/>'
        '<v:textbox style="mso-direction-alt:auto"/><x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
        f"<x:Anchor>{anchor}</x:Anchor><x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column>"
        "</x:ClientData></v:shape>"
    )
