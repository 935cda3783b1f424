"""The report written and proofread, and what must hold before it is published: each as one verb."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, NamedTuple

from toolkit.document.proofread_result import Asked
from toolkit.folder.files import write_atomically
from toolkit.publishing.compose import find_written_documents, write_report_documents
from toolkit.publishing.freshness import open_report_in_folder, refuse_stale_report, report_freshness
from toolkit.publishing.made_from_report import DOCUMENT, composed_document_digest, record_outputs
from toolkit.publishing.proofread_worker import proofread_in_worker
from toolkit.publishing.publish_check import PAGE, check_publish_readiness
from toolkit.publishing.rulings import RULINGS, apply_rulings

if TYPE_CHECKING:
    from pathlib import Path

    from toolkit.document.proofread_result import Proofread
    from toolkit.folder.work_folder import Tell, WorkFolder
    from toolkit.form.model import Form
    from toolkit.publishing.check_point import PublishCheckResult
    from toolkit.publishing.compose import WrittenReport
    from toolkit.publishing.freshness import ReportFreshness


class DocumentRequest(NamedTuple):
    """How a document is asked for: from which report *workbook*, into which folder (*target*), after which *template*.

    *date* is the day it bears; *last* is last year's published report. *keep_edits* and *fresh* are those of
    ``write_report_documents``.
    """

    workbook: Path
    target: Path
    template: Path | None = None
    date: str = ""
    last: Path | None = None
    keep_edits: bool = False
    fresh: bool = False


class ProofreadReport(NamedTuple):
    """A report that was written (or not, where there were conflicts), what proofreading says, how fresh its workbook is."""

    made: WrittenReport
    found: tuple[Proofread, ...]
    freshness: ReportFreshness | None


def write_and_proofread(
    asked: DocumentRequest, folder: WorkFolder | None, now: str, tell: Tell
) -> ProofreadReport:
    """Write the Word document and the page, proofread both, and record them where the workbook is a work folder's.

    *folder* is where somebody is; the one *workbook* lies in is found. Raise WorkFolderError where it is stale.
    """
    read, own = open_report_in_folder(asked.workbook, folder)
    latest = report_freshness(own, read) if own else None
    if latest:
        refuse_stale_report(latest)
    tell(0, 2, "写 Word 文档和网页")
    made = write_report_documents(
        asked.workbook,
        asked.target,
        asked.template,
        asked.date,
        now=now,
        keep_edits=asked.keep_edits,
        fresh=asked.fresh,
    )
    tell(1, 2, "核对")
    paths = (made.word, made.page) if made.put.written else ()
    office = Asked(made.document.office, made.document.year)
    found = tuple(proofread_with_rulings(p, made.form, asked.last, office) for p in paths)
    if own and made.put.written:
        content = composed_document_digest(own.form, read)
        record_outputs(own, DOCUMENT, (made.word, made.page), content, now)
    return ProofreadReport(made, found, latest)


def proofread_with_rulings(report: Path, form: Form, last: Path | None, asked: Asked) -> Proofread:
    """Proofread the document *report*; what was ruled beside it to be no fault is set aside."""
    return apply_rulings(proofread_in_worker(report, form, asked, last), report.parent / RULINGS)


def check_and_keep_page(
    source: Path, target: Path, last: Path | None, folder: WorkFolder | None
) -> PublishCheckResult:
    """Hold the report in *source* and its documents in *target* to what must be, and write that down as a page."""
    documents = find_written_documents(source, target)
    today = datetime.datetime.now().astimezone().date()
    found = check_publish_readiness(source, documents, today, target / RULINGS, last, folder)
    write_atomically(target / PAGE, found.page().encode())
    return found
