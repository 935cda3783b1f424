"""A workbook examined: read, held to its rules, everything there is to say of it. The one way a verb takes one in.

``collect`` reads in workers and judges many at once (``collecting.take_in``); what it says of each comes from here too.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from toolkit.errors import Unreadable, WorkFolderError
from toolkit.folder.unreadable_reasons import REASONS
from toolkit.form.finding import sort_findings
from toolkit.form.model import REPORT
from toolkit.reading.identity import identify_workbook
from toolkit.submissions.open_file import FormDesk, is_readable_edition
from toolkit.xlsx.open_workbook import open_book

if TYPE_CHECKING:
    from pathlib import Path

    from toolkit.figures.check import JudgedSubmission
    from toolkit.form.finding import Finding
    from toolkit.form.grounding import GroundedForm
    from toolkit.form.layout import Layout
    from toolkit.form.model import Form
    from toolkit.form.submission import Identity, Submission
    from toolkit.reading.read_workbook import SubmissionReading
    from toolkit.xlsx.open_workbook import Book


class WorkbookFile(NamedTuple):
    """A workbook on the disk, its bytes read once: what is hashed is what was parsed. *who* is None where it does not say."""

    path: Path
    data: bytes
    book: Book
    who: Identity | None

    @property
    def sha256(self) -> str:
        """Return the hash of the file."""
        return hashlib.sha256(self.data).hexdigest()


class Examined(NamedTuple):
    """A workbook read and judged. *layout* is where things are in it; *findings* are all there is to say, worst first."""

    book: Book
    who: Identity
    grounded: GroundedForm
    layout: Layout
    reading: SubmissionReading
    judged: JudgedSubmission
    findings: tuple[Finding, ...]

    @property
    def sent(self) -> Submission:
        """Return what it says."""
        return self.reading.submission


def open_file(path: Path) -> WorkbookFile:
    """Open the workbook at *path*; raise Unreadable."""
    data = path.read_bytes()
    book = open_book(data)
    return WorkbookFile(path, data, book, identify_workbook(book).who)


def open_or_refuse(path: Path, next_step: str, called: str = "") -> WorkbookFile:
    """Open the workbook at *path*; raise WorkFolderError with the *next_step* where it cannot be read.

    *called* says before its path what it is.
    """
    try:
        return open_file(path)
    except Unreadable as error:
        raise WorkFolderError(f"{called}{path} 读不出来：{REASONS[error.code]}。{next_step}") from error


def is_report(who: Identity | None, form: Form) -> bool:
    """Tell whether *who* is that of a report of *form*, of an edition that is read."""
    return who is not None and who.kind == REPORT and is_readable_edition(form, who)


def examine(desk: FormDesk, book: Book, who: Identity) -> Examined:
    """Read *book* as *who*'s, of whatever edition it is, and hold it to the rules of its kind."""
    from toolkit.foreign.older_edition import read_edition

    grounded, given = desk.kind(who.kind, who.level)
    return examine_reading(grounded, given, book, read_edition(grounded, book, who))


def examine_reading(
    grounded: GroundedForm, given: Layout, book: Book, reading: SubmissionReading
) -> Examined:
    """Hold what was read of *book* to its rules; *given* is how its kind is laid out."""
    from toolkit.figures.check import judge_submissions

    sent = reading.submission
    judged = judge_submissions(grounded, [sent], grounded.form.periods.read(sent.who.period))[0]
    findings = (*sent.findings, *judged_findings(grounded, given, reading, judged))
    layout = reading.layout or given
    return Examined(book, sent.who, grounded, layout, reading, judged, tuple(sort_findings(list(findings))))


def judged_findings(
    grounded: GroundedForm, given: Layout, reading: SubmissionReading, judged: JudgedSubmission
) -> tuple[Finding, ...]:
    """Return what is to be said beside the reader's findings once a reading is judged: one list for every verb.

    Rules that are broken, counts typed over, lists that say otherwise than the tables, results that are not ours.
    """
    from toolkit.submissions.rule_findings import (
        cached_result_findings,
        findings_of_rules,
        list_total_findings,
        typed_over_findings,
    )

    layout, sent = reading.layout or given, reading.submission
    return (
        *findings_of_rules(grounded, layout, judged, sent, grounded.form.periods.read(sent.who.period)),
        *typed_over_findings(grounded, layout, judged, sent),
        *list_total_findings(grounded, layout, judged, sent.findings),
        *cached_result_findings(grounded, layout, reading.cached, judged.figures, sent.findings),
    )


def judge_afresh(grounded: GroundedForm, sent: Submission) -> JudgedSubmission:
    """Judge what *sent* comes to where everything that is worked out is worked out again, whatever was typed there."""
    from toolkit.figures.check import judge_submissions

    typed = {c: v for c, v in sent.figures.items() if c not in grounded.worked_out}
    gone = sent.stated | sent.typed_over.keys()
    afresh = replace(sent, figures=typed, stated=frozenset(), unread=sent.unread - gone)
    return judge_submissions(grounded, [afresh], grounded.form.periods.read(sent.who.period))[0]


def open_report(path: Path, form: Form) -> WorkbookFile:
    """Open the report workbook at *path*, to be one of *form*; raise WorkFolderError with the next step."""
    if not path.is_file():
        raise WorkFolderError(
            f"没有汇总好的{form.report_word}工作簿 {path}。请先运行 toolkit merge，或写明工作簿。"
        )
    return open_or_refuse(path, "改好以后，或把它移走、运行 toolkit merge 以后，再试一次。")


def examine_report(file: WorkbookFile, form: Form) -> Examined:
    """Examine a report of *form*; raise WorkFolderError with the next step where *file* is none."""
    who = file.who
    if who is None or not is_report(who, form):
        raise WorkFolderError(f"{file.path} 不是{form.report_word}工作簿。请用 toolkit merge 写出的那一个。")
    return examine(FormDesk(form), file.book, who)
