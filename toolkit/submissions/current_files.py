"""What stands for each unit: the file the ledger holds for it, with what was answered to its findings."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from toolkit.folder.days import is_plausible_file_time, office_day_of, to_office_time
from toolkit.folder.past_periods import earlier_folder
from toolkit.folder.roster import unit_state
from toolkit.folder.work_folder import LEDGER
from toolkit.form.finding import sort_findings
from toolkit.form.submission import submission_outcome
from toolkit.ledger.ledger import Ledger
from toolkit.ledger.records import SIGNED, CurrentFileRow
from toolkit.submissions.explanations import RecordedAnswers
from toolkit.submissions.file_record import (
    findings_to_json,
    parse_file_facts,
    parse_findings,
    submission_of_record,
)
from toolkit.submissions.fits_roster import ELSEWHERE, unread_outcome
from toolkit.submissions.results import CurrentFile, UnitState
from toolkit.submissions.unit_questions import apply_answers, questions_across_units
from toolkit.submissions.which_version import (
    CandidateFile,
    ambiguity_findings,
    choose_unit_file,
    decisions_by_unit,
    decisions_of_unit,
    signatures_text,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from toolkit.folder.roster import Unit
    from toolkit.folder.work_folder import WorkFolder
    from toolkit.form.finding import Finding
    from toolkit.form.submission import Submission
    from toolkit.ledger.records import Decision, Sighting
    from toolkit.submissions.file_record import FileFacts
    from toolkit.submissions.fits_roster import RosterFit
    from toolkit.submissions.results import PendingFile
    from toolkit.submissions.which_version import FileChoice


def settle_current_files(
    ledger: Ledger,
    fit: RosterFit,
    steps: Sequence[str],
    now: str,
    known: Mapping[str, FileFacts] | None = None,
) -> dict[str, FileChoice]:
    """Let the right file of everything ever received stand for each unit, in one transaction; return the choices.

    *known* are the facts already loaded, by hash: loading them is most of what a run without anything new costs.
    """
    choices, stands = choose_current_files(ledger, fit, steps, now, known)
    ledger.stand(stands, now)
    return choices


def choose_current_files(
    ledger: Ledger,
    fit: RosterFit,
    steps: Sequence[str],
    now: str,
    known: Mapping[str, FileFacts] | None = None,
) -> tuple[dict[str, FileChoice], list[CurrentFileRow]]:
    """Return what of everything ever received should stand for each unit, and why; nothing is recorded."""
    known = known or {}
    seen_as = ledger.sightings_by_hash()
    candidates: dict[str, list[CandidateFile]] = {}
    told: dict[str, tuple[Finding, ...]] = {}
    names: dict[str, str] = {}
    every: dict[str, FileFacts] = {}
    for sha256 in ledger.hashes():
        facts = known.get(sha256) or parse_file_facts(ledger.facts(sha256))
        if facts.who is None or unread_outcome(facts, ""):
            continue
        seen = min(seen_as[sha256], key=_file_time_order)
        if fit.held(facts, seen.path):
            continue
        found = told[sha256] = fit.findings(facts, seen.path)
        if any(f.code == "wrong_period" for f in found) and sha256 in fit.elsewhere:
            continue  # it came here before the period it is of had it
        names[sha256], every[sha256] = facts.who.name, facts
        dated = is_plausible_file_time(seen.modified)
        one = CandidateFile(
            *(sha256, seen.path, seen.at, min(s.run for s in seen_as[sha256])),
            seen.modified if dated else to_office_time(seen.at).timestamp(),
            facts.content or sha256,
            fits=not any(f.code in ELSEWHERE for f in found),
            zipped=bool(seen.container),
            dated=dated,
        )
        candidates.setdefault(facts.who.unit, []).append(one)
    decided = decisions_by_unit(ledger.decisions())
    choices: dict[str, FileChoice] = {}
    for unit, some in sorted(candidates.items()):
        choices[unit] = choose_unit_file(some, decisions_of_unit(decided.get(unit, ()), unit, steps))
    stands: list[CurrentFileRow] = []
    hashes = {u: c.stands.sha256 for u, c in choices.items() if c.stands and c.stands.fits}
    beside = _questions_by_unit(ledger, fit, {u: every[sha] for u, sha in hashes.items()}, hashes)
    for unit, choice in choices.items():
        if best := choice.stands:
            own = sort_findings([*told[best.sha256], *beside.get(unit, ())])
            said = findings_to_json((*ambiguity_findings(choice), *own))
            stands.append(CurrentFileRow(unit, best.sha256, best.path, names[best.sha256], said, now))
    return choices, stands


def _file_time_order(s: Sighting) -> tuple[bool, float, str]:
    """Order the places of the same bytes: a copy's time makes them no newer, nor does a place without one."""
    return not is_plausible_file_time(s.modified), s.modified, s.path


