"""A rule of a form as it is written, and what an office says of its weight."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from toolkit.form.trait import later_field

OFF = "off"
"""The weight of a rule an office has switched off."""


class Switch(NamedTuple):
    """An office's word on a rule: the *severity* it has here (or OFF), and *why*."""

    rule: str
    severity: str
    why: str


@dataclass(frozen=True)
class Rule:
    """A statement over figures, or over every row of a list.

    *works_out* names the row or column an identity works out. *evidence* names the
    published reports that break it. A *beta* rule is on trial: it never returns a file. *switch* is the
    office's own word; it is no part of the form, and so of no fingerprint. *columns*, *rows*: the only ones it ranges over.
    """

    id: str
    must: str
    why: str
    remedy: str
    source: str
    over: tuple[str, ...] = ()
    severity: str = "error"
    works_out: str = ""
    levels: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    evidence: str = ""
    beta: bool = False
    switch: Switch | None = field(default=None, repr=False, compare=False)
    columns: tuple[str, ...] = later_field(())
    rows: tuple[str, ...] = later_field(())

    @property
    def weight(self) -> str:
        """Return the severity it has here and now: error, warning, hint or OFF."""
        if self.switch:
            return self.switch.severity
        return "warning" if self.beta and self.severity == "error" else self.severity
