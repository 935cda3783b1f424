"""The package a Word document is: unpacked within limits, its parts parsed without asking anything outside, refused in words."""

from __future__ import annotations

import io
import warnings
import zipfile
import zlib
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from toolkit.document.document_limits import read_zip_member, refuse_heavy_markup
from toolkit.errors import UnreadableDocumentError

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_XML = 32 * 2**20
"""How many bytes the texts of a .docx may unpack to: a report's are some hundred thousand. Pictures are never unpacked."""
MOST_INFLATED = 200 * 2**20
"""How many bytes one that is edited in place may unpack to, pictures and all."""
MOST_MEMBERS = 10_000
"""How many files a .docx may hold."""
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, OSError, KeyError, ValueError)
"""What a damaged package raises, RuntimeError where a part of it is locked."""
ODD = (*BROKEN, AttributeError, TypeError, IndexError, UserWarning)
"""What python-docx raises over parts that are not what they are said to be."""
_ENTRY = b"PK\x01\x02"
"""How an entry of a zip's list of contents begins."""
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MAIN = "/officeDocument"
"""How the relationship ends that leads to a package's main part."""


def load_word_document(data: bytes) -> Any:
    """Return a .docx as python-docx opens it: it is given what was unpacked within the limits here, and unpacks nothing itself.

    Raise UnreadableDocumentError for what is no .docx, or unpacks to more than one should.
    """
    import docx

    with open_package(data) as package:
        if sum(i.file_size for i in package.infolist()) > MOST_INFLATED:
            raise _too_large_error()
        with zipfile.ZipFile(plain := io.BytesIO(), "w") as made:
            for name in dict.fromkeys(package.namelist()):
                made.writestr(name, read_zip_member(package, name))
    with refuse_odd_parts():
        return docx.Document(plain)


@contextmanager
def refuse_odd_parts() -> Iterator[None]:
    """Raise UnreadableDocumentError for what python-docx raises within: it takes every part for what it is said to be."""
    from docx.exceptions import PythonDocxError
    from docx.oxml.exceptions import XmlchemyError
    from lxml.etree import LxmlError

    try:
        yield
    except (*ODD, LxmlError, PythonDocxError, XmlchemyError) as error:
        raise unreadable_error() from error


def save_word_document(document: Any) -> bytes:
    """Return a document of ``load_word_document`` as bytes; raise UnreadableDocumentError for one that two parts of one name are in."""
    with refuse_odd_parts(), warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)  # what zipfile says of two files of one name
        document.save(out := io.BytesIO())
    return out.getvalue()


def unreadable_error() -> UnreadableDocumentError:
    """Return what is said of a package that is none, or damaged."""
    return UnreadableDocumentError("不是完好的 Word 文档（.docx）。请在 Word 或 WPS 里打开、另存一份再试。")


@contextmanager
def open_package(data: bytes) -> Iterator[zipfile.ZipFile]:
    """Open the package; what a damaged one raises while it is looked into becomes UnreadableDocumentError."""
    from lxml.etree import XMLSyntaxError

    try:
        if data.count(_ENTRY) > MOST_MEMBERS:
            raise _too_large_error()
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            if sum(i.file_size for i in package.infolist() if _is_xml_part(i.filename)) > MOST_XML:
                raise _too_large_error()
            yield package
    except (*BROKEN, XMLSyntaxError) as error:
        raise unreadable_error() from error


def _too_large_error() -> UnreadableDocumentError:
    return UnreadableDocumentError("文件展开后太大，没有读取。请在 Word 或 WPS 里另存一份再试。")


def _is_xml_part(name: str) -> bool:
    return name.casefold().endswith((".xml", ".rels"))


def parse_part(package: zipfile.ZipFile, name: str) -> Any:
    """Return the root of a part: nothing outside the file is asked for, no entity is spelt out."""
    from lxml import etree

    info = package.getinfo(name)
    if info.file_size > MOST_XML:
        raise _too_large_error()
    data = read_zip_member(package, info)
    refuse_heavy_markup(data.count(b"<"))
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return etree.fromstring(data, parser)


def main_document_root(package: zipfile.ZipFile) -> Any:
    """Return the root of the document itself, which a package may keep under any name."""
    leads = [r for r in parse_part(package, "_rels/.rels") if str(r.get("Type", "")).endswith(_MAIN)]
    root = parse_part(package, leads[0].get("Target", "").lstrip("/") if leads else "word/document.xml")
    if root.tag != f"{_W}document":
        raise unreadable_error()
    return root
