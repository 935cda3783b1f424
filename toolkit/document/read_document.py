"""A published report read back as plain values: Word, web page, Markdown, plain text.

Only what a reader sees counts: deleted text, scripts and hidden parts do not. A table stays a table of boxes, merged
places are None, so that a blank cell is told from a covered one.
"""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from toolkit.document.document_limits import (
    parse_cell_span,
    refuse_heavy_markup,
    refuse_oversized_report,
    refuse_oversized_table,
)
from toolkit.document.model import BODY, HEADING, TITLE, Box, Document, Grid, Paragraph, Run, cell_from_name
from toolkit.document.read_word import read_all_word_texts, read_word_blocks, read_word_margins
from toolkit.errors import UnreadableDocumentError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from toolkit.form.model import Cell

SUFFIXES = (".docx", ".html", ".htm", ".md", ".txt")
ENCODINGS = ("utf-8-sig", "gb18030")
MARKED = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
"""Byte order marks of what Notepad calls Unicode."""
LOST, MOST_LOST = "\ufffd", 0.01
"""What stands for a character that was lost, and up to what share of them a text is still read: each is told (A8)."""
LONGEST_CELL = 60
"""How long a line may be and still be taken for a cell of a table saved as text."""
BROKEN_OVER = 4
"""Over how many lines a cell of such a table may be broken."""
_GAP = re.compile(r"[ \u3000\u00a0]{2,}")
MOST_PIECES = 1
"""From how many pieces on a line with runs of spaces in it may be a row."""
_BLOCKS = {"p", "div", "li", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "main", "body", "td", "th",
           "ul", "ol", "header", "footer", "dd", "dt", "dl", "center", "blockquote", "form", "pre", "tr", "tbody"}  # fmt: skip
_UNSEEN = {"script", "style", "noscript", "template", "head", "select", "option", "button", "svg", "nav"}


def read_document(data: bytes, suffix: str, heads: frozenset[str] = frozenset()) -> Document:
    """Return the paragraphs and tables of a published report; *suffix* says how it is written (``SUFFIXES``).

    *heads* are headings by which a line of a text file is known for the head of a table.

    Raise UnreadableDocumentError for what is not such a file.
    """
    if suffix == ".docx":
        blocks: Iterable[Paragraph | Grid] = read_word_blocks(data)
    elif suffix in {".html", ".htm"}:
        blocks = _read_web_page(data)
    elif suffix in SUFFIXES:
        blocks = _read_text_blocks(_decode_text(data), heads)
    else:
        raise UnreadableDocumentError(
            f"不认识 {suffix or '没有扩展名的'} 文件。请给 .docx、.html、.md 或 .txt；PDF 和 .doc 请先另存为 .docx。"
        )
    found = tuple(b for b in blocks if isinstance(b, Grid) or b.text.strip())
    margins = tuple(read_word_margins(data)) if suffix == ".docx" else ()
    refuse_oversized_report((*found, *margins))
    return Document("", "", 0, found, margins)


def _decode_text(data: bytes) -> str:
    marked = MARKED.get(data[:2])
    for encoding in (marked,) if marked else ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    rough = min((data.decode(e, "replace") for e in ENCODINGS), key=lambda text: text.count(LOST))
    if rough.count(LOST) > MOST_LOST * len(rough):
        raise UnreadableDocumentError("文字编码认不出来。请另存为 UTF-8 编码的文本。")
    return rough


def read_unseen_text(data: bytes, suffix: str) -> str:
    """Return all text the file holds, what no reader sees on the page included: header, notes, hidden parts, properties."""
    return read_all_word_texts(data) if suffix == ".docx" else _decode_text(data)


# Web pages


_DECLARATION = re.compile(r"\s*<\?xml[^>]*\?>")


_EMPTY_PAGE = "网页是空的。请在浏览器里打开，另存为“仅 HTML”再试。"


