"""A published report read back as plain values: Word, web page, Markdown, plain text.

Only what a reader sees counts: deleted text, scripts and hidden parts do not. A table stays a table of boxes, merged
places are None, so that a blank cell is told from a covered one.
"""

from __future__ import annotations

import io
import re
import zipfile
from itertools import groupby
from typing import TYPE_CHECKING

from toolkit.errors import UnreadableDocumentError
from toolkit.form.document import BODY, HEADING, TITLE, Box, Document, Grid, Paragraph, Run
from toolkit.form.model import Cell

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

SUFFIXES = (".docx", ".html", ".htm", ".md", ".txt")
MOST_INFLATED = 200 * 2**20
"""How many bytes a .docx may unpack to: a report is a few hundred thousand."""
LONGEST_CELL = 60
"""How long a line may be and still be taken for a cell of a table saved as text."""
BROKEN_OVER = 4
"""Over how many lines a cell of such a table may be broken."""
MOST_SPAN = 64
"""How many rows or columns one cell of a web page may say it covers."""
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BLOCKS = {"p", "div", "li", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "main", "body", "td", "th",
           "ul", "ol", "header", "footer", "dd", "dt", "dl", "center", "blockquote", "form", "pre", "tr", "tbody"}  # fmt: skip
_UNSEEN = {"script", "style", "noscript", "template", "head", "select", "option", "button", "svg", "nav"}


def read_document(data: bytes, suffix: str) -> Document:
    """Return the paragraphs and tables of a published report; *suffix* says how it is written (``SUFFIXES``).

    Raise UnreadableDocumentError for what is not such a file.
    """
    if suffix == ".docx":
        blocks = _word(data)
    elif suffix in {".html", ".htm"}:
        blocks = _web(data)
    elif suffix in SUFFIXES:
        blocks = _text(_decoded(data))
    else:
        raise UnreadableDocumentError(
            f"不认识 {suffix or '没有扩展名的'} 文件。请给 .docx、.html、.md 或 .txt；PDF 和 .doc 请先另存为 .docx。"
        )
    return Document("", "", 0, tuple(b for b in blocks if isinstance(b, Grid) or b.text.strip()))


def leftovers(data: bytes) -> dict[str, int]:
    """Count what a Word document holds that must not be published: comments, tracked changes; {} for other files.

    Raise UnreadableDocumentError for what is no .docx.
    """
    from lxml import etree

    found = {"批注": 0, "修订": 0}
    tags = {"批注": {f"{_W}comment"}, "修订": {f"{_W}ins", f"{_W}del", f"{_W}moveFrom", f"{_W}moveTo"}}
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = [n for n in package.namelist() if n.startswith("word/") and n.endswith(".xml")]
            for name in parts:
                root = etree.fromstring(package.read(name), parser)
                for what, some in tags.items():
                    found[what] += sum(node.tag in some for node in root.iter())
    except (zipfile.BadZipFile, etree.XMLSyntaxError) as error:
        raise UnreadableDocumentError(
            "不是完好的 Word 文档（.docx）。请在 Word 或 WPS 里打开、另存一份再试。"
        ) from error
    return {k: n for k, n in found.items() if n}


