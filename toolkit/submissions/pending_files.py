"""Files that seem to be a unit's and count for nobody: they came, and could not be read, or nobody knows whose they are."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from toolkit.form.heading_search import normalize_heading
from toolkit.form.submission import NOT_A_SUBMISSION, UNCONFIRMED, UNREADABLE
from toolkit.intake.found_files import NOT_A_SUBMISSION as NO_SUBMISSION
from toolkit.intake.found_files import why_no_submission
from toolkit.intake.workers import FAILED
from toolkit.ledger.records import EXCLUDED
from toolkit.submissions.file_owner import HELD, likely_owners, shown_folder_of
from toolkit.submissions.file_record import parse_file_facts
from toolkit.submissions.fits_roster import CANNOT_READ, unread_outcome
from toolkit.submissions.results import PendingFile
from toolkit.submissions.unmarked_owner import read_owner_signs

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from toolkit.ledger.ledger import Ledger
    from toolkit.ledger.records import Sighting
    from toolkit.submissions.file_record import FileFacts
    from toolkit.submissions.fits_roster import RosterFit
    from toolkit.submissions.results import CurrentFile

CONFIRM = "请告诉我们这份是不是贵单位填的；是的不用重填，由我们认定"
"""What a unit does about a file of which nobody knows whose it is."""
NOT_TAKEN_OUT = "压缩包、邮件里的这个文件取不出来（有密码，或已损坏）。请去掉密码，或直接发送工作簿"
SENT = ("other-file-type",)
"""What of that which is no submission a unit may have sent for one."""


def pending_arrivals(
    ledger: Ledger, fit: RosterFit, known: Mapping[str, FileFacts] | None = None, but: Collection[str] = ()
) -> Iterator[PendingFile]:
    """Yield every file that came and counts for nobody, whoever it seems to be of; not those whose hashes are in *but*."""
    left_out = {d.sha256 for d in ledger.standing_decisions(EXCLUDED)}
    first = _first_sightings(ledger)
    had = {(s.container, s.inside) for s in ledger.sightings()}
    for sha256 in ledger.hashes():
        if sha256 in but:
            continue
        seen = first[sha256]
        facts = (known or {}).get(sha256) or parse_file_facts(ledger.facts(sha256))
        found = (
            _arrival_of_sighting(fit, facts, seen)
            if facts.members is None
            else _arrivals_in_zip(fit, facts, seen, had)
        )
        for one in found:
            yield one._replace(left_out=sha256 in left_out)


def pending_files_by_unit(
    ledger: Ledger,
    fit: RosterFit,
    stands: Mapping[str, CurrentFile],
    came: Iterable[PendingFile] | None = None,
) -> dict[str, tuple[PendingFile, ...]]:
    """Return for each unit of the roster the files that seem to be its and count for nobody, the oldest first.

    What is older than the file that stands for the unit is not waited for any more, nor is what the office left out.
    *came* are the arrivals, where they are known already.
    """
    first = _first_sightings(ledger)
    since = {u: first[s.sha256].modified for u, s in stands.items() if s.sha256 in first}
    used = current_file_hashes(stands, fit)
    found: dict[str, list[PendingFile]] = {}
    for one in pending_arrivals(ledger, fit, None, used) if came is None else came:
        for unit in one.units if not one.left_out and one.sha256 not in used else ():
            if one.first.modified > since.get(unit, float("-inf")):
                found.setdefault(unit, []).append(one)
    return {u: tuple(sorted(some, key=lambda p: (p.first.modified, p.path))) for u, some in found.items()}


def current_file_hashes(stands: Mapping[str, CurrentFile], fit: RosterFit) -> frozenset[str]:
    """Return the hashes of the files that stand for units of the roster: nobody waits for them."""
    return frozenset(s.sha256 for s in stands.values() if s.unit in fit.roster)


def likely_units_of_file(fit: RosterFit, facts: FileFacts, path: str) -> tuple[str, ...]:
    """Return the units of the roster a file seen at *path* that counts for nobody seems to be of."""
    if held := fit.held(facts, path):
        return tuple(u for u in held if u in fit.roster)
    name = normalize_heading(facts.who.name) if facts.who else ""
    named = fit.names.written.get(name, ()) if name else ()
    likely = likely_owners(fit.names, path, facts.signs, fit.crowds)
    if any(f.code == "no_identity" for f in facts.told):
        office = fit.folder.office.name if fit.folder else ""
        likely = (*likely, *read_owner_signs(fit.names, office, [path], facts.signs).candidates)
    return tuple(dict.fromkeys((*named, *likely)))


def _arrival_of_sighting(fit: RosterFit, facts: FileFacts, seen: Sighting) -> Iterator[PendingFile]:
    path, ours = seen.path, False
    if held := unread_outcome(facts, path):
        outcome, reason = held
        if facts.code in NO_SUBMISSION.keys() - set(SENT):
            return
        todo = CANNOT_READ.get(facts.code, reason)
        if any(f.code == "no_identity" for f in facts.told):
            outcome, reason, todo = UNCONFIRMED, facts.told[0].message, CONFIRM
        ours = facts.code in FAILED or bool(facts.detail and not facts.code)
    elif fit.held(facts, path):
        outcome, todo = UNCONFIRMED, CONFIRM
        reason = next(f.sentence for f in fit.findings(facts, path) if f.code == HELD)
    elif facts.who and facts.who.unit not in fit.roster:
        outcome, todo = UNCONFIRMED, CONFIRM
        reason = f"工作簿里的单位编码是 {facts.who.unit}，名册里没有"
    else:
        return
    yield PendingFile(seen, path, outcome, reason, todo, likely_units_of_file(fit, facts, path), ours=ours)


def _arrivals_in_zip(
    fit: RosterFit, facts: FileFacts, seen: Sighting, had: Collection[tuple[str, str]]
) -> Iterator[PendingFile]:
    """Yield what lies in a zip and was not taken out of it: no bytes, no record but the zip's own list (*had*: what was)."""
    whole, outer = seen.container or seen.sha256, json.loads(seen.inside)
    for member in facts.members or ():
        path = f"{seen.path}/{member.name}"
        if member.reason in SENT:
            reason, outcome = why_no_submission(member.reason, member.name), NOT_A_SUBMISSION
        elif member.reason is None and (whole, json.dumps([*outer, member.at])) not in had:
            reason, outcome = NOT_TAKEN_OUT, UNREADABLE
        else:
            continue
        units = likely_units_of_file(fit, facts, path)
        yield PendingFile(seen, path, outcome, reason, reason, units, in_zip=True)


def _first_sightings(ledger: Ledger) -> dict[str, Sighting]:
    """Return for all bytes the place they have been at longest, by hash: a copy under another name says nothing new."""
    seen = sorted(ledger.sightings(), key=lambda s: (s.modified, s.path), reverse=True)
    return {s.sha256: s for s in seen}


def first_seen_paths(ledger: Ledger) -> dict[str, str]:
    """Return the path all bytes were first seen under, by hash: the one evidence is taken from."""
    return {sha: s.path for sha, s in _first_sightings(ledger).items()}


def units_by_folder(ledger: Ledger) -> dict[str, frozenset[str]]:
    """Return of which units files lie in each folder, as outputs show it: a folder of several units' is nobody's own."""
    units = {sha256: unit for sha256, unit in ledger.owners().items() if unit}
    found: dict[str, set[str]] = {}
    for s in ledger.sightings():
        if (unit := units.get(s.sha256)) and (folder := shown_folder_of(s.path)):
            found.setdefault(folder, set()).add(unit)
    return {folder: frozenset(some) for folder, some in found.items()}
