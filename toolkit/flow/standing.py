"""What stands for each unit: the file the ledger holds for it, with what was answered to its findings."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from toolkit.flow.answers import Answers
from toolkit.flow.collected import UnitState
from toolkit.flow.contents import findings_from, findings_text, loaded, submission_of
from toolkit.flow.fit import ELSEWHERE, not_read
from toolkit.flow.versions import Candidate, choose, decided, signed, which_one
from toolkit.form.finding import finding, ordered
from toolkit.form.roster import state
from toolkit.form.submission import outcome
from toolkit.ledger.records import Stand

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from toolkit.flow.contents import Facts
    from toolkit.flow.fit import Fit
    from toolkit.flow.versions import Choice
    from toolkit.flow.workfolder import WorkFolder
    from toolkit.form.finding import Finding
    from toolkit.form.roster import Unit
    from toolkit.form.submission import Submission
    from toolkit.ledger.ledger import Ledger
    from toolkit.ledger.records import Decision, Sighting


class Standing(NamedTuple):
    """The file that stands for a unit; *findings* have their answers, *outcome* follows from them."""

    unit: str
    name: str
    sha256: str
    path: str
    findings: tuple[Finding, ...]
    outcome: str


def settle(
    ledger: Ledger, fit: Fit, steps: Sequence[str], now: str, known: Mapping[str, Facts] | None = None
) -> dict[str, Choice]:
    """Let the right file of everything ever received stand for each unit, in one transaction; return the choices.

    *known* are the facts already loaded, by hash: loading them is most of what a run without anything new costs.
    """
    choices, stands = choose_stands(ledger, fit, steps, now, known)
    ledger.stand(stands, now)
    return choices


def choose_stands(
    ledger: Ledger, fit: Fit, steps: Sequence[str], now: str, known: Mapping[str, Facts] | None = None
) -> tuple[dict[str, Choice], list[Stand]]:
    """Return what of everything ever received should stand for each unit, and why; nothing is recorded."""
    known = known or {}
    seen_as: dict[str, list[Sighting]] = {}
    for s in ledger.sightings():
        seen_as.setdefault(s.sha256, []).append(s)
    candidates: dict[str, list[Candidate]] = {}
    told: dict[str, tuple[Finding, ...]] = {}
    names: dict[str, str] = {}
    for content in ledger.contents():
        facts = known.get(content.sha256) or loaded(content)
        if facts.who is None or not_read(facts, ""):
            continue
        seen = min(seen_as[content.sha256], key=_age)
        found = told[content.sha256] = fit.findings(facts, seen.path)
        names[content.sha256] = facts.who.name
        fits = not any(f.code in ELSEWHERE for f in found)
        said = facts.content or content.sha256
        one = Candidate(
            *(content.sha256, seen.path, seen.at),
            run=min(s.run for s in seen_as[content.sha256]),
            modified=seen.modified,
            content=said,
            fits=fits,
            zipped=bool(seen.container),
        )
        candidates.setdefault(facts.who.unit, []).append(one)
    decisions = ledger.decisions()
    choices = {u: choose(some, decided(decisions, u, steps)) for u, some in sorted(candidates.items())}
    stands = []
    for unit, choice in choices.items():
        if best := choice.stands:
            findings = (*which_one(choice), *told[best.sha256])
            said = findings_text(findings)
            stands.append(Stand(unit, best.sha256, best.path, names[best.sha256], said, now))
    return choices, stands


def _age(s: Sighting) -> tuple[float, str]:
    """Order the places of the same bytes: a copy's time makes them no newer."""
    return s.modified, s.path


def standings(ledger: Ledger, stands: Iterable[Stand] | None = None) -> dict[str, Standing]:
    """Return what stands for every unit anything was received from, by its code; *stands* in place of what is recorded."""
    answers = Answers.of(ledger)
    found = {}
    for s in ledger.standing() if stands is None else stands:
        findings = answers.applied(s.unit, findings_from(s.findings))
        found[s.unit] = Standing(s.unit, s.name, s.sha256, s.path, findings, outcome(findings))
    return _alike(found, ledger.digests())


def submissions(ledger: Ledger, stands: Iterable[Standing]) -> dict[str, Submission]:
    """Load what the standing files say, by unit."""
    found = {}
    for s in stands:
        content = ledger.content(s.sha256)
        if content and (submission := submission_of(content)):
            found[s.unit] = submission
    return found


def _alike(stands: dict[str, Standing], digests: dict[str, str]) -> dict[str, Standing]:
    """Tell the units whose figures and rows are all the same: somebody may have sent another one's file as his own.

    An all-zero year is nobody's copy.
    """
    groups: dict[str, list[str]] = {}
    for unit, standing in stands.items():
        if digest := digests.get(standing.sha256, ""):
            groups.setdefault(digest, []).append(unit)
    made = dict(stands)
    for group in (g for g in groups.values() if len(g) > 1):
        for unit in group:
            others = "、".join(stands[u].name or u for u in group if u != unit)
            told = (*stands[unit].findings, finding("same_figures", value=others))
            made[unit] = stands[unit]._replace(findings=tuple(ordered(list(told))), outcome=outcome(told))
    return made


def units(
    folder: WorkFolder,
    roster: Sequence[Unit],
    stands: dict[str, Standing],
    now: str,
    decisions: Sequence[Decision],
) -> tuple[UnitState, ...]:
    """Return every unit of the roster in its state, on the day of *now*."""
    made = []
    for unit in roster:
        found, deadline = stands.get(unit.code), folder.deadline(unit)
        said = found.outcome if found else None
        path, findings = (found.path, found.findings) if found else ("", ())
        made.append(
            UnitState(
                unit,
                state(unit, said, deadline, now[:10]),
                said or "",
                path,
                deadline,
                findings,
                signed(decisions, found.sha256, folder.steps) if found else "",
            )
        )
    return tuple(made)
