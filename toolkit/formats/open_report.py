"""A published report opened, whatever it was saved as: what is in the file decides, not how it is called."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING

from toolkit.document.document_limits import read_zip_member, refuse_oversized_report
from toolkit.document.model import Document, Grid
from toolkit.document.read_document import SUFFIXES, read_document, read_unseen_text
from toolkit.document.word_package import BROKEN
from toolkit.errors import UnreadableDocumentError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from toolkit.document.model import Paragraph

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PAGE = re.compile(rb"(?:<\?xml[^>]{0,200}>\s{0,20})?<(?:!doctype\s{1,9}html|html)", re.IGNORECASE)
SEEN = 1024
"""Within how many bytes a file says what it is."""
KNOWN = ".docx、.doc、.wps、.pdf、.ofd、.odt、.rtf、.html、.md、.txt"


def format_of_report(data: bytes, suffix: str) -> str:
    """Return what *data* is: pdf, ofd, odt, doc, rtf, or an ending ``read_document`` knows."""
    start = data[:SEEN]
    if b"%PDF-" in start or start.startswith(b"%PDF"):
        return "pdf"
    if data.startswith(OLE):
        return "doc"
    if start.lstrip().startswith(b"{\\rtf"):
        return "rtf"
    if data.startswith(b"PK"):
        return _format_of_zip(data)
    if _PAGE.match(start.removeprefix(b"\xef\xbb\xbf").lstrip()):
        return ".html"
    if suffix in SUFFIXES and suffix != ".docx":
        return suffix
    return suffix if suffix == ".docx" or not _is_text(start) else ".txt"


def _format_of_zip(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = set(package.namelist())
            if "OFD.xml" in names:
                return "ofd"
            if "mimetype" in names and package.getinfo("mimetype").file_size < SEEN:
                return "odt" if b"opendocument.text" in read_zip_member(package, "mimetype") else ".docx"
    except BROKEN:  # the reader of Word documents says what is broken, and what to do
        return ".docx"
    return ".docx"


def _is_text(start: bytes) -> bool:
    return bool(start) and b"\x00" not in start


def read_report_file(data: bytes, suffix: str, heads: frozenset[str] = frozenset()) -> tuple[Document, str]:
    """Return the paragraphs and tables of a report, and all text the file holds, seen on the page or not.

    Raise UnreadableDocumentError for what is none, in words that say what to do.
    """
    kind = format_of_report(data, suffix)
    if kind in {"doc", "rtf"}:
        from toolkit.formats.word_processor import convert_to_word

        data, kind = convert_to_word(data, kind), ".docx"
    if kind in SUFFIXES:
        return read_document(data, kind, heads), read_unseen_text(data, kind)
    if kind not in {"pdf", "ofd", "odt"}:
        raise UnreadableDocumentError(f"不认识 {suffix or '没有扩展名的'} 文件。请给 {KNOWN}。")
    found = tuple(b for b in _read_pages(data, kind) if isinstance(b, Grid) or b.text.strip())
    margins = tuple(_read_margins(data, kind))
    refuse_oversized_report((*found, *margins))
    return Document("", "", 0, found, margins), ""  # all there is stands on its pages


def _read_margins(data: bytes, kind: str) -> Sequence[Paragraph]:
    """Return what a file keeps apart from its text; of PDF and OFD it stands on the pages."""
    if kind != "odt":
        return ()
    from toolkit.formats.read_odt import read_odt_margins

    return read_odt_margins(data)


def _read_pages(data: bytes, kind: str) -> Sequence[Paragraph | Grid]:
    if kind == "pdf":
        from toolkit.formats.read_pdf import read_pdf_blocks

        return read_pdf_blocks(data)
    if kind == "ofd":
        from toolkit.formats.read_ofd import read_ofd_blocks

        return read_ofd_blocks(data)
    from toolkit.formats.read_odt import read_odt_blocks

    return read_odt_blocks(data)
