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
from toolkit.document.model import BODY, HEADING, TITLE, Box, Grid, Paragraph, Run
from toolkit.document.word_package import BROKEN
from toolkit.errors import UnreadableDocumentError

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_XML = 32 * 2**20
"""How many bytes the text of an .odt may unpack to."""
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_UNREAD = {f"{_TEXT}tracked-changes", f"{_OFFICE}annotation", f"{_TEXT}note", f"{_OFFICE}forms"}
_DEEPEST = 100
"""How deep texts and tables may lie in one another."""


def read_odt_blocks(data: bytes) -> list[Paragraph | Grid]:
    """Return the paragraphs and tables of an .odt; raise UnreadableDocumentError for what is none."""
    from lxml import etree

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            if package.getinfo("content.xml").file_size > MOST_XML:
                raise UnreadableDocumentError("文件展开后太大，没有读取。请核对文件。")
            content = read_zip_member(package, "content.xml")
        refuse_heavy_markup(content.count(b"<"))
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        body = etree.fromstring(content, parser).find(f"{_OFFICE}body/{_OFFICE}text")
    except (*BROKEN, etree.XMLSyntaxError) as error:
        raise UnreadableDocumentError("不是完好的 .odt 文档。请打开、另存一份再试。") from error
    return list(_blocks_below(body, 0)) if body is not None else []


def _blocks_below(parent: Any, depth: int) -> Iterator[Paragraph | Grid]:
    for node in parent if depth < _DEEPEST else ():
        if node.tag in _UNREAD or not isinstance(node.tag, str):
            continue
        if node.tag in {f"{_TEXT}p", f"{_TEXT}h"}:
            style = node.get(f"{_TEXT}style-name", "")
            role = HEADING if node.tag == f"{_TEXT}h" else TITLE if style == "Title" else BODY
            yield Paragraph((Run(_words_below(node)),), role)
        elif node.tag == f"{_TABLE}table":
            yield _read_table(node)
        else:
            yield from _blocks_below(node, depth + 1)


def _words_below(node: Any) -> str:
    parts = [node.text or ""]
    for child in node:
        if child.tag in {f"{_TEXT}s", f"{_TEXT}tab", f"{_TEXT}line-break"}:
            parts.append(" ")
        elif isinstance(child.tag, str) and child.tag not in _UNREAD:
            parts.append(_words_below(child))
        parts.append(child.tail or "")
    return "".join(parts)


def _read_table(table: Any) -> Grid:
    rows: list[tuple[Box | None, ...]] = []
    places = 0
    for line in table.iter(f"{_TABLE}table-row"):
        row: list[Box | None] = []
        for cell in line:
            times = parse_cell_span(cell.get(f"{_TABLE}number-columns-repeated"))
            if cell.tag == f"{_TABLE}covered-table-cell":
                row += [None] * times
            elif cell.tag == f"{_TABLE}table-cell":
                down = parse_cell_span(cell.get(f"{_TABLE}number-rows-spanned"))
                across = parse_cell_span(cell.get(f"{_TABLE}number-columns-spanned"))
                said = "".join(_words_below(p) for p in cell.iter(f"{_TEXT}p", f"{_TEXT}h"))
                row += [Box(said, down, across) for _ in range(times)]
        rows.append(tuple(row))
        places += len(row)
        refuse_oversized_table(places)
    return Grid("", tuple(rows))
