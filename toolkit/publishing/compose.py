"""The document an office publishes, written from its report workbook to Word and to a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from toolkit.errors import WorkFolderError
from toolkit.folder.days import current_utc_time
from toolkit.folder.files import safe_file_name_part
from toolkit.folder.work_folder import templates_folder
from toolkit.form.words import format_number
from toolkit.merging.companion import companion_needed, companion_of
from toolkit.merging.report_source import refuse_unread
from toolkit.publishing.document_records import DocumentRecords
from toolkit.publishing.put_documents import (
    PutRequest,
    draw_composed_report,
    put_documents,
    read_existing_document,
)

if TYPE_CHECKING:
    from pathlib import Path

    from toolkit.document.model import Document
    from toolkit.form.model import Form
    from toolkit.merging.report_source import Source
    from toolkit.publishing.freshness import OpenedReport
    from toolkit.publishing.put_documents import PutResult


@dataclass(frozen=True)
class WrittenReport:
    """What was written, and what of the workbook is not in it; *put* tells what became of what stood there.

    *form* is whose document it is, *document* what Word document and page say; where *put* has conflicts, what they would.
    """

    form: Form
    document: Document
    word: Path
    page: Path
    notes: tuple[str, ...]
    put: PutResult


def write_report_documents(
    report: OpenedReport,
    output: Path,
    template: Path | None,
    date: str,
    *,
    now: str = "",
    keep_edits: bool = False,
    fresh: bool = False,
) -> WrittenReport:
    """Write *report* as a Word document and a web page into the folder *output*.

    *date* is the day it is published, as people write it; "" takes the one in the document that stands, if there is one.
    What somebody edited in a document that stands there stays; *keep_edits* decides for it where the workbook changed the
    same, *fresh* writes all of it anew. Raise WorkFolderError where the workbook was not read whole, or what stands is none of ours.
    """
    workbook, form, source, _ = report
    companion = companion_needed(form, "toolkit report")
    refuse_unread(source, workbook)
    title = companion.document_title(source.who.name, source.who.period)
    name = safe_file_name_part(title)
    paths = output / f"{name}.docx", output / f"{name}.html"
    records = DocumentRecords(workbook, output)
    stands = read_existing_document(paths[0], records.known(title))
    day = date or ("" if fresh else stands.date)
    document, notes = companion.compose(form, source, day)
    own = workbook.parent / companion.TEMPLATE
    chosen = template or (own if own.is_file() else templates_folder() / companion.TEMPLATE)
    numbers = {c.name: format_number(v) for c, v in source.figures.items() if isinstance(v, float)}
    composed = draw_composed_report(document, numbers, chosen.read_bytes(), day, companion.STYLE_WORD)
    asked = PutRequest(now or current_utc_time(), keep_edits, fresh)
    put = put_documents(paths, composed, stands, records, form, asked)
    return WrittenReport(form, put.document, *paths, (*notes, *put.notes), put)


def find_written_documents(report: OpenedReport, folder: Path) -> list[Path]:
    """Return the documents in *folder* that were written from *report*; raise WorkFolderError where there are none."""
    companion, who = companion_needed(report.form, "toolkit report --publish-check"), report.source.who
    found = documents_by_title(report.form, report.source, folder)
    if not found:
        name = safe_file_name_part(companion.document_title(who.name, who.period))
        raise WorkFolderError(f"{folder} 里没有写好的报告 {name}.docx。请先运行 toolkit report。")
    return found


def documents_by_title(form: Form, source: Source, folder: Path) -> list[Path]:
    """Return the documents in *folder* that bear the title of the report *source*, Word first; there may be none."""
    companion = companion_of(form)
    if companion is None:
        return []
    name = safe_file_name_part(companion.document_title(source.who.name, source.who.period))
    return [p for p in (folder / f"{name}.docx", folder / f"{name}.html") if p.is_file()]
