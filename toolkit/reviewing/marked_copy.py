"""The answer in the document: a copy of a report with what was found written where it stands. The report stays as it is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from toolkit.document.document_limits import read_report_bytes
from toolkit.document.marked_page import render_marked_page
from toolkit.document.text_marks import place_marks
from toolkit.document.word_comments import comment_word_document
from toolkit.errors import UnreadableDocumentError
from toolkit.folder.files import write_under_free_name
from toolkit.form.finding import SEVERITY
from toolkit.formats.open_report import format_of_report
from toolkit.intake.workers import run_in_workers
from toolkit.merging.companion import companion_needed
from toolkit.publishing.proofread_worker import CHECK, STOPPED
from toolkit.reviewing.check_folder import MARKED

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from toolkit.document.proofread_result import Proofread
    from toolkit.form.model import Form


class _MarkTask(NamedTuple):
    report: Proofread
    form: Form


class MarkedBytes(NamedTuple):
    """A marked copy: its ending and what it holds."""

    suffix: str
    data: bytes


def write_marked_copies(reports: Sequence[Proofread], form: Form) -> Iterator[Path]:
    """Write a copy beside every report that has something to tell, and yield where; another file there stays.

    Raise UnreadableDocumentError for one that cannot be written over: it was read a moment ago.
    """
    tasks = [_MarkTask(r, form) for r in reports if r.findings]
    for task, made in run_in_workers(_make_marked_copy, tasks):
        path = Path(task.report.path)
        if isinstance(made, MarkedBytes):
            yield write_under_free_name(path.with_name(f"{path.stem}{MARKED}{made.suffix}"), made.data)
        elif isinstance(made, str):
            raise UnreadableDocumentError(made)
        elif made.code:
            raise UnreadableDocumentError(STOPPED[made.code].format(path))
        else:
            raise RuntimeError(f"{path}: {made.error}")


def _make_marked_copy(task: _MarkTask) -> MarkedBytes | str:
    report, path = task.report, Path(task.report.path)
    try:
        data = read_report_bytes(path)
        suffix = path.suffix.casefold()
        blocks = companion_needed(task.form, CHECK).read_published(data, suffix).blocks
        marks = place_marks(blocks, report.findings, report.places, SEVERITY)
        if format_of_report(data, suffix) == ".docx":
            return MarkedBytes(".docx", comment_word_document(data, marks))
    except UnreadableDocumentError as error:
        return str(error)
    title = f"核对批注：{report.unit or path.name} {report.year} 年度"
    verdict = f"{len(report.findings)} 处，标在下面的正文和表里；原文件 {path.name} 没有改动"
    return MarkedBytes(".html", render_marked_page(title, verdict, blocks, marks).encode())
