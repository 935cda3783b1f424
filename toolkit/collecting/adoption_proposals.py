"""Whose a file without our marks seems to be, as values: proposed, in doubt, or beside what can be adopted."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from toolkit.collecting.adoption import AdoptionOrder
from toolkit.submissions.file_owner import quote_path
from toolkit.text.plain_values import pick_plain

if TYPE_CHECKING:
    from toolkit.folder.roster import Unit

NAMED = 3
"""For how many units that may be meant the command is told."""


class WhatWasRead(NamedTuple):
    """What a file comes to read as a unit's: *figures* of so many *asked* (the cover's apart), rows by list, numbers nobody asked for.

    *digest* stands for what it says.
    """

    figures: int
    asked: int
    rows: tuple[tuple[str, int], ...]
    numbers_beside: int
    digest: str

    @property
    def words(self) -> str:
        """Say so."""
        parts = [f"{self.figures}/{self.asked} 个数"] if self.asked else []
        parts += [f"{title} {n} 行" for title, n in self.rows]
        return "，".join(parts) + (
            f"；另有 {self.numbers_beside} 个数不知道是什么" if self.numbers_beside else ""
        )


@dataclass
class AdoptionProposal:
    """A file without an owner: where it was seen, the *unit* it seems to be of and why, what else it may be.

    *doubts* keep it from being taken without a word; *against* are those that must be disregarded for a reason.
    *unknown* tells that it bears a name nobody in the roster has.
    """

    sha256: str
    path: str
    evidence: tuple[str, ...]
    candidates: tuple[Unit, ...]
    read: WhatWasRead | None = None
    doubts: list[str] = field(default_factory=list)
    against: tuple[str, ...] = ()
    alone: bool = True
    unknown: bool = False

    @property
    def unit(self) -> Unit | None:
        """Return the unit it seems to be of, the likeliest where there are several."""
        return self.candidates[0] if self.candidates else None

    @property
    def commands(self) -> tuple[str, ...]:
        """Return the commands that settle whose it is; none where its path is another file's too."""
        if not self.alone:
            return ()
        despite = " --despite 理由" if self.against else ""
        codes = [u.code for u in self.candidates[:NAMED]] or ["单位编码"]
        return tuple(f"toolkit adopt {quote_path(self.path)} {code}{despite}" for code in codes)

    @property
    def why(self) -> str:
        """Return what is recorded as the reason."""
        return "按清单认领：" + "，".join(self.evidence)

    def order(self) -> AdoptionOrder:
        """Return what is to be recorded where it is taken."""
        return AdoptionOrder(self.sha256, self.unit.code if self.unit else "", self.path, self.why)

    def plain(self) -> dict[str, Any]:
        """Return it as JSON-ready values."""
        unit = self.unit.code if self.unit else ""
        name = self.unit.name if self.unit else ""
        nothing = {"figures": 0, "asked": 0, "rows": {}, "numbers_beside": 0}
        read = pick_plain(self.read, " ".join(nothing), rows=dict(self.read.rows)) if self.read else nothing
        candidates = [u.code for u in self.candidates]
        told = f"sha256 path unit name candidates evidence {' '.join(nothing)} doubts commands"
        return pick_plain(self, told, unit=unit, name=name, candidates=candidates, **read)


class FileBesideProposals(NamedTuple):
    """A file that seems to be a unit's and cannot be adopted: what it is, and what is to be done."""

    path: str
    reason: str
    units: tuple[str, ...]


class AdoptionProposals(NamedTuple):
    """What *may be* taken, what is in *doubt*, the files *beside* that nobody can adopt, how many were declined before."""

    proposals: tuple[AdoptionProposal, ...]
    doubts: tuple[AdoptionProposal, ...]
    beside: tuple[FileBesideProposals, ...]
    declined: int

    @property
    def open(self) -> tuple[AdoptionProposal, ...]:
        """Return every file whose owner is open."""
        return (*self.proposals, *self.doubts)
