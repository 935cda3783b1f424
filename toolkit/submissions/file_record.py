"""What bytes came to, as the ledger keeps it: the same bytes, read on the same basis, always come to the same.

Nothing here depends on the roster, the file's name or the day: that is found anew in every run (``submissions.fits_roster``).
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from toolkit import __version__
from toolkit.figures.copies import ComparableContent
from toolkit.form.finding import ERROR, Finding
from toolkit.form.submission import Identity, Sign, Submission
from toolkit.intake.found_files import ContainedFile
from toolkit.ledger.records import ReadContent
from toolkit.submissions.own_checks import own_checks_basis
from toolkit.text.stored_values import JSON, from_stored, to_stored

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from toolkit.form.model import Form

READS = 10
"""Raised when reading finds more in the same bytes than it did: what was read before is then read again."""
ANEW = ""
"""The basis of what was not read for a reason of the moment, such as time: it is read again in the next run."""


_SORTED_JSON = json.JSONEncoder(ensure_ascii=False, sort_keys=True)


@dataclass(frozen=True)
class FileFacts:
    """What is to be known of a file in every run; *code* is why it could not be read (*detail* where in it).

    *told* are the findings about whose it is, *findings* those about what is in it. *read* is false where it says it
    is of no form or edition that is read. *content* stands for figures, rows and explanations: equal, said the same.
    *sketch* is what is held against other units' files, *said* what the unit answered, by what it speaks to.
    *signs* are what it shows of whose it is beside that, *adopted* that the office said whose it is.
    """

    code: str = ""
    detail: str = ""
    members: tuple[ContainedFile, ...] | None = None
    who: Identity | None = None
    told: tuple[Finding, ...] = ()
    read: bool = False
    findings: tuple[Finding, ...] = ()
    account: dict[str, int] = field(default_factory=dict)
    content: str = ""
    sketch: ComparableContent | None = None
    said: dict[str, str] = field(default_factory=dict)
    signs: tuple[Sign, ...] = ()
    adopted: bool = False


def reading_basis(form: Form, adopted: Identity | None = None, marks: Mapping[str, str] | None = None) -> str:
    """Return what decides, with the bytes, what they come to: the form as the office holds it, this program, its words, what the office checks besides.

    *adopted* is whose it says a file is, *marks* what it said that marks in the place of options mean.
    """
    said = [__version__, READS, form.digest, adopted, sorted((marks or {}).items())]
    return _digest_of_sorted_json([*said, *([own] if (own := own_checks_basis()) else [])])


def make_content_record(
    sha256: str, basis: str, facts: FileFacts, submission: Submission | None
) -> ReadContent:
    """Return the record of what was read, for the ledger."""
    unit = facts.who.unit if facts.who else ""
    payload = _as_json(submission) if submission else ""
    return ReadContent(sha256, basis, unit, submission_figures_digest(submission), _as_json(facts), payload)


def load_file_facts(found: ReadContent) -> FileFacts:
    """Return the facts of a record."""
    return parse_file_facts(found.facts)


def parse_file_facts(text: str) -> FileFacts:
    """Return the facts a record keeps as JSON text."""
    return from_stored(FileFacts, json.loads(text))


def submission_of_record(found: ReadContent) -> Submission | None:
    """Return the submission as it was read."""
    return from_stored(Submission, json.loads(found.payload)) if found.payload else None


@lru_cache(
    maxsize=2**15
)  # more than any one office has units: all of them are gone through several times a run
def parse_findings(text: str) -> tuple[Finding, ...]:
    """Return findings from what ``findings_to_json`` wrote."""
    return tuple(from_stored(Finding, f) for f in json.loads(text))


def findings_to_json(findings: tuple[Finding, ...]) -> str:
    """Return findings as JSON text: tuples, texts and numbers all the way down, which JSON writes as they are."""
    return JSON.encode(findings)


def submission_figures_digest(submission: Submission | None) -> str:
    """Return what stands for the figures and rows of a submission; "" where there is nothing but zeros and texts."""
    if submission is None:
        return ""
    figures = sorted((c.name, v) for c, v in submission.figures.items() if isinstance(v, float))
    rows = _comparable_rows(submission)
    return (
        _digest_of_sorted_json([submission.who.kind, figures, rows])
        if any(v for _, v in figures) or any(rows.values())
        else ""
    )


def submission_digest(submission: Submission, findings: Iterable[Finding]) -> str:
    """Return what stands for everything a submission says: figures, texts, rows, explanations, ticks, and whose it is.

    What could not be read, as the reader's *findings* quote it, is said too: 三件左右 and 五件左右 are not the same.
    """
    figures = sorted((c.name, str(v)) for c, v in submission.figures.items())
    said = sorted(submission.explanations.items())
    prior = sorted((c.name, v) for c, v in submission.prior.items())
    unread = sorted((f.code, f.value) for f in findings if f.severity == ERROR)
    rows, zero = _comparable_rows(submission), sorted(submission.zero)
    return _digest_of_sorted_json([submission.who, figures, rows, zero, said, prior, unread])


def _comparable_rows(submission: Submission) -> dict[str, list[list[tuple[str, Any]]]]:
    return {k: [sorted(r.values.items()) for r in v] for k, v in sorted(submission.rows.items())}


def _as_json(value: object) -> str:
    return JSON.encode(to_stored(value))


def _digest_of_sorted_json(value: object) -> str:
    text = _SORTED_JSON.encode(value)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]
