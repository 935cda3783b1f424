"""A Word document read back: what a reader sees of it, and what is left in it that nobody should see.

python-docx opens the package; its own ``Paragraph.text`` leaves content controls out, so the XML is walked.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import TYPE_CHECKING

from toolkit.errors import UnreadableDocumentError
from toolkit.form.document import BODY, HEADING, TITLE, Box, Grid, Paragraph, Run, figure_named

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from toolkit.form.model import Cell

MOST_INFLATED = 200 * 2**20
"""How many bytes a .docx may unpack to: a report is a few hundred thousand."""
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, KeyError, ValueError)
"""What a damaged package raises."""
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def read_word(data: bytes) -> list[Paragraph | Grid]:
    """Return the paragraphs and tables of a .docx; raise UnreadableDocumentError for what is none."""
    return open_word(data)[1]


def open_word(data: bytes) -> tuple[Any, list[Paragraph | Grid], list[Any]]:
    """Return a .docx as python-docx opens it, its paragraphs and tables, and the node of each.

    Raise UnreadableDocumentError for what is no .docx.
    """
    import docx
    from lxml.etree import XMLSyntaxError

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            if sum(i.file_size for i in package.infolist()) > MOST_INFLATED:
                raise UnreadableDocumentError("文件展开后太大，没有读取。请在 Word 或 WPS 里另存一份再试。")
        opened = docx.Document(io.BytesIO(data))
        placed = list(_placed_blocks(opened.element.body))
    except (*BROKEN, XMLSyntaxError) as error:
        raise UnreadableDocumentError(
            "不是完好的 Word 文档（.docx）。请在 Word 或 WPS 里打开、另存一份再试。"
        ) from error
    return opened, [block for _, block in placed], [node for node, _ in placed]


def _placed_blocks(parent: Any) -> Iterator[tuple[Any, Paragraph | Grid]]:
    """Yield the paragraphs and tables below *parent*, each with its node; a table of one column only lays out the page."""
    for node in parent:
        if node.tag == f"{_W}p":
            yield node, Paragraph(tuple(_runs(node)), _role(node))
        elif node.tag == f"{_W}tbl" and all(len(list(_cells(line))) < 2 for line in _own_rows(node)):
            for cell in (cell for line in _own_rows(node) for cell in _cells(line)):
                yield from _placed_blocks(cell)
        elif node.tag == f"{_W}tbl":
            yield node, _table(node)
        elif node.tag in {f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}customXml"}:
            yield from _placed_blocks(node)


def _own_rows(table: Any) -> list[Any]:
    """Return the rows of a table without those of tables within it."""
    return [line for line in table.iter(f"{_W}tr") if next(line.iterancestors(f"{_W}tbl")) is table]


def control_figure(control: Any) -> Cell | None:
    """Return the figure a content control names: by its tag, or by its title where a program dropped the tag."""
    said = control.find(f"{_W}sdtPr")
    if said is None:
        return None
    for name in ("tag", "alias"):
        named = said.find(f"{_W}{name}")
        cell = figure_named(named.get(f"{_W}val", "")) if named is not None else None
        if cell:
            return cell
    return None


def shows_placeholder(control: Any) -> bool:
    """Tell whether a content control is empty and shows Word's own words for "click here to type"."""
    return control.find(f"{_W}sdtPr/{_W}showingPlcHdr") is not None


def _runs(node: Any, cell: Cell | None = None) -> Iterator[Run]:
    for child in node:
        if child.tag in {f"{_W}t", f"{_W}tab", f"{_W}br", f"{_W}noBreakHyphen"}:
            yield Run({f"{_W}t": child.text or "", f"{_W}noBreakHyphen": "-"}.get(child.tag, " "), cell)
        elif child.tag == f"{_W}sdt":
            named = control_figure(child) or cell
            yield from [Run("", named)] if shows_placeholder(child) else _runs(child, named)
        elif child.tag not in {
            f"{_W}del",
            f"{_W}moveFrom",
            f"{_W}pPr",
            f"{_W}rPr",
            f"{_W}sdtPr",
            f"{_W}pict",
        }:
            yield from _runs(child, cell)