def current_file_states(
    ledger: Ledger, stands: Iterable[CurrentFileRow] | None = None
) -> dict[str, CurrentFile]:
    """Return what stands for every unit anything was received from, by its code; *stands* in place of what is recorded."""
    answers = RecordedAnswers.of(ledger)
    found = {}
    for s in ledger.standing() if stands is None else stands:
        findings = answers.applied(s.unit, parse_findings(s.findings))
        outcome = submission_outcome(findings)
        found[s.unit] = CurrentFile(s.unit, s.name, s.sha256, s.path, findings, outcome)
    return found


def load_current_submissions(ledger: Ledger, stands: Iterable[CurrentFile]) -> dict[str, Submission]:
    """Load what the standing files say, by unit."""
    found = {}
    for s in stands:
        content = ledger.content(s.sha256)
        if content and (submission := submission_of_record(content)):
            found[s.unit] = submission
    return found


def load_counted_submissions(ledger: Ledger, states: Iterable[UnitState]) -> list[Submission]:
    """Load what those of *states* say whose figures go into the report, in their order."""
    files = [u.current for u in states if u.counted and u.current]
    loaded = load_current_submissions(ledger, files)
    return [loaded[f.unit] for f in files]


def _questions_by_unit(
    ledger: Ledger, fit: RosterFit, facts: Mapping[str, FileFacts], hashes: Mapping[str, str]
) -> dict[str, list[Finding]]:
    """Return what each unit is asked because of what stands for the others, with what it answered."""
    digests = ledger.digests()
    sketches = {u: f.sketch for u, f in facts.items() if f.sketch}
    asked = questions_across_units(
        fit.form,
        sketches,
        {u: digests.get(hashes[u], "") for u in sketches},
        {u: f.who.name for u, f in facts.items() if f.who},
        _earlier_figures_by_unit(fit.folder),
    )
    return {u: apply_answers(found, facts[u].said) for u, found in asked.items()}


def _earlier_figures_by_unit(folder: WorkFolder | None) -> dict[str, dict[str, float]]:
    """Return the numbers every unit reported in the period this one is laid beside, by name, where its folder is known."""
    home = earlier_folder(folder, folder.form.periods.before_word) if folder else None
    path = home / LEDGER if home else None
    return _ledger_figures(path, path.stat().st_mtime_ns) if path and path.is_file() else {}


@lru_cache(maxsize=1)
def _ledger_figures(path: Path, _changed: int) -> dict[str, dict[str, float]]:
    """Read a ledger that is not written any more once for all runs of this process."""
    with Ledger.open(path) as ledger:
        sent = load_current_submissions(ledger, current_file_states(ledger).values())
    return {
        u: {c.name: v for c, v in s.figures.items() if isinstance(v, float) and v} for u, s in sent.items()
    }


def list_unit_states(
    folder: WorkFolder,
    roster: Sequence[Unit],
    stands: dict[str, CurrentFile],
    now: str,
    decisions: Sequence[Decision],
    waiting: Mapping[str, tuple[PendingFile, ...]] | None = None,
) -> tuple[UnitState, ...]:
    """Return every unit of the roster in its state, on the day of *now*; *waiting* are the files that count for nobody."""
    made, today = [], office_day_of(now)
    examined: dict[str, list[Decision]] = {}
    for d in decisions:
        if d.what == SIGNED:
            examined.setdefault(d.sha256, []).append(d)
    for unit in roster:
        found, deadline = stands.get(unit.code), folder.deadline(unit)
        state = unit_state(unit, found.outcome if found else None, deadline, today)
        signed = signatures_text(examined.get(found.sha256, ()), found.sha256, folder.steps) if found else ""
        made.append(UnitState(unit, state, deadline, found, signed, (waiting or {}).get(unit.code, ())))
    return tuple(made)
