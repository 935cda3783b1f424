"""Whose fault it is where a file does not do: the unit's, another's whose file it is, or the office's own.

A file that cannot be read is charged to the unit it seems to be of (``submissions.pending_files``); one on another's workbook to who
filled it in, once the office has said who; what the office itself handed out, asks to be decided or could not finish
reading is charged to nobody.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.campaign.sent_file import COPIED, FOREIGN, HANDED, MISFIT, UNREAD
from toolkit.form.finding import ERROR
from toolkit.form.heading_search import normalize_heading
from toolkit.form.submission import UNREADABLE
from toolkit.submissions.fits_roster import ELSEWHERE

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

    from toolkit.campaign.sent_file import SentFile
    from toolkit.form.finding import Finding
    from toolkit.form.submission import Identity
    from toolkit.ledger.records import Handout
    from toolkit.submissions.results import PendingFile
    from toolkit.submissions.unit_names import UnitNames

NOT_OWN = (UNREAD, MISFIT)
"""The faults of files that are no report of the unit at all."""
COPIES = ("same_figures",)
"""The findings that say a file's figures are another unit's."""
OTHERS_WORKBOOK = "others_workbook"
"""What is said of a file the office adopted for a unit that filled in another's workbook."""


def handed_out_workbooks(handouts: Iterable[Handout]) -> frozenset[tuple[str, ...]]:
    """Return what was handed out, as ``is_handed_out_workbook`` looks for it."""
    return frozenset((h.unit, h.form, h.edition, h.fingerprint, h.kind, h.period) for h in handouts)


def is_handed_out_workbook(who: Identity, handed: Container[tuple[str, ...]]) -> bool:
    """Tell whether the office handed this very workbook to the unit: then its form, kind or year is no fault of theirs."""
    return (who.unit, who.form, who.edition, who.fingerprint, who.kind, who.period) in handed


def assign_faults(sent: Mapping[str, Sequence[SentFile]], names: UnitNames) -> dict[str, list[SentFile]]:
    """Return every unit's files with their faults; *sent* has nobody's under ""."""
    theirs = ((unit, some) for unit, some in sent.items() if unit)
    own = {unit: [s._replace(fault=_fault_of_file(s, names)) for s in some] for unit, some in theirs}
    _charge_copies(own)
    return own


def unreadable_arrivals(came: Iterable[PendingFile]) -> Iterator[tuple[str, PendingFile]]:
    """Yield, with the unit that is charged for it, every file that could not be read.

    It is whose ``submissions.pending_files`` says it seems to be; of several units' or nobody's no unit is charged, nor for what
    waits for the office to say whose it is.
    """
    for one in came:
        if one.outcome == UNREADABLE and not one.ours and len(one.units) == 1:
            yield one.units[0], one


def _fault_of_file(s: SentFile, names: UnitNames) -> str:
    codes = {f.code for f in s.findings if f.severity == ERROR}
    if codes & set(ELSEWHERE):
        return HANDED if s.handed else MISFIT
    return FOREIGN if any(_uses_other_workbook(f, s.unit, names) for f in s.findings) else ""


def _uses_other_workbook(f: Finding, unit: str, names: UnitNames) -> bool:
    """Tell whether a finding says that *unit* used another's workbook; its own under the code it had before is its own."""
    mine = names.units.get(unit)
    if f.code != OTHERS_WORKBOOK or mine is None:
        return False
    return normalize_heading(f.value) != normalize_heading(mine.name) and unit not in names.named_in(f.value)


def _charge_copies(own: dict[str, list[SentFile]]) -> None:
    """Charge what is like another unit's file to the unit whose file is the later one; to both where that is not known.

    What was explained is charged to nobody.
    """
    by_digest: dict[str, dict[str, float]] = {}
    for unit, some in own.items():
        for s in some:
            if s.digest and not s.fault and not s.excluded:
                first = by_digest.setdefault(s.digest, {})
                first[unit] = min(s.modified, first.get(unit, s.modified))
    earliest = {digest: sorted((m, u) for u, m in first.items())[:2] for digest, first in by_digest.items()}
    for unit, some in own.items():
        for i, s in enumerate(some):
            mine = by_digest.get(s.digest, {}).get(unit)
            others = [m for m, u in earliest.get(s.digest, ()) if u != unit]
            explained = any(f.code in COPIES and f.explanation for f in s.findings)
            if others and mine is not None and not s.fault and not explained and others[0] <= mine:
                some[i] = s._replace(fault=COPIED)
