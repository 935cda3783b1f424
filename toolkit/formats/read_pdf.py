"""A PDF read back: its characters and ruled lines, page by page. It is only read: no script in it runs, nothing is fetched."""

from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING, Any

from toolkit.document.document_limits import MOST_CHARACTERS
from toolkit.errors import UnreadableDocumentError
from toolkit.formats.page_layout import PrintedPage, pages_to_blocks
from toolkit.formats.ruled_tables import PlacedText, RuledLine, ruled_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from toolkit.document.model import Grid, Paragraph

MOST_PAGES = 200
"""How many pages a report may have: they have six."""
MOST_OBJECTS = 20_000
"""How many drawn things of a page are looked at for ruled lines."""
FEWEST = 40
"""How many characters a page has at least on the average: a scan has none, or a stamp's."""
SCANNED = (
    "是扫描件：{} 页里几乎没有文字，只有图片，读不了。"
    "请给 Word 文档或网页；或者从原来的 Word 文档“另存为 PDF”，不要打印后扫描。"
)


def read_pdf_blocks(data: bytes) -> list[Paragraph | Grid]:
    """Return the paragraphs and tables of a PDF; raise UnreadableDocumentError for a broken, locked or scanned one."""
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(data) as document:
            if len(document) > MOST_PAGES:
                raise UnreadableDocumentError(
                    f"PDF 有 {len(document)} 页，超过 {MOST_PAGES} 页，不像一份报告，没有读取。"
                )
            pages = [_read_page(document[i]) for i in range(len(document))]
    except pypdfium2.PdfiumError as error:
        locked = "password" in str(error).casefold()
        raise UnreadableDocumentError(
            "PDF 加了密码，读不了。请去掉密码再试。" if locked else "PDF 已损坏，读不了。请重新导出一份再试。"
        ) from error
    if sum(len(p.texts) for p in pages) < FEWEST * len(pages):
        raise UnreadableDocumentError("PDF " + SCANNED.format(len(pages)))
    return pages_to_blocks(pages)


def _read_page(page: Any) -> PrintedPage:
    width, height = page.get_width(), page.get_height()
    turn = page.get_rotation()

    def at(x: float, y: float) -> tuple[float, float]:
        """Return a point as it is seen, from the upper left corner."""
        left, bottom = page.get_mediabox()[:2]
        x, y = x - left, y - bottom
        return {0: (x, height - y), 90: (y, x), 180: (width - x, y), 270: (width - y, height - x)}[turn]

    return PrintedPage(height, list(_placed_characters(page, at)), list(_ruled_lines(page, at)))


def _placed_characters(page: Any, at: Any) -> Iterator[PlacedText]:
    import pypdfium2.raw as pdfium

    textpage = page.get_textpage()
    count = textpage.count_chars()
    if count > MOST_CHARACTERS:
        raise UnreadableDocumentError(f"PDF 一页里有 {count} 个字，不像一份报告，没有读取。")
    box = pdfium.FS_RECTF()
    for i in range(count):
        code = pdfium.FPDFText_GetUnicode(textpage, i)
        if code < 32 or chr(code).isspace() or not pdfium.FPDFText_GetLooseCharBox(textpage, i, box):
            continue
        (x0, y0), (x1, y1) = at(box.left, box.top), at(box.right, box.bottom)
        yield PlacedText(chr(code), min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


def _ruled_lines(page: Any, at: Any) -> Iterator[RuledLine]:
    import pypdfium2.raw as pdfium

    for count, thing in enumerate(page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH])):
        if count > MOST_OBJECTS:
            return
        matrix = thing.get_matrix()
        filled, stroked = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDFPath_GetDrawMode(thing.raw, filled, stroked)
        points = [at(*matrix.on_point(x, y)) for x, y in _points_of_path(thing.raw)]
        xs, ys = [x for x, _ in points], [y for _, y in points]
        if points and min(max(xs) - min(xs), max(ys) - min(ys)) <= 2.0:  # a thin box is a line
            across = max(xs) - min(xs) >= max(ys) - min(ys)
            ends = (
                (min(xs), sum(ys) / len(ys), max(xs), sum(ys) / len(ys))
                if across
                else (sum(xs) / len(xs), min(ys), sum(xs) / len(xs), max(ys))
            )
            yield from filter(None, [ruled_line(*ends)])
            continue
        if not stroked.value:
            continue  # a background
        for (x0, y0), (x1, y1) in zip(points, [*points[1:], *points[:1]], strict=True):
            yield from filter(None, [ruled_line(x0, y0, x1, y1)])


def _points_of_path(path: Any) -> Iterator[tuple[float, float]]:
    import pypdfium2.raw as pdfium

    x, y = ctypes.c_float(), ctypes.c_float()
    for i in range(min(pdfium.FPDFPath_CountSegments(path), MOST_OBJECTS)):
        segment = pdfium.FPDFPath_GetPathSegment(path, i)
        if segment and pdfium.FPDFPathSegment_GetPoint(segment, x, y):
            yield x.value, y.value
