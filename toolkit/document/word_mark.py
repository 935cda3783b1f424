"""The mark a Word document of ours bears in its properties: by it an edited or renamed one is known again.

Word, WPS and LibreOffice keep properties they do not know. The mark is letters alone: digits might look like somebody's
number to whoever searches a file for such.
"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from itertools import count
from typing import Any

from toolkit.document.document_limits import read_zip_member
from toolkit.document.word_package import BROKEN
from toolkit.errors import UnreadableDocumentError

PROPERTY = "toolkit.report"
LONG = 20
MOST = 2**20
"""How many bytes the properties of a document may have."""
_NAME = "/docProps/custom.xml"
_KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties"
_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_PROPERTIES = "{http://schemas.openxmlformats.org/officeDocument/2006/custom-properties}"
_VALUE = "{http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes}lpwstr"
_FORMAT_ID = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
"""What ECMA-376 part 1, § 22.3.2.1 says every custom property bears."""
_EMPTY = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" '
    'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"/>'
)


def make_document_mark(text: str) -> str:
    """Return the mark of what *text* stands for: letters, the same for the same."""
    digest = hashlib.sha256(text.encode()).digest()[:LONG]
    return "".join(chr(ord("a") + byte % 26) for byte in digest)


def read_document_mark(document: Any) -> str:
    """Return the mark of a document as python-docx opened it; "" where it has none."""
    part = _custom_properties_part(document)
    if part is None:
        return ""
    value = _parse_properties(part).find(f"{_PROPERTIES}property[@name='{PROPERTY}']/{_VALUE}")
    return (value.text or "").strip() if value is not None else ""


def document_mark_in_bytes(data: bytes) -> str:
    """Return the mark of a .docx without reading the rest of it; "" where it has none, or is no .docx."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            info = package.getinfo(_NAME[1:])
            said = read_zip_member(package, info).decode("utf-8", "replace") if info.file_size <= MOST else ""
    except BROKEN:
        return ""
    found = re.search(
        rf'name="{re.escape(PROPERTY)}"[^>]{{0,60}}>\s{{0,20}}<[^>]{{0,60}}>\s{{0,20}}([a-z]{{{LONG}}})\s{{0,20}}<',
        said,
    )
    return found[1] if found else ""


def set_document_mark(document: Any, mark: str) -> None:
    """Let a document bear *mark* among its other properties."""
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part
    from lxml import etree

    part = _custom_properties_part(document)
    if part is None:
        package = document.part.package
        taken = {str(p.partname) for p in package.iter_parts()}
        name = next(n for i in count(1) if (n := _NAME.replace(".", f"{i}." if i > 1 else ".")) not in taken)
        part = Part(PackURI(name), _TYPE, _EMPTY.encode(), package)
        package.relate_to(part, _KIND)
    root = _parse_properties(part)
    for old in root.findall(f"{_PROPERTIES}property[@name='{PROPERTY}']"):
        root.remove(old)
    numbers = [int(p.get("pid", "1")) for p in root if p.get("pid", "1").isdecimal()]
    made = etree.SubElement(
        root, f"{_PROPERTIES}property", fmtid=_FORMAT_ID, pid=str(max([1, *numbers]) + 1), name=PROPERTY
    )
    etree.SubElement(made, _VALUE).text = mark
    part._blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)  # noqa: SLF001 - python-docx keeps it as bytes


def _custom_properties_part(document: Any) -> Any:
    relations = document.part.package.rels.values()
    return next((r.target_part for r in relations if r.reltype == _KIND and not r.is_external), None)


def _parse_properties(part: Any) -> Any:
    from lxml import etree

    try:
        return etree.fromstring(part.blob, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        raise UnreadableDocumentError(
            "文件属性损坏，读不出来。请在 Word 或 WPS 里打开、另存一份再试。"
        ) from error
