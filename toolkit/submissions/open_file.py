"""One file opened: what runs in a worker. Bytes are read once; what is hashed is what is parsed."""

from __future__ import annotations

import hashlib
import pickle
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from toolkit.errors import Unreadable
from toolkit.form.finding import make_finding
from toolkit.form.grounding import GroundedForm, ground_form
from toolkit.form.model import REPORT
from toolkit.form.placement import lay_out_workbook
from toolkit.intake.containers import list_contained, read_contained
from toolkit.intake.found_files import FILE_LIMIT, read_file_bytes
from toolkit.intake.workers import WorkerFailure
from toolkit.reading.identity import compare_cover, identify_workbook
from toolkit.reading.identity_signs import find_identity_signs
from toolkit.submissions.file_record import FileFacts

if TYPE_CHECKING:
    from toolkit.form.finding import Finding
    from toolkit.form.layout import Layout
    from toolkit.form.model import Form
    from toolkit.form.submission import Identity
    from toolkit.reading.read_workbook import SubmissionReading
    from toolkit.xlsx.open_workbook import Book


class OpenFileJob(NamedTuple):
    """A file to open: at *path*, and where it lies in zips and mails the place of each member; *form* is the form, pickled.

    *adopted* says whose a file is of which that is known by its hash only: (hash, identity). *marks* are what the
    office said that a unit's marks in the place of options mean: (unit, ((what it speaks to, its words), …)).
    """

    path: str
    form: bytes
    inside: tuple[int, ...] = ()
    adopted: tuple[tuple[str, Identity], ...] = ()
    marks: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()

    def confirmed(self, unit: str) -> dict[str, str]:
        """Return what the office said of the marks of *unit*."""
        return dict(dict(self.marks).get(unit, ()))


class OpenedFile(NamedTuple):
    """A file that was opened: the hash of its bytes, what is known of it, and what it says.

    *reading* is None where it says it is of no form or edition that is read.
    """

    sha256: str = ""
    facts: FileFacts = FileFacts()
    reading: SubmissionReading | None = None

    def but(self, **said: Any) -> OpenedFile:
        """Return the same file with some of what is known of it otherwise."""
        return self._replace(facts=replace(self.facts, **said))


def open_received_file(job: OpenFileJob) -> OpenedFile:
    """Open one file; faults of the file are values."""
    desk, opened = load_form_desk(job.form), OpenedFile()
    try:
        data = read_job_bytes(job)
        opened = OpenedFile(hashlib.sha256(data).hexdigest())
        contained = list_contained(data, len(job.inside))
        if contained is not None:
            return opened.but(members=tuple(contained))
        # Readers are imported where a file is read: who asks what is known of files needs none.
        from toolkit.xlsx.text_table import open_book_or_text_table

        book = open_book_or_text_table(data)
        return read_opened_book(desk, book, opened.but(signs=find_identity_signs(book, desk.form)), job)
    except Unreadable as error:
        return opened.but(code=error.code, detail=error.detail)


def opened_or_failed(result: OpenedFile | WorkerFailure, sha256: str = "") -> OpenedFile:
    """Return what a worker came to; where it came to nothing, the file of that hash with the reason."""
    if isinstance(result, WorkerFailure):
        return OpenedFile(sha256, FileFacts(result.code, result.error))
    return result


def read_job_bytes(job: OpenFileJob) -> bytes:
    """Return the bytes of one file, out of what it lies in."""
    data = _read_address_bytes(job.path)
    for at in job.inside:
        data = read_contained(data, at)
    return data


def _read_address_bytes(path: str) -> bytes:
    """Read a file of this machine, or of a storage a cluster shares, by its address."""
    if "://" not in path:
        return read_file_bytes(Path(path))
    import fsspec

    try:
        with fsspec.open(path, "rb") as file:
            return bytes(file.read(FILE_LIMIT + 1))
    except OSError as error:
        raise Unreadable("vanished", str(error)) from error