def _role(node: Any) -> str:
    style = node.find(f"{_W}pPr/{_W}pStyle")
    name = (style.get(f"{_W}val", "") if style is not None else "").casefold()
    if name in {"title", "年报标题"}:
        return TITLE
    level = node.find(f"{_W}pPr/{_W}outlineLvl")
    return (
        HEADING
        if level is not None or name.startswith(("heading", "标题")) or re.fullmatch("[1-6]", name)
        else BODY
    )


def _table(table: Any) -> Grid:
    rows: list[list[Box | None]] = []
    for line in table.iter(f"{_W}tr"):
        row: list[Box | None] = []
        for cell in _cells(line):
            span = cell.find(f"{_W}tcPr/{_W}gridSpan")
            wide = int(span.get(f"{_W}val", "1")) if span is not None else 1
            merge = cell.find(f"{_W}tcPr/{_W}vMerge")
            if merge is not None and merge.get(f"{_W}val") != "restart":
                row += [None] * wide
                continue
            runs = [run for p in cell.iter(f"{_W}p") for run in _runs(p)]
            text = "".join(r.text for r in runs)
            row += [
                Box(text, 1, wide, cell=next((r.cell for r in runs if r.cell), _figure_around(cell))),
                *[None] * (wide - 1),
            ]
        rows.append(row)
    return Grid("", tuple(map(tuple, rows)))


def _figure_around(cell: Any) -> Cell | None:
    """Return the figure of a control that stands round a cell or round its paragraphs."""
    controls = (*cell.iterancestors(f"{_W}sdt"), *cell.iterchildren(f"{_W}sdt"))
    return next(filter(None, map(control_figure, controls)), None)


def uncovered_cells(line: Any) -> list[Any]:
    """Return the cells of a table's row that no cell above covers: those a ``Grid`` has boxes for."""
    merges = ((cell, cell.find(f"{_W}tcPr/{_W}vMerge")) for cell in _cells(line))
    return [cell for cell, merge in merges if merge is None or merge.get(f"{_W}val") == "restart"]


def _cells(line: Any) -> Iterator[Any]:
    for child in line:
        if child.tag == f"{_W}tc":
            yield child
        elif child.tag in {f"{_W}sdt", f"{_W}sdtContent"}:
            yield from _cells(child)


def everything(data: bytes) -> str:
    """Return the texts of every part of a .docx, a paragraph a line: header and footer, notes, boxes, properties."""
    lines = []
    for root in _parts(data, ""):
        paragraphs = [n for n in root.iter(f"{_W}p") if next(n.iterancestors(f"{_W}p"), None) is None]
        if paragraphs:
            lines += ["".join(t.text or "" for t in p.iter(f"{_W}t", f"{_W}delText")) for p in paragraphs]
        else:
            lines += [text for text in root.itertext() if text.strip()]
    return "\n".join(lines)


def _parts(data: bytes, below: str) -> Iterator[Any]:
    """Yield the XML parts *below* a folder of the package; raise UnreadableDocumentError for what is no .docx."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            for name in package.namelist():
                if name.startswith(below) and name.endswith(".xml"):
                    yield etree.fromstring(package.read(name), parser)
    except (*BROKEN, etree.XMLSyntaxError) as error:
        raise UnreadableDocumentError(
            "不是完好的 Word 文档（.docx）。请在 Word 或 WPS 里打开、另存一份再试。"
        ) from error


def leftovers(data: bytes) -> dict[str, int]:
    """Count what a Word document holds that must not be published: comments, tracked changes; {} for other files.

    Raise UnreadableDocumentError for what is no .docx.
    """
    found = {"批注": 0, "修订": 0}
    tags = {"批注": {f"{_W}comment"}, "修订": {f"{_W}ins", f"{_W}del", f"{_W}moveFrom", f"{_W}moveTo"}}
    for root in _parts(data, "word/"):
        for what, some in tags.items():
            found[what] += sum(node.tag in some for node in root.iter())
    return {k: n for k, n in found.items() if n}