def _decoded(data: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableDocumentError("文字编码认不出来。请另存为 UTF-8 编码的文本。")


# Word


def _word(data: bytes) -> Iterator[Paragraph | Grid]:
    import docx
    from lxml.etree import XMLSyntaxError

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            if sum(i.file_size for i in package.infolist()) > MOST_INFLATED:
                raise UnreadableDocumentError("文件展开后太大，没有读取。请在 Word 或 WPS 里另存一份再试。")
        body = docx.Document(io.BytesIO(data)).element.body
        return _word_blocks(body)
    except (zipfile.BadZipFile, KeyError, ValueError, XMLSyntaxError, EOFError, NotImplementedError) as error:
        raise UnreadableDocumentError(
            "不是完好的 Word 文档（.docx）。请在 Word 或 WPS 里打开、另存一份再试。"
        ) from error


def _word_blocks(parent: Any) -> Iterator[Paragraph | Grid]:
    for node in parent:
        if node.tag == f"{_W}p":
            yield Paragraph(tuple(_word_runs(node)), _word_role(node))
        elif node.tag == f"{_W}tbl":
            yield _word_table(node)
        elif node.tag in {f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}customXml"}:
            yield from _word_blocks(node)


def _word_runs(node: Any, cell: Cell | None = None) -> Iterator[Run]:
    for child in node:
        if child.tag in {f"{_W}t", f"{_W}tab", f"{_W}br", f"{_W}noBreakHyphen"}:
            yield Run({f"{_W}t": child.text or "", f"{_W}noBreakHyphen": "-"}.get(child.tag, " "), cell)
        elif child.tag == f"{_W}sdt":
            tag = child.find(f"{_W}sdtPr/{_W}tag")
            named = _cell(tag.get(f"{_W}val", "")) if tag is not None else None
            yield from _word_runs(child, named or cell)
        elif child.tag not in {
            f"{_W}del",
            f"{_W}moveFrom",
            f"{_W}pPr",
            f"{_W}rPr",
            f"{_W}sdtPr",
            f"{_W}pict",
        }:
            yield from _word_runs(child, cell)


def _word_role(node: Any) -> str:
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


def _word_table(table: Any) -> Grid:
    rows: list[list[Box | None]] = []
    for line in table.iter(f"{_W}tr"):
        row: list[Box | None] = []
        for cell in _word_cells(line):
            span = cell.find(f"{_W}tcPr/{_W}gridSpan")
            wide = int(span.get(f"{_W}val", "1")) if span is not None else 1
            merge = cell.find(f"{_W}tcPr/{_W}vMerge")
            if merge is not None and merge.get(f"{_W}val") != "restart":
                row += [None] * wide
                continue
            runs = [run for p in cell.iter(f"{_W}p") for run in _word_runs(p)]
            text = "".join(r.text for r in runs)
            row += [
                Box(text, 1, wide, cell=next((r.cell for r in runs if r.cell), None)),
                *[None] * (wide - 1),
            ]
        rows.append(row)
    return Grid("", tuple(map(tuple, rows)))


def _word_cells(line: Any) -> Iterator[Any]:
    for child in line:
        if child.tag == f"{_W}tc":
            yield child
        elif child.tag in {f"{_W}sdt", f"{_W}sdtContent"}:
            yield from _word_cells(child)


def _cell(name: str) -> Cell | None:
    parts = name.split(".")
    return Cell(*parts) if len(parts) == len(Cell._fields) else None


# Web pages


def _web(data: bytes) -> Iterator[Paragraph | Grid]:
    from lxml import html

    text = _decoded(data).replace("\x00", "")
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text)
    if not text.strip():
        raise UnreadableDocumentError("网页是空的。请在浏览器里打开，另存为“仅 HTML”再试。")
    root = html.document_fromstring(text)
    return _web_blocks(root)


def _web_blocks(node: Any) -> Iterator[Paragraph | Grid]:
    """Yield the blocks of *node*; text between two blocks is a paragraph of its own."""
    gathered: list[Run] = []

    def done() -> Iterator[Paragraph]:
        if "".join(r.text for r in gathered).strip():
            yield Paragraph(tuple(gathered), _web_role(node))
        gathered.clear()

    def walk(part: Any, cell: Cell | None) -> Iterator[Paragraph | Grid]:
        if part.text:
            gathered.append(Run(_one_space(part.text), cell))
        for child in part:
            if not isinstance(child.tag, str) or child.tag in _UNSEEN or _hidden(child):
                pass
            elif child.tag == "table" and _is_data(child):
                yield from done()
                yield _web_table(child)
            elif child.tag in _BLOCKS or child.tag == "table":
                yield from done()
                yield from _web_blocks(child)
            elif child.tag in {"br", "hr"}:
                yield from done()
            else:
                yield from walk(child, _cell(child.get("data-figure", "")) or cell)
            if child.tail:
                gathered.append(Run(_one_space(child.tail), cell))

    yield from walk(node, None)
    yield from done()


def _one_space(text: str) -> str:
    return re.sub(r"[ \t\r\n]+", " ", text)


def _hidden(node: Any) -> bool:
    style = re.sub(r"\s", "", node.get("style", "")).casefold()
    return "hidden" in node.attrib or "display:none" in style


