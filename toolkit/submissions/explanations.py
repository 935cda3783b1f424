"""What was answered to findings: a unit explains a warning, the office lets an error pass. Both die with the figures.

A text speaks for the figures it first came with. Sent again for other figures it has expired, until it is written
anew; sent again for the same ones (or left out of a fresh workbook) it still stands.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from toolkit.form.finding import WARNING, Finding, make_finding, sort_findings
from toolkit.ledger.records import Explanation, Permission

if TYPE_CHECKING:
    from collections.abc import Iterable

    from toolkit.ledger.ledger import Ledger

PERMITTED = "本机关准予通过："
RULE_BROKEN = "rule_broken"
MARKS = "options_otherwise"
"""The question whose answer changes what is read: its permissions name the marks, not the evidence as a whole."""


class RecordedAnswers:
    """What the ledger holds of explanations and permissions, by unit; without a ledger nothing."""

    def __init__(
        self, explanations: Iterable[Explanation] = (), permissions: Iterable[Permission] = ()
    ) -> None:
        self._said: dict[str, list[Explanation]] = {}
        self._allowed: dict[str, dict[str, Permission]] = {}
        for e in explanations:
            self._said.setdefault(e.unit, []).append(e)
        for p in permissions:
            if not p.ended:
                self._allowed.setdefault(p.unit, {})[p.digest] = p

    @classmethod
    def of(cls, ledger: Ledger) -> RecordedAnswers:
        """Return what *ledger* holds."""
        return cls(ledger.explanations(), ledger.permissions())

    def applied(self, unit: str, findings: Iterable[Finding]) -> tuple[Finding, ...]:
        """Return *findings* with their answers: permitted errors as warnings, expired explanations told."""
        said, allowed = self._said.get(unit, []), self._allowed.get(unit, {})
        told: list[Finding] = []
        for f in findings:
            if f.digest and f.digest in allowed and is_permittable(f):
                p = allowed[f.digest]
                words = in_the_office_s_words(p)
                told.append(f._replace(severity=WARNING, explanation=words, by_office=True))
            elif f.digest and f.severity == WARNING:
                told += _apply_explanation(f, said)
            else:
                told.append(f)
        return tuple(sort_findings(told))


def in_the_office_s_words(said: Permission) -> str:
    """Return what the office answered as it stands beside what it answered."""
    return f"{PERMITTED}{said.why}" + (f"（{said.by}）" if said.by else "")


def is_permittable(f: Finding) -> bool:
    """Tell whether the office can answer a finding: an error by a rule, what marks mean, or a warning that is asked."""
    return bool(f.digest) and (f.severity == WARNING or f.code in (RULE_BROKEN, MARKS))


def answer_subject(f: Finding) -> str:
    """Return what the ledger files an answer under: the rule, or the kind of finding and what it is about."""
    return f.rule or "、".join(f.instances)


def permission_evidence(f: Finding) -> str:
    """Return what a permission holds for: the figures, or each mark of a column."""
    return json.dumps(f.instances) if f.code == MARKS else f.digest


def permitted_marks(said: Permission) -> list[str]:
    """Return the marks of a column whose meaning the office said in *said*."""
    return list(json.loads(said.digest)) if said.rule == MARKS else []


def _apply_explanation(f: Finding, said: list[Explanation]) -> list[Finding]:
    text = f.explanation or next((e.text for e in reversed(said) if e.digest == f.digest), "")
    first = next((e for e in said if e.rule == answer_subject(f) and e.text == text), None)
    if not text or first is None or first.digest == f.digest:
        return [f._replace(explanation=text)]
    place = {"sheet": f.sheet, "cell": f.cell, "label": f.label, "rule": f.rule}
    return [
        f._replace(explanation=""),
        make_finding("explanation_expired", f.at, value=text, before=first.said, **place),
    ]


def explanations_to_keep(unit: str, findings: Iterable[Finding], now: str) -> list[Explanation]:
    """Return what *unit* explains in *findings*, for the ledger to keep."""
    return [
        Explanation(unit, answer_subject(f), f.explanation, f.digest, f.message, now)
        for f in findings
        if f.digest and f.severity == WARNING and f.explanation and not f.by_office
    ]


def standing_explanations(findings: Iterable[Finding]) -> dict[str, str]:
    """Return what a fresh workbook is prefilled with, by instance: the explanations that stand."""
    said = (f for f in findings if f.explanation and not f.by_office)
    return {name: f.explanation for f in said for name in f.instances}
