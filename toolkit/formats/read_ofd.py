"""An OFD (GB/T 33190) read back through its XML: its characters and ruled lines, page by page. Nothing in it is executed."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from typing import TYPE_CHECKING, Any

from toolkit.document.document_limits import read_zip_member, refuse_heavy_markup
from toolkit.document.word_package import BROKEN
from toolkit.errors import UnreadableDocumentError
from toolkit.formats.page_layout import PrintedPage, pages_to_blocks
from toolkit.formats.ruled_tables import PlacedText, RuledLine, ruled_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from toolkit.document.model import Grid, Paragraph

POINTS = 72 / 25.4
"""How many points a millimetre has, in which OFD counts."""
MOST_PART = 16 * 2**20
"""How many bytes a part of an OFD may unpack to."""
MOST_PAGES = 200
FEWEST = 40
"""How many pages a report may have, and how many characters a page has at least on the average."""
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_STEP = re.compile(r"([MLSC])((?:\s+-?[\d.]+)*)")


def read_ofd_blocks(data: bytes) -> list[Paragraph | Grid]:
    """Return the paragraphs and tables of an OFD; raise UnreadableDocumentError for a broken or a scanned one."""
    from lxml.etree import XMLSyntaxError

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            pages = list(_read_pages(package))
    except (*BROKEN, XMLSyntaxError) as error:
        raise UnreadableDocumentError("OFD 文件已损坏，读不了。请重新导出一份再试。") from error
    if not pages or sum(len(p.texts) for p in pages) < FEWEST * len(pages):
        raise UnreadableDocumentError(
            "OFD 是扫描件：里面几乎没有文字，只有图片，读不了。请给 Word 文档或网页，或者从原来的 Word 文档导出的 OFD。"
        )
    return pages_to_blocks(pages)


def _parse_part(package: zipfile.ZipFile, name: str) -> Any:
    from lxml import etree

    if package.getinfo(name).file_size > MOST_PART:
        raise UnreadableDocumentError("OFD 文件展开后太大，没有读取。请核对文件。")
    data = read_zip_member(package, name)
    refuse_heavy_markup(data.count(b"<"))
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))


def _read_pages(package: zipfile.ZipFile) -> Iterator[PrintedPage]:
    root = _parse_part(package, "OFD.xml")
    for place in root.iter("{*}DocRoot"):
        main = (place.text or "").strip().lstrip("/")
        document, home = _parse_part(package, main), posixpath.dirname(main)
        templates = {t.get("ID"): t.get("BaseLoc") for t in document.iter("{*}TemplatePage")}
        boxes = [_numbers(b.text) for b in document.iter("{*}PhysicalBox")]
        pages = [p.get("BaseLoc") for p in document.iter("{*}Page") if p.get("BaseLoc")]
        if len(pages) > MOST_PAGES:
            raise UnreadableDocumentError(
                f"OFD 有 {len(pages)} 页，超过 {MOST_PAGES} 页，不像一份报告，没有读取。"
            )
        for name in pages:
            page = _parse_part(package, posixpath.join(home, name.lstrip("/")))
            own = [_numbers(b.text) for b in page.iter("{*}PhysicalBox")]
            height = next((b[3] for b in (*own, *boxes) if len(b) == 4), 297.0) * POINTS
            under = [templates.get(t.get("TemplateID")) for t in page.iter("{*}Template")]
            layers = [page, *(_parse_part(package, posixpath.join(home, u)) for u in under if u)]
            yield PrintedPage(
                height,
                [t for layer in layers for t in _placed_texts(layer)],
                [r for layer in layers for r in _ruled_lines(layer)],
            )


def _numbers(text: str | None) -> list[float]:
    return [float(x) for x in _NUMBER.findall(text or "")]


def _matrix_of(node: Any) -> tuple[float, float, float, float, float, float]:
    said = _numbers(node.get("CTM"))
    a, b, c, d, e, f = said if len(said) == 6 else (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    return a, b, c, d, e, f


def _point_on_page(node: Any, x: float, y: float) -> tuple[float, float]:
    box = _numbers(node.get("Boundary"))
    a, b, c, d, e, f = _matrix_of(node)
    left, top = (box[0], box[1]) if len(box) == 4 else (0.0, 0.0)
    return (left + a * x + c * y + e) * POINTS, (top + b * x + d * y + f) * POINTS


def _placed_texts(page: Any) -> Iterator[PlacedText]:
    for node in page.iter("{*}TextObject"):
        size = _numbers(node.get("Size"))[:1] or [3.5]
        for code in node.iter("{*}TextCode"):
            said = code.text or ""
            steps = _steps_of(code.get("DeltaX"), len(said))
            x, y = (_numbers(code.get("X"))[:1] or [0.0])[0], (_numbers(code.get("Y"))[:1] or [size[0]])[0]
            for character, step in zip(said, [*steps, size[0]], strict=False):
                left, base = _point_on_page(node, x, y)
                wide = size[0] * POINTS * abs(_matrix_of(node)[0] or 1.0)
                high = size[0] * POINTS * abs(_matrix_of(node)[3] or 1.0)
                if not character.isspace():
                    half = character.isascii()
                    yield PlacedText(
                        character,
                        left,
                        base - 0.85 * high,
                        left + wide * (0.5 if half else 1.0),
                        base + 0.15 * high,
                    )
                x += step


def _steps_of(said: str | None, count: int) -> list[float]:
    """Return how far each character stands from the next: 「g 3 2.1」 says three times 2.1."""
    words, steps = iter((said or "").split()), list[float]()
    for word in words:
        if len(steps) >= count:
            break
        if word == "g":
            times, step = int(next(words, "0")), float(next(words, "0"))
            steps += [step] * min(times, count)
        else:
            steps.append(float(word))
    return steps[: max(0, count - 1)]


def _ruled_lines(page: Any) -> Iterator[RuledLine]:
    for node in page.iter("{*}PathObject"):
        said = next((d.text or "" for d in node.iter("{*}AbbreviatedData")), "")
        before: tuple[float, float] | None = None
        for step in _STEP.finditer(said):
            at = _numbers(step[2])
            if len(at) < 2:
                continue
            here = _point_on_page(node, at[-2], at[-1])
            if step[1] == "L" and before is not None:
                yield from filter(None, [ruled_line(*before, *here)])
            before = here
