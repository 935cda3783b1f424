"""What stands for each unit: the file the ledger holds for it, with what was answered to its findings."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from toolkit.folder.days import is_dated, office_day, office_time
from toolkit.folder.work_folder import LEDGER
from toolkit.form.finding import ordered
from toolkit.form.roster import state
from toolkit.form.submission import outcome
from toolkit.ledger.ledger import Ledger
from toolkit.ledger.records import Stand
from toolkit.submissions.explanations import Answers
from toolkit.submissions.file_record import findings_from, findings_text, loaded, submission_of
from toolkit.submissions.fits_roster import ELSEWHERE, not_read
from toolkit.submissions.results import UnitState
from toolkit.submissions.unit_questions import answered, asked_beside
from toolkit.submissions.which_version import Candidate, choose, decided, signed, which_one

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from toolkit.folder.work_folder import WorkFolder
    from toolkit.form.finding import Finding
    from toolkit.form.roster import Unit
    from toolkit.form.submission import Submission
    from toolkit.ledger.records import Decision, Sighting
    from toolkit.submissions.file_record import Facts
    from toolkit.submissions.fits_roster import Fit
    from toolkit.submissions.results import Pending
    from toolkit.submissions.which_version import Choice


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
    every: dict[str, Facts] = {}
    for content in ledger.contents():
        facts = known.get(content.sha256) or loaded(content)
        if facts.who is None or not_read(facts, ""):
            continue
        seen = min(seen_as[content.sha256], key=_age)
        if fit.held(facts, seen.path):
            continue
        found = told[content.sha256] = fit.findings(facts, seen.path)
        names[content.sha256], every[content.sha256] = facts.who.name, facts
        fits = not any(f.code in ELSEWHERE for f in found)
        said = facts.content or content.sha256
        one = Candidate(
            *(content.sha256, seen.path, seen.at),
            run=min(s.run for s in seen_as[content.sha256]),
            modified=seen.modified if is_dated(seen.modified) else office_time(seen.at).timestamp(),
            content=said,
            fits=fits,
            zipped=bool(seen.container),
            dated=is_dated(seen.modified),
        )
        candidates.setdefault(facts.who.unit, []).append(one)
    decisions = ledger.decisions()
    choices = {u: choose(some, decided(decisions, u, steps)) for u, some in sorted(candidates.items())}
    stands = []
    hashes = {u: c.stands.sha256 for u, c in choices.items() if c.stands and c.stands.fits}
    beside = _beside(ledger, fit, {u: every[sha] for u, sha in hashes.items()}, hashes)
    for unit, choice in choices.items():
        if best := choice.stands:
            findings = (*which_one(choice), *ordered([*told[best.sha256], *beside.get(unit, ())]))
            said = findings_text(findings)
            stands.append(Stand(unit, best.sha256, best.path, names[best.sha256], said, now))
    return choices, stands


def _age(s: Sighting) -> tuple[bool, float, str]:
    """Order the places of the same bytes: a copy's time makes them no newer, nor does a place without one."""
    return not is_dated(s.modified), s.modified, s.path


def standings(ledger: Ledger, stands: Iterable[Stand] | None = None) -> dict[str, Standing]:
    """Return what stands for every unit anything was received from, by its code; *stands* in place of what is recorded."""
    answers = Answers.of(ledger)
    found = {}
    for s in ledger.standing() if stands is None else stands:
        findings = answers.applied(s.unit, findings_from(s.findings))
        found[s.unit] = Standing(s.unit, s.name, s.sha256, s.path, findings, outcome(findings))
    return found


def submissions(ledger: Ledger, stands: Iterable[Standing]) -> dict[str, Submission]:
    """Load what the standing files say, by unit."""
    found = {}
    for s in stands:
        content = ledger.content(s.sha256)
        if content and (submission := submission_of(content)):
            found[s.unit] = submission
    return found


def _beside(
    ledger: Ledger, fit: Fit, facts: Mapping[str, Facts], hashes: Mapping[str, str]
) -> dict[str, list[Finding]]:
    """Return what each unit is asked because of what stands for the others, with what it answered."""
    digests = ledger.digests()
    sketches = {u: f.sketch for u, f in facts.items() if f.sketch}
    asked = asked_beside(
        fit.form,
        sketches,
        {u: digests.get(hashes[u], "") for u in sketches},
        {u: f.who.name for u, f in facts.items() if f.who},
        _last_year(fit.folder),
    )
    return {u: answered(found, facts[u].said) for u, found in asked.items()}


def _last_year(folder: WorkFolder | None) -> dict[str, dict[str, float]]:
    """Return the numbers every unit reported last year, by name, where last year's work folder is known."""
    path = folder.last / LEDGER if folder and folder.last else None
    return _numbers_in(path, path.stat().st_mtime_ns) if path and path.is_file() else {}


@lru_cache(maxsize=1)
def _numbers_in(path: Path, _changed: int) -> dict[str, dict[str, float]]:
    """Read a ledger that is not written any more once for all runs of this process."""
    with Ledger.open(path) as ledger:
        sent = submissions(ledger, standings(ledger).values())
    return {
        u: {c.name: v for c, v in s.figures.items() if isinstance(v, float) and v} for u, s in sent.items()
    }


def units(
    folder: WorkFolder,
    roster: Sequence[Unit],
    stands: dict[str, Standing],
    now: str,
    decisions: Sequence[Decision],
    waiting: Mapping[str, tuple[Pending, ...]] | None = None,
) -> tuple[UnitState, ...]:
    """Return every unit of the roster in its state, on the day of *now*; *waiting* are the files that count for nobody."""
    made, today = [], office_day(now)
    for unit in roster:
        found, deadline = stands.get(unit.code), folder.deadline(unit)
        said = found.outcome if found else None
        path, findings = (found.path, found.findings) if found else ("", ())
        made.append(
            UnitState(
                unit,
                state(unit, said, deadline, today),
                said or "",
                path,
                deadline,
                findings,
                signed(decisions, found.sha256, folder.steps) if found else "",
                (waiting or {}).get(unit.code, ()),
            )
        )
    return tuple(made)
