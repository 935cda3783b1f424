"""The report's Word document and web page put in their place: over what nobody touched anew, over what somebody edited in it.

The page is made of what the Word document says in the end, so that the two always say the same.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from toolkit.document.edit_word import EditableWordDocument
from toolkit.document.model import Document, document_to_plain
from toolkit.document.web_page import render_web_page
from toolkit.document.word_as_shown import read_document_as_shown
from toolkit.document.word_document import draw_word_document
from toolkit.document.word_mark import document_mark_in_bytes, make_document_mark
from toolkit.document.word_styles import CIRCULAR
from toolkit.errors import UnreadableDocumentError, WorkFolderError
from toolkit.folder.files import write_atomically
from toolkit.merging.companion import companion_needed
from toolkit.merging.unkept_edits import keep_copy_beside
from toolkit.publishing.carry_document import carry_document_edits, resembles_document
from toolkit.publishing.document_edits import CarriedDocument
from toolkit.publishing.document_records import WrittenGeneration, find_generation
from toolkit.text.plain_values import told_as

if TYPE_CHECKING:
    from pathlib import Path

    from toolkit.form.model import Form
    from toolkit.merging.companion import Companion
    from toolkit.publishing.document_records import DocumentRecords

BACKUP = "_生成前"
MOST_LOOKED_AT = 50
"""How many other Word documents of a folder are looked into for one of ours that was renamed."""


class ExistingDocument(NamedTuple):
    """The Word document that stands where one is to be written: its bytes, opened; *before* is how it was written.

    *known* is all that was ever written of this report.
    """

    data: bytes | None
    opened: EditableWordDocument | None
    before: WrittenGeneration | None
    known: list[WrittenGeneration]

    @property
    def date(self) -> str:
        """Return the day of publication that was printed in it."""
        return self.before.date if self.before else ""

    @property
    def untouched(self) -> bool:
        """Tell whether it is, byte for byte, one that holds nothing but what was composed."""
        sha256 = _hash_of_bytes(self.data or b"")
        return any(g.word == sha256 and g.whole for g in self.known)


class ComposedReport(NamedTuple):
    """A report drawn anew: what it says, its bytes and mark, and what it was made of, as ``WrittenGeneration`` has it."""

    said: Document
    word: bytes
    mark: str
    figures: dict[str, str]
    template: str
    date: str


class PutRequest(NamedTuple):
    """When it is *now*, ISO, UTC, and whether edits are kept where the workbook changed the same, or given up."""

    now: str
    keep_edits: bool
    fresh: bool


@told_as(
    "written carried.kept edited=carried.numbers carried.conflicts carried.renewed page_edited backup page_backup"
)
@dataclass(frozen=True)
class PutResult:
    """What became of the documents that stood there.

    *backup* and *page_backup* are copies of them where somebody had edited them and they are changed. With conflicts
    nothing was written.
    """

    document: Document
    carried: CarriedDocument
    notes: tuple[str, ...] = ()
    backup: Path | None = None
    page_backup: Path | None = None
    page_edited: bool = False

    @property
    def written(self) -> bool:
        """Tell whether the documents are what the workbook and its readers' edits come to."""
        return not self.carried.conflicts


def read_existing_document(path: Path, known: list[WrittenGeneration]) -> ExistingDocument:
    """Look at what stands at *path*; raise WorkFolderError where it cannot be read: it is never written over."""
    if not path.exists():
        return ExistingDocument(None, None, None, known)
    try:
        data = path.read_bytes()
        opened = EditableWordDocument(data)
    except (OSError, UnreadableDocumentError) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        raise WorkFolderError(
            f"现有的 {path} 读不出来：{why} 里面可能有改好的文字，没有覆盖它。请把它移走或改名，再运行一次。"
        ) from error
    return ExistingDocument(data, opened, find_generation(known, data, opened.mark, path.name), known)


def draw_composed_report(
    document: Document, figures: dict[str, str], template: bytes, date: str, word: str = CIRCULAR
) -> ComposedReport:
    """Draw *document* into *template*; *figures* are the workbook's numbers as printed, by name.

    Its styles are named behind *word*.
    """
    said = json.dumps(document_to_plain(document), ensure_ascii=False)
    mark = make_document_mark(said + _hash_of_bytes(template))
    drawn = draw_word_document(document, template, mark, word)
    shown = read_document_as_shown(drawn, document)
    return ComposedReport(shown, drawn, mark, figures, _hash_of_bytes(template), date)


