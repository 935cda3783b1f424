"""What the commands give with ``--json`` that is no record of the program's own, key by key.

A key that is ``NotRequired`` is there in some ways of calling the command only; what may be null says ``None``.
"""

from __future__ import annotations

from typing import Annotated, Any, NotRequired, TypedDict

from toolkit.blanks.account import Guess, OddCell
from toolkit.campaign.ranks import PunctualityRate, UnitAppraisal
from toolkit.clock.deadline import ClockCounts
from toolkit.collecting.adoption_proposals import FileBesideProposals
from toolkit.distributing.distribute import HandedOutWorkbook
from toolkit.folder.form_listing import KnownForm
from toolkit.folder.roster import State
from toolkit.form.finding import Finding, Severity
from toolkit.form.submission import OUTCOMES
from toolkit.merging.long_table import LongTableRow
from toolkit.merging.report_contents import FilledForm
from toolkit.publishing.check_point import PublishCheckResult
from toolkit.publishing.freshness import ReportFreshness
from toolkit.publishing.publish import PublicationEntry
from toolkit.publishing.put_documents import PutResult
from toolkit.reviewing.compare_reports import FarFigure, LikeReports
from toolkit.schemas.json_schema import join_shapes, many
from toolkit.steps.new_folder import NewFolder
from toolkit.submissions.results import CollectResult
from toolkit.text.plain_values import OneOf

NoOutcome = Annotated[str, OneOf("", *OUTCOMES)]


class NamedUnitOutput(TypedDict):
    code: str
    name: str
    kind: str


class RenamedUnitOutput(TypedDict):
    code: str
    before: str
    name: str


class ExcusedUnitOutput(TypedDict):
    code: str
    name: str
    excused: str


class DistributeOutput(TypedDict):
    handed: list[HandedOutWorkbook]


class AdoptOutput(TypedDict):
    path: str
    code: str
    name: str
    despite: list[str]
    state: State | None
    outcome: NoOutcome | None


class AdoptionProposalOutput(TypedDict):
    sha256: str
    path: str
    unit: str
    name: str
    candidates: list[str]
    evidence: list[str]
    figures: int
    asked: int
    rows: dict[str, int]
    numbers_beside: int
    doubts: list[str]
    commands: list[str]


class AdoptedUnitOutput(TypedDict):
    code: str
    name: str
    path: str
    state: State
    outcome: NoOutcome


class AdoptAllOutput(TypedDict):
    proposals: list[AdoptionProposalOutput]
    doubts: list[AdoptionProposalOutput]
    beside: list[FileBesideProposals]
    declined: int
    taken: list[AdoptedUnitOutput]
    list: str | None


class AdoptByListOutput(TypedDict):
    taken: list[AdoptedUnitOutput]
    declined: int
    blank: int
    before: int


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


class PermitOutput(TypedDict):
    unit: str
    rule: str
    why: str
    permitted: list[Finding]


class PermitUndoneOutput(TypedDict):
    unit: str
    rule: str
    ended: int


class MissingUnitOutput(NamedUnitOutput):
    state: State


class NoOwnLookOutput(TypedDict):
    path: None
    edited: str | None
    why: str


OwnLookOutput = join_shapes("OwnLookOutput", FilledForm, edited=str | None, why=str)
MergeOutput = join_shapes(
    "MergeOutput",
    path=str | None,
    missing=list[MissingUnitOutput],
    figures=dict[str, float | str],
    findings=list[Finding],
    switched=list[str],
    lost=list[str],
    unkept=list[Finding],
    backup=str | None,
    look=OwnLookOutput | NoOwnLookOutput | None,
    also=list[str],
    into=FilledForm | None,
    lines=list[LongTableRow],
    outdated=list[str],
)
InitOutput = join_shapes("InitOutput", NewFolder, directory=str)
CheckedWorkbooksOutput = join_shapes("CheckedWorkbooksOutput", CollectResult, outdated=list[str])
RequestCountsOutput = join_shapes("RequestCountsOutput", ClockCounts, code=str, name=str)
AppraiseOutput = join_shapes(
    "AppraiseOutput",
    until=str,
    workbook=str,
    document=str,
    kinds=list[PunctualityRate],
    units=list[UnitAppraisal],
    requests=many(RequestCountsOutput),
)
ProofreadOutput = join_shapes(
    "ProofreadOutput",
    path=str,
    unit=str,
    year=int,
    published=str,
    figures=dict[str, float],
    claims=int,
    similar=dict[str, int],
    findings=list[Finding],
    decided=many(join_shapes("DecidedFindingOutput", Finding, decision=str, why=str)),
)


