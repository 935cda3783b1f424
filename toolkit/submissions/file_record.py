"""What bytes came to, as the ledger keeps it: the same bytes, read on the same basis, always come to the same.

Nothing here depends on the roster, the file's name or the day: that is found anew in every run (``flow.fit``).
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from toolkit import __version__
from toolkit.figures.copies import Sketch
from toolkit.form.finding import ERROR, Finding
from toolkit.form.submission import Identity, Sign, Submission, from_plain, to_plain
from toolkit.intake.zips import Member
from toolkit.ledger.records import Content

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from toolkit.form.model import Form

READS = 6
"""Raised when reading finds more in the same bytes than it did: what was read before is then read again."""
ANEW = ""
"""The basis of what was not read for a reason of the moment, such as time: it is read again in the next run."""


@dataclass(frozen=True)
class Facts:
    """What is to be known of a file in every run; *code* is why it could not be read (*detail* where in it).

    *told* are the findings about whose it is, *findings* those about what is in it. *read* is false where it says it
    is of no form or edition that is read. *content* stands for figures, rows and explanations: equal, said the same.
    *sketch* is what is held against other units' files, *said* what the unit answered, by what it speaks to.
    *signs* are what it shows of whose it is beside that, *adopted* that the office said whose it is.
    """

    code: str = ""
    detail: str = ""
    members: tuple[Member, ...] | None = None
    who: Identity | None = None
    told: tuple[Finding, ...] = ()
    read: bool = False
    findings: tuple[Finding, ...] = ()
    account: dict[str, int] = field(default_factory=dict)
    content: str = ""
    sketch: Sketch | None = None
    said: dict[str, str] = field(default_factory=dict)
    signs: tuple[Sign, ...] = ()
    adopted: bool = False


def basis(form: Form, adopted: Identity | None = None, marks: Mapping[str, str] | None = None) -> str:
    """Return what decides, with the bytes, what they come to: the form as the office holds it, this program, its words.

    *adopted* is whose it says a file is, *marks* what it said that marks in the place of options mean.
    """
    return _hash([__version__, READS, form.digest, adopted, sorted((marks or {}).items())])


def content(sha256: str, basis: str, facts: Facts, submission: Submission | None) -> Content:
    """Return the record of what was read, for the ledger."""
    unit = facts.who.unit if facts.who else ""
    payload = json.dumps(to_plain(submission), ensure_ascii=False) if submission else ""
    return Content(sha256, basis, unit, figures_digest(submission), _written(facts), payload)


def loaded(found: Content) -> Facts:
    """Read what ``content`` wrote."""
    said = json.loads(found.facts)
    members, who = said["members"], said["who"]
    return Facts(
        code=said["code"],
        detail=said["detail"],
        members=None if members is None else tuple(Member(*m) for m in members),
        who=Identity(*who) if who else None,
        told=_findings(said["told"]),
        read=said["read"],
        findings=_findings(said["findings"]),
        account=said["account"],
        content=said["content"],
        sketch=_sketch(said["sketch"]),
        said=said["said"],
        signs=tuple(Sign(*s) for s in said["signs"]),
        adopted=said["adopted"],
    )


def _sketch(plain: list[Any] | None) -> Sketch | None:
    return Sketch(plain[0], plain[1], tuple(plain[2]), plain[3]) if plain else None


def submission_of(found: Content) -> Submission | None:
    """Return the submission as it was read."""
    return from_plain(json.loads(found.payload)) if found.payload else None


def findings_from(text: str) -> tuple[Finding, ...]:
    """Return findings from what ``findings_text`` wrote."""
    return _findings(json.loads(text))


def _findings(plain: list[list[Any]]) -> tuple[Finding, ...]:
    return tuple(Finding(*f[:-1])._replace(args=tuple((k, v) for k, v in f[-1])) for f in plain)


def findings_text(findings: tuple[Finding, ...]) -> str:
    """Return findings as JSON text."""
    return json.dumps([list(f) for f in findings], ensure_ascii=False)


def figures_digest(submission: Submission | None) -> str:
    """Return what stands for the figures and rows of a submission; "" where there is nothing but zeros and texts."""
    if submission is None:
        return ""
    figures = sorted((c.name, v) for c, v in submission.figures.items() if isinstance(v, float))
    rows = _rows(submission)
    return (
        _hash([submission.who.kind, figures, rows])
        if any(v for _, v in figures) or any(rows.values())
        else ""
    )


def content_digest(submission: Submission, findings: Iterable[Finding]) -> str:
    """Return what stands for everything a submission says: figures, texts, rows, explanations, ticks, and whose it is.

    What could not be read, as the reader's *findings* quote it, is said too: 三件左右 and 五件左右 are not the same.
    """
    figures = sorted((c.name, str(v)) for c, v in submission.figures.items())
    said = sorted(submission.explanations.items())
    prior = sorted((c.name, v) for c, v in submission.prior.items())
    unread = sorted((f.code, f.value) for f in findings if f.severity == ERROR)
    return _hash([submission.who, figures, _rows(submission), sorted(submission.zero), said, prior, unread])


def _rows(submission: Submission) -> dict[str, list[list[tuple[str, Any]]]]:
    return {k: [sorted(r.values.items()) for r in v] for k, v in sorted(submission.rows.items())}


def _written(facts: Facts) -> str:
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


def _hash(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]
