"""What a run of collecting found, as values: files with their outcomes, units with their states."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from toolkit.folder.roster import STATES
from toolkit.form.submission import (
    ACCEPTED,
    NOT_A_SUBMISSION,
    OUTCOMES,
    RETURNED,
    UNCONFIRMED,
    UNREADABLE,
    WITH_WARNINGS,
    Submission,
    submission_outcome,
)
from toolkit.text.plain_values import told_as

if TYPE_CHECKING:
    from collections.abc import Iterable

    from toolkit.folder.roster import State, Unit
    from toolkit.form.finding import Finding
    from toolkit.form.submission import Outcome
    from toolkit.ledger.records import Sighting

STANDS = ("accepted", "accepted_with_warnings", RETURNED)
"""The outcomes of a file that speaks for its unit."""


@told_as("path sha256 outcome unit reason account findings readings")
@dataclass(frozen=True)
class CollectedFile:
    """One file seen: its *outcome*, and its *submission* where it holds one, without the figures: they are in the ledger.

    *readings* are the units (codes) whose it may be, where it contradicts itself; then *unit* is "". *seems_of* are the
    units of the roster a file that counts for nobody seems to be of. *unmarked*: it holds the form's tables and no mark.
    """

    path: str
    sha256: str
    modified: float
    outcome: Outcome
    unit: str = ""
    name: str = ""
    reason: str = ""
    submission: Submission | None = None
    readings: tuple[str, ...] = ()
    seems_of: tuple[str, ...] = ()
    unmarked: bool = False

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Return what is to be mended or known."""
        return self.submission.findings if self.submission else ()

    @property
    def account(self) -> dict[str, int]:
        """Return how many of its cells are what (``ACCOUNT``)."""
        return dict(self.submission.account) if self.submission else {}

    def but(self, **said: Any) -> CollectedFile:
        """Return the same file with some of it otherwise."""
        return replace(self, **said)

    def told(self, findings: tuple[Finding, ...]) -> CollectedFile:
        """Return the same file with these findings, and the outcome that follows from them."""
        if self.submission is None:
            return self
        judged = replace(self.submission, findings=findings)
        return self.but(outcome=submission_outcome(findings), submission=judged)


class CurrentFile(NamedTuple):
    """The file that counts for a unit; *findings* have their answers, *outcome* follows from them."""

    unit: str
    name: str
    sha256: str
    path: str
    findings: tuple[Finding, ...]
    outcome: str


class ReplacedFile(NamedTuple):
    """A unit whose file was replaced by a later one: both paths, and what differs in words."""

    unit: str
    name: str
    before: str
    after: str
    said: str


class ChangedUnitState(NamedTuple):
    """A unit that stands otherwise than after the run before: states and outcomes, as words of ``form``."""

    unit: str
    name: str
    before: tuple[str, str]
    after: tuple[str, str]


@told_as("sha256 path first.at outcome reason todo")
class PendingFile(NamedTuple):
    """A file that came and counts for nobody: what it came to, why, what can be done (*todo*), whose of *units* it seems.

    *outcome* is UNCONFIRMED (nobody knows whose it is), UNREADABLE or NOT_A_SUBMISSION. *first* is where its bytes, or
    the zip it lies in, were first seen; *in_zip* tells that it was not taken out of that. It was not read for an error of
    *ours*, or the office has *left_out* what was seen.
    """

    first: Sighting
    path: str
    outcome: Outcome
    reason: str
    todo: str
    units: tuple[str, ...]
    in_zip: bool = False
    ours: bool = False
    left_out: bool = False

    @property
    def sha256(self) -> str:
        """Return the hash of what was seen."""
        return self.first.sha256

    @property
    def word(self) -> str:
        """Say how it stands with a unit nothing else came from."""
        return CAME[self.outcome]


