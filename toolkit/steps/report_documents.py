"""The report written and proofread, and what must hold before it is published: each as one verb."""

from __future__ import annotations

import datetime
import hashlib
from typing import TYPE_CHECKING, NamedTuple

from toolkit.document.proofread_result import Asked
from toolkit.errors import UnreadableDocumentError, WorkFolderError
from toolkit.folder.files import write_atomically, write_under_free_name
from toolkit.merging.report_source import open_report_source
from toolkit.publishing.check_point import PAGE
from toolkit.publishing.compose import documents_by_title, find_written_documents, write_report_documents
from toolkit.publishing.freshness import open_report_in_folder, refuse_stale_report, report_freshness
from toolkit.publishing.made_from_report import (
    DOCUMENT,
    composed_document_digest,
    record_outputs,
    recorded_digests,
)
from toolkit.publishing.proofread_worker import proofread_with_rulings
from toolkit.publishing.publish_check import check_publish_readiness
from toolkit.publishing.put_documents import BACKUP
from toolkit.publishing.rulings import RULINGS
from toolkit.text.plain_values import told_as

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from toolkit.document.proofread_result import Proofread
    from toolkit.folder.work_folder import Tell, WorkFolder
    from toolkit.publishing.check_point import PublishCheckResult
    from toolkit.publishing.compose import WrittenReport
    from toolkit.publishing.freshness import ReportFreshness


class DocumentRequest(NamedTuple):
    """How a document is asked for: from which report *workbook*, into which folder (*target*), after which *template*.

    *date* is the day it bears; *last* is last year's published report. *keep_edits* and *fresh* are those of
    ``write_report_documents``. *pdf* asks for the Word document as PDF too.
    """

    workbook: Path
    target: Path
    template: Path | None = None
    date: str = ""
    last: Path | None = None
    keep_edits: bool = False
    fresh: bool = False
    pdf: bool = False


@told_as("pdf=path pdf_notes=notes")
class PrintedPdf(NamedTuple):
    """The Word document as PDF: where it lies, None where it could not be made; what is to be known of it, or why not."""

    path: Path | None
    notes: tuple[str, ...] = ()


class ProofreadReport(NamedTuple):
    """A report that was written (or not, where there were conflicts), what proofreading says, how fresh its workbook is.

    *printed* is the PDF, where one was asked for and there is a document to print.
    """

    made: WrittenReport
    found: tuple[Proofread, ...]
    freshness: ReportFreshness | None
    printed: PrintedPdf | None = None


def write_and_proofread(
    asked: DocumentRequest, folder: WorkFolder | None, now: str, tell: Tell
) -> ProofreadReport:
    """Write the Word document and the page, proofread both, and record them where the workbook is a work folder's.

    *folder* is where somebody is; the one *workbook* lies in is found. Raise WorkFolderError where it is stale.
    """
    report = open_report_in_folder(asked.workbook, folder)
    own, latest = report.own, report_freshness(report.own, report.source) if report.own else None
    if latest:
        refuse_stale_report(latest)
    steps = 2 + asked.pdf
    tell(0, steps, "写 Word 文档和网页")
    made = write_report_documents(
        report,
        asked.target,
        asked.template,
        asked.date,
        now=now,
        keep_edits=asked.keep_edits,
        fresh=asked.fresh,
    )
    tell(1, steps, "核对")
    paths = (made.word, made.page) if made.put.written else ()
    office = Asked(made.document.office, made.document.year, figures=report.source.numbers)
    found = tuple(proofread_with_rulings(p, made.form, asked.last, office) for p in paths)
    if own and made.put.written:
        content = composed_document_digest(own.form, report.source)
        record_outputs(own, DOCUMENT, (made.word, made.page), content, now)
    if not (asked.pdf and made.put.written):
        return ProofreadReport(made, found, latest)
    tell(2, steps, "生成 PDF")
    printed = print_beside(made.word, recorded_digests(own) if own else frozenset())
    if own and printed.path:
        record_outputs(own, DOCUMENT, (printed.path,), content, now)
    return ProofreadReport(made, found, latest, printed)


def print_written_report(folder: WorkFolder, now: str) -> PrintedPdf:
    """Write the report of *folder*, as its Word document stands now, as PDF beside it; raise ToolkitError where that cannot be done."""
    source = open_report_source(folder.report, folder.form)
    word = next(iter(documents_by_title(folder.form, source, folder.path)), None)
    if word is None or word.suffix != ".docx":
        raise WorkFolderError("还没有写好的 Word 文档。请先运行 toolkit report。")
    printed = print_beside(word, recorded_digests(folder))
    if printed.path is None:
        raise WorkFolderError(printed.notes[0])
    record_outputs(folder, DOCUMENT, (printed.path,), composed_document_digest(folder.form, source), now)
    return printed


def print_beside(word: Path, known: Collection[str]) -> PrintedPdf:
    """Write the Word document *word* as PDF beside it; what cannot be done is said, and the document stays as it is.

    A PDF of that name is kept under another one unless its SHA-256 is *known*: it may be sealed, or somebody else's.
    """
    from toolkit.formats.print_pdf import OFD, print_word_as_pdf

    target = word.with_suffix(".pdf")
    try:
        data, fonts = print_word_as_pdf(word.read_bytes(), word.name)
    except UnreadableDocumentError as error:
        old = (f"{target.name} 是以前的，没有变",) if target.exists() else ()
        return PrintedPdf(None, (str(error), *old, OFD))
    kept = []
    if target.exists() and hashlib.sha256(target.read_bytes()).hexdigest() not in known:
        path = write_under_free_name(target.with_name(f"{target.stem}{BACKUP}.pdf"), target.read_bytes())
        kept = [f"原来的 PDF 不是这里生成的，留在 {path}"]
    write_atomically(target, data)
    return PrintedPdf(target, tuple(filter(None, (fonts, *kept, OFD))))


def check_and_keep_page(
    source: Path, target: Path, last: Path | None, folder: WorkFolder | None
) -> PublishCheckResult:
    """Hold the report in *source* and its documents in *target* to what must be, and write that down as a page."""
    report = open_report_in_folder(source, folder)
    documents = find_written_documents(report, target)
    today = datetime.datetime.now().astimezone().date()
    found = check_publish_readiness(report, documents, today, target / RULINGS, last)
    write_atomically(target / PAGE, found.page().encode())
    return found