def _read_web_page(data: bytes) -> list[Paragraph | Grid]:
    from lxml import etree, html

    text = _decode_text(data).replace("\x00", "")
    if declared := _DECLARATION.match(text):
        text = text[declared.end() :]
    if not text.strip():
        raise UnreadableDocumentError(_EMPTY_PAGE)
    refuse_heavy_markup(text.count("<"))
    parser = html.HTMLParser(no_network=True, huge_tree=True)
    try:
        root = html.document_fromstring(text, parser=parser)
    except etree.ParserError as error:  # there is nothing in it but the beginning of a mark
        raise UnreadableDocumentError(_EMPTY_PAGE) from error
    if any(e.level == etree.ErrorLevels.FATAL for e in parser.error_log):  # what comes behind it was not read
        raise UnreadableDocumentError(
            "网页的标签一层套一层，套得太深，没有读完。请在浏览器里打开，复制正文到 Word 文档再试。"
        )
    return _WebPageReader().read(root)


class _OpenNode(NamedTuple):
    """A node whose children are being read: what they belong to, and whether it ends a paragraph."""

    node: Any
    children: Iterator[Any]
    cell: Cell | None
    role: str
    ends: bool


class _WebPageReader:
    """Reads a page in the order of its text: what stands between two blocks is a paragraph of its own.

    Without recursion: some portals nest a thousand tags they never close.
    """

    def __init__(self) -> None:
        self.blocks: list[Paragraph | Grid] = []
        self.gathered: list[Run] = []

    def read(self, root: Any) -> list[Paragraph | Grid]:
        """Return the blocks of *root*."""
        open_: list[_OpenNode] = []
        self.open(open_, root, None, _role_of_web_node(root), ends=True)
        while open_:
            last = open_[-1]
            child = next(last.children, None)
            if child is None:
                self.close(open_)
            else:
                self.enter(open_, child)
        return self.blocks

    def open(self, open_: list[_OpenNode], node: Any, cell: Cell | None, role: str, *, ends: bool) -> None:
        open_.append(_OpenNode(node, iter(node), cell, role, ends))
        if node.text:
            self.gathered.append(Run(_collapse_spaces(node.text), cell))

    def close(self, open_: list[_OpenNode]) -> None:
        last = open_.pop()
        if last.ends:
            self.end(last.role)
        if open_:
            self.tail(last.node, open_[-1].cell)

    def enter(self, open_: list[_OpenNode], child: Any) -> None:
        last = open_[-1]
        if not isinstance(child.tag, str) or child.tag in _UNSEEN or _is_hidden_node(child):
            self.tail(child, last.cell)
        elif child.tag == "table" and _is_data_table(child):
            self.end(last.role)
            self.blocks.append(_read_web_table(child))
            self.tail(child, last.cell)
        elif child.tag in _BLOCKS or child.tag == "table":
            self.end(last.role)
            self.open(open_, child, None, _role_of_web_node(child), ends=True)
        elif child.tag in {"br", "hr"}:
            self.end(last.role)
            self.tail(child, last.cell)
        else:
            named = cell_from_name(child.get("data-figure", "")) or last.cell
            self.open(open_, child, named, last.role, ends=False)

    def tail(self, node: Any, cell: Cell | None) -> None:
        if node.tail:
            self.gathered.append(Run(_collapse_spaces(node.tail), cell))

    def end(self, role: str) -> None:
        if any(r.text.strip() for r in self.gathered):
            self.blocks.append(Paragraph(tuple(self.gathered), role))
        self.gathered.clear()


def _collapse_spaces(text: str) -> str:
    return re.sub(r"[ \t\r\n]+", " ", text)


def _is_hidden_node(node: Any) -> bool:
    style = re.sub(r"\s", "", node.get("style", "")).casefold()
    return "hidden" in node.attrib or "display:none" in style


def _role_of_web_node(node: Any) -> str:
    return TITLE if node.tag == "h1" else HEADING if re.fullmatch("h[2-6]", node.tag) else BODY


def _is_data_table(table: Any) -> bool:
    """Tell a table of figures from one that only lays out the page."""
    if table.find(".//table") is not None:
        return False
    return any(len(row.xpath("./td|./th")) > 1 for row in table.iter("tr"))


def _read_web_table(table: Any) -> Grid:
    rows: list[list[Box | None]] = []
    below: dict[int, int] = {}  # how many more rows a column is covered for
    places = 0
    for line in table.iter("tr"):
        row: list[Box | None] = []
        for cell in line.xpath("./td|./th"):
            _fill_covered_places(row, below)
            down, across = parse_cell_span(cell.get("rowspan")), parse_cell_span(cell.get("colspan"))
            named = next(
                (cell_from_name(d.get("data-figure")) for d in cell.iter() if d.get("data-figure")), None
            )
            text = _collapse_spaces("".join(cell.itertext())).strip()
            if down > 1:
                below |= dict.fromkeys(range(len(row), len(row) + across), down)
            row += [Box(text, down, across, cell.tag == "th", named), *[None] * (across - 1)]
        _fill_covered_places(row, below)
        below = {c: n - 1 for c, n in below.items() if n > 1}
        rows.append(row)
        places += max(len(row), len(below))
        refuse_oversized_table(places)
    return Grid("", tuple(map(tuple, rows)))


