"""What stands for each unit: its latest file as the ledger holds it, with what was answered to its findings."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from toolkit.flow.answers import Answers
from toolkit.flow.collected import UnitState
from toolkit.form.finding import finding, ordered
from toolkit.form.roster import state
from toolkit.form.submission import Submission, from_plain, outcome

if TYPE_CHECKING:
    from toolkit.flow.workfolder import WorkFolder
    from toolkit.form.finding import Finding
    from toolkit.ledger import Ledger, Receipt


class Standing(NamedTuple):
    """The file that stands for a unit; *findings* have their answers, *outcome* follows from them."""

    receipt: Receipt
    submission: Submission
    findings: tuple[Finding, ...]
    outcome: str


def standings(ledger: Ledger) -> dict[str, Standing]:
    """Return what stands for every unit anything was received from, by its code."""
    answers = Answers.of(ledger)
    found = {}
    for unit, receipt in ledger.currents().items():
        submission = from_plain(json.loads(receipt.payload))
        findings = answers.applied(unit, submission.findings)
        found[unit] = Standing(receipt, submission, findings, outcome(findings))
    return _alike(found)


def _alike(stands: dict[str, Standing]) -> dict[str, Standing]:
    """Tell the units whose figures and rows are all the same: somebody may have sent another one's file as his own.

    An all-zero year is nobody's copy.
    """
    groups: dict[object, list[str]] = {}
    for unit, standing in stands.items():
        figures = {c: v for c, v in standing.submission.figures.items() if isinstance(v, float)}
        rows = {
            k: tuple(tuple(sorted(r.values.items())) for r in v) for k, v in standing.submission.rows.items()
        }
        if any(figures.values()) or any(rows.values()):
            key = (standing.submission.who.kind, frozenset(figures.items()), tuple(sorted(rows.items())))
            groups.setdefault(key, []).append(unit)
    made = dict(stands)
    for group in (g for g in groups.values() if len(g) > 1):
        for unit in group:
            others = "、".join(stands[u].submission.who.name or u for u in group if u != unit)
            told = (*stands[unit].findings, finding("same_figures", value=others))
            made[unit] = stands[unit]._replace(findings=tuple(ordered(list(told))), outcome=outcome(told))
    return made


def units(folder: WorkFolder, stands: dict[str, Standing], now: str) -> tuple[UnitState, ...]:
    """Return every unit of the roster in its state, on the day of *now*."""
    made = []
    for unit in folder.roster():
        found, deadline = stands.get(unit.code), folder.deadline(unit)
        said = found.outcome if found else None
        path, findings = (found.receipt.path, found.findings) if found else ("", ())
        made.append(
            UnitState(unit, state(unit, said, deadline, now[:10]), said or "", path, deadline, findings)
        )
    return tuple(made)
