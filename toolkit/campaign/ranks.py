"""Who ranks where: a row a unit, a rate a kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from toolkit.campaign.sent_file import FOREIGN
from toolkit.campaign.whose_fault import OTHERS_WORKBOOK
from toolkit.text.plain_values import told_as

if TYPE_CHECKING:
    from collections.abc import Sequence

    from toolkit.campaign.campaign import Campaign, UnitProgress
    from toolkit.campaign.sent_file import SentFile

TOTAL = "合计"


@told_as(
    "rank line.now.unit.code line.now.unit.name line.now.unit.kind line.now.state line.now.unit.excused "
    "line.now.deadline line.day line.late line.first_pass line.returns line.first_errors first_fault line.errors "
    "line.explained line.now.to_explain faults"
)
class UnitAppraisal(NamedTuple):
    """One unit's figures and its rank within its kind; None where it is not ranked."""

    rank: int | None
    line: UnitProgress

    @property
    def faults(self) -> tuple[str, ...]:
        """Return what is held against it, in words."""
        line, found = self.line, list[str]()
        if line.now.unit.excused:
            return ()
        first, late = line.first, f"，已逾期 {line.late} 天" if line.late else ""
        if not line.own and first is not None:
            found.append(f"报来的文件{_first_fault_text(first)}，还没有重报{late}")
        elif not line.own and (line.late or not line.now.deadline):  # who still has time has no fault
            came = line.now.pending[-1].word if line.now.pending else ""
            found.append(f"{came}{late}" if came else f"没有报送{late}" if late else "还没有报送")
        elif line.late:
            found.append(f"迟报 {line.late} 天")
        if line.own and first is not None and first.fault:
            found.append(f"第一次报来的{_first_fault_text(first)}")
        if line.own and line.errors:
            found.append(f"还有 {line.errors} 处错误没有改")
        if line.now.to_explain:
            found.append(f"{line.now.to_explain} 处提示没有说明")
        return tuple(found)

    @property
    def unsettled(self) -> bool:
        """Tell whether something is still to be sent, mended or explained; who was only late has nothing left to do."""
        line = self.line
        return bool(self.faults) and bool(not line.own or line.errors or line.now.to_explain)

    @property
    def first_fault(self) -> str:
        """Return what the first file it sent is charged for; "" where there is nothing."""
        return self.line.first.fault if self.line.first else ""


def rank_units(found: Campaign) -> list[UnitAppraisal]:
    """Return every unit, by kind and rank; those not ranked come last."""
    ranks = found.ranked()
    kinds = list(dict.fromkeys(x.now.unit.kind for x in found.lines))
    made = [UnitAppraisal(ranks.get(x.now.unit.code), x) for x in found.lines]
    return sorted(made, key=lambda a: (a.rank is None, kinds.index(a.line.now.unit.kind), a.rank or 0))


@told_as("kind asked tried reported in_time first_pass share")
class PunctualityRate(NamedTuple):
    """How many units of a *kind* (``TOTAL``: of all) had to report, sent anything, reported, in time, right at once."""

    kind: str
    asked: int
    tried: int
    reported: int
    in_time: int
    first_pass: int

    @property
    def share(self) -> str:
        """Return the share of those who sent something whose first file was right; "" where nobody has."""
        return f"{100 * self.first_pass / self.tried:.1f}%" if self.tried else ""


def count_rates(found: Campaign) -> list[PunctualityRate]:
    """Count every kind's units, then all; those that need not report are left out."""
    counted = [x for x in found.lines if not x.now.unit.excused]
    kinds = dict.fromkeys(x.now.unit.kind for x in counted)
    return [
        *(_count_rate(k, [x for x in counted if x.now.unit.kind == k]) for k in kinds),
        _count_rate(TOTAL, counted),
    ]


def _count_rate(kind: str, some: Sequence[UnitProgress]) -> PunctualityRate:
    return PunctualityRate(
        kind,
        len(some),
        sum(x.first is not None for x in some),
        sum(bool(x.own) for x in some),
        sum(bool(x.own) and not x.late for x in some),
        sum(x.first_pass for x in some),
    )


def _first_fault_text(first: SentFile) -> str:
    """Say what a file is charged for, and whose workbook it was filled in on."""
    whose = [f.value for f in first.findings if f.code == OTHERS_WORKBOOK]
    return f"{first.fault}（{whose[0]}）" if first.fault == FOREIGN and whose else first.fault
