"""Whose fault it is where a file does not do: the unit's, another's whose file it is, or the office's own.

A file that cannot be read says nothing of its unit but by its name; one filled in by another unit is that unit's; what
the office itself handed out, asks to be decided or could not finish reading is charged to nobody.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from toolkit.excel.whereabouts import plain_text
from toolkit.flow.fit import ELSEWHERE
from toolkit.form.finding import ERROR
from toolkit.form.submission import UNREADABLE
from toolkit.intake.workers import FAILED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from toolkit.flow.campaign import Sent
    from toolkit.form.finding import Finding
    from toolkit.form.roster import Unit
    from toolkit.form.submission import Identity
    from toolkit.ledger.records import Handout

UNREAD, MISFIT, FOREIGN, COPIED = "打不开", "不是本次要报的", "用了别的单位的表", "与别的单位数据相同"
HANDED = "本机关下发的表"
"""What a file is charged for, in words; the last is charged to nobody."""
NOT_OWN = (UNREAD, MISFIT, FOREIGN)
"""The faults of files that are no report of the unit at all."""
COPIES = ("same_figures",)
"""The findings that say a file's figures are another unit's."""
OFFICE_DECIDES = ("which_one",)
"""Errors that wait for the office, not for the unit."""
OTHER_UNIT, RENAMED = "other_unit", "identity_conflict"
"""The errors that say another unit filled in this one's workbook, or that the roster calls this one otherwise."""


def charged(findings: Iterable[Finding], fault: str = "") -> int:
    """Count the errors a unit has to answer for in a file of this *fault*."""
    passed = (*OFFICE_DECIDES, *((RENAMED, *ELSEWHERE) if fault == HANDED else ()))
    return sum(f.severity == ERROR and f.code not in passed for f in findings)


def handed_out(who: Identity, handouts: Iterable[Handout]) -> bool:
    """Tell whether the office handed this very workbook to the unit: then its form, kind or year is no fault of theirs."""
    given = {(h.form, h.edition, h.fingerprint, h.kind, str(h.year)) for h in handouts if h.unit == who.unit}
    return (who.form, who.edition, who.fingerprint, who.kind, who.year) in given


def unit_named(path: str, roster: Iterable[Unit]) -> str:
    """Return the code of the one unit a file's name names, by code or name; "" where it names none, or several."""
    name = plain_text(PurePosixPath(path.replace("\\", "/")).name)
    units = tuple(roster)
    by_code = {
        u.code for u in units if re.search(rf"(?<![0-9A-Za-z]){re.escape(u.code)}(?![0-9A-Za-z])", name)
    }
    if by_code:
        return by_code.pop() if len(by_code) == 1 else ""
    said = {u.code: w for u in units for w in _names(u.name) if w in name}
    longest = {c for c, w in said.items() if not any(w != other and w in other for other in said.values())}
    return longest.pop() if len(longest) == 1 else ""


def _names(name: str) -> tuple[str, ...]:
    """Return how a unit is called in file names: as in the roster, or without what stands there in brackets."""
    whole = plain_text(name)
    short = re.sub(r"[（(].*?[）)]", "", whole)
    return tuple(w for w in (short, whole) if len(w) > 1)  # the whole name last: it is the surer one


def sort_out(
    sent: Mapping[str, Sequence[Sent]], roster: Sequence[Unit], left_out: frozenset[str]
) -> tuple[dict[str, list[Sent]], dict[str, list[Sent]]]:
    """Return every unit's files with their faults, and by unit those it sent that are in nobody's or another's name.

    *sent* has nobody's files under ""; those whose hashes are *left_out* count for nothing.
    """
    own = {unit: [s._replace(fault=_fault(s)) for s in some] for unit, some in sent.items() if unit}
    _copies(own, left_out)
    astray: dict[str, list[Sent]] = {}
    for s in sent.get("", ()):
        if s.outcome == UNREADABLE and s.reason not in FAILED.values() and not s.ours:
            astray.setdefault(unit_named(s.path, roster), []).append(s._replace(fault=UNREAD))
    codes = {w: u.code for u in roster for w in (u.code, u.name)}
    for s in (s for some in own.values() for s in some if s.fault == FOREIGN):
        astray.setdefault(next((codes.get(n, "") for n in _others(s.findings)), ""), []).append(s)
    astray.pop("", None)
    return own, astray


def _fault(s: Sent) -> str:
    codes = {f.code for f in s.findings if f.severity == ERROR}
    if RENAMED in codes and s.handed:
        return HANDED
    if codes & {OTHER_UNIT, RENAMED}:
        return FOREIGN
    if codes & set(ELSEWHERE):
        return HANDED if s.handed else MISFIT
    return ""


def _others(findings: Iterable[Finding]) -> Iterator[str]:
    """Yield the names or codes of other units that are told to have filled in a workbook."""
    for f in findings:
        if f.severity == ERROR and f.code in (OTHER_UNIT, RENAMED):
            yield f.value if f.code == OTHER_UNIT else dict(f.args)["expected"]


def _copies(own: dict[str, list[Sent]], left_out: frozenset[str]) -> None:
    """Charge what is like another unit's file to the unit whose file is the later one; to both where that is not known.

    What was explained is charged to nobody.
    """
    by_digest: dict[str, list[tuple[float, str]]] = {}
    for unit, some in own.items():
        for s in some:
            if s.digest and not s.fault and s.sha256 not in left_out:
                by_digest.setdefault(s.digest, []).append((s.modified, unit))
    for unit, some in own.items():
        for i, s in enumerate(some):
            others = [m for m, u in by_digest.get(s.digest, ()) if u != unit]
            mine = [m for m, u in by_digest.get(s.digest, ()) if u == unit]
            explained = any(f.code in COPIES and f.explanation for f in s.findings)
            if others and mine and not s.fault and not explained and min(others) <= min(mine):
                some[i] = s._replace(fault=COPIED)
