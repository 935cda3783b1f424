"""What a rule says of a submission: the words every sheet, screen and message shows for it."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Verdict(StrEnum):
    """What a check comes to; SILENT while nothing it is about is filled in."""

    SILENT = ""
    KEPT = "通过"
    BROKEN = "不符"
    NOT_JUDGED = "未判定"
    NO_PRIOR = "缺上年数"


class RowsVerdict(NamedTuple):
    """What a rule over a list's rows comes to: *broken* are the sheet rows, as people count, that break it."""

    verdict: Verdict
    broken: tuple[int, ...] = ()


class Verdicts(NamedTuple):
    """The verdicts beside ``GroundedForm.checks`` and ``GroundedForm.row_checks``."""

    checks: tuple[Verdict, ...]
    rows: tuple[RowsVerdict, ...]

    @property
    def all(self) -> tuple[Verdict, ...]:
        """Return every verdict, those of lists last."""
        return self.checks + tuple(r.verdict for r in self.rows)
