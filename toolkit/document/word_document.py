"""A report as a Word document, in the office's template or ours.

A number that is bound to a figure stands in a content control that names the figure: its text is locked, so that
whoever edits the wording round it cannot change it by mistake.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

from toolkit.document.model import BODY, Grid, Paragraph, remove_unprintable
from toolkit.document.word_mark import set_document_mark
from toolkit.document.word_package import load_word_document
from toolkit.document.word_styles import (
    BODY_HERE,
    CIRCULAR,
    HEAD,
    LABEL,
    LETTER,
    NUMBER,
    PAGE,
    STYLES,
    WIDE,
    ensure_style,
    save_reproducibly,
)
from toolkit.errors import TemplateError, UnreadableDocumentError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from toolkit.document.model import Box, Document, Run

TWIPS = 1440 / 25.4
"""Twentieths of a point in a millimetre."""
TALL_ROW = 340
"""How high a row of a table is at least, in twentieths of a point."""


def draw_word_document(document: Document, template: bytes, mark: str = "", word: str = CIRCULAR) -> bytes:
    """Write *document* into *template* in place of its paragraph {{正文}}; same input, same bytes.

    *mark* goes into its properties; without one it bears none. Styles are named behind *word*.

    {{标题}}、{{机关}} and {{年度}} are filled in wherever they stand, headers and footers too. Raise TemplateError for
    what is no .docx or has no such paragraph.
    """
    made = _open_template(template)
    body = next((p for p in made.paragraphs if p.text.strip() == BODY_HERE), None)
    if body is None:
        raise TemplateError(
            f"Word 模板里没有单独成段的 {BODY_HERE}，不知道报告写在哪里。请在模板里加上这一段。"
        )
    said = {"{{标题}}": document.title, "{{机关}}": document.office, "{{年度}}": str(document.year)}
    for paragraph in _all_paragraphs(made):
        _fill_placeholders(paragraph, said)
    used = {block.role for block in document.blocks if isinstance(block, Paragraph)}
    drawing = WordBlockDrawing(made, word, used)
    for before, block in zip((None, *document.blocks), document.blocks, strict=False):
        if isinstance(block, Grid) and isinstance(
            before, Grid
        ):  # two tables without a line between become one
            body._p.addprevious(drawing.paragraph(Paragraph((), BODY)))  # noqa: SLF001 - as below
        drawn = drawing.table(block) if isinstance(block, Grid) else drawing.paragraph(block)
        body._p.addprevious(drawn)  # noqa: SLF001 - python-docx inserts no tables before a paragraph
    body._p.getparent().remove(body._p)  # noqa: SLF001 - as above
    properties = made.core_properties
    properties.title, properties.author = (
        remove_unprintable(document.title)[:255],
        remove_unprintable(document.office)[:255],
    )
    if mark:
        set_document_mark(made, mark)
    return save_reproducibly(made)


def _open_template(template: bytes) -> Any:
    try:
        return load_word_document(template)
    except UnreadableDocumentError as error:
        raise TemplateError(
            "Word 模板打不开。请在 Word 或 WPS 里另存为 .docx，或删去它改用自带的模板。"
        ) from error


def _all_paragraphs(made: Any) -> Iterator[Any]:
    yield from made.paragraphs
    for table in made.tables:
        for row in table.rows:
            for cell in row.cells:
                yield from cell.paragraphs
    for section in made.sections:
        for part in (section.header, section.footer, section.first_page_header, section.first_page_footer,
                     section.even_page_header, section.even_page_footer):  # fmt: skip
            if not part.is_linked_to_previous:
                yield from part.paragraphs


def _fill_placeholders(paragraph: Any, said: dict[str, str]) -> None:
    """Put the values in the place of their names, though Word may have cut a name into several runs."""
    text = paragraph.text
    if not any(name in text for name in said):
        return
    for name, value in said.items():
        text = text.replace(name, remove_unprintable(value))
    first, *others = paragraph.runs
    first.text = text
    for run in others:
        run.text = ""


class WordBlockDrawing:
    """Draws blocks as the XML of one document."""

    def __init__(self, made: Any, word: str, used: Collection[str] = ()) -> None:
        """Look up the styles; those of a circular are made where one of its roles is *used*."""
        looks = {**STYLES, **{role: look for role, look in LETTER.items() if role in used}}
        self.styles = {role: ensure_style(made, look, word) for role, look in looks.items()}
        self.head, self.label, self.number = (
            ensure_style(made, look, word) for look in (HEAD, LABEL, NUMBER)
        )
        section = made.sections[0]
        emu = int(section.page_width or 0) - int(section.left_margin or 0) - int(section.right_margin or 0)
        self.room = emu // 635 if emu > 0 else round((WIDE - PAGE["left"] - PAGE["right"]) * TWIPS)
        self.controls = 0

    def paragraph(self, said: Paragraph) -> Any:
        """Return a paragraph in the style of what it is."""
        return _parse_word_xml(
            f"<w:p>{self.properties(self.styles[said.role])}{''.join(map(self.run, said.runs))}</w:p>"
        )

    def inline(self, said: Paragraph) -> list[Any]:
        """Return what a paragraph holds, to be put into another."""
        return list(_parse_word_xml(f"<w:p>{''.join(map(self.run, said.runs))}</w:p>"))

    @staticmethod
    def properties(name: str, *, keep: bool = False) -> str:
        """Name a paragraph's style; *keep* it on one page with what follows: a table is not torn if a page can hold it."""
        return f"<w:pPr><w:pStyle w:val={quoteattr(name)}/>{'<w:keepNext/>' if keep else ''}</w:pPr>"

    def named(self, grid: Grid, row: int, box: Box) -> str:
        """Return the style of a box: a number, the label of a row, or a heading over columns."""
        if not box.head:
            return self.number
        beside = row >= grid.heads and any(b and b.cell for b in grid.rows[row])
        return self.label if beside else self.head

    def run(self, run: Run) -> str:
        """Return a stretch of text, bound to its figure where it has one."""
        return self.bound(self.text(run.text, strong=run.strong), run.cell.name if run.cell else "")

    @staticmethod
    def text(text: str, *, strong: bool = False) -> str:
        """Return text as a run."""
        bold = "<w:rPr><w:b/></w:rPr>" if strong else ""
        parts = remove_unprintable(text).split("\n")
        lines = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(part)}</w:t>' for part in parts)
        return f"<w:r>{bold}{lines}</w:r>"

    def bound(self, run: str, figure: str) -> str:
        """Put a run into a control that names its figure and keeps its number."""
        if not figure:
            return run
        self.controls += 1
        name = quoteattr(figure)
        return (
            f'<w:sdt><w:sdtPr><w:alias w:val={name}/><w:tag w:val={name}/><w:id w:val="{self.controls}"/>'
            f'<w:lock w:val="sdtContentLocked"/><w:text/></w:sdtPr><w:sdtContent>{run}</w:sdtContent></w:sdt>'
        )

    def table(self, grid: Grid) -> Any:
        """Return a table as wide as the page."""
        columns = max(map(len, grid.rows))
        shares = grid.widths or (1.0,) * columns
        widths = [round(self.room * s / sum(shares)) for s in shares]
        rows = "".join(self.row(grid, r, widths) for r in range(len(grid.rows)))
        measured = "".join(f'<w:gridCol w:w="{w}"/>' for w in widths)
        edges = "".join(
            f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
            for side in ("top", "left", "bottom", "right", "insideH", "insideV")
        )
        return _parse_word_xml(
            f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
            f'<w:tblBorders>{edges}</w:tblBorders><w:tblLayout w:type="fixed"/>'
            '<w:tblCellMar><w:left w:w="28" w:type="dxa"/><w:right w:w="28" w:type="dxa"/></w:tblCellMar>'
            f"</w:tblPr><w:tblGrid>{measured}</w:tblGrid>{rows}</w:tbl>"
        )

    def row(self, grid: Grid, r: int, widths: list[int]) -> str:
        """Return a row: the places a box from above covers go on with it."""
        cells, c = [], 0
        while c < len(grid.rows[r]):
            box, merge = grid.rows[r][c], ""
            if box is None:
                box = _covering_box(grid, r, c)
                merge = "<w:vMerge/>"
            elif box.rows > 1:
                merge = '<w:vMerge w:val="restart"/>'
            span = f'<w:gridSpan w:val="{box.columns}"/>' if box.columns > 1 else ""
            wide = sum(widths[c : c + box.columns])
            inside = "" if merge == "<w:vMerge/>" else self.box(box)
            named = self.named(grid, r, box)
            cells.append(
                f'<w:tc><w:tcPr><w:tcW w:w="{wide}" w:type="dxa"/>{span}{merge}<w:vAlign w:val="center"/></w:tcPr>'
                f"<w:p>{self.properties(named, keep=r + 1 < len(grid.rows))}{inside}</w:p></w:tc>"
            )
            c += box.columns
        head = "<w:tblHeader/>" if r < grid.heads else ""
        return f'<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="{TALL_ROW}" w:hRule="atLeast"/>{head}</w:trPr>{"".join(cells)}</w:tr>'

    def box(self, box: Box) -> str:
        """Return what a box holds."""
        return self.bound(self.text(box.text), box.cell.name if box.cell else "")


def _covering_box(grid: Grid, row: int, column: int) -> Box:
    """Return the box above that covers a place."""
    for r in range(row - 1, -1, -1):
        box = grid.rows[r][column]
        if box is not None and r + box.rows > row:
            return box
    raise ValueError(f"nothing covers row {row}, column {column} of {grid.name}")


def _parse_word_xml(xml: str) -> Any:
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    tag, rest = re.match(r"<(w:\w+)(.*)", xml, re.DOTALL).groups()  # type: ignore[union-attr]
    return parse_xml(f"<{tag} {nsdecls('w')}{rest}")
