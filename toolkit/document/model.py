"""A published document as plain values: what is written to Word and to the web, and what reading one back gives.

A number that comes from a figure carries that figure's cell: the writers mark it (a content control in Word, a
``data`` element in HTML), so that whoever edits the wording does not lose what the number stands for.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from toolkit.form.model import Cell

TITLE, DATELINE, HEADING, ASPECT, BODY, CAPTION = "title", "dateline", "heading", "aspect", "body", "caption"
ROLES = (TITLE, DATELINE, HEADING, ASPECT, BODY, CAPTION)
"""What a paragraph is: the title, the date of publication, 一、, （一）, a text, the line above a table."""
ADDRESSEE, SIGNED = "addressee", "signed"
"""What else a paragraph of a circular is: whom it goes to, who sends it and when."""

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


def document_to_plain(document: Document) -> dict[str, Any]:
    """Return *document* as JSON-ready values."""
    return {
        "title": document.title,
        "office": document.office,
        "year": document.year,
        "blocks": [
            _grid_to_plain(b) if isinstance(b, Grid) else _paragraph_to_plain(b) for b in document.blocks
        ],
    }


def _paragraph_to_plain(line: Paragraph) -> dict[str, Any]:
    runs = [[r.text, r.cell.name if r.cell else "", r.strong] for r in line.runs]
    return {"role": line.role, "runs": runs}


def _grid_to_plain(grid: Grid) -> dict[str, Any]:
    rows = [
        [b and [b.text, b.rows, b.columns, b.head, b.cell.name if b.cell else ""] for b in row]
        for row in grid.rows
    ]
    return {"table": grid.name, "rows": rows, "widths": list(grid.widths), "heads": grid.heads}


def document_from_plain(plain: dict[str, Any]) -> Document:
    """Return the document ``document_to_plain`` made *plain* of."""
    blocks = tuple(_grid_from_plain(b) if "table" in b else _paragraph_from_plain(b) for b in plain["blocks"])
    return Document(str(plain["title"]), str(plain["office"]), int(plain["year"]), blocks)


def _paragraph_from_plain(plain: dict[str, Any]) -> Paragraph:
    runs = tuple(Run(str(text), cell_from_name(name), bool(strong)) for text, name, strong in plain["runs"])
    return Paragraph(runs, str(plain["role"]))


def _grid_from_plain(plain: dict[str, Any]) -> Grid:
    rows = tuple(
        tuple(
            Box(str(b[0]), int(b[1]), int(b[2]), bool(b[3]), cell_from_name(b[4])) if b else None for b in row
        )
        for row in plain["rows"]
    )
    return Grid(str(plain["table"]), rows, tuple(map(float, plain["widths"])), int(plain["heads"]))