def put_documents(
    paths: tuple[Path, Path],
    composed: ComposedReport,
    stands: ExistingDocument,
    records: DocumentRecords,
    form: Form,
    asked: PutRequest,
) -> PutResult:
    """Write the Word document and the page to *paths*, keeping what somebody wrote into the document that *stands*.

    Raise WorkFolderError where that is another document altogether.
    """
    companion = companion_needed(form, "toolkit report")
    edited = stands.opened if not stands.untouched else None
    if edited and not _is_same_report(companion, edited, stands.before, composed.said):
        raise WorkFolderError(
            f"{paths[0]} 已经有别的文件（不是这一份报告），没有覆盖它。请移走或改名，或用 -o 指明另一个目录，再运行一次。"
        )
    if edited is None or asked.fresh:
        made, data, whole = CarriedDocument(), composed.word, True
    else:
        comes = (composed.said, composed.figures)
        made = carry_document_edits(edited, stands.before, *comes, form, keep_edits=asked.keep_edits)
        if made.conflicts:
            return PutResult(composed.said, made)
        changed = made.changed or stands.data is None
        data, whole = edited.to_bytes(composed.mark) if changed else stands.data or b"", False
    said = read_document_as_shown(data, composed.said)
    page = render_web_page(said).encode()
    backup = _back_up_document(paths[0], stands, data)
    page_backup = _back_up_page(paths[1], stands.known, page)
    mark = composed.mark if data != stands.data or not stands.opened else stands.opened.mark
    generation = WrittenGeneration(
        mark, _hash_of_bytes(data), _hash_of_bytes(page), paths[0].name, composed.said, composed.figures, composed.template, composed.date, whole
    )  # fmt: skip
    records.remember(generation, asked.now)
    for path, new in zip(paths, (data, page), strict=True):
        if not path.is_file() or path.read_bytes() != new:
            write_atomically(path, new)
    notes = (*made.notes, *_put_notes(paths[0], composed, stands, whole=whole))
    return PutResult(said, made, notes, backup, page_backup, page_backup is not None)


def _hash_of_bytes(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _is_same_report(
    companion: Companion, opened: EditableWordDocument, before: WrittenGeneration | None, said: Document
) -> bool:
    """Tell whether a document is this report: by its mark; else by what it says, and of whom and which year."""
    if before is not None:
        return bool(opened.mark) or resembles_document(before.said, opened)
    unit, year = companion.whose_document(said._replace(blocks=tuple(opened.blocks)))
    named = not unit or unit in said.office or said.office in unit
    return named and year in (0, said.year) and resembles_document(said, opened)


def _back_up_document(path: Path, stands: ExistingDocument, data: bytes) -> Path | None:
    """Keep what stood there, where somebody had touched it and it changes; what nobody touched can be written again."""
    if stands.data is None or stands.data == data or stands.untouched:
        return None
    return keep_copy_beside(path, stands.data, BACKUP)


def _back_up_page(path: Path, known: list[WrittenGeneration], page: bytes) -> Path | None:
    """Keep the page that stood there where it is none that was written here."""
    if not path.is_file():
        return None
    data = path.read_bytes()
    if data == page or _hash_of_bytes(data) in {g.page for g in known}:
        return None
    return keep_copy_beside(path, data, BACKUP)


def _put_notes(path: Path, composed: ComposedReport, stands: ExistingDocument, *, whole: bool) -> list[str]:
    found = []
    if not whole and stands.before and stands.before.template != composed.template:
        found.append(
            "Word 模板换过了：改过的文档留着原来的版式。要用新模板，加 --fresh 重新写（改过的文字不留，原文件另存备份）"
        )
    if not whole and stands.opened and stands.opened.pictures:
        found.append(f"Word 文档里的图片（{stands.opened.pictures} 张）网页里没有，需要的请在门户上另加")
    if stands.data is None:
        found += [
            f"{other.name} 是以前写出、后来改了名的同一份报告，没有动它，另写了 {path.name}。"
            f"要在改过的那份上接着更新，请用它换下新写的这份（名字写成 {path.name}），再运行一次"
            for other in _renamed_documents(path, {g.mark for g in stands.known})
        ]
    return found


def _renamed_documents(path: Path, marks: set[str]) -> list[Path]:
    """Return the documents beside *path* that were written here under its name."""
    beside = sorted(path.parent.glob("*.docx"))
    others = [p for p in beside if p != path and BACKUP not in p.stem and p.is_file()]
    return [p for p in others[:MOST_LOOKED_AT] if marks and document_mark_in_bytes(p.read_bytes()) in marks]
