"""Whether a PDF says what a Word document says, whoever printed it: an office may have sealed it, or printed it by WPS.

Held together by letters and digits alone: programs print dashes and spaces each in their own way. What a page has of its
own (its number, what stands at its head and foot) is none of the text.
"""

from __future__ import annotations

import re
import unicodedata
import zipfile
from collections import Counter
from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple

from toolkit.document.document_limits import read_zip_member
from toolkit.errors import UnreadableDocumentError
from toolkit.formats.read_pdf import FEWEST, MOST_PAGES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_TEXT_PARTS = re.compile(r"word/(?:document|footnotes|endnotes)\.xml")
_EDGE_PARTS = re.compile(r"word/(?:header|footer)[0-9]{0,3}\.xml")
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_DIGITS = re.compile(r"[0-9]")
_NUMERALS = frozenset("0123456789.一二三四五六七八九十")
"""What a program writes before a paragraph that is numbered by itself."""
SHOWN = 30
"""How much of a passage is shown."""


def differing_passages(word: bytes, pdf: bytes) -> tuple[str, ...] | None:
    """Return what *word*, a .docx, and *pdf* do not both say; nothing where they say the same, None of a scan: it has no text.

    Raise UnreadableDocumentError for a PDF that cannot be opened.
    """
    said, edges, numbered = _word_passages(word)
    pages = _page_lines(pdf)
    lines = [line for page in pages for line in _without_edges(page, edges)]
    printed = "".join(map(_plain, lines))
    if len(printed) < FEWEST * len(pages):
        return None
    missing = [p.text for p in said if not p.in_table and _plain(p.text) not in printed]
    # A line of a cell may stand between those of its neighbours: of a table its numbers are looked for.
    numbers = Counter(n for p in said if p.in_table for n in _NUMBER.findall(p.text))
    missing += (numbers - Counter(n for line in lines for n in _NUMBER.findall(line))).elements()
    if missing:
        return tuple(_shortened(m) for m in missing)
    more = Counter(printed)
    more.subtract("".join(_plain(p.text) for p in said))
    odd = [c for c, n in more.items() if n and not (n > 0 and numbered and c in _NUMERALS)]
    return ("".join(sorted(odd))[:SHOWN],) if odd else ()


class _Passage(NamedTuple):
    text: str
    in_table: bool


def _word_passages(word: bytes) -> tuple[list[_Passage], set[str], bool]:
    """Return the paragraphs of a document, what its pages bear at their edges, whether paragraphs are numbered by themselves."""
    from lxml import etree

    said: list[_Passage] = []
    edges, numbered = {""}, False
    with zipfile.ZipFile(BytesIO(word)) as parts:
        for name in parts.namelist():
            if not (_TEXT_PARTS.fullmatch(name) or _EDGE_PARTS.fullmatch(name)):
                continue
            root = etree.fromstring(read_zip_member(parts, name))
            found = list(_paragraphs(root))
            if _TEXT_PARTS.fullmatch(name):
                said += found
                numbered = numbered or root.find(f".//{_W}numPr") is not None
            else:
                edges.update(_edge_text(p.text) for p in found)
    return said, edges, numbered


def _paragraphs(root: _Element) -> Iterator[_Passage]:
    for paragraph in root.iter(f"{_W}p"):
        own = (t for t in paragraph.iter(f"{_W}t") if next(t.iterancestors(f"{_W}p")) is paragraph)
        text = "".join(t.text or "" for t in own if next(t.iterancestors(_FALLBACK), None) is None)
        if text.strip():
            yield _Passage(text, next(paragraph.iterancestors(f"{_W}tc"), None) is not None)


def _page_lines(pdf: bytes) -> list[list[str]]:
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(pdf) as document:
            if len(document) > MOST_PAGES:
                raise UnreadableDocumentError(f"PDF 有 {len(document)} 页，超过 {MOST_PAGES} 页。")
            return [page.get_textpage().get_text_range().splitlines() for page in document]
    except pypdfium2.PdfiumError as error:
        raise UnreadableDocumentError("PDF 打不开，可能已损坏或加了密码。") from error


def _without_edges(page: list[str], edges: set[str]) -> list[str]:
    """Return the lines of a page without what stands at its head and foot; a line of figures there is one, its number."""
    lines = [line for line in page if _plain(line)]
    number = False
    for at in (-1, 0):
        while lines and _edge_text(lines[at]) in edges:
            if not _edge_text(lines[at]):
                if number:
                    break
                number = True
            lines.pop(at)
    return lines


def _plain(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", text) if c.isalnum() or c in ".%")


def _edge_text(line: str) -> str:
    return _DIGITS.sub("", _plain(line))


def _shortened(passage: str) -> str:
    text = passage.strip()
    return f"{text[:SHOWN]}…" if len(text) > SHOWN else text