CAME = {
    UNCONFIRMED: "交来过，待确认是谁的",
    UNREADABLE: "交来过，读不出来",
    NOT_A_SUBMISSION: "交来过，不是报送表",
}
"""How a unit stands from which only such files came."""
ONLY_CAME = "交来过、没有计入"
"""How units are counted from which only such files came."""
NOTHING_COUNTS = ("missing", "overdue")
"""The states of a unit for which nothing counts."""


@told_as("unit.code unit.name unit.kind state path to_explain signed pending")
class UnitState(NamedTuple):
    """One unit of the roster (or, without one, of the files): its state and the file that counts for it, if there is one.

    *signed* says who examined it and when; "" where nobody has. *pending* are files that seem to be its and count
    for nobody, later than the one that stands.
    """

    unit: Unit
    state: State
    deadline: str = ""
    current: CurrentFile | None = None
    signed: str = ""
    pending: tuple[PendingFile, ...] = ()

    @property
    def outcome(self) -> str:
        """Return what the file that counts for it came to; "" where there is none."""
        return self.current.outcome if self.current else ""

    @property
    def path(self) -> str:
        """Return the path of the file that counts for it; "" where there is none."""
        return self.current.path if self.current else ""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Return what is to be mended or known of the file that counts for it."""
        return self.current.findings if self.current else ()

    @property
    def word(self) -> str:
        """Say in which state it is: of a unit nothing counts of, that something came."""
        return self.pending[-1].word if self.only_came else STATES[self.state]

    @property
    def only_came(self) -> bool:
        """Tell whether nothing counts for it, though files came that seem to be its."""
        return self.state in NOTHING_COUNTS and bool(self.pending)

    @property
    def must_act(self) -> bool:
        """Tell whether something is to be done about it now: by the unit, or by the office about a file that waits."""
        return self.state in ("returned", "overdue") or bool(self.pending and not self.unit.excused)

    @property
    def counted(self) -> bool:
        """Tell whether its figures go into the report."""
        return self.outcome in (ACCEPTED, WITH_WARNINGS) and not self.unit.excused

    @property
    def to_explain(self) -> int:
        """Return how many warnings of rules nobody has explained."""
        return sum(f.to_explain for f in self.findings)


def count_units_by_state(units: Iterable[UnitState]) -> dict[str, int]:
    """Count *units* by how they stand, in words: those from which nothing came, and those from which only such files came."""
    words = [ONLY_CAME if u.only_came else STATES[u.state] for u in units]
    known = (*STATES.values(), ONLY_CAME)
    return {w: n for w in known if (n := words.count(w))}


@told_as("form period files units totals switched changed moved head")
@dataclass(frozen=True)
class CollectResult:
    """Everything a run found. *known* is false without a work folder: then nobody can be missing.

    *switched* says which rules this office weighs otherwise than the form, and why. *changed* are the units whose
    file was replaced, *moved* those that stand otherwise than after the run before. *head* anchors the ledger (``Ledger.head``).
    *standing* are the files that count, each with all its figures, where that was asked for.
    """

    form: str
    period: str
    period_name: str
    files: tuple[CollectedFile, ...]
    units: tuple[UnitState, ...]
    known: bool
    switched: tuple[str, ...] = ()
    changed: tuple[ReplacedFile, ...] = ()
    head: str = ""
    moved: tuple[ChangedUnitState, ...] = ()
    standing: tuple[tuple[CurrentFile, Submission], ...] = ()

    @property
    def totals(self) -> dict[str, int]:
        """Count files by outcome and units by state."""
        counts = {o: sum(f.outcome == o for f in self.files) for o in OUTCOMES}
        states = [u.state for u in self.units]
        return {"files": len(self.files), **counts, **{s: states.count(s) for s in dict.fromkeys(states)}}

    @property
    def must_act(self) -> bool:
        """Tell whether somebody must do something.

        A file that seems to be a unit's waits with it (``UnitState.pending``), until the unit has sent a later one.
        """
        bad = (f for f in self.files if f.outcome in (RETURNED, UNREADABLE, UNCONFIRMED))
        return any(not f.seems_of for f in bad) or any(u.must_act for u in self.units)
