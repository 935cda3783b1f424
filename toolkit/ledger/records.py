"""What the ledger keeps, as rows. Payloads are JSON text the caller made; times are the caller's, ISO, UTC."""

from __future__ import annotations

from typing import NamedTuple


class Handout(NamedTuple):
    """One workbook handed out."""

    unit: str
    kind: str
    path: str
    sha256: str
    form: str
    edition: str
    fingerprint: str
    period: str
    at: str


class ReadContent(NamedTuple):
    """What bytes came to when they were read: the same bytes, read on the same *basis*, come to the same.

    *basis* stands for the form, the program's version and what the office said of how it is read. *unit* is "" where nobody's.
    *digest* stands for the figures and rows, "" where there are none but zeros; *facts* is JSON, small, for every run
    to look at; *payload* is the submission whole, JSON.
    """

    sha256: str
    basis: str
    unit: str
    digest: str
    facts: str
    payload: str


class Sighting(NamedTuple):
    """Bytes seen under a path first in the *run* of that number; *modified* is their own time, in seconds since 1970.

    What lay in a zip has the zip's hash as *container* and says *inside* which of its entries it was, as JSON.
    """

    sha256: str
    path: str
    modified: float
    container: str
    inside: str
    run: int
    at: str


class CurrentFileRow(NamedTuple):
    """The file that stands for a unit, its path, whose *name* it bears, and what was found in it, as JSON."""

    unit: str
    sha256: str
    path: str
    name: str
    findings: str
    at: str


class Explanation(NamedTuple):
    """What a unit wrote to a warning, and the figures (*digest*, in words *said*) it was first written for."""

    unit: str
    rule: str
    text: str
    digest: str
    said: str
    at: str


class Permission(NamedTuple):
    """What the office lets pass, or answers, for this evidence: *why*, *by* whom; *ended* is when it was taken back."""

    unit: str
    rule: str
    digest: str
    said: str
    why: str
    by: str
    at: str
    ended: str | None = None


class Adoption(NamedTuple):
    """A file that does not say whose it is, and whose the office says it is."""

    sha256: str
    unit: str
    path: str
    why: str
    at: str


EXCLUDED, SIGNED, PREFERRED = "excluded", "signed", "preferred"
"""What an office decides of one file of a unit: leave it out, pass it as examined, take it and not another."""
DECLINED = "declined"
"""That a file without our marks is not the unit's it was proposed for: it is not proposed again."""


class Decision(NamedTuple):
    """One thing the office decided of a file: *what*, *why*, *by* whom on which day (*on*); *ended* when taken back.

    *step* is which of the office's steps of examination this was; "" where it has none.
    """

    what: str
    unit: str
    sha256: str
    why: str
    by: str
    on: str
    step: str
    at: str
    ended: str | None = None


class ReturnedCopy(NamedTuple):
    """A marked copy of a unit's file, by the hashes of both; *path* is in the work folder, or whole outside it."""

    unit: str
    sha256: str
    copy: str
    path: str
    errors: int
    warnings: int
    at: str


class ReportVersion(NamedTuple):
    """One report workbook that was made; *published* is the day it was, *why* what a correction corrects.

    *rolled* is what the units came to then, as JSON: what somebody writes into the report is told from it.
    *mark* stands in the workbook itself: by it an edited or renamed one is known again.
    *basis* is what it was merged from, as JSON: by it a report is told that no longer is what merging would come to.
    """

    sha256: str
    path: str
    at: str
    published: str
    why: str
    rolled: str
    mark: str
    basis: str


class Publication(NamedTuple):
    """A report that went public on a *day*: the hash of its workbook (a version's) and of every file, as JSON.

    *files* are pairs of the name a file was kept under and its hash. *despite* is why it went out although things were
    *open* (as JSON, each in words); *by* is who decided that. *dismissed* are the findings of its proofreading that were
    ruled to be no fault, each with the reason (as JSON).
    """

    day: str
    workbook: str
    files: str
    despite: str
    open: str
    by: str
    at: str
    dismissed: str


LOOK_FILE = "look"
"""The kind of an output: the report in the look of the office's own blank."""


class OutputFile(NamedTuple):
    """A file that was made from a report: its *path* (from the work folder, or whole), its hash when it was made.

    *content* stands for what it was made of; the same path made again is the newer one.
    """

    kind: str
    path: str
    sha256: str
    content: str
    at: str


class WrittenDocument(NamedTuple):
    """A report's Word document as it was written, under a *name*: the *mark* in it, its hash, and its web *page*'s.

    *said* is what it would say with nobody's edits in it, as JSON: what somebody edits later is told from it.
    """

    mark: str
    word: str
    page: str
    name: str
    said: str
    at: str


class LedgerEvent(NamedTuple):
    """One line of the event log: *hash* covers the line and the *previous* hash, so that none can be left out."""

    n: int
    at: str
    what: str
    detail: str
    previous: str
    hash: str


class LedgerFault(NamedTuple):
    """Something wrong with the ledger itself: the kind of it, the event or row (0: none), what the database says of it."""

    code: str
    row: int
    told: str = ""
