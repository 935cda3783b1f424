"""A workbook in the strict spelling of the format, in the spelling every program reads: the same parts, other namespaces."""

from __future__ import annotations

import io
import zipfile

_OFFICE, _STRICT = b"http://schemas.openxmlformats.org/", b"http://purl.oclc.org/ooxml/"
STRICT_FORMAT = "严格 Open XML"
"""What people are told such a workbook is."""
_SPELLINGS = (
    (_STRICT + b"spreadsheetml/main", _OFFICE + b"spreadsheetml/2006/main"),
    (_STRICT + b"officeDocument/relationships", _OFFICE + b"officeDocument/2006/relationships"),
    (_STRICT + b"officeDocument/extendedProperties", _OFFICE + b"officeDocument/2006/extended-properties"),
    (_STRICT + b"officeDocument/customProperties", _OFFICE + b"officeDocument/2006/custom-properties"),
    (_STRICT + b"officeDocument/docPropsVTypes", _OFFICE + b"officeDocument/2006/docPropsVTypes"),
    (_STRICT + b"officeDocument/sharedTypes", _OFFICE + b"officeDocument/2006/sharedTypes"),
    (_STRICT + b"officeDocument/math", _OFFICE + b"officeDocument/2006/math"),
    (_STRICT + b"drawingml/spreadsheetDrawing", _OFFICE + b"drawingml/2006/spreadsheetDrawing"),
    (_STRICT + b"drawingml/chartDrawing", _OFFICE + b"drawingml/2006/chartDrawing"),
    (_STRICT + b"drawingml/chart", _OFFICE + b"drawingml/2006/chart"),
    (_STRICT + b"drawingml/main", _OFFICE + b"drawingml/2006/main"),
    (b' conformance="strict"', b""),
)
_XML = (".xml", ".rels", ".vml")


def spell_as_everywhere(data: bytes) -> bytes | None:
    """Return a strict workbook in the usual spelling; None where it is none. Parts that are no XML stay as they are."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        naming = [n for n in package.namelist() if n.endswith(("workbook.xml", ".rels"))]
        if not any(_STRICT in package.read(n) for n in naming):
            return None
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
            for entry in package.infolist():
                part = package.read(entry)
                if entry.filename.endswith(_XML):
                    for strict, usual in _SPELLINGS:
                        part = part.replace(strict, usual)
                made.writestr(zipfile.ZipInfo(entry.filename, entry.date_time), part, zipfile.ZIP_DEFLATED)
    return out.getvalue()
