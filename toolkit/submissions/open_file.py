"""One file opened: what runs in a worker. Bytes are read once; what is hashed is what is parsed."""

from __future__ import annotations

import hashlib
import pickle
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from toolkit.errors import Unreadable
from toolkit.foreign.foreign_workbook import alike, read_adopted
from toolkit.foreign.older_edition import read_edition, read_older, read_other_kind
from toolkit.form.finding import finding
from toolkit.form.grounding import Grounded, ground
from toolkit.form.layout import Layout, place
from toolkit.form.model import REPORT
from toolkit.intake.found_files import FILE_LIMIT, read_bytes
from toolkit.intake.zips import DEPTH, Member, is_container, member, members
from toolkit.reading.identity import compare_cover, identify
from toolkit.reading.identity_signs import signs_of
from toolkit.reading.read_workbook import Reading, read
from toolkit.xlsx.open_workbook import open_book

if TYPE_CHECKING:
    from toolkit.form.finding import Finding
    from toolkit.form.model import Form
    from toolkit.form.submission import Identity, Sign
    from toolkit.xlsx.open_workbook import Book


class Job(NamedTuple):
    """A file to open: at *path*, and where it lies in zips the place of each member; *form* is the form, pickled.

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


class Opened(NamedTuple):
    """What a file came to; *code* is why it could not be read (*detail* where in it).

    *members* are what a zip holds. *reading* is None where *who* says it is of no form or edition that is read.
    *signs* are what it shows of whose it is beside that.
    """

    sha256: str = ""
    code: str = ""
    detail: str = ""
    members: tuple[Member, ...] | None = None
    who: Identity | None = None
    findings: tuple[Finding, ...] = ()
    reading: Reading | None = None
    signs: tuple[Sign, ...] = ()


def opened(job: Job) -> Opened:
    """Open one file; faults of the file are values."""
    desk, made = desk_of(job.form), Opened()
    try:
        data = bytes_of(job)
        made = Opened(hashlib.sha256(data).hexdigest())
        if not is_container(data):
            return _read(desk, data, made, job)
        if len(job.inside) < DEPTH:
            return made._replace(members=tuple(members(data)))
        return made._replace(code="zip-deep")
    except Unreadable as error:
        return made._replace(code=error.code, detail=error.detail)


def bytes_of(job: Job) -> bytes:
    """Return the bytes of one file, out of the zips it lies in."""
    data = _bytes(job.path)
    for at in job.inside:
        data = member(data, at)
    return data


def _bytes(path: str) -> bytes:
    """Read a file of this machine, or of a storage a cluster shares, by its address."""
    if "://" not in path:
        return read_bytes(Path(path))
    import fsspec

    try:
        with fsspec.open(path, "rb") as file:
            return bytes(file.read(FILE_LIMIT + 1))
    except OSError as error:
        raise Unreadable("vanished", str(error)) from error


def _read(desk: Desk, data: bytes, made: Opened, job: Job) -> Opened:
    form, book = desk.form, open_book(data)
    made = made._replace(signs=signs_of(book, form))
    who, findings = identify(book, form)
    if adopted := dict(job.adopted).get(made.sha256):
        confirmed = job.confirmed(adopted.unit)
        return made._replace(who=adopted, **_adopted(desk, book, adopted, who, confirmed))
    if who is None and any(alike(desk.kind(k.id, _lowest(form, k.id))[0], book) for k in form.kinds):
        findings = (finding("no_identity"),)
    made = made._replace(who=who, findings=findings)
    if who is None or not readable(form, who):
        return made
    grounded, layout = desk.kind(who.kind, who.level)
    reading = read_edition(grounded, book, who, job.confirmed(who.unit))
    return made._replace(findings=(*findings, *compare_cover(book, layout, who)), reading=reading)


def _adopted(
    desk: Desk, book: Book, adopted: Identity, written: Identity | None, confirmed: dict[str, str]
) -> dict[str, Any]:
    """Return the reading of a workbook the office said is *adopted*'s, and what is to be said where *written* is not he."""
    grounded = desk.kind(adopted.kind, adopted.level)[0]
    ours = written if written and readable(desk.form, written) else None
    if ours is None:
        return {"reading": read_adopted(grounded, book, adopted, confirmed)}
    if ours.kind != adopted.kind:
        reading = read_other_kind(grounded, book, adopted, ours.kind, confirmed)
    elif ours.fingerprint != desk.form.fingerprint(ours.kind):
        reading = read_older(grounded, book, adopted._replace(edition=ours.edition), confirmed)
    else:
        reading = read(grounded, book, adopted, confirmed)
    if ours.unit == adopted.unit:
        return {"reading": reading}
    told = finding("others_workbook", value=ours.name or ours.unit, expected=adopted.name)
    mine = replace(reading.submission, prior={})  # last year's figures in it are the other unit's
    return {"reading": reading._replace(submission=mine), "findings": (told,)}


def _lowest(form: Form, kind: str) -> str:
    return form.levels[0].id if kind == REPORT else ""


def readable(form: Form, who: Identity) -> bool:
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
        and who.year.isascii()
        and who.year.isdigit()
    )


class Desk:
    """A form with what each of its kinds is held to and where its parts are, worked out once."""

    def __init__(self, form: Form) -> None:
        """Begin with nothing worked out."""
        self.form = form
        self._kinds: dict[tuple[str, str], tuple[Grounded, Layout]] = {}

    def kind(self, kind: str, level: str) -> tuple[Grounded, Layout]:
        """Return what *kind* is held to and its layout."""
        if (kind, level) not in self._kinds:
            self._kinds[kind, level] = (ground(self.form, kind, level or None), place(self.form, kind))
        return self._kinds[kind, level]


@lru_cache(maxsize=4)
def desk_of(data: bytes) -> Desk:
    """Return the desk for the form a job brings: our own bytes, pickled by the process that gave the job."""
    return Desk(pickle.loads(data))  # noqa: S301 - never a file's bytes
