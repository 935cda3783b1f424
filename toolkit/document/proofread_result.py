"""What proofreading a published document is asked with, and what it comes to, whatever its form."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from toolkit.form.finding import ERROR, Finding
from toolkit.text.plain_values import pick_plain, to_plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from toolkit.form.model import Cell


class KnownBody(NamedTuple):
    """A body whose name is known; *level* is "" where only its name tells."""

    name: str
    level: str = ""


class Asked(NamedTuple):
    """What the caller knows of a report that its text may not say.

    *bodies* are all there are, where a list is given; *figures* those of the workbook it was written from, where it is known.
    """

    unit: str = ""
    year: int = 0
    bodies: tuple[KnownBody, ...] = ()
    figures: Mapping[Cell, float] | None = None


class EarlierReport(NamedTuple):
    """What of last year's report this year's is held against; *sections* are their paragraphs, by number."""

    path: str
    unit: str
    year: int
    figures: dict[Cell, float]
    sections: dict[int, tuple[str, ...]]


@dataclass(frozen=True)
class Proofread:
    """A report proofread. *unit* and *year* as believed; *decided* are findings somebody has ruled on, with why."""

    path: str
    unit: str
    year: int
    findings: tuple[Finding, ...]
    figures: dict[Cell, float] = field(default_factory=dict)
    claims: int = 0
    similar: dict[str, int] = field(default_factory=dict)
    """How many percent of each section's sentences stood in last year's report, where that is given."""
    texts: tuple[str, ...] = ()
    published: str = ""
    """The day of publication the report bears, YYYY-MM-DD."""
    places: dict[str, tuple[int, int, int]] = field(default_factory=dict)
    """Where each figure of the tables stands, by its name: the block of the document, the row, the box of the row."""
    level: str = ""
    """How high the body stands, as far as its name or a list tells."""
    decided: tuple[tuple[Finding, str, str], ...] = ()

    @property
    def must_act(self) -> bool:
        """Tell whether something wrong is left."""
        return any(f.severity == ERROR for f in self.findings)

    def plain(self) -> dict[str, Any]:
        """Return the result as JSON-ready values."""
        decided = [to_plain(f) | {"decision": d, "why": why} for f, d, why in self.decided]
        told = "path unit year figures published claims similar findings decided"
        return pick_plain(self, told, decided=decided)
