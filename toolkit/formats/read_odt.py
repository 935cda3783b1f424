"""An OpenDocument text (.odt) read back: its paragraphs and tables as a reader sees them."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Any

from toolkit.document.document_limits import (
    parse_cell_span,
    read_zip_member,
    refuse_heavy_markup,
    refuse_oversized_table,
)
from toolkit.document.model import BODY, HEADING, TITLE, Box, Grid, Paragraph, Run, texts_beside
from toolkit.document.word_package import BROKEN
from toolkit.errors import UnreadableDocumentError

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_XML = 32 * 2**20
"""How many bytes the text of an .odt may unpack to."""
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_LINES = {f"{_TEXT}p", f"{_TEXT}h"}
_BESIDE = (
    *(f"{_STYLE}{where}{page}" for where in ("header", "footer") for page in ("", "-left", "-first")),
    f"{_TEXT}note-body",
)
_UNREAD = {f"{_TEXT}tracked-changes", f"{_OFFICE}annotation", f"{_TEXT}note", f"{_OFFICE}forms"}
_DEEPEST = 100
"""How deep texts and tables may lie in one another."""


def read_odt_blocks(data: bytes) -> list[Paragraph | Grid]:
    """Return the paragraphs and tables of an .odt; raise UnreadableDocumentError for what is none."""
    (root,) = _read_parts(data, "content.xml")
    body = root.find(f"{_OFFICE}body/{_OFFICE}text")
    return list(_blocks_below(body, 0)) if body is not None else []


def read_odt_margins(data: bytes) -> list[Paragraph]:
    """Return what stands beside the text on the pages of an .odt: headers, footers and notes, each text once.

    Raise UnreadableDocumentError for what is no .odt.
    """
    beside = [n for root in _read_parts(data, "styles.xml", "content.xml") for n in root.iter(*_BESIDE)]
    return texts_beside(block for node in beside for block in _blocks_below(node, 0))


def _read_parts(data: bytes, *names: str) -> list[Any]:
    """Return the roots of the parts called *names*; of these only the text itself must be there."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    roots = []
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            for name in names:
                if name != "content.xml" and name not in package.namelist():
                    continue
                if package.getinfo(name).file_size > MOST_XML:
                    raise UnreadableDocumentError("文件展开后太大，没有读取。请核对文件。")
                part = read_zip_member(package, name)
                refuse_heavy_markup(part.count(b"<"))
                roots.append(etree.fromstring(part, parser))
    except (*BROKEN, etree.XMLSyntaxError) as error:
        raise UnreadableDocumentError("不是完好的 .odt 文档。请打开、另存一份再试。") from error
    return roots


def _blocks_below(parent: Any, depth: int) -> Iterator[Paragraph | Grid]:
    for node in parent if depth < _DEEPEST else ():
        if node.tag in _UNREAD or not isinstance(node.tag, str):
            continue
        if node.tag in _LINES:
            style = node.get(f"{_TEXT}style-name", "")
            role = HEADING if node.tag == f"{_TEXT}h" else TITLE if style == "Title" else BODY
            yield Paragraph((Run(_words_below(node)),), role)
            yield from _boxes_below(node, depth + 1)
        elif node.tag == f"{_TABLE}table":
            yield _read_table(node)
            yield from _boxes_below(node, depth + 1)
        else:
            yield from _blocks_below(node, depth + 1)


def _boxes_below(node: Any, depth: int) -> Iterator[Paragraph | Grid]:
    """Yield what stands in boxes and shapes that hang at a paragraph or in a table: behind it, in paragraphs of their own."""
    for child in _seen_children(node) if depth < _DEEPEST else ():
        yield from (_blocks_below if child.tag.startswith(_DRAW) else _boxes_below)(child, depth + 1)


def _seen_children(node: Any) -> list[Any]:
    return [child for child in node if isinstance(child.tag, str) and child.tag not in _UNREAD]


def _words_below(node: Any) -> str:
    parts = [node.text or ""]
    for child in node:
        if child.tag in {f"{_TEXT}s", f"{_TEXT}tab", f"{_TEXT}line-break"}:
            parts.append(" ")
        elif isinstance(child.tag, str) and child.tag not in _UNREAD and not child.tag.startswith(_DRAW):
            parts.append(_words_below(child))
        parts.append(child.tail or "")
    return "".join(parts)


def _read_table(table: Any) -> Grid:
    rows: list[tuple[Box | None, ...]] = []
    places = 0
    for line in _rows_of_table(table):
        row: list[Box | None] = []
        for cell in line:
            times = parse_cell_span(cell.get(f"{_TABLE}number-columns-repeated"))
            if cell.tag == f"{_TABLE}covered-table-cell":
                row += [None] * times
            elif cell.tag == f"{_TABLE}table-cell":
                down = parse_cell_span(cell.get(f"{_TABLE}number-rows-spanned"))
                across = parse_cell_span(cell.get(f"{_TABLE}number-columns-spanned"))
                said = "".join(map(_words_below, _own_paragraphs(cell)))
                row += [Box(said, down, across) for _ in range(times)]
        rows.append(tuple(row))
        places += len(row)
        refuse_oversized_table(places)
    return Grid("", tuple(rows))


def _rows_of_table(table: Any) -> Iterator[Any]:
    """Yield the rows of a table and of those inside it, but for those of a box in it: that has tables of its own."""
    for child in _seen_children(table):
        if child.tag == f"{_TABLE}table-row":
            yield child
        if not child.tag.startswith(_DRAW):
            yield from _rows_of_table(child)


def _own_paragraphs(cell: Any) -> Iterator[Any]:
    """Yield the paragraphs of a cell, but for those of a table in it: that has rows of its own."""
    for child in _seen_children(cell):
        if child.tag in _LINES:
            yield child
        elif child.tag != f"{_TABLE}table" and not child.tag.startswith(_DRAW):
            yield from _own_paragraphs(child)