def _fill_covered_places(row: list[Box | None], below: dict[int, int]) -> None:
    """Fill up *row* where cells of rows above reach down into it."""
    while len(row) in below:
        row.append(None)


# Text


def _read_text_blocks(text: str, heads: frozenset[str]) -> Iterator[Paragraph | Grid]:
    lines = [line.rstrip("\r") for line in text.split("\n")]
    for kind, some in groupby(_kinds_of_lines(lines, heads), key=lambda pair: pair[0]):
        block = [line for _, line in some]
        if kind == "rows":
            rows = [_row_texts(line, heads) for line in block]
            yield Grid("", tuple(tuple(Box(c) for c in row) for row in rows if row))
        elif kind == "cells":  # a line each, or broken over lines, with marks between
            tokens = "\n".join(block).split("|")
            yield Grid("", tuple((Box(token.strip()),) for token in tokens))
        else:
            for line in block:
                if line.strip():
                    yield _paragraph_of_line(line)


def _kinds_of_lines(lines: list[str], heads: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Yield each line as a row of a table, a piece of one, or text."""
    filled = [line for line in lines if line.strip()]
    for at, line in enumerate(filled):
        if _is_table_row(line, heads):
            yield "rows", line
        elif "|" in line or _begins_inside_cell(filled[at : at + BROKEN_OVER], heads):
            yield "cells", line
        else:
            yield "text", line


def _begins_inside_cell(lines: list[str], heads: frozenset[str]) -> bool:
    """Tell whether the first of *lines* belongs to a cell that one of the next ends."""
    for line in lines:
        if _only_ends_cell(line.strip(), heads):
            return True
        if "|" in line or len(line) >= LONGEST_CELL or line.rstrip().endswith(("。", "：", ":", "；", "，")):
            return line.count("|") == 1 and line is not lines[0]
    return False


def _only_ends_cell(line: str, heads: frozenset[str]) -> bool:
    """Tell a line that only ends a cell."""
    return line.startswith("|") and not _is_table_row(line, heads)


def _is_table_row(line: str, heads: frozenset[str]) -> bool:
    filled = [c for c in line.split("|") if c.strip()]
    if _is_spaced_row(line, heads):
        return True
    drawn = line.strip().startswith("|") and line.strip().endswith("|") and line.count("|") > 2
    return "\t" in line.strip("\n ") or (line.count("|") > 1 and len(filled) > 1) or (drawn and bool(filled))


def _is_spaced_row(line: str, heads: frozenset[str]) -> bool:
    """Tell a row whose cells are kept apart by runs of spaces: several short pieces, a number among them."""
    pieces = _GAP.split(line.strip())
    return (
        len(pieces) > MOST_PIECES
        and all(len(p) <= LONGEST_CELL for p in pieces)
        and any(re.fullmatch(r"-?[\d.,]+", p) or p in heads for p in pieces)
    )


def _row_texts(line: str, heads: frozenset[str]) -> list[str]:
    if "\t" not in line and "|" not in line and _is_spaced_row(line, heads):
        return _GAP.split(line.strip())
    if "\t" in line:
        return [c.strip() for c in line.split("\t")]
    cells = [c.strip() for c in line.strip().removeprefix("|").removesuffix("|").split("|")]
    return [] if all(re.fullmatch(r":?-+:?", c) for c in cells) else cells


def _paragraph_of_line(line: str) -> Paragraph:
    marks = re.match(r"\s*(#+)\s*", line)
    said = re.sub(
        r"\*\*([^*]+)\*\*|(?<!_)__(?![_\s])([^_]+?)__(?!_)",
        lambda m: m[1] or m[2],
        line[marks.end() :] if marks else line,
    )
    role = BODY if not marks else TITLE if len(marks[1]) == 1 else HEADING
    return Paragraph((Run(re.sub(r"^\s*[-*+]\s+", "", said).strip()),), role)
