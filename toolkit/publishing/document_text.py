"""The text of the written report, edited paragraph by paragraph outside Word; the numbers in it stay bound to their figures.

A bound number stands in the text as 〖12〗: it may be moved or taken out with its brackets, and what stands between them is
always the workbook's. What is saved is an edit of the Word document as any other: writing the report again keeps it.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, NamedTuple

from toolkit.document.edit_word import EditableWordDocument
from toolkit.document.model import ASPECT, BODY, HEADING, Paragraph, Run
from toolkit.errors import UnreadableDocumentError, WorkFolderError
from toolkit.folder.files import write_atomically

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

OPEN, CLOSE = "〖", "〗"
"""What a bound number stands between; official texts cite with 〔 〕."""
EDITABLE = (BODY, ASPECT)
"""Which paragraphs are texts: titles, headings and captions are the form's."""
MOST = 20_000
"""How long one paragraph may be."""
_NUMBERED_HEAD = re.compile(r"(?:[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十]{1,3}）)[^。；]{0,30}")
"""A heading, whatever style a program left it in."""
_TOKEN = re.compile(f"{OPEN}([^{OPEN}{CLOSE}]{{0,40}}){CLOSE}")


class ParagraphText(NamedTuple):
    """A paragraph of the document, by its number; *fixed* ones are shown only."""

    at: int
    role: str
    text: str
    fixed: bool


class DocumentText(NamedTuple):
    """The text of a document, and the hash of the file it was read from."""

    sha256: str
    paragraphs: tuple[ParagraphText, ...]


def read_document_text(path: Path) -> DocumentText:
    """Return the paragraphs of the Word document at *path*; raise WorkFolderError where it cannot be read."""
    data, opened = _open_document(path)
    found = []
    for at, block in enumerate(opened.blocks):
        if isinstance(block, Paragraph) and block.text.strip():
            plain = "".join(r.text for r in block.runs if not r.cell)
            fixed = not _is_text(block) or OPEN in plain or CLOSE in plain
            role = HEADING if _NUMBERED_HEAD.fullmatch(block.text.strip()) else block.role
            found.append(ParagraphText(at, role, _marked_text(block), fixed))
    return DocumentText(hashlib.sha256(data).hexdigest(), tuple(found))


def save_document_text(path: Path, sha256: str, said: Mapping[int, str]) -> int:
    """Let paragraphs of the document say something else; return how many changed.

    Raise WorkFolderError, with nothing written, where the file is not the one that was read (*sha256*), or a text has a
    bound number its paragraph did not have.
    """
    data, opened = _open_document(path)
    if hashlib.sha256(data).hexdigest() != sha256:
        raise WorkFolderError(
            f"{path.name} 在这以后又改过（别的窗口或 Word 里），没有覆盖它。请重新打开这一页，再改一次。"
        )
    changed = 0
    for at, text in sorted(said.items()):
        block = opened.blocks[at] if 0 <= at < len(opened.blocks) else None
        if not isinstance(block, Paragraph) or not _is_text(block):
            raise WorkFolderError("这一段不能在这里改。请重新打开这一页。")
        clean = "".join(line.strip() for line in text.splitlines())
        if clean == _marked_text(block).strip():
            continue
        opened.reword(at, _paragraph_of_text(block, clean))
        changed += 1
    if changed:
        write_atomically(path, opened.to_bytes(opened.mark))
    return changed


def _open_document(path: Path) -> tuple[bytes, EditableWordDocument]:
    try:
        data = path.read_bytes()
        return data, EditableWordDocument(data)
    except (OSError, UnreadableDocumentError) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        raise WorkFolderError(f"{path.name} 读不出来：{why}。请在 Word 里打开看看。") from error


def _is_text(block: Paragraph) -> bool:
    return block.role in EDITABLE and not _NUMBERED_HEAD.fullmatch(block.text.strip())


def _marked_text(block: Paragraph) -> str:
    return "".join(f"{OPEN}{r.text}{CLOSE}" if r.cell else r.text for r in block.runs)


def _paragraph_of_text(block: Paragraph, text: str) -> Paragraph:
    """Return *text* as a paragraph: its bound numbers are those *block* has, each used once."""
    if len(text) > MOST:
        raise WorkFolderError(f"一段最多 {MOST} 字，这里有 {len(text)} 字。")
    left = [r for r in block.runs if r.cell]
    strong = any(r.strong for r in block.runs if not r.cell)
    runs, at = [], 0
    for token in _TOKEN.finditer(text):
        bound = next((r for r in left if r.text == token[1].strip()), None)
        if bound is None:
            raise WorkFolderError(
                f"“{token[0]}”不是这一段原来的数：数跟着汇总工作簿走，要改数请改工作簿；自己写的数不要加 {OPEN}{CLOSE}。"
            )
        left.remove(bound)
        runs += [Run(text[at : token.start()], strong=strong), bound]
        at = token.end()
    runs.append(Run(text[at:], strong=strong))
    if any(OPEN in r.text or CLOSE in r.text for r in runs if not r.cell):
        raise WorkFolderError(
            f"{OPEN} {CLOSE} 要成对，里面是这一段原来的数。请照原样放回去，或连括号一起删去。"
        )
    return Paragraph(tuple(r for r in runs if r.text), block.role)
