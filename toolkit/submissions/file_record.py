"""What bytes came to, as the ledger keeps it: the same bytes, read on the same basis, always come to the same.

Nothing here depends on the roster, the file's name or the day: that is found anew in every run (``flow.fit``).
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from toolkit import __version__
from toolkit.figures.copies import ComparableContent
from toolkit.form.finding import ERROR, Finding
from toolkit.form.submission import Identity, Sign, Submission, submission_from_plain, submission_to_plain
from toolkit.intake.zips import ZipMember
from toolkit.ledger.records import ReadContent

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from toolkit.form.model import Form

READS = 7
"""Raised when reading finds more in the same bytes than it did, or keeps it otherwise: what was read before is read again."""
ANEW = ""
"""The basis of what was not read for a reason of the moment, such as time: it is read again in the next run."""


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
    members: tuple[ZipMember, ...] | None = None
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
    """Return what decides, with the bytes, what they come to: the form as the office holds it, this program, its words.

    *adopted* is whose it says a file is, *marks* what it said that marks in the place of options mean.
    """
    return _digest_of_sorted_json([__version__, READS, form.digest, adopted, sorted((marks or {}).items())])


def make_content_record(
    sha256: str, basis: str, facts: FileFacts, submission: Submission | None
) -> ReadContent:
    """Return the record of what was read, for the ledger."""
    unit = facts.who.unit if facts.who else ""
    payload = json.dumps(submission_to_plain(submission), ensure_ascii=False) if submission else ""
    return ReadContent(
        sha256, basis, unit, submission_figures_digest(submission), _facts_to_json(facts), payload
    )


def load_file_facts(found: ReadContent) -> FileFacts:
    """Read what ``content`` wrote."""
    said = json.loads(found.facts)
    members, who = said["members"], said["who"]
    return FileFacts(
        code=said["code"],
        detail=said["detail"],
        members=None if members is None else tuple(ZipMember(*m) for m in members),
        who=Identity(*who) if who else None,
        told=tuple(map(Finding.from_plain, said["told"])),
        read=said["read"],
        findings=tuple(map(Finding.from_plain, said["findings"])),
        account=said["account"],
        content=said["content"],
        sketch=_sketch_from_plain(said["sketch"]),
        said=said["said"],
        signs=tuple(Sign(*s) for s in said["signs"]),
        adopted=said["adopted"],
    )


def _sketch_from_plain(plain: list[Any] | None) -> ComparableContent | None:
    return ComparableContent(plain[0], plain[1], tuple(plain[2]), plain[3]) if plain else None


def submission_of_record(found: ReadContent) -> Submission | None:
    """Return the submission as it was read."""
    return submission_from_plain(json.loads(found.payload)) if found.payload else None


def parse_findings(text: str) -> tuple[Finding, ...]:
    """Return findings from what ``findings_text`` wrote."""
    return tuple(map(Finding.from_plain, json.loads(text)))


def findings_to_json(findings: tuple[Finding, ...]) -> str:
    """Return findings as JSON text."""
    return json.dumps([list(f) for f in findings], ensure_ascii=False)


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
    return _digest_of_sorted_json(
        [submission.who, figures, _comparable_rows(submission), sorted(submission.zero), said, prior, unread]
    )


def _comparable_rows(submission: Submission) -> dict[str, list[list[tuple[str, Any]]]]:
    return {k: [sorted(r.values.items()) for r in v] for k, v in sorted(submission.rows.items())}


def _facts_to_json(facts: FileFacts) -> str:
    plain = {
        "code": facts.code,
        "detail": facts.detail,
        "members": facts.members,
        "who": facts.who,
        "told": facts.told,
        "read": facts.read,
        "findings": facts.findings,
        "account": facts.account,
        "content": facts.content,
        "sketch": facts.sketch,
        "said": facts.said,
        "signs": facts.signs,
        "adopted": facts.adopted,
    }
    return json.dumps(plain, ensure_ascii=False)


def _digest_of_sorted_json(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]
