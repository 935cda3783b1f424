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
    import docx
    from lxml.etree import XMLSyntaxError

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            if sum(i.file_size for i in package.infolist()) > MOST_INFLATED:
                raise UnreadableDocumentError("文件展开后太大，没有读取。请在 Word 或 WPS 里另存一份再试。")
        body = docx.Document(io.BytesIO(data)).element.body
        return list(_blocks(body))
    except (*BROKEN, XMLSyntaxError) as error:
        raise UnreadableDocumentError(
            "不是完好的 Word 文档（.docx）。请在 Word 或 WPS 里打开、另存一份再试。"
        ) from error


def _blocks(parent: Any) -> Iterator[Paragraph | Grid]:
    for node in parent:
        if node.tag == f"{_W}p":
            yield Paragraph(tuple(_runs(node)), _role(node))
        elif node.tag == f"{_W}tbl":
            yield _table(node)
        elif node.tag in {f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}customXml"}:
            yield from _blocks(node)


def _runs(node: Any, cell: Cell | None = None) -> Iterator[Run]:
    for child in node:
        if child.tag in {f"{_W}t", f"{_W}tab", f"{_W}br", f"{_W}noBreakHyphen"}:
            yield Run({f"{_W}t": child.text or "", f"{_W}noBreakHyphen": "-"}.get(child.tag, " "), cell)
        elif child.tag == f"{_W}sdt":
            tag = child.find(f"{_W}sdtPr/{_W}tag")
            named = figure_named(tag.get(f"{_W}val", "")) if tag is not None else None
            yield from _runs(child, named or cell)
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
                Box(text, 1, wide, cell=next((r.cell for r in runs if r.cell), None)),
                *[None] * (wide - 1),
            ]
        rows.append(row)
    return Grid("", tuple(map(tuple, rows)))


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
