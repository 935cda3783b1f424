"""A Word document on paper: PDF by LibreOffice where it is installed, held to what a published file must be.

PDF/A-2b with its structure (tags) and every font inside, so that it looks and reads the same anywhere and in an archive.
What comes out is looked at before it is believed. A font the document asks for and the machine lacks is told: another
stands in its place.
"""

from __future__ import annotations

import ctypes
import json
import re
import tempfile
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

from toolkit.errors import UnreadableDocumentError
from toolkit.folder.files import write_atomically
from toolkit.intake.office_program import find_office_program, run_to_the_end

SECONDS = 180.0
"""How long it may take; the first start of a program makes its profile."""
OPTIONS = {
    "UseTaggedPDF": ("boolean", "true"),
    "SelectPdfVersion": ("long", "2"),  # PDF/A-2b
    "ExportBookmarks": ("boolean", "true"),
    "ExportFormFields": ("boolean", "false"),  # the numbers' content controls are text on paper
}
MISSING = (
    "没有生成 PDF：这台电脑上没有 LibreOffice。在 Word 或 WPS 里打开 {}，“另存为”选 PDF，"
    "选项里勾上“ISO 19005-1（PDF/A）”和“文档结构标记”；Word 文档和网页不受影响。"
)
FAILED = "没有生成 PDF：LibreOffice 没有转换成功{}。关掉打开着的 LibreOffice 再试，或在 Word、WPS 里打开 {}，另存为 PDF。"
OFD = "版式文件要 OFD 的：这里不做；用数科、福昕、WPS 等版式软件打开 PDF 或 Word 文档，另存为 OFD，再在里面盖电子印章。"
REPLACED = "文档要的字体 {} 这台电脑上没有，PDF 里用了 {} 代替；要用原来的字体，在装了它的电脑上生成"


_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


class PdfFacts(NamedTuple):
    """What a PDF is: whether it has tags, the fonts in it, those that are only named."""

    tagged: bool
    fonts: frozenset[str]
    named_only: frozenset[str]


def print_word_as_pdf(word: bytes, name: str) -> tuple[bytes, str]:
    """Return *word*, a .docx called *name*, as PDF, and what is to be known of its fonts; raise UnreadableDocumentError if that cannot be done."""
    program = find_office_program()
    if not program:
        raise UnreadableDocumentError(MISSING.format(name))
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as temporary:
        home = Path(temporary)
        given, made = home / "report.docx", home / "made"
        write_atomically(given, word)
        options = json.dumps({key: {"type": kind, "value": value} for key, (kind, value) in OPTIONS.items()})
        command = [
            *(program, "--headless", "--norestore", f"-env:UserInstallation={(home / 'profile').as_uri()}"),
            *("--convert-to", f"pdf:writer_pdf_Export:{options}", "--outdir", str(made), str(given)),
        ]
        done = made / "report.pdf"
        if not run_to_the_end(command, SECONDS) or not done.exists():
            raise UnreadableDocumentError(FAILED.format("", name))
        data = done.read_bytes()
    facts = facts_of_pdf(data)
    if not facts.tagged or facts.named_only:
        lack = "没有结构标记" if not facts.tagged else f"字体 {'、'.join(sorted(facts.named_only))} 没有嵌入"
        raise UnreadableDocumentError(FAILED.format(f"（{lack}）", name))
    return data, _replaced_fonts(word, facts)


def facts_of_pdf(data: bytes) -> PdfFacts:
    """Return what *data*, a PDF, is."""
    import pypdfium2
    import pypdfium2.raw as pdfium

    fonts: dict[str, bool] = {}
    with pypdfium2.PdfDocument(data) as document:
        tagged = bool(pdfium.FPDFCatalog_IsTagged(document))
        for page in document:
            for part in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT]):
                font = pdfium.FPDFTextObj_GetFont(part)
                fonts[_base_name(font)] = pdfium.FPDFFont_GetIsEmbedded(font) == 1
    return PdfFacts(tagged, frozenset(fonts), frozenset(name for name, inside in fonts.items() if not inside))


def _base_name(font: Any) -> str:
    """Return what a font is called, without the six letters that mark a part of it."""
    import pypdfium2.raw as pdfium

    length = pdfium.FPDFFont_GetBaseFontName(font, None, 0)
    room = ctypes.create_string_buffer(max(length, 1))
    pdfium.FPDFFont_GetBaseFontName(font, room, length)
    return re.sub(r"^[A-Z]{6}\+", "", room.value.decode("utf-8", "replace"))


def _replaced_fonts(word: bytes, facts: PdfFacts) -> str:
    """Return which Chinese fonts the document asks for and the PDF has not; "" where it has all."""
    there = "".join(facts.fonts).casefold()
    lacking = [
        asked
        for asked in _asked_fonts(word)
        if not any(alias in there for alias in FONT_FILES.get(asked, (asked.casefold(),)))
    ]
    return REPLACED.format("、".join(lacking), "、".join(sorted(facts.fonts))) if lacking else ""


def _asked_fonts(word: bytes) -> list[str]:
    """Return the Chinese fonts of the styles and words a document really uses."""
    from lxml import etree

    with zipfile.ZipFile(BytesIO(word)) as parts:
        body, styles = (etree.fromstring(parts.read(f"word/{n}.xml")) for n in ("document", "styles"))
    named = body.iter(f"{_W}pStyle", f"{_W}rStyle")
    used = {style.get(f"{_W}val") for style in named}
    looks = [s for s in styles.iter(f"{_W}style") if s.get(f"{_W}styleId") in used]
    fonts = (fonts for part in (*looks, body) for fonts in part.iter(f"{_W}rFonts"))
    return list(dict.fromkeys(filter(None, (f.get(f"{_W}eastAsia") for f in fonts))))


FONT_FILES = {
    "仿宋_GB2312": ("fangsong_gb2312", "仿宋_gb2312"),
    "仿宋": ("fangsong", "仿宋"),
    "黑体": ("simhei", "黑体"),
    "楷体_GB2312": ("kaiti_gb2312", "楷体_gb2312"),
    "楷体": ("kaiti", "楷体"),
    "宋体": ("simsun", "宋体"),
    "方正小标宋简体": ("fzxbs", "方正小标宋"),
    "方正小标宋_GBK": ("fzxbs", "方正小标宋"),
}
"""What the fonts of official documents are called inside a PDF."""
