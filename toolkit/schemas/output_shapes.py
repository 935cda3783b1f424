"""What the commands of a period give with ``--json``, key by key. Records that go out whole are the program's own types."""

from __future__ import annotations

from typing import Annotated, TypedDict

from toolkit.campaign.reminders import UnitReminder
from toolkit.folder.roster import STATES
from toolkit.form.finding import SEVERITY
from toolkit.form.submission import OUTCOMES
from toolkit.merging.long_table import LongTableRow
from toolkit.schemas.json_schema import OneOf
from toolkit.submissions.results import ChangedUnitState, ReplacedFile

Outcome = Annotated[str, OneOf(*OUTCOMES)]
"""What became of a file."""
NoOutcome = Annotated[str, OneOf("", *OUTCOMES)]
State = Annotated[str, OneOf(*STATES)]
"""How a unit stands on a day."""
Severity = Annotated[str, OneOf(*SEVERITY)]


class FindingOutput(TypedDict):
    code: str
    rule: str
    severity: Severity
    sheet: str
    cell: str
    label: str
    value: str
    expected: str
    read: str
    likely: str
    message: str
    remedy: str
    digest: str
    explanation: str


class DecidedFindingOutput(FindingOutput):
    decision: str
    why: str


class PendingOutput(TypedDict):
    sha256: str
    path: str
    at: str
    outcome: Outcome
    reason: str
    todo: str


class FileOutput(TypedDict):
    path: str
    sha256: str
    outcome: Outcome
    unit: str
    reason: str
    account: dict[str, int]
    findings: list[FindingOutput]
    readings: list[str]


class NamedUnitOutput(TypedDict):
    code: str
    name: str
    kind: str


class UnitOutput(NamedUnitOutput):
    state: State
    path: str
    to_explain: int
    signed: str
    pending: list[PendingOutput]


class InitOutput(TypedDict):
    directory: str
    files: list[str]
    year: int
    period: str
    form: str
    edition: str
    note: str


class HandedOutput(NamedUnitOutput):
    path: str
    sha256: str
    carried: int


class DistributeOutput(TypedDict):
    handed: list[HandedOutput]


class CollectOutput(TypedDict):
    form: str
    period: str
    files: list[FileOutput]
    units: list[UnitOutput]
    totals: dict[str, int]
    switched: list[str]
    changed: list[ReplacedFile]
    moved: list[ChangedUnitState]
    head: str


class CheckedWorkbooksOutput(CollectOutput):
    outdated: list[str]


class MissingUnitOutput(NamedUnitOutput):
    state: State


class FilledFormOutput(TypedDict):
    path: str
    placed: int
    missing: list[str]
    kept: list[str]
    theirs: list[str]
    doubts: list[str]
    rows: dict[str, int]
    left_out: list[str]
    unlisted: list[str]


class OwnLookOutput(FilledFormOutput):
    edited: str | None
    why: str


class NoOwnLookOutput(TypedDict):
    path: None
    edited: str | None
    why: str


class MergeOutput(TypedDict):
    path: str | None
    missing: list[MissingUnitOutput]
    figures: dict[str, float | str]
    findings: list[FindingOutput]
    switched: list[str]
    lost: list[str]
    unkept: list[FindingOutput]
    backup: str | None
    look: OwnLookOutput | NoOwnLookOutput | None
    also: list[str]
    into: FilledFormOutput | None
    lines: list[LongTableRow]
    outdated: list[str]


class ExcludeOutput(TypedDict):
    path: str
    unit: str
    excluded: bool


class SignOutput(TypedDict):
    unit: str
    step: str
    left: list[str]


class UnsignOutput(TypedDict):
    unit: str
    signed: bool


class VerifiedOutput(TypedDict):
    faults: list[str]
    notes: list[str]
    ok: bool
    findings: list[FindingOutput]


class VerifiedLedgerOutput(VerifiedOutput):
    files: int
    events: int
    read: int
    again: int
    head: str


class VerifiedReportOutput(VerifiedOutput):
    report: str
    children: int
    parts: int


class PermitOutput(TypedDict):
    unit: str
    rule: str
    why: str
    permitted: list[FindingOutput]


class PermitUndoneOutput(TypedDict):
    unit: str
    rule: str
    ended: int


class NextOutput(TypedDict):
    period: str
    past: str | None
    deadline: str
    own_deadlines: list[str]
    open_ends: list[str]


class ReceiptOutput(TypedDict):
    unit: str
    name: str
    file: str
    sha256: str
    received: str
    day: str
    outcome: Outcome
    stands: bool
    errors: int
    warnings: int
    path: str


class StatusUnitOutput(NamedUnitOutput):
    state: State
    deadline: str
    day: str
    late: int
    returns: int
    errors: int
    to_explain: int
    signed: str
    pending: list[PendingOutput]


class StatusOutput(TypedDict):
    year: int
    period: str
    today: str
    deadline: str
    units: list[StatusUnitOutput]
    reminders: list[UnitReminder]
    written: list[str]


class AppraisedUnitOutput(NamedUnitOutput):
    rank: int | None
    state: State
    excused: str
    deadline: str
    day: str
    late: int
    first_pass: bool
    returns: int
    first_errors: int
    first_fault: str
    errors: int
    explained: int
    to_explain: int
    faults: list[str]


class PunctualityOutput(TypedDict):
    kind: str
    asked: int
    tried: int
    reported: int
    in_time: int
    first_pass: int
    share: str


class RequestCountsOutput(TypedDict):
    code: str
    name: str
    asked: int
    open: int
    overdue: int
    soon: int
    paused: int
    ask: int
    in_time: int
    late: int
    nearest: str


class AppraiseOutput(TypedDict):
    until: str
    workbook: str
    document: str
    kinds: list[PunctualityOutput]
    units: list[AppraisedUnitOutput]
    requests: list[RequestCountsOutput]