class UnreadReportOutput(TypedDict):
    path: str
    why: str


class RuleCountOutput(TypedDict):
    rule: str
    findings: int
    reports: int


MARKED = NotRequired[list[str]]
CheckedReportsOutput = join_shapes(
    "CheckedReportsOutput", reports=many(ProofreadOutput), outdated=list[str], marked=MARKED
)
CheckedFolderOutput = join_shapes(
    "CheckedFolderOutput",
    reports=many(ProofreadOutput),
    unread=list[UnreadReportOutput],
    missing=list[str],
    rules=list[RuleCountOutput],
    copies=list[LikeReports],
    outliers=list[FarFigure],
    page=str,
    workbook=str,
    marked=MARKED,
)
ReportOutput = join_shapes(
    "ReportOutput",
    PutResult,
    word=str,
    page=str,
    notes=list[str],
    reports=many(ProofreadOutput),
    freshness=ReportFreshness | None,
    pdf=NotRequired[str | None],
    pdf_notes=NotRequired[list[str]],
)
PublishCheckOutput = join_shapes("PublishCheckOutput", PublishCheckResult, page=str)


class PublishedOutput(TypedDict):
    published: list[PublicationEntry]


class PublishedExportOutput(TypedDict):
    written: list[str]


class ReplyOutput(TypedDict):
    number: str
    letter: str
    path: str


class BackupOutput(TypedDict):
    path: str
    made: str
    files: int
    bytes: int
    head: str
    events: int
    left: list[str]


class RulePlaceOutput(TypedDict):
    kind: str
    sheet: str
    cells: str
    checks: int
    formula: str
    later: str


class RuleOutput(TypedDict):
    rule: str
    severity: Severity
    grade: str
    statement: str
    why: str
    remedy: str
    source: str
    evidence: str
    levels: list[str]
    additive: bool
    by_row: bool
    beta: bool
    switch: str
    where: list[RulePlaceOutput]


class FormsOutput(TypedDict):
    forms: list[KnownForm]


class NewFormOutput(TypedDict):
    file: str


class ExportedFormOutput(TypedDict):
    file: str
    form: str
    edition: str


class ShownFormOutput(TypedDict):
    form: str
    page: str
    blanks: list[str]
    prints: list[str]


class DrawnBlankOutput(TypedDict):
    kind: str
    cover: str
    verdicts: dict[str, int]
    errors: list[str]
    recalculated: bool


class DrawnRuleOutput(TypedDict):
    rule: str
    kind: str
    keeps: bool
    breaks: bool
    also: dict[str, str]


class FormCheckOutput(TypedDict):
    faults: list[str]
    rules: int
    blank: str
    additive: list[str]
    by_row: list[str]
    by_level: dict[str, list[str]]
    judged_later: dict[str, str]
    unwatched: list[str]
    unread: list[str]
    blanks: list[DrawnBlankOutput]
    open_questions: list[str]
    fixtures: list[DrawnRuleOutput] | None


class AdoptedBlankOutput(TypedDict):
    definition: dict[str, Any]
    places: dict[str, Any]
    guesses: list[Guess]
    not_understood: list[OddCell]
    tables: list[str]
    cells: int
    understood: int
    account: dict[str, int]
    faults: list[str]
    files: list[str]
    drawn_because: list[str]
    kept: list[str]
    backup: str | None
    converted: str