def read_opened_book(desk: FormDesk, book: Book, opened: OpenedFile, job: OpenFileJob) -> OpenedFile:
    """Return what the workbook of an *opened* file says, and whose it is; raise Unreadable where it is somebody's plain text."""
    from toolkit.foreign.foreign_workbook import holds_form_tables
    from toolkit.foreign.older_edition import read_edition
    from toolkit.xlsx.text_table import CSV

    form = desk.form
    who, findings = identify_workbook(book, form)
    if adopted := dict(job.adopted).get(opened.sha256):
        reading, told = _read_adopted(desk, book, adopted, who, job.confirmed(adopted.unit))
        return opened.but(who=adopted, told=told)._replace(reading=reading)
    ours = (desk.kind(k.id, form.levels[0].id if k.id == REPORT else "")[0] for k in form.kinds)
    unnamed = who is None and not any(f.code == "own_look" for f in findings)
    if unnamed and any(holds_form_tables(kind, book) for kind in ours):
        findings = (make_finding("no_identity"),)
    if who is None and findings[0].code != "no_identity" and book.other == CSV:
        raise Unreadable("plain-text")  # somebody's text, and no table of the form
    if who is None or not is_readable_edition(form, who):
        return opened.but(who=who, told=findings)
    grounded, layout = desk.kind(who.kind, who.level)
    reading = read_edition(grounded, book, who, job.confirmed(who.unit))
    told = (*findings, *compare_cover(book, layout, who))
    return opened.but(who=who, told=told)._replace(reading=reading)


def _read_adopted(
    desk: FormDesk, book: Book, adopted: Identity, written: Identity | None, confirmed: dict[str, str]
) -> tuple[SubmissionReading, tuple[Finding, ...]]:
    """Return the reading of a workbook the office said is *adopted*'s, and what is to be said where *written* is not he."""
    from toolkit.foreign.foreign_workbook import read_adopted_workbook
    from toolkit.foreign.older_edition import read_older_edition, read_other_kind
    from toolkit.reading.read_workbook import read_submission

    grounded = desk.kind(adopted.kind, adopted.level)[0]
    ours = written if written and is_readable_edition(desk.form, written) else None
    if ours is None:
        return read_adopted_workbook(grounded, book, adopted, confirmed), ()
    if ours.kind != adopted.kind:
        reading = read_other_kind(grounded, book, adopted, ours.kind, confirmed)
    elif ours.fingerprint != desk.form.fingerprint(ours.kind):
        reading = read_older_edition(grounded, book, adopted._replace(edition=ours.edition), confirmed)
    else:
        reading = read_submission(grounded, book, adopted, confirmed)
    if ours.unit == adopted.unit:
        return reading, ()
    told = make_finding("others_workbook", value=ours.name or ours.unit, expected=adopted.name)
    mine = replace(reading.submission, prior={})  # last year's figures in it are the other unit's
    return reading._replace(submission=mine), (told,)


def is_readable_edition(form: Form, who: Identity) -> bool:
    """Tell whether a workbook is of *form*, and of an edition of it that is read."""
    return is_of_form(form, who) and (
        who.fingerprint == form.fingerprint(who.kind) or who.edition in form.accepts
    )


def is_of_form(form: Form, who: Identity) -> bool:
    """Tell whether a workbook is of *form*, of whatever edition, and says its kind, level and year as *form* does."""
    return (
        who.form == form.id
        and who.kind in {k.id for k in form.kinds}
        and (not who.level or who.level in {x.id for x in form.levels})
        and form.periods.reads(who.period)
    )


class FormDesk:
    """A form with what each of its kinds is held to and where its parts are, worked out once."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self._kinds: dict[tuple[str, str], tuple[GroundedForm, Layout]] = {}

    def kind(self, kind: str, level: str) -> tuple[GroundedForm, Layout]:
        """Return what *kind* is held to and its layout."""
        if (kind, level) not in self._kinds:
            self._kinds[kind, level] = (
                ground_form(self.form, kind, level or None),
                lay_out_workbook(self.form, kind),
            )
        return self._kinds[kind, level]


@lru_cache(maxsize=4)
def load_form_desk(data: bytes) -> FormDesk:
    """Return the desk for the form a job brings: our own bytes, pickled by the process that gave the job."""
    return FormDesk(pickle.loads(data))  # noqa: S301 - never a file's bytes
