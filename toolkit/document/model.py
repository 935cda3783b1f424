"""A published document as plain values: what is written to Word and to the web, and what reading one back gives.

A number that comes from a figure carries that figure's cell: the writers mark it (a content control in Word, a
``data`` element in HTML), so that whoever edits the wording does not lose what the number stands for.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from toolkit.form.model import Cell
from toolkit.text.stored_values import from_stored, to_stored

if TYPE_CHECKING:
    from collections.abc import Iterable

TITLE, DATELINE, HEADING, ASPECT, BODY, CAPTION = "title", "dateline", "heading", "aspect", "body", "caption"
ROLES = (TITLE, DATELINE, HEADING, ASPECT, BODY, CAPTION)
"""What a paragraph is: the title, the date of publication, 一、, （一）, a text, the line above a table."""
ADDRESSEE, SIGNED = "addressee", "signed"
"""What else a paragraph of a circular is: whom it goes to, who sends it and when."""
MARGINS = "页眉、页脚或脚注"
"""Where on its pages stands what is beside the text."""

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def remove_unprintable(text: str) -> str:
    """Return *text* without what neither XML nor a page can hold."""
    return _NOT_XML.sub("", text)


def cell_from_name(name: str) -> Cell | None:
    """Return the figure a control or element names, as ``Cell.name`` writes it; None for another name."""
    parts = name.split(".")
    return Cell(*parts) if len(parts) == len(Cell._fields) else None


class Run(NamedTuple):
    """A stretch of text; *cell* is the figure whose number it is. *strong* is printed bold."""

    text: str
    cell: Cell | None = None
    strong: bool = False


class Paragraph(NamedTuple):
    """Runs in one line of *role* (``ROLES``, or one of a circular)."""

    runs: tuple[Run, ...]
    role: str = BODY

    @property
    def text(self) -> str:
        """Return what is read."""
        return "".join(run.text for run in self.runs)


class Box(NamedTuple):
    """One cell of a table over *rows* × *columns* of its grid; *head* is a label, the others hold a figure."""

    text: str
    rows: int = 1
    columns: int = 1
    head: bool = False
    cell: Cell | None = None


class Grid(NamedTuple):
    """A table: rows of boxes from the left, places a merged box covers are None. *widths* are shares of the page.

    *heads* counts the rows that are repeated at the top of every page.
    """

    name: str
    rows: tuple[tuple[Box | None, ...], ...]
    widths: tuple[float, ...] = ()
    heads: int = 0


Block = Paragraph | Grid


class Document(NamedTuple):
    """A report as it is published."""

    title: str
    office: str
    year: int
    blocks: tuple[Block, ...]
    margins: tuple[Paragraph, ...] = ()
    """What stands beside the text of the file it was read from: headers, footers and notes, each once."""


def texts_beside(blocks: Iterable[Block]) -> list[Paragraph]:
    """Return what *blocks* of headers, footers and notes say, each text once; what has no letter, as a page's number, is left out."""
    found = (
        p
        for block in blocks
        for p in (
            [block]
            if isinstance(block, Paragraph)
            else [Paragraph((Run(box.text, box.cell),)) for row in block.rows for box in row if box]
        )
    )
    return list({p.text: p for p in found if any(c.isalpha() for c in p.text)}.values())


def document_to_plain(document: Document) -> dict[str, Any]:
    """Return *document* as JSON-ready values; its blocks say what they are."""
    blocks = [[type(b).__name__, to_stored(b)] for b in document.blocks]
    plain = {**document._asdict(), "blocks": blocks, "margins": [to_stored(p) for p in document.margins]}
    return plain if document.margins else {k: v for k, v in plain.items() if k != "margins"}


def document_from_plain(plain: dict[str, Any]) -> Document:
    """Return the document ``document_to_plain`` made *plain* of."""
    known = {kind.__name__: kind for kind in (Paragraph, Grid)}
    blocks = tuple(from_stored(known[kind], block) for kind, block in plain["blocks"])
    margins = tuple(from_stored(Paragraph, p) for p in plain.get("margins", ()))
    return Document(**plain | {"blocks": blocks, "margins": margins})
