"""The document an office publishes, written from its report workbook to Word and to a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from toolkit.errors import WorkFolderError
from toolkit.folder.days import this_moment
from toolkit.folder.files import safe
from toolkit.folder.which_form import form_in
from toolkit.folder.work_folder import templates
from toolkit.form.words import number
from toolkit.merge.companion import companion_needed, companion_of
from toolkit.merge.report_source import opened, refuse_unread
from toolkit.publish.document_records import WrittenDocuments
from toolkit.publish.put_documents import AskedToPut, composed_from, look_at, put_documents

if TYPE_CHECKING:
    from pathlib import Path

    from toolkit.document.model import Document
    from toolkit.form.model import Form
    from toolkit.merge.report_source import Source
    from toolkit.publish.put_documents import PutDocuments


@dataclass(frozen=True)
class Published:
    """What was written, and what of the workbook is not in it; *put* tells what became of what stood there.

    *form* is whose document it is, *document* what Word document and page say; where *put* has conflicts, what they would.
    """

    form: Form
    document: Document
    word: Path
    page: Path
    notes: tuple[str, ...]
    put: PutDocuments


def publish(
    workbook: Path,
    output: Path,
    template: Path | None,
    date: str,
    *,
    now: str = "",
    keep_edits: bool = False,
    fresh: bool = False,
) -> Published:
    """Write the report in *workbook* as a Word document and a web page into the folder *output*.

    *date* is the day it is published, as people write it; "" takes the one in the document that stands, if there is one.
    What somebody edited in a document that stands there stays; *keep_edits* decides for it where the workbook changed the
    same, *fresh* writes all of it anew. Raise WorkFolderError where *workbook* is no report, or what stands is none of ours.
    """
    form = form_in(workbook)
    companion = companion_needed(form, "toolkit report")
    source = opened(workbook, form)
    refuse_unread(source, workbook)
    title = companion.document_title(source.who.name, source.who.year)
    name = safe(title)
    paths = output / f"{name}.docx", output / f"{name}.html"
    records = WrittenDocuments(workbook, output)
    stands = look_at(paths[0], records.known(title))
    day = date or ("" if fresh else stands.date)
    document, notes = companion.compose(form, source, day)
    own = workbook.parent / companion.TEMPLATE
    chosen = template or (own if own.is_file() else templates() / companion.TEMPLATE)
    numbers = {c.name: number(v) for c, v in source.figures.items() if isinstance(v, float)}
    composed = composed_from(document, numbers, chosen.read_bytes(), day)
    asked = AskedToPut(now or this_moment(), keep_edits, fresh)
    put = put_documents(paths, composed, stands, records, form, asked)
    return Published(form, put.document, *paths, (*notes, *put.notes), put)


def written(workbook: Path, folder: Path) -> list[Path]:
    """Return the documents in *folder* that were written from *workbook*; raise WorkFolderError where there are none."""
    form = form_in(workbook)
    companion = companion_needed(form, "toolkit report --publish-check")
    source = opened(workbook, form)
    found = documents_of(source, folder)
    if not found:
        name = safe(companion.document_title(source.who.name, source.who.year))
        raise WorkFolderError(f"{folder} 里没有写好的报告 {name}.docx。请先运行 toolkit report。")
    return found


def documents_of(source: Source, folder: Path) -> list[Path]:
    """Return the documents in *folder* that bear the title of the report *source*, Word first; there may be none."""
    companion = companion_of(source.who.form)
    if companion is None:
        return []
    name = safe(companion.document_title(source.who.name, source.who.year))
    return [p for p in (folder / f"{name}.docx", folder / f"{name}.html") if p.is_file()]
