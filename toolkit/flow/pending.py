"""Files that seem to be a unit's and count for nobody: they came, and could not be read, or nobody knows whose they are."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from toolkit.flow.collected import Pending
from toolkit.flow.contents import loaded
from toolkit.flow.fit import CANNOT_READ, not_read
from toolkit.flow.whose import HELD, folder_of, pointed_to
from toolkit.form.labels import plain
from toolkit.form.submission import NOT_A_SUBMISSION, UNCONFIRMED, UNREADABLE
from toolkit.intake.walk import NOT_A_SUBMISSION as NO_SUBMISSION
from toolkit.intake.walk import why_not
from toolkit.ledger.records import EXCLUDED

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from toolkit.flow.contents import Facts
    from toolkit.flow.fit import Fit
    from toolkit.flow.standing import Standing
    from toolkit.ledger.ledger import Ledger
    from toolkit.ledger.records import Content, Sighting

CONFIRM = "请告诉我们这份是不是贵单位填的；是的不用重填，由我们认定"
"""What a unit does about a file of which nobody knows whose it is."""
NOT_TAKEN_OUT = "压缩包里的这个文件取不出来（有密码，或已损坏）。请去掉密码，或直接发送工作簿"
SENT = ("other-file-type",)
"""What of that which is no submission a unit may have sent for one."""


class _Came(NamedTuple):
    """What a file that counts for nobody came to, and the units it seems to be of."""

    path: str
    outcome: str
    reason: str
    todo: str
    units: tuple[str, ...]


def pending(
    ledger: Ledger, fit: Fit, stands: Mapping[str, Standing], known: Mapping[str, Facts] | None = None
) -> dict[str, tuple[Pending, ...]]:
    """Return for each unit of the roster the files that seem to be its and count for nobody, the oldest first.

    What is older than the file that stands for the unit is not waited for any more, nor is what the office left out.
    """
    left_out = {d.sha256 for d in ledger.decisions() if d.what == EXCLUDED and not d.ended}
    first = _first(ledger)
    since = {u: first[s.sha256].modified for u, s in stands.items() if s.sha256 in first}
    had = {(s.container, s.inside) for s in ledger.sightings()}
    used = {s.sha256 for s in stands.values() if s.unit in fit.roster}
    found: dict[str, list[Pending]] = {}
    for content in ledger.contents():
        if content.sha256 in left_out or content.sha256 in used:
            continue
        seen = first[content.sha256]
        facts = (known or {}).get(content.sha256) or loaded(content)
        if facts.members is None:
            some = _came(fit, content, facts, seen.path)
        else:
            some = _in_zip(fit, facts, seen, had)
        for came in some:
            for unit in came.units:
                if unit in fit.roster and seen.modified > since.get(unit, float("-inf")):
                    one = Pending(
                        content.sha256,
                        came.path,
                        seen.at,
                        seen.modified,
                        came.outcome,
                        came.reason,
                        came.todo,
                    )
                    found.setdefault(unit, []).append(one)
    return {u: tuple(sorted(some, key=lambda p: (p.modified, p.path))) for u, some in found.items()}


def _came(fit: Fit, content: Content, facts: Facts, path: str) -> Iterator[_Came]:
    if held := not_read(facts, path):
        outcome, reason = held
        if facts.code in NO_SUBMISSION.keys() - set(SENT):
            return
        todo = CANNOT_READ.get(facts.code, reason)
        if any(f.code == "no_identity" for f in facts.told):
            outcome, reason, todo = UNCONFIRMED, facts.told[0].message, CONFIRM
        yield _Came(path, outcome, reason, todo, _pointed(fit, path, facts))
    elif units := fit.held(facts, path):
        said = next(f for f in fit.findings(facts, path) if f.code == HELD)
        yield _Came(path, UNCONFIRMED, f"{said.message}。{said.remedy}", CONFIRM, units)
    elif content.unit not in fit.roster and facts.who:
        named = (u.code for u in fit.roster.values() if plain(u.name) == plain(facts.who.name))
        units = tuple(dict.fromkeys((*named, *_pointed(fit, path, facts))))
        reason = f"工作簿里的单位编码是 {content.unit}，名册里没有"
        yield _Came(path, UNCONFIRMED, reason, CONFIRM, units)


def _in_zip(fit: Fit, facts: Facts, seen: Sighting, had: Collection[tuple[str, str]]) -> Iterator[_Came]:
    """Yield what lies in a zip and was not taken out of it: no bytes, no record but the zip's own list (*had*: what was)."""
    whole, outer = seen.container or seen.sha256, json.loads(seen.inside)
    for member in facts.members or ():
        path = f"{seen.path}/{member.name}"
        if member.reason in SENT:
            reason, outcome = why_not(member.reason, member.name), NOT_A_SUBMISSION
        elif member.reason is None and (whole, json.dumps([*outer, member.at])) not in had:
            reason, outcome = NOT_TAKEN_OUT, UNREADABLE
        else:
            continue
        yield _Came(path, outcome, reason, reason, _pointed(fit, path, facts))


def _pointed(fit: Fit, path: str, facts: Facts) -> tuple[str, ...]:
    return pointed_to(fit.names, path, facts.signs, fit.crowds)


def _first(ledger: Ledger) -> dict[str, Sighting]:
    """Return for all bytes the place they have been at longest, by hash: a copy under another name says nothing new."""
    seen = sorted(ledger.sightings(), key=lambda s: (s.modified, s.path), reverse=True)
    return {s.sha256: s for s in seen}


def first_paths(ledger: Ledger) -> dict[str, str]:
    """Return the path all bytes were first seen under, by hash: the one evidence is taken from."""
    return {sha: s.path for sha, s in _first(ledger).items()}


def crowds_of(ledger: Ledger) -> dict[str, frozenset[str]]:
    """Return of which units files lie in each folder, as outputs show it: a folder of several units' is nobody's own."""
    units = {c.sha256: c.unit for c in ledger.contents() if c.unit}
    found: dict[str, set[str]] = {}
    for s in ledger.sightings():
        if (unit := units.get(s.sha256)) and (folder := folder_of(s.path)):
            found.setdefault(folder, set()).add(unit)
    return {folder: frozenset(some) for folder, some in found.items()}
