"""What one file a unit sent counts for."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from toolkit.form.finding import ERROR
from toolkit.submissions.fits_roster import ELSEWHERE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from toolkit.form.finding import Finding
    from toolkit.form.submission import Outcome

UNREAD, MISFIT, FOREIGN, COPIED = "打不开", "不是本次要报的", "用了别的单位的表", "与别的单位数据相同"
HANDED = "本机关下发的表"
"""What a file is charged for, in words; the last is charged to nobody."""
OFFICE_DECIDES = ("which_one",)
"""Errors that wait for the office, not for the unit."""


class SentFile(NamedTuple):
    """One file a unit sent, or one that could not be read or is nobody's yet (*unit* ""): its *day* is the file's own, never after *at*.

    *content* is equal where two files say the same, *digest* where two figures are the same. *modified* is its own time
    in seconds, never after it came. It was *handed* out by the office as it is, or not read for an error of *ours*;
    *fault* is what else it is charged for (``campaign.whose_fault``).
    """

    sha256: str
    path: str
    unit: str
    name: str
    at: str
    day: str
    outcome: Outcome
    reason: str
    findings: tuple[Finding, ...]
    content: str
    stands: bool = False
    excluded: bool = False
    modified: float = 0.0
    digest: str = ""
    handed: bool = False
    ours: bool = False
    fault: str = ""

    def count(self, severity: str) -> int:
        """Return how many findings weigh *severity*."""
        return sum(f.severity == severity for f in self.findings)

    @property
    def faulty(self) -> bool:
        """Tell whether the unit has to answer for it."""
        return self.fault not in ("", HANDED) or count_charged_errors(self.findings, self.fault) > 0


def count_charged_errors(findings: Iterable[Finding], fault: str = "") -> int:
    """Count the errors a unit has to answer for in a file of this *fault*."""
    passed = (*OFFICE_DECIDES, *(ELSEWHERE if fault == HANDED else ()))
    return sum(f.severity == ERROR and f.code not in passed for f in findings)