def _web_role(node: Any) -> str:
    return TITLE if node.tag == "h1" else HEADING if re.fullmatch("h[2-6]", node.tag) else BODY


def _is_data(table: Any) -> bool:
    """Tell a table of figures from one that only lays out the page."""
    return next(
        table.iter("table") if table.tag != "table" else iter(table.findall(".//table")), None
    ) is None and any(len(row.xpath("./td|./th")) > 1 for row in table.iter("tr"))


def _web_table(table: Any) -> Grid:
    held: dict[tuple[int, int], Box | None] = {}
    wide = 0
    for r, line in enumerate(table.iter("tr")):
        c = 0
        for cell in line.xpath("./td|./th"):
            while (r, c) in held:
                c += 1
            down, across = _span(cell, "rowspan"), _span(cell, "colspan")
            named = next((_cell(d.get("data-figure")) for d in cell.iter() if d.get("data-figure")), None)
            text = _one_space("".join(cell.itertext())).strip()
            for dr in range(down):
                for dc in range(across):
                    held.setdefault((r + dr, c + dc), None)
            held[r, c] = Box(text, down, across, cell.tag == "th", named)
            c += across
            wide = max(wide, c)
    last = max((r for r, _ in held), default=-1)
    return Grid("", tuple(tuple(held.get((r, c)) for c in range(wide)) for r in range(last + 1)))


def _span(cell: Any, name: str) -> int:
    said = cell.get(name, "1").strip()
    return min(MOST_SPAN, max(1, int(said))) if said.isdecimal() and said.isascii() else 1


# Text


def _text(text: str) -> Iterator[Paragraph | Grid]:
    lines = [line.rstrip("\r") for line in text.split("\n")]
    for kind, some in groupby(_kinds(lines), key=lambda pair: pair[0]):
        block = [line for _, line in some]
        if kind == "rows":
            rows = [_cells(line) for line in block]
            yield Grid("", tuple(tuple(Box(c) for c in row) for row in rows if row))
        elif kind == "cells":  # a line each, or broken over lines, with marks between
            tokens = "\n".join(block).split("|")
            yield Grid("", tuple((Box(token.strip()),) for token in tokens))
        else:
            for line in block:
                if line.strip():
                    yield _line(line)


def _kinds(lines: list[str]) -> Iterator[tuple[str, str]]:
    """Yield each line as a row of a table, a piece of one, or text."""
    filled = [line for line in lines if line.strip()]
    for at, line in enumerate(filled):
        if _row(line):
            yield "rows", line
        elif "|" in line or _in_cell(filled[at : at + BROKEN_OVER]):
            yield "cells", line
        else:
            yield "text", line


def _in_cell(lines: list[str]) -> bool:
    """Tell whether the first of *lines* belongs to a cell that one of the next ends."""
    for line in lines:
        if _marks(line.strip()):
            return True
        if "|" in line or len(line) >= LONGEST_CELL or line.rstrip().endswith(("。", "：", ":", "；", "，")):
            return line.count("|") == 1 and line is not lines[0]
    return False


def _marks(line: str) -> bool:
    """Tell a line that only ends a cell."""
    return line.startswith("|") and not _row(line)


def _row(line: str) -> bool:
    filled = [c for c in line.split("|") if c.strip()]
    drawn = line.strip().startswith("|") and line.strip().endswith("|") and line.count("|") > 2
    return "\t" in line.strip("\n ") or (line.count("|") > 1 and len(filled) > 1) or (drawn and bool(filled))


def _cells(line: str) -> list[str]:
    if "\t" in line:
        return [c.strip() for c in line.split("\t")]
    cells = [c.strip() for c in line.strip().removeprefix("|").removesuffix("|").split("|")]
    return [] if all(re.fullmatch(r":?-+:?", c) for c in cells) else cells


def _line(line: str) -> Paragraph:
    marks = re.match(r"\s*(#+)\s*", line)
    said = re.sub(r"\*\*(.+?)\*\*|__(.+?)__", lambda m: m[1] or m[2], line[marks.end() :] if marks else line)
    role = BODY if not marks else TITLE if len(marks[1]) == 1 else HEADING
    return Paragraph((Run(re.sub(r"^\s*[-*+]\s+", "", said).strip()),), role)
