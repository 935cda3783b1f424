"""What stands for each unit: its latest file as the ledger holds it, with what was answered to its findings."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from toolkit.flow.answers import Answers
from toolkit.flow.collected import UnitState
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
    return found


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
