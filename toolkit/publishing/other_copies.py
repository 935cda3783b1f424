"""Other copies of the report beside those that are published: 最终版, 改. Which of them goes public nobody decides but a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.document.block_alignment import words_of_block
from toolkit.document.word_mark import document_mark_in_bytes
from toolkit.errors import UnreadableDocumentError
from toolkit.publishing.check_point import KNOW, OPEN, PublishCheckPoint
from toolkit.publishing.document_records import DocumentRecords
from toolkit.publishing.put_documents import BACKUP

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from toolkit.document.model import Document
    from toolkit.merging.companion import Companion

COMPARED = frozenset({".docx", ".html", ".htm"})
"""What is read to tell whether it says the same."""
NAMED = frozenset({*COMPARED, ".doc", ".wps", ".odt", ".rtf", ".ofd", ".pdf"})
"""What a report may be saved as."""
MOST_LOOKED_AT = 50
"""How many files of a folder are looked at."""


def check_other_copies(
    workbook: Path, documents: list[Path], texts: list[Document], companion: Companion
) -> Iterator[PublishCheckPoint]:
    """Tell of other copies of the report beside *documents*, read as *texts*: those that say something else are asked about."""
    if not documents:
        return
    first, said = documents[0], _words_said(texts[0])
    differing, unread = [], []
    for path in _copies_beside(workbook, documents):
        try:
            alike = (
                said == _words_said(companion.read_published(path.read_bytes(), path.suffix.casefold()))
                if path.suffix.casefold() in COMPARED
                else None
            )
        except (OSError, UnreadableDocumentError):
            alike = None
        if alike is None:
            unread.append(f"{path.name}：没有核对")
        elif not alike:
            differing.append(f"{path.name}：与 {first.name} 不同，没有核对")
    few = f"目录里还有同一份报告的 {len(differing) + len(unread)} 个文件；要发布的是它，把名字改成 {first.stem}（换下原来那份）再核对；不是的，移走"
    if differing or unread:
        yield PublishCheckPoint(
            "同一份报告的其他文件", OPEN if differing else KNOW, few, (*differing, *unread)
        )


def _words_said(document: Document) -> list[str]:
    return [words for b in (*document.blocks, *document.margins) if (words := words_of_block(b))]


def _copies_beside(workbook: Path, documents: list[Path]) -> Iterator[Path]:
    """Yield the files beside *documents* that are this report by their name, or by the mark one written here bears."""
    first = documents[0]
    marks = {g.mark for g in DocumentRecords(workbook, first.parent).known()}
    held = {*documents, first.with_suffix(".pdf")}
    some = (p for p in sorted(first.parent.iterdir()) if p.suffix.casefold() in NAMED and p not in held)
    for path in list(some)[:MOST_LOOKED_AT]:
        if BACKUP in path.stem or path.name.startswith("~$") or not path.is_file():
            continue
        named = path.stem.startswith(first.stem)
        marked = path.suffix.casefold() == ".docx" and document_mark_in_bytes(path.read_bytes()) in marks
        if named or marked:
            yield path
