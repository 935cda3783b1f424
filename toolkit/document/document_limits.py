"""How large a published report may be: beyond this a file is refused in words before it costs time and memory.

A report has some 10,000 characters and sixty rows of tables; a Word file of one unpacks to a few million bytes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.document.model import Grid
from toolkit.errors import UnreadableDocumentError

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Sequence
    from pathlib import Path

    from toolkit.document.model import Paragraph

MOST_BYTES = dict.fromkeys((".docx", ".pdf", ".ofd", ".doc", ".wps", ".odt", ".rtf"), 100 * 2**20)
MOST_BYTES_OF_TEXT = 20 * 2**20
"""How many bytes a file may have: pictures weigh in a Word document, and in no text."""
MOST_MARKS = 600_000
"""How many tags a part of a document may have."""
MOST_CHARACTERS, MOST_PARAGRAPHS, MOST_ROWS = 400_000, 20_000, 5_000
"""How much text, and how many paragraphs and rows of tables, is still looked through as one report."""
MOST_SPAN = 64
"""How many rows or columns one cell may say it covers: Word knows no table of more columns."""
MOST_PLACES = 500_000
"""How many places the cells of a table may cover, all together."""


def read_report_bytes(path: Path) -> bytes:
    """Return what is in the file at *path*; raise UnreadableDocumentError, without reading it, where that is too much."""
    most = MOST_BYTES.get(path.suffix.casefold(), MOST_BYTES_OF_TEXT)
    size = path.stat().st_size
    if size > most:
        raise UnreadableDocumentError(
            f"{path} 有 {size // 2**20} MB，超过 {most // 2**20} MB，不像一份报告，没有读取。"
            "请核对文件；里面有大图片的，去掉图片或者另存为纯文本再试。"
        )
    return path.read_bytes()


def read_zip_member(package: zipfile.ZipFile, name: str | zipfile.ZipInfo) -> bytes:
    """Return what a file of a zip holds: never more than the size it says, which the caller has held to a limit.

    ``ZipFile.read`` inflates all there is, up to gigabytes, and cuts it to that size only then.
    """
    info = package.getinfo(name) if isinstance(name, str) else name
    with package.open(info) as member:
        return member.read(info.file_size)


def refuse_heavy_markup(marks: int) -> None:
    """Raise UnreadableDocumentError for a text with so many *marks* of layout that no report can be behind it."""
    if marks > MOST_MARKS:
        raise UnreadableDocumentError(
            f"文件里有 {marks} 个排版标记，超过 {MOST_MARKS} 个，不像一份报告，没有读取。"
            "请核对文件；确实是报告的，请复制正文到新文档再试。"
        )


def refuse_oversized_report(blocks: Sequence[Paragraph | Grid]) -> None:
    """Raise UnreadableDocumentError for more text, or longer tables, than any report has."""
    rows = sum(len(b.rows) for b in blocks if isinstance(b, Grid))
    text = sum(
        sum(len(box.text) for row in b.rows for box in row if box) if isinstance(b, Grid) else len(b.text)
        for b in blocks
    )
    for count, most, what in (
        (text, MOST_CHARACTERS, "个字"),
        (len(blocks), MOST_PARAGRAPHS, "个段落"),
        (rows, MOST_ROWS, "行表格"),
    ):
        if count > most:
            raise UnreadableDocumentError(
                f"文件里有 {count} {what}，超过 {most} {what}，不像一份报告，没有核对。请核对文件，只留报告本身再试。"
            )


def parse_cell_span(said: str | None) -> int:
    """Return how many rows or columns a cell covers that says *said*: 1 for what is no number, MOST_SPAN at most."""
    said = (said or "").strip()
    if not said.isdecimal() or not said.isascii():
        return 1
    return min(MOST_SPAN, max(1, int(said[:9])))


def refuse_oversized_table(places: int) -> None:
    """Raise UnreadableDocumentError for a table whose cells cover more than MOST_PLACES."""
    if places > MOST_PLACES:
        raise UnreadableDocumentError(
            f"文件里有一张表合并后超过 {MOST_PLACES} 格，不像报告里的表，没有读取。请核对文件里的表格。"
        )
